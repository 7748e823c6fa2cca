/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleted keys and secrets of a vault, and how they come back. */
#include "kh-vault-deleted.h"

#include <string.h>

#include "kh-confirm.h"
#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-secret-api.h"
#include "kh-text.h"

/* --- Recovering ------------------------------------------------------------------------------- */

typedef struct {
  gpointer page; /* kh_weak_new() */
  char *name;
  gboolean is_secret;
} Recovering;

static void
on_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Recovering *self = data;
  g_autoptr (KhDetailPage) page = kh_weak_take (self->page);
  gboolean yes = kh_ask_finish (result, NULL);

  if (page != NULL && yes) {
    const char *vault = kh_item_get_name (kh_detail_page_get_item (page));

    kh_detail_page_run_call (page, self->is_secret ? "recover-secret" : "recover-key",
                             self->is_secret ? kh_secret_api_recover (vault, self->name)
                                             : kh_key_api_recover (vault, self->name),
                             (GDestroyNotify)kh_json_unref,
                             self->is_secret ? _ ("Secret recovered") : _ ("Key recovered"));
  }
  g_free (self->name);
  g_free (self);
}

static void
ask (KhDetailPage *page, const char *name, gboolean is_secret)
{
  Recovering *self = g_new0 (Recovering, 1);
  g_autofree char *heading =
      g_strdup_printf (is_secret ? _ ("Recover Secret %s?") : _ ("Recover Key %s?"), name);

  self->page = kh_weak_new (page);
  self->name = g_strdup (name);
  self->is_secret = is_secret;
  kh_ask_async (GTK_WIDGET (page),
                &(KhConfirmTexts){ .verb = is_secret ? _ ("_Recover Secret") : _ ("_Recover Key"),
                                   .heading = heading,
                                   .body = _ ("It returns with all its versions.") },
                kh_page_get_cancellable (KH_PAGE (page)), on_answer_cb, self);
}

static void
recover_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask (data, g_variant_get_string (parameter, NULL), FALSE);
}

static void
recover_secret_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask (data, g_variant_get_string (parameter, NULL), TRUE);
}

static const GActionEntry entries[] = {
  { .name = "recover-key", .activate = recover_key_cb, .parameter_type = "s" },
  { .name = "recover-secret", .activate = recover_secret_cb, .parameter_type = "s" },
};

void
kh_vault_deleted_add_actions (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

/* --- Rows ------------------------------------------------------------------------------------- */

static void
add_recovery (GtkWidget *row, const char *name, gboolean is_secret)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Recover…"));
  g_autofree char *action =
      g_strdup_printf (is_secret ? "page.recover-secret::%s" : "page.recover-key::%s", name);
  g_autofree char *spoken = g_strdup_printf (_ ("Recover %s"), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, spoken);
  kh_set_name (button, spoken);
  kh_set_action (button, action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
new_row (KhDetailPage *page, KhJson *object, gboolean is_secret)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  KhTime now = kh_organization_now (organization);
  const char *name = kh_json_string (object, "name");
  g_autofree char *deleted = kh_text_date (kh_json_time (object, "deletedAt"), now);
  g_autofree char *purged = kh_text_date (kh_json_time (object, "scheduledPurgeAt"), now);
  g_autofree char *subtitle = g_strdup_printf (is_secret ? _ ("Secret · deleted %s · purged %s")
                                                         : _ ("Key · deleted %s · purged %s"),
                                               deleted, purged);
  GtkWidget *row = kh_row_new (name, subtitle);

  if (kh_organization_may (organization, KH_MAY_KVA))
    add_recovery (row, name, is_secret);
  return row;
}

GtkWidget *
kh_vault_deleted_build (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n_keys = kh_json_length (snapshot, "deletedKeys");
  guint n_secrets = kh_json_length (snapshot, "deletedSecrets");
  GtkWidget *group;

  if (n_keys + n_secrets == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Deleted"));
  for (guint i = 0; i < n_keys; i++)
    kh_detail_group_add (group,
                         new_row (page, kh_json_element (snapshot, "deletedKeys", i), FALSE));
  for (guint i = 0; i < n_secrets; i++)
    kh_detail_group_add (group,
                         new_row (page, kh_json_element (snapshot, "deletedSecrets", i), TRUE));
  return group;
}
