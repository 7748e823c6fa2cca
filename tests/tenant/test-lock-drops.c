/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lock while files of any size are being written: reads are refused before the writers end, and
 * the keys are gone and the lock is stored before the space of the unfinished files is given back,
 * which a disk takes its time for. */
#include "tenant-fixture.h"

#include "kh-io.h"
#include "kh-tenant-private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define REAL kh_io_default ()
#define LIMIT (20 * G_USEC_PER_SEC)
#define FILE_SIZE (16 * 1024 * 1024)

/* System calls of a disk that gives back space only once the environment is stored as locked, and
 * on which a re-encryption writes on only once reads are refused. */
typedef struct {
  KhIo io;
  Fixture *f;
  GMutex lock;
  GHashTable *open;       /* descriptor -> path of an unfinished file, under lock */
  gboolean holds_writes;  /* atomic */
  gboolean writing;       /* atomic: an unfinished file has had bytes */
  int given_back, waited; /* atomic: unfinished files; those for which the lock waited */
} SlowIo;

static gboolean
is_unfinished (const char *path)
{
  return strstr (path, "/files/items/") != NULL && g_str_has_suffix (path, ".new");
}

static gboolean
is_locked (SlowIo *self)
{
  g_autoptr (KhEnvironment) environment = sales (self->f);

  return environment->state == KH_ENVIRONMENT_STATE_LOCKED;
}

static gboolean
refuses_reads (SlowIo *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items =
      kh_tenant_items (self->f->tenant, self->f->caller, "Sales", KH_STORE_FILES, &error);

  return items == NULL && kh_error_is (error, KH_ERROR_LOCKED);
}

static gboolean
wait_for (SlowIo *self, gboolean (*predicate) (SlowIo *))
{
  gint64 deadline = g_get_monotonic_time () + LIMIT;

  while (!predicate (self)) {
    if (g_get_monotonic_time () > deadline)
      return FALSE;
    g_usleep (500);
  }
  return TRUE;
}

static void
give_back (SlowIo *self)
{
  g_atomic_int_inc (&self->given_back);
  if (!wait_for (self, is_locked))
    g_atomic_int_inc (&self->waited);
}

/* --- The calls --------------------------------------------------------------------------------
 */

static int
slow_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  SlowIo *self = (SlowIo *)io;
  int fd = REAL->open (REAL, path, flags, mode);

  if (fd >= 0 && is_unfinished (path)) {
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

    g_hash_table_insert (self->open, GINT_TO_POINTER (fd), g_strdup (path));
  }
  return fd;
}

static gboolean
is_open_path (gpointer fd, gpointer path, gpointer wanted)
{
  return g_str_equal (path, wanted);
}

/* The last descriptor of a file without a name gives back its space, and so does the removal of a
 * name that nobody has open. */
static int
slow_close (const KhIo *io, int fd)
{
  SlowIo *self = (SlowIo *)io;
  struct stat facts = { 0 };
  g_autofree char *path = NULL;
  gboolean last = FALSE;

  g_mutex_lock (&self->lock);
  if (g_hash_table_steal_extended (self->open, GINT_TO_POINTER (fd), NULL, (gpointer *)&path))
    last = REAL->fstat (REAL, fd, &facts) == 0 && facts.st_nlink == 0
           && g_hash_table_find (self->open, is_open_path, path) == NULL;
  g_mutex_unlock (&self->lock);
  if (last)
    give_back (self);
  return REAL->close (REAL, fd);
}

static int
slow_unlink (const KhIo *io, const char *path)
{
  SlowIo *self = (SlowIo *)io;
  struct stat facts;
  gboolean last = FALSE;

  if (is_unfinished (path) && REAL->lstat (REAL, path, &facts) == 0) {
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

    last = g_hash_table_find (self->open, is_open_path, (gpointer)path) == NULL;
  }
  if (last)
    give_back (self);
  return REAL->unlink (REAL, path);
}

static gssize
slow_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  SlowIo *self = (SlowIo *)io;
  gboolean unfinished;

  g_mutex_lock (&self->lock);
  unfinished = g_hash_table_contains (self->open, GINT_TO_POINTER (fd));
  g_mutex_unlock (&self->lock);
  if (unfinished && offset > 0) {
    g_atomic_int_set (&self->writing, TRUE);
    if (g_atomic_int_get (&self->holds_writes) && !wait_for (self, refuses_reads))
      g_atomic_int_inc (&self->waited);
  }
  return REAL->pwrite (REAL, fd, buffer, size, offset);
}

