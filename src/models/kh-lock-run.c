/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a lock, and looks at what it took down. */
#include "kh-lock-run.h"

#include "kh-environment-api.h"
#include "kh-lock-acts.h"
#include "kh-models-i18n.h"

#include <string.h>

/* How long an environment is waited for once the act is done; here it is down by then. */
#define WAIT_MS 200
#define MAX_WAITS 50

/* Read and written by the worker's thread alone. */
typedef struct {
  char *impact; /* JSON text */
  char *subscription, *group;
  char *reason; /* (nullable) */
  char *path;   /* (nullable): of the plan as text */
  char *text;
  gboolean done;
} Lock;

static void
lock_free (gpointer data)
{
  Lock *lock = data;

  g_free (lock->impact);
  g_free (lock->subscription);
  g_free (lock->group);
  g_free (lock->reason);
  g_free (lock->path);
  g_free (lock->text);
  g_free (lock);
}

static gboolean
save (const Lock *lock, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) stream = NULL;

  if (lock->path == NULL)
    return TRUE;
  file = g_file_new_for_path (lock->path);
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error);
  return stream != NULL
         && g_output_stream_write_all (G_OUTPUT_STREAM (stream), lock->text, strlen (lock->text),
                                       NULL, cancellable, error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

static gboolean
do_act (KhClient *client, Lock *lock, GCancellable *cancellable, GError **error)
{
  const KhArmPlace place = { lock->subscription, lock->group };
  g_autoptr (KhJson) impact = kh_json_parse_text (lock->impact, error);

  if (impact == NULL || !save (lock, cancellable, error))
    return FALSE;
  kh_client_set_reason (client, lock->reason);
  lock->done = kh_act_lock (client, &place, impact, cancellable, error);
  kh_client_set_reason (client, NULL);
  return lock->done;
}

/* "is down", or FALSE: not yet, or with @error: it is not known. */
static gboolean
is_down (KhClient *client, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) environment =
      kh_client_call (client, kh_environment_api_get (id), cancellable, error);

  return environment != NULL && g_strcmp0 (kh_json_string (environment, "state"), "Locked") == 0;
}

static gboolean
look (KhClient *client, const Lock *lock, const char *id, GCancellable *cancellable, GError **error)
{
  guint waits = lock->done ? MAX_WAITS : 0;
  g_autoptr (GError) cause = NULL;

  for (guint i = 0; !is_down (client, id, cancellable, &cause); i++) {
    if (cause != NULL) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (i == waits || !kh_client_sleep (client, WAIT_MS, cancellable)) {
      kh_set_error (error, KH_ERROR_STATE, "%s",
                    lock->done ? _ ("It has not noticed yet") : _ ("It was not locked"));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
work (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
      GError **error)
{
  Lock *lock = (Lock *)data;

  if (g_str_equal (id, KH_LOCK_RUN_ACT))
    return do_act (client, lock, cancellable, error);
  return look (client, lock, id, cancellable, error);
}

/* (transfer full): in the folder of the plan, with the second of now. */
static char *
make_path (KhLockPlan *plan)
{
  KhTime now = kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (plan)));
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (kh_time_to_unix (now));
  g_autofree char *stamp = g_date_time_format (time, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("lock-%s.txt", stamp);
  g_autoptr (GFile) file = g_file_get_child (kh_lock_plan_get_folder (plan), name);

  return g_file_get_path (file);
}

KhTaskRun *
kh_lock_run_new (KhLockPlan *plan, const char *act, const char *reason, const char *text)
{
  KhOrganization *organization = kh_inquiry_get_organization (KH_INQUIRY (plan));
  const KhArmPlace *place = kh_organization_get_place (organization);
  KhJson *impact = kh_lock_plan_get_chosen (plan)->impact;
  Lock *lock = g_new0 (Lock, 1);
  KhTaskRun *run = kh_task_run_new (organization, work, lock, lock_free);

  lock->impact = kh_json_to_text (impact);
  lock->subscription = g_strdup (place->subscription);
  lock->group = g_strdup (place->group);
  lock->reason = g_strdup (reason);
  lock->text = g_strdup (text);
  if (kh_lock_plan_get_folder (plan) != NULL)
    lock->path = make_path (plan);
  kh_task_run_add (run, KH_LOCK_RUN_ACT, act);
  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhJson *environment = kh_json_element (impact, "environments", i);

    kh_task_run_add (run, kh_json_string (environment, "id"), kh_json_string (environment, "name"));
  }
  return run;
}

/* (nullable): the error of the act, with @inner. */
static const GError *
find_failure (KhTaskRun *run, const char *inner)
{
  const GError *error = kh_task_run_nth (run, 0)->error;

  if (error == NULL || !kh_error_is (error, KH_ERROR_CONFIRMATION)
      || g_strcmp0 (kh_error_get_facts (error)->inner, inner) != 0)
    return NULL;
  return error;
}

const GError *
kh_lock_run_get_stale (KhTaskRun *run)
{
  return find_failure (run, "ConfirmationStale");
}

const char *
kh_lock_run_get_request (KhTaskRun *run)
{
  const GError *error = find_failure (run, "ApprovalRequired");

  return error != NULL ? kh_error_get_facts (error)->target : NULL;
}

guint
kh_lock_run_count_environments (KhTaskRun *run)
{
  return kh_task_run_count (run) - 1;
}

guint
kh_lock_run_count_locked (KhTaskRun *run)
{
  return kh_task_run_count_state (run, "Succeeded")
         - g_str_equal (kh_task_run_nth (run, 0)->state, "Succeeded");
}
