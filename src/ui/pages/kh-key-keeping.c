/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letting a key expire, backing it up into a file, and deleting it. */
#include "kh-key-acts.h"

#include "kh-backup-acts.h"
#include "kh-compat-files.h"
#include "kh-confirm.h"
#include "kh-dialogs.h"
#include "kh-guard-words.h"
#include "kh-pending-act.h"
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
kept_new (KhItem *item)
{
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
      kh_act_backup_key (client, kept->vault, kept->key, kept->path, FALSE, cancellable, error));
}

/* What is backed up once a folder is chosen. */
typedef struct {
  GWeakRef place;
  KhOrganization *organization; /* (owned) */
  Kept *kept;                   /* (owned) (nullable) once it has begun */
} Choosing;

static void
choosing_free (Choosing *self)
{
  g_weak_ref_clear (&self->place);
  g_object_unref (self->organization);
  g_clear_pointer (&self->kept, kept_free);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choosing, choosing_free)

static void
on_folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Choosing) self = data;
  g_autoptr (GtkWidget) place = g_weak_ref_get (&self->place);
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;
  g_autofree char *name = kh_act_backup_name (self->kept->vault, self->kept->key);
  g_autofree char *escaped = kh_text_escape (name);
  g_autofree char *toast = g_strdup_printf (_ ("Backed up to %s"), escaped);

  if (place == NULL || path == NULL)
    return;
  self->kept->path = g_build_filename (path, name, NULL);
  kh_pending_act_run_work (kh_pending_act_new (place, "back-up", toast), self->organization,
                           back_up_worker, g_steal_pointer (&self->kept), kept_free);
}

void
kh_key_back_up (GtkWidget *place, KhOrganization *organization, KhItem *key)
{
  GtkWidget *page = gtk_widget_get_ancestor (place, KH_TYPE_PAGE);
  Choosing *self = g_new0 (Choosing, 1);

  g_weak_ref_init (&self->place, place);
  self->organization = g_object_ref (organization);
  self->kept = kept_new (key);
  kh_choose_folder_async (place, _ ("Back the Key Up Into This Folder"), NULL,
                          page != NULL ? kh_page_get_cancellable (KH_PAGE (page)) : NULL,
                          on_folder_cb, self);
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

/* (transfer full) */
static char *
make_body (KhJson *key, KhTime now, gboolean hard)
{
  KhTime until = now + kh_json_int (key, "recoverableDays", 0) * KH_DAY;
  g_autofree char *date = kh_text_date (until, now);

  return kh_guard_words (&(KhGuardFacts){ KH_GUARDED_DELETE_KEY, .until = date,
                                          .n_versions = kh_json_length (key, "versions") },
                         hard);
}

/* Takes @act. */
static void
ask (KhPendingAct *act, KhOrganization *organization, KhItem *key)
{
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (act);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  Kept *kept = kept_new (key);
  g_autofree char *heading = g_strdup_printf (_ ("Delete Key %s?"), kept->key);
  g_autofree char *hard = g_strdup_printf (_ ("Delete Key %s Although It Is Needed?"), kept->key);
  KhTime now = kh_organization_now (organization);
  g_autofree char *body = make_body (kh_item_get_snapshot (key), now, FALSE);
  g_autofree char *hard_body = make_body (kh_item_get_snapshot (key), now, TRUE);

  request->trigger = g_strdup ("delete-key");
  request->vault = g_strdup (kept->vault);
  request->key = g_strdup (kept->key);
  kh_confirm_async (place, organization, request,
                    &(KhConfirmTexts){ .verb = _ ("_Delete Key"),
                                       .heading = heading,
                                       .body = body,
                                       .heading_hard = hard,
                                       .body_hard = hard_body,
                                       .destructive = TRUE },
                    delete_confirmed, kept, kept_free, kh_pending_act_get_cancellable (act),
                    kh_pending_act_confirmed_cb, act);
}

/* A key whose versions are told in the question. */
typedef struct {
  KhPendingAct *act; /* (owned) */
  KhItem *key;       /* (owned) */
} Deleting;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Deleting *self = data;
  KhOrganization *organization = KH_ORGANIZATION (source);
  g_autoptr (KhItem) key = self->key;
  KhPendingAct *act = self->act;
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (act);
  g_autoptr (GError) error = NULL;

  g_free (self);
  /* Where it was begun is gone: there is nobody to ask. */
  if (!kh_organization_load_item_finish (organization, result, &error) || place == NULL)
    kh_pending_act_end (act, error);
  else
    ask (act, organization, key);
}

void
kh_key_delete (GtkWidget *place, KhOrganization *organization, KhItem *key)
{
  Deleting *self = g_new (Deleting, 1);

  *self = (Deleting){ kh_pending_act_new (place, "delete", _ ("Key deleted")), g_object_ref (key) };
  kh_organization_load_item_async (organization, key, kh_pending_act_get_cancellable (self->act),
                                   loaded_cb, self);
}

/* --- Expiry ----------------------------------------------------------------------------------- */

void
kh_key_set_expiry (GtkWidget *place, KhOrganization *organization, KhItem *key, const char *version)
{
  kh_dialog_show (kh_expiry_dialog_new (organization, key, version), place);
}
