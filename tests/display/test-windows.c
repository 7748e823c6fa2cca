/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several windows of one organization: each has its page and its way back, each goes by itself, and
 * what ends the organization ends them all. */
#include "kh-display-test.h"
#include "kh-host-test.h"

#include <gdk/x11/gdkx.h>

#include "kh-content.h"
#include "kh-dialog.h"
#include "kh-page.h"
#include "kh-unseal-window.h"
#include "kh-window.h"
#include "kh-wizard.h"

static Fixture fixture, other;
static KhApplication *application;

/* --- Windows --------------------------------------------------------------------------------- */

static void
act (const char *action, const char *text)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), action,
                                  text != NULL ? g_variant_new_string (text) : NULL);
}

static guint
count_windows (GType type)
{
  guint n = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l != NULL;
       l = l->next)
    n += G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) ? 1 : 0;
  return n;
}

static KhPage *
page_of (GtkWindow *window)
{
  KhContent *content = display_wait_for (window, KH_TYPE_CONTENT, NULL);

  return kh_content_get_page (content);
}

static void
wait_title (GtkWindow *window, const char *title)
{
  display_until (page_of (window) != NULL
                 && g_strcmp0 (kh_page_get_title (page_of (window)), title) == 0);
}

static GtkWindow *
wait_first (void)
{
  display_until (count_windows (KH_TYPE_WINDOW) == 1);
  display_until (gtk_window_is_active (display_window (KH_TYPE_WINDOW)));
  return display_window (KH_TYPE_WINDOW);
}

/* By the entry of the primary menu of @window. */
static GtkWindow *
wait_another (GtkWindow *window)
{
  guint n = count_windows (KH_TYPE_WINDOW);
  GtkWindow *another;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "app.new-window", NULL));
  display_until (count_windows (KH_TYPE_WINDOW) == n + 1);
  another = display_window (KH_TYPE_WINDOW);
  g_assert_true (another != window);
  display_until (gtk_window_is_active (another));
  return another;
}

static void
do_x (const char *format, ...)
{
  va_list arguments;
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat ("xdotool ", command, NULL);
  g_assert_true (g_spawn_command_line_async (line, NULL));
}

/* As somebody does who chooses it from a list of windows. */
static void
use (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  do_x ("windowactivate %lu", gdk_x11_surface_get_xid (surface));
  display_until (gtk_window_is_active (window));
}

static void
press (const char *key)
{
  do_x ("key %s", key);
}

static void
show (GtkWindow *window, int section)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.section", "i", section));
}

static void
invent_operation (GtkWindow *window)
{
  KhOrganization *organization = kh_page_get_organization (page_of (window));
  KhItemList *list = kh_organization_get_list (organization, KH_ITEM_OPERATION);
  g_autoptr (KhJson) operation =
      kh_json_parse_text ("{\"id\":\"0c0c0c0c-1111-4222-8333-444444444444\",\"type\":"
                          "\"NewCustomerManagedKey\",\"environment\":\"Sales\",\"state\":"
                          "\"Running\"}",
                          NULL);

  display_until (kh_item_list_get_state (list) == KH_LIST_READY);
  kh_item_list_take_one (list, operation);
}

/* --- The plays ------------------------------------------------------------------------------- */

static gboolean
play_apart_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second = wait_another (first);
  DisplayWatch *watch;

  g_assert_true (kh_page_get_organization (page_of (first))
                 == kh_page_get_organization (page_of (second)));
  show (first, 4);
  show (second, 2);
  wait_title (first, "Keys");
  wait_title (second, "Environments");
  kh_window_open_uri (KH_WINDOW (second), "keyhold:environments/Sales");
  wait_title (second, "Sales");
  wait_title (first, "Keys");
  press ("alt+Left");
  wait_title (second, "Environments");
  wait_title (first, "Keys");
  kh_window_open_uri (KH_WINDOW (second), "keyhold:environments/Sales");
  wait_title (second, "Sales");
  watch = display_watch (second);
  press ("ctrl+w");
  display_assert_gone (watch);
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 1);
  /* The one that is left goes on. */
  show (first, 2);
  wait_title (first, "Environments");
  display_wait_for_line (first, "Sales");
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

/* A dialog is above its own window; the other one can be used meanwhile. */
static gboolean
play_dialog_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second = wait_another (first);
  GtkWindow *dialog;

  act ("switch-account", NULL);
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  g_assert_true (gtk_window_get_transient_for (dialog) == second);
  use (first);
  press ("ctrl+4");
  wait_title (first, "Keys");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog)));
  /* It has to be answered before another organization is shown. */
  act ("open-organization", other.folder);
  display_settle ();
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 2);
  gtk_window_close (dialog);
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
play_seal_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second = wait_another (first);
  DisplayWatch *watch_first = display_watch (first), *watch_second = display_watch (second);

  g_atomic_int_set (&host_test.sealed, TRUE);
  act ("seal", NULL);
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 0);
  display_assert_gone (watch_first);
  display_assert_gone (watch_second);
  act ("new-window", NULL);
  display_settle ();
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 0);
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
play_switch_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second = wait_another (first);
  DisplayWatch *watch_first = display_watch (first), *watch_second = display_watch (second);

  act ("open-organization", other.folder);
  display_assert_gone (watch_first);
  display_assert_gone (watch_second);
  first = wait_first ();
  wait_title (first, "Overview");
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static GtkWindow *
wait_question (const char *heading)
{
  GtkWindow *question;

  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  question = display_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==, heading);
  return question;
}

