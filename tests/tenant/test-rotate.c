/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New versions of keys: what follows them, what stays, and what holds the version before. */
#include "kh-hold.h"
#include "kh-tenant-private.h"
#include "tenant-fixture.h"

#include <string.h>

#define START (1764044880 * KH_SECOND)

static void
set_up_clock (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
}

static void
pass_time (Fixture *f, gint64 length)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + length, length);
  on_worker (f, settle, NULL, NULL);
}

/* A policy with an encrypted environment that holds data. */
static void
encrypt (Fixture *f)
{
  make_all (f);
  import_all (f);
  enable_cmk (f);
  on_worker (f, settle, NULL, NULL);
}

/* --- Acts ---------------------------------------------------------------------------------------
 */

static gpointer
rotate_work (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  KhKeySpec spec;
  g_autoptr (KhKeyMaterial) material = NULL;

  kh_key_spec_of_next (kh_estate_get_key (estate, "kv-sales", "cmk"), &spec);
  material = kh_tenant_key_generate (&spec, error);
  return kh_tenant_key_rotate (f->tenant, f->caller, "kv-sales", "cmk", material, error);
}

static gpointer
create_work (Fixture *f, gconstpointer spec, GError **error)
{
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (spec, error);

  return kh_tenant_key_create (f->tenant, f->caller, spec, material, error);
}

static KhKeySpec
next_spec (void)
{
  return (KhKeySpec){ .vault = "kv-sales",
                      .name = "cmk",
                      .kty = KH_KEY_TYPE_RSA,
                      .size = 2048,
                      .enabled = TRUE,
                      .nbf = KH_TIME_NONE,
                      .exp = KH_TIME_NONE };
}

static char *
current_version (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return g_strdup (kh_key_get_current (kh_estate_get_key (estate, "kv-sales", "cmk"))->version);
}

/* (transfer full): the id of the new version. */
static char *
rotate (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, rotate_work, NULL, &error);

  g_assert_no_error (error);
  return current_version (f);
}

static char *
create (Fixture *f, const KhKeySpec *spec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, create_work, spec, &error);

  g_assert_no_error (error);
  return current_version (f);
}

typedef struct {
  const char *version;
  KhKeyPatch patch;
} Patch;

static gpointer
patch_work (Fixture *f, gconstpointer data, GError **error)
{
  const Patch *wanted = data;

  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", wanted->version,
                               &wanted->patch, error);
}

static void
patch (Fixture *f, const Patch *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, patch_work, wanted, &error);

  g_assert_no_error (error);
}

static gpointer
pin_work (Fixture *f, gconstpointer version, GError **error)
{
  return kh_tenant_policy_update (f->tenant, f->caller, "ep-sales", NULL, NULL, version, error);
}

static void
pin (Fixture *f, const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPolicy) policy = on_worker (f, pin_work, version, &error);

  g_assert_no_error (error);
}

/* --- What is then -------------------------------------------------------------------------------
 */

static void
check_wrapped_by (Fixture *f, const char *version)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  guint n = 0;

  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *ref = kh_environment_get_current_dek (environment, (KhStoreKind)i);

    if (!kh_store_kind_is_covered ((KhStoreKind)i))
      continue;
    g_assert_cmpuint (environment->stores[i].deks->len, ==, 1);
    g_assert_cmpstr (ref->version, ==, version);
    n++;
  }
  g_assert_cmpuint (n, ==, 3);
}

static void
check_health (Fixture *f, KhHealth health, KhEncryptionStatus status)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (kh_estate_find_policy (estate, "ep-sales")->health, ==, health);
  g_assert_cmpint (environment->encryption_status, ==, status);
  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
}

static void
check_well (Fixture *f)
{
  check_health (f, KH_HEALTH_HEALTHY, KH_ENCRYPTION_STATUS_ENCRYPTED);
}

static void
check_warned (Fixture *f)
{
  check_health (f, KH_HEALTH_WARNING, KH_ENCRYPTION_STATUS_WARNING);
}

