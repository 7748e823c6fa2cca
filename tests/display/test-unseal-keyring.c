/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unsealing by the keyring: what is shown while it is asked, and where it does not do. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-unseal-window.h"
#include "server-fixture.h"

#define GOOD_PASSPHRASE "gravel tinsel oboe marmot"

static Fixture fixture;

/* A host whose keyring does what the test says. */
static struct {
  gint hang;          /* atomic: the keyring does not answer */
  gint opens;         /* atomic: it has the key */
  gint asked, by_ask; /* atomic: how often it was asked, and how often it could ask somebody */
  const char *reason; /* why it does not do; set while nothing runs */
  KhSessionWays ways;
  KhKeyringCall call;
} host;

static gpointer
host_make (const char *data_dir, gint64 clock_offset)
{
  return &host;
}

static void
host_free (gpointer data)
{
}

static KhSessionWays
host_find_ways (const char *data_dir)
{
  return host.ways;
}

static void
host_use_keyring (gpointer data, const KhKeyringCall *call)
{
  host.call = call != NULL ? *call : (KhKeyringCall){ 0 };
}

/* As kh_keyring_lookup() does. */
static gboolean
ask_keyring (GError **error)
{
  g_atomic_int_inc (&host.asked);
  if (host.call.may_ask)
    g_atomic_int_inc (&host.by_ask);
  g_atomic_int_set (host.call.busy, 1);
  while (g_atomic_int_get (&host.hang) && !g_cancellable_is_cancelled (host.call.cancellable))
    g_usleep (1000);
  g_atomic_int_set (host.call.busy, 0);
  if (g_cancellable_is_cancelled (host.call.cancellable)) {
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing", NULL, "Given up");
    return FALSE;
  }
  if (!g_atomic_int_get (&host.opens))
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, host.reason, NULL, "It is what it is");
  return g_atomic_int_get (&host.opens) != 0;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  gboolean right =
      passphrase != NULL && kh_secret_get_size (passphrase) == strlen (GOOD_PASSPHRASE);

  if (right || (passphrase == NULL && ask_keyring (error)))
    return g_strdup (fixture.token);
  if (passphrase != NULL)
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "WrongPassphrase", NULL, "Wrong");
  return NULL;
}

static const KhSessionHost functions = { .make = host_make,
                                         .free = host_free,
                                         .connect = host_connect,
                                         .find_ways = host_find_ways,
                                         .use_keyring = host_use_keyring };

/* --- A session and its window ---------------------------------------------------------------- */

typedef struct {
  KhSession *session;
  GtkWindow *window; /* owned by GTK */
  gboolean looked;
} Case;

#define BOTH (KhSessionWays) (KH_SESSION_WAY_KEYRING | KH_SESSION_WAY_PASSPHRASE)

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_session_open_finish (KH_SESSION (source), result, NULL);
  *(gboolean *)data = TRUE;
}

