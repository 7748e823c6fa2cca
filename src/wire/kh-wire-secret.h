/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets: one struct, in the lean shape of the command line and as Key Vault's SecretBundle,
 * SecretItem and their deleted forms (protocol.md 2.4). Values are wiped with kh_wire_wipe() by
 * whoever has them, before the struct is freed. */
#pragma once

#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *id, *vault, *name, *version;
  char *value; /* (nullable) */
  char *content_type;
  gboolean enabled;
  char *state; /* "Active", "Expired", … */
  KhTime created_at, updated_at, nbf, exp;
  char *recovery_level;
  gint64 recoverable_days;
  gboolean current;
  char **tags; /* (nullable): name, value, …, NULL */
  char *recovery_id;
  KhTime deleted_at, scheduled_purge_at;
} KhWireSecret;
/* The lean shape. */
KH_DECLARE_SHAPE (KhWireSecret, wire_secret)
/* Key Vault's, with kh_shape_…(): bundles, lists and deleted secrets; what is unset is left out. */
extern const KhShape kh_secret_bundle_shape;
/* Reading: vault, name and version are taken from the id. */
KhWireSecret *kh_secret_bundle_read (KhJson *json, GError **error);

/* PUT /secrets/{n}. */
typedef struct {
  char *value;
  char *content_type;
  int enabled; /* KH_TRI_UNSET: yes */
  KhTime nbf, exp;
  char **tags;
} KhSecretSetRequest;
KH_DECLARE_SHAPE (KhSecretSetRequest, secret_set_request)

/* PATCH /secrets/{n}[/{v}]: what is unset stays; @clear names "nbf" and "exp" that shall be taken
 * off. */
typedef struct {
  char *content_type;
  int enabled;
  KhTime nbf, exp;
  char **tags;
  char **clear;
} KhSecretPatchRequest;
KH_DECLARE_SHAPE (KhSecretPatchRequest, secret_patch_request)

G_END_DECLS
