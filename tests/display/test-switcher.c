/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one organization to another: what is offered, what is asked, and that nothing of the one
 * before stays. */
#include "kh-display-test.h"
#include "kh-host-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-content.h"
#include "kh-create-window.h"
#include "kh-page.h"
#include "kh-preferences.h"
#include "kh-profiles.h"
#include "kh-switcher.h"
#include "kh-unseal-window.h"
#include "kh-welcome-window.h"
#include "kh-window.h"

/* Two that are open to everybody, and a folder of a third that is sealed. */
static Fixture first, second;
static char *sealed;
static KhApplication *application;

static void
note (const char *folder, const char *name)
{
  g_autofree char *path = kh_profiles_default_path ();
  gboolean done = FALSE;

  kh_profiles_note_async (path, folder, name, NULL, NULL);
  for (gint64 limit = display_limit (); !done; display_step (limit, "the note")) {
    g_autofree char *text = NULL;

    done = g_file_get_contents (path, &text, NULL, NULL) && strstr (text, name) != NULL;
  }
}

static void
act (const char *action, const char *text)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), action,
                                  text != NULL ? g_variant_new_string (text) : NULL);
}

static KhPage *
find_page (GtkWidget *root)
{
  KhPage *found = KH_IS_PAGE (root) ? KH_PAGE (root) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_page (child);
  return found;
}

static GtkWindow *
wait_pages (void)
{
  display_until (display_window (KH_TYPE_WINDOW) != NULL
                 && find_page (display_window (KH_TYPE_WINDOW)) != NULL);
  return display_window (KH_TYPE_WINDOW);
}

static KhOrganization *
organization_of (GtkWindow *pages)
{
  return kh_page_get_organization (find_page (GTK_WIDGET (pages)));
}

static void
wait_title (GtkWindow *pages, const char *title)
{
  display_until (find_page (GTK_WIDGET (pages)) != NULL
                 && g_strcmp0 (kh_page_get_title (find_page (GTK_WIDGET (pages))), title) == 0);
}

/* (transfer none): the popover, with its rows. */
static GtkWidget *
open_switcher (GtkWindow *pages, const char *row)
{
  GtkWidget *switcher = display_wait_for (pages, KH_TYPE_SWITCHER, NULL);
  GtkWidget *button = display_wait_for (switcher, GTK_TYPE_MENU_BUTTON, NULL);

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  display_wait_for (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)), GTK_TYPE_LIST_BOX_ROW,
                    row);
  return GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
}

/* --- What was read --------------------------------------------------------------------------- */

/* Weak references to the organization, its lists and every item of them. */
static GPtrArray *
watch_items (KhOrganization *organization)
{
  GPtrArray *all = g_ptr_array_new ();
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, organization);
  g_ptr_array_add (all, ref);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    KhItemList *list = kh_organization_get_list (organization, (KhItemKind)kind);

    display_until (kh_item_list_get_state (list) == KH_LIST_READY);
    ref = g_new0 (GWeakRef, 1);
    g_weak_ref_init (ref, list);
    g_ptr_array_add (all, ref);
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
      g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      ref = g_new0 (GWeakRef, 1);
      g_weak_ref_init (ref, item);
      g_ptr_array_add (all, ref);
    }
  }
  return all;
}

static guint
count_alive (GPtrArray *all)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++) {
    g_autoptr (GObject) object = g_weak_ref_get (all->pdata[i]);

    n += object != NULL ? 1 : 0;
  }
  return n;
}

static void
free_watch (GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++) {
    g_weak_ref_clear (all->pdata[i]);
    g_free (all->pdata[i]);
  }
  g_ptr_array_unref (all);
}

/* --- The plays ------------------------------------------------------------------------------- */

/* The rows say what there is; the one that is shown leads nowhere. */
static void
check_rows (GtkWidget *popover)
{
  GtkWidget *row = display_wait_for (popover, ADW_TYPE_ACTION_ROW, "Second");
  GtkWidget *shown = display_wait_for (popover, ADW_TYPE_ACTION_ROW, "Sealed One");

  g_assert_true (display_has_name (row, "Second, Embedded, Open"));
  g_assert_false (
      gtk_check_button_get_active (display_wait_for (row, GTK_TYPE_CHECK_BUTTON, NULL)));
  g_assert_true (display_has_name (shown, "Sealed One, Embedded, Sealed"));
  shown = gtk_widget_get_first_child (gtk_widget_get_parent (row));
  g_assert_true (
      gtk_check_button_get_active (display_wait_for (shown, GTK_TYPE_CHECK_BUTTON, NULL)));
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (shown)));
  g_assert_nonnull (display_find (popover, GTK_TYPE_BUTTON, "Create an Organization…"));
  g_assert_nonnull (display_find (popover, GTK_TYPE_BUTTON, "Try a Sample Organization"));
}

