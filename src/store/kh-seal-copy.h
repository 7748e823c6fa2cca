/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic copy of the seal, `tenant/seal.copy`: for the day when the seal itself is damaged.
 *
 * Before a seal changes its copy goes, durably, and after that it is made again: whatever a crash
 * or a full disk leaves, there is never a copy that opens with a passphrase which was taken away,
 * and a copy that differs from the seal is told by that. Nothing replaces such a copy but the next
 * change of the seal. Whoever changes or uses it holds the lock of the data folder.
 *
 * Any thread that may block. @folder: the `tenant` folder.
 */
#pragma once

#include "kh-io.h"

G_BEGIN_DECLS

#define KH_SEAL_COPY_NAME "seal.copy"
/* What was damaged, from before the copy takes its place until that is in the audit log. */
#define KH_SEAL_DAMAGED_NAME "seal.damaged"

/* Durably. One that is not there is no error. */
gboolean kh_seal_copy_drop (const KhIo *io, const char *folder, GError **error);
/* Makes the copy of a seal that can be read, where there is none that can be read. A failure is
 * logged and not told: the seal is whole, and the next opening tries again. */
void kh_seal_copy_renew (const KhIo *io, const char *folder);
/* Microseconds since 1970, by the clock of the file system: when the copy was made that could take
 * the place of the seal. 0: there is none, it is damaged too, or it is no other than the seal. */
gint64 kh_seal_copy_find (const KhIo *io, const char *folder);
/* The copy takes the place of the seal, in one step that a crash cannot split. Until
 * kh_seal_copy_settle() the folder remembers that. Errors: KH_ERROR_NOT_FOUND where
 * kh_seal_copy_find() finds none, and those of the disk, which leave the seal as it was. */
gboolean kh_seal_copy_use (const KhIo *io, const char *folder, GError **error);
/* TRUE when a copy was used that nobody settled. */
gboolean kh_seal_copy_was_used (const KhIo *io, const char *folder);
void kh_seal_copy_settle (const KhIo *io, const char *folder);

G_END_DECLS
