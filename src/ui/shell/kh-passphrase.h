/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good a new passphrase is, in words.
 *
 * An estimate for people, not a rule: what common lists, rows of keys, sequences and repetitions
 * explain counts little, everything else by the character. Works in place: nothing of the text is
 * copied. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KH_PASSPHRASE_MIN 12 /* characters; fewer are refused by the console */

typedef enum {
  KH_PASSPHRASE_EMPTY,
  KH_PASSPHRASE_SHORT,
  KH_PASSPHRASE_COMMON,    /* weak: mostly words that everybody tries first */
  KH_PASSPHRASE_GUESSABLE, /* weak: a sequence, a repetition, digits */
  KH_PASSPHRASE_GOOD,
  KH_PASSPHRASE_STRONG,
} KhPassphraseGrade;

KhPassphraseGrade kh_passphrase_grade (const char *text);
/* Translated; empty for EMPTY. */
const char *kh_passphrase_word (KhPassphraseGrade grade);

/* NULL-terminated, lower case, without separators: words and phrases that attackers try first. */
extern const char *const kh_passphrase_common[];

G_END_DECLS
