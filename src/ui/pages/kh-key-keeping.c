/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letting a key expire, backing it up into a file, and deleting it. */
#include "kh-key-page.h"

#include "kh-backup-acts.h"
#include "kh-compat-files.h"
#include "kh-confirm.h"
#include "kh-dialogs.h"
#include "kh-focus.h"
#include "kh-text.h"

/* One key; handed to the worker. */
typedef struct {
  char *vault, *key;
  char *path; /* (nullable): of the backup */
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->vault);
  g_free (kept->key);
  g_free (kept->path);
  g_free (kept);
}

static Kept *
kept_new (KhDetailPage *page)
{
  KhItem *item = kh_detail_page_get_item (page);
  Kept *kept = g_new0 (Kept, 1);

  kept->vault = g_strdup (kh_item_string (item, "vault"));
  kept->key = g_strdup (kh_item_string (item, "name"));
  return kept;
}

/* --- Backing up ------------------------------------------------------------------------------- */

static gpointer
back_up_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Kept *kept = data;

  return GINT_TO_POINTER (
      kh_act_backup_key (client, kept->vault, kept->key, kept->path, cancellable, error));
}

static void
on_folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *toast = NULL;
  g_autofree char *escaped = NULL;
  Kept *kept;

  if (page == NULL || path == NULL)
    return;
  kept = kept_new (page);
  name = g_strdup_printf ("%s-%s.keybackup", kept->vault, kept->key);
  kept->path = g_build_filename (path, name, NULL);
  escaped = kh_text_escape (name);
  toast = g_strdup_printf (_ ("Backed up to %s"), escaped);
  kh_detail_page_run_work (page, "back-up", back_up_worker, kept, kept_free, toast);
}

static void
back_up_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_choose_folder_async (data, _ ("Back the Key Up Into This Folder"), NULL,
                          kh_page_get_cancellable (data), on_folder_cb, kh_weak_new (data));
}

/* --- Deleting --------------------------------------------------------------------------------- */

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const Kept *kept = data;
  KhCall *call = kh_key_api_delete (kept->vault, kept->key);

  if (confirmed != NULL)
    kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), _ ("Key deleted"), NULL, NULL);
  kh_detail_page_end (page, "delete", error);
}

/* (transfer full): "3 versions. Recoverable until Feb 25; the name stays taken until then." */
static char *
make_body (KhDetailPage *page)
{
  KhJson *key = kh_item_get_snapshot (kh_detail_page_get_item (page));
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  KhTime until = now + kh_json_int (key, "recoverableDays", 0) * KH_DAY;
  g_autofree char *date = kh_text_date (until, now);
  guint n = kh_json_length (key, "versions");
  g_autofree char *versions = g_strdup_printf (ngettext ("%u version.", "%u versions.", n), n);

  return g_strdup_printf (_ ("%s Recoverable until %s; the name stays taken until then."), versions,
                          date);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  Kept *kept = kept_new (page);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *heading = g_strdup_printf (_ ("Delete Key %s?"), kept->key);
  g_autofree char *hard = g_strdup_printf (_ ("Delete Key %s Although It Is Needed?"), kept->key);
  g_autofree char *body = make_body (page);
  g_autofree char *hard_body =
      g_strconcat (body, " ", _ ("Environments that need it go offline at once."), NULL);

  request->trigger = g_strdup ("delete-key");
  request->vault = g_strdup (kept->vault);
  request->key = g_strdup (kept->key);
  kh_detail_page_begin (page, "delete");
  kh_confirm_async (GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)), request,
                    &(KhConfirmTexts){ .verb = _ ("_Delete Key"),
                                       .heading = heading,
                                       .body = body,
                                       .heading_hard = hard,
                                       .body_hard = hard_body,
                                       .destructive = TRUE },
                    delete_confirmed, kept, kept_free, kh_page_get_cancellable (KH_PAGE (page)),
                    deleted_cb, kh_weak_new (page));
}

/* --- Expiry ----------------------------------------------------------------------------------- */

static void
set_expiry_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (
      kh_expiry_dialog_new (kh_page_get_organization (data), kh_detail_page_get_item (data), NULL),
      data);
}

static void
set_expiry_of_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_expiry_dialog_new (kh_page_get_organization (data),
                                        kh_detail_page_get_item (data),
                                        g_variant_get_string (parameter, NULL)),
                  data);
}

static const GActionEntry entries[] = {
  { .name = "set-expiry", .activate = set_expiry_cb },
  { .name = "set-expiry-of", .activate = set_expiry_of_cb, .parameter_type = "s" },
  { .name = "back-up", .activate = back_up_cb },
  { .name = "delete", .activate = delete_cb },
};

void
kh_key_keeping_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

void
kh_key_keeping_add_rows (KhDetailPage *page, GtkWidget *group)
{
  kh_detail_add_act (page, group, _ ("Let the current version end"),
                     _ ("What uses it goes offline on that day"), _ ("Set E_xpiry…"),
                     "page.set-expiry", NULL);
  kh_detail_add_act (page, group, _ ("Keep a copy of the key"),
                     _ ("A file that only this organization can restore"), _ ("_Back Up…"),
                     "page.back-up", NULL);
  kh_detail_add_act (page, group, _ ("Delete the key"),
                     _ ("Recoverable until its retention is over"), _ ("D_elete…"), "page.delete",
                     NULL);
}
