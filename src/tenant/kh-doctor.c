/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in a data folder, as far as it can be judged without its key. */
#include "kh-doctor.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kh-audit-verify.h"
#include "kh-lock-file.h"
#include "kh-seal-file.h"
#include "kh-tenant-store.h"

#define SPACE_WARN (G_GUINT64_CONSTANT (1) << 30)
#define SPACE_FAIL (G_GUINT64_CONSTANT (100) << 20)
/* The page size of every database here, and the least. */
#define PAGE 4096

void
kh_doctor_note_free (KhDoctorNote *self)
{
  g_free (self->found);
  g_free (self->advice);
  g_free (self);
}

const char *
kh_doctor_verdict_name (KhDoctorVerdict verdict)
{
  static const char *const names[] = { "pass", "warn", "fail", "unknown" };

  return names[verdict];
}

void
_kh_doctor_add (GPtrArray *notes, const char *id, KhDoctorVerdict verdict, char *found,
                char *advice)
{
  KhDoctorNote *note = g_new0 (KhDoctorNote, 1);

  note->id = id;
  note->verdict = verdict;
  note->found = found;
  note->advice = advice;
  g_ptr_array_add (notes, note);
}

/* FALSE when there is no organization to be looked at. */
static gboolean
examine_folder (GPtrArray *notes, const char *data_dir)
{
  g_autofree char *tenant = g_build_filename (data_dir, "tenant", NULL);
  GStatBuf facts;

  if (g_lstat (data_dir, &facts) != 0 || !g_file_test (tenant, G_FILE_TEST_IS_DIR)) {
    _kh_doctor_add (
        notes, "folder", KH_DOCTOR_WARN,
        g_strdup_printf ("There is no organization in %s.", data_dir),
        g_strdup (
            "Make one with keyholdctl tenant create, or name another folder with --data-dir."));
    return FALSE;
  }
  if (facts.st_uid != geteuid ())
    _kh_doctor_add (notes, "folder", KH_DOCTOR_FAIL,
                    g_strdup_printf ("%s belongs to another user.", data_dir),
                    g_strdup ("Run Keyhold as the user who owns the folder."));
  else if ((facts.st_mode & 077) != 0)
    _kh_doctor_add (notes, "folder", KH_DOCTOR_FAIL,
                    g_strdup_printf ("Other users can enter %s.", data_dir),
                    g_strdup_printf ("Take their rights away: chmod 700 '%s'", data_dir));
  else
    _kh_doctor_add (notes, "folder", KH_DOCTOR_PASS,
                    g_strdup_printf ("%s belongs to this user alone.", data_dir), NULL);
  return TRUE;
}

typedef struct {
  guint files, open, foreign;
  char *first; /* (nullable): the first that is not as it should be */
} Files;

static void
count_file (Files *files, const char *path, const GStatBuf *facts)
{
  gboolean is_open = (facts->st_mode & 077) != 0 && !S_ISLNK (facts->st_mode);
  gboolean is_foreign = facts->st_uid != geteuid ();

  files->files++;
  files->open += is_open ? 1 : 0;
  files->foreign += is_foreign ? 1 : 0;
  if (files->first == NULL && (is_open || is_foreign))
    files->first = g_strdup (path);
}

/* Links are not followed: what they lead to is somebody else's. */
static void
count_files (Files *files, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf facts;

    if (g_lstat (path, &facts) != 0)
      continue;
    count_file (files, path, &facts);
    if (S_ISDIR (facts.st_mode))
      count_files (files, path);
  }
}

static void
examine_files (GPtrArray *notes, const char *data_dir)
{
  Files files = { 0 };

  count_files (&files, data_dir);
  if (files.foreign > 0)
    _kh_doctor_add (notes, "files", KH_DOCTOR_FAIL,
                    g_strdup_printf ("Files that belong to another user: %u, the first is %s.",
                                     files.foreign, files.first),
                    g_strdup ("Give them to the user who owns the folder: chown."));
  else if (files.open > 0)
    _kh_doctor_add (notes, "files", KH_DOCTOR_WARN,
                    g_strdup_printf ("Files that others can read: %u, the first is %s.", files.open,
                                     files.first),
                    g_strdup_printf ("Take their rights away: chmod -R go= '%s'", data_dir));
  else
    _kh_doctor_add (
        notes, "files", KH_DOCTOR_PASS,
        g_strdup_printf ("Files and folders that this user alone can read: %u.", files.files),
        NULL);
  g_free (files.first);
}

static void
examine_seal (GPtrArray *notes, const KhIo *io, const char *folder)
{
  g_autofree char *copy = g_build_filename (folder, "seal.copy", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSealFile) seal = kh_seal_file_load (io, folder, &error);

  if (seal != NULL)
    _kh_doctor_add (notes, "seal", KH_DOCTOR_PASS,
                    g_strdup_printf ("The seal is readable. Ways to open it: %u.",
                                     kh_seal_file_get_n_slots (seal)),
                    NULL);
  else
    _kh_doctor_add (notes, "seal", KH_DOCTOR_FAIL,
                    g_strdup_printf ("The seal cannot be read: %s", error->message),
                    g_strdup (g_file_test (copy, G_FILE_TEST_EXISTS)
                                  ? "Open the organization: its copy of the seal is used then."
                                  : "Take the file tenant/seal from a backup."));
}

