/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cobblestone-256: a payload in chunks, sealed and opened in any number of pieces.
 *
 * C2SP chunked-encryption with AEAD_AES_256_GCM and HKDF-Expand-SHA512:
 *
 *   0      24    salt, random
 *   24     32    commitment to key, salt and context
 *   56     ...   chunks of 16384 + 16 bytes, the last one always shorter (16 to 16399 bytes)
 *
 * A KhcChunks is one payload under one key: it holds a key schedule, and freeing it takes that out
 * of memory. One thread at a time; workers on disjoint ranges of one payload each take a duplicate.
 * No allocation depends on a length in the payload. */
#ifndef KHC_CHUNKS_H
#define KHC_CHUNKS_H

#include <stdbool.h>

#include "khc-bytes.h"

#define KHC_CHUNK_SIZE 16384
#define KHC_CHUNK_SEALED_SIZE (KHC_CHUNK_SIZE + 16)
#define KHC_CHUNKS_PREFIX_SIZE 56
#define KHC_CHUNKS_MAX (UINT64_C (1) << 38)
#define KHC_CHUNKS_COMMITMENT_SIZE 32

typedef struct _KhcChunks KhcChunks;

/* Starts a payload: draws the salt, writes 56 bytes to prefix. key: 32 bytes (KHC_ERR_ARGUMENT),
 * not all zero (KHC_ERR_REFUSED). context: at most 512 bytes (KHC_ERR_RANGE). (transfer full) */
int khc_chunks_seal_begin (KhcBytes key, KhcBytes context, uint8_t *prefix, KhcChunks **out);

/* Starts reading: prefix is the first 56 bytes or more. KHC_ERR_TRUNCATED when it is shorter,
 * KHC_ERR_WRONG_KEY when the commitment is another one (key, salt, commitment or context differ).
 */
int khc_chunks_open_begin (KhcBytes key, KhcBytes context, KhcBytes prefix, KhcChunks **out);

/* The same payload for another thread. */
int khc_chunks_dup (const KhcChunks *chunks, KhcChunks **out);
void khc_chunks_free (KhcChunks *chunks);

/* Sealed size of size plain bytes passed to one khc_chunks_seal. */
size_t khc_chunks_sealed_size (size_t size, bool last);

/* Seals plain as chunks first, first + 1, ...: whole chunks (a positive multiple of 16384) or, with
 * last, any size, ending in the short chunk that ends the payload (an empty one after whole
 * chunks). Writes khc_chunks_sealed_size bytes to out, which may not overlap plain. A chunk number
 * is used once: going back, or on after the last, is KHC_ERR_ARGUMENT; beyond 2^38 chunks
 * KHC_ERR_RANGE. */
int khc_chunks_seal (KhcChunks *chunks, uint64_t first, KhcBytes plain, bool last, uint8_t *out);

/* Opens chunks first, first + 1, ... in any order: whole ones, or with last up to the end of the
 * payload. Writes the plain bytes to out. KHC_ERR_TRUNCATED: the length cannot end a payload;
 * KHC_ERR_DAMAGED: a chunk is not authentic at its place, its number is in *bad (nullable). On
 * failure all of out is wiped, the chunks before the bad one too. */
int khc_chunks_open (KhcChunks *chunks, uint64_t first, KhcBytes sealed, bool last, uint8_t *out,
                     uint64_t *bad);

#endif
