/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the windows before an organization is open share. */
#include "start-test.h"

#include <glib/gstdio.h>

#include "kh-create-window.h"
#include "kh-unseal-window.h"

Fixture start_fixture;
StartHost start_host;

static gpointer
host_make (const char *data_dir, gint64 clock_offset)
{
  return &start_host;
}

static void
host_free (gpointer data)
{
}

static gboolean
enter (KhSecret *passphrase)
{
  gboolean right;

  g_mutex_lock (&start_host.mutex);
  start_host.entered++;
  g_free (start_host.passphrase);
  start_host.passphrase = passphrase == NULL
                              ? NULL
                              : g_strndup ((const char *)kh_secret_get_bytes (passphrase),
                                           kh_secret_get_size (passphrase));
  while (start_host.hold)
    g_cond_wait (&start_host.cond, &start_host.mutex);
  right = g_strcmp0 (start_host.passphrase, GOOD_PASSPHRASE) == 0;
  g_mutex_unlock (&start_host.mutex);
  return right;
}

static gboolean
host_create (gpointer data, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  enter (passphrase);
  g_free (start_host.setup);
  start_host.setup = g_strjoin ("|", setup->name, setup->home_geo, setup->admin,
                                setup->vaults_dir != NULL ? setup->vaults_dir : "–",
                                setup->keyring ? "keyring" : NULL, NULL);
  start_host.made = setup->keyring && !start_host.broken;
  if (start_host.broken)
    kh_set_error (error, KH_ERROR_NO_SPACE, "%s", "/srv/vaults: the disk is full");
  return !start_host.broken;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  if (enter (passphrase) || start_host.made)
    return g_strdup (start_fixture.token);
  kh_set_error_facts (error, start_host.code, start_host.target, start_host.inner, NULL,
                      "It is what it is");
  return NULL;
}

static KhSessionWays
host_find_ways (const char *data_dir)
{
  return start_host.keeps ? KH_SESSION_WAY_KEPT | KH_SESSION_WAY_PASSPHRASE : start_host.ways;
}

static void
host_use_keyring (gpointer data, const KhKeyringCall *call)
{
  start_host.keyring = call != NULL ? *call : (KhKeyringCall){ 0 };
}

static gboolean
host_has_keyring (const KhKeyringCall *call)
{
  return start_host.has_keyring;
}

static const KhSessionHost host_functions = { .make = host_make,
                                              .free = host_free,
                                              .create = host_create,
                                              .connect = host_connect,
                                              .find_ways = host_find_ways,
                                              .use_keyring = host_use_keyring,
                                              .has_keyring = host_has_keyring };

void
start_set_hold (gboolean hold)
{
  g_mutex_lock (&start_host.mutex);
  start_host.hold = hold;
  g_cond_broadcast (&start_host.cond);
  g_mutex_unlock (&start_host.mutex);
}

guint
start_get_entered (void)
{
  guint entered;

  g_mutex_lock (&start_host.mutex);
  entered = start_host.entered;
  g_mutex_unlock (&start_host.mutex);
  return entered;
}
/* --- A session and its window -------------------------------------------------------------- */

void
start_fail_with (KhErrorCode code, const char *target, const char *inner)
{
  start_host.code = code;
  start_host.target = target;
  start_host.inner = inner;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_session_open_finish (KH_SESSION (source), result, NULL);
  *(gboolean *)data = TRUE;
}

void
start_look (Start *self)
{
  gboolean looked = FALSE;

  kh_session_open_async (self->session, NULL, NULL, looked_cb, &looked);
  display_until (looked);
}

static void
start_open (Start *self, KhErrorCode code)
{
  start_host.hold = start_host.broken = start_host.made = FALSE;
  start_fail_with (code, NULL, code == KH_ERROR_NOT_FOUND ? "TenantNotFound" : NULL);
  self->session = kh_session_new (&host_functions, start_fixture.folder, NULL);
  start_look (self);
  self->window = code == KH_ERROR_NOT_FOUND
                     ? kh_create_window_new (display_application (), self->session)
                     : kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

void
start_sealed (Start *self, gconstpointer data)
{
  start_open (self, KH_ERROR_SEALED);
}

void
start_keyring (Start *self, gconstpointer data)
{
  start_host.has_keyring = TRUE;
  start_open (self, KH_ERROR_NOT_FOUND);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Keyring of this desktop");
}

void
start_absent (Start *self, gconstpointer data)
{
  start_open (self, KH_ERROR_NOT_FOUND);
}

void
start_stop (Start *self, gconstpointer data)
{
  g_autofree char *tries = g_build_filename (start_fixture.folder, "unseal-tries", NULL);

  start_set_hold (FALSE);
  start_host.has_keyring = FALSE;
  if (self->window != NULL)
    display_close (self->window);
  kh_session_close (self->session);
  g_assert_finalize_object (self->session);
  g_remove (tries);
}

/* Closes the window as its Cancel does, while the host is at work; it is gone when that ends. */
void
start_cancel_in_the_middle (Start *self)
{
  GtkWindow *window = g_steal_pointer (&self->window);
  DisplayWatch *watch = display_watch (window);

  display_press (window, "Cancel");
  display_until (display_window (G_OBJECT_TYPE (window)) == NULL);
  start_set_hold (FALSE);
  display_assert_gone (watch);
}

AdwEntryRow *
start_entry (Start *self, const char *title)
{
  return display_wait_for (self->window, ADW_TYPE_ENTRY_ROW, title);
}

const char *
start_text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

gboolean
start_says (Start *self, const char *text)
{
  return display_find (self->window, GTK_TYPE_LABEL, text) != NULL;
}

gboolean
start_has_focus (Start *self, gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

gboolean
start_is_sensitive (Start *self, const char *button)
{
  GtkWidget *found = display_find (self->window, GTK_TYPE_BUTTON, button);

  g_assert_nonnull (found);
  return gtk_widget_is_sensitive (found);
}
