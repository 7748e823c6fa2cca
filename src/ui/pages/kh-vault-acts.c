/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restoring keys into a vault, and what its page offers of the acts on it. */
#include "kh-vault-acts.h"

#include "kh-backup-acts.h"
#include "kh-compat-files.h"
#include "kh-dialogs.h"
#include "kh-facts.h"
#include "kh-lock-act.h"
#include "kh-item-act.h"
#include "kh-pending-act.h"
#include "kh-text.h"

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
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
kh_vault_restore_files (GtkWidget *place, KhOrganization *organization, KhItem *vault,
                        GListModel *files)
{
  Restoring *restoring = g_new0 (Restoring, 1);
  guint n = g_list_model_get_n_items (files);

  restoring->vault = g_strdup (kh_item_get_name (vault));
  restoring->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    char *path = g_file_get_path (file);

    if (path != NULL)
      g_ptr_array_add (restoring->paths, path);
  }
  kh_pending_act_run_work (
      kh_pending_act_new (place, "restore", n == 1 ? _ ("Key restored") : _ ("Keys restored")),
      organization, restore_worker, restoring, restoring_free);
}

/* Where the files are for. */
typedef struct {
  GWeakRef place;
  KhOrganization *organization; /* (owned) */
  KhItem *vault;                /* (owned) */
} Choosing;

static void
on_files_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Choosing *self = data;
  g_autoptr (KhOrganization) organization = self->organization;
  g_autoptr (KhItem) vault = self->vault;
  g_autoptr (GtkWidget) place = g_weak_ref_get (&self->place);
  g_autoptr (GListModel) files = kh_choose_files_finish (result, NULL);

  g_weak_ref_clear (&self->place);
  if (place != NULL && files != NULL)
    kh_vault_restore_files (place, organization, vault, files);
}

void
kh_vault_restore (GtkWidget *place, KhOrganization *organization, KhItem *vault)
{
  GtkWidget *page = gtk_widget_get_ancestor (place, KH_TYPE_PAGE);
  Choosing *self = g_new0 (Choosing, 1);

  g_weak_ref_init (&self->place, place);
  self->organization = g_object_ref (organization);
  self->vault = g_object_ref (vault);
  kh_choose_files_async (place, _ ("Restore Keys From These Files"),
                         page != NULL ? kh_page_get_cancellable (KH_PAGE (page)) : NULL,
                         on_files_cb, self);
}

/* --- On the page ------------------------------------------------------------------------------ */

static void
restore_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_vault_restore);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_vault_delete);
}

static void
recover_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_vault_recover);
}

static void
purge_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_vault_purge);
}

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
  kh_lock_act_add (page);
}

static void
add_rows_of_deleted (KhDetailPage *page, GtkWidget *group, KhItem *item)
{
  g_autofree char *date = kh_text_date (kh_fact_time (item, "scheduledPurgeAt"),
                                        kh_organization_now (get_organization (page)));
  g_autofree char *until = g_strdup_printf (_ ("It can be recovered until %s"), date);
  g_autofree char *kept = kh_vault_refuse_purge (item, get_organization (page));

  kh_detail_add_act (page, group, _ ("Bring the vault back"), until, _ ("_Recover…"),
                     "page.recover", NULL);
  kh_detail_add_act (page, group, _ ("Erase it for good"), _ ("It cannot be undone"), _ ("_Purge…"),
                     "page.purge", kept);
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
                     _ ("Rest_ore…"), "page.restore", NULL);
  kh_lock_act_add_row (page, group);
  kh_detail_add_act (page, group, _ ("Delete the vault with everything in it"),
                     _ ("Recoverable until its retention is over; what depends on it is shown "
                        "first"),
                     _ ("_Delete…"), "page.delete", NULL);
}
