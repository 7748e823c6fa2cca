/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments in the lean shape, their stores, items and rows; imports and contents are streams.
 */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-routes.h"
#include "kh-streams.h"
#include "kh-tenant-acts.h"
#include "kh-tenant-data.h"
#include "kh-verify.h"
#include "kh-view.h"
#include "kh-wire-data.h"

#define K KH_KEYHOLD_PREFIX
#define ROWS_MAX 10000

static gboolean
list_environments (KhRequest *request, KhResponse *response, GError **error)
{
  const char *after = NULL;
  guint limit = 0;
  if (!kh_request_page (request, &after, &limit, error))
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_environment_shape);
  for (guint i = 0; i < kh_estate_n_environments (view->estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (view->estate, i);
    if (after != NULL && g_ascii_strcasecmp (environment->id, after) <= 0)
      continue;
    if (environment->state == KH_ENVIRONMENT_STATE_GONE)
      continue;
    if (list->value->len == limit) {
      const KhWireEnvironment *last = list->value->pdata[limit - 1];
      list->next_link = kh_request_next_link (request, "after", last->id);
      break;
    }
    kh_list_take (list, kh_view_environment (view, environment, FALSE));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_wire_environment_shape, list));
}

static gboolean
get_environment (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhEnvironment *environment =
      kh_view_find_environment (view, kh_request_arg (request, 0), error);
  if (environment == NULL)
    return FALSE;
  g_autoptr (KhWireEnvironment) wire = kh_view_environment (view, environment, TRUE);
  return kh_response_take (response, 200, kh_wire_environment_print (wire));
}

static gboolean
re_enable (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhOperation) operation =
      kh_tenant_re_enable (request->tenant, request->caller, kh_request_arg (request, 0), error);
  if (operation == NULL)
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireOperation) wire = kh_view_operation (view, operation);
  return kh_response_take (response, 202, kh_wire_operation_print (wire));
}

static gboolean
reset (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEnvironment) environment = kh_tenant_environment_reset (
      request->tenant, request->caller, kh_request_arg (request, 0), error);
  if (environment == NULL)
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireEnvironment) wire = kh_view_environment (view, environment, TRUE);
  return kh_response_take (response, 200, kh_wire_environment_print (wire));
}

static gboolean
verify (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEnvironment) environment = kh_tenant_environment_verify (
      request->tenant, request->caller, kh_request_arg (request, 0), request->cancellable, error);
  if (environment == NULL)
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireEnvironment) wire = kh_view_environment (view, environment, TRUE);
  return kh_response_take (response, 200, kh_wire_environment_print (wire));
}

static gboolean
copy (KhRequest *request, KhResponse *response, GError **error)
{
  const char *onto = kh_request_query (request, "onto");
  if (onto == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "onto", NULL, NULL,
                        "The environment that the copy goes onto is not named");
    return FALSE;
  }
  g_autoptr (KhOperation) operation = kh_tenant_environment_copy (
      request->tenant, request->caller, kh_request_arg (request, 0), onto, error);
  if (operation == NULL)
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireOperation) wire = kh_view_operation (view, operation);
  return kh_response_take (response, 202, kh_wire_operation_print (wire));
}

static gboolean
list_stores (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const KhEnvironment *environment =
      kh_view_find_environment (view, kh_request_arg (request, 0), error);
  if (environment == NULL)
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_wire_store_shape);
  for (guint i = 0; i < KH_STORE_N; i++)
    kh_list_take (list, kh_view_store (view, environment, (KhStoreKind)i));
  return kh_response_take (response, 200, kh_list_print (&kh_wire_store_shape, list));
}

static gboolean
parse_store (KhRequest *request, KhStoreKind *store, GError **error)
{
  const char *word = kh_request_arg (request, 1);
  if (kh_store_kind_from_string (word, store))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, word, NULL, NULL, "There is no such store");
  return FALSE;
}

