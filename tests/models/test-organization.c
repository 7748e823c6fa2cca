/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An organization as the console sees it, on a tenant that another thread hosts. */
#include "kh-organization.h"

#include <string.h>

#include "kh-client-wait.h"
#include "kh-environment-api.h"
#include "kh-tenant-api.h"
#include "kh-vault-api.h"
#include "models-fixture.h"
#include "server-fixture.h"

typedef struct {
  Fixture server;
  KhOrganization *organization;
  guint changed[KH_N_ITEM_KINDS];
  guint gone;
} Case;

static void
on_changed (KhOrganization *organization, int kind, const char *id, gpointer data)
{
  Case *self = data;

  self->changed[kind]++;
}

static void
on_gone (KhOrganization *organization, const char *reason, gpointer data)
{
  Case *self = data;

  g_assert_cmpuint (strlen (reason), >, 0);
  self->gone++;
}

static KhItemList *
list_of (Case *self, KhItemKind kind)
{
  return kh_organization_get_list (self->organization, kind);
}

static guint
count (Case *self, KhItemKind kind)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list_of (self, kind)));
}

static KhItem *
find (Case *self, KhItemKind kind, const char *name)
{
  KhItem *item = kh_item_list_find (list_of (self, kind), name);

  g_assert_nonnull (item);
  return item;
}

static gboolean
all_ready (Case *self)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    if (kh_item_list_get_state (list_of (self, (KhItemKind)i)) != KH_LIST_READY)
      return FALSE;
  return TRUE;
}

