/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every cause of a lock and what cures it, in an organization of one key. */
#include "unlock-rows.h"

#include <string.h>

#include "kh-tenant-private.h"

#define START ((KhTime)1795579200 * KH_SECOND)
#define RETENTION 7
#define BIT KH_TRIGGER_BIT

char *unlock_version;
static GBytes *backup; /* of cmk, from before anything happened */

/* --- Acts --------------------------------------------------------------------------------------
 */

/* A second later: on a clock that stands the same impact would have the same token, which is spent.
 */
static gboolean
run (Fixture *f, KhChange *taken, GError **error)
{
  g_autoptr (KhChange) change = taken;

  kh_clock_manual_set (f->clock, kh_clock_now (f->clock) + KH_SECOND, KH_SECOND);
  return confirmed (f, do_change, change, error) != NULL;
}

static KhPolicy *
policy_of (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, "ep-sales");

  return policy != NULL ? kh_policy_ref (policy) : NULL;
}

static KhVault *
copy_vault (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));
}

static gboolean
set_network (Fixture *f, KhPublicNetwork network, KhDefaultAction action, KhBypass bypass,
             GError **error)
{
  g_autoptr (KhVault) wanted = copy_vault (f);

  wanted->public_network = network;
  wanted->default_action = action;
  wanted->bypass = bypass;
  return run (f, kh_change_new_vault_update (wanted), error);
}

static gboolean
set_model (Fixture *f, KhPermissionModel model, gboolean entry, GError **error)
{
  g_autoptr (KhVault) wanted = copy_vault (f);
  g_autoptr (KhPolicy) policy = policy_of (f);

  wanted->permission_model = model;
  if (entry)
    kh_vault_set_access_policy (wanted, policy->principal_id, KH_PERMISSION_SERVICE);
  else
    g_ptr_array_set_size (wanted->access_policies, 0);
  wanted->access_policies_replaced = !entry;
  return run (f, kh_change_new_vault_update (wanted), error);
}

static gboolean
remove_grant (Fixture *f, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhPolicy) policy = policy_of (f);
  g_autoptr (GPtrArray) all = kh_estate_assignments_of (estate, policy->principal_id);
  KhChange *change = kh_change_new (KH_CHANGE_REMOVE_ASSIGNMENT);

  g_assert_cmpuint (all->len, ==, 1);
  change->object = g_strdup (((KhRoleAssignment *)all->pdata[0])->id);
  return run (f, change, error);
}

/* By an entry of the vault, which is there before the role goes. */
void
unlock_go_by_entry (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  set_model (f, KH_PERMISSION_MODEL_ACCESS_POLICY, TRUE, &error);
  g_assert_no_error (error);
  remove_grant (f, &error);
  g_assert_no_error (error);
}

static KhChange *
patch_version (const char *version)
{
  return kh_change_new_for_key (KH_CHANGE_UPDATE_VERSION, "kv-sales", "cmk", version);
}

static gboolean
enable_version (Fixture *f, const char *version, gboolean enabled, GError **error)
{
  KhChange *change = patch_version (version);

  change->has_enabled = TRUE;
  change->enabled = enabled;
  return run (f, change, error);
}

static gboolean
set_dates (Fixture *f, gboolean nbf, KhTime time, GError **error)
{
  KhChange *change = patch_version (unlock_version);

  change->has_nbf = nbf;
  change->has_exp = !nbf;
  change->nbf = change->exp = time;
  return run (f, change, error);
}

/* --- The causes, and what cures them ------------------------------------------------------------
 */

static gboolean
revoke_grant (Fixture *f, GError **error)
{
  return remove_grant (f, error);
}

gboolean
unlock_grant_again (Fixture *f, GError **error)
{
  g_autoptr (KhVault) vault = copy_vault (f);
  g_autoptr (KhPolicy) policy = policy_of (f);
  g_autoptr (KhRoleAssignment) made = NULL;

  if (policy == NULL)
    return FALSE;
  if (vault->permission_model == KH_PERMISSION_MODEL_ACCESS_POLICY)
    return set_model (f, KH_PERMISSION_MODEL_ACCESS_POLICY, TRUE, error);
  made = on_worker (f, grant, "ep-sales", error);
  return made != NULL;
}

static gboolean
disable_key (Fixture *f, GError **error)
{
  return enable_version (f, NULL, FALSE, error) && enable_version (f, unlock_version, FALSE, error);
}

