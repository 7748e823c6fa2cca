/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The health monitor: what follows from facts and time without anybody asking for it.
 *
 * After every change, when a date is reached, at start and every 60 s it looks who still has access
 * to the keys that are in use, unwraps as each policy's identity to prove it, locks what lost its
 * key, keeps the policies' health, lets deletion clocks and retention run out, and makes the audit
 * log durable and signed. Worker, but for kh_settle_start().
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* First look and the ticker: after opening, before anybody calls. */
void kh_settle_start (KhTenant *tenant);
/* Stores the clock's highest time. */
void kh_settle_save_clock (KhTenant *tenant);

G_END_DECLS
