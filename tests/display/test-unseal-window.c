/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that unseals an organization: what it asks, what it says when it fails, and that it
 * can be closed in the middle of a key derivation. */
#include <string.h>

#include "kh-error-card.h"
#include "kh-unseal-window.h"
#include "start-test.h"

static int forced_wait = -1;

guint __wrap_kh_session_get_wait (KhSession *self);
guint __real_kh_session_get_wait (KhSession *self);

/* The linker puts it in front of the session's: no test waits for half a minute. */
guint
__wrap_kh_session_get_wait (KhSession *self)
{
  return forced_wait >= 0 ? (guint)forced_wait : __real_kh_session_get_wait (self);
}

static void
set_up (Start *self, gconstpointer data)
{
  forced_wait = -1;
  start_sealed (self, data);
}

static void
test_asking (Start *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (start_entry (self, "Passphrase"));
  GtkWidget *button = display_find (self->window, GTK_TYPE_BUTTON, "Unseal");

  g_assert_cmpstr (gtk_window_get_title (self->window), ==, "Unseal the Organization");
  g_assert_true (start_says (self, "Its keys and data stay encrypted until then."));
  g_assert_true (start_says (self, start_fixture.folder));
  g_assert_true (start_has_focus (self, row));
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Unseal");
  display_type (self->window, "Passphrase", "x");
  g_assert_true (gtk_widget_is_sensitive (button));
  display_type (self->window, "Passphrase", "");
  g_assert_false (gtk_widget_is_sensitive (button));
}

