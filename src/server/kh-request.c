/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and responses as values. */
#include "kh-request.h"

#include <string.h>

#include "kh-routes.h"

void
kh_request_free (KhRequest *self)
{
  g_clear_pointer (&self->caller, kh_caller_unref);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->cancellable);
  g_strfreev (self->args);
  g_free (self->host);
  g_free (self->path);
  g_free (self->token);
  g_free (self);
}

const char *
kh_request_arg (const KhRequest *self, guint n)
{
  return n < g_strv_length (self->args) ? self->args[n] : "";
}

const char *
kh_request_query (const KhRequest *self, const char *name)
{
  return self->query == NULL ? NULL : g_hash_table_lookup (self->query, name);
}

gboolean
kh_request_query_bool (const KhRequest *self, const char *name)
{
  const char *text = kh_request_query (self, name);
  return text != NULL && (g_ascii_strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0);
}

gboolean
kh_request_query_number (const KhRequest *self, const char *name, guint64 fallback, guint64 max,
                         guint64 *value, GError **error)
{
  const char *text = kh_request_query (self, name);
  *value = fallback;
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL))
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” must be a number up to %" G_GUINT64_FORMAT, name,
                max);
  return FALSE;
}

gboolean
kh_request_page (const KhRequest *self, const char **after, guint *limit, GError **error)
{
  guint64 number = 0;
  *after = kh_request_query (self, "after");
  if (!kh_request_query_number (self, "limit", KH_PAGE_DEFAULT, G_MAXUINT, &number, error))
    return FALSE;
  *limit = (guint)CLAMP (number, 1, KH_PAGE_MAX);
  return TRUE;
}

char *
kh_request_next_link (const KhRequest *self, const char *name, const char *after)
{
  g_autoptr (GString) link = g_string_new ("http://");
  g_autofree char *escaped = g_uri_escape_string (after, NULL, FALSE);
  GHashTableIter iter;
  gpointer key = NULL, value = NULL;
  g_string_append_printf (link, "%s%s?%s=%s", self->host, self->path, name, escaped);
  if (self->query == NULL)
    return g_string_free (g_steal_pointer (&link), FALSE);
  g_hash_table_iter_init (&iter, self->query);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    g_autofree char *text = g_uri_escape_string (value, NULL, FALSE);
    if (strcmp (key, name) != 0)
      g_string_append_printf (link, "&%s=%s", (const char *)key, text);
  }
  return g_string_free (g_steal_pointer (&link), FALSE);
}

char *
kh_request_port (const KhRequest *self)
{
  const char *colon = self->host == NULL ? NULL : strrchr (self->host, ':');
  return g_strdup (colon == NULL ? "" : colon);
}

KhResponse *
kh_response_new (void)
{
  KhResponse *self = g_new0 (KhResponse, 1);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
kh_response_free (KhResponse *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

gboolean
kh_response_take (KhResponse *self, int status, GBytes *body)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->status = status;
  self->body = body;
  return TRUE;
}

void
kh_response_header (KhResponse *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}
