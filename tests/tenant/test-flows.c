/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows that stay on the platform's key when a customer's is applied (domain.md 5.2): what is told
 * of them, what they are really sealed under, and how they get away from there. */
#include <string.h>

#include "kh-container-file.h"
#include "kh-tenant-private.h"
#include "kh-id.h"
#include "tenant-fixture.h"

#define FLOW(name, kind)                                                                           \
  "{\"name\":\"" name "\",\"properties\":{\"definition\":{\"$schema\":\"https://schema."           \
  "management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#\","  \
  "\"triggers\":{\"manual\":{\"type\":\"Request\",\"kind\":\"" kind "\"}},"                        \
  "\"actions\":{},\"description\":\"" CANARY "\"}}}"
#define ORDER FLOW ("order", "Http")
#define RETURN FLOW ("return", "PowerApp")
#define REMIND FLOW ("remind", "Button")

static void
put (Fixture *f, const char *name, const char *text)
{
  KhUploadSpec spec = { "Sales", name, "auto", NULL, NULL, NULL, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTenantUpload) upload = kh_tenant_upload_begin (f->tenant, f->caller, &spec, &error);
  g_autoptr (KhImportReport) report = NULL;

  g_assert_no_error (error);
  g_assert_true (kh_tenant_upload_write (upload, text, strlen (text), &error));
  report = kh_tenant_upload_finish (upload, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->imported->len, ==, 1);
  g_assert_cmpstr (((KhImportedItem *)report->imported->pdata[0])->kind, ==, "flow");
}

static void
check_content (Fixture *f, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = read_content (f, KH_STORE_FLOWS, name, &error);
  gsize size;
  const char *bytes;

  g_assert_no_error (error);
  bytes = g_bytes_get_data (content, &size);
  g_assert_cmpmem (bytes, size, text, strlen (text));
}

/* Order and Return stay, Remind moves. */
static void
set_up_flows (Fixture *f, gconstpointer unused)
{
  set_up (f, unused);
  make_all (f);
  import_all (f);
  put (f, "order", ORDER);
  put (f, "return", RETURN);
  put (f, "remind", REMIND);
}

static void
set_up_encrypted (Fixture *f, gconstpointer unused)
{
  set_up_flows (f, unused);
  enable_cmk (f);
}

/* --- What they are sealed under ------------------------------------------------------------- */

/* (nullable): the data key of the environment that a file is sealed under, by its header. */
static const KhDekRef *
find_dek_of (Fixture *f, const KhEnvironment *environment, const char *id)
{
  g_autofree char *path =
      g_build_filename (f->folder, "environments", environment->id, "flows", "items", id, NULL);
  GPtrArray *deks = environment->stores[KH_STORE_FLOWS].deks;
  g_autofree char *dek = NULL;
  KhcContainerFacts facts;

  g_assert_true (kh_container_peek (kh_io_default (), path, &facts, NULL));
  dek = kh_id_from_bytes (facts.dek);
  for (guint i = 0; i < deks->len; i++)
    if (g_ascii_strcasecmp (((KhDekRef *)deks->pdata[i])->dek_id, dek) == 0)
      return deks->pdata[i];
  return NULL;
}

static void
check_owner (Fixture *f, const char *name, KhKeyOwner owner, KhDekRole role)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items =
      kh_tenant_items (f->tenant, f->caller, "Sales", KH_STORE_FLOWS, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++) {
    const KhItemInfo *item = items->pdata[i];
    const KhDekRef *dek = find_dek_of (f, environment, item->id);

    if (!g_str_equal (item->name, name))
      continue;
    g_assert_nonnull (dek);
    g_assert_cmpint (dek->owner, ==, owner);
    g_assert_cmpint (dek->role, ==, role);
    return;
  }
  g_assert_not_reached ();
}

#define CHECK_KEPT(f, name) check_owner (f, name, KH_KEY_OWNER_PLATFORM, KH_DEK_KEPT)
#define CHECK_MOVED(f, name) check_owner (f, name, KH_KEY_OWNER_CUSTOMER, KH_DEK_CURRENT)

static void
check_status (Fixture *f, KhEncryptionStatus status, guint64 staying, guint n_deks)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  const KhStoreCoverage *flows = &environment->stores[KH_STORE_FLOWS];

  g_assert_cmpint (environment->encryption_status, ==, status);
  g_assert_cmpuint (kh_environment_count_staying (environment), ==, staying);
  g_assert_cmpuint (flows->staying, ==, staying);
  g_assert_cmpuint (flows->deks->len, ==, n_deks);
  g_assert_cmpuint (flows->staying_bytes, <=, flows->bytes);
  g_assert_true ((staying > 0) == (flows->staying_bytes > 0));
}

static void
check_two_kept (Fixture *f)
{
  check_status (f, KH_ENCRYPTION_STATUS_WARNING, 2, 2);
  CHECK_KEPT (f, "order");
  CHECK_KEPT (f, "return");
  CHECK_MOVED (f, "remind");
  check_content (f, "order", ORDER);
  check_content (f, "return", RETURN);
  check_content (f, "remind", REMIND);
  check_all (f);
}

static gpointer
count_records (Fixture *f, gconstpointer environment_id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM deks WHERE environment_id = '%s'",
                                          (const char *)environment_id);
  g_autoptr (KhStatement) statement =
      kh_database_prepare (kh_tenant_store_get_database (f->tenant->store), sql, error);

  g_assert_cmpint (kh_statement_step (statement, error), ==, KH_STEP_ROW);
  return GINT_TO_POINTER (kh_statement_get_int64 (statement, 0));
}

