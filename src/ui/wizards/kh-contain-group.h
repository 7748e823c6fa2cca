/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first step away from a key that others may know (domain.md 3.12): who can reach it, and what
 * is decided for the time until the move has ended. Main thread. */
#pragma once

#include "kh-organization.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_CONTAIN_GROUP (kh_contain_group_get_type ())
G_DECLARE_FINAL_TYPE (KhContainGroup, kh_contain_group, KH, CONTAIN_GROUP, AdwPreferencesGroup)

GtkWidget *kh_contain_group_new (KhOrganization *organization);
/* @keys: ids of the keys that are left, of one vault. */
void kh_contain_group_show (KhContainGroup *self, const char *const *keys);
/* (transfer full): the decision about @keys, for the audit records of the move. */
char *kh_contain_group_get_reason (KhContainGroup *self, const char *const *keys);

G_END_DECLS
