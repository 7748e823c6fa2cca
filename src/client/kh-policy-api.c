/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about policies. */
#include "kh-vault-api.h"

#include "kh-routes.h"

#define K KH_KEYHOLD_PREFIX
#define VERSION "?api-version=" KH_API_VERSION_ARM_POLICY

/* The ARM resource in the keys of the command line. */
static gpointer
decode_policy (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhWirePolicy) policy = kh_arm_policy_parse (reply->body, error);
  g_autoptr (GBytes) lean = NULL;

  if (policy == NULL)
    return NULL;
  lean = kh_wire_policy_print (policy);
  return kh_json_parse (lean, error);
}

KhCall *
kh_policy_api_list (void)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/policies");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_policy_api_get (const char *policy)
{
  g_autofree char *id = kh_call_escape (policy);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/policies/%s", id);
}

/* Takes @body, which gets the draft's key. */
static KhCall *
write_call (const char *method, const KhArmPlace *place, const KhPolicyDraft *draft,
            KhWirePolicy *body)
{
  g_autofree char *path = kh_arm_policy_id (place, draft->name);
  KhCall *call = kh_call_new (KH_SERVICE_ARM, method, "%s" VERSION, path);

  body->vault_arm_id = kh_arm_vault_id (place, draft->vault);
  body->key_vault = g_strdup (draft->vault);
  body->key_name = g_strdup (draft->key);
  body->key_version = g_strdup (draft->version);
  kh_call_set_body (call, kh_shape_print (&kh_arm_policy_shape, body));
  kh_call_set_decode (call, decode_policy, NULL, NULL, (GDestroyNotify)kh_json_unref);
  kh_wire_policy_free (body);
  return call;
}

KhCall *
kh_policy_api_create (const KhArmPlace *place, const KhPolicyDraft *draft)
{
  KhWirePolicy *body = kh_wire_policy_new ();

  body->geo = g_strdup (draft->geo);
  body->kind = g_strdup ("Encryption");
  body->identity_type = g_strdup ("SystemAssigned");
  body->encryption_state = g_strdup ("Enabled");
  return write_call ("PUT", place, draft, body);
}

KhCall *
kh_policy_api_patch (const KhArmPlace *place, const KhPolicyDraft *draft)
{
  return write_call ("PATCH", place, draft, kh_wire_policy_new ());
}

KhCall *
kh_policy_api_delete (const KhArmPlace *place, const char *policy)
{
  g_autofree char *path = kh_arm_policy_id (place, policy);

  return kh_call_new (KH_SERVICE_ARM, "DELETE", "%s" VERSION, path);
}

KhCall *
kh_policy_api_set_reader (const char *policy, const char *account, gboolean reader)
{
  g_autofree char *id = kh_call_escape (policy);
  g_autofree char *who = kh_call_escape (account);

  return kh_call_new (KH_SERVICE_KEYHOLD, reader ? "PUT" : "DELETE", K "/policies/%s/readers/%s",
                      id, who);
}
