/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that rotate themselves by their policy (model.md 9).
 *
 * What is due on the tenant's clock gets one new version, however long ago that was, as the act of
 * its rotation policy: audited, published and followed like a rotation by hand. A thread of its own
 * makes the key pairs, one after the other, so that neither locks nor callers wait for them. A key
 * that would lock environments before that, because what was due lies behind its expiry too, is
 * rotated at once.
 *
 * A doubted clock does not hold it up: a new version destroys nothing, and at most one is made too
 * early. What fails is tried again after a while. Worker, but for stop.
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

void kh_rotation_timer_init (KhTenant *tenant);
void kh_rotation_timer_clear (KhTenant *tenant);
/* Begins with what is due, unless that is under way. */
void kh_rotation_timer_start (KhTenant *tenant);
gboolean kh_rotation_timer_is_running (KhTenant *tenant);
/* Rotates what is due and in use under a version that has expired: before locks are looked at. */
void kh_rotation_timer_rescue (KhTenant *tenant);
/* Ends the thread and waits. Not on the worker. */
void kh_rotation_timer_stop (KhTenant *tenant);

G_END_DECLS
