/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error envelope and the words each protocol has for our errors. */
#include "kh-wire-error.h"

/* How a protocol words an error; the first row of a dialect that fits counts. */
typedef struct {
  KhDialect dialect;
  KhErrorCode code;
  int status;
  const char *wire_code;
} DialectRow;

static const DialectRow dialect_rows[] = {
  { KH_DIALECT_VAULT, KH_ERROR_NOT_FOUND, 404, "KeyNotFound" },
  { KH_DIALECT_VAULT, KH_ERROR_EXISTS, 409, "Conflict" },
  { KH_DIALECT_VAULT, KH_ERROR_STATE, 409, "Conflict" },
  { KH_DIALECT_VAULT, KH_ERROR_RULE, 403, "Forbidden" },
  { KH_DIALECT_VAULT, KH_ERROR_KEY_ACCESS, 403, "Forbidden" },
  { KH_DIALECT_VAULT, KH_ERROR_BUSY, 409, "Conflict" },
  { KH_DIALECT_ARM, KH_ERROR_PERMISSION, 403, "AuthorizationFailed" },
  { KH_DIALECT_ARM, KH_ERROR_NOT_FOUND, 404, "ResourceNotFound" },
  { KH_DIALECT_ARM, KH_ERROR_EXISTS, 409, "Conflict" },
  { KH_DIALECT_ARM, KH_ERROR_STATE, 409, "Conflict" },
  { KH_DIALECT_ARM, KH_ERROR_RULE, 409, "Conflict" },
  { KH_DIALECT_ARM, KH_ERROR_ARGUMENT, 400, "InvalidParameter" },
  { KH_DIALECT_BAP, KH_ERROR_RULE, 400, "InvalidLifecycleOperationRequest" },
  { KH_DIALECT_BAP, KH_ERROR_STATE, 409, "OperationNotStartable" },
  { KH_DIALECT_BAP, KH_ERROR_CONFLICT, 409, "OperationNotStartable" },
  { KH_DIALECT_BAP, KH_ERROR_BUSY, 409, "OperationNotStartable" },
  { KH_DIALECT_BAP, KH_ERROR_NOT_FOUND, 404, "EnvironmentNotFound" },
  { KH_DIALECT_BAP, KH_ERROR_ARGUMENT, 400, "InvalidRequestContent" },
};

/* Codes of the services, outer and inner (protocol.md 2.5, 3, 4.1, 8). @outer: where the inner
 * reason is the protocol's own outer code, it is written there. */
typedef struct {
  const char *wire_code;
  KhErrorCode code;
  gboolean outer;
} ServiceCode;

static const ServiceCode service_codes[] = {
  { "ConfirmationStale", KH_ERROR_CONFIRMATION, FALSE },
  { "KeyDisabled", KH_ERROR_KEY_ACCESS, FALSE },
  { "KeyExpired", KH_ERROR_KEY_ACCESS, FALSE },
  { "KeyNotYetValid", KH_ERROR_KEY_ACCESS, FALSE },
  { "KeyOperationForbidden", KH_ERROR_KEY_ACCESS, FALSE },
  { "ForbiddenByPolicy", KH_ERROR_PERMISSION, FALSE },
  { "ForbiddenByRbac", KH_ERROR_PERMISSION, FALSE },
  { "ForbiddenByFirewall", KH_ERROR_KEY_ACCESS, FALSE },
  { "ForbiddenByConnection", KH_ERROR_KEY_ACCESS, FALSE },
  { "ObjectIsDeletedButRecoverable", KH_ERROR_STATE, FALSE },
  { "ObjectIsBeingDeleted", KH_ERROR_CONFLICT, FALSE },
  { "BadArgument", KH_ERROR_ARGUMENT, FALSE },
  { "KeyNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "SecretNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "ResourceNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "ResourceGroupNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "SubscriptionNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "EnvironmentNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "ServiceToServiceEnvironmentNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "OperationNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "VaultNotFound", KH_ERROR_NOT_FOUND, TRUE },
  { "OperationNotStartable", KH_ERROR_CONFLICT, TRUE },
  { "InvalidLifecycleOperationRequest", KH_ERROR_RULE, TRUE },
  { "InvalidRequestContent", KH_ERROR_ARGUMENT, TRUE },
  { "InvalidApiVersion", KH_ERROR_ARGUMENT, TRUE },
  { "InvalidApiVersionParameter", KH_ERROR_ARGUMENT, TRUE },
  { "NoRegisteredProviderFound", KH_ERROR_ARGUMENT, TRUE },
  { "InvalidParameter", KH_ERROR_ARGUMENT, TRUE },
  { "VaultNameNotValid", KH_ERROR_ARGUMENT, TRUE },
  { "VaultAlreadyExists", KH_ERROR_EXISTS, TRUE },
  { "DomainNameAlreadyInUse", KH_ERROR_EXISTS, TRUE },
  { "RoleAssignmentExists", KH_ERROR_EXISTS, TRUE },
  { "ConflictError", KH_ERROR_STATE, TRUE },
  { "EnterprisePolicyInUse", KH_ERROR_RULE, TRUE },
  { "MethodNotAllowed", KH_ERROR_RULE, TRUE },
  { "AuthorizationFailed", KH_ERROR_PERMISSION, TRUE },
  { "InvalidAuthenticationToken", KH_ERROR_UNAUTHENTICATED, TRUE },
  { "ExpiredAuthenticationToken", KH_ERROR_UNAUTHENTICATED, TRUE },
  { "ScopeLocked", KH_ERROR_CONFLICT, TRUE },
  { "InsufficientCapacity_StorageDriven", KH_ERROR_RULE, TRUE },
  { "Throttled", KH_ERROR_NETWORK, TRUE },
  { "TooManyRequests", KH_ERROR_NETWORK, TRUE },
};

