/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Welcome: the sample with its steps, cancelled and failing; what was opened before; a new
 * organization; and closing in the middle. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "kh-create-window.h"
#include "kh-error-card.h"
#include "kh-profiles.h"
#include "kh-ui.h"
#include "kh-welcome-window.h"

static Fixture fixture;

/* A host whose sample takes as long as the test wants. */
static struct {
  gboolean hold, broken; /* atomic */
  gboolean present;      /* atomic: connecting finds an organization */
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

static gboolean
host_create (gpointer data, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  return TRUE;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  if (g_atomic_int_get (&host.present))
    return g_strdup (fixture.token);
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, NULL, "TenantNotFound", NULL, "Nothing is there");
  return NULL;
}

static gboolean
host_make_sample (gpointer data, const KhSampleWatch *watch, GError **error)
{
  watch->progress ("Encrypting R&D <prod>", watch->data);
  while (g_atomic_int_get (&host.hold) && !g_cancellable_is_cancelled (watch->cancellable))
    g_usleep (1000);
  if (g_cancellable_set_error_if_cancelled (watch->cancellable, error))
    return FALSE;
  if (g_atomic_int_get (&host.broken))
    kh_set_error (error, KH_ERROR_NO_SPACE, "%s", "/srv: the disk is full");
  else
    g_atomic_int_set (&host.present, TRUE);
  return !g_atomic_int_get (&host.broken);
}

static const KhSessionHost functions = { host_make,    host_free, host_create,
                                         host_connect, NULL,      host_make_sample };

typedef struct {
  char *top, *base, *profiles;
  GtkWindow *window;  /* owned by GTK */
  KhSession *session; /* (owned) (nullable): that was opened */
  gboolean fresh;
} Case;

static void
opened_cb (Case *self, KhSession *session, gboolean fresh)
{
  self->session = g_object_ref (session);
  self->fresh = fresh;
}

/* The folder of the sample leads to an organization that is really hosted. */
static void
set_up (Case *self, gconstpointer data)
{
  g_autofree char *sample = NULL;

  self->top = g_dir_make_tmp ("kh-welcome-XXXXXX", NULL);
  self->base = g_build_filename (self->top, "usual", NULL);
  self->profiles = g_build_filename (self->top, "profiles", NULL);
  sample = g_strconcat (self->base, "-sample", NULL);
  g_assert_cmpint (symlink (fixture.folder, sample), ==, 0);
  g_atomic_int_set (&host.hold, TRUE);
  g_atomic_int_set (&host.broken, FALSE);
  g_atomic_int_set (&host.present, FALSE);
}

static void
tear_down (Case *self, gconstpointer data)
{
  g_autofree char *sample = g_strconcat (self->base, "-sample", NULL);

  if (self->session != NULL)
    kh_session_close (self->session);
  g_clear_object (&self->session);
  g_unlink (sample);
  g_unlink (self->profiles);
  g_rmdir (self->top);
  g_free (self->profiles);
  g_free (self->base);
  g_free (self->top);
}

static void
open_window (Case *self)
{
  const KhWelcomePlaces places = { &functions, self->base, self->profiles };

  self->window = kh_welcome_window_new (display_application (), &places);
  g_signal_connect_swapped (self->window, "opened", G_CALLBACK (opened_cb), self);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

static AdwActionRow *
sample_row (Case *self)
{
  return display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Try a Sample Organization");
}

static void
start_sample (Case *self)
{
  open_window (self);
  g_assert_true (display_has_name (sample_row (self), "Try a Sample Organization"));
  display_activate_row (self->window, "Try a Sample Organization");
  /* The library of the floor tells it without markup, a later one as it was given. */
  display_until (
      g_str_has_prefix (adw_action_row_get_subtitle (sample_row (self)), "Encrypting R&"));
}

static void
test_sample (Case *self, gconstpointer data)
{
  GtkWidget *create;

  start_sample (self);
  create = display_find (self->window, ADW_TYPE_ACTION_ROW, "Create an Organization");
  g_assert_false (gtk_widget_is_sensitive (create));
  g_assert_nonnull (display_find (self->window, GTK_TYPE_BUTTON, "Cancel"));
  g_atomic_int_set (&host.hold, FALSE);
  display_until (self->session != NULL);
  g_assert_true (self->fresh);
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_OPEN);
  display_close (self->window);
}

