/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels as they are read out, and titles made from sentences. */
#include "kh-rows.h"
#include "kh-text.h"

static void
test_plain_label (void)
{
  static const struct {
    const char *label, *plain;
  } labels[] = {
    { "_Back", "Back" },      { "Ne_xt", "Next" }, { "Next", "Next" },    { "戻る(_B)", "戻る" },
    { "次へ(_N)…", "次へ…" }, { "a(_", "a(" },     { "f(_xy)", "f(xy)" }, { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    g_autofree char *plain = kh_plain_label (labels[i].label);

    g_assert_cmpstr (plain, ==, labels[i].plain);
  }
}

static void
test_clause (void)
{
  static const struct {
    const char *sentence, *clause;
  } sentences[] = {
    { "Enable the key.", "Enable the key" },
    { "キーを有効にします。", "キーを有効にします" },
    { "No stop", "No stop" },
    { "", "" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    g_autofree char *clause = kh_text_clause (sentences[i].sentence);

    g_assert_cmpstr (clause, ==, sentences[i].clause);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/labels/plain", test_plain_label);
  g_test_add_func ("/ui/labels/clause", test_clause);
  return g_test_run ();
}
