/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key Vault's secret operations (protocol.md 2.4). The first argument of every path is the vault.
 *
 * A bundle with a value is only answered to get and set; lists, updates, deletions and recoveries
 * never tell it. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-routes.h"
#include "kh-tenant-secrets.h"
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

/* @value: (nullable): what the version holds. */
static gboolean
answer_version (KhRequest *request, KhResponse *response, const KhVaultSecret *secret,
                const char *version, KhSecret *value, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhVaultSecretVersion *found = kh_vault_secret_get_version (secret, version);
  if (found == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, version, "SecretNotFound", NULL,
                        "The secret has no such version");
    return FALSE;
  }
  g_autoptr (KhWireSecret) wire = kh_view_secret (view, secret, found);
  if (value != NULL)
    wire->value = g_strndup ((const char *)kh_secret_get_bytes (value), kh_secret_get_size (value));
  kh_response_take (response, 200, kh_shape_print (&kh_secret_bundle_shape, wire));
  kh_wire_wipe (wire->value);
  return TRUE;
}

/* (transfer full): the value, wiped where it was. */
static KhSecret *
take_value (KhSecretSetRequest *body, GError **error)
{
  gsize size = strlen (body->value);
  KhSecret *value = size <= KH_SECRET_VALUE_MAX ? kh_secret_new_copy (body->value, size) : NULL;
  kh_wire_wipe (body->value);
  if (value == NULL)
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "value", "BadParameter", NULL,
                        "The value of a secret has at most 25 KB");
  return value;
}

static gboolean
set_secret (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhSecretSetRequest) body = kh_secret_set_request_parse (request->body, error);
  g_autoptr (KhSecret) value = body != NULL ? take_value (body, error) : NULL;
  if (value == NULL)
    return FALSE;
  const KhSecretSpec spec = { .vault = vault_of (request),
                              .name = name_of (request),
                              .value = value,
                              .content_type = body->content_type,
                              .enabled = body->enabled != FALSE,
                              .nbf = body->nbf,
                              .exp = body->exp,
                              .tags = body->tags };
  g_autoptr (KhVaultSecret) secret =
      kh_tenant_secret_set (request->tenant, request->caller, &spec, error);
  return secret != NULL && answer_version (request, response, secret, NULL, value, error);
}

static gboolean
get_secret (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhVaultSecret) secret = NULL;
  g_autoptr (KhSecret) value =
      kh_tenant_secret_get (request->tenant, request->caller, vault_of (request), name_of (request),
                            version_of (request), &secret, error);
  return value != NULL
         && answer_version (request, response, secret, version_of (request), value, error);
}

static gboolean
is_cleared (const KhSecretPatchRequest *body, const char *name)
{
  return body->clear != NULL && g_strv_contains ((const char *const *)body->clear, name);
}

static gboolean
update_secret (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhSecretPatchRequest) body = kh_secret_patch_request_parse (request->body, error);
  if (body == NULL)
    return FALSE;
  const KhSecretPatch patch = {
    .has_enabled = body->enabled != KH_TRI_UNSET,
    .enabled = body->enabled == TRUE,
    .has_nbf = body->nbf != KH_TIME_NONE || is_cleared (body, "nbf"),
    .nbf = body->nbf,
    .has_exp = body->exp != KH_TIME_NONE || is_cleared (body, "exp"),
    .exp = body->exp,
    .content_type = body->content_type,
    .tags = body->tags,
  };
  g_autoptr (KhVaultSecret) secret =
      kh_tenant_secret_update (request->tenant, request->caller, vault_of (request),
                               name_of (request), version_of (request), &patch, error);
  return secret != NULL
         && answer_version (request, response, secret, version_of (request), NULL, error);
}

static gboolean
delete_secret (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhVaultSecret) secret = kh_tenant_secret_delete (
      request->tenant, request->caller, vault_of (request), name_of (request), error);
  return secret != NULL && answer_version (request, response, secret, NULL, NULL, error);
}

static gboolean
recover_secret (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhVaultSecret) secret = kh_tenant_secret_recover (
      request->tenant, request->caller, vault_of (request), name_of (request), error);
  return secret != NULL && answer_version (request, response, secret, NULL, NULL, error);
}

