/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the console asks about the person before it: blocking, on the thread of the client. */
#pragma once

#include "kh-client.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* TRUE if @passphrase is that of @account: it signs in with it and out again, so @client has no
 * token afterwards. SEALED with the inner code WrongPassphrase when it is not, and
 * TooManyTries while the tenant looks at none (kh_wire_error_wait()). */
gboolean kh_act_prove_passphrase (KhClient *client, const char *account, KhSecret *passphrase,
                                  GCancellable *cancellable, GError **error);

G_END_DECLS
