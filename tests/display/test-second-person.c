/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four eyes in the wizard that locks: who may be the second person, how they approve at the machine
 * of the first, and what the wizard tells of a request that was decided elsewhere. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-dialog.h"
#include "kh-lock-wizard.h"
#include "kh-pages.h"
#include "kh-people-dialogs.h"
#include "kh-wizard-test.h"

#define KIM "kim-passphrase-of-length"
#define NAME "Name"

static void
start (List *self, gconstpointer data)
{
  list_start (self, data);
  list_make_account (self, "Kim", "kva", KIM);
  list_make_account (self, "Sue", "support", "sue-passphrase-of-length");
  fixture_do (&self->fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":true}", 200);
}

/* Up to Review. */
static GtkWindow *
open_review (List *self)
{
  KhItem *policy;
  GtkWindow *wizard;

  list_show (self, KH_ITEM_POLICY);
  policy = display_item (self->organization, KH_ITEM_POLICY, "ep-sales");
  wizard =
      wizard_show (kh_lock_wizard_new (self->organization, KH_ITEM_POLICY, kh_item_get_id (policy)),
                   self->window);
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Reason"), 1);
  wizard_next (wizard, "What Goes Down");
  wizard_next (wizard, "Review");
  gtk_switch_set_active (display_wait_for (wizard, GTK_TYPE_SWITCH, NULL), FALSE);
  return wizard;
}

/* Ada has asked for the lock, and the wizard waits for somebody else. */
static GtkWindow *
ask (List *self)
{
  GtkWindow *wizard = open_review (self);

  display_type (wizard, NAME, "ep-sales");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Request Lock of 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Waiting for Approval");
  display_until (kh_request_list_count (kh_organization_get_requests (self->organization)) == 1);
  return wizard;
}

static KhJson *
read_request (List *self)
{
  KhRequestList *requests = kh_organization_get_requests (self->organization);
  g_autofree char *path =
      g_strconcat (K "/requests/", kh_json_string (kh_request_list_nth (requests, 0), "id"), NULL);

  return fixture_call (&self->fixture, KEYHOLD, "GET", path, NULL, 200);
}

static void
assert_request (List *self, const char *state)
{
  g_autoptr (KhJson) request = read_request (self);

  g_assert_cmpstr (kh_json_string (request, "state"), ==, state);
}

static void
assert_environment (List *self, const char *state)
{
  g_autoptr (KhJson) now =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/environments/{environment}", NULL, 200);

  g_assert_cmpstr (kh_json_string (now, "state"), ==, state);
}

/* Kim decides at a machine of her own. */
static void
decide (List *self, const char *verb, const char *body)
{
  KhRequestList *requests = kh_organization_get_requests (self->organization);
  g_autofree char *path = g_strconcat (
      K "/requests/", kh_json_string (kh_request_list_nth (requests, 0), "id"), "/", verb, NULL);

  fixture_as (&self->fixture, "Kim");
  fixture_do (&self->fixture, KEYHOLD, "POST", path, body, 200);
  fixture_as (&self->fixture, "Ada");
}

/* The newest record of an approval is of Kim, and Ada is signed in as before. */
static void
assert_approved_by_kim (List *self)
{
  g_autoptr (KhJson) log =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/audit?newest=true&limit=50", NULL, 200);
  KhJson *found = NULL;

  for (guint i = 0; found == NULL && i < kh_json_length (log, "value"); i++) {
    KhJson *record = kh_json_element (log, "value", i);

    if (g_strcmp0 (kh_json_string (record, "action"), "request.approve") == 0
        && g_strcmp0 (kh_json_string (record, "result"), "succeeded") == 0)
      found = record;
  }
  g_assert_nonnull (found);
  g_assert_cmpstr (kh_json_string (found, "actor"), ==, "Kim");
  g_assert_cmpstr (kh_organization_get_account (self->organization), ==, "Ada");
}