/* Opens the organization as the fixture's account of now. */
static void
open_organization (Case *self)
{
  g_autofree char *socket = g_build_filename (self->server.folder, "tenant.sock", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  self->organization = kh_organization_new (socket, self->server.token, &error);
  g_assert_no_error (error);
  g_signal_connect (self->organization, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->organization, "gone", G_CALLBACK (on_gone), self);
  kh_organization_start_async (self->organization, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  kh_organization_start_finish (self->organization, result, &error);
  g_assert_no_error (error);
}

static void
set_up (Case *self, gconstpointer data)
{
  fixture_start_tenant (&self->server);
  fixture_make_estate (&self->server);
  open_organization (self);
  wait_until (all_ready (self));
}

static void
tear_down (Case *self, gconstpointer data)
{
  kh_organization_close (self->organization);
  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  fixture_stop (&self->server);
}

/* (transfer full) (nullable): the result of a call. */
static gpointer
call (Case *self, KhCall *what, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kh_organization_call_async (self->organization, what, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return kh_organization_call_finish (self->organization, result, error);
}

static gboolean
load (Case *self, KhItem *item, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kh_organization_load_item_async (self->organization, item, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return kh_organization_load_item_finish (self->organization, result, error);
}

static gboolean
is (Case *self, KhItemKind kind, const char *name, const char *path, const char *value)
{
  KhItem *item = kh_item_list_find (list_of (self, kind), name);

  return item != NULL && g_strcmp0 (kh_item_string (item, path), value) == 0;
}

/* --- Lists ----------------------------------------------------------------------------------- */

static void
test_lists (Case *self, gconstpointer data)
{
  const KhArmPlace *place = kh_organization_get_place (self->organization);
  g_autofree char *subscription = g_strconcat ("/subscriptions/", place->subscription, NULL);
  g_autofree char *expected = fixture_expand (&self->server, "{subscription}");

  g_assert_cmpstr (kh_organization_get_name (self->organization), ==, "Fabrikam");
  g_assert_cmpstr (kh_organization_get_account (self->organization), ==, "Ada");
  g_assert_true (kh_organization_may (self->organization, KH_MAY_OWNER));
  g_assert_cmpstr (subscription, ==, expected);
  g_assert_cmpuint (count (self, KH_ITEM_ENVIRONMENT), ==, 1);
  g_assert_cmpuint (count (self, KH_ITEM_POLICY), ==, 1);
  g_assert_cmpuint (count (self, KH_ITEM_VAULT), ==, 1);
  g_assert_cmpuint (count (self, KH_ITEM_KEY), ==, 1);
  g_assert_cmpuint (count (self, KH_ITEM_OPERATION), ==, 0);
  g_assert_cmpstr (kh_item_get_id (find (self, KH_ITEM_KEY, "cmk")), ==, "kv-sales/cmk");
  /* With what a vault's own list does not tell. */
  g_assert_true (kh_json_has (kh_item_get_snapshot (find (self, KH_ITEM_KEY, "cmk")), "state"));
}

static void
make_key (Case *self, const char *host, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/create" A_KEY, name);

  fixture_do (&self->server, host, "POST", path, "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
}

#define RECOVER_BODY                                                                               \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"createMode\":\"recover\"}" \
  "}"

static void
test_keys_of_all_vaults (Case *self, gconstpointer data)
{
  fixture_do (&self->server, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("true"), 201);
  make_key (self, SECOND, "one");
  make_key (self, SECOND, "two");
  make_key (self, VAULT, "three");
  wait_until (count (self, KH_ITEM_KEY) == 4);
  kh_organization_refresh (self->organization, KH_ITEM_KEY);
  wait_until (is (self, KH_ITEM_KEY, "kv-second/two", "vault", "kv-second"));
  g_assert_cmpuint (count (self, KH_ITEM_KEY), ==, 4);

  /* The keys of a vault go with it. */
  fixture_do (&self->server, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200);
  wait_until (count (self, KH_ITEM_KEY) == 2);
  wait_until (is (self, KH_ITEM_VAULT, "kv-second", "state", "Deleted"));
  /* A list that is read anew holds it too, and with it all comes back. */
  kh_organization_refresh (self->organization, KH_ITEM_VAULT);
  fixture_do (&self->server, ARM, "PUT", VAULTS "/kv-second" A_VAULT, RECOVER_BODY, 200);
  wait_until (is (self, KH_ITEM_VAULT, "kv-second", "state", "Active"));
  wait_until (count (self, KH_ITEM_KEY) == 4);
  g_assert_cmpuint (count (self, KH_ITEM_VAULT), ==, 2);
}

/* --- What changes ---------------------------------------------------------------------------- */

static void
count_items_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  (*(guint *)data)++;
}

static void
test_event_refreshes_just_that (Case *self, gconstpointer data)
{
  KhItem *item = find (self, KH_ITEM_ENVIRONMENT, "Sales");
  guint changes = 0;

  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    g_signal_connect (list_of (self, (KhItemKind)i), "items-changed",
                      G_CALLBACK (count_items_changed), &changes);
  fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("West"), 201);
  wait_until (count (self, KH_ITEM_ENVIRONMENT) == 2);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (find (self, KH_ITEM_ENVIRONMENT, "Sales") == item);
  wait_until (self->changed[KH_ITEM_ENVIRONMENT] > 0);
  g_assert_cmpuint (self->changed[KH_ITEM_VAULT], ==, 0);
  g_assert_cmpuint (self->changed[KH_ITEM_KEY], ==, 0);
}

/* Many changes at once come as a list, not one by one. */
static void
test_burst (Case *self, gconstpointer data)
{
  guint changes = 0;

  g_signal_connect (list_of (self, KH_ITEM_ENVIRONMENT), "items-changed",
                    G_CALLBACK (count_items_changed), &changes);
  /* The main loop stands meanwhile: one answer tells of the first, the next one of all others. */
  for (guint i = 0; i < 60; i++) {
    g_autofree char *body = g_strdup_printf (ENVIRONMENT_BODY ("Burst %u"), i);

    fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT, body, 201);
  }
  wait_until (count (self, KH_ITEM_ENVIRONMENT) == 61);
  g_assert_cmpuint (changes, <, 45);
}

static gboolean
key_is_used (Case *self)
{
  return kh_json_length (kh_item_get_snapshot (find (self, KH_ITEM_KEY, "cmk")), "usedBy") > 0;
}

static void
count_reading (guint *n)
{
  *n += 1;
}

/* The first look at the clock is no jump of it: that would read everything twice. */
static void
test_read_once (Case *self, gconstpointer data)
{
  guint n = 0;

  g_signal_connect_swapped (list_of (self, KH_ITEM_POLICY), "updated", G_CALLBACK (count_reading),
                            &n);
  fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("Second"), 201);
  wait_until (count (self, KH_ITEM_ENVIRONMENT) == 2);
  g_assert_cmpuint (n, ==, 0);
  g_signal_handlers_disconnect_by_data (list_of (self, KH_ITEM_POLICY), &n);
}

/* The policy and the key tell of the environment, the operation of its progress. */
static void
test_encryption_is_followed (Case *self, gconstpointer data)
{
  KhItem *operation;

  fixture_encrypt (&self->server, "Sales");
  wait_until (is (self, KH_ITEM_ENVIRONMENT, "Sales", "encryptionStatus", "Encrypted"));
  wait_until (key_is_used (self));
  wait_until (count (self, KH_ITEM_OPERATION) == 1);
  operation = g_list_model_get_item (G_LIST_MODEL (list_of (self, KH_ITEM_OPERATION)), 0);
  wait_until (g_strcmp0 (kh_item_string (operation, "state"), "Succeeded") == 0);
  g_object_unref (operation);
  wait_until (g_strcmp0 (kh_json_string (kh_json_element (kh_item_get_snapshot (find (
                                                              self, KH_ITEM_POLICY, "ep-sales")),
                                                          "environments", 0),
                                         "encryptionStatus"),
                         "Encrypted")
              == 0);
  wait_until (!kh_json_has (kh_item_get_snapshot (find (self, KH_ITEM_ENVIRONMENT, "Sales")),
                            "activeOperation.id"));
}

static gboolean
is_granted (Case *self)
{
  return kh_json_bool (kh_item_get_snapshot (find (self, KH_ITEM_POLICY, "ep-sales")), "granted",
                       FALSE);
}

static void
test_grant_is_followed (Case *self, gconstpointer data)
{
  g_assert_true (is_granted (self));
  fixture_do (&self->server, ARM, "DELETE", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT,
              NULL, 200);
  wait_until (!is_granted (self));
}

static void
test_vanishes (Case *self, gconstpointer data)
{
  g_autoptr (KhItem) item = NULL;
  g_autoptr (GError) error = NULL;

  make_key (self, VAULT, "spare");
  wait_until (count (self, KH_ITEM_KEY) == 2);
  item = g_object_ref (find (self, KH_ITEM_KEY, "spare"));
  fixture_do (&self->server, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  wait_until (kh_item_is_gone (item));
  g_assert_cmpuint (count (self, KH_ITEM_KEY), ==, 1);
  g_assert_false (load (self, item, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  /* What was known stays for who shows it. */
  g_assert_cmpstr (kh_item_get_name (item), ==, "spare");
}

/* The page that shows an object may learn first that it is gone. */
static void
test_load_finds_gone (Case *self, gconstpointer data)
{
  g_autoptr (KhJson) snapshot =
      kh_json_ref (kh_item_get_snapshot (find (self, KH_ITEM_POLICY, "ep-sales")));
  g_autoptr (KhItem) item =
      kh_item_new (KH_ITEM_POLICY, "0a0a0a0a-0000-4222-8333-444444444444", snapshot);
  g_autoptr (GError) error = NULL;

  g_assert_false (load (self, item, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_assert_true (kh_item_is_gone (item));
}

/* --- Details --------------------------------------------------------------------------------- */

static void
assert_loads (Case *self, KhItem *item, const char *members)
{
  g_autoptr (GError) error = NULL;

  load (self, item, &error);
  g_assert_no_error (error);
  fixture_has (kh_item_get_snapshot (item), members);
}

static void
test_details (Case *self, gconstpointer data)
{
  KhItem *environment = find (self, KH_ITEM_ENVIRONMENT, "Sales");
  KhItem *key = find (self, KH_ITEM_KEY, "cmk");
  KhItem *vault = find (self, KH_ITEM_VAULT, "kv-sales");
  KhItem *policy = find (self, KH_ITEM_POLICY, "ep-sales");
  KhJson *versions;

  fixture_encrypt (&self->server, "Sales");
  make_key (self, VAULT, "cmk");
  wait_until (is (self, KH_ITEM_ENVIRONMENT, "Sales", "encryptionStatus", "Encrypted"));
  assert_loads (self, environment, "stores operations allowedOperations");
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (environment), "stores"), ==, 5);
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (environment), "operations"), ==, 1);
  g_assert_false (kh_json_has (kh_item_get_snapshot (environment), "diagnosis"));

  assert_loads (self, key, "versions");
  versions = kh_item_get_snapshot (key);
  g_assert_cmpuint (kh_json_length (versions, "versions"), ==, 2);
  g_assert_true (kh_json_bool (kh_json_element (versions, "versions", 0), "current", FALSE));
  /* The environment follows the new version. */
  g_assert_cmpint (kh_json_int (kh_json_element (versions, "versions", 0), "stores", 0), ==, 3);
  g_assert_cmpint (kh_json_int (kh_json_element (versions, "versions", 1), "stores", -1), ==, 0);
  g_assert_true (kh_json_has (versions, "usedBy"));

  assert_loads (self, vault, "keys");
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (vault), "keys"), ==, 1);
  assert_loads (self, policy, "grants readers");
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (policy), "grants"), ==, 1);

  /* A list that is read again leaves them to those who show them. */
  kh_item_hold_for (environment, self->organization);
  kh_organization_refresh (self->organization, KH_ITEM_ENVIRONMENT);
  fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("West"), 201);
  wait_until (count (self, KH_ITEM_ENVIRONMENT) == 2);
  fixture_has (kh_item_get_snapshot (environment), "stores operations allowedOperations");
  kh_organization_refresh (self->organization, KH_ITEM_KEY);
  make_key (self, VAULT, "spare");
  wait_until (count (self, KH_ITEM_KEY) == 2);
  wait_until (!kh_item_has_details (key));
}

