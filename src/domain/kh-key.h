/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key of a vault with its versions, oldest first. Immutable value (kh-value.h). */
#pragma once

#include "kh-key-version.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *vault;
  char *name;
  KhKeyType kty;
  char **tags; /* name, value, …, NULL; never NULL itself */
  GPtrArray
      *versions; /* (element-type KhKeyVersion) oldest first, never NULL; shared between copies */
  KhTime deleted_at;         /* KH_TIME_NONE */
  KhTime scheduled_purge_at; /* KH_TIME_NONE */
  KhTime created_at;
  char *rotation_policy; /* (nullable): text of kh-rotation.h */
  gint64 revision;
} KhKey;
KH_DECLARE_VALUE (KhKey, key)

/* (transfer none) (nullable): the newest version. */
const KhKeyVersion *kh_key_get_current (const KhKey *self);
/* (transfer none) (nullable): by its id; NULL @version means the newest. */
const KhKeyVersion *kh_key_get_version (const KhKey *self, const char *version);
/* Replaces the version with the same id, or appends it, in a value under construction. */
void kh_key_set_version (KhKey *self, const KhKeyVersion *version);
gboolean kh_key_is_deleted (const KhKey *self);
gboolean kh_key_type_is_hsm (KhKeyType kty);
/* key_ops a new key of the type gets when none are named. */
KhKeyOps kh_key_type_get_default_ops (KhKeyType kty);

G_END_DECLS
