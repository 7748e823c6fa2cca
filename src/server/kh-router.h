/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The router: which handler answers a method and a path of which service, for whom, on which
 * worker.
 *
 * Paths are templates: "{name}" stands for one segment, "{*}" at the beginning for one or more.
 * Literal segments compare without regard to ASCII case; empty segments (doubled and trailing
 * slashes) do not count. The first row that fits answers, so literal rows stand before those with
 * braces. The tables are static; any thread.
 */
#pragma once

#include "kh-request.h"
#include "kh-role-check.h"

G_BEGIN_DECLS

typedef gboolean (*KhHandler) (KhRequest *request, KhResponse *response, GError **error);

/* Where the handler runs. */
typedef enum {
  KH_RUN_TENANT,   /* the tenant's worker: what changes something */
  KH_RUN_QUICK,    /* a quick worker: reads of the snapshot, vault operations, sign-in */
  KH_RUN_BULK,     /* a worker of its own: what reads or writes much */
  KH_RUN_UPLOAD,   /* streamed in (kh-streams.h); no handler */
  KH_RUN_DOWNLOAD, /* streamed out (kh-streams.h); no handler */
  KH_RUN_EVENTS,   /* answered when something changed (kh-events.h); no handler */
} KhRunOn;

/* Who may call: a KhVerb of the role matrix for reads, or one of these. */
#define KH_ACCESS_OPEN (-2)      /* anybody */
#define KH_ACCESS_SIGNED_IN (-1) /* the use case checks the role itself */

#define KH_BODY_NONE 0
#define KH_BODY_SMALL (256 * 1024)
#define KH_BODY_BACKUP (4 * 1024 * 1024) /* a key of 500 versions of 4096 bits */

struct _KhRoute {
  KhDialect dialect;
  const char *method;
  const char *path;
  KhHandler handler;
  KhRunOn run;
  int access;
  gsize max_body;
  gconstpointer stream; /* of UPLOAD and DOWNLOAD: what it is (kh-streams.h) */
};

/* A table ends with a row whose path is NULL. */
typedef struct _KhRouter KhRouter;
KhRouter *kh_router_new (const KhRoute *const *tables, guint n_tables);
void kh_router_free (KhRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhRouter, kh_router_free)

/* The row that answers, or NULL; @methods (transfer full) (nullable) then lists the methods that
 * the path has, and is NULL where there is no such path. @args: (transfer full). @path is
 * percent-encoded. Errors: none is set. */
const KhRoute *kh_router_find (KhRouter *self, KhDialect dialect, const char *method,
                               const char *path, char ***args, char **methods);

/* FALSE when the path has a segment that does not decode to text. */
gboolean kh_router_path_is_valid (const char *path);
/* The service that @host and @path belong to; FALSE for a host that is none of ours. @vault
 * (transfer full) is the vault's name for KH_DIALECT_VAULT. */
gboolean kh_router_dialect (const char *host, const char *path, KhDialect *dialect, char **vault);
/* Checks api-version (protocol.md 0, 4.1, 8.4). Errors: ARGUMENT. */
gboolean kh_router_check_version (KhDialect dialect, const char *path, const char *version,
                                  GError **error);

G_END_DECLS
