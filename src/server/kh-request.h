/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request as a handler sees it, and what it answers.
 *
 * A handler runs on a worker, never on the service thread, and sees no message of the HTTP library:
 * it parses the body, calls one use case and prints. While it runs nobody else uses the two values.
 */
#pragma once

#include "kh-tenant.h"
#include "kh-wire-error.h"

G_BEGIN_DECLS

typedef struct _KhRoute KhRoute;

typedef struct {
  KhTenant *tenant; /* (transfer none) (nullable): NULL in tests of the transport alone */
  const KhRoute *route;
  KhDialect dialect;
  KhCaller *caller; /* (nullable): NULL where nobody has to sign in */
  char *token;      /* (nullable): that the caller came with */
  char *host;       /* name[:port] as the client addressed it */
  char *path;       /* percent-encoded */
  char **args;      /* what stands in the braces of the route's path, decoded, in order */
  GHashTable *query;
  GBytes *body;
  GCancellable *cancellable; /* cancelled when the client goes away */
} KhRequest;

typedef struct {
  int status;
  GBytes *body;       /* (nullable) */
  const char *type;   /* static; JSON unless set */
  GPtrArray *headers; /* (element-type utf8): name, value, … */
} KhResponse;

void kh_request_free (KhRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhRequest, kh_request_free)
/* (transfer none): "" when there are fewer. */
const char *kh_request_arg (const KhRequest *self, guint n);
/* (transfer none) (nullable) */
const char *kh_request_query (const KhRequest *self, const char *name);
gboolean kh_request_query_bool (const KhRequest *self, const char *name);
/* FALSE with ARGUMENT unless the parameter is absent (@fallback) or a number up to @max. */
gboolean kh_request_query_number (const KhRequest *self, const char *name, guint64 fallback,
                                  guint64 max, guint64 *value, GError **error);
/* Pages: `after` (nullable, transfer none) and `limit`. Errors: ARGUMENT. */
gboolean kh_request_page (const KhRequest *self, const char **after, guint *limit, GError **error);
/* (transfer full): the address of the page after @after: the same query but for that. @name is
 * "after", or what the protocol calls it. */
char *kh_request_next_link (const KhRequest *self, const char *name, const char *after);
/* (transfer full): ":8443", or "" on the socket. */
char *kh_request_port (const KhRequest *self);

KhResponse *kh_response_new (void);
void kh_response_free (KhResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhResponse, kh_response_free)
/* Takes @body (nullable). Always TRUE, so that a handler can end with it. */
gboolean kh_response_take (KhResponse *self, int status, GBytes *body);
void kh_response_header (KhResponse *self, const char *name, const char *value);

G_END_DECLS
