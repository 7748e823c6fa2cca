/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a database, sealed one by one, and the header blocks of its write-ahead log.
 *
 * A page is 4096 bytes of which SQLite uses 4048 (reserve 48). On disk, format version 1:
 *
 *   0      4048  page, AES encrypted; of page 1 bytes 0 to 23 stay clear (below)
 *   4048   24    nonce, random
 *   4072   16    tag
 *   4088   8     zero
 *
 * The cipher is XAES-256-GCM (C2SP) under HKDF (DEK, KHC_LABEL_PAGE, database id). Additional data:
 * database id 12 | page number be32 | format version be32, and for page 1 its 24 clear bytes:
 *
 *   0      3     CB 48 44, "KHD" with the high bit of the first byte set
 *   3      1     format version
 *   4      12    database id, random, in place of SQLite's magic, which khc_page_open puts back
 *   16     8     SQLite's own: page size, file format, reserve, fractions
 *
 * After opening the 48 reserved bytes are zero, as SQLite's checksums want them. The 16 bytes of
 * salts and checksum in a WAL header and of each frame header are one AES-256-XTS data unit of
 * their own, its number being the block's offset in the file (128 bits, little endian, as XTS has
 * it): SQLite's checksum is of plaintext, and must not be readable. The two XTS keys are
 * KHC_LABEL_PAGE_HEADER.
 *
 * One page under its own older version is authentic: the caller detects that, not this layer.
 * A KhcPageKey belongs to one connection and is used by one thread at a time; freeing it frees
 * every key schedule made from the DEK. */
#ifndef KHC_PAGE_H
#define KHC_PAGE_H

#include "khc-bytes.h"
#include "khc-secret.h"

#define KHC_PAGE_SIZE 4096
#define KHC_PAGE_RESERVED 48
#define KHC_PAGE_CLEAR 24
#define KHC_PAGE_ID_SIZE 12
#define KHC_PAGE_BLOCK_SIZE 16
#define KHC_PAGE_FORMAT 1

typedef struct _KhcPageKey KhcPageKey;

/* dek: 32 bytes, not all zero (KHC_ERR_ARGUMENT, KHC_ERR_REFUSED); id: 12 bytes. (transfer full) */
int khc_page_key_new (const KhcSecret *dek, const uint8_t *id, KhcPageKey **out);
void khc_page_key_free (KhcPageKey *key);

/* Seals the 4096 bytes at page under a fresh nonce; what is in the reserved bytes is ignored.
 * number counts from 1. Page 1 must begin with SQLite's magic (KHC_ERR_ARGUMENT). No allocation. */
int khc_page_seal (KhcPageKey *key, uint32_t number, const uint8_t *page, uint8_t *out);
int khc_page_seal_in_place (KhcPageKey *key, uint32_t number, uint8_t *page);

/* Opens 4096 bytes. Page 1 can also answer what khc_page_identify does, and KHC_ERR_WRONG_PLACE for
 * another database's id. KHC_ERR_DAMAGED: not authentic as this page of this database under this
 * key. On failure out is wiped (4096 zero bytes). No allocation. */
int khc_page_open (KhcPageKey *key, uint32_t number, const uint8_t *page, uint8_t *out);
int khc_page_open_in_place (KhcPageKey *key, uint32_t number, uint8_t *page);

/* Reads the first bytes of a database file: KHC_OK and its id (12 bytes, nullable),
 * KHC_ERR_TRUNCATED under 24 bytes, KHC_ERR_NEWER, KHC_ERR_MALFORMED (version 0), or
 * KHC_ERR_NOT_OURS, which a plain SQLite database is too: it is refused, never adopted. No key is
 * needed. */
int khc_page_identify (KhcBytes first, uint8_t *id);

/* Encrypts and decrypts the 16 bytes of a header at this offset of the file, in place. There is no
 * integrity here: what they protect is checked by SQLite's own checksum. */
int khc_page_block_seal (KhcPageKey *key, uint64_t offset, uint8_t *block);
int khc_page_block_open (KhcPageKey *key, uint64_t offset, uint8_t *block);

#endif
