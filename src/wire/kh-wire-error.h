/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors on the wire: one envelope for every protocol (model.md 12), in each one's own words.
 *
 * {"error":{"code","message","target"?,"innererror":{"code"}?,"details"?:[…],
 *           "keyhold":{"kind","target","inner","advice"}}}
 * `keyhold.kind` is the code of the error table and makes our own errors reversible; other clients
 * ignore it. `details` holds the impact when a guard refused. Any thread.
 */
#pragma once

#include "kh-error-table.h"
#include "kh-json.h"

G_BEGIN_DECLS

typedef enum {
  KH_DIALECT_KEYHOLD, /* /keyhold/v1 */
  KH_DIALECT_VAULT,   /* Key Vault data plane */
  KH_DIALECT_ARM,     /* Azure Resource Manager */
  KH_DIALECT_BAP,     /* Power Platform admin */
} KhDialect;

/* (transfer full): the body, and the HTTP status in @status. @error may be of any domain; only
 * KH_ERROR keeps its message. */
GBytes *kh_wire_error_print (const GError *error, KhDialect dialect, int *status);

/* Sets @error from a reply with @status. @body: (nullable): errors can come with no body or with
 * one that is not JSON. */
void kh_wire_error_read (GBytes *body, int status, GError **error);

/* (nullable) (transfer full): the first object of `details` of a guard's refusal, the impact. */
KhJson *kh_wire_error_impact (const GError *error);
/* Seconds until the account's next passphrase is looked at, as a wrong one or one that came too
 * early tells in `details`; 0: at once. */
guint kh_wire_error_wait (const GError *error);

G_END_DECLS
