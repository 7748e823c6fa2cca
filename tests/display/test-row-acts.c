/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults, policies and environments are deleted, brought back, purged and cut off from their rows
 * as from their pages: what is asked, what is refused and why, and what the tenant does. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-erase-dialog.h"
#include "kh-item-row.h"
#include "kh-list-test.h"
#include "kh-pages.h"
#include "kh-refused-verb.h"
#include "kh-wizard-test.h"

#define OPEN_VAULT                                                                                 \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":true}}"

/* --- The menu --------------------------------------------------------------------------------- */

static GtkWidget *
open_menu (List *self, GtkWidget *row)
{
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  GtkWidget *menu = display_wait_for (self->window, GTK_TYPE_POPOVER_MENU, NULL);
  display_wait_for (menu, GTK_TYPE_LABEL, "Open");
  return menu;
}

/* @reason: (nullable): it can be chosen. */
static void
assert_reason (List *self, GtkWidget *row, const char *verb, const char *reason)
{
  GtkWidget *menu = open_menu (self, row);
  GtkWidget *item = list_find_verb (menu, verb);

  g_assert_nonnull (item);
  g_assert_cmpint (KH_IS_REFUSED_VERB (item), ==, reason != NULL);
  if (reason != NULL)
    g_assert_nonnull (display_find (item, GTK_TYPE_LABEL, reason));
  list_close_menu (menu);
}

static void
assert_not_offered (List *self, GtkWidget *row, const char *verb)
{
  GtkWidget *menu = open_menu (self, row);

  g_assert_null (list_find_verb (menu, verb));
  list_close_menu (menu);
}

static KhConfirmDialog *
wait_question (const char *heading)
{
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  KhConfirmDialog *dialog = display_window (KH_TYPE_CONFIRM_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, heading);
  return dialog;
}

static void
answer (KhConfirmDialog *dialog, const char *button)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, button);
  display_assert_gone (watch);
}

static void
press_delete (GtkWidget *row)
{
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Delete, 0));
}

/* --- Vaults ----------------------------------------------------------------------------------- */

static void
show_deleted (List *self, const char *chip)
{
  gtk_toggle_button_set_active (display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, chip),
                                TRUE);
}

/* What stands in it is counted, which the list does not know; it comes back, and goes for good. */
static void
test_vault (List *self, gconstpointer data)
{
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, OPEN_VAULT, 201);
  fixture_do (&self->fixture, SECOND, "POST", "/keys/old/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  list_show (self, KH_ITEM_VAULT);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-second");
  assert_not_offered (self, row, "Purge…");
  press_delete (row);
  KhConfirmDialog *dialog = wait_question ("Delete Vault kv-second?");
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)),
                                   "1 key and 0 secrets. Recoverable until "));
  answer (dialog, "Cancel");
  fixture_do (&self->fixture, ARM, "GET", VAULTS "/kv-second" A_VAULT, NULL, 200);
  list_choose_verb (open_menu (self, row), "Delete…");
  answer (wait_question ("Delete Vault kv-second?"), "Delete Vault");
  show_deleted (self, "Deleted 1");
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-second");
  assert_not_offered (self, row, "Delete…");
  g_assert_false (list_press (row, GDK_KEY_Delete, 0));
  list_choose_verb (open_menu (self, row), "Recover…");
  answer (wait_question ("Recover Vault kv-second?"), "Recover Vault");
  show_deleted (self, "All 2");
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-second");
  fixture_do (&self->fixture, SECOND, "GET", "/keys/old" A_KEY, NULL, 200);
  list_choose_verb (open_menu (self, row), "Delete…");
  answer (wait_question ("Delete Vault kv-second?"), "Delete Vault");
  show_deleted (self, "Deleted 1");
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-second");
  list_choose_verb (open_menu (self, row), "Purge…");
  display_until (display_window (KH_TYPE_ERASE_DIALOG) != NULL);
  GtkWidget *erasing = display_window (KH_TYPE_ERASE_DIALOG);
  display_type (erasing, "Type kv-second", "kv-second");
  display_type (erasing, "Passphrase of Ada", PASSPHRASE);
  gtk_switch_set_active (display_find (erasing, GTK_TYPE_SWITCH, NULL), TRUE);
  DisplayWatch *watch = display_watch (erasing);
  display_press (erasing, "Purge Vault");
  display_assert_gone (watch);
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, "kv-second") == NULL);
}

/* One that is needed is deleted by Lock Environments, and is kept from being purged. */
static void
test_needed_vault (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_VAULT);
  wizard_answer (self->window, self->organization);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-sales");
  list_choose_verb (open_menu (self, row), "Delete…");
  wizard_lock (wait_question ("This Locks 1 Environment"), "Delete vault kv-sales",
               "Type the vault's name to lock", "kv-sales");
  KhItem *item = display_item (self->organization, KH_ITEM_VAULT, "kv-sales");
  display_until (kh_item_is (item, "state", "Deleted"));
  show_deleted (self, "Deleted 1");
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-sales");
  GtkWidget *menu = open_menu (self, row);
  GtkWidget *verb = list_find_verb (menu, "Purge…");
  g_assert_true (KH_IS_REFUSED_VERB (verb));
  list_close_menu (menu);
  g_assert_nonnull (kh_item_string (item, "scheduledPurgeAt"));
}

