/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers: the table of bad inputs row by row (35, two keys, is in test-commitment.c), every
 * bit, sizes and random access. */
#include "crypto-test.h"

#include <string.h>

#include "khc-container.h"
#include "khc-random.h"

static const KhcContainerFacts facts = {
  .environment = "environment-0001",
  .item = "item-00000000001",
  .dek = "dek-000000000001",
  .generation = 7,
};

static KhcSecret *
dek_of (guint8 byte)
{
  return ct_secret_fill (byte, 32);
}

/* A whole container in memory. (transfer full) */
static GByteArray *
seal (const KhcContainerFacts *header, guint8 dek_byte, const guint8 *plain, gsize size)
{
  KhcSecret *dek = dek_of (dek_byte);
  KhcChunks *chunks;
  GByteArray *file = g_byte_array_new ();
  gsize sealed = khc_chunks_sealed_size (size, true);
  g_byte_array_set_size (file, (guint)(KHC_CONTAINER_PREFIX_SIZE + sealed));
  ct_assert_ok (khc_container_seal_begin (dek, header, file->data, &chunks));
  ct_assert_ok (khc_chunks_seal (chunks, 0, khc_bytes (plain, size), true,
                                 file->data + KHC_CONTAINER_PREFIX_SIZE));
  khc_chunks_free (chunks);
  khc_secret_free (dek);
  return file;
}

/* What a reader asks for. */
typedef struct {
  const KhcContainerFacts *expected;
  const guint8 *commitment;
  guint8 dek_byte;
  guint64 bad;
} Reader;

/* Reads a whole container as a store would. *plain is NULL and nothing was written on failure. */
static int
open_whole (Reader *reader, const GByteArray *file, guint8 **plain, gsize *size)
{
  KhcSecret *dek = dek_of (reader->dek_byte);
  KhcChunks *chunks = NULL;
  uint64_t plain_size = 0;
  *plain = NULL;
  *size = 0;
  int result = khc_container_open_begin (khc_bytes (file->data, file->len), dek, reader->expected,
                                         reader->commitment, &chunks);
  if (result == KHC_OK)
    result = khc_container_plain_size (file->len, &plain_size);
  if (result == KHC_OK) {
    *plain = g_malloc (plain_size + 1);
    memset (*plain, 0xaa, plain_size + 1);
    *size = plain_size;
    result = khc_chunks_open (
        chunks, 0,
        khc_bytes (file->data + KHC_CONTAINER_PREFIX_SIZE, file->len - KHC_CONTAINER_PREFIX_SIZE),
        true, *plain, &reader->bad);
  }
  if (result != KHC_OK && *plain != NULL) {
    ct_assert_zero (*plain, plain_size);
    g_assert_cmpuint ((*plain)[plain_size], ==, 0xaa);
    g_clear_pointer (plain, g_free);
  }
  khc_chunks_free (chunks);
  khc_secret_free (dek);
  return result;
}

static int
try_open (const GByteArray *file)
{
  Reader reader = { &facts, NULL, 5, 0 };
  guint8 *plain;
  gsize size;
  int result = open_whole (&reader, file, &plain, &size);
  g_free (plain);
  return result;
}

static GByteArray *
copy (const GByteArray *file)
{
  GByteArray *other = g_byte_array_new ();
  return g_byte_array_append (other, file->data, file->len);
}

/* 50,000 bytes: three whole chunks and a short one. */
#define PLAIN_SIZE 50000

static GByteArray *
make_file (void)
{
  g_autofree guint8 *plain = ct_noise (PLAIN_SIZE, 3);
  return seal (&facts, 5, plain, PLAIN_SIZE);
}

/* Rows 1 to 4. */
static void
test_short (void)
{
  g_autoptr (GByteArray) file = make_file ();
  for (guint size = 0; size <= KHC_CONTAINER_HEADER_SIZE; size++) {
    g_autoptr (GByteArray) cut = copy (file);
    uint64_t plain_size;
    g_byte_array_set_size (cut, size);
    ct_assert_result (try_open (cut), KHC_ERR_MALFORMED);
    ct_assert_result (khc_container_plain_size (size, &plain_size), KHC_ERR_MALFORMED);
  }
}

