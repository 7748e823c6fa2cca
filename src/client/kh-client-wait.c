/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an operation again and again, seldom when it is slow. */
#include "kh-client-wait.h"

#include "kh-environment-api.h"

#define FIRST_PAUSE 20 /* milliseconds; short operations end within a few of them */
#define LONGEST_PAUSE 1000
#define PAUSED_LIMIT 3 /* readings at the longest pause */

static gboolean
state_is (KhJson *operation, const char *state)
{
  return g_strcmp0 (kh_json_string (operation, "state"), state) == 0;
}

gboolean
kh_operation_json_is_final (KhJson *operation)
{
  return state_is (operation, "Succeeded") || state_is (operation, "Failed")
         || state_is (operation, "Cancelled");
}

static gboolean
wait_a_little (KhClient *client, guint *pause, GCancellable *cancellable, GError **error)
{
  if (!kh_client_sleep (client, *pause, cancellable)) {
    g_cancellable_set_error_if_cancelled (cancellable, error);
    return FALSE;
  }
  *pause = MIN (*pause * 3 / 2, LONGEST_PAUSE);
  return TRUE;
}

KhJson *
kh_client_wait_operation (KhClient *client, const char *id, KhOperationProgress progress,
                          gpointer data, GCancellable *cancellable, GError **error)
{
  guint pause = FIRST_PAUSE, paused = 0;

  for (;;) {
    g_autoptr (KhJson) operation =
        kh_client_call (client, kh_environment_api_operation (id), cancellable, error);

    if (operation == NULL)
      return NULL;
    if (progress != NULL)
      progress (operation, data);
    if (kh_operation_json_is_final (operation))
      return g_steal_pointer (&operation);
    if (!state_is (operation, "Paused"))
      paused = 0;
    else if (pause == LONGEST_PAUSE && ++paused >= PAUSED_LIMIT)
      return g_steal_pointer (&operation);
    if (!wait_a_little (client, &pause, cancellable, error))
      return NULL;
  }
}
