/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back Up… of several keys: one folder, a file each. */
#include "kh-key-bulk-dialogs.h"

#include "kh-backup-acts.h"
#include "kh-confirm.h"
#include "kh-folder-row.h"
#include "kh-text.h"

/* Where the files go. The main thread fills it before the first step begins, the worker reads it.
 */
typedef struct {
  char *folder;
  gboolean replace; /* those that were there have been asked about */
} Plan;

typedef struct {
  KhBulkDialog parent_instance;

  KhFolderRow *folder_row;
  GPtrArray *keys; /* (owned) (element-type KhItem) */
  Plan *plan;      /* (not owned): the dialog's work */
} KhBackupBulk;
typedef KhBulkDialogClass KhBackupBulkClass;

#define KH_TYPE_BACKUP_BULK (kh_backup_bulk_get_type ())
static GType kh_backup_bulk_get_type (void);
G_DEFINE_TYPE (KhBackupBulk, kh_backup_bulk, KH_TYPE_BULK_DIALOG)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhBackupBulk, g_object_unref)

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->folder);
  g_free (plan);
}

/* (transfer full) @id: "VAULT/NAME" */
static char *
make_name (const char *id)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 2);

  return kh_act_backup_name (parts[0], parts[1]);
}

static gboolean
back_up (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
         GError **error)
{
  const Plan *plan = data;
  g_auto (GStrv) parts = g_strsplit (id, "/", 2);
  g_autofree char *name = make_name (id);
  g_autofree char *path = g_build_filename (plan->folder, name, NULL);

  return kh_act_backup_key (client, parts[0], parts[1], path, plan->replace, cancellable, error);
}

/* --- What is there already ---------------------------------------------------------------------
 */

/* Handed to the worker. */
typedef struct {
  char *folder;
  char **names;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->folder);
  g_strfreev (look->names);
  g_free (look);
}

/* (transfer full): the names of files that are there. */
static gpointer
look_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Look *look = data;
  g_autoptr (GStrvBuilder) there = g_strv_builder_new ();

  for (guint i = 0; look->names[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (look->folder, look->names[i], NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      g_strv_builder_add (there, look->names[i]);
  }
  return g_strv_builder_end (there);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhBackupBulk) self = data;
  g_autoptr (GError) error = NULL;
  gboolean yes = kh_ask_finish (result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  self->plan->replace = yes;
  if (yes)
    kh_bulk_dialog_run (KH_BULK_DIALOG (self));
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
ask (KhBackupBulk *self, const char *const *there)
{
  guint n = g_strv_length ((char **)there);
  g_autofree char *heading =
      g_strdup_printf (ngettext ("Replace %u File?", "Replace %u Files?", n), n);

  kh_ask_async (GTK_WIDGET (self),
                &(KhConfirmTexts){ .verb = _ ("_Replace"),
                                   .heading = heading,
                                   .body = _ ("What is in the folder under these names is lost:"),
                                   .rows = there,
                                   .destructive = TRUE },
                kh_dialog_get_cancellable (KH_DIALOG (self)), asked_cb, g_object_ref (self));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhBackupBulk) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) there = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (there == NULL)
    kh_dialog_fail (KH_DIALOG (self), error);
  else if (there[0] != NULL)
    ask (self, (const char *const *)there);
  else
    kh_bulk_dialog_run (KH_BULK_DIALOG (self));
}

static void
kh_backup_bulk_apply (KhDialog *dialog)
{
  KhBackupBulk *self = (KhBackupBulk *)dialog;
  Look *look = g_new (Look, 1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->keys->len; i++) {
    g_autofree char *name = make_name (kh_item_get_id (self->keys->pdata[i]));

    g_strv_builder_add (names, name);
  }
  g_free (self->plan->folder);
  self->plan->folder = g_file_get_path (kh_folder_row_get_folder (self->folder_row));
  self->plan->replace = FALSE;
  *look = (Look){ g_strdup (self->plan->folder), g_strv_builder_end (names) };
  kh_dialog_begin (dialog);
  kh_organization_run_async (kh_dialog_get_organization (dialog), look_worker, look, look_free,
                             (GDestroyNotify)g_strfreev, kh_dialog_get_cancellable (dialog),
                             looked_cb, g_object_ref (self));
}

/* --- The object ------------------------------------------------------------------------------- */

static void
kh_backup_bulk_finalize (GObject *object)
{
  g_clear_pointer (&((KhBackupBulk *)object)->keys, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_backup_bulk_parent_class)->finalize (object);
}

static void
kh_backup_bulk_class_init (KhBackupBulkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_backup_bulk_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_backup_bulk_apply;
}

static void
kh_backup_bulk_init (KhBackupBulk *self)
{
}

KhBulkDialog *
kh_backup_bulk_new (KhOrganization *organization, const KhBulk *bulk)
{
  guint n = bulk->items->len;
  Plan *plan = g_new0 (Plan, 1);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = kh_folder_row_new ();
  g_autofree char *heading = g_strdup_printf (ngettext ("Back Up %u Key", "Back Up %u Keys", n), n);
  g_autofree char *toast =
      g_strdup_printf (ngettext ("%u key backed up", "%u keys backed up", n), n);
  KhBulkDialog *dialog;
  KhBackupBulk *self;

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  dialog = kh_bulk_dialog_new_of (
      KH_TYPE_BACKUP_BULK, organization, bulk,
      &(KhBulkTexts){ .title = _ ("Back Up"),
                      .verb = _ ("_Back Up"),
                      .heading = heading,
                      .body = _ ("A file for each, that only this organization can restore."),
                      .toast = toast },
      ADW_PREFERENCES_GROUP (group), back_up, plan, plan_free);
  self = (KhBackupBulk *)dialog;
  self->plan = plan;
  self->folder_row = KH_FOLDER_ROW (row);
  self->keys = g_ptr_array_ref (bulk->items);
  return dialog;
}
