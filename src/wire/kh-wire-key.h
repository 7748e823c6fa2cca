/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: one struct, in the lean shape of cli.md 3 and as Key Vault's KeyBundle, KeyItem and their
 * deleted forms (protocol.md 2.2), with extra facts of ours in one member `keyhold`. */
#pragma once

#include "kh-hold.h"
#include "kh-key.h"
#include "kh-shape.h"
#include "kh-wire-rotation.h"

G_BEGIN_DECLS

/* A row of where-used: environment is the display name. The data of a store, or, without one, a
 * backup file. */
typedef struct {
  char *environment, *environment_id;
  char *store; /* (nullable) */
  char *version;
  char *backup;   /* (nullable): id to be forgotten by */
  KhTime made_at; /* of a backup */
} KhWireUsage;
KH_DECLARE_SHAPE (KhWireUsage, wire_usage)

typedef struct {
  char *kind, *reason;
  char *environment, *environment_id; /* (nullable) */
  char *version;
  char *backup;         /* (nullable): id to be forgotten by */
  gboolean unconfirmed; /* of a backup: nobody has said that its file is whole */
  gboolean unverified;  /* of a change of key: its data was not read whole with the new key */
  KhTime start, end;
} KhWireHold;
KH_DECLARE_SHAPE (KhWireHold, wire_hold)
/* Its version and end alone, with kh_shape_…(). */
extern const KhShape kh_hold_end_shape;
/* @estate: (nullable): for the environment's name. */
KhWireHold *kh_wire_hold_from (const KhHold *hold, const KhEstate *estate);

typedef struct {
  char *kid, *vault, *name, *version;
  char *kty;
  gint64 size; /* bits; 0 for curves */
  char *curve; /* (nullable) */
  char **key_ops;
  gboolean enabled;
  char *state; /* "Active", "Expired", … */
  KhTime created_at, updated_at, nbf, exp;
  char *recovery_level, *hsm_platform;
  gint64 recoverable_days;
  char *thumbprint;
  gboolean current;
  GPtrArray *used_by;   /* (element-type KhWireUsage) */
  GPtrArray *holds;     /* (element-type KhWireHold) */
  GPtrArray *hold_ends; /* (element-type KhWireHold): when each version is held no longer */
  gboolean safe_to_disable;
  gint64 stores, environments; /* that use it: in lists of versions alone */
  KhWireRotation *rotation;    /* (nullable) */
  char **tags;                 /* (nullable): name, value, …, NULL */
  char *n, *e, *x, *y;         /* base64url */
  char *recovery_id;
  KhTime deleted_at, scheduled_purge_at;
} KhWireKey;
/* The lean shape. */
KH_DECLARE_SHAPE (KhWireKey, wire_key)
/* Rows of the long lists of the Keyhold API, with kh_shape_…(): keys, and versions of one key. */
extern const KhShape kh_key_lean_shape;
extern const KhShape kh_key_version_shape;
/* Key Vault's: with kh_shape_…(). DeletedKeyBundle is KeyBundle with the deleted members set. */
extern const KhShape kh_key_bundle_shape;
extern const KhShape kh_key_item_shape; /* lists of keys, versions and deleted keys */
/* Reading: @vault and name and version are taken from the kid. */
KhWireKey *kh_key_bundle_read (KhJson *json, GError **error);
KhWireKey *kh_key_item_read (KhJson *json, GError **error);
/* kid -> parts; any may be NULL. FALSE if it is not a key identifier. @version may become NULL. */
gboolean kh_kid_parse (const char *kid, char **vault, char **name, char **version);

/* The same for the identifiers of a @kind of object in vaults: "keys", "secrets". */
gboolean kh_vault_object_parse (const char *id, const char *kind, char **vault, char **name,
                                char **version);

/* POST /keys/{n}/create. */
typedef struct {
  char *kty;
  gint64 key_size;
  char *crv;
  char **key_ops; /* (nullable) */
  int enabled;    /* KH_TRI_UNSET: yes */
  KhTime nbf, exp;
  char **tags;
} KhKeyCreateRequest;
KH_DECLARE_SHAPE (KhKeyCreateRequest, key_create_request)

/* PATCH /keys/{n}[/{v}]: what is unset stays; @clear names "nbf" and "exp" that shall be taken off.
 */
typedef struct {
  char **key_ops;
  int enabled;
  KhTime nbf, exp;
  char **tags;
  char **clear;
} KhKeyPatchRequest;
KH_DECLARE_SHAPE (KhKeyPatchRequest, key_patch_request)
/* FALSE with ARGUMENT for an unknown word. */
gboolean kh_wire_key_ops_parse (const char *const *words, KhKeyOps *ops, GError **error);

/* wrapKey and unwrapKey: the request has alg and value, the reply kid and value. */
typedef struct {
  char *alg;
  char *kid;
  char *value; /* base64url; kh_base64url_…() */
} KhKeyOperateBody;
KH_DECLARE_SHAPE (KhKeyOperateBody, key_operate_body)

/* POST /keys/{n}/backup: the reply; /keys/restore: the request. */
typedef struct {
  char *value; /* base64url */
} KhKeyBackupBody;
KH_DECLARE_SHAPE (KhKeyBackupBody, key_backup_body)

/* (transfer full): without padding. */
char *kh_base64url_encode (GBytes *bytes);
/* (transfer full): NULL with ARGUMENT unless canonical: no padding, no stray bits. */
GBytes *kh_base64url_decode (const char *text, GError **error);

G_END_DECLS
