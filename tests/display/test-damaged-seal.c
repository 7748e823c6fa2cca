/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of an organization whose seal is damaged: it proposes the copy where there is one. */
#include "kh-display-test.h"

#include "kh-unseal-window.h"
#include "server-fixture.h"

/* Noon of November 21, 2025. */
#define COPIED ((gint64)1763726400 * G_USEC_PER_SEC)

static Fixture fixture;

/* The session's thread reads and writes it between calls that the test waits for. */
static struct {
  KhErrorCode code; /* what connecting ends with; 0: a passphrase is needed */
  gint64 copy;
  gboolean full; /* the copy cannot be used */
  guint used;
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

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  if (host.code != 0)
    kh_set_error_facts (error, host.code, "/srv/R&D <prod>/seal", "SealDamaged", NULL, "Damaged");
  else
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing", NULL, "Sealed");
  return NULL;
}

static KhSessionWays
host_find_ways (const char *data_dir)
{
  return host.code == 0 ? KH_SESSION_WAY_PASSPHRASE : (KhSessionWays)0;
}

static gint64
host_find_seal_copy (const char *data_dir)
{
  return host.copy;
}

static gboolean
host_use_seal_copy (const char *data_dir, GError **error)
{
  host.used++;
  if (host.full) {
    kh_set_error (error, KH_ERROR_NO_SPACE, "%s", "/srv: the disk is full");
    return FALSE;
  }
  host.code = 0;
  host.copy = 0;
  return TRUE;
}

static const KhSessionHost functions = { .make = host_make,
                                         .free = host_free,
                                         .connect = host_connect,
                                         .find_ways = host_find_ways,
                                         .find_seal_copy = host_find_seal_copy,
                                         .use_seal_copy = host_use_seal_copy };

typedef struct {
  KhSession *session;
  GtkWindow *window; /* owned by GTK */
} Case;

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_session_open_finish (KH_SESSION (source), result, NULL);
  *(gboolean *)data = TRUE;
}

static void
begin (Case *self, KhErrorCode code, gint64 copy)
{
  gboolean looked = FALSE;

  host.code = code;
  host.copy = copy;
  host.full = FALSE;
  host.used = 0;
  self->session = kh_session_new (&functions, fixture.folder, NULL);
  kh_session_open_async (self->session, NULL, NULL, looked_cb, &looked);
  display_until (looked);
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

static void
tear_down (Case *self, gconstpointer data)
{
  display_close (self->window);
  kh_session_close (self->session);
  g_assert_finalize_object (self->session);
}

static GtkWidget *
find_verb (Case *self)
{
  return display_find (self->window, GTK_TYPE_BUTTON, "Use the Copy From Nov 21, 2025");
}

static gboolean
has_focus (Case *self, GtkWidget *widget)
{
  return widget != NULL && gtk_window_get_focus (self->window) == widget;
}

static gboolean
says (Case *self, const char *text)
{
  return display_find (self->window, GTK_TYPE_LABEL, text) != NULL;
}

static void
test_used (Case *self, gconstpointer data)
{
  begin (self, KH_ERROR_DAMAGED, COPIED);
  g_assert_cmpstr (gtk_window_get_title (self->window), ==,
                   "The Seal of This Organization Is Damaged");
  g_assert_true (says (self, "Nothing opens it without this file: /srv/R&D <prod>/seal. Its "
                             "automatic copy beside it can take its place."));
  display_until (has_focus (self, find_verb (self)));
  g_assert_false (gtk_widget_has_css_class (
      display_find (self->window, GTK_TYPE_BUTTON, "Try Again"), "suggested-action"));
  display_press (self->window, "Use the Copy From Nov 21, 2025");
  display_wait_for (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  g_assert_cmpuint (host.used, ==, 1);
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_SEALED);
}

static void
test_gone (Case *self, gconstpointer data)
{
  begin (self, KH_ERROR_NOT_FOUND, COPIED);
  g_assert_cmpstr (gtk_window_get_title (self->window), ==,
                   "The Seal of This Organization Is Gone");
  g_assert_nonnull (find_verb (self));
}

static void
test_no_copy (Case *self, gconstpointer data)
{
  begin (self, KH_ERROR_DAMAGED, 0);
  g_assert_true (says (self, "Nothing opens it without this file: /srv/R&D <prod>/seal. Put a copy "
                             "of the file back, then try again."));
  display_until (has_focus (self, display_find (self->window, GTK_TYPE_BUTTON, "Try Again")));
  g_assert_null (find_verb (self));
}

/* The disk is full: said, and the copy can still be used after somebody made room. */
static void
test_not_used (Case *self, gconstpointer data)
{
  begin (self, KH_ERROR_DAMAGED, COPIED);
  host.full = TRUE;
  display_press (self->window, "Use the Copy From Nov 21, 2025");
  display_until (says (self, "This Organization Cannot Be Opened"));
  g_assert_null (find_verb (self));
  host.full = FALSE;
  display_press (self->window, "Try Again");
  display_until (find_verb (self) != NULL);
  display_press (self->window, "Use the Copy From Nov 21, 2025");
  display_wait_for (self->window, ADW_TYPE_ENTRY_ROW, "Passphrase");
  g_assert_cmpuint (host.used, ==, 2);
}

#define ADD(path, func) g_test_add ("/damaged-seal/" path, Case, NULL, NULL, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  ADD ("used", test_used);
  ADD ("gone", test_gone);
  ADD ("no-copy", test_no_copy);
  ADD ("not-used", test_not_used);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
