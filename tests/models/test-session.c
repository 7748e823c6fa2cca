/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an empty folder to an open organization, wrong passphrases, and the way back after a
 * restart. */
#include "session-case.h"

#include "kh-environment-api.h"
#include "kh-tenant-api.h"
#include "kh-unseal-tries.h"
#include "kh-wire-error.h"

static void
test_life (Case *self, gconstpointer data)
{
  g_autoptr (GError) absent = NULL;
  g_autoptr (GError) sealed = NULL;
  g_autoptr (GError) error = NULL;

  assert_state (self, KH_SESSION_UNKNOWN);
  g_assert_false (open_with (self, NULL, &absent));
  g_assert_error (absent, KH_ERROR, KH_ERROR_NOT_FOUND);
  assert_state (self, KH_SESSION_ABSENT);
  create (self);
  assert_state (self, KH_SESSION_OPEN);
  g_assert_cmpstr (kh_organization_get_name (kh_session_get_organization (self->session)), ==,
                   "Fabrikam");

  restart (self);
  g_assert_false (open_with (self, NULL, &sealed));
  g_assert_error (sealed, KH_ERROR, KH_ERROR_SEALED);
  assert_state (self, KH_SESSION_SEALED);
  g_assert_null (kh_session_get_organization (self->session));
  g_assert_cmpuint (kh_session_get_wait (self->session), ==, 0);
  g_assert_true (open_with (self, PASSPHRASE, &error));
  g_assert_no_error (error);
  assert_state (self, KH_SESSION_OPEN);
}