/* Rows 5 to 11: the header's own fields. */
static void
test_header (void)
{
  static const struct {
    guint offset;
    guint value;
    int expected;
  } cases[] = {
    { 8, 0, KHC_ERR_MALFORMED },      { 8, 2, KHC_ERR_NEWER },
    { 8, 65535, KHC_ERR_NEWER },      { 10, 79, KHC_ERR_MALFORMED },
    { 10, 81, KHC_ERR_MALFORMED },    { 10, 0, KHC_ERR_MALFORMED },
    { 10, 65535, KHC_ERR_MALFORMED }, { 12, 0, KHC_ERR_UNSUPPORTED },
    { 12, 2, KHC_ERR_UNSUPPORTED },   { 12, 65535, KHC_ERR_UNSUPPORTED },
  };
  g_autoptr (GByteArray) file = make_file ();
  for (guint bit = 0; bit < 64; bit++) {
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
    ct_assert_result (try_open (file), KHC_ERR_NOT_OURS);
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint16 before = khc_get_be16 (file->data + cases[i].offset);
    khc_put_be16 (file->data + cases[i].offset, (guint16)cases[i].value);
    ct_assert_result (try_open (file), cases[i].expected);
    khc_put_be16 (file->data + cases[i].offset, before);
  }
  for (guint bit = 0; bit < 16; bit++) {
    khc_put_be16 (file->data + 14, (guint16)(1 << bit));
    ct_assert_result (try_open (file), KHC_ERR_UNSUPPORTED);
  }
  khc_put_be16 (file->data + 14, 0);
  for (guint i = 72; i < 80; i++) {
    file->data[i] = 1;
    ct_assert_result (try_open (file), KHC_ERR_MALFORMED);
    file->data[i] = 0;
  }
  ct_assert_ok (try_open (file));
}

/* Rows 12 to 18: whose container it is, and which. */
static void
test_place (void)
{
  g_autoptr (GByteArray) file = make_file ();
  KhcContainerFacts asked = facts;
  Reader reader = { &asked, NULL, 5, 0 };
  guint8 *plain;
  gsize size;
  asked.environment[15] ^= 1;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_PLACE);
  memcpy (file->data + 16, asked.environment, 16);
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_KEY);
  memcpy (file->data + 16, facts.environment, 16);

  asked = facts;
  asked.item[0] ^= 1;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_PLACE);
  memcpy (file->data + 32, asked.item, 16);
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_KEY);
  memcpy (file->data + 32, facts.item, 16);

  asked = facts;
  asked.dek[3] ^= 1;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_NO_SUCH_KEY);
  memcpy (file->data + 48, asked.dek, 16);
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_KEY);
  memcpy (file->data + 48, facts.dek, 16);

  /* The generation: edited in the file, or that of another authentic file. */
  asked = facts;
  asked.generation = 8;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_ROLLED_BACK);
  asked.generation = 6;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_ROLLED_BACK);
  khc_put_be64 (file->data + 64, 8);
  asked.generation = 8;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_KEY);
  asked.generation = 7;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_KEY);
  khc_put_be64 (file->data + 64, 7);
  ct_assert_ok (open_whole (&reader, file, &plain, &size));
  g_free (plain);
}

/* Rows 15, 19, 20, 33, 34 and the commitment that the row of an item remembers. */
static void
test_keys (void)
{
  g_autoptr (GByteArray) file = make_file ();
  g_autoptr (GByteArray) twin = make_file ();
  g_autofree guint8 *commitment = g_memdup2 (file->data + KHC_CONTAINER_COMMITMENT_OFFSET, 32);
  Reader reader = { &facts, commitment, 5, 0 };
  guint8 *plain;
  gsize size;
  ct_assert_ok (open_whole (&reader, file, &plain, &size));
  g_free (plain);
  /* The same generation, authentic, and yet another file than the one remembered. */
  ct_assert_result (open_whole (&reader, twin, &plain, &size), KHC_ERR_ROLLED_BACK);
  reader.dek_byte = 6;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_WRONG_KEY);
  for (guint bit = 80 * 8; bit < 136 * 8; bit++) {
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
    ct_assert_result (try_open (file), KHC_ERR_WRONG_KEY);
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  memcpy (file->data + 104, twin->data + 104, 32);
  ct_assert_result (try_open (file), KHC_ERR_WRONG_KEY);
}

