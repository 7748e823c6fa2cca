/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grades a passphrase by what an attacker would not find by trying the usual first. */
#include "kh-passphrase.h"

#include <glib/gi18n.h>
#include <string.h>

/* In half characters: a letter is worth 2, a digit 1, whatever is known before it is tried less. */
#define WORTH_OTHER 2
#define WORTH_DIGIT 1
#define WORTH_WORD 4
#define WORTH_RUN 2
#define ENOUGH_GOOD 14
#define ENOUGH_STRONG 30
/* The beginning of a longer text is enough for every grade. */
#define MAX_LOOKED_AT 160

/* What fingers and children walk along; both directions. */
static const char *const rows[] = {
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5z6u7",
  "qazwsxedcrfvtgbyhnujm",
  "!@#$%^&*()",
};

static gboolean
is_separator (char c)
{
  return c != '\0' && strchr (" -_.,", c) != NULL;
}

/* Letters as they are often replaced: p4$$w0rd. */
static gboolean
stands_for (char c, char letter)
{
  static const struct {
    char letter;
    const char *signs;
  } table[] = {
    { 'a', "4@" }, { 'e', "3" },  { 'i', "1!|" }, { 'l', "1|" },
    { 'o', "0" },  { 's', "5$" }, { 't', "7+" },  { 'b', "8" },
  };

  if (g_ascii_tolower (c) == letter)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].letter == letter)
      return c != '\0' && strchr (table[i].signs, c) != NULL;
  return FALSE;
}

/* How many bytes of @text spell @word; separators inside do not help. 0: none. */
static gsize
match_word (const char *text, const char *word)
{
  gsize used = 0;

  for (; *word != '\0'; word++) {
    while (used > 0 && is_separator (text[used]))
      used++;
    if (!stands_for (text[used], *word))
      return 0;
    used++;
  }
  return used;
}

static gsize
longest_word (const char *text)
{
  gsize longest = 0;

  for (guint i = 0; kh_passphrase_common[i] != NULL; i++)
    longest = MAX (longest, match_word (text, kh_passphrase_common[i]));
  return longest;
}

static gsize
walk_row (const char *text, const char *row, gsize from, int step)
{
  gsize length = strlen (row), used = 0;

  for (gssize at = (gssize)from; at >= 0 && at < (gssize)length; at += step, used++)
    if (g_ascii_tolower (text[used]) != row[at])
      break;
  return used;
}

/* The longest way along a row of keys, the alphabet or the digits from here. */
static gsize
longest_row (const char *text)
{
  gsize longest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize from = 0; rows[i][from] != '\0'; from++) {
      longest = MAX (longest, walk_row (text, rows[i], from, 1));
      longest = MAX (longest, walk_row (text, rows[i], from, -1));
    }
  return longest;
}

/* The longest piece from @at on that stood before it already. */
static gsize
longest_repeat (const char *text, gsize at, gsize size)
{
  gsize longest = 0;

  for (gsize before = 0; before < at; before++) {
    gsize same = 0;

    while (at + same < size && text[before + same] == text[at + same])
      same++;
    longest = MAX (longest, same);
  }
  return longest;
}

static guint
worth_of (char c)
{
  if (is_separator (c) || ((guchar)c & 0xc0) == 0x80)
    return 0;
  return g_ascii_isdigit (c) ? WORTH_DIGIT : WORTH_OTHER;
}

static guint
measure (const char *text, gboolean *common)
{
  gsize size = MIN (strlen (text), MAX_LOOKED_AT);
  guint worth = 0;

  *common = FALSE;
  for (gsize at = 0; at < size;) {
    gsize word = longest_word (text + at);
    gsize run = MAX (longest_row (text + at), longest_repeat (text, at, size));

    if (word > 0 && word >= run) {
      worth += WORTH_WORD;
      at += word;
      *common = TRUE;
    } else if (run >= 3) {
      worth += WORTH_RUN;
      at += run;
    } else {
      worth += worth_of (text[at++]);
    }
  }
  return worth;
}

KhPassphraseGrade
kh_passphrase_grade (const char *text)
{
  gboolean common;
  guint worth;

  if (*text == '\0')
    return KH_PASSPHRASE_EMPTY;
  if (g_utf8_strlen (text, -1) < KH_PASSPHRASE_MIN)
    return KH_PASSPHRASE_SHORT;
  worth = measure (text, &common);
  if (worth >= ENOUGH_STRONG)
    return KH_PASSPHRASE_STRONG;
  if (worth >= ENOUGH_GOOD)
    return KH_PASSPHRASE_GOOD;
  return common ? KH_PASSPHRASE_COMMON : KH_PASSPHRASE_GUESSABLE;
}

const char *
kh_passphrase_word (KhPassphraseGrade grade)
{
  static const char *const words[] = {
    [KH_PASSPHRASE_EMPTY] = NULL,
    [KH_PASSPHRASE_SHORT] = N_ ("Too short: at least 12 characters"),
    [KH_PASSPHRASE_COMMON] = N_ ("Weak: found in common lists"),
    [KH_PASSPHRASE_GUESSABLE] = N_ ("Weak: easy to guess"),
    [KH_PASSPHRASE_GOOD] = N_ ("Good"),
    [KH_PASSPHRASE_STRONG] = N_ ("Strong"),
  };

  return words[grade] != NULL ? _ (words[grade]) : "";
}
