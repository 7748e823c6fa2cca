/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests in tenant.db: round trip, and whatever is altered there shows. */
#include <glib/gstdio.h>

#include "kh-tenant-store.h"
#include "tenant-values.h"

#define PETITION "99999999-0000-4000-8000-000000000001"
#define OTHER "99999999-0000-4000-8000-000000000002"

static KhTenantStore *
open_store (RecordsFixture *f, gboolean create)
{
  g_autoptr (GError) error = NULL;
  KhTenantStore *store = kh_tenant_store_open (&f->faulty.io, f->folder, f->root, create, &error);

  g_assert_no_error (error);
  return store;
}

static KhPetition *
make_petition (const char *id)
{
  g_autoptr (KhAccount) account = tenant_values_make_account ();
  KhPetition *petition = kh_petition_new ();

  petition->id = g_strdup (id);
  petition->kind = KH_PETITION_UNLOCK;
  petition->state = KH_PETITION_STATE_REJECTED;
  petition->requested_by = g_strdup (account->id);
  petition->requested_name = g_strdup (account->name);
  petition->subject = g_strdup ("Unlock Sales");
  petition->reason = g_strdup ("the key is back");
  petition->created_at = RECORDS_TIME;
  petition->expires_at = RECORDS_TIME + KH_DAY;
  petition->decided_by = g_strdup ("paul");
  petition->decided_at = RECORDS_TIME + 1;
  petition->action = g_strdup ("key.disable");
  petition->target_kind = g_strdup ("key");
  petition->target_id = g_strdup ("kv/k");
  petition->target = g_strdup ("k");
  petition->change = g_strdup ("disable-key");
  petition->digest = g_strdup ("00");
  petition->level = 3;
  kh_petition_add_environment (petition, ENV, "Sales");
  kh_petition_add_environment (petition, OTHER, "Service");
  kh_petition_add_evidence (petition, "proof", "Original key", "it opens everything");
  kh_petition_add_evidence (petition, "diagnosis", "Diagnosis", "");
  kh_petition_new_note (petition)->account = g_strdup ("Kira");
  kh_petition_new_note (petition)->text = g_strdup ("no");
  return petition;
}

static void
put (KhTenantStore *store, KhPetition *petition)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_tenant_store_begin (store, NULL));
  kh_tenant_store_put_petition (store, petition, &error);
  g_assert_no_error (error);
  kh_tenant_store_commit (store, &error);
  g_assert_no_error (error);
}

static KhEstate *
load (KhTenantStore *store)
{
  g_autoptr (GError) error = NULL;
  KhEstateBuilder *builder = kh_tenant_store_load_estate (store, &error);

  g_assert_no_error (error);
  return kh_estate_builder_finish (builder);
}

static void
set_up (RecordsFixture *f, KhTenantStore **store)
{
  g_autoptr (KhTenantInfo) tenant = tenant_values_make_tenant ();
  g_autoptr (KhPetition) petition = make_petition (PETITION);
  g_autoptr (KhPetition) other = make_petition (OTHER);

  records_fixture_init (f);
  *store = open_store (f, TRUE);
  g_assert_true (kh_tenant_store_begin (*store, NULL));
  g_assert_true (kh_tenant_store_put_tenant (*store, tenant, NULL));
  g_assert_true (kh_tenant_store_commit (*store, NULL));
  other->state = KH_PETITION_STATE_APPROVED;
  put (*store, petition);
  put (*store, other);
}

