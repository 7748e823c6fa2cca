/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys on the wire: lean, as Key Vault's bundles and items, and the requests. */
#include "kh-wire-key.h"

#include <string.h>

#define O(member) G_STRUCT_OFFSET (KhWireUsage, member)
static const KhField usage_fields[] = {
  { "environment", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (environment) },
  { "environmentId", KH_FIELD_TEXT, 0, O (environment_id) },
  { "store", KH_FIELD_TEXT, 0, O (store) },
  { "version", KH_FIELD_TEXT, 0, O (version) },
  { "backup", KH_FIELD_TEXT, KH_FIELD_OMIT, O (backup) },
  { "madeAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (made_at) },
};
#undef O
KH_DEFINE_SHAPE (KhWireUsage, wire_usage, usage_fields)

#define O(member) G_STRUCT_OFFSET (KhWireHold, member)
static const KhField hold_fields[] = {
  { "kind", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kind) },
  { "reason", KH_FIELD_TEXT, 0, O (reason) },
  { "environment", KH_FIELD_TEXT, 0, O (environment) },
  { "environmentId", KH_FIELD_TEXT, 0, O (environment_id) },
  { "version", KH_FIELD_TEXT, 0, O (version) },
  { "backup", KH_FIELD_TEXT, KH_FIELD_OMIT, O (backup) },
  { "unconfirmed", KH_FIELD_BOOL, KH_FIELD_OMIT, O (unconfirmed) },
  { "unverified", KH_FIELD_BOOL, KH_FIELD_OMIT, O (unverified) },
  { "start", KH_FIELD_TIME, 0, O (start) },
  { "end", KH_FIELD_TIME, 0, O (end) },
};
KH_DEFINE_SHAPE (KhWireHold, wire_hold, hold_fields)

