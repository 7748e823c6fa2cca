/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about requests of persons. Every function returns a call for kh_client_call(). */
#pragma once

#include "kh-call.h"
#include "kh-secret.h"
#include "kh-wire-petition.h"

G_BEGIN_DECLS

/* GPtrArray of KhJson, newest first. @state: (nullable): one of the words of a state. */
KhCall *kh_request_api_list (const char *state);
KhCall *kh_request_api_get (const char *request);
KhCall *kh_request_api_file (const KhWireRequestFiling *filing);
/* @verb: "approve", "reject" or "withdraw"; @passphrase: (nullable): of who approves. */
KhCall *kh_request_api_decide (const char *request, const char *verb, KhSecret *passphrase,
                               const char *reason);

G_END_DECLS
