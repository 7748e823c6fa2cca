/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the handbook as blocks. */
#include "kh-handbook-private.h"

#include <string.h>

#define HEAD "<page xmlns='http://projectmallard.org/1.0/' type='topic' id='p'>"

static KhHelpPage *
read_page (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return _kh_help_page_read ("p", bytes, error);
}

static void
assert_block (const KhHelpPage *page, guint n, KhBlockKind kind, guint level, guint number,
              const char *markup)
{
  const KhBlock *block = page->blocks->pdata[n];

  g_assert_cmpint (block->kind, ==, kind);
  g_assert_cmpuint (block->level, ==, level);
  g_assert_cmpuint (block->number, ==, number);
  g_assert_cmpstr (block->markup, ==, markup);
}

static void
test_page (void)
{
  g_autoptr (GError) error = NULL;
  KhHelpPage *page = read_page (
      HEAD "<info><link type='guide' xref='index#work'/><desc>In short.</desc></info>"
           "<title>A Page &amp; more</title>"
           "<p>Choose <gui>Lock…</gui>\n   in <guiseq><gui>Keys</gui> <gui>Menu</gui></guiseq>, or "
           "<keyseq><key>Ctrl</key><key>U</key></keyseq>.</p>"
           "<note style='warning'><p>Not <em>twice</em>.</p></note>"
           "<section id='more'><info><link type='topic' xref='other'/></info><title>More</title>"
           "<steps><item><p>One</p><p>and on</p></item><item><p>Two</p>"
           "<list><item><p>Inner</p></item></list></item><item><p>Three</p></item></steps>"
           "<terms><item><title>Word</title><p>Sense</p></item></terms>"
           "<screen>keyholdctl  key\n  list &lt;x&gt;</screen>"
           "<p>See <link xref='other#s'>this</link>, <link xref='other'/> and "
           "<link href='https://example.org'>that</link>.</p></section></page>",
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (page->title, ==, "A Page &amp; more");
  g_assert_cmpstr (page->summary, ==, "In short.");
  g_assert_cmpstr (page->guides->pdata[0], ==, "index#work");
  g_assert_cmpstr (page->topics->pdata[0], ==, "more other");
  assert_block (page, 0, KH_BLOCK_TEXT, 0, 0,
                "Choose <b>Lock…</b> in <b>Keys</b> ▸ <b>Menu</b>, or <tt>Ctrl</tt>+<tt>U</tt>.");
  assert_block (page, 1, KH_BLOCK_WARNING, 0, 0, "Not <i>twice</i>.");
  assert_block (page, 2, KH_BLOCK_TITLE, 1, 0, "More");
  g_assert_cmpstr (((KhBlock *)page->blocks->pdata[2])->anchor, ==, "more");
  assert_block (page, 3, KH_BLOCK_STEP, 1, 1, "One");
  assert_block (page, 4, KH_BLOCK_STEP, 1, 0, "and on");
  assert_block (page, 5, KH_BLOCK_STEP, 1, 2, "Two");
  assert_block (page, 6, KH_BLOCK_ITEM, 2, 1, "Inner");
  assert_block (page, 7, KH_BLOCK_STEP, 1, 3, "Three");
  assert_block (page, 8, KH_BLOCK_TERM, 1, 0, "Word");
  assert_block (page, 9, KH_BLOCK_TEXT, 1, 1, "Sense");
  assert_block (page, 10, KH_BLOCK_SCREEN, 0, 0, "keyholdctl  key\n  list &lt;x&gt;");
  assert_block (
      page, 11, KH_BLOCK_TEXT, 0, 0,
      "See <a href=\"help:other#s\">this</a>, <a href=\"help:other\">\001other\001</a> and "
      "<a href=\"https://example.org\">that</a>.");
  g_assert_true (kh_help_page_matches (page, "LOCK twice"));
  g_assert_false (kh_help_page_matches (page, "lock absent"));
  g_assert_true (kh_help_page_matches (page, ""));
  _kh_help_page_free (page);
}

static void
test_broken (void)
{
  static const char *const texts[] = { "", "<page>", HEAD "<p>a</page>",
                                       HEAD "<title>&x;</title></page>" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_page (texts[i], &error));
    g_assert_nonnull (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/handbook/page", test_page);
  g_test_add_func ("/models/handbook/broken", test_broken);
  return g_test_run ();
}
