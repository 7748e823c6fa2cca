/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlock requests over restarts, by the tenant's clock, altered in the database, on failing disks.
 */
#include <errno.h>

#include "flaky-io.h"
#include "kh-petition-machine.h"
#include "kh-tenant-private.h"
#include "kh-tenant-requests.h"
#include "tenant-fixture.h"

#define START (1764044880 * KH_SECOND)
#define SUE "sue-passphrase-of-length"

static gpointer
add_sue (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhSecret) secret = passphrase (SUE);

  return kh_tenant_account_add (f->tenant, f->caller, "Sue", KH_ROLE_SUPPORT, secret, error);
}

static gpointer
set_rule (Fixture *f, gconstpointer rule, GError **error)
{
  KhTenantSettings settings = { .unlock_rule = rule };

  return GINT_TO_POINTER (kh_tenant_set (f->tenant, f->caller, &settings, error));
}

static FlakyIo flaky;

/* Sales is locked, its key is back, and it takes a request to open it. */
static void
set_up_locked (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) sue = NULL;
  g_autoptr (KhKey) key = NULL;

  f->clock = kh_clock_new_manual (START);
  f->io = &flaky.io;
  set_up (f, unused);
  make_all (f);
  import_all (f);
  enable_cmk (f);
  sue = on_worker (f, add_sue, NULL, &error);
  on_worker (f, set_rule, "support-request", &error);
  lock (f);
  key = on_worker (f, set_enabled, GINT_TO_POINTER (TRUE), &error);
  g_assert_no_error (error);
}

static gpointer
file_work (Fixture *f, gconstpointer unused, GError **error)
{
  static const char *const names[] = { "Sales", NULL };
  KhUnlockFiling filing = { .environments = names };

  return kh_tenant_unlock_request (f->tenant, f->caller, &filing, error);
}

static gpointer
file_with (Fixture *f, gconstpointer data, GError **error)
{
  static const char *const names[] = { "Sales", NULL };
  KhUnlockFiling filing = *(const KhUnlockFiling *)data;

  filing.environments = names;
  return kh_tenant_unlock_request (f->tenant, f->caller, &filing, error);
}

static const KhPetitionEvidence *
find_piece (const KhPetition *petition, const char *kind)
{
  for (guint i = 0; i < petition->evidence->len; i++) {
    const KhPetitionEvidence *piece = petition->evidence->pdata[i];

    if (g_str_equal (piece->kind, kind))
      return piece;
  }
  return NULL;
}

static void
check_not_filed (Fixture *f, const KhUnlockFiling *filing, int code, const char *inner)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEstate) estate = NULL;

  g_assert_null (on_worker (f, file_with, filing, &error));
  g_assert_error (error, KH_ERROR, code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
  estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpuint (kh_estate_n_petitions (estate), ==, 0);
}

/* What support asks for goes with the evidence, and who decides sees what was left out of it; the
 * proof and the cause stay. */
static void
test_ticket (Fixture *f, gconstpointer unused)
{
  static const char *const left_out[] = { "timeline", "program", NULL };
  static const char *const proof[] = { "proof", NULL };
  static const char *const cause[] = { "diagnosis", "environments", NULL };
  static const char *const other[] = { "weather", NULL };
  g_autofree char *longer = g_strnfill (201, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPetition) petition = NULL;

  check_not_filed (f, &(KhUnlockFiling){ .severity = "urgent" }, KH_ERROR_ARGUMENT, NULL);
  check_not_filed (f, &(KhUnlockFiling){ .contact = longer }, KH_ERROR_ARGUMENT, NULL);
  check_not_filed (f, &(KhUnlockFiling){ .left_out = other }, KH_ERROR_ARGUMENT, NULL);
  check_not_filed (f, &(KhUnlockFiling){ .left_out = proof }, KH_ERROR_RULE, "EvidenceNeeded");
  check_not_filed (f, &(KhUnlockFiling){ .left_out = cause }, KH_ERROR_RULE, "EvidenceNeeded");
  petition = on_worker (f, file_with,
                        &(KhUnlockFiling){ .reason = "the laptop is back",
                                           .severity = "critical",
                                           .contact = "Ada <ada@example.org>",
                                           .left_out = left_out },
                        &error);
  g_assert_no_error (error);
  g_assert_cmpstr (petition->reason, ==, "the laptop is back");
  g_assert_cmpstr (find_piece (petition, "ticket")->text, ==,
                   "Severity: critical\nContact: Ada <ada@example.org>\n"
                   "Left out by who asked: timeline, program\n");
  g_assert_null (find_piece (petition, "timeline"));
  g_assert_null (find_piece (petition, "program"));
  g_assert_nonnull (find_piece (petition, "proof"));
  g_assert_nonnull (find_piece (petition, "audit"));
}

static char *
file_request (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPetition) petition = on_worker (f, file_work, NULL, &error);

  g_assert_no_error (error);
  return g_strdup (petition->id);
}

static KhPetition *
try_approve (Fixture *f, const char *id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhCaller) sue = kh_caller_new (kh_estate_find_account (estate, "Sue"));
  g_autoptr (KhSecret) secret = passphrase (SUE);

  return kh_tenant_request_approve (f->tenant, sue, id, secret, NULL, error);
}

static void
approve (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPetition) petition = try_approve (f, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (petition->state, ==, KH_PETITION_STATE_APPROVED);
}

static KhPetitionState
state_of (Fixture *f, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPetition *petition = kh_estate_get_petition (estate, id);

  g_assert_nonnull (petition);
  return kh_petition_get_state (petition, kh_tenant_now (f->tenant));
}

