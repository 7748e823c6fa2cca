/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container of a file at rest: an 80-byte header, then a Cobblestone-256 payload bound to it.
 *
 * Header, version 1, all integers big endian:
 *
 *   0    8   CB 48 46 49 4C 45 0D 0A: "KHFILE\r\n" with the high bit of byte 0 set
 *   8    2   format version = 1
 *   10   2   header length = 80
 *   12   2   suite = 1 (Cobblestone-256)
 *   14   2   flags = 0
 *   16   16  environment id
 *   32   16  item id
 *   48   16  DEK id
 *   64   8   generation of the item
 *   72   8   reserved, zero
 *   80   24  salt            } payload (khc-chunks.h), whose context is the 80 bytes above:
 *   104  32  commitment      } a changed header changes key, nonces and commitment
 *   136      chunks
 *
 * Pure functions of bytes; files are the store's. Any thread. */
#ifndef KHC_CONTAINER_H
#define KHC_CONTAINER_H

#include "khc-chunks.h"
#include "khc-secret.h"

#define KHC_CONTAINER_HEADER_SIZE 80
#define KHC_CONTAINER_PREFIX_SIZE 136
#define KHC_CONTAINER_COMMITMENT_OFFSET 104
#define KHC_CONTAINER_VERSION 1
#define KHC_ID_SIZE 16

/* What a header says. */
typedef struct {
  uint8_t environment[KHC_ID_SIZE];
  uint8_t item[KHC_ID_SIZE];
  uint8_t dek[KHC_ID_SIZE];
  uint64_t generation;
} KhcContainerFacts;

/* Writes 80 bytes. */
void khc_container_header_encode (const KhcContainerFacts *facts, uint8_t *out);

/* Strict: KHC_ERR_MALFORMED (short, header length, reserved, version 0), KHC_ERR_NOT_OURS,
 * KHC_ERR_NEWER, KHC_ERR_UNSUPPORTED (suite, flags). bytes may be longer than the header. The facts
 * are not authenticated before khc_container_open_begin has said KHC_OK: use them to find the DEK.
 */
int khc_container_header_parse (KhcBytes bytes, KhcContainerFacts *facts);

/* Starts a container: writes its first 136 bytes to prefix; then khc_chunks_seal. The commitment to
 * be kept in the item's row is at KHC_CONTAINER_COMMITMENT_OFFSET. dek: 32 bytes. (transfer full)
 */
int khc_container_seal_begin (const KhcSecret *dek, const KhcContainerFacts *facts, uint8_t *prefix,
                              KhcChunks **out);

/* Starts reading; prefix is the first 136 bytes or more. Checked in this order: the shape (as
 * above; KHC_ERR_TRUNCATED when salt or commitment are cut), environment and item
 * (KHC_ERR_WRONG_PLACE), DEK id (KHC_ERR_NO_SUCH_KEY), the commitment under dek
 * (KHC_ERR_WRONG_KEY), and then, now authentic, the generation and the commitment the caller
 * remembers (32 bytes, nullable): KHC_ERR_ROLLED_BACK. */
int khc_container_open_begin (KhcBytes prefix, const KhcSecret *dek,
                              const KhcContainerFacts *expected, const uint8_t *commitment,
                              KhcChunks **out);

/* The file size of so many plain bytes. KHC_ERR_RANGE beyond 2^38 chunks. */
int khc_container_file_size (uint64_t plain_size, uint64_t *file_size);

/* The other way round: KHC_ERR_MALFORMED up to a bare header, KHC_ERR_TRUNCATED for sizes that no
 * container has, KHC_ERR_RANGE. Believe it only after the last chunk has been opened. */
int khc_container_plain_size (uint64_t file_size, uint64_t *plain_size);

/* What to read and open for a range of plain bytes. */
typedef struct {
  uint64_t first_chunk;
  uint64_t n_chunks;
  uint64_t file_offset; /* of the first chunk */
  uint64_t file_size;   /* bytes to read there */
  size_t skip;          /* plain bytes of the first chunk before the range */
  uint64_t size;        /* plain bytes of the range, cut at the end of the file */
  bool last;            /* the chunks include the last one */
} KhcContainerSpan;

/* offset beyond plain_size: KHC_ERR_RANGE; a length beyond the end is cut short. At the very end
 * the span has size 0 and still covers the last chunk, so that the end can be authenticated. */
int khc_container_span (uint64_t plain_size, uint64_t offset, uint64_t size, KhcContainerSpan *out);

#endif
