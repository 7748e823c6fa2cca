/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which window is due: from an empty folder or a sealed organization to the pages, when the host
 * goes away, and the end. */
#include "kh-display-test.h"
#include "kh-host-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kh-content.h"
#include "kh-create-window.h"
#include "kh-page.h"
#include "kh-dialog.h"
#include "kh-preferences.h"
#include "kh-unseal-window.h"
#include "kh-welcome-window.h"
#include "kh-window.h"

static Fixture fixture;

static KhApplication *application;

static guint
count_windows (GType type)
{
  guint n = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l != NULL;
       l = l->next)
    n += G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) ? 1 : 0;
  return n;
}

static void
act (const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), action, NULL);
}

static void
unseal (void)
{
  GtkWindow *window = display_window (KH_TYPE_UNSEAL_WINDOW);

  display_wait_for (window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  display_type (window, "Passphrase", HOST_TEST_PASSPHRASE);
  display_press (window, "Unseal");
}

/* The passphrase is asked for above the pages, once, and as often as somebody wants to reconnect.
 */
static void
lose_host (GtkWindow *pages)
{
  host_test.code = KH_ERROR_SEALED;
  for (guint i = 0; i < 2; i++) {
    GtkWindow *question;

    act ("reconnect");
    display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
    question = display_window (KH_TYPE_UNSEAL_WINDOW);
    g_assert_true (gtk_window_get_transient_for (question) == pages);
    display_press (question, "Cancel");
    display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 0);
  }
  act ("reconnect");
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  act ("reconnect");
  display_settle ();
  g_assert_cmpuint (count_windows (KH_TYPE_UNSEAL_WINDOW), ==, 1);
  unseal ();
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 0);
  g_assert_true (display_window (KH_TYPE_WINDOW) == (gpointer)pages);
}

static gboolean
play_sealed_cb (gpointer data)
{
  GtkWindow *pages;

  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  unseal ();
  display_until (count_windows (KH_TYPE_WINDOW) == 1);
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 0);
  pages = display_window (KH_TYPE_WINDOW);
  lose_host (pages);
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* An operation that the tenant does not know runs in the open organization. */
static void
invent_operation (GtkWindow *pages)
{
  KhContent *content = display_wait_for (pages, KH_TYPE_CONTENT, NULL);
  KhOrganization *organization = kh_page_get_organization (kh_content_get_page (content));
  KhItemList *list = kh_organization_get_list (organization, KH_ITEM_OPERATION);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) operation =
      kh_json_parse_text ("{\"id\":\"0c0c0c0c-1111-4222-8333-444444444444\",\"type\":"
                          "\"NewCustomerManagedKey\",\"environment\":\"Sales\",\"state\":"
                          "\"Running\"}",
                          &error);

  g_assert_no_error (error);
  display_until (kh_item_list_get_state (list) == KH_LIST_READY);
  kh_item_list_take_one (list, operation);
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

static void
answer (const char *heading, const char *button)
{
  display_press (wait_question (heading), button);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static GtkWindow *
unseal_to_pages (void)
{
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  unseal ();
  display_until (count_windows (KH_TYPE_WINDOW) == 1);
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 0);
  return display_window (KH_TYPE_WINDOW);
}

/* Sealing takes pages and dialogs away, and asks first while something runs; so does quitting. */
static gboolean
play_seal_cb (gpointer data)
{
  GtkWindow *pages = unseal_to_pages ();
  DisplayWatch *watch, *watch_dialog;

  invent_operation (pages);
  act ("seal");
  answer ("Seal While 1 Operation Runs?", "Cancel");
  g_assert_true (display_window (KH_TYPE_WINDOW) == (gpointer)pages);
  act ("switch-account");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  watch = display_watch (pages);
  watch_dialog = display_watch (display_window (KH_TYPE_DIALOG));
  act ("seal");
  answer ("Seal While 1 Operation Runs?", "Seal");
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  g_assert_cmpuint (count_windows (KH_TYPE_WINDOW), ==, 0);
  display_assert_gone (watch_dialog);
  display_assert_gone (watch);

  pages = unseal_to_pages ();
  invent_operation (pages);
  act ("quit");
  answer ("Quit While 1 Operation Runs?", "Stay");
  g_assert_true (display_window (KH_TYPE_WINDOW) == (gpointer)pages);
  act ("quit");
  display_press (wait_question ("Quit While 1 Operation Runs?"), "Quit Anyway");
  return G_SOURCE_REMOVE;
}

