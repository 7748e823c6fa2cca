/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls as values, and the decoders that many of them share. */
#include "kh-call-private.h"

#include <string.h>

KhCall *
kh_call_new (KhService service, const char *method, const char *format, ...)
{
  KhCall *self = g_new0 (KhCall, 1);
  va_list arguments;

  self->service = service;
  self->method = g_strdup (method);
  self->length = -1;
  self->idempotent = g_str_equal (method, "GET");
  self->decode = kh_call_decode_json;
  self->destroy = (GDestroyNotify)kh_json_unref;
  va_start (arguments, format);
  self->path = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return self;
}

static void
free_token (char *token)
{
  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

void
kh_call_free (KhCall *self)
{
  if (self == NULL)
    return;
  if (self->destroy_data != NULL)
    self->destroy_data (self->decode_data);
  if (self->body_is_secret && self->body != NULL) {
    gsize size;
    gconstpointer bytes = g_bytes_get_data (self->body, &size);

    explicit_bzero ((void *)bytes, size);
  }
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->stream);
  g_free (self->vault);
  g_free (self->method);
  g_free (self->path);
  g_free (self->confirmation);
  g_free (self->reason);
  free_token (self->token);
  g_free (self);
}

void
kh_call_set_token (KhCall *self, const char *token)
{
  free_token (self->token);
  self->token = g_strdup (token);
}

char *
kh_call_escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

void
kh_call_set_vault (KhCall *self, const char *vault)
{
  g_free (self->vault);
  self->vault = g_strdup (vault);
}

void
kh_call_set_json (KhCall *self, KhJsonOut *out)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = kh_json_out_finish (out);
}

void
kh_call_set_stream (KhCall *self, GInputStream *stream, gint64 length)
{
  g_set_object (&self->stream, stream);
  self->length = length;
}

void
kh_call_set_progress (KhCall *self, KhCallProgress progress, gpointer data)
{
  self->progress = progress;
  self->progress_data = data;
}

void
kh_call_set_body (KhCall *self, GBytes *body)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
}

void
kh_call_set_secret_body (KhCall *self, GBytes *body)
{
  kh_call_set_body (self, body);
  self->body_is_secret = TRUE;
}

void
kh_call_set_confirmation (KhCall *self, const char *confirmation)
{
  g_free (self->confirmation);
  self->confirmation = g_strdup (confirmation);
}

void
kh_call_set_reason (KhCall *self, const char *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
}

void
kh_call_set_idempotent (KhCall *self)
{
  self->idempotent = TRUE;
}

void
kh_call_set_decode (KhCall *self, KhCallDecode decode, gpointer data, GDestroyNotify destroy_data,
                    GDestroyNotify destroy)
{
  self->decode = decode;
  self->decode_data = data;
  self->destroy_data = destroy_data;
  self->destroy = destroy;
}

void
kh_call_set_decode_pages (KhCall *self, KhCallDecodePage decode, GDestroyNotify destroy)
{
  self->decode_pages = decode;
  self->destroy = destroy;
}

gpointer
kh_call_decode_json (const KhReply *reply, gconstpointer data, GError **error)
{
  if (reply->body == NULL || g_bytes_get_size (reply->body) == 0)
    return kh_json_parse_text ("{}", error);
  return kh_json_parse (reply->body, error);
}

gboolean
kh_call_decode_json_page (KhJson *page, GPtrArray *into, GError **error)
{
  for (guint i = 0; i < kh_json_length (page, "value"); i++)
    g_ptr_array_add (into, kh_json_ref (kh_json_element (page, "value", i)));
  return TRUE;
}

void
kh_call_set_json_pages (KhCall *self)
{
  kh_call_set_decode_pages (self, kh_call_decode_json_page, (GDestroyNotify)kh_json_unref);
}

/* "http://…/lifecycleOperations/ID?api-version=…" */
static char *
last_segment (const char *location)
{
  const char *end = strchrnul (location, '?');
  const char *start = end;

  while (start > location && start[-1] != '/')
    start--;
  return g_strndup (start, (gsize)(end - start));
}

gpointer
kh_call_decode_operation (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhJson) body = kh_call_decode_json (reply, NULL, error);
  const char *id;

  if (body == NULL)
    return NULL;
  if (reply->location != NULL)
    return last_segment (reply->location);
  id = kh_json_string (body, "id");
  if (id == NULL) {
    kh_set_error (error, KH_ERROR_REMOTE, "The server accepted the work without saying which");
    return NULL;
  }
  return g_strdup (id);
}

void
kh_call_set_operation (KhCall *self)
{
  kh_call_set_decode (self, kh_call_decode_operation, NULL, NULL, g_free);
}
