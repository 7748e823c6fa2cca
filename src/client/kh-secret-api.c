/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about secrets. */
#include "kh-secret-api.h"

#include "kh-routes.h"
#include "kh-wire-account.h"

#define VERSION "?api-version=" KH_API_VERSION_VAULT

static KhJson *
lean_secret (KhWireSecret *secret, gboolean with_value, GError **error)
{
  g_autoptr (GBytes) lean = NULL;

  if (!with_value) {
    kh_wire_wipe (secret->value);
    g_clear_pointer (&secret->value, g_free);
  }
  lean = kh_wire_secret_print (secret);
  return kh_json_parse (lean, error);
}

static KhJson *
decode (const KhReply *reply, gboolean with_value, GError **error)
{
  g_autoptr (KhJson) body = kh_call_decode_json (reply, NULL, error);
  g_autoptr (KhWireSecret) secret = body != NULL ? kh_secret_bundle_read (body, error) : NULL;
  KhJson *lean = secret != NULL ? lean_secret (secret, with_value, error) : NULL;

  if (secret != NULL)
    kh_wire_wipe (secret->value);
  return lean;
}

static gpointer
decode_value (const KhReply *reply, gconstpointer data, GError **error)
{
  return decode (reply, TRUE, error);
}

static gpointer
decode_facts (const KhReply *reply, gconstpointer data, GError **error)
{
  return decode (reply, FALSE, error);
}

static gboolean
decode_items (KhJson *page, GPtrArray *into, GError **error)
{
  for (guint i = 0; i < kh_json_length (page, "value"); i++) {
    g_autoptr (KhWireSecret) secret =
        kh_secret_bundle_read (kh_json_element (page, "value", i), error);
    KhJson *lean = secret != NULL ? lean_secret (secret, FALSE, error) : NULL;

    if (lean == NULL)
      return FALSE;
    g_ptr_array_add (into, lean);
  }
  return TRUE;
}

/* "COLLECTION/SECRET/MORE" of @vault; @more: (nullable). */
static KhCall *
secret_call (const char *vault, const char *method, const char *collection, const char *secret,
             const char *more)
{
  g_autofree char *name = kh_call_escape (secret);
  g_autofree char *last = more != NULL ? kh_call_escape (more) : NULL;
  KhCall *call = kh_call_new (KH_SERVICE_VAULT, method, "/%s/%s%s%s" VERSION, collection, name,
                              last != NULL ? "/" : "", last != NULL ? last : "");

  kh_call_set_vault (call, vault);
  kh_call_set_decode (call, decode_facts, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_secret_api_list (const char *vault, gboolean deleted)
{
  KhCall *call =
      kh_call_new (KH_SERVICE_VAULT, "GET", "/%s" VERSION, deleted ? "deletedsecrets" : "secrets");

  kh_call_set_vault (call, vault);
  kh_call_set_decode_pages (call, decode_items, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_secret_api_versions (const char *vault, const char *secret)
{
  KhCall *call = secret_call (vault, "GET", "secrets", secret, "versions");

  kh_call_set_decode_pages (call, decode_items, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_secret_api_get (const char *vault, const char *secret, const char *version)
{
  KhCall *call = secret_call (vault, "GET", "secrets", secret, version);

  kh_call_set_decode (call, decode_value, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_secret_api_set (const char *vault, const char *secret, const KhSecretSetRequest *request)
{
  KhCall *call = secret_call (vault, "PUT", "secrets", secret, NULL);

  kh_call_set_secret_body (call, kh_secret_set_request_print (request));
  return call;
}

KhCall *
kh_secret_api_patch (const char *vault, const char *secret, const char *version,
                     const KhSecretPatchRequest *patch)
{
  KhCall *call = secret_call (vault, "PATCH", "secrets", secret, version);

  kh_call_set_body (call, kh_secret_patch_request_print (patch));
  return call;
}

KhCall *
kh_secret_api_delete (const char *vault, const char *secret)
{
  return secret_call (vault, "DELETE", "secrets", secret, NULL);
}

KhCall *
kh_secret_api_recover (const char *vault, const char *secret)
{
  return secret_call (vault, "POST", "deletedsecrets", secret, "recover");
}

KhCall *
kh_secret_api_purge (const char *vault, const char *secret)
{
  KhCall *call = secret_call (vault, "DELETE", "deletedsecrets", secret, NULL);

  kh_call_set_decode (call, kh_call_decode_json, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}
