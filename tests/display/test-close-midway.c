/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that is closed in the middle of an act, after one turn of the main loop, after two, and
 * so on: nothing warns, and nothing stays behind. */
#include "kh-display-test.h"

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-enable-wizard.h"
#include "kh-window.h"

/* Turns that an act may take; the last ones find it done. */
#define MANY 400

static Fixture fixture;
static KhOrganization *organization;

typedef struct {
  const char *uri;   /* of the page where it begins */
  const char *ready; /* a label that says that the page is read */
  void (*begin) (GtkWindow *window, guint n);
  gboolean (*is_over) (GtkWindow *window, guint n);
} Act;

/* One turn of the main loop; a moment without anything to do is a turn too. */
static gboolean
turn_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
turn (void)
{
  gboolean woken = FALSE;
  guint id = g_timeout_add (2, turn_cb, &woken);

  g_main_context_iteration (NULL, TRUE);
  if (!woken)
    g_source_remove (id);
}

static gboolean
shows (gpointer root, const char *text)
{
  return display_find (root, GTK_TYPE_LABEL, text) != NULL;
}

/* Modal windows go with the one below them. */
static void
close_all (GtkWindow *window)
{
  GListModel *windows = gtk_window_get_toplevels ();
  DisplayWatch *watches[8];
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) one = g_list_model_get_item (windows, i);

    g_assert_cmpuint (n, <, G_N_ELEMENTS (watches));
    if (one == GTK_WIDGET (window) || gtk_window_get_transient_for (GTK_WINDOW (one)) == window)
      watches[n++] = display_watch (one);
  }
  gtk_window_destroy (window);
  for (guint i = 0; i < n; i++)
    display_assert_gone (watches[i]);
}

/* TRUE when the act was over before it was closed. */
static gboolean
close_after (const Act *act, guint n)
{
  GtkWindow *window = kh_window_new (display_application (), organization);
  gboolean over = FALSE;

  gtk_window_present (window);
  kh_window_open_uri (KH_WINDOW (window), act->uri);
  display_until (act->ready == NULL || shows (window, act->ready));
  act->begin (window, n);
  for (guint i = 0; i < n && !over; i++) {
    turn ();
    over = act->is_over (window, n);
  }
  close_all (window);
  return over;
}

/* --- The acts ----------------------------------------------------------------------------- */

static void
open_key (GtkWindow *window, guint n)
{
  kh_window_open_uri (KH_WINDOW (window), "keyhold:keys/kv-sales/cmk");
}

static gboolean
key_is_shown (GtkWindow *window, guint n)
{
  return shows (window, "Stop the use of every version");
}

static void
ask_to_disable (GtkWindow *window, guint n)
{
  display_press (window, "Disable…");
}

static gboolean
is_asked (GtkWindow *window, guint n)
{
  return display_window (KH_TYPE_CONFIRM_DIALOG) != NULL;
}

/* Whatever an earlier turn left: it is enabled, then disabled with all that belongs to it. */
static void
disable (GtkWindow *window, guint n)
{
  fixture_do (&fixture, VAULT, "PATCH", "/keys/spare" A_KEY, "{\"attributes\":{\"enabled\":true}}",
              200);
  display_until (shows (window, "Every version is enabled"));
  display_press (window, "Disable…");
  display_until (is_asked (window, n));
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Disable Version");
}

static gboolean
is_disabled (GtkWindow *window, guint n)
{
  return shows (window, "Every version is disabled");
}

static void
make_environment (GtkWindow *window, guint n)
{
  g_autofree char *name = g_strdup_printf ("Turn %u", n);
  GtkWindow *dialog;

  display_press (window, "New Environment…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_type (dialog, "Name", name);
  display_press (dialog, "Create Environment");
}

static gboolean
is_made (GtkWindow *window, guint n)
{
  return display_window (KH_TYPE_DIALOG) == NULL;
}

static GtkWindow *wizard;

static void
check (GtkWindow *window, guint n)
{
  const char *ids[] = { NULL, NULL };

  ids[0] = kh_item_get_id (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales"));
  wizard = kh_enable_wizard_new (organization, ids, NULL);
  gtk_window_set_transient_for (wizard, window);
  gtk_window_set_destroy_with_parent (wizard, TRUE);
  gtk_window_present (wizard);
  display_press (wizard, "Next");
  display_until (shows (wizard, "Choose a Key"));
  display_press (wizard, "Next");
  display_until (shows (wizard, "Choose an Enterprise Policy"));
  display_press (wizard, "Next");
}

static gboolean
is_checked (GtkWindow *window, guint n)
{
  GtkWidget *button = display_find (wizard, GTK_TYPE_BUTTON, "Next");

  return shows (wizard, "Checks") && button != NULL && gtk_widget_is_sensitive (button);
}

static const Act acts[] = {
  { "keyhold:keys", "spare", open_key, key_is_shown },
  { "keyhold:keys/kv-sales/spare", "Stop the use of every version", ask_to_disable, is_asked },
  { "keyhold:keys/kv-sales/spare", "Stop the use of every version", disable, is_disabled },
  { "keyhold:environments", "Sales", make_environment, is_made },
  { "keyhold:environments", "Sales", check, is_checked },
};

/* Most of what is begun is begun in the first turns; later ones are sampled, unless time is given.
 */
static guint
next (guint n)
{
  return g_getenv ("KEYHOLD_TEST_LONG") != NULL ? n + 1 : n + 1 + n / 4;
}

static void
test_act (gconstpointer data)
{
  const Act *act = data;
  guint n = 0;

  while (!close_after (act, n)) {
    n = next (n);
    g_assert_cmpuint (n, <, MANY);
  }
  g_test_message ("closed within %u turns", n);
  g_assert_cmpuint (n, >, 1);
}

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_do (&fixture, VAULT, "POST", "/keys/spare/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
  organization = display_open (&fixture);
  g_test_add_data_func ("/close-midway/page", &acts[0], test_act);
  g_test_add_data_func ("/close-midway/impact", &acts[1], test_act);
  g_test_add_data_func ("/close-midway/guarded", &acts[2], test_act);
  g_test_add_data_func ("/close-midway/dialog", &acts[3], test_act);
  g_test_add_data_func ("/close-midway/wizard", &acts[4], test_act);
  status = g_test_run ();
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
