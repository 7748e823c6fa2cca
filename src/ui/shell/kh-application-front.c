/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which window the console shows: what the state of its session makes due. */
#include "kh-application-private.h"

#include "kh-crash-note.h"
#include "kh-leave-question.h"
#include "kh-people-dialogs.h"
#include "kh-profiles.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-unseal-window.h"
#include "kh-window.h"

static void set_front (KhApplication *self, GtkWindow *window);

/* Another window of the pages speaks for the application then, the one that was used last. */
static void
forget_front (gpointer data, GObject *window)
{
  KhApplication *self = data;
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  self->front = NULL;
  while (windows != NULL && !KH_IS_WINDOW (windows->data))
    windows = windows->next;
  if (windows != NULL)
    set_front (self, windows->data);
}

static void
set_front (KhApplication *self, GtkWindow *window)
{
  if (self->front == window)
    return;
  if (self->front != NULL)
    g_object_weak_unref (G_OBJECT (self->front), forget_front, self);
  self->front = window;
  if (window != NULL)
    g_object_weak_ref (G_OBJECT (window), forget_front, self);
}

/* (transfer full): the windows of the pages, and @front (nullable). */
static GPtrArray *
list_windows (KhApplication *self, GtkWindow *front)
{
  GPtrArray *windows = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (KH_IS_WINDOW (l->data) || l->data == front)
      g_ptr_array_add (windows, g_object_ref (l->data));
  return windows;
}

/* With what stands above them. */
static void
destroy_windows (KhApplication *self, GtkWindow *front, GtkWindow *kept)
{
  g_autoptr (GPtrArray) windows = list_windows (self, front);

  for (guint i = 0; i < windows->len; i++)
    if (windows->pdata[i] != kept)
      gtk_window_destroy (windows->pdata[i]);
}

static void
replace_front (KhApplication *self, GtkWindow *window)
{
  GtkWindow *old = self->front;

  set_front (self, window);
  gtk_window_present (window);
  destroy_windows (self, old, window);
}

void
_kh_application_open_address (KhApplication *self)
{
  g_autofree char *uri = NULL;

  if (self->uri == NULL || self->front == NULL || !KH_IS_WINDOW (self->front))
    return;
  uri = g_steal_pointer (&self->uri);
  kh_window_open_uri (KH_WINDOW (self->front), uri);
}

void
_kh_application_close_pages (gpointer data)
{
  KhApplication *self = data;
  g_autoptr (GPtrArray) windows = list_windows (self, NULL);

  self->leaving = TRUE;
  for (guint i = 0; i < windows->len; i++)
    gtk_window_close (windows->pdata[i]);
}

static gboolean
is_last (KhApplication *self)
{
  g_autoptr (GPtrArray) windows = list_windows (self, NULL);

  return windows->len == 1;
}

gboolean
_kh_application_keeps_draft (GtkWindow *below)
{
  GtkWindow *wizard = kh_leave_find_draft (below);

  if (wizard == NULL)
    return FALSE;
  gtk_window_present (wizard);
  gtk_window_close (wizard);
  return TRUE;
}

/* With the last of them the program ends. */
static gboolean
on_close_request_cb (GtkWindow *window, KhApplication *self)
{
  if (self->leaving)
    return FALSE;
  return _kh_application_keeps_draft (window)
         || (is_last (self)
             && kh_leave_question (window, self->session, KH_LEAVE_QUIT,
                                   _kh_application_close_pages, G_OBJECT (self)));
}

static void
on_active_cb (GtkWindow *window, GParamSpec *pspec, KhApplication *self)
{
  if (gtk_window_is_active (window))
    set_front (self, window);
}

/* A dialog above one of them leaves the others alone. */
static void
give_group (GtkWindow *window)
{
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  gtk_window_group_add_window (group, window);
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
  give_group (window);
  g_signal_connect_object (window, "close-request", G_CALLBACK (on_close_request_cb), self, 0);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active_cb), self, 0);
  return window;
}

void
_kh_application_show_another (KhApplication *self)
{
  GtkWindow *window;

  if (self->front == NULL || !KH_IS_WINDOW (self->front)
      || kh_session_get_organization (self->session) == NULL)
    return;
  window = new_main (self);
  set_front (self, window);
  gtk_window_present (window);
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
  _kh_application_open_address (self);
}

/* Whoever came in by the recovery sheet has no passphrase that anybody knows. */
static void
offer_passphrase (KhApplication *self)
{
  g_autoptr (KhSecret) recovery = kh_session_take_recovery (self->session);
  KhOrganization *organization = kh_session_get_organization (self->session);

  if (recovery != NULL && organization != NULL && self->front != NULL)
    kh_dialog_show (kh_passphrase_dialog_new_recovered (organization, recovery),
                    GTK_WIDGET (self->front));
}

/* What was wished while the organization was made. */
static void
offer_sheet (KhApplication *self)
{
  KhOrganization *organization = kh_session_get_organization (self->session);

  if (organization != NULL && self->front != NULL && kh_session_take_sheet (self->session))
    kh_dialog_show (kh_save_sheet_dialog_new (organization, FALSE), GTK_WIDGET (self->front));
}

/* A connection that came back is not interrupted for it: the log has it. */
static void
tell_crash (KhApplication *self, gboolean is_new)
{
  if (kh_session_take_crash (self->session) && is_new && self->front != NULL)
    kh_crash_note_show (KH_WINDOW (self->front));
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

void
_kh_application_follow_session (KhApplication *self)
{
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (_kh_application_show_due),
                           self, G_CONNECT_SWAPPED);
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
  _kh_application_follow_session (self);
  g_application_hold (G_APPLICATION (self));
  destroy_windows (self, self->front, NULL);
  _kh_application_show_due (self);
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

void
_kh_application_show_due (KhApplication *self)
{
  gboolean has_main = self->front != NULL && KH_IS_WINDOW (self->front);

  switch (kh_session_get_state (self->session)) {
  case KH_SESSION_OPEN:
    show_main (self);
    offer_passphrase (self);
    offer_sheet (self);
    tell_crash (self, !has_main);
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
