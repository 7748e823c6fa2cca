/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker: order, answers, closing while busy. */
#include "kh-worker.h"

static gpointer
add_one (gpointer data, GCancellable *cancellable, GError **error)
{
  int *number = data;

  *number += 1;
  return GINT_TO_POINTER (*number);
}

static gpointer
fail (gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "on purpose");
  return NULL;
}

static void
test_run (void)
{
  g_autoptr (KhWorker) worker = kh_worker_new ("test");
  g_autoptr (GError) error = NULL;
  int number = 0;

  g_assert_cmpint (GPOINTER_TO_INT (kh_worker_run (worker, add_one, &number, NULL, NULL)), ==, 1);
  g_assert_cmpint (GPOINTER_TO_INT (kh_worker_run (worker, add_one, &number, NULL, NULL)), ==, 2);
  g_assert_null (kh_worker_run (worker, fail, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_false (kh_worker_is_current (worker));
}

static void
on_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GPtrArray *seen = user_data;
  g_autoptr (GError) error = NULL;
  gpointer value = kh_worker_run_finish (result, &error);

  g_ptr_array_add (seen, error != NULL ? GINT_TO_POINTER (-1) : value);
}

static void
test_async_order (void)
{
  g_autoptr (KhWorker) worker = kh_worker_new ("test");
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  int number = 0;

  for (int i = 0; i < 100; i++)
    kh_worker_run_async (worker, add_one, &number, NULL, NULL, NULL, on_done_cb, seen);
  while (seen->len < 100)
    g_main_context_iteration (NULL, TRUE);
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (GPOINTER_TO_INT (seen->pdata[i]), ==, i + 1);
}

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean started, may_end;
} Gate;

static gpointer
wait_at_gate (gpointer data, GCancellable *cancellable, GError **error)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->started = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->may_end)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return GINT_TO_POINTER (7);
}

static gpointer
close_thread (gpointer data)
{
  kh_worker_close (data);
  return NULL;
}

static void
test_close_while_busy (void)
{
  KhWorker *worker = kh_worker_new ("test");
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  Gate gate = { .started = FALSE };
  GThread *closer;
  int number = 0;

  kh_worker_run_async (worker, wait_at_gate, &gate, NULL, NULL, NULL, on_done_cb, seen);
  g_mutex_lock (&gate.lock);
  while (!gate.started)
    g_cond_wait (&gate.cond, &gate.lock);
  g_mutex_unlock (&gate.lock);
  kh_worker_run_async (worker, add_one, &number, NULL, NULL, NULL, on_done_cb, seen);
  closer = g_thread_new ("closer", close_thread, worker);
  while (seen->len < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (GPOINTER_TO_INT (seen->pdata[0]), ==,
                   -1); /* the queued one is refused at once */
  g_mutex_lock (&gate.lock);
  gate.may_end = TRUE;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.lock);
  g_thread_join (closer);
  while (seen->len < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (GPOINTER_TO_INT (seen->pdata[1]), ==, 7);
  g_assert_cmpint (number, ==, 0);
  g_assert_false (kh_worker_post (worker, (GFunc)(void (*) (void))add_one, &number, NULL));
  kh_worker_free (worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/run", test_run);
  g_test_add_func ("/worker/async-order", test_async_order);
  g_test_add_func ("/worker/close-while-busy", test_close_while_busy);
  return g_test_run ();
}
