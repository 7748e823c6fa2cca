/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the models share: waiting on the main loop for something to become true. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the main loop until @condition holds; fails the test after half a minute. */
#define wait_until(condition) wait_so_long (condition, 30)
/* The same, after @limit seconds. */
#define wait_so_long(condition, limit)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_end = g_get_monotonic_time () + (limit)*G_TIME_SPAN_SECOND;                        \
    guint wait_tick = g_timeout_add (20, wait_tick_cb, NULL);                                      \
    while (!(condition)) {                                                                         \
      if (g_get_monotonic_time () > wait_end)                                                      \
        g_error ("%s:%d: waited in vain for %s", __FILE__, __LINE__, #condition);                  \
      g_main_context_iteration (NULL, TRUE);                                                       \
    }                                                                                              \
    g_source_remove (wait_tick);                                                                   \
  }                                                                                                \
  G_STMT_END

static inline gboolean
wait_tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult ** it gets. */
static inline void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* Drops the last reference that a test has, and waits until nobody else has one. */
static inline void
wait_finalized (gpointer object)
{
  gpointer weak = object;

  g_object_add_weak_pointer (object, &weak);
  g_object_unref (object);
  wait_until (weak == NULL);
}

G_END_DECLS