/* What needs the vault read whole comes with a dialog of its own. */
static void
test_vault_dialogs (List *self, gconstpointer data)
{
  static const char *const verbs[][2] = { { "New Secret…", "New Secret" },
                                          { "Grant Access…", "Grant Access" },
                                          { "Network…", "Network" } };
  list_show (self, KH_ITEM_VAULT);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++) {
    GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-sales");
    list_choose_verb (open_menu (self, row), verbs[i][0]);
    display_until (display_window (KH_TYPE_DIALOG) != NULL);
    GtkWidget *dialog = display_window (KH_TYPE_DIALOG);
    g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (dialog)), verbs[i][1]));
    display_close (dialog);
  }
}

/* A vault that cannot be read says so instead of each verb. */
static void
test_unreadable_vault (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_VAULT);
  list_invent (self, KH_ITEM_VAULT,
               "{\"id\":\"v%u\",\"name\":\"v%u\",\"region\":\"eastus\",\"state\":\"Active\","
               "\"fault\":\"Its database is damaged\"}",
               1);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "v00000");
  assert_reason (self, row, "New Key…", "Its database is damaged");
  assert_reason (self, row, "Network…", "Its database is damaged");
}

/* --- Policies --------------------------------------------------------------------------------- */

static gboolean
is_granted (List *self)
{
  g_autoptr (KhJson) json =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/policies/ep-sales", NULL, 200);

  return kh_json_bool (json, "granted", FALSE);
}

/* It locks what uses it: the environment is named, and Lock Environments goes on with it. */
static void
test_revoke (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_POLICY);
  wizard_answer (self->window, self->organization);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "ep-sales");
  assert_reason (self, row, "Grant Key Access…", "Access is effective");
  assert_reason (self, row, "Delete…", "1 environment uses this policy. Remove it first.");
  list_choose_verb (open_menu (self, row), "Revoke Key Access…");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  KhConfirmDialog *dialog = display_window (KH_TYPE_CONFIRM_DIALOG);
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Sales");
  answer (dialog, "Cancel");
  g_assert_true (is_granted (self));
  list_choose_verb (open_menu (self, row), "Revoke Key Access…");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_CONFIRM_DIALOG);
  wizard_lock (dialog, "Revoke the key access of ep-sales", "Type the policy's name to lock",
               "ep-sales");
  KhItem *item = display_item (self->organization, KH_ITEM_POLICY, "ep-sales");
  display_until (kh_item_is (item, "health", "Unhealthy"));
  g_assert_false (is_granted (self));
  assert_reason (self, row, "Grant Key Access…", NULL);
}

/* Unused, it goes; the key Delete says why a used one does not, and asks nothing. */
static void
test_delete_policy (List *self, gconstpointer data)
{
  fixture_do (&self->fixture, ARM, "PUT", POLICIES "/ep-idle" A_POLICY,
              POLICY_BODY ("kv-sales", "cmk"), 201);
  list_show (self, KH_ITEM_POLICY);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "ep-sales");
  press_delete (row);
  display_settle ();
  g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "ep-idle");
  assert_reason (self, row, "Revoke Key Access…", NULL);
  press_delete (row);
  answer (wait_question ("Delete Policy ep-idle?"), "Delete Policy");
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, "ep-idle") == NULL);
  fixture_do (&self->fixture, ARM, "GET", POLICIES "/ep-idle" A_POLICY, NULL, 404);
}

/* The list does not know of a grant that is none; what is read whole does, and a window says so. */
static void
test_nothing_to_revoke (List *self, gconstpointer data)
{
  fixture_do (&self->fixture, ARM, "PUT", POLICIES "/ep-idle" A_POLICY,
              POLICY_BODY ("kv-sales", "cmk"), 201);
  list_show (self, KH_ITEM_POLICY);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "ep-idle");
  list_choose_verb (open_menu (self, row), "Revoke Key Access…");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  GtkWidget *failure = display_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_false (KH_IS_CONFIRM_DIALOG (failure));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (failure)),
                            "The policy has no access"));
  display_press (failure, "Close");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  assert_reason (self, row, "Revoke Key Access…", "The policy has no access");
}

/* --- Environments ----------------------------------------------------------------------------- */

