/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of an estate: values by id, and the indexes derived from them. */
#pragma once

#include "kh-estate.h"
#include "kh-table-private.h"

typedef enum {
  KH_ESTATE_ACCOUNTS,
  KH_ESTATE_ENVIRONMENTS,
  KH_ESTATE_VAULTS,
  KH_ESTATE_KEYS, /* VAULT/NAME */
  KH_ESTATE_POLICIES,
  KH_ESTATE_ASSIGNMENTS,
  KH_ESTATE_OPERATIONS,
  KH_ESTATE_KEY_USES,
  KH_ESTATE_DISMISSALS,
  KH_ESTATE_PETITIONS,
  KH_ESTATE_SECRETS,       /* VAULT/NAME */
  KH_ESTATE_ACCOUNT_NAMES, /* folded name */
  KH_ESTATE_ENVIRONMENT_NAMES,
  KH_ESTATE_POLICY_NAMES,
  KH_ESTATE_PRINCIPALS, /* PRINCIPAL|ASSIGNMENT */
  KH_ESTATE_N_TABLES,
} KhEstateTable;
#define KH_ESTATE_N_PRIMARY KH_ESTATE_ACCOUNT_NAMES

struct _KhEstate {
  gatomicrefcount refs;
  KhTenantInfo *tenant;
  KhTable *tables[KH_ESTATE_N_TABLES];
};

/* What a table holds, and where else its values are found. */
typedef struct {
  KhTableKind kind;
  char *(*make_key) (gconstpointer value);
  KhEstateTable index; /* KH_ESTATE_N_TABLES: none */
  /* (transfer full) (nullable): the value's key in the index; NULL keeps it out. */
  char *(*make_index_key) (gconstpointer value);
} KhEstateTableInfo;

extern const KhEstateTableInfo _kh_estate_tables[KH_ESTATE_N_PRIMARY];

/* (transfer full): a name as the name indexes compare it. */
char *_kh_estate_fold (const char *name);
/* (transfer full) */
char *_kh_estate_make_key_id (const char *vault, const char *name);
