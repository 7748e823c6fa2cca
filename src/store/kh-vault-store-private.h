/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a KhVaultStore, shared by the files that implement it. */
#pragma once

#include "kh-tenant-store-map.h"
#include "kh-vault-store.h"

G_BEGIN_DECLS

struct _KhVaultStore {
  KhDatabase *db;
  char *name;
  guint8 id[16];
  KhSecret *seal; /* seals private parts */
};

extern const KhMap kh_vault_key_map;     /* KhKey without tags and versions */
extern const KhMap kh_vault_version_map; /* KhKeyVersion; parent: key name */
extern const KhMap kh_vault_tag_map;     /* KhTagRow; parent: key name */

typedef struct {
  char *name;
  char *value;
} KhTagRow;

/* Steps of kh_database_migrate(), KH_VAULT_STORE_VERSION of them. */
extern const KhMigration kh_vault_store_steps[];

/* (transfer full) (element-type KhKeyVersion): the stored versions of a key, oldest first. */
GPtrArray *kh_vault_store_load_versions (KhVaultStore *self, const char *key, GError **error);

G_END_DECLS
