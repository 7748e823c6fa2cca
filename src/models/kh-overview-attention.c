/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs attention. */
#include "kh-overview.h"

#include "kh-environment-uses.h"
#include "kh-hand-over.h"

#define EXPIRES_SOON (30 * KH_DAY)

typedef struct {
  KhItemList *const *lists;
  KhTime now;
  GPtrArray *rows;
} Search;

static void
attention_free (gpointer data)
{
  KhAttention *row = data;

  g_clear_object (&row->item);
  g_clear_pointer (&row->request, kh_json_unref);
  g_clear_object (&row->environment);
  g_free (row);
}

/* @item: (nullable). */
static KhAttention *
add (Search *self, KhAttentionKind kind, KhItem *item, KhTime due)
{
  KhAttention *row = g_new0 (KhAttention, 1);

  row->kind = kind;
  g_set_object (&row->item, item);
  row->due = due;
  g_ptr_array_add (self->rows, row);
  return row;
}

/* What a list of one kind has to tell of an item. */
typedef void (*Look) (Search *self, KhItem *item, gpointer data);

static void
look_at_each (Search *self, KhItemKind kind, Look look, gpointer data)
{
  GListModel *list = G_LIST_MODEL (self->lists[kind]);
  guint n = g_list_model_get_n_items (list);

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (list, i);

    look (self, item, data);
  }
}

static gboolean
is_planned (KhItem *environment)
{
  return kh_json_bool (kh_item_get_snapshot (environment), "lockCause.planned", FALSE);
}

static void
look_at_environment (Search *self, KhItem *item, gpointer data)
{
  gboolean locked = kh_item_is (item, "state", "Locked");
  KhTime due = kh_json_time (kh_item_get_snapshot (item), "deletionAt");

  /* The last day counts for those that somebody deleted, too. */
  if (due != KH_TIME_NONE && due - self->now <= KH_DAY)
    add (self, KH_ATTENTION_DELETION, item, due);
  else if (locked)
    add (self, is_planned (item) ? KH_ATTENTION_PLANNED : KH_ATTENTION_LOCKED, item, due);
}

static void
look_at_removal (Search *self, KhItem *item, gpointer data)
{
  KhTime due = kh_json_time (kh_item_get_snapshot (item), "scheduledPurgeAt");

  if (kh_item_is (item, "state", "Deleted") && due != KH_TIME_NONE && due > self->now)
    add (self, KH_ATTENTION_REMOVAL, item, due);
}

static void
look_at_key (Search *self, KhItem *item, gpointer data)
{
  KhTime expiry = kh_json_time (kh_item_get_snapshot (item), "exp");

  if (kh_item_is (item, "state", "Deleted"))
    look_at_removal (self, item, data);
  else if (kh_item_is (item, "state", "Expired") || (expiry != KH_TIME_NONE && expiry <= self->now))
    add (self, KH_ATTENTION_EXPIRED, item, expiry);
  else if (expiry != KH_TIME_NONE && expiry - self->now <= EXPIRES_SOON)
    add (self, KH_ATTENTION_EXPIRES, item, expiry);
}

/* --- Operations ------------------------------------------------------------------------------ */

/* (transfer full): operations alike do the same with the same environment. */
static char *
kin_of (KhItem *operation)
{
  const char *environment = kh_item_string (operation, "environmentId");

  return g_strdup_printf ("%s %s", kh_item_string (operation, "type"),
                          environment != NULL ? environment : "");
}

/* @latest: when the newest operation of each kin was started. */
static void
note_operation (Search *self, KhItem *item, gpointer latest)
{
  KhTime created = kh_json_time (kh_item_get_snapshot (item), "createdAt");
  g_autofree char *kin = kin_of (item);
  KhTime *known = g_hash_table_lookup (latest, kin);

  if (known != NULL && *known >= created)
    return;
  known = g_new (KhTime, 1);
  *known = created;
  g_hash_table_insert (latest, g_steal_pointer (&kin), known);
}

static void
look_at_operation (Search *self, KhItem *item, gpointer latest)
{
  KhTime created = kh_json_time (kh_item_get_snapshot (item), "createdAt");
  g_autofree char *kin = NULL;

  if (!kh_item_is (item, "state", "Failed"))
    return;
  kin = kin_of (item);
  if (*(KhTime *)g_hash_table_lookup (latest, kin) == created)
    add (self, KH_ATTENTION_FAILED, item, KH_TIME_NONE);
}

static void
look_at_operations (Search *self)
{
  g_autoptr (GHashTable) latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  look_at_each (self, KH_ITEM_OPERATION, note_operation, latest);
  look_at_each (self, KH_ITEM_OPERATION, look_at_operation, latest);
}

/* --- Requests --------------------------------------------------------------------------------- */

static void
look_at_requests (Search *self)
{
  g_autoptr (GPtrArray) waiting = kh_hand_overs (self->lists);

  for (guint i = 0; i < waiting->len; i++) {
    const KhHandOver *request = waiting->pdata[i];

    if (request->kind == KH_HAND_OVER_ENABLE)
      add (self, KH_ATTENTION_REQUEST, request->item, KH_TIME_NONE);
  }
}

