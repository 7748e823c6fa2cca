/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of one person that another one decides, in the console: what is listed and counted, what
 * each of the two may do, the guard and the passphrase of an approval, and what comes of it. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-pages.h"
#include "kh-sidebar.h"
#include "kh-twin-test.h"
#include "kh-window.h"
#include "kh-wizard-test.h"

#define KIM "kim-passphrase-of-length"
#define SUE "sue-passphrase-of-length"

typedef struct {
  List list;
  KhOrganization *mine;
  char *request; /* id */
} Decisions;

static void
start (Decisions *self, gconstpointer data)
{
  list_start (&self->list, NULL);
  self->mine = self->list.organization;
  list_make_account (&self->list, "Kim", "kva", KIM);
  list_make_account (&self->list, "Sue", "support", SUE);
}

static void
stop (Decisions *self, gconstpointer data)
{
  if (self->list.window != NULL)
    display_close (g_steal_pointer (&self->list.window));
  if (self->list.organization != self->mine)
    display_end (self->list.organization);
  self->list.organization = self->mine;
  g_free (self->request);
  list_stop (&self->list, NULL);
}

/* The console of @account from now on. */
static void
open_as (Decisions *self, const char *account)
{
  fixture_as (&self->list.fixture, account);
  self->list.organization = display_open (&self->list.fixture);
  fixture_as (&self->list.fixture, "Ada");
}

/* Ada asks to disable the key, which takes Sales down. */
static void
ask_for_approval (Decisions *self)
{
  Fixture *fixture = &self->list.fixture;
  g_autofree char *token = NULL;
  g_autoptr (KhJson) refusal = NULL;
  g_autoptr (KhJson) all = NULL;

  fixture_do (fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":true}", 200);
  token = fixture_confirm (fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                    "\"key\":\"cmk\"}");
  fixture->confirmation = token;
  fixture_refused (fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
                   "{\"attributes\":{\"enabled\":false}}", 409, NULL, "ApprovalRequired");
  fixture->confirmation = NULL;
  all = fixture_call (fixture, KEYHOLD, "GET", K "/requests", NULL, 200);
  self->request = g_strdup (kh_json_string (kh_json_element (all, "value", 0), "id"));
  g_assert_nonnull (self->request);
}

/* Ada asks for the environment to be opened again. */
static void
ask_for_unlock (Decisions *self)
{
  Fixture *fixture = &self->list.fixture;
  g_autoptr (KhJson) request = NULL;

  fixture_do (fixture, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"support-request\"}", 200);
  list_lock (&self->list);
  fixture_do (fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":true}}",
              200);
  request = fixture_call (fixture, KEYHOLD, "POST", K "/requests",
                          "{\"kind\":\"unlock\",\"environments\":[\"Sales\"]}", 201);
  self->request = g_strdup (kh_json_string (request, "id"));
}

static void
show_request (Decisions *self)
{
  List *list = &self->list;

  list->page = kh_object_page_new (list->organization, KH_SECTION_REQUESTS, self->request);
  list->window = display_show (GTK_WIDGET (list->page));
  display_until (kh_page_get_state (list->page) == KH_PAGE_READY);
}

static void
act (Decisions *self, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->list.page)), action,
                                  NULL);
}

static gboolean
may (Decisions *self, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (kh_page_get_actions (self->list.page)),
                                            action);
}

