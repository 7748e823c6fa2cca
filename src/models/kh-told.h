/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which notices of an organization were told on this desktop, so that each is told once, also
 * across restarts: a small file of digests, which says nothing about what they stand for.
 *
 * Main thread; the disk is used by other threads, one after the other. What cannot be written is
 * told again after the next start.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KH_TYPE_TOLD (kh_told_get_type ())
G_DECLARE_FINAL_TYPE (KhTold, kh_told, KH, TOLD, GObject)

/* (transfer full): the folder of the files, unless a test has its own. */
char *kh_told_default_folder (void);
/* @organization: what tells one organization from another on this computer. */
KhTold *kh_told_new (const char *folder, const char *organization);
/* A file that is not there, or cannot be read, is an empty one: this does not fail. */
void kh_told_read_async (KhTold *self, GAsyncReadyCallback callback, gpointer user_data);
void kh_told_read_finish (KhTold *self, GAsyncResult *result);
gboolean kh_told_has (KhTold *self, const char *id);
void kh_told_add (KhTold *self, const char *id);
/* Forgets everything but @ids (element-type utf8). */
void kh_told_keep_only (KhTold *self, GPtrArray *ids);
/* Begins to write it when it has changed. */
void kh_told_save (KhTold *self);
gboolean kh_told_is_saved (KhTold *self);

G_END_DECLS
