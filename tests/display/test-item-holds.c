/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists are read again while something is open that shows more of an object than a list tells: it
 * goes on showing that, and what nobody shows any more is forgotten. */
#include "kh-list-test.h"

#include "kh-dialogs.h"
#include "kh-pages.h"

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (kh_organization_load_item_finish (KH_ORGANIZATION (source), result, NULL));
  *(gboolean *)data = TRUE;
}

static void
load (List *self, KhItem *item)
{
  gboolean done = FALSE;

  kh_organization_load_item_async (self->organization, item, NULL, loaded_cb, &done);
  display_until (done);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* The whole list, as after a connection was lost. */
static void
read_again (List *self, KhItemKind kind)
{
  KhItemList *list = kh_organization_get_list (self->organization, kind);
  guint n = 0;
  gulong id = g_signal_connect_swapped (list, "updated", G_CALLBACK (count_cb), &n);

  kh_organization_refresh (self->organization, kind);
  display_until (n > 0);
  g_signal_handler_disconnect (list, id);
}

static KhDialog *
new_access_policy (KhOrganization *organization, KhItem *vault)
{
  return kh_access_policy_dialog_new (organization, vault, NULL);
}

static KhDialog *
new_secret (KhOrganization *organization, KhItem *vault)
{
  return kh_secret_dialog_new (organization, vault, NULL);
}

static KhDialog *
new_expiry (KhOrganization *organization, KhItem *key)
{
  return kh_expiry_dialog_new (organization, key, kh_item_string (key, "version"));
}

static const struct {
  KhItemKind kind;
  const char *name, *members;
  KhDialog *(*make) (KhOrganization *organization, KhItem *item);
} dialogs[] = {
  { KH_ITEM_VAULT, "kv-sales", "assignments accounts keys", kh_access_dialog_new },
  { KH_ITEM_VAULT, "kv-sales", "accessPolicies accounts", new_access_policy },
  { KH_ITEM_VAULT, "kv-sales", "accessPolicies assignments accounts", kh_move_dialog_new },
  { KH_ITEM_VAULT, "kv-sales", "secrets", new_secret },
  { KH_ITEM_KEY, "kv-sales/cmk", "versions", new_expiry },
};

/* A dialog from the row of a list has no page below it that would ask again. */
static void
test_dialogs (List *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++) {
    KhItem *item = display_item (self->organization, dialogs[i].kind, dialogs[i].name);
    KhDialog *dialog;

    g_test_message ("dialog %u", i);
    load (self, item);
    fixture_has (kh_item_get_snapshot (item), dialogs[i].members);
    dialog = dialogs[i].make (self->organization, item);
    gtk_window_present (GTK_WINDOW (dialog));
    display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
    read_again (self, dialogs[i].kind);
    fixture_has (kh_item_get_snapshot (item), dialogs[i].members);
    display_close (dialog);
    g_assert_false (kh_item_has_details (item));
  }
}

/* A page asks again by itself; without it nobody does. */
static void
test_page (List *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");
  KhPage *page = kh_detail_page_new (self->organization, item);

  self->window = display_show (GTK_WIDGET (page));
  display_until (kh_page_get_state (page) == KH_PAGE_READY);
  g_assert_true (kh_item_has_details (item));
  read_again (self, KH_ITEM_KEY);
  fixture_has (kh_item_get_snapshot (item), "versions usedBy holds");
  display_settle ();
  display_close (g_steal_pointer (&self->window));
  read_again (self, KH_ITEM_KEY);
  g_assert_false (kh_item_has_details (item));
  g_assert_false (kh_json_has (kh_item_get_snapshot (item), "usedBy"));
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/item-holds/dialogs", List, NULL, list_start, test_dialogs, list_stop);
  g_test_add ("/item-holds/page", List, NULL, list_start, test_page, list_stop);
  return g_test_run ();
}
