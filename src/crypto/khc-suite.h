/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start of the crypto core: the secure heap, the fetched algorithms, the self test.
 *
 * khc_init is called once before threads are started; calling it again, from any thread, is
 * harmless and answers the same. What it sets up is read-only afterwards and lives as long as the
 * process. */
#ifndef KHC_SUITE_H
#define KHC_SUITE_H

#include <stdbool.h>

/* A decoded RSA-4096 key takes 2 KiB of the secure heap, so this is room for some 500 of them.
 * Where it cannot be locked (RLIMIT_MEMLOCK) the fallback is tried. */
#define KHC_SECURE_HEAP_SIZE (1024 * 1024)
#define KHC_SECURE_HEAP_FALLBACK (256 * 1024)

/* Makes the secure heap (locked, guarded, left out of core dumps), proves that secrets really land
 * in it, and fetches every algorithm once. Sets *locked (nullable) to whether the heap could be
 * locked into memory; false is worth a line in the log, not a refusal. Errors: KHC_ERR_MEMORY (no
 * secure heap), KHC_ERR_UNSUPPORTED (an algorithm is missing). */
int khc_init (bool *locked);

/* Runs one known answer through each primitive (under a millisecond in all, the KDF of the seal
 * left out). KHC_ERR_INTERNAL when one differs: nothing may be opened then. Any thread. */
int khc_self_test (void);

#endif
