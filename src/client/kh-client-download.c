/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of answers into files, in constant memory, under their name only when they are whole. */
#include "kh-client-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "kh-id.h"
#include "kh-routes.h"

#define PIECE (256 * 1024)
#define TELL_EVERY (G_USEC_PER_SEC / 5)

typedef struct {
  int fd;
  int folder;
  char *name;      /* final */
  char *temporary; /* (nullable): while it is there */
  GChecksum *sum;
  guint64 bytes;
} Target;

static void
target_clear (Target *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    unlinkat (self->folder, self->temporary, 0);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->temporary);
  g_free (self->name);
  g_clear_pointer (&self->sum, g_checksum_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

static gboolean
target_open (Target *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *id = kh_id_new ();

  self->name = g_path_get_basename (path);
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->folder = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder < 0)
    return kh_error_from_errno (error, errno, folder);
  self->temporary = g_strdup_printf (".part-%s", id);
  self->fd = openat (self->folder, self->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->fd < 0) {
    int saved = errno;

    g_clear_pointer (&self->temporary, g_free);
    return kh_error_from_errno (error, saved, path);
  }
  return TRUE;
}

static gboolean
target_write (Target *self, const guint8 *bytes, gsize size, GError **error)
{
  g_checksum_update (self->sum, bytes, (gssize)size);
  self->bytes += size;
  while (size > 0) {
    gssize n = write (self->fd, bytes, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return kh_error_from_errno (error, errno, self->name);
    bytes += n;
    size -= (gsize)n;
  }
  return TRUE;
}

static gboolean
target_commit (Target *self, gboolean replace, GError **error)
{
  if (fsync (self->fd) != 0)
    return kh_error_from_errno (error, errno, self->name);
  if (renameat2 (self->folder, self->temporary, self->folder, self->name,
                 replace ? 0 : RENAME_NOREPLACE)
      != 0) {
    if (errno != EEXIST)
      return kh_error_from_errno (error, errno, self->name);
    kh_set_error (error, KH_ERROR_EXISTS, "There is a file %s already", self->name);
    return FALSE;
  }
  g_clear_pointer (&self->temporary, g_free);
  if (fsync (self->folder) != 0)
    return kh_error_from_errno (error, errno, self->name);
  return TRUE;
}

/* The next piece of the body; NULL with @error on failure, empty at the end. */
static GBytes *
read_piece (KhClient *client, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_input_stream_read_bytes_async (stream, PIECE, G_PRIORITY_DEFAULT, cancellable,
                                   _kh_client_keep_result, &result);
  _kh_client_wait (client, &result);
  return g_input_stream_read_bytes_finish (stream, result, error);
}

static GInputStream *
send_message (KhClient *client, SoupMessage *message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  soup_session_send_async (client->session, message, G_PRIORITY_DEFAULT, cancellable,
                           _kh_client_keep_result, &result);
  _kh_client_wait (client, &result);
  return soup_session_send_finish (client->session, result, error);
}

/* Reads all of a refusal, which is short. */
static gboolean
refuse (KhClient *client, SoupMessage *message, GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;

  for (;;) {
    g_autoptr (GBytes) piece = read_piece (client, stream, NULL, NULL);

    if (piece == NULL || g_bytes_get_size (piece) == 0 || all->len > 16 * PIECE)
      break;
    g_byte_array_append (all, g_bytes_get_data (piece, NULL), (guint)g_bytes_get_size (piece));
  }
  body = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  _kh_client_set_answer_error (error, soup_message_get_status (message), body);
  return FALSE;
}

/* -1 when it is not known. */
static gint64
get_length (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
             ? soup_message_headers_get_content_length (headers)
             : -1;
}

/* FALSE when it is known before that there is not the room. */
static gboolean
check_room (gint64 length, Target *target, GError **error)
{
  struct statvfs disk;

  if (length <= 0 || fstatvfs (target->folder, &disk) != 0
      || (guint64)length <= (guint64)disk.f_bavail * disk.f_frsize)
    return TRUE;
  kh_set_error (error, KH_ERROR_NO_SPACE,
                "The disk has not the room for %s, %" G_GINT64_FORMAT " bytes", target->name,
                length);
  return FALSE;
}

static void
tell (KhCall *call, Target *target, gint64 total, gint64 *told, gboolean now)
{
  gint64 time = g_get_monotonic_time ();

  if (call->progress == NULL || (!now && time - *told < TELL_EVERY))
    return;
  *told = time;
  call->progress (target->bytes, total, call->progress_data);
}

static gboolean
copy_body (KhClient *client, GInputStream *stream, Target *target, KhCall *call, gint64 total,
           GCancellable *cancellable, GError **error)
{
  gint64 told = 0;

  for (;;) {
    g_autoptr (GError) cause = NULL;
    g_autoptr (GBytes) piece = read_piece (client, stream, cancellable, &cause);
    gsize size;
    const guint8 *bytes;

    if (piece == NULL) {
      _kh_client_set_transport_error (error, cause, FALSE);
      return FALSE;
    }
    bytes = g_bytes_get_data (piece, &size);
    if (size == 0) {
      tell (call, target, total, &told, TRUE);
      return TRUE;
    }
    if (!target_write (target, bytes, size, error))
      return FALSE;
    tell (call, target, total, &told, FALSE);
  }
}

static gboolean
check_length (SoupMessage *message, Target *target, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || soup_message_headers_get_content_length (headers) == (goffset)target->bytes)
    return TRUE;
  kh_set_error (error, KH_ERROR_NETWORK,
                "The tenant sent %" G_GUINT64_FORMAT " bytes of %s, not all", target->bytes,
                target->name);
  return FALSE;
}

static gboolean
download (KhClient *self, SoupMessage *message, KhCall *call, Target *target, char **backup,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GInputStream) stream = send_message (self, message, cancellable, &cause);

  if (stream == NULL) {
    _kh_client_set_transport_error (error, cause, FALSE);
    return FALSE;
  }
  if (soup_message_get_status (message) >= 300)
    return refuse (self, message, stream, error);
  *backup = g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (message), KH_HEADER_BACKUP));
  return check_room (get_length (message), target, error)
         && copy_body (self, stream, target, call, get_length (message), cancellable, error)
         && check_length (message, target, error);
}

gboolean
kh_client_download (KhClient *self, KhCall *call, const char *path, gboolean replace,
                    KhDownload *download_out, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhCall) owned = call;
  g_autoptr (SoupMessage) message = _kh_client_message (self, owned, error);
  g_auto (Target) target = { .fd = -1, .folder = -1 };
  gboolean done;

  *download_out = (KhDownload){ 0 };
  if (message == NULL || !target_open (&target, path, error))
    return FALSE;
  _kh_client_enter (self);
  done = download (self, message, owned, &target, &download_out->backup, cancellable, error);
  _kh_client_leave (self);
  if (!done || !target_commit (&target, replace, error))
    return FALSE;
  download_out->bytes = target.bytes;
  download_out->sha256 = g_strdup (g_checksum_get_string (target.sum));
  return TRUE;
}

void
kh_download_clear (KhDownload *self)
{
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->backup, g_free);
}