static KhWireItem *
item_to_wire (const KhItemInfo *info)
{
  KhWireItem *wire = kh_wire_item_new ();
  wire->id = g_strdup (info->id);
  wire->name = g_strdup (info->name);
  wire->kind = g_strdup (info->is_table ? "table" : "file");
  wire->rows = (gint64)info->rows;
  wire->bytes = (gint64)info->bytes;
  wire->sha256 = g_strdup (info->sha256);
  wire->created_at = info->created_at;
  return wire;
}

/* Items come in the order of the store; `after` counts them. */
static gboolean
list_items (KhRequest *request, KhResponse *response, GError **error)
{
  KhStoreKind store = KH_STORE_FILES;
  const char *text = NULL;
  guint64 after = 0;
  guint limit = 0;
  if (!parse_store (request, &store, error) || !kh_request_page (request, &text, &limit, error)
      || !kh_request_query_number (request, "after", 0, G_MAXUINT, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) items =
      kh_tenant_items (request->tenant, request->caller, kh_request_arg (request, 0), store, error);
  if (items == NULL)
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_wire_item_shape);
  for (guint i = (guint)after; i < items->len && list->value->len < limit; i++)
    kh_list_take (list, item_to_wire (items->pdata[i]));
  if (after + limit < items->len) {
    g_autofree char *next = g_strdup_printf ("%" G_GUINT64_FORMAT, after + limit);
    list->next_link = kh_request_next_link (request, "after", next);
  }
  return kh_response_take (response, 200, kh_list_print (&kh_wire_item_shape, list));
}

static gboolean
remove_item (KhRequest *request, KhResponse *response, GError **error)
{
  KhStoreKind store = KH_STORE_FILES;
  return parse_store (request, &store, error)
         && kh_tenant_item_remove (request->tenant, request->caller, kh_request_arg (request, 0),
                                   store, kh_request_arg (request, 2), error)
         && kh_response_take (response, 204, NULL);
}

static gboolean
list_rows (KhRequest *request, KhResponse *response, GError **error)
{
  guint64 after = 0, limit = 0;
  if (!kh_request_query_number (request, "after", 0, G_MAXINT64, &after, error)
      || !kh_request_query_number (request, "limit", KH_PAGE_DEFAULT, G_MAXUINT, &limit, error))
    return FALSE;
  KhRowPage *page =
      kh_tenant_rows (request->tenant, request->caller, kh_request_arg (request, 0),
                      kh_request_arg (request, 1), after, (guint)CLAMP (limit, 1, ROWS_MAX), error);
  if (page == NULL)
    return FALSE;
  kh_response_take (response, 200, kh_wire_rows_print (page->columns, page->rows, page->next));
  kh_row_page_free (page);
  return TRUE;
}

#define E "/environments/{environment}"
#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body, NULL        \
  }
#define STREAM(method, path, run, stream)                                                          \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, NULL, KH_RUN_##run, KH_ACCESS_SIGNED_IN, KH_BODY_NONE,     \
        stream                                                                                     \
  }

/* clang-format off */
const KhRoute kh_data_routes[] = {
  ROW ("GET", "/environments", list_environments, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("GET", E, get_environment, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("POST", E "/re-enable", re_enable, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", E "/reset", reset, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", E "/verify", verify, BULK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", E "/copy", copy, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", E "/stores", list_stores, QUICK, KH_VERB_READ_ENVIRONMENTS, NONE),
  ROW ("GET", E "/stores/{store}/items", list_items, BULK, KH_ACCESS_SIGNED_IN, NONE),
  STREAM ("GET", E "/stores/{store}/items/{item}/content", DOWNLOAD, &kh_content_source),
  ROW ("DELETE", E "/stores/{store}/items/{item}", remove_item, BULK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", E "/tables/{table}/rows", list_rows, BULK, KH_ACCESS_SIGNED_IN, NONE),
  STREAM ("PUT", "/imports/{name}", UPLOAD, &kh_import_sink),
  { 0 },
};
/* clang-format on */