/* Wrapped data keys in the tenant's database: those of the five stores, and what is kept. */
static void
check_records (Fixture *f, int expected)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (GPOINTER_TO_INT (on_worker (f, count_records, environment->id, &error)), ==,
                   expected);
  g_assert_no_error (error);
}

/* --- Tests ---------------------------------------------------------------------------------- */

static void
test_before (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  check_status (f, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED, 2, 1);
  check_owner (f, "order", KH_KEY_OWNER_PLATFORM, KH_DEK_CURRENT);
  put (f, "order", REMIND); /* with another trigger */
  check_status (f, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED, 1, 1);
  g_assert_true (
      kh_tenant_item_remove (f->tenant, f->caller, "Sales", KH_STORE_FLOWS, "return", &error));
  check_status (f, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED, 0, 1);
  enable_cmk (f);
  check_encrypted (f);
  check_status (f, KH_ENCRYPTION_STATUS_ENCRYPTED, 0, 1);
}

static void
test_kept (Fixture *f, gconstpointer unused)
{
  check_two_kept (f);
  check_records (f, 6);
  reopen_quickly (f);
  check_two_kept (f);
  g_assert_false (tree_contains (f->folder, CANARY));
  check_audit (f);
}

/* Saved again, or removed: what is under the kept data key gets less, and that goes with the last.
 */
static void
test_saved_again (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  put (f, "order", ORDER);
  check_status (f, KH_ENCRYPTION_STATUS_WARNING, 1, 2);
  CHECK_MOVED (f, "order");
  CHECK_KEPT (f, "return");
  put (f, "new", ORDER); /* made under the customer's key */
  check_status (f, KH_ENCRYPTION_STATUS_WARNING, 1, 2);
  CHECK_MOVED (f, "new");
  g_assert_true (
      kh_tenant_item_remove (f->tenant, f->caller, "Sales", KH_STORE_FLOWS, "return", &error));
  check_status (f, KH_ENCRYPTION_STATUS_ENCRYPTED, 0, 1);
  check_records (f, 5);
  check_encrypted (f);
  reopen_quickly (f);
  check_encrypted (f);
  check_content (f, "order", ORDER);
  check_content (f, "remind", REMIND);
  check_audit (f);
}

static gpointer
unlink_sales (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_tenant_unlink_policy (f->tenant, f->caller, "Sales",
                                  kh_estate_find_policy (estate, "ep-sales")->system_id, error);
}

static void
run_to_end (Fixture *f, Act act, const char *policy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, act, policy, &error);

  g_assert_no_error (error);
  wait_until_ready (f);
}

/* The way back takes them along; the next way there leaves them again, as they were saved on the
 * platform's key. */
static void
test_reverted (Fixture *f, gconstpointer unused)
{
  run_to_end (f, unlink_sales, NULL);
  check_status (f, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED, 2, 1);
  check_owner (f, "order", KH_KEY_OWNER_PLATFORM, KH_DEK_CURRENT);
  check_records (f, 5);
  check_content (f, "order", ORDER);
  run_to_end (f, link_policy, "ep-sales");
  check_two_kept (f);
}

/* Another customer's key is no reason to move: one that was saved again follows it. */
static void
test_changed (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, make_key, "next", &error);
  g_autoptr (KhPolicy) policy = make_policy (f, "ep-next", "next");

  g_assert_no_error (error);
  put (f, "return", RETURN);
  run_to_end (f, link_policy, "ep-next");
  check_status (f, KH_ENCRYPTION_STATUS_WARNING, 1, 2);
  CHECK_KEPT (f, "order");
  CHECK_MOVED (f, "return");
  check_records (f, 6);
  reopen_quickly (f);
  check_content (f, "order", ORDER);
  check_content (f, "return", RETURN);
  put (f, "order", ORDER);
  check_encrypted (f);
}

/* The tenant is closed while the run is at work, and goes on at its next start. */
static void
test_restarted (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = on_worker (f, grant, "ep-sales", &error);
  g_autoptr (KhOperation) operation = NULL;

  g_assert_no_error (error);
  operation = on_worker (f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  reopen_quickly (f);
  wait_until_ready (f);
  check_two_kept (f);
}

/* Nobody reads them while the key is away: the store's database is under it. */
static void
test_locked (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  lock (f);
  check_locked (f);
  g_assert_null (read_content (f, KH_STORE_FLOWS, "order", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  unlock (f);
  wait_until_ready (f);
  check_two_kept (f);
}

#define ADD(path, set_up_function, function)                                                       \
  g_test_add (path, Fixture, NULL, set_up_function, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/flows/before", set_up_flows, test_before);
  ADD ("/tenant/flows/kept", set_up_encrypted, test_kept);
  ADD ("/tenant/flows/saved-again", set_up_encrypted, test_saved_again);
  ADD ("/tenant/flows/reverted", set_up_encrypted, test_reverted);
  ADD ("/tenant/flows/changed", set_up_encrypted, test_changed);
  ADD ("/tenant/flows/locked", set_up_encrypted, test_locked);
  ADD ("/tenant/flows/restarted", set_up_flows, test_restarted);
  return g_test_run ();
}
