/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key Vault's key operations (protocol.md 2.1). The first argument of every path is the vault. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-routes.h"
#include "kh-tenant-acts.h"
#include "kh-vault-page.h"
#include "kh-view.h"
#include "kh-wire-account.h"

static const char *
vault_of (const KhRequest *request)
{
  return kh_request_arg (request, 0);
}

static const char *
name_of (const KhRequest *request)
{
  return kh_request_arg (request, 1);
}

/* (nullable): where the path has none, the current version is meant. */
static const char *
version_of (const KhRequest *request)
{
  return g_strv_length (request->args) > 2 ? request->args[2] : NULL;
}

static gboolean
answer_version (KhRequest *request, KhResponse *response, const KhKey *key, const char *version,
                GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKeyVersion *found = kh_view_find_version (view, key, version, error);
  if (found == NULL)
    return FALSE;
  g_autoptr (KhWireKey) wire = kh_view_key (view, key, found, FALSE);
  return kh_response_take (response, 200, kh_shape_print (&kh_key_bundle_shape, wire));
}

static gboolean
get_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKey *key = kh_view_find_key (view, vault_of (request), name_of (request), FALSE, error);
  return key != NULL && answer_version (request, response, key, version_of (request), error);
}

static gboolean
get_deleted (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKey *key = kh_view_find_key (view, vault_of (request), name_of (request), TRUE, error);
  return key != NULL && answer_version (request, response, key, NULL, error);
}

/* In lists of keys the version segment is absent (protocol.md 2.2). */
static KhWireKey *
view_item (const KhView *view, const KhKey *key)
{
  KhWireKey *wire = kh_view_key (view, key, kh_key_get_current (key), FALSE);
  g_free (wire->kid);
  wire->kid = kh_view_kid (view, key->vault, key->name, NULL);
  return wire;
}

static gboolean
list_vault (KhRequest *request, KhResponse *response, gboolean deleted, GError **error)
{
  KhVaultPage page;
  g_autoptr (KhView) view = kh_view_new (request);
  const KhVault *vault = kh_view_find_vault (view, vault_of (request), error);
  if (vault == NULL || !kh_vault_check_readable (vault, error)
      || !kh_vault_page_begin (&page, request, &kh_wire_key_shape, &kh_key_item_shape, error))
    return FALSE;
  g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (view->estate, vault->name);
  for (guint i = 0; i < keys->len; i++) {
    const KhKey *key = keys->pdata[i];
    if (kh_key_is_deleted (key) != deleted || kh_key_get_current (key) == NULL
        || (page.after != NULL && g_ascii_strcasecmp (key->name, page.after) <= 0))
      continue;
    if (!kh_vault_page_add (&page, view_item (view, key), key->name))
      break;
  }
  return kh_vault_page_answer (&page, response);
}

static gboolean
list_keys (KhRequest *request, KhResponse *response, GError **error)
{
  return list_vault (request, response, FALSE, error);
}

static gboolean
list_deleted (KhRequest *request, KhResponse *response, GError **error)
{
  return list_vault (request, response, TRUE, error);
}

static gboolean
list_versions (KhRequest *request, KhResponse *response, GError **error)
{
  KhVaultPage page;
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKey *key = kh_view_find_key (view, vault_of (request), name_of (request), FALSE, error);
  if (key == NULL
      || !kh_vault_page_begin (&page, request, &kh_wire_key_shape, &kh_key_item_shape, error))
    return FALSE;
  gboolean reached = page.after == NULL;
  for (guint i = 0; i < key->versions->len; i++) {
    const KhKeyVersion *version = key->versions->pdata[i];
    if (!reached) {
      reached = strcmp (version->version, page.after) == 0;
      continue;
    }
    if (!kh_vault_page_add (&page, kh_view_key (view, key, version, FALSE), version->version))
      break;
  }
  return kh_vault_page_answer (&page, response);
}

