/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic copy of the seal: what damage, crashes, full disks and withdrawn passphrases leave
 * of it. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kh-seal-copy.h"
#include "kh-seal-file.h"
#include "records-fixture.h"

#define ALEX "aaaaaaaa-0000-4000-8000-000000000001"
/* Keys of a keyring: opening takes no time. */
#define FIRST "the first key of thirty-two byte"
#define SECOND "a second key of thirty-two bytes"

typedef struct {
  RecordsFixture records;
  const KhIo *io;
  const char *folder;
  KhSealFile *seal; /* (owned) (nullable) */
  KhSecret *root;   /* (owned) */
} Fixture;

static KhSecret *
secret (const char *text)
{
  return kh_secret_new_copy (text, strlen (text));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhSecret) key = secret (FIRST);
  g_autoptr (GError) error = NULL;

  records_fixture_init (&f->records);
  f->io = &f->records.faulty.io;
  f->folder = f->records.folder;
  f->seal =
      kh_seal_file_create_keyring (f->io, f->folder, RECORDS_TENANT, ALEX, key, &f->root, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->seal, kh_seal_file_free);
  g_clear_pointer (&f->root, kh_secret_unref);
  records_fixture_clear (&f->records);
}

static gboolean
exists (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
change (Fixture *f, const char *text)
{
  g_autoptr (KhSecret) key = secret (text);

  return kh_seal_file_put_keyring (f->seal, ALEX, key, f->root, NULL);
}

static void
flip (Fixture *f, const char *name)
{
  gsize size;
  g_autofree char *bytes = records_read (f->folder, name, &size);

  bytes[0] = (char)(bytes[0] ^ 1);
  records_write (f->folder, name, bytes, (gssize)size);
}

static gboolean
opens (Fixture *f, const char *text)
{
  g_autoptr (KhSecret) key = secret (text);
  g_autoptr (KhSealFile) seal = kh_seal_file_load (f->io, f->folder, NULL);
  g_autoptr (KhSecret) root =
      seal != NULL ? kh_seal_file_open_keyring (seal, ALEX, key, NULL) : NULL;

  return root != NULL && khc_secret_equal (kh_secret_peek (root), kh_secret_peek (f->root));
}

/* The key that the copy opens with, (nullable); the seal is damaged by that. */
static const char *
copy_opens_with (Fixture *f)
{
  flip (f, "seal");
  if (kh_seal_copy_find (f->io, f->folder) == 0 || !kh_seal_copy_use (f->io, f->folder, NULL))
    return NULL;
  if (opens (f, FIRST))
    return FIRST;
  return opens (f, SECOND) ? SECOND : "";
}

static void
refuse (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (kh_seal_copy_find (f->io, f->folder), ==, 0);
  g_assert_false (kh_seal_copy_use (f->io, f->folder, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "NoSealCopy");
  g_assert_false (kh_seal_copy_was_used (f->io, f->folder));
}

/* A seal that is whole needs none; one that is damaged or gone gets it back, and a copy again. */
static void
test_used (Fixture *f, gconstpointer gone)
{
  g_autofree char *path = g_build_filename (f->folder, "seal", NULL);
  g_autoptr (GError) error = NULL;

  refuse (f);
  if (gone != NULL)
    g_assert_cmpint (unlink (path), ==, 0);
  else
    flip (f, "seal");
  g_assert_null (kh_seal_file_load (f->io, f->folder, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "SealDamaged");
  g_assert_cmpstr (kh_error_get_facts (error)->target, ==, path);
  g_assert_cmpint (kh_seal_copy_find (f->io, f->folder), >, RECORDS_TIME);
  g_assert_true (kh_seal_copy_use (f->io, f->folder, NULL));
  g_assert_true (opens (f, FIRST));
  g_assert_true (exists (f, "seal.copy"));
  g_assert_true (kh_seal_copy_was_used (f->io, f->folder));
  kh_seal_copy_settle (f->io, f->folder);
  g_assert_false (kh_seal_copy_was_used (f->io, f->folder));
  refuse (f);
}

/* A slot that is damaged leaves a seal that can be read: the copy differs, and stays as it is. */
static void
test_damaged_slot (Fixture *f, gconstpointer unused)
{
  gsize size;
  g_autofree char *bytes = records_read (f->folder, "seal", &size);

  bytes[size - 1] = (char)(bytes[size - 1] ^ 1);
  records_write (f->folder, "seal", bytes, (gssize)size);
  g_assert_false (opens (f, FIRST));
  kh_seal_copy_renew (f->io, f->folder);
  g_assert_cmpint (kh_seal_copy_find (f->io, f->folder), !=, 0);
  g_assert_true (kh_seal_copy_use (f->io, f->folder, NULL));
  g_assert_true (opens (f, FIRST));
}

static void
test_copy_damaged (Fixture *f, gconstpointer unused)
{
  flip (f, "seal.copy");
  flip (f, "seal");
  refuse (f);
  /* Of two that are damaged neither is made the copy of the other. */
  kh_seal_copy_renew (f->io, f->folder);
  refuse (f);
  flip (f, "seal");
  kh_seal_copy_renew (f->io, f->folder);
  g_assert_cmpstr (copy_opens_with (f), ==, FIRST);
}

static void
test_no_copy (Fixture *f, gconstpointer unused)
{
  g_assert_true (kh_seal_copy_drop (f->io, f->folder, NULL));
  g_assert_true (kh_seal_copy_drop (f->io, f->folder, NULL));
  flip (f, "seal");
  refuse (f);
}

/* A key that was changed opens no copy. */
static void
test_withdrawn (Fixture *f, gconstpointer unused)
{
  g_assert_true (change (f, SECOND));
  g_assert_cmpstr (copy_opens_with (f), ==, SECOND);
}

/* Whatever fails, and when: the copy is never older than the seal. */
static void
test_change_fails (Fixture *f, gconstpointer unused)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    gboolean changed;

    records_fail_at (&f->records, n, n % 2 == 0 ? EIO : ENOSPC);
    changed = change (f, SECOND);
    failed = f->records.faulty.calls >= n;
    records_fail_never (&f->records);
    if (changed)
      g_assert_true (opens (f, SECOND));
    /* What only the last sync of the folder failed on may be there. */
    if (exists (f, "seal.copy")) {
      gboolean is_second = opens (f, SECOND);

      g_assert_cmpstr (copy_opens_with (f), ==, is_second ? SECOND : FIRST);
    }
    tear_down (f, NULL);
    set_up (f, NULL);
    g_assert_cmpuint (n, <, 60);
  }
}

/* Whatever fails: the seal is what it was, or the copy. */
static void
test_use_fails (Fixture *f, gconstpointer unused)
{
  gboolean failed = TRUE;

  for (guint n = 1; failed; n++) {
    gboolean used;

    flip (f, "seal");
    records_fail_at (&f->records, n, n % 2 == 0 ? EIO : ENOSPC);
    used = kh_seal_copy_use (f->io, f->folder, NULL);
    failed = f->records.faulty.calls >= n;
    records_fail_never (&f->records);
    if (!used && !opens (f, FIRST))
      g_assert_true (kh_seal_copy_use (f->io, f->folder, NULL));
    g_assert_true (opens (f, FIRST));
    tear_down (f, NULL);
    set_up (f, NULL);
    g_assert_cmpuint (n, <, 60);
  }
}

/* Killed at any moment while keys change: what is left opens with one of them, and the copy
 * with the same one. */
static void
test_killed (Fixture *f, gconstpointer unused)
{
  for (guint round = 0; round < 20; round++) {
    int fds[2], status;
    char ready;
    pid_t pid;

    g_assert_cmpint (pipe (fds), ==, 0);
    pid = fork ();
    if (pid == 0) {
      /* Not for ever, if nobody is left to kill it. */
      alarm (60);
      for (guint i = 0;; i++)
        if (!change (f, i % 2 == 0 ? SECOND : FIRST) || (i == 0 && write (fds[1], "x", 1) != 1))
          _exit (1);
    }
    g_assert_cmpint (read (fds[0], &ready, 1), ==, 1);
    g_usleep (round * 1700);
    kill (pid, SIGKILL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    g_assert_true (WIFSIGNALED (status));
    close (fds[0]);
    close (fds[1]);
    g_assert_true (opens (f, FIRST) || opens (f, SECOND));
    kh_seal_copy_renew (f->io, f->folder);
    {
      const char *now = opens (f, FIRST) ? FIRST : SECOND;

      g_assert_cmpstr (copy_opens_with (f), ==, now);
    }
  }
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/seal-copy/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("damaged", NULL, test_used);
  ADD ("gone", "gone", test_used);
  ADD ("damaged-slot", NULL, test_damaged_slot);
  ADD ("copy-damaged", NULL, test_copy_damaged);
  ADD ("no-copy", NULL, test_no_copy);
  ADD ("withdrawn", NULL, test_withdrawn);
  ADD ("change-fails", NULL, test_change_fails);
  ADD ("use-fails", NULL, test_use_fails);
  ADD ("killed", NULL, test_killed);
  return g_test_run ();
}
