/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts wrong passphrases, and makes whoever tries on wait.
 *
 * The count lies in a small file of the data folder, written before a passphrase is tried, so that
 * neither a restart nor a kill gives tries for nothing. From the fifth wrong one on there is a wait
 * of 30 seconds that doubles up to 15 minutes. In a process the wait goes by the monotonic clock;
 * after a restart by the wall clock, and a clock that was set back begins it anew. One thread at a
 * time; everything but kh_unseal_tries_get_wait() uses the disk.
 */
#pragma once

#include "kh-clock.h"

G_BEGIN_DECLS

typedef struct _KhUnsealTries KhUnsealTries;

/* Reads nothing yet. @clock: (nullable): for tests. */
KhUnsealTries *kh_unseal_tries_new (const char *data_dir, KhClock *clock);
void kh_unseal_tries_free (KhUnsealTries *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhUnsealTries, kh_unseal_tries_free)

/* Takes over what an earlier process left; the first time only. */
void kh_unseal_tries_load (KhUnsealTries *self);
/* Whole seconds, rounded up; 0: a passphrase may be tried. */
guint kh_unseal_tries_get_wait (KhUnsealTries *self);
/* A passphrase is about to be tried: it counts as a wrong one until one of the next two. */
void kh_unseal_tries_begin (KhUnsealTries *self);
/* It was the right one. */
void kh_unseal_tries_clear (KhUnsealTries *self);
/* It was not found out. */
void kh_unseal_tries_undo (KhUnsealTries *self);

G_END_DECLS
