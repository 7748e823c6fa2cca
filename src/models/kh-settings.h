/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the console remembers on this computer: the keys of a GSettings schema as properties.
 *
 * Main thread. Reading is from memory. What was changed here is handed to the backend a moment
 * later, all at once: on a desktop that is dconf, which writes in a process of its own. What others
 * change shows at once. A value that is missing or makes no sense is the default one. Nothing in it
 * is secret, and nothing authoritative.
 *
 * Without a schema that fits, the program works with the defaults, says so in the log and keeps
 * nothing.
 */
#pragma once

#include <gio/gio.h>

#include "kh-time.h"

G_BEGIN_DECLS

#define KH_TYPE_SETTINGS (kh_settings_get_type ())
G_DECLARE_FINAL_TYPE (KhSettings, kh_settings, KH, SETTINGS, GObject)

/* "style" */
typedef enum { KH_STYLE_SYSTEM, KH_STYLE_LIGHT, KH_STYLE_DARK } KhStyle;

/* Properties, all of them read and written, each of the name of its key: "width", "height" (int),
 * "maximized" (boolean) of the window; "section" (nullable: the address of the section that was
 * shown last); "style" (uint, KhStyle), "search-by-typing" (boolean); "seal-after" (uint, the place
 * among never, 5, 15 and 60 minutes), "seal-with-session" (boolean);
 * "notify", "notify-deletion", "notify-expiry", "notify-ended", "notify-failed", "notify-back",
 * "notify-requests", "notify-holds"
 * (boolean: what is told when no window is in front), "remind-60", "remind-30", "remind-14",
 * "remind-7", "remind-1" (boolean: so many days before a key expires), "urgent-silent-until"
 * (nullable: a time in ISO 8601).
 *
 * What whoever administers the computer has locked cannot be set: it stays as it is.
 *
 * @backend: (nullable): that of the desktop. */
KhSettings *kh_settings_new (GSettingsBackend *backend);
/* The same with @schema (nullable); for tests. */
KhSettings *kh_settings_new_full (GSettingsSchema *schema, GSettingsBackend *backend);
/* (transfer full) (nullable): with every key of a property: from where the program was built or
 * installed, else one of the desktop. */
GSettingsSchema *kh_settings_find_schema (void);
/* Keeps @name and @property of @widget the same; it is insensitive where the setting is locked. */
void kh_settings_bind (KhSettings *self, const char *name, gpointer widget, const char *property);

/* (transfer full): the key file that versions before the schema kept. */
char *kh_settings_default_path (void);
/* Takes over once what is in the key file @path and was not set since, and renames the file: ".old"
 * at its end. A file that is not there is not missed, and what makes no sense stays in it: this
 * does not fail. */
void kh_settings_take_file_async (KhSettings *self, const char *path, GAsyncReadyCallback callback,
                                  gpointer user_data);
void kh_settings_take_file_finish (KhSettings *self, GAsyncResult *result);
/* 0: never. */
guint kh_settings_get_seal_minutes (KhSettings *self);
/* Bit n is set for the n-th of the reminders, from 60 days to 1. */
guint kh_settings_get_reminders (KhSettings *self);
/* Urgent notices are silent for 24 hours from @now, a time of this computer, or not any longer. */
void kh_settings_silence_urgent (KhSettings *self, KhTime now, gboolean silent);
/* KH_TIME_NONE when they are not silent at @now. Never more than 24 hours ahead: what the setting
 * says beyond that counts nothing. */
KhTime kh_settings_get_silent_until (KhSettings *self, KhTime now);
/* Hands over what is not handed over yet, and waits until it is kept; the last thing a program
 * does. Idempotent. */
void kh_settings_close (KhSettings *self);

G_END_DECLS