static GtkWidget *
wait_dialog (void)
{
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

static char *
state_of (Decisions *self)
{
  g_autofree char *path = g_strconcat (K "/requests/", self->request, NULL);
  g_autoptr (KhJson) request = fixture_call (&self->list.fixture, KEYHOLD, "GET", path, NULL, 200);

  return g_strdup (kh_json_string (request, "state"));
}

static void
assert_request_is (Decisions *self, const char *state)
{
  g_autofree char *now = state_of (self);

  g_assert_cmpstr (now, ==, state);
}

/* Another person: the impact of now, the name, a passphrase of their own; then it is done. */
static void
test_approve (Decisions *self, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *line = NULL, *pass = NULL;

  ask_for_approval (self);
  open_as (self, "Kim");
  show_request (self);
  g_assert_cmpstr (kh_page_get_primary_action (self->list.page), ==, "page.approve");
  g_assert_false (may (self, "withdraw"));
  display_wait_for (self->list.window, ADW_TYPE_ACTION_ROW, "Sales");
  display_wait_for (self->list.window, ADW_TYPE_ACTION_ROW, "Unchanged since the request");
  display_wait_for (self->list.window, ADW_TYPE_ACTION_ROW, "Asked by Ada");
  act (self, "approve");
  dialog = wait_dialog ();
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Sales");
  pass = g_build_filename (g_get_home_dir (), "pass", NULL);
  g_assert_true (g_file_set_contents (pass, KIM, -1, NULL));
  line = g_strconcat ("request approve ", self->request, " --passphrase-file ", pass, NULL);
  fixture_as (&self->list.fixture, "Kim");
  twin_check_guard (&self->list.fixture, dialog, line);
  fixture_as (&self->list.fixture, "Ada");
  display_type (dialog, "Passphrase", KIM);
  g_assert_false (
      gtk_widget_get_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Approve and Lock")));
  display_type (dialog, "Type cmk", "CMK");
  g_assert_false (
      gtk_widget_get_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Approve and Lock")));
  display_type (dialog, "Type cmk", "cmk");
  display_type (dialog, "Passphrase", "no passphrase of Kim");
  display_press (dialog, "Approve and Lock");
  display_until (
      *gtk_editable_get_text (display_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, "Passphrase"))
      == '\0');
  assert_request_is (self, "Pending");
  display_type (dialog, "Passphrase", KIM);
  display_press (dialog, "Approve and Lock");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_until (kh_item_is (display_item (self->list.organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "state", "Locked"));
  {
    g_autofree char *shown = twin_run (&self->list.fixture, "environment show Sales", 0);

    g_assert_true (g_regex_match_simple ("Locked as planned by: +Ada", shown, 0, 0));
  }
  display_wait_for (self->list.window, ADW_TYPE_ACTION_ROW, "Approved by Kim");
  display_until (kh_page_get_primary_action (self->list.page) == NULL);
}

/* Who asked takes it back, and cannot approve. */
static void
test_requester (Decisions *self, gconstpointer data)
{
  ask_for_approval (self);
  show_request (self);
  g_assert_cmpstr (kh_page_get_primary_action (self->list.page), ==, "page.withdraw");
  g_assert_false (may (self, "approve"));
  g_assert_false (may (self, "reject"));
  display_wait_for (self->list.window, ADW_TYPE_ACTION_ROW, "This account cannot approve it");
  act (self, "withdraw");
  display_wait_for (self->list.window, GTK_TYPE_LABEL, "Withdrawn");
  assert_request_is (self, "Withdrawn");
}

/* What it would do is not what was asked: nobody approves it. */
static void
test_changed (Decisions *self, gconstpointer data)
{
  Fixture *fixture = &self->list.fixture;

  ask_for_approval (self);
  fixture_do (fixture, BAP, "POST",
              P "/environments/R%26D%20%3Cprod%3E/governanceConfiguration" A_MANAGED, MANAGED_BODY,
              202);
  fixture_encrypt (fixture, "R%26D%20%3Cprod%3E");
  open_as (self, "Kim");
  show_request (self);
  display_wait_for (self->list.window, GTK_TYPE_LABEL, "Changed");
  g_assert_false (may (self, "approve"));
  g_assert_true (may (self, "reject"));
}

/* The command line wants it as well, in the same words. */
static void
assert_twin_asks (Decisions *self, GtkWidget *dialog)
{
  g_autofree char *line = g_strconcat ("request reject ", self->request, NULL);
  g_autofree char *said = NULL, *wanted = NULL;

  fixture_as (&self->list.fixture, "Kim");
  said = twin_run_said (&self->list.fixture, line, KH_EXIT_USAGE);
  fixture_as (&self->list.fixture, "Ada");
  /* It is asked for once somebody has left the field. */
  gtk_widget_grab_focus (display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Reason, shown to Ada"));
  gtk_widget_grab_focus (display_find (dialog, GTK_TYPE_BUTTON, "Cancel"));
  g_object_get (dialog, "reason", &wanted, NULL);
  g_assert_cmpstr (wanted, ==, "Write the reason");
  g_assert_nonnull (strstr (said, wanted));
  assert_request_is (self, "Pending");
}

/* Without a reason there is no refusal; who asked reads it. */
static void
test_reject (Decisions *self, gconstpointer data)
{
  GtkWidget *dialog;

  ask_for_approval (self);
  open_as (self, "Kim");
  show_request (self);
  act (self, "reject");
  dialog = wait_dialog ();
  g_assert_false (
      gtk_widget_get_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Reject Request")));
  assert_twin_asks (self, dialog);
  display_type (dialog, "Reason, shown to Ada", "not on a Friday");
  display_press (dialog, "Reject Request");
  display_wait_for (self->list.window, ADW_TYPE_ACTION_ROW, "Rejected by Kim");
  assert_request_is (self, "Rejected");
}

/* Nothing is lost by it: no name, but the passphrase. */
static void
test_unlock (Decisions *self, gconstpointer data)
{
  GtkWidget *dialog;

  ask_for_unlock (self);
  open_as (self, "Sue");
  show_request (self);
  display_wait_for (self->list.window, GTK_TYPE_LABEL, "Evidence");
  act (self, "approve");
  dialog = wait_dialog ();
  display_type (dialog, "Passphrase", SUE);
  display_press (dialog, "Approve");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_wait_for (self->list.window, GTK_TYPE_LABEL, "Approved");
  assert_request_is (self, "Approved");
}

/* What was approved leads to the wizard that does it, for who may; and the text for the support of
 * the cloud holds everything. */
static void
test_re_enable (Decisions *self, gconstpointer data)
{
  Fixture *fixture = &self->list.fixture;
  g_autofree char *path = NULL;
  GtkWindow *wizard;

  ask_for_unlock (self);
  show_request (self);
  g_assert_false (may (self, "re-enable"));
  path = g_strconcat (K "/requests/", self->request, "/approve", NULL);
  fixture_as (fixture, "Sue");
  fixture_do (fixture, KEYHOLD, "POST", path, "{\"passphrase\":\"" SUE "\"}", 200);
  fixture_as (fixture, "Ada");
  display_until (g_strcmp0 (kh_page_get_primary_action (self->list.page), "page.re-enable") == 0);
  display_until (kh_item_is (display_item (self->list.organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "state", "Locked"));
  wizard_answer (self->list.window, self->list.organization);
  act (self, "re-enable");
  wizard = wizard_wait_open ();
  wizard_next (wizard, "Bring the Key Back");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Re-enable 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Back");
  wizard_finish (wizard, "Done");
  display_until (kh_page_get_primary_action (self->list.page) == NULL);
  assert_request_is (self, "Completed");
  g_assert_false (may (self, "re-enable"));
}

static gboolean
has_text (const char *path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && *text != '\0';
}

static char *
read_export (Decisions *self)
{
  g_autofree char *name = g_strdup_printf ("request-%s.txt", self->request);
  g_autofree char *path = g_build_filename (self->list.fixture.folder, name, NULL);
  char *text = NULL;

  display_until (has_text (path));
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static gboolean
is_chosen (GtkFileChooser *chooser, GFile *folder)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen != NULL && g_file_equal (chosen, folder);
}

/* The text for a ticket with the support of the cloud. */
static void
test_export (Decisions *self, gconstpointer data)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *text = NULL;
  GtkWidget *chooser;

  ask_for_unlock (self);
  show_request (self);
  folder = g_file_new_for_path (self->list.fixture.folder);
  display_press (self->list.window, "Export…");
  display_until ((chooser = display_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) != NULL);
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), folder, NULL);
  display_until (is_chosen (GTK_FILE_CHOOSER (chooser), folder));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  text = read_export (self);
  g_assert_nonnull (strstr (text, self->request));
  g_assert_nonnull (strstr (text, "Unlock Sales"));
  g_assert_nonnull (strstr (text, "Proof of the original key"));
  g_assert_nonnull (strstr (text, "Thumbprint: "));
}

/* A question of level 3 files a request, is not dangerous, and says where it is; nothing is done.
 */
static void
test_question (Decisions *self, gconstpointer data)
{
  List *list = &self->list;
  KhItem *sales = display_item (list->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *uri = g_strconcat ("keyhold:environments/", kh_item_get_id (sales), NULL);
  GtkWidget *question;

  fixture_do (&list->fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":true}", 200);
  list->window = GTK_WINDOW (kh_window_new (display_application (), list->organization));
  gtk_window_present (list->window);
  kh_window_open_uri (KH_WINDOW (list->window), uri);
  display_press (list->window, "Delete…");
  display_until ((question = display_window (KH_TYPE_CONFIRM_DIALOG)) != NULL);
  g_assert_cmpint (
      adw_message_dialog_get_response_appearance (ADW_MESSAGE_DIALOG (question), "verb"), ==,
      ADW_RESPONSE_SUGGESTED);
  display_type (question, "Type Sales", "Sales");
  display_press (question, "Request Delete Environment");
  display_wait_for (list->window, GTK_TYPE_BUTTON, "View");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  display_until (kh_request_list_count (kh_organization_get_requests (list->organization)) == 1);
  g_assert_true (kh_item_is (sales, "state", "Ready"));
  display_press (list->window, "View");
  display_wait_for (list->window, GTK_TYPE_LABEL, "Impact Now");
}

/* Listed for everybody, counted for who decides; it comes and goes while the page is shown. */
static void
test_list (Decisions *self, gconstpointer data)
{
  List *list = &self->list;

  open_as (self, "Kim");
  list->page = kh_section_page_new (list->organization, KH_SECTION_REQUESTS);
  list->window = display_show (GTK_WIDGET (list->page));
  display_until (kh_page_get_state (list->page) == KH_PAGE_EMPTY);
  ask_for_approval (self);
  display_wait_for (list->window, ADW_TYPE_ACTION_ROW,
                    "Disable key kv-sales/cmk (locks 1 environment)");
  g_assert_cmpuint (kh_request_list_count_mine (kh_organization_get_requests (list->organization)),
                    ==, 1);
  g_assert_cmpuint (kh_request_list_count_mine (kh_organization_get_requests (self->mine)), ==, 0);
  display_press (list->window, "From this account 0");
  display_until (kh_page_get_state (list->page) == KH_PAGE_NO_RESULTS);
  g_assert_cmpstr (kh_page_get_uri (list->page), ==, "keyhold:requests?chip=from-me");
  display_press (list->window, "For this account 1");
  display_wait_for (list->window, ADW_TYPE_ACTION_ROW,
                    "Disable key kv-sales/cmk (locks 1 environment)");
  g_assert_cmpint (kh_page_get_state (list->page), ==, KH_PAGE_READY);
}

static gboolean
shows (Decisions *self, const char *title)
{
  return display_find (self->list.window, ADW_TYPE_ACTION_ROW, title) != NULL;
}

/* Four eyes take two to be switched off. */
static void
switch_off (Fixture *fixture)
{
  g_autoptr (KhJson) all = NULL;
  g_autofree char *path = NULL;

  fixture_refused (fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":false}", 409, NULL,
                   "ApprovalRequired");
  all = fixture_call (fixture, KEYHOLD, "GET", K "/requests", NULL, 200);
  path = g_strconcat (K "/requests/", kh_json_string (kh_json_element (all, "value", 0), "id"),
                      "/approve", NULL);
  fixture_as (fixture, "Kim");
  fixture_do (fixture, KEYHOLD, "POST", path, "{\"passphrase\":\"" KIM "\"}", 200);
  fixture_as (fixture, "Ada");
}

/* One kind alone, also of what is computed; the chip says which. */
static void
test_kinds (Decisions *self, gconstpointer data)
{
  const char *approval = "Disable key kv-sales/cmk (locks 1 environment)";
  Fixture *fixture = &self->list.fixture;
  List *list = &self->list;

  ask_for_approval (self);
  g_clear_pointer (&self->request, g_free);
  switch_off (fixture);
  ask_for_unlock (self);
  list->page = kh_section_page_new (list->organization, KH_SECTION_REQUESTS);
  list->window = display_show (GTK_WIDGET (list->page));
  display_wait_for (list->window, ADW_TYPE_ACTION_ROW, approval);
  display_wait_for (list->window, ADW_TYPE_ACTION_ROW, "Unlock Sales");
  display_wait_for (list->window, ADW_TYPE_ACTION_ROW, "Sales waits for re-enabling");
  display_wait_for (list->window, GTK_TYPE_LABEL, "Kind");
  gtk_widget_activate_action (display_find (list->window, ADW_TYPE_ACTION_ROW, approval),
                              "page.kind", "s", "approval");
  display_wait_for (list->window, GTK_TYPE_LABEL, "Kind: Approval");
  g_assert_true (shows (self, approval) && !shows (self, "Unlock Sales")
                 && !shows (self, "Sales waits for re-enabling"));
  gtk_widget_activate_action (display_find (list->window, ADW_TYPE_ACTION_ROW, approval),
                              "page.kind", "s", "hand-over");
  display_wait_for (list->window, GTK_TYPE_LABEL, "Kind: Hand-over");
  g_assert_true (!shows (self, approval) && !shows (self, "Unlock Sales")
                 && shows (self, "Sales waits for re-enabling"));
  gtk_widget_activate_action (
      display_find (list->window, ADW_TYPE_ACTION_ROW, "Sales waits for re-enabling"), "page.kind",
      "s", "unlock");
  display_wait_for (list->window, GTK_TYPE_LABEL, "Kind: Unlock request");
  g_assert_true (!shows (self, approval) && shows (self, "Unlock Sales")
                 && !shows (self, "Sales waits for re-enabling"));
  gtk_widget_activate_action (display_find (list->window, ADW_TYPE_ACTION_ROW, "Unlock Sales"),
                              "page.kind", "s", "");
  display_wait_for (list->window, ADW_TYPE_ACTION_ROW, approval);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Decisions *self, gconstpointer data);
  } tests[] = {
    { "/decisions/approve", test_approve },     { "/decisions/requester", test_requester },
    { "/decisions/changed", test_changed },     { "/decisions/reject", test_reject },
    { "/decisions/unlock", test_unlock },       { "/decisions/list", test_list },
    { "/decisions/re-enable", test_re_enable }, { "/decisions/export", test_export },
    { "/decisions/question", test_question },   { "/decisions/kinds", test_kinds },
  };

  display_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Decisions, NULL, start, tests[i].test, stop);
  return g_test_run ();
}