static gboolean
enable_key (Fixture *f, GError **error)
{
  return enable_version (f, NULL, TRUE, error) && enable_version (f, unlock_version, TRUE, error);
}

static gboolean
disable_one (Fixture *f, GError **error)
{
  return enable_version (f, unlock_version, FALSE, error);
}

static gboolean
enable_one (Fixture *f, GError **error)
{
  return enable_version (f, unlock_version, TRUE, error);
}

static gboolean
delete_key (Fixture *f, GError **error)
{
  return run (f, kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "cmk", NULL), error);
}

static gboolean
recover_key (Fixture *f, GError **error)
{
  return run (f, kh_change_new_for_key (KH_CHANGE_RECOVER_KEY, "kv-sales", "cmk", NULL), error);
}

static gboolean
delete_vault (Fixture *f, GError **error)
{
  return run (f, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"), error);
}

static gboolean
recover_vault (Fixture *f, GError **error)
{
  return run (f, kh_change_new_for_vault (KH_CHANGE_RECOVER_VAULT, "kv-sales"), error);
}

static gboolean
delete_policy (Fixture *f, GError **error)
{
  g_autoptr (KhPolicy) policy = policy_of (f);

  return run (f, kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, policy->id), error);
}

static gpointer
create_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_policy_create (f->tenant, f->caller, "ep-sales", "unitedstates", "kv-sales",
                                  "cmk", unlock_version, error);
}

gboolean
unlock_create_policy (Fixture *f, GError **error)
{
  g_autoptr (KhPolicy) made = on_worker (f, create_work, NULL, error);

  return made != NULL;
}

gboolean
unlock_attach (Fixture *f, GError **error)
{
  g_autoptr (KhOperation) done = on_worker (f, link_policy, "ep-sales", error);

  return done != NULL;
}

static gboolean
close_network (Fixture *f, GError **error)
{
  return set_network (f, KH_PUBLIC_NETWORK_OFF, KH_DEFAULT_ACTION_ALLOW, KH_BYPASS_NONE, error);
}

static gboolean
deny_all (Fixture *f, GError **error)
{
  return set_network (f, KH_PUBLIC_NETWORK_ON, KH_DEFAULT_ACTION_DENY, KH_BYPASS_NONE, error);
}

static gboolean
set_perimeter (Fixture *f, GError **error)
{
  return set_network (f, KH_PUBLIC_NETWORK_PERIMETER, KH_DEFAULT_ACTION_ALLOW,
                      KH_BYPASS_TRUSTED_SERVICES, error);
}

static gboolean
let_service_pass (Fixture *f, GError **error)
{
  g_autoptr (KhVault) vault = copy_vault (f);

  return set_network (f, vault->public_network, vault->default_action, KH_BYPASS_TRUSTED_SERVICES,
                      error);
}

static gboolean
leave_perimeter (Fixture *f, GError **error)
{
  g_autoptr (KhVault) vault = copy_vault (f);

  return set_network (f, KH_PUBLIC_NETWORK_ON, vault->default_action, vault->bypass, error);
}

static gboolean
expire (Fixture *f, GError **error)
{
  return set_dates (f, FALSE, kh_tenant_now (f->tenant), error);
}

static gboolean
clear_expiry (Fixture *f, GError **error)
{
  return set_dates (f, FALSE, KH_TIME_NONE, error);
}

static gboolean
postpone (Fixture *f, GError **error)
{
  return set_dates (f, TRUE, kh_tenant_now (f->tenant) + 4000 * KH_DAY, error);
}

static gboolean
clear_activation (Fixture *f, GError **error)
{
  return set_dates (f, TRUE, KH_TIME_NONE, error);
}

/* The two that only the cloud does; the estate says them, and the tenant looks. */
static gpointer
lapse_work (Fixture *f, gconstpointer lapsed, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhTenantInfo) tenant = kh_tenant_info_copy (kh_estate_get_tenant (estate));

  tenant->subscription_active = lapsed == NULL;
  kh_tenant_publish (f->tenant, kh_estate_with_tenant (estate, tenant));
  return settle (f, NULL, error);
}

static gboolean
lapse (Fixture *f, GError **error)
{
  on_worker (f, lapse_work, "lapsed", error);
  return TRUE;
}

gboolean
unlock_reactivate (Fixture *f, GError **error)
{
  on_worker (f, lapse_work, NULL, error);
  return TRUE;
}

