/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change as one line of text, for a request that waits for its approval: what is approved is what
 * is done. Pure functions, any thread. */
#pragma once

#include "kh-change.h"

G_BEGIN_DECLS

/* (transfer full): everything the change says. */
char *kh_change_to_text (const KhChange *change);
/* (transfer full): the change again. A vault's new value is put together from the one it has in
 * @estate and what the change may set. Errors: DAMAGED for what kh_change_to_text() never writes,
 * NOT_FOUND for a vault that is gone. */
KhChange *kh_change_from_text (const KhEstate *estate, const char *text, GError **error);

G_END_DECLS
