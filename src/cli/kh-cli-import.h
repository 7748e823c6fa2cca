/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `data import` and `data export`. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* Files, and folders whose files are taken one by one. */
int kh_cli_import (KhCli *cli);
/* Every item into a folder, with a manifest. */
int kh_cli_export (KhCli *cli);
/* One of the five stores. Errors: USAGE. */
gboolean kh_cli_store_check (const char *store, GError **error);

G_END_DECLS
