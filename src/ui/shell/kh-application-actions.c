/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the application, and the keys of all actions (pages.md 1.7). */
#include "kh-application-private.h"

#include "kh-compat-about.h"
#include "kh-diagnostic-window.h"
#include "kh-leave-question.h"
#include "kh-preferences.h"
#include "kh-switch-account-dialog.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-window.h"

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_show_about (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
diagnostic_log_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_diagnostic_window_show ();
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  _kh_application_show_another (KH_APPLICATION (data));
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

  if (self->front == NULL)
    g_application_quit (G_APPLICATION (self));
  else if (!KH_IS_WINDOW (self->front))
    gtk_window_close (self->front);
  else if (!_kh_application_keeps_draft (NULL)
           && !kh_leave_question (self->front, self->session, KH_LEAVE_QUIT,
                                  _kh_application_close_pages, G_OBJECT (self)))
    _kh_application_close_pages (self);
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
    _kh_application_show_due (self);
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
choose_account (gpointer data)
{
  KhApplication *self = data;

  if (self->front != NULL && KH_IS_WINDOW (self->front))
    kh_dialog_show (kh_switch_account_dialog_new (self->session), GTK_WIDGET (self->front));
}

static void
switch_account_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhApplication *self = data;

  if (self->front == NULL || !KH_IS_WINDOW (self->front))
    return;
  if (!kh_leave_draft_question (self->front, choose_account, G_OBJECT (self)))
    choose_account (self);
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
  { "win.new", { "<Control>n" } },
  { "win.activity", { "<Control>j" } },
  { "win.unlock", { "<Control>u" } },
  { "win.operations", { "<Control>o" } },
  { "win.sidebar", { "F9" } },
  { "win.main-menu", { "F10" } },
  { "win.next-area", { "F6" } },
  { "win.previous-area", { "<Shift>F6" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.help", { "F1" } },
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

void
_kh_application_add_actions (KhApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = about_action },
    { .name = "diagnostic-log", .activate = diagnostic_log_action },
    { .name = "new-window", .activate = new_window_action },
    { .name = "open-uri", .activate = open_uri_action, .parameter_type = "s" },
    { .name = "preferences", .activate = preferences_action },
    { .name = "quit", .activate = quit_action },
    { .name = "reconnect", .activate = reconnect_action },
    { .name = "seal", .activate = seal_action },
    { .name = "switch-account", .activate = switch_account_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].keys);
}
