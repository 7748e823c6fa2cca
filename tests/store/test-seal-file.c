/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal and the lock of a data folder. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kh-keyring.h"
#include "kh-lock-file.h"
#include "kh-seal-file.h"
#include "records-fixture.h"

#define ALEX "aaaaaaaa-0000-4000-8000-000000000001"
#define KIRA "aaaaaaaa-0000-4000-8000-000000000002"

/* The least the format admits: the tests are not about the cost. */
static const KhcScryptParams cheap = { KHC_SCRYPT_MIN_LOG_N, KHC_SCRYPT_R, 1 };

static KhSecret *
secret (const char *text)
{
  return kh_secret_new_copy (text, strlen (text));
}

static KhSealFile *
create (RecordsFixture *f, KhSecret **root)
{
  g_autoptr (KhSecret) passphrase = secret ("correct horse");
  g_autoptr (GError) error = NULL;
  KhSealFile *seal = kh_seal_file_create (&f->faulty.io, f->folder, RECORDS_TENANT, ALEX, &cheap,
                                          passphrase, root, &error);

  g_assert_no_error (error);
  return seal;
}

static KhSealFile *
reload (RecordsFixture *f)
{
  g_autoptr (GError) error = NULL;
  KhSealFile *seal = kh_seal_file_load (&f->faulty.io, f->folder, &error);

  g_assert_no_error (error);
  return seal;
}

static void
expect_opens (KhSealFile *seal, const char *account, const char *passphrase, KhSecret *root)
{
  g_autoptr (KhSecret) secret_text = secret (passphrase);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) opened = kh_seal_file_open (seal, account, secret_text, &error);
  g_autofree char *found = NULL;
  g_autoptr (KhSecret) any = kh_seal_file_open_any (seal, secret_text, &found, NULL);

  g_assert_no_error (error);
  g_assert_true (khc_secret_equal (kh_secret_peek (opened), kh_secret_peek (root)));
  g_assert_true (khc_secret_equal (kh_secret_peek (any), kh_secret_peek (root)));
  g_assert_cmpstr (found, ==, account);
}

