/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What flows in and out as the body of a request or an answer: the rows of the router's tables with
 * UPLOAD and DOWNLOAD name one of these.
 *
 * Every function but set_headers runs on the worker of its exchange, one at a time.
 */
#pragma once

#include <libsoup/soup.h>

#include "kh-request.h"

G_BEGIN_DECLS

typedef struct {
  /* Before a byte is read. NULL with an error refuses the sender. */
  gpointer (*begin) (const KhRequest *request, GError **error);
  gboolean (*write) (gpointer stream, const void *bytes, gsize size, GError **error);
  /* (transfer full): the answer, once all of the body was written. */
  KhResponse *(*finish) (gpointer stream, const KhRequest *request, GError **error);
  /* Drops what was not finished. */
  GDestroyNotify free;
} KhUploadSink;

typedef struct {
  gpointer (*open) (const KhRequest *request, GError **error);
  /* Fills the buffer as far as that is good; 0 at the end, -1 on failure. */
  gssize (*read) (gpointer stream, void *buffer, gsize size, GError **error);
  /* Before the first byte; on the service thread. (transfer none): the content type. */
  const char *(*set_headers) (gpointer stream, SoupMessageHeaders *headers);
  GDestroyNotify free;
} KhDownloadSource;

extern const KhUploadSink kh_import_sink, kh_restore_sink;
extern const KhDownloadSource kh_content_source, kh_backup_source;

G_END_DECLS
