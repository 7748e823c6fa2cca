/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which objects a list page shows, and in which order. */
#include "kh-list-order.h"

#include "kh-list-entry.h"

struct _KhListOrder {
  GObject parent_instance;

  KhOrganization *organization; /* (owned) */
  const KhListKind *kind;
  GListModel *list;       /* (owned): all objects, also those aside that have a list of their own */
  GPtrArray *entries;     /* (owned) (element-type KhListEntry): in the order of @list */
  KhItemList *sources[2]; /* (owned) (nullable): it is made of them */
  GHashTable *by_item;    /* (owned): a set of @entries, found by their items */
  GtkCustomFilter *filter;
  GtkCustomSorter *sorter;
  GListModel *model;          /* (owned) */
  KhListSelection *selection; /* (owned) */
  char *search;               /* (nullable): folded */
  char *text;                 /* (nullable): the same as it was given */
  char **chosen[KH_LIST_MAX_MENUS];
  guint chip;
  guint sort; /* 0: by rank */
  gboolean descending;
  guint idle;
  gboolean ask_all; /* when the idle comes */
  guint difference; /* KhListDifference, found since the last telling */
};

enum { SIGNAL_CHANGED, SIGNAL_SORTED, SIGNAL_FILTERING, SIGNAL_FILTERED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhListOrder, kh_list_order, G_TYPE_OBJECT)

