/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deciding a request at the machine of who asked: blocking, on the thread of the client. */
#pragma once

#include "kh-client.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* Approves @request as @account, whose @passphrase signs in for this alone: the sign-in of @client
 * stays, and the one that came of it is ended. The tenant asks the rules, the impact of now and the
 * passphrase once more. TRUE when it was approved and, of an act, when that is done. Errors: SEALED
 * with the inner code WrongPassphrase, or TooManyTries while the tenant looks at none
 * (kh_wire_error_wait()); those of the approval itself (kh-tenant-requests.h). */
gboolean kh_act_approve_as (KhClient *client, const char *account, KhSecret *passphrase,
                            const char *request, GCancellable *cancellable, GError **error);
/* (transfer none): why no request is rejected without a reason: who asked reads it. */
const char *kh_request_reason_missing (void);

G_END_DECLS
