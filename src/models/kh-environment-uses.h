/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many environments need an object, counted once for all objects and again after a change; and
 * which stop with the newest version of a key.
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

/* Keys, of which it is asked what is on their newest version: those on an older one do not stop
 * with it. Add each key with where its count goes, and the first environment (transfer full); then
 * count once for all. Free with g_hash_table_unref(). */
GHashTable *kh_key_users_new (void);
void kh_key_users_add (GHashTable *users, KhItem *key, guint *n_environments, KhItem **first);
void kh_key_users_count (GHashTable *users, KhItemList *environments);

G_END_DECLS
