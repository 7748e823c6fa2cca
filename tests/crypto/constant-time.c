/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No branch and no address may depend on a secret. Run by valgrind: secrets are marked as undefined
 * memory, and whatever decides on them is counted as an error. What an operation may decide on is
 * its verdict (fits or does not), once, which is no secret; some compilers make no branch of it. */
#include <stdio.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "khc-container.h"
#include "khc-dek.h"
#include "khc-error.h"
#include "khc-hash.h"
#include "khc-kw.h"
#include "khc-recovery.h"
#include "khc-suite.h"

#define N_TESTS 11

static unsigned number, failed;

static void
mark_secret (const void *data, size_t size)
{
  (void)VALGRIND_MAKE_MEM_UNDEFINED (data, size);
}

static void
mark_public (const void *data, size_t size)
{
  (void)VALGRIND_MAKE_MEM_DEFINED (data, size);
}

/* Decisions on secrets since the last call. */
static unsigned
count_decisions (void)
{
  static unsigned before;
  unsigned now = (unsigned)VALGRIND_COUNT_ERRORS;
  unsigned found = now - before;

  before = now;
  return found;
}

static void
judge (const char *name, int good, unsigned found, unsigned allowed)
{
  number++;
  good = good && found <= allowed;
  failed += good ? 0 : 1;
  printf ("%s %u - %s: %u decisions, %u allowed\n", good ? "ok" : "not ok", number, name, found,
          allowed);
}

/* --- The control: a comparison that stops early has to be seen ---------------------------------
 */

static int __attribute__ ((noinline))
compare_early (const uint8_t *a, const uint8_t *b, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if (a[i] != b[i])
      return 0;
  return 1;
}

static void
test_control (void)
{
  uint8_t secret[32], other[32];
  volatile int same;
  unsigned found;

  memset (secret, 1, sizeof secret);
  memset (other, 1, sizeof other);
  mark_secret (secret, sizeof secret);
  same = compare_early (secret, other, sizeof secret);
  found = count_decisions ();
  judge ("control, which stops early", same && found >= sizeof secret, found, found);
}

/* --- What must not decide ----------------------------------------------------------------------
 */

static void
test_equal (void)
{
  uint8_t secret[32], other[32];
  bool same;
  unsigned found;

  memset (secret, 1, sizeof secret);
  memset (other, 1, sizeof other);
  mark_secret (secret, sizeof secret);
  same = khc_equal (secret, other, sizeof secret);
  found = count_decisions ();
  mark_public (&same, sizeof same);
  judge ("comparison", same, found, 0);
}

static void
make_keys (uint8_t *kek, uint8_t *dek)
{
  memset (kek, 0x31, 32);
  memset (dek, 0x42, 32);
}

/* Wraps with secret keys; out is public then. */
static void
test_wrap (uint8_t *out)
{
  uint8_t kek[32], dek[32];
  int result;
  unsigned found;

  make_keys (kek, dek);
  mark_secret (kek, sizeof kek);
  mark_secret (dek, sizeof dek);
  result = khc_kw_wrap (khc_bytes (kek, 32), khc_bytes (dek, 32), out);
  found = count_decisions ();
  mark_public (out, 40);
  judge ("key wrap (RFC 3394)", result == KHC_OK, found, 0);
}

static void
test_unwrap (const char *name, const uint8_t *wrapped, int expected)
{
  uint8_t kek[32], dek[32], out[32];
  int result;
  unsigned found;

  make_keys (kek, dek);
  mark_secret (kek, sizeof kek);
  result = khc_kw_unwrap (khc_bytes (kek, 32), khc_bytes (wrapped, 40), out);
  found = count_decisions ();
  mark_public (out, sizeof out);
  mark_public (&result, sizeof result);
  judge (name, result == expected && (expected != KHC_OK || memcmp (out, dek, 32) == 0), found, 1);
}

static KhcSecret *
secret_dek (void)
{
  uint8_t bytes[32];
  KhcSecret *dek = NULL;

  memset (bytes, 0x42, sizeof bytes);
  if (khc_secret_new_copy (bytes, sizeof bytes, &dek) != KHC_OK)
    return NULL;
  mark_secret (khc_secret_bytes (dek), 32);
  return dek;
}

/* The check of a wrapped-DEK record, right and altered. */
static void
test_check (void)
{
  KhcDekRecord record;
  KhcSecret *dek = secret_dek ();
  int result;

  khc_dek_record_init (&record);
  record.store = KHC_STORE_FILES;
  record.owner = KHC_DEK_OWNER_PLATFORM;
  record.algorithm = KHC_DEK_A256KW;
  record.wrapped_size = 40;
  result = khc_dek_check_compute (&record, dek);
  judge ("check value, made", result == KHC_OK, count_decisions (), 0);
  mark_public (record.check, sizeof record.check);
  result = khc_dek_check_verify (&record, dek);
  mark_public (&result, sizeof result);
  judge ("check value, right", result == KHC_OK, count_decisions (), 1);
  record.check[31] ^= 1;
  result = khc_dek_check_verify (&record, dek);
  mark_public (&result, sizeof result);
  judge ("check value, wrong", result == KHC_ERR_WRONG_KEY, count_decisions (), 1);
  khc_secret_free (dek);
}

/* One decision: whether the key is all zero. */
static void
test_payload (void)
{
  static const KhcContainerFacts facts = { .generation = 1 };
  static uint8_t plain[1000], out[KHC_CONTAINER_PREFIX_SIZE + sizeof plain + 16];
  KhcSecret *dek = secret_dek ();
  KhcChunks *chunks = NULL;
  int result;

  mark_secret (plain, sizeof plain);
  result = khc_container_seal_begin (dek, &facts, out, &chunks);
  if (result == KHC_OK)
    result = khc_chunks_seal (chunks, 0, khc_bytes (plain, sizeof plain), true,
                              out + KHC_CONTAINER_PREFIX_SIZE);
  judge ("payload sealed", result == KHC_OK, count_decisions (), 1);
  khc_chunks_free (chunks);
  khc_secret_free (dek);
}

/* A recovery code, printed and read again: whether its checks hold is told, and the hyphens and
 * blanks of a text are no secret. */
static void
test_recovery (void)
{
  KhcSecret *key = secret_dek (), *text = NULL, *again = NULL;
  unsigned line = 0;
  int result = khc_recovery_print (key, &text);

  judge ("recovery code, printed", result == KHC_OK, count_decisions (), 0);
  result = khc_recovery_parse (khc_bytes (khc_secret_bytes (text), khc_secret_size (text)), &again,
                               &line);
  mark_public (&result, sizeof result);
  judge ("recovery code, read", result == KHC_OK, count_decisions (), 0);
  khc_secret_free (again);
  khc_secret_free (text);
  khc_secret_free (key);
}

int
main (void)
{
  uint8_t wrapped[40];

  if (!RUNNING_ON_VALGRIND || khc_init (NULL) != KHC_OK) {
    printf ("Bail out! To be run by valgrind\n");
    return 1;
  }
  printf ("1..%d\n", N_TESTS);
  (void)count_decisions ();
  test_control ();
  test_equal ();
  test_wrap (wrapped);
  test_unwrap ("key unwrap, right", wrapped, KHC_OK);
  wrapped[39] ^= 1;
  test_unwrap ("key unwrap, wrong", wrapped, KHC_ERR_WRONG_KEY);
  test_check ();
  test_payload ();
  test_recovery ();
  return failed > 0;
}
