/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every rule with every result it can have. */

#include <string.h>

#include "kh-error.h"
#include "kh-limits.h"
#include "preflight-case.h"

/* Quick edits of the environment asked for, the vault, the version and the policy. */
#define EDIT(name, copy_call, put_call, Type, change)                                              \
  static void name (KhCase *c)                                                                     \
  {                                                                                                \
    Type *o = copy_call;                                                                           \
    change;                                                                                        \
    put_call (&c->estate, o);                                                                      \
  }
#define EDIT_ENVIRONMENT(name, change)                                                             \
  EDIT (name, copy_environment (c->estate, c->environment), put_environment, KhEnvironment, change)
#define EDIT_VAULT(name, change) EDIT (name, copy_vault (c->estate), put_vault, KhVault, change)
#define EDIT_KEY(name, change) EDIT (name, copy_key (c->estate), put_key, KhKey, change)
#define EDIT_VERSION(name, change)                                                                 \
  EDIT (name, copy_version (c->estate, V1), put_version, KhKeyVersion, change)
#define EDIT_POLICY(name, change) EDIT (name, copy_policy (c->estate), put_policy, KhPolicy, change)
#define EDIT_TENANT(name, change)                                                                  \
  EDIT (name, copy_tenant (c->estate), put_tenant, KhTenantInfo, change)
#define SET(name, statement)                                                                       \
  static void name (KhCase *c)                                                                     \
  {                                                                                                \
    statement;                                                                                     \
  }

SET (as_is, (void)c);
EDIT_ENVIRONMENT (no_database, o->dataverse = FALSE);
EDIT_ENVIRONMENT (unmanaged, o->managed = FALSE);
EDIT_ENVIRONMENT (trial, o->type = KH_ENVIRONMENT_TYPE_TRIAL);
EDIT_ENVIRONMENT (subscription_trial, o->type = KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL);
EDIT_ENVIRONMENT (teams, o->type = KH_ENVIRONMENT_TYPE_TEAMS);
EDIT_ENVIRONMENT (default_type, o->type = KH_ENVIRONMENT_TYPE_DEFAULT);
EDIT_ENVIRONMENT (in_europe, kh_value_set_text (&o->geo, "europe"));
EDIT_ENVIRONMENT (in_britain, kh_value_set_text (&o->geo, "unitedkingdom"));
EDIT_ENVIRONMENT (locked, o->state = KH_ENVIRONMENT_STATE_LOCKED);
EDIT_ENVIRONMENT (deleted, o->state = KH_ENVIRONMENT_STATE_DELETED);
EDIT_ENVIRONMENT (linked_here, kh_value_set_text (&o->policy_id, POLICY));
#define OTHER_POLICY "b0000000-0000-4000-8000-000000000009"
EDIT_ENVIRONMENT (linked_to_other, kh_value_set_text (&o->policy_id, OTHER_POLICY));
EDIT_ENVIRONMENT (locked_on_cmk, (o->state = KH_ENVIRONMENT_STATE_LOCKED,
                                  sample_protect (o, "kv-sales", "cmk", V1)));
EDIT_ENVIRONMENT (locked_on_another_key, (o->state = KH_ENVIRONMENT_STATE_LOCKED,
                                          sample_protect (o, "kv-sales", "old", V1)));