static gint64
now (void)
{
  return g_get_monotonic_time ();
}

/* Thousands of keys are a few calls, and so is a key with hundreds of versions: at one call each
 * this would take seconds. The limits leave room for sanitizers and for machines at work. */
static void
test_many_keys (Case *self, gconstpointer data)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_KEY);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  KhItem *key;
  gint64 before;

  fixture_make_keys (&self->server, "key", 1200);
  fixture_make_versions (&self->server, "cmk", 500);
  wait_until (count (self, KH_ITEM_KEY) == 1201);
  before = now ();
  keys = call (self, kh_key_api_list_lean (NULL), &error);
  g_assert_no_error (error);
  kh_item_list_take_all (list, keys);
  g_test_message ("1,201 keys were listed in %d ms", (int)((now () - before) / 1000));
  g_assert_cmpint (now () - before, <, G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1201);

  key = find (self, KH_ITEM_KEY, "kv-sales/cmk");
  before = now ();
  assert_loads (self, key, "versions holds");
  g_test_message ("501 versions were read in %d ms", (int)((now () - before) / 1000));
  g_assert_cmpint (now () - before, <, G_USEC_PER_SEC);
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (key), "versions"), ==, 501);
}

static gboolean
is_locked (Case *self)
{
  return is (self, KH_ITEM_ENVIRONMENT, "Sales", "state", "Locked");
}

