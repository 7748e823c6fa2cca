/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the verbs of environments share. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* Prints the environment as it is now; the exit status. */
int kh_cli_environment_print (KhCli *cli, const char *id);

int kh_cli_environment_reset (KhCli *cli);
int kh_cli_environment_copy (KhCli *cli);
extern const KhCliOption kh_cli_copy_options[];
int kh_cli_environment_backup (KhCli *cli);
int kh_cli_environment_restore (KhCli *cli);
int kh_cli_environment_backups (KhCli *cli);
int kh_cli_environment_forget_backup (KhCli *cli);
extern const KhCliOption kh_cli_backup_options[];

G_END_DECLS
