/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last chance: the key of a locked environment was purged, and its backup brings the data
 * back. A key of the same name that is another one does not. */
#include "kh-tenant-private.h"
#include "tenant-fixture.h"

static gpointer
take_protection_off (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhVault) vault = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  vault->purge_protection = FALSE;
  kh_tenant_publish (f->tenant, kh_estate_with_vault (estate, vault));
  return f->tenant;
}

static gpointer
back_up (Fixture *f, gconstpointer key, GError **error)
{
  return kh_tenant_key_backup (f->tenant, f->caller, "kv-sales", key, error);
}

static gpointer
restore (Fixture *f, gconstpointer blob, GError **error)
{
  return kh_tenant_key_restore (f->tenant, f->caller, "kv-sales", (GBytes *)blob, error);
}

static gpointer
delete_key (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_delete (f->tenant, f->caller, "kv-sales", "cmk", error);
}

static gpointer
purge_key (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_purge (f->tenant, f->caller, "kv-sales", "cmk", error) ? f : NULL;
}

static gpointer
create_key (Fixture *f, gconstpointer unused, GError **error)
{
  KhKeySpec spec = { .vault = "kv-sales",
                     .name = "cmk",
                     .kty = KH_KEY_TYPE_RSA,
                     .enabled = TRUE,
                     .nbf = KH_TIME_NONE,
                     .exp = KH_TIME_NONE };
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, error);

  return kh_tenant_key_create (f->tenant, f->caller, &spec, material, error);
}

static gpointer
diagnose (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_diagnose (f->tenant, f->caller, "Sales", error);
}

static void
refuse (Fixture *f, Act act, gconstpointer data, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, act, data, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static void
check_original (Fixture *f, KhOriginalKey expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhDiagnosis) diagnosis = on_worker (f, diagnose, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (diagnosis->original_key, ==, expected);
}

static void
destroy_key (Fixture *f)
{
  g_autoptr (KhChange) deletion =
      kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (KhChange) purge = kh_change_new_for_key (KH_CHANGE_PURGE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) deleted = NULL;

  deleted = confirmed (f, delete_key, deletion, &error);
  g_assert_no_error (error);
  confirmed (f, purge_key, purge, &error);
  g_assert_no_error (error);
}

static GBytes *
make_locked (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GBytes *blob;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  g_assert_nonnull (on_worker (f, take_protection_off, NULL, NULL));
  blob = on_worker (f, back_up, "cmk", &error);
  g_assert_no_error (error);
  refuse (f, restore, blob, KH_ERROR_EXISTS);
  destroy_key (f);
  check_locked (f);
  check_original (f, KH_ORIGINAL_KEY_GONE);
  return blob;
}

static void
test_purged (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) blob = make_locked (f);
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhOperation) operation = NULL;

  refuse (f, re_enable, NULL, KH_ERROR_RULE);
  refuse (f, back_up, "cmk", KH_ERROR_NOT_FOUND);
  key = on_worker (f, restore, blob, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key->name, ==, "cmk");
  check_original (f, KH_ORIGINAL_KEY_PROVEN);
  operation = on_worker (f, re_enable, NULL, &error);
  g_assert_no_error (error);
  check_all (f);
  reopen (f);
  check_all (f);
  check_audit (f);
}

/* Another key of this name has another version: the data stays where it is, and so does the name
 * that the original key needs. */
static void
test_another_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) blob = make_locked (f);
  g_autoptr (KhKey) other = on_worker (f, create_key, NULL, &error);

  g_assert_no_error (error);
  refuse (f, re_enable, NULL, KH_ERROR_RULE);
  refuse (f, restore, blob, KH_ERROR_EXISTS);
  destroy_key (f);
  g_clear_pointer (&other, kh_key_unref);
  other = on_worker (f, restore, blob, &error);
  g_assert_no_error (error);
  check_original (f, KH_ORIGINAL_KEY_PROVEN);
}

static gpointer
add_auditor (Fixture *f, gconstpointer data, GError **error)
{
  return kh_tenant_account_add (f->tenant, f->caller, "Otto", KH_ROLE_AUDITOR, NULL, error);
}

static void
test_refusals (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) noise = g_bytes_new_static ("not a backup", 12);
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (KhAccount) auditor = NULL;
  KhCaller *owner;

  make_all (f);
  blob = on_worker (f, back_up, "cmk", &error);
  g_assert_no_error (error);
  refuse (f, back_up, "none", KH_ERROR_NOT_FOUND);
  refuse (f, restore, noise, KH_ERROR_ARGUMENT);
  /* A name that a deleted key holds is taken as well. */
  kh_key_unref (on_worker (f, delete_key, NULL, &error));
  g_assert_no_error (error);
  refuse (f, back_up, "cmk", KH_ERROR_NOT_FOUND);
  refuse (f, restore, blob, KH_ERROR_EXISTS);
  auditor = on_worker (f, add_auditor, NULL, &error);
  g_assert_no_error (error);
  owner = g_steal_pointer (&f->caller);
  f->caller = kh_caller_new (auditor);
  refuse (f, back_up, "cmk", KH_ERROR_PERMISSION);
  refuse (f, restore, blob, KH_ERROR_PERMISSION);
  kh_caller_unref (f->caller);
  f->caller = owner;
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/key-backup/purged", test_purged);
  ADD ("/tenant/key-backup/another-key", test_another_key);
  ADD ("/tenant/key-backup/refusals", test_refusals);
  return g_test_run ();
}
