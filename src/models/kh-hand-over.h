/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hand-overs between administrators: what one of them made ready and another one goes on with.
 *
 * Nothing of them is stored; they are computed from the lists of an organization, on the thread
 * that owns those (pages.md 2.6). All of them wait for a Power Platform administrator (model.md 6).
 */
#pragma once

#include "kh-item-list.h"

G_BEGIN_DECLS

typedef enum {
  KH_HAND_OVER_UNLOCK, /* an environment is locked, and its key was repaired */
  KH_HAND_OVER_ENABLE, /* a granted policy with a key that works has no environment */
} KhHandOverKind;

typedef struct {
  KhHandOverKind kind;
  KhItem *item; /* (owned): the environment, or the policy */
} KhHandOver;

/* (transfer full) (element-type KhHandOver): environments first, the one that is deleted first on
 * top; then policies by name. @lists: one a kind, as kh_organization_get_list() has them; those of
 * environments, policies and keys are looked at. */
GPtrArray *kh_hand_overs (KhItemList *const *lists);

/* Whether environments of @policy can reach the key that protects them. */
gboolean kh_hand_over_is_repaired (KhItem *policy);

G_END_DECLS
