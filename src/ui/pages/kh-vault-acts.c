/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restoring keys into a vault; deleting, recovering and purging it. */
#include "kh-vault-acts.h"

#include "kh-backup-acts.h"
#include "kh-compat-files.h"
#include "kh-dialogs.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-text.h"
#include "kh-vault-change.h"

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

/* (transfer full) */
static KhVaultChange *
change_new (KhDetailPage *page)
{
  KhItem *item = kh_detail_page_get_item (page);
  KhVaultChange *change = kh_vault_change_new (get_organization (page), kh_item_get_name (item));

  change->region = g_strdup (kh_item_string (item, "region"));
  return change;
}

static void
end_act (gpointer weak, const char *action, const char *toast, GAsyncResult *result)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (weak);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), toast, NULL, NULL);
  kh_detail_page_end (page, action, error);
}

/* --- Restoring keys --------------------------------------------------------------------------- */

typedef struct {
  char *vault;
  GPtrArray *paths; /* (element-type filename) */
} Restoring;

static void
restoring_free (gpointer data)
{
  Restoring *restoring = data;

  g_free (restoring->vault);
  g_ptr_array_unref (restoring->paths);
  g_free (restoring);
}

static gpointer
restore_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Restoring *restoring = data;

  for (guint i = 0; i < restoring->paths->len; i++) {
    g_autoptr (KhJson) key = kh_act_restore_key (client, restoring->vault,
                                                 restoring->paths->pdata[i], cancellable, error);

    if (key == NULL)
      return GINT_TO_POINTER (FALSE);
  }
  return GINT_TO_POINTER (TRUE);
}

void
kh_vault_acts_restore (KhDetailPage *page, GListModel *files)
{
  Restoring *restoring = g_new0 (Restoring, 1);
  guint n = g_list_model_get_n_items (files);

  restoring->vault = g_strdup (kh_item_get_name (kh_detail_page_get_item (page)));
  restoring->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    char *path = g_file_get_path (file);

    if (path != NULL)
      g_ptr_array_add (restoring->paths, path);
  }
  kh_detail_page_run_work (page, "restore", restore_worker, restoring, restoring_free,
                           n == 1 ? _ ("Key restored") : _ ("Keys restored"));
}

static void
on_files_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GListModel) files = kh_choose_files_finish (result, NULL);

  if (page != NULL && files != NULL)
    kh_vault_acts_restore (page, files);
}

static void
restore_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_choose_files_async (data, _ ("Restore Keys From These Files"), kh_page_get_cancellable (data),
                         on_files_cb, kh_weak_new (data));
}

/* --- Deleting --------------------------------------------------------------------------------- */

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (client, kh_vault_api_delete (&change->place, change->vault), confirmed,
                             cancellable, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_act (data, "delete", _ ("Vault deleted"), result);
}

/* (transfer full): "4 keys and 2 secrets. Recoverable until Feb 25, without its grants." */
static char *
make_body (KhDetailPage *page)
{
  KhJson *vault = kh_item_get_snapshot (kh_detail_page_get_item (page));
  KhTime now = kh_organization_now (get_organization (page));
  KhTime until = now + kh_json_int (vault, "softDeleteRetentionDays", 0) * KH_DAY;
  g_autofree char *date = kh_text_date (until, now);
  guint n_keys = kh_json_length (vault, "keys");
  guint n_secrets = kh_json_length (vault, "secrets");
  g_autofree char *keys = g_strdup_printf (ngettext ("%u key", "%u keys", n_keys), n_keys);
  g_autofree char *secrets =
      g_strdup_printf (ngettext ("%u secret", "%u secrets", n_secrets), n_secrets);

  /* Translators: "4 keys", "2 secrets", a date */
  return g_strdup_printf (_ ("%s and %s. Recoverable until %s, without its grants."), keys, secrets,
                          date);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhVaultChange *change = change_new (page);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *heading = g_strdup_printf (_ ("Delete Vault %s?"), change->vault);
  g_autofree char *hard =
      g_strdup_printf (_ ("Delete Vault %s Although It Is Needed?"), change->vault);
  g_autofree char *body = make_body (page);
  g_autofree char *hard_body =
      g_strconcat (body, " ", _ ("Environments that need it go offline at once."), NULL);

  request->trigger = g_strdup ("delete-vault");
  request->vault = g_strdup (change->vault);
  kh_detail_page_begin (page, "delete");
  kh_confirm_async (GTK_WIDGET (page), get_organization (page), request,
                    &(KhConfirmTexts){ .verb = _ ("_Delete Vault"),
                                       .heading = heading,
                                       .body = body,
                                       .heading_hard = hard,
                                       .body_hard = hard_body,
                                       .destructive = TRUE },
                    delete_confirmed, change, kh_vault_change_free,
                    kh_page_get_cancellable (KH_PAGE (page)), deleted_cb, kh_weak_new (page));
}

