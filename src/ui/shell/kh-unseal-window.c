/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the passphrase of a sealed organization, or says why it cannot be opened. */
#include "kh-unseal-window.h"

#include "kh-action-frame.h"
#include "kh-caps-note.h"
#include "kh-passphrase-entry.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-unseal-failure.h"
#include "kh-unseal-keyring.h"
#include "kh-unseal-note.h"
#include "kh-unseal-page.h"
#include "kh-unseal-trouble.h"
#include "kh-unseal-waiting.h"
#include "kh-use-sheet-dialog.h"
#include "kh-verb-button.h"

/* From this wrong one on it is said that there will be a wait. */
#define TRIES_BEFORE_WARNING 3

struct _KhUnsealWindow {
  AdwWindow parent_instance;

  KhSession *session;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  KhUnsealRun running;
  guint tries;
  guint calls;      /* that are on their way to the session */
  guint countdown;  /* source id; 0: nobody has to wait */
  gboolean instead; /* the passphrase is preferred to the keyring */
  gboolean closed;

  KhActionFrame *frame;
  KhVerbButton *unseal_button;
  GtkWidget *cancel_button;
  GtkSpinner *opening_spinner;
  GtkWidget *instead_button; /* where the keyring could be asked */
  GtkWidget *sheet_button;
  KhUnsealWaiting *waiting;
  KhUnsealTrouble *trouble;
  GtkStack *stack;
  AdwActionRow *folder_row;
  AdwPasswordEntryRow *passphrase_row;
  KhUnsealNote *note;
  KhUnsealFailure *failure;
};

G_DEFINE_FINAL_TYPE (KhUnsealWindow, kh_unseal_window, ADW_TYPE_WINDOW)

enum { PROP_SESSION = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* Above an organization that was open: its pages stay, and so does the program. */
static gboolean
asks_again (KhUnsealWindow *self)
{
  return gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL;
}

/* --- What is shown ------------------------------------------------------------------------- */

static const char *
page_name (KhUnsealWindow *self)
{
  return kh_unseal_page_name (self->session, self->running, self->instead);
}

static void
show_verb (KhUnsealWindow *self)
{
  gboolean checking = self->running == KH_UNSEAL_RUN_UNSEAL;
  gboolean asking = !checking && self->countdown == 0;
  gboolean typed = kh_unseal_wants_passphrase (self->session, self->instead);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row));

  /* The group goes with its row: an empty one leaves a line. */
  gtk_widget_set_visible (
      gtk_widget_get_ancestor (GTK_WIDGET (self->passphrase_row), ADW_TYPE_PREFERENCES_GROUP),
      typed);
  gtk_widget_set_visible (self->instead_button,
                          !typed && kh_unseal_has_way (self->session, KH_SESSION_WAY_PASSPHRASE)
                              && !kh_unseal_has_way (self->session, KH_SESSION_WAY_KEPT));
  gtk_widget_set_sensitive (self->instead_button, !checking);
  gtk_widget_set_visible (self->sheet_button,
                          kh_unseal_has_way (self->session, KH_SESSION_WAY_RECOVERY));
  gtk_widget_set_sensitive (self->sheet_button, !checking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase_row), asking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->unseal_button), asking && (!typed || *text != '\0'));
  kh_verb_button_set_busy (self->unseal_button, checking);
  kh_verb_button_set_verb (self->unseal_button, checking ? _ ("Checking") : _ ("_Unseal"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, checking, -1);
}

/* The verb has it where nothing is to be typed. */
static void
grab_focus (KhUnsealWindow *self)
{
  gtk_widget_grab_focus (kh_unseal_wants_passphrase (self->session, self->instead)
                             ? GTK_WIDGET (self->passphrase_row)
                             : GTK_WIDGET (self->unseal_button));
}

