/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery sheet: a text that an administrator prints and keeps in a safe.
 *
 * Plain UTF-8. It names the organization, says what the code opens, how it is used and what it is
 * worth, and holds the code in five numbered lines. The code is nowhere but in the secure heap and
 * in that file, which is written whole or not at all, with mode 0600, and never over another one.
 * Whoever retypes the code may give a file with the code alone. Any thread; blocks.
 */
#pragma once

#include "kh-recovery-code.h"
#include "kh-time.h"

G_BEGIN_DECLS

/* What stands on it. Borrowed. */
typedef struct {
  const char *organization, *tenant; /* name and GUID */
  const char *folder;                /* the data folder */
  const char *account;               /* who saved it, and whom it signs in */
  KhTime time;
} KhRecoveryFacts;

/* (transfer full): the text with the code of @key (32 bytes). */
KhSecret *kh_recovery_sheet_print (const KhRecoveryFacts *facts, KhSecret *key, GError **error);
/* Errors: EXISTS, PERMISSION, NO_SPACE, IO, …: then nothing of it is at @path. */
gboolean kh_recovery_sheet_write (const char *path, KhSecret *sheet, GError **error);
/* (transfer full): the 32 bytes. @tenant: (out) (nullable) (transfer full): the organization it
 * names, NULL where it is the code alone. @open_to_others: (out) (nullable): others may read the
 * file. Errors: ARGUMENT with KH_RECOVERY_MISTYPED or "NoRecoveryCode"; those of the disk. */
KhSecret *kh_recovery_sheet_read (const char *path, char **tenant, gboolean *open_to_others,
                                  GError **error);
/* (transfer full): the same of a text that was read. */
KhSecret *kh_recovery_sheet_parse (const char *text, gsize size, char **tenant, GError **error);

G_END_DECLS
