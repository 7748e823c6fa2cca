/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proper end of a program of the command line that is asked to end: SIGTERM, and SIGHUP unless
 * that is ignored.
 *
 * What it waits for is cancelled, and it ends by itself. A program that does not, because it writes
 * to somebody who does not read, gives the organization back after a moment all the same, and ends
 * then.
 */
#pragma once

#include <gio/gio.h>

#include "kh-local-host.h"

G_BEGIN_DECLS

typedef struct _KhLocalEnd KhLocalEnd;

/* @local: where the host stands, (nullable) until there is one; must outlive the watch. Starts a
 * thread. */
KhLocalEnd *kh_local_end_watch (GCancellable *cancellable, KhLocalHost **local);
/* The program ends by itself: nothing more is done, also when the signal has come. */
void kh_local_end_free (KhLocalEnd *self);

G_END_DECLS
