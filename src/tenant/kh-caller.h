/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls, and with what in hand: the account, its roles and the confirmation of a guard.
 *
 * Immutable once handed to a use case; atomically counted. The platform itself (timers, the health
 * monitor, the operation runner) calls as kh_caller_new_platform(). Any thread.
 */
#pragma once

#include "kh-account.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *account_id;
  char *account_name;
  KhRoles roles;
  gboolean is_platform;
  char *request_id;   /* (nullable) what the audit log calls the call: of the client, of the answer,
                         or the approval */
  char *reason;       /* (nullable) free text for the audit record */
  char *confirmation; /* (nullable) token of kh_tenant_impact() */
  char *approval;     /* (nullable) id of the approved request whose act this is */
} KhCaller;

KhCaller *kh_caller_new (const KhAccount *account);
KhCaller *kh_caller_new_platform (void);
/* The platform, doing what follows from a call of @cause (nullable): its records name that call. */
KhCaller *kh_caller_new_platform_for (const KhCaller *cause);
/* The platform in the name of an identity that is no account: a policy's, or what rotates a key by
 * its rotation policy. @id: (nullable). */
KhCaller *kh_caller_new_identity (const char *id, const char *name);
/* (transfer full): a copy with what one call carries; all nullable. */
KhCaller *kh_caller_with (KhCaller *self, const char *request_id, const char *reason,
                          const char *confirmation);
/* (transfer full): a copy that does what another person has approved, instead of a confirmation.
 * The records name the approval as their call. */
KhCaller *kh_caller_with_approval (KhCaller *self, const char *approval, const char *reason);
KhCaller *kh_caller_ref (KhCaller *self);
void kh_caller_unref (KhCaller *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhCaller, kh_caller_unref)

G_END_DECLS
