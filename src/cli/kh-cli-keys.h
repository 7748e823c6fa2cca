/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of keys that change something. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

extern const KhCliColumn kh_cli_key_columns[];
int kh_cli_key_show (KhCli *cli, const KhCliKey *key);
/* --ops and --tag; unset where they are not given. */
gboolean kh_cli_key_read_options (KhCli *cli, char ***ops, char ***tags, GError **error);

int kh_cli_key_enable (KhCli *cli);
int kh_cli_key_disable (KhCli *cli);
int kh_cli_key_update (KhCli *cli);
int kh_cli_key_delete (KhCli *cli);
int kh_cli_key_recover (KhCli *cli);
int kh_cli_key_purge (KhCli *cli);
int kh_cli_key_backup (KhCli *cli);
int kh_cli_key_restore (KhCli *cli);
/* What a new version is like. */
extern const KhCliOption kh_cli_rotate_options[];
int kh_cli_key_rotate (KhCli *cli);
int kh_cli_key_rotation_policy (KhCli *cli);
/* The same as `key rotate` for a key that environments use. */
int kh_cli_cmk_rotate (KhCli *cli);

G_END_DECLS
