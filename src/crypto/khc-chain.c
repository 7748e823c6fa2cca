/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash chain of the audit log. */
#include "khc-chain.h"

#include <string.h>

#include "khc-error.h"
#include "khc-hash.h"
#include "khc-suite-private.h"

#define LABEL_SIZE 15
#define START_SIZE (1 + LABEL_SIZE + 16)
#define HEAD_SIZE (START_SIZE + 8 + KHC_CHAIN_SIZE)

struct _KhcChain {
  uint8_t start[START_SIZE]; /* the part that is the same in every record */
  KhcSha256 *hash;
};

int
khc_chain_new (const uint8_t *log_id, KhcChain **out)
{
  *out = NULL;
  KhcChain *chain = OPENSSL_zalloc (sizeof *chain);
  if (chain == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  memcpy (chain->start + 1, "keyhold-audit-1", LABEL_SIZE);
  memcpy (chain->start + 1 + LABEL_SIZE, log_id, 16);
  int result = khc_sha256_new (&chain->hash);
  if (result == KHC_OK)
    *out = chain;
  else
    khc_chain_free (chain);
  return result;
}

void
khc_chain_free (KhcChain *chain)
{
  if (chain == NULL)
    return;
  khc_sha256_free (chain->hash);
  OPENSSL_free (chain);
}

int
khc_chain_next (KhcChain *chain, uint64_t seq, const uint8_t *previous, KhcBytes line, uint8_t *out)
{
  uint8_t head[HEAD_SIZE];
  if (seq == 0)
    return KHC_ERR_ARGUMENT;
  memcpy (head, chain->start, START_SIZE);
  khc_put_be64 (head + START_SIZE, seq);
  memcpy (head + START_SIZE + 8, previous, KHC_CHAIN_SIZE);
  int result = khc_sha256_update (chain->hash, head, sizeof head);
  if (result == KHC_OK)
    result = khc_sha256_update (chain->hash, line.data, line.size);
  if (result == KHC_OK)
    result = khc_sha256_finish (chain->hash, out);
  return result;
}
