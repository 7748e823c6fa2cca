/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of a policy: who adds environments to it and re-enables locked ones. */
#include "kh-policy-page.h"

#include "kh-confirm.h"
#include "kh-dialogs.h"
#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-api.h"

/* --- Acts ------------------------------------------------------------------------------------- */

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (
      kh_reader_dialog_new (kh_page_get_organization (data), kh_detail_page_get_item (data)), data);
}

typedef struct {
  gpointer page; /* kh_weak_new() */
  char *name;
} Removing;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Removing *self = data;
  g_autoptr (KhDetailPage) page = kh_weak_take (self->page);

  if (kh_ask_finish (result, NULL) && page != NULL)
    kh_detail_page_run_call (
        page, "remove-reader",
        kh_policy_api_set_reader (kh_item_get_id (kh_detail_page_get_item (page)), self->name,
                                  FALSE),
        (GDestroyNotify)kh_json_unref, NULL);
  g_free (self->name);
  g_free (self);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  Removing *self = g_new0 (Removing, 1);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  self->page = kh_weak_new (page);
  self->name = g_variant_dup_string (parameter, NULL);
  heading = g_strdup_printf (_ ("Remove %s as Reader?"), self->name);
  /* Translators: an account and a policy */
  body = g_strdup_printf (_ ("%s can no longer add environments to %s or re-enable locked ones."),
                          self->name, kh_item_get_name (kh_detail_page_get_item (page)));
  kh_ask_async (
      GTK_WIDGET (page),
      &(KhConfirmTexts){
          .verb = _ ("_Remove Reader"), .heading = heading, .body = body, .destructive = TRUE },
      kh_page_get_cancellable (KH_PAGE (page)), asked_cb, self);
}

static const GActionEntry entries[] = {
  { .name = "add-reader", .activate = add_cb },
  { .name = "remove-reader", .activate = remove_cb, .parameter_type = "s" },
};

void
kh_policy_readers_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

/* --- The group -------------------------------------------------------------------------------- */

static void
add_remove_button (GtkWidget *row, const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Remove"));
  g_autofree char *action =
      g_action_print_detailed_name ("page.remove-reader", g_variant_new_string (name));
  g_autofree char *spoken = g_strdup_printf (_ ("Remove %s"), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, spoken);
  kh_set_name (button, spoken);
  kh_set_action (button, action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

GtkWidget *
kh_policy_readers_build (KhDetailPage *page, KhItem *item)
{
  g_auto (GStrv) readers = kh_json_strv (kh_item_get_snapshot (item), "readers");
  GtkWidget *group = kh_detail_group_new (_ ("Readers"));
  gboolean may = kh_organization_may (kh_page_get_organization (KH_PAGE (page)), KH_MAY_KVA);

  for (guint i = 0; readers != NULL && readers[i] != NULL; i++) {
    GtkWidget *row = kh_row_new (readers[i], NULL);

    kh_row_add_pill (row, KH_STATE_GRANT, "Effective");
    if (may)
      add_remove_button (row, readers[i]);
    kh_detail_group_add (group, row);
  }
  if (readers == NULL || readers[0] == NULL)
    kh_detail_group_add (
        group, kh_row_new (_ ("No reader beside the Key Vault administrators and owners"), NULL));
  if (may)
    kh_detail_add_act (page, group, _ ("Let somebody use the policy"),
                       _ ("A reader adds environments and re-enables locked ones"),
                       _ ("Add _Reader…"), "page.add-reader", NULL);
  return group;
}