static void
test_locked (Case *self, gconstpointer data)
{
  KhItem *item = find (self, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *token = NULL;

  fixture_encrypt (&self->server, "Sales");
  token = fixture_confirm (&self->server, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                          "\"key\":\"cmk\"}");
  self->server.confirmation = token;
  fixture_do (&self->server, VAULT, "PATCH", "/keys/cmk/{version}" A_KEY,
              "{\"attributes\":{\"enabled\":false}}", 200);
  self->server.confirmation = NULL;
  wait_until (is_locked (self));
  assert_loads (self, item, "diagnosis stores");
  g_assert_true (kh_json_bool (kh_item_get_snapshot (item), "diagnosis.locked", FALSE));
}

/* --- Roles ----------------------------------------------------------------------------------- */

static void
test_role_lost (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = NULL;

  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  fixture_do (&self->server, KEYHOLD, "POST", K "/accounts",
              "{\"name\":\"Grace\",\"roles\":[\"ppa\",\"kva\"]}", 201);
  fixture_as (&self->server, "Grace");
  open_organization (self);
  wait_until (all_ready (self));
  g_assert_true (kh_organization_may (self->organization, KH_MAY_PPA));

  fixture_as (&self->server, "Ada");
  fixture_do (&self->server, KEYHOLD, "PATCH", K "/accounts/Grace", "{\"roles\":[\"auditor\"]}",
              200);
  made = call (self,
               kh_environment_api_create (
                   &(KhEnvironmentDraft){ "North", "Production", "unitedstates", TRUE }),
               &error);
  g_assert_null (made);
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
  wait_until (!kh_organization_may (self->organization, KH_MAY_PPA));
  g_assert_true (kh_organization_may (self->organization, KH_MAY_AUDITOR));
  g_assert_true (kh_organization_is_connected (self->organization));
}

static void
test_account_removed (Case *self, gconstpointer data)
{
  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  fixture_do (&self->server, KEYHOLD, "POST", K "/accounts",
              "{\"name\":\"Grace\",\"roles\":[\"ppa\"]}", 201);
  fixture_as (&self->server, "Grace");
  open_organization (self);
  fixture_as (&self->server, "Ada");
  fixture_do (&self->server, KEYHOLD, "DELETE", K "/accounts/Grace", NULL, 204);
  wait_until (self->gone == 1);
  g_assert_false (kh_organization_is_connected (self->organization));
}

/* --- The connection -------------------------------------------------------------------------- */

static void
stop_host (Case *self)
{
  kh_host_set_patience (self->server.host, 1);
  g_clear_pointer (&self->server.host, kh_host_stop);
}

static void
start_host (Case *self)
{
  g_autoptr (GError) error = NULL;

  self->server.host = kh_host_start (self->server.tenant, &error);
  g_assert_no_error (error);
}

/* The host goes and comes back with the same sessions: the console finds it by itself. */
static void
test_host_returns (Case *self, gconstpointer data)
{
  KhItem *item = find (self, KH_ITEM_ENVIRONMENT, "Sales");
  g_autoptr (GError) error = NULL;

  assert_loads (self, item, "stores");
  kh_item_hold_for (item, self->organization);
  stop_host (self);
  wait_until (!kh_organization_is_connected (self->organization));
  g_assert_cmpuint (count (self, KH_ITEM_KEY), ==, 1);
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "stores"), ==, 5);
  g_assert_null (call (self, kh_tenant_api_me (), &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NETWORK);
  self->changed[KH_ITEM_ENVIRONMENT] = 0;

  start_host (self);
  wait_until (kh_organization_is_connected (self->organization));
  g_assert_cmpuint (self->gone, ==, 0);
  g_assert_true (find (self, KH_ITEM_ENVIRONMENT, "Sales") == item);
  fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("West"), 201);
  wait_until (count (self, KH_ITEM_ENVIRONMENT) == 2);
}

