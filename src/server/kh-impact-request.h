/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What POST /impact asks about, as a change of the domain. */
#pragma once

#include "kh-change.h"
#include "kh-view.h"
#include "kh-wire-rules.h"

G_BEGIN_DECLS

/* (transfer full). Errors: ARGUMENT, NOT_FOUND. */
KhChange *kh_impact_request_to_change (const KhView *view, const KhWireImpactRequest *request,
                                       GError **error);

G_END_DECLS
