/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many environments need an object, counted once for all objects and again after a change.
 *
 * Main thread.
 */
#pragma once

#include "kh-item-list.h"

G_BEGIN_DECLS

/* Environments of @environments whose member at @path is @id: "key.id" is the key "VAULT/NAME",
 * "policy.id" a policy's id. @locked: (out) (optional): those of them that are locked. */
guint kh_environment_uses_count (KhItemList *environments, const char *path, const char *id,
                                 guint *locked);

G_END_DECLS
