/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs that work on several environments at once. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* (transfer full): the environments that are named with --environment and as objects, each once.
 * NULL with @error. */
GPtrArray *kh_cli_find_environments (KhCli *cli, GError **error);
/* Waits for each operation, unless --no-wait, and prints them; "" among @ids is passed over. The
 * worst exit status. */
int kh_cli_finish_operations (KhCli *cli, GPtrArray *ids);

G_END_DECLS
