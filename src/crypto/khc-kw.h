/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AES key wrap: RFC 3394 (KW) and RFC 5649 (KWP).
 *
 * Written as the steps of the standard over AES-ECB, which the processor computes in constant time:
 * the library's own wrap goes through look-up tables indexed by the key being wrapped. Keys of 16,
 * 24 and 32 bytes. Any thread; nothing is kept. Every failure to unwrap is the same
 * KHC_ERR_WRONG_KEY, whatever the cause, and leaves the output wiped. */
#ifndef KHC_KW_H
#define KHC_KW_H

#include "khc-bytes.h"

#define KHC_KW_OVERHEAD 8
#define KHC_KW_MAX (64 * 1024)

/* plain: a multiple of 8, at least 16 (KHC_ERR_ARGUMENT); writes plain.size + 8 bytes to out, which
 * may not overlap plain. */
int khc_kw_wrap (KhcBytes kek, KhcBytes plain, uint8_t *out);

/* Writes wrapped.size - 8 bytes. */
int khc_kw_unwrap (KhcBytes kek, KhcBytes wrapped, uint8_t *out);

/* The size of n bytes wrapped with padding: rounded up to 8, plus 8. */
size_t khc_kwp_wrapped_size (size_t n);

/* plain: 1 byte or more; writes khc_kwp_wrapped_size (plain.size) bytes. */
int khc_kwp_wrap (KhcBytes kek, KhcBytes plain, uint8_t *out);

/* out has room for wrapped.size - 8 bytes, of which the first *size are the key. */
int khc_kwp_unwrap (KhcBytes kek, KhcBytes wrapped, uint8_t *out, size_t *size);

#endif
