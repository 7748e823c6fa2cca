/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about environments and their operations. */
#include "kh-environment-api.h"

#include "kh-routes.h"
#include "kh-wire-environment.h"

#define K KH_KEYHOLD_PREFIX
#define P KH_BAP_PREFIX

/* The admin API's environment in the keys of the command line. */
static gpointer
decode_environment (const KhReply *reply, gconstpointer data, GError **error)
{
  g_autoptr (KhJson) body = kh_call_decode_json (reply, NULL, error);
  g_autoptr (KhWireEnvironment) environment = NULL;
  g_autoptr (GBytes) lean = NULL;

  if (body == NULL)
    return NULL;
  environment = kh_wire_environment_read_bap (body, error);
  if (environment == NULL)
    return NULL;
  lean = kh_wire_environment_print (environment);
  return kh_json_parse (lean, error);
}

static void
set_environment (KhCall *call)
{
  kh_call_set_decode (call, decode_environment, NULL, NULL, (GDestroyNotify)kh_json_unref);
}

KhCall *
kh_environment_api_list (void)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/environments?limit=500");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_environment_api_operations (const char *environment, gboolean active)
{
  g_autofree char *id = environment != NULL ? kh_call_escape (environment) : NULL;
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/operations?limit=500%s%s%s",
                              id != NULL ? "&environment=" : "", id != NULL ? id : "",
                              active ? "&active=true" : "");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_environment_api_get (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/environments/%s", id);
}

KhCall *
kh_environment_api_operation (const char *operation)
{
  g_autofree char *id = kh_call_escape (operation);

  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/operations/%s", id);
}

KhCall *
kh_environment_api_create (const KhEnvironmentDraft *draft)
{
  KhCall *call = kh_call_new (KH_SERVICE_BAP, "POST",
                              P "/environments?api-version=" KH_API_VERSION_BAP_ENVIRONMENT);
  g_autoptr (KhWireEnvironmentCreate) body = kh_wire_environment_create_new ();

  body->location = g_strdup (draft->geo);
  body->display_name = g_strdup (draft->name);
  body->sku = g_strdup (draft->type);
  body->database_type = draft->dataverse ? g_strdup ("CommonDataService") : NULL;
  kh_call_set_body (call, kh_wire_environment_create_print (body));
  set_environment (call);
  return call;
}

KhCall *
kh_environment_api_set_managed (const char *environment, gboolean managed)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call = kh_call_new (KH_SERVICE_BAP, "POST",
                              P "/environments/%s/governanceConfiguration"
                                "?api-version=" KH_API_VERSION_BAP_GOVERNANCE,
                              id);
  g_autoptr (KhWireGovernance) body = kh_wire_governance_new ();

  body->protection_level = g_strdup (managed ? "Standard" : "Basic");
  kh_call_set_body (call, kh_wire_governance_print (body));
  return call;
}

KhCall *
kh_environment_api_delete (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);

  return kh_call_new (KH_SERVICE_BAP, "DELETE",
                      P "/scopes/admin/environments/%s?api-version=" KH_API_VERSION_BAP_ENVIRONMENT,
                      id);
}

KhCall *
kh_environment_api_recover (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call =
      kh_call_new (KH_SERVICE_BAP, "POST",
                   P "/environments/%s/recover?api-version=" KH_API_VERSION_BAP_ENVIRONMENT, id);

  set_environment (call);
  return call;
}

static KhCall *
set_policy (const char *verb, const char *goal, const char *environment, const char *system_id)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call = kh_call_new (KH_SERVICE_BAP, "POST",
                              P "/environments/%s/enterprisePolicies/Encryption/%s"
                                "?api-version=" KH_API_VERSION_BAP_LINK "%s",
                              id, verb, goal);
  g_autoptr (KhWireLink) body = kh_wire_link_new ();

  body->system_id = g_strdup (system_id);
  kh_call_set_body (call, kh_wire_link_print (body));
  kh_call_set_operation (call);
  return call;
}

KhCall *
kh_environment_api_link (const char *environment, const char *system_id, gboolean may_change)
{
  return set_policy ("link", may_change ? "" : "&" KH_QUERY_GOAL "=enable", environment, system_id);
}

KhCall *
kh_environment_api_unlink (const char *environment, const char *system_id)
{
  return set_policy ("unlink", "", environment, system_id);
}

KhCall *
kh_environment_api_re_enable (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/environments/%s/re-enable", id);

  kh_call_set_operation (call);
  return call;
}

KhCall *
kh_environment_api_reset (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);

  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/environments/%s/reset", id);
}

KhCall *
kh_environment_api_copy (const char *environment, const char *onto)
{
  g_autofree char *id = kh_call_escape (environment);
  g_autofree char *target = kh_call_escape (onto);
  KhCall *call =
      kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/environments/%s/copy?onto=%s", id, target);

  kh_call_set_operation (call);
  return call;
}

KhCall *
kh_environment_api_backup (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);

  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/environments/%s/backup", id);
}

KhCall *
kh_environment_api_send_backup (const char *environment, GInputStream *stream, gint64 length)
{
  g_autofree char *id = kh_call_escape (environment);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PUT", K "/environments/%s/restores", id);

  kh_call_set_stream (call, stream, length);
  return call;
}

KhCall *
kh_environment_api_restore (const char *environment, const char *sent)
{
  g_autofree char *id = kh_call_escape (environment);
  g_autofree char *backup = kh_call_escape (sent);
  KhCall *call =
      kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/environments/%s/restores/%s", id, backup);

  kh_call_set_operation (call);
  return call;
}

KhCall *
kh_environment_api_drop_sent (const char *environment, const char *sent)
{
  g_autofree char *id = kh_call_escape (environment);
  g_autofree char *backup = kh_call_escape (sent);

  return kh_call_new (KH_SERVICE_KEYHOLD, "DELETE", K "/environments/%s/restores/%s", id, backup);
}

KhCall *
kh_environment_api_backups (const char *environment)
{
  g_autofree char *id = environment != NULL ? kh_call_escape (environment) : NULL;
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/backups%s%s",
                              id != NULL ? "?environment=" : "", id != NULL ? id : "");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_environment_api_forget_backup (const char *backup)
{
  g_autofree char *id = kh_call_escape (backup);

  return kh_call_new (KH_SERVICE_KEYHOLD, "DELETE", K "/backups/%s", id);
}

KhCall *
kh_environment_api_confirm_backup (const char *backup)
{
  g_autofree char *id = kh_call_escape (backup);

  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/backups/%s/confirm", id);
}

KhCall *
kh_environment_api_verify (const char *environment)
{
  g_autofree char *id = kh_call_escape (environment);

  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/environments/%s/verify", id);
}

KhCall *
kh_environment_api_cancel (const char *operation)
{
  g_autofree char *id = kh_call_escape (operation);

  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/operations/%s/cancel", id);
}

KhCall *
kh_environment_api_retry (const char *operation)
{
  g_autofree char *id = kh_call_escape (operation);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/operations/%s/retry", id);

  kh_call_set_operation (call);
  return call;
}
