/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons (model.md 7) as the tenant lists them: those that wait first, the one that
 * expires next on top; then those that were decided, newest first.
 *
 * Main thread. What was read stays when a reading fails.
 */
#pragma once

#include <gio/gio.h>

#include "kh-item-list.h"

G_BEGIN_DECLS

#define KH_TYPE_REQUEST_LIST (kh_request_list_get_type ())
G_DECLARE_FINAL_TYPE (KhRequestList, kh_request_list, KH, REQUEST_LIST, GObject)

/* Signal "changed": after each reading. */
KhRequestList *kh_request_list_new (void);
/* @all: (element-type KhJson): as of GET /requests; what they hold is kept. */
void kh_request_list_take (KhRequestList *self, GPtrArray *all);
void kh_request_list_fail (KhRequestList *self, const GError *error);
KhListState kh_request_list_get_state (KhRequestList *self);
/* (nullable): why the last reading failed. */
const GError *kh_request_list_get_error (KhRequestList *self);
guint kh_request_list_count (KhRequestList *self);
KhJson *kh_request_list_nth (KhRequestList *self, guint n);

/* (nullable) (transfer none): the one that is called so. */
KhJson *kh_request_list_find (KhRequestList *self, const char *id);

/* Waits for somebody. */
gboolean kh_request_is_pending (KhJson *request);
/* Waits for the account that read it. */
gboolean kh_request_is_mine_to_decide (KhJson *request);
guint kh_request_list_count_mine (KhRequestList *self);

/* TRUE if one that was approved lets this environment be opened again. */
gboolean kh_request_list_lets_unlock (KhRequestList *self, const char *environment);

G_END_DECLS
