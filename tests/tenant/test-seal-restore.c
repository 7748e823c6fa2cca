/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An organization whose seal is damaged or gone: its copy opens it with the same passphrase, and
 * everybody can see in the log that it was used. */
#include "tenant-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-seal-restore.h"
#include "kh-tenant-private.h"

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, "tenant", name, NULL);
}

static void
spoil (Fixture *f, const char *name)
{
  g_autofree char *path = path_of (f, name);

  g_assert_true (g_file_set_contents (path, "not a seal", -1, NULL));
}

static gboolean
exists (Fixture *f, const char *name)
{
  g_autofree char *path = path_of (f, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gpointer
nothing_work (Fixture *f, gconstpointer unused, GError **error)
{
  return f;
}

/* In the records of the log. */
static guint
count_restored (Fixture *f)
{
  g_autofree char *path = path_of (f, "audit");
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n = 0;

  g_assert_nonnull (on_worker (f, nothing_work, NULL, NULL));
  dir = g_dir_open (path, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *text = NULL;

    if (!g_str_has_suffix (name, ".jsonl"))
      continue;
    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    for (const char *c = strstr (text, "seal.restore"); c != NULL; c = strstr (c + 1, "seal.re"))
      n++;
  }
  return n;
}

static void
refuse (const KhTenantPlace *place, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (kh_tenant_use_seal_copy (place, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static void
test_restored (Fixture *f, gconstpointer gone)
{
  const KhTenantPlace place = { .data_dir = f->folder };
  g_autofree char *seal = path_of (f, "seal");

  g_assert_cmpint (kh_tenant_find_seal_copy (&place), ==, 0);
  refuse (&place, KH_ERROR_HOSTED);
  g_clear_pointer (&f->tenant, kh_tenant_close);
  refuse (&place, KH_ERROR_NOT_FOUND);
  if (gone != NULL)
    g_assert_cmpint (g_unlink (seal), ==, 0);
  else
    spoil (f, "seal");
  g_assert_cmpint (kh_tenant_find_seal_copy (&place), >, 0);
  g_assert_true (kh_tenant_use_seal_copy (&place, NULL));
  g_assert_true (exists (f, "seal.damaged"));
  reopen (f);
  g_assert_cmpuint (count_restored (f), ==, 1);
  g_assert_false (exists (f, "seal.damaged"));
  reopen (f);
  g_assert_cmpuint (count_restored (f), ==, 1);
  check_audit (f);
}

/* Both are damaged: nothing is made of what is there. */
static void
test_both_damaged (Fixture *f, gconstpointer unused)
{
  const KhTenantPlace place = { .data_dir = f->folder };
  g_autofree char *seal = path_of (f, "seal");
  g_autofree char *kept = path_of (f, "kept");

  g_clear_pointer (&f->tenant, kh_tenant_close);
  copy_file (seal, kept);
  spoil (f, "seal");
  spoil (f, "seal.copy");
  g_assert_cmpint (kh_tenant_find_seal_copy (&place), ==, 0);
  refuse (&place, KH_ERROR_NOT_FOUND);
  g_assert_false (exists (f, "seal.damaged"));
  g_assert_cmpint (g_rename (kept, seal), ==, 0);
  reopen (f);
  g_assert_cmpuint (count_restored (f), ==, 0);
}

/* One that was made before there were copies gets one when it is opened. */
static void
test_renewed (Fixture *f, gconstpointer unused)
{
  g_autofree char *copy = path_of (f, "seal.copy");

  g_assert_cmpint (g_unlink (copy), ==, 0);
  reopen (f);
  g_assert_true (exists (f, "seal.copy"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, func)                                                                      \
  g_test_add ("/seal-restore/" path, Fixture, data, set_up, func, tear_down)
  ADD ("damaged", NULL, test_restored);
  ADD ("gone", "gone", test_restored);
  ADD ("both-damaged", NULL, test_both_damaged);
  ADD ("renewed", NULL, test_renewed);
  return g_test_run ();
}
