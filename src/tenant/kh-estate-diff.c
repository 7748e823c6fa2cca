/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of two estates, table by table, both in the order of their ids. */
#include "kh-estate-diff.h"

typedef struct {
  KhValueKind kind;
  guint (*count) (const KhEstate *estate);
  gconstpointer (*at) (const KhEstate *estate, guint n);
  int (*compare) (gconstpointer a, gconstpointer b);
} Table;

#define TABLE_FUNCTIONS(name, Type)                                                                \
  static gconstpointer name##_at (const KhEstate *estate, guint n)                                 \
  {                                                                                                \
    return kh_estate_##name##_at (estate, n);                                                      \
  }                                                                                                \
  static int name##_compare (gconstpointer a, gconstpointer b)                                     \
  {                                                                                                \
    return g_ascii_strcasecmp (((const Type *)a)->id, ((const Type *)b)->id);                      \
  }

TABLE_FUNCTIONS (account, KhAccount)
TABLE_FUNCTIONS (environment, KhEnvironment)
TABLE_FUNCTIONS (policy, KhPolicy)
TABLE_FUNCTIONS (assignment, KhRoleAssignment)
TABLE_FUNCTIONS (operation, KhOperation)
TABLE_FUNCTIONS (key_use, KhKeyUse)
TABLE_FUNCTIONS (dismissal, KhDismissal)
TABLE_FUNCTIONS (petition, KhPetition)

static gconstpointer
vault_at (const KhEstate *estate, guint n)
{
  return kh_estate_vault_at (estate, n);
}

static int
vault_compare (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (((const KhVault *)a)->name, ((const KhVault *)b)->name);
}

static gconstpointer
key_at (const KhEstate *estate, guint n)
{
  return kh_estate_key_at (estate, n);
}

static int
key_compare (gconstpointer a, gconstpointer b)
{
  const KhKey *left = a;
  const KhKey *right = b;
  int order = g_ascii_strcasecmp (left->vault, right->vault);

  return order != 0 ? order : g_ascii_strcasecmp (left->name, right->name);
}

static gconstpointer
secret_at (const KhEstate *estate, guint n)
{
  return kh_estate_secret_at (estate, n);
}

static int
secret_compare (gconstpointer a, gconstpointer b)
{
  const KhVaultSecret *left = a;
  const KhVaultSecret *right = b;
  int order = g_ascii_strcasecmp (left->vault, right->vault);

  return order != 0 ? order : g_ascii_strcasecmp (left->name, right->name);
}

static const Table tables[] = {
  { KH_VALUE_ACCOUNT, kh_estate_n_accounts, account_at, account_compare },
  { KH_VALUE_ENVIRONMENT, kh_estate_n_environments, environment_at, environment_compare },
  { KH_VALUE_VAULT, kh_estate_n_vaults, vault_at, vault_compare },
  { KH_VALUE_KEY, kh_estate_n_keys, key_at, key_compare },
  { KH_VALUE_POLICY, kh_estate_n_policies, policy_at, policy_compare },
  { KH_VALUE_ASSIGNMENT, kh_estate_n_assignments, assignment_at, assignment_compare },
  { KH_VALUE_OPERATION, kh_estate_n_operations, operation_at, operation_compare },
  { KH_VALUE_KEY_USE, kh_estate_n_key_uses, key_use_at, key_use_compare },
  { KH_VALUE_DISMISSAL, kh_estate_n_dismissals, dismissal_at, dismissal_compare },
  { KH_VALUE_SECRET, kh_estate_n_secrets, secret_at, secret_compare },
  { KH_VALUE_PETITION, kh_estate_n_petitions, petition_at, petition_compare },
};

const char *
kh_value_kind_to_string (KhValueKind kind)
{
  static const char *const names[] = { "tenant",  "account",   "environment", "vault",
                                       "key",     "policy",    "assignment",  "operation",
                                       "key-use", "dismissal", "secret",      "request" };

  return names[kind];
}

/* One step of merging two sorted tables. */
static gboolean
diff_step (const Table *table, gconstpointer old, gconstpointer new, guint *i, guint *j,
           KhEstateDiffFunc func, gpointer data)
{
  int order = old == NULL ? 1 : new == NULL ? -1 : table->compare (old, new);

  *i += order <= 0 ? 1 : 0;
  *j += order >= 0 ? 1 : 0;
  if (order == 0 && old == new)
    return TRUE;
  return func (table->kind, order <= 0 ? old : NULL, order >= 0 ? new : NULL, data);
}

static gboolean
diff_table (const Table *table, const KhEstate *before, const KhEstate *after,
            KhEstateDiffFunc func, gpointer data)
{
  guint n_old = before != NULL ? table->count (before) : 0;
  guint n_new = table->count (after);
  guint i = 0;
  guint j = 0;

  while (i < n_old || j < n_new) {
    gconstpointer old = i < n_old ? table->at (before, i) : NULL;
    gconstpointer new = j < n_new ? table->at (after, j) : NULL;

    if (!diff_step (table, old, new, &i, &j, func, data))
      return FALSE;
  }
  return TRUE;
}

gboolean
kh_estate_diff (const KhEstate *before, const KhEstate *after, KhEstateDiffFunc func, gpointer data)
{
  const KhTenantInfo *old = before != NULL ? kh_estate_get_tenant (before) : NULL;
  const KhTenantInfo *new = kh_estate_get_tenant (after);

  if (old != new && !func (KH_VALUE_TENANT, old, new, data))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    if (!diff_table (&tables[i], before, after, func, data))
      return FALSE;
  }
  return TRUE;
}
