/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and checks the checkpoints of a segment. */
#include "kh-audit-log-notes.h"

#include <string.h>

#include "khc-note.h"

#define NOTE_LINES 6
/* A segment has at most 16 MiB of lines; one note a line would stay below this. */
#define NOTES_MAX (64 * 1024 * 1024)

gsize
kh_audit_note_length (const char *text, gsize size)
{
  const char *p = text;

  for (int i = 0; i < NOTE_LINES; i++) {
    const char *newline = memchr (p, '\n', size - (gsize)(p - text));

    if (newline == NULL)
      return 0;
    p = newline + 1;
  }
  return (gsize)(p - text);
}

/* The size a note claims, for messages about one that does not verify. */
static guint64
claimed_size (const char *text, gsize size)
{
  const char *line = memchr (text, '\n', size);

  return line != NULL ? g_ascii_strtoull (line + 1, NULL, 10) : 0;
}

static const char *
check_note (KhcBytes note, guint segment, const KhAuditIdentity *identity, guint64 above,
            KhcCheckpoint *checkpoint)
{
  char name[KH_AUDIT_NAME_SIZE];
  int result = khc_checkpoint_verify (note, identity->public_key, checkpoint);

  kh_audit_segment_name (segment, name);
  if (result == KHC_ERR_MALFORMED)
    return "is not a signed note";
  if (result == KHC_ERR_NO_SUCH_KEY)
    return "is signed by another key";
  if (result != KHC_OK)
    return "does not match its signature";
  if (strcmp (checkpoint->origin, identity->tenant) != 0)
    return "belongs to another organization";
  if (strcmp (checkpoint->extension, name) != 0)
    return "belongs to another segment";
  if (checkpoint->size <= above)
    return "is out of order";
  return NULL;
}

static void
read_notes (const char *text, gsize size, guint segment, const KhAuditIdentity *identity,
            KhAuditNotes *notes)
{
  KhAuditNote last = { 0 };
  gsize length;

  while ((length = kh_audit_note_length (text, size)) > 0) {
    KhcCheckpoint checkpoint;
    const char *fault =
        check_note (khc_bytes (text, length), segment, identity, last.size, &checkpoint);

    if (fault != NULL && notes->bad == NULL) {
      notes->bad = g_strdup (fault);
      notes->bad_size = claimed_size (text, length);
    }
    if (notes->bad == NULL) {
      last.size = checkpoint.size;
      memcpy (last.head, checkpoint.head, sizeof last.head);
      g_array_append_val (notes->good, last);
      notes->lines += NOTE_LINES;
    }
    notes->complete += length;
    text += length;
    size -= length;
  }
  notes->torn = size;
}

gboolean
kh_audit_notes_load (const KhIo *io, const char *folder, guint segment,
                     const KhAuditIdentity *identity, KhAuditNotes *notes, GError **error)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) failure = NULL;
  gsize size;
  const char *text;

  memset (notes, 0, sizeof *notes);
  notes->good = g_array_new (FALSE, FALSE, sizeof (KhAuditNote));
  kh_audit_notes_name (segment, name);
  path = g_build_filename (folder, name, NULL);
  bytes = kh_io_read_file (io, path, NOTES_MAX, &failure);
  if (bytes == NULL && !kh_error_is (failure, KH_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (bytes == NULL)
    return TRUE;
  text = g_bytes_get_data (bytes, &size);
  read_notes (text, size, segment, identity, notes);
  return TRUE;
}

void
kh_audit_notes_clear (KhAuditNotes *notes)
{
  g_clear_pointer (&notes->good, g_array_unref);
  g_free (notes->bad);
  memset (notes, 0, sizeof *notes);
}