static gpointer
move_work (Fixture *f, gconstpointer to, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) vault = copy_vault (f);

  g_free (vault->tenant_id);
  vault->tenant_id = g_strdup (to);
  kh_tenant_publish (f->tenant, kh_estate_with_vault (estate, vault));
  return settle (f, NULL, error);
}

static gboolean
move_vault (Fixture *f, GError **error)
{
  on_worker (f, move_work, "0d0d0d0d-1111-4222-8333-444444444444", error);
  return TRUE;
}

gboolean
unlock_move_back (Fixture *f, GError **error)
{
  on_worker (f, move_work, NULL, error);
  return TRUE;
}

static gboolean
switch_model (Fixture *f, GError **error)
{
  return set_model (f, KH_PERMISSION_MODEL_RBAC, TRUE, error);
}

static gboolean
redeploy (Fixture *f, GError **error)
{
  return set_model (f, KH_PERMISSION_MODEL_ACCESS_POLICY, FALSE, error);
}

/* Deleted, and its retention is over. */
gboolean
unlock_purge (Fixture *f, GError **error)
{
  if (!delete_key (f, error))
    return FALSE;
  kh_clock_manual_set (f->clock, kh_clock_now (f->clock) + (RETENTION + 1) * KH_DAY,
                       (RETENTION + 1) * KH_DAY);
  on_worker (f, settle, NULL, error);
  return TRUE;
}

static gpointer
restore_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_restore (f->tenant, f->caller, "kv-sales", backup, error);
}

gboolean
unlock_restore_backup (Fixture *f, GError **error)
{
  g_autoptr (KhKey) key = on_worker (f, restore_work, NULL, error);

  return key != NULL;
}

const UnlockRow unlock_rows[] = {
  { KH_TRIGGER_KEY_EXPIRED, expire, clear_expiry, FALSE, BIT (9), 0, 0, 0 },
  { KH_TRIGGER_NOT_YET_VALID, postpone, clear_activation, FALSE, BIT (11), 0, 0, 0 },
  { KH_TRIGGER_KEY_DISABLED, disable_key, enable_key, FALSE, BIT (2), 0, BIT (6), BIT (6) },
  { KH_TRIGGER_VERSION_DISABLED, disable_one, enable_one, FALSE, BIT (6), 0, BIT (2), BIT (2) },
  { KH_TRIGGER_KEY_DELETED, delete_key, recover_key, FALSE, BIT (3), 0, BIT (16), 0 },
  /* Of a version that is gone nothing else is known. */
  { KH_TRIGGER_PURGED, unlock_purge, unlock_restore_backup, FALSE, BIT (16),
    BIT (2) | BIT (6) | BIT (9) | BIT (11), BIT (3), 0 },
  { KH_TRIGGER_GRANT_REVOKED, revoke_grant, unlock_grant_again, FALSE, BIT (1), 0,
    BIT (12) | BIT (13), BIT (12) | BIT (13) },
  { KH_TRIGGER_MODEL_SWITCHED, switch_model, unlock_grant_again, TRUE, BIT (12), BIT (1),
    BIT (1) | BIT (13), BIT (1) | BIT (13) },
  { KH_TRIGGER_POLICIES_DROPPED, redeploy, unlock_grant_again, TRUE, BIT (13), BIT (1),
    BIT (1) | BIT (12), BIT (1) | BIT (12) },
  { KH_TRIGGER_NETWORK_CLOSED, close_network, let_service_pass, FALSE, BIT (7), 0,
    BIT (8) | BIT (14), BIT (8) | BIT (14) },
  { KH_TRIGGER_NETWORK_RULE, deny_all, let_service_pass, FALSE, BIT (8), 0, BIT (7) | BIT (14),
    BIT (7) },
  { KH_TRIGGER_PERIMETER, set_perimeter, leave_perimeter, FALSE, BIT (14), 0, BIT (7) | BIT (8),
    0 },
  /* Its identity went with it, and so did every question about that. */
  { KH_TRIGGER_POLICY_DELETED, delete_policy, unlock_create_policy, FALSE, BIT (5),
    BIT (1) | BIT (12) | BIT (13), 0, 0 },
  { KH_TRIGGER_SUBSCRIPTION_LAPSED, lapse, unlock_reactivate, FALSE, BIT (10), 0, 0, 0 },
  { KH_TRIGGER_TENANT_MOVED, move_vault, unlock_move_back, FALSE, BIT (15), 0, 0, 0 },
  /* A vault comes back without what it had granted. */
  { KH_TRIGGER_VAULT_DELETED, delete_vault, recover_vault, FALSE, BIT (4) | BIT (1), 0, 0, 0 },
};

