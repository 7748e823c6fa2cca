/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about findings of the recommendations. Every function returns a call for kh_client_call();
 * its result is a KhJson. */
#pragma once

#include "kh-call.h"

G_BEGIN_DECLS

/* The whole list with its counts (KhWireRecommendations). */
KhCall *kh_finding_api_list (void);
KhCall *kh_finding_api_get (const char *finding);
KhCall *kh_finding_api_fix (const char *finding);
KhCall *kh_finding_api_set_dismissed (const char *finding, gboolean dismissed);

G_END_DECLS
