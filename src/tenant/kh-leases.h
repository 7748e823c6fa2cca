/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is using the data of one environment right now, and how to make them stop.
 *
 * A lease is held by whoever reads or writes; revoking refuses new ones at once and waits until the
 * holders, whose next read or write fails, have given theirs up. A holder never waits for the
 * tenant's worker, since that is the one who revokes. Any thread.
 */
#pragma once

#include "kh-error.h"

G_BEGIN_DECLS

typedef struct _KhLeases KhLeases;

KhLeases *kh_leases_new (void);
void kh_leases_free (KhLeases *self);
/* FALSE with the reason given to kh_leases_refuse(). */
gboolean kh_leases_take (KhLeases *self, GError **error);
/* FALSE with that reason, without taking one. */
gboolean kh_leases_check (KhLeases *self, GError **error);
void kh_leases_give (KhLeases *self);
/* Refuses new leases with a copy of @reason; present ones go on. */
void kh_leases_refuse (KhLeases *self, const GError *reason);
/* Waits until nobody holds one. */
void kh_leases_drain (KhLeases *self);
/* Admits again. */
void kh_leases_admit (KhLeases *self);

G_END_DECLS