/* What was typed can be corrected: the window that asks for it stays due. */
static void
test_not_created (Case *self, gconstpointer data)
{
  static const KhSessionSetup setup = { .name = "Fabrikam", .home_geo = "nowhere" };
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (open_with (self, NULL, NULL));
  assert_state (self, KH_SESSION_ABSENT);
  kh_session_create_async (self->session, &setup, passphrase, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_false (kh_session_create_finish (self->session, result, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  assert_state (self, KH_SESSION_ABSENT);
  create (self);
  assert_state (self, KH_SESSION_OPEN);
}

/* An organization without its seal is no empty folder. */
static void
test_seal_missing (Case *self, gconstpointer data)
{
  g_autofree char *seal = g_build_filename (self->folder, "tenant", "seal", NULL);
  g_autoptr (GError) error = NULL;

  create (self);
  restart (self);
  g_assert_cmpint (g_remove (seal), ==, 0);
  g_assert_false (open_with (self, PASSPHRASE, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  assert_state (self, KH_SESSION_FAILED);
}

/* A second console reaches the organization through the first, and takes the host's part when that
 * is gone; what it has read stays meanwhile. */
static void
test_two (Case *self, gconstpointer data)
{
  Case other = { .folder = self->folder };
  KhOrganization *organization;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) sealed = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KhJson) me = NULL;

  create (self);
  new_session (&other);
  g_assert_true (open_with (&other, PASSPHRASE, &error));
  g_assert_no_error (error);
  organization = kh_session_get_organization (other.session);

  restart (self);
  wait_until (!kh_organization_is_connected (organization));
  g_assert_false (open_with (&other, NULL, &sealed));
  g_assert_error (sealed, KH_ERROR, KH_ERROR_SEALED);
  assert_state (&other, KH_SESSION_SEALED);
  g_assert_true (kh_session_get_organization (other.session) == organization);
  g_assert_true (open_with (&other, PASSPHRASE, &error));
  g_assert_no_error (error);
  assert_state (&other, KH_SESSION_OPEN);
  g_assert_true (kh_session_get_organization (other.session) == organization);
  g_assert_true (kh_organization_is_connected (organization));
  kh_organization_call_async (organization, kh_tenant_api_me (), NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  me = kh_organization_call_finish (organization, result, &error);
  g_assert_no_error (error);
  end_session (&other);
}

static KhJson *
call (KhOrganization *organization, KhCall *what, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kh_organization_call_async (organization, what, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return kh_organization_call_finish (organization, result, error);
}

static void
add_account (Case *self, const char *name, const char *role, const char *text)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (KhSecret) secret = text != NULL ? kh_secret_new_copy (text, strlen (text)) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = call (kh_session_get_organization (self->session),
                                  kh_tenant_api_add_account (name, roles, secret), &error);

  g_assert_no_error (error);
}

/* (transfer full): the inner code of the refusal, or NULL. */
static char *
change_account (Case *self, const char *name, const char *text)
{
  g_autoptr (KhSecret) secret = text != NULL ? kh_secret_new_copy (text, strlen (text)) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kh_session_change_account_async (self->session, name, secret, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  if (kh_session_change_account_finish (self->session, result, &error))
    return NULL;
  return g_strdup (kh_error_get_facts (error)->inner);
}

static const char *
account (Case *self)
{
  return kh_organization_get_account (kh_session_get_organization (self->session));
}

/* Another account is another organization to read; the one before is gone with all its items. */
static void
test_change_account (Case *self, gconstpointer data)
{
  gpointer before;
  g_autofree char *none = NULL;
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) refused = NULL;

  create (self);
  add_account (self, "Aude", "auditor", NULL);
  before = kh_session_get_organization (self->session);
  first = g_strdup (account (self));
  g_object_add_weak_pointer (before, &before);
  none = change_account (self, "Aude", NULL);
  g_assert_null (none);
  wait_until (before == NULL);
  assert_state (self, KH_SESSION_OPEN);
  g_assert_cmpstr (account (self), ==, "Aude");
  g_assert_true (kh_organization_is_read_only (kh_session_get_organization (self->session)));
  refused =
      call (kh_session_get_organization (self->session), kh_tenant_api_clock_accept (), &error);
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
  /* The way back is the passphrase's. */
  none = change_account (self, first, NULL);
  g_assert_cmpstr (none, ==, "PassphraseMissing");
  g_free (none);
  none = change_account (self, first, PASSPHRASE);
  g_assert_null (none);
  g_assert_cmpstr (account (self), ==, first);
}

/* Whatever is wrong, the account stays who it was, and what it shows goes on. */
static void
test_account_refused (Case *self, gconstpointer data)
{
  KhOrganization *organization;
  g_autofree char *unknown = NULL;
  g_autofree char *missing = NULL;
  g_autofree char *late = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) me = NULL;

  create (self);
  add_account (self, "Kira", "kva", "another horse battery");
  organization = kh_session_get_organization (self->session);
  unknown = change_account (self, "Nobody", NULL);
  g_assert_cmpstr (unknown, ==, "AccountNotFound");
  missing = change_account (self, "Kira", NULL);
  g_assert_cmpstr (missing, ==, "PassphraseMissing");
  for (guint i = 0; i < 5; i++) {
    g_autofree char *wrong = change_account (self, "Kira", "wrong horse");

    g_assert_cmpstr (wrong, ==, "WrongPassphrase");
  }
  late = change_account (self, "Kira", "another horse battery");
  g_assert_cmpstr (late, ==, "TooManyTries");
  /* The half minute runs on while the machine is busy. */
  g_assert_cmpuint (kh_session_get_wait (self->session), >, 0);
  assert_state (self, KH_SESSION_OPEN);
  g_assert_true (kh_session_get_organization (self->session) == organization);
  me = call (organization, kh_tenant_api_me (), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (me, "name"), !=, "Kira");
}

/* Others may have tried: the tenant looks at none then, which is no wrong one of this session. */
static void
test_account_waits (Case *self, gconstpointer data)
{
  g_autoptr (KhSecret) wrong = kh_secret_new_copy ("wrong horse", strlen ("wrong horse"));
  g_autofree char *path = NULL;
  g_autofree char *late = NULL;
  g_autofree char *other = NULL;
  guint wait;

  create (self);
  add_account (self, "Kira", "kva", "another horse battery");
  for (guint i = 0; i < 5; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (call (kh_session_get_organization (self->session),
                         kh_tenant_api_sign_in ("Kira", wrong), &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_SEALED);
    wait = kh_wire_error_wait (error);
    g_assert_cmpuint (wait, <=, 30);
    g_assert_cmpint (wait > 0, ==, i == 4);
  }
  g_assert_cmpuint (kh_session_get_wait (self->session), ==, 0);
  late = change_account (self, "Kira", "another horse battery");
  g_assert_cmpstr (late, ==, "TooManyTries");
  g_assert_cmpuint (kh_session_get_wait (self->session), >, 0);
  path = g_build_filename (self->folder, "unseal-tries", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  other = change_account (self, account (self), PASSPHRASE);
  g_assert_null (other);
}

static void
make_environment (Case *self, const char *name)
{
  const KhEnvironmentDraft draft = {
    .name = name, .type = "Sandbox", .geo = "unitedstates", .dataverse = TRUE
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = call (kh_session_get_organization (self->session),
                                  kh_environment_api_create (&draft), &error);

  g_assert_no_error (error);
}

/* When the state tells of the seal, everything that was read is gone already, whoever still holds
 * the organization; when the answer comes, nobody reads anything any more. */
static void
test_seal (Case *self, gconstpointer data)
{
  g_autofree char *socket = g_build_filename (self->folder, "tenant.sock", NULL);
  g_autoptr (KhOrganization) organization = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KhClient) client = NULL;
  g_autoptr (KhJson) me = NULL;
  g_autoptr (GError) error = NULL;
  KhItemList *list;
  gpointer item;

  create (self);
  g_assert_true (kh_session_is_host (self->session));
  organization = g_object_ref (kh_session_get_organization (self->session));
  list = kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT);
  make_environment (self, "Sales");
  wait_until (kh_item_list_find (list, "Sales") != NULL);
  item = kh_item_list_find (list, "Sales");
  g_object_add_weak_pointer (item, &item);

  kh_session_seal_async (self->session, keep_result_cb, &result);
  assert_state (self, KH_SESSION_SEALED);
  g_assert_null (kh_session_get_organization (self->session));
  g_assert_false (kh_session_is_host (self->session));
  wait_until (item == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  wait_until (result != NULL);
  g_assert_true (kh_session_seal_finish (self->session, result, &error));
  g_assert_no_error (error);
  client = kh_client_new_for_socket (socket, NULL);
  me = client != NULL ? kh_client_call (client, kh_tenant_api_me (), NULL, &error) : NULL;
  g_assert_null (me);

  g_clear_error (&error);
  g_assert_false (open_with (self, NULL, NULL));
  assert_state (self, KH_SESSION_SEALED);
  g_assert_true (open_with (self, PASSPHRASE, &error));
  g_assert_no_error (error);
  list =
      kh_organization_get_list (kh_session_get_organization (self->session), KH_ITEM_ENVIRONMENT);
  wait_until (kh_item_list_find (list, "Sales") != NULL);
}

/* What was on its way when it was sealed opens nothing afterwards. */
static void
test_seal_in_the_middle (Case *self, gconstpointer data)
{
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) sealed = NULL;
  g_autoptr (GError) error = NULL;

  create (self);
  kh_session_open_async (self->session, passphrase, NULL, keep_result_cb, &opened);
  kh_session_seal_async (self->session, keep_result_cb, &sealed);
  wait_until (opened != NULL && sealed != NULL);
  g_assert_false (kh_session_open_finish (self->session, opened, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (self, KH_SESSION_SEALED);
  g_assert_null (kh_session_get_organization (self->session));
}

static char *
tries_path (Case *self)
{
  return g_build_filename (self->folder, "unseal-tries", NULL);
}

static void
test_wrong_passphrase (Case *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  GStatBuf info;

  create (self);
  restart (self);
  path = tries_path (self);
  for (guint i = 0; i < 5; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (kh_session_get_wait (self->session), ==, 0);
    g_assert_false (open_with (self, "wrong", &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_SEALED);
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "WrongPassphrase");
    assert_state (self, KH_SESSION_SEALED);
  }
  g_assert_cmpuint (kh_session_get_wait (self->session), >, 0);
  g_assert_cmpuint (kh_session_get_wait (self->session), <=, 30);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  /* Even the right one waits, and a restart changes nothing. */
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (open_with (self, PASSPHRASE, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_SEALED);
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "TooManyTries");
    /* The half minute runs on while the machine is busy. */
    g_assert_cmpuint (kh_session_get_wait (self->session), >, 0);
    restart (self);
  }
}

static void
test_right_one_clears (Case *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;

  create (self);
  restart (self);
  path = tries_path (self);
  g_assert_false (open_with (self, "wrong", &wrong));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (open_with (self, PASSPHRASE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Closing in the middle of the key derivation. */
static void
test_close_in_the_middle (Case *self, gconstpointer data)
{
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  create (self);
  restart (self);
  kh_session_open_async (self->session, passphrase, NULL, keep_result_cb, &result);
  kh_session_close (self->session);
  wait_until (result != NULL);
  g_assert_false (kh_session_open_finish (self->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- The count by itself --------------------------------------------------------------------- */

#define START ((KhTime)1770000000 * KH_SECOND)

static void
try_wrong (Case *self, KhClock *clock, guint n)
{
  g_autoptr (KhUnsealTries) tries = kh_unseal_tries_new (self->folder, clock);

  kh_unseal_tries_load (tries);
  for (guint i = 0; i < n; i++)
    kh_unseal_tries_begin (tries);
}

static guint
wait_at (Case *self, KhTime now)
{
  g_autoptr (KhClock) clock = kh_clock_new_manual (now);
  g_autoptr (KhUnsealTries) tries = kh_unseal_tries_new (self->folder, clock);

  kh_unseal_tries_load (tries);
  return kh_unseal_tries_get_wait (tries);
}

static void
test_waits (Case *self, gconstpointer data)
{
  static const guint waits[] = { 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900 };
  g_autoptr (KhClock) clock = kh_clock_new_manual (START);

  g_mkdir (self->folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_assert_cmpuint (wait_at (self, START), ==, waits[i]);
    try_wrong (self, clock, 1);
  }
}

/* Neither a kill during a try nor a clock that is set back shortens a wait. */
static void
test_clock_set_back (Case *self, gconstpointer data)
{
  g_autoptr (KhClock) clock = kh_clock_new_manual (START);

  g_mkdir (self->folder, 0700);
  try_wrong (self, clock, 5);
  g_assert_cmpuint (wait_at (self, START + 10 * KH_SECOND), ==, 20);
  g_assert_cmpuint (wait_at (self, START + 31 * KH_SECOND), ==, 0);
  g_assert_cmpuint (wait_at (self, START - 3600 * KH_SECOND), ==, 30);
}

static void
test_undo (Case *self, gconstpointer data)
{
  g_autofree char *path = tries_path (self);
  g_autoptr (KhClock) clock = kh_clock_new_manual (START);
  g_autoptr (KhUnsealTries) tries = kh_unseal_tries_new (self->folder, clock);

  g_mkdir (self->folder, 0700);
  try_wrong (self, clock, 4);
  kh_unseal_tries_load (tries);
  kh_unseal_tries_begin (tries);
  g_assert_cmpuint (kh_unseal_tries_get_wait (tries), ==, 30);
  kh_unseal_tries_undo (tries);
  g_assert_cmpuint (kh_unseal_tries_get_wait (tries), ==, 0);
  g_assert_cmpuint (wait_at (self, START), ==, 0);
  kh_unseal_tries_clear (tries);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_foreign_file (Case *self, gconstpointer data)
{
  g_autofree char *path = tries_path (self);
  g_autoptr (GError) error = NULL;

  g_mkdir (self->folder, 0700);
  g_file_set_contents (path, "not ours", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wait_at (self, START), ==, 30);
}

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/models/session/life", test_life);
  ADD ("/models/session/not-created", test_not_created);
  ADD ("/models/session/seal-missing", test_seal_missing);
  ADD ("/models/session/two", test_two);
  ADD ("/models/session/change-account", test_change_account);
  ADD ("/models/session/account-refused", test_account_refused);
  ADD ("/models/session/account-waits", test_account_waits);
  ADD ("/models/session/seal", test_seal);
  ADD ("/models/session/seal-in-the-middle", test_seal_in_the_middle);
  ADD ("/models/session/wrong-passphrase", test_wrong_passphrase);
  ADD ("/models/session/right-one-clears", test_right_one_clears);
  ADD ("/models/session/close-in-the-middle", test_close_in_the_middle);
  ADD ("/models/unseal-tries/waits", test_waits);
  ADD ("/models/unseal-tries/clock-set-back", test_clock_set_back);
  ADD ("/models/unseal-tries/undo", test_undo);
  ADD ("/models/unseal-tries/foreign-file", test_foreign_file);
  return g_test_run ();
}
