/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets on the wire: lean, as Key Vault's bundles, and the requests. */
#include "kh-wire-secret.h"

#include "kh-wire-key.h"

#define O(member) G_STRUCT_OFFSET (KhWireSecret, member)
static const KhField secret_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "vault", KH_FIELD_TEXT, 0, O (vault) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "version", KH_FIELD_TEXT, 0, O (version) },
  { "value", KH_FIELD_TEXT, KH_FIELD_OMIT, O (value) },
  { "contentType", KH_FIELD_TEXT, 0, O (content_type) },
  { "enabled", KH_FIELD_BOOL, 0, O (enabled) },
  { "state", KH_FIELD_TEXT, 0, O (state) },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
  { "updatedAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (updated_at) },
  { "nbf", KH_FIELD_TIME, 0, O (nbf) },
  { "exp", KH_FIELD_TIME, 0, O (exp) },
  { "recoveryLevel", KH_FIELD_TEXT, 0, O (recovery_level) },
  { "recoverableDays", KH_FIELD_INT, KH_FIELD_OMIT, O (recoverable_days) },
  { "current", KH_FIELD_BOOL, 0, O (current) },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
  { "recoveryId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_id) },
  { "deletedAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (deleted_at) },
  { "scheduledPurgeAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (scheduled_purge_at) },
};
KH_DEFINE_SHAPE (KhWireSecret, wire_secret, secret_fields)

static const KhField bundle_fields[] = {
  { "value", KH_FIELD_TEXT, KH_FIELD_OMIT, O (value) },
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "contentType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (content_type) },
  { "attributes.enabled", KH_FIELD_BOOL, 0, O (enabled) },
  { "attributes.nbf", KH_FIELD_UNIX, KH_FIELD_OMIT, O (nbf) },
  { "attributes.exp", KH_FIELD_UNIX, KH_FIELD_OMIT, O (exp) },
  { "attributes.created", KH_FIELD_UNIX, KH_FIELD_OMIT, O (created_at) },
  { "attributes.updated", KH_FIELD_UNIX, KH_FIELD_OMIT, O (updated_at) },
  { "attributes.recoveryLevel", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_level) },
  { "attributes.recoverableDays", KH_FIELD_INT, 0, O (recoverable_days) },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
  { "recoveryId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_id) },
  { "deletedDate", KH_FIELD_UNIX, KH_FIELD_OMIT, O (deleted_at) },
  { "scheduledPurgeDate", KH_FIELD_UNIX, KH_FIELD_OMIT, O (scheduled_purge_at) },
  { "keyhold.state", KH_FIELD_TEXT, KH_FIELD_OMIT, O (state) },
  { "keyhold.current", KH_FIELD_BOOL, KH_FIELD_OMIT, O (current) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireSecret, secret_bundle, bundle_fields)

KhWireSecret *
kh_secret_bundle_read (KhJson *json, GError **error)
{
  KhWireSecret *self = kh_shape_read (&kh_secret_bundle_shape, json, error);
  if (self == NULL
      || kh_vault_object_parse (self->id, "secrets", &self->vault, &self->name, &self->version))
    return self;
  kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not the identifier of a secret", self->id);
  kh_wire_secret_free (self);
  return NULL;
}

#define O(member) G_STRUCT_OFFSET (KhSecretSetRequest, member)
static const KhField set_fields[] = {
  { "value", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (value) },
  { "contentType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (content_type) },
  { "attributes.enabled", KH_FIELD_TRI, KH_FIELD_OMIT, O (enabled) },
  { "attributes.nbf", KH_FIELD_UNIX, KH_FIELD_OMIT, O (nbf) },
  { "attributes.exp", KH_FIELD_UNIX, KH_FIELD_OMIT, O (exp) },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
};
#undef O
KH_DEFINE_SHAPE (KhSecretSetRequest, secret_set_request, set_fields)

#define O(member) G_STRUCT_OFFSET (KhSecretPatchRequest, member)
static const KhField patch_fields[] = {
  { "contentType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (content_type) },
  { "attributes.enabled", KH_FIELD_TRI, KH_FIELD_OMIT, O (enabled) },
  { "attributes.nbf", KH_FIELD_UNIX, KH_FIELD_OMIT, O (nbf) },
  { "attributes.exp", KH_FIELD_UNIX, KH_FIELD_OMIT, O (exp) },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
  { "keyhold.clear", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (clear) },
};
#undef O
KH_DEFINE_SHAPE (KhSecretPatchRequest, secret_patch_request, patch_fields)
