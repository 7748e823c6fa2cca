/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks that an ARM path speaks of this organization's subscription and resource group. */
#pragma once

#include "kh-view.h"

G_BEGIN_DECLS

/* NOT_FOUND with SubscriptionNotFound or ResourceGroupNotFound; @group: (nullable). */
gboolean kh_arm_place_is_ours (const KhView *view, const char *subscription, const char *group,
                               GError **error);

G_END_DECLS
