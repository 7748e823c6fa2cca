/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New versions of keys, and which version a policy uses. */
#include "kh-rotate-acts.h"

gboolean
kh_new_version_is_plain (const KhNewVersion *how)
{
  return how->size == 0 && how->exp == KH_TIME_NONE && !how->disabled;
}

/* (transfer full): as the vault takes it. */
static KhKeyCreateRequest *
request_like (KhJson *today, const KhNewVersion *how)
{
  KhKeyCreateRequest *request = kh_key_create_request_new ();

  request->kty = g_strdup (kh_json_string (today, "kty"));
  request->key_size = how->size != 0 ? how->size : kh_json_int (today, "size", 0);
  request->key_ops = kh_json_strv (today, "keyOps");
  request->enabled = how->disabled ? FALSE : KH_TRI_UNSET;
  request->exp = how->exp;
  return request;
}

/* What a rotation cannot say is said by making the key once more under its name. */
KhJson *
kh_act_rotate (KhClient *client, const char *vault, const char *key, const KhNewVersion *how,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) today = NULL;
  g_autoptr (KhKeyCreateRequest) request = NULL;

  if (kh_new_version_is_plain (how))
    return kh_client_call (client, kh_key_api_rotate (vault, key), cancellable, error);
  today = kh_client_call (client, kh_key_api_get (vault, key, NULL), cancellable, error);
  if (today == NULL)
    return NULL;
  request = request_like (today, how);
  return kh_client_call (client, kh_key_api_create (vault, key, request), cancellable, error);
}

gboolean
kh_act_set_policy_version (KhClient *client, const KhArmPlace *place, const char *policy,
                           const char *version, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) present =
      kh_client_call (client, kh_policy_api_get (policy), cancellable, error);
  KhPolicyDraft draft;

  if (present == NULL)
    return FALSE;
  draft = (KhPolicyDraft){ .name = kh_json_string (present, "name"),
                           .vault = kh_json_string (present, "key.vault"),
                           .key = kh_json_string (present, "key.name"),
                           .version = version };
  return kh_client_do (client, kh_policy_api_patch (place, &draft), cancellable, error);
}
