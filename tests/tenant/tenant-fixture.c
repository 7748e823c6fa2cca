/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixture of the tests of tenant/. */
#include "tenant-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-lock.h"
#include "kh-settle.h"
#include "kh-tenant-open.h"
#include "kh-tenant-private.h"

KhSecret *
passphrase (const char *text)
{
  return kh_secret_new_copy (text, strlen (text));
}

static void
sign_in (Fixture *f)
{
  g_autofree char *token = kh_tenant_sign_in_opener (f->tenant);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->caller, kh_caller_unref);
  f->caller = kh_tenant_authenticate (f->tenant, token, &error);
  g_assert_no_error (error);
}

static KhTenantPlace
place_of (Fixture *f)
{
  if (f->folder == NULL)
    f->folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  return (KhTenantPlace){ .data_dir = f->folder,
                          .vaults_dir = f->vaults_dir,
                          .clock = f->clock,
                          .io = f->io,
                          .accept_rollback = f->accept_rollback };
}

void
set_up (Fixture *f, gconstpointer unused)
{
  KhTenantPlace place = place_of (f);
  KhTenantSetup setup = { "Fabrikam", "unitedstates", "Ada", NULL, f->rehearsal, f->age };
  g_autoptr (KhSecret) secret = passphrase ("correct horse battery");
  g_autoptr (GError) error = NULL;

  f->tenant = kh_tenant_create (&place, &setup, secret, &error);
  g_assert_no_error (error);
  sign_in (f);
}

void
reopen (Fixture *f)
{
  KhTenantPlace place = place_of (f);
  g_autoptr (KhSecret) secret = passphrase ("correct horse battery");
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->tenant, kh_tenant_close);
  f->tenant = kh_tenant_open (&place, NULL, secret, &error);
  g_assert_no_error (error);
  sign_in (f);
}

void
reopen_quickly (Fixture *f)
{
  KhTenantPlace place = place_of (f);
  KhSecret *root = kh_secret_ref (f->tenant->root);
  g_autofree char *opener = g_strdup (f->tenant->opener_id);
  g_autoptr (GError) error = NULL;
  KhLockFile *lock_file;

  kh_tenant_close (f->tenant);
  lock_file = kh_lock_file_acquire (kh_io_default (), f->folder, &error);
  g_assert_no_error (error);
  f->tenant = kh_tenant_open_with_root (&place, lock_file, opener, root, &error);
  g_assert_no_error (error);
  sign_in (f);
}

void
copy_file (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize size = 0;

  g_file_get_contents (from, &content, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (to, content, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

void
copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);

    if (!g_file_test (source, G_FILE_TEST_IS_DIR)) {
      copy_file (source, target);
      continue;
    }
    g_assert_cmpint (g_mkdir_with_parents (target, 0700), ==, 0);
    copy_tree (source, target);
  }
}

void
remove_database_logs (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  g_remove (wal);
  g_remove (shm);
}

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

void
tear_down (Fixture *f, gconstpointer unused)
{
  kh_caller_unref (f->caller);
  kh_tenant_close (f->tenant);
  remove_tree (f->folder);
  g_clear_pointer (&f->folder, g_free);
  g_clear_pointer (&f->clock, kh_clock_unref);
}

typedef struct {
  Fixture *f;
  Act act;
  gconstpointer data;
} Call;

static gpointer
call_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Call *call = data;

  return call->act (call->f, call->data, error);
}

gpointer
on_worker (Fixture *f, Act act, gconstpointer data, GError **error)
{
  Call call = { f, act, data };

  return kh_worker_run (kh_tenant_get_worker (f->tenant), call_work, &call, NULL, error);
}

static gpointer
make_estate (Fixture *f, gconstpointer data, GError **error)
{
  g_autoptr (KhVault) wanted = kh_vault_new ();
  KhKeySpec spec = { .vault = "kv-sales",
                     .name = "cmk",
                     .kty = KH_KEY_TYPE_RSA,
                     .size = 2048,
                     .enabled = TRUE,
                     .nbf = KH_TIME_NONE,
                     .exp = KH_TIME_NONE };
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, error);
  g_autoptr (KhEnvironment) environment = NULL;
  g_autoptr (KhEnvironment) managed = NULL;
  g_autoptr (KhVault) vault = NULL;
  g_autoptr (KhKey) key = NULL;

  wanted->name = g_strdup ("kv-sales");
  wanted->region = g_strdup ("eastus");
  wanted->purge_protection = TRUE;
  environment = kh_tenant_environment_create (
      f->tenant, f->caller, "Sales", KH_ENVIRONMENT_TYPE_PRODUCTION, "unitedstates", TRUE, error);
  if (environment == NULL)
    return NULL;
  managed = kh_tenant_environment_set_managed (f->tenant, f->caller, "Sales", TRUE, error);
  vault = managed != NULL ? kh_tenant_vault_create (f->tenant, f->caller, wanted, error) : NULL;
  key = vault != NULL ? kh_tenant_key_create (f->tenant, f->caller, &spec, material, error) : NULL;
  return key != NULL ? kh_tenant_policy_create (f->tenant, f->caller, "ep-sales", "unitedstates",
                                                "kv-sales", "cmk", NULL, error)
                     : NULL;
}