static gboolean
purge_secret (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  return kh_view_find_secret (view, vault_of (request), name_of (request), TRUE, error) != NULL
         && kh_tenant_secret_purge (request->tenant, request->caller, vault_of (request),
                                    name_of (request), error)
         && kh_response_take (response, 204, NULL);
}

static gboolean
get_deleted (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhVaultSecret *secret =
      kh_view_find_secret (view, vault_of (request), name_of (request), TRUE, error);
  return secret != NULL && answer_version (request, response, secret, NULL, NULL, error);
}

/* In lists of secrets the version segment is absent (protocol.md 2.2). */
static KhWireSecret *
view_item (const KhView *view, const KhVaultSecret *secret)
{
  KhWireSecret *wire = kh_view_secret (view, secret, kh_vault_secret_get_version (secret, NULL));
  g_free (wire->id);
  wire->id = kh_view_secret_id (view, secret->vault, secret->name, NULL);
  return wire;
}

static gboolean
list_vault (KhRequest *request, KhResponse *response, gboolean deleted, GError **error)
{
  KhVaultPage page;
  g_autoptr (KhView) view = kh_view_new (request);
  const KhVault *vault = kh_view_find_vault (view, vault_of (request), error);
  if (vault == NULL || !kh_vault_check_readable (vault, error)
      || !kh_vault_page_begin (&page, request, &kh_wire_secret_shape, &kh_secret_bundle_shape,
                               error))
    return FALSE;
  g_autoptr (GPtrArray) secrets = kh_estate_secrets_of_vault (view->estate, vault->name);
  for (guint i = 0; i < secrets->len; i++) {
    const KhVaultSecret *secret = secrets->pdata[i];
    if (kh_vault_secret_is_deleted (secret) != deleted
        || kh_vault_secret_get_version (secret, NULL) == NULL
        || (page.after != NULL && g_ascii_strcasecmp (secret->name, page.after) <= 0))
      continue;
    if (!kh_vault_page_add (&page, view_item (view, secret), secret->name))
      break;
  }
  return kh_vault_page_answer (&page, response);
}

static gboolean
list_secrets (KhRequest *request, KhResponse *response, GError **error)
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
  const KhVaultSecret *secret =
      kh_view_find_secret (view, vault_of (request), name_of (request), FALSE, error);
  if (secret == NULL
      || !kh_vault_page_begin (&page, request, &kh_wire_secret_shape, &kh_secret_bundle_shape,
                               error))
    return FALSE;
  gboolean reached = page.after == NULL;
  for (guint i = 0; i < secret->versions->len; i++) {
    const KhVaultSecretVersion *version = secret->versions->pdata[i];
    if (!reached) {
      reached = strcmp (version->version, page.after) == 0;
      continue;
    }
    if (!kh_vault_page_add (&page, kh_view_secret (view, secret, version), version->version))
      break;
  }
  return kh_vault_page_answer (&page, response);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_VAULT, method, "/{vault}" path, handler, KH_RUN_##run, access, KH_BODY_##body       \
  }
#define SECRET "/secrets/{name}"
#define VERSION "/secrets/{name}/{version}"
#define DELETED "/deletedsecrets/{name}"

/* Reading a value leaves a record, so it is the tenant's worker that reads. */
/* clang-format off */
const KhRoute kh_secret_routes[] = {
  ROW ("GET", "/secrets", list_secrets, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", SECRET "/versions", list_versions, QUICK, KH_VERB_READ, NONE),
  ROW ("PUT", SECRET, set_secret, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", SECRET, get_secret, TENANT, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("PATCH", SECRET, update_secret, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", SECRET, delete_secret, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", VERSION, get_secret, TENANT, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("PATCH", VERSION, update_secret, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/deletedsecrets", list_deleted, QUICK, KH_VERB_READ, NONE),
  ROW ("GET", DELETED, get_deleted, QUICK, KH_VERB_READ, NONE),
  ROW ("DELETE", DELETED, purge_secret, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", DELETED "/recover", recover_secret, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
