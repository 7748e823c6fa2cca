/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console as a program. */
#include "kh-application-private.h"

#include "kh-leave-question.h"
#include "kh-preferences.h"
#include "kh-profiles.h"
#include "kh-told.h"

G_DEFINE_FINAL_TYPE (KhApplication, kh_application, ADW_TYPE_APPLICATION)

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApplication) self = data;
  g_autoptr (GError) error = NULL;

  /* What comes of it is the session's state. */
  kh_session_open_finish (KH_SESSION (source), result, &error);
  g_application_release (G_APPLICATION (self));
}

static void
start_session (KhApplication *self)
{
  self->session = kh_session_new (self->host, self->data_dir, self->account);
  kh_session_set_clock_offset (self->session, self->clock_offset);
  _kh_application_follow_session (self);
  /* There is no window yet that keeps the program alive. */
  g_application_hold (G_APPLICATION (self));
  kh_session_open_async (self->session, self->passphrase, NULL, on_opened_cb, g_object_ref (self));
  g_clear_pointer (&self->passphrase, kh_secret_unref);
}

/* Nobody asks: what runs ends first where there is time for that. */
static void
on_seal_due_cb (KhApplication *self, gboolean at_once)
{
  if (self->session == NULL || kh_session_get_organization (self->session) == NULL)
    return;
  if (at_once || kh_leave_count_running (self->session) == 0)
    kh_session_seal_async (self->session, NULL, NULL);
}

static void
on_settings_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApplication) self = data;
  g_autofree char *told = kh_told_default_folder ();

  kh_settings_take_file_finish (KH_SETTINGS (source), result);
  kh_preferences_follow_style (self->settings);
  self->seal_watch = kh_seal_watch_new (GTK_APPLICATION (self), self->settings);
  g_signal_connect_object (self->seal_watch, "due", G_CALLBACK (on_seal_due_cb), self,
                           G_CONNECT_SWAPPED);
  self->notifier = kh_notifier_new (GTK_APPLICATION (self), self->settings, self->clock, told);
  start_session (self);
  g_application_release (G_APPLICATION (self));
}

/* The first window looks as the settings say. */
static void
start (KhApplication *self)
{
  g_autofree char *path = kh_settings_default_path ();

  self->settings = kh_settings_new (NULL);
  g_application_hold (G_APPLICATION (self));
  kh_settings_take_file_async (self->settings, path, on_settings_cb, g_object_ref (self));
}

static void
kh_application_activate (GApplication *application)
{
  KhApplication *self = KH_APPLICATION (application);

  if (self->settings == NULL) {
    start (self);
  } else if (self->front != NULL) {
    gtk_window_present (self->front);
    _kh_application_open_address (self);
  }
}

/* What the desktop was asked to open: the first address, as on the command line. */
static void
kh_application_open (GApplication *application, GFile **files, int n, const char *hint)
{
  KhApplication *self = KH_APPLICATION (application);

  g_free (self->uri);
  self->uri = g_file_get_uri (files[0]);
  g_application_activate (application);
}

static void
kh_application_window_added (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (kh_application_parent_class)->window_added (application, window);
  if (KH_DEVELOPMENT)
    gtk_widget_add_css_class (GTK_WIDGET (window), "devel");
}

static void
kh_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (kh_application_parent_class)->startup (application);
  _kh_application_add_actions (KH_APPLICATION (application));
  _kh_application_add_switch (KH_APPLICATION (application));
  gtk_window_set_default_icon_name (KH_APPLICATION_ID);
}

static void
kh_application_shutdown (GApplication *application)
{
  KhApplication *self = KH_APPLICATION (application);

  if (self->notifier != NULL)
    g_object_run_dispose (G_OBJECT (self->notifier));
  g_clear_object (&self->notifier);
  if (self->session != NULL)
    kh_session_close (self->session);
  g_clear_object (&self->session);
  if (self->seal_watch != NULL)
    g_object_run_dispose (G_OBJECT (self->seal_watch));
  g_clear_object (&self->seal_watch);
  if (self->settings != NULL)
    kh_settings_close (self->settings);
  g_clear_object (&self->settings);
  G_APPLICATION_CLASS (kh_application_parent_class)->shutdown (application);
}

static void
kh_application_finalize (GObject *object)
{
  KhApplication *self = KH_APPLICATION (object);

  g_clear_weak_pointer (&self->question);
  g_clear_pointer (&self->passphrase, kh_secret_unref);
  g_clear_pointer (&self->clock, kh_clock_unref);
  g_free (self->data_dir);
  g_free (self->profiles);
  g_free (self->going_to);
  g_free (self->account);
  g_free (self->uri);
  G_OBJECT_CLASS (kh_application_parent_class)->finalize (object);
}

static void
kh_application_class_init (KhApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_application_finalize;
  application_class->startup = kh_application_startup;
  application_class->activate = kh_application_activate;
  application_class->open = kh_application_open;
  application_class->handle_local_options = _kh_application_handle_local_options;
  application_class->command_line = _kh_application_command_line;
  application_class->shutdown = kh_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_added = kh_application_window_added;
}

static void
kh_application_init (KhApplication *self)
{
  self->clock = kh_clock_new (KH_TIME_NONE, 0);
  _kh_application_add_options (self);
}

KhApplication *
kh_application_new (const KhSessionHost *host)
{
  KhApplication *self =
      g_object_new (KH_TYPE_APPLICATION, "application-id", KH_APPLICATION_ID, "flags",
                    G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                    "resource-base-path", "/io/github/keyhold/Keyhold", NULL);

  self->host = host;
  self->profiles = kh_profiles_default_path ();
  return self;
}

int
kh_application_get_status (KhApplication *self)
{
  return self->status;
}
