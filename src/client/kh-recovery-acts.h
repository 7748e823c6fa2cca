/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery sheet and the seal, changed together: blocking, on the thread of the client. */
#pragma once

#include "kh-client.h"

G_BEGIN_DECLS

/* Writes a sheet with a fresh code to @path and puts a slot for it into the seal, in place of the
 * one there is: either both or none, but where no answer came. @data_dir: what the sheet names as
 * the folder. @replaced: (out): an older sheet is worthless now. Errors: EXISTS (@path, which is
 * never overwritten), PERMISSION, those of the disk. */
gboolean kh_act_save_recovery (KhClient *client, const char *path, const char *data_dir,
                               gboolean *replaced, GCancellable *cancellable, GError **error);

G_END_DECLS
