/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A passphrase from a file or a terminal: the first line, without its end. What was read is wiped
 * from ordinary memory. Any thread; blocks. */
#pragma once

#include "kh-error.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* The longest one that is read, in bytes. */
#define KH_PASSPHRASE_MAX 4096
/* Below this many characters it is weak. */
#define KH_PASSPHRASE_SHORT 12

/* (transfer full): @open_to_others: (out) (nullable): others may read the file. Errors: those of
 * the disk. */
KhSecret *kh_passphrase_read_file (const char *path, gboolean *open_to_others, GError **error);
/* (transfer full): the same from an open descriptor. Errors: IO. */
KhSecret *kh_passphrase_read (int fd, GError **error);

G_END_DECLS