/* A sample has its passphrase beside it, which nobody knows: nothing is asked. */
static void
test_kept (Start *self, gconstpointer data)
{
  guint entered;

  gtk_window_destroy (self->window);
  start_host.keeps = TRUE;
  start_look (self);
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (start_is_sensitive (self, "Unseal"));
  g_assert_null (display_find (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase"));
  entered = start_get_entered ();
  display_press (self->window, "Unseal");
  display_until (start_get_entered () > entered);
  g_assert_null (start_host.passphrase);
  start_host.keeps = FALSE;
}

static void
try_wrong (Start *self, const char *text)
{
  guint entered = start_get_entered ();

  display_type (self->window, "Passphrase", text);
  display_press (self->window, "Unseal");
  display_until (start_get_entered () > entered);
  g_assert_cmpstr (start_host.passphrase, ==, text);
}

static void
test_wrong (Start *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (start_entry (self, "Passphrase"));

  for (guint i = 1; i <= 3; i++) {
    start_set_hold (TRUE);
    try_wrong (self, "wrong");
    g_assert_true (start_says (self, "Checking"));
    g_assert_cmpstr (start_text_of (row), ==, "");
    g_assert_false (gtk_widget_is_sensitive (row));
    g_assert_true (start_is_sensitive (self, "Cancel"));
    start_set_hold (FALSE);
    display_until (gtk_widget_is_sensitive (row));
    g_assert_true (
        start_says (self, i < 3 ? "Wrong passphrase"
                                : "Wrong passphrase. After 5 wrong tries there is a wait."));
    g_assert_true (gtk_widget_has_css_class (row, "error"));
    g_assert_true (start_has_focus (self, row));
    g_assert_false (start_says (self, "Checking"));
  }
}

static void
test_right (Start *self, gconstpointer data)
{
  try_wrong (self, "wrong");
  display_wait_for (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  display_type (self->window, "Passphrase", GOOD_PASSPHRASE);
  /* Return does what the verb does. */
  g_signal_emit_by_name (start_entry (self, "Passphrase"), "entry-activated");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  display_until (start_says (self, "Opening the Organization"));
  g_assert_false (start_says (self, "Wrong passphrase"));
}

static void
test_too_many (Start *self, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (start_entry (self, "Passphrase"));
  GtkWidget *label;
  g_autofree char *said = NULL;

  for (guint i = 1; i <= 5; i++) {
    gtk_widget_grab_focus (row);
    try_wrong (self, "wrong");
    display_until (!start_says (self, "Checking"));
  }
  g_assert_cmpuint (kh_session_get_wait (self->session), >, 20);
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_false (start_is_sensitive (self, "Unseal"));
  g_assert_true (start_is_sensitive (self, "Cancel"));

  forced_wait = 83;
  display_until (start_says (self, "Try again in 1:23"));
  label = display_find (self->window, GTK_TYPE_LABEL, "Too many tries");
  forced_wait = 2;
  display_until (start_says (self, "Try again in 0:02"));
  /* Screen readers are told once. */
  said = gtk_test_accessible_check_property (GTK_ACCESSIBLE (label),
                                             GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  g_assert_nonnull (strstr (said, "Try again in 0:"));
  g_assert_null (strstr (said, "0:02"));
  forced_wait = 0;
  display_until (gtk_widget_is_sensitive (row));
  g_assert_true (start_has_focus (self, row));
  g_assert_false (gtk_widget_get_mapped (label));
}

/* A window that comes while somebody has to wait. */
static void
test_wait_at_first (Start *self, gconstpointer data)
{
  gpointer window;

  display_close (self->window);
  forced_wait = 600;
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (start_says (self, "Try again in 10:00"));
  g_assert_false (start_is_sensitive (self, "Unseal"));
  g_assert_nonnull (g_main_context_find_source_by_user_data (NULL, self->window));
  window = self->window;
  display_close (g_steal_pointer (&self->window));
  /* Nothing counts on for a window that is gone. */
  g_assert_null (g_main_context_find_source_by_user_data (NULL, window));
}

static void
test_unseal_cancelled (Start *self, gconstpointer data)
{
  start_set_hold (TRUE);
  try_wrong (self, GOOD_PASSPHRASE);
  start_cancel_in_the_middle (self);
}

/* The application may take it away at any time. */
static void
test_unseal_destroyed (Start *self, gconstpointer data)
{
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  start_set_hold (TRUE);
  display_type (window, "Passphrase", "wrong");
  display_press (window, "Unseal");
  gtk_window_destroy (window);
  start_set_hold (FALSE);
  display_assert_gone (watch);
}

/* --- What cannot be opened ----------------------------------------------------------------- */

typedef struct {
  KhErrorCode code;
  const char *target, *inner, *title, *body;
} Failure;

static const Failure failures[] = {
  { KH_ERROR_HOSTED, "4711", NULL, "This Organization Cannot Be Opened",
    "Another Keyhold (process 4711) holds it but does not answer." },
  { KH_ERROR_HOSTED, NULL, NULL, "This Organization Cannot Be Opened",
    "Another Keyhold holds it but does not answer." },
  { KH_ERROR_NEWER, NULL, NULL, "This Organization Cannot Be Opened",
    "It was written by a newer Keyhold. Update this one, then try again." },
  { KH_ERROR_DAMAGED, "/srv/R&D <prod>/seal", "SealDamaged",
    "The Seal of This Organization Is Damaged",
    "Nothing opens it without this file: /srv/R&D <prod>/seal. Put a copy of the file back, then "
    "try again." },
  { KH_ERROR_IO, NULL, NULL, "This Organization Cannot Be Opened", NULL },
};

static void
test_failures (Start *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++) {
    const Failure *failure = &failures[i];

    start_fail_with (failure->code, failure->target, failure->inner);
    start_look (self);
    display_until (start_says (self, failure->title));
    g_assert_cmpstr (gtk_window_get_title (self->window), ==, failure->title);
    if (failure->body != NULL)
      g_assert_true (start_says (self, failure->body));
    g_assert_true (
        start_has_focus (self, display_find (self->window, GTK_TYPE_BUTTON, "Try Again")));
    g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Cancel"));
    g_assert_nonnull (display_find (self->window, GTK_TYPE_EXPANDER, NULL));
  }
}

static void
test_try_again (Start *self, gconstpointer data)
{
  start_fail_with (KH_ERROR_HOSTED, NULL, NULL);
  start_look (self);
  start_set_hold (TRUE);
  display_press (self->window, "Try Again");
  display_until (start_says (self, "Opening the Organization"));
  start_fail_with (KH_ERROR_SEALED, NULL, NULL);
  start_set_hold (FALSE);
  display_until (start_has_focus (self, start_entry (self, "Passphrase")));
  g_assert_false (start_says (self, "Wrong passphrase"));
}

static void
test_quit (Start *self, gconstpointer data)
{
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  start_fail_with (KH_ERROR_NEWER, NULL, NULL);
  start_look (self);
  display_press (window, "Quit");
  display_assert_gone (watch);
}

/* Above the pages of an organization whose host went away. */
static void
test_above (Start *self, gconstpointer data)
{
  GtkWidget *page = gtk_label_new ("Pages");
  GtkWindow *below = display_show (page);
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  gtk_window_set_transient_for (window, below);
  start_fail_with (KH_ERROR_HOSTED, NULL, NULL);
  start_look (self);
  display_wait_for (window, GTK_TYPE_BUTTON, "Close");
  start_fail_with (KH_ERROR_SEALED, NULL, NULL);
  display_press (window, "Try Again");
  display_wait_for (window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  display_type (window, "Passphrase", GOOD_PASSPHRASE);
  display_press (window, "Unseal");
  display_assert_gone (watch);
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_OPEN);
  display_close (below);
}

#define ADD(path, func) g_test_add ("/start/unseal/" path, Start, NULL, set_up, func, start_stop)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&start_fixture);
  ADD ("asking", test_asking);
  ADD ("wrong", test_wrong);
  ADD ("right", test_right);
  ADD ("too-many", test_too_many);
  ADD ("wait-at-first", test_wait_at_first);
  ADD ("kept", test_kept);
  ADD ("cancelled", test_unseal_cancelled);
  ADD ("destroyed", test_unseal_destroyed);
  ADD ("failures", test_failures);
  ADD ("try-again", test_try_again);
  ADD ("quit", test_quit);
  ADD ("above", test_above);
  status = g_test_run ();
  fixture_stop (&start_fixture);
  g_free (start_host.passphrase);
  g_free (start_host.setup);
  return status;
}