static void
wait_title (GtkWindow *pages, const char *title)
{
  KhContent *content = display_wait_for (pages, KH_TYPE_CONTENT, NULL);

  display_until (kh_content_get_page (content) != NULL
                 && g_strcmp0 (kh_page_get_title (kh_content_get_page (content)), title) == 0);
}

static gboolean
play_remember_cb (gpointer data)
{
  GtkWindow *pages = unseal_to_pages ();

  /* As a notification does that was pressed. */
  g_action_group_activate_action (G_ACTION_GROUP (application), "open-uri",
                                  g_variant_new_string ("keyhold:policies"));
  wait_title (pages, "Enterprise Policies");
  gtk_widget_activate_action (GTK_WIDGET (pages), "win.section", "i", 4);
  wait_title (pages, "Keys");
  display_resize (pages, 800, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (pages)) == 800);
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* Another program, later: as large, at the same section. */
static gboolean
play_remembered_cb (gpointer data)
{
  GtkWindow *pages = unseal_to_pages ();

  wait_title (pages, "Keys");
  display_until (gtk_widget_get_width (GTK_WIDGET (pages)) == 800);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (pages)), ==, 600);
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* The computer goes to sleep: there is nobody to be asked, also when something runs. */
static gboolean
play_sleep_cb (gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  guint name = g_bus_own_name_on_connection (bus, "org.freedesktop.login1",
                                             G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  GtkWindow *pages = unseal_to_pages ();
  DisplayWatch *watch = display_watch (pages);
  gint64 limit = display_limit ();

  invent_operation (pages);
  /* The console may not be listening yet. */
  while (count_windows (KH_TYPE_WINDOW) > 0) {
    g_dbus_connection_emit_signal (bus, NULL, "/org/freedesktop/login1",
                                   "org.freedesktop.login1.Manager", "PrepareForSleep",
                                   g_variant_new ("(b)", TRUE), NULL);
    display_step (limit, "the seal");
  }
  display_assert_gone (watch);
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  g_assert_null (display_window (ADW_TYPE_MESSAGE_DIALOG));
  g_bus_unown_name (name);
  act ("quit");
  return G_SOURCE_REMOVE;
}

static void
open_preferences (void)
{
  act ("preferences");
  display_until (count_windows (KH_TYPE_PREFERENCES) == 1);
}

static gboolean
type_finds (GtkWindow *pages)
{
  KhContent *content = display_wait_for (pages, KH_TYPE_CONTENT, NULL);
  gboolean finds;

  g_object_get (content, "search-by-typing", &finds, NULL);
  return finds;
}

/* They count at once, and their window goes with the one below. */
static gboolean
play_preferences_cb (gpointer data)
{
  GtkWindow *pages = unseal_to_pages ();
  AdwComboRow *style;
  DisplayWatch *watch;

  g_assert_false (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_assert_true (type_finds (pages));
  open_preferences ();
  style = display_wait_for (display_window (KH_TYPE_PREFERENCES), ADW_TYPE_COMBO_ROW, "Style");
  adw_combo_row_set_selected (style, 2);
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  display_activate_row (display_window (KH_TYPE_PREFERENCES), "Search starts by typing");
  display_until (!type_finds (pages));
  watch = display_watch (display_window (KH_TYPE_PREFERENCES));
  act ("seal");
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  display_assert_gone (watch);
  act ("quit");
  return G_SOURCE_REMOVE;
}

static gboolean
play_preferred_cb (gpointer data)
{
  GtkWindow *pages = unseal_to_pages ();

  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_assert_false (type_finds (pages));
  kh_window_open_uri (KH_WINDOW (pages), "keyhold:preferences");
  display_until (count_windows (KH_TYPE_PREFERENCES) == 1);
  adw_combo_row_set_selected (
      display_wait_for (display_window (KH_TYPE_PREFERENCES), ADW_TYPE_COMBO_ROW, "Style"), 0);
  g_assert_false (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  display_activate_row (display_window (KH_TYPE_PREFERENCES), "Search starts by typing");
  display_until (type_finds (pages));
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* What the Keyboard Shortcuts window tells: (element-type utf8 GtkShortcutsShortcut), the key is an
 * action or "=" and an accelerator. */
static void
collect_shortcuts (GtkBuilder *builder, GHashTable *told)
{
  GSList *objects = gtk_builder_get_objects (builder);

  for (GSList *l = objects; l != NULL; l = l->next) {
    g_autofree char *action = NULL, *accelerator = NULL;

    if (!GTK_IS_SHORTCUTS_SHORTCUT (l->data))
      continue;
    g_object_get (l->data, "action-name", &action, "accelerator", &accelerator, NULL);
    g_hash_table_add (told,
                      action != NULL ? g_strdup (action) : g_strconcat ("=", accelerator, NULL));
  }
  g_slist_free (objects);
}

/* Ctrl+1 and the like are one line. */
static char *
sections_line (guint n)
{
  return g_strdup_printf ("=<Control>1...%u", n);
}

/* Whatever has keys is told, and what is told has keys. */
static gboolean
play_shortcuts_cb (gpointer data)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GtkBuilder) builder = NULL;
  g_auto (GStrv) actions = NULL;
  g_autofree char *line = NULL;
  GHashTableIter iter;
  gpointer action;
  guint n_sections = 0;

  unseal_to_pages ();
  builder = gtk_builder_new_from_resource ("/io/github/keyhold/Keyhold/gtk/help-overlay.ui");
  collect_shortcuts (builder, told);
  actions = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  for (guint i = 0; actions[i] != NULL; i++)
    if (g_str_has_prefix (actions[i], "win.section("))
      n_sections++;
    else if (!g_hash_table_contains (told, actions[i]))
      g_error ("%s has keys and is not among the shortcuts", actions[i]);
  line = sections_line (n_sections);
  if (!g_hash_table_contains (told, line))
    g_error ("The shortcuts lack %s", line);
  g_hash_table_iter_init (&iter, told);
  while (g_hash_table_iter_next (&iter, &action, NULL)) {
    g_auto (GStrv) keys = NULL;

    if (*(char *)action == '=')
      continue;
    keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application), action);
    if (keys[0] == NULL)
      g_error ("%s is among the shortcuts and has no keys", (char *)action);
  }
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* Nothing runs: nothing is asked. */
static gboolean
play_seal_at_once_cb (gpointer data)
{
  DisplayWatch *watch = display_watch (unseal_to_pages ());

  act ("seal");
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  display_assert_gone (watch);
  act ("seal");
  display_settle ();
  display_press (display_window (KH_TYPE_UNSEAL_WINDOW), "Cancel");
  return G_SOURCE_REMOVE;
}

/* (transfer none) (nullable): an empty page is not mapped. */
static KhPage *
find_page (GtkWidget *root)
{
  KhPage *found = KH_IS_PAGE (root) ? KH_PAGE (root) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_page (child);
  return found;
}

static void
tell_gone (GtkWindow *pages)
{
  KhOrganization *organization = kh_page_get_organization (find_page (GTK_WIDGET (pages)));

  g_signal_emit_by_name (organization, "gone", "There is another host");
}

/* Another host answers, which needs no passphrase: the same window goes on with it. */
static void
change_host (GtkWindow *pages)
{
  gint before = g_atomic_int_get (&host_test.connections);

  tell_gone (pages);
  display_until (display_find (pages, GTK_TYPE_LABEL, "Connection restored") != NULL);
  g_assert_cmpint (g_atomic_int_get (&host_test.connections), ==, before + 1);
  g_assert_true (display_window (KH_TYPE_WINDOW) == (gpointer)pages);
}

/* A new organization is told to have its recovery sheet saved, unless somebody does not want it. */
static void
refuse_sheet (void)
{
  GtkWindow *dialog;

  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "Save a Recovery Sheet");
  g_assert_true (gtk_window_get_transient_for (dialog) == display_window (KH_TYPE_WINDOW));
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

static gboolean
play_absent_cb (gpointer data)
{
  GtkWindow *window;

  display_until (count_windows (KH_TYPE_WELCOME_WINDOW) == 1);
  display_activate_row (display_window (KH_TYPE_WELCOME_WINDOW), "Create an Organization");
  display_until (count_windows (KH_TYPE_CREATE_WINDOW) == 1);
  window = display_window (KH_TYPE_CREATE_WINDOW);
  display_type (window, "Name", "Fabrikam");
  display_type (window, "Passphrase", HOST_TEST_PASSPHRASE);
  display_type (window, "Repeat passphrase", HOST_TEST_PASSPHRASE);
  display_press (window, "Create");
  display_until (count_windows (KH_TYPE_WINDOW) == 1);
  display_until (count_windows (KH_TYPE_CREATE_WINDOW) == 0);
  display_until (count_windows (KH_TYPE_WELCOME_WINDOW) == 0);
  refuse_sheet ();
  g_atomic_int_set (&host_test.sealed, FALSE);
  change_host (display_window (KH_TYPE_WINDOW));
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* Cancel quits where there is nothing else to be done. */
static gboolean
play_cancel_cb (gpointer data)
{
  display_until (count_windows (KH_TYPE_UNSEAL_WINDOW) == 1);
  display_press (display_window (KH_TYPE_UNSEAL_WINDOW), "Cancel");
  return G_SOURCE_REMOVE;
}

static gboolean
play_followed_cb (gpointer data)
{
  GtkWindow *pages;
  gint before;

  display_until (count_windows (KH_TYPE_WINDOW) == 1);
  pages = display_window (KH_TYPE_WINDOW);
  change_host (pages);
  /* One that wants a passphrase does not ask by itself. */
  g_atomic_int_set (&host_test.sealed, TRUE);
  before = g_atomic_int_get (&host_test.connections);
  tell_gone (pages);
  display_until (g_atomic_int_get (&host_test.connections) == before + 1);
  display_settle ();
  g_assert_cmpuint (count_windows (KH_TYPE_UNSEAL_WINDOW), ==, 0);
  lose_host (pages);
  act ("quit");
  return G_SOURCE_REMOVE;
}

typedef struct {
  KhErrorCode code;
  GSourceFunc play;
} Play;

static const Play sealed = { KH_ERROR_SEALED, play_sealed_cb };
static const Play seal = { KH_ERROR_SEALED, play_seal_cb };
static const Play seal_at_once = { KH_ERROR_SEALED, play_seal_at_once_cb };
static const Play remember = { KH_ERROR_SEALED, play_remember_cb };
static const Play remembered = { KH_ERROR_SEALED, play_remembered_cb };
static const Play preferences = { KH_ERROR_SEALED, play_preferences_cb };
static const Play preferred = { KH_ERROR_SEALED, play_preferred_cb };
static const Play asleep = { KH_ERROR_SEALED, play_sleep_cb };
static const Play shortcuts = { KH_ERROR_SEALED, play_shortcuts_cb };
static const Play absent = { KH_ERROR_NOT_FOUND, play_absent_cb };
static const Play followed = { KH_ERROR_SEALED, play_followed_cb };
static const Play cancel = { KH_ERROR_SEALED, play_cancel_cb };

/* (transfer full): without an organization, and with the way to one that is hosted. */
static char *
make_empty_folder (void)
{
  char *folder = g_dir_make_tmp ("kh-application-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (folder, "tenant.sock", NULL);
  g_autofree char *target = g_build_filename (fixture.folder, "tenant.sock", NULL);

  g_assert_cmpint (symlink (target, link), ==, 0);
  return folder;
}

static void
remove_empty_folder (const char *folder)
{
  g_autofree char *link = g_build_filename (folder, "tenant.sock", NULL);

  g_unlink (link);
  g_rmdir (folder);
}

static void
test_play (gconstpointer data)
{
  const Play *play = data;
  gboolean is_absent = play->code == KH_ERROR_NOT_FOUND;
  g_autofree char *empty = is_absent ? make_empty_folder () : NULL;

  host_test.code = play->code;
  g_atomic_int_set (&host_test.sealed, play != &followed);
  host_test_play (&application, is_absent ? empty : fixture.folder, play->play);
  if (is_absent)
    remove_empty_folder (empty);
}

static gboolean
write_pipe_cb (gpointer path)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, HOST_TEST_PASSPHRASE "\n", strlen (HOST_TEST_PASSPHRASE) + 1), >, 0);
  g_close (fd, NULL);
  display_until (count_windows (KH_TYPE_WINDOW) == 1);
  g_assert_cmpuint (count_windows (KH_TYPE_UNSEAL_WINDOW), ==, 0);
  act ("quit");
  return G_SOURCE_REMOVE;
}