/* What another person asked, and this account decides. */
static void
look_at_decisions (Search *self, KhRequestList *requests)
{
  for (guint i = 0; i < kh_request_list_count (requests); i++) {
    KhJson *request = kh_request_list_nth (requests, i);

    if (kh_request_is_mine_to_decide (request))
      add (self, KH_ATTENTION_DECISION, NULL, kh_json_time (request, "expiresAt"))->request =
          kh_json_ref (request);
  }
}

/* --- Findings -------------------------------------------------------------------------------- */

/* A finding that the row of its object tells already: that a locked environment waits, and rules
 * Y6 and Y7 that a key expires. */
static gboolean
says_the_same (const KhAttention *row, KhItem *finding)
{
  switch (row->kind) {
  case KH_ATTENTION_DELETION:
  case KH_ATTENTION_LOCKED:
  case KH_ATTENTION_PLANNED:
    return TRUE;
  case KH_ATTENTION_EXPIRED:
    return kh_item_is (finding, "rule", "Y6");
  case KH_ATTENTION_EXPIRES:
    return kh_item_is (finding, "rule", "Y7");
  case KH_ATTENTION_LOG:
  case KH_ATTENTION_REMOVAL:
  case KH_ATTENTION_FAILED:
  case KH_ATTENTION_DECISION:
  case KH_ATTENTION_REQUEST:
  case KH_ATTENTION_FINDING:
  default:
    return FALSE;
  }
}

static char *
name_object (const char *kind, const char *id)
{
  return g_strdup_printf ("%s %s", kind, id);
}

/* @objects: rows by what they are about. */
static void
look_at_finding (Search *self, KhItem *item, gpointer objects)
{
  KhJson *finding = kh_item_get_snapshot (item);
  g_autofree char *object =
      name_object (kh_item_string (item, "kind"), kh_item_string (item, "object"));
  const KhAttention *row = g_hash_table_lookup (objects, object);

  if (!kh_item_is (item, "severity", "critical") || kh_json_bool (finding, "dismissed", FALSE))
    return;
  if (row == NULL || !says_the_same (row, item))
    add (self, KH_ATTENTION_FINDING, item, kh_json_time (finding, "due"));
}

static void
look_at_findings (Search *self)
{
  g_autoptr (GHashTable) objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->rows->len; i++) {
    KhAttention *row = self->rows->pdata[i];

    if (row->item == NULL)
      continue;
    g_hash_table_insert (objects,
                         name_object (kh_item_kind_to_string (kh_item_get_kind (row->item)),
                                      kh_item_get_id (row->item)),
                         row);
  }
  look_at_each (self, KH_ITEM_FINDING, look_at_finding, objects);
}

/* --- Keys and their environments ------------------------------------------------------------- */

static void
count_users (Search *self)
{
  g_autoptr (GHashTable) users = kh_key_users_new ();

  for (guint i = 0; i < self->rows->len; i++) {
    KhAttention *row = self->rows->pdata[i];

    if (row->item != NULL && kh_item_get_kind (row->item) == KH_ITEM_KEY)
      kh_key_users_add (users, row->item, &row->n_environments, &row->environment);
  }
  kh_key_users_count (users, self->lists[KH_ITEM_ENVIRONMENT]);
}

/* --- The order ------------------------------------------------------------------------------- */

/* Without a date comes last among its kind. */
static KhTime
order_of (const KhAttention *row)
{
  return row->due != KH_TIME_NONE ? row->due : G_MAXINT64;
}

static const char *
name_of (const KhAttention *row)
{
  if (row->item != NULL)
    return kh_item_get_name (row->item);
  return row->request != NULL ? kh_json_string (row->request, "id") : "";
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const KhAttention *first = *(const KhAttention *const *)a;
  const KhAttention *second = *(const KhAttention *const *)b;

  if (first->kind != second->kind)
    return (int)first->kind - (int)second->kind;
  if (order_of (first) != order_of (second))
    return order_of (first) < order_of (second) ? -1 : 1;
  return g_strcmp0 (name_of (first), name_of (second));
}

GPtrArray *
kh_overview_attention (KhItemList *const *lists, const KhAttentionFacts *facts, KhTime now)
{
  Search search = { lists, now, g_ptr_array_new_with_free_func (attention_free) };

  look_at_each (&search, KH_ITEM_ENVIRONMENT, look_at_environment, NULL);
  look_at_each (&search, KH_ITEM_KEY, look_at_key, NULL);
  look_at_each (&search, KH_ITEM_VAULT, look_at_removal, NULL);
  look_at_operations (&search);
  if (facts->log_fault != NULL)
    add (&search, KH_ATTENTION_LOG, NULL, KH_TIME_NONE)->record = facts->record;
  if (facts->requests != NULL)
    look_at_decisions (&search, facts->requests);
  if (facts->enables)
    look_at_requests (&search);
  count_users (&search);
  look_at_findings (&search);
  g_ptr_array_sort (search.rows, compare);
  return search.rows;
}
