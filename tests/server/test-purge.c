/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be undone (model.md 5, level 4): the last key of an environment's data is erased on
 * no protocol without the token of just that, and one that protects nothing is level 4 without
 * needing a token. */
#include "server-fixture.h"

#include <string.h>

#include "kh-tenant-private.h"

#define DELETED_VAULT                                                                              \
  "{subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/kv-sales"

/* An object that is deleted, and then purged. */
typedef struct {
  struct {
    const char *host, *method, *path, *change;
    guint status;
  } remove, purge;
} Case;

static const Case cases[] = {
  { { VAULT, "DELETE", "/keys/cmk" A_KEY,
      "{\"trigger\":\"delete-key\",\"target\":\"kv-sales/cmk\"}", 200 },
    { VAULT, "DELETE", "/deletedkeys/cmk" A_KEY,
      "{\"trigger\":\"purge-key\",\"target\":\"kv-sales/cmk\"}", 204 } },
  { { ARM, "DELETE", VAULTS "/kv-sales" A_VAULT,
      "{\"trigger\":\"delete-vault\",\"target\":\"kv-sales\"}", 200 },
    { ARM, "POST", DELETED_VAULT "/purge" A_VAULT,
      "{\"trigger\":\"purge-vault\",\"target\":\"kv-sales\"}", 200 } },
};

static gpointer
take_protection_off (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenant *tenant = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhVault) vault = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  vault->purge_protection = FALSE;
  kh_tenant_publish (tenant, kh_estate_with_vault (estate, vault));
  return tenant;
}

/* No use case leads from a vault that holds an environment's key to one that can be purged early;
 * an organization brought from elsewhere may have one. */
static void
set_up (Fixture *fixture)
{
  *fixture = (Fixture){ NULL };
  fixture_start_tenant (fixture);
  fixture_make_estate (fixture);
  fixture_encrypt (fixture, "Sales");
  g_assert_nonnull (kh_worker_run (kh_tenant_get_worker (fixture->tenant), take_protection_off,
                                   fixture->tenant, NULL, NULL));
}

static void
assert_refused (Fixture *fixture, const Case *one, const char *token, const char *inner)
{
  g_autofree char *before = fixture_state (fixture);
  g_autofree char *after = NULL;
  g_autoptr (KhJson) json = NULL;
  KhJson *impact;

  fixture->confirmation = token;
  json = fixture_call (fixture, one->purge.host, one->purge.method, one->purge.path, NULL, 409);
  fixture->confirmation = NULL;
  impact = kh_json_element (json, "error.details", 0);
  g_assert_cmpstr (kh_json_string (json, "error.code"), ==, "Conflict");
  g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner);
  g_assert_cmpint (kh_json_int (impact, "level", 0), ==, 4);
  g_assert_cmpuint (kh_json_length (impact, "environments"), ==, 1);
  after = fixture_state (fixture);
  g_assert_true (fixture_is_same (before, after));
}

static void
test_last_key (gconstpointer data)
{
  const Case *one = data;
  Fixture fixture;
  g_autofree char *removal = NULL;
  g_autofree char *token = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  set_up (&fixture);
  removal = fixture_confirm (&fixture, one->remove.change);
  fixture.confirmation = removal;
  fixture_do (&fixture, one->remove.host, one->remove.method, one->remove.path, NULL,
              one->remove.status);
  fixture.confirmation = NULL;
  assert_refused (&fixture, one, NULL, "ConfirmationRequired");
  assert_refused (&fixture, one, removal, "ConfirmationStale");
  token = fixture_confirm (&fixture, one->purge.change);
  before = fixture_state (&fixture);
  fixture.confirmation = token;
  fixture_do (&fixture, one->purge.host, one->purge.method, one->purge.path, NULL,
              one->purge.status);
  fixture.confirmation = NULL;
  after = fixture_state (&fixture);
  g_assert_cmpstr (before, !=, after);
  fixture_stop (&fixture);
}

/* Cannot be undone either, and nothing is lost by it: client libraries purge without a token. */
static void
test_unused (void)
{
  static const char *const change = "{\"trigger\":\"purge-key\",\"target\":\"kv-sales/spare\"}";
  Fixture fixture;
  g_autoptr (KhJson) impact = NULL;

  set_up (&fixture);
  fixture_do (&fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  impact = fixture_call (&fixture, KEYHOLD, "POST", K "/impact", change, 200);
  g_assert_cmpint (kh_json_int (impact, "level", 0), ==, 4);
  g_assert_cmpstr (kh_json_string (impact, "confirmName"), ==, "spare");
  g_assert_cmpuint (kh_json_length (impact, "environments"), ==, 0);
  fixture_do (&fixture, VAULT, "DELETE", "/deletedkeys/spare" A_KEY, NULL, 204);
  fixture_stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/server/purge/key", &cases[0], test_last_key);
  g_test_add_data_func ("/server/purge/vault", &cases[1], test_last_key);
  g_test_add_func ("/server/purge/unused", test_unused);
  return g_test_run ();
}
