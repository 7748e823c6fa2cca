/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotates keys whose rotation policy says that it is time. */
#include "kh-rotation-timer.h"

#include "kh-hold.h"
#include "kh-log.h"
#include "kh-rewrap.h"
#include "kh-tenant-acts.h"

/* How long a key that could not be rotated is left alone: each try leaves records. */
#define RETRY_AFTER (10 * 60 * G_USEC_PER_SEC)

struct _KhRotationTimer {
  GThread *thread;  /* (nullable) */
  gboolean running; /* the thread has work */
  gboolean closing;
  GHashTable *refused; /* "VAULT/KEY" → monotonic time of the next try */
};

void
kh_rotation_timer_init (KhTenant *tenant)
{
  tenant->rotation = g_new0 (KhRotationTimer, 1);
  tenant->rotation->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
kh_rotation_timer_clear (KhTenant *tenant)
{
  g_hash_table_unref (tenant->rotation->refused);
  g_clear_pointer (&tenant->rotation, g_free);
}

/* --- What is due --------------------------------------------------------------------------------
 */

static gboolean
is_put_off (KhTenant *tenant, const KhKey *key)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", key->vault, key->name);
  const gint64 *next = g_hash_table_lookup (tenant->rotation->refused, name);

  return next != NULL && g_get_monotonic_time () < *next;
}

static void
put_off (KhTenant *tenant, const KhKey *key, const GError *reason)
{
  gint64 *next = g_new (gint64, 1);

  kh_message ("%s/%s could not be rotated by its policy: %s", key->vault, key->name,
              reason->message);
  *next = g_get_monotonic_time () + RETRY_AFTER;
  g_hash_table_insert (tenant->rotation->refused, g_strdup_printf ("%s/%s", key->vault, key->name),
                       next);
}

static gboolean
is_due (KhTenant *tenant, const KhEstate *estate, const KhKey *key, KhTime now)
{
  const KhVault *vault;
  KhTime date;

  if (key->rotation_policy == NULL)
    return FALSE;
  date = kh_key_get_rotation_time (key);
  vault = kh_estate_get_vault (estate, key->vault);
  return date != KH_TIME_NONE && date <= now && vault != NULL
         && vault->state == KH_VAULT_STATE_ACTIVE && vault->fault == NULL
         && !is_put_off (tenant, key);
}

/* --- One rotation -------------------------------------------------------------------------------
 */

/* FALSE when the key has no next version at this time any more. */
static gboolean
rotate (KhTenant *tenant, const KhKey *key, KhKeyMaterial *material, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Rotation policy of %s/%s", key->vault, key->name);
  g_autoptr (KhCaller) policy = kh_caller_new_identity (NULL, name);
  g_autoptr (KhKey) rotated =
      kh_tenant_key_rotate (tenant, policy, key->vault, key->name, material, error);

  return rotated != NULL;
}

static KhKeyMaterial *
generate (const KhKey *key, GError **error)
{
  KhKeySpec spec;

  if (kh_key_spec_of_next (key, &spec))
    return kh_tenant_key_generate (&spec, error);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "The key has no version");
  return NULL;
}

/* --- The thread ---------------------------------------------------------------------------------
 */

/* (transfer full) (nullable): a key that is due. */
static gpointer
find_due_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenant *tenant = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);

  for (guint i = 0; i < kh_estate_n_keys (estate); i++) {
    const KhKey *key = kh_estate_key_at (estate, i);

    if (!tenant->rotation->closing && is_due (tenant, estate, key, now))
      return kh_key_ref (key);
  }
  tenant->rotation->running = FALSE;
  return NULL;
}

typedef struct {
  KhTenant *tenant;
  const KhKey *key;
  KhKeyMaterial *material; /* (nullable) */
  GError *failure;         /* (nullable) */
} Rotation;

/* Somebody may have rotated it, or taken the policy away, while the pair was made. */
static gpointer
rotate_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Rotation *rotation = data;
  KhTenant *tenant = rotation->tenant;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhKey *present = kh_estate_get_key (estate, rotation->key->vault, rotation->key->name);
  g_autoptr (GError) failure = NULL;

  if (present == NULL || !is_due (tenant, estate, present, kh_tenant_now (tenant)))
    return NULL;
  if (rotation->material == NULL)
    put_off (tenant, present, rotation->failure);
  else if (!rotate (tenant, present, rotation->material, &failure))
    put_off (tenant, present, failure);
  return NULL;
}

static gpointer
rotation_thread (gpointer data)
{
  KhTenant *tenant = data;

  for (;;) {
    g_autoptr (KhKey) key = kh_worker_run (tenant->worker, find_due_work, tenant, NULL, NULL);
    Rotation rotation = { .tenant = tenant, .key = key };

    if (key == NULL)
      return NULL;
    rotation.material = generate (key, &rotation.failure);
    kh_worker_run (tenant->worker, rotate_work, &rotation, NULL, NULL);
    g_clear_pointer (&rotation.material, kh_key_material_free);
    g_clear_error (&rotation.failure);
  }
}

void
kh_rotation_timer_start (KhTenant *tenant)
{
  KhRotationTimer *self = tenant->rotation;
  g_autoptr (KhKey) due = NULL;

  if (self->running || self->closing)
    return;
  due = find_due_work (tenant, NULL, NULL);
  if (due == NULL)
    return;
  g_clear_pointer (&self->thread, g_thread_join); /* it has ended */
  self->running = TRUE;
  self->thread = g_thread_new ("kh-rotation", rotation_thread, tenant);
}

gboolean
kh_rotation_timer_is_running (KhTenant *tenant)
{
  return tenant->rotation->running;
}

/* (transfer full) (nullable): the thread; no other is started after it. */
static gpointer
take_thread_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhRotationTimer *self = ((KhTenant *)data)->rotation;

  self->closing = TRUE;
  return g_steal_pointer (&self->thread);
}

void
kh_rotation_timer_stop (KhTenant *tenant)
{
  GThread *thread = kh_worker_run (tenant->worker, take_thread_work, tenant, NULL, NULL);

  if (thread != NULL)
    g_thread_join (thread);
}

/* --- Before it is too late ----------------------------------------------------------------------
 */

/* Environments would be locked by the expiry of a version that should have been replaced before. */
static gboolean
is_urgent (const KhEstate *estate, const KhKey *key, KhTime now)
{
  const KhKeyVersion *current = kh_key_get_current (key);
  g_autoptr (GPtrArray) uses = NULL;

  if (kh_key_version_get_own_state (current, now) != KH_KEY_STATE_EXPIRED)
    return FALSE;
  uses = kh_where_used (estate, key->vault, key->name, current->version);
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUsage *usage = uses->pdata[i];

    if (usage->environment->state == KH_ENVIRONMENT_STATE_READY)
      return TRUE;
  }
  return FALSE;
}

void
kh_rotation_timer_rescue (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);
  gboolean any = FALSE;

  for (guint i = 0; i < kh_estate_n_keys (estate); i++) {
    const KhKey *key = kh_estate_key_at (estate, i);
    g_autoptr (KhKeyMaterial) material = NULL;
    g_autoptr (GError) error = NULL;

    if (!is_due (tenant, estate, key, now) || !is_urgent (estate, key, now))
      continue;
    material = generate (key, &error);
    if (material != NULL && rotate (tenant, key, material, &error))
      any = TRUE;
    else
      put_off (tenant, key, error);
  }
  if (any)
    kh_rewrap_followers (tenant, TRUE);
}