/* --passphrase-file opens it without a question. The file is a pipe that the main loop itself
 * writes to: a program that waited for it there would wait for ever. */
static void
test_passphrase_file (void)
{
  g_autofree char *path = g_build_filename (fixture.folder, "pass", NULL);
  char *arguments[] = {
    (char *)"keyhold", (char *)"--data-dir", fixture.folder, (char *)"--passphrase-file", path, NULL
  };

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  host_test.code = KH_ERROR_SEALED;
  application = kh_application_new (&host_test_functions);
  g_idle_add (write_pipe_cb, path);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 5, arguments), ==, 0);
  g_assert_cmpint (kh_application_get_status (application), ==, 0);
  g_assert_finalize_object (application);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A file that is not there ends the program with a reason. */
static void
test_no_passphrase_file (void)
{
  char *arguments[] = { (char *)"keyhold",           (char *)"--data-dir", fixture.folder,
                        (char *)"--passphrase-file", (char *)"/nowhere",   NULL };

  application = kh_application_new (&host_test_functions);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 5, arguments), ==, 0);
  g_assert_cmpint (kh_application_get_status (application), ==, 1);
  g_assert_cmpuint (count_windows (GTK_TYPE_WINDOW), ==, 0);
  g_assert_finalize_object (application);
}

int
main (int argc, char **argv)
{
  int status;

  /* Each play has an application of its own. */
  host_test_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  host_test.other = &fixture;
  g_test_add_data_func ("/application/sealed", &sealed, test_play);
  g_test_add_data_func ("/application/seal", &seal, test_play);
  g_test_add_data_func ("/application/seal-at-once", &seal_at_once, test_play);
  g_test_add_data_func ("/application/remember", &remember, test_play);
  g_test_add_data_func ("/application/remembered", &remembered, test_play);
  g_test_add_data_func ("/application/preferences", &preferences, test_play);
  g_test_add_data_func ("/application/preferred", &preferred, test_play);
  g_test_add_data_func ("/application/sleep", &asleep, test_play);
  g_test_add_data_func ("/application/shortcuts", &shortcuts, test_play);
  g_test_add_data_func ("/application/absent", &absent, test_play);
  g_test_add_data_func ("/application/cancel", &cancel, test_play);
  g_test_add_data_func ("/application/followed", &followed, test_play);
  g_test_add_func ("/application/passphrase-file", test_passphrase_file);
  g_test_add_func ("/application/no-passphrase-file", test_no_passphrase_file);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