static void
slow_io_init (SlowIo *self, Fixture *f)
{
  *self = (SlowIo){ .io = *REAL, .f = f };
  g_mutex_init (&self->lock);
  self->open = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->io.open = slow_open;
  self->io.close = slow_close;
  self->io.unlink = slow_unlink;
  self->io.pwrite = slow_pwrite;
  f->io = &self->io;
}

static void
slow_io_clear (SlowIo *self)
{
  g_hash_table_unref (self->open);
  g_mutex_clear (&self->lock);
}

/* --- The tests --------------------------------------------------------------------------------
 */

static KhTenantUpload *
begin_upload (Fixture *f, const char *name)
{
  KhUploadSpec spec = { "Sales", name, "file", NULL, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = g_malloc0 (FILE_SIZE);
  KhTenantUpload *upload = kh_tenant_upload_begin (f->tenant, f->caller, &spec, &error);

  g_assert_no_error (error);
  g_assert_true (kh_tenant_upload_write (upload, bytes, FILE_SIZE, &error));
  g_assert_no_error (error);
  return upload;
}

static gpointer
disable (Fixture *f, gconstpointer unused, GError **error)
{
  return set_enabled (f, GINT_TO_POINTER (FALSE), error);
}

static void
take_the_key_away (Fixture *f)
{
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = confirmed (f, disable, change, &error);

  g_assert_no_error (error);
}

static gboolean
is_writing (SlowIo *self)
{
  return g_atomic_int_get (&self->writing);
}

static gboolean
has_given_back (SlowIo *self)
{
  return g_atomic_int_get (&self->given_back) == 1;
}

static void
test_reencryption (void)
{
  Fixture f = { NULL };
  SlowIo slow;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = NULL;
  g_autoptr (KhOperation) operation = NULL;
  KhTenantUpload *upload;
  g_autoptr (KhImportReport) report = NULL;

  slow_io_init (&slow, &f);
  set_up (&f, NULL);
  make_all (&f);
  upload = begin_upload (&f, "film.bin");
  report = kh_tenant_upload_finish (upload, NULL, &error);
  g_assert_no_error (error);
  kh_tenant_upload_free (upload);
  assignment = on_worker (&f, grant, "ep-sales", &error);
  g_assert_no_error (error);
  g_atomic_int_set (&slow.writing, FALSE);
  g_atomic_int_set (&slow.holds_writes, TRUE);
  operation = on_worker (&f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  g_assert_true (wait_for (&slow, is_writing));
  take_the_key_away (&f);
  g_atomic_int_set (&slow.holds_writes, FALSE);
  check_locked (&f);
  unlock (&f); /* joins the stopped run */
  wait_until_ready (&f);
  /* Neither the lock nor what follows has waited for it. */
  g_assert_true (wait_for (&slow, has_given_back));
  g_assert_cmpint (g_atomic_int_get (&slow.waited), ==, 0);
  check_encrypted (&f);
  tear_down (&f, NULL);
  slow_io_clear (&slow);
}

static void
test_import (void)
{
  Fixture f = { NULL };
  SlowIo slow;
  KhTenantUpload *upload;
  g_autoptr (GError) error = NULL;

  slow_io_init (&slow, &f);
  set_up (&f, NULL);
  make_all (&f);
  enable_cmk (&f);
  upload = begin_upload (&f, "film.bin");
  take_the_key_away (&f);
  check_locked (&f);
  g_assert_false (kh_tenant_upload_write (upload, "more", 4, &error));
  g_assert_true (kh_error_is (error, KH_ERROR_LOCKED));
  g_assert_cmpint (g_atomic_int_get (&slow.given_back), ==, 0);
  kh_tenant_upload_free (upload);
  g_assert_cmpint (g_atomic_int_get (&slow.given_back), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&slow.waited), ==, 0);
  tear_down (&f, NULL);
  slow_io_clear (&slow);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tenant/lock-drops/re-encryption", test_reencryption);
  g_test_add_func ("/tenant/lock-drops/import", test_import);
  return g_test_run ();
}