EDIT_ENVIRONMENT (two_flows_stay, o->stores[KH_STORE_FLOWS].staying = 2);
EDIT_TENANT (admit_default, o->default_environment_cmk = TRUE);
EDIT_TENANT (unregistered, o->provider_registered = FALSE);
EDIT_POLICY (policy_in_britain, kh_value_set_text (&o->geo, "uk"));
EDIT_POLICY (pinned, kh_value_set_text (&o->version, V1));
EDIT_POLICY (policy_is_older, o->created_at = NOW - 2 * KH_DAY);
EDIT_POLICY (reader, kh_policy_set_reader (o, PPA, TRUE));
EDIT_VAULT (vault_deleted, o->state = KH_VAULT_STATE_DELETED);
EDIT_VAULT (vault_faulty, kh_set_error (&o->fault, KH_ERROR_DAMAGED, "it was damaged"));
EDIT_VAULT (no_purge_protection, o->purge_protection = FALSE);
EDIT_VAULT (retention_89, o->retention_days = 89);
EDIT_VAULT (network_off, (o->public_network = KH_PUBLIC_NETWORK_OFF, o->bypass = KH_BYPASS_NONE));
EDIT_VAULT (network_off_bypass, o->public_network = KH_PUBLIC_NETWORK_OFF);
EDIT_VAULT (perimeter, o->public_network = KH_PUBLIC_NETWORK_PERIMETER);
EDIT_VAULT (vault_in_europe, kh_value_set_text (&o->region, "westeurope"));
EDIT_VAULT (vault_on_moon, kh_value_set_text (&o->region, "moonbase"));
EDIT_VAULT (vault_moved, kh_value_set_text (&o->tenant_id, "elsewhere"));
EDIT_VAULT (access_policies, o->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY);
EDIT_VAULT (access_policy_entry, (o->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY,
                                  kh_vault_set_access_policy (o, IDENTITY, KH_PERMISSION_SERVICE)));
EDIT_KEY (key_deleted, o->deleted_at = NOW);
EDIT_KEY (elliptic, o->kty = KH_KEY_TYPE_EC);
EDIT_KEY (hsm, o->kty = KH_KEY_TYPE_RSA_HSM);
EDIT_KEY (no_rotation, g_clear_pointer (&o->rotation_policy, g_free));
EDIT_VERSION (bits_4096, o->size = 4096);
EDIT_VERSION (bits_2048, o->size = 2048);
EDIT_VERSION (disabled, o->enabled = FALSE);
EDIT_VERSION (starts_later, o->nbf = NOW + KH_SECOND);
EDIT_VERSION (starts_now, o->nbf = NOW);
EDIT_VERSION (expires_now, o->exp = NOW);
EDIT_VERSION (expires_later, o->exp = NOW + KH_SECOND);
EDIT_VERSION (no_unwrap, o->ops = KH_KEY_OPS_WRAP);
EDIT_VERSION (two_years, o->created_at = NOW - KH_KEY_AGE_ADVICE);
EDIT_VERSION (over_two_years, o->created_at = NOW - KH_KEY_AGE_ADVICE - KH_SECOND);
EDIT_VERSION (imported, o->imported = TRUE);
SET (nobody_asks, c->facts.actor = NULL);
SET (admin_asks, c->facts.actor = kh_estate_get_account (c->estate, ADMIN));
SET (ppa_asks, c->facts.actor = kh_estate_get_account (c->estate, PPA));
SET (maker_asks, c->facts.actor = kh_estate_get_account (c->estate, MAKER));
SET (no_policy, c->policy = NULL);
SET (to_revert, c->goal = KH_GOAL_REVERT);
SET (to_edit, c->goal = KH_GOAL_EDIT_POLICY);
SET (is_busy, put_operation (&c->estate, c->environment, KH_OPERATION_NEW_CMK));
SET (no_grant, drop_assignment (&c->estate, GRANT));
SET (no_key, drop_key (&c->estate, "kv-sales", "cmk"));
SET (no_vault, drop_vault (&c->estate, "kv-sales"));

static void
linked_elsewhere (KhCase *c)
{
  linked_to_other (c);
  put_policy (&c->estate, sample_policy (OTHER_POLICY, "ep-other", "kv-sales", "cmk"));
}

static void
linked_to_deleted (KhCase *c)
{
  KhPolicy *other = sample_policy (OTHER_POLICY, "ep-other", "kv-sales", "cmk");
  other->deleted_at = NOW;
  linked_to_other (c);
  put_policy (&c->estate, other);
}

/* Locked since its policy was deleted: a policy with the key of its data is the cure, and no other.
 */
static void
locked_without_policy (KhCase *c)
{
  linked_to_deleted (c);
  locked_on_cmk (c);
}

static void
locked_on_other_key (KhCase *c)
{
  linked_to_deleted (c);
  locked_on_another_key (c);
}

