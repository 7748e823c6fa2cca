/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes, and nonces taken from a batch.
 *
 * A 24-byte nonce asked for alone costs 2 us, one from a batch 20 ns; a KhcNonces belongs to one
 * owner (one page key, one writer) and is not shared between threads. The other functions: any
 * thread. */
#ifndef KHC_RANDOM_H
#define KHC_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fills out. For salts, nonces and identifiers. KHC_ERR_RANDOM leaves out zeroed. */
int khc_random (uint8_t *out, size_t size);

/* The same from the generator that is kept for secrets: for keys. */
int khc_random_key (uint8_t *out, size_t size);

/* A replacement source: fills out and returns a KhcResult. */
typedef int (*KhcRandomFunc) (void *data, uint8_t *out, size_t size);

/* Replaces both sources (NULL: the real ones again), so that a test is deterministic or sees a
 * failing generator. Not for use while another thread draws. RSA and EC generation keep the real
 * source. */
void khc_random_set_source (KhcRandomFunc source, void *data);

#define KHC_NONCES_BATCH 4080 /* a multiple of 12 and 24 */

/* Random bytes not handed out yet. They are discarded in a forked child, which would otherwise
 * repeat its parent's nonces. */
typedef struct {
  uint8_t batch[KHC_NONCES_BATCH];
  size_t left;
  unsigned int fork_count;
} KhcNonces;

void khc_nonces_init (KhcNonces *nonces);

/* Hands out size bytes (at most KHC_NONCES_BATCH) that were never handed out before.
 * KHC_ERR_RANDOM, KHC_ERR_ARGUMENT. */
int khc_nonces_take (KhcNonces *nonces, uint8_t *out, size_t size);

void khc_nonces_clear (KhcNonces *nonces);

#endif
