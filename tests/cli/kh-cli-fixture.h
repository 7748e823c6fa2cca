/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a command line in the test's process and keeps what it said. One thread. */
#pragma once

#include "kh-cli.h"

typedef struct {
  GString *out, *err;
  int status;
} KhCliRun;

/* @line: words separated by blanks; @client: (nullable): a tenant that answers, else there is none.
 */
KhCliRun *kh_cli_fixture_run (const char *line, KhClient *client);
void kh_cli_fixture_free (KhCliRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhCliRun, kh_cli_fixture_free)