static void
locked_by_its_key (KhCase *c)
{
  linked_elsewhere (c);
  locked_on_cmk (c);
}

static void
locked_while_running (KhCase *c)
{
  locked_without_policy (c);
  put_operation (&c->estate, c->environment, KH_OPERATION_NEW_CMK);
}

static void
imported_hsm (KhCase *c)
{
  hsm (c);
  imported (c);
}

static void
imported_after_policy (KhCase *c)
{
  imported_hsm (c);
  policy_is_older (c);
}

static void
default_admitted (KhCase *c)
{
  default_type (c);
  admit_default (c);
}

static void
both_in_britain (KhCase *c)
{
  in_britain (c);
  policy_in_britain (c);
}

static void
ppa_reads (KhCase *c)
{
  reader (c);
  ppa_asks (c);
}

static void
twenty_five (KhCase *c)
{
  for (guint i = 0; i < KH_FLOW_QUOTA - 3; i++) {
    g_autofree char *id = g_strdup_printf ("e2000000-0000-4000-8000-%012u", i);
    KhEnvironment *environment = sample_environment (id, id, KH_ENVIRONMENT_TYPE_SANDBOX);
    environment->policy_id = g_strdup (POLICY);
    put_environment (&c->estate, environment);
  }
}

static void
twenty_six (KhCase *c)
{
  twenty_five (c);
  KhEnvironment *environment = sample_environment ("e3", "e3", KH_ENVIRONMENT_TYPE_SANDBOX);
  environment->policy_id = g_strdup (POLICY);
  put_environment (&c->estate, environment);
}

static void
vault_alone (KhCase *c)
{
  static const char *const ids[] = { SALES, SERVICE };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    KhEnvironment *environment = copy_environment (c->estate, ids[i]);
    sample_protect (environment, NULL, NULL, NULL);
    g_clear_pointer (&environment->policy_id, g_free);
    put_environment (&c->estate, environment);
  }
}

/* Changing Sales to a policy of another key. */
static void
sales_changes (KhCase *c)
{
  static const char other[] = "b0000000-0000-4000-8000-000000000002";
  KhPolicy *policy = sample_policy (other, "ep2", "kv-sales", "cmk2");
  put_key (&c->estate, sample_key ("kv-sales", "cmk2"));
  put_policy (&c->estate, policy);
  c->environment = SALES;
  c->policy = other;
  c->goal = KH_GOAL_CHANGE;
}

static void
sales_changes_blindly (KhCase *c)
{
  sales_changes (c);
  KhPolicy *policy = kh_policy_copy (kh_estate_get_policy (c->estate, c->policy));
  kh_value_set_text (&policy->principal_id, "c0000000-0000-4000-8000-000000000002");
  put_policy (&c->estate, policy);
}

static void
disable_v2 (KhCase *c)
{
  put_version (&c->estate, sample_version (V2));
  c->goal = KH_GOAL_DISABLE_VERSION;
  c->version = V2;
}

static void
disable_v1 (KhCase *c)
{
  disable_v2 (c);
  c->version = V1;
}

static void
disable_used (KhCase *c, KhUseReason reason, KhTime until)
{
  disable_v2 (c);
  put_use (&c->estate, V2, reason, until);
}

SET (disable_reverted, disable_used (c, KH_USE_REVERTED, NOW - 30 * KH_DAY + KH_SECOND));
SET (disable_reverted_long_ago, disable_used (c, KH_USE_REVERTED, NOW - 30 * KH_DAY));
SET (disable_spreading, disable_used (c, KH_USE_ROTATED, NOW - KH_DAY + KH_SECOND));
SET (disable_rotated, disable_used (c, KH_USE_ROTATED, NOW - KH_DAY));
SET (disable_rotated_long_ago, disable_used (c, KH_USE_ROTATED, NOW - 28 * KH_DAY));
SET (disable_unknown, (disable_v2 (c), c->policy = NULL));
SET (change_unknown, (sales_changes (c), c->facts.grants_readable = KH_FACT_UNKNOWN));
SET (plain_changes, (sales_changes (c), c->environment = PLAIN));
SET (edit_unused, (vault_alone (c), c->goal = KH_GOAL_EDIT_POLICY));
SET (edit_unknown, (c->policy = NULL, c->goal = KH_GOAL_EDIT_POLICY));

