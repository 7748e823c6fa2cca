/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells when the organization is to be sealed without anybody asking for it: nobody touched a
 * window for as long as the settings say, the desktop session is locked, the computer goes to
 * sleep.
 *
 * Main thread. Sessions and sleep are told by logind on the system bus; where that is out of reach,
 * the portal of the desktop tells of the session's lock. Without both only the time without input
 * counts.
 */
#pragma once

#include <gtk/gtk.h>

#include "kh-settings.h"

G_BEGIN_DECLS

#define KH_TYPE_SEAL_WATCH (kh_seal_watch_get_type ())
G_DECLARE_FINAL_TYPE (KhSealWatch, kh_seal_watch, KH, SEAL_WATCH, GObject)

/* Watches every window that @application gets. Signal "due" (boolean at_once): comes again and
 * again as long as it is true; with @at_once FALSE what runs may end first. */
KhSealWatch *kh_seal_watch_new (GtkApplication *application, KhSettings *settings);
/* Looks whether it is due at @now, a monotonic time; by itself every few seconds. */
void kh_seal_watch_check (KhSealWatch *self, gint64 now);

G_END_DECLS
