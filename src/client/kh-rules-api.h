/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about rules on the present facts: pre-flight, impact, diagnosis; and the audit log.
 * Every function returns a call for kh_client_call(); its result is a KhJson unless another is
 * named.
 */
#pragma once

#include "kh-call.h"
#include "kh-time.h"
#include "kh-wire-rules.h"

G_BEGIN_DECLS

/* @goal: enable, change, revert or rotate; @policy: (nullable): for revert alone. */
KhCall *kh_rules_api_preflight (const char *goal, const char *policy,
                                const char *const *environments);
KhCall *kh_rules_api_impact (const KhWireImpactRequest *change);
/* One of the two is NULL. */
KhCall *kh_rules_api_diagnosis (const char *environment, const char *policy);

/* Which records, as kh-routes.h says; every text is nullable, and 0 is no limit of time. */
typedef struct {
  guint64 after;
  guint limit;
  gboolean newest;
  const char *object, *actor, *kind, *request, *of, *text, *actions;
  KhTime since, until;
} KhAuditQuery;

/* Result: one page, KhJson as it is: the caller follows `next`. */
KhCall *kh_audit_api_page (const KhAuditQuery *query);
KhCall *kh_audit_api_get (guint64 seq);
KhCall *kh_audit_api_verify (void);
/* For kh_client_download(): JSON lines. after, limit and newest do not count. */
KhCall *kh_audit_api_export (const KhAuditQuery *query);
/* Result: KhJson with the files that prove the log (kh-routes.h). */
KhCall *kh_audit_api_files (void);
/* Result: GBytes, the first @bytes of one of them. */
KhCall *kh_audit_api_file (const char *name, guint64 bytes);
/* Result: KhJson with the last checkpoint as signed text, `note`. */
KhCall *kh_audit_api_anchor (void);

G_END_DECLS