static gboolean
play_switch_cb (gpointer data)
{
  GtkWindow *pages = wait_pages ();
  GtkWidget *popover = open_switcher (pages, "Second");
  GPtrArray *items = watch_items (organization_of (pages));
  DisplayWatch *watch;

  g_assert_cmpuint (count_alive (items), >, KH_N_ITEM_KINDS + 1);
  check_rows (popover);
  gtk_widget_activate_action (GTK_WIDGET (pages), "win.section", "i", 4);
  wait_title (pages, "Keys");
  watch = display_watch (pages);
  display_activate_row (popover, "Second");
  display_assert_gone (watch);
  display_until (count_alive (items) == 0);
  free_watch (items);
  pages = wait_pages ();
  wait_title (pages, "Overview");
  g_assert_true (g_str_has_suffix (gtk_window_get_title (pages), " – Keyhold"));
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

/* The passphrase is asked for above the front door, which is still there without it. */
static gboolean
play_sealed_cb (gpointer data)
{
  GtkWidget *popover = open_switcher (wait_pages (), "Sealed One");
  GtkWindow *door;

  display_activate_row (popover, "Sealed One");
  display_until (display_window (KH_TYPE_UNSEAL_WINDOW) != NULL);
  g_assert_null (display_window (KH_TYPE_WINDOW));
  display_press (display_window (KH_TYPE_UNSEAL_WINDOW), "Cancel");
  display_until (display_window (KH_TYPE_UNSEAL_WINDOW) == NULL);
  door = display_window (KH_TYPE_WELCOME_WINDOW);
  display_press (door, "Open");
  wait_title (wait_pages (), "Overview");
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

/* The keyboard opens the popover and a row of it. */
static gboolean
play_keyboard_cb (gpointer data)
{
  GtkWindow *pages = wait_pages ();
  GtkWidget *switcher = display_wait_for (pages, KH_TYPE_SWITCHER, NULL);
  GtkWidget *popover = open_switcher (pages, "Second");
  GtkWidget *row = display_wait_for (popover, ADW_TYPE_ACTION_ROW, "Second");

  g_assert_true (gtk_widget_get_focusable (row));
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (gtk_window_get_focus (pages) == row);
  g_assert_true (gtk_widget_is_ancestor (row, switcher));
  display_until (gtk_window_is_active (pages));
  g_assert_true (g_spawn_command_line_async ("xdotool key Return", NULL));
  display_until (display_window (KH_TYPE_WINDOW) != (gpointer)pages);
  wait_title (wait_pages (), "Overview");
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
invent_operation (GtkWindow *pages)
{
  KhItemList *list = kh_organization_get_list (organization_of (pages), KH_ITEM_OPERATION);
  g_autoptr (KhJson) operation =
      kh_json_parse_text ("{\"id\":\"0c0c0c0c-1111-4222-8333-444444444444\",\"type\":"
                          "\"NewCustomerManagedKey\",\"environment\":\"Sales\",\"state\":"
                          "\"Running\"}",
                          NULL);

  display_until (kh_item_list_get_state (list) == KH_LIST_READY);
  kh_item_list_take_one (list, operation);
}

/* Nobody leaves in the middle of a question, for where they are, or by mistake while something
 * runs. */
static gboolean
play_stay_cb (gpointer data)
{
  GtkWindow *pages = wait_pages ();

  act ("open-organization", first.folder);
  act ("preferences", NULL);
  display_until (display_window (KH_TYPE_PREFERENCES) != NULL);
  act ("open-organization", second.folder);
  display_settle ();
  g_assert_true (display_window (KH_TYPE_WINDOW) == (gpointer)pages);
  gtk_window_close (display_window (KH_TYPE_PREFERENCES));
  display_until (display_window (KH_TYPE_PREFERENCES) == NULL);
  invent_operation (pages);
  act ("open-organization", second.folder);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (display_window (ADW_TYPE_MESSAGE_DIALOG)), ==,
                   "Leave While 1 Operation Runs?");
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Stay");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_true (display_window (KH_TYPE_WINDOW) == (gpointer)pages);
  act ("open-organization", second.folder);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Leave");
  display_until (display_window (KH_TYPE_WINDOW) != (gpointer)pages);
  wait_title (wait_pages (), "Overview");
  act ("quit", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
play_create_cb (gpointer data)
{
  GtkWidget *popover = open_switcher (wait_pages (), "Second");

  display_press (popover, "Create an Organization…");
  display_until (display_window (KH_TYPE_CREATE_WINDOW) != NULL);
  g_assert_null (display_window (KH_TYPE_WINDOW));
  display_press (display_window (KH_TYPE_CREATE_WINDOW), "Cancel");
  display_until (display_window (KH_TYPE_CREATE_WINDOW) == NULL);
  gtk_window_close (display_window (KH_TYPE_WELCOME_WINDOW));
  return G_SOURCE_REMOVE;
}

static void
play (gconstpointer data)
{
  note (sealed, "Sealed One");
  note (second.folder, "Second");
  host_test_play (&application, first.folder, *(const GSourceFunc *)data);
}

static void
add_play (const char *path, const GSourceFunc *function)
{
  g_test_add_data_func (path, function, play);
}

int
main (int argc, char **argv)
{
  static const GSourceFunc plays[] = { play_switch_cb, play_sealed_cb, play_keyboard_cb,
                                       play_stay_cb, play_create_cb };
  g_autofree char *tenant = NULL;
  int status;

  host_test_init (&argc, &argv);
  fixture_start_tenant (&first);
  fixture_make_estate (&first);
  fixture_start_tenant (&second);
  host_test_add (&first);
  host_test_add (&second);
  sealed = g_dir_make_tmp ("kh-sealed-XXXXXX", NULL);
  tenant = g_build_filename (sealed, "tenant", NULL);
  g_assert_cmpint (g_mkdir (tenant, 0700), ==, 0);
  add_play ("/switcher/switch", &plays[0]);
  add_play ("/switcher/sealed", &plays[1]);
  add_play ("/switcher/keyboard", &plays[2]);
  add_play ("/switcher/stay", &plays[3]);
  add_play ("/switcher/create", &plays[4]);
  status = g_test_run ();
  fixture_stop (&first);
  fixture_stop (&second);
  g_rmdir (tenant);
  g_rmdir (sealed);
  g_free (sealed);
  return status;
}