static gboolean
fill_spec (const KhKeyCreateRequest *body, KhKeySpec *spec, GError **error)
{
  spec->enabled = body->enabled != FALSE;
  spec->nbf = body->nbf;
  spec->exp = body->exp;
  spec->tags = body->tags;
  spec->curve = body->crv;
  if (!kh_key_type_from_string (body->kty, &spec->kty)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "kty", "BadArgument", NULL,
                        "The key type is not known");
    return FALSE;
  }
  if (body->key_size < 0 || body->key_size > 65536) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "key_size", "BadArgument", NULL,
                        "The key size is not possible");
    return FALSE;
  }
  spec->size = (guint)body->key_size;
  return kh_wire_key_ops_parse ((const char *const *)body->key_ops, &spec->ops, error);
}

typedef struct {
  KhRequest *request;
  const KhKeySpec *spec;
  KhKeyMaterial *material;
} Creation;

static gpointer
create_on_tenant (gpointer data, GCancellable *cancellable, GError **error)
{
  Creation *creation = data;
  return kh_tenant_key_create (creation->request->tenant, creation->request->caller, creation->spec,
                               creation->material, error);
}

/* Runs on a quick worker: the key pair is made here, where nothing waits behind it. A caller
 * without the role gets none made: the tenant refuses, and its log tells of it. */
static gboolean
create_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhKeyCreateRequest) body = kh_key_create_request_parse (request->body, error);
  KhKeySpec spec = { .vault = vault_of (request), .name = name_of (request) };
  g_autoptr (KhKeyMaterial) material = NULL;
  if (body == NULL || !fill_spec (body, &spec, error))
    return FALSE;
  if (kh_role_check (request->caller->roles, KH_VERB_VAULT, NULL)) {
    material = kh_tenant_key_generate (&spec, error);
    if (material == NULL)
      return FALSE;
  }
  Creation creation = { request, &spec, material };
  g_autoptr (KhKey) key = kh_worker_run (kh_tenant_get_worker (request->tenant), create_on_tenant,
                                         &creation, NULL, error);
  return key != NULL && answer_version (request, response, key, NULL, error);
}

static gboolean
is_cleared (const KhKeyPatchRequest *body, const char *name)
{
  return body->clear != NULL && g_strv_contains ((const char *const *)body->clear, name);
}

static gboolean
update_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhKeyPatchRequest) body = kh_key_patch_request_parse (request->body, error);
  KhKeyPatch patch = { 0 };
  if (body == NULL
      || !kh_wire_key_ops_parse ((const char *const *)body->key_ops, &patch.ops, error))
    return FALSE;
  patch.has_ops = body->key_ops != NULL;
  patch.has_enabled = body->enabled != KH_TRI_UNSET;
  patch.enabled = body->enabled == TRUE;
  patch.nbf = body->nbf;
  patch.exp = body->exp;
  patch.has_nbf = body->nbf != KH_TIME_NONE || is_cleared (body, "nbf");
  patch.has_exp = body->exp != KH_TIME_NONE || is_cleared (body, "exp");
  patch.tags = body->tags;
  g_autoptr (KhKey) key =
      kh_tenant_key_update (request->tenant, request->caller, vault_of (request), name_of (request),
                            version_of (request), &patch, error);
  return key != NULL && answer_version (request, response, key, version_of (request), error);
}

static gboolean
delete_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhKey) key = kh_tenant_key_delete (request->tenant, request->caller,
                                                vault_of (request), name_of (request), error);
  return key != NULL && answer_version (request, response, key, NULL, error);
}

static gboolean
recover_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhKey) key = kh_tenant_key_recover (request->tenant, request->caller,
                                                 vault_of (request), name_of (request), error);
  return key != NULL && answer_version (request, response, key, NULL, error);
}

static gboolean
purge_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  return kh_view_find_key (view, vault_of (request), name_of (request), TRUE, error) != NULL
         && kh_tenant_key_purge (request->tenant, request->caller, vault_of (request),
                                 name_of (request), error)
         && kh_response_take (response, 204, NULL);
}

static gboolean
backup_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (GBytes) blob = kh_tenant_key_backup (request->tenant, request->caller,
                                                  vault_of (request), name_of (request), error);
  if (blob == NULL)
    return FALSE;
  g_autoptr (KhKeyBackupBody) reply = kh_key_backup_body_new ();
  reply->value = kh_base64url_encode (blob);
  return kh_response_take (response, 200, kh_key_backup_body_print (reply));
}

