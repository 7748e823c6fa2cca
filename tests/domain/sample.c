/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small organization of the domain's tests. */

#include "kh-limits.h"
#include "kh-rbac.h"
#include "sample.h"

KhEnvironment *
sample_environment (const char *id, const char *name, KhEnvironmentType type)
{
  KhEnvironment *environment = kh_environment_new ();
  environment->id = g_strdup (id);
  environment->name = g_strdup (name);
  environment->type = type;
  environment->geo = g_strdup ("unitedstates");
  environment->azure_region = g_strdup ("eastus");
  environment->managed = TRUE;
  environment->dataverse = TRUE;
  environment->state = KH_ENVIRONMENT_STATE_READY;
  environment->created_at = NOW - KH_DAY;
  sample_protect (environment, NULL, NULL, NULL);
  return environment;
}

void
sample_protect (KhEnvironment *environment, const char *vault, const char *key, const char *version)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autofree char *id = g_strdup_printf ("%s-dek-%u", environment->id, i);
    gboolean customer = vault != NULL && kh_store_kind_is_covered (i);
    g_ptr_array_set_size (environment->stores[i].deks, 0);
    g_ptr_array_add (environment->stores[i].deks,
                     customer ? kh_dek_ref_new_customer (id, vault, key, version, KH_DEK_CURRENT)
                              : kh_dek_ref_new_platform (id, KH_DEK_CURRENT));
  }
  environment->encryption_status =
      vault != NULL ? KH_ENCRYPTION_STATUS_ENCRYPTED : KH_ENCRYPTION_STATUS_NOT_ENCRYPTED;
}

KhKeyVersion *
sample_version (const char *id)
{
  KhKeyVersion *version = kh_key_version_new ();
  version->version = g_strdup (id);
  version->size = 3072;
  version->ops = kh_key_type_get_default_ops (KH_KEY_TYPE_RSA);
  version->created_at = NOW - KH_DAY;
  version->updated_at = NOW - KH_DAY;
  version->thumbprint = g_strdup (id);
  return version;
}

KhKey *
sample_key (const char *vault, const char *name)
{
  KhKey *key = kh_key_new ();
  g_autoptr (KhKeyVersion) version = sample_version (V1);
  key->vault = g_strdup (vault);
  key->name = g_strdup (name);
  key->kty = KH_KEY_TYPE_RSA;
  key->created_at = NOW - KH_DAY;
  key->rotation_policy = g_strdup ("rotate-after=P18M");
  kh_key_set_version (key, version);
  return key;
}

KhPolicy *
sample_policy (const char *id, const char *name, const char *vault, const char *key)
{
  KhPolicy *policy = kh_policy_new ();
  policy->id = g_strdup (id);
  policy->name = g_strdup (name);
  policy->geo = g_strdup ("unitedstates");
  policy->system_id = kh_policy_make_system_id (policy->geo, id);
  policy->vault = g_strdup (vault);
  policy->key = g_strdup (key);
  policy->principal_id = g_strdup (IDENTITY);
  policy->created_at = NOW - KH_DAY;
  return policy;
}

static KhVault *
sample_vault (void)
{
  KhVault *vault = kh_vault_new ();
  vault->id = g_strdup ("90000000-0000-4000-8000-000000000001");
  vault->name = g_strdup ("kv-sales");
  vault->region = g_strdup ("eastus");
  vault->purge_protection = TRUE;
  vault->created_at = NOW - KH_DAY;
  return vault;
}

static KhAccount *
sample_account (const char *id, const char *name, KhRoles roles)
{
  KhAccount *account = kh_account_new ();
  account->id = g_strdup (id);
  account->name = g_strdup (name);
  account->roles = roles;
  return account;
}

static void
add_people (KhEstate **estate)
{
  put_account (estate, sample_account (ADMIN, "Kira Vance",
                                       (KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA | KH_ROLE_PPA)));
  put_account (estate, sample_account (MAKER, "Mara Kehl", KH_ROLE_MAKER));
  put_account (estate, sample_account (PPA, "Pia Papp", KH_ROLE_PPA));
}