static void
show_page (KhUnsealWindow *self)
{
  const char *page = page_name (self);
  gboolean changed = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) != 0;
  gboolean asking = g_str_equal (page, "asking");
  gboolean failed = g_str_equal (page, "failed");

  if (failed)
    kh_unseal_failure_show (self->failure, self->session, asks_again (self));
  if (g_str_equal (page, "trouble"))
    kh_unseal_trouble_show (self->trouble, self->session);
  kh_unseal_waiting_set_waiting (self->waiting, g_str_equal (page, "keyring"),
                                 kh_unseal_has_way (self->session, KH_SESSION_WAY_PASSPHRASE));
  gtk_widget_set_visible (GTK_WIDGET (self->unseal_button), asking);
  /* The page that asks has a title of its own. */
  g_object_set (self->frame, "title", asking ? NULL : "Keyhold", NULL);
  gtk_widget_set_visible (self->cancel_button, !failed);
  gtk_spinner_set_spinning (self->opening_spinner, g_str_equal (page, "opening"));
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_window_set_title (GTK_WINDOW (self),
                        kh_unseal_page_title (page, kh_unseal_failure_get_title (self->failure)));
  show_verb (self);
  if (changed && asking)
    grab_focus (self);
  else if (changed && failed)
    kh_unseal_failure_grab_focus (self->failure);
  else if (changed && g_str_equal (page, "trouble"))
    kh_unseal_trouble_grab_focus (self->trouble);
  else if (changed && g_str_equal (page, "keyring"))
    gtk_widget_grab_focus (self->cancel_button);
}

/* @text: (nullable): none. */
static void
show_note (KhUnsealWindow *self, const char *text, const char *icon, gboolean error)
{
  kh_unseal_note_show (self->note, GTK_WIDGET (self->passphrase_row), text, icon, error);
}

/* Why somebody is asked whom the keyring was to spare that. */
static void
show_keyring_note (KhUnsealWindow *self)
{
  const char *reason = kh_unseal_keyring_reason (self->session, self->instead);
  g_autofree char *text = NULL;

  if (reason == NULL || kh_unseal_has_trouble (self->session, self->instead))
    return;
  text = kh_unseal_keyring_text (reason);
  show_note (self, text, "dialog-warning-symbolic", FALSE);
}

static void
show_wrong (KhUnsealWindow *self)
{
  self->tries++;
  show_note (self,
             self->tries < TRIES_BEFORE_WARNING
                 ? _ ("Wrong passphrase")
                 : _ ("Wrong passphrase. After 5 wrong tries there is a wait."),
             "dialog-error-symbolic", TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
}

/* --- The wait after too many tries --------------------------------------------------------- */

static gboolean
count_down_cb (gpointer data)
{
  KhUnsealWindow *self = data;
  guint wait = kh_session_get_wait (self->session);

  if (wait > 0) {
    kh_unseal_note_count (self->note, wait);
    return G_SOURCE_CONTINUE;
  }
  self->countdown = 0;
  show_note (self, NULL, NULL, FALSE);
  show_verb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  return G_SOURCE_REMOVE;
}

/* TRUE if nobody may try now. */
static gboolean
check_wait (KhUnsealWindow *self)
{
  guint wait = kh_session_get_wait (self->session);

  if (wait == 0)
    return self->countdown != 0;
  if (self->countdown == 0)
    self->countdown = g_timeout_add_seconds (1, count_down_cb, self);
  kh_unseal_note_show_wait (self->note, GTK_WIDGET (self->passphrase_row), wait);
  return TRUE;
}

/* --- Opening ------------------------------------------------------------------------------- */

/* A failure that leaves the organization sealed. */
static void
show_refusal (KhUnsealWindow *self, const GError *error)
{
  g_autofree char *body = NULL;

  if (check_wait (self))
    return;
  if (kh_keyring_reason (error) != NULL) {
    show_keyring_note (self);
    return;
  }
  if (kh_error_is (error, KH_ERROR_SEALED)) {
    show_wrong (self);
    return;
  }
  body = kh_text_error_body (error);
  show_note (self, body, "dialog-error-symbolic", TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhUnsealWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean open = kh_session_open_finish (KH_SESSION (source), result, &error);
  gboolean tried = self->running == KH_UNSEAL_RUN_UNSEAL || self->running == KH_UNSEAL_RUN_UNLOCK;

  self->calls--;
  /* Of two, the later one tells: the keyring was given up for it. */
  if (self->closed || self->calls > 0)
    return;
  self->running = KH_UNSEAL_RUN_NOTHING;
  show_page (self);
  if (!open && tried && kh_session_get_state (self->session) == KH_SESSION_SEALED
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    show_refusal (self, error);
    show_verb (self);
  }
}

static void
open_session (KhUnsealWindow *self, KhUnsealRun running, KhSecret *passphrase)
{
  self->running = running;
  self->calls++;
  show_page (self);
  if (running == KH_UNSEAL_RUN_UNLOCK)
    kh_session_unlock_async (self->session, self->cancellable, opened_cb, g_object_ref (self));
  else if (running == KH_UNSEAL_RUN_COPY)
    kh_session_use_seal_copy_async (self->session, self->cancellable, opened_cb,
                                    g_object_ref (self));
  else
    kh_session_open_async (self->session, passphrase, self->cancellable, opened_cb,
                           g_object_ref (self));
}

static void
on_unseal_clicked_cb (KhUnsealWindow *self)
{
  g_autoptr (KhSecret) passphrase = NULL;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->unseal_button))
      || self->running != KH_UNSEAL_RUN_NOTHING)
    return;
  if (kh_unseal_wants_passphrase (self->session, self->instead))
    passphrase = kh_passphrase_entry_read (self->passphrase_row);
  kh_passphrase_entry_clear (self->passphrase_row);
  show_note (self, NULL, NULL, FALSE);
  open_session (self, KH_UNSEAL_RUN_UNSEAL, passphrase);
}

