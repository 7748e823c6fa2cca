/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleted keys among the keys: out of sight unless they are asked for, and from their rows they
 * come back or go for good. */
#include "kh-list-test.h"

#include "kh-confirm-dialog.h"
#include "kh-erase-dialog.h"
#include "kh-item-row.h"
#include "kh-refused-verb.h"
#include "kh-uri.h"

#define PASSPHRASE_ROW "Passphrase of Ada"
#define SWITCH_ROW "I want this to be irreversible"
#define OPEN_VAULT                                                                                 \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":true}}"

static GtkWidget *
wait_row (List *self, const char *name)
{
  return display_wait_for (self->window, KH_TYPE_ITEM_ROW, name);
}

static void
show_deleted (List *self)
{
  list_show (self, KH_ITEM_KEY);
  wait_row (self, "cmk");
  kh_page_show_part (self->page, "chip=deleted");
}

static GtkWidget *
open_menu (List *self, GtkWidget *row)
{
  gtk_widget_grab_focus (row);
  g_assert_true (list_press (row, GDK_KEY_Menu, 0));
  return display_wait_for (self->window, GTK_TYPE_POPOVER_MENU, NULL);
}

static guint
count (List *self)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (kh_organization_get_deleted_keys (self->organization)));
}

/* It leaves All at once, and comes back the same way. */
static void
test_recover (List *self, gconstpointer data)
{
  g_autofree char *uri = NULL;
  GtkWidget *menu;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  list_show (self, KH_ITEM_KEY);
  wait_row (self, "spare");
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  display_until (count (self) == 1);
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, "spare") == NULL);
  kh_page_show_part (self->page, "chip=deleted");
  uri = kh_uri_of_item (kh_item_row_get_item (KH_ITEM_ROW (wait_row (self, "spare"))));
  g_assert_cmpstr (uri, ==, "keyhold:vaults/kv-sales/deleted");
  g_assert_null (display_find (self->window, KH_TYPE_ITEM_ROW, "cmk"));
  /* The vault keeps it, and nothing else can be done with it. */
  menu = open_menu (self, wait_row (self, "spare"));
  g_assert_true (display_has_name (display_wait_for (menu, KH_TYPE_REFUSED_VERB, NULL), "Purge…"));
  g_assert_null (display_find (menu, GTK_TYPE_LABEL, "Rotate…"));
  list_close_menu (menu);
  list_choose_verb (open_menu (self, wait_row (self, "spare")), "Recover…");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Recover Key");
  display_until (count (self) == 0);
  kh_page_clear_filters (self->page);
  wait_row (self, "spare");
}

/* Where no protection keeps it. */
static void
test_purge (List *self, gconstpointer data)
{
  GtkWidget *dialog, *switch_row;

  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, OPEN_VAULT, 201);
  fixture_do (&self->fixture, SECOND, "POST", "/keys/old/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&self->fixture, SECOND, "DELETE", "/keys/old" A_KEY, NULL, 200);
  show_deleted (self);
  display_item (self->organization, KH_ITEM_VAULT, "kv-second");
  list_choose_verb (open_menu (self, wait_row (self, "old")), "Purge…");
  display_until (display_window (KH_TYPE_ERASE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_ERASE_DIALOG);
  display_wait_for (dialog, GTK_TYPE_LABEL, "Purge Key old for Good?");
  display_type (dialog, "Type old", "old");
  display_type (dialog, PASSPHRASE_ROW, PASSPHRASE);
  switch_row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, SWITCH_ROW);
  gtk_switch_set_active (display_find (switch_row, GTK_TYPE_SWITCH, NULL), TRUE);
  display_press (dialog, "Purge Key");
  display_until (count (self) == 0);
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, "old") == NULL);
}

/* Who may not change keys sees them. */
static void
test_read_only (List *self, gconstpointer data)
{
  GtkWidget *menu;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  fixture_make_accounts (&self->fixture);
  display_end (self->organization);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  show_deleted (self);
  menu = open_menu (self, wait_row (self, "spare"));
  display_wait_for (menu, GTK_TYPE_LABEL, "Copy Key ID");
  g_assert_null (display_find (menu, GTK_TYPE_LABEL, "Recover…"));
  list_close_menu (menu);
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
  add ("/deleted-keys/recover", test_recover);
  add ("/deleted-keys/purge", test_purge);
  add ("/deleted-keys/read-only", test_read_only);
  return g_test_run ();
}
