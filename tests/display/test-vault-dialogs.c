/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the page of a vault: its network, with the guard of what goes down, and its secrets, whose
 * values stay out of sight. */
#include "kh-display-test.h"

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-pages.h"
#include "kh-wizard-test.h"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} Test;

static void
set_up (Test *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  self->organization = display_open (&self->fixture);
}

static void
tear_down (Test *self, gconstpointer data)
{
  display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static void
show (Test *self)
{
  self->page = kh_detail_page_new (self->organization,
                                   display_item (self->organization, KH_ITEM_VAULT, "kv-sales"));
  self->window = display_show (GTK_WIDGET (self->page));
  wizard_answer (self->window, self->organization);
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static KhDialog *
wait_for_dialog (void)
{
  KhDialog *dialog;

  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return dialog;
}

static KhDialog *
open_dialog (Test *self, const char *button)
{
  display_press (self->window, button);
  return wait_for_dialog ();
}

static KhConfirmDialog *
wait_for_question (void)
{
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

/* --- Network ------------------------------------------------------------------------------ */

static void
set (KhDialog *dialog, const char *title, gboolean on)
{
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, title);

  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), on);
}

static void
assert_network (Test *self, const char *access, const char *action, const char *bypass)
{
  g_autoptr (KhJson) vault =
      fixture_call (&self->fixture, ARM, "GET", VAULTS "/kv-sales" A_VAULT, NULL, 200);

  g_assert_cmpstr (kh_json_string (vault, "properties.publicNetworkAccess"), ==, access);
  g_assert_cmpstr (kh_json_string (vault, "properties.networkAcls.defaultAction"), ==, action);
  g_assert_cmpstr (kh_json_string (vault, "properties.networkAcls.bypass"), ==, bypass);
}

/* Nothing goes down: the dialog is the question. What it comes to is said while it is chosen. */
static void
test_private (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  GtkWidget *verb;

  show (self);
  dialog = open_dialog (self, "Network…");
  verb = display_find (dialog, GTK_TYPE_BUTTON, "Change Network");
  g_assert_false (gtk_widget_is_sensitive (verb));
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Public");
  set (dialog, "Public access", FALSE);
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Private, trusted services");
  set (dialog, "Trusted services", FALSE);
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Closed to the service");
  set (dialog, "Trusted services", TRUE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Change Network");
  display_assert_gone (watch);
  assert_network (self, "Disabled", "Allow", "AzureServices");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Private, trusted services");
}

/* Closed to the service, the environments of its keys go down: Lock Environments goes on with it,
 * in the place of the dialog. */
static void
test_closed (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  KhConfirmDialog *question;

  fixture_encrypt (&self->fixture, "Sales");
  show (self);
  dialog = open_dialog (self, "Network…");
  set (dialog, "From every network", FALSE);
  set (dialog, "Trusted services", FALSE);
  display_press (dialog, "Change Network");
  question = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==,
                   "This Locks 1 Environment");
  g_assert_nonnull (display_find (question, ADW_TYPE_ACTION_ROW, "Sales"));
  display_press (question, "Cancel");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Change Network");
  assert_network (self, "Enabled", "Allow", "AzureServices");
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Change Network");
  question = wait_for_question ();
  wizard_lock (question, "Close the network of kv-sales", "Type the vault's name to lock",
               "kv-sales");
  display_assert_gone (watch);
  assert_network (self, "Disabled", "Allow", "None");
}

/* --- Secrets ------------------------------------------------------------------------------ */

/* (transfer full) */
static char *
value_of (Test *self, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/secrets/%s" A_KEY, name);
  g_autoptr (KhJson) secret = fixture_call (&self->fixture, VAULT, "GET", path, NULL, 200);

  return g_strdup (kh_json_string (secret, "value"));
}

static void
apply (KhDialog *dialog, const char *verb)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, verb);
  display_assert_gone (watch);
}

/* A name that is there is not overwritten: it gets a version only where that is asked for. */
static void
test_secrets (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  show (self);
  dialog = open_dialog (self, "New Secret…");
  display_type (dialog, "Name", "no good name");
  display_type (dialog, "Value", "first");
  g_assert_false (
      gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Create Secret")));
  display_type (dialog, "Name", "relay");
  apply (dialog, "Create Secret");
  first = value_of (self, "relay");
  g_assert_cmpstr (first, ==, "first");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Reveal relay");
  dialog = open_dialog (self, "New Secret…");
  display_type (dialog, "Name", "Relay");
  display_type (dialog, "Value", "second");
  g_assert_false (
      gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Create Secret")));
  gtk_window_close (GTK_WINDOW (dialog));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)),
                                  "new-secret-version", g_variant_new_string ("relay"));
  dialog = wait_for_dialog ();
  display_type (dialog, "Value", "second");
  apply (dialog, "Create Version");
  second = value_of (self, "relay");
  g_assert_cmpstr (second, ==, "second");
}

static void
test_delete_secret (Test *self, gconstpointer data)
{
  GActionGroup *actions;
  KhConfirmDialog *question;

  fixture_do (&self->fixture, VAULT, "PUT", "/secrets/relay" A_KEY, "{\"value\":\"v\"}", 200);
  show (self);
  actions = G_ACTION_GROUP (kh_page_get_actions (self->page));
  display_wait_for (self->window, GTK_TYPE_MENU_BUTTON, "More actions on relay");
  for (guint i = 0; i < 2; i++) {
    display_until (g_action_group_get_action_enabled (actions, "delete-secret"));
    g_action_group_activate_action (actions, "delete-secret", g_variant_new_string ("relay"));
    question = wait_for_question ();
    g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==,
                     "Delete Secret relay?");
    DisplayWatch *watch = display_watch (question);
    display_press (question, i == 0 ? "Cancel" : "Delete Secret");
    display_assert_gone (watch);
    if (i == 0)
      fixture_do (&self->fixture, VAULT, "GET", "/secrets/relay" A_KEY, NULL, 200);
  }
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover relay");
  fixture_do (&self->fixture, VAULT, "GET", "/deletedsecrets/relay" A_KEY, NULL, 200);
}

static void
add (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/vault-dialogs/network/private", test_private);
  add ("/vault-dialogs/network/closed", test_closed);
  add ("/vault-dialogs/secrets", test_secrets);
  add ("/vault-dialogs/secrets/delete", test_delete_secret);
  return g_test_run ();
}
