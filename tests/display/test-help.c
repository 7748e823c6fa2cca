/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the handbook: every page can be read, found and left again. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-handbook.h"
#include "kh-help-window.h"

/* Stands on the first page alone. */
#define FIRST "in the manner of Microsoft Power Platform"
#define PLACE "/io/github/keyhold/Keyhold/help"

static KhHelpWindow *
open_help (const char *address)
{
  KhHelpWindow *window;

  kh_help_show (address);
  window = display_window (KH_TYPE_HELP_WINDOW);
  g_assert_nonnull (window);
  display_settle ();
  return window;
}

static void
close_help (KhHelpWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  display_until (display_window (KH_TYPE_HELP_WINDOW) == NULL);
}

/* Each page, and each section that something leads to. */
static void
test_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhHandbook) handbook = kh_handbook_new (PLACE, &error);
  /* Labels know links; Pango alone does not. */
  g_autoptr (GRegex) links = g_regex_new ("</?a[^>]*>", 0, 0, NULL);
  GPtrArray *pages;
  KhHelpWindow *window = open_help ("index");

  g_assert_no_error (error);
  pages = kh_handbook_get_pages (handbook);
  g_assert_cmpuint (pages->len, >=, 30);
  for (guint i = 0; i < pages->len; i++) {
    const KhHelpPage *page = pages->pdata[i];

    g_assert_true (open_help (page->id) == window);
    g_assert_cmpstr (page->summary, !=, "");
    for (guint b = 0; b < page->blocks->len; b++) {
      const KhBlock *block = page->blocks->pdata[b];

      g_autofree char *text = g_regex_replace_literal (links, block->markup, -1, 0, "", 0, NULL);

      g_assert_true (pango_parse_markup (text, -1, 0, NULL, NULL, NULL, NULL));
    }
  }
  close_help (window);
}

/* (nullable): the label that has @address, or other words, in it. */
static GtkWidget *
find_link (GtkWidget *root, const char *address)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_label (GTK_LABEL (root)), address) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_link (child, address);
  return found;
}

static void
test_ways (void)
{
  KhHelpWindow *window = open_help ("index");
  gboolean handled = FALSE;

  g_assert_nonnull (find_link (GTK_WIDGET (window), FIRST));
  g_signal_emit_by_name (find_link (GTK_WIDGET (window), "\"help:lock\""), "activate-link",
                         "help:lock", &handled);
  g_assert_true (handled);
  g_assert_null (find_link (GTK_WIDGET (window), FIRST));
  gtk_widget_activate_action (GTK_WIDGET (window), "help.back", NULL);
  g_assert_nonnull (find_link (GTK_WIDGET (window), FIRST));
  /* What is not there leads nowhere. */
  open_help ("no-such-page");
  g_assert_nonnull (find_link (GTK_WIDGET (window), FIRST));
  close_help (window);
}

/* Every section of the console and every wizard has a page that is there. */
static void
test_topics (void)
{
  static const char *const sections[] = { "keyhold:overview",       "keyhold:environments",
                                          "keyhold:policies",       "keyhold:keys",
                                          "keyhold:vaults",         "keyhold:requests",
                                          "keyhold:operations",     "keyhold:activity",
                                          "keyhold:recommendations" };
  static const char *const wizards[] = { "enable", "rotate", "change", "revert", "lock", "unlock" };
  g_autoptr (KhHandbook) handbook = kh_handbook_new (PLACE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    g_assert_nonnull (kh_handbook_find (handbook, kh_help_of_section (sections[i])));
    g_assert_cmpstr (kh_help_of_section (sections[i]), !=, "index");
  }
  for (guint i = 0; i < G_N_ELEMENTS (wizards); i++) {
    g_assert_nonnull (kh_handbook_find (handbook, kh_help_of_wizard (wizards[i])));
    g_assert_cmpstr (kh_help_of_wizard (wizards[i]), !=, "index");
  }
  g_assert_cmpstr (kh_help_of_wizard (NULL), ==, "index");
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add_func ("/display/help/pages", test_pages);
  g_test_add_func ("/display/help/ways", test_ways);
  g_test_add_func ("/display/help/topics", test_topics);
  return g_test_run ();
}
