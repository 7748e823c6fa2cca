/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs of a row: what is not allowed stays in the menu with its reason, and what fails is told. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-item-row.h"
#include "kh-list-test.h"
#include "kh-refused-verb.h"

#define OPERATION(state)                                                                           \
  "{\"id\":\"o%u\",\"environment\":\"Sales\",\"environmentId\":\"e\","                             \
  "\"requestedBy\":\"Paul Price\",\"createdAt\":\"2026-07-01T10:00:00Z\","                         \
  "\"type\":\"NewCustomerManagedKey\",\"state\":\"" state "\"}"

static GtkWidget *
open_menu (List *self, GtkWidget *row)
{
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  return display_wait_for (self->window, GTK_TYPE_POPOVER_MENU, NULL);
}

static void
close_menu (GtkWidget *menu)
{
  gtk_popover_popdown (GTK_POPOVER (menu));
  display_until (!gtk_widget_get_mapped (menu));
}

/* It can be reached by keyboard, is called as the verb, and says why it cannot be chosen. */
static void
test_refused (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_OPERATION);
  list_invent (self, KH_ITEM_OPERATION, OPERATION ("Paused"), 1);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Encrypt Sales");
  GtkWidget *menu = open_menu (self, row);
  GtkWidget *verb = display_wait_for (menu, KH_TYPE_REFUSED_VERB, NULL);
  g_assert_true (display_has_name (verb, "Cancel…"));
  g_assert_nonnull (
      display_find (verb, GTK_TYPE_LABEL, "The environment is locked; unlock it first."));
  g_assert_true (gtk_widget_grab_focus (verb));
  g_assert_true (gtk_root_get_focus (gtk_widget_get_root (verb)) == verb);
  close_menu (menu);
  /* The next menu is that of how it is now. */
  list_invent (self, KH_ITEM_OPERATION, OPERATION ("Running"), 1);
  display_until (kh_item_is (kh_item_row_get_item (KH_ITEM_ROW (row)), "state", "Running"));
  menu = open_menu (self, row);
  display_wait_for (menu, GTK_TYPE_LABEL, "Cancel…");
  g_assert_null (display_find (menu, KH_TYPE_REFUSED_VERB, NULL));
  close_menu (menu);
}

/* No tenant knows the operation: a window says that it could not be canceled. */
static void
test_failure (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_OPERATION);
  list_invent (self, KH_ITEM_OPERATION, OPERATION ("Running"), 1);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Encrypt Sales");
  GtkWidget *menu = open_menu (self, row);
  gtk_widget_activate_action (menu, "row.verb", "i", 0);
  close_menu (menu);
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Cancel Encryption");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  GtkWidget *failure = display_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (failure)), !=, "");
  DisplayWatch *watch = display_watch (failure);
  display_press (failure, "Close");
  display_assert_gone (watch);
}

/* --- Keys --------------------------------------------------------------------------------- */

enum { ROTATE, ROTATION_POLICY, DISABLE, ENABLE, SET_EXPIRY, BACK_UP, LOCK, DELETE };

/* A key that nothing uses, in the list. */
static GtkWidget *
show_spare (List *self)
{
  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  list_show (self, KH_ITEM_KEY);
  return display_wait_for (self->window, KH_TYPE_ITEM_ROW, "spare");
}

static void
choose (List *self, GtkWidget *row, int verb)
{
  GtkWidget *menu = open_menu (self, row);
  gtk_widget_activate_action (menu, "row.verb", "i", verb);
  close_menu (menu);
}

static const char *
wait_question (void)
{
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return adw_message_dialog_get_heading (display_window (KH_TYPE_CONFIRM_DIALOG));
}

static void
answer (const char *button)
{
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), button);
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
}

static void
assert_refused (List *self, GtkWidget *row, const char *name, const char *reason)
{
  GtkWidget *menu = open_menu (self, row);
  GtkWidget *verb = display_wait_for (menu, KH_TYPE_REFUSED_VERB, NULL);
  g_assert_true (display_has_name (verb, name));
  g_assert_nonnull (display_find (verb, GTK_TYPE_LABEL, reason));
  close_menu (menu);
}

/* What is so already is refused; both are done from the row, one of them after a question. */
static void
test_disable (List *self, gconstpointer data)
{
  GtkWidget *row = show_spare (self);
  KhItem *key = kh_item_row_get_item (KH_ITEM_ROW (row));
  assert_refused (self, row, "Enable", "The current version is enabled");
  choose (self, row, DISABLE);
  g_assert_cmpstr (wait_question (), ==, "Disable Key spare?");
  answer ("Cancel");
  g_assert_true (kh_item_is (key, "state", "Active"));
  choose (self, row, DISABLE);
  wait_question ();
  answer ("Disable Key");
  display_until (kh_item_is (key, "state", "Disabled"));
  assert_refused (self, row, "Disable…", "The current version is disabled");
  choose (self, row, ENABLE);
  display_until (kh_item_is (key, "state", "Active"));
}

/* What a key that is needed would lock is told, as on its page; nothing is done by that. */
static void
test_disable_needed (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_KEY);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  choose (self, row, DISABLE);
  g_assert_cmpstr (wait_question (), ==, "This Locks 1 Environment");
  answer ("Cancel");
}

/* The Delete key asks, and tells of what the list does not know: how many versions there are. */
static void
test_delete (List *self, gconstpointer data)
{
  GtkWidget *row = show_spare (self);
  g_autoptr (KhItem) key = g_object_ref (kh_item_row_get_item (KH_ITEM_ROW (row)));
  g_assert_false (list_press (row, GDK_KEY_Delete, 0));
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Delete, 0));
  g_assert_cmpstr (wait_question (), ==, "Delete Key spare?");
  const char *body = adw_message_dialog_get_body (display_window (KH_TYPE_CONFIRM_DIALOG));
  g_assert_true (g_str_has_prefix (body, "1 version. Recoverable until "));
  answer ("Cancel");
  g_assert_false (kh_item_is_gone (key));
  choose (self, row, DELETE);
  wait_question ();
  answer ("Delete Key");
  display_until (kh_item_is_gone (key));
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Delete, 0));
  g_assert_cmpstr (wait_question (), ==, "This Locks 1 Environment");
  answer ("Cancel");
}

/* Of what went meanwhile a window tells. */
static void
test_gone (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_KEY);
  list_invent (self, KH_ITEM_KEY, "{\"kid\":\"k%u\",\"vault\":\"kv-sales\",\"name\":\"k%u\"}", 1);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "k00000");
  choose (self, row, DELETE);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_false (KH_IS_CONFIRM_DIALOG (display_window (ADW_TYPE_MESSAGE_DIALOG)));
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Close");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
add (const char *path, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, NULL, list_start, test, list_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/row-verbs/refused", test_refused);
  add ("/row-verbs/failure", test_failure);
  add ("/row-verbs/disable", test_disable);
  add ("/row-verbs/disable-needed", test_disable_needed);
  add ("/row-verbs/delete", test_delete);
  add ("/row-verbs/gone", test_gone);
  return g_test_run ();
}
