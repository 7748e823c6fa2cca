/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery code and its slot of the seal: every slip of the pen, and every bit. */
#include "crypto-test.h"

#include <string.h>

#include "khc-recovery.h"
#include "khc-seal.h"

#define SIZE (KHC_RECOVERY_LINES * (KHC_RECOVERY_LINE_SIZE + 1) - 1)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* A code that is no pattern, as text. */
static void
make_text (guint32 seed, char *text)
{
  g_autofree guint8 *bytes = ct_noise (32, seed);
  KhcSecret *key = ct_secret (bytes, 32);
  KhcSecret *printed;

  ct_assert_ok (khc_recovery_print (key, &printed));
  g_assert_cmpuint (khc_secret_size (printed), ==, SIZE);
  memcpy (text, khc_secret_bytes (printed), SIZE);
  text[SIZE] = '\0';
  khc_secret_free (printed);
  khc_secret_free (key);
}

/* The result, and the line that is told; a key comes with OK alone. */
static int
parse (const char *text, unsigned *line)
{
  KhcSecret *key;
  int result = khc_recovery_parse (khc_bytes ((const guint8 *)text, strlen (text)), &key, line);

  g_assert_true ((result == KHC_OK) == (key != NULL));
  khc_secret_free (key);
  return result;
}

static void
expect (const char *text, int result, unsigned line)
{
  unsigned found;

  ct_assert_result (parse (text, &found), result);
  g_assert_cmpuint (found, ==, line);
}

static void
test_round_trip (void)
{
  for (guint seed = 0; seed < 50; seed++) {
    g_autofree guint8 *bytes = ct_noise (32, seed);
    KhcSecret *key;
    unsigned line;
    char text[SIZE + 1];

    make_text (seed, text);
    for (guint i = 0; i < SIZE; i++)
      g_assert_true (strchr (alphabet, text[i]) != NULL || text[i] == "-\n"[i % 15 == 14 ? 1 : 0]);
    ct_assert_ok (khc_recovery_parse (khc_bytes ((guint8 *)text, SIZE), &key, &line));
    g_assert_cmpmem (khc_secret_bytes (key), 32, bytes, 32);
    khc_secret_free (key);
  }
}

/* As people write: small letters, O for 0, blanks wherever, and no hyphens. */
static void
test_lenient (void)
{
  char text[SIZE + 1];
  g_autoptr (GString) loose = g_string_new ("  ");

  make_text (7, text);
  for (guint i = 0; i < SIZE; i++) {
    char c = text[i];

    if (c == '-')
      g_string_append (loose, i % 2 == 0 ? " \t" : "");
    else
      g_string_append_c (loose, c == '0'   ? (i % 2 == 0 ? 'O' : 'o')
                                : c == '1' ? "IiLl"[i % 4]
                                           : g_ascii_tolower (c));
  }
  g_string_append (loose, "\r\n\n");
  expect (loose->str, KHC_OK, 0);
  g_string_truncate (loose, 0);
  for (guint i = 0; i < SIZE; i++)
    g_string_append_c (loose, text[i] == '\n' ? ' ' : text[i]);
  expect (loose->str, KHC_OK, 0);
}

/* Each symbol in place of each: the line is told, and nothing passes. */
static void
test_each_symbol (void)
{
  char text[SIZE + 1];

  make_text (1, text);
  for (guint i = 0; i < SIZE; i++) {
    char right = text[i];

    if (right == '-' || right == '\n')
      continue;
    for (const char *wrong = alphabet; *wrong != '\0'; wrong++) {
      text[i] = *wrong;
      if (*wrong != right)
        expect (text, KHC_ERR_MALFORMED, i / 15 + 1);
    }
    text[i] = 'U';
    expect (text, KHC_ERR_MALFORMED, i / 15 + 1);
    text[i] = '\xc3';
    expect (text, KHC_ERR_MALFORMED, i / 15 + 1);
    text[i] = right;
  }
}

/* Any two symbols of a line exchanged, neighbours and others. */
static void
test_each_exchange (void)
{
  char text[SIZE + 1];
  guint n = 0;

  make_text (2, text);
  for (guint i = 0; i < SIZE; i++)
    for (guint j = i + 1; j / 15 == i / 15 && j < SIZE; j++) {
      char a = text[i], b = text[j];

      if (a == b || strchr ("-\n", a) != NULL || strchr ("-\n", b) != NULL)
        continue;
      text[i] = b;
      text[j] = a;
      expect (text, KHC_ERR_MALFORMED, i / 15 + 1);
      text[i] = a;
      text[j] = b;
      n++;
    }
  g_assert_cmpuint (n, >, 250);
}

/* A line in another one's place is told as such; lines of another code by the other check. */
static void
test_lines (void)
{
  char text[SIZE + 1], other[SIZE + 1], mixed[SIZE + 1];

  make_text (3, text);
  make_text (4, other);
  for (guint i = 0; i < KHC_RECOVERY_LINES; i++)
    for (guint j = 0; j < KHC_RECOVERY_LINES; j++) {
      memcpy (mixed, text, sizeof mixed);
      memcpy (mixed + i * 15, text + j * 15, KHC_RECOVERY_LINE_SIZE);
      if (i != j)
        expect (mixed, KHC_ERR_MALFORMED, i + 1);
    }
  for (guint i = 0; i < KHC_RECOVERY_LINES; i++) {
    memcpy (mixed, text, sizeof mixed);
    memcpy (mixed + i * 15, other + i * 15, KHC_RECOVERY_LINE_SIZE);
    expect (mixed, KHC_ERR_MALFORMED, 0);
  }
}

