/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who made the change that locked an environment. */
#include "kh-lock-person.h"

#include "kh-rules-api.h"

#define PAGE 100
/* The change lies close before the lock: beyond this many pages nobody waits for a name. */
#define MAX_PAGES 20

typedef struct {
  char *object; /* whose records are read */
  KhTime locked_at;
  guint pages;
} Search;

static void
search_free (Search *search)
{
  g_free (search->object);
  g_free (search);
}

/* (transfer full) (nullable): the key for what is done to keys, else the vault. */
static char *
find_object (KhItem *environment)
{
  static const char *const of_keys[] = { "disable-key", "disable-version", "delete-key",
                                         "expire-key",  "not-yet-valid",   "purge",
                                         NULL };
  const char *trigger = kh_item_string (environment, "lockCause.trigger");
  const char *object = kh_item_string (environment, "lockCause.object");
  g_auto (GStrv) parts = object != NULL ? g_strsplit (object, "/", 3) : NULL;

  if (trigger == NULL || parts == NULL || parts[0] == NULL)
    return NULL;
  if (g_strv_contains (of_keys, trigger) && parts[1] != NULL)
    return g_strdup_printf ("%s/%s", parts[0], parts[1]);
  return g_strdup (parts[0]);
}

/* A change by somebody before the lock, that came about. */
static gboolean
is_change (KhJson *record, KhTime before)
{
  KhTime time = kh_json_time (record, "time");

  return kh_json_has (record, "actorId") && time != KH_TIME_NONE && time <= before
         && g_strcmp0 (kh_json_string (record, "result"), "succeeded") == 0;
}

/* (nullable) (transfer none): who made the newest change in @page. */
static const char *
find_person (Search *search, KhJson *page)
{
  guint n = kh_json_length (page, "value");

  for (guint i = 0; i < n; i++) {
    KhJson *record = kh_json_element (page, "value", i);

    if (is_change (record, search->locked_at))
      return kh_json_string (record, "actor");
  }
  return NULL;
}

static void read_page (GTask *task, guint64 after);

static void
page_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KhJson) page = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  const char *person;
  gint64 next;

  if (page == NULL) {
    g_task_return_error (task, error);
    return;
  }
  person = find_person (search, page);
  next = kh_json_int (page, "next", 0);
  if (person == NULL && next > 0 && ++search->pages < MAX_PAGES)
    read_page (g_steal_pointer (&task), (guint64)next);
  else
    g_task_return_pointer (task, g_strdup (person), g_free);
}

/* Takes @task. */
static void
read_page (GTask *task, guint64 after)
{
  Search *search = g_task_get_task_data (task);
  KhAuditQuery query = {
    .after = after, .limit = PAGE, .newest = TRUE, .object = search->object, .of = "changes"
  };

  kh_organization_call_async (g_task_get_source_object (task), kh_audit_api_page (&query),
                              g_task_get_cancellable (task), page_cb, task);
}

void
kh_lock_person_async (KhOrganization *organization, KhItem *environment, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (organization, cancellable, callback, user_data);
  guint readers = KH_MAY_OWNER | KH_MAY_KVA | KH_MAY_PPA | KH_MAY_AUDITOR | KH_MAY_SUPPORT;
  Search *search = g_new0 (Search, 1);

  search->object = find_object (environment);
  search->locked_at = kh_json_time (kh_item_get_snapshot (environment), "lockedAt");
  g_task_set_source_tag (task, kh_lock_person_async);
  g_task_set_task_data (task, search, (GDestroyNotify)search_free);
  if (search->object == NULL || !kh_organization_may (organization, readers))
    g_task_return_pointer (task, NULL, NULL);
  else
    read_page (g_steal_pointer (&task), 0);
}

char *
kh_lock_person_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
