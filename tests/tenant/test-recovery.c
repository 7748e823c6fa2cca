/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An organization whose passphrase is lost: the recovery sheet opens it, and nothing else is gained
 * by it. */
#include "tenant-fixture.h"

#include <string.h>

#include "kh-seal-file.h"
#include "kh-tenant-private.h"

#define NEW_ONE "a passphrase that came later"

static KhSecret *
key_of (char filler)
{
  char bytes[32];

  memset (bytes, filler, sizeof bytes);
  return kh_secret_new_copy (bytes, sizeof bytes);
}

static gpointer
add_work (Fixture *f, gconstpointer filler, GError **error)
{
  g_autoptr (KhSecret) key = key_of (*(const char *)filler);

  return GINT_TO_POINTER (kh_tenant_recovery_add (f->tenant, f->caller, key, error));
}

static gpointer
remove_work (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_recovery_remove (f->tenant, f->caller, error));
}

static gpointer
reset_work (Fixture *f, gconstpointer filler, GError **error)
{
  g_autoptr (KhSecret) key = key_of (*(const char *)filler);
  g_autoptr (KhSecret) after = passphrase (NEW_ONE);

  return GINT_TO_POINTER (kh_tenant_reset_passphrase (f->tenant, f->caller, key, after, error));
}

static gpointer
other_owner_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_account_add (f->tenant, f->caller, "Eve",
                                (KhRoles)(KH_ROLE_OWNER | KH_ROLE_AUDITOR), NULL, error);
}

static gpointer
maker_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_account_add (f->tenant, f->caller, "Max", KH_ROLE_MAKER, NULL, error);
}

static gpointer
nothing_work (Fixture *f, gconstpointer unused, GError **error)
{
  return f;
}

static void
done (Fixture *f, Act act, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (on_worker (f, act, data, &error));
  g_assert_no_error (error);
}

static void
add_account (Fixture *f, Act act)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) account = on_worker (f, act, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (account);
}

static void
refused (Fixture *f, Act act, gconstpointer data, KhErrorCode code, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, act, data, &error));
  g_assert_error (error, KH_ERROR, (int)code);
  if (inner != NULL)
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static void
become (Fixture *f, char *token, const char *name)
{
  g_autofree char *owned = token;

  g_assert_nonnull (owned);
  g_clear_pointer (&f->caller, kh_caller_unref);
  f->caller = kh_tenant_authenticate (f->tenant, owned, NULL);
  g_assert_cmpstr (f->caller->account_name, ==, name);
}

/* Records of an action that came out. */
static guint
count (Fixture *f, const char *action)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *word = g_strdup_printf ("\"%s\"", action);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n = 0;

  done (f, nothing_work, NULL);
  path = g_build_filename (f->folder, "tenant", "audit", NULL);
  dir = g_dir_open (path, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (!g_str_has_suffix (name, ".jsonl"))
      continue;
    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    for (const char *c = strstr (text, word); c != NULL; c = strstr (c + 1, word))
      n++;
    g_clear_pointer (&text, g_free);
  }
  return n;
}

