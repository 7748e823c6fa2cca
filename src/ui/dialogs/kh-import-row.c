/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is to be imported. */
#include "kh-import-row.h"

#include <string.h>

#include "kh-rows.h"
#include "kh-text.h"

#define HEAD_SIZE 4096

struct _KhImportRow {
  AdwActionRow parent_instance;

  GtkProgressBar *bar;
  GtkLabel *state_label;
  GtkButton *remove_button;

  GFile *file;               /* (owned) */
  GCancellable *cancellable; /* (owned) */
  char *problem;             /* (nullable): why it cannot be imported */
  const char *kind;          /* (nullable): while it is not known */
  gint64 size;
  KhImportRowState state;
  gboolean plain;
};

G_DEFINE_FINAL_TYPE (KhImportRow, kh_import_row, ADW_TYPE_ACTION_ROW)

enum { REMOVED, LOOKED, N_SIGNALS };
static guint signals[N_SIGNALS];

const char *
kh_import_kind_text (const char *kind)
{
  static const struct {
    const char *kind, *text;
  } kinds[] = {
    { "csv", N_ ("CSV table") },
    { "jsonl", N_ ("JSON lines") },
    { "sqlite", N_ ("SQLite database") },
    { "flow", N_ ("Cloud flow") },
    { "file", N_ ("File") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return _ (kinds[i].text);
  return kind;
}

/* What it looks like, and where it would go; the tenant decides by the whole content. */
static char *
describe (KhImportRow *self)
{
  const char *kind = self->plain ? "file" : self->kind;
  gboolean file = g_strcmp0 (kind, "file") == 0;
  g_autofree char *size = NULL;

  if (self->problem != NULL)
    return g_strdup (self->problem);
  if (self->state == KH_IMPORT_ROW_READING)
    return g_strdup (_ ("Looking at the file"));
  size = kh_text_size ((guint64)MAX (self->size, 0));
  if (kind == NULL)
    return g_strdup_printf (_ ("%s · what it is shows while it is read"), size);
  /* Translators: kind of file, size, where it goes */
  return g_strdup_printf (_ ("%s · %s · to %s"), kh_import_kind_text (kind), size,
                          kh_text_store (file ? "files" : "dataverse"));
}

static const char *
state_text (KhImportRowState state)
{
  switch (state) {
  case KH_IMPORT_ROW_WAITING:
    return _ ("Waiting");
  case KH_IMPORT_ROW_TAKEN:
    return _ ("Taken");
  case KH_IMPORT_ROW_REFUSED:
    return _ ("Refused");
  case KH_IMPORT_ROW_READING:
  case KH_IMPORT_ROW_CHOSEN:
  case KH_IMPORT_ROW_UNUSABLE:
  case KH_IMPORT_ROW_RUNNING:
    break;
  }
  return NULL;
}

static void
update (KhImportRow *self)
{
  g_autofree char *text = describe (self);
  const char *word = state_text (self->state);
  gboolean running = self->state == KH_IMPORT_ROW_RUNNING;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  if (word != NULL)
    gtk_label_set_text (self->state_label, word);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), word != NULL || running);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), running);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), self->state <= KH_IMPORT_ROW_UNUSABLE);
  if (self->state == KH_IMPORT_ROW_UNUSABLE || self->state == KH_IMPORT_ROW_REFUSED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static void
end_look (KhImportRow *self, KhImportRowState state)
{
  self->state = state;
  update (self);
  g_signal_emit (self, signals[LOOKED], 0);
}

static void
fail_look (KhImportRow *self, const char *problem)
{
  self->problem = g_strdup (problem);
  end_look (self, KH_IMPORT_ROW_UNUSABLE);
}

static gboolean
has_extension (KhImportRow *self, const char *extension)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, extension);
}

/* NULL where only the whole content tells. */
static const char *
guess_kind (KhImportRow *self, const char *head, gsize size)
{
  gsize blank = 0;

  if (size >= 16 && memcmp (head, "SQLite format 3", 16) == 0)
    return "sqlite";
  if (memchr (head, '\0', size) != NULL || (size >= 4 && memcmp (head, "PK\3\4", 4) == 0))
    return "file";
  while (blank < size && g_ascii_isspace (head[blank]))
    blank++;
  if (blank < size && head[blank] == '{'
      && (has_extension (self, ".jsonl") || has_extension (self, ".ndjson")))
    return "jsonl";
  if (has_extension (self, ".csv") || has_extension (self, ".tsv"))
    return "csv";
  return NULL;
}

