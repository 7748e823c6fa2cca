/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four eyes: a dangerous act waits for another person, is bound to what was confirmed, and is done
 * once. */
#include <string.h>

#include "kh-petition-machine.h"
#include "kh-tenant-private.h"
#include "kh-tenant-requests.h"
#include "tenant-fixture.h"

#define START (1764044880 * KH_SECOND)
#define BEA "another horse battery"

typedef struct {
  const char *name;
  KhRoles roles;
  const char *passphrase;
} Person;

static gpointer
add_work (Fixture *f, gconstpointer data, GError **error)
{
  const Person *person = data;
  g_autoptr (KhSecret) secret = person->passphrase != NULL ? passphrase (person->passphrase) : NULL;

  return kh_tenant_account_add (f->tenant, f->caller, person->name, person->roles, secret, error);
}

static void
add_person (Fixture *f, const char *name, KhRoles roles, const char *words)
{
  const Person person = { name, roles, words };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) account = on_worker (f, add_work, &person, &error);

  g_assert_no_error (error);
}

static gpointer
set_eyes (Fixture *f, gconstpointer word, GError **error)
{
  KhTenantSettings settings = { .four_eyes = word };

  return GINT_TO_POINTER (kh_tenant_set (f->tenant, f->caller, &settings, error));
}

static gpointer
set_roles (Fixture *f, gconstpointer data, GError **error)
{
  const Person *person = data;

  return kh_tenant_account_set_roles (f->tenant, f->caller, person->name, person->roles, error);
}

static void
give_roles (Fixture *f, const char *name, KhRoles roles)
{
  const Person person = { name, roles, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) account = on_worker (f, set_roles, &person, &error);

  g_assert_no_error (error);
}

/* What is protected; Ada and Bea are Key Vault administrators, and dangerous acts take both. */
static void
set_up_eyes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
  make_all (f);
  import_all (f);
  enable_cmk (f);
  add_person (f, "Bea", KH_ROLE_KVA, BEA);
  on_worker (f, set_eyes, "on", &error);
  g_assert_no_error (error);
}

/* --- Acting ----------------------------------------------------------------------------------- */

static KhCaller *
caller_of (Fixture *f, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_caller_new (kh_estate_find_account (estate, name));
}

static gpointer
disable (Fixture *f, gconstpointer unused, GError **error)
{
  return set_enabled (f, GINT_TO_POINTER (FALSE), error);
}

static KhChange *
whole_key (void)
{
  return kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
}

/* (transfer full): the id of the request that the confirmed act became. */
static char *
ask (Fixture *f, Act act, KhChange *taken)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (GError) error = NULL;

  g_assert_null (confirmed (f, act, change, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ApprovalRequired");
  return g_strdup (kh_error_get_facts (error)->target);
}

static char *
ask_to_disable (Fixture *f)
{
  return ask (f, disable, whole_key ());
}

static KhPetition *
try_approve (Fixture *f, const char *name, const char *words, const char *id, GError **error)
{
  g_autoptr (KhCaller) caller = caller_of (f, name);
  g_autoptr (KhSecret) secret = words != NULL ? passphrase (words) : NULL;

  return kh_tenant_request_approve (f->tenant, caller, id, secret, NULL, error);
}

static void
approve (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPetition) petition = try_approve (f, "Bea", BEA, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (petition->state, ==, KH_PETITION_STATE_COMPLETED);
}

static void
check_not_approved (Fixture *f, const char *name, const char *words, const char *id,
                    const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_approve (f, name, words, id, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static KhPetitionState
state_of (Fixture *f, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_petition_get_state (kh_estate_get_petition (estate, id), kh_tenant_now (f->tenant));
}

static guint
count_requests (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_n_petitions (estate);
}

static void
check_open (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
}

static void
pass_time (Fixture *f, gint64 length)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + length, length);
  on_worker (f, settle, NULL, NULL);
}

static gpointer
list_locks (Fixture *f, gconstpointer of, GError **error)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  KhAuditFilter filter = { .since = KH_TIME_NONE,
                           .object = environment->id,
                           .of = (KhAuditOf)GPOINTER_TO_UINT (of) };
  g_autoptr (GPtrArray) records = NULL;
  GPtrArray *locks = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_audit_record_unref);
  guint64 next;

  records = kh_tenant_audit_list (f->tenant, f->caller, &filter, TRUE, &next, error);
  for (guint i = 0; i < records->len; i++) {
    KhAuditRecord *record = records->pdata[i];

    if (g_str_equal (record->action, "environment.lock"))
      g_ptr_array_add (locks, kh_audit_record_ref (record));
  }
  return locks;
}

