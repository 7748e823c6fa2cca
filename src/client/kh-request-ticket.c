/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as texts. */
#include "kh-request-ticket.h"

static void
append_line (GString *out, const char *label, const char *text)
{
  if (text != NULL)
    g_string_append_printf (out, "%-14s%s\n", label, text);
}

static void
append_environments (GString *out, KhJson *request)
{
  for (guint i = 0; i < kh_json_length (request, "environments"); i++) {
    KhJson *one = kh_json_element (request, "environments", i);
    g_autofree char *text =
        g_strdup_printf ("%s (%s)", kh_json_string (one, "name"), kh_json_string (one, "id"));

    append_line (out, "Environment:", text);
  }
}

static void
append_history (GString *out, KhJson *request)
{
  g_string_append (out, "\nHistory\n-------\n");
  for (guint i = 0; i < kh_json_length (request, "history"); i++) {
    KhJson *note = kh_json_element (request, "history", i);
    const char *by = kh_json_string (note, "by");
    const char *text = kh_json_string (note, "text");

    g_string_append_printf (out, "%s  %s%s%s%s%s\n", kh_json_string (note, "at"),
                            kh_json_string (note, "event"), by != NULL ? " by " : "",
                            by != NULL ? by : "", text != NULL ? ": " : "",
                            text != NULL ? text : "");
  }
}

static void
append_evidence (GString *out, KhJson *request)
{
  for (guint i = 0; i < kh_json_length (request, "evidence"); i++) {
    KhJson *piece = kh_json_element (request, "evidence", i);
    const char *text = kh_json_string (piece, "text");
    g_autofree char *title = g_strdup_printf (
        "%u. %s%s", i + 1, kh_json_string (piece, "name"),
        g_strcmp0 (kh_json_string (piece, "kind"), "file-base64") == 0 ? " (base64)" : "");
    g_autofree char *rule = g_strnfill ((gsize)g_utf8_strlen (title, -1), '-');

    g_string_append_printf (
        out, "\n%s\n%s\nSHA-256 %s%s\n\n%s%s", title, rule, kh_json_string (piece, "sha256"),
        kh_json_bool (piece, "verified", FALSE) ? "" : " (does not match)",
        text != NULL ? text : "", text == NULL || !g_str_has_suffix (text, "\n") ? "\n" : "");
  }
}

char *
kh_request_ticket (KhJson *request)
{
  GString *out = g_string_new (NULL);

  append_line (out, "Request:", kh_json_string (request, "id"));
  append_line (out, "Subject:", kh_json_string (request, "subject"));
  append_line (out, "Kind:", kh_json_string (request, "kind"));
  append_line (out, "State:", kh_json_string (request, "state"));
  append_line (out, "Asked by:", kh_json_string (request, "requestedBy"));
  append_line (out, "Asked at:", kh_json_string (request, "createdAt"));
  append_line (out, "Expires at:", kh_json_string (request, "expiresAt"));
  append_line (out, "Decided by:", kh_json_string (request, "decidedBy"));
  append_line (out, "Decided at:", kh_json_string (request, "decidedAt"));
  append_line (out, "Reason:", kh_json_string (request, "reason"));
  if (kh_json_bool (request, "altered", FALSE))
    g_string_append (out, "This request was altered in the database and is good for nothing.\n");
  append_environments (out, request);
  append_history (out, request);
  append_evidence (out, request);
  return g_string_free (out, FALSE);
}