static guint
count_holds (Fixture *f, const char *version, KhHoldKind kind)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GPtrArray) holds =
      kh_holds (estate, "kv-sales", "cmk", version, kh_tenant_now (f->tenant));
  guint n = 0;

  for (guint i = 0; i < holds->len; i++)
    n += ((const KhHold *)holds->pdata[i])->kind == kind ? 1 : 0;
  return n;
}

static gpointer
count_records_work (Fixture *f, gconstpointer version, GError **error)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  guint n = 0;

  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *ref = kh_environment_get_current_dek (environment, (KhStoreKind)i);
    KhDekRef *other =
        ref->owner == KH_KEY_OWNER_CUSTOMER
            ? kh_dek_ref_new_customer (ref->dek_id, ref->vault, ref->key, version, ref->role)
            : NULL;
    g_autoptr (GBytes) record =
        other != NULL ? kh_tenant_store_get_dek (f->tenant->store, other, NULL) : NULL;

    n += record != NULL ? 1 : 0;
    g_clear_pointer (&other, kh_dek_ref_free);
  }
  return GUINT_TO_POINTER (n);
}

/* Wrapped data keys that the tenant still has under a version. */
static guint
count_records (Fixture *f, const char *version)
{
  return GPOINTER_TO_UINT (on_worker (f, count_records_work, version, NULL));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
hash_tree (const char *path, GChecksum *sum)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *content = NULL;
  const char *name;
  gsize size = 0;

  if (dir == NULL && g_file_get_contents (path, &content, &size, NULL))
    g_checksum_update (sum, (const guint8 *)content, (gssize)size);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_texts);
  for (guint i = 0; i < names->len; i++)
    hash_tree (names->pdata[i], sum);
}