/* The lock that followed is in the log under the request, and so nobody calls it unplanned. */
static void
check_planned (Fixture *f, const char *id)
{
  g_autoptr (GPtrArray) unplanned =
      on_worker (f, list_locks, GUINT_TO_POINTER (KH_AUDIT_OF_UNPLANNED), NULL);
  g_autoptr (GPtrArray) all = on_worker (f, list_locks, GUINT_TO_POINTER (KH_AUDIT_OF_ANY), NULL);

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((KhAuditRecord *)all->pdata[0])->request, ==, id);
  g_assert_cmpuint (unplanned->len, ==, 0);
}

/* Whether the lock says of itself that somebody had approved what it came by. */
static gboolean
lock_is_planned (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_find_environment (estate, "Sales")->lock_cause.planned;
}

/* --- Tests ------------------------------------------------------------------------------------ */

static void
test_approved_once (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = ask_to_disable (f);
  g_autofree char *again = ask_to_disable (f);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPetition *petition = kh_estate_get_petition (estate, id);

  g_assert_cmpstr (id, ==, again);
  g_assert_cmpuint (count_requests (f), ==, 1);
  check_open (f);
  g_assert_cmpstr (petition->subject, ==, "Disable key kv-sales/cmk (locks 1 environment)");
  g_assert_cmpuint (petition->level, ==, KH_GUARD_DOWN);
  g_assert_nonnull (strstr (((KhPetitionEvidence *)petition->evidence->pdata[0])->text,
                            "Goes down: Sales (Production)"));
  approve (f, id);
  check_locked (f);
  g_assert_true (lock_is_planned (f));
  check_not_approved (f, "Bea", BEA, id, "RequestDecided");
  unlock (f);
  g_assert_false (lock_is_planned (f));
  check_planned (f, id);
  /* The same act again is another act. */
  pass_time (f, KH_MINUTE);
  {
    g_autofree char *second = ask_to_disable (f);

    g_assert_cmpstr (second, !=, id);
    check_open (f);
  }
  check_audit (f);
}

static void
test_who (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL;

  add_person (f, "Cid", KH_ROLE_KVA, NULL);
  add_person (f, "Sue", KH_ROLE_SUPPORT, "sue keeps her own words");
  add_person (f, "Twin", KH_ROLE_PPA, "correct horse battery");
  id = ask_to_disable (f);
  check_not_approved (f, "Ada", "correct horse battery", id, "OwnRequest");
  check_not_approved (f, "Cid", NULL, id, "ApproverPassphrase");
  check_not_approved (f, "Sue", "sue keeps her own words", id, "MissingRole");
  check_not_approved (f, "Twin", "correct horse battery", id, "SamePassphrase");
  check_not_approved (f, "Bea", NULL, id, "PassphraseNeeded");
  check_not_approved (f, "Bea", "not the words of Bea", id, "WrongPassphrase");
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_PENDING);
  check_open (f);
}

/* --- Two at once ------------------------------------------------------------------------------ */

typedef struct {
  Fixture *f;
  const char *name, *words, *id;
  GError *error;
  gboolean approved;
} Approver;

static gpointer
approve_thread (gpointer data)
{
  Approver *self = data;
  g_autoptr (KhPetition) petition =
      try_approve (self->f, self->name, self->words, self->id, &self->error);

  self->approved = petition != NULL;
  return NULL;
}

/* Two other administrators say yes in the same moment: it is done once, and the one who came second
 * is told by whom. */
static void
test_two_at_once (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL;
  GThread *threads[2];
  const Approver *late;

  add_person (f, "Dan", KH_ROLE_KVA, "dan keeps his own words");
  id = ask_to_disable (f);
  {
    Approver both[2] = { { f, "Bea", BEA, id, NULL, FALSE },
                         { f, "Dan", "dan keeps his own words", id, NULL, FALSE } };

    for (guint i = 0; i < 2; i++)
      threads[i] = g_thread_new ("approver", approve_thread, &both[i]);
    for (guint i = 0; i < 2; i++)
      g_thread_join (threads[i]);
    g_assert_cmpint (both[0].approved + both[1].approved, ==, 1);
    late = both[0].approved ? &both[1] : &both[0];
    g_assert_cmpstr (kh_error_get_facts (late->error)->inner, ==, "RequestDecided");
    g_assert_cmpstr (late->error->message, ==,
                     both[0].approved ? "Bea has approved it already"
                                      : "Dan has approved it already");
    g_clear_error (&both[0].error);
    g_clear_error (&both[1].error);
  }
  check_locked (f);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_COMPLETED);
  unlock (f);
  check_planned (f, id);
  check_audit (f);
}

