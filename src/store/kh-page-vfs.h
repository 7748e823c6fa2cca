/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encrypted page layer: a VFS under stock SQLite that seals every page (crypto.md D.3).
 *
 * One KhPageVfs serves one connection: it is registered under a name of its own, holds the page key
 * of the one database file and its WAL, and knows no other file. Journals and temporary files are
 * refused, so SQLite has to keep them in memory. There is no shared memory and no mmap: the
 * connection must use locking_mode=EXCLUSIVE. It belongs to the connection's thread; only
 * kh_page_vfs_revoke() is for any.
 *
 * On disk: pages as in khc-page.h; a WAL has SQLite's own layout, with each frame's page sealed and
 * the 16 bytes of salts and checksum in the WAL header and in every frame header encrypted.
 */
#pragma once

#include "kh-io.h"
#include "kh-secret.h"
#include "khc-page.h"

G_BEGIN_DECLS

typedef struct _KhPageVfs KhPageVfs;

typedef enum {
  KH_PAGE_VFS_READ,
  KH_PAGE_VFS_WRITE,
  KH_PAGE_VFS_CREATE, /* the file must not exist */
} KhPageVfsMode;

/* (transfer full), registered. @dek is referenced. */
KhPageVfs *kh_page_vfs_new (const KhIo *io, KhSecret *dek, KhPageVfsMode mode);
/* After the connection was closed. Unregisters and frees the page key. */
void kh_page_vfs_free (KhPageVfs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhPageVfs, kh_page_vfs_free)

/* For sqlite3_open_v2(). */
const char *kh_page_vfs_get_name (KhPageVfs *self);
/* Reads, writes and syncs fail from now on. Any thread. */
void kh_page_vfs_revoke (KhPageVfs *self);
gboolean kh_page_vfs_is_revoked (KhPageVfs *self);

/* (transfer none) */
KhSecret *kh_page_vfs_get_dek (KhPageVfs *self);

/* (transfer full) (nullable): why the last call of SQLite failed, in words; forgets it. */
GError *kh_page_vfs_take_error (KhPageVfs *self);
void kh_page_vfs_clear_error (KhPageVfs *self);

/* After the first read: TRUE if the WAL is what a crash can leave. A log whose header is neither
 * empty nor valid, or in which at least two whole commits follow a bad frame, has lost commits that
 * were acknowledged: KH_ERROR_DAMAGED. (Only the last commit can have been on its way to the disk.)
 */
gboolean kh_page_vfs_check_log (KhPageVfs *self, GError **error);

/* Whether recovery found frames to use. */
gboolean kh_page_vfs_has_log (KhPageVfs *self);

/* TRUE if some page of the file, of the first and the last few, opens under the key: then a page
 * that does not is damaged, else the key is probably another one. */
gboolean kh_page_vfs_key_fits (KhPageVfs *self);

/* Order-free keyed sum over number and tag of every page of the main file: 32 bytes. */
gboolean kh_page_vfs_sum (KhPageVfs *self, guint8 *sum, GError **error);

G_END_DECLS
