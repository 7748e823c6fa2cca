/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People: the last administrators stay, and whoever is refused changes nothing. */
#include "tenant-fixture.h"

typedef struct {
  const char *name;
  KhRoles roles;
} Wanted;

static gpointer
add_work (Fixture *f, gconstpointer data, GError **error)
{
  const Wanted *wanted = data;

  return kh_tenant_account_add (f->tenant, f->caller, wanted->name, wanted->roles, NULL, error);
}

static gpointer
roles_work (Fixture *f, gconstpointer data, GError **error)
{
  const Wanted *wanted = data;

  return kh_tenant_account_set_roles (f->tenant, f->caller, wanted->name, wanted->roles, error);
}

static gpointer
remove_work (Fixture *f, gconstpointer name, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_account_remove (f->tenant, f->caller, name, error));
}

static KhRoles
roles_of (Fixture *f, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhAccount *account = kh_estate_find_account (estate, name);

  return account != NULL ? account->roles : KH_ROLE_NONE;
}

static void
expect (Fixture *f, Act act, gconstpointer data, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, act, data, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static void
do_roles (Fixture *f, Act act, const char *name, KhRoles roles)
{
  const Wanted wanted = { name, roles };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) account = on_worker (f, act, &wanted, &error);

  g_assert_no_error (error);
  g_assert_cmpint (account->roles, ==, roles);
}

static void
test_last (Fixture *f, gconstpointer unused)
{
  const KhRoles all = (KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA | KH_ROLE_PPA);
  g_autofree char *me = g_strdup (f->caller->account_name); /* the caller goes with its tenant */
  const Wanted no_owner = { me, (KhRoles)(KH_ROLE_KVA | KH_ROLE_PPA) };
  const Wanted no_kva = { me, (KhRoles)(KH_ROLE_OWNER | KH_ROLE_PPA) };
  const Wanted no_ppa = { me, (KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA) };
  g_autoptr (GError) error = NULL;

  expect (f, roles_work, &no_owner, "LastOwner");
  expect (f, roles_work, &no_kva, "LastKva");
  expect (f, roles_work, &no_ppa, "LastPpa");
  expect (f, remove_work, me, "LastOwner");
  g_assert_cmpint (roles_of (f, me), ==, all);

  do_roles (f, add_work, "Kira", KH_ROLE_KVA);
  do_roles (f, roles_work, me, no_kva.roles);
  expect (f, remove_work, "Kira", "LastKva");
  do_roles (f, add_work, "Paul", KH_ROLE_PPA);
  do_roles (f, add_work, "Aude", KH_ROLE_AUDITOR);
  do_roles (f, roles_work, me, KH_ROLE_OWNER);
  expect (f, remove_work, "Paul", "LastPpa");
  g_assert_nonnull (on_worker (f, remove_work, "Aude", &error));
  g_assert_no_error (error);
  reopen_quickly (f);
  g_assert_cmpint (roles_of (f, me), ==, KH_ROLE_OWNER);
  g_assert_cmpint (roles_of (f, "Paul"), ==, KH_ROLE_PPA);
  g_assert_cmpint (roles_of (f, "Aude"), ==, KH_ROLE_NONE);
  check_audit (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tenant/accounts/last", Fixture, NULL, set_up, test_last, tear_down);
  return g_test_run ();
}
