/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console as a program. */
#include "kh-application-private.h"

#include "kh-compat-about.h"
#include "kh-leave-question.h"
#include "kh-page.h"
#include "kh-preferences.h"
#include "kh-profiles.h"
#include "kh-seal-watch.h"
#include "kh-switch-account-dialog.h"
#include "kh-text.h"
#include "kh-told.h"
#include "kh-unseal-window.h"
#include "kh-window.h"

G_DEFINE_FINAL_TYPE (KhApplication, kh_application, ADW_TYPE_APPLICATION)

static void
forget_front (gpointer data, GObject *window)
{
  KhApplication *self = data;

  self->front = NULL;
}

static void
replace_front (KhApplication *self, GtkWindow *window)
{
  GtkWindow *old = self->front;

  if (old != NULL)
    g_object_weak_unref (G_OBJECT (old), forget_front, self);
  self->front = window;
  g_object_weak_ref (G_OBJECT (window), forget_front, self);
  gtk_window_present (window);
  if (old != NULL)
    gtk_window_destroy (old);
}

/* An address waits until there is a window that can show it. */
static void
open_address (KhApplication *self)
{
  g_autofree char *uri = NULL;

  if (self->uri == NULL || self->front == NULL || !KH_IS_WINDOW (self->front))
    return;
  uri = g_steal_pointer (&self->uri);
  kh_window_open_uri (KH_WINDOW (self->front), uri);
}

static void
leave (gpointer data)
{
  KhApplication *self = data;

  self->leaving = TRUE;
  if (self->front != NULL)
    gtk_window_close (self->front);
}

static gboolean
on_close_request_cb (GtkWindow *window, KhApplication *self)
{
  return !self->leaving
         && kh_leave_question (window, self->session, KH_LEAVE_QUIT, leave, G_OBJECT (self));
}

static GtkWindow *
new_main (KhApplication *self)
{
  KhSwitcherPlaces places = { self->profiles, kh_session_get_data_dir (self->session), NULL };
  g_autofree char *sample = g_strconcat (self->data_dir, "-sample", NULL);
  GtkWindow *window = kh_window_new_again (
      GTK_APPLICATION (self), kh_session_get_organization (self->session), self->settings);

  places.sample = sample;
  kh_window_set_places (KH_WINDOW (window), &places);
  g_signal_connect_object (window, "close-request", G_CALLBACK (on_close_request_cb), self, 0);
  return window;
}

static void
show_main (KhApplication *self)
{
  GtkWindow *window;

  /* A connection that came back keeps its window and everything in it. */
  if (self->front != NULL && KH_IS_WINDOW (self->front))
    return;
  kh_profiles_note_async (self->profiles, kh_session_get_data_dir (self->session),
                          kh_organization_get_name (kh_session_get_organization (self->session)),
                          NULL, NULL);
  window = new_main (self);
  replace_front (self, window);
  open_address (self);
}

static void
on_followed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApplication) self = data;
  gboolean done = kh_session_open_finish (KH_SESSION (source), result, NULL);

  self->following = FALSE;
  if (done && self->front != NULL)
    kh_toast (GTK_WIDGET (self->front), _ ("Connection restored"), NULL, NULL);
}

/* Another host answers, which does not know this sign-in. Who needs no passphrase goes on with it
 * at once; a passphrase is asked for only when somebody wants to reconnect, because the question
 * would come over what is being typed. */
static void
follow_host (KhApplication *self)
{
  if (self->following)
    return;
  self->following = TRUE;
  kh_session_open_async (self->session, NULL, NULL, on_followed_cb, g_object_ref (self));
}

static void
follow_organization (KhApplication *self)
{
  KhOrganization *organization = kh_session_get_organization (self->session);

  kh_notifier_watch (self->notifier, organization, kh_session_get_data_dir (self->session));
  if (organization != NULL)
    g_signal_connect_object (organization, "gone", G_CALLBACK (follow_host), self,
                             G_CONNECT_SWAPPED);
}

/* Another account, or another organization, is shown by a window of its own: everything that was
 * read for the one before goes with its window. */
