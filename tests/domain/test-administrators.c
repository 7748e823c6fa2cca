/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last account of each administrator role stays one. */

#include "kh-administrators.h"
#include "kh-error.h"
#include "sample.h"

#define BOTH ((KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA))
#define WHOLE ((KhRoles)(KH_ROLE_OWNER | KH_ROLE_KVA | KH_ROLE_PPA))
#define OTHER "a0000000-0000-4000-8000-000000000009"

static void
put (KhEstate **estate, const char *id, KhRoles roles)
{
  KhAccount *account = kh_account_new ();

  account->id = g_strdup (id);
  account->name = g_strdup (id);
  account->roles = roles;
  put_account (estate, account);
}

/* @inner: (nullable): what the refusal is called. */
static void
check (KhEstate *estate, const char *id, KhRoles roles, const char *inner)
{
  g_autoptr (GError) error = NULL;
  gboolean kept = kh_estate_keeps_administrators (estate, id, roles, &error);

  g_assert_cmpint (kept, ==, inner == NULL);
  if (kept) {
    g_assert_no_error (error);
    return;
  }
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
  g_assert_cmpstr (kh_error_get_facts (error)->target, ==, id);
}

static void
test_alone (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();

  put (&estate, ADMIN, WHOLE);
  put (&estate, PPA, KH_ROLE_AUDITOR);
  check (estate, ADMIN, WHOLE, NULL);
  check (estate, ADMIN, (KhRoles)(KH_ROLE_KVA | KH_ROLE_PPA), "LastOwner");
  check (estate, ADMIN, (KhRoles)(KH_ROLE_OWNER | KH_ROLE_PPA), "LastKva");
  check (estate, ADMIN, BOTH, "LastPpa");
  check (estate, ADMIN, KH_ROLE_NONE, "LastOwner");
}

/* Any other account will do; other roles may have no account at all. */
static void
test_others (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();

  put (&estate, ADMIN, BOTH);
  put (&estate, PPA, KH_ROLE_PPA);
  put (&estate, OTHER, BOTH);
  check (estate, ADMIN, KH_ROLE_NONE, NULL);
  check (estate, OTHER, KH_ROLE_AUDITOR, NULL);
  check (estate, PPA, KH_ROLE_MAKER, "LastPpa");
  check (estate, MAKER, KH_ROLE_NONE, NULL);
  check (estate, MAKER, WHOLE, NULL);
}

/* What was lost before is not asked of the next who changes something. */
static void
test_missing (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();

  put (&estate, ADMIN, KH_ROLE_OWNER);
  put (&estate, PPA, KH_ROLE_PPA);
  put (&estate, OTHER, BOTH);
  check (estate, OTHER, KH_ROLE_OWNER, "LastKva");
  put (&estate, OTHER, KH_ROLE_OWNER);
  check (estate, ADMIN, KH_ROLE_AUDITOR, NULL);
  check (estate, "no such account", KH_ROLE_NONE, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/administrators/alone", test_alone);
  g_test_add_func ("/domain/administrators/others", test_others);
  g_test_add_func ("/domain/administrators/missing", test_missing);
  return g_test_run ();
}
