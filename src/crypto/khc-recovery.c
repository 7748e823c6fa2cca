/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery code as text. */
#include "khc-recovery.h"

#include <string.h>

#include "khc-error.h"
#include "khc-hash.h"

#define SYMBOLS (KHC_RECOVERY_LINES * KHC_RECOVERY_LINE_SYMBOLS)
#define DATA (KHC_RECOVERY_LINE_SYMBOLS - 1)
#define BITS 5
#define CHECK_BITS (KHC_RECOVERY_LINES * DATA * BITS - 8 * KHC_RECOVERY_KEY_SIZE)
#define CHECK_SIZE ((CHECK_BITS + 7) / 8)
#define NONE 0xffu

static const char label[] = "keyhold-recovery-1";

/* The bytes with their check behind them, high bit first. */
#define PACKED_SIZE (KHC_RECOVERY_KEY_SIZE + CHECK_SIZE)

/* --- Symbols --------------------------------------------------------------------------------- */

/* All bits set if a is at least b; both are small. */
static unsigned
mask_ge (unsigned a, unsigned b)
{
  return ((a - b) >> 31) - 1u;
}

static unsigned
mask_eq (unsigned a, unsigned b)
{
  return mask_ge (a, b) & mask_ge (b, a);
}

/* Digits, then the letters without I, L, O and U. */
static unsigned
symbol_of (unsigned value)
{
  unsigned symbol = '0' + value;

  symbol += mask_ge (value, 10) & ('A' - '0' - 10);
  symbol += mask_ge (value, 18) & 1u;
  symbol += mask_ge (value, 20) & 1u;
  symbol += mask_ge (value, 22) & 1u;
  symbol += mask_ge (value, 27) & 1u;
  return symbol;
}

static unsigned
value_of (unsigned symbol)
{
  unsigned value = NONE;

  symbol -= mask_ge (symbol, 'a') & mask_ge ('z', symbol) & ('a' - 'A');
  symbol ^= mask_eq (symbol, 'O') & ('O' ^ '0');
  symbol ^= (mask_eq (symbol, 'I')) & ('I' ^ '1');
  symbol ^= (mask_eq (symbol, 'L')) & ('L' ^ '1');
  for (unsigned i = 0; i < 1u << BITS; i++)
    value ^= mask_eq (symbol, symbol_of (i)) & (value ^ i);
  return value;
}

static bool
is_separator (uint8_t c)
{
  return c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n';
}

/* --- The check of a line --------------------------------------------------------------------- */

/* Times a. */
static unsigned
twice (unsigned value)
{
  return ((value << 1) ^ ((value >> 4) * 0x25u)) & 0x1fu;
}

/* What the last symbol of line n has to be, by Horner's rule from the highest weight down. */
static unsigned
line_check (const uint8_t *values, unsigned n)
{
  unsigned sum = n;

  for (unsigned i = DATA; i-- > 0;)
    sum = twice (sum) ^ values[i];
  return twice (sum);
}

static int
check_values (const uint8_t *values, unsigned n)
{
  unsigned unknown = 0;

  for (unsigned i = 0; i < KHC_RECOVERY_LINE_SYMBOLS; i++)
    unknown |= values[i] >> BITS;
  if (unknown != 0 || line_check (values, n) != values[DATA])
    return KHC_ERR_MALFORMED;
  return KHC_OK;
}

/* --- Bytes and symbols ----------------------------------------------------------------------- */

/* The check of the key behind it; its last bits, which no symbol carries, are zero. */
static int
put_check (uint8_t *packed)
{
  uint8_t bytes[sizeof label - 1 + KHC_RECOVERY_KEY_SIZE];
  uint8_t hash[KHC_SHA256_SIZE];
  int result;

  memcpy (bytes, label, sizeof label - 1);
  memcpy (bytes + sizeof label - 1, packed, KHC_RECOVERY_KEY_SIZE);
  result = khc_sha256 (khc_bytes (bytes, sizeof bytes), hash);
  memcpy (packed + KHC_RECOVERY_KEY_SIZE, hash, CHECK_SIZE);
  packed[PACKED_SIZE - 1] &= (uint8_t)(0xffu << (8 * CHECK_SIZE - CHECK_BITS));
  khc_wipe (bytes, sizeof bytes);
  khc_wipe (hash, sizeof hash);
  return result;
}

/* Five bits from the place on. */
static uint8_t
take_bits (const uint8_t *packed, unsigned bit)
{
  unsigned word = (unsigned)packed[bit / 8] << 8;

  if (bit / 8 + 1 < PACKED_SIZE)
    word |= packed[bit / 8 + 1];
  return (uint8_t)((word >> (11 - bit % 8)) & 0x1fu);
}

static void
add_bits (uint8_t *packed, unsigned bit, unsigned value)
{
  unsigned word = value << (11 - bit % 8);

  packed[bit / 8] |= (uint8_t)(word >> 8);
  if (bit / 8 + 1 < PACKED_SIZE)
    packed[bit / 8 + 1] |= (uint8_t)word;
}

