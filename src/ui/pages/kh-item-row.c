/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a list page, bound to one item. */
#include "kh-item-row.h"

#include "kh-check-mark.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"

#define N_ENDS 3

/* One thing at the row's end. Widgets are made once and used again by the next filling. */
typedef struct {
  GtkWidget *label, *pill; /* (nullable) */
  gboolean is_pill;
  char *word;
} End;

struct _KhItemRow {
  AdwActionRow parent_instance;

  GtkBox *ends;
  GtkProgressBar *bar;
  KhItem *item;
  KhItemRowFill fill;
  gpointer data;
  End ends_now[N_ENDS];
  guint n_ends;
  GtkWidget *button; /* (nullable): what can be done at once */
  GtkWidget *mark;   /* (nullable): made when rows are selected first */
  KhItemRowAct act;  /* (nullable) of the present filling */
  char *title, *subtitle;
  int percent;
  gboolean compact, selectable, selected;
};

G_DEFINE_FINAL_TYPE (KhItemRow, kh_item_row, ADW_TYPE_ACTION_ROW)

static void
kh_item_row_dispose (GObject *object)
{
  KhItemRow *self = KH_ITEM_ROW (object);

  for (guint i = 0; i < N_ENDS; i++)
    g_clear_pointer (&self->ends_now[i].word, g_free);
  self->fill = NULL;
  self->act = NULL;
  self->n_ends = 0;
  g_clear_object (&self->item);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  /* The template's child hangs in the parent's own: it goes with that. */
  G_OBJECT_CLASS (kh_item_row_parent_class)->dispose (object);
}

static void
kh_item_row_class_init (KhItemRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_item_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-item-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KhItemRow, ends);
  gtk_widget_class_bind_template_child (widget_class, KhItemRow, bar);
}

static void
kh_item_row_init (KhItemRow *self)
{
  self->percent = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The name of everything but the title, in the order in which it is seen. */
static void
show_name (KhItemRow *self, const char *subtitle)
{
  GString *name = g_string_new (self->title);

  if (*subtitle != '\0')
    g_string_append_printf (name, ", %s", subtitle);
  if (self->percent >= 0)
    g_string_append_printf (name, ", %d %%", self->percent);
  for (guint i = 0; i < self->n_ends; i++)
    if (!self->compact || i + 1 == self->n_ends)
      g_string_append_printf (name, ", %s", self->ends_now[i].word);
  if (self->selected)
    g_string_append_printf (name, ", %s", _ ("selected"));
  kh_set_name (GTK_WIDGET (self), name->str);
  g_string_free (name, TRUE);
}

static void
show (KhItemRow *self)
{
  GString *subtitle = g_string_new (self->subtitle);

  for (guint i = 0; i < N_ENDS; i++) {
    End *end = &self->ends_now[i];
    gboolean joins = self->compact && i + 1 < self->n_ends;
    gboolean shown = i < self->n_ends && !joins;

    if (joins && *end->word != '\0')
      g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", end->word);
    if (end->label != NULL)
      gtk_widget_set_visible (end->label, shown && !end->is_pill);
    if (end->pill != NULL)
      gtk_widget_set_visible (end->pill, shown && end->is_pill);
  }
  if (self->button != NULL)
    gtk_widget_set_visible (self->button, self->act != NULL && !self->compact && !self->selectable);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), self->percent >= 0 && !self->compact);
  gtk_progress_bar_set_fraction (self->bar, MAX (self->percent, 0) / 100.0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->title);
  show_name (self, subtitle->str);
  /* A line that breaks begins with a word, not with a dot. */
  g_string_replace (subtitle, " · ", "\u00a0· ", 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle->str);
  g_string_free (subtitle, TRUE);
}

void
kh_item_row_refill (KhItemRow *self)
{
  if (self->fill == NULL)
    return;
  self->n_ends = 0;
  self->act = NULL;
  self->percent = -1;
  self->fill (self, self->item, self->data);
  show (self);
}