static gboolean
restore_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhKeyBackupBody) body = kh_key_backup_body_parse (request->body, error);
  g_autoptr (GBytes) blob = body != NULL ? kh_base64url_decode (body->value, error) : NULL;
  if (blob == NULL)
    return FALSE;
  g_autoptr (KhKey) key =
      kh_tenant_key_restore (request->tenant, request->caller, vault_of (request), blob, error);
  return key != NULL && answer_version (request, response, key, NULL, error);
}

/* What does not unwrap is answered with one text, whatever was wrong with it (protocol.md 8.2): a
 * caller who tries values learns nothing from the difference. Takes @failure. */
static void
set_operation_error (KhVaultOp op, GError *failure, GError **error)
{
  KhErrorFacts *facts = kh_error_get_facts (failure);
  gboolean of_value =
      kh_error_is (failure, KH_ERROR_WRONG_KEY)
      || (kh_error_is (failure, KH_ERROR_ARGUMENT) && (facts == NULL || facts->target == NULL));
  if (op != KH_VAULT_UNWRAP || !of_value) {
    g_propagate_error (error, failure);
    return;
  }
  g_error_free (failure);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "value", "BadParameter", NULL,
                      "The value cannot be unwrapped with this key");
}

static gboolean
operate (KhRequest *request, KhResponse *response, KhVaultOp op, GError **error)
{
  g_autoptr (KhKeyOperateBody) body = kh_key_operate_body_parse (request->body, error);
  g_autofree char *version = NULL;
  if (body == NULL)
    return FALSE;
  if (body->alg == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "alg", "BadArgument", NULL,
                        "The member “alg” is missing");
    return FALSE;
  }
  g_autoptr (GBytes) value = kh_base64url_decode (body->value, error);
  if (value == NULL)
    return FALSE;
  const KhKeyOperation operation = { .op = op,
                                     .vault = vault_of (request),
                                     .name = name_of (request),
                                     .version = version_of (request),
                                     .algorithm = body->alg };
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) result = kh_tenant_key_operate (request->tenant, request->caller, &operation,
                                                     value, &version, &failure);
  if (result == NULL) {
    set_operation_error (op, g_steal_pointer (&failure), error);
    return FALSE;
  }
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhKeyOperateBody) reply = kh_key_operate_body_new ();
  reply->kid = kh_view_kid (view, vault_of (request), name_of (request), version);
  reply->value = kh_base64url_encode (result);
  kh_response_take (response, 200, kh_key_operate_body_print (reply));
  kh_wire_wipe (reply->value);
  return TRUE;
}

static gboolean
wrap_key (KhRequest *request, KhResponse *response, GError **error)
{
  return operate (request, response, KH_VAULT_WRAP, error);
}

static gboolean
unwrap_key (KhRequest *request, KhResponse *response, GError **error)
{
  return operate (request, response, KH_VAULT_UNWRAP, error);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_VAULT, method, "/{vault}" path, handler, KH_RUN_##run, access, KH_BODY_##body       \
  }
#define KEY "/keys/{name}"
#define VERSION "/keys/{name}/{version}"
#define DELETED "/deletedkeys/{name}"

/* clang-format off */
const KhRoute kh_key_routes[] = {
  ROW ("GET", "/keys", list_keys, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/keys/restore", restore_key, TENANT, KH_ACCESS_SIGNED_IN, BACKUP),
  ROW ("POST", KEY "/backup", backup_key, TENANT, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("POST", KEY "/create", create_key, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", KEY "/versions", list_versions, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", KEY "/wrapkey", wrap_key, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", KEY "/unwrapkey", unwrap_key, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", VERSION "/wrapkey", wrap_key, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", VERSION "/unwrapkey", unwrap_key, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", KEY, get_key, QUICK, KH_VERB_READ, NONE),
  ROW ("PATCH", KEY, update_key, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", KEY, delete_key, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", VERSION, get_key, QUICK, KH_VERB_READ, NONE),
  ROW ("PATCH", VERSION, update_key, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/deletedkeys", list_deleted, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", DELETED, get_deleted, QUICK, KH_VERB_READ, NONE),
  ROW ("DELETE", DELETED, purge_key, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", DELETED "/recover", recover_key, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