static void
test_bad_deks (void)
{
  static const struct {
    guint8 byte;
    gsize size;
    int expected;
  } cases[] = {
    { 5, 31, KHC_ERR_ARGUMENT },
    { 5, 33, KHC_ERR_ARGUMENT },
    { 5, 0, KHC_ERR_ARGUMENT },
    { 0, 32, KHC_ERR_REFUSED },
  };
  g_autoptr (GByteArray) file = make_file ();
  guint8 prefix[KHC_CONTAINER_PREFIX_SIZE];
  KhcChunks *chunks;
  KhcBytes view = khc_bytes (file->data, file->len);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    KhcSecret *dek = ct_secret_fill (cases[i].byte, cases[i].size);
    ct_assert_result (khc_container_seal_begin (dek, &facts, prefix, &chunks), cases[i].expected);
    g_assert_null (chunks);
    ct_assert_zero (prefix, sizeof prefix);
    ct_assert_result (khc_container_open_begin (view, dek, &facts, NULL, &chunks),
                      cases[i].expected);
    g_assert_null (chunks);
    khc_secret_free (dek);
  }
  ct_assert_result (khc_container_open_begin (view, NULL, &facts, NULL, &chunks), KHC_ERR_ARGUMENT);
}

/* Rows 21 to 24, 26 to 28 and 30: cut, joined, mixed. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) file = make_file ();
  for (guint size = KHC_CONTAINER_HEADER_SIZE + 1; size < file->len; size++) {
    g_autoptr (GByteArray) cut = copy (file);
    gboolean impossible =
        size < 136 || (size - KHC_CONTAINER_PREFIX_SIZE) % KHC_CHUNK_SEALED_SIZE < 16;
    if (size > 200 && size % 331 != 0 && size < 136 + 3 * KHC_CHUNK_SEALED_SIZE - 2
        && (size - 136) % KHC_CHUNK_SEALED_SIZE > 20)
      continue;
    g_byte_array_set_size (cut, size);
    ct_assert_result (try_open (cut), impossible ? KHC_ERR_TRUNCATED : KHC_ERR_DAMAGED);
  }
}

static void
test_longer (void)
{
  g_autoptr (GByteArray) file = make_file ();
  g_autoptr (GByteArray) byte = copy (file);
  g_autoptr (GByteArray) chunk = copy (file);
  g_autoptr (GByteArray) twice = copy (file);
  g_autofree guint8 *noise = ct_noise (KHC_CHUNK_SEALED_SIZE, 9);
  g_byte_array_append (byte, (const guint8 *)"", 1);
  ct_assert_result (try_open (byte), KHC_ERR_DAMAGED);
  g_byte_array_append (chunk, noise, KHC_CHUNK_SEALED_SIZE);
  ct_assert_result (try_open (chunk), KHC_ERR_DAMAGED);
  g_byte_array_append (twice, file->data, file->len);
  ct_assert_result (try_open (twice), KHC_ERR_DAMAGED);
}

static guint8 *
chunk_at (GByteArray *file, guint number)
{
  return file->data + KHC_CONTAINER_PREFIX_SIZE + number * KHC_CHUNK_SEALED_SIZE;
}

/* Row 25 and 26, with the number of the first bad chunk. */
static void
assert_bad_chunk (const GByteArray *file, guint64 number)
{
  Reader reader = { &facts, NULL, 5, G_MAXUINT64 };
  guint8 *plain;
  gsize size;
  ct_assert_result (open_whole (&reader, file, &plain, &size), KHC_ERR_DAMAGED);
  g_assert_cmpuint (reader.bad, ==, number);
}

