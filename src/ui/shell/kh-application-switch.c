/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one organization to another: everything of the one that is shown goes first, then the front
 * door opens, makes or creates the next.
 */
#include "kh-application-private.h"

#include "kh-leave-question.h"
#include "kh-window.h"
#include "kh-wizard.h"

static void
go (KhApplication *self)
{
  KhWelcomeWindow *door;

  if (self->front == NULL || !KH_IS_WELCOME_WINDOW (self->front))
    return;
  door = KH_WELCOME_WINDOW (self->front);
  switch (self->going) {
  case KH_GO_CREATE:
    kh_welcome_window_create (door);
    break;
  case KH_GO_SAMPLE:
    kh_welcome_window_make_sample (door);
    break;
  case KH_GO_OPEN:
  default:
    kh_welcome_window_open (door, self->going_to);
    break;
  }
}

static void
on_sealed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApplication) self = data;

  /* What was open is closed in every case. */
  kh_session_seal_finish (KH_SESSION (source), result, NULL);
  kh_session_close (KH_SESSION (source));
  go (self);
  g_application_release (G_APPLICATION (self));
}

/* No item of the old one outlives its windows; its keys are wiped before the next one is opened. */
static void
leave (gpointer data)
{
  KhApplication *self = data;
  g_autoptr (KhSession) old = NULL;

  if (self->session == NULL)
    return;
  old = g_steal_pointer (&self->session);
  g_signal_handlers_disconnect_by_data (old, self);
  if (kh_session_get_organization (old) != NULL)
    g_signal_handlers_disconnect_by_data (kh_session_get_organization (old), self);
  kh_notifier_watch (self->notifier, NULL, NULL);
  /* Another organization begins at its Overview. */
  g_object_set (self->settings, "section", "keyhold:overview", NULL);
  _kh_application_show_welcome (self);
  /* Who quits now waits until it is put away. */
  g_application_hold (G_APPLICATION (self));
  kh_session_seal_async (old, on_sealed_cb, g_object_ref (self));
}

/* A dialog above any of the windows is answered first; a wizard is asked about. */
static gboolean
is_asked_something (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);
    GtkWindow *below = gtk_window_get_transient_for (other);

    if (below != NULL && gtk_window_get_modal (other) && !KH_IS_WIZARD (other)
        && gtk_widget_get_visible (GTK_WIDGET (other)))
      return TRUE;
  }
  return FALSE;
}

static void
leave_operations (gpointer data)
{
  KhApplication *self = data;

  if (self->front != NULL
      && !kh_leave_question (self->front, self->session, KH_LEAVE_SWITCH, leave, G_OBJECT (self)))
    leave (self);
}

static void
set_out (KhApplication *self, KhGo going, const char *data_dir)
{
  if (self->front == NULL || !KH_IS_WINDOW (self->front) || is_asked_something ())
    return;
  self->going = going;
  g_free (self->going_to);
  self->going_to = g_strdup (data_dir);
  if (!kh_leave_draft_question (self->front, leave_operations, G_OBJECT (self)))
    leave_operations (self);
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;
  g_autofree char *shown = NULL;
  const char *wanted = g_variant_get_string (parameter, NULL);

  if (self->session == NULL)
    return;
  shown = g_canonicalize_filename (kh_session_get_data_dir (self->session), NULL);
  if (!g_str_equal (shown, wanted))
    set_out (self, KH_GO_OPEN, wanted);
}

static void
create_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_out (data, KH_GO_CREATE, NULL);
}

static void
sample_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_out (data, KH_GO_SAMPLE, NULL);
}

void
_kh_application_add_switch (KhApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-organization", .activate = open_action, .parameter_type = "s" },
    { .name = "create-organization", .activate = create_action },
    { .name = "make-sample", .activate = sample_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
