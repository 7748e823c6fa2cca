/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyhold API: backups of environments, and what was sent to be restored. */
#include "kh-route-tables.h"

#include "kh-backup-uses.h"
#include "kh-routes.h"
#include "kh-streams.h"
#include "kh-tenant-backups.h"
#include "kh-view.h"
#include "kh-wire-backup.h"

#define K KH_KEYHOLD_PREFIX

static KhWireBackup *
view_backup (KhView *view, const KhKeyUse *use)
{
  KhWireBackup *wire = kh_wire_backup_new ();
  const KhEnvironment *environment = kh_estate_get_environment (view->estate, use->environment_id);
  wire->id = g_strdup (use->id);
  wire->environment = environment == NULL ? NULL : g_strdup (environment->name);
  wire->environment_id = g_strdup (use->environment_id);
  wire->vault = g_strdup (use->vault);
  wire->key = g_strdup (use->key);
  wire->version = g_strdup (use->version);
  wire->created_at = use->since;
  wire->confirmed = !use->unconfirmed;
  return wire;
}

/* All of them; `environment` (name or id) asks for those of one. */
static gboolean
list_backups (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const char *asked = kh_request_query (request, "environment");
  const KhEnvironment *environment =
      asked == NULL ? NULL : kh_view_find_environment (view, asked, error);
  if (asked != NULL && environment == NULL)
    return FALSE;
  g_autoptr (GPtrArray) uses =
      kh_backup_uses_list (view->estate, environment == NULL ? NULL : environment->id);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_backup_shape);
  for (guint i = 0; i < uses->len; i++)
    kh_list_take (list, view_backup (view, uses->pdata[i]));
  return kh_response_take (response, 200, kh_list_print (&kh_wire_backup_shape, list));
}

static gboolean
forget_backup (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_backup_forget (request->tenant, request->caller, kh_request_arg (request, 0),
                                  error)
         && kh_response_take (response, 204, NULL);
}

static gboolean
confirm_backup (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_backup_confirm (request->tenant, request->caller, kh_request_arg (request, 0),
                                   error)
         && kh_response_take (response, 204, NULL);
}

static gboolean
restore (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhOperation) operation =
      kh_tenant_environment_restore (request->tenant, request->caller, kh_request_arg (request, 0),
                                     kh_request_arg (request, 1), error);
  if (operation == NULL)
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireOperation) wire = kh_view_operation (view, operation);
  return kh_response_take (response, 202, kh_wire_operation_print (wire));
}

static gboolean
drop (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_restore_drop (request->tenant, request->caller, kh_request_arg (request, 0),
                                 kh_request_arg (request, 1), error)
         && kh_response_take (response, 204, NULL);
}

#define E "/environments/{environment}"
#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body, NULL        \
  }
#define STREAM(method, path, run, body, stream)                                                    \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, NULL, KH_RUN_##run, KH_ACCESS_SIGNED_IN, KH_BODY_##body,   \
        stream                                                                                     \
  }

/* clang-format off */
const KhRoute kh_backup_routes[] = {
  STREAM ("POST", E "/backup", DOWNLOAD, SMALL, &kh_backup_source),
  STREAM ("PUT", E "/restores", UPLOAD, NONE, &kh_restore_sink),
  ROW ("POST", E "/restores/{sent}", restore, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", E "/restores/{sent}", drop, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/backups", list_backups, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/backups/{backup}/confirm", confirm_backup, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", "/backups/{backup}", forget_backup, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