static void
test_length (void)
{
  char text[SIZE + 1];
  g_autofree char *longer = NULL, *padded = NULL, *hole = NULL;
  KhcSecret *printed, *word = ct_secret ("31 bytes are not enough for one", 31);

  make_text (5, text);
  longer = g_strconcat (text, "7", NULL);
  expect (longer, KHC_ERR_RANGE, 0);
  hole = g_strdup_printf ("%.20s%s", text, text + 21);
  expect (hole, KHC_ERR_TRUNCATED, 2);
  padded = g_strnfill (KHC_RECOVERY_TEXT_MAX + 1, ' ');
  expect (padded, KHC_ERR_RANGE, 0);
  for (guint cut = 0; cut < SIZE - 1; cut++) {
    text[SIZE - 1 - cut] = '\0';
    expect (text, KHC_ERR_TRUNCATED, (SIZE - 1 - cut - (SIZE - 1 - cut) / 15) / 14 + 1);
  }
  ct_assert_result (khc_recovery_print (word, &printed), KHC_ERR_ARGUMENT);
  g_assert_null (printed);
  khc_secret_free (word);
}

static int
check_line (const char *text, gsize size, unsigned n)
{
  return khc_recovery_check_line (khc_bytes ((const guint8 *)text, size), n);
}

static void
test_one_line (void)
{
  char text[SIZE + 1];

  make_text (6, text);
  for (guint n = 1; n <= KHC_RECOVERY_LINES; n++)
    for (guint i = 0; i < KHC_RECOVERY_LINES; i++)
      ct_assert_result (check_line (text + 15 * i, 14, n), n == i + 1 ? KHC_OK : KHC_ERR_MALFORMED);
  ct_assert_result (check_line (text, 13, 1), KHC_ERR_TRUNCATED);
  ct_assert_result (check_line (text, 16, 1), KHC_ERR_RANGE);
  ct_assert_result (check_line (text, 14, 0), KHC_ERR_ARGUMENT);
  ct_assert_result (check_line (text, 14, 6), KHC_ERR_ARGUMENT);
}

/* --- The slot -------------------------------------------------------------------------------- */

static const guint8 alice[16] = "account-alice-01";

static void
make_seal (KhcSeal *seal, const KhcSecret *root)
{
  KhcSecret *key = ct_secret_fill (9, 32);

  khc_seal_init (seal, (const guint8 *)"tenant-000000001");
  ct_assert_ok (khc_seal_put_recovery (seal, alice, key, root));
  khc_secret_free (key);
}

static int
open_with (const KhcSeal *seal, guint8 byte, gsize size)
{
  KhcSecret *key = ct_secret_fill (byte, size);
  KhcSecret *root;
  int result = khc_seal_open_recovery (seal, alice, key, &root);

  g_assert_true ((result == KHC_OK) == (root != NULL));
  if (root != NULL)
    g_assert_cmpuint (khc_secret_bytes (root)[31], ==, 3);
  khc_secret_free (root);
  khc_secret_free (key);
  return result;
}

static void
test_slot (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSecret *key = ct_secret_fill (9, 32);
  KhcSecret *opened;
  KhcSeal seal;
  KhcSealSlot slot;

  make_seal (&seal, root);
  ct_assert_ok (open_with (&seal, 9, 32));
  ct_assert_result (open_with (&seal, 8, 32), KHC_ERR_WRONG_KEY);
  ct_assert_result (open_with (&seal, 9, 31), KHC_ERR_ARGUMENT);
  ct_assert_ok (khc_seal_get_slot (&seal, 0, &slot));
  g_assert_cmpint (slot.kind, ==, KHC_SLOT_RECOVERY);
  ct_assert_result (khc_seal_open_keyring (&seal, alice, key, &opened), KHC_ERR_NO_SUCH_KEY);
  ct_assert_result (khc_seal_remove (&seal, KHC_SLOT_RECOVERY, alice), KHC_ERR_REFUSED);
  /* The same bytes as a keyring's item make another key. */
  ct_assert_ok (khc_seal_put_keyring (&seal, alice, key, root));
  seal.slots[1][0] = KHC_SLOT_RECOVERY;
  seal.slots[0][0] = KHC_SLOT_KEYRING;
  ct_assert_result (open_with (&seal, 9, 32), KHC_ERR_WRONG_KEY);
  khc_secret_free (key);
  khc_secret_free (root);
}

static void
test_slot_bits (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSeal seal, parsed;
  guint8 bytes[KHC_SEAL_MAX_SIZE];
  gsize size;

  make_seal (&seal, root);
  ct_assert_ok (khc_seal_encode (&seal, bytes, &size));
  g_assert_cmpuint (size, ==, 32 + 132);
  for (gsize bit = 0; bit < 8 * size; bit++) {
    bytes[bit / 8] ^= (guint8)(1 << bit % 8);
    if (khc_seal_parse (khc_bytes (bytes, size), &parsed) == KHC_OK)
      g_assert_cmpint (open_with (&parsed, 9, 32), !=, KHC_OK);
    bytes[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_assert_ok (khc_seal_parse (khc_bytes (bytes, size), &parsed));
  ct_assert_ok (open_with (&parsed, 9, 32));
  khc_secret_free (root);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/recovery/round-trip", test_round_trip);
  g_test_add_func ("/crypto/recovery/lenient", test_lenient);
  g_test_add_func ("/crypto/recovery/each-symbol", test_each_symbol);
  g_test_add_func ("/crypto/recovery/each-exchange", test_each_exchange);
  g_test_add_func ("/crypto/recovery/lines", test_lines);
  g_test_add_func ("/crypto/recovery/length", test_length);
  g_test_add_func ("/crypto/recovery/one-line", test_one_line);
  g_test_add_func ("/crypto/recovery/slot", test_slot);
  g_test_add_func ("/crypto/recovery/slot-bits", test_slot_bits);
  return g_test_run ();
}
