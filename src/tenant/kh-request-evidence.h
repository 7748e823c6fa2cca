/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evidence of an unlock request, gathered when it is filed: what happened, what is wrong no
 * more, and why it is the original key. Worker. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* Adds the pieces to @petition, whose environments are set; their original key was proven at @now.
 * Errors: those of reading the audit log. */
gboolean kh_request_evidence_gather (KhTenant *tenant, const KhEstate *estate, KhPetition *petition,
                                     KhTime now, GError **error);

/* FALSE with @error unless every one of @kinds (nullable) is a kind of evidence that can be left
 * out of a request. */
gboolean kh_request_evidence_check_left_out (const char *const *kinds, GError **error);
/* Takes the pieces of these @kinds (nullable) out again. */
void kh_request_evidence_leave_out (KhPetition *petition, const char *const *kinds);

G_END_DECLS