static void
restart_at (Fixture *f, KhTime wall)
{
  g_autoptr (KhClock) before = f->clock;

  f->clock = kh_clock_new_manual (wall);
  reopen_quickly (f);
  on_worker (f, settle, NULL, NULL);
}

static void
check_refused (Fixture *f, int code, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
  check_locked (f);
}

static void
check_opens (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, re_enable, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_COMPLETED);
  check_all (f);
  check_audit (f);
}

/* --- Tests ------------------------------------------------------------------------------------ */

static void
test_restarts (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = file_request (f);

  restart_at (f, START + KH_HOUR);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_PENDING);
  check_refused (f, KH_ERROR_RULE, "RequestPending");
  approve (f, id);
  restart_at (f, START + 2 * KH_HOUR);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_APPROVED);
  check_opens (f, id);
  restart_at (f, START + 3 * KH_HOUR);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_COMPLETED);
}

/* Its day goes by the tenant's clock: a machine that is set back lengthens nothing, and what has
 * ended does not begin again. */
static void
test_clock (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = file_request (f);

  approve (f, id);
  kh_clock_manual_set (f->clock, START + 23 * KH_HOUR, 23 * KH_HOUR);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_APPROVED);
  kh_clock_manual_set (f->clock, START + KH_HOUR, KH_SECOND); /* set back */
  kh_clock_manual_set (f->clock, START + 24 * KH_HOUR - 1, 23 * KH_HOUR - 1);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_APPROVED);
  kh_clock_manual_set (f->clock, START + 24 * KH_HOUR, 1);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_EXPIRED);
  on_worker (f, settle, NULL, NULL);
  check_refused (f, KH_ERROR_STATE, "RequestExpired");
  kh_clock_manual_set (f->clock, START, KH_SECOND);
  check_refused (f, KH_ERROR_STATE, "RequestExpired");
  restart_at (f, START);
  g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_EXPIRED);
  check_refused (f, KH_ERROR_STATE, "RequestExpired");
}

/* The end is found at the start that follows it, and written down once. */
static void
test_expired_meanwhile (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = file_request (f);
  g_autoptr (KhEstate) estate = NULL;

  approve (f, id);
  restart_at (f, START + 24 * KH_HOUR);
  restart_at (f, START + 24 * KH_HOUR + 1);
  estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpint (kh_estate_get_petition (estate, id)->state, ==, KH_PETITION_STATE_EXPIRED);
  g_assert_cmpuint (kh_estate_get_petition (estate, id)->notes->len, ==, 3);
}

static gpointer
alter (Fixture *f, gconstpointer sql, GError **error)
{
  return GINT_TO_POINTER (
      kh_database_exec (kh_tenant_store_get_database (f->tenant->store), sql, error));
}

/* What somebody wrote into the database opens nothing, and is decided by nobody. */
static void
test_altered (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = file_request (f);
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  on_worker (f, alter,
             "UPDATE requests SET state = 'Approved', decided_by = (SELECT id FROM accounts WHERE "
             "name = 'Sue'), decided_at = created_at, expires_at = created_at + 86400000000",
             &error);
  g_assert_no_error (error);
  restart_at (f, START + KH_HOUR);
  check_refused (f, KH_ERROR_RULE, "RequestAltered");
  g_assert_null (try_approve (f, id, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  /* It does not stand in the way of a new one. */
  second = file_request (f);
  approve (f, second);
  check_opens (f, second);
}

static gpointer
withdraw (Fixture *f, gconstpointer id, GError **error)
{
  return kh_tenant_request_withdraw (f->tenant, f->caller, id, NULL, error);
}

static void
file_another (Fixture *f, char **id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPetition) petition = on_worker (f, withdraw, *id, &error);

  g_assert_no_error (error);
  g_free (*id);
  *id = file_request (f);
}

/* Whichever call of an approval fails: nobody sees it approved meanwhile, and after a new start it
 * is what it was or what it was meant to become. */
static void
test_failing_disk (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = file_request (f);
  /* Each try stretches a passphrase twice and starts anew: the short suite takes some of the calls.
   */
  guint stride = g_getenv ("KEYHOLD_TEST_LONG") != NULL ? 1 : 9;
  guint n_failed = 0;

  for (guint n = 1; state_of (f, id) != KH_PETITION_STATE_APPROVED; n += stride) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhPetition) petition = NULL;

    flaky_io_arm (&flaky, n, EIO);
    petition = try_approve (f, id, &error);
    flaky_io_disarm (&flaky, NULL);
    g_assert_cmpint (state_of (f, id), ==,
                     petition != NULL ? KH_PETITION_STATE_APPROVED : KH_PETITION_STATE_PENDING);
    if (petition != NULL)
      continue;
    n_failed++;
    restart_at (f, START + n);
    if (state_of (f, id) == KH_PETITION_STATE_APPROVED)
      file_another (f, &id);
    g_assert_cmpint (state_of (f, id), ==, KH_PETITION_STATE_PENDING);
  }
  g_assert_cmpuint (n_failed, >, 2);
  restart_at (f, START + KH_HOUR);
  check_opens (f, id);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  /* What fails is warned of, and that is no failure of the test. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  flaky_io_init (&flaky);
#define ADD(name, func)                                                                            \
  g_test_add ("/requests/" name, Fixture, NULL, set_up_locked, func, tear_down)
  ADD ("ticket", test_ticket);
  ADD ("restarts", test_restarts);
  ADD ("clock", test_clock);
  ADD ("expired-meanwhile", test_expired_meanwhile);
  ADD ("altered", test_altered);
  ADD ("failing-disk", test_failing_disk);
  status = g_test_run ();
  flaky_io_clear (&flaky);
  return status;
}
