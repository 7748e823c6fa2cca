/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery code: 32 random bytes as text that is read from paper and typed.
 *
 * Five lines of twelve symbols, written in three groups of four. Symbols are those of Crockford's
 * base 32, 0123456789ABCDEFGHJKMNPQRSTVWXYZ, whose value is their place. The first eleven of each
 * line carry five bits each, the high one first: 275 bits, which are the 32 bytes and then the
 * first 19 bits of SHA-256 ("keyhold-recovery-1" ‖ bytes). The last one is chosen so that
 *
 *   a^12 · n + a^1 · s[0] + ... + a^11 · s[10] + s[11] = 0   in GF(2)[a] / (a^5 + a^2 + 1)
 *
 * in line n, 1 to 5. All these weights differ, so a line tells each single wrong symbol, each two
 * that were exchanged, and a line in another one's place, before anything is tried; lines of two
 * codes are told with the other check.
 *
 * Small letters are read as capital ones, I and L as 1, O as 0; blanks and hyphens anywhere are
 * ignored. Neither branch nor address depends on the code, but for what is told of it. Any thread.
 */
#ifndef KHC_RECOVERY_H
#define KHC_RECOVERY_H

#include "khc-bytes.h"
#include "khc-secret.h"

#define KHC_RECOVERY_KEY_SIZE 32
#define KHC_RECOVERY_LINES 5
#define KHC_RECOVERY_LINE_SYMBOLS 12
#define KHC_RECOVERY_LINE_SIZE 14 /* with its two hyphens */
/* The longest text that is looked at: nobody needs more blanks. */
#define KHC_RECOVERY_TEXT_MAX 1024

/* The lines of key (32 bytes) with a line feed between two. KHC_ERR_ARGUMENT: another size.
 * (transfer full) */
int khc_recovery_print (const KhcSecret *key, KhcSecret **text);

/* One line that was typed, n is 1 to 5. KHC_ERR_TRUNCATED: fewer symbols; KHC_ERR_RANGE: more;
 * KHC_ERR_MALFORMED: a wrong one. */
int khc_recovery_check_line (KhcBytes text, unsigned n);

/* All of it. *line is the first line that is wrong, or 0 where no line alone is. A line feed within
 * a line ends it. KHC_ERR_TRUNCATED, KHC_ERR_RANGE, KHC_ERR_MALFORMED as above; KHC_ERR_MALFORMED
 * with line 0: right lines that do not belong together. (transfer full) */
int khc_recovery_parse (KhcBytes text, KhcSecret **key, unsigned *line);

#endif
