/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All objects of a kind, kept in a store that is changed in place. */
#include "kh-item-list.h"

#include <malloc.h>

#include "kh-list-sync.h"

/* What so many objects were read from is some mebibytes. */
#define LARGE 1000

struct _KhItemList {
  GObject parent_instance;

  KhItemKind kind;
  KhListState state;
  GError *error;     /* (nullable) */
  GListStore *store; /* (element-type KhItem) */
  GHashTable *by_id; /* id -> KhItem, both owned by the store's items */
  guint64 moves;     /* changes of the store */
};

static GType
kh_item_list_get_item_type (GListModel *model)
{
  return KH_TYPE_ITEM;
}

static guint
kh_item_list_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (KH_ITEM_LIST (model)->store));
}

static gpointer
kh_item_list_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (KH_ITEM_LIST (model)->store), position);
}

static void
model_init (GListModelInterface *interface)
{
  interface->get_item_type = kh_item_list_get_item_type;
  interface->get_n_items = kh_item_list_get_n_items;
  interface->get_item = kh_item_list_get_item;
}

G_DEFINE_TYPE_WITH_CODE (KhItemList, kh_item_list, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

typedef enum { PROP_STATE = 1 } KhItemListProperty;
static GParamSpec *props[PROP_STATE + 1];
enum { SIGNAL_UPDATED, SIGNAL_ITEM_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
kh_item_list_finalize (GObject *object)
{
  KhItemList *self = KH_ITEM_LIST (object);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    kh_item_set_list (item, NULL);
  g_hash_table_unref (self->by_id);
  g_object_unref (self->store);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (kh_item_list_parent_class)->finalize (object);
}

static void
kh_item_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((KhItemListProperty)id) {
  case PROP_STATE:
    g_value_set_int (value, (int)KH_ITEM_LIST (object)->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_item_list_class_init (KhItemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kh_item_list_finalize;
  object_class->get_property = kh_item_list_get_property;
  props[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, KH_LIST_LOADING, KH_LIST_FAILED, KH_LIST_LOADING,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", KH_TYPE_ITEM_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ITEM_CHANGED] = g_signal_new ("item-changed", KH_TYPE_ITEM_LIST, G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, KH_TYPE_ITEM);
}

void
kh_item_list_tell_changed (KhItemList *self, KhItem *item)
{
  g_signal_emit (self, signals[SIGNAL_ITEM_CHANGED], 0, item);
}

static void
on_moved_cb (KhItemList *self, guint position, guint removed, guint added)
{
  self->moves++;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
kh_item_list_init (KhItemList *self)
{
  self->store = g_list_store_new (KH_TYPE_ITEM);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_signal_connect_object (self->store, "items-changed", G_CALLBACK (on_moved_cb), self,
                           G_CONNECT_SWAPPED);
}

KhItemList *
kh_item_list_new (KhItemKind kind)
{
  KhItemList *self = g_object_new (KH_TYPE_ITEM_LIST, NULL);

  self->kind = kind;
  return self;
}

KhItemKind
kh_item_list_get_kind (KhItemList *self)
{
  return self->kind;
}

KhListState
kh_item_list_get_state (KhItemList *self)
{
  return self->state;
}

guint64
kh_item_list_get_version (KhItemList *self)
{
  return self->moves + kh_item_count_changes (self->kind);
}

const GError *
kh_item_list_get_error (KhItemList *self)
{
  return self->error;
}

/* Takes @error. */
static void
set_state (KhItemList *self, KhListState state, GError *error)
{
  gboolean changed = state != self->state || state == KH_LIST_FAILED;

  g_clear_error (&self->error);
  self->error = error;
  self->state = state;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

KhItem *
kh_item_list_find (KhItemList *self, const char *id_or_name)
{
  KhItem *found = g_hash_table_lookup (self->by_id, id_or_name);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->by_id);
  while (found == NULL && g_hash_table_iter_next (&iter, NULL, &item))
    if (g_ascii_strcasecmp (kh_item_get_id (item), id_or_name) == 0
        || g_strcmp0 (kh_item_get_name (item), id_or_name) == 0)
      found = item;
  return found;
}

/* (transfer full): the item of @snapshot, which is put into one that is there by @set. NULL without
 * an id. */
static KhItem *
take (KhItemList *self, KhJson *snapshot, void (*set) (KhItem *item, KhJson *snapshot))
{
  g_autofree char *id = kh_item_make_id (self->kind, snapshot);
  KhItem *item = id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;

  if (item == NULL && id != NULL) {
    item = kh_item_new (self->kind, id, snapshot);
    kh_item_set_list (item, self);
    return item;
  }
  if (item == NULL)
    return NULL;
  set (item, snapshot);
  return g_object_ref (item);
}

/* (transfer full) (element-type KhItem): the items of @snapshots in their order; fills @after. */
static GPtrArray *
take_each (KhItemList *self, GPtrArray *snapshots, GHashTable *after)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < snapshots->len; i++) {
    g_autoptr (KhItem) item = take (self, snapshots->pdata[i], kh_item_set_listed);

    /* A list read page by page may tell an object twice when others go meanwhile. */
    if (item == NULL || g_hash_table_contains (after, kh_item_get_id (item)))
      continue;
    g_hash_table_insert (after, (gpointer)kh_item_get_id (item), item);
    g_ptr_array_add (wanted, g_steal_pointer (&item));
  }
  return wanted;
}

/* (transfer full) (element-type KhItem): those that are no longer in @after. */
static GPtrArray *
find_gone (KhItemList *self, GHashTable *after)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer id, item;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &id, &item))
    if (!g_hash_table_contains (after, id))
      g_ptr_array_add (gone, g_object_ref (item));
  return gone;
}

/* Without it the heap keeps what the answer took: it lies between what stays. */
static gboolean
trim_cb (gpointer unused)
{
  malloc_trim (0);
  return G_SOURCE_REMOVE;
}

void
kh_item_list_take_all (KhItemList *self, GPtrArray *snapshots)
{
  GHashTable *after = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) wanted = take_each (self, snapshots, after);
  g_autoptr (GPtrArray) gone = find_gone (self, after);

  g_hash_table_unref (self->by_id);
  self->by_id = after;
  kh_list_sync (self->store, wanted);
  for (guint i = 0; i < gone->len; i++) {
    kh_item_set_list (gone->pdata[i], NULL);
    kh_item_set_gone (gone->pdata[i]);
  }
  set_state (self, KH_LIST_READY, NULL);
  if (snapshots->len >= LARGE)
    g_idle_add_full (G_PRIORITY_LOW, trim_cb, NULL, NULL);
}