static void
test_order (void)
{
  g_autoptr (GByteArray) file = make_file ();
  g_autofree guint8 *other_plain = ct_noise (PLAIN_SIZE, 4);
  g_autoptr (GByteArray) other = seal (&facts, 5, other_plain, PLAIN_SIZE);
  g_autoptr (GByteArray) swapped = copy (file);
  g_autoptr (GByteArray) doubled = copy (file);
  g_autoptr (GByteArray) dropped = copy (file);
  g_autoptr (GByteArray) mixed = copy (file);
  memcpy (chunk_at (swapped, 1), chunk_at (file, 2), KHC_CHUNK_SEALED_SIZE);
  memcpy (chunk_at (swapped, 2), chunk_at (file, 1), KHC_CHUNK_SEALED_SIZE);
  assert_bad_chunk (swapped, 1);
  memcpy (chunk_at (doubled, 2), chunk_at (file, 1), KHC_CHUNK_SEALED_SIZE);
  assert_bad_chunk (doubled, 2);
  g_byte_array_remove_range (dropped, KHC_CONTAINER_PREFIX_SIZE + KHC_CHUNK_SEALED_SIZE,
                             KHC_CHUNK_SEALED_SIZE);
  assert_bad_chunk (dropped, 1);
  memcpy (chunk_at (mixed, 0), chunk_at (other, 0), KHC_CHUNK_SEALED_SIZE);
  assert_bad_chunk (mixed, 0);
  /* Row 24: the last chunk goes, the one before is made to look like a last one. */
  g_byte_array_set_size (file, KHC_CONTAINER_PREFIX_SIZE + 3 * KHC_CHUNK_SEALED_SIZE - 1);
  assert_bad_chunk (file, 2);
}

/* Row 27 and the bar: every bit of the file. The header was parsed above; what authenticates all of
 * it is here. Chunks are opened one by one, so that a bit costs one chunk. */
