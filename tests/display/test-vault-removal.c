/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault is deleted, recovered and purged from its own page; what was deleted has a chip of the
 * list, and counts nowhere else. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-erase-dialog.h"
#include "kh-item-row.h"
#include "kh-pages.h"
#include "kh-twin-test.h"
#include "kh-wizard-test.h"

#define OPEN_VAULT                                                                                 \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":true}}"
#define DELETED(vault)                                                                             \
  "{subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/" vault A_VAULT

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  GtkWindow *window;
} Page;

static void
start (Page *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, OPEN_VAULT, 201);
  fixture_do (&self->fixture, SECOND, "POST", "/keys/old/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  self->organization = display_open (&self->fixture);
}

static void
stop (Page *self, gconstpointer data)
{
  display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static KhItem *
find (Page *self, const char *vault)
{
  return kh_item_list_find (kh_organization_get_list (self->organization, KH_ITEM_VAULT), vault);
}

static void
show (Page *self, const char *vault)
{
  KhPage *page = kh_detail_page_new (self->organization,
                                     display_item (self->organization, KH_ITEM_VAULT, vault));

  self->window = display_show (GTK_WIDGET (page));
  wizard_answer (self->window, self->organization);
  display_until (kh_page_get_state (page) == KH_PAGE_READY);
}

static KhConfirmDialog *
ask (Page *self, const char *button)
{
  display_press (self->window, button);
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

static void
respond (KhConfirmDialog *dialog, const char *button)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, button);
  display_assert_gone (watch);
}

static gboolean
is_in_state (Page *self, const char *vault, const char *state)
{
  KhItem *item = find (self, vault);

  return item != NULL && kh_item_is (item, "state", state);
}

static void
delete_second (Page *self)
{
  respond (ask (self, "Delete…"), "Delete Vault");
  display_until (is_in_state (self, "kv-second", "Deleted"));
  fixture_do (&self->fixture, ARM, "GET", DELETED ("kv-second"), NULL, 200);
}

/* What stands in it is counted; no deletes nothing; and the page stays with what comes next. */
static void
test_delete_and_recover (Page *self, gconstpointer data)
{
  KhConfirmDialog *dialog;

  show (self, "kv-second");
  dialog = ask (self, "Delete…");
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Delete Vault kv-second?");
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)),
                                   "1 key and 0 secrets. Recoverable until "));
  twin_check_guard (&self->fixture, dialog, "vault delete kv-second");
  respond (dialog, "Cancel");
  fixture_do (&self->fixture, ARM, "GET", VAULTS "/kv-second" A_VAULT, NULL, 200);
  delete_second (self);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover…");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Delete…"));
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "Keys"));
  respond (ask (self, "Recover…"), "Recover Vault");
  display_until (is_in_state (self, "kv-second", "Active"));
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Delete…");
  display_wait_for (self->window, GTK_TYPE_LABEL, "old");
  fixture_do (&self->fixture, SECOND, "GET", "/keys/old" A_KEY, NULL, 200);
}

static void
test_purge (Page *self, gconstpointer data)
{
  KhEraseDialog *dialog;

  show (self, "kv-second");
  delete_second (self);
  display_press (self->window, "Purge…");
  display_until (display_window (KH_TYPE_ERASE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_ERASE_DIALOG);
  display_wait_for (dialog, GTK_TYPE_LABEL, "Purge Vault kv-second for Good?");
  display_type (dialog, "Type kv-second", "kv-second");
  display_type (dialog, "Passphrase of Ada", PASSPHRASE);
  gtk_switch_set_active (display_find (dialog, GTK_TYPE_SWITCH, NULL), TRUE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Purge Vault");
  display_assert_gone (watch);
  display_until (find (self, "kv-second") == NULL);
  fixture_do (&self->fixture, ARM, "GET", DELETED ("kv-second"), NULL, 404);
}

/* A vault that holds an environment's key goes by Lock Environments, and cannot be purged. */
static void
test_needed (Page *self, gconstpointer data)
{
  KhConfirmDialog *dialog;
  GtkWidget *button;

  fixture_encrypt (&self->fixture, "Sales");
  show (self, "kv-sales");
  dialog = ask (self, "Delete…");
  wizard_lock (dialog, "Delete vault kv-sales", "Type the vault's name to lock", "kv-sales");
  display_until (is_in_state (self, "kv-sales", "Deleted"));
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover…");
  button = display_find (self->window, GTK_TYPE_BUTTON, "Purge…");
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_is_sensitive (button));
}

/* Deleted by somebody else while the list is open: it goes from All to its own chip. */
static void
test_list (Page *self, gconstpointer data)
{
  KhPage *page = kh_section_page_new (self->organization, KH_SECTION_VAULTS);

  self->window = display_show (GTK_WIDGET (page));
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-second");
  g_assert_cmpstr (kh_page_get_subtitle (page), ==, "2 key vaults");
  fixture_do (&self->fixture, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200);
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, "kv-second") == NULL);
  g_assert_nonnull (display_find (self->window, KH_TYPE_ITEM_ROW, "kv-sales"));
  display_until (g_strcmp0 (kh_page_get_subtitle (page), "1 key vault") == 0);
  gtk_toggle_button_set_active (
      display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Deleted 1"), TRUE);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "kv-second");
  g_assert_null (display_find (self->window, KH_TYPE_ITEM_ROW, "kv-sales"));
}

static void
add (const char *path, void (*test) (Page *, gconstpointer))
{
  g_test_add (path, Page, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/vault-removal/delete-and-recover", test_delete_and_recover);
  add ("/vault-removal/purge", test_purge);
  add ("/vault-removal/needed", test_needed);
  add ("/vault-removal/list", test_list);
  return g_test_run ();
}