static void
head_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhImportRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) head =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size;
  const char *bytes;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (head == NULL) {
    fail_look (self, error->message);
    return;
  }
  bytes = g_bytes_get_data (head, &size);
  self->kind = size == 0 ? "file" : guess_kind (self, bytes, size);
  end_look (self, KH_IMPORT_ROW_CHOSEN);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhImportRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (stream == NULL)
    fail_look (self, error->message);
  else
    g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), HEAD_SIZE, G_PRIORITY_DEFAULT,
                                     self->cancellable, head_read_cb, g_object_ref (self));
}

static void
info_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhImportRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (info == NULL) {
    fail_look (self, error->message);
  } else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY) {
    fail_look (self, _ ("A folder: add the files in it"));
  } else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) {
    fail_look (self, _ ("This is not a file"));
  } else {
    self->size = g_file_info_get_size (info);
    g_file_read_async (self->file, G_PRIORITY_DEFAULT, self->cancellable, opened_cb,
                       g_object_ref (self));
  }
}

static void
on_remove_clicked_cb (KhImportRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
kh_import_row_dispose (GObject *object)
{
  KhImportRow *self = KH_IMPORT_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (kh_import_row_parent_class)->dispose (object);
}

static void
kh_import_row_finalize (GObject *object)
{
  KhImportRow *self = KH_IMPORT_ROW (object);

  g_object_unref (self->cancellable);
  g_free (self->problem);
  G_OBJECT_CLASS (kh_import_row_parent_class)->finalize (object);
}

static void
kh_import_row_class_init (KhImportRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_import_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_import_row_finalize;
  signals[REMOVED] = g_signal_new ("removed", KH_TYPE_IMPORT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[LOOKED] = g_signal_new ("looked", KH_TYPE_IMPORT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-import-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KhImportRow, bar);
  gtk_widget_class_bind_template_child (widget_class, KhImportRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, KhImportRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked_cb);
}

static void
kh_import_row_init (KhImportRow *self)
{
  self->cancellable = g_cancellable_new ();
  self->size = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhImportRow *
kh_import_row_new (GFile *file)
{
  KhImportRow *self = g_object_new (KH_TYPE_IMPORT_ROW, NULL);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_utf8_make_valid (name, -1);
  /* Translators: the name of a file */
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), shown);

  self->file = g_object_ref (file);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), shown);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove_button), remove);
  kh_set_name (GTK_WIDGET (self->remove_button), remove);
  kh_set_name (GTK_WIDGET (self->bar), shown);
  update (self);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, self->cancellable, info_cb,
                           g_object_ref (self));
  return self;
}

GFile *
kh_import_row_get_file (KhImportRow *self)
{
  return self->file;
}

gint64
kh_import_row_get_size (KhImportRow *self)
{
  return self->size;
}

KhImportRowState
kh_import_row_get_state (KhImportRow *self)
{
  return self->state;
}

void
kh_import_row_set_state (KhImportRow *self, KhImportRowState state)
{
  self->state = state;
  if (state == KH_IMPORT_ROW_RUNNING)
    kh_import_row_set_progress (self, 0, 0);
  update (self);
}

void
kh_import_row_set_plain (KhImportRow *self, gboolean plain)
{
  self->plain = plain;
  update (self);
}

/* All bytes sent is not all done: the tenant checks every row before it takes any. */
void
kh_import_row_set_progress (KhImportRow *self, guint64 done, guint64 total)
{
  guint percent = total > 0 ? (guint)(MIN (done, total) * 100 / total) : 0;
  g_autofree char *text =
      total > 0 && done >= total ? g_strdup (_ ("Checking")) : g_strdup_printf ("%u %%", percent);

  gtk_progress_bar_set_fraction (self->bar, percent / 100.0);
  gtk_label_set_text (self->state_label, text);
}