static void
print_line (const uint8_t *packed, unsigned n, uint8_t *out)
{
  uint8_t values[KHC_RECOVERY_LINE_SYMBOLS];

  for (unsigned i = 0; i < DATA; i++)
    values[i] = take_bits (packed, ((n - 1) * DATA + i) * BITS);
  values[DATA] = (uint8_t)line_check (values, n);
  for (unsigned i = 0; i < KHC_RECOVERY_LINE_SYMBOLS; i++) {
    if (i > 0 && i % 4 == 0)
      *out++ = '-';
    *out++ = (uint8_t)symbol_of (values[i]);
  }
  khc_wipe (values, sizeof values);
}

int
khc_recovery_print (const KhcSecret *key, KhcSecret **text)
{
  uint8_t packed[PACKED_SIZE];
  uint8_t *out;
  int result;

  *text = NULL;
  if (khc_secret_size (key) != KHC_RECOVERY_KEY_SIZE)
    return KHC_ERR_ARGUMENT;
  memcpy (packed, khc_secret_bytes (key), KHC_RECOVERY_KEY_SIZE);
  result = put_check (packed);
  if (result == KHC_OK)
    result = khc_secret_new (KHC_RECOVERY_LINES * (KHC_RECOVERY_LINE_SIZE + 1) - 1, text);
  if (result == KHC_OK) {
    out = khc_secret_bytes_mut (*text);
    for (unsigned n = 1; n <= KHC_RECOVERY_LINES; n++) {
      print_line (packed, n, out);
      out += KHC_RECOVERY_LINE_SIZE;
      if (n < KHC_RECOVERY_LINES)
        *out++ = '\n';
    }
  }
  khc_wipe (packed, sizeof packed);
  return result;
}

/* The symbols of a text as values; *line is where they end too early, 0 where there are too many.
 */
static int
read_values (KhcBytes text, uint8_t *values, size_t size, unsigned *line)
{
  size_t n = 0;

  for (size_t i = 0; i < text.size; i++) {
    *line = (unsigned)(n / KHC_RECOVERY_LINE_SYMBOLS) + 1;
    if (text.data[i] == '\n' && n % KHC_RECOVERY_LINE_SYMBOLS != 0)
      return KHC_ERR_TRUNCATED;
    if (is_separator (text.data[i]))
      continue;
    if (n == size) {
      *line = 0;
      return KHC_ERR_RANGE;
    }
    values[n++] = (uint8_t)value_of (text.data[i]);
  }
  *line = (unsigned)(n / KHC_RECOVERY_LINE_SYMBOLS) + 1;
  return n == size ? KHC_OK : KHC_ERR_TRUNCATED;
}

int
khc_recovery_check_line (KhcBytes text, unsigned n)
{
  uint8_t values[KHC_RECOVERY_LINE_SYMBOLS] = { 0 };
  unsigned line;
  int result;

  if (n < 1 || n > KHC_RECOVERY_LINES)
    return KHC_ERR_ARGUMENT;
  if (text.size > KHC_RECOVERY_TEXT_MAX)
    return KHC_ERR_RANGE;
  result = read_values (text, values, sizeof values, &line);
  if (result == KHC_OK)
    result = check_values (values, n);
  khc_wipe (values, sizeof values);
  return result;
}

/* The key of 60 symbols whose lines are right. */
static int
unpack (const uint8_t *values, KhcSecret **key)
{
  uint8_t packed[PACKED_SIZE] = { 0 };
  uint8_t expected[PACKED_SIZE];
  int result;

  for (unsigned i = 0; i < KHC_RECOVERY_LINES * DATA; i++)
    add_bits (packed, i * BITS, values[i / DATA * KHC_RECOVERY_LINE_SYMBOLS + i % DATA]);
  memcpy (expected, packed, KHC_RECOVERY_KEY_SIZE);
  result = put_check (expected);
  if (result == KHC_OK && !khc_equal (packed, expected, PACKED_SIZE))
    result = KHC_ERR_MALFORMED;
  if (result == KHC_OK)
    result = khc_secret_new_copy (packed, KHC_RECOVERY_KEY_SIZE, key);
  khc_wipe (packed, sizeof packed);
  khc_wipe (expected, sizeof expected);
  return result;
}

int
khc_recovery_parse (KhcBytes text, KhcSecret **key, unsigned *line)
{
  uint8_t values[SYMBOLS] = { 0 };
  int result;

  *key = NULL;
  *line = 0;
  if (text.size > KHC_RECOVERY_TEXT_MAX)
    return KHC_ERR_RANGE;
  result = read_values (text, values, sizeof values, line);
  for (unsigned n = 1; n <= KHC_RECOVERY_LINES && result == KHC_OK; n++) {
    *line = n;
    result = check_values (values + (n - 1) * KHC_RECOVERY_LINE_SYMBOLS, n);
  }
  if (result == KHC_OK) {
    *line = 0;
    result = unpack (values, key);
  }
  khc_wipe (values, sizeof values);
  return result;
}
