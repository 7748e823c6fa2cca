/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks, dates ahead, what operations came to and what requests wait for, as notices. */
#include "kh-notices.h"

#include "kh-environment-uses.h"

const guint kh_notice_reminders[KH_N_REMINDERS] = { 60, 30, 14, 7, 1 };

/* A deletion is told at half time, and so long before. */
static const KhTime deletion_steps[] = { 72 * KH_HOUR, 24 * KH_HOUR, 6 * KH_HOUR, KH_HOUR };
#define URGENT_FROM (24 * KH_HOUR)
/* So late an operation that has ended may be read. */
#define LATE KH_MINUTE

struct _KhNoticePast {
  KhTime at;
  GHashTable *ended; /* set of ids of operations */
  GPtrArray *holds;  /* (element-type Hold): that were still to end */
};

typedef struct {
  char *key, *version;
  KhTime end;
} Hold;

typedef struct {
  KhItemList *const *lists;
  const KhNoticePast *past;
  guint reminders;
  KhTime now;
  GPtrArray *notices;
} Search;

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

static void
notice_free (gpointer data)
{
  KhNotice *self = data;

  g_free (self->slot);
  g_ptr_array_unref (self->ids);
  g_clear_object (&self->item);
  g_clear_object (&self->environment);
  g_clear_pointer (&self->request, kh_json_unref);
  g_free (self->version);
  g_free (self);
}

/* @id: (transfer full) */
static KhNotice *
add (Search *self, KhNoticeKind kind, const char *slot, const char *subject, KhItem *item, char *id)
{
  KhNotice *notice = g_new0 (KhNotice, 1);

  notice->kind = kind;
  notice->slot = g_strdup_printf ("%s %s", slot, subject);
  notice->ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (notice->ids, id);
  g_set_object (&notice->item, item);
  notice->due = KH_TIME_NONE;
  g_ptr_array_add (self->notices, notice);
  return notice;
}

gboolean
kh_notice_lasts (KhNoticeKind kind)
{
  return kind == KH_NOTICE_ACCESS_LOST || kind == KH_NOTICE_DELETION || kind == KH_NOTICE_EXPIRY
         || kind == KH_NOTICE_LOG || kind == KH_NOTICE_REQUEST;
}

/* --- The log --------------------------------------------------------------------------------- */

void
kh_notices_add_log (GPtrArray *notices, const char *fault, guint64 record)
{
  Search search = { .notices = notices };
  KhNotice *notice;

  if (fault == NULL)
    return;
  notice = add (&search, KH_NOTICE_LOG, "log", "", NULL,
                g_strdup_printf ("log %" G_GUINT64_FORMAT, record));
  notice->urgent = TRUE;
  notice->record = record;
}

/* --- Requests -------------------------------------------------------------------------------- */

/* @what: of the request that is told once. */
static void
add_request (GPtrArray *notices, KhNoticeKind kind, KhJson *request, const char *what)
{
  Search search = { .notices = notices };
  const char *id = kh_json_string (request, "id");
  KhNotice *notice =
      add (&search, kind, "request", id, NULL, g_strdup_printf ("request %s %s", id, what));

  notice->request = kh_json_ref (request);
  notice->due = kh_json_time (request, "expiresAt");
}

static gboolean
is_expired (KhJson *request)
{
  return g_strcmp0 (kh_json_string (request, "state"), "Expired") == 0;
}

/* When it was decided, or nobody had in time; KH_TIME_NONE while it waits. Withdrawn by the person
 * who asked is nothing to be told. */
static KhTime
decision_of (KhJson *request)
{
  static const char *const words[] = { "Approved", "Completed", "Rejected", NULL };
  const char *state = kh_json_string (request, "state");

  if (is_expired (request))
    return kh_json_time (request, "expiresAt");
  return state != NULL && g_strv_contains (words, state) ? kh_json_time (request, "decidedAt")
                                                         : KH_TIME_NONE;
}

void
kh_notices_add_requests (GPtrArray *notices, KhRequestList *requests, const char *account,
                         const KhNoticePast *past)
{
  for (guint i = 0; i < kh_request_list_count (requests); i++) {
    KhJson *request = kh_request_list_nth (requests, i);
    gboolean own = g_strcmp0 (kh_json_string (request, "requestedBy"), account) == 0;

    if (kh_request_is_mine_to_decide (request))
      add_request (notices, KH_NOTICE_REQUEST, request, "waits");
    else if (past != NULL && own && decision_of (request) >= past->at - LATE)
      add_request (notices, KH_NOTICE_DECIDED, request,
                   is_expired (request) ? "expired" : "decided");
  }
}

/* --- Locked environments --------------------------------------------------------------------- */

static gboolean
is_planned (KhItem *environment)
{
  return kh_json_bool (kh_item_get_snapshot (environment), "lockCause.planned", FALSE);
}

