/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first window of a desktop on which nothing was opened yet. */
#include "kh-welcome-window.h"

#include "kh-create-window.h"
#include "kh-error-card.h"
#include "kh-profiles.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-unseal-window.h"

struct _KhWelcomeWindow {
  AdwWindow parent_instance;

  const KhSessionHost *host;
  char *data_dir, *profiles;
  GCancellable *reading; /* (owned): of the lists */
  GCancellable *running; /* (owned) (nullable): of what was chosen */
  KhSession *session;    /* (owned) (nullable): of what was chosen */
  gboolean fresh;        /* it is a sample that was just made */
  gboolean asked;        /* a window asks how to open it */
  gboolean closed;

  KhErrorCard *error_card;
  AdwActionRow *sample_row, *create_row;
  GtkWidget *sample_spinner, *sample_cancel, *sample_arrow, *before_group;
  GtkListBox *before_list;
};

G_DEFINE_FINAL_TYPE (KhWelcomeWindow, kh_welcome_window, ADW_TYPE_WINDOW)

enum { OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
sample_subtitle (void)
{
  return _ ("Eleven environments with real data on this computer; nothing leaves it");
}

/* While one thing is being opened or made nothing else can be chosen. */
static void
show_running (KhWelcomeWindow *self, gboolean sample)
{
  gboolean running = self->running != NULL;

  gtk_widget_set_visible (self->sample_spinner, running && sample);
  gtk_spinner_set_spinning (GTK_SPINNER (self->sample_spinner), running && sample);
  gtk_widget_set_visible (self->sample_cancel, running && sample);
  gtk_widget_set_visible (self->sample_arrow, !running || !sample);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->sample_row), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sample_row), !running || sample);
  gtk_widget_set_sensitive (GTK_WIDGET (self->create_row), !running);
  gtk_widget_set_sensitive (self->before_group, !running);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, running, -1);
  if (!running)
    adw_action_row_set_subtitle (self->sample_row, sample_subtitle ());
}

static void
show_error (KhWelcomeWindow *self, const GError *error)
{
  gboolean told = error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  kh_error_card_set_error (self->error_card, told ? error : NULL);
}

/* --- The session of what was chosen ---------------------------------------------------------- */

/* It ends with the last call that is on its way. */
static void
drop_session (KhWelcomeWindow *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

/* Above this one, which stays until it is open. */
static void
show_above (KhWelcomeWindow *self, GtkWindow *window)
{
  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_present (window);
}

/* Once for each session: the window follows it from then on. */
static void
ask (KhWelcomeWindow *self)
{
  if (self->asked)
    return;
  self->asked = TRUE;
  show_above (self,
              kh_unseal_window_new (gtk_window_get_application (GTK_WINDOW (self)), self->session));
}

static void
on_state_cb (KhWelcomeWindow *self)
{
  g_autoptr (KhSession) session = NULL;

  if (!self->closed && kh_session_get_state (self->session) == KH_SESSION_WAITING)
    ask (self);
  if (self->closed || kh_session_get_state (self->session) != KH_SESSION_OPEN)
    return;
  session = g_steal_pointer (&self->session);
  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_emit (self, signals[OPENED], 0, session, self->fresh);
}

static void
begin_session (KhWelcomeWindow *self, const char *data_dir)
{
  drop_session (self);
  show_error (self, NULL);
  self->fresh = FALSE;
  self->asked = FALSE;
  self->session = kh_session_new (self->host, data_dir, NULL);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state_cb), self,
                           G_CONNECT_SWAPPED);
}

/* What is being removed after the window was closed comes to its end before the program does. */
static void
begin_run (KhWelcomeWindow *self, gboolean sample)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_hold (application);
  self->running = g_cancellable_new ();
  show_running (self, sample);
}

static void
end_run (KhWelcomeWindow *self, const GError *error)
{
  GApplication *application = g_application_get_default ();

  g_clear_object (&self->running);
  if (application != NULL)
    g_application_release (application);
  if (self->closed)
    return;
  show_running (self, FALSE);
  show_error (self, error);
}

