/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the data of environments. */
#include "kh-data-api.h"

#include "kh-routes.h"

#define K KH_KEYHOLD_PREFIX

KhCall *
kh_data_api_stores (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/environments/%s/stores", id);

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_data_api_items (const char *environment, const char *store)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET",
                              K "/environments/%s/stores/%s/items?limit=500", id, store);

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_data_api_content (const char *environment, const char *store, const char *item)
{
  g_autofree char *id = kh_call_escape (environment);
  g_autofree char *name = kh_call_escape (item);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/environments/%s/stores/%s/items/%s/content",
                      id, store, name);
}

KhCall *
kh_data_api_remove (const char *environment, const char *store, const char *item)
{
  g_autofree char *id = kh_call_escape (environment);
  g_autofree char *name = kh_call_escape (item);

  return kh_call_new (KH_SERVICE_KEYHOLD, "DELETE", K "/environments/%s/stores/%s/items/%s", id,
                      store, name);
}

KhCall *
kh_data_api_rows (const char *environment, const char *table, guint64 after, guint limit)
{
  g_autofree char *id = kh_call_escape (environment);
  g_autofree char *name = kh_call_escape (table);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET",
                      K "/environments/%s/tables/%s/rows?after=%" G_GUINT64_FORMAT "&limit=%u", id,
                      name, after, limit);
}

static void
append_value (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? kh_call_escape (value) : NULL;

  if (escaped != NULL)
    g_string_append_printf (query, "&%s=%s", name, escaped);
}

KhCall *
kh_data_api_import (const KhImportDraft *draft, GInputStream *stream, gint64 length)
{
  g_autofree char *name = kh_call_escape (draft->name);
  g_autofree char *id = kh_call_escape (draft->environment);
  g_autoptr (GString) query = g_string_new (NULL);
  KhCall *call;

  append_value (query, "table", draft->table);
  append_value (query, "charset", draft->charset);
  append_value (query, "delimiter", draft->delimiter);
  append_value (query, "replace", draft->replace ? "true" : NULL);
  append_value (query, "skipBadRows", draft->skip_bad_rows ? "true" : NULL);
  call = kh_call_new (KH_SERVICE_KEYHOLD, "PUT", K "/imports/%s?environment=%s&as=%s%s", name, id,
                      draft->kind, query->str);
  kh_call_set_stream (call, stream, length);
  return call;
}