/* --- Four eyes, off --------------------------------------------------------------------------- */

static gboolean
takes_two (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_get_tenant (estate)->four_eyes;
}

static gpointer
set_both (Fixture *f, gconstpointer unused, GError **error)
{
  KhTenantSettings settings = { .four_eyes = "off", .unlock_rule = "support-request" };

  return GINT_TO_POINTER (kh_tenant_set (f->tenant, f->caller, &settings, error));
}

static gpointer
remove_person (Fixture *f, gconstpointer name, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_account_remove (f->tenant, f->caller, name, error));
}

static void
check_setting (Fixture *f, gpointer (*act) (Fixture *, gconstpointer, GError **),
               gconstpointer data, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, act, data, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
  g_assert_true (takes_two (f));
}

/* Who holds every role still does not switch it off alone: it becomes a request of its own, and
 * nothing else rides on it. */
static void
test_switched_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  check_setting (f, set_both, NULL, "FourEyesAlone");
  g_assert_cmpuint (count_requests (f), ==, 0);
  on_worker (f, set_eyes, "off", &error);
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  id = g_strdup (kh_error_get_facts (error)->target);
  check_setting (f, set_eyes, "off", "ApprovalRequired");
  g_assert_cmpuint (count_requests (f), ==, 1);
  check_not_approved (f, "Ada", "correct horse battery", id, "OwnRequest");
  g_assert_true (takes_two (f));
  approve (f, id);
  g_assert_false (takes_two (f));
  check_not_approved (f, "Bea", BEA, id, "RequestDecided");
  check_audit (f);
}

/* Nor where nobody is left who could approve: another account has to be made first. */
static void
test_nobody_switches_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (on_worker (f, remove_person, "Bea", &error));
  g_assert_no_error (error);
  check_setting (f, set_eyes, "off", "NoApprover");
}

static gpointer
create_field (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEnvironment) made = kh_tenant_environment_create (
      f->tenant, f->caller, "Field", KH_ENVIRONMENT_TYPE_SANDBOX, "unitedstates", TRUE, error);

  return made != NULL
             ? kh_tenant_environment_set_managed (f->tenant, f->caller, "Field", TRUE, error)
             : NULL;
}

static gpointer
link_field (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, "ep-sales");

  return kh_tenant_link_policy (f->tenant, f->caller, "Field", policy->system_id, FALSE, error);
}

/* Another environment would go down by now: what was asked is not what would be done. */
static void
test_changed_impact (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = ask_to_disable (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) field = on_worker (f, create_field, NULL, &error);
  g_autoptr (KhOperation) operation = NULL;
  g_autofree char *anew = NULL;

  g_assert_no_error (error);
  operation = on_worker (f, link_field, NULL, &error);
  g_assert_no_error (error);
  check_not_approved (f, "Bea", BEA, id, "ImpactChanged");
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_PENDING);
  check_open (f);
}

static void
test_expired (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = ask_to_disable (f);
  g_autofree char *anew = NULL;

  pass_time (f, 24 * KH_HOUR - 1);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_PENDING);
  pass_time (f, 1);
  check_not_approved (f, "Bea", BEA, id, "RequestExpired");
  check_open (f);
  anew = ask_to_disable (f);
  g_assert_cmpstr (anew, !=, id);
}

/* Approved, but the act did not follow: who asked had lost the role. (transfer full): the id. */
static char *
approve_in_vain (Fixture *f)
{
  char *id = ask_to_disable (f);

  give_roles (f, "Ada", (KhRoles)(KH_ROLE_OWNER | KH_ROLE_PPA));
  check_not_approved (f, "Bea", BEA, id, "MissingRole");
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_APPROVED);
  check_open (f);
  give_roles (f, "Ada", (KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA | KH_ROLE_PPA));
  return id;
}

/* The approval that stands lets the same act by the same account pass, once. */
static void
test_cut_off (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = approve_in_vain (f);
  g_autoptr (KhChange) change = whole_key ();
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  reopen_quickly (f);
  key = confirmed (f, disable, change, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_COMPLETED);
  check_locked (f);
  check_audit (f);
}

static void
test_approver_demoted (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = approve_in_vain (f);
  g_autofree char *anew = NULL;

  add_person (f, "Eve", KH_ROLE_KVA, "eve has words as well");
  give_roles (f, "Bea", KH_ROLE_AUDITOR);
  anew = ask_to_disable (f);
  g_assert_cmpstr (anew, !=, id);
  check_open (f);
}

