/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences of calls and transfers of an organization, and how all that runs ends. */
#include "kh-organization.h"

#include "kh-environment-api.h"
#include "kh-tenant-api.h"
#include "models-fixture.h"
#include "server-fixture.h"

typedef struct {
  Fixture server;
  KhOrganization *organization;
} Case;

static guint
count_environments (Case *self)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT)));
}

static void
set_up (Case *self, gconstpointer data)
{
  g_autofree char *socket = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_start_tenant (&self->server);
  fixture_make_estate (&self->server);
  socket = g_build_filename (self->server.folder, "tenant.sock", NULL);
  self->organization = kh_organization_new (socket, self->server.token, &error);
  g_assert_no_error (error);
  kh_organization_start_async (self->organization, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  kh_organization_start_finish (self->organization, result, &error);
  g_assert_no_error (error);
  wait_until (count_environments (self) == 1);
}

static void
tear_down (Case *self, gconstpointer data)
{
  kh_organization_close (self->organization);
  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  fixture_stop (&self->server);
}

static gpointer
make_environments (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *const *names = data;

  for (guint i = 0; names[i] != NULL; i++) {
    KhEnvironmentDraft draft = { names[i], "Production", "unitedstates", TRUE };

    if (!kh_client_do (client, kh_environment_api_create (&draft), cancellable, error))
      return NULL;
  }
  return g_strdup ("done");
}

static void
test_work (Case *self, gconstpointer data)
{
  static const char *const names[] = { "North", "South", NULL };
  static const char *const taken[] = { "", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  kh_organization_run_async (self->organization, make_environments, (gpointer)names, NULL, g_free,
                             NULL, keep_result_cb, &result);
  kh_organization_run_async (self->organization, make_environments, (gpointer)taken, NULL, g_free,
                             NULL, keep_result_cb, &failed);
  wait_until (result != NULL && failed != NULL);
  text = kh_organization_run_finish (self->organization, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "done");
  g_assert_null (kh_organization_run_finish (self->organization, failed, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  wait_until (count_environments (self) == 3);
}

/* Keeps whoever closes for a moment, after the first cancellation: a queued work that would begin
 * then does. */
static void
hold_cb (GCancellable *cancellable, gpointer data)
{
  g_usleep (100 * 1000);
}

static gpointer
wait_for_cancel (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  g_cancellable_connect (cancellable, G_CALLBACK (hold_cb), NULL, NULL);
  g_atomic_int_set ((int *)data, TRUE);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);
  return NULL;
}

static gpointer
crash (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  g_error ("Work began after the organization was closed");
  return NULL;
}

static void
assert_ended (Case *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_organization_run_finish (self->organization, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (result);
}

/* A long transfer keeps no act waiting. */
static void
test_transfer_beside_acts (Case *self, gconstpointer data)
{
  static const char *const names[] = { "North", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *transfer = NULL;
  g_autoptr (GAsyncResult) act = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int working = FALSE;

  kh_organization_transfer_async (self->organization, wait_for_cancel, &working, NULL, NULL,
                                  cancellable, keep_result_cb, &transfer);
  kh_organization_run_async (self->organization, make_environments, (gpointer)names, NULL, g_free,
                             NULL, keep_result_cb, &act);
  wait_until (act != NULL && g_atomic_int_get (&working));
  text = kh_organization_run_finish (self->organization, act, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "done");
  g_assert_null (transfer);
  g_cancellable_cancel (cancellable);
  wait_until (transfer != NULL);
  assert_ended (self, transfer);
}

static void
test_close_in_the_middle (Case *self, gconstpointer data)
{
  KhItem *item = kh_item_list_find (
      kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT), "Sales");
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) called = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  GAsyncResult *works[20] = { NULL };
  GAsyncResult *transfer = NULL;
  int working = FALSE, transferring = FALSE;

  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    kh_organization_refresh (self->organization, (KhItemKind)i);
  kh_organization_load_item_async (self->organization, item, NULL, keep_result_cb, &loaded);
  kh_organization_call_async (self->organization, kh_tenant_api_accounts (), NULL, keep_result_cb,
                              &called);
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    kh_organization_run_async (self->organization, i == 0 ? wait_for_cancel : crash, &working, NULL,
                               NULL, NULL, keep_result_cb, &works[i]);
  kh_organization_transfer_async (self->organization, wait_for_cancel, &transferring, NULL, NULL,
                                  NULL, keep_result_cb, &transfer);
  wait_until (g_atomic_int_get (&working) && g_atomic_int_get (&transferring));
  kh_organization_close (self->organization);
  for (guint i = 0; i < G_N_ELEMENTS (works); i++) {
    wait_until (works[i] != NULL);
    assert_ended (self, works[i]);
  }
  wait_until (transfer != NULL);
  assert_ended (self, transfer);
  wait_until (loaded != NULL && called != NULL);
  accounts = kh_organization_call_finish (self->organization, called, NULL);
  kh_organization_load_item_finish (self->organization, loaded, NULL);
}

/* Closing before anything was answered: every call ends as cancelled, and nothing is left. */
static void
test_close_at_once (Case *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) before = NULL;
  g_autoptr (GAsyncResult) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;

  kh_organization_call_async (self->organization, kh_tenant_api_accounts (), NULL, keep_result_cb,
                              &before);
  kh_organization_close (self->organization);
  kh_organization_call_async (self->organization, kh_tenant_api_accounts (), NULL, keep_result_cb,
                              &after);
  wait_until (before != NULL && after != NULL);
  g_assert_null (kh_organization_call_finish (self->organization, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (kh_organization_call_finish (self->organization, after, &late));
  g_assert_error (late, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel (Case *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kh_organization_call_async (self->organization, kh_tenant_api_accounts (), cancellable,
                              keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_until (result != NULL);
  g_assert_null (kh_organization_call_finish (self->organization, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (kh_organization_is_connected (self->organization));
}

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/models/work/acts", test_work);
  ADD ("/models/work/transfer-beside-acts", test_transfer_beside_acts);
  ADD ("/models/work/close-in-the-middle", test_close_in_the_middle);
  ADD ("/models/work/close-at-once", test_close_at_once);
  ADD ("/models/work/cancel", test_cancel);
  return g_test_run ();
}
