/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the crypto core share: hex, vector files, deterministic random bytes,
 * assertions on results by their names. Test programs only; main thread. */
#ifndef CRYPTO_TEST_H
#define CRYPTO_TEST_H

#include <glib.h>
#include <json-glib/json-glib.h>

#include "khc-bytes.h"
#include "khc-error.h"
#include "khc-secret.h"

/* Fails with the names of both results. */
#define ct_assert_result(result, expected)                                                         \
  g_assert_cmpstr (khc_result_name (result), ==, khc_result_name (expected))
#define ct_assert_ok(result) ct_assert_result (result, KHC_OK)

#define ct_assert_zero(data, size) g_assert_true (ct_is_zero (data, size))

gboolean ct_is_zero (const void *data, gsize size);

/* Sets up GTest, starts the core and checks that it did. */
void ct_init (int *argc, char ***argv);

/* (transfer full): a secret of these bytes, or of one byte repeated. */
KhcSecret *ct_secret (const void *data, gsize size);
KhcSecret *ct_secret_fill (guint8 byte, gsize size);

KhcBytes ct_view (GBytes *bytes);
KhcBytes ct_secret_view (const KhcSecret *secret);

/* Hex to bytes; fails the test on anything else. */
GBytes *ct_hex (const char *hex);

/* A file under tests/data. */
GBytes *ct_data (const char *name);
JsonNode *ct_json (const char *name);

/* The hex member of a vector. */
GBytes *ct_member (JsonObject *object, const char *name);

/* Calls test for every test of every group of a Wycheproof file (under tests/data/vectors) and
 * demands that as many were run as the file says it has. */
typedef void (*CtVectorFunc) (JsonObject *group, JsonObject *test, gpointer data);
void ct_wycheproof (const char *name, CtVectorFunc test, gpointer data);

/* What became of the tests of a file. */
typedef struct {
  guint valid;
  guint refused;
  guint policy; /* what the file calls valid or invalid and we do not offer */
} CtCounts;

void ct_assert_counts (const CtCounts *counts, guint valid, guint refused, guint policy);

/* The bytes of a, then those of b. (transfer full) */
GBytes *ct_join (GBytes *a, GBytes *b);

/* Whether the result of the test is "valid". "acceptable" is refused, like "invalid". */
gboolean ct_is_valid (JsonObject *test);

/* A random source that counts: byte i of its stream is seed + i. */
void ct_random_fixed (guint8 seed);

/* A random source that fails from its n-th call on (0: at once). */
void ct_random_failing (guint n);
void ct_random_real (void);

/* Bytes that look random and are the same in every run. (transfer full) */
guint8 *ct_noise (gsize size, guint32 seed);

#endif
