/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of tenant.db as maps, and their schema; private to the tenant store. */
#pragma once

#include "kh-tenant-store-map.h"
#include "kh-tenant-store.h"

G_BEGIN_DECLS

extern const KhMap kh_tenant_map;
extern const KhMap kh_account_map;
extern const KhMap kh_environment_map;
extern const KhMap kh_environment_store_map; /* parent: environment; n: KhStoreKind */
extern const KhMap kh_environment_dek_map;   /* parent: environment; n: 100 * KhStoreKind + order */
extern const KhMap kh_vault_map;
extern const KhMap kh_access_policy_map; /* parent: vault id */
extern const KhMap kh_policy_map;
extern const KhMap kh_policy_reader_map; /* parent: policy; value: KhReaderRow */
extern const KhMap kh_assignment_map;
extern const KhMap kh_operation_map;
extern const KhMap kh_operation_stage_map; /* parent: operation; n: KhStageId */
extern const KhMap kh_operation_store_map; /* parent: operation */
extern const KhMap kh_key_use_map;
extern const KhMap kh_dismissal_map;

typedef struct {
  char *account_id;
} KhReaderRow;

struct _KhTenantStore {
  KhDatabase *db;
  KhSecret *petition_key; /* of the MAC of requests */
};

/* Requests with their parts; what was altered says so. */
gboolean kh_tenant_store_load_petitions (KhTenantStore *self, KhEstateBuilder *builder,
                                         GError **error);

/* Steps of kh_database_migrate(), KH_TENANT_STORE_VERSION of them. */
extern const KhMigration kh_tenant_store_steps[];

G_END_DECLS