#define FACT(field, VALUE) SET (field##_##VALUE, c->facts.field = KH_FACT_##VALUE)
#define FACTS(field)                                                                               \
  FACT (field, UNKNOWN)                                                                            \
  FACT (field, NO)                                                                                 \
  FACT (field, YES)
FACTS (licensed_managed)
FACTS (licensed_compliance)
FACTS (finance_operations)
FACT (flows_readable, UNKNOWN)
FACT (flows_readable, NO)
FACTS (firewall_ready)
FACTS (migrated_recently)
FACTS (soft_delete)
FACT (group_in_geo, UNKNOWN)
FACT (group_in_geo, NO)
FACTS (diagnostics)
FACT (vault_readable, UNKNOWN)
FACT (vault_readable, NO)
FACT (key_readable, UNKNOWN)
FACT (key_readable, NO)
FACT (grants_readable, UNKNOWN)
FACTS (owners_can_grant)
FACTS (contributors_flagged)
FACTS (kind_is_encryption)
FACTS (identity_is_system)

SET (policies_flagged, (access_policies (c), contributors_flagged_YES (c)));
SET (policies_unflagged, (access_policies (c), contributors_flagged_NO (c)));
SET (policies_unknown, (access_policies (c), contributors_flagged_UNKNOWN (c)));
SET (revert_after_migration, (to_revert (c), migrated_recently_YES (c)));
SET (revert_unknown, (to_revert (c), migrated_recently_UNKNOWN (c)));
SET (unread_access_policies, (access_policies (c), grants_readable_UNKNOWN (c)));

#define P KH_RESULT_PASS
#define W KH_RESULT_WARN
#define B KH_RESULT_BLOCK
#define U KH_RESULT_UNKNOWN
#define N KH_RESULT_NOT_APPLICABLE