static void
show (Case *self)
{
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

/* As the application begins: it looks, and shows the window when there is something to show. */
static void
begin (Case *self, KhSessionWays ways, const char *reason)
{
  host.ways = ways;
  host.reason = reason;
  host.opens = host.asked = host.by_ask = FALSE;
  self->session = kh_session_new (&functions, fixture.folder, NULL);
  kh_session_open_async (self->session, NULL, NULL, looked_cb, &self->looked);
  display_until (self->looked || kh_session_get_state (self->session) == KH_SESSION_WAITING);
  show (self);
}

static void
tear_down (Case *self, gconstpointer data)
{
  g_autofree char *tries = g_build_filename (fixture.folder, "unseal-tries", NULL);

  g_atomic_int_set (&host.hang, FALSE);
  if (self->window != NULL)
    display_close (self->window);
  display_until (self->looked);
  kh_session_close (self->session);
  g_assert_finalize_object (self->session);
  g_remove (tries);
}

static gboolean
says (Case *self, const char *text)
{
  return display_find (self->window, GTK_TYPE_LABEL, text) != NULL;
}

static GtkWidget *
button (Case *self, const char *name)
{
  return display_find (self->window, GTK_TYPE_BUTTON, name);
}

static gboolean
has_focus (Case *self, gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  return focus != NULL && widget != NULL
         && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static GtkWidget *
entry (Case *self)
{
  return display_find (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase");
}

static void
unseal_by_passphrase (Case *self)
{
  display_type (self->window, "Passphrase", GOOD_PASSPHRASE);
  display_press (self->window, "Unseal");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
}

/* --- Waiting --------------------------------------------------------------------------------- */

static void
test_waiting (Case *self, gconstpointer data)
{
  gint64 shown;

  g_atomic_int_set (&host.hang, TRUE);
  begin (self, BOTH, NULL);
  shown = g_get_monotonic_time ();
  display_until (says (self, "Waiting for the keyring"));
  g_assert_cmpstr (gtk_window_get_title (self->window), ==, "Waiting for the Keyring");
  g_assert_null (button (self, "Use Passphrase Instead"));
  g_assert_null (entry (self));
  g_assert_nonnull (button (self, "Cancel"));
  g_assert_false (g_cancellable_is_cancelled (host.call.cancellable));
  display_until (has_focus (self, button (self, "Use Passphrase Instead")));
  g_assert_cmpint (g_get_monotonic_time () - shown, >, 3 * G_TIME_SPAN_SECOND);

  display_press (self->window, "Use Passphrase Instead");
  display_until (has_focus (self, entry (self)));
  display_until (self->looked);
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_SEALED);
  g_assert_null (kh_session_get_error (self->session));
  g_assert_false (says (self, "Wrong passphrase"));
  g_assert_cmpint (host.asked, ==, 1);
  unseal_by_passphrase (self);
  g_assert_cmpint (host.asked, ==, 1);
}

static void
test_answers_late (Case *self, gconstpointer data)
{
  g_atomic_int_set (&host.hang, TRUE);
  begin (self, BOTH, NULL);
  g_atomic_int_set (&host.opens, TRUE);
  g_atomic_int_set (&host.hang, FALSE);
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  display_until (says (self, "Opening the Organization"));
}

static gboolean
set_over_cb (gpointer over)
{
  *(gboolean *)over = TRUE;
  return G_SOURCE_REMOVE;
}

/* The time after which the passphrase would be offered passes. */
static void
test_nothing_else (Case *self, gconstpointer data)
{
  gboolean over = FALSE;

  g_atomic_int_set (&host.hang, TRUE);
  begin (self, KH_SESSION_WAY_KEYRING, NULL);
  g_timeout_add_seconds (6, set_over_cb, &over);
  display_until (over);
  g_assert_true (says (self, "Waiting for the keyring"));
  g_assert_null (button (self, "Use Passphrase Instead"));
}

static void
test_closed (Case *self, gconstpointer data)
{
  GtkWindow *window;
  DisplayWatch *watch;

  g_atomic_int_set (&host.hang, TRUE);
  begin (self, BOTH, NULL);
  window = g_steal_pointer (&self->window);
  watch = display_watch (window);
  display_press (window, "Cancel");
  display_assert_gone (watch);
  /* Nobody waits for the keyring any more. */
  display_until (self->looked);
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_SEALED);
}

/* --- What a keyring may say ------------------------------------------------------------------ */

static void
test_locked (Case *self, gconstpointer data)
{
  begin (self, BOTH, KH_KEYRING_LOCKED);
  g_assert_true (says (self, "The keyring is locked"));
  g_assert_null (entry (self));
  g_assert_null (button (self, "Unseal"));
  g_assert_true (has_focus (self, button (self, "Unlock Keyring…")));
  g_assert_cmpint (host.by_ask, ==, 0);

  host.reason = KH_KEYRING_REFUSED;
  display_press (self->window, "Unlock Keyring…");
  display_until (host.by_ask == 1 && button (self, "Unlock Keyring…") != NULL);
  g_assert_true (says (self, "The keyring is locked"));

  g_atomic_int_set (&host.hang, TRUE);
  display_press (self->window, "Unlock Keyring…");
  display_until (says (self, "Waiting for the keyring"));
  g_atomic_int_set (&host.opens, TRUE);
  g_atomic_int_set (&host.hang, FALSE);
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
}

/* In large letters the words of the buttons take two lines; the window becomes as narrow as others.
 */
static void
test_narrow (Case *self, gconstpointer data)
{
  display_scale_text (2);
  begin (self, BOTH, KH_KEYRING_LOCKED);
  display_resize (self->window, 360, 620);
  display_wait_whole (self->window);
  display_press (self->window, "Use Passphrase Instead");
  display_until (has_focus (self, entry (self)));
  display_wait_whole (self->window);
  display_scale_text (1);
}

static void
test_locked_instead (Case *self, gconstpointer data)
{
  begin (self, BOTH, KH_KEYRING_REFUSED);
  display_press (self->window, "Use Passphrase Instead");
  display_until (has_focus (self, entry (self)));
  g_assert_false (says (self, "The keyring is locked"));
  display_type (self->window, "Passphrase", "wrong");
  display_press (self->window, "Unseal");
  display_until (says (self, "Wrong passphrase"));
  unseal_by_passphrase (self);
}

static void
test_others (Case *self, gconstpointer data)
{
  const char *const notes[][2] = {
    { KH_KEYRING_MISSING, "This desktop has no keyring" },
    { KH_KEYRING_SILENT, "The keyring does not answer" },
    { KH_KEYRING_EMPTY, "The keyring has no key of this organization" },
    { KH_KEYRING_WRONG, "The keyring has no key of this organization" },
  };
  gboolean again;

  begin (self, BOTH, notes[0][0]);
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    host.reason = notes[i][0];
    again = FALSE;
    kh_session_open_async (self->session, NULL, NULL, looked_cb, &again);
    display_until (again);
    display_until (says (self, notes[i][1]));
    g_assert_nonnull (entry (self));
  }
  gtk_widget_grab_focus (entry (self));
  unseal_by_passphrase (self);
}

