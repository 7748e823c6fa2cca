/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the console remembers on this computer: a key file that needs no installed schema.
 *
 * Main thread. The disk is touched on the settings' own thread: kh_settings_read_async() before the
 * first use, and after each change, a moment later. Only what was changed here is written, so
 * several consoles share the file, and what a newer version keeps in it stays. A value that is
 * missing or makes no sense is the default one. Nothing in it is secret, and nothing authoritative.
 */
#pragma once

#include <gio/gio.h>

#include "kh-time.h"

G_BEGIN_DECLS

#define KH_TYPE_SETTINGS (kh_settings_get_type ())
G_DECLARE_FINAL_TYPE (KhSettings, kh_settings, KH, SETTINGS, GObject)

/* "style" */
typedef enum { KH_STYLE_SYSTEM, KH_STYLE_LIGHT, KH_STYLE_DARK } KhStyle;

/* Properties, all of them read and written: "width", "height" (int), "maximized" (boolean) of the
 * window; "section" (nullable: the address of the section that was shown last);
 * "style" (uint, KhStyle), "search-by-typing" (boolean); "seal-after" (uint, the place
 * among never, 5, 15 and 60 minutes), "seal-with-session" (boolean);
 * "notify", "notify-deletion", "notify-expiry", "notify-ended", "notify-failed", "notify-back",
 * "notify-requests", "notify-holds"
 * (boolean: what is told when no window is in front), "remind-60", "remind-30", "remind-14",
 * "remind-7", "remind-1" (boolean: so many days before a key expires), "urgent-silent-until"
 * (nullable: a time in ISO 8601).
 *
 * @path: of the file; its folder is made when something is kept. */
KhSettings *kh_settings_new (const char *path);
/* (transfer full): where the console keeps them. */
char *kh_settings_default_path (void);
/* A file that is not there, or cannot be read, is one without values: this does not fail. What was
 * set before wins. */
void kh_settings_read_async (KhSettings *self, GAsyncReadyCallback callback, gpointer user_data);
void kh_settings_read_finish (KhSettings *self, GAsyncResult *result);
/* 0: never. */
guint kh_settings_get_seal_minutes (KhSettings *self);
/* Bit n is set for the n-th of the reminders, from 60 days to 1. */
guint kh_settings_get_reminders (KhSettings *self);
/* Urgent notices are silent for 24 hours from @now, a time of this computer, or not any longer. */
void kh_settings_silence_urgent (KhSettings *self, KhTime now, gboolean silent);
/* KH_TIME_NONE when they are not silent at @now. Never more than 24 hours ahead: what the file says
 * beyond that counts nothing. */
KhTime kh_settings_get_silent_until (KhSettings *self, KhTime now);
/* Writes what is not written yet, and waits for it; the last thing a program does. Idempotent. */
void kh_settings_close (KhSettings *self);

G_END_DECLS
