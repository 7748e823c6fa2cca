/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estate: lookups, and new estates that share what did not change. */

#include <string.h>

#include "kh-estate-private.h"

G_DEFINE_BOXED_TYPE (KhEstate, kh_estate, kh_estate_ref, kh_estate_unref)

/* An estate that holds no tables yet; the caller fills them all. */
static KhEstate *
estate_alloc (const KhTenantInfo *tenant)
{
  KhEstate *self = g_new0 (KhEstate, 1);
  g_atomic_ref_count_init (&self->refs);
  self->tenant = kh_tenant_info_ref (tenant);
  return self;
}

KhEstate *
kh_estate_new (const KhTenantInfo *tenant)
{
  return kh_estate_builder_finish (kh_estate_builder_new (tenant));
}

KhEstate *
kh_estate_ref (const KhEstate *self)
{
  KhEstate *mutable = (KhEstate *)self;
  g_atomic_ref_count_inc (&mutable->refs);
  return mutable;
}

void
kh_estate_unref (KhEstate *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < KH_ESTATE_N_TABLES; i++)
    _kh_table_unref (self->tables[i]);
  kh_tenant_info_unref (self->tenant);
  g_free (self);
}

const KhTenantInfo *
kh_estate_get_tenant (const KhEstate *self)
{
  return self->tenant;
}

static KhEstate *
share_estate (const KhEstate *self, const KhTenantInfo *tenant)
{
  KhEstate *result = estate_alloc (tenant);
  for (guint i = 0; i < KH_ESTATE_N_TABLES; i++)
    result->tables[i] = _kh_table_ref (self->tables[i]);
  return result;
}

/* Takes @table. */
static void
put_table (KhEstate *self, KhEstateTable table, KhTable *content)
{
  _kh_table_unref (self->tables[table]);
  self->tables[table] = content;
}

KhEstate *
kh_estate_with_tenant (const KhEstate *self, const KhTenantInfo *tenant)
{
  return share_estate (self, tenant);
}

/* Takes @old out of the index of its table, unless another value stands there by now. */
static void
unindex (KhEstate *self, const KhEstateTableInfo *info, gconstpointer old)
{
  g_autofree char *key = info->make_index_key (old);
  if (key != NULL && _kh_table_lookup (self->tables[info->index], key) == old)
    put_table (self, info->index, _kh_table_without (self->tables[info->index], key));
}

static void
index_value (KhEstate *self, const KhEstateTableInfo *info, gconstpointer value)
{
  g_autofree char *key = info->make_index_key (value);
  if (key != NULL)
    put_table (self, info->index, _kh_table_with (self->tables[info->index], key, value));
}

static KhEstate *
estate_with (const KhEstate *self, KhEstateTable table, gconstpointer value)
{
  const KhEstateTableInfo *info = &_kh_estate_tables[table];
  g_autofree char *key = info->make_key (value);
  gconstpointer old = _kh_table_lookup (self->tables[table], key);
  KhEstate *result = share_estate (self, self->tenant);
  if (info->make_index_key != NULL && old != NULL)
    unindex (result, info, old);
  put_table (result, table, _kh_table_with (self->tables[table], key, value));
  if (info->make_index_key != NULL)
    index_value (result, info, value);
  return result;
}

static KhEstate *
estate_without (const KhEstate *self, KhEstateTable table, const char *key)
{
  const KhEstateTableInfo *info = &_kh_estate_tables[table];
  gconstpointer old = _kh_table_lookup (self->tables[table], key);
  KhEstate *result = share_estate (self, self->tenant);
  if (old == NULL)
    return result;
  if (info->make_index_key != NULL)
    unindex (result, info, old);
  put_table (result, table, _kh_table_without (self->tables[table], key));
  return result;
}

#define DEFINE_TABLE(Type, one, many, TABLE)                                                       \
  guint kh_estate_n_##many (const KhEstate *self)                                                  \
  {                                                                                                \
    return _kh_table_get_size (self->tables[TABLE]);                                               \
  }                                                                                                \
  const Type *kh_estate_##one##_at (const KhEstate *self, guint n)                                 \
  {                                                                                                \
    return _kh_table_at (self->tables[TABLE], n);                                                  \
  }                                                                                                \
  KhEstate *kh_estate_with_##one (const KhEstate *self, const Type *value)                         \
  {                                                                                                \
    return estate_with (self, TABLE, value);                                                       \
  }
