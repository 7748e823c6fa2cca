/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation of keys, now and by their policy (protocol.md 2.1). */
#include "kh-route-tables.h"

#include "kh-routes.h"
#include "kh-tenant-acts.h"
#include "kh-view.h"
#include "kh-wire-rotation.h"

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

typedef struct {
  KhRequest *request;
  KhKeyMaterial *material;
} Rotation;

static gpointer
rotate_on_tenant (gpointer data, GCancellable *cancellable, GError **error)
{
  Rotation *rotation = data;
  return kh_tenant_key_rotate (rotation->request->tenant, rotation->request->caller,
                               vault_of (rotation->request), name_of (rotation->request),
                               rotation->material, error);
}

static gboolean
answer_current (KhRequest *request, KhResponse *response, const KhKey *key, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKeyVersion *version = kh_view_find_version (view, key, NULL, error);
  if (version == NULL)
    return FALSE;
  g_autoptr (KhWireKey) wire = kh_view_key (view, key, version, FALSE);
  return kh_response_take (response, 200, kh_shape_print (&kh_key_bundle_shape, wire));
}

/* As with the creation of a key, the pair is made on a quick worker, and for nobody who may not
 * have it. */
static gboolean
rotate (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKey *key = kh_view_find_key (view, vault_of (request), name_of (request), FALSE, error);
  g_autoptr (KhKeyMaterial) material = NULL;
  KhKeySpec spec;
  if (key == NULL)
    return FALSE;
  if (kh_role_check (request->caller->roles, KH_VERB_VAULT, NULL)) {
    material = kh_key_spec_of_next (key, &spec) ? kh_tenant_key_generate (&spec, error) : NULL;
    if (material == NULL)
      return FALSE;
  }
  Rotation rotation = { request, material };
  g_autoptr (KhKey) rotated = kh_worker_run (kh_tenant_get_worker (request->tenant),
                                             rotate_on_tenant, &rotation, NULL, error);
  return rotated != NULL && answer_current (request, response, rotated, error);
}

static gboolean
answer_policy (KhRequest *request, KhResponse *response, const KhKey *key)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autofree char *kid = kh_view_kid (view, key->vault, key->name, NULL);
  g_autofree char *id = g_strconcat (kid, "/rotationpolicy", NULL);
  g_autoptr (KhRotationPolicy) policy = kh_key_get_rotation_policy (key);
  g_autoptr (KhWireRotationPolicy) wire = kh_wire_rotation_policy_from (policy, id);
  return kh_response_take (response, 200, kh_wire_rotation_policy_print (wire));
}

static gboolean
get_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKey *key = kh_view_find_key (view, vault_of (request), name_of (request), FALSE, error);
  return key != NULL && answer_policy (request, response, key);
}

static gboolean
put_policy (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireRotationPolicy) body = kh_wire_rotation_policy_parse (request->body, error);
  g_autoptr (KhRotationPolicy) policy =
      body != NULL ? kh_wire_rotation_policy_to (body, error) : NULL;
  if (policy == NULL)
    return FALSE;
  g_autoptr (KhKey) key = kh_tenant_key_set_rotation_policy (
      request->tenant, request->caller, vault_of (request), name_of (request), policy, error);
  return key != NULL && answer_policy (request, response, key);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_VAULT, method, "/{vault}/keys/{name}" path, handler, KH_RUN_##run, access,          \
        KH_BODY_##body                                                                             \
  }

/* clang-format off */
const KhRoute kh_rotation_routes[] = {
  ROW ("POST", "/rotate", rotate, QUICK, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("GET", "/rotationpolicy", get_policy, QUICK, KH_VERB_READ, NONE),
  ROW ("PUT", "/rotationpolicy", put_policy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