static void
show_other (KhApplication *self)
{
  KhOrganization *organization = kh_session_get_organization (self->session);

  follow_organization (self);
  if (organization == NULL || self->front == NULL || !KH_IS_WINDOW (self->front))
    return;
  replace_front (self, new_main (self));
}

/* The host of an open organization went away and the passphrase is needed again: the data that is
 * shown stays behind the question. */
static void
ask_again (KhApplication *self)
{
  if (self->question == NULL) {
    g_set_weak_pointer (&self->question,
                        kh_unseal_window_new (GTK_APPLICATION (self), self->session));
    gtk_window_set_transient_for (self->question, self->front);
    gtk_window_set_modal (self->question, TRUE);
    gtk_window_set_destroy_with_parent (self->question, TRUE);
  }
  gtk_window_present (self->question);
}

static void show_due (KhApplication *self);

static void
follow_session (KhApplication *self)
{
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (show_due), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::organization", G_CALLBACK (show_other), self,
                           G_CONNECT_SWAPPED);
  /* One that the Welcome window opened has its organization already. */
  follow_organization (self);
}

/* From now on it is this session that the windows show. What the old one had in them goes first. */
static void
take_session (KhApplication *self, KhSession *session)
{
  g_autoptr (KhSession) old = g_steal_pointer (&self->session);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  self->session = g_object_ref (session);
  follow_session (self);
  g_application_hold (G_APPLICATION (self));
  if (self->front != NULL)
    gtk_window_destroy (self->front);
  show_due (self);
  g_application_release (G_APPLICATION (self));
  if (old != NULL)
    kh_session_close (old);
}

static void
on_welcome_opened_cb (KhApplication *self, KhSession *session, gboolean fresh_sample,
                      GtkWindow *welcome)
{
  /* The front goes with what it showed. */
  if (welcome != self->front)
    gtk_window_destroy (welcome);
  take_session (self, session);
  if (fresh_sample && self->front != NULL)
    kh_toast (GTK_WIDGET (self->front),
              _ ("Signed in as Alex Wright, with both administrator roles"), NULL, NULL);
}

static GtkWindow *
new_welcome (KhApplication *self)
{
  const KhWelcomePlaces places = { self->host, self->data_dir, self->profiles };
  GtkWindow *welcome = kh_welcome_window_new (GTK_APPLICATION (self), &places);

  g_signal_connect_object (welcome, "opened", G_CALLBACK (on_welcome_opened_cb), self,
                           G_CONNECT_SWAPPED);
  return welcome;
}

void
_kh_application_show_welcome (KhApplication *self)
{
  replace_front (self, new_welcome (self));
}

static void
show_due (KhApplication *self)
{
  gboolean has_main = self->front != NULL && KH_IS_WINDOW (self->front);

  switch (kh_session_get_state (self->session)) {
  case KH_SESSION_OPEN:
    show_main (self);
    break;
  case KH_SESSION_ABSENT:
    if (self->front == NULL || !KH_IS_WELCOME_WINDOW (self->front))
      _kh_application_show_welcome (self);
    break;
  case KH_SESSION_WAITING:
  case KH_SESSION_SEALED:
  case KH_SESSION_FAILED:
    if (self->following)
      break;
    /* What was sealed on purpose keeps no page behind the question. */
    if (has_main && kh_session_get_organization (self->session) != NULL)
      ask_again (self);
    else if (self->front == NULL || !KH_IS_UNSEAL_WINDOW (self->front))
      replace_front (self, kh_unseal_window_new (GTK_APPLICATION (self), self->session));
    break;
  case KH_SESSION_UNKNOWN:
  default:
    break;
  }
}

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
  follow_session (self);
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
on_settings_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApplication) self = data;
  g_autofree char *told = kh_told_default_folder ();

  kh_settings_read_finish (KH_SETTINGS (source), result);
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

  self->settings = kh_settings_new (path);
  g_application_hold (G_APPLICATION (self));
  kh_settings_read_async (self->settings, on_settings_read_cb, g_object_ref (self));
}