#define DEFINE_BY_ID(Type, one, many, TABLE)                                                       \
  DEFINE_TABLE (Type, one, many, TABLE)                                                            \
  const Type *kh_estate_get_##one (const KhEstate *self, const char *id)                           \
  {                                                                                                \
    return _kh_table_lookup (self->tables[TABLE], id);                                             \
  }                                                                                                \
  KhEstate *kh_estate_without_##one (const KhEstate *self, const char *id)                         \
  {                                                                                                \
    return estate_without (self, TABLE, id);                                                       \
  }

DEFINE_BY_ID (KhAccount, account, accounts, KH_ESTATE_ACCOUNTS);
DEFINE_BY_ID (KhEnvironment, environment, environments, KH_ESTATE_ENVIRONMENTS);
DEFINE_BY_ID (KhVault, vault, vaults, KH_ESTATE_VAULTS);
DEFINE_BY_ID (KhPolicy, policy, policies, KH_ESTATE_POLICIES);
DEFINE_BY_ID (KhRoleAssignment, assignment, assignments, KH_ESTATE_ASSIGNMENTS);
DEFINE_BY_ID (KhOperation, operation, operations, KH_ESTATE_OPERATIONS);
DEFINE_BY_ID (KhKeyUse, key_use, key_uses, KH_ESTATE_KEY_USES);
DEFINE_BY_ID (KhDismissal, dismissal, dismissals, KH_ESTATE_DISMISSALS);
DEFINE_BY_ID (KhPetition, petition, petitions, KH_ESTATE_PETITIONS);
DEFINE_TABLE (KhKey, key, keys, KH_ESTATE_KEYS);
DEFINE_TABLE (KhVaultSecret, secret, secrets, KH_ESTATE_SECRETS);

const KhKey *
kh_estate_get_key (const KhEstate *self, const char *vault, const char *name)
{
  if (vault == NULL || name == NULL)
    return NULL;
  g_autofree char *id = _kh_estate_make_key_id (vault, name);
  return _kh_table_lookup (self->tables[KH_ESTATE_KEYS], id);
}

KhEstate *
kh_estate_without_key (const KhEstate *self, const char *vault, const char *name)
{
  g_autofree char *id = _kh_estate_make_key_id (vault, name);
  return estate_without (self, KH_ESTATE_KEYS, id);
}

const KhVaultSecret *
kh_estate_get_secret (const KhEstate *self, const char *vault, const char *name)
{
  if (vault == NULL || name == NULL)
    return NULL;
  g_autofree char *id = _kh_estate_make_key_id (vault, name);
  return _kh_table_lookup (self->tables[KH_ESTATE_SECRETS], id);
}

KhEstate *
kh_estate_without_secret (const KhEstate *self, const char *vault, const char *name)
{
  g_autofree char *id = _kh_estate_make_key_id (vault, name);
  return estate_without (self, KH_ESTATE_SECRETS, id);
}

/* By id, else by name. */
static gconstpointer
find (const KhEstate *self, KhEstateTable table, const char *text)
{
  if (text == NULL)
    return NULL;
  gconstpointer value = _kh_table_lookup (self->tables[table], text);
  if (value != NULL)
    return value;
  g_autofree char *folded = _kh_estate_fold (text);
  return _kh_table_lookup (self->tables[_kh_estate_tables[table].index], folded);
}

const KhAccount *
kh_estate_find_account (const KhEstate *self, const char *text)
{
  return find (self, KH_ESTATE_ACCOUNTS, text);
}

const KhEnvironment *
kh_estate_find_environment (const KhEstate *self, const char *text)
{
  return find (self, KH_ESTATE_ENVIRONMENTS, text);
}

const KhPolicy *
kh_estate_find_policy (const KhEstate *self, const char *text)
{
  return find (self, KH_ESTATE_POLICIES, text);
}

