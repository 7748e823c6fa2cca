/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An organization that a keyring's key opens, and the ways to open it that come and go. */
#include "tenant-fixture.h"

#include <string.h>

#include "kh-keyring.h"
#include "kh-seal-file.h"
#include "kh-tenant-private.h"

#define NEW_ONE "a passphrase that came later"

static KhSecret *
key_of (char filler)
{
  char bytes[KH_KEYRING_KEY_SIZE];

  memset (bytes, filler, sizeof bytes);
  return kh_secret_new_copy (bytes, sizeof bytes);
}

static gpointer
add_work (Fixture *f, gconstpointer key, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_keyring_add (f->tenant, f->caller, (KhSecret *)key, error));
}

static gpointer
remove_work (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_keyring_remove (f->tenant, f->caller, error));
}

static gpointer
passphrase_work (Fixture *f, gconstpointer old_one, GError **error)
{
  g_autoptr (KhSecret) before = old_one != NULL ? passphrase (old_one) : NULL;
  g_autoptr (KhSecret) after = passphrase (NEW_ONE);

  return GINT_TO_POINTER (kh_tenant_change_passphrase (f->tenant, f->caller, before, after, error));
}

static void
take (Fixture *f, char *token)
{
  g_autofree char *owned = token;

  g_assert_nonnull (owned);
  g_clear_pointer (&f->caller, kh_caller_unref);
  f->caller = kh_tenant_authenticate (f->tenant, owned, NULL);
  g_assert_cmpstr (f->caller->account_name, ==, "Ada");
}

static void
refused (Fixture *f, Act act, gconstpointer data, KhErrorCode code, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, act, data, &error));
  g_assert_error (error, KH_ERROR, (int)code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static void
create (Fixture *f, KhSecret *key)
{
  KhTenantPlace place = { 0 };
  KhTenantSetup setup = { .name = "Fabrikam",
                          .home_geo = "unitedstates",
                          .admin_name = "Ada",
                          .keyring_key = key,
                          .tenant_id = "11111111-2222-4333-8444-555555555555",
                          .admin_id = "66666666-7777-4888-8999-aaaaaaaaaaaa" };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEstate) estate = NULL;

  f->folder = g_dir_make_tmp ("keyhold-keyring.XXXXXX", NULL);
  place.data_dir = f->folder;
  f->tenant = kh_tenant_create (&place, &setup, NULL, &error);
  g_assert_no_error (error);
  estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpstr (kh_estate_get_tenant (estate)->id, ==, setup.tenant_id);
  g_assert_false (kh_estate_get_account (estate, setup.admin_id)->has_passphrase);
  take (f, kh_tenant_sign_in_opener (f->tenant));
}

/* Only its key opens it; then a passphrase does, too, and then that alone. */
static void
test_only (void)
{
  Fixture f = { 0 };
  KhTenantPlace place;
  g_autoptr (KhSecret) key = key_of ('k');
  g_autoptr (KhSecret) other = key_of ('o');
  g_autoptr (KhSecret) later = passphrase (NEW_ONE);
  g_autoptr (GError) error = NULL;

  create (&f, key);
  place = (KhTenantPlace){ .data_dir = f.folder };
  refused (&f, remove_work, NULL, KH_ERROR_STATE, "LastSlot");
  take (&f, kh_tenant_sign_in (f.tenant, "", NULL, NULL));
  take (&f, kh_tenant_sign_in_keyring (f.tenant, key, NULL));
  g_assert_null (kh_tenant_sign_in_keyring (f.tenant, other, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, KH_KEYRING_WRONG);
  g_clear_error (&error);
  kh_tenant_close (f.tenant);
  g_assert_null (
      kh_tenant_open_keyring (&place, "66666666-7777-4888-8999-aaaaaaaaaaaa", other, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, KH_KEYRING_WRONG);
  g_clear_error (&error);
  g_assert_null (kh_tenant_open (&place, NULL, later, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "NoSlot");
  g_clear_error (&error);
  f.tenant = kh_tenant_open_keyring (&place, "66666666-7777-4888-8999-aaaaaaaaaaaa", key, &error);
  g_assert_no_error (error);
  take (&f, kh_tenant_sign_in_opener (f.tenant));

  g_assert_nonnull (on_worker (&f, passphrase_work, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (kh_tenant_sign_in (f.tenant, "", NULL, NULL));
  take (&f, kh_tenant_sign_in (f.tenant, "Ada", later, NULL));
  refused (&f, passphrase_work, NULL, KH_ERROR_ARGUMENT, NULL);
  refused (&f, passphrase_work, "not the one", KH_ERROR_SEALED, "WrongPassphrase");
  g_assert_nonnull (on_worker (&f, remove_work, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (kh_tenant_sign_in_keyring (f.tenant, key, NULL));
  check_audit (&f);
  tear_down (&f, NULL);
}

static void
test_beside (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhSecret) key = key_of ('k');
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) slots = NULL;

  refused (f, remove_work, NULL, KH_ERROR_NOT_FOUND, "NoSlot");
  g_assert_null (kh_tenant_sign_in_keyring (f->tenant, key, NULL));
  g_assert_nonnull (on_worker (f, add_work, key, &error));
  g_assert_no_error (error);
  refused (f, add_work, key, KH_ERROR_EXISTS, "KeyringAdded");
  slots = kh_tenant_seal_slots (f->tenant);
  g_assert_cmpuint (slots->len, ==, 2);
  take (f, kh_tenant_sign_in_keyring (f->tenant, key, NULL));
  g_assert_null (kh_tenant_sign_in (f->tenant, "", NULL, NULL));
  g_assert_nonnull (on_worker (f, remove_work, NULL, &error));
  g_assert_no_error (error);
  check_audit (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/only", test_only);
  g_test_add ("/keyring/beside", Fixture, NULL, set_up, test_beside, tear_down);
  return g_test_run ();
}
