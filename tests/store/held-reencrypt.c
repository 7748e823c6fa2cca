/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program with this stops its first re-encryption in the middle of the second file, and goes on
 * when the file that KH_TEST_HOLD names is gone, or when the run is cancelled or locked. However
 * fast the machine, a test can look at an environment at work for as long as it likes. */
#include "kh-item-store-private.h"
#include "kh-store-reencrypt.h"

#include <unistd.h>

#define POLL_USECS 5000
#define FILE_TO_STOP_AT 2

typedef struct {
  KhItemStore *store;
  const KhReencryptPlan *plan;
  GCancellable *cancellable;
} Held;

static int files; /* atomic */

gboolean __real_kh_store_reencrypt (KhItemStore *store, const KhReencryptPlan *plan,
                                    GCancellable *cancellable, GPtrArray **damaged, GError **error);
gboolean __wrap_kh_store_reencrypt (KhItemStore *store, const KhReencryptPlan *plan,
                                    GCancellable *cancellable, GPtrArray **damaged, GError **error);

static void
on_progress (const KhReencryptProgress *progress, gpointer data)
{
  const Held *held = data;

  if (held->plan->progress != NULL)
    held->plan->progress (progress, held->plan->data);
}

static gboolean
on_batch (const char *cursor, const KhReencryptProgress *progress, gpointer data, GError **error)
{
  const Held *held = data;

  return held->plan->batch == NULL || held->plan->batch (cursor, progress, held->plan->data, error);
}

static gboolean
on_point (KhReencryptPoint point, gpointer data, GError **error)
{
  const Held *held = data;
  const char *path = g_getenv ("KH_TEST_HOLD");

  if (path == NULL || point != KH_REENCRYPT_WRITE_NEW
      || g_atomic_int_add (&files, 1) + 1 != FILE_TO_STOP_AT)
    return TRUE;
  while (access (path, F_OK) == 0 && !g_cancellable_is_cancelled (held->cancellable)
         && kh_item_store_check (held->store, NULL))
    g_usleep (POLL_USECS);
  return !g_cancellable_set_error_if_cancelled (held->cancellable, error);
}

gboolean
__wrap_kh_store_reencrypt (KhItemStore *store, const KhReencryptPlan *plan,
                           GCancellable *cancellable, GPtrArray **damaged, GError **error)
{
  Held held = { store, plan, cancellable };
  KhReencryptPlan through = *plan;

  through.progress = on_progress;
  through.batch = on_batch;
  through.point = on_point;
  through.data = &held;
  return __real_kh_store_reencrypt (store, &through, cancellable, damaged, error);
}
