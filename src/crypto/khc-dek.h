/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wrapped-DEK record: a DEK under a customer's key or the platform's, and a check value that
 * ties it to its place.
 *
 * Version 1, all integers big endian:
 *
 *   0    4    CB 48 57 44: "KHWD" with the high bit of byte 0 set
 *   4    2    version = 1
 *   6    16   environment id
 *   22   2    store: 1 dataverse, 2 files, 3 flows, 4 apps, 5 connections
 *   24   16   DEK id
 *   40   1    owner: 1 a customer's key, 2 the environment's platform key
 *   41   2+n  vault name,  length first; ASCII letters, digits and hyphens, at most 24
 *        2+n  key name,    the same, at most 127
 *        2+n  key version, the same, at most 32; all three empty for the platform key, none
 * otherwise 1    algorithm: 1 RSA-OAEP-256 (customer), 2 A256KW (platform) 2+n  wrapped bytes: 40
 * for A256KW, 256 to 512 for RSA-OAEP-256 32   check = HMAC-SHA256 (HKDF (DEK,
 * KHC_LABEL_DEK_CHECK), all bytes before it)
 *
 * Neither wrap binds anything but the DEK's bytes; the check does, and is verified after every
 * unwrap before the DEK is used. There is one encoding of a record: trailing bytes are refused. A
 * record holds no secret. Any thread. */
#ifndef KHC_DEK_H
#define KHC_DEK_H

#include "khc-bytes.h"
#include "khc-secret.h"

#define KHC_DEK_SIZE 32
#define KHC_DEK_VERSION 1
#define KHC_DEK_CHECK_SIZE 32
#define KHC_DEK_WRAPPED_MAX 512
#define KHC_DEK_VAULT_MAX 24
#define KHC_DEK_KEY_MAX 127
#define KHC_DEK_KEY_VERSION_MAX 32
/* The longest record in bytes. */
#define KHC_DEK_RECORD_MAX                                                                         \
  (41 + 6 + KHC_DEK_VAULT_MAX + KHC_DEK_KEY_MAX + KHC_DEK_KEY_VERSION_MAX + 3                      \
   + KHC_DEK_WRAPPED_MAX + KHC_DEK_CHECK_SIZE)

typedef enum {
  KHC_STORE_DATAVERSE = 1,
  KHC_STORE_FILES = 2,
  KHC_STORE_FLOWS = 3,
  KHC_STORE_APPS = 4,
  KHC_STORE_CONNECTIONS = 5,
} KhcStore;

typedef enum {
  KHC_DEK_OWNER_CUSTOMER = 1,
  KHC_DEK_OWNER_PLATFORM = 2,
} KhcDekOwner;

typedef enum {
  KHC_DEK_RSA_OAEP_256 = 1,
  KHC_DEK_A256KW = 2,
} KhcDekAlgorithm;

typedef struct {
  uint8_t environment[16];
  KhcStore store;
  uint8_t dek[16];
  KhcDekOwner owner;
  char vault[KHC_DEK_VAULT_MAX + 1]; /* "" for the platform key, as the next two */
  char key[KHC_DEK_KEY_MAX + 1];
  char key_version[KHC_DEK_KEY_VERSION_MAX + 1];
  KhcDekAlgorithm algorithm;
  uint8_t wrapped[KHC_DEK_WRAPPED_MAX];
  size_t wrapped_size;
  uint8_t check[KHC_DEK_CHECK_SIZE];
} KhcDekRecord;

/* Zeroes the record. */
void khc_dek_record_init (KhcDekRecord *record);

/* Writes at most KHC_DEK_RECORD_MAX bytes to out and their number to *size. KHC_ERR_ARGUMENT for a
 * record that khc_dek_record_parse would not take. */
int khc_dek_record_encode (const KhcDekRecord *record, uint8_t *out, size_t *size);

/* Total and strict. KHC_ERR_NOT_OURS, KHC_ERR_NEWER, KHC_ERR_MALFORMED, KHC_ERR_TRUNCATED (the
 * bytes end early), KHC_ERR_UNSUPPORTED (algorithm). The record is zeroed on failure. */
int khc_dek_record_parse (KhcBytes bytes, KhcDekRecord *record);

/* Sets record->check for this DEK (32 bytes, KHC_ERR_ARGUMENT); every other member is set before.
 */
int khc_dek_check_compute (KhcDekRecord *record, const KhcSecret *dek);

/* KHC_ERR_WRONG_KEY unless dek is 32 bytes and the one this record was made for, in its place. */
int khc_dek_check_verify (const KhcDekRecord *record, const KhcSecret *dek);

#endif
