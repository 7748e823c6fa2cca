/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the text of a recovery code to its bytes and back. */
#include "kh-recovery-code.h"

#include "khc-error.h"
#include "khc-recovery.h"

KhSecret *
kh_recovery_code_new (GError **error)
{
  KhcSecret *key = NULL;
  int result = khc_secret_new_random (KHC_RECOVERY_KEY_SIZE, &key);

  if (result == KHC_OK)
    return kh_secret_new_take (key);
  kh_error_from_khc (error, result, "The recovery code");
  return NULL;
}

KhSecret *
kh_recovery_code_print (KhSecret *key, GError **error)
{
  KhcSecret *text = NULL;
  int result = khc_recovery_print (kh_secret_peek (key), &text);

  if (result == KHC_OK)
    return kh_secret_new_take (text);
  kh_error_from_khc (error, result, "The recovery code");
  return NULL;
}

/* (transfer full) */
static char *
describe (int result, unsigned line)
{
  if (result == KHC_ERR_TRUNCATED)
    return g_strdup_printf ("Line %u of the recovery code has fewer than %d characters", line,
                            KHC_RECOVERY_LINE_SYMBOLS);
  if (result == KHC_ERR_RANGE && line != 0)
    return g_strdup_printf ("Line %u of the recovery code has more than %d characters", line,
                            KHC_RECOVERY_LINE_SYMBOLS);
  if (result == KHC_ERR_RANGE)
    return g_strdup_printf ("A recovery code has %d lines of %d characters, and no more",
                            KHC_RECOVERY_LINES, KHC_RECOVERY_LINE_SYMBOLS);
  if (line == 0)
    return g_strdup ("The lines are not of one and the same recovery code");
  return g_strdup_printf ("Line %u of the recovery code has a typing error", line);
}

static void
set_mistyped (int result, unsigned line, GError **error)
{
  g_autofree char *message = NULL;

  if (result == KHC_ERR_MEMORY) {
    kh_error_from_khc (error, result, "The recovery code");
    return;
  }
  message = describe (result, line);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, NULL, KH_RECOVERY_MISTYPED,
                      "Compare it with the sheet, character by character.", message);
}

KhSecret *
kh_recovery_code_parse (const char *text, gsize size, GError **error)
{
  KhcSecret *key = NULL;
  unsigned line = 0;
  int result = khc_recovery_parse (khc_bytes ((const uint8_t *)text, size), &key, &line);

  if (result == KHC_OK)
    return kh_secret_new_take (key);
  set_mistyped (result, line, error);
  return NULL;
}

gboolean
kh_recovery_code_check_line (const char *text, gsize size, guint n, GError **error)
{
  int result = khc_recovery_check_line (khc_bytes ((const uint8_t *)text, size), n);

  if (result != KHC_OK)
    set_mistyped (result, n, error);
  return result == KHC_OK;
}
