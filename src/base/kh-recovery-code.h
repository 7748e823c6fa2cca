/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery code of an organization as somebody types it (khc-recovery.h). Any thread. */
#pragma once

#include "kh-error.h"
#include "kh-secret.h"

G_BEGIN_DECLS

#define KH_RECOVERY_MISTYPED "RecoveryCodeMistyped"

/* (transfer full): the 32 bytes of a fresh code. */
KhSecret *kh_recovery_code_new (GError **error);
/* (transfer full): the five lines of the code. */
KhSecret *kh_recovery_code_print (KhSecret *key, GError **error);
/* (transfer full): what was typed, as the 32 bytes: nothing is tried for it. Errors: ARGUMENT with
 * KH_RECOVERY_MISTYPED, which says what is wrong and in which line. */
KhSecret *kh_recovery_code_parse (const char *text, gsize size, GError **error);

/* The same of line @n alone, 1 to 5, as soon as it was typed. */
gboolean kh_recovery_code_check_line (const char *text, gsize size, guint n, GError **error);

G_END_DECLS