/* What was approved is one notice of the policy, and what nobody planned another. @policies:
 * notices by the policy that cannot use its key, and by that. */
static void
look_at_lock (Search *self, KhItem *item, gpointer policies)
{
  gboolean planned = is_planned (item);
  KhTime locked_at = kh_json_time (kh_item_get_snapshot (item), "lockedAt");
  const char *policy = kh_item_string (item, "policy.id");
  GHashTable *kin = ((GHashTable **)policies)[planned];
  KhNotice *notice;
  char *id;

  if (!kh_item_is (item, "state", "Locked"))
    return;
  if (policy == NULL)
    policy = kh_item_get_id (item);
  notice = g_hash_table_lookup (kin, policy);
  id = g_strdup_printf ("lost %s %" G_GINT64_FORMAT, kh_item_get_id (item), locked_at);
  if (notice == NULL) {
    notice = add (self, KH_NOTICE_ACCESS_LOST, planned ? "locked" : "lost", policy, item, id);
    notice->urgent = !planned;
    notice->planned = planned;
    notice->due = kh_json_time (kh_item_get_snapshot (item), "deletionAt");
    notice->environment = g_object_ref (item);
    g_hash_table_insert (kin, (gpointer)policy, notice);
  } else {
    g_ptr_array_add (notice->ids, id);
  }
  notice->n_environments++;
}

/* The shortest step that @left has reached; 0 for none. */
static KhTime
find_deletion_step (KhTime left, KhTime whole)
{
  KhTime step = left <= whole / 2 ? whole / 2 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (deletion_steps); i++)
    if (left <= deletion_steps[i] && (step == 0 || deletion_steps[i] < step))
      step = deletion_steps[i];
  return step;
}