static char *
hash_data (Fixture *f)
{
  g_autofree char *folder = g_build_filename (f->folder, "environments", NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  hash_tree (folder, sum);
  return g_strdup (g_checksum_get_string (sum));
}

/* --- What follows ------------------------------------------------------------------------------
 */

static void
test_follows (Fixture *f, gconstpointer unused)
{
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  encrypt (f);
  reopen_quickly (f); /* nothing of the data is open */
  old = current_version (f);
  before = hash_data (f);
  fresh = rotate (f);
  g_assert_cmpstr (old, !=, fresh);
  after = hash_data (f);
  g_assert_cmpstr (before, ==, after); /* no data was touched */
  check_wrapped_by (f, fresh);
  check_well (f);
  g_assert_cmpuint (count_records (f, fresh), ==, 3);
  g_assert_cmpuint (count_records (f, old), ==, 0);
  check_all (f);
  reopen_quickly (f);
  check_wrapped_by (f, fresh);
  check_all (f);
  check_audit (f);
}

/* Data that is open stays open, and can be read on. */
static void
test_nothing_is_refused_meanwhile (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *fresh = NULL;
  guint8 buffer[100];

  encrypt (f);
  g_autoptr (KhTenantContent) file =
      kh_tenant_content_open (f->tenant, f->caller, "Sales", KH_STORE_FILES, "report.pdf", &error);
  g_assert_no_error (error);
  g_assert_cmpint (kh_tenant_content_read (file, buffer, sizeof buffer, &error), ==, sizeof buffer);
  fresh = rotate (f);
  check_wrapped_by (f, fresh);
  g_assert_cmpint (kh_tenant_content_read (file, buffer, sizeof buffer, &error), ==, sizeof buffer);
  g_assert_no_error (error);
  check_all (f);
}

static void
test_create_on_a_name_rotates (Fixture *f, gconstpointer unused)
{
  KhKeySpec spec = next_spec ();
  g_autofree char *fresh = NULL;

  encrypt (f);
  fresh = create (f, &spec);
  check_wrapped_by (f, fresh);
  check_well (f);
  check_all (f);
}

static void
test_pinned_stays (Fixture *f, gconstpointer unused)
{
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;

  encrypt (f);
  old = current_version (f);
  pin (f, old);
  fresh = rotate (f);
  check_wrapped_by (f, old);
  check_well (f);
  check_all (f);
  pin (f, NULL); /* follows from now on */
  check_wrapped_by (f, fresh);
  check_all (f);
  pin (f, old);
  check_wrapped_by (f, old);
  check_all (f);
}

/* --- What does not ------------------------------------------------------------------------------
 */

static void
test_disabled_version_waits (Fixture *f, gconstpointer unused)
{
  KhKeySpec spec = next_spec ();
  Patch enable = { NULL, { .has_enabled = TRUE, .enabled = TRUE } };
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;

  encrypt (f);
  old = current_version (f);
  spec.enabled = FALSE;
  fresh = create (f, &spec);
  check_wrapped_by (f, old);
  check_warned (f);
  check_all (f);
  enable.version = fresh;
  patch (f, &enable);
  check_wrapped_by (f, fresh);
  check_well (f);
}

static void
test_version_of_tomorrow_waits (Fixture *f, gconstpointer unused)
{
  KhKeySpec spec = next_spec ();
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;

  encrypt (f);
  old = current_version (f);
  spec.nbf = START + KH_DAY;
  fresh = create (f, &spec);
  check_wrapped_by (f, old);
  pass_time (f, KH_DAY - KH_SECOND);
  check_wrapped_by (f, old);
  check_warned (f);
  pass_time (f, KH_SECOND);
  check_wrapped_by (f, fresh);
  check_well (f);
}

static void
test_wrong_size_is_not_taken_up (Fixture *f, gconstpointer unused)
{
  KhKeySpec spec = next_spec ();
  g_autofree char *old = NULL;
  g_autofree char *big = NULL;
  g_autofree char *fresh = NULL;

  encrypt (f);
  old = current_version (f);
  spec.size = 4096;
  big = create (f, &spec);
  check_wrapped_by (f, old);
  check_warned (f);
  check_all (f);
  spec.size = 2048;
  fresh = create (f, &spec);
  check_wrapped_by (f, fresh);
  check_well (f);
}

/* What could be wrapped and never be unwrapped would be lost. */
static void
test_version_that_cannot_unwrap (Fixture *f, gconstpointer unused)
{
  KhKeySpec spec = next_spec ();
  Patch repair = { NULL, { .has_ops = TRUE, .ops = KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP } };
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;

  encrypt (f);
  old = current_version (f);
  spec.ops = KH_KEY_OPS_WRAP;
  fresh = create (f, &spec);
  check_wrapped_by (f, old);
  check_warned (f);
  g_assert_cmpuint (count_records (f, fresh), ==, 0);
  check_all (f);
  pass_time (f, KH_MINUTE);
  check_warned (f);
  patch (f, &repair);
  check_wrapped_by (f, fresh);
  check_well (f);
  check_all (f);
  check_audit (f);
}

static void
test_locked_waits (Fixture *f, gconstpointer unused)
{
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;
  Patch enable = { NULL, { .has_enabled = TRUE, .enabled = TRUE } };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;

  encrypt (f);
  old = current_version (f);
  lock (f);
  fresh = rotate (f);
  check_locked (f);
  check_wrapped_by (f, old);
  enable.version = old;
  patch (f, &enable);
  check_wrapped_by (f, old);
  operation = on_worker (f, re_enable, NULL, &error);
  g_assert_no_error (error);
  check_wrapped_by (f, fresh);
  check_well (f);
  check_all (f);
}

/* --- The version before -------------------------------------------------------------------------
 */

static gpointer
disable_work (Fixture *f, gconstpointer version, GError **error)
{
  Patch disable = { version, { .has_enabled = TRUE, .enabled = FALSE } };

  return patch_work (f, &disable, error);
}

static void
check_held (Fixture *f, const char *version)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, disable_work, version, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
}

