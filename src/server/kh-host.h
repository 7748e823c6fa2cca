/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host: serves one tenant over DATA_DIR/tenant.sock, on a thread of its own.
 *
 * The caller holds the tenant's lock (an open tenant does), so a socket file that is there is left
 * over and is replaced. Only processes of the same user are answered. The host borrows the tenant:
 * stop the host first, then close the tenant. Start and stop from any thread but the service's.
 */
#pragma once

#include "kh-router.h"

G_BEGIN_DECLS

typedef struct _KhHost KhHost;

/* Errors: IO, NO_SPACE, READ_ONLY for the socket. */
KhHost *kh_host_start (KhTenant *tenant, GError **error);
/* Answers 503 to new requests, waits for those in flight as long as its patience lasts, then cuts
 * them, removes the socket and frees the host. Waits for the workers in any case. */
void kh_host_stop (KhHost *self);
/* Seconds that kh_host_stop() waits for requests in flight; 300 unless set. */
void kh_host_set_patience (KhHost *self, guint seconds);
/* Requests being answered now, waiting event polls not counted. Any thread. */
guint kh_host_get_in_flight (KhHost *self);

/* The same with other routes, and a tenant only for what they need: for tests of the transport.
 * @folder holds the socket. @tenant: (nullable). */
KhHost *kh_host_start_with (const char *folder, KhTenant *tenant, const KhRoute *const *tables,
                            guint n_tables, GError **error);

G_END_DECLS
