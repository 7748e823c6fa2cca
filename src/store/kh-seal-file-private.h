/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a KhSealFile, shared by the files that implement it. */
#pragma once

#include "kh-seal-file.h"

G_BEGIN_DECLS

struct _KhSealFile {
  const KhIo *io;
  char *folder, *path;
  char *tenant;
  KhcSeal seal;
};

gboolean kh_seal_file_parse_id (const char *text, guint8 id[16], GError **error);
/* Whoever shows the error can say that it is the seal that is damaged, and name the file. @result:
 * of khc-seal.h. */
void kh_seal_file_set_failed (KhSealFile *self, int result, GError **error);
/* The recovery slot, whoever's it is; n_slots: there is none. */
gsize kh_seal_file_find_recovery (const KhcSeal *seal, KhcSealSlot *slot);

G_END_DECLS
