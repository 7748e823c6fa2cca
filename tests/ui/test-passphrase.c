/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The meter of new passphrases. */
#include "kh-passphrase.h"

#include <string.h>

typedef struct {
  const char *text;
  KhPassphraseGrade grade;
} Case;

static const Case cases[] = {
  { "", KH_PASSPHRASE_EMPTY },
  { "x", KH_PASSPHRASE_SHORT },
  { "vK3!tq9Zw#e", KH_PASSPHRASE_SHORT },
  /* Characters count, not bytes. */
  { "äöüßéèêñçãõ", KH_PASSPHRASE_SHORT },
  { "äöüßéèêñçãõø", KH_PASSPHRASE_GOOD },
  /* What everybody tries first, however it is dressed. */
  { "passwordpassword", KH_PASSPHRASE_COMMON },
  { "Password1234", KH_PASSPHRASE_COMMON },
  { "P4$$w0rd-2026", KH_PASSPHRASE_COMMON },
  { "correct horse battery staple", KH_PASSPHRASE_COMMON },
  { "Correct-Horse-Battery-Staple!", KH_PASSPHRASE_COMMON },
  { "maytheforcebewithyou", KH_PASSPHRASE_COMMON },
  { "iloveyou iloveyou iloveyou", KH_PASSPHRASE_COMMON },
  { "contoso summer", KH_PASSPHRASE_COMMON },
  /* Rows of keys, sequences, repetitions, digits. */
  { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", KH_PASSPHRASE_GUESSABLE },
  { "abcdefghijklmnop", KH_PASSPHRASE_GUESSABLE },
  { "ponmlkjihgfedcba", KH_PASSPHRASE_GUESSABLE },
  { "1234567890123456", KH_PASSPHRASE_GUESSABLE },
  { "1qaz2wsx3edc4rfv", KH_PASSPHRASE_GUESSABLE },
  { "xk2xk2xk2xk2xk2xk2", KH_PASSPHRASE_GUESSABLE },
  { "            ", KH_PASSPHRASE_GUESSABLE },
  { "492837461029", KH_PASSPHRASE_GUESSABLE },
  /* What holds. */
  { "vK3!tq9Zw#e%", KH_PASSPHRASE_GOOD },
  { "plumber violet ocean", KH_PASSPHRASE_STRONG },
  { "gravel tinsel oboe marmot", KH_PASSPHRASE_STRONG },
  { "vK3!tq9Zw#e%hB6&mR2", KH_PASSPHRASE_STRONG },
};

static void
test_grades (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    KhPassphraseGrade grade = kh_passphrase_grade (cases[i].text);

    if (grade != cases[i].grade)
      g_error ("“%s” is “%s”", cases[i].text, kh_passphrase_word (grade));
  }
}

static void
test_words (void)
{
  g_assert_cmpstr (kh_passphrase_word (KH_PASSPHRASE_EMPTY), ==, "");
  g_assert_cmpstr (kh_passphrase_word (KH_PASSPHRASE_SHORT), ==,
                   "Too short: at least 12 characters");
  g_assert_cmpint (KH_PASSPHRASE_MIN, ==, 12);
  g_assert_cmpstr (kh_passphrase_word (KH_PASSPHRASE_COMMON), ==, "Weak: found in common lists");
  g_assert_cmpstr (kh_passphrase_word (KH_PASSPHRASE_STRONG), ==, "Strong");
}

/* Any bytes come to an end. */
static void
test_any_text (void)
{
  char text[400];

  for (guint round = 0; round < 500; round++) {
    gsize size = (gsize)g_random_int_range (1, (gint32)sizeof text);

    for (gsize i = 0; i < size - 1; i++)
      text[i] = (char)g_random_int_range (1, 256);
    text[size - 1] = '\0';
    g_assert_cmpint (kh_passphrase_grade (text), <=, KH_PASSPHRASE_STRONG);
  }
}

/* The list holds what can be found: lower case, no separators, each once. */
static void
test_list (void)
{
  guint n = 0;

  for (; kh_passphrase_common[n] != NULL; n++) {
    const char *word = kh_passphrase_common[n];

    g_assert_cmpuint (strlen (word), >=, 3);
    for (const char *c = word; *c != '\0'; c++)
      g_assert_true (g_ascii_islower (*c) || g_ascii_isdigit (*c));
    if (n > 0)
      g_assert_cmpstr (kh_passphrase_common[n - 1], <, word);
  }
  g_assert_cmpuint (n, >, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/passphrase/grades", test_grades);
  g_test_add_func ("/passphrase/words", test_words);
  g_test_add_func ("/passphrase/any-text", test_any_text);
  g_test_add_func ("/passphrase/list", test_list);
  return g_test_run ();
}