static void
tell (KhListOrder *self, guint difference)
{
  if (difference & KH_LIST_SHOWN)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  if (difference & KH_LIST_ORDER_CHANGED)
    gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
update_cb (gpointer data)
{
  KhListOrder *self = KH_LIST_ORDER (data);
  guint difference;

  self->idle = 0;
  for (guint i = 0; self->ask_all && i < self->entries->len; i++)
    self->difference |= kh_list_entry_ask (g_ptr_array_index (self->entries, i), self->kind,
                                           self->organization, self->sort);
  self->ask_all = FALSE;
  difference = self->difference;
  self->difference = KH_LIST_SAME;
  tell (self, difference);
  return G_SOURCE_REMOVE;
}

static void
tell_soon (KhListOrder *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (update_cb, self);
}

void
kh_list_order_update (KhListOrder *self)
{
  self->ask_all = TRUE;
  tell_soon (self);
}

/* (nullable) */
static KhListEntry *
find_entry (KhListOrder *self, gconstpointer item)
{
  KhListEntry wanted = { .item = (KhItem *)item };

  return g_hash_table_lookup (self->by_item, &wanted);
}

static void
on_item_changed_cb (KhListOrder *self, KhItem *item)
{
  KhListEntry *entry = find_entry (self, item);

  if (entry != NULL)
    self->difference |= kh_list_entry_ask (entry, self->kind, self->organization, self->sort);
  tell_soon (self);
}

/* Takes @item. */
static KhListEntry *
add_entry (KhListOrder *self, KhItem *item)
{
  KhListEntry *entry = kh_list_entry_new (item);

  kh_list_entry_ask (entry, self->kind, self->organization, self->sort);
  g_hash_table_add (self->by_item, entry);
  return entry;
}

static void
on_items_changed_cb (GListModel *list, guint position, guint removed, guint added,
                     KhListOrder *self)
{
  for (guint i = 0; i < removed; i++)
    g_hash_table_remove (self->by_item, g_ptr_array_index (self->entries, position + i));
  if (removed > 0)
    g_ptr_array_remove_range (self->entries, position, removed);
  for (guint i = 0; i < added; i++) {
    KhItem *item = g_list_model_get_item (list, position + i);

    g_ptr_array_insert (self->entries, (int)(position + i), add_entry (self, item));
  }
  tell_soon (self);
}

static void
on_changed_cb (KhOrganization *organization, int kind, const char *id, KhListOrder *self)
{
  if (self->kind->also & (1u << kind))
    kh_list_order_update (self);
  else if (self->kind->rows_also & (1u << kind))
    tell_soon (self);
}

static gboolean
is_chosen (KhListOrder *self, const KhListEntry *entry)
{
  for (guint i = 0; i < self->kind->n_menus; i++) {
    const char *const *chosen = kh_list_order_get_chosen (self, i);

    g_autofree char *value = NULL;

    if (chosen[0] == NULL)
      continue;
    value = self->kind->menus[i].value (entry->item);
    if (value == NULL || !g_strv_contains (chosen, value))
      return FALSE;
  }
  return TRUE;
}

static gboolean
shows (gpointer object, gpointer data)
{
  KhListOrder *self = KH_LIST_ORDER (data);
  KhListEntry *entry = find_entry (self, object);

  if (entry == NULL)
    return FALSE;
  if (!(entry->chips & (1u << self->chip)) || !is_chosen (self, entry))
    return FALSE;
  return self->search == NULL || kh_list_entry_has_text (entry, self->kind, self->search);
}

static int
compare_as_sorted (KhListOrder *self, const KhListEntry *one, const KhListEntry *other)
{
  gboolean by_name = self->kind->sorts[self->sort].key == NULL;
  int order = by_name ? strcmp (one->name, other->name) : g_strcmp0 (one->key, other->key);

  return self->descending ? -order : order;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  KhListOrder *self = KH_LIST_ORDER (data);
  const KhListEntry *one = find_entry (self, a);
  const KhListEntry *other = find_entry (self, b);
  int order;

  if (one == NULL || other == NULL)
    return (one == NULL) - (other == NULL);
  order = self->sort > 0 ? compare_as_sorted (self, one, other) : 0;
  if (order != 0)
    return order;
  if (one->rank != other->rank)
    return one->rank < other->rank ? -1 : 1;
  return strcmp (one->name, other->name);
}

static void
kh_list_order_dispose (GObject *object)
{
  KhListOrder *self = KH_LIST_ORDER (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  for (guint i = 0; self->list != NULL && i < G_N_ELEMENTS (self->sources); i++)
    if (self->sources[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->sources[i], self);
  /* They call back into this object; whoever keeps the model sees everything in any order. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  if (self->sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->sorter, NULL, NULL, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_hash_table_remove_all (self->by_item);
  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->list);
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_clear_object (&self->sources[i]);
  g_clear_object (&self->organization);
  G_OBJECT_CLASS (kh_list_order_parent_class)->dispose (object);
}

static void
kh_list_order_finalize (GObject *object)
{
  KhListOrder *self = KH_LIST_ORDER (object);

  g_hash_table_unref (self->by_item);
  g_ptr_array_unref (self->entries);
  g_free (self->search);
  g_free (self->text);
  for (guint i = 0; i < KH_LIST_MAX_MENUS; i++)
    g_strfreev (self->chosen[i]);
  G_OBJECT_CLASS (kh_list_order_parent_class)->finalize (object);
}

static void
kh_list_order_class_init (KhListOrderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_list_order_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_list_order_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_LIST_ORDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FILTERING] = g_signal_new ("filtering", KH_TYPE_LIST_ORDER, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FILTERED] = g_signal_new ("filtered", KH_TYPE_LIST_ORDER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SORTED] = g_signal_new ("sorted", KH_TYPE_LIST_ORDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_list_order_init (KhListOrder *self)
{
  self->entries = g_ptr_array_new_with_free_func (kh_list_entry_free);
  self->by_item = g_hash_table_new (kh_list_entry_hash, kh_list_entry_equal);
}

/* Rows also tell of objects of other kinds: their lists come later than this page. */
static void
follow_others (KhListOrder *self)
{
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    if ((self->kind->also | self->kind->rows_also) & (1u << kind))
      g_signal_connect_object (kh_organization_get_list (self->organization, (KhItemKind)kind),
                               "items-changed", G_CALLBACK (kh_list_order_update), self,
                               G_CONNECT_SWAPPED);
  g_signal_connect_object (self->organization, "changed", G_CALLBACK (on_changed_cb), self, 0);
}

/* One list, or two of them after each other. */
static void
make_list (KhListOrder *self)
{
  GListStore *both;

  self->sources[0] = g_object_ref (kh_organization_get_list (self->organization, self->kind->kind));
  if (self->kind->beside == NULL) {
    self->list = g_object_ref (G_LIST_MODEL (self->sources[0]));
    return;
  }
  self->sources[1] = g_object_ref (self->kind->beside (self->organization));
  both = g_list_store_new (G_TYPE_LIST_MODEL);
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_list_store_append (both, self->sources[i]);
  self->list = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
}

KhListOrder *
kh_list_order_new (KhOrganization *organization, const KhListKind *kind)
{
  KhListOrder *self = g_object_new (KH_TYPE_LIST_ORDER, NULL);
  GtkFilterListModel *filtered;
  GListModel *list;

  self->organization = g_object_ref (organization);
  self->kind = kind;
  make_list (self);
  list = self->list;
  /* Before the filter listens to the list: it asks about the items that have come. */
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    if (self->sources[i] != NULL)
      g_signal_connect_swapped (self->sources[i], "item-changed", G_CALLBACK (on_item_changed_cb),
                                self);
  on_items_changed_cb (list, 0, 0, g_list_model_get_n_items (list), self);
  self->filter = gtk_custom_filter_new (shows, self, NULL);
  self->sorter = gtk_custom_sorter_new (compare, self, NULL);
  filtered =
      gtk_filter_list_model_new (g_object_ref (list), GTK_FILTER (g_object_ref (self->filter)));
  self->model = G_LIST_MODEL (
      gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (g_object_ref (self->sorter))));
  self->selection = kh_list_selection_new (self->list, self->model);
  follow_others (self);
  return self;
}

const KhListKind *
kh_list_order_get_kind (KhListOrder *self)
{
  return self->kind;
}

KhOrganization *
kh_list_order_get_organization (KhListOrder *self)
{
  return self->organization;
}

guint
kh_list_order_count_all (KhListOrder *self)
{
  return g_list_model_get_n_items (self->list);
}

GListModel *
kh_list_order_get_model (KhListOrder *self)
{
  return self->model;
}

KhListSelection *
kh_list_order_get_selection (KhListOrder *self)
{
  return self->selection;
}

gboolean
kh_list_order_can_select (KhListOrder *self)
{
  for (guint i = 0; i < self->kind->n_bulk_verbs; i++)
    if (kh_organization_may (self->organization, self->kind->bulk_verbs[i].roles))
      return TRUE;
  return FALSE;
}

static void
filter_again (KhListOrder *self)
{
  g_signal_emit (self, signals[SIGNAL_FILTERING], 0);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_FILTERED], 0);
}

void
kh_list_order_set_chip (KhListOrder *self, guint chip)
{
  if (self->chip == chip)
    return;
  self->chip = chip;
  filter_again (self);
}

guint
kh_list_order_get_chip (KhListOrder *self)
{
  return self->chip;
}

void
kh_list_order_set_search (KhListOrder *self, const char *text)
{
  g_autofree char *folded = text != NULL && *text != '\0' ? g_utf8_casefold (text, -1) : NULL;

  if (g_strcmp0 (folded, self->search) == 0)
    return;
  g_free (self->search);
  self->search = g_steal_pointer (&folded);
  g_free (self->text);
  self->text = self->search != NULL ? g_strdup (text) : NULL;
  filter_again (self);
}

const char *
kh_list_order_get_search (KhListOrder *self)
{
  return self->text;
}

void
kh_list_order_set_chosen (KhListOrder *self, guint menu, const char *const *values)
{
  static const char *const none[] = { NULL };

  g_return_if_fail (menu < self->kind->n_menus);
  if (values == NULL)
    values = none;
  if (g_strv_equal (values, kh_list_order_get_chosen (self, menu)))
    return;
  g_strfreev (self->chosen[menu]);
  self->chosen[menu] = g_strdupv ((char **)values);
  filter_again (self);
}

const char *const *
kh_list_order_get_chosen (KhListOrder *self, guint menu)
{
  static const char *const none[] = { NULL };

  return self->chosen[menu] != NULL ? (const char *const *)self->chosen[menu] : none;
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer data)
{
  const KhListMenu *menu = data;

  return g_utf8_collate (kh_list_menu_text (menu, *(const char *const *)a),
                         kh_list_menu_text (menu, *(const char *const *)b));
}

char **
kh_list_order_get_values (KhListOrder *self, guint menu)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *chosen = kh_list_order_get_chosen (self, menu);
  g_autofree gpointer *keys = NULL;
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++) {
    KhListEntry *entry = g_ptr_array_index (self->entries, i);
    char *value = self->kind->menus[menu].value (entry->item);

    if (value != NULL)
      g_hash_table_add (values, value);
  }
  for (guint i = 0; chosen[i] != NULL; i++)
    g_hash_table_add (values, g_strdup (chosen[i]));
  keys = g_hash_table_get_keys_as_array (values, &n);
  g_qsort_with_data (keys, (int)n, sizeof *keys, compare_texts, (gpointer)&self->kind->menus[menu]);
  return g_strdupv ((char **)keys);
}

guint
kh_list_order_count (KhListOrder *self, guint chip)
{
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++) {
    const KhListEntry *entry = g_ptr_array_index (self->entries, i);

    if (entry->chips & (1u << chip))
      n++;
  }
  return n;
}

void
kh_list_order_set_sort (KhListOrder *self, guint sort, gboolean descending)
{
  descending = descending && sort > 0;
  if (sort == self->sort && descending == self->descending)
    return;
  self->sort = sort;
  self->descending = descending;
  for (guint i = 0; i < self->entries->len; i++)
    kh_list_entry_sort (g_ptr_array_index (self->entries, i), self->kind, self->organization, sort);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_SORTED], 0);
}

guint
kh_list_order_get_sort (KhListOrder *self, gboolean *descending)
{
  if (descending != NULL)
    *descending = self->descending;
  return self->sort;
}

guint
kh_list_order_find_sort (KhListOrder *self, const char *id)
{
  for (guint i = 0; i < self->kind->n_sorts; i++)
    if (g_strcmp0 (self->kind->sorts[i].id, id) == 0)
      return i;
  return 0;
}
