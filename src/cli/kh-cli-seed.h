/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `tenant seed`: fills an organization with generated objects, for trials of scale. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* Options: environments, vaults, rows. The exit status. */
int kh_cli_seed (KhCli *cli);

G_END_DECLS
