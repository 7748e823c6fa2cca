/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleted keys and secrets of a vault: how they come back, or go for good. */
#include "kh-vault-deleted.h"

#include <string.h>

#include "kh-confirm.h"
#include "kh-detail-menu.h"
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

/* --- Purging ---------------------------------------------------------------------------------- */

/* One deleted object; handed to the worker. */
typedef struct {
  char *vault, *name;
  gboolean is_secret;
} Purge;

static void
purge_free (gpointer data)
{
  Purge *purge = data;

  g_free (purge->vault);
  g_free (purge->name);
  g_free (purge);
}

static gboolean
purge_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                 GCancellable *cancellable, GError **error)
{
  const Purge *purge = data;
  KhCall *call = purge->is_secret ? kh_secret_api_purge (purge->vault, purge->name)
                                  : kh_key_api_purge (purge->vault, purge->name);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static void
end_purging (gpointer weak, const char *action, const char *toast, GAsyncResult *result)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (weak);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), toast, NULL, NULL);
  if (done)
    kh_detail_page_reload (page);
  kh_detail_page_end (page, action, error);
}

static void
key_purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_purging (data, "purge-key", _ ("Key purged"), result);
}

static void
secret_purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_purging (data, "purge-secret", _ ("Secret purged"), result);
}

static void
purge (KhDetailPage *page, const char *name, gboolean is_secret)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  Purge *what = g_new0 (Purge, 1);
  g_autofree char *heading = g_strdup_printf (
      is_secret ? _ ("Purge Secret %s for Good?") : _ ("Purge Key %s for Good?"), name);
  const char *body = is_secret ? _ ("None of its versions can ever be read again:")
                               : _ ("Data wrapped with it can never be read again:");

  what->vault = g_strdup (kh_item_get_name (kh_detail_page_get_item (page)));
  what->name = g_strdup (name);
  what->is_secret = is_secret;
  request->trigger = g_strdup (is_secret ? "purge-secret" : "purge-key");
  request->vault = g_strdup (what->vault);
  *(is_secret ? &request->secret : &request->key) = g_strdup (name);
  kh_detail_page_begin (page, is_secret ? "purge-secret" : "purge-key");
  kh_confirm_async (GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)), request,
                    &(KhConfirmTexts){ .verb = is_secret ? _ ("_Purge Secret") : _ ("_Purge Key"),
                                       .heading = heading,
                                       .body = body,
                                       .destructive = TRUE },
                    purge_confirmed, what, purge_free, kh_page_get_cancellable (KH_PAGE (page)),
                    is_secret ? secret_purged_cb : key_purged_cb, kh_weak_new (page));
}

static void
purge_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  purge (data, g_variant_get_string (parameter, NULL), FALSE);
}

static void
purge_secret_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  purge (data, g_variant_get_string (parameter, NULL), TRUE);
}

static const GActionEntry entries[] = {
  { .name = "recover-key", .activate = recover_key_cb, .parameter_type = "s" },
  { .name = "recover-secret", .activate = recover_secret_cb, .parameter_type = "s" },
  { .name = "purge-key", .activate = purge_key_cb, .parameter_type = "s" },
  { .name = "purge-secret", .activate = purge_secret_cb, .parameter_type = "s" },
};

void
kh_vault_deleted_add_actions (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

/* --- Rows ------------------------------------------------------------------------------------- */

/* Without a mnemonic: every row has the same verbs. @action: (nullable): the button is off. */
static GtkWidget *
new_button (const char *label, const char *spoken, const char *action, const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *detailed = action != NULL ? g_strdup_printf ("page.%s::%s", action, name) : NULL;

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, spoken);
  kh_set_name (button, spoken);
  if (detailed != NULL)
    kh_set_action (button, detailed);
  else
    gtk_widget_set_sensitive (button, FALSE);
  return button;
}

/* Side by side, or below each other where that is all the room there is. */
static void
add_buttons (KhDetailPage *page, GtkWidget *row, const char *name, gboolean is_secret,
             gboolean is_kept)
{
  GtkWidget *box = gtk_box_new (
      kh_detail_page_is_narrow (page) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *recover = g_strdup_printf (_ ("Recover %s"), name);
  g_autofree char *purging = g_strdup_printf (_ ("Purge %s"), name);
  const char *purge_action = is_secret ? "purge-secret" : "purge-key";

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), new_button (_ ("Recover…"), recover,
                                             is_secret ? "recover-secret" : "recover-key", name));
  gtk_box_append (GTK_BOX (box),
                  new_button (_ ("Purge…"), purging, is_kept ? NULL : purge_action, name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
}

/* What its buttons do, for the menu of the row. */
static void
add_verbs (GtkWidget *row, KhJson *object, gboolean is_secret, gboolean is_kept, KhTime now)
{
  const char *name = kh_json_string (object, "name");
  g_autofree char *date = kh_text_date (kh_json_time (object, "scheduledPurgeAt"), now);
  g_autofree char *kept =
      is_kept ? g_strdup_printf (_ ("Purge protection keeps it until %s"), date) : NULL;
  g_autofree char *recover =
      g_strdup_printf (is_secret ? "page.recover-secret::%s" : "page.recover-key::%s", name);
  g_autofree char *purging =
      g_strdup_printf (is_secret ? "page.purge-secret::%s" : "page.purge-key::%s", name);

  kh_detail_row_add_verb (row, &(KhDetailVerb){ _ ("_Recover…"), recover });
  kh_detail_row_add_verb (row, &(KhDetailVerb){ _ ("_Purge…"), purging, kept });
}

/* (transfer full): with the reason why it cannot be purged. */
static char *
make_subtitle (KhJson *object, gboolean is_secret, gboolean is_kept, KhTime now)
{
  g_autofree char *deleted = kh_text_date (kh_json_time (object, "deletedAt"), now);
  g_autofree char *purged = kh_text_date (kh_json_time (object, "scheduledPurgeAt"), now);
  const char *kind = is_secret ? _ ("Secret") : _ ("Key");

  if (is_kept)
    /* Translators: "Key" or "Secret", and two dates */
    return g_strdup_printf (_ ("%s · deleted %s · purge protection keeps it until %s"), kind,
                            deleted, purged);
  return g_strdup_printf (_ ("%s · deleted %s · purged %s"), kind, deleted, purged);
}

static GtkWidget *
new_row (KhDetailPage *page, KhJson *object, gboolean is_secret)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  KhTime now = kh_organization_now (organization);
  const char *name = kh_json_string (object, "name");
  KhItem *vault = kh_detail_page_get_item (page);
  gboolean is_kept = kh_json_bool (kh_item_get_snapshot (vault), "purgeProtection", FALSE);
  g_autofree char *subtitle = make_subtitle (object, is_secret, is_kept, now);
  GtkWidget *row = kh_row_new (name, subtitle);

  kh_detail_row_set_id (row, _ ("Name"), name);
  if (!kh_organization_may (organization, KH_MAY_KVA))
    return row;
  add_buttons (page, row, name, is_secret, is_kept);
  add_verbs (row, object, is_secret, is_kept, now);
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
