/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a target on its seeds, on every cut of them and on random mutations, the same in each run.
 * A sanitizer or the target itself ends the program where a promise is broken. */
#include "fuzz.h"

#include <glib.h>
#include <string.h>

#define ROUNDS 20000

static GPtrArray *seeds; /* (element-type GBytes) */
static GRand *dice;

static void
add_seed (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  char *content = NULL;
  gsize size = 0;

  for (const char *name = dir == NULL ? NULL : g_dir_read_name (dir); name != NULL;
       name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    add_seed (child);
  }
  if (dir != NULL)
    return;
  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  g_ptr_array_add (seeds, g_bytes_new_take (content, size));
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

/* In an order that does not depend on the folder's. */
static void
load_seeds (void)
{
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; fuzz_seeds[i] != NULL; i++) {
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", fuzz_seeds[i], NULL);

    add_seed (path);
  }
  g_ptr_array_sort (seeds, compare_bytes);
  g_assert_cmpuint (seeds->len, >, 0);
}

/* From a buffer of just this size, so that a byte too many is seen. */
static void
run (const guint8 *bytes, gsize size)
{
  g_autofree guint8 *exact = g_memdup2 (bytes, size);

  LLVMFuzzerTestOneInput (exact, size);
}

static void
test_seeds (void)
{
  for (guint i = 0; i < seeds->len; i++) {
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data (seeds->pdata[i], &size);
    gsize step = MAX (size / 512, 1);

    run (bytes, size);
    for (gsize cut = 0; cut < size; cut += step)
      run (bytes, cut);
  }
}

static guint
roll (guint below)
{
  return below == 0 ? 0 : (guint)g_rand_int_range (dice, 0, (gint32)below);
}

/* Where mutations are worth most: headers are at the beginning. */
static guint
place (const GByteArray *bytes)
{
  return roll (roll (2) == 0 ? MIN (bytes->len, 256) : bytes->len);
}

/* A piece of any seed, put in or written over. */
static void
splice (GByteArray *bytes)
{
  gsize size = 0;
  const guint8 *from = g_bytes_get_data (seeds->pdata[roll (seeds->len)], &size);
  guint start = roll ((guint)size), n = roll (MIN ((guint)size - start + 1, 64)),
        at = place (bytes);

  if (roll (2) == 0 && at + n <= bytes->len) {
    memcpy (bytes->data + at, from + start, n);
    return;
  }
  g_byte_array_append (bytes, from + start, n);
}

static void
mutate (GByteArray *bytes)
{
  static const guint8 telling[] = { 0, 1, 2, 0x7f, 0x80, 0xff, '"', '\\', '{', '[', '-', 'e' };
  guint at = place (bytes);

  switch (bytes->len == 0 ? 4 : roll (6)) {
  case 0:
    bytes->data[at] ^= (guint8)(1 << roll (8));
    break;
  case 1:
    bytes->data[at] = telling[roll (G_N_ELEMENTS (telling))];
    break;
  case 2:
    bytes->data[at] = (guint8)roll (256);
    break;
  case 3:
    g_byte_array_remove_range (bytes, at, roll (MIN (bytes->len - at + 1, 32)));
    break;
  case 4:
    splice (bytes);
    break;
  default:
    g_byte_array_set_size (bytes, roll (bytes->len + 1));
    break;
  }
}

static void
test_mutations (void)
{
  for (guint i = 0; i < ROUNDS; i++) {
    GBytes *seed = seeds->pdata[roll (seeds->len)];
    gsize size = 0;
    const guint8 *from = g_bytes_get_data (seed, &size);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_byte_array_append (bytes, from, (guint)size);
    for (guint n = 1 + roll (4); n > 0; n--)
      mutate (bytes);
    run (bytes->data, bytes->len);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *seeds_path = NULL, *mutations_path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  load_seeds ();
  dice = g_rand_new_with_seed (1);
  seeds_path = g_strdup_printf ("/fuzz/%s/seeds", fuzz_name);
  mutations_path = g_strdup_printf ("/fuzz/%s/mutations", fuzz_name);
  g_test_add_func (seeds_path, test_seeds);
  g_test_add_func (mutations_path, test_mutations);
  status = g_test_run ();
  g_rand_free (dice);
  g_ptr_array_unref (seeds);
  return status;
}
