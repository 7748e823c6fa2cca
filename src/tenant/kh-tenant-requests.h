/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The use cases of requests (model.md 7): one person files, another one decides.
 *
 * As those of kh-tenant-acts.h: role, rules, durable intent, outcome; on the tenant's worker unless
 * said otherwise. Refusals to decide are in the audit log as well. Requests are found by their id.
 * Returned values are (transfer full): the request as it is afterwards.
 */
#pragma once

#include "kh-tenant.h"

G_BEGIN_DECLS

/* What the requester brings as evidence. */
typedef struct {
  char *name;
  GBytes *content;
} KhRequestFile;
KhRequestFile *kh_request_file_new (const char *name, GBytes *content);
void kh_request_file_free (KhRequestFile *self);

/* Most bytes of all the files of a request together. */
#define KH_REQUEST_FILES_MAX (128 * 1024)

typedef struct {
  const char *const *environments; /* names or ids; at least one */
  const char *reason;              /* (nullable): the description */
  GPtrArray *files;                /* (nullable) (element-type KhRequestFile) */
  const char *severity;            /* (nullable): "critical", "high", "medium", "low" */
  const char *contact;             /* (nullable): who is asked back */
  const char *const *left_out;     /* (nullable): kinds of evidence that stay out of it */
  gboolean preview;                /* nothing is filed: what it would hold is returned */
} KhUnlockFiling;

/* Files an unlock request (ppa, a reader of each policy) where the organization unlocks by support
 * request. Every environment has to be locked, with its access back and its original key proven by
 * unwrapping; the evidence is gathered now and never again. Errors: RULE, inner "SelfService", or a
 * trigger's word, or "EvidenceNeeded": what locked it and the proof cannot be left out; ARGUMENT
 * for another severity or kind; CONFLICT, inner "RequestOpen"; STATE; WRONG_KEY; TOO_LARGE;
 * NOT_FOUND. */
KhPetition *kh_tenant_unlock_request (KhTenant *self, KhCaller *caller,
                                      const KhUnlockFiling *filing, GError **error);

/* Approves as @caller, whose passphrase is proven here whatever they signed in with: it must open
 * their own slot and must not open the requester's. Any thread that may block but the tenant's
 * worker. Errors: those of kh_petition_check_decider() and kh_petition_step(); UNAUTHENTICATED,
 * inner "PassphraseNeeded"; SEALED; RULE, inner "SamePassphrase". */
KhPetition *kh_tenant_request_approve (KhTenant *self, KhCaller *caller, const char *id,
                                       KhSecret *passphrase, const char *text, GError **error);
KhPetition *kh_tenant_request_reject (KhTenant *self, KhCaller *caller, const char *id,
                                      const char *text, GError **error);
/* By who filed it alone; PERMISSION, inner "NotRequester", for everybody else. */
KhPetition *kh_tenant_request_withdraw (KhTenant *self, KhCaller *caller, const char *id,
                                        const char *text, GError **error);

G_END_DECLS