static const struct {
  const char *rule;
  KhResult result;
  void (*bend) (KhCase *c);
} cases[] = {
  { "E1", P, as_is },
  { "E1", B, no_database },
  { "E2", P, as_is },
  { "E2", B, unmanaged },
  { "E3", P, as_is },
  { "E3", B, trial },
  { "E3", B, subscription_trial },
  { "E3", B, teams },
  { "E4", P, as_is },
  { "E4", B, default_type },
  { "E4", W, default_admitted },
  { "E5", P, as_is },
  { "E5", P, both_in_britain },
  { "E5", B, in_europe },
  { "E5", B, in_britain },
  { "E5", U, no_policy },
  { "E6", P, as_is },
  { "E6", P, linked_here },
  { "E6", P, linked_to_deleted },
  { "E6", P, locked_without_policy },
  { "E6", B, linked_elsewhere },
  { "E6", N, sales_changes },
  { "E7", P, as_is },
  { "E7", B, is_busy },
  { "E7", B, locked_while_running },
  { "E8", P, as_is },
  { "E8", P, locked_without_policy },
  { "E8", B, locked },
  { "E8", B, locked_on_other_key },
  { "E8", B, locked_by_its_key },
  { "E8", B, deleted },
  { "E9", P, licensed_managed_YES },
  { "E9", W, licensed_managed_NO },
  { "E9", U, licensed_managed_UNKNOWN },
  { "E10", P, licensed_compliance_YES },
  { "E10", W, licensed_compliance_NO },
  { "E10", U, licensed_compliance_UNKNOWN },
  { "E11", P, finance_operations_NO },
  { "E11", W, finance_operations_YES },
  { "E11", U, finance_operations_UNKNOWN },
  { "E12", P, twenty_five },
  { "E12", W, twenty_six },
  { "E13", P, as_is },
  { "E13", W, two_flows_stay },
  { "E13", U, flows_readable_UNKNOWN },
  { "E13", U, flows_readable_NO },
  { "E14", P, firewall_ready_YES },
  { "E14", W, firewall_ready_NO },
  { "E14", U, firewall_ready_UNKNOWN },
  { "E15", P, as_is },
  { "E16", P, migrated_recently_NO },
  { "E16", W, migrated_recently_YES },
  { "E16", U, migrated_recently_UNKNOWN },
  { "K1", P, as_is },
  { "K1", B, no_vault },
  { "K1", B, vault_deleted },
  { "K1", B, vault_readable_NO },
  { "K1", B, vault_faulty },
  { "K1", U, vault_readable_UNKNOWN },
  { "K1", U, no_policy },
  { "K2", P, soft_delete_YES },
  { "K2", B, soft_delete_NO },
  { "K2", U, soft_delete_UNKNOWN },
  { "K2", N, no_vault },
  { "K3", P, as_is },
  { "K3", B, no_purge_protection },
  { "K3", U, vault_readable_NO },
  { "K3", N, no_vault },
  { "K4", P, as_is },
  { "K4", W, retention_89 },
  { "K4", U, vault_readable_UNKNOWN },
  { "K4", N, no_vault },
  { "K5", P, as_is },
  { "K5", P, network_off_bypass },
  { "K5", B, network_off },
  { "K5", U, vault_readable_UNKNOWN },
  { "K5", N, perimeter },
  { "K6", P, network_off },
  { "K6", B, perimeter },
  { "K6", U, vault_readable_UNKNOWN },
  { "K6", N, no_vault },
  { "K7", P, as_is },
  { "K7", W, vault_in_europe },
  { "K7", W, group_in_geo_NO },
  { "K7", U, vault_on_moon },
  { "K7", U, group_in_geo_UNKNOWN },
  { "K7", N, no_vault },
  { "K8", N, as_is },
  { "K9", P, as_is },
  { "K9", W, access_policies },
  { "K9", U, vault_readable_UNKNOWN },
  { "K9", N, no_vault },
  { "K10", P, vault_alone },
  { "K10", W, as_is },
  { "K10", U, vault_readable_UNKNOWN },
  { "K10", N, no_vault },
  { "K11", P, diagnostics_YES },
  { "K11", W, diagnostics_NO },
  { "K11", U, diagnostics_UNKNOWN },
  { "K11", N, no_vault },
  { "Y1", P, as_is },
  { "Y1", B, no_key },
  { "Y1", U, vault_faulty },
  { "Y1", B, key_deleted },
  { "Y1", B, key_readable_NO },
  { "Y1", U, key_readable_UNKNOWN },
  { "Y1", U, no_policy },
  { "Y2", P, as_is },
  { "Y2", P, hsm },
  { "Y2", B, elliptic },
  { "Y2", U, key_readable_UNKNOWN },
  { "Y2", N, no_key },
  { "Y3", P, as_is },
  { "Y3", P, bits_2048 },
  { "Y3", B, bits_4096 },
  { "Y3", U, key_readable_NO },
  { "Y3", N, no_key },
  { "Y4", P, as_is },
  { "Y4", B, disabled },
  { "Y4", U, key_readable_UNKNOWN },
  { "Y4", N, no_key },
  { "Y5", P, as_is },
  { "Y5", P, starts_now },
  { "Y5", B, starts_later },
  { "Y5", U, key_readable_UNKNOWN },
  { "Y5", N, no_key },
  { "Y6", P, as_is },
  { "Y6", P, expires_later },
  { "Y6", B, expires_now },
  { "Y6", U, key_readable_UNKNOWN },
  { "Y6", N, no_key },
  { "Y7", P, as_is },
  { "Y7", W, expires_later },
  { "Y7", U, key_readable_UNKNOWN },
  { "Y7", N, no_key },
  { "Y8", P, as_is },
  { "Y8", B, no_unwrap },
  { "Y8", U, key_readable_UNKNOWN },
  { "Y8", N, no_key },
  { "Y9", P, as_is },
  { "Y9", P, two_years },
  { "Y9", W, over_two_years },
  { "Y9", W, no_rotation },
  { "Y9", U, key_readable_UNKNOWN },
  { "Y9", N, no_key },
  { "Y10", P, imported_hsm },
  { "Y10", W, imported_after_policy },
  { "Y10", N, imported },
  { "Y10", N, hsm },
  { "Y10", U, key_readable_UNKNOWN },
  { "Y11", P, as_is },
  { "Y11", W, pinned },
  { "Y11", U, no_policy },
  { "P1", P, as_is },
  { "P1", B, unregistered },
  { "P2", P, kind_is_encryption_YES },
  { "P2", B, kind_is_encryption_NO },
  { "P2", U, kind_is_encryption_UNKNOWN },
  { "P3", P, identity_is_system_YES },
  { "P3", B, identity_is_system_NO },
  { "P3", U, identity_is_system_UNKNOWN },
  { "P4", P, as_is },
  { "P4", B, vault_moved },
  { "P4", U, no_policy },
  { "P4", N, no_vault },
  { "P5", P, as_is },
  { "P5", B, no_grant },
  { "P5", U, grants_readable_UNKNOWN },
  { "P5", N, access_policies },
  { "P6", P, access_policy_entry },
  { "P6", B, access_policies },
  { "P6", U, unread_access_policies },
  { "P6", N, as_is },
  { "P7", N, as_is },
  { "P8", P, ppa_asks },
  { "P8", B, maker_asks },
  { "P8", U, nobody_asks },
  { "P9", P, ppa_reads },
  { "P9", P, admin_asks },
  { "P9", B, ppa_asks },
  { "P9", U, nobody_asks },
  { "P10", P, ppa_asks },
  { "P10", W, admin_asks },
  { "P10", U, nobody_asks },
  { "P11", P, owners_can_grant_YES },
  { "P11", W, owners_can_grant_NO },
  { "P11", U, owners_can_grant_UNKNOWN },
  { "P12", P, policies_unflagged },
  { "P12", W, policies_flagged },
  { "P12", U, policies_unknown },
  { "P12", N, as_is },
  { "P13", P, as_is },
  { "P13", U, no_policy },
  { "P13", N, no_grant },
  { "R1", P, to_revert },
  { "R2", W, to_revert },
  { "R2", B, disable_reverted },
  { "R2", P, disable_reverted_long_ago },
  { "R2", U, disable_unknown },
  { "R3", P, sales_changes },
  { "R3", W, sales_changes_blindly },
  { "R3", U, change_unknown },
  { "R3", N, plain_changes },
  { "R4", P, sales_changes },
  { "R5", P, disable_v2 },
  { "R5", P, disable_rotated_long_ago },
  { "R5", W, disable_rotated },
  { "R5", B, disable_spreading },
  { "R5", U, disable_unknown },
  { "R6", P, disable_v2 },
  { "R6", W, disable_v1 },
  { "R6", U, disable_unknown },
  { "R7", P, edit_unused },
  { "R7", B, to_edit },
  { "R7", U, edit_unknown },
  { "R8", P, edit_unused },
  { "R8", B, to_edit },
  { "R8", U, edit_unknown },
  { "R9", P, to_revert },
  { "R9", B, revert_after_migration },
  { "R9", U, revert_unknown },
};

