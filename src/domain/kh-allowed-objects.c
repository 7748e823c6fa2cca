/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations of policies, keys and vaults. */

#include "kh-allowed-private.h"

/* When an operation of one of these objects is possible. */
typedef enum {
  WHEN_ALIVE,
  WHEN_DELETED,
  WHEN_PURGEABLE, /* deleted, and purge protection does not keep it */
  WHEN_UNATTACHED,
  WHEN_ENABLED,
  WHEN_DISABLED,
  WHEN_USABLE,   /* for wrapping: active */
  WHEN_READABLE, /* for unwrapping: not disabled */
} KhWhen;

typedef struct {
  const char *id;
  const char *verb;
  KhWhen when;
} KhObjectRule;

static const KhObjectRule policy_rules[] = {
  { "enable", "cmk enable", WHEN_ALIVE },    { "grant", "policy grant", WHEN_ALIVE },
  { "revoke", "policy revoke", WHEN_ALIVE }, { "reader", "policy reader", WHEN_ALIVE },
  { "update-version", NULL, WHEN_ALIVE },    { "update-key", NULL, WHEN_UNATTACHED },
  { "delete", "policy delete", WHEN_ALIVE },
};

static const KhObjectRule key_rules[] = {
  { "rotate", "key rotate", WHEN_ALIVE },       { "update", "key update", WHEN_ALIVE },
  { "enable", "key enable", WHEN_DISABLED },    { "disable", "key disable", WHEN_ENABLED },
  { "delete", "key delete", WHEN_ALIVE },       { "recover", "key recover", WHEN_DELETED },
  { "purge", "key purge", WHEN_PURGEABLE },     { "wrapKey", "key wrap", WHEN_USABLE },
  { "unwrapKey", "key unwrap", WHEN_READABLE },
};

static const KhObjectRule vault_rules[] = {
  { "update", "vault update", WHEN_ALIVE },   { "grant", "vault grant", WHEN_ALIVE },
  { "revoke", "vault revoke", WHEN_ALIVE },   { "create-key", "key create", WHEN_ALIVE },
  { "delete", "vault delete", WHEN_ALIVE },   { "recover", "vault recover", WHEN_DELETED },
  { "purge", "vault purge", WHEN_PURGEABLE },
};

/* What the rules look at, whatever the object is. */
typedef struct {
  const char *kind;
  gboolean deleted;
  gboolean gone;     /* with the vault around it */
  KhTime kept_until; /* KH_TIME_NONE: may be purged */
  guint attached;
  KhKeyState state; /* of a key version, as far as its own attributes tell */
} KhObjectFacts;

static char *
explain_kept (const KhObjectFacts *facts)
{
  if (!facts->deleted)
    return g_strdup_printf ("The %s is not deleted.", facts->kind);
  g_autofree char *date = kh_time_format (facts->kept_until);
  return g_strdup_printf ("Purge protection keeps it until %s.", date);
}

/* (transfer full): NULL when the object's own condition is met. */
static char *
explain (const KhObjectFacts *facts, KhWhen when)
{
  switch (when) {
  case WHEN_ALIVE:
    return NULL;
  case WHEN_DELETED:
    return facts->deleted ? NULL : g_strdup_printf ("The %s is not deleted.", facts->kind);
  case WHEN_PURGEABLE:
    return facts->deleted && facts->kept_until == KH_TIME_NONE ? NULL : explain_kept (facts);
  case WHEN_UNATTACHED:
    return facts->attached == 0
               ? NULL
               : g_strdup_printf ("%u environments are attached.", facts->attached);
  case WHEN_ENABLED:
    return facts->state != KH_KEY_STATE_DISABLED ? NULL : g_strdup ("It is disabled already.");
  case WHEN_DISABLED:
    return facts->state == KH_KEY_STATE_DISABLED ? NULL : g_strdup ("It is enabled already.");
  case WHEN_USABLE:
    return facts->state == KH_KEY_STATE_ACTIVE
               ? NULL
               : g_strdup_printf ("The key version is %s.", kh_key_state_to_string (facts->state));
  case WHEN_READABLE:
    return facts->state != KH_KEY_STATE_DISABLED ? NULL : g_strdup ("The key version is disabled.");
  }
  return NULL;
}

static void
check (const KhObjectFacts *facts, const KhObjectRule *rule, KhAllowed *entry)
{
  gboolean wants_deleted = rule->when == WHEN_DELETED || rule->when == WHEN_PURGEABLE;
  char *reason = NULL;
  if (facts->gone)
    reason = g_strdup ("Its vault is deleted.");
  else if (facts->deleted && !wants_deleted)
    reason = g_strdup_printf ("The %s is deleted.", facts->kind);
  else
    reason = explain (facts, rule->when);
  if (reason != NULL)
    _kh_allowed_refuse (entry, facts->attached > 0 ? "EnterprisePolicyInUse" : "InvalidState",
                        reason);
}

static GPtrArray *
list_rules (const KhObjectRule *rules, guint n, const KhObjectFacts *facts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_allowed_free);
  for (guint i = 0; i < n; i++)
    check (facts, &rules[i], _kh_allowed_add (list, rules[i].id, rules[i].verb));
  return list;
}

GPtrArray *
kh_policy_get_operations (const KhEstate *estate, const KhPolicy *policy, KhTime now)
{
  g_autoptr (GPtrArray) attached = kh_estate_environments_of_policy (estate, policy->id);
  const KhObjectFacts facts = { .kind = "policy",
                                .deleted = !kh_policy_is_live (policy),
                                .kept_until = KH_TIME_NONE,
                                .attached = attached->len };
  return list_rules (policy_rules, G_N_ELEMENTS (policy_rules), &facts);
}

static KhTime
get_kept_until (const KhVault *vault, KhTime scheduled, KhTime now)
{
  gboolean kept =
      vault != NULL && vault->purge_protection && scheduled != KH_TIME_NONE && now < scheduled;
  return kept ? scheduled : KH_TIME_NONE;
}

GPtrArray *
kh_key_get_operations (const KhEstate *estate, const KhKey *key, const char *version, KhTime now)
{
  const KhVault *vault = kh_estate_get_vault (estate, key->vault);
  const KhKeyVersion *subject = kh_key_get_version (key, version);
  const KhObjectFacts facts = { .kind = "key",
                                .deleted = kh_key_is_deleted (key),
                                .gone = vault == NULL || vault->state != KH_VAULT_STATE_ACTIVE,
                                .kept_until = get_kept_until (vault, key->scheduled_purge_at, now),
                                .state = subject != NULL
                                             ? kh_key_version_get_own_state (subject, now)
                                             : KH_KEY_STATE_DISABLED };
  return list_rules (key_rules, G_N_ELEMENTS (key_rules), &facts);
}

GPtrArray *
kh_vault_get_operations (const KhEstate *estate, const KhVault *vault, KhTime now)
{
  const KhObjectFacts facts = { .kind = "vault",
                                .deleted = vault->state != KH_VAULT_STATE_ACTIVE,
                                .kept_until =
                                    get_kept_until (vault, vault->scheduled_purge_at, now) };
  return list_rules (vault_rules, G_N_ELEMENTS (vault_rules), &facts);
}