static void
test_bits (void)
{
  g_autoptr (GByteArray) file = make_file ();
  guint accepted = 0;
  guint tried = 0;
  guint8 out[KHC_CHUNK_SIZE];
  KhcSecret *dek = dek_of (5);
  KhcChunks *chunks;
  KhcBytes prefix = khc_bytes (file->data, KHC_CONTAINER_PREFIX_SIZE);
  for (gsize bit = 0; bit < 8 * KHC_CONTAINER_PREFIX_SIZE; bit++, tried++) {
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
    accepted += khc_container_open_begin (prefix, dek, &facts, NULL, &chunks) == KHC_OK;
    g_assert_null (chunks);
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_assert_ok (khc_container_open_begin (prefix, dek, &facts, NULL, &chunks));
  for (gsize bit = 8 * KHC_CONTAINER_PREFIX_SIZE; bit < 8 * (gsize)file->len; bit++, tried++) {
    guint number = (guint)((bit / 8 - KHC_CONTAINER_PREFIX_SIZE) / KHC_CHUNK_SEALED_SIZE);
    gsize start = (gsize)(chunk_at (file, number) - file->data);
    gboolean last = number == 3;
    gsize size = last ? file->len - start : KHC_CHUNK_SEALED_SIZE;
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
    int result =
        khc_chunks_open (chunks, number, khc_bytes (file->data + start, size), last, out, NULL);
    accepted += result == KHC_OK;
    ct_assert_result (result, KHC_ERR_DAMAGED);
    file->data[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  g_assert_cmpuint (tried, ==, 8 * file->len);
  g_assert_cmpuint (accepted, ==, 0);
  khc_chunks_free (chunks);
  khc_secret_free (dek);
  ct_assert_ok (try_open (file));
}

/* Row 29: all of these are valid, and their sizes agree both ways. */
static void
test_sizes (void)
{
  static const gsize sizes[] = {
    0, 1, 16383, 16384, 16385, 32767, 32768, 32769, PLAIN_SIZE, 1048576
  };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree guint8 *plain = ct_noise (sizes[i], i);
    g_autoptr (GByteArray) file = seal (&facts, 5, plain, sizes[i]);
    Reader reader = { &facts, NULL, 5, 0 };
    guint8 *opened;
    gsize size;
    uint64_t file_size;
    ct_assert_ok (open_whole (&reader, file, &opened, &size));
    g_assert_cmpmem (opened, size, plain, sizes[i]);
    ct_assert_ok (khc_container_file_size (sizes[i], &file_size));
    g_assert_cmpuint (file_size, ==, file->len);
    g_free (opened);
  }
}

/* Row 30: a writer that leaves out the empty last chunk. */
static void
test_full_last (void)
{
  g_autofree guint8 *plain = ct_noise (2 * KHC_CHUNK_SIZE, 1);
  g_autoptr (GByteArray) file = seal (&facts, 5, plain, 2 * KHC_CHUNK_SIZE);
  g_byte_array_set_size (file, file->len - 16);
  ct_assert_result (try_open (file), KHC_ERR_TRUNCATED);
}

/* Row 36 and random access: every span gives the bytes asked for. */
static void
check_span (const GByteArray *file, const guint8 *plain, guint64 offset, guint64 size)
{
  KhcSecret *dek = dek_of (5);
  KhcContainerSpan span;
  KhcChunks *chunks;
  guint64 expected = MIN (size, PLAIN_SIZE - offset);
  ct_assert_ok (khc_container_span (PLAIN_SIZE, offset, size, &span));
  g_assert_cmpuint (span.size, ==, expected);
  g_assert_cmpuint (span.file_offset + span.file_size, <=, file->len);
  g_autofree guint8 *out = g_malloc (span.n_chunks * KHC_CHUNK_SIZE);
  ct_assert_ok (khc_container_open_begin (khc_bytes (file->data, 136), dek, &facts, NULL, &chunks));
  ct_assert_ok (khc_chunks_open (chunks, span.first_chunk,
                                 khc_bytes (file->data + span.file_offset, span.file_size),
                                 span.last, out, NULL));
  g_assert_cmpmem (out + span.skip, span.size, plain + offset, expected);
  khc_chunks_free (chunks);
  khc_secret_free (dek);
}

static void
test_spans (void)
{
  static const guint64 points[] = { 0, 1, 16383, 16384, 16385, 32768, 49151, 49152, 49999, 50000 };
  static const guint64 lengths[] = { 0,          1,     2,          16384,
                                     16385,      50000, G_MAXINT64, (guint64)G_MAXINT64 + 1,
                                     G_MAXUINT64 };
  g_autoptr (GByteArray) file = make_file ();
  g_autofree guint8 *plain = ct_noise (PLAIN_SIZE, 3);
  KhcContainerSpan span;
  for (guint i = 0; i < G_N_ELEMENTS (points); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (lengths); j++)
      check_span (file, plain, points[i], lengths[j]);
  }
  ct_assert_result (khc_container_span (PLAIN_SIZE, PLAIN_SIZE + 1, 1, &span), KHC_ERR_RANGE);
  ct_assert_result (khc_container_span (PLAIN_SIZE, G_MAXUINT64, G_MAXUINT64, &span),
                    KHC_ERR_RANGE);
  ct_assert_result (khc_container_span (G_MAXUINT64, 0, 1, &span), KHC_ERR_RANGE);
  /* The end of whole chunks is the empty last chunk. */
  ct_assert_ok (khc_container_span (32768, 32768, 5, &span));
  g_assert_cmpuint (span.first_chunk, ==, 2);
  g_assert_cmpuint (span.file_size, ==, 16);
  g_assert_true (span.last);
}

/* No sum overflows, and no size beyond the limit has a meaning. */
static void
test_limits (void)
{
  const guint64 most = KHC_CHUNKS_MAX * KHC_CHUNK_SIZE;
  uint64_t size;
  uint64_t back;
  ct_assert_result (khc_container_file_size (most, &size), KHC_ERR_RANGE);
  ct_assert_result (khc_container_file_size (G_MAXUINT64, &size), KHC_ERR_RANGE);
  ct_assert_ok (khc_container_file_size (most - 1, &size));
  ct_assert_ok (khc_container_plain_size (size, &back));
  g_assert_cmpuint (back, ==, most - 1);
  ct_assert_result (khc_container_plain_size (size + 17, &back), KHC_ERR_RANGE);
  for (guint64 odd = 0; odd < 64; odd++)
    g_assert_cmpint (khc_container_plain_size (G_MAXUINT64 - odd, &back), !=, KHC_OK);
}

/* Pieces of any size, in any order for a reader; in order and once for a writer; by two workers. */
static void
test_pieces (void)
{
  enum { SIZE = 10 * KHC_CHUNK_SIZE + 5 };
  g_autofree guint8 *plain = ct_noise (SIZE, 6);
  g_autofree guint8 *file = g_malloc (136 + khc_chunks_sealed_size (SIZE, true));
  g_autofree guint8 *out = g_malloc (SIZE);
  KhcSecret *dek = dek_of (5);
  KhcChunks *first;
  KhcChunks *second;
  ct_assert_ok (khc_container_seal_begin (dek, &facts, file, &first));
  ct_assert_ok (khc_chunks_dup (first, &second));
  ct_assert_ok (khc_chunks_seal (second, 4,
                                 khc_bytes (plain + 4 * KHC_CHUNK_SIZE, SIZE - 4 * KHC_CHUNK_SIZE),
                                 true, file + 136 + 4 * KHC_CHUNK_SEALED_SIZE));
  ct_assert_ok (
      khc_chunks_seal (first, 0, khc_bytes (plain, 4 * KHC_CHUNK_SIZE), false, file + 136));
  /* A number is used once, and nothing follows the last. */
  ct_assert_result (khc_chunks_seal (first, 3, khc_bytes (plain, KHC_CHUNK_SIZE), false, out),
                    KHC_ERR_ARGUMENT);
  ct_assert_result (khc_chunks_seal (second, 11, khc_bytes (plain, 5), true, out),
                    KHC_ERR_ARGUMENT);
  ct_assert_result (khc_chunks_seal (first, 4, khc_bytes (plain, 5), false, out), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_chunks_seal (first, 4, khc_bytes (plain, 0), false, out), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_chunks_seal (first, KHC_CHUNKS_MAX, khc_bytes (plain, 5), true, out),
                    KHC_ERR_RANGE);
  ct_assert_result (khc_chunks_open (first, 0, khc_bytes (file + 136, 16400), false, out, NULL),
                    KHC_ERR_ARGUMENT);
  khc_chunks_free (first);
  khc_chunks_free (second);

  ct_assert_ok (khc_container_open_begin (khc_bytes (file, 136), dek, &facts, NULL, &first));
  ct_assert_ok (khc_chunks_dup (first, &second));
  khc_chunks_free (first);
  for (guint i = 11; i-- > 0;) {
    gsize size = i == 10 ? 5 + 16 : KHC_CHUNK_SEALED_SIZE;
    ct_assert_ok (khc_chunks_open (second, i,
                                   khc_bytes (file + 136 + i * KHC_CHUNK_SEALED_SIZE, size),
                                   i == 10, out + i * KHC_CHUNK_SIZE, NULL));
  }
  g_assert_cmpmem (out, SIZE, plain, SIZE);
  ct_assert_result (khc_chunks_open (second, 0, khc_bytes (file + 136, 16399), false, out, NULL),
                    KHC_ERR_ARGUMENT);
  /* A payload that ends in a whole chunk, or inside a tag. */
  for (gsize rest = 0; rest < 16; rest++)
    ct_assert_result (
        khc_chunks_open (second, 0, khc_bytes (file + 136, 16400 + rest), true, out, NULL),
        KHC_ERR_TRUNCATED);
  ct_assert_result (
      khc_chunks_open (second, KHC_CHUNKS_MAX, khc_bytes (file + 136, 16400), false, out, NULL),
      KHC_ERR_RANGE);
  ct_assert_result (khc_chunks_seal (second, 0, khc_bytes (plain, 5), true, out), KHC_ERR_ARGUMENT);
  khc_chunks_free (second);
  khc_secret_free (dek);
}

static void
test_random_fails (void)
{
  KhcSecret *dek = dek_of (5);
  guint8 prefix[136];
  KhcChunks *chunks;
  ct_random_failing (0);
  ct_assert_result (khc_container_seal_begin (dek, &facts, prefix, &chunks), KHC_ERR_RANDOM);
  ct_random_real ();
  g_assert_null (chunks);
  ct_assert_zero (prefix, sizeof prefix);
  khc_secret_free (dek);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/container/short", test_short);
  g_test_add_func ("/crypto/container/header", test_header);
  g_test_add_func ("/crypto/container/place", test_place);
  g_test_add_func ("/crypto/container/keys", test_keys);
  g_test_add_func ("/crypto/container/bad-deks", test_bad_deks);
  g_test_add_func ("/crypto/container/cut", test_cut);
  g_test_add_func ("/crypto/container/longer", test_longer);
  g_test_add_func ("/crypto/container/order", test_order);
  g_test_add_func ("/crypto/container/bits", test_bits);
  g_test_add_func ("/crypto/container/sizes", test_sizes);
  g_test_add_func ("/crypto/container/full-last", test_full_last);
  g_test_add_func ("/crypto/container/spans", test_spans);
  g_test_add_func ("/crypto/container/limits", test_limits);
  g_test_add_func ("/crypto/container/pieces", test_pieces);
  g_test_add_func ("/crypto/container/random-fails", test_random_fails);
  return g_test_run ();
}
