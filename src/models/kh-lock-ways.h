/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways in which the environments of a policy, a key or a vault can be locked. Main thread. */
#pragma once

#include "kh-lock-plan.h"

G_BEGIN_DECLS

/* (transfer full) (element-type KhLockWay): in the order in which they are undone more easily. */
GPtrArray *kh_lock_ways_new (KhOrganization *organization, KhItemKind kind, const char *id);

/* Adds a way to @ways, unless it is there. */
void kh_lock_ways_add (GPtrArray *ways, const char *trigger, const char *target);

/* (nullable) (transfer none): the key whose version they are about; it has to be read whole. */
KhItem *kh_lock_ways_find_key (KhOrganization *organization, KhItemKind kind, const char *id);

/* (transfer container) (element-type KhItem): the environments under the policy, the key or the
 * vault, whatever state they are in. */
GPtrArray *kh_lock_ways_find_environments (KhOrganization *organization, KhItemKind kind,
                                           const char *id);

G_END_DECLS