static void
add_environments (KhEstate **estate)
{
  static const struct {
    const char *id, *name;
    KhEnvironmentType type;
    gboolean encrypted;
  } rows[] = { { SALES, "Sales", KH_ENVIRONMENT_TYPE_PRODUCTION, TRUE },
               { SERVICE, "Service", KH_ENVIRONMENT_TYPE_SANDBOX, TRUE },
               { PLAIN, "Plain", KH_ENVIRONMENT_TYPE_SANDBOX, FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    KhEnvironment *environment = sample_environment (rows[i].id, rows[i].name, rows[i].type);
    if (rows[i].encrypted) {
      sample_protect (environment, "kv-sales", "cmk", V1);
      environment->policy_id = g_strdup (POLICY);
    }
    put_environment (estate, environment);
  }
}

static void
add_grant (KhEstate **estate)
{
  g_autoptr (KhRoleAssignment) grant = kh_role_assignment_new ();
  g_autoptr (KhEstate) old = *estate;
  grant->id = g_strdup (GRANT);
  grant->scope = g_strdup ("kv-sales");
  grant->role_id = g_strdup (KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER);
  grant->principal_id = g_strdup (IDENTITY);
  grant->created_at = NOW - KH_DAY;
  *estate = kh_estate_with_assignment (old, grant);
}

KhEstate *
sample_estate (void)
{
  g_autoptr (KhTenantInfo) tenant = kh_tenant_info_new ();
  tenant->id = g_strdup ("70000000-0000-4000-8000-000000000001");
  tenant->name = g_strdup ("Fabrikam");
  tenant->home_geo = g_strdup ("unitedstates");
  tenant->subscription_id = g_strdup ("80000000-0000-4000-8000-000000000001");
  tenant->resource_group = g_strdup ("keyhold");
  KhEstate *estate = kh_estate_new (tenant);
  add_people (&estate);
  put_vault (&estate, sample_vault ());
  put_key (&estate, sample_key ("kv-sales", "cmk"));
  put_policy (&estate, sample_policy (POLICY, "ep-sales", "kv-sales", "cmk"));
  add_grant (&estate);
  add_environments (&estate);
  return estate;
}

#define DEFINE_PUT(Type, name, unref)                                                              \
  void put_##name (KhEstate **estate, Type *value)                                                 \
  {                                                                                                \
    g_autoptr (KhEstate) old = *estate;                                                            \
    *estate = kh_estate_with_##name (old, value);                                                  \
    unref (value);                                                                                 \
  }

DEFINE_PUT (KhEnvironment, environment, kh_environment_unref);
DEFINE_PUT (KhVault, vault, kh_vault_unref);
DEFINE_PUT (KhKey, key, kh_key_unref);
DEFINE_PUT (KhPolicy, policy, kh_policy_unref);
DEFINE_PUT (KhTenantInfo, tenant, kh_tenant_info_unref);
DEFINE_PUT (KhAccount, account, kh_account_unref);

void
drop_assignment (KhEstate **estate, const char *id)
{
  g_autoptr (KhEstate) old = *estate;
  *estate = kh_estate_without_assignment (old, id);
}

void
drop_key (KhEstate **estate, const char *vault, const char *name)
{
  g_autoptr (KhEstate) old = *estate;
  *estate = kh_estate_without_key (old, vault, name);
}

void
drop_vault (KhEstate **estate, const char *name)
{
  g_autoptr (KhEstate) old = *estate;
  *estate = kh_estate_without_vault (old, name);
}

void
drop_policy (KhEstate **estate, const char *id)
{
  g_autoptr (KhEstate) old = *estate;
  *estate = kh_estate_without_policy (old, id);
}

void
put_use (KhEstate **estate, const char *version, KhUseReason reason, KhTime until)
{
  g_autoptr (KhEstate) old = *estate;
  g_autoptr (KhKeyUse) use = kh_key_use_new ();
  use->id = g_strdup_printf ("use-%s-%d", version, (int)reason);
  use->vault = g_strdup ("kv-sales");
  use->key = g_strdup ("cmk");
  use->version = g_strdup (version);
  use->environment_id = g_strdup (SALES);
  use->reason = reason;
  use->until = until;
  *estate = kh_estate_with_key_use (old, use);
}

void
put_operation (KhEstate **estate, const char *environment, KhOperationType type)
{
  g_autoptr (KhEstate) old = *estate;
  g_autoptr (KhOperation) operation = kh_operation_new ();
  KhEnvironment *copy = copy_environment (old, environment);
  operation->id = g_strdup (OPERATION);
  operation->type = type;
  operation->environment_id = g_strdup (environment);
  operation->state = KH_OPERATION_STATE_RUNNING;
  kh_value_set_text (&copy->active_operation_id, OPERATION);
  *estate = kh_estate_with_operation (old, operation);
  put_environment (estate, copy);
}

KhVault *
copy_vault (KhEstate *estate)
{
  return kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));
}

KhKey *
copy_key (KhEstate *estate)
{
  return kh_key_copy (kh_estate_get_key (estate, "kv-sales", "cmk"));
}

KhKeyVersion *
copy_version (KhEstate *estate, const char *version)
{
  const KhKey *key = kh_estate_get_key (estate, "kv-sales", "cmk");
  return kh_key_version_copy (kh_key_get_version (key, version));
}

void
put_version (KhEstate **estate, KhKeyVersion *version)
{
  KhKey *key = copy_key (*estate);
  kh_key_set_version (key, version);
  kh_key_version_unref (version);
  put_key (estate, key);
}

KhPolicy *
copy_policy (KhEstate *estate)
{
  return kh_policy_copy (kh_estate_get_policy (estate, POLICY));
}

KhEnvironment *
copy_environment (KhEstate *estate, const char *id)
{
  return kh_environment_copy (kh_estate_get_environment (estate, id));
}

KhTenantInfo *
copy_tenant (KhEstate *estate)
{
  return kh_tenant_info_copy (kh_estate_get_tenant (estate));
}
