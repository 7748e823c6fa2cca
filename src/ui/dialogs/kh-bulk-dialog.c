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

typedef struct {
  GPtrArray *entries;                   /* (owned) (element-type KhBulkEntry) */
  AdwPreferencesGroup *group, *options; /* @options: (nullable) */
  Act *act;                             /* (owned): counted */
  char *toast;
  GWeakRef parent; /* what it was shown for */
  guint next;      /* the entry that is at work, or comes next */
  guint n_done;
} KhBulkDialogPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (KhBulkDialog, kh_bulk_dialog, KH_TYPE_DIALOG)

#define PRIV(self) ((KhBulkDialogPrivate *)kh_bulk_dialog_get_instance_private (self))

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
  KhBulkDialogPrivate *priv = PRIV (self);
  g_autofree char *title = g_strdup_printf (_ ("%u of %u Done"), priv->n_done, priv->entries->len);

  g_ptr_array_sort (priv->entries, compare);
  adw_preferences_group_set_title (priv->group, title);
  adw_preferences_group_set_description (priv->group, NULL);
  kh_bulk_rows_fill (priv->group, priv->entries);
  kh_dialog_set_finished (KH_DIALOG (self), _ ("_Done"));
  if (priv->options != NULL)
    gtk_widget_set_visible (GTK_WIDGET (priv->options), FALSE);
}

static void
end (KhBulkDialog *self)
{
  KhBulkDialogPrivate *priv = PRIV (self);

  if (priv->n_done == priv->entries->len)
    kh_dialog_done (KH_DIALOG (self), priv->toast, NULL, NULL);
  else
    show_results (self);
}

/* The window is closed, so what was done by then is told below it. */
static void
tell_stopped (KhBulkDialog *self)
{
  KhBulkDialogPrivate *priv = PRIV (self);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&priv->parent);
  g_autofree char *text =
      g_strdup_printf (_ ("Stopped: %u of %u done"), priv->n_done, priv->entries->len);

  if (parent != NULL && gtk_widget_get_root (parent) != NULL)
    kh_toast (parent, text, NULL, NULL);
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhBulkDialog) self = data;
  KhBulkDialogPrivate *priv = PRIV (self);
  KhBulkEntry *entry = g_ptr_array_index (priv->entries, priv->next);
  g_autoptr (GError) error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  if (error == NULL) {
    entry->state = "Succeeded";
    priv->n_done++;
    g_signal_emit (self, signals[SIGNAL_DONE_FOR], 0, entry->item);
  } else {
    entry->state = "Failed";
    g_free (entry->text);
    entry->text = kh_text_error_body (error);
  }
  priv->next++;
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    tell_stopped (self);
  else
    run_next (self);
}

static void
run_next (KhBulkDialog *self)
{
  KhBulkDialogPrivate *priv = PRIV (self);
  KhDialog *dialog = KH_DIALOG (self);
  g_autofree char *progress = NULL;
  const KhBulkEntry *entry;
  Step *step;

  if (priv->next == priv->entries->len) {
    end (self);
    return;
  }
  entry = g_ptr_array_index (priv->entries, priv->next);
  progress = g_strdup_printf (_ ("%s, %u of %u"), kh_item_get_name (entry->item), priv->next + 1,
                              priv->entries->len);
  kh_dialog_set_progress (dialog, progress);
  step = g_new0 (Step, 1);
  step->act = g_atomic_rc_box_acquire (priv->act);
  step->id = g_strdup (kh_item_get_id (entry->item));
  kh_organization_run_async (kh_dialog_get_organization (dialog), step_worker, step, step_free,
                             NULL, kh_dialog_get_cancellable (dialog), stepped_cb,
                             g_object_ref (self));
}

void
kh_bulk_dialog_run (KhBulkDialog *self)
{
  KhDialog *dialog = KH_DIALOG (self);

  g_weak_ref_set (&PRIV (self)->parent, gtk_window_get_transient_for (GTK_WINDOW (self)));
  if (PRIV (self)->options != NULL)
    gtk_widget_set_sensitive (GTK_WIDGET (PRIV (self)->options), FALSE);
  kh_dialog_set_readable (dialog, TRUE);
  kh_dialog_begin (dialog);
  run_next (self);
}

static void
kh_bulk_dialog_apply (KhDialog *dialog)
{
  kh_bulk_dialog_run (KH_BULK_DIALOG (dialog));
}

/* --- The object ----------------------------------------------------------------------------- */

static void
kh_bulk_dialog_finalize (GObject *object)
{
  KhBulkDialogPrivate *priv = PRIV (KH_BULK_DIALOG (object));

  g_ptr_array_unref (priv->entries);
  g_clear_pointer (&priv->act, act_release);
  g_free (priv->toast);
  g_weak_ref_clear (&priv->parent);
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
  KhBulkDialogPrivate *priv = PRIV (self);

  priv->entries = g_ptr_array_new_with_free_func (kh_bulk_entry_free);
  g_weak_ref_init (&priv->parent, NULL);
}

static GPtrArray *
make_entries (GPtrArray *items, GPtrArray *texts)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (kh_bulk_entry_free);

  for (guint i = 0; i < items->len; i++) {
    KhBulkEntry *entry = g_new0 (KhBulkEntry, 1);

    entry->item = g_object_ref (items->pdata[i]);
    /* Keys of two vaults may have one name. */
    entry->text = g_strdup (texts != NULL ? texts->pdata[i]
                            : kh_item_get_kind (entry->item) == KH_ITEM_KEY
                                ? kh_item_string (entry->item, "vault")
                                : NULL);
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
kh_bulk_dialog_new_of (GType type, KhOrganization *organization, const KhBulk *bulk,
                       const KhBulkTexts *texts, AdwPreferencesGroup *options, KhBulkWork work,
                       gpointer data, GDestroyNotify destroy)
{
  KhBulkDialog *self =
      g_object_new (type, "organization", organization, "title", texts->title, NULL);
  KhBulkDialogPrivate *priv = PRIV (self);
  g_autoptr (GPtrArray) others = make_entries (bulk->others, bulk->reasons);

  priv->act = g_atomic_rc_box_new (Act);
  *priv->act = (Act){ work, data, destroy };
  priv->toast = g_strdup (texts->toast);
  g_ptr_array_unref (priv->entries);
  priv->entries = make_entries (bulk->items, NULL);
  kh_dialog_set_verb (KH_DIALOG (self), texts->verb, texts->destructive);
  if (texts->keep != NULL)
    kh_dialog_set_keep (KH_DIALOG (self), texts->keep);
  if (others->len > 0)
    add_group (self, _ ("Left Out"), NULL, others);
  priv->options = options;
  if (options != NULL)
    kh_dialog_add_group (KH_DIALOG (self), options);
  priv->group = add_group (self, texts->heading, texts->body, priv->entries);
  return self;
}

KhBulkDialog *
kh_bulk_dialog_new (KhOrganization *organization, const KhBulk *bulk, const KhBulkTexts *texts,
                    KhBulkWork work, gpointer data, GDestroyNotify destroy)
{
  return kh_bulk_dialog_new_of (KH_TYPE_BULK_DIALOG, organization, bulk, texts, NULL, work, data,
                                destroy);
}
