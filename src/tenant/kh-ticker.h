/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls a function every so often on a thread of its own, and earlier when asked.
 *
 * The function says in how many microseconds it wants to be called again. It must be short: it
 * hands work to a worker.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _KhTicker KhTicker;
typedef gint64 (*KhTickFunc) (gpointer data);

KhTicker *kh_ticker_new (KhTickFunc func, gpointer data);
/* Waits for a call in progress; none comes after it, and a hurry does nothing. */
void kh_ticker_stop (KhTicker *self);
/* Stops it; nobody may know it any more. */
void kh_ticker_free (KhTicker *self);
/* Sets the next call to @delay from now if that is earlier. */
void kh_ticker_hurry (KhTicker *self, gint64 delay);

G_END_DECLS
