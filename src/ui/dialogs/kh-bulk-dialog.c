/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question about several objects, and what came of each. */
#include "kh-bulk-dialog.h"

#include "kh-bulk-rows.h"
#include "kh-text.h"

/* What is done; the dialog and the thread that does it hold it. */
typedef struct {
  KhBulkWork work;
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} Act;

struct _KhBulkDialog {
  KhDialog parent_instance;

  GPtrArray *entries; /* (owned) (element-type KhBulkEntry) */
  AdwPreferencesGroup *group;
  Act *act; /* (owned): counted */
  char *toast;
  GWeakRef parent; /* what it was shown for */
  guint next;      /* the entry that is at work, or comes next */
  guint n_done;
};

G_DEFINE_FINAL_TYPE (KhBulkDialog, kh_bulk_dialog, KH_TYPE_DIALOG)

enum { SIGNAL_DONE_FOR, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
act_clear (gpointer data)
{
  Act *act = data;

  if (act->destroy != NULL)
    act->destroy (act->data);
}

static void
act_release (gpointer act)
{
  g_atomic_rc_box_release_full (act, act_clear);
}

/* --- One after the other -------------------------------------------------------------------- */

/* One object; handed to the worker. */
typedef struct {
  Act *act; /* (owned) */
  char *id;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  act_release (step->act);
  g_free (step->id);
  g_free (step);
}

static gpointer
step_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Step *step = data;

  return GINT_TO_POINTER (step->act->work (client, step->id, step->act->data, cancellable, error));
}

static void run_next (KhBulkDialog *self);

/* What failed is told first. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const KhBulkEntry *entries[2] = { *(KhBulkEntry *const *)a, *(KhBulkEntry *const *)b };
  gboolean fine[2];

  for (guint i = 0; i < 2; i++)
    fine[i] = g_strcmp0 (entries[i]->state, "Succeeded") == 0;
  return (int)fine[0] - (int)fine[1];
}

static void
show_results (KhBulkDialog *self)
{
  g_autofree char *title = g_strdup_printf (_ ("%u of %u Done"), self->n_done, self->entries->len);

  g_ptr_array_sort (self->entries, compare);
  adw_preferences_group_set_title (self->group, title);
  adw_preferences_group_set_description (self->group, NULL);
  kh_bulk_rows_fill (self->group, self->entries);
  kh_dialog_set_finished (KH_DIALOG (self), _ ("_Done"));
}

static void
end (KhBulkDialog *self)
{
  if (self->n_done == self->entries->len)
    kh_dialog_done (KH_DIALOG (self), self->toast, NULL, NULL);
  else
    show_results (self);
}

/* The window is closed, so what was done by then is told below it. */
static void
tell_stopped (KhBulkDialog *self)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);
  g_autofree char *text =
      g_strdup_printf (_ ("Stopped: %u of %u done"), self->n_done, self->entries->len);

  if (parent != NULL && gtk_widget_get_root (parent) != NULL)
    kh_toast (parent, text, NULL, NULL);
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhBulkDialog) self = data;
  KhBulkEntry *entry = g_ptr_array_index (self->entries, self->next);
  g_autoptr (GError) error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  if (error == NULL) {
    entry->state = "Succeeded";
    self->n_done++;
    g_signal_emit (self, signals[SIGNAL_DONE_FOR], 0, entry->item);
  } else {
    entry->state = "Failed";
    entry->text = kh_text_error_body (error);
  }
  self->next++;
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    tell_stopped (self);
  else
    run_next (self);
}