static void
test_only_keyring (Case *self, gconstpointer data)
{
  begin (self, KH_SESSION_WAY_KEYRING, KH_KEYRING_MISSING);
  g_assert_true (says (self, "This desktop has no keyring"));
  g_assert_true (says (self, "Open it on the desktop that made it: no passphrase was set."));
  g_assert_null (entry (self));
  g_assert_null (button (self, "Use Passphrase Instead"));
  g_assert_true (has_focus (self, button (self, "Try Again")));
  g_atomic_int_set (&host.opens, TRUE);
  display_press (self->window, "Try Again");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_cmpint (host.by_ask, ==, 0);
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_session_seal_finish (KH_SESSION (source), result, NULL);
  *(gboolean *)data = TRUE;
}

/* Sealed on purpose, it opens when somebody says so. */
static void
test_sealed_by_hand (Case *self, gconstpointer data)
{
  gboolean sealed = FALSE;

  begin (self, BOTH, NULL);
  display_close (g_steal_pointer (&self->window));
  host.opens = TRUE;
  self->looked = FALSE;
  kh_session_open_async (self->session, NULL, NULL, looked_cb, &self->looked);
  display_until (self->looked);
  kh_session_seal_async (self->session, sealed_cb, &sealed);
  display_until (sealed);
  host.asked = 0;
  show (self);
  g_assert_null (entry (self));
  g_assert_true (has_focus (self, button (self, "Unseal")));
  g_assert_cmpint (host.asked, ==, 0);
  display_press (self->window, "Use Passphrase Instead");
  display_until (has_focus (self, entry (self)));
  display_close (g_steal_pointer (&self->window));
  show (self);
  display_press (self->window, "Unseal");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  g_assert_cmpint (host.asked, ==, 1);
}

#define ADD(path, func) g_test_add ("/unseal-keyring/" path, Case, NULL, NULL, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  ADD ("waiting", test_waiting);
  ADD ("answers-late", test_answers_late);
  ADD ("nothing-else", test_nothing_else);
  ADD ("closed", test_closed);
  ADD ("locked", test_locked);
  ADD ("locked-instead", test_locked_instead);
  ADD ("narrow", test_narrow);
  ADD ("others", test_others);
  ADD ("only-keyring", test_only_keyring);
  ADD ("sealed-by-hand", test_sealed_by_hand);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
