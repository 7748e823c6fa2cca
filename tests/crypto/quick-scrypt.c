/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In tests of what happens with a passphrase, and not of its stretching, scrypt does a small part
 * of the work that the seal asks for. The test opens only what itself has made. */
#include <string.h>

#include "khc-error.h"
#include "khc-scrypt-private.h"

/* As many times less work, as a power of two: the default's 128 MiB become one. */
#define LESS 7

int __wrap_khc_scrypt (const KhcScryptParams *params, KhcBytes passphrase, KhcBytes salt,
                       uint8_t *out, size_t size);

int
__wrap_khc_scrypt (const KhcScryptParams *params, KhcBytes passphrase, KhcBytes salt, uint8_t *out,
                   size_t size)
{
  KhcScryptParams less = *params;
  int result = khc_scrypt_check (params);

  memset (out, 0, size);
  less.log_n -= LESS;
  return result == KHC_OK ? khc_scrypt_run (&less, passphrase, salt, out, size) : result;
}
