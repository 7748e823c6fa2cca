/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scrypt without bounds: for khc-scrypt.c, and for the published vectors, whose N are small. */
#ifndef KHC_SCRYPT_PRIVATE_H
#define KHC_SCRYPT_PRIVATE_H

#include "khc-scrypt.h"

int khc_scrypt_run (const KhcScryptParams *params, KhcBytes passphrase, KhcBytes salt, uint8_t *out,
                    size_t size);

#endif