/* Only what ends the program asks, and it asks once. */
static gboolean
play_quit_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second = wait_another (first);
  DisplayWatch *watch = display_watch (second);

  invent_operation (first);
  press ("ctrl+w");
  display_assert_gone (watch);
  display_settle ();
  g_assert_null (display_window (ADW_TYPE_MESSAGE_DIALOG));
  use (first);
  press ("ctrl+w");
  display_press (wait_question ("Quit While 1 Operation Runs?"), "Stay");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  wait_another (first);
  press ("ctrl+q");
  display_press (wait_question ("Quit While 1 Operation Runs?"), "Stay");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 2);
  act ("quit", NULL);
  display_press (wait_question ("Quit While 1 Operation Runs?"), "Quit Anyway");
  return G_SOURCE_REMOVE;
}

/* Above @below, with a draft. */
static GtkWindow *
open_draft (GtkWindow *below)
{
  GtkWindow *wizard;

  kh_window_open_uri (KH_WINDOW (below), "keyhold:environments/Sales");
  wait_title (below, "Sales");
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (page_of (below)), "page.enable-key", NULL));
  display_until (display_window (KH_TYPE_WIZARD) != NULL);
  wizard = display_window (KH_TYPE_WIZARD);
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Sales");
  display_activate_row (wizard, "Sales");
  display_until (kh_wizard_is_dirty (KH_WIZARD (wizard)));
  return wizard;
}

/* @button: what keeps everything as it is. */
static void
stay (const char *heading, const char *button)
{
  display_press (wait_question (heading), button);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_nonnull (display_window (KH_TYPE_WIZARD));
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 2);
}

/* A draft is not lost behind one's back: whoever leaves it is asked, and finds it again. */
static gboolean
play_draft_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second = wait_another (first);
  GtkWindow *wizard = open_draft (second);
  DisplayWatch *watch;

  use (first);
  act ("open-organization", other.folder);
  stay ("Leave the Draft?", "Stay");
  act ("switch-account", NULL);
  stay ("Leave the Draft?", "Stay");
  g_assert_null (display_window (KH_TYPE_DIALOG));
  act ("quit", NULL);
  stay ("Discard This Draft?", "Keep Editing");
  gtk_window_close (second);
  stay ("Discard This Draft?", "Keep Editing");

  watch = display_watch (wizard);
  act ("switch-account", NULL);
  display_press (wait_question ("Leave the Draft?"), "Leave");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  display_assert_gone (watch);
  gtk_window_close (display_window (KH_TYPE_DIALOG));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (page_of (second)), "page.enable-key", NULL));
  display_until (display_window (KH_TYPE_WIZARD) != NULL);
  wizard = display_window (KH_TYPE_WIZARD);
  display_press (wizard, "Continue");
  display_until (kh_wizard_is_dirty (KH_WIZARD (wizard)));

  watch = display_watch (wizard);
  act ("open-organization", other.folder);
  display_press (wait_question ("Leave the Draft?"), "Leave");
  display_assert_gone (watch);
  wait_title (wait_first (), "Overview");
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
play_remember_cb (gpointer data)
{
  GtkWindow *first = wait_first (), *second;

  show (first, 4);
  wait_title (first, "Keys");
  display_settle ();
  gtk_window_set_default_size (first, 800, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (first)) == 800);
  second = wait_another (first);
  display_until (gtk_widget_get_width (GTK_WIDGET (second)) == 800);
  display_settle ();
  show (second, 2);
  gtk_window_set_default_size (second, 900, 650);
  display_until (gtk_widget_get_width (GTK_WIDGET (second)) == 900);
  use (first);
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

/* What was used last comes again. */
static gboolean
play_remembered_cb (gpointer data)
{
  GtkWindow *first = wait_first ();

  wait_title (first, "Keys");
  display_until (gtk_widget_get_width (GTK_WIDGET (first)) == 800);
  display_until (gtk_widget_get_height (GTK_WIDGET (first)) == 600);
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
play (gconstpointer data)
{
  g_atomic_int_set (&host_test.sealed, FALSE);
  host_test_play (&application, fixture.folder, *(const GSourceFunc *)data);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    GSourceFunc function;
  } plays[] = {
    { "/windows/apart", play_apart_cb },       { "/windows/dialog", play_dialog_cb },
    { "/windows/seal", play_seal_cb },         { "/windows/switch", play_switch_cb },
    { "/windows/quit", play_quit_cb },         { "/windows/draft", play_draft_cb },
    { "/windows/remember", play_remember_cb }, { "/windows/again", play_remembered_cb },
  };
  int status;

  host_test_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_start_tenant (&other);
  host_test_add (&fixture);
  host_test_add (&other);
  for (guint i = 0; i < G_N_ELEMENTS (plays); i++)
    g_test_add_data_func (plays[i].path, &plays[i].function, play);
  status = g_test_run ();
  fixture_stop (&fixture);
  fixture_stop (&other);
  return status;
}