static void
on_again_clicked_cb (KhUnsealWindow *self)
{
  if (self->running == KH_UNSEAL_RUN_NOTHING)
    open_session (self, KH_UNSEAL_RUN_LOOK, NULL);
}

static void
on_copy_clicked_cb (KhUnsealWindow *self)
{
  if (self->running == KH_UNSEAL_RUN_NOTHING)
    open_session (self, KH_UNSEAL_RUN_COPY, NULL);
}

static void
on_unlock_clicked_cb (KhUnsealWindow *self)
{
  gboolean locked = kh_unseal_is_locked (kh_unseal_keyring_reason (self->session, self->instead));

  if (self->running == KH_UNSEAL_RUN_NOTHING)
    open_session (self, locked ? KH_UNSEAL_RUN_UNLOCK : KH_UNSEAL_RUN_LOOK, NULL);
}

/* What was asked of the keyring ends; its answer is of no interest any more. */
static void
on_instead_clicked_cb (KhUnsealWindow *self)
{
  self->instead = TRUE;
  self->running = KH_UNSEAL_RUN_NOTHING;
  show_note (self, NULL, NULL, FALSE);
  kh_session_leave_keyring (self->session);
  check_wait (self);
  show_page (self);
  grab_focus (self);
}

static void
on_sheet_clicked_cb (KhUnsealWindow *self)
{
  kh_dialog_show (kh_use_sheet_dialog_new (self->session), GTK_WIDGET (self));
}

static void
on_passphrase_changed_cb (KhUnsealWindow *self)
{
  show_verb (self);
}

static void
on_state_changed_cb (KhUnsealWindow *self)
{
  if (self->closed)
    return;
  if (asks_again (self) && kh_session_get_state (self->session) == KH_SESSION_OPEN) {
    gtk_window_close (GTK_WINDOW (self));
  } else if (self->running == KH_UNSEAL_RUN_NOTHING) {
    if (!check_wait (self))
      show_keyring_note (self);
    show_page (self);
  }
}

/* --- Life ---------------------------------------------------------------------------------- */

