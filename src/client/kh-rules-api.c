/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about rules on the present facts, and the audit log. */
#include "kh-rules-api.h"

#include "kh-routes.h"

#define K KH_KEYHOLD_PREFIX

KhCall *
kh_rules_api_preflight (const char *goal, const char *policy, const char *const *environments)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/preflight");
  g_autoptr (KhWirePreflightRequest) body = kh_wire_preflight_request_new ();

  body->goal = g_strdup (goal);
  body->policy = g_strdup (policy);
  body->environments = g_strdupv ((char **)environments);
  kh_call_set_body (call, kh_wire_preflight_request_print (body));
  kh_call_set_idempotent (call);
  return call;
}

KhCall *
kh_rules_api_impact (const KhWireImpactRequest *change)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/impact");

  kh_call_set_body (call, kh_wire_impact_request_print (change));
  kh_call_set_idempotent (call);
  return call;
}

KhCall *
kh_rules_api_diagnosis (const char *environment, const char *policy)
{
  g_autofree char *id = kh_call_escape (environment != NULL ? environment : policy);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/diagnosis?%s=%s",
                      environment != NULL ? "environment" : "policy", id);
}

static void
add_text (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? kh_call_escape (value) : NULL;

  if (escaped != NULL)
    g_string_append_printf (query, "%c%s=%s", query->len > 0 ? '&' : '?', name, escaped);
}

static void
add_time (GString *query, const char *name, KhTime time)
{
  g_autofree char *text = time != 0 ? kh_time_format (time) : NULL;

  add_text (query, name, text);
}

static void
add_filter (GString *out, const KhAuditQuery *query)
{
  add_text (out, "object", query->object);
  add_text (out, "actor", query->actor);
  add_text (out, "kind", query->kind);
  add_text (out, "request", query->request);
  add_text (out, "of", query->of);
  add_text (out, "text", query->text);
  add_text (out, "actions", query->actions);
  add_time (out, "since", query->since);
  add_time (out, "until", query->until);
}

KhCall *
kh_audit_api_page (const KhAuditQuery *query)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "?after=%" G_GUINT64_FORMAT "&limit=%u&order=%s", query->after,
                          query->limit, query->newest ? "newest" : "oldest");
  add_filter (out, query);
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit%s", out->str);
}

KhCall *
kh_audit_api_get (guint64 seq)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/%" G_GUINT64_FORMAT, seq);
}

KhCall *
kh_audit_api_verify (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/verify");
}

KhCall *
kh_audit_api_export (const KhAuditQuery *query)
{
  g_autoptr (GString) out = g_string_new (NULL);

  add_filter (out, query);
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/export%s", out->str);
}

KhCall *
kh_audit_api_anchor (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/anchor");
}

KhCall *
kh_audit_api_files (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/audit/files");
}

static gpointer
decode_bytes (const KhReply *reply, gconstpointer data, GError **error)
{
  return reply->body != NULL ? g_bytes_ref (reply->body) : g_bytes_new (NULL, 0);
}

static void
bytes_unref (gpointer data)
{
  g_bytes_unref (data);
}

KhCall *
kh_audit_api_file (const char *name, guint64 bytes)
{
  g_autofree char *escaped = kh_call_escape (name);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET",
                              K "/audit/files/%s?bytes=%" G_GUINT64_FORMAT, escaped, bytes);

  kh_call_set_decode (call, decode_bytes, NULL, NULL, bytes_unref);
  return call;
}