GtkWidget *
kh_item_row_new (KhItem *item, KhItemRowFill fill, gpointer data)
{
  KhItemRow *self = g_object_new (KH_TYPE_ITEM_ROW, NULL);

  self->item = g_object_ref (item);
  self->fill = fill;
  self->data = data;
  g_signal_connect_object (item, "notify::snapshot", G_CALLBACK (kh_item_row_refill), self,
                           G_CONNECT_SWAPPED);
  kh_item_row_refill (self);
  return GTK_WIDGET (self);
}

KhItem *
kh_item_row_get_item (KhItemRow *self)
{
  return self->item;
}

void
kh_item_row_set_compact (KhItemRow *self, gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  show (self);
}

void
kh_item_row_set_selectable (KhItemRow *self, gboolean selectable, gboolean selected)
{
  if (self->selectable == selectable && self->selected == selected)
    return;
  self->selectable = selectable;
  self->selected = selectable && selected;
  if (self->mark == NULL) {
    self->mark = kh_check_mark_new ();
    adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->mark);
  }
  kh_check_mark_show (self->mark, self->title, selectable, self->selected);
  kh_check_mark_tell (GTK_WIDGET (self), selectable, self->selected);
  show (self);
}

void
kh_item_row_set_text (KhItemRow *self, const char *title, const char *subtitle)
{
  g_free (self->title);
  self->title = g_strdup (title);
  g_free (self->subtitle);
  self->subtitle = g_strdup (subtitle);
}

static End *
next_end (KhItemRow *self, gboolean is_pill, const char *word)
{
  End *end = &self->ends_now[self->n_ends++];

  end->is_pill = is_pill;
  g_free (end->word);
  end->word = g_strdup (word);
  return end;
}

/* Things at the end stand between the bar and the arrow, in their order. */
static void
put (KhItemRow *self, guint index, GtkWidget *widget)
{
  GtkWidget *before = GTK_WIDGET (self->bar);

  for (guint i = 0; i < index; i++)
    before = self->ends_now[i].pill != NULL ? self->ends_now[i].pill : self->ends_now[i].label;
  gtk_box_insert_child_after (self->ends, widget, before);
}

void
kh_item_row_add_label (KhItemRow *self, const char *text)
{
  guint index = self->n_ends;
  End *end;

  g_return_if_fail (index < N_ENDS);
  end = next_end (self, FALSE, text);
  if (end->label == NULL) {
    end->label = gtk_label_new (NULL);
    gtk_widget_add_css_class (end->label, "dim-label");
    gtk_widget_add_css_class (end->label, "numeric");
    put (self, index, end->label);
  }
  gtk_label_set_text (GTK_LABEL (end->label), text);
}

void
kh_item_row_add_pill (KhItemRow *self, KhStateKind kind, const char *value, const char *word)
{
  guint index = self->n_ends;
  End *end;

  g_return_if_fail (index < N_ENDS);
  end = &self->ends_now[index];
  if (end->pill == NULL) {
    end->pill = kh_pill_new (kind, value);
    put (self, index, end->pill);
  }
  kh_pill_set_state (KH_PILL (end->pill), kind, value);
  kh_pill_set_word (KH_PILL (end->pill), word);
  next_end (self, TRUE, kh_pill_get_word (KH_PILL (end->pill)));
}

static void
on_clicked_cb (KhItemRow *self)
{
  if (self->act != NULL)
    self->act (self, self->item, self->data);
}

void
kh_item_row_set_act (KhItemRow *self, const char *label, KhItemRowAct act)
{
  g_autofree char *name = NULL;

  self->act = label != NULL ? act : NULL;
  if (label == NULL)
    return;
  if (self->button == NULL) {
    self->button = gtk_button_new ();
    gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
    g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked_cb), self);
    gtk_box_insert_child_after (
        self->ends, self->button,
        gtk_widget_get_prev_sibling (gtk_widget_get_last_child (GTK_WIDGET (self->ends))));
  }
  name = g_strdup_printf ("%s: %s", label, self->title);
  gtk_button_set_label (GTK_BUTTON (self->button), label);
  kh_set_name (self->button, name);
}

void
kh_item_row_set_progress (KhItemRow *self, int percent)
{
  self->percent = percent;
}
