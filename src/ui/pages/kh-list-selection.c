/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list that were selected. */
#include "kh-list-selection.h"

struct _KhListSelection {
  GObject parent_instance;

  GListModel *list;  /* (owned) */
  GListModel *shown; /* (owned) */
  GHashTable *items; /* (owned): a set of KhItem, which it owns */
  gboolean active;
};

G_DEFINE_FINAL_TYPE (KhListSelection, kh_list_selection, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (KhListSelection *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* (transfer full): a set of what is in the list. */
static GHashTable *
collect_all (KhListSelection *self)
{
  GHashTable *all = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->list); i++)
    g_hash_table_add (all, g_list_model_get_item (self->list, i));
  return all;
}

static gboolean
is_gone (gpointer item, gpointer unused, gpointer all)
{
  return !g_hash_table_contains (all, item);
}

/* Whatever is shown differs: what is gone leaves, and how many are hidden may be another number. */
static void
on_items_changed_cb (KhListSelection *self)
{
  g_autoptr (GHashTable) all = NULL;

  if (!self->active)
    return;
  all = collect_all (self);
  g_hash_table_foreach_remove (self->items, is_gone, all);
  tell (self);
}

static void
kh_list_selection_dispose (GObject *object)
{
  KhListSelection *self = KH_LIST_SELECTION (object);

  if (self->shown != NULL) {
    g_signal_handlers_disconnect_by_data (self->shown, self);
    g_signal_handlers_disconnect_by_data (self->list, self);
  }
  g_hash_table_remove_all (self->items);
  g_clear_object (&self->shown);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (kh_list_selection_parent_class)->dispose (object);
}

static void
kh_list_selection_finalize (GObject *object)
{
  g_hash_table_unref (KH_LIST_SELECTION (object)->items);
  G_OBJECT_CLASS (kh_list_selection_parent_class)->finalize (object);
}

static void
kh_list_selection_class_init (KhListSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_list_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_list_selection_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_LIST_SELECTION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_list_selection_init (KhListSelection *self)
{
  self->items = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

KhListSelection *
kh_list_selection_new (GListModel *list, GListModel *shown)
{
  KhListSelection *self = g_object_new (KH_TYPE_LIST_SELECTION, NULL);

  self->list = g_object_ref (list);
  self->shown = g_object_ref (shown);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  g_signal_connect_swapped (shown, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  return self;
}

gboolean
kh_list_selection_is_active (KhListSelection *self)
{
  return self->active;
}

void
kh_list_selection_start (KhListSelection *self)
{
  if (self->active)
    return;
  self->active = TRUE;
  tell (self);
}

void
kh_list_selection_end (KhListSelection *self)
{
  if (!self->active)
    return;
  self->active = FALSE;
  g_hash_table_remove_all (self->items);
  tell (self);
}

gboolean
kh_list_selection_contains (KhListSelection *self, KhItem *item)
{
  return g_hash_table_contains (self->items, item);
}

void
kh_list_selection_toggle (KhListSelection *self, KhItem *item)
{
  self->active = TRUE;
  if (!g_hash_table_remove (self->items, item))
    g_hash_table_add (self->items, g_object_ref (item));
  tell (self);
}

void
kh_list_selection_select_shown (KhListSelection *self)
{
  self->active = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (self->shown); i++)
    g_hash_table_add (self->items, g_list_model_get_item (self->shown, i));
  tell (self);
}

void
kh_list_selection_select_none (KhListSelection *self)
{
  if (g_hash_table_size (self->items) == 0)
    return;
  g_hash_table_remove_all (self->items);
  tell (self);
}

void
kh_list_selection_finish (KhListSelection *self, KhItem *item)
{
  if (!g_hash_table_remove (self->items, item))
    return;
  if (g_hash_table_size (self->items) == 0)
    kh_list_selection_end (self);
  else
    tell (self);
}

guint
kh_list_selection_count (KhListSelection *self)
{
  return g_hash_table_size (self->items);
}

guint
kh_list_selection_count_hidden (KhListSelection *self)
{
  guint hidden = g_hash_table_size (self->items);

  for (guint i = 0; hidden > 0 && i < g_list_model_get_n_items (self->shown); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (self->shown, i);

    if (g_hash_table_contains (self->items, item))
      hidden--;
  }
  return hidden;
}

GPtrArray *
kh_list_selection_get_items (KhListSelection *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *all = self->list;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (all, i);

    if (g_hash_table_contains (self->items, item))
      g_ptr_array_add (items, g_steal_pointer (&item));
  }
  return items;
}