static void
look_at_deletion (Search *self, KhItem *item, gpointer data)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  KhTime due = kh_json_time (snapshot, "deletionAt");
  KhTime locked_at = kh_json_time (snapshot, "lockedAt");
  KhTime whole = locked_at != KH_TIME_NONE && due != KH_TIME_NONE ? due - locked_at : 0;
  KhNotice *notice;
  KhTime step;

  /* While the clock is not trusted, nothing is deleted. */
  if (!kh_item_is (item, "state", "Locked") || due == KH_TIME_NONE || due <= self->now
      || kh_json_bool (snapshot, "deletionSuspended", FALSE))
    return;
  step = find_deletion_step (due - self->now, whole);
  if (step == 0)
    return;
  notice = add (self, KH_NOTICE_DELETION, "deletion", kh_item_get_id (item), item,
                g_strdup_printf ("deletion %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                 kh_item_get_id (item), due, step));
  notice->due = due;
  notice->urgent = due - self->now <= URGENT_FROM;
}

/* --- Keys ------------------------------------------------------------------------------------ */

/* The fewest days that @left has reached; 0 for none. */
static guint
find_reminder (guint reminders, KhTime left)
{
  guint days = 0;

  for (guint i = 0; i < KH_N_REMINDERS; i++)
    if ((reminders & (1u << i)) != 0 && left <= kh_notice_reminders[i] * KH_DAY)
      days = kh_notice_reminders[i];
  return days;
}

static void
look_at_key (Search *self, KhItem *item, gpointer users)
{
  KhTime due = kh_json_time (kh_item_get_snapshot (item), "exp");
  KhNotice *notice;
  guint days;

  if (due == KH_TIME_NONE || due <= self->now || kh_item_is (item, "state", "Deleted"))
    return;
  days = find_reminder (self->reminders, due - self->now);
  if (days == 0)
    return;
  notice =
      add (self, KH_NOTICE_EXPIRY, "expiry", kh_item_get_id (item), item,
           g_strdup_printf ("expiry %s %" G_GINT64_FORMAT " %u", kh_item_get_id (item), due, days));
  notice->due = due;
  kh_key_users_add (users, item, &notice->n_environments, &notice->environment);
}

/* --- Operations ------------------------------------------------------------------------------ */

static gboolean
has_ended (KhItem *operation)
{
  return kh_item_is (operation, "state", "Succeeded") || kh_item_is (operation, "state", "Failed")
         || kh_item_is (operation, "state", "Canceled");
}

static void
look_at_operation (Search *self, KhItem *item, gpointer data)
{
  gboolean failed = kh_item_is (item, "state", "Failed");
  gboolean unlocked = !failed && kh_item_is (item, "type", "Enable");
  KhTime ended_at = kh_json_time (kh_item_get_snapshot (item), "endedAt");
  const char *id = kh_item_string (item, "environmentId");
  KhItem *environment =
      id != NULL ? kh_item_list_find (self->lists[KH_ITEM_ENVIRONMENT], id) : NULL;
  KhNotice *notice;

  /* An old one can come into the list late. */
  if ((!failed && !kh_item_is (item, "state", "Succeeded")) || ended_at < self->past->at - LATE
      || g_hash_table_contains (self->past->ended, kh_item_get_id (item)))
    return;
  notice = add (self,
                failed     ? KH_NOTICE_FAILED
                : unlocked ? KH_NOTICE_BACK
                           : KH_NOTICE_ENDED,
                "operation", kh_item_get_id (item), item,
                g_strdup_printf ("operation %s", kh_item_get_id (item)));
  g_set_object (&notice->environment, environment);
}

/* --- Holds ----------------------------------------------------------------------------------- */

static void
hold_free (gpointer data)
{
  Hold *hold = data;

  g_free (hold->key);
  g_free (hold->version);
  g_free (hold);
}

static void
note_holds (GPtrArray *holds, KhItem *key, KhTime now)
{
  KhJson *snapshot = kh_item_get_snapshot (key);

  for (guint i = 0; i < kh_json_length (snapshot, "holdEnds"); i++) {
    KhJson *end = kh_json_element (snapshot, "holdEnds", i);
    Hold *hold;

    if (kh_json_time (end, "end") == KH_TIME_NONE || kh_json_time (end, "end") <= now)
      continue;
    hold = g_new0 (Hold, 1);
    hold->key = g_strdup (kh_item_get_id (key));
    hold->version = g_strdup (kh_json_string (end, "version"));
    hold->end = kh_json_time (end, "end");
    g_ptr_array_add (holds, hold);
  }
}

/* One that was to end later by now did not end: something else needs the version, too. */
static gboolean
still_holds (KhItem *key, const Hold *hold, KhTime now)
{
  KhJson *snapshot = kh_item_get_snapshot (key);

  for (guint i = 0; i < kh_json_length (snapshot, "holdEnds"); i++) {
    KhJson *end = kh_json_element (snapshot, "holdEnds", i);

    if (g_strcmp0 (kh_json_string (end, "version"), hold->version) == 0
        && kh_json_time (end, "end") > now)
      return TRUE;
  }
  return FALSE;
}

static void
look_at_holds (Search *self)
{
  for (guint i = 0; i < self->past->holds->len; i++) {
    const Hold *hold = self->past->holds->pdata[i];
    KhItem *key = kh_item_list_find (self->lists[KH_ITEM_KEY], hold->key);
    g_autofree char *subject = g_strconcat (hold->key, "/", hold->version, NULL);
    KhNotice *notice;

    if (hold->end > self->now || key == NULL || still_holds (key, hold, self->now))
      continue;
    notice = add (self, KH_NOTICE_HOLD, "hold", subject, key,
                  g_strdup_printf ("hold %s %" G_GINT64_FORMAT, subject, hold->end));
    notice->version = g_strdup (hold->version);
  }
}

/* --- What was so before ---------------------------------------------------------------------- */

KhNoticePast *
kh_notice_past_new (KhItemList *const *lists, KhTime now)
{
  KhItemList *operations = lists[KH_ITEM_OPERATION];
  GListModel *keys = G_LIST_MODEL (lists[KH_ITEM_KEY]);
  KhNoticePast *self = g_new0 (KhNoticePast, 1);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (operations));

  self->at = now;
  self->holds = g_ptr_array_new_with_free_func (hold_free);
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (KhItem) key = g_list_model_get_item (keys, i);

    note_holds (self->holds, key, now);
  }
  self->ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (operations), i);

    if (has_ended (item))
      g_hash_table_add (self->ended, g_strdup (kh_item_get_id (item)));
  }
  return self;
}

void
kh_notice_past_free (KhNoticePast *self)
{
  g_hash_table_unref (self->ended);
  g_ptr_array_unref (self->holds);
  g_free (self);
}

GPtrArray *
kh_notices_compute (KhItemList *const *lists, const KhNoticePast *past, guint reminders, KhTime now)
{
  Search search = { lists, past, reminders, now, g_ptr_array_new_with_free_func (notice_free) };
  g_autoptr (GHashTable) lost = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) planned = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *policies[] = { lost, planned };
  g_autoptr (GHashTable) users = kh_key_users_new ();

  look_at_each (&search, KH_ITEM_ENVIRONMENT, look_at_lock, policies);
  look_at_each (&search, KH_ITEM_ENVIRONMENT, look_at_deletion, NULL);
  look_at_each (&search, KH_ITEM_KEY, look_at_key, users);
  kh_key_users_count (users, lists[KH_ITEM_ENVIRONMENT]);
  if (past != NULL) {
    look_at_each (&search, KH_ITEM_OPERATION, look_at_operation, NULL);
    look_at_holds (&search);
  }
  return search.notices;
}
