/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of a row of a list page. */
#include "kh-item-body.h"

#include "kh-check-mark.h"
#include "kh-pill.h"
#include "kh-row-layout.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Each widget is made when there is something to show in it first. */
struct _KhItemBody {
  GtkBox parent_instance;

  GtkWidget *title, *subtitle, *ends;
  GtkWidget *labels[KH_ITEM_ENDS], *pills[KH_ITEM_ENDS]; /* (nullable) */
  GtkWidget *bar, *button, *mark;                        /* (nullable) */
};

G_DEFINE_FINAL_TYPE (KhItemBody, kh_item_body, GTK_TYPE_BOX)

enum { SIGNAL_ACTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- What it shows ------------------------------------------------------------------------------
 */

void
kh_item_text_clear (KhItemText *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->verb, g_free);
  for (guint i = 0; i < self->n_ends; i++) {
    g_clear_pointer (&self->ends[i].value, g_free);
    g_clear_pointer (&self->ends[i].word, g_free);
  }
  self->n_ends = 0;
  self->percent = -1;
}

static gboolean
shows_end (const KhItemText *text, guint index)
{
  return index < text->n_ends && (!text->compact || index + 1 == text->n_ends);
}

char *
kh_item_text_subtitle (const KhItemText *self)
{
  GString *subtitle = g_string_new (self->subtitle);

  for (guint i = 0; i < self->n_ends; i++)
    if (!shows_end (self, i) && *self->ends[i].word != '\0')
      g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", self->ends[i].word);
  return g_string_free (subtitle, FALSE);
}

/* --- Parts --------------------------------------------------------------------------------------
 */

static GtkWidget *
line_new (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
show_line (GtkWidget *line, const char *text)
{
  gtk_label_set_text (GTK_LABEL (line), text);
  gtk_widget_set_visible (line, *text != '\0');
}

/* (nullable): the last widget of those ends before @index that were made. */
static GtkWidget *
find_before (KhItemBody *self, guint index)
{
  GtkWidget *before = self->bar;

  for (guint i = 0; i < index; i++) {
    if (self->labels[i] != NULL)
      before = self->labels[i];
    if (self->pills[i] != NULL)
      before = self->pills[i];
  }
  return before;
}

static void
show_label (KhItemBody *self, guint index, const KhItemEnd *end)
{
  GtkWidget *label = self->labels[index];

  if (label == NULL) {
    self->labels[index] = label = gtk_label_new (NULL);
    gtk_widget_add_css_class (label, "dim-label");
    gtk_widget_add_css_class (label, "numeric");
    gtk_box_insert_child_after (GTK_BOX (self->ends), label, find_before (self, index));
  }
  gtk_label_set_text (GTK_LABEL (label), end->word);
}

static void
show_pill (KhItemBody *self, guint index, const KhItemEnd *end)
{
  GtkWidget *pill = self->pills[index];

  if (pill == NULL) {
    self->pills[index] = pill = kh_pill_new (end->kind, end->value);
    gtk_box_insert_child_after (GTK_BOX (self->ends), pill, find_before (self, index));
  } else {
    kh_pill_set_state (KH_PILL (pill), end->kind, end->value);
  }
  kh_pill_set_word (KH_PILL (pill), end->word);
}

static void
show_ends (KhItemBody *self, const KhItemText *text)
{
  for (guint i = 0; i < KH_ITEM_ENDS; i++) {
    const KhItemEnd *end = &text->ends[i];
    gboolean shown = shows_end (text, i);

    if (shown && end->is_pill)
      show_pill (self, i, end);
    else if (shown)
      show_label (self, i, end);
    if (self->labels[i] != NULL)
      gtk_widget_set_visible (self->labels[i], shown && !end->is_pill);
    if (self->pills[i] != NULL)
      gtk_widget_set_visible (self->pills[i], shown && end->is_pill);
  }
}

static void
show_bar (KhItemBody *self, const KhItemText *text)
{
  gboolean shown = text->percent >= 0 && !text->compact;

  if (self->bar == NULL && shown) {
    self->bar = gtk_progress_bar_new ();
    gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
    gtk_widget_set_size_request (self->bar, 96, -1);
    kh_set_name (self->bar, _ ("Progress"));
    gtk_box_prepend (GTK_BOX (self->ends), self->bar);
  }
  if (self->bar == NULL)
    return;
  gtk_widget_set_visible (self->bar, shown);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), MAX (text->percent, 0) / 100.0);
}

static void
on_clicked_cb (KhItemBody *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTED], 0);
}

static void
show_button (KhItemBody *self, const KhItemText *text)
{
  gboolean shown = text->verb != NULL && !text->compact && !text->selectable;
  g_autofree char *name = NULL;

  if (self->button == NULL && shown) {
    self->button = gtk_button_new ();
    gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
    g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked_cb), self);
    gtk_box_append (GTK_BOX (self->ends), self->button);
  }
  if (self->button == NULL)
    return;
  gtk_widget_set_visible (self->button, shown);
  if (text->verb == NULL)
    return;
  name = g_strdup_printf ("%s: %s", text->verb, text->title);
  gtk_button_set_label (GTK_BUTTON (self->button), text->verb);
  kh_set_name (self->button, name);
}

static void
show_mark (KhItemBody *self, const KhItemText *text)
{
  if (self->mark == NULL && text->selectable) {
    GtkWidget *prefixes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

    self->mark = kh_check_mark_new ();
    gtk_widget_add_css_class (prefixes, "prefixes");
    gtk_box_append (GTK_BOX (prefixes), self->mark);
    gtk_box_prepend (GTK_BOX (self), prefixes);
  }
  if (self->mark == NULL)
    return;
  gtk_widget_set_visible (gtk_widget_get_parent (self->mark), text->selectable);
  kh_check_mark_show (self->mark, text->title, text->selectable, text->selected);
}

void
kh_item_body_show (KhItemBody *self, const KhItemText *text)
{
  g_autofree char *subtitle = kh_item_text_subtitle (text);
  GString *line = g_string_new (subtitle);

  /* A line that breaks begins with a word, not with a dot. */
  g_string_replace (line, " · ", "\u00a0· ", 0);
  show_line (self->title, text->title);
  show_line (self->subtitle, line->str);
  g_string_free (line, TRUE);
  show_bar (self, text);
  show_ends (self, text);
  show_button (self, text);
  show_mark (self, text);
}

/* --- The class ----------------------------------------------------------------------------------
 */

static void
kh_item_body_class_init (KhItemBodyClass *klass)
{
  signals[SIGNAL_ACTED] = g_signal_new ("acted", KH_TYPE_ITEM_BODY, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_item_body_init (KhItemBody *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (GTK_WIDGET (self), "header");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (lines, "title");
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  self->title = line_new ("title");
  self->subtitle = line_new ("subtitle");
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), self->subtitle);
  self->ends = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), self->ends);
  gtk_box_append (GTK_BOX (self), kh_arrow_new ());
  gtk_widget_set_layout_manager (GTK_WIDGET (self), kh_row_layout_new ());
}

GtkWidget *
kh_item_body_new (void)
{
  return g_object_new (KH_TYPE_ITEM_BODY, NULL);
}
