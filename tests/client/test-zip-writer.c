/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP archives are what another implementation reads: empty and large entries, names, times. */
#include <glib/gstdio.h>

#include "kh-zip-writer.h"

/* Larger than what is packed at once, and not to be made smaller. */
#define NOISE (300 * 1024)

/* Prints what is in an archive, or fails. */
static const char reader[] = "import hashlib, sys, zipfile\n"
                             "with zipfile.ZipFile(sys.argv[1]) as archive:\n"
                             "    assert archive.testzip() is None\n"
                             "    for entry in archive.infolist():\n"
                             "        data = archive.read(entry)\n"
                             "        print(entry.filename, len(data), "
                             "hashlib.sha256(data).hexdigest(), '%d-%d-%d' % entry.date_time[:3],\n"
                             "              oct(entry.external_attr >> 16), 'smaller' if "
                             "entry.compress_size < len(data) else 'as large')\n";

typedef struct {
  GOutputStream *stream;
  KhZipWriter *zip;
  GString *expected;
} Archive;

static void
add (Archive *self, const char *name, const guint8 *bytes, gsize size, const char *packed)
{
  guint64 written = 0;
  g_autofree char *sum = NULL;
  g_autofree char *known = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);

  g_assert_true (kh_zip_writer_begin (self->zip, name, NULL, NULL));
  for (gsize done = 0; done < size; done += MIN (size - done, 1000))
    g_assert_true (
        kh_zip_writer_write (self->zip, bytes + done, MIN (size - done, 1000), NULL, NULL));
  g_assert_true (kh_zip_writer_end (self->zip, &written, &sum, NULL, NULL));
  g_assert_cmpuint (written, ==, size);
  g_assert_cmpstr (sum, ==, known);
  g_string_append_printf (self->expected, "%s %" G_GSIZE_FORMAT " %s 2026-11-24 0o100644 %s\n",
                          name, size, sum, packed);
}

static char *
read_back (const char *path)
{
  const char *const command[] = { "python3", "-c", reader, path, NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status;

  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_no_error (error);
  return out;
}

static void
test_archive (void)
{
  g_autofree char *folder = g_dir_make_tmp ("zip-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.zip", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, NULL);
  g_autoptr (GRand) noise = g_rand_new_with_seed (7731);
  g_autofree guint8 *bytes = g_malloc0 (NOISE);
  g_autofree char *found = NULL;
  Archive archive = { G_OUTPUT_STREAM (stream), NULL, g_string_new (NULL) };
  KhTime time;

  g_setenv ("TZ", "UTC", TRUE);
  g_assert_true (kh_time_parse ("2026-11-24T14:20:00Z", &time));
  archive.zip = kh_zip_writer_new (archive.stream, time);
  add (&archive, "folder/zeros", bytes, NOISE, "smaller");
  add (&archive, "empty", bytes, 0, "as large");
  add (&archive, "Zürich/李雷.txt", (const guint8 *)"x", 1, "as large");
  for (gsize i = 0; i < NOISE; i++)
    bytes[i] = (guint8)g_rand_int_range (noise, 0, 256);
  add (&archive, "noise", bytes, NOISE, "as large");
  g_assert_true (kh_zip_writer_finish (archive.zip, NULL, NULL));
  kh_zip_writer_free (archive.zip);
  g_assert_true (g_output_stream_close (archive.stream, NULL, NULL));
  found = read_back (path);
  g_assert_cmpstr (found, ==, archive.expected->str);
  g_string_free (archive.expected, TRUE);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What cannot be written is an error where it happens. */
static void
test_no_space (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/full");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileIOStream) full = g_file_open_readwrite (file, NULL, NULL);
  g_autoptr (KhZipWriter) zip = NULL;

  if (full == NULL) {
    g_test_skip ("there is no /dev/full");
    return;
  }
  zip = kh_zip_writer_new (g_io_stream_get_output_stream (G_IO_STREAM (full)), 0);
  g_assert_false (kh_zip_writer_begin (zip, "x", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zip-writer/archive", test_archive);
  g_test_add_func ("/zip-writer/no-space", test_no_space);
  return g_test_run ();
}
