/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of a secret, from wherever it comes. One thread; blocks. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* (transfer full): the bytes of the file, as they are; without one, what is typed on the terminal,
 * or standard input as a whole. The caller wipes it. Errors: those of the disk, and ARGUMENT for
 * what is no text or too long. */
char *kh_cli_secret_value (KhCli *cli, const char *path, GError **error);

G_END_DECLS
