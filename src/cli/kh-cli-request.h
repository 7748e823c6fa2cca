/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* The verb `unlock request`. */
int kh_cli_unlock_request (KhCli *cli);
extern const KhCliOption kh_cli_unlock_request_options[];

G_END_DECLS
