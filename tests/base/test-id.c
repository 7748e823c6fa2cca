/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identifiers and the rules for names. */
#include "kh-id.h"

#include <string.h>

static void
test_guid (void)
{
  g_autofree char *id = kh_id_new ();
  g_autofree char *other = kh_id_new ();
  g_autofree char *again = NULL;
  guint8 bytes[16];

  g_assert_true (kh_id_is_guid (id));
  g_assert_cmpstr (id, !=, other);
  g_assert_true (kh_id_to_bytes (id, bytes));
  again = kh_id_from_bytes (bytes);
  g_assert_cmpstr (id, ==, again);
  g_assert_false (kh_id_is_guid ("0123"));
  g_assert_false (kh_id_is_guid (NULL));
  g_assert_false (kh_id_is_guid ("00000000-0000-0000-0000-00000000000g"));
}

static void
test_version (void)
{
  g_autofree char *version = kh_id_new_version ();

  g_assert_true (kh_name_is_version (version));
  g_assert_false (kh_name_is_version ("0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F"));
  g_assert_false (kh_name_is_version ("0f"));
}

static void
test_vault_names (void)
{
  g_assert_true (kh_name_is_vault ("kv-sales"));
  g_assert_true (kh_name_is_vault ("abc"));
  g_assert_false (kh_name_is_vault ("ab"));
  g_assert_false (kh_name_is_vault ("a--b"));
  g_assert_false (kh_name_is_vault ("Login"));
  g_assert_false (kh_name_is_vault ("kv_sales"));
  g_assert_false (kh_name_is_vault ("kv-abcdefghijklmnopqrstuv"));
}

static void
test_display_names (void)
{
  g_autofree char *longest = g_strnfill (127, 'x');
  g_autofree char *longer = g_strnfill (128, 'x');

  g_assert_true (kh_name_is_display ("R&D <prod>"));
  g_assert_true (kh_name_is_display ("\327\251\327\234\327\225\327\235"));
  g_assert_true (kh_name_is_display (longest));
  g_assert_false (kh_name_is_display (longer));
  g_assert_false (kh_name_is_display (""));
  g_assert_false (kh_name_is_display ("   "));
  g_assert_false (kh_name_is_display ("a\nb"));
  g_assert_false (kh_name_is_display ("."));
  g_assert_false (kh_name_is_display (".."));
  g_assert_true (kh_name_is_display ("..."));
  g_assert_false (kh_name_is_display ("\xff\xfe"));
}

static void
test_item_names (void)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  g_autofree char *longer = g_strnfill (256, 'x');

  g_assert_true (kh_name_is_item ("report.pdf"));
  g_assert_true (kh_name_is_item (longest));
  g_assert_false (kh_name_is_item (longer));
  g_assert_false (kh_name_is_item (".."));
  g_assert_false (kh_name_is_item ("a/b"));
  g_assert_false (kh_name_is_table (longest));
  g_assert_true (kh_name_is_table (longest + strlen (".csv")));
  g_assert_false (kh_name_is_table (".."));
  g_assert_false (kh_name_is_item (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/guid", test_guid);
  g_test_add_func ("/id/version", test_version);
  g_test_add_func ("/id/vault-names", test_vault_names);
  g_test_add_func ("/id/display-names", test_display_names);
  g_test_add_func ("/id/item-names", test_item_names);
  return g_test_run ();
}
