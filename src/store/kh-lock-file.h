/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `DATA_DIR/tenant.lock`: one process hosts a data folder.
 *
 * The lock is a flock, so it ends with the process however that ends; the text in the file (the
 * holder's process id) is for people and messages alone. The file itself stays. Any thread; nothing
 * here waits.
 */
#pragma once

#include "kh-io.h"

G_BEGIN_DECLS

typedef struct _KhLockFile KhLockFile;

/* Takes the lock of @data_dir, which exists. Errors: KH_ERROR_HOSTED when another process (or
 * another part of this one) has it, with its process id as the target among the error's facts;
 * KH_ERROR_NOT_FOUND; KH_ERROR_READ_ONLY; KH_ERROR_NOT_OURS when it is not a regular file. */
KhLockFile *kh_lock_file_acquire (const KhIo *io, const char *data_dir, GError **error);

/* Gives the lock back. NULL is allowed. */
void kh_lock_file_release (KhLockFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhLockFile, kh_lock_file_release)

/* The process that holds the lock of @data_dir; 0 when nobody does, -1 when somebody does and the
 * text of the file does not say who. For messages: the answer may be out of date at once. */
int kh_lock_file_get_holder (const KhIo *io, const char *data_dir);
/* The process that held it last and ended without giving it back; 0 when somebody holds it, or the
 * last one came to its end. */
int kh_lock_file_get_left (const KhIo *io, const char *data_dir);
/* Whether the one before this one ended so. */
gboolean kh_lock_file_was_left (const KhLockFile *self);

G_END_DECLS