/* --- Recovering ------------------------------------------------------------------------------- */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  KhItem *item;

  if (!kh_ask_finish (result, NULL) || page == NULL)
    return;
  item = kh_detail_page_get_item (page);
  kh_detail_page_run_call (
      page, "recover",
      kh_vault_api_recover (kh_organization_get_place (get_organization (page)),
                            kh_item_string (item, "region"), kh_item_get_name (item)),
      (GDestroyNotify)kh_json_unref, _ ("Vault recovered"));
}

static void
recover_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  g_autofree char *heading =
      g_strdup_printf (_ ("Recover Vault %s?"), kh_item_get_name (kh_detail_page_get_item (page)));

  kh_ask_async (GTK_WIDGET (page),
                &(KhConfirmTexts){ .verb = _ ("_Recover Vault"),
                                   .heading = heading,
                                   .body = _ ("It returns with its keys. Its role assignments do "
                                              "not; they have to be made again.") },
                kh_page_get_cancellable (KH_PAGE (page)), asked_cb, kh_weak_new (page));
}

/* --- Purging ---------------------------------------------------------------------------------- */

static gboolean
purge_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                 GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (client,
                             kh_vault_api_purge (&change->place, change->region, change->vault),
                             confirmed, cancellable, error);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_act (data, "purge", _ ("Vault purged"), result);
}

static void
purge_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhVaultChange *change = change_new (page);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *heading = g_strdup_printf (_ ("Purge Vault %s for Good?"), change->vault);

  request->trigger = g_strdup ("purge-vault");
  request->vault = g_strdup (change->vault);
  kh_detail_page_begin (page, "purge");
  kh_confirm_async (
      GTK_WIDGET (page), get_organization (page), request,
      &(KhConfirmTexts){ .verb = _ ("_Purge Vault"),
                         .heading = heading,
                         .body = _ ("It is gone with everything in it. Data wrapped with its keys "
                                    "can never be read again:"),
                         .destructive = TRUE },
      purge_confirmed, change, kh_vault_change_free, kh_page_get_cancellable (KH_PAGE (page)),
      purged_cb, kh_weak_new (page));
}

/* --- Rows ------------------------------------------------------------------------------------- */

static void
network_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (
      kh_network_dialog_new (kh_page_get_organization (data), kh_detail_page_get_item (data)),
      data);
}

static const GActionEntry entries[] = {
  { .name = "network", .activate = network_cb }, { .name = "restore", .activate = restore_cb },
  { .name = "delete", .activate = delete_cb },   { .name = "recover", .activate = recover_cb },
  { .name = "purge", .activate = purge_cb },
};

void
kh_vault_acts_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

static void
add_rows_of_deleted (KhDetailPage *page, GtkWidget *group, KhItem *item)
{
  g_autofree char *date = kh_text_date (kh_fact_time (item, "scheduledPurgeAt"),
                                        kh_organization_now (get_organization (page)));
  g_autofree char *until = g_strdup_printf (_ ("It can be recovered until %s"), date);
  g_autofree char *kept = g_strdup_printf (_ ("Purge protection keeps it until %s"), date);
  gboolean is_kept = kh_json_bool (kh_item_get_snapshot (item), "purgeProtection", FALSE);

  kh_detail_add_act (page, group, _ ("Bring the vault back"), until, _ ("_Recover…"),
                     "page.recover", NULL);
  kh_detail_add_act (page, group, _ ("Erase it for good"), _ ("It cannot be undone"), _ ("_Purge…"),
                     "page.purge", is_kept ? kept : NULL);
}

void
kh_vault_acts_add_rows (KhDetailPage *page, GtkWidget *group, KhItem *item)
{
  if (kh_item_is (item, "state", "Deleted")) {
    add_rows_of_deleted (page, group, item);
    return;
  }
  kh_detail_add_act (page, group, _ ("Store a secret"),
                     _ ("A password or a token, apart from what uses it"), _ ("New _Secret…"),
                     "page.new-secret", NULL);
  kh_detail_add_act (page, group, _ ("Change from where it can be reached"),
                     _ ("What loses its key by that is shown first"), _ ("Net_work…"),
                     "page.network", NULL);
  kh_detail_add_act (page, group, _ ("Bring a key back from a backup"),
                     _ ("Only one that was made in this organization, under its own name"),
                     _ ("Re_store…"), "page.restore", NULL);
  kh_detail_add_act (page, group, _ ("Delete the vault with everything in it"),
                     _ ("Recoverable until its retention is over; what depends on it is shown "
                        "first"),
                     _ ("_Delete…"), "page.delete", NULL);
}