static void
run_next (KhBulkDialog *self)
{
  KhDialog *dialog = KH_DIALOG (self);
  g_autofree char *progress = NULL;
  const KhBulkEntry *entry;
  Step *step;

  if (self->next == self->entries->len) {
    end (self);
    return;
  }
  entry = g_ptr_array_index (self->entries, self->next);
  progress = g_strdup_printf (_ ("%s, %u of %u"), kh_item_get_name (entry->item), self->next + 1,
                              self->entries->len);
  kh_dialog_set_progress (dialog, progress);
  step = g_new0 (Step, 1);
  step->act = g_atomic_rc_box_acquire (self->act);
  step->id = g_strdup (kh_item_get_id (entry->item));
  kh_organization_run_async (kh_dialog_get_organization (dialog), step_worker, step, step_free,
                             NULL, kh_dialog_get_cancellable (dialog), stepped_cb,
                             g_object_ref (self));
}

static void
kh_bulk_dialog_apply (KhDialog *dialog)
{
  GtkWindow *below = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  g_weak_ref_set (&KH_BULK_DIALOG (dialog)->parent, below);
  kh_dialog_set_readable (dialog, TRUE);
  kh_dialog_begin (dialog);
  run_next (KH_BULK_DIALOG (dialog));
}

/* --- The object ----------------------------------------------------------------------------- */

static void
kh_bulk_dialog_finalize (GObject *object)
{
  KhBulkDialog *self = KH_BULK_DIALOG (object);

  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->act, act_release);
  g_free (self->toast);
  g_weak_ref_clear (&self->parent);
  G_OBJECT_CLASS (kh_bulk_dialog_parent_class)->finalize (object);
}

static void
kh_bulk_dialog_class_init (KhBulkDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_bulk_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_bulk_dialog_apply;
  signals[SIGNAL_DONE_FOR] = g_signal_new ("done-for", KH_TYPE_BULK_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, KH_TYPE_ITEM);
}

static void
kh_bulk_dialog_init (KhBulkDialog *self)
{
  self->entries = g_ptr_array_new_with_free_func (kh_bulk_entry_free);
  g_weak_ref_init (&self->parent, NULL);
}

static GPtrArray *
make_entries (GPtrArray *items, GPtrArray *texts)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (kh_bulk_entry_free);

  for (guint i = 0; i < items->len; i++) {
    KhBulkEntry *entry = g_new0 (KhBulkEntry, 1);

    entry->item = g_object_ref (items->pdata[i]);
    entry->text = texts != NULL ? g_strdup (texts->pdata[i]) : NULL;
    g_ptr_array_add (entries, entry);
  }
  return entries;
}

static AdwPreferencesGroup *
add_group (KhBulkDialog *self, const char *title, const char *body, GPtrArray *entries)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *safe_title = kh_text_escape (title);
  g_autofree char *safe_body = body != NULL ? kh_text_escape (body) : NULL;

  adw_preferences_group_set_title (group, safe_title);
  adw_preferences_group_set_description (group, safe_body);
  kh_bulk_rows_fill (group, entries);
  kh_dialog_add_group (KH_DIALOG (self), group);
  return group;
}

KhBulkDialog *
kh_bulk_dialog_new (KhOrganization *organization, const KhBulk *bulk, const KhBulkTexts *texts,
                    KhBulkWork work, gpointer data, GDestroyNotify destroy)
{
  KhBulkDialog *self =
      g_object_new (KH_TYPE_BULK_DIALOG, "organization", organization, "title", texts->title, NULL);
  g_autoptr (GPtrArray) others = make_entries (bulk->others, bulk->reasons);

  self->act = g_atomic_rc_box_new (Act);
  *self->act = (Act){ work, data, destroy };
  self->toast = g_strdup (texts->toast);
  g_ptr_array_unref (self->entries);
  self->entries = make_entries (bulk->items, NULL);
  kh_dialog_set_verb (KH_DIALOG (self), texts->verb, texts->destructive);
  if (texts->keep != NULL)
    kh_dialog_set_keep (KH_DIALOG (self), texts->keep);
  if (others->len > 0)
    add_group (self, _ ("Left Out"), NULL, others);
  self->group = add_group (self, texts->heading, texts->body, self->entries);
  return self;
}
