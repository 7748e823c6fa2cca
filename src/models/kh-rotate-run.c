/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a rotation, and looks at who took it up. */
#include "kh-rotate-run.h"

#include "kh-data-api.h"
#include "kh-models-i18n.h"
#include "kh-vault-api.h"
#include "kh-wire-rotation.h"

/* How long an environment is waited for once the version is there; here it has it within seconds.
 */
#define WAIT_MS 200
#define MAX_WAITS 15

/* Shared by the run on the main thread and its worker. */
typedef struct {
  char *vault, *name;
  KhRotationPolicy *schedule; /* (nullable): NULL: a new version */
  KhNewVersion how;

  GMutex mutex; /* for what follows */
  char *version, *before;
  GHashTable *stores; /* (element-type utf8 KhRotateStores): of environments that were asked */
} Rotation;

static void
rotation_clear (gpointer data)
{
  Rotation *rotation = data;

  g_free (rotation->vault);
  g_free (rotation->name);
  g_clear_pointer (&rotation->schedule, kh_rotation_policy_free);
  g_mutex_clear (&rotation->mutex);
  g_free (rotation->version);
  g_free (rotation->before);
  g_hash_table_unref (rotation->stores);
}

static void
rotation_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, rotation_clear);
}

static Rotation *
get_rotation (KhTaskRun *run)
{
  return g_object_get_data (G_OBJECT (run), "kh-rotation");
}

/* --- The act ---------------------------------------------------------------------------------- */

static gboolean
save_schedule (KhClient *client, Rotation *rotation, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhWireRotationPolicy) wire = kh_wire_rotation_policy_from (rotation->schedule, NULL);

  return kh_client_do (client,
                       kh_key_api_put_rotation_policy (rotation->vault, rotation->name, wire),
                       cancellable, error);
}

static gboolean
make_version (KhClient *client, Rotation *rotation, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) before = kh_client_call (
      client, kh_key_api_get (rotation->vault, rotation->name, NULL), cancellable, error);
  g_autoptr (KhJson) after = NULL;

  if (before == NULL)
    return FALSE;
  after =
      kh_act_rotate (client, rotation->vault, rotation->name, &rotation->how, cancellable, error);
  if (after == NULL)
    return FALSE;
  g_mutex_lock (&rotation->mutex);
  rotation->before = g_strdup (kh_json_string (before, "version"));
  rotation->version = g_strdup (kh_json_string (after, "version"));
  g_mutex_unlock (&rotation->mutex);
  return TRUE;
}

/* --- Who took it up --------------------------------------------------------------------------- */

static gboolean
count_stores (KhClient *client, Rotation *rotation, const char *id, KhRotateStores *stores,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = kh_client_call (client, kh_data_api_stores (id), cancellable, error);

  *stores = (KhRotateStores){ 0 };
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const char *kid = kh_json_string (rows->pdata[i], "kid");

    if (kid == NULL)
      continue;
    stores->all++;
    stores->moved += g_str_has_suffix (kid, rotation->version);
  }
  return rows != NULL;
}

static void
note_stores (Rotation *rotation, const char *id, const KhRotateStores *stores)
{
  g_mutex_lock (&rotation->mutex);
  g_hash_table_insert (rotation->stores, g_strdup (id), g_memdup2 (stores, sizeof *stores));
  g_mutex_unlock (&rotation->mutex);
}

static gboolean
look (KhClient *client, Rotation *rotation, const char *id, GCancellable *cancellable,
      GError **error)
{
  KhRotateStores stores;

  if (rotation->version == NULL) {
    kh_set_error (error, KH_ERROR_STATE, _ ("There is no new version"));
    return FALSE;
  }
  for (guint i = 0;; i++) {
    if (!count_stores (client, rotation, id, &stores, cancellable, error))
      return FALSE;
    note_stores (rotation, id, &stores);
    if (stores.moved == stores.all)
      return TRUE;
    if (i == MAX_WAITS || !kh_client_sleep (client, WAIT_MS, cancellable)) {
      kh_set_error (error, KH_ERROR_STATE, _ ("It has not taken the new version up yet"));
      return FALSE;
    }
  }
}

static gboolean
work (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
      GError **error)
{
  Rotation *rotation = (Rotation *)data;

  if (!g_str_equal (id, KH_ROTATE_RUN_ACT))
    return look (client, rotation, id, cancellable, error);
  return rotation->schedule != NULL ? save_schedule (client, rotation, cancellable, error)
                                    : make_version (client, rotation, cancellable, error);
}

/* --- The run ---------------------------------------------------------------------------------- */

static KhRotationPolicy *
copy_schedule (const KhRotationPolicy *schedule)
{
  g_autofree char *text = kh_rotation_policy_to_text (schedule);

  return kh_rotation_policy_parse (text);
}

KhTaskRun *
kh_rotate_run_new (KhRotatePlan *plan, const char *act)
{
  KhOrganization *organization = kh_inquiry_get_organization (KH_INQUIRY (plan));
  g_auto (GStrv) parts = g_strsplit (kh_rotate_plan_get_id (plan), "/", 2);
  g_autoptr (GPtrArray) followers = kh_rotate_plan_get_followers (plan);
  Rotation *rotation = g_atomic_rc_box_new0 (Rotation);
  KhTaskRun *run = kh_task_run_new (organization, work, rotation, rotation_unref);
  gboolean once = kh_rotate_plan_get_way (plan) == KH_ROTATE_VERSION;

  rotation->vault = g_strdup (parts[0]);
  rotation->name = g_strdup (kh_rotate_plan_get_name (plan));
  rotation->how = *kh_rotate_plan_get_new_version (plan);
  g_mutex_init (&rotation->mutex);
  rotation->stores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!once)
    rotation->schedule = copy_schedule (kh_rotate_plan_get_schedule (plan));
  g_object_set_data_full (G_OBJECT (run), "kh-rotation", g_atomic_rc_box_acquire (rotation),
                          rotation_unref);
  kh_task_run_add (run, KH_ROTATE_RUN_ACT, act);
  for (guint i = 0; once && i < followers->len; i++)
    kh_task_run_add (run, kh_item_get_id (followers->pdata[i]),
                     kh_item_get_name (followers->pdata[i]));
  return run;
}

gboolean
kh_rotate_run_is_done (KhTaskRun *run)
{
  return g_str_equal (kh_task_run_nth (run, 0)->state, "Succeeded");
}

char *
kh_rotate_run_get_version (KhTaskRun *run)
{
  Rotation *rotation = get_rotation (run);
  char *version;

  g_mutex_lock (&rotation->mutex);
  version = g_strdup (rotation->version);
  g_mutex_unlock (&rotation->mutex);
  return version;
}

char *
kh_rotate_run_get_before (KhTaskRun *run)
{
  Rotation *rotation = get_rotation (run);
  char *before;

  g_mutex_lock (&rotation->mutex);
  before = g_strdup (rotation->before);
  g_mutex_unlock (&rotation->mutex);
  return before;
}

KhRotateStores
kh_rotate_run_count_stores (KhTaskRun *run)
{
  Rotation *rotation = get_rotation (run);
  KhRotateStores sum = { .is_known = TRUE };

  g_mutex_lock (&rotation->mutex);
  for (guint i = 1; i < kh_task_run_count (run); i++) {
    const KhRotateStores *one =
        g_hash_table_lookup (rotation->stores, kh_task_run_nth (run, i)->id);

    if (one == NULL) {
      sum.is_known = FALSE;
      continue;
    }
    sum.all += one->all;
    sum.moved += one->moved;
  }
  g_mutex_unlock (&rotation->mutex);
  return sum;
}
