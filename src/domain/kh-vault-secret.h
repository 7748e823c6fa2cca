/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret of a vault with its versions, oldest first: everything but the values, which only their
 * vault's database holds. Immutable values (kh-value.h).
 *
 * Named after the vault, because KhSecret (base/) is secret bytes in memory. */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *version;    /* 32 hex digits */
  gboolean enabled; /* TRUE from new */
  KhTime nbf;       /* KH_TIME_NONE = no limit */
  KhTime exp;       /* KH_TIME_NONE = never */
  KhTime created_at;
  KhTime updated_at;
  char *content_type; /* (nullable) */
  char **tags;        /* name, value, …, NULL; never NULL itself */
} KhVaultSecretVersion;
KH_DECLARE_VALUE (KhVaultSecretVersion, vault_secret_version)

typedef struct {
  gatomicrefcount refs;
  char *vault;
  char *name;
  GPtrArray *versions;       /* (element-type KhVaultSecretVersion) oldest first, never NULL; shared
                                between copies */
  KhTime deleted_at;         /* KH_TIME_NONE */
  KhTime scheduled_purge_at; /* KH_TIME_NONE */
  KhTime created_at;
  gint64 revision;
} KhVaultSecret;
KH_DECLARE_VALUE (KhVaultSecret, vault_secret)

/* (transfer none) (nullable): by its id; NULL @version means the newest. */
const KhVaultSecretVersion *kh_vault_secret_get_version (const KhVaultSecret *self,
                                                         const char *version);
/* Replaces the version with the same id, or appends it, in a value under construction. */
void kh_vault_secret_set_version (KhVaultSecret *self, const KhVaultSecretVersion *version);
gboolean kh_vault_secret_is_deleted (const KhVaultSecret *self);
/* State from its own attributes alone. Unlike a key's, dates do not keep a secret from being read
 * (Azure tells them to the reader, who decides). */
KhKeyState kh_vault_secret_version_get_own_state (const KhVaultSecretVersion *self, KhTime now);

G_END_DECLS