const KhVault *
kh_estate_find_vault (const KhEstate *self, const char *text)
{
  const KhVault *vault = kh_estate_get_vault (self, text);
  for (guint i = 0; vault == NULL && text != NULL && i < kh_estate_n_vaults (self); i++) {
    const KhVault *candidate = kh_estate_vault_at (self, i);
    if (candidate->id != NULL && g_ascii_strcasecmp (candidate->id, text) == 0)
      vault = candidate;
  }
  return vault;
}

const KhPolicy *
kh_estate_find_policy_by_system_id (const KhEstate *self, const char *system_id)
{
  for (guint i = 0; system_id != NULL && i < kh_estate_n_policies (self); i++) {
    const KhPolicy *policy = kh_estate_policy_at (self, i);
    if (policy->system_id != NULL && g_ascii_strcasecmp (policy->system_id, system_id) == 0)
      return policy;
  }
  return NULL;
}

const KhPolicy *
kh_estate_find_policy_by_principal (const KhEstate *self, const char *principal_id)
{
  for (guint i = 0; principal_id != NULL && i < kh_estate_n_policies (self); i++) {
    const KhPolicy *policy = kh_estate_policy_at (self, i);
    if (kh_policy_is_live (policy) && policy->principal_id != NULL
        && g_ascii_strcasecmp (policy->principal_id, principal_id) == 0)
      return policy;
  }
  return NULL;
}

GPtrArray *
kh_estate_environments_of_policy (const KhEstate *self, const char *policy_id)
{
  GPtrArray *result = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_environments (self); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (self, i);
    if (environment->policy_id != NULL && kh_environment_is_live (environment)
        && g_ascii_strcasecmp (environment->policy_id, policy_id) == 0)
      g_ptr_array_add (result, (gpointer)environment);
  }
  return result;
}

GPtrArray *
kh_estate_policies_of_key (const KhEstate *self, const char *vault, const char *key)
{
  GPtrArray *result = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_policies (self); i++) {
    const KhPolicy *policy = kh_estate_policy_at (self, i);
    if (kh_policy_is_live (policy) && g_ascii_strcasecmp (policy->vault, vault) == 0
        && (key == NULL || g_ascii_strcasecmp (policy->key, key) == 0))
      g_ptr_array_add (result, (gpointer)policy);
  }
  return result;
}

/* The values of @table whose keys begin with @prefix. */
static GPtrArray *
range (const KhEstate *self, KhEstateTable table, const char *prefix)
{
  GPtrArray *result = g_ptr_array_new ();
  const KhTable *content = self->tables[table];
  gsize length = strlen (prefix);
  for (guint i = _kh_table_lower_bound (content, prefix);
       i < _kh_table_get_size (content)
       && g_ascii_strncasecmp (_kh_table_key_at (content, i), prefix, length) == 0;
       i++)
    g_ptr_array_add (result, _kh_table_at (content, i));
  return result;
}

GPtrArray *
kh_estate_keys_of_vault (const KhEstate *self, const char *vault)
{
  g_autofree char *prefix = g_strconcat (vault, "/", NULL);
  return range (self, KH_ESTATE_KEYS, prefix);
}

GPtrArray *
kh_estate_secrets_of_vault (const KhEstate *self, const char *vault)
{
  g_autofree char *prefix = g_strconcat (vault, "/", NULL);
  return range (self, KH_ESTATE_SECRETS, prefix);
}

GPtrArray *
kh_estate_assignments_of (const KhEstate *self, const char *principal_id)
{
  g_autofree char *prefix = g_strconcat (principal_id, "|", NULL);
  return range (self, KH_ESTATE_PRINCIPALS, prefix);
}

const KhOperation *
kh_estate_active_operation (const KhEstate *self, const KhEnvironment *environment)
{
  const KhOperation *operation = kh_estate_get_operation (self, environment->active_operation_id);
  return operation != NULL && kh_operation_is_active (operation) ? operation : NULL;
}

struct _KhEstateBuilder {
  KhTenantInfo *tenant;
  GArray *entries[KH_ESTATE_N_TABLES]; /* (element-type KhTableEntry) */
};