/* The results each rule can have: the cases must show them all and no others. */
static const struct {
  const char *rule;
  const char *results; /* letters of pass warn block unknown not-applicable */
} results[] = {
  { "E1", "PB" },    { "E2", "PB" },    { "E3", "PB" },   { "E4", "PWB" },  { "E5", "PBU" },
  { "E6", "PBN" },   { "E7", "PB" },    { "E8", "PB" },   { "E9", "PWU" },  { "E10", "PWU" },
  { "E11", "PWU" },  { "E12", "PW" },   { "E13", "PWU" }, { "E14", "PWU" }, { "E15", "P" },
  { "E16", "PWU" },  { "K1", "PBU" },   { "K2", "PBUN" }, { "K3", "PBUN" }, { "K4", "PWUN" },
  { "K5", "PBUN" },  { "K6", "PBUN" },  { "K7", "PWUN" }, { "K8", "N" },    { "K9", "PWUN" },
  { "K10", "PWUN" }, { "K11", "PWUN" }, { "Y1", "PBU" },  { "Y2", "PBUN" }, { "Y3", "PBUN" },
  { "Y4", "PBUN" },  { "Y5", "PBUN" },  { "Y6", "PBUN" }, { "Y7", "PWUN" }, { "Y8", "PBUN" },
  { "Y9", "PWUN" },  { "Y10", "PWUN" }, { "Y11", "PWU" }, { "P1", "PB" },   { "P2", "PBU" },
  { "P3", "PBU" },   { "P4", "PBUN" },  { "P5", "PBUN" }, { "P6", "PBUN" }, { "P7", "N" },
  { "P8", "PBU" },   { "P9", "PBU" },   { "P10", "PWU" }, { "P11", "PWU" }, { "P12", "PWUN" },
  { "P13", "PUN" },  { "R1", "P" },     { "R2", "PWBU" }, { "R3", "PWUN" }, { "R4", "P" },
  { "R5", "PWBU" },  { "R6", "PWU" },   { "R7", "PBU" },  { "R8", "PBU" },  { "R9", "PBU" },
};

