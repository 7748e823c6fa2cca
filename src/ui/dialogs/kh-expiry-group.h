/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a key expires: never, in one or two years, or on a date; with what happens then. Main
 * thread. Signal "changed": something else was chosen. */
#pragma once

#include <adwaita.h>

#include "kh-time.h"

G_BEGIN_DECLS

#define KH_TYPE_EXPIRY_GROUP (kh_expiry_group_get_type ())
G_DECLARE_FINAL_TYPE (KhExpiryGroup, kh_expiry_group, KH, EXPIRY_GROUP, AdwPreferencesGroup)

/* @now: of the organization. @expiry is shown at first: KH_TIME_NONE: never, and a date a year
 * ahead is proposed. */
void kh_expiry_group_set_expiry (KhExpiryGroup *self, KhTime expiry, KhTime now);
/* Its rows stand in @expander instead, and the group has to stay beside it, unseen. @never:
 * (nullable): what no date means, where it is not "Never". */
void kh_expiry_group_lend_rows (KhExpiryGroup *self, AdwExpanderRow *expander, const char *never);
/* The fields are those of @n_keys keys; a year is proposed. */
void kh_expiry_group_propose (KhExpiryGroup *self, guint n_keys, KhTime now);
/* KH_TIME_NONE: never. A date ends with its first moment, local time. */
KhTime kh_expiry_group_get_expiry (KhExpiryGroup *self);
/* (transfer full) (nullable): why it cannot be so, as a sentence without its full stop. */
char *kh_expiry_group_check (KhExpiryGroup *self);

G_END_DECLS