static void
examine_database (GPtrArray *notes, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, KH_TENANT_STORE_FILE_NAME, NULL);
  GStatBuf facts;

  if (g_stat (path, &facts) != 0)
    _kh_doctor_add (notes, "database", KH_DOCTOR_FAIL, g_strdup_printf ("%s is missing.", path),
                    g_strdup ("Take the whole folder from one backup: its files belong together."));
  else if (facts.st_size == 0 || facts.st_size % PAGE != 0)
    _kh_doctor_add (notes, "database", KH_DOCTOR_FAIL,
                    g_strdup_printf ("%s was cut off: %" G_GINT64_FORMAT
                                     " bytes are no whole pages.",
                                     path, (gint64)facts.st_size),
                    g_strdup ("Take the whole folder from one backup: its files belong together."));
  else
    _kh_doctor_add (notes, "database", KH_DOCTOR_PASS,
                    g_strdup ("The database is whole, as far as it can be told without its key."),
                    NULL);
}

static void
examine_log (GPtrArray *notes, const char *folder)
{
  g_autofree char *audit = g_build_filename (folder, "audit", NULL);
  g_auto (KhAuditReport) report = { 0 };

  kh_audit_verify (audit, NULL, &report);
  if (report.verdict == KH_AUDIT_INTACT)
    _kh_doctor_add (notes, "audit-log", KH_DOCTOR_PASS,
                    g_strdup_printf ("The audit log is intact. Records: %" G_GUINT64_FORMAT ".",
                                     report.records),
                    NULL);
  else if (report.verdict == KH_AUDIT_BROKEN)
    _kh_doctor_add (notes, "audit-log", KH_DOCTOR_FAIL,
                    g_strdup_printf ("The audit log does not verify: %s", report.reason),
                    g_strdup ("Keep the folder as it is, and compare it with a backup or a "
                              "checkpoint kept elsewhere."));
  else
    _kh_doctor_add (notes, "audit-log", KH_DOCTOR_UNKNOWN,
                    g_strdup_printf ("The audit log cannot be judged: %s", report.reason),
                    g_strdup ("Look again while no program has the organization open."));
}

/* What is in the file of the lock while nobody holds it was left by a program that did not come to
 * its end. */
static void
examine_host (GPtrArray *notes, const KhIo *io, const char *data_dir)
{
  int left = kh_lock_file_get_left (io, data_dir), holder = kh_lock_file_get_holder (io, data_dir);

  if (holder != 0)
    _kh_doctor_add (notes, "host", KH_DOCTOR_PASS,
                    holder > 0 ? g_strdup_printf ("Process %d has the organization open.", holder)
                               : g_strdup ("A process has the organization open."),
                    NULL);
  else
    _kh_doctor_add (notes, "host", KH_DOCTOR_PASS,
                    g_strdup ("No process has the organization open."), NULL);
  if (left > 0)
    _kh_doctor_add (
        notes, "last-end", KH_DOCTOR_WARN,
        g_strdup_printf ("Process %d ended without closing the organization.", left),
        g_strdup ("Open it: what was confirmed is there, and operations go on where they were."));
  else
    _kh_doctor_add (notes, "last-end", KH_DOCTOR_PASS,
                    g_strdup ("Nothing was left behind by a program that ended too early."), NULL);
}

static void
examine_space (GPtrArray *notes, const KhIo *io, const char *data_dir)
{
  guint64 free = 0;

  if (io->free_space (io, data_dir, &free) != 0) {
    _kh_doctor_add (notes, "space", KH_DOCTOR_UNKNOWN,
                    g_strdup ("The free space of the disk is not known."), NULL);
    return;
  }
  g_autofree char *size = g_format_size_full (free, G_FORMAT_SIZE_IEC_UNITS);
  if (free >= SPACE_WARN)
    _kh_doctor_add (notes, "space", KH_DOCTOR_PASS,
                    g_strdup_printf ("%s are free on the disk.", size), NULL);
  else
    _kh_doctor_add (
        notes, "space", free < SPACE_FAIL ? KH_DOCTOR_FAIL : KH_DOCTOR_WARN,
        g_strdup_printf ("Only %s are free on the disk.", size),
        g_strdup (
            "Make room: changes are refused when the disk is full, and nothing is lost by that."));
}

GPtrArray *
kh_doctor_examine (const KhIo *io, const char *data_dir)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_doctor_note_free);
  g_autofree char *folder = g_build_filename (data_dir, "tenant", NULL);

  if (examine_folder (notes, data_dir)) {
    examine_files (notes, data_dir);
    examine_seal (notes, io, folder);
    examine_database (notes, folder);
    examine_log (notes, folder);
    examine_host (notes, io, data_dir);
    examine_space (notes, io, data_dir);
  }
  _kh_doctor_examine_machine (notes, data_dir);
  return notes;
}
