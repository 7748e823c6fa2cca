/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls as HTTP messages: addresses of the services, headers, and which links may be followed. */
#include "kh-client-private.h"

#include <string.h>

#include "kh-id.h"
#include "kh-routes.h"

/* Every host leads through the socket; the Host header tells the service and the vault, as it does
 * where each has an address of its own. */
static char *
service_base (KhCall *call)
{
  switch (call->service) {
  case KH_SERVICE_VAULT:
    return g_strdup_printf ("http://%s%s", call->vault, KH_HOST_VAULT_SUFFIX);
  case KH_SERVICE_ARM:
    return g_strdup ("http://" KH_HOST_ARM);
  case KH_SERVICE_BAP:
    return g_strdup ("http://" KH_HOST_BAP);
  case KH_SERVICE_KEYHOLD:
    break;
  }
  return g_strdup ("http://" KH_HOST_KEYHOLD);
}

static gboolean
contains_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar)*text < 0x20 || *text == 0x7f)
      return TRUE;
  return FALSE;
}

/* A reason is free text; a header is one line of visible characters. */
static void
append_text (SoupMessageHeaders *headers, const char *name, const char *text)
{
  g_autofree char *escaped = NULL;

  if (text == NULL)
    return;
  escaped = g_uri_escape_string (text, NULL, FALSE);
  soup_message_headers_replace (headers, name, escaped);
}

static void
add_headers (KhClient *self, KhCall *call, SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *id = kh_id_new ();
  const char *token = call->token != NULL ? call->token : self->token;

  soup_message_headers_replace (headers, KH_HEADER_REQUEST_ID, id);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (token != NULL) {
    g_autofree char *value = g_strconcat ("Bearer ", token, NULL);
    soup_message_headers_replace (headers, "Authorization", value);
  }
  if (call->confirmation != NULL && !contains_control (call->confirmation))
    soup_message_headers_replace (headers, KH_HEADER_CONFIRMATION, call->confirmation);
  append_text (headers, KH_HEADER_REASON, call->reason != NULL ? call->reason : self->reason);
}

static void
add_body (KhCall *call, SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (call->stream != NULL)
    return;
  if (call->body != NULL) {
    soup_message_set_request_body_from_bytes (message, "application/json", call->body);
  } else if (!g_str_equal (call->method, "GET")) {
    soup_message_headers_set_content_length (headers, 0);
  }
}

SoupMessage *
_kh_client_message (KhClient *self, KhCall *call, GError **error)
{
  g_autofree char *base = service_base (call);
  g_autofree char *address = g_strconcat (base, call->path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message;

  if (uri == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "This is not an address: %s", address);
    return NULL;
  }
  message = soup_message_new_from_uri (call->method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  add_headers (self, call, message);
  add_body (call, message);
  return message;
}

/* Scheme and default ports do not count on a socket: there is one connection, and it is private. */
char *
_kh_client_link_path (KhClient *self, KhCall *call, const char *link, GError **error)
{
  g_autofree char *base = service_base (call);
  g_autoptr (GUri) home = g_uri_parse (base, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) uri = NULL;

  if (link[0] == '/' && link[1] != '/')
    return g_strdup (link);
  uri = g_uri_parse (link, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL
      || g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (home)) != 0) {
    kh_set_error_facts (error, KH_ERROR_REMOTE, link, "ForeignLink", NULL,
                        "The server answered with an address of another host");
    return NULL;
  }
  if (g_uri_get_query (uri) == NULL)
    return g_strdup (g_uri_get_path (uri));
  return g_strconcat (g_uri_get_path (uri), "?", g_uri_get_query (uri), NULL);
}
