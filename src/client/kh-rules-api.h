/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about rules on the present facts: pre-flight, impact, diagnosis; and the audit log.
 * Every function returns a call for kh_client_call(); its result is a KhJson unless another is
 * named.
 */
#pragma once

#include "kh-call.h"
#include "kh-wire-rules.h"

G_BEGIN_DECLS

KhCall *kh_rules_api_preflight (const char *policy, const char *const *environments);
KhCall *kh_rules_api_impact (const KhWireImpactRequest *change);
/* One of the two is NULL. */
KhCall *kh_rules_api_diagnosis (const char *environment, const char *policy);

/* Result: one page, KhJson as it is: the caller follows `next`. @object: (nullable). */
KhCall *kh_audit_api_page (guint64 after, guint limit, const char *object);
KhCall *kh_audit_api_verify (void);
/* For kh_client_download(): JSON lines. */
KhCall *kh_audit_api_export (void);

G_END_DECLS
