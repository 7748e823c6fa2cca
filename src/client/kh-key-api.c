/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about keys. */
#include "kh-vault-api.h"

#include "kh-routes.h"

#define K KH_KEYHOLD_PREFIX
#define VERSION "?api-version=" KH_API_VERSION_VAULT

static KhJson *
lean_key (KhWireKey *key, GError **error)
{
  g_autoptr (GBytes) lean = kh_wire_key_print (key);

  return kh_json_parse (lean, error);
}

static gpointer
decode_bundle (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhJson) body = kh_call_decode_json (reply, NULL, error);
  g_autoptr (KhWireKey) key = body != NULL ? kh_key_bundle_read (body, error) : NULL;

  return key != NULL ? lean_key (key, error) : NULL;
}

static gboolean
decode_items (KhJson *page, GPtrArray *into, GError **error)
{
  for (guint i = 0; i < kh_json_length (page, "value"); i++) {
    g_autoptr (KhWireKey) key = kh_key_item_read (kh_json_element (page, "value", i), error);
    KhJson *lean = key != NULL ? lean_key (key, error) : NULL;

    if (lean == NULL)
      return FALSE;
    g_ptr_array_add (into, lean);
  }
  return TRUE;
}

/* @path: below the vault, without the version of the API. */
static KhCall *
vault_call (const char *vault, const char *method, const char *path)
{
  KhCall *call = kh_call_new (KH_SERVICE_VAULT, method, "%s" VERSION, path);

  kh_call_set_vault (call, vault);
  kh_call_set_decode (call, decode_bundle, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

static KhCall *
list_call (const char *vault, const char *path)
{
  KhCall *call = vault_call (vault, "GET", path);

  kh_call_set_decode_pages (call, decode_items, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_key_api_list (const char *vault, gboolean deleted)
{
  return list_call (vault, deleted ? "/deletedkeys" : "/keys");
}

KhCall *
kh_key_api_versions (const char *vault, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/versions", key);

  return list_call (vault, path);
}

/* A key of the Keyhold API: "…/keys/VAULT/KEY[/VERSION]MORE". */
static KhCall *
lean_call (const char *vault, const char *key, const char *version, const char *more)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/keys/%s/%s%s%s%s", vault, key,
                      version != NULL ? "/" : "", version != NULL ? version : "", more);
}

KhCall *
kh_key_api_get (const char *vault, const char *key, const char *version)
{
  return lean_call (vault, key, version, "");
}

KhCall *
kh_key_api_list_lean (const char *vault)
{
  g_autofree char *name = vault != NULL ? kh_call_escape (vault) : NULL;
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/keys?limit=500%s%s",
                              name != NULL ? "&vault=" : "", name != NULL ? name : "");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_key_api_list_deleted (void)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/keys?deleted=true&limit=500");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_key_api_versions_lean (const char *vault, const char *key)
{
  KhCall *call = lean_call (vault, key, NULL, "/versions?limit=500");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_key_api_holds (const char *vault, const char *key, const char *version)
{
  KhCall *call = lean_call (vault, key, version, "/holds");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_key_api_where_used (const char *vault, const char *key, const char *version)
{
  KhCall *call = lean_call (vault, key, version, "/where-used");

  kh_call_set_json_pages (call);
  return call;
}

static char *
key_path (const char *key, const char *version)
{
  return g_strconcat ("/keys/", key, version != NULL ? "/" : NULL, version, NULL);
}

KhCall *
kh_key_api_bundle (const char *vault, const char *key, const char *version)
{
  g_autofree char *path = key_path (key, version);
  KhCall *call = vault_call (vault, "GET", path);

  kh_call_set_decode (call, kh_call_decode_json, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_key_api_create (const char *vault, const char *key, const KhKeyCreateRequest *request)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/create", key);
  KhCall *call = vault_call (vault, "POST", path);

  kh_call_set_body (call, kh_key_create_request_print (request));
  return call;
}

KhCall *
kh_key_api_rotate (const char *vault, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/rotate", key);

  return vault_call (vault, "POST", path);
}

KhCall *
kh_key_api_put_rotation_policy (const char *vault, const char *key,
                                const KhWireRotationPolicy *policy)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/rotationpolicy", key);
  KhCall *call = vault_call (vault, "PUT", path);

  kh_call_set_body (call, kh_wire_rotation_policy_print (policy));
  kh_call_set_decode (call, kh_call_decode_json, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

KhCall *
kh_key_api_patch (const char *vault, const char *key, const char *version,
                  const KhKeyPatchRequest *patch)
{
  g_autofree char *path = key_path (key, version);
  KhCall *call = vault_call (vault, "PATCH", path);

  kh_call_set_body (call, kh_key_patch_request_print (patch));
  return call;
}

KhCall *
kh_key_api_delete (const char *vault, const char *key)
{
  g_autofree char *path = key_path (key, NULL);

  return vault_call (vault, "DELETE", path);
}

KhCall *
kh_key_api_recover (const char *vault, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/deletedkeys/%s/recover", key);

  return vault_call (vault, "POST", path);
}

KhCall *
kh_key_api_purge (const char *vault, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/deletedkeys/%s", key);
  KhCall *call = vault_call (vault, "DELETE", path);

  kh_call_set_decode (call, kh_call_decode_json, NULL, NULL, (GDestroyNotify)kh_json_unref);
  return call;
}

static gpointer
decode_backup (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhKeyBackupBody) body = kh_key_backup_body_parse (reply->body, error);

  return body != NULL ? kh_base64url_decode (body->value, error) : NULL;
}

KhCall *
kh_key_api_backup (const char *vault, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/backup", key);
  KhCall *call = vault_call (vault, "POST", path);

  kh_call_set_decode (call, decode_backup, NULL, NULL, (GDestroyNotify)g_bytes_unref);
  return call;
}

KhCall *
kh_key_api_restore (const char *vault, GBytes *blob)
{
  g_autoptr (KhKeyBackupBody) body = kh_key_backup_body_new ();
  KhCall *call = vault_call (vault, "POST", "/keys/restore");

  body->value = kh_base64url_encode (blob);
  kh_call_set_body (call, kh_key_backup_body_print (body));
  return call;
}
