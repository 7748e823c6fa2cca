/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scrypt (RFC 7914) within the bounds that a seal may ask for.
 *
 * The default takes 0.3 s and 128 MiB: in a worker. Any thread. */
#ifndef KHC_SCRYPT_H
#define KHC_SCRYPT_H

#include "khc-bytes.h"

#define KHC_SCRYPT_MIN_LOG_N 15
#define KHC_SCRYPT_DEFAULT_LOG_N 17
#define KHC_SCRYPT_MAX_LOG_N 20
#define KHC_SCRYPT_R 8
#define KHC_SCRYPT_MAX_P 4

typedef struct {
  uint8_t log_n; /* N = 2^log_n */
  uint8_t r;
  uint8_t p;
} KhcScryptParams;

/* 2^17, 8, 1. */
KhcScryptParams khc_scrypt_default (void);

/* KHC_ERR_REFUSED unless 2^15 <= N <= 2^20, r = 8 and 1 <= p <= 4: less is weak, more is a denial
 * of service by a file. */
int khc_scrypt_check (const KhcScryptParams *params);

/* Derives size bytes. Checks the bounds before any work. KHC_ERR_MEMORY when N's memory is not
 * there. */
int khc_scrypt (const KhcScryptParams *params, KhcBytes passphrase, KhcBytes salt, uint8_t *out,
                size_t size);

#endif