static void
add (KhItemList *self, KhItem *item)
{
  g_hash_table_insert (self->by_id, (gpointer)kh_item_get_id (item), item);
  /* Operations are told newest first. */
  if (self->kind == KH_ITEM_OPERATION)
    g_list_store_insert (self->store, 0, item);
  else
    g_list_store_append (self->store, item);
}

void
kh_item_list_take_one (KhItemList *self, KhJson *snapshot)
{
  g_autoptr (KhItem) item = take (self, snapshot, kh_item_set_snapshot);

  if (item == NULL)
    return;
  if (!g_hash_table_contains (self->by_id, kh_item_get_id (item)))
    add (self, item);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

void
kh_item_list_remove (KhItemList *self, const char *id)
{
  KhItem *found = g_hash_table_lookup (self->by_id, id);
  g_autoptr (KhItem) item = found != NULL ? g_object_ref (found) : NULL;
  guint position = 0;

  if (item == NULL)
    return;
  g_hash_table_remove (self->by_id, id);
  if (g_list_store_find (self->store, item, &position))
    g_list_store_remove (self->store, position);
  kh_item_set_list (item, NULL);
  kh_item_set_gone (item);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

void
kh_item_list_fail (KhItemList *self, const GError *error)
{
  set_state (self, KH_LIST_FAILED, g_error_copy (error));
}