/* --- Opened before --------------------------------------------------------------------------- */

/* One that is sealed is asked about, and so is one that cannot be opened. */
static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhWelcomeWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean open = kh_session_open_finish (KH_SESSION (source), result, &error);
  KhSessionState state = kh_session_get_state (KH_SESSION (source));
  gboolean asks = !open && (state == KH_SESSION_SEALED || state == KH_SESSION_FAILED);

  end_run (self, asks ? NULL : error);
  if (asks && !self->closed && self->session == KH_SESSION (source))
    ask (self);
}

void
kh_welcome_window_open (KhWelcomeWindow *self, const char *data_dir)
{
  g_return_if_fail (KH_IS_WELCOME_WINDOW (self));
  if (self->running != NULL)
    return;
  begin_session (self, data_dir);
  begin_run (self, FALSE);
  kh_session_open_async (self->session, NULL, self->running, opened_cb, g_object_ref (self));
}

static void
on_before_clicked_cb (KhWelcomeWindow *self, GtkButton *button)
{
  kh_welcome_window_open (self, g_object_get_data (G_OBJECT (button), "kh-folder"));
}

static GtkWidget *
new_before_row (KhWelcomeWindow *self, const KhProfile *profile)
{
  GtkWidget *row = kh_row_new (profile->name, profile->data_dir);
  GtkWidget *button = gtk_button_new_with_label (profile->open ? _ ("Open") : _ ("Unseal…"));
  g_autofree char *name =
      g_strdup_printf (profile->open ? _ ("Open %s") : _ ("Unseal %s"), profile->name);

  kh_row_add_pill (row, KH_STATE_SEAL, profile->open ? "Open" : "Sealed");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "kh-folder", g_strdup (profile->data_dir), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_before_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
profiles_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhWelcomeWindow) self = data;
  g_autoptr (GPtrArray) profiles = kh_profiles_read_finish (result, NULL);

  if (self->closed || profiles == NULL)
    return;
  for (guint i = 0; i < profiles->len; i++)
    gtk_list_box_append (self->before_list, new_before_row (self, profiles->pdata[i]));
  gtk_widget_set_visible (self->before_group, profiles->len > 0);
}

/* --- The sample ------------------------------------------------------------------------------ */

static void
show_step (const char *step, gpointer data)
{
  KhWelcomeWindow *self = data;
  g_autofree char *text = kh_text_escape (step);

  if (!self->closed && !g_cancellable_is_cancelled (self->running))
    adw_action_row_set_subtitle (self->sample_row, text);
}

static void
sample_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhWelcomeWindow) self = data;
  g_autoptr (GError) error = NULL;

  kh_session_make_sample_finish (KH_SESSION (source), result, &error);
  end_run (self, error);
}

/* One that was made before is opened again. */
static void
sample_looked_for_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhWelcomeWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean open = kh_session_open_finish (KH_SESSION (source), result, &error);

  if (open || self->closed || self->session != KH_SESSION (source)
      || kh_session_get_state (self->session) != KH_SESSION_ABSENT) {
    end_run (self, error);
    return;
  }
  self->fresh = TRUE;
  kh_session_make_sample_async (self->session, show_step, self, self->running, sample_made_cb,
                                g_object_ref (self));
}

void
kh_welcome_window_make_sample (KhWelcomeWindow *self)
{
  g_autofree char *folder = NULL;

  g_return_if_fail (KH_IS_WELCOME_WINDOW (self));
  if (self->running != NULL)
    return;
  folder = g_strconcat (self->data_dir, "-sample", NULL);
  begin_session (self, folder);
  begin_run (self, TRUE);
  gtk_widget_grab_focus (self->sample_cancel);
  kh_session_open_async (self->session, NULL, self->running, sample_looked_for_cb,
                         g_object_ref (self));
}

/* What was made is being removed; the row says so until that is done. */
static void
on_cancel_clicked_cb (KhWelcomeWindow *self)
{
  if (self->running == NULL)
    return;
  g_cancellable_cancel (self->running);
  adw_action_row_set_subtitle (self->sample_row, _ ("Removing what was made"));
}