const guint unlock_n_rows = G_N_ELEMENTS (unlock_rows);

/* The step that a line of the diagnosis names. */
UnlockStep
unlock_step_of (const KhRepair *repair)
{
  static const struct {
    const char *words;
    UnlockStep step;
  } commands[] = {
    { "vault recover kv-sales", recover_vault },
    { "vault update kv-sales --public-network on", leave_perimeter },
    { "vault update kv-sales --bypass trusted-services", let_service_pass },
    { "key recover kv-sales/cmk", recover_key },
    { "key enable kv-sales/cmk", enable_key },
    { "policy create ep-sales --geo unitedstates --key kv-sales/cmk", unlock_create_policy },
    { "policy grant ep-sales", unlock_grant_again },
    { "cmk enable --policy ep-sales --environment Sales", unlock_attach },
  };
  const char *words = repair->command != NULL ? repair->command + strlen ("keyholdctl ") : NULL;

  if (repair->trigger == KH_TRIGGER_SUBSCRIPTION_LAPSED)
    return unlock_reactivate;
  if (repair->trigger == KH_TRIGGER_TENANT_MOVED)
    return unlock_move_back;
  g_assert_nonnull (words);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].words, words) == 0)
      return commands[i].step;
  g_assert_nonnull (strstr (words, unlock_version));
  if (g_str_has_suffix (words, "--nbf none"))
    return clear_activation;
  if (g_str_has_suffix (words, "--exp none"))
    return clear_expiry;
  g_assert_true (g_str_has_prefix (words, "key enable kv-sales/cmk/"));
  return enable_one;
}

/* --- Before and after ---------------------------------------------------------------------- */

/* As it was before, whatever the repairs left behind: each of them restores just access. */
void
unlock_make_whole (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhPolicy) policy = policy_of (f);
  g_autoptr (GPtrArray) grants = kh_estate_assignments_of (estate, policy->principal_id);
  g_autoptr (GError) error = NULL;

  if (grants->len == 0) {
    g_autoptr (KhRoleAssignment) made = on_worker (f, grant, "ep-sales", &error);
    g_assert_no_error (error);
  }
  set_model (f, KH_PERMISSION_MODEL_RBAC, FALSE, &error);
  g_assert_no_error (error);
  set_network (f, KH_PUBLIC_NETWORK_ON, KH_DEFAULT_ACTION_ALLOW, KH_BYPASS_TRUSTED_SERVICES,
               &error);
  g_assert_no_error (error);
  enable_key (f, &error);
  g_assert_no_error (error);
}

static gpointer
shorten_retention (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) vault = copy_vault (f);

  vault->retention_days = RETENTION;
  kh_tenant_publish (f->tenant, kh_estate_with_vault (estate, vault));
  return f;
}

static gpointer
pin (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_policy_update (f->tenant, f->caller, "ep-sales", "kv-sales", "cmk",
                                  unlock_version, error);
}

static gpointer
back_up (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_backup (f->tenant, f->caller, "kv-sales", "cmk", error);
}

static void
learn_version (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhKey *key = kh_estate_get_key (estate, "kv-sales", "cmk");

  unlock_version = g_strdup (kh_key_get_version (key, NULL)->version);
}

/* Sales stays with the version it has, and a newer one is there. */
void
unlock_start (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPolicy) pinned = NULL;
  g_autoptr (KhKey) key = NULL;

  f->clock = kh_clock_new_manual (START);
  set_up (f, NULL);
  make_all (f);
  on_worker (f, shorten_retention, NULL, NULL);
  import_all (f);
  enable_cmk (f);
  learn_version (f);
  pinned = on_worker (f, pin, NULL, &error);
  g_assert_no_error (error);
  key = on_worker (f, make_key, "cmk", &error);
  g_assert_no_error (error);
  backup = on_worker (f, back_up, NULL, &error);
  g_assert_no_error (error);
}

void
unlock_stop (Fixture *f, gconstpointer unused)
{
  check_audit (f);
  g_clear_pointer (&backup, g_bytes_unref);
  g_clear_pointer (&unlock_version, g_free);
  tear_down (f, NULL);
}