/* Opened by the sheet, a new passphrase is set with it, and opens it from then on. */
static void
test_lost_passphrase (Fixture *f, gconstpointer unused)
{
  KhTenantPlace place = { .data_dir = f->folder };
  g_autoptr (KhSecret) key = key_of ('a');
  g_autoptr (KhSecret) other = key_of ('b');
  g_autoptr (KhSecret) later = passphrase (NEW_ONE);
  g_autofree char *owner = g_strdup (f->caller->account_name);
  g_autoptr (GError) error = NULL;

  done (f, add_work, "a");
  kh_tenant_close (f->tenant);
  g_assert_null (kh_tenant_open_recovery (&place, other, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "WrongRecoveryCode");
  g_clear_error (&error);
  g_assert_null (kh_tenant_open (&place, NULL, later, NULL));
  f->tenant = kh_tenant_open_recovery (&place, key, &error);
  g_assert_no_error (error);
  become (f, kh_tenant_sign_in_opener (f->tenant), owner);
  g_assert_cmpuint (count (f, "recovery.use"), ==, 1);
  refused (f, reset_work, "b", KH_ERROR_SEALED, "WrongRecoveryCode");
  done (f, reset_work, "a");
  become (f, kh_tenant_sign_in (f->tenant, owner, later, NULL), owner);
  kh_tenant_close (f->tenant);
  f->tenant = kh_tenant_open (&place, NULL, later, &error);
  g_assert_no_error (error);
  become (f, kh_tenant_sign_in_opener (f->tenant), owner);
  check_audit (f);
}

/* A later sheet makes the earlier one worthless at once, for who joins an open host, too. */
static void
test_replaced (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhSecret) first = key_of ('a');
  g_autoptr (KhSecret) second = key_of ('b');
  g_autofree char *owner = g_strdup (f->caller->account_name);
  g_autoptr (GError) error = NULL;

  refused (f, remove_work, NULL, KH_ERROR_NOT_FOUND, "NoRecoverySheet");
  g_assert_null (kh_tenant_sign_in_recovery (f->tenant, first, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "NoRecoverySheet");
  g_clear_error (&error);
  done (f, add_work, "a");
  become (f, kh_tenant_sign_in_recovery (f->tenant, first, NULL), owner);
  g_assert_cmpuint (count (f, "recovery.use"), ==, 1);
  done (f, add_work, "b");
  /* In the intent, and in the outcome. */
  g_assert_cmpuint (count (f, "replaced=1"), ==, 2);
  g_assert_null (kh_tenant_sign_in_recovery (f->tenant, first, NULL));
  become (f, kh_tenant_sign_in_recovery (f->tenant, second, NULL), owner);
  done (f, remove_work, NULL);
  g_assert_null (kh_tenant_sign_in_recovery (f->tenant, second, NULL));
  check_audit (f);
}

/* Five wrong codes make the right one wait; those of passphrases are counted apart. */
static void
test_waits (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhSecret) right = key_of ('a');
  g_autoptr (KhSecret) wrong = key_of ('b');
  g_autoptr (GError) error = NULL;

  done (f, add_work, "a");
  for (guint i = 0; i < 5; i++) {
    g_clear_error (&error);
    g_assert_null (kh_tenant_sign_in_recovery (f->tenant, wrong, &error));
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "WrongRecoveryCode");
  }
  g_assert_nonnull (strstr (kh_error_get_facts (error)->details, "\"wait\":30"));
  g_clear_error (&error);
  g_assert_null (kh_tenant_sign_in_recovery (f->tenant, right, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "TooManyTries");
  g_assert_nonnull (strstr (error->message, "recovery codes"));
  refused (f, reset_work, "a", KH_ERROR_SEALED, "TooManyTries");
  g_assert_cmpuint (count (f, "recovery.use"), ==, 0);
}

/* The owner alone saves and removes it, and a sheet is no way into the account of another. */
static void
test_whose (Fixture *f, gconstpointer unused)
{
  add_account (f, maker_work);
  add_account (f, other_owner_work);
  done (f, add_work, "a");
  become (f, kh_tenant_sign_in (f->tenant, "Max", NULL, NULL), "Max");
  refused (f, add_work, "b", KH_ERROR_PERMISSION, NULL);
  refused (f, remove_work, NULL, KH_ERROR_PERMISSION, NULL);
  refused (f, reset_work, "a", KH_ERROR_PERMISSION, "AnotherAccount");
  become (f, kh_tenant_sign_in (f->tenant, "Eve", NULL, NULL), "Eve");
  refused (f, reset_work, "a", KH_ERROR_PERMISSION, "AnotherAccount");
  done (f, add_work, "b");
  done (f, reset_work, "b");
  check_audit (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/recovery/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("lost-passphrase", test_lost_passphrase);
  ADD ("replaced", test_replaced);
  ADD ("waits", test_waits);
  ADD ("whose", test_whose);
  return g_test_run ();
}