static void
test_sample_again (Case *self, gconstpointer data)
{
  g_atomic_int_set (&host.present, TRUE);
  open_window (self);
  display_activate_row (self->window, "Try a Sample Organization");
  display_until (self->session != NULL);
  g_assert_false (self->fresh);
  display_close (self->window);
}

static void
assert_idle (Case *self)
{
  display_until (g_str_has_prefix (adw_action_row_get_subtitle (sample_row (self)), "Eleven"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Cancel"));
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Create an Organization");
  g_assert_null (self->session);
}

static void
test_cancel (Case *self, gconstpointer data)
{
  start_sample (self);
  display_press (self->window, "Cancel");
  assert_idle (self);
  g_assert_null (display_find (self->window, KH_TYPE_ERROR_CARD, NULL));
  display_close (self->window);
}

static void
test_failure (Case *self, gconstpointer data)
{
  g_atomic_int_set (&host.broken, TRUE);
  g_atomic_int_set (&host.hold, FALSE);
  open_window (self);
  display_activate_row (self->window, "Try a Sample Organization");
  display_wait_for (self->window, KH_TYPE_ERROR_CARD, NULL);
  assert_idle (self);
  /* Another try takes the card away. */
  g_atomic_int_set (&host.broken, FALSE);
  display_activate_row (self->window, "Try a Sample Organization");
  display_until (self->session != NULL);
  g_assert_null (display_find (self->window, KH_TYPE_ERROR_CARD, NULL));
  display_close (self->window);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* One that is hosted now, and one whose folder is gone. */
static void
test_before (Case *self, gconstpointer data)
{
  gboolean noted = FALSE, other = FALSE;

  kh_profiles_note_async (self->profiles, self->base, "Gone", noted_cb, &noted);
  display_until (noted);
  kh_profiles_note_async (self->profiles, fixture.folder, "R&D <prod>", noted_cb, &other);
  display_until (other);
  g_atomic_int_set (&host.present, TRUE);
  open_window (self);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "R&D <prod>");
  g_assert_null (display_find (self->window, ADW_TYPE_ACTION_ROW, "Gone"));
  display_press (self->window, "Open");
  display_until (self->session != NULL);
  g_assert_cmpstr (kh_session_get_data_dir (self->session), ==, fixture.folder);
  g_assert_false (self->fresh);
  display_close (self->window);
}

static void
test_create (Case *self, gconstpointer data)
{
  GtkWindow *create;

  open_window (self);
  display_activate_row (self->window, "Create an Organization");
  display_until (display_window (KH_TYPE_CREATE_WINDOW) != NULL);
  create = display_window (KH_TYPE_CREATE_WINDOW);
  g_assert_true (gtk_window_get_transient_for (create) == self->window);
  display_press (create, "Cancel");
  display_until (display_window (KH_TYPE_CREATE_WINDOW) == NULL);
  assert_idle (self);
  display_close (self->window);
}

static void
test_close_midway (Case *self, gconstpointer data)
{
  start_sample (self);
  display_close (self->window);
  g_assert_null (self->session);
}

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  ADD ("/welcome/sample", test_sample);
  ADD ("/welcome/sample-again", test_sample_again);
  ADD ("/welcome/cancel", test_cancel);
  ADD ("/welcome/failure", test_failure);
  ADD ("/welcome/before", test_before);
  ADD ("/welcome/create", test_create);
  ADD ("/welcome/close-midway", test_close_midway);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
