/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the sample organization in a data folder: whole, or not at all.
 *
 * It is built in a folder inside, by a host of its own, and its parts get their places at the end.
 * What a cancelled or failed attempt has made is removed; what a crash left goes with the next
 * attempt. Any thread that may block; seconds.
 */
#pragma once

#include "kh-sample.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* @name, @home_geo, @admin: (nullable): those of the sample. Nobody hosts it afterwards. Errors:
 * EXISTS (there is an organization), HOSTED, NO_SPACE, READ_ONLY, IO, and G_IO_ERROR_CANCELLED. */
typedef struct {
  const char *data_dir;
  const char *name, *home_geo, *admin;
} KhLocalSample;
gboolean kh_local_sample_make (const KhLocalSample *sample, KhSecret *passphrase,
                               const KhSampleWatch *watch, GError **error);

G_END_DECLS
