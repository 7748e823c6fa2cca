/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a list page, bound to one item. */
#include "kh-item-row.h"

#include "kh-check-mark.h"
#include "kh-item-body.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhItemRow {
  AdwPreferencesRow parent_instance;

  KhItem *item;
  KhItemRowFill fill;
  gpointer data;
  KhItemText text;
  KhItemRowAct act; /* (nullable) of the present filling */
  GtkWidget *body;  /* (nullable): while it is filled */
};

G_DEFINE_FINAL_TYPE (KhItemRow, kh_item_row, ADW_TYPE_PREFERENCES_ROW)

static void
kh_item_row_dispose (GObject *object)
{
  KhItemRow *self = KH_ITEM_ROW (object);

  self->fill = NULL;
  self->act = NULL;
  self->body = NULL;
  g_clear_object (&self->item);
  kh_item_text_clear (&self->text);
  G_OBJECT_CLASS (kh_item_row_parent_class)->dispose (object);
}

static void
kh_item_row_class_init (KhItemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_item_row_dispose;
}

static void
kh_item_row_init (KhItemRow *self)
{
  self->text.percent = -1;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/* The name of everything but the title, in the order in which it is seen. */
static void
show_name (KhItemRow *self)
{
  g_autofree char *subtitle = kh_item_text_subtitle (&self->text);
  GString *name = g_string_new (self->text.title);

  if (*subtitle != '\0')
    g_string_append_printf (name, ", %s", subtitle);
  if (self->text.percent >= 0)
    g_string_append_printf (name, ", %d %%", self->text.percent);
  for (guint i = 0; i < self->text.n_ends; i++)
    if (!self->text.compact || i + 1 == self->text.n_ends)
      g_string_append_printf (name, ", %s", self->text.ends[i].word);
  if (self->text.selected)
    g_string_append_printf (name, ", %s", _ ("selected"));
  kh_set_name (GTK_WIDGET (self), name->str);
  g_string_free (name, TRUE);
}

static void
show (KhItemRow *self)
{
  if (self->text.title == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->text.title);
  show_name (self);
  if (self->body != NULL)
    kh_item_body_show (KH_ITEM_BODY (self->body), &self->text);
}

void
kh_item_row_refill (KhItemRow *self)
{
  if (self->fill == NULL)
    return;
  kh_item_text_clear (&self->text);
  self->act = NULL;
  self->fill (self, self->item, self->data);
  show (self);
}

static void
on_acted_cb (KhItemRow *self)
{
  if (self->act != NULL)
    self->act (self, self->item, self->data);
}

int
kh_item_row_get_place (KhItemRow *self)
{
  /* GTK adds border and padding also to a height that is not there yet. */
  return gtk_widget_get_height (GTK_WIDGET (self)) > 0
             ? gtk_widget_get_allocated_height (GTK_WIDGET (self))
             : 0;
}

void
kh_item_row_set_filled (KhItemRow *self, gboolean filled)
{
  int height = kh_item_row_get_place (self);

  if (filled == (self->body != NULL) || (!filled && height == 0))
    return;
  self->body = filled ? kh_item_body_new () : NULL;
  if (filled) {
    g_signal_connect_swapped (self->body, "acted", G_CALLBACK (on_acted_cb), self);
    show (self);
  }
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, filled ? -1 : height);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->body);
}

gboolean
kh_item_row_is_filled (KhItemRow *self)
{
  return self->body != NULL;
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
  if (self->text.compact == compact)
    return;
  self->text.compact = compact;
  show (self);
}

void
kh_item_row_set_selectable (KhItemRow *self, gboolean selectable, gboolean selected)
{
  selected = selectable && selected;
  if (self->text.selectable == selectable && self->text.selected == selected)
    return;
  self->text.selectable = selectable;
  self->text.selected = selected;
  kh_check_mark_tell (GTK_WIDGET (self), selectable, selected);
  show (self);
}

void
kh_item_row_set_text (KhItemRow *self, const char *title, const char *subtitle)
{
  g_free (self->text.title);
  self->text.title = g_strdup (title);
  g_free (self->text.subtitle);
  self->text.subtitle = g_strdup (subtitle);
}

static void
add_end (KhItemRow *self, KhItemEnd end)
{
  g_return_if_fail (self->text.n_ends < KH_ITEM_ENDS);
  self->text.ends[self->text.n_ends++] = end;
}

void
kh_item_row_add_label (KhItemRow *self, const char *text)
{
  add_end (self, (KhItemEnd){ .word = g_strdup (text) });
}

void
kh_item_row_add_pill (KhItemRow *self, KhStateKind kind, const char *value, const char *word)
{
  KhStateInfo info = kh_state_info (kind, value);

  add_end (self, (KhItemEnd){ .is_pill = TRUE,
                              .kind = kind,
                              .value = g_strdup (value),
                              .word = g_strdup (word != NULL ? word : info.word) });
}

void
kh_item_row_set_act (KhItemRow *self, const char *label, KhItemRowAct act)
{
  self->act = label != NULL ? act : NULL;
  g_free (self->text.verb);
  self->text.verb = g_strdup (label);
}

void
kh_item_row_set_progress (KhItemRow *self, int percent)
{
  self->text.percent = percent;
}
