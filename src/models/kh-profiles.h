/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which organizations were opened on this desktop, the newest first: a small file below the user's
 * configuration, and nothing secret in it.
 *
 * Main thread; the disk is used by other threads, one after the other. A folder whose organization
 * is gone is left out, and forgotten with the next change.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *data_dir;
  char *name;    /* of the organization */
  gboolean open; /* a process hosts it now */
} KhProfile;
void kh_profile_free (KhProfile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhProfile, kh_profile_free)

/* (transfer full): where the file is, unless a test has its own. */
char *kh_profiles_default_path (void);

/* Result: (transfer full) (element-type KhProfile). A file that is not there or not readable is as
 * an empty one. */
void kh_profiles_read_async (const char *path, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *kh_profiles_read_finish (GAsyncResult *result, GError **error);
/* Puts it in front. What cannot be written is lost. @callback: (nullable). */
void kh_profiles_note_async (const char *path, const char *data_dir, const char *name,
                             GAsyncReadyCallback callback, gpointer user_data);
/* Result: (transfer full): @data_dir, or the first of the names "@data_dir-2", … that holds no
 * organization. */
void kh_profiles_find_folder_async (const char *data_dir, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
char *kh_profiles_find_folder_finish (GAsyncResult *result, GError **error);

G_END_DECLS
