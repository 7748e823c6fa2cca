/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is running, how environments are protected, and the dates ahead. */
#include "kh-overview.h"

#include <string.h>

/* --- Running --------------------------------------------------------------------------------- */

GPtrArray *
kh_overview_running (KhItemList *operations)
{
  static const char *const active[] = { "NotStarted", "Running", "Paused", NULL };
  GPtrArray *running = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (operations));

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (operations), i);
    const char *state = kh_item_string (item, "state");

    if (state != NULL && g_strv_contains (active, state))
      g_ptr_array_add (running, g_steal_pointer (&item));
  }
  return running;
}

/* --- Counts ---------------------------------------------------------------------------------- */

static const char *const statuses[KH_N_STATUS_COUNTS] = {
  "Encrypted", "Warning", "Failed", "Encrypting", "Reverting", "NotEncrypted"
};

static void
count_status (KhOverviewCounts *counts, KhItem *environment, gboolean customer)
{
  for (guint i = 0; i < KH_N_STATUS_COUNTS; i++)
    if (kh_item_is (environment, "encryptionStatus", statuses[i])) {
      counts->statuses[i].customer += customer ? 1 : 0;
      counts->statuses[i].microsoft += customer ? 0 : 1;
    }
}

static void
count_bytes (KhOverviewCounts *counts, KhItem *environment, gboolean locked)
{
  KhJson *snapshot = kh_item_get_snapshot (environment);
  gint64 customer = kh_json_int (snapshot, "coverage.customer", 0);
  gint64 moving = kh_json_int (snapshot, "coverage.moving", 0);

  counts->bytes[locked ? KH_SHARE_UNREADABLE : KH_SHARE_CUSTOMER] += customer;
  counts->bytes[locked ? KH_SHARE_UNREADABLE : KH_SHARE_MOVING] += moving;
  counts->bytes[KH_SHARE_PLATFORM] += kh_json_int (snapshot, "coverage.platform", 0);
  counts->bytes[KH_SHARE_ALWAYS] += kh_json_int (snapshot, "coverage.always", 0);
}

void
kh_overview_count (KhItemList *environments, KhOverviewCounts *counts)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (environments));

  memset (counts, 0, sizeof *counts);
  for (guint i = 0; i < KH_N_STATUS_COUNTS; i++)
    counts->statuses[i].status = statuses[i];
  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (environments), i);
    gboolean customer = kh_item_is (item, "keyManagedBy", "Customer");
    gboolean locked = kh_item_is (item, "state", "Locked");

    counts->customer += customer ? 1 : 0;
    counts->microsoft += customer ? 0 : 1;
    counts->locked += customer && locked ? 1 : 0;
    count_status (counts, item, customer);
    count_bytes (counts, item, locked);
  }
}

/* What rounding down leaves over goes to those who lost most by it. */
gboolean
kh_overview_percents (const gint64 *bytes, guint *percents)
{
  double total = 0, rests[KH_N_SHARES];
  guint given = 0;

  for (guint i = 0; i < KH_N_SHARES; i++)
    total += (double)bytes[i];
  if (total <= 0)
    return FALSE;
  for (guint i = 0; i < KH_N_SHARES; i++) {
    double exact = (double)bytes[i] / total * 100;

    percents[i] = (guint)exact;
    rests[i] = exact - percents[i];
    given += percents[i];
  }
  while (given < 100) {
    guint most = 0;

    for (guint i = 1; i < KH_N_SHARES; i++)
      if (rests[i] > rests[most])
        most = i;
    percents[most]++;
    rests[most] = -1;
    given++;
  }
  return TRUE;
}

/* --- Dates ----------------------------------------------------------------------------------- */

static void
date_free (gpointer data)
{
  KhDate *date = data;

  g_object_unref (date->item);
  g_free (date->version);
  g_free (date);
}

static int
compare_dates (gconstpointer a, gconstpointer b)
{
  const KhDate *first = *(const KhDate *const *)a;
  const KhDate *second = *(const KhDate *const *)b;

  if (first->time != second->time)
    return first->time < second->time ? -1 : 1;
  return g_strcmp0 (kh_item_get_name (first->item), kh_item_get_name (second->item));
}

/* Nothing that is past, or too far ahead. */
static void
add_date (GPtrArray *dates, KhDateKind kind, KhItem *item, const char *version, KhTime time,
          KhTime now)
{
  KhDate *date;

  if (time == KH_TIME_NONE || time <= now || time - now > KH_DATES_SPAN)
    return;
  date = g_new0 (KhDate, 1);
  date->kind = kind;
  date->item = g_object_ref (item);
  date->version = g_strdup (version);
  date->time = time;
  g_ptr_array_add (dates, date);
}

static void
add_dates (GPtrArray *dates, KhItemList *list, const char *member, KhDateKind kind, KhTime now)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

    add_date (dates, kind, item, NULL, kh_json_time (kh_item_get_snapshot (item), member), now);
  }
}

static void
add_hold_ends (GPtrArray *dates, KhItemList *keys, KhTime now)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (keys));

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (keys), i);
    KhJson *key = kh_item_get_snapshot (item);

    for (guint k = 0; k < kh_json_length (key, "holdEnds"); k++) {
      KhJson *end = kh_json_element (key, "holdEnds", k);

      add_date (dates, KH_DATE_HOLD, item, kh_json_string (end, "version"),
                kh_json_time (end, "end"), now);
    }
  }
}

GPtrArray *
kh_overview_dates (KhItemList *const *lists, KhTime now)
{
  GPtrArray *dates = g_ptr_array_new_with_free_func (date_free);

  add_dates (dates, lists[KH_ITEM_ENVIRONMENT], "deletionAt", KH_DATE_DELETION, now);
  add_dates (dates, lists[KH_ITEM_KEY], "exp", KH_DATE_EXPIRY, now);
  add_dates (dates, lists[KH_ITEM_KEY], "rotation.nextAt", KH_DATE_ROTATION, now);
  add_hold_ends (dates, lists[KH_ITEM_KEY], now);
  add_dates (dates, lists[KH_ITEM_KEY], "scheduledPurgeAt", KH_DATE_DELETION, now);
  add_dates (dates, lists[KH_ITEM_VAULT], "scheduledPurgeAt", KH_DATE_DELETION, now);
  g_ptr_array_sort (dates, compare_dates);
  return dates;
}
