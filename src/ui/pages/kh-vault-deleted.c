/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleted keys and secrets of a vault: how they come back, or go for good. */
#include "kh-vault-deleted.h"

#include "kh-detail-menu.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-object-end.h"

typedef void (*Act) (GtkWidget *place, KhOrganization *organization, const char *vault,
                     const char *name);

static void
run (gpointer page, GVariant *name, Act act)
{
  act (page, kh_page_get_organization (page), kh_item_get_name (kh_detail_page_get_item (page)),
       g_variant_get_string (name, NULL));
}

static void
recover_key_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, kh_key_recover);
}

static void
purge_key_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, kh_key_purge);
}

static void
recover_secret_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, kh_secret_recover);
}

static void
purge_secret_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  run (page, parameter, kh_secret_purge);
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
