/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to a screen reader: one text at a time, with a pause between two, and nothing where
 * nobody can say it. */
#include "kh-display-test.h"

#include "kh-compat-announce.h"

static GtkWidget *label;

static const char *
said (void)
{
  return gtk_widget_get_visible (label) ? gtk_label_get_text (GTK_LABEL (label)) : "";
}

static void
test_pause (void)
{
  GtkWidget *announcer = g_object_new (KH_TYPE_ANNOUNCER, NULL);
  GtkWindow *window = display_show (announcer);
  gint64 begin = g_get_monotonic_time ();

  label = gtk_widget_get_first_child (announcer);
  g_assert_cmpstr (said (), ==, "");
  kh_announce (GTK_WIDGET (window), "Sales: Encrypting");
  kh_announce (announcer, "Sales: Waiting");
  kh_announce (announcer, "Sales: Locked");
  gtk_test_accessible_assert_role (label, GTK_ACCESSIBLE_ROLE_ALERT);
  display_until (gtk_widget_get_mapped (label));
  while (g_str_equal (said (), "Sales: Encrypting"))
    display_step (display_limit (), "the end of the first text");
  g_assert_cmpstr (said (), ==, "Sales: Locked");
  /* Timers of seconds may be early by less than one. */
  g_assert_cmpint (g_get_monotonic_time () - begin, >, 4 * G_USEC_PER_SEC);
  display_until (g_str_equal (said (), ""));
  kh_announce (announcer, "Sales: Ready");
  g_assert_cmpstr (said (), ==, "Sales: Ready");
  display_close (window);
}

static void
test_nobody (void)
{
  GtkWidget *alone = g_object_ref_sink (gtk_label_new ("alone"));
  GtkWindow *window = display_show (gtk_label_new ("without"));

  kh_announce (alone, "Sales: Locked");
  kh_announce (GTK_WIDGET (window), "Sales: Locked");
  display_close (window);
  g_object_unref (alone);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add_func ("/announce/pause", test_pause);
  g_test_add_func ("/announce/nobody", test_nobody);
  return g_test_run ();
}
