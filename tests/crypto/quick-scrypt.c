/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In tests of what happens with a passphrase, and not of its stretching, scrypt takes the least
 * memory and time that a seal may ask for: a quarter of the default. */
#include "khc-scrypt.h"

KhcScryptParams __wrap_khc_scrypt_default (void);

KhcScryptParams
__wrap_khc_scrypt_default (void)
{
  KhcScryptParams params = { KHC_SCRYPT_MIN_LOG_N, KHC_SCRYPT_R, 1 };
  return params;
}
