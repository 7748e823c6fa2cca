/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key protects what, store by store: of the environments that --environment names, else of
 * all. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* @whole: with the environment's own state, as `cmk status`; else the stores alone. */
int kh_cli_coverage_print (KhCli *cli, gboolean whole);

G_END_DECLS
