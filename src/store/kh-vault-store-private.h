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
  KhSecret *seal; /* seals private parts and values */
};

extern const KhMap kh_vault_key_map;            /* KhKey without tags and versions */
extern const KhMap kh_vault_version_map;        /* KhKeyVersion; parent: key name */
extern const KhMap kh_vault_tag_map;            /* KhTagRow; parent: key name */
extern const KhMap kh_vault_secret_map;         /* KhVaultSecret without versions */
extern const KhMap kh_vault_secret_version_map; /* without tags; parent: secret name */
extern const KhMap kh_vault_secret_tag_map;     /* KhTagRow; parent: version */

typedef struct {
  char *name;
  char *value;
} KhTagRow;

/* Steps of kh_database_migrate(), KH_VAULT_STORE_VERSION of them. */
extern const KhMigration kh_vault_store_steps[];

/* (transfer full) (element-type KhKeyVersion): the stored versions of a key, oldest first. */
GPtrArray *kh_vault_store_load_versions (KhVaultStore *self, const char *key, GError **error);

/* (transfer full): NULL on error. */
char **kh_vault_store_load_tags (KhVaultStore *self, const KhMap *map, const char *parent,
                                 GError **error);
gboolean kh_vault_store_insert_tags (KhVaultStore *self, const KhMap *map, const char *parent,
                                     char **tags, GError **error);

/* Additional data: big endian, texts and bytes with a length of two bytes. */
void kh_bind_number (GByteArray *out, guint64 value, guint size);
void kh_bind_text (GByteArray *out, const char *text);
void kh_bind_blob (GByteArray *out, GBytes *bytes);
/* (transfer full): of what lies at @name, @version, with these @facts. */
GByteArray *kh_vault_store_bind (KhVaultStore *self, const char *name, const char *version,
                                 GByteArray *facts, GError **error);
/* (transfer full) */
GBytes *kh_vault_store_seal (KhVaultStore *self, GByteArray *place, const KhcSecret *plain,
                             GError **error);
/* (transfer full): DAMAGED, naming @what, for what was altered or belongs to another place. */
KhSecret *kh_vault_store_unseal (KhVaultStore *self, GByteArray *place, GBytes *sealed,
                                 const char *what, GError **error);

G_END_DECLS
