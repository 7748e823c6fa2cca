/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery slot of a seal: one at a time, beside the slots of every day, and never the last. */
#include <errno.h>
#include <string.h>

#include "kh-seal-file.h"
#include "records-fixture.h"

#define ALEX "aaaaaaaa-0000-4000-8000-000000000001"
#define KIRA "aaaaaaaa-0000-4000-8000-000000000002"

static KhSecret *
key_of (char filler)
{
  char bytes[32];

  memset (bytes, filler, sizeof bytes);
  return kh_secret_new_copy (bytes, sizeof bytes);
}

static KhSealFile *
create (RecordsFixture *f, KhSecret **root)
{
  g_autoptr (KhSecret) ring = key_of ('k');
  g_autoptr (GError) error = NULL;
  KhSealFile *seal;

  records_fixture_init (f);
  seal = kh_seal_file_create_keyring (&f->faulty.io, f->folder, RECORDS_TENANT, ALEX, ring, root,
                                      &error);
  g_assert_no_error (error);
  return seal;
}

static gboolean
put (KhSealFile *seal, const char *account, char filler, KhSecret *root, GError **error)
{
  g_autoptr (KhSecret) key = key_of (filler);

  return kh_seal_file_put_recovery (seal, account, key, root, error);
}

/* The account that it opens as, or the inner code of the refusal. */
static char *
open_with (RecordsFixture *f, char filler, KhSecret *root)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (&f->faulty.io, f->folder, NULL);
  g_autoptr (KhSecret) key = key_of (filler);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) opened = NULL;
  char *account = NULL;

  opened = kh_seal_file_open_recovery (seal, key, &account, &error);
  if (opened == NULL) {
    g_assert_error (error, KH_ERROR, (int)KH_ERROR_SEALED);
    return g_strdup (kh_error_get_facts (error)->inner);
  }
  g_assert_true (khc_secret_equal (kh_secret_peek (opened), kh_secret_peek (root)));
  return account;
}

static void
expect (RecordsFixture *f, char filler, KhSecret *root, const char *outcome)
{
  g_autofree char *found = open_with (f, filler, root);

  g_assert_cmpstr (found, ==, outcome);
}

static void
test_one (void)
{
  RecordsFixture f;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSealFile) seal = create (&f, &root);
  g_autoptr (GError) error = NULL;

  expect (&f, 'a', root, "NoRecoverySheet");
  g_assert_false (kh_seal_file_remove_recovery (seal, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (put (seal, ALEX, 'a', root, NULL));
  expect (&f, 'a', root, ALEX);
  expect (&f, 'b', root, "WrongRecoveryCode");
  /* The later one makes the earlier one worthless, whoever's it was. */
  g_assert_true (put (seal, ALEX, 'b', root, NULL));
  expect (&f, 'a', root, "WrongRecoveryCode");
  g_assert_true (put (seal, KIRA, 'c', root, NULL));
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 2);
  expect (&f, 'b', root, "WrongRecoveryCode");
  expect (&f, 'c', root, KIRA);
  g_assert_false (put (seal, "no id", 'd', root, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_ARGUMENT);
  g_assert_true (kh_seal_file_remove_recovery (seal, NULL));
  expect (&f, 'c', root, "NoRecoverySheet");
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 1);
  records_fixture_clear (&f);
}

/* A sheet in a safe is no way to open it every day. */
static void
test_last (void)
{
  RecordsFixture f;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSealFile) seal = create (&f, &root);
  g_autoptr (KhSecret) ring = key_of ('o');
  g_autoptr (GError) error = NULL;

  g_assert_true (put (seal, ALEX, 'a', root, NULL));
  g_assert_false (kh_seal_file_remove (seal, KH_SEAL_SLOT_KEYRING, ALEX, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "LastSlot");
  g_clear_error (&error);
  g_assert_true (put (seal, KIRA, 'b', root, NULL));
  g_assert_false (kh_seal_file_remove_account (seal, ALEX, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "LastSlot");
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 2);
  /* With its account the sheet goes. */
  g_assert_true (kh_seal_file_put_keyring (seal, KIRA, ring, root, NULL));
  g_assert_true (kh_seal_file_remove_account (seal, KIRA, NULL));
  expect (&f, 'b', root, "NoRecoverySheet");
  records_fixture_clear (&f);
}

/* A seal that is full takes a sheet in place of another one. */
static void
test_full (void)
{
  RecordsFixture f;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSealFile) seal = create (&f, &root);
  g_autoptr (KhSecret) ring = key_of ('o');
  g_autoptr (GError) error = NULL;

  g_assert_true (put (seal, ALEX, 'a', root, NULL));
  for (guint i = 2; i < KHC_SEAL_MAX_SLOTS; i++) {
    g_autofree char *account = g_strdup_printf ("bbbbbbbb-0000-4000-8000-%012u", i);

    g_assert_true (kh_seal_file_put_keyring (seal, account, ring, root, NULL));
  }
  g_assert_true (put (seal, KIRA, 'b', root, NULL));
  expect (&f, 'b', root, KIRA);
  g_assert_true (kh_seal_file_remove_recovery (seal, NULL));
  g_assert_true (kh_seal_file_put_keyring (seal, KIRA, ring, root, NULL));
  g_assert_false (put (seal, KIRA, 'c', root, &error));
  g_assert_error (error, KH_ERROR, (int)KH_ERROR_TOO_LARGE);
  records_fixture_clear (&f);
}

/* Whatever call fails, the seal is the old one or the new one. */
static void
test_faults (void)
{
  for (guint n = 1; n < 20; n++) {
    RecordsFixture f;
    g_autoptr (KhSecret) root = NULL;
    g_autoptr (KhSealFile) seal = create (&f, &root);
    g_autofree char *outcome = NULL;
    gboolean done;

    g_assert_true (put (seal, ALEX, 'a', root, NULL));
    records_fail_at (&f, n, ENOSPC);
    done = put (seal, ALEX, 'b', root, NULL);
    records_fail_never (&f);
    outcome = open_with (&f, done ? 'b' : 'a', root);
    if (!done && g_strcmp0 (outcome, ALEX) != 0) {
      g_free (outcome);
      outcome = open_with (&f, 'b', root);
    }
    g_assert_cmpstr (outcome, ==, ALEX);
    records_fixture_clear (&f);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-recovery/one", test_one);
  g_test_add_func ("/seal-recovery/last", test_last);
  g_test_add_func ("/seal-recovery/full", test_full);
  g_test_add_func ("/seal-recovery/faults", test_faults);
  return g_test_run ();
}