static void
expect_refused (KhSealFile *seal, const char *account, const char *passphrase, KhErrorCode code,
                const char *inner)
{
  g_autoptr (KhSecret) secret_text = secret (passphrase);
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_seal_file_open (seal, account, secret_text, &error));
  g_assert_error (error, KH_ERROR, (int)code);
  if (inner != NULL)
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static void
test_create (void)
{
  RecordsFixture f;
  g_autoptr (KhSealFile) seal = NULL;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSecret) empty = secret ("");
  g_autoptr (KhSecret) none = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  records_fixture_init (&f);
  g_assert_null (kh_seal_file_load (&f.faulty.io, f.folder, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (kh_seal_file_create (&f.faulty.io, f.folder, RECORDS_TENANT, ALEX, &cheap, empty,
                                      &none, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  g_clear_error (&error);
  seal = create (&f, &root);
  g_assert_cmpuint (kh_secret_get_size (root), ==, 32);
  path = g_build_filename (f.folder, "seal", NULL);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_null (kh_seal_file_create (&f.faulty.io, f.folder, RECORDS_TENANT, ALEX, &cheap, root,
                                      &none, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_clear_pointer (&seal, kh_seal_file_free);
  seal = reload (&f);
  g_assert_cmpstr (kh_seal_file_get_tenant (seal), ==, RECORDS_TENANT);
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 1);
  g_assert_cmpstr (kh_seal_file_get_slot (seal, 0).account, ==, ALEX);
  expect_opens (seal, ALEX, "correct horse", root);
  expect_refused (seal, ALEX, "Correct horse", KH_ERROR_SEALED, "WrongPassphrase");
  expect_refused (seal, KIRA, "correct horse", KH_ERROR_SEALED, "NoSlot");
  records_fixture_clear (&f);
}

static void
test_slots (void)
{
  RecordsFixture f;
  g_autoptr (KhSealFile) seal = NULL;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSecret) second = secret ("battery staple");
  g_autoptr (KhSecret) third = secret ("third passphrase");
  g_autoptr (KhSecret) ring = kh_secret_new_copy ("keyring key of thirty-two bytes!", 32);
  g_autoptr (KhSecret) opened = NULL;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  seal = create (&f, &root);
  g_assert_true (kh_seal_file_put_passphrase (seal, KIRA, &cheap, second, root, NULL));
  g_assert_true (kh_seal_file_put_keyring (seal, ALEX, ring, root, NULL));
  g_clear_pointer (&seal, kh_seal_file_free);
  seal = reload (&f);
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 3);
  expect_opens (seal, ALEX, "correct horse", root);
  expect_opens (seal, KIRA, "battery staple", root);
  expect_refused (seal, ALEX, "battery staple", KH_ERROR_SEALED, "WrongPassphrase");
  opened = kh_seal_file_open_keyring (seal, ALEX, ring, NULL);
  g_assert_true (khc_secret_equal (kh_secret_peek (opened), kh_secret_peek (root)));
  g_assert_true (kh_seal_file_put_passphrase (seal, KIRA, &cheap, third, root, NULL)); /* changed */
  expect_refused (seal, KIRA, "battery staple", KH_ERROR_SEALED, "WrongPassphrase");
  expect_opens (seal, KIRA, "third passphrase", root);
  g_assert_true (kh_seal_file_remove (seal, KH_SEAL_SLOT_PASSPHRASE, ALEX, NULL));
  g_assert_true (kh_seal_file_remove (seal, KH_SEAL_SLOT_KEYRING, ALEX, NULL));
  g_assert_false (kh_seal_file_has_slot (seal, KH_SEAL_SLOT_PASSPHRASE, ALEX));
  g_assert_false (kh_seal_file_remove (seal, KH_SEAL_SLOT_PASSPHRASE, ALEX, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (kh_seal_file_remove (seal, KH_SEAL_SLOT_PASSPHRASE, KIRA, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
  g_clear_pointer (&seal, kh_seal_file_free);
  seal = reload (&f);
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 1);
  expect_opens (seal, KIRA, "third passphrase", root);
  records_fixture_clear (&f);
}

/* A seal that a keyring alone opens, and an account that goes with all it has. */
static void
test_keyring (void)
{
  RecordsFixture f;
  g_autoptr (KhSealFile) seal = NULL;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSecret) passphrase = secret ("battery staple");
  g_autoptr (KhSecret) ring = kh_secret_new_copy ("keyring key of thirty-two bytes!", 32);
  g_autoptr (KhSecret) other = kh_secret_new_copy ("keyring key of thirty-two bytes?", 32);
  g_autoptr (KhSecret) opened = NULL;
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f);
  seal = kh_seal_file_create_keyring (&f.faulty.io, f.folder, RECORDS_TENANT, ALEX, ring, &root,
                                      &error);
  g_assert_no_error (error);
  opened = kh_seal_file_open_keyring (seal, ALEX, ring, NULL);
  g_assert_true (khc_secret_equal (kh_secret_peek (opened), kh_secret_peek (root)));
  g_assert_null (kh_seal_file_open_keyring (seal, ALEX, other, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, KH_KEYRING_WRONG);
  g_clear_error (&error);
  g_assert_null (kh_seal_file_open_keyring (seal, ALEX, passphrase, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, KH_KEYRING_WRONG);
  g_clear_error (&error);
  expect_refused (seal, ALEX, "battery staple", KH_ERROR_SEALED, "NoSlot");
  g_assert_false (kh_seal_file_remove (seal, KH_SEAL_SLOT_KEYRING, ALEX, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "LastSlot");
  g_clear_error (&error);
  g_assert_true (kh_seal_file_put_passphrase (seal, ALEX, &cheap, passphrase, root, NULL));
  g_assert_false (kh_seal_file_remove_account (seal, ALEX, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "LastSlot");
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 2);
  g_assert_true (kh_seal_file_put_passphrase (seal, KIRA, &cheap, passphrase, root, NULL));
  g_assert_true (kh_seal_file_remove_account (seal, ALEX, NULL));
  g_assert_true (kh_seal_file_remove_account (seal, ALEX, NULL));
  g_clear_pointer (&seal, kh_seal_file_free);
  seal = reload (&f);
  g_assert_cmpuint (kh_seal_file_get_n_slots (seal), ==, 1);
  expect_opens (seal, KIRA, "battery staple", root);
  records_fixture_clear (&f);
}

/* Whatever byte is altered, nothing opens but perhaps the other slot, and never to another root. */
static void
test_every_byte (void)
{
  RecordsFixture f;
  g_autoptr (KhSealFile) seal = NULL;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (KhSecret) passphrase = secret ("correct horse");
  g_autofree char *bytes = NULL;
  gsize size;

  records_fixture_init (&f);
  seal = create (&f, &root);
  bytes = records_read (f.folder, "seal", &size);
  g_assert_cmpuint (size, ==, 164);
  for (gsize i = 0; i < size; i++) {
    g_autoptr (KhSealFile) bad = NULL;
    g_autoptr (KhSecret) opened = NULL;
    g_autoptr (GError) error = NULL;

    bytes[i] ^= 1;
    records_write (f.folder, "seal", bytes, (gssize)size);
    bytes[i] ^= 1;
    bad = kh_seal_file_load (&f.faulty.io, f.folder, &error);
    if (bad != NULL && i % 24 != 4) /* each one costs a KDF */
      continue;
    if (bad != NULL)
      opened = kh_seal_file_open (bad, ALEX, passphrase, &error);
    g_assert_null (opened);
    g_assert_true (kh_error_is (error, KH_ERROR_SEALED) || kh_error_is (error, KH_ERROR_DAMAGED)
                   || kh_error_is (error, KH_ERROR_NOT_OURS) || kh_error_is (error, KH_ERROR_NEWER)
                   || kh_error_is (error, KH_ERROR_TRUNCATED));
    if (i < 8)
      g_assert_error (error, KH_ERROR, KH_ERROR_NOT_OURS);
  }
  records_fixture_clear (&f);
}

static void
expect_load (RecordsFixture *f, const char *bytes, gsize size, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  records_write (f->folder, "seal", bytes, (gssize)size);
  g_assert_null (kh_seal_file_load (&f->faulty.io, f->folder, &error));
  g_assert_error (error, KH_ERROR, (int)code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==,
                   code == KH_ERROR_NEWER ? NULL : "SealDamaged");
  if (code != KH_ERROR_NEWER)
    g_assert_true (g_str_has_suffix (kh_error_get_facts (error)->target, "/seal"));
}

static void
test_bad_files (void)
{
  RecordsFixture f;
  g_autoptr (KhSealFile) seal = NULL;
  g_autoptr (KhSecret) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *path = NULL;
  gsize size;

  records_fixture_init (&f);
  seal = create (&f, &root);
  bytes = records_read (f.folder, "seal", &size);
  for (gsize cut = 8; cut < size; cut += 7)
    expect_load (&f, bytes, cut, KH_ERROR_TRUNCATED);
  expect_load (&f, "This is a letter to my aunt.\n", 29, KH_ERROR_NOT_OURS);
  bytes[9] = 2;
  expect_load (&f, bytes, size, KH_ERROR_NEWER);
  bytes[9] = 1;
  bytes[32 + 1] = 40; /* N = 2^40 */
  expect_load (&f, bytes, size, KH_ERROR_DAMAGED);
  path = g_build_filename (f.folder, "seal", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (symlink ("/etc/hostname", path), ==, 0);
  g_assert_null (kh_seal_file_load (&f.faulty.io, f.folder, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_OURS);
  records_fixture_clear (&f);
}

/* Changing a passphrase while the disk fails: the old one opens it, or the new one. */
static void
test_nth_failure (void)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    RecordsFixture f;
    g_autoptr (KhSealFile) seal = NULL;
    g_autoptr (KhSealFile) again = NULL;
    g_autoptr (KhSecret) root = NULL;
    g_autoptr (KhSecret) fresh = secret ("battery staple");
    gboolean changed;

    records_fixture_init (&f);
    seal = create (&f, &root);
    records_fail_at (&f, n, n % 2 == 0 ? EIO : ENOSPC);
    changed = kh_seal_file_put_passphrase (seal, ALEX, &cheap, fresh, root, NULL);
    failed = f.faulty.calls >= n;
    records_fail_never (&f);
    again = reload (&f);
    if (changed)
      expect_opens (again, ALEX, "battery staple", root);
    else
      expect_opens (seal, ALEX, "correct horse", root);
    g_assert_cmpuint (kh_seal_file_get_n_slots (again), ==, 1);
    records_fixture_clear (&f);
    g_assert_cmpuint (n, <, 50);
  }
}

/* --- Lock ---------------------------------------------------------------------------------- */

static void
test_lock (void)
{
  RecordsFixture f;
  g_autoptr (KhLockFile) lock = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", (int)getpid ());

  records_fixture_init (&f);
  g_assert_cmpint (kh_lock_file_get_holder (&f.faulty.io, f.folder), ==, 0);
  lock = kh_lock_file_acquire (&f.faulty.io, f.folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kh_lock_file_get_holder (&f.faulty.io, f.folder), ==, getpid ());
  g_assert_null (kh_lock_file_acquire (&f.faulty.io, f.folder, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_HOSTED);
  g_assert_cmpstr (kh_error_get_facts (error)->target, ==, pid);
  g_assert_nonnull (strstr (error->message, pid));
  g_clear_error (&error);
  g_clear_pointer (&lock, kh_lock_file_release);
  g_assert_cmpint (kh_lock_file_get_holder (&f.faulty.io, f.folder), ==, 0);
  lock = kh_lock_file_acquire (&f.faulty.io, f.folder, &error);
  g_assert_no_error (error);
  g_assert_null (kh_lock_file_acquire (&f.faulty.io, "/nonexistent", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_pointer (&lock, kh_lock_file_release);
  records_fixture_clear (&f);
}

/* The lock of a killed process is free. */
static void
test_lock_killed (void)
{
  RecordsFixture f;
  g_autoptr (KhLockFile) lock = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];
  char ready;
  pid_t pid;

  records_fixture_init (&f);
  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  if (pid == 0) {
    if (kh_lock_file_acquire (&f.faulty.io, f.folder, NULL) == NULL || write (fds[1], "x", 1) != 1)
      _exit (1);
    pause ();
    _exit (1);
  }
  g_assert_cmpint (read (fds[0], &ready, 1), ==, 1);
  g_assert_cmpint (kh_lock_file_get_holder (&f.faulty.io, f.folder), ==, pid);
  g_assert_null (kh_lock_file_acquire (&f.faulty.io, f.folder, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_HOSTED);
  g_clear_error (&error);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  close (fds[0]);
  close (fds[1]);
  lock = kh_lock_file_acquire (&f.faulty.io, f.folder, &error);
  g_assert_no_error (error);
  g_clear_pointer (&lock, kh_lock_file_release);
  records_fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-file/create", test_create);
  g_test_add_func ("/seal-file/slots", test_slots);
  g_test_add_func ("/seal-file/keyring", test_keyring);
  g_test_add_func ("/seal-file/every-byte", test_every_byte);
  g_test_add_func ("/seal-file/bad-files", test_bad_files);
  g_test_add_func ("/seal-file/nth-failure", test_nth_failure);
  g_test_add_func ("/lock-file/one-holder", test_lock);
  g_test_add_func ("/lock-file/killed", test_lock_killed);
  return g_test_run ();
}