static void
test_environment (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  GtkWidget *row = display_wait_for_line (self->window, "Sales");
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  assert_not_offered (self, row, "Recover…");
  assert_not_offered (self, row, "Re-enable");
  press_delete (row);
  KhConfirmDialog *dialog = wait_question ("Delete Sales with All Its Data?");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "verb"));
  answer (dialog, "Cancel");
  list_choose_verb (open_menu (self, row), "Delete…");
  dialog = wait_question ("Delete Sales with All Its Data?");
  display_type (dialog, "Type Sales", "Sales");
  answer (dialog, "Delete Environment");
  display_until (kh_item_is (item, "state", "Deleted"));
  row = display_wait_for_line (self->window, "Sales");
  assert_not_offered (self, row, "Delete…");
  assert_not_offered (self, row, "Import Data…");
  list_choose_verb (open_menu (self, row), "Recover…");
  answer (wait_question ("Recover Sales?"), "Recover Environment");
  display_until (kh_item_is (item, "state", "Ready"));
}

/* A locked one takes and gives nothing, and comes back once its key is back. */
static void
test_locked_environment (List *self, gconstpointer data)
{
  list_lock (self);
  list_show (self, KH_ITEM_ENVIRONMENT);
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  display_until (kh_item_is (item, "state", "Locked"));
  GtkWidget *row = display_wait_for_line (self->window, "Sales");
  assert_reason (self, row, "Import Data…", "The environment is locked");
  assert_reason (self, row, "Export Data…", "The environment is locked");
  assert_reason (self, row, "Delete…", NULL);
  list_choose_verb (open_menu (self, row), "Re-enable");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (display_window (ADW_TYPE_MESSAGE_DIALOG)),
                            "Its key cannot be used yet"));
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Close");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":true}}", 200);
  row = display_wait_for_line (self->window, "Sales");
  list_choose_verb (open_menu (self, row), "Re-enable");
  display_until (kh_item_is (item, "state", "Ready"));
}

static void
test_managed (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  GtkWidget *row = display_wait_for_line (self->window, LIST_MARKUP);
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, LIST_MARKUP);
  assert_reason (self, row, "Enable Customer-Managed Key…", "Not a Managed Environment");
  list_choose_verb (open_menu (self, row), "Enable Managed Environment…");
  answer (wait_question ("Make R&D <prod> a Managed Environment?"), "Enable");
  display_until (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE));
  row = display_wait_for_line (self->window, LIST_MARKUP);
  assert_not_offered (self, row, "Enable Managed Environment…");
  assert_reason (self, row, "Enable Customer-Managed Key…", NULL);
}

/* --- On a page -------------------------------------------------------------------------------- */

static void
show_page (List *self, KhItemKind kind, const char *name)
{
  self->page =
      kh_detail_page_new (self->organization, display_item (self->organization, kind, name));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

/* The key Delete asks what the button asks; where the button is off, nothing is asked. */
static void
test_delete_on_page (List *self, gconstpointer data)
{
  show_page (self, KH_ITEM_ENVIRONMENT, "Sales");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Delete…");
  gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->window));
  g_assert_true (list_press (focus, GDK_KEY_Delete, 0));
  answer (wait_question ("Delete Sales with All Its Data?"), "Cancel");
  display_close (g_steal_pointer (&self->window));
  show_page (self, KH_ITEM_POLICY, "ep-sales");
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Delete…") != NULL);
  gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
  focus = gtk_root_get_focus (GTK_ROOT (self->window));
  g_assert_true (list_press (focus, GDK_KEY_Delete, 0));
  display_settle ();
  g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
}

/* --- Other roles ------------------------------------------------------------------------------ */

/* Who may not is offered nothing, and the key Delete does nothing. */
static void
test_other_role (List *self, gconstpointer data)
{
  fixture_make_accounts (&self->fixture);
  display_end (self->organization);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  list_show (self, KH_ITEM_VAULT);
  GtkWidget *row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-sales");
  assert_not_offered (self, row, "Delete…");
  assert_not_offered (self, row, "Network…");
  gtk_widget_grab_focus (row);
  g_assert_false (list_press (row, GDK_KEY_Delete, 0));
  display_close (g_steal_pointer (&self->window));
  show_page (self, KH_ITEM_VAULT, "kv-sales");
  gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
  g_assert_false (list_press (gtk_root_get_focus (GTK_ROOT (self->window)), GDK_KEY_Delete, 0));
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
  add ("/row-acts/vault", test_vault);
  add ("/row-acts/needed-vault", test_needed_vault);
  add ("/row-acts/vault-dialogs", test_vault_dialogs);
  add ("/row-acts/unreadable-vault", test_unreadable_vault);
  add ("/row-acts/revoke", test_revoke);
  add ("/row-acts/delete-policy", test_delete_policy);
  add ("/row-acts/nothing-to-revoke", test_nothing_to_revoke);
  add ("/row-acts/environment", test_environment);
  add ("/row-acts/locked-environment", test_locked_environment);
  add ("/row-acts/managed", test_managed);
  add ("/row-acts/delete-on-page", test_delete_on_page);
  add ("/row-acts/other-role", test_other_role);
  return g_test_run ();
}