static const KhField hold_end_fields[] = {
  { "version", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (version) },
  { "end", KH_FIELD_TIME, KH_FIELD_REQUIRED, O (end) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireHold, hold_end, hold_end_fields)

/* What left the key for another one is read whole before the key is disabled (domain.md 3.12). */
static gboolean
is_unverified (const KhHold *hold, const KhEnvironment *environment)
{
  const KhDekRef *dek;

  if (hold->kind != KH_HOLD_CHANGED || environment == NULL
      || environment->state == KH_ENVIRONMENT_STATE_DELETED)
    return FALSE;
  dek = kh_environment_get_customer_dek (environment);
  if (dek != NULL && g_strcmp0 (dek->version, hold->version) == 0)
    return FALSE; /* it came back */
  return !kh_environment_was_looked_at (environment) || environment->verification.error != NULL;
}

KhWireHold *
kh_wire_hold_from (const KhHold *hold, const KhEstate *estate)
{
  KhWireHold *self = kh_wire_hold_new ();
  const KhEnvironment *environment = estate == NULL || hold->environment_id == NULL
                                         ? NULL
                                         : kh_estate_get_environment (estate, hold->environment_id);
  self->kind = g_strdup (kh_hold_kind_to_string (hold->kind));
  self->reason = g_strdup (hold->reason);
  self->environment = environment == NULL ? NULL : g_strdup (environment->name);
  self->environment_id = g_strdup (hold->environment_id);
  self->version = g_strdup (hold->version);
  self->backup = g_strdup (hold->backup);
  self->unconfirmed = hold->unconfirmed;
  self->unverified = is_unverified (hold, environment);
  self->start = hold->start;
  self->end = hold->end;
  return self;
}

#define O(member) G_STRUCT_OFFSET (KhWireKey, member)
static const KhField key_fields[] = {
  { "kid", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kid) },
  { "vault", KH_FIELD_TEXT, 0, O (vault) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "version", KH_FIELD_TEXT, 0, O (version) },
  { "kty", KH_FIELD_TEXT, 0, O (kty) },
  { "size", KH_FIELD_INT, 0, O (size) },
  { "curve", KH_FIELD_TEXT, 0, O (curve) },
  { "keyOps", KH_FIELD_TEXTS, 0, O (key_ops) },
  { "enabled", KH_FIELD_BOOL, 0, O (enabled) },
  { "state", KH_FIELD_TEXT, 0, O (state) },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
  { "updatedAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (updated_at) },
  { "nbf", KH_FIELD_TIME, 0, O (nbf) },
  { "exp", KH_FIELD_TIME, 0, O (exp) },
  { "recoveryLevel", KH_FIELD_TEXT, 0, O (recovery_level) },
  { "recoverableDays", KH_FIELD_INT, KH_FIELD_OMIT, O (recoverable_days) },
  { "hsmPlatform", KH_FIELD_TEXT, 0, O (hsm_platform) },
  { "thumbprint", KH_FIELD_TEXT, 0, O (thumbprint) },
  { "current", KH_FIELD_BOOL, 0, O (current) },
  { "usedBy", KH_FIELD_LIST, 0, O (used_by), &kh_wire_usage_shape },
  { "holds", KH_FIELD_LIST, 0, O (holds), &kh_wire_hold_shape },
  { "safeToDisable", KH_FIELD_BOOL, 0, O (safe_to_disable) },
  { "holdEnds", KH_FIELD_LIST, KH_FIELD_OMIT, O (hold_ends), &kh_hold_end_shape },
  { "rotation", KH_FIELD_OBJECT, KH_FIELD_OMIT, O (rotation), &kh_wire_rotation_shape },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
  { "n", KH_FIELD_TEXT, KH_FIELD_OMIT, O (n) },
  { "e", KH_FIELD_TEXT, KH_FIELD_OMIT, O (e) },
  { "x", KH_FIELD_TEXT, KH_FIELD_OMIT, O (x) },
  { "y", KH_FIELD_TEXT, KH_FIELD_OMIT, O (y) },
  { "recoveryId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_id) },
  { "deletedAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (deleted_at) },
  { "scheduledPurgeAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (scheduled_purge_at) },
};
KH_DEFINE_SHAPE (KhWireKey, wire_key, key_fields)

/* What rows of lists show. Those of keys tell nothing of use: who lists them knows the
 * environments.
 */
#define ROW                                                                                        \
  { "vault", KH_FIELD_TEXT, 0, O (vault) }, { "name", KH_FIELD_TEXT, 0, O (name) },                \
      { "version", KH_FIELD_TEXT, 0, O (version) }, { "kty", KH_FIELD_TEXT, 0, O (kty) },          \
      { "size", KH_FIELD_INT, 0, O (size) }, { "curve", KH_FIELD_TEXT, 0, O (curve) },             \
      { "keyOps", KH_FIELD_TEXTS, 0, O (key_ops) }, { "enabled", KH_FIELD_BOOL, 0, O (enabled) },  \
      { "state", KH_FIELD_TEXT, 0, O (state) }, { "createdAt", KH_FIELD_TIME, 0, O (created_at) }, \
      { "nbf", KH_FIELD_TIME, 0, O (nbf) },                                                        \
  {                                                                                                \
    "exp", KH_FIELD_TIME, 0, O (exp)                                                               \
  }

static const KhField lean_fields[] = {
  { "kid", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kid) },
  ROW,
  { "holdEnds", KH_FIELD_LIST, KH_FIELD_OMIT, O (hold_ends), &kh_hold_end_shape },
  { "rotation", KH_FIELD_OBJECT, KH_FIELD_OMIT, O (rotation), &kh_wire_rotation_shape },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
  { "deletedAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (deleted_at) },
  { "scheduledPurgeAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (scheduled_purge_at) },
};
KH_DEFINE_OTHER_SHAPE (KhWireKey, key_lean, lean_fields)

static const KhField version_fields[] = {
  ROW,
  { "current", KH_FIELD_BOOL, 0, O (current) },
  { "stores", KH_FIELD_INT, 0, O (stores) },
  { "environments", KH_FIELD_INT, 0, O (environments) },
  { "safeToDisable", KH_FIELD_BOOL, 0, O (safe_to_disable) },
};
KH_DEFINE_OTHER_SHAPE (KhWireKey, key_version, version_fields)

#define ATTRIBUTES                                                                                 \
  { "attributes.enabled", KH_FIELD_BOOL, 0, O (enabled) },                                         \
      { "attributes.nbf", KH_FIELD_UNIX, KH_FIELD_OMIT, O (nbf) },                                 \
      { "attributes.exp", KH_FIELD_UNIX, KH_FIELD_OMIT, O (exp) },                                 \
      { "attributes.created", KH_FIELD_UNIX, KH_FIELD_OMIT, O (created_at) },                      \
      { "attributes.updated", KH_FIELD_UNIX, KH_FIELD_OMIT, O (updated_at) },                      \
      { "attributes.recoveryLevel", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_level) },            \
      { "attributes.recoverableDays", KH_FIELD_INT, 0, O (recoverable_days) },                     \
  {                                                                                                \
    "attributes.hsmPlatform", KH_FIELD_TEXT, KH_FIELD_OMIT, O (hsm_platform)                       \
  }

#define DELETED                                                                                    \
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },                                             \
      { "recoveryId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_id) },                             \
      { "deletedDate", KH_FIELD_UNIX, KH_FIELD_OMIT, O (deleted_at) },                             \
  {                                                                                                \
    "scheduledPurgeDate", KH_FIELD_UNIX, KH_FIELD_OMIT, O (scheduled_purge_at)                     \
  }

#define OWN                                                                                        \
  { "keyhold.state", KH_FIELD_TEXT, KH_FIELD_OMIT, O (state) },                                    \
      { "keyhold.size", KH_FIELD_INT, KH_FIELD_OMIT, O (size) },                                   \
      { "keyhold.thumbprint", KH_FIELD_TEXT, KH_FIELD_OMIT, O (thumbprint) },                      \
  {                                                                                                \
    "keyhold.current", KH_FIELD_BOOL, KH_FIELD_OMIT, O (current)                                   \
  }

static const KhField bundle_fields[] = {
  { "key.kid", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kid) },
  { "key.kty", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kty) },
  { "key.key_ops", KH_FIELD_TEXTS, 0, O (key_ops) },
  { "key.n", KH_FIELD_TEXT, KH_FIELD_OMIT, O (n) },
  { "key.e", KH_FIELD_TEXT, KH_FIELD_OMIT, O (e) },
  { "key.crv", KH_FIELD_TEXT, KH_FIELD_OMIT, O (curve) },
  { "key.x", KH_FIELD_TEXT, KH_FIELD_OMIT, O (x) },
  { "key.y", KH_FIELD_TEXT, KH_FIELD_OMIT, O (y) },
  ATTRIBUTES,
  DELETED,
  OWN,
};
KH_DEFINE_OTHER_SHAPE (KhWireKey, key_bundle, bundle_fields)

static const KhField item_fields[] = {
  { "kid", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kid) },
  ATTRIBUTES,
  DELETED,
  { "keyhold.kty", KH_FIELD_TEXT, KH_FIELD_OMIT, O (kty) },
  { "keyhold.curve", KH_FIELD_TEXT, KH_FIELD_OMIT, O (curve) },
  { "keyhold.keyOps", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (key_ops) },
  OWN,
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireKey, key_item, item_fields)

gboolean
kh_vault_object_parse (const char *id, const char *kind, char **vault, char **name, char **version)
{
  const char *host = id == NULL ? NULL : strstr (id, "://");
  if (host == NULL)
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (host + 3, "/", 0);
  g_autofree char *deleted = g_strconcat ("deleted", kind, NULL);
  guint n = g_strv_length (parts);
  if (n < 3 || n > 4
      || (g_ascii_strcasecmp (parts[1], deleted) != 0 && g_ascii_strcasecmp (parts[1], kind) != 0)
      || *parts[2] == '\0')
    return FALSE;
  if (vault != NULL)
    *vault = g_strndup (parts[0], strcspn (parts[0], ".:"));
  if (name != NULL)
    *name = g_strdup (parts[2]);
  if (version != NULL)
    *version = n == 4 && *parts[3] != '\0' ? g_strdup (parts[3]) : NULL;
  return TRUE;
}

gboolean
kh_kid_parse (const char *kid, char **vault, char **name, char **version)
{
  return kh_vault_object_parse (kid, "keys", vault, name, version);
}

/* The size of an RSA key in bits from its modulus, for services that do not tell it. */
static gint64
modulus_bits (const char *n)
{
  g_autoptr (GBytes) bytes = n == NULL ? NULL : kh_base64url_decode (n, NULL);
  return bytes == NULL ? 0 : (gint64)g_bytes_get_size (bytes) * 8;
}

static KhWireKey *
read_key (const KhShape *shape, KhJson *json, GError **error)
{
  KhWireKey *self = kh_shape_read (shape, json, error);
  if (self == NULL)
    return NULL;
  if (!kh_kid_parse (self->kid, &self->vault, &self->name, &self->version)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a key identifier", self->kid);
    kh_wire_key_free (self);
    return NULL;
  }
  if (self->size == 0)
    self->size = modulus_bits (self->n);
  return self;
}

KhWireKey *
kh_key_bundle_read (KhJson *json, GError **error)
{
  return read_key (&kh_key_bundle_shape, json, error);
}

KhWireKey *
kh_key_item_read (KhJson *json, GError **error)
{
  return read_key (&kh_key_item_shape, json, error);
}

#define O(member) G_STRUCT_OFFSET (KhKeyCreateRequest, member)
static const KhField create_fields[] = {
  { "kty", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kty) },
  { "key_size", KH_FIELD_INT, KH_FIELD_OMIT, O (key_size) },
  { "crv", KH_FIELD_TEXT, KH_FIELD_OMIT, O (crv) },
  { "key_ops", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (key_ops) },
  { "attributes.enabled", KH_FIELD_TRI, KH_FIELD_OMIT, O (enabled) },
  { "attributes.nbf", KH_FIELD_UNIX, KH_FIELD_OMIT, O (nbf) },
  { "attributes.exp", KH_FIELD_UNIX, KH_FIELD_OMIT, O (exp) },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
};
#undef O
KH_DEFINE_SHAPE (KhKeyCreateRequest, key_create_request, create_fields)