/* Entries that nobody took over are given back here. */
static void
clear_entry (KhEstateTable table, KhTableEntry *entry)
{
  g_ref_string_release (entry->key);
  _kh_estate_tables[table].kind.unref (entry->value);
}

KhEstateBuilder *
kh_estate_builder_new (const KhTenantInfo *tenant)
{
  KhEstateBuilder *self = g_new0 (KhEstateBuilder, 1);
  self->tenant = kh_tenant_info_ref (tenant);
  for (guint i = 0; i < KH_ESTATE_N_TABLES; i++)
    self->entries[i] = g_array_new (FALSE, FALSE, sizeof (KhTableEntry));
  return self;
}

static void
builder_add (KhEstateBuilder *self, KhEstateTable table, gconstpointer value)
{
  const KhEstateTableInfo *info = &_kh_estate_tables[table];
  g_autofree char *key = info->make_key (value);
  KhTableEntry entry = { g_ref_string_new (key), info->kind.ref (value) };
  g_array_append_val (self->entries[table], entry);
}

#define DEFINE_ADD(Type, one, TABLE)                                                               \
  void kh_estate_builder_add_##one (KhEstateBuilder *self, const Type *value)                      \
  {                                                                                                \
    builder_add (self, TABLE, value);                                                              \
  }

DEFINE_ADD (KhAccount, account, KH_ESTATE_ACCOUNTS);
DEFINE_ADD (KhEnvironment, environment, KH_ESTATE_ENVIRONMENTS);
DEFINE_ADD (KhVault, vault, KH_ESTATE_VAULTS);
DEFINE_ADD (KhKey, key, KH_ESTATE_KEYS);
DEFINE_ADD (KhPolicy, policy, KH_ESTATE_POLICIES);
DEFINE_ADD (KhRoleAssignment, assignment, KH_ESTATE_ASSIGNMENTS);
DEFINE_ADD (KhOperation, operation, KH_ESTATE_OPERATIONS);
DEFINE_ADD (KhKeyUse, key_use, KH_ESTATE_KEY_USES);
DEFINE_ADD (KhDismissal, dismissal, KH_ESTATE_DISMISSALS);
DEFINE_ADD (KhPetition, petition, KH_ESTATE_PETITIONS);
DEFINE_ADD (KhVaultSecret, secret, KH_ESTATE_SECRETS);

/* Indexes come from the sorted tables, so that a value added twice is indexed once. */
static KhTable *
build_index (const KhEstate *estate, KhEstateTable table)
{
  const KhEstateTableInfo *info = &_kh_estate_tables[table];
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (KhTableEntry));
  for (guint i = 0; i < _kh_table_get_size (estate->tables[table]); i++) {
    gpointer value = _kh_table_at (estate->tables[table], i);
    g_autofree char *key = info->make_index_key (value);
    if (key == NULL)
      continue;
    KhTableEntry entry = { g_ref_string_new (key), info->kind.ref (value) };
    g_array_append_val (entries, entry);
  }
  return _kh_table_new_take (&info->kind, entries);
}

KhEstate *
kh_estate_builder_finish (KhEstateBuilder *self)
{
  KhEstate *estate = estate_alloc (self->tenant);
  for (guint i = 0; i < KH_ESTATE_N_PRIMARY; i++)
    estate->tables[i] =
        _kh_table_new_take (&_kh_estate_tables[i].kind, g_steal_pointer (&self->entries[i]));
  for (guint i = 0; i < KH_ESTATE_N_PRIMARY; i++)
    if (_kh_estate_tables[i].make_index_key != NULL)
      estate->tables[_kh_estate_tables[i].index] = build_index (estate, i);
  kh_estate_builder_free (self);
  return estate;
}

void
kh_estate_builder_free (KhEstateBuilder *self)
{
  for (guint i = 0; i < KH_ESTATE_N_TABLES; i++) {
    for (guint j = 0; self->entries[i] != NULL && j < self->entries[i]->len; j++)
      clear_entry (i, &g_array_index (self->entries[i], KhTableEntry, j));
    g_clear_pointer (&self->entries[i], g_array_unref);
  }
  kh_tenant_info_unref (self->tenant);
  g_free (self);
}
