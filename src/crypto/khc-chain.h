/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash chain of the audit log.
 *
 *   H(N) = SHA-256 (0x00 ‖ "keyhold-audit-1" ‖ log id 16 ‖ be64 (N) ‖ H(N-1) ‖ line without
 * newline)
 *
 * The first record has N = 1 and H(0) = 32 zero bytes. A KhcChain keeps a digest context for speed,
 * no position; one thread at a time. */
#ifndef KHC_CHAIN_H
#define KHC_CHAIN_H

#include "khc-bytes.h"

#define KHC_CHAIN_SIZE 32

typedef struct _KhcChain KhcChain;

/* log_id: 16 bytes. (transfer full) */
int khc_chain_new (const uint8_t *log_id, KhcChain **out);
void khc_chain_free (KhcChain *chain);

/* Writes H(seq) to out, which may be previous. seq 0 is KHC_ERR_ARGUMENT. */
int khc_chain_next (KhcChain *chain, uint64_t seq, const uint8_t *previous, KhcBytes line,
                    uint8_t *out);

#endif