#define O(member) G_STRUCT_OFFSET (KhKeyPatchRequest, member)
static const KhField patch_fields[] = {
  { "key_ops", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (key_ops) },
  { "attributes.enabled", KH_FIELD_TRI, KH_FIELD_OMIT, O (enabled) },
  { "attributes.nbf", KH_FIELD_UNIX, KH_FIELD_OMIT, O (nbf) },
  { "attributes.exp", KH_FIELD_UNIX, KH_FIELD_OMIT, O (exp) },
  { "tags", KH_FIELD_PAIRS, KH_FIELD_OMIT, O (tags) },
  { "keyhold.clear", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (clear) },
};
#undef O
KH_DEFINE_SHAPE (KhKeyPatchRequest, key_patch_request, patch_fields)

gboolean
kh_wire_key_ops_parse (const char *const *words, KhKeyOps *ops, GError **error)
{
  *ops = KH_KEY_OPS_NONE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    KhKeyOps one = KH_KEY_OPS_NONE;
    if (!kh_key_op_from_string (words[i], &one)) {
      kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not an operation of a key", words[i]);
      return FALSE;
    }
    *ops = (KhKeyOps)(*ops | one);
  }
  return TRUE;
}

#define O(member) G_STRUCT_OFFSET (KhKeyOperateBody, member)
static const KhField operate_fields[] = {
  { "alg", KH_FIELD_TEXT, KH_FIELD_OMIT, O (alg) },
  { "kid", KH_FIELD_TEXT, KH_FIELD_OMIT, O (kid) },
  { "value", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (value) },
};
#undef O
KH_DEFINE_SHAPE (KhKeyOperateBody, key_operate_body, operate_fields)

static const KhField backup_fields[] = {
  { "value", KH_FIELD_TEXT, KH_FIELD_REQUIRED, G_STRUCT_OFFSET (KhKeyBackupBody, value) },
};
KH_DEFINE_SHAPE (KhKeyBackupBody, key_backup_body, backup_fields)

char *
kh_base64url_encode (GBytes *bytes)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  char *text = g_base64_encode (data, size);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* Two texts that decode to the same bytes must not both be accepted: altering the last character
 * of a signature would pass (protocol.md 8.9). So what was decoded is encoded again. */
GBytes *
kh_base64url_decode (const char *text, GError **error)
{
  gsize length = strlen (text), size = 0;
  if (length == 0)
    return g_bytes_new (NULL, 0);
  g_autofree char *padded = g_strconcat (text,
                                         length % 4 == 2   ? "=="
                                         : length % 4 == 3 ? "="
                                                           : "",
                                         NULL);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  guint8 *data = g_base64_decode (padded, &size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  g_autofree char *again = kh_base64url_encode (bytes);
  if (g_str_equal (again, text))
    return g_steal_pointer (&bytes);
  kh_set_error (error, KH_ERROR_ARGUMENT, "The value is not base64url without padding");
  return NULL;
}