static void
test_round_trip (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  g_autoptr (KhPetition) wanted = make_petition (PETITION);
  g_autoptr (GBytes) bytes = kh_petition_canonical (wanted, 1);
  g_autoptr (KhEstate) estate = NULL, later = NULL, last = NULL;
  g_autoptr (KhPetition) stale = NULL, changed = NULL;
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GError) error = NULL;
  const KhPetition *found;

  set_up (&f, &store);
  kh_tenant_store_free (store);
  store = open_store (&f, FALSE);
  estate = load (store);
  g_assert_cmpuint (kh_estate_n_petitions (estate), ==, 2);
  found = kh_estate_get_petition (estate, PETITION);
  read = kh_petition_canonical (found, found->revision);
  g_assert_true (g_bytes_equal (bytes, read));
  g_assert_false (found->altered);
  /* Again, with another number of parts; what is stale is refused. */
  stale = kh_petition_copy (found);
  changed = kh_petition_copy (found);
  g_ptr_array_remove_index (changed->environments, 0);
  put (store, changed);
  later = load (store);
  found = kh_estate_get_petition (later, PETITION);
  g_assert_false (found->altered);
  g_assert_cmpint (found->revision, ==, 2);
  g_assert_cmpuint (found->environments->len, ==, 1);
  g_assert_true (kh_tenant_store_begin (store, NULL));
  g_assert_false (kh_tenant_store_put_petition (store, stale, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  kh_tenant_store_rollback (store);
  g_assert_true (kh_tenant_store_begin (store, NULL));
  g_assert_true (kh_tenant_store_delete_petition (store, PETITION, NULL));
  g_assert_true (kh_tenant_store_commit (store, NULL));
  last = load (store);
  g_assert_null (kh_estate_get_petition (last, PETITION));
  g_assert_true (kh_database_check (kh_tenant_store_get_database (store), NULL));
  kh_tenant_store_free (store);
  records_fixture_clear (&f);
}

/* Each turns the rejected request into something else. */
static const char *const alterations[] = {
  "UPDATE requests SET state = 'Approved' WHERE id = '" PETITION "'",
  "UPDATE requests SET kind = 'approval' WHERE id = '" PETITION "'",
  "UPDATE requests SET requested_by = 'somebody' WHERE id = '" PETITION "'",
  "UPDATE requests SET requested_name = 'Somebody' WHERE id = '" PETITION "'",
  "UPDATE requests SET subject = 'Unlock all' WHERE id = '" PETITION "'",
  "UPDATE requests SET reason = NULL WHERE id = '" PETITION "'",
  "UPDATE requests SET created_at = created_at + 1 WHERE id = '" PETITION "'",
  "UPDATE requests SET expires_at = NULL WHERE id = '" PETITION "'",
  "UPDATE requests SET decided_by = 'somebody' WHERE id = '" PETITION "'",
  "UPDATE requests SET decided_at = NULL WHERE id = '" PETITION "'",
  "UPDATE requests SET action = 'key.purge' WHERE id = '" PETITION "'",
  "UPDATE requests SET target_kind = 'vault' WHERE id = '" PETITION "'",
  "UPDATE requests SET target_id = 'kv/other' WHERE id = '" PETITION "'",
  "UPDATE requests SET target = 'other' WHERE id = '" PETITION "'",
  "UPDATE requests SET change = 'purge-key' WHERE id = '" PETITION "'",
  "UPDATE requests SET digest = '01' WHERE id = '" PETITION "'",
  "UPDATE requests SET level = 1 WHERE id = '" PETITION "'",
  "UPDATE requests SET revision = 2 WHERE id = '" PETITION "'",
  "UPDATE requests SET mac = zeroblob (32) WHERE id = '" PETITION "'",
  "UPDATE requests SET mac = zeroblob (0) WHERE id = '" PETITION "'",
  /* What another request was given does not fit this one. */
  "UPDATE requests SET mac = (SELECT mac FROM requests WHERE id = '" OTHER "'), state = 'Approved'"
  " WHERE id = '" PETITION "'",
  "UPDATE request_environments SET id = 'x' WHERE request_id = '" PETITION "' AND n = 1",
  "UPDATE request_environments SET name = 'x' WHERE request_id = '" PETITION "' AND n = 1",
  "UPDATE request_environments SET used_at = 1 WHERE request_id = '" PETITION "' AND n = 0",
  "DELETE FROM request_environments WHERE request_id = '" PETITION "' AND n = 1",
  "INSERT INTO request_environments VALUES ('" PETITION "', 2, 'x', 'x', NULL)",
  "UPDATE request_notes SET account = 'Paul' WHERE request_id = '" PETITION "' AND n = 0",
  "UPDATE request_notes SET event = 'approved' WHERE request_id = '" PETITION "' AND n = 1",
  "UPDATE request_notes SET text = 'yes' WHERE request_id = '" PETITION "' AND n = 1",
  "DELETE FROM request_notes WHERE request_id = '" PETITION "' AND n = 1",
  "UPDATE request_evidence SET text = 'nothing' WHERE request_id = '" PETITION "' AND n = 0",
  "UPDATE request_evidence SET sha256 = '00' WHERE request_id = '" PETITION "' AND n = 0",
  "UPDATE request_evidence SET n = 7 - n WHERE request_id = '" PETITION "'",
};

static void
test_altered (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (alterations); i++) {
    RecordsFixture f;
    KhTenantStore *store;
    g_autoptr (KhEstate) estate = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", alterations[i]);
    set_up (&f, &store);
    kh_database_exec (kh_tenant_store_get_database (store), alterations[i], &error);
    g_assert_no_error (error);
    kh_tenant_store_free (store);
    store = open_store (&f, FALSE);
    estate = load (store);
    g_assert_true (kh_estate_get_petition (estate, PETITION)->altered);
    g_assert_false (kh_estate_get_petition (estate, OTHER)->altered);
    kh_tenant_store_free (store);
    records_fixture_clear (&f);
  }
}

/* A folder from before there were requests gets their tables. */
static void
test_migration (void)
{
  RecordsFixture f;
  KhTenantStore *store;
  g_autoptr (KhPetition) petition = make_petition (PETITION);
  g_autoptr (KhEstate) before = NULL, after = NULL;

  set_up (&f, &store);
  g_assert_true (kh_database_exec (kh_tenant_store_get_database (store),
                                   "DROP TABLE request_environments; DROP TABLE request_notes;"
                                   "DROP TABLE request_evidence; DROP TABLE requests;"
                                   "ALTER TABLE environment_stores DROP COLUMN staying;"
                                   "ALTER TABLE environment_stores DROP COLUMN staying_bytes;"
                                   "ALTER TABLE environments DROP COLUMN folder;"
                                   "ALTER TABLE environments DROP COLUMN lock_planned;"
                                   "ALTER TABLE environments DROP COLUMN verified_at;"
                                   "ALTER TABLE environments DROP COLUMN verified_key;"
                                   "ALTER TABLE environments DROP COLUMN verify_error;"
                                   "ALTER TABLE key_uses DROP COLUMN unconfirmed;"
                                   "PRAGMA user_version = 4",
                                   NULL));
  g_assert_true (kh_tenant_store_close (store, NULL));
  store = open_store (&f, FALSE);
  before = load (store);
  g_assert_cmpuint (kh_estate_n_petitions (before), ==, 0);
  put (store, petition);
  after = load (store);
  g_assert_false (kh_estate_get_petition (after, PETITION)->altered);
  kh_tenant_store_free (store);
  records_fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/petition-store/round-trip", test_round_trip);
  g_test_add_func ("/petition-store/altered", test_altered);
  g_test_add_func ("/petition-store/migration", test_migration);
  return g_test_run ();
}
