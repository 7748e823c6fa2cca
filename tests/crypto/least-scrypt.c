/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program makes with this takes the least memory and time that a seal may ask for, a quarter
 * of the default, and is opened by every program. */
#include "khc-scrypt.h"

KhcScryptParams __wrap_khc_scrypt_default (void);

KhcScryptParams
__wrap_khc_scrypt_default (void)
{
  KhcScryptParams params = { KHC_SCRYPT_MIN_LOG_N, KHC_SCRYPT_R, 1 };
  return params;
}