static void
test_holds (Fixture *f, gconstpointer unused)
{
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  encrypt (f);
  old = current_version (f);
  fresh = rotate (f);
  g_assert_cmpuint (count_holds (f, fresh, KH_HOLD_IN_USE), ==, 1);
  g_assert_cmpuint (count_holds (f, old, KH_HOLD_IN_USE), ==, 0);
  g_assert_cmpuint (count_holds (f, old, KH_HOLD_SPREAD), ==, 1);
  g_assert_cmpuint (count_holds (f, old, KH_HOLD_ROTATED), ==, 1);
  check_held (f, old);
  pass_time (f, KH_DAY);
  g_assert_cmpuint (count_holds (f, old, KH_HOLD_SPREAD), ==, 0);
  check_held (f, old);
  pass_time (f, 27 * KH_DAY - KH_SECOND);
  check_held (f, old);
  pass_time (f, KH_SECOND);
  key = on_worker (f, disable_work, old, &error);
  g_assert_no_error (error);
  check_well (f);
  check_all (f);
}

static gpointer
disable_old (Fixture *f, gconstpointer data, GError **error)
{
  const KhChange *change = data;

  return disable_work (f, change->version, error);
}

/* Nothing needs it any more: the hold is what the administrator was told of. */
static void
test_disabled_early_locks_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;
  g_autoptr (KhChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  encrypt (f);
  old = current_version (f);
  fresh = rotate (f);
  change = kh_change_new_for_key (KH_CHANGE_UPDATE_VERSION, "kv-sales", "cmk", old);
  change->has_enabled = TRUE;
  key = confirmed (f, disable_old, change, &error);
  g_assert_no_error (error);
  check_well (f);
  check_all (f);
}

/* Rotated every month for a year: what has ended is not kept for ever. */
static void
test_history_stays_short (Fixture *f, gconstpointer unused)
{
  encrypt (f);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *fresh = rotate (f);

    check_wrapped_by (f, fresh);
    pass_time (f, 29 * KH_DAY);
  }
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpuint (kh_estate_n_key_uses (estate), ==, 1);
  check_all (f);
}

/* --- Who -----------------------------------------------------------------------------------------
 */

static gpointer
add_ppa (Fixture *f, gconstpointer data, GError **error)
{
  return kh_tenant_account_add (f->tenant, f->caller, "Paul", KH_ROLE_PPA, NULL, error);
}

static void
test_roles (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) paul = NULL;
  g_autoptr (KhCaller) owner = NULL;
  g_autofree char *old = NULL;
  g_autofree char *now = NULL;

  encrypt (f);
  old = current_version (f);
  paul = on_worker (f, add_ppa, NULL, &error);
  g_assert_no_error (error);
  owner = g_steal_pointer (&f->caller);
  f->caller = kh_caller_new (paul);
  g_assert_null (on_worker (f, rotate_work, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
  kh_caller_unref (f->caller);
  f->caller = g_steal_pointer (&owner);
  now = current_version (f);
  g_assert_cmpstr (old, ==, now);
}

static gpointer
delete_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_delete (f->tenant, f->caller, "kv-sales", "cmk", error);
}

static void
test_deleted_key_is_not_rotated (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  make_all (f);
  key = on_worker (f, delete_work, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (on_worker (f, rotate_work, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/tenant/rotate/" path, Fixture, NULL, set_up_clock, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("follows", test_follows);
  ADD ("nothing-is-refused-meanwhile", test_nothing_is_refused_meanwhile);
  ADD ("create-on-a-name-rotates", test_create_on_a_name_rotates);
  ADD ("pinned-stays", test_pinned_stays);
  ADD ("disabled-version-waits", test_disabled_version_waits);
  ADD ("version-of-tomorrow-waits", test_version_of_tomorrow_waits);
  ADD ("wrong-size-is-not-taken-up", test_wrong_size_is_not_taken_up);
  ADD ("version-that-cannot-unwrap", test_version_that_cannot_unwrap);
  ADD ("locked-waits", test_locked_waits);
  ADD ("holds", test_holds);
  ADD ("disabled-early-locks-nothing", test_disabled_early_locks_nothing);
  ADD ("history-stays-short", test_history_stays_short);
  ADD ("roles", test_roles);
  ADD ("deleted-key-is-not-rotated", test_deleted_key_is_not_rotated);
  return g_test_run ();
}