static const ServiceCode *
find_service_code (const char *wire_code)
{
  for (guint i = 0; wire_code != NULL && i < G_N_ELEMENTS (service_codes); i++)
    if (g_ascii_strcasecmp (service_codes[i].wire_code, wire_code) == 0)
      return &service_codes[i];
  return NULL;
}

static void
choose_words (const KhErrorRow *row, const char *inner, KhDialect dialect, int *status,
              const char **code)
{
  *status = row->http_status;
  *code = row->code == KH_ERROR_CONFIRMATION ? "Conflict" : row->wire_code;
  if (dialect == KH_DIALECT_KEYHOLD)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (dialect_rows); i++)
    if (dialect_rows[i].dialect == dialect && dialect_rows[i].code == row->code) {
      *status = dialect_rows[i].status;
      *code = dialect_rows[i].wire_code;
    }
  const ServiceCode *service = find_service_code (inner);
  if (service == NULL || !service->outer)
    return;
  *code = service->wire_code;
  if (g_str_equal (service->wire_code, "EnterprisePolicyInUse"))
    *status = 409;
}

static const char *
message_of (const GError *error)
{
  if (error->domain == KH_ERROR)
    return error->message;
  /* Foreign messages can name files and hosts: they stay on this side. */
  return error->domain == G_IO_ERROR && error->code == G_IO_ERROR_CANCELLED
             ? "The request was cancelled"
             : "Something went wrong inside Keyhold";
}

GBytes *
kh_wire_error_print (const GError *error, KhDialect dialect, int *status)
{
  static const KhErrorFacts none;
  const KhErrorRow *row = kh_error_row_of (error);
  const KhErrorFacts *facts = kh_error_get_facts (error);
  const char *code = NULL;
  if (facts == NULL)
    facts = &none;
  choose_words (row, facts->inner, dialect, status, &code);
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin (out, "error");
  kh_json_out_string (out, "code", code);
  kh_json_out_string (out, "message", message_of (error));
  kh_json_out_string_if (out, "target", facts->target);
  if (dialect == KH_DIALECT_BAP)
    kh_json_out_string (out, "detailUrlType", "NotSpecified");
  kh_json_out_begin (out, "innererror");
  kh_json_out_string (out, "code", facts->inner != NULL ? facts->inner : row->wire_code);
  kh_json_out_end (out);
  if (facts->details != NULL) {
    kh_json_out_begin_array (out, "details");
    kh_json_out_raw (out, NULL, facts->details);
    kh_json_out_end_array (out);
  }
  kh_json_out_begin (out, "keyhold");
  kh_json_out_string (out, "kind", row->wire_code);
  kh_json_out_string_if (out, "inner", facts->inner);
  kh_json_out_string_if (out, "advice", facts->advice);
  kh_json_out_end (out);
  kh_json_out_end (out);
  kh_json_out_end (out);
  return kh_json_out_finish (out);
}

/* Our own kind first, then the inner reason, then the code, then the status (protocol.md 2.5). */
static KhErrorCode
classify (KhJson *json, int status)
{
  const KhErrorRow *row = kh_error_row_by_wire_code (kh_json_string (json, "error.keyhold.kind"));
  if (row != NULL)
    return row->code;
  static const char *const paths[] = { "error.innererror.code", "error.code" };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    const char *code = kh_json_string (json, paths[i]);
    const ServiceCode *service = find_service_code (code);
    if (service != NULL)
      return service->code;
    row = kh_error_row_by_wire_code (code);
    if (row != NULL)
      return row->code;
  }
  return kh_error_code_from_http (status);
}

static char *
details_text (KhJson *json)
{
  KhJson *details = kh_json_get (json, "error.details");
  if (kh_json_length (details, NULL) > 0)
    details = kh_json_element (details, NULL, 0);
  return kh_json_is_object (details) ? kh_json_to_text (details) : NULL;
}

void
kh_wire_error_read (GBytes *body, int status, GError **error)
{
  g_autoptr (KhJson) json =
      body == NULL || g_bytes_get_size (body) == 0 ? NULL : kh_json_parse (body, NULL);
  const char *inner = kh_json_string (json, "error.keyhold.inner");
  const char *message = kh_json_string (json, "error.message");
  KhErrorCode code = classify (json, status);
  g_autofree char *plain = g_strdup_printf ("The server answered with status %d", status);
  if (inner == NULL && !kh_json_has (json, "error.keyhold"))
    inner = kh_json_string (json, "error.innererror.code");
  g_autoptr (GError) made = NULL;
  kh_set_error_facts (&made, code, kh_json_string (json, "error.target"), inner,
                      kh_json_string (json, "error.keyhold.advice"),
                      message != NULL ? message : plain);
  kh_error_get_facts (made)->details = details_text (json);
  g_propagate_error (error, g_steal_pointer (&made));
}

KhJson *
kh_wire_error_impact (const GError *error)
{
  KhErrorFacts *facts = error == NULL ? NULL : kh_error_get_facts (error);
  return facts == NULL || facts->details == NULL ? NULL : kh_json_parse_text (facts->details, NULL);
}

guint
kh_wire_error_wait (const GError *error)
{
  g_autoptr (KhJson) details = kh_wire_error_impact (error);

  return (guint)CLAMP (kh_json_int (details, "wait", 0), 0, G_MAXUINT16);
}