static GtkWidget *
wait_dialog (void)
{
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

/* Only who may say yes can be chosen; a wrong passphrase does nothing, and is typed again. */
static void
approve_here (List *self)
{
  GtkWidget *dialog = wait_dialog ();
  AdwComboRow *who = display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Second person");

  display_until (adw_combo_row_get_selected_item (who) != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (who)), ==, 1);
  g_assert_cmpstr (gtk_string_object_get_string (adw_combo_row_get_selected_item (who)), ==, "Kim");
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Sales");
  g_assert_false (
      gtk_widget_get_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Approve and Lock")));
  display_type (dialog, "Type ep-sales", "ep-sales");
  g_assert_false (
      gtk_widget_get_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Approve and Lock")));
  display_type (dialog, "Passphrase", "no passphrase of Kim");
  display_press (dialog, "Approve and Lock");
  display_until (
      *gtk_editable_get_text (display_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, "Passphrase"))
      == '\0');
  assert_request (self, "Pending");
  assert_environment (self, "Ready");
  display_type (dialog, "Passphrase", KIM);
  display_press (dialog, "Approve and Lock");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

static void
test_here (List *self, gconstpointer data)
{
  GtkWindow *wizard = ask (self);

  assert_environment (self, "Ready");
  display_press (wizard, "Approve Here…");
  approve_here (self);
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Withdraw"));
  assert_request (self, "Completed");
  assert_environment (self, "Locked");
  assert_approved_by_kim (self);
  wizard_finish (wizard, "Done");
}

/* The same on the page of the request. */
static void
test_page (List *self, gconstpointer data)
{
  GtkWindow *wizard = ask (self);
  g_autoptr (KhJson) request = read_request (self);

  wizard_finish (wizard, "Done");
  display_close (g_steal_pointer (&self->window));
  self->page =
      kh_object_page_new (self->organization, KH_SECTION_REQUESTS, kh_json_string (request, "id"));
  self->window = display_show (GTK_WIDGET (self->page));
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "A second person is at this computer");
  display_press (self->window, "Approve Here…");
  approve_here (self);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Approved by Kim");
  display_until (
      display_find (self->window, ADW_TYPE_ACTION_ROW, "A second person is at this computer")
      == NULL);
  assert_environment (self, "Locked");
}

static void
test_withdraw (List *self, gconstpointer data)
{
  GtkWindow *wizard = ask (self);

  display_press (wizard, "Withdraw");
  display_wait_for (wizard, GTK_TYPE_LABEL, "The Request Was Withdrawn");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Approve Here…"));
  assert_request (self, "Withdrawn");
  assert_environment (self, "Ready");
  wizard_finish (wizard, "Done");
}

/* Kim and Dan both look at it, each at a machine of their own: one wins, and the other is told what
 * happened; it was done once. */
static void
test_both (List *self, gconstpointer data)
{
  GtkWindow *wizard = ask (self);
  g_autoptr (KhJson) request = read_request (self);
  g_autofree char *path =
      g_strconcat (K "/requests/", kh_json_string (request, "id"), "/approve", NULL);
  KhOrganization *mine = self->organization;
  GtkWidget *dialog;

  wizard_finish (wizard, "Done");
  display_close (g_steal_pointer (&self->window));
  list_make_account (self, "Dan", "kva", "dan-has-a-long-passphrase");
  fixture_as (&self->fixture, "Kim");
  self->organization = display_open (&self->fixture);
  self->page =
      kh_object_page_new (self->organization, KH_SECTION_REQUESTS, kh_json_string (request, "id"));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "approve",
                                  NULL);
  dialog = wait_dialog ();
  display_type (dialog, "Type ep-sales", "ep-sales");
  display_type (dialog, "Passphrase", KIM);
  fixture_as (&self->fixture, "Dan");
  fixture_do (&self->fixture, KEYHOLD, "POST", path,
              "{\"passphrase\":\"dan-has-a-long-passphrase\"}", 200);
  display_press (dialog, "Approve and Lock");
  display_wait_for (dialog, GTK_TYPE_LABEL,
                    "Dan has approved it already. Look at the object's state first.");
  gtk_window_close (GTK_WINDOW (dialog));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Approved by Dan");
  display_until (kh_page_get_primary_action (self->page) == NULL);
  fixture_as (&self->fixture, "Ada");
  assert_environment (self, "Locked");
  display_close (g_steal_pointer (&self->window));
  display_end (self->organization);
  self->organization = mine;
  list_show (self, KH_ITEM_POLICY);
}