static void
open_tenant_again (Case *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  KhTenantPlace place = { .data_dir = self->server.folder, .clock = self->server.clock };

  kh_tenant_close (self->server.tenant);
  self->server.tenant = kh_tenant_open (&place, NULL, passphrase, &error);
  g_assert_no_error (error);
}

/* Another process hosts now: the token means nothing there. */
static void
test_new_host (Case *self, gconstpointer data)
{
  KhItem *item = find (self, KH_ITEM_ENVIRONMENT, "Sales");

  assert_loads (self, item, "stores");
  kh_item_hold_for (item, self->organization);
  stop_host (self);
  wait_until (!kh_organization_is_connected (self->organization));
  open_tenant_again (self);
  start_host (self);
  wait_until (self->gone == 1);
  g_assert_false (kh_organization_is_connected (self->organization));

  g_free (self->server.token);
  self->server.token = kh_tenant_sign_in_opener (self->server.tenant);
  fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("West"), 201);
  self->changed[KH_ITEM_ENVIRONMENT] = 0;
  kh_organization_reconnected (self->organization, self->server.token);
  g_assert_true (kh_organization_is_connected (self->organization));
  wait_until (count (self, KH_ITEM_ENVIRONMENT) == 2);
  g_assert_true (find (self, KH_ITEM_ENVIRONMENT, "Sales") == item);
  /* Who shows details is told to load them again. */
  wait_until (self->changed[KH_ITEM_ENVIRONMENT] > 0);
}

