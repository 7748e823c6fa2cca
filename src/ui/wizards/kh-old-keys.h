/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that others may know, once environments were moved off them: what stands between that and
 * disabling them (domain.md 3.12). Main thread. */
#pragma once

#include "kh-organization.h"

#include "kh-enable-plan.h"
#include "kh-result-view.h"

G_BEGIN_DECLS

/* What can be done next. */
typedef enum {
  KH_OLD_KEYS_USED, /* something is still on one of them */
  KH_OLD_KEYS_UNVERIFIED,
  KH_OLD_KEYS_UNREAD, /* what was verified could not be read */
  KH_OLD_KEYS_LEFT,
} KhOldKeysState;

/* @keys: their ids; @obstacle: (out) (transfer full) (nullable): what must not be done yet. */
KhOldKeysState kh_old_keys_look (KhOrganization *organization, const char *const *keys,
                                 const KhEnablePlan *plan, char **obstacle);
/* A row for each environment of @plan, with what came of reading it, in place of those of @view. */
void kh_old_keys_show_rows (KhOrganization *organization, const KhEnablePlan *plan,
                            KhResultView *view);
/* (transfer full): where they are disabled. */
char *kh_old_keys_format_uri (const char *const *keys);

G_END_DECLS
