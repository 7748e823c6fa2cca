/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two answers about a vault that cross: it was deleted after the first was asked for, and what is
 * read of it elsewhere is told before that answer is there. The vault stays in the list: it can be
 * recovered. */
#include "kh-organization.h"

#include <string.h>

#include "models-fixture.h"
#include "server-fixture.h"

typedef struct {
  Fixture server;
  KhOrganization *organization;
} Case;

static KhItemList *
get_vaults (Case *self)
{
  return kh_organization_get_list (self->organization, KH_ITEM_VAULT);
}

static void
set_up (Case *self, gconstpointer data)
{
  g_autofree char *socket = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_start_tenant (&self->server);
  fixture_do (&self->server, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("true"), 201);
  socket = g_build_filename (self->server.folder, "tenant.sock", NULL);
  self->organization = kh_organization_new (socket, self->server.token, &error);
  g_assert_no_error (error);
  kh_organization_start_async (self->organization, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  kh_organization_start_finish (self->organization, result, &error);
  g_assert_no_error (error);
  wait_until (kh_item_list_find (get_vaults (self), "kv-second") != NULL);
}

static void
tear_down (Case *self, gconstpointer data)
{
  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  fixture_stop (&self->server);
}

/* What another reading tells of the vault: as it is, and @state. */
static void
tell_state (Case *self, KhItem *vault, const char *state)
{
  g_autofree char *old = g_strdup_printf ("\"%s\"", kh_item_string (vault, "state"));
  g_autofree char *wanted = g_strdup_printf ("\"%s\"", state);
  g_autofree char *text = kh_json_to_text (kh_item_get_snapshot (vault));
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) snapshot = NULL;

  g_assert_cmpuint (g_string_replace (changed, old, wanted, 0), ==, 1);
  snapshot = kh_json_parse_text (changed->str, &error);
  g_assert_no_error (error);
  kh_item_list_take_one (get_vaults (self), snapshot);
}

/* Nothing is received between these steps, as the main loop does not turn: the call goes to where
 * the vault was, and the list says where it is before that call is answered. */
static void
cross (Case *self, const char *method, const char *path, const char *state)
{
  KhItem *vault = kh_item_list_find (get_vaults (self), "kv-second");
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;

  fixture_do (&self->server, ARM, method, path, NULL, 200);
  kh_organization_load_item_async (self->organization, vault, NULL, keep_result_cb, &loaded);
  tell_state (self, vault, state);
  wait_until (loaded != NULL);
  kh_organization_load_item_finish (self->organization, loaded, &error);
  g_assert_no_error (error);
  g_assert_true (kh_item_list_find (get_vaults (self), "kv-second") == vault);
  g_assert_false (kh_item_is_gone (vault));
  g_assert_true (kh_item_is (vault, "state", state));
}

static void
test_deleted (Case *self, gconstpointer data)
{
  cross (self, "DELETE", VAULTS "/kv-second" A_VAULT, "Deleted");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/models/crossing/deleted-vault", Case, NULL, set_up, test_deleted, tear_down);
  return g_test_run ();
}