/* --- The clock ------------------------------------------------------------------------------- */

static void
test_clock (Case *self, gconstpointer data)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) shifted = NULL;
  KhTime before = kh_organization_now (self->organization);

  g_object_get (self->organization, "clock-note", &note, NULL);
  g_assert_null (note);
  shifted = call (self, kh_tenant_api_clock_shift ("P8D"), &error);
  g_assert_no_error (error);
  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  open_organization (self);
  g_object_get (self->organization, "clock-note", &note, NULL);
  g_assert_cmpstr (note, ==, "Rehearsal: the clock is 8 days ahead");
  /* The tenant's clock stands in this test; an organization's goes on from what it was told. */
  g_assert_cmpint (kh_organization_now (self->organization) - before, >,
                   8 * 24 * 3600 * KH_SECOND - 60 * KH_SECOND);
}

/* --- Roles that may not read ------------------------------------------------------------------ */

static gboolean
has_failed (Case *self, KhItemKind kind)
{
  return kh_item_list_get_state (list_of (self, kind)) == KH_LIST_FAILED;
}

/* Every refused read would stand in the log: it is not asked for, until a role allows it. */
static void
test_maker (Case *self, gconstpointer data)
{
  g_autoptr (KhJson) log = NULL;

  kh_organization_close (self->organization);
  wait_finalized (self->organization);
  fixture_do (&self->server, KEYHOLD, "POST", K "/accounts",
              "{\"name\":\"Grace\",\"roles\":[\"maker\"]}", 201);
  fixture_as (&self->server, "Grace");
  open_organization (self);
  wait_until (kh_item_list_get_state (list_of (self, KH_ITEM_ENVIRONMENT)) == KH_LIST_READY);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    wait_until (kind == KH_ITEM_ENVIRONMENT || has_failed (self, (KhItemKind)kind));
  g_assert_error (kh_item_list_get_error (list_of (self, KH_ITEM_KEY)), KH_ERROR,
                  KH_ERROR_PERMISSION);
  fixture_as (&self->server, "Ada");
  log = fixture_call (&self->server, KEYHOLD, "GET", K "/audit?limit=1000&actor=Grace", NULL, 200);
  for (guint i = 0; i < kh_json_length (log, "value"); i++)
    g_assert_cmpstr (kh_json_string (kh_json_element (log, "value", i), "phase"), !=, "refused");
  fixture_do (&self->server, KEYHOLD, "PATCH", K "/accounts/Grace", "{\"roles\":[\"kva\"]}", 200);
  wait_until (all_ready (self));
}

/* --- Work, and closing in the middle --------------------------------------------------------- */

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/models/organization/lists", test_lists);
  ADD ("/models/organization/read-once", test_read_once);
  ADD ("/models/organization/keys-of-all-vaults", test_keys_of_all_vaults);
  ADD ("/models/organization/event", test_event_refreshes_just_that);
  ADD ("/models/organization/burst", test_burst);
  ADD ("/models/organization/encryption", test_encryption_is_followed);
  ADD ("/models/organization/grant", test_grant_is_followed);
  ADD ("/models/organization/vanishes", test_vanishes);
  ADD ("/models/organization/load-finds-gone", test_load_finds_gone);
  ADD ("/models/organization/details", test_details);
  ADD ("/models/organization/many-keys", test_many_keys);
  ADD ("/models/organization/locked", test_locked);
  ADD ("/models/organization/role-lost", test_role_lost);
  ADD ("/models/organization/maker", test_maker);
  ADD ("/models/organization/account-removed", test_account_removed);
  ADD ("/models/organization/host-returns", test_host_returns);
  ADD ("/models/organization/new-host", test_new_host);
  ADD ("/models/organization/clock", test_clock);
  return g_test_run ();
}