void
make_all (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPolicy) policy = on_worker (f, make_estate, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (policy);
}

gpointer
grant (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, policy_name);

  return kh_tenant_assignment_put (f->tenant, f->caller, NULL, "kv-sales",
                                   "Key Vault Crypto Service Encryption User", policy->principal_id,
                                   error);
}

gpointer
link_policy (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_tenant_link_policy (f->tenant, f->caller, "Sales",
                                kh_estate_find_policy (estate, policy_name)->system_id, TRUE,
                                error);
}

gpointer
set_enabled (Fixture *f, gconstpointer data, GError **error)
{
  KhKeyPatch patch = { .has_enabled = TRUE, .enabled = GPOINTER_TO_INT (data) };

  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", NULL, &patch, error);
}

gpointer
disable_in_this_turn (Fixture *f, GError **error)
{
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  g_autofree char *token = NULL;
  g_autoptr (KhImpact) impact = kh_tenant_impact (f->tenant, f->caller, change, &token, error);
  g_autoptr (KhCaller) plain = g_steal_pointer (&f->caller);
  gpointer key;

  g_assert_nonnull (impact);
  g_assert_cmpint (impact->level, ==, KH_GUARD_DOWN);
  f->caller = kh_caller_with (plain, NULL, NULL, token);
  key = set_enabled (f, GINT_TO_POINTER (FALSE), error);
  kh_caller_unref (f->caller);
  f->caller = g_steal_pointer (&plain);
  return key;
}

KhKey *
make_rsa_key (Fixture *f, const char *vault, const char *name, GError **error)
{
  KhKeySpec spec = { .vault = (char *)vault,
                     .name = (char *)name,
                     .kty = KH_KEY_TYPE_RSA,
                     .size = 2048,
                     .enabled = TRUE,
                     .nbf = KH_TIME_NONE,
                     .exp = KH_TIME_NONE };
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, error);

  return material != NULL ? kh_tenant_key_create (f->tenant, f->caller, &spec, material, error)
                          : NULL;
}

gpointer
make_key (Fixture *f, gconstpointer name, GError **error)
{
  return make_rsa_key (f, "kv-sales", name, error);
}

gpointer
cancel (Fixture *f, gconstpointer id, GError **error)
{
  return kh_tenant_operation_cancel (f->tenant, f->caller, id, error);
}

gpointer
retry (Fixture *f, gconstpointer id, GError **error)
{
  return kh_tenant_operation_retry (f->tenant, f->caller, id, error);
}

gpointer
re_enable (Fixture *f, gconstpointer data, GError **error)
{
  return kh_tenant_re_enable (f->tenant, f->caller, "Sales", error);
}

gpointer
settle (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();

  kh_lock_end_clocks (f->tenant);
  kh_tenant_settle (f->tenant, platform, TRUE);
  kh_settle_save_clock (f->tenant);
  return NULL;
}

typedef struct {
  const char *name, *key;
} NewPolicy;

static gpointer
make_policy_work (Fixture *f, gconstpointer data, GError **error)
{
  const NewPolicy *wanted = data;
  g_autoptr (KhPolicy) policy = kh_tenant_policy_create (
      f->tenant, f->caller, wanted->name, "unitedstates", "kv-sales", wanted->key, NULL, error);
  g_autoptr (KhRoleAssignment) made = policy != NULL ? grant (f, wanted->name, error) : NULL;

  return made != NULL ? g_steal_pointer (&policy) : NULL;
}

KhPolicy *
make_policy (Fixture *f, const char *name, const char *key)
{
  NewPolicy wanted = { name, key };
  g_autoptr (GError) error = NULL;
  KhPolicy *policy = on_worker (f, make_policy_work, &wanted, &error);

  g_assert_no_error (error);
  return policy;
}

KhEnvironment *
sales (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_environment_ref (kh_estate_find_environment (estate, "Sales"));
}

void
wait_until_ready (Fixture *f)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (;;) {
    g_autoptr (KhEnvironment) environment = sales (f);

    if (environment->state == KH_ENVIRONMENT_STATE_READY)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (2000);
  }
}

static void
import (Fixture *f, const char *name, const char *kind, const char *text, gsize size)
{
  KhUploadSpec spec = { "Sales", name, kind, NULL, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTenantUpload) upload = kh_tenant_upload_begin (f->tenant, f->caller, &spec, &error);
  g_autoptr (KhImportReport) report = NULL;

  g_assert_no_error (error);
  g_assert_true (kh_tenant_upload_write (upload, text, size, &error));
  g_assert_no_error (error);
  report = kh_tenant_upload_finish (upload, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->imported->len, ==, 1);
  g_assert_cmpuint (report->refused->len, ==, 0);
}