static void
check_finding (const KhFinding *finding, KhResult result)
{
  gboolean quiet = result == KH_RESULT_PASS || result == KH_RESULT_NOT_APPLICABLE;
  g_assert_nonnull (finding);
  g_assert_cmpstr (kh_result_to_string (finding->result), ==, kh_result_to_string (result));
  g_assert_nonnull (finding->evidence);
  g_assert_nonnull (finding->text);
  if (quiet)
    g_assert_null (finding->fix_text);
  if (result == KH_RESULT_BLOCK)
    g_assert_nonnull (finding->fix_text);
  if (finding->fix_command != NULL) {
    g_assert_true (g_str_has_prefix (finding->fix_command, "keyholdctl "));
    g_assert_null (strchr (finding->fix_command, '{'));
  }
}

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    KhCase c;
    case_init (&c);
    cases[i].bend (&c);
    g_test_message ("%s %s (case %u)", cases[i].rule, kh_result_to_string (cases[i].result), i);
    g_autoptr (KhPreflight) preflight = case_run (&c);
    check_finding (case_find (preflight, cases[i].rule), cases[i].result);
    if (cases[i].result == KH_RESULT_BLOCK)
      g_assert_cmpint (preflight->result, ==, KH_RESULT_BLOCK);
    kh_estate_unref (c.estate);
  }
}

static const char *
get_declared (const char *rule)
{
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    if (g_str_equal (results[i].rule, rule))
      return results[i].results;
  return NULL;
}

static void
test_every_result (void)
{
  static const char letters[] = "PWBUN";
  g_assert_cmpuint (G_N_ELEMENTS (results), ==, kh_rules_count ());
  for (guint i = 0; i < kh_rules_count (); i++) {
    KhRuleInfo info = kh_rules_nth (i);
    const char *declared = get_declared (info.id);
    gboolean seen[5] = { FALSE };
    g_test_message ("%s", info.id);
    g_assert_nonnull (declared);
    g_assert_nonnull (info.facts);
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      if (g_str_equal (cases[j].rule, info.id))
        seen[cases[j].result] = TRUE;
    for (guint j = 0; j < 5; j++)
      g_assert_cmpint (seen[j], ==, strchr (declared, letters[j]) != NULL);
  }
}

/* No case of any rule ends in a result that its row does not declare. */
static void
test_no_other_result (void)
{
  static const char letters[] = "PWBUN";
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    KhCase c;
    case_init (&c);
    cases[i].bend (&c);
    g_autoptr (KhPreflight) preflight = case_run (&c);
    for (guint j = 0; j < preflight->findings->len; j++) {
      const KhFinding *finding = g_ptr_array_index (preflight->findings, j);
      g_assert_nonnull (strchr (get_declared (finding->id), letters[finding->result]));
    }
    kh_estate_unref (c.estate);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/rules/rules", test_rules);
  g_test_add_func ("/domain/rules/every-result", test_every_result);
  g_test_add_func ("/domain/rules/no-other-result", test_no_other_result);
  return g_test_run ();
}