/* Who may set everything does not switch four eyes off alone: the settings file a request. */
static void
test_switched_off (List *self, gconstpointer data)
{
  KhDialog *dialog;
  GtkSwitch *toggle;
  g_autoptr (KhJson) tenant = NULL;

  list_show (self, KH_ITEM_POLICY);
  dialog = kh_organization_dialog_new (self->organization);
  kh_dialog_show (dialog, GTK_WIDGET (self->window));
  toggle = display_find (display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Four eyes"),
                         GTK_TYPE_SWITCH, NULL);
  display_until (gtk_switch_get_active (toggle));
  gtk_switch_set_active (toggle, FALSE);
  display_press (dialog, "Save");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_until (kh_request_list_count (kh_organization_get_requests (self->organization)) == 1);
  tenant = fixture_call (&self->fixture, KEYHOLD, "GET", K "/tenant", NULL, 200);
  g_assert_true (kh_json_bool (tenant, "fourEyes", FALSE));
  decide (self, "approve", "{\"passphrase\":\"" KIM "\"}");
  assert_request (self, "Completed");
  g_clear_pointer (&tenant, kh_json_unref);
  tenant = fixture_call (&self->fixture, KEYHOLD, "GET", K "/tenant", NULL, 200);
  g_assert_false (kh_json_bool (tenant, "fourEyes", TRUE));
}

/* What was decided elsewhere is told while the wizard stands. */
static void
test_approved (List *self, gconstpointer data)
{
  GtkWindow *wizard = ask (self);

  decide (self, "approve", "{\"passphrase\":\"" KIM "\"}");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 Environment Is Locked");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Unlock…");
  wizard_finish (wizard, "Done");
}

static void
test_rejected (List *self, gconstpointer data)
{
  GtkWindow *wizard = ask (self);

  decide (self, "reject", "{\"reason\":\"not on a Friday\"}");
  display_wait_for (wizard, GTK_TYPE_LABEL, "The Request Was Rejected");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing was locked.");
  assert_environment (self, "Ready");
  wizard_finish (wizard, "Done");
}

static const char *
subtitle_of (gpointer root, const char *title)
{
  return adw_action_row_get_subtitle (display_wait_for (root, ADW_TYPE_ACTION_ROW, title));
}

/* Review names who may approve, never who asks; and says when that is nobody. */
static void
test_nobody (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_review (self);
  g_autoptr (KhJson) kim = NULL;
  g_autofree char *path = NULL;

  display_type (wizard, NAME, "ep-sales");
  wizard_wait_reason (wizard, NULL);
  g_assert_nonnull (strstr (subtitle_of (wizard, "Second person"), "Kim"));
  g_assert_null (strstr (subtitle_of (wizard, "Second person"), "Ada"));
  g_assert_null (strstr (subtitle_of (wizard, "Second person"), "Sue"));
  fixture_as (&self->fixture, "Kim");
  kim = fixture_call (&self->fixture, KEYHOLD, "GET", K "/me", NULL, 200);
  fixture_as (&self->fixture, "Ada");
  path = g_strconcat (K "/accounts/", kh_json_string (kim, "id"), NULL);
  fixture_do (&self->fixture, KEYHOLD, "DELETE", path, NULL, 204);
  display_press (wizard, "Back");
  wizard_wait_title (wizard, "What Goes Down");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, "No other account may approve");
  wizard_leave (wizard, "Discard");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (List *self, gconstpointer data);
  } tests[] = {
    { "/second-person/here", test_here },
    { "/second-person/page", test_page },
    { "/second-person/withdraw", test_withdraw },
    { "/second-person/approved", test_approved },
    { "/second-person/both", test_both },
    { "/second-person/switched-off", test_switched_off },
    { "/second-person/rejected", test_rejected },
    { "/second-person/nobody", test_nobody },
  };

  display_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, List, NULL, start, tests[i].test, list_stop);
  return g_test_run ();
}