GBytes *
read_content (Fixture *f, KhStoreKind store, const char *name, GError **error)
{
  g_autoptr (KhTenantContent) content =
      kh_tenant_content_open (f->tenant, f->caller, "Sales", store, name, error);
  GByteArray *bytes = g_byte_array_new ();
  guint8 buffer[70000];
  gssize got = 0;

  while (content != NULL
         && (got = kh_tenant_content_read (content, buffer, sizeof buffer, error)) > 0)
    g_byte_array_append (bytes, buffer, (guint)got);
  if (content == NULL || got < 0) {
    g_byte_array_unref (bytes);
    return NULL;
  }
  return g_byte_array_free_to_bytes (bytes);
}

static char *
sample_file (gsize *size)
{
  GString *text = g_string_new (NULL);

  while (text->len < 3 * 1024 * 1024 + 17)
    g_string_append (text, CANARY "\n");
  *size = text->len;
  return g_string_free (text, FALSE);
}

#define TABLE "id,name\n1," CANARY "\n2,\n3,\"\"\n"

void
import_all (Fixture *f)
{
  gsize size = 0;
  g_autofree char *file = sample_file (&size);

  import (f, "report.pdf", "file", file, size);
  import (f, "customers.csv", "auto", TABLE, strlen (TABLE));
}

void
check_all (Fixture *f)
{
  gsize size = 0;
  g_autofree char *file = sample_file (&size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) expected = g_bytes_new (file, size);
  g_autoptr (GBytes) table = g_bytes_new (TABLE, strlen (TABLE));
  g_autoptr (GBytes) read_file = read_content (f, KH_STORE_FILES, "report.pdf", &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) read_table = read_content (f, KH_STORE_DATAVERSE, "customers", &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (expected, read_file));
  g_assert_true (g_bytes_equal (table, read_table));
}

gboolean
tree_contains (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  g_autofree char *content = NULL;
  gsize size = 0;

  if (dir == NULL)
    return g_file_get_contents (path, &content, &size, NULL)
           && memmem (content, size, text, strlen (text)) != NULL;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (tree_contains (child, text))
      return TRUE;
  }
  return FALSE;
}

void
enable_cmk (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = NULL;
  g_autoptr (KhOperation) operation = NULL;

  g_assert_null (on_worker (f, link_policy, "ep-sales", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE); /* no access to the key yet */
  g_clear_error (&error);
  assignment = on_worker (f, grant, "ep-sales", &error);
  g_assert_no_error (error);
  operation = on_worker (f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  wait_until_ready (f);
}

void
check_encrypted (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_ENCRYPTED);
  for (guint i = 0; i < KH_STORE_N; i++) {
    KhKeyOwner expected =
        kh_store_kind_is_covered ((KhStoreKind)i) ? KH_KEY_OWNER_CUSTOMER : KH_KEY_OWNER_PLATFORM;

    g_assert_cmpuint (environment->stores[i].deks->len, ==, 1);
    g_assert_cmpint (kh_environment_get_key_owner (environment, (KhStoreKind)i), ==, expected);
  }
}

typedef struct {
  const KhChange *change;
  Act act;
} Confirmed;

static gpointer
call_confirmed (Fixture *f, gconstpointer data, GError **error)
{
  const Confirmed *call = data;
  g_autofree char *token = NULL;
  g_autoptr (KhImpact) impact =
      kh_tenant_impact (f->tenant, f->caller, call->change, &token, error);
  g_autoptr (KhCaller) plain = g_steal_pointer (&f->caller);
  gpointer result = NULL;

  f->caller = kh_caller_with (plain, NULL, NULL, token);
  if (impact != NULL)
    result = call->act (f, call->change, error);
  kh_caller_unref (f->caller);
  f->caller = g_steal_pointer (&plain);
  return result;
}

gpointer
confirmed (Fixture *f, Act act, const KhChange *change, GError **error)
{
  Confirmed call = { change, act };

  return on_worker (f, call_confirmed, &call, error);
}

static gpointer
disable (Fixture *f, gconstpointer unused, GError **error)
{
  return set_enabled (f, GINT_TO_POINTER (FALSE), error);
}

void
lock (Fixture *f)
{
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  g_assert_null (on_worker (f, set_enabled, GINT_TO_POINTER (FALSE), &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_clear_error (&error);
  key = confirmed (f, disable, change, &error);
  g_assert_no_error (error);
}

void
check_locked (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_LOCKED);
  g_assert_cmpint (environment->deletion_at, ==, environment->locked_at + 30 * KH_DAY);
  g_assert_null (kh_tenant_items (f->tenant, f->caller, "Sales", KH_STORE_FILES, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
}

void
unlock (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhOperation) operation = NULL;

  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE); /* access has not returned */
  g_clear_error (&error);
  key = on_worker (f, set_enabled, GINT_TO_POINTER (TRUE), &error);
  g_assert_no_error (error);
  operation = on_worker (f, re_enable, NULL, &error);
  g_assert_no_error (error);
}

void
check_audit (Fixture *f)
{
  g_auto (KhAuditReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_tenant_audit_verify (f->tenant, f->caller, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (report.reason, ==, NULL);
  g_assert_cmpint (report.verdict, ==, KH_AUDIT_INTACT);
}
