/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for long operations. Blocks on the client's context; same thread rules as kh-client.h. */
#pragma once

#include "kh-client.h"

G_BEGIN_DECLS

/* Called with every state that was read; @operation is borrowed. */
typedef void (*KhOperationProgress) (KhJson *operation, gpointer data);

/* (transfer full): the operation once it has ended, or once it has stayed Paused: then something
 * must happen before it goes on. Errors: those of the calls, and G_IO_ERROR_CANCELLED; the
 * operation goes on. */
KhJson *kh_client_wait_operation (KhClient *client, const char *id, KhOperationProgress progress,
                                  gpointer data, GCancellable *cancellable, GError **error);
gboolean kh_operation_json_is_final (KhJson *operation);

G_END_DECLS