/* Whoever still waits for an answer finds the window closed. */
static void
leave (KhUnsealWindow *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  kh_session_leave_keyring (self->session);
  g_clear_handle_id (&self->countdown, g_source_remove);
  kh_unseal_waiting_set_waiting (self->waiting, FALSE, FALSE);
  kh_passphrase_entry_clear (self->passphrase_row);
  /* A text that loses the focus while its window goes away warns in GTK 4.8. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
}

static gboolean
kh_unseal_window_close_request (GtkWindow *window)
{
  leave (KH_UNSEAL_WINDOW (window));
  return GTK_WINDOW_CLASS (kh_unseal_window_parent_class)->close_request (window);
}

/* A window that is taken away without being asked is disposed when nobody waits for an answer any
 * more: what runs must end before. */
static void
kh_unseal_window_unrealize (GtkWidget *widget)
{
  leave (KH_UNSEAL_WINDOW (widget));
  GTK_WIDGET_CLASS (kh_unseal_window_parent_class)->unrealize (widget);
  /* Destroyed with the other window and held by a late answer, it would outlive what GTK 4.8 keeps
   * of that. */
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
kh_unseal_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhUnsealWindow *self = KH_UNSEAL_WINDOW (object);

  switch (id) {
  case PROP_SESSION:
    self->session = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_unseal_window_constructed (GObject *object)
{
  KhUnsealWindow *self = KH_UNSEAL_WINDOW (object);
  const char *folder = kh_session_get_data_dir (self->session);

  G_OBJECT_CLASS (kh_unseal_window_parent_class)->constructed (object);
  kh_set_plain_names (GTK_WIDGET (object));
  kh_buttons_wrap (adw_window_get_content (ADW_WINDOW (object)));
  adw_action_row_set_subtitle (self->folder_row, folder);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (!check_wait (self))
    show_keyring_note (self);
  show_page (self);
  if (g_str_equal (page_name (self), "asking"))
    grab_focus (self);
}

static void
kh_unseal_window_dispose (GObject *object)
{
  KhUnsealWindow *self = KH_UNSEAL_WINDOW (object);

  leave (self);
  g_clear_object (&self->session);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_UNSEAL_WINDOW);
  G_OBJECT_CLASS (kh_unseal_window_parent_class)->dispose (object);
}

static void
kh_unseal_window_finalize (GObject *object)
{
  g_clear_object (&KH_UNSEAL_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (kh_unseal_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  g_type_ensure (KH_TYPE_ACTION_FRAME);
  g_type_ensure (KH_TYPE_CAPS_NOTE);
  g_type_ensure (KH_TYPE_UNSEAL_FAILURE);
  g_type_ensure (KH_TYPE_UNSEAL_NOTE);
  g_type_ensure (KH_TYPE_UNSEAL_TROUBLE);
  g_type_ensure (KH_TYPE_UNSEAL_WAITING);
  g_type_ensure (KH_TYPE_VERB_BUTTON);
  gtk_widget_class_set_template_from_resource (klass,
                                               "/io/github/keyhold/Keyhold/ui/kh-unseal-window.ui");
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, frame);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, cancel_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, unseal_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, opening_spinner);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, instead_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, sheet_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, stack);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, folder_row);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, passphrase_row);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, note);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, failure);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, trouble);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, waiting);
  gtk_widget_class_bind_template_callback (klass, on_unseal_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_again_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_copy_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_unlock_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_instead_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_sheet_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_passphrase_changed_cb);
}

static void
kh_unseal_window_class_init (KhUnsealWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = kh_unseal_window_set_property;
  object_class->constructed = kh_unseal_window_constructed;
  object_class->dispose = kh_unseal_window_dispose;
  object_class->finalize = kh_unseal_window_finalize;
  GTK_WIDGET_CLASS (klass)->unrealize = kh_unseal_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = kh_unseal_window_close_request;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, KH_TYPE_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
kh_unseal_window_init (KhUnsealWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
kh_unseal_window_new (GtkApplication *application, KhSession *session)
{
  return g_object_new (KH_TYPE_UNSEAL_WINDOW, "application", application, "session", session, NULL);
}
