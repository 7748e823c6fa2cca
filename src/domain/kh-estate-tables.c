/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values an estate's tables hold and by which keys they are found. */

#include "kh-estate-private.h"

char *
_kh_estate_fold (const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL);
  return g_utf8_casefold (normal != NULL ? normal : name, -1);
}

char *
_kh_estate_make_key_id (const char *vault, const char *name)
{
  return g_strconcat (vault, "/", name, NULL);
}

#define ADAPT(Type, name)                                                                          \
  static gpointer name##_ref (gconstpointer value)                                                 \
  {                                                                                                \
    return kh_##name##_ref (value);                                                                \
  }                                                                                                \
  static void name##_unref (gpointer value)                                                        \
  {                                                                                                \
    kh_##name##_unref (value);                                                                     \
  }
#define ADAPT_ID(Type, name)                                                                       \
  ADAPT (Type, name)                                                                               \
  static char *name##_id (gconstpointer value)                                                     \
  {                                                                                                \
    return g_strdup (((const Type *)value)->id);                                                   \
  }

ADAPT_ID (KhAccount, account);
ADAPT_ID (KhEnvironment, environment);
ADAPT_ID (KhPolicy, policy);
ADAPT_ID (KhRoleAssignment, role_assignment);
ADAPT_ID (KhOperation, operation);
ADAPT_ID (KhKeyUse, key_use);
ADAPT_ID (KhDismissal, dismissal);
ADAPT_ID (KhPetition, petition);
ADAPT (KhVault, vault);
ADAPT (KhKey, key);
ADAPT (KhVaultSecret, vault_secret);

static char *
vault_id (gconstpointer value)
{
  return g_strdup (((const KhVault *)value)->name);
}

static char *
key_id (gconstpointer value)
{
  const KhKey *key = value;
  return _kh_estate_make_key_id (key->vault, key->name);
}

static char *
vault_secret_id (gconstpointer value)
{
  const KhVaultSecret *secret = value;
  return _kh_estate_make_key_id (secret->vault, secret->name);
}

static char *
account_name (gconstpointer value)
{
  return _kh_estate_fold (((const KhAccount *)value)->name);
}

static char *
environment_name (gconstpointer value)
{
  const KhEnvironment *environment = value;
  return environment->state != KH_ENVIRONMENT_STATE_GONE ? _kh_estate_fold (environment->name)
                                                         : NULL;
}

static char *
policy_name (gconstpointer value)
{
  const KhPolicy *policy = value;
  return kh_policy_is_live (policy) ? _kh_estate_fold (policy->name) : NULL;
}

static char *
assignment_principal (gconstpointer value)
{
  const KhRoleAssignment *assignment = value;
  return g_strconcat (assignment->principal_id, "|", assignment->id, NULL);
}

#define KIND(name)                                                                                 \
  {                                                                                                \
    name##_ref, name##_unref                                                                       \
  }
#define NO_INDEX KH_ESTATE_N_TABLES, NULL

const KhEstateTableInfo _kh_estate_tables[KH_ESTATE_N_PRIMARY] = {
  [KH_ESTATE_ACCOUNTS] = { KIND (account), account_id, KH_ESTATE_ACCOUNT_NAMES, account_name },
  [KH_ESTATE_ENVIRONMENTS] = { KIND (environment), environment_id, KH_ESTATE_ENVIRONMENT_NAMES,
                               environment_name },
  [KH_ESTATE_VAULTS] = { KIND (vault), vault_id, NO_INDEX },
  [KH_ESTATE_KEYS] = { KIND (key), key_id, NO_INDEX },
  [KH_ESTATE_POLICIES] = { KIND (policy), policy_id, KH_ESTATE_POLICY_NAMES, policy_name },
  [KH_ESTATE_ASSIGNMENTS] = { KIND (role_assignment), role_assignment_id, KH_ESTATE_PRINCIPALS,
                              assignment_principal },
  [KH_ESTATE_OPERATIONS] = { KIND (operation), operation_id, NO_INDEX },
  [KH_ESTATE_KEY_USES] = { KIND (key_use), key_use_id, NO_INDEX },
  [KH_ESTATE_DISMISSALS] = { KIND (dismissal), dismissal_id, NO_INDEX },
  [KH_ESTATE_PETITIONS] = { KIND (petition), petition_id, NO_INDEX },
  [KH_ESTATE_SECRETS] = { KIND (vault_secret), vault_secret_id, NO_INDEX },
};