static gpointer
as_cid (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhChange) change = whole_key ();
  g_autoptr (KhCaller) cid = caller_of (f, "Cid");
  g_autofree char *token = NULL;
  g_autoptr (KhImpact) impact = kh_tenant_impact (f->tenant, cid, change, &token, error);
  g_autoptr (KhCaller) caller = kh_caller_with (cid, NULL, NULL, token);
  KhKeyPatch patch = { .has_enabled = TRUE, .nbf = KH_TIME_NONE, .exp = KH_TIME_NONE };

  return impact != NULL
             ? kh_tenant_key_update (f->tenant, caller, "kv-sales", "cmk", NULL, &patch, error)
             : NULL;
}

/* It is the approval of one account, not of the act. */
static void
test_other_account (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = approve_in_vain (f);
  g_autoptr (GError) error = NULL;

  add_person (f, "Cid", KH_ROLE_KVA, NULL);
  g_assert_null (on_worker (f, as_cid, NULL, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ApprovalRequired");
  g_assert_cmpstr (kh_error_get_facts (error)->target, !=, id);
  check_open (f);
}

/* Nor of another target: one version is not the whole key. */
static void
test_other_target (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = approve_in_vain (f);
  g_autofree char *other = NULL;
  KhChange *change = kh_change_new_for_key (KH_CHANGE_UPDATE_VERSION, "kv-sales", "cmk", NULL);

  change->has_enabled = TRUE;
  other = ask (f, disable, change);
  g_assert_cmpstr (other, !=, id);
  check_open (f);
}

static gpointer
alter (Fixture *f, gconstpointer sql, GError **error)
{
  return GINT_TO_POINTER (
      kh_database_exec (kh_tenant_store_get_database (f->tenant->store), sql, error));
}

static void
test_altered (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = ask_to_disable (f);
  g_autofree char *anew = NULL;
  g_autoptr (GError) error = NULL;

  on_worker (f, alter,
             "UPDATE requests SET state = 'Approved', decided_by = (SELECT id FROM accounts WHERE "
             "name = 'Bea'), decided_at = created_at",
             &error);
  g_assert_no_error (error);
  reopen_quickly (f);
  anew = ask_to_disable (f);
  g_assert_cmpstr (anew, !=, id);
  check_open (f);
  check_not_approved (f, "Bea", BEA, id, "RequestAltered");
}

/* What harms nobody needs nobody, and what was not confirmed becomes no request. */
static void
test_harmless (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) spare = on_worker (f, make_key, "spare", &error);
  g_autoptr (KhKey) gone = NULL;

  g_assert_no_error (error);
  g_assert_null (on_worker (f, disable, NULL, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ConfirmationRequired");
  g_assert_cmpuint (count_requests (f), ==, 0);
  g_clear_error (&error);
  /* Without the setting nothing waits. */
  on_worker (f, set_eyes, "off", &error);
  approve (f, kh_error_get_facts (error)->target);
  lock (f);
  check_locked (f);
}

static gpointer
close_network (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  wanted->public_network = KH_PUBLIC_NETWORK_OFF;
  wanted->bypass = KH_BYPASS_NONE;
  return kh_tenant_vault_update (f->tenant, f->caller, wanted, error);
}

/* The new value of a vault is kept with the request, and is what is put. */
static void
test_vault (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEstate) before = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (before, "kv-sales"));
  g_autoptr (KhEstate) after = NULL;
  g_autofree char *id = NULL;

  wanted->public_network = KH_PUBLIC_NETWORK_OFF;
  wanted->bypass = KH_BYPASS_NONE;
  id = ask (f, close_network, kh_change_new_vault_update (wanted));
  reopen_quickly (f);
  approve (f, id);
  after = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpint (kh_estate_get_vault (after, "kv-sales")->public_network, ==,
                   KH_PUBLIC_NETWORK_OFF);
  g_assert_cmpint (kh_estate_get_vault (after, "kv-sales")->bypass, ==, KH_BYPASS_NONE);
  check_locked (f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/approvals/" name, Fixture, NULL, set_up_eyes, func, tear_down)
  ADD ("approved-once", test_approved_once);
  ADD ("who", test_who);
  ADD ("changed-impact", test_changed_impact);
  ADD ("expired", test_expired);
  ADD ("two-at-once", test_two_at_once);
  ADD ("switched-off", test_switched_off);
  ADD ("nobody-switches-off", test_nobody_switches_off);
  ADD ("cut-off", test_cut_off);
  ADD ("approver-demoted", test_approver_demoted);
  ADD ("other-account", test_other_account);
  ADD ("other-target", test_other_target);
  ADD ("altered", test_altered);
  ADD ("harmless", test_harmless);
  ADD ("vault", test_vault);
  return g_test_run ();
}