static void
kh_application_activate (GApplication *application)
{
  KhApplication *self = KH_APPLICATION (application);

  if (self->settings == NULL) {
    start (self);
  } else if (self->front != NULL) {
    gtk_window_present (self->front);
    open_address (self);
  }
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_show_about (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;
  GtkWindow *window;

  if (self->front == NULL || gtk_window_get_modal (self->front))
    return;
  window = kh_preferences_new (self->settings, self->clock);
  gtk_window_set_application (window, GTK_APPLICATION (self));
  gtk_window_set_transient_for (window, self->front);
  gtk_window_present (window);
}

/* A notification was pressed. */
static void
open_uri_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;

  g_free (self->uri);
  self->uri = g_variant_dup_string (parameter, NULL);
  g_application_activate (G_APPLICATION (self));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;

  /* Closing asks what has to be asked; destroying does not. */
  if (self->front != NULL)
    gtk_window_close (self->front);
  else
    g_application_quit (G_APPLICATION (self));
}

static void
on_reconnected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApplication) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = kh_session_open_finish (KH_SESSION (source), result, &error);
  g_autofree char *text = NULL;

  if (self->front == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Where a passphrase is needed, it is asked for: also when it was before, and nobody answered. */
  if (!done && kh_error_is (error, KH_ERROR_SEALED)) {
    show_due (self);
    return;
  }
  text = done ? g_strdup (_ ("Connection restored")) : kh_text_error_body (error);
  kh_toast (GTK_WIDGET (self->front), text, NULL, NULL);
}

static void
seal (gpointer data)
{
  KhApplication *self = data;

  /* The state tells the rest: the windows go before the keys do. */
  kh_session_seal_async (self->session, NULL, NULL);
}

static void
seal_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;

  if (self->front == NULL || !KH_IS_WINDOW (self->front))
    return;
  if (!kh_leave_question (self->front, self->session, KH_LEAVE_SEAL, seal, G_OBJECT (self)))
    seal (self);
}

static void
switch_account_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;

  if (self->front == NULL || !KH_IS_WINDOW (self->front))
    return;
  kh_dialog_show (kh_switch_account_dialog_new (self->session), GTK_WIDGET (self->front));
}

static void
reconnect_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;

  if (self->session != NULL)
    kh_session_open_async (self->session, NULL, NULL, on_reconnected_cb, g_object_ref (self));
}

typedef struct {
  const char *action;
  const char *keys[3];
} Accel;

static const Accel accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.seal", { "<Control>l" } },
  { "window.close", { "<Control>w" } },
  { "win.back", { "<Alt>Left", "Back" } },
  { "win.search", { "<Control>f" } },
  { "win.refresh", { "<Control>r", "F5" } },
  { "win.primary", { "<Control>n" } },
  { "win.activity", { "<Control>j" } },
  { "win.operations", { "<Control>o" } },
  { "win.sidebar", { "F9" } },
  { "win.next-area", { "F6", "<Shift>F6" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.section(1)", { "<Control>1" } },
  { "win.section(2)", { "<Control>2" } },
  { "win.section(3)", { "<Control>3" } },
  { "win.section(4)", { "<Control>4" } },
  { "win.section(5)", { "<Control>5" } },
  { "win.section(6)", { "<Control>6" } },
  { "win.section(7)", { "<Control>7" } },
  { "win.section(8)", { "<Control>8" } },
  { "win.section(9)", { "<Control>9" } },
  { "win.attention", { "<Control>0" } },
};

static void
kh_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = about_action },
    { .name = "open-uri", .activate = open_uri_action, .parameter_type = "s" },
    { .name = "preferences", .activate = preferences_action },
    { .name = "quit", .activate = quit_action },
    { .name = "reconnect", .activate = reconnect_action },
    { .name = "seal", .activate = seal_action },
    { .name = "switch-account", .activate = switch_account_action },
  };

  G_APPLICATION_CLASS (kh_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  _kh_application_add_switch (KH_APPLICATION (application));
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           accels[i].keys);
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
  application_class->handle_local_options = _kh_application_handle_local_options;
  application_class->command_line = _kh_application_command_line;
  application_class->shutdown = kh_application_shutdown;
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
  KhApplication *self = g_object_new (KH_TYPE_APPLICATION, "application-id", KH_APPLICATION_ID,
                                      "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
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