/* --- A new organization ---------------------------------------------------------------------- */

static void
folder_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhWelcomeWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = kh_profiles_find_folder_finish (result, &error);
  GtkWindow *window;

  end_run (self, error);
  if (folder == NULL || self->closed)
    return;
  begin_session (self, folder);
  window = kh_create_window_new (gtk_window_get_application (GTK_WINDOW (self)), self->session);
  gtk_window_set_modal (window, TRUE);
  kh_dialog_show (KH_DIALOG (window), GTK_WIDGET (self));
}

void
kh_welcome_window_create (KhWelcomeWindow *self)
{
  g_return_if_fail (KH_IS_WELCOME_WINDOW (self));
  if (self->running != NULL)
    return;
  begin_run (self, FALSE);
  kh_profiles_find_folder_async (self->data_dir, self->running, folder_found_cb,
                                 g_object_ref (self));
}

/* --- Life ------------------------------------------------------------------------------------ */

static void
leave (KhWelcomeWindow *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  g_cancellable_cancel (self->reading);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  drop_session (self);
}

static gboolean
kh_welcome_window_close_request (GtkWindow *window)
{
  leave (KH_WELCOME_WINDOW (window));
  return GTK_WINDOW_CLASS (kh_welcome_window_parent_class)->close_request (window);
}

/* A window that is taken away without being asked is disposed when nobody waits for an answer any
 * more: what runs must end before. */
static void
kh_welcome_window_unrealize (GtkWidget *widget)
{
  leave (KH_WELCOME_WINDOW (widget));
  GTK_WIDGET_CLASS (kh_welcome_window_parent_class)->unrealize (widget);
}

static void
kh_welcome_window_dispose (GObject *object)
{
  KhWelcomeWindow *self = KH_WELCOME_WINDOW (object);

  drop_session (self);
  g_clear_object (&self->reading);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_WELCOME_WINDOW);
  G_OBJECT_CLASS (kh_welcome_window_parent_class)->dispose (object);
}

static void
kh_welcome_window_finalize (GObject *object)
{
  KhWelcomeWindow *self = KH_WELCOME_WINDOW (object);

  g_free (self->data_dir);
  g_free (self->profiles);
  G_OBJECT_CLASS (kh_welcome_window_parent_class)->finalize (object);
}

static void
kh_welcome_window_class_init (KhWelcomeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_ERROR_CARD);
  G_OBJECT_CLASS (klass)->dispose = kh_welcome_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_welcome_window_finalize;
  widget_class->unrealize = kh_welcome_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = kh_welcome_window_close_request;
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, KH_TYPE_SESSION, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-welcome-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, error_card);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, sample_row);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, create_row);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, sample_spinner);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, sample_cancel);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, sample_arrow);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, before_group);
  gtk_widget_class_bind_template_child (widget_class, KhWelcomeWindow, before_list);
  gtk_widget_class_bind_template_callback (widget_class, kh_welcome_window_make_sample);
  gtk_widget_class_bind_template_callback (widget_class, kh_welcome_window_create);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked_cb);
}

static void
kh_welcome_window_init (KhWelcomeWindow *self)
{
  self->reading = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_set_plain_name (GTK_WIDGET (self->sample_row),
                     adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->sample_row)));
  kh_set_plain_name (GTK_WIDGET (self->create_row),
                     adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->create_row)));
}

GtkWindow *
kh_welcome_window_new (GtkApplication *application, const KhWelcomePlaces *places)
{
  KhWelcomeWindow *self = g_object_new (KH_TYPE_WELCOME_WINDOW, "application", application, NULL);

  self->host = places->host;
  self->data_dir = g_strdup (places->data_dir);
  self->profiles = g_strdup (places->profiles);
  kh_profiles_read_async (self->profiles, self->reading, profiles_read_cb, g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->sample_row));
  return GTK_WINDOW (self);
}
