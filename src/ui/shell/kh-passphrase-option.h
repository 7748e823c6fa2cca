/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passphrase of --passphrase-file: read on another thread, because the file may be a pipe that
 * nobody writes to yet. Main thread. */
#pragma once

#include <gio/gio.h>

#include "kh-secret.h"

G_BEGIN_DECLS

void kh_passphrase_option_read_async (const char *path, GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (transfer full): errors: those of kh_passphrase_read_file(). */
KhSecret *kh_passphrase_option_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
