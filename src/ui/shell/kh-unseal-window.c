/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the passphrase of a sealed organization, or says why it cannot be opened. */
#include "kh-unseal-window.h"

#include "kh-action-frame.h"
#include "kh-caps-note.h"
#include "kh-open-error.h"
#include "kh-passphrase-entry.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-unseal-keyring.h"
#include "kh-verb-button.h"

/* From this wrong one on it is said that there will be a wait. */
#define TRIES_BEFORE_WARNING 3
/* A keyring is waited for this long before the passphrase is offered. */
#define PATIENCE_SECONDS 5

typedef enum {
  RUNNING_NOTHING,
  RUNNING_UNSEAL, /* with what was typed */
  RUNNING_LOOK,   /* without a passphrase: Try Again */
  RUNNING_UNLOCK, /* the same, and the keyring may ask */
} Running;

struct _KhUnsealWindow {
  AdwWindow parent_instance;

  KhSession *session;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  Running running;
  guint tries;
  guint calls;      /* that are on their way to the session */
  guint countdown;  /* source id; 0: nobody has to wait */
  guint patience;   /* source id: until the keyring need not be waited for */
  gboolean instead; /* the passphrase is preferred to the keyring */
  gboolean closed;

  KhActionFrame *frame;
  KhVerbButton *unseal_button;
  GtkWidget *cancel_button, *again_button, *quit_button;
  GtkSpinner *opening_spinner, *keyring_spinner;
  GtkWidget *instead_button;         /* where the keyring could be asked */
  GtkWidget *keyring_instead_button; /* while it is being asked */
  GtkWidget *unlock_button, *trouble_instead_button;
  AdwStatusPage *trouble_page;
  GtkStack *stack;
  AdwActionRow *folder_row;
  AdwPasswordEntryRow *passphrase_row;
  GtkWidget *note_box;
  GtkImage *note_image;
  GtkLabel *note_label, *count_label;
  AdwStatusPage *failed_page;
  GtkExpander *details_expander;
  GtkLabel *details_label;
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
  KhSessionState state = kh_session_get_state (self->session);

  if ((state == KH_SESSION_WAITING && !self->instead) || self->running == RUNNING_UNLOCK)
    return "keyring";
  if (self->running == RUNNING_UNSEAL)
    return "asking";
  if (self->running == RUNNING_LOOK)
    return "opening";
  switch (state) {
  case KH_SESSION_SEALED:
    return kh_unseal_has_trouble (self->session, self->instead) ? "trouble" : "asking";
  case KH_SESSION_WAITING:
    return "asking";
  case KH_SESSION_FAILED:
    return "failed";
  case KH_SESSION_UNKNOWN:
  case KH_SESSION_ABSENT:
  case KH_SESSION_OPEN:
    break;
  }
  return "opening";
}

static void
show_verb (KhUnsealWindow *self)
{
  gboolean checking = self->running == RUNNING_UNSEAL;
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
  gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase_row), asking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->unseal_button), asking && (!typed || *text != '\0'));
  kh_verb_button_set_busy (self->unseal_button, checking);
  kh_verb_button_set_verb (self->unseal_button, checking ? _ ("Checking") : _ ("_Unseal"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, checking, -1);
}

static void
show_failure (KhUnsealWindow *self)
{
  const GError *error = kh_session_get_error (self->session);
  g_autofree char *title = kh_open_error_title (error);
  g_autofree char *body = kh_open_error_body (error);
  g_autofree char *markup = kh_text_escape (body);
  g_autofree char *details = kh_open_error_details (error, kh_session_get_data_dir (self->session));

  if (asks_again (self)) {
    gtk_button_set_label (GTK_BUTTON (self->quit_button), _ ("_Close"));
    kh_set_name (self->quit_button, _ ("Close"));
  }
  adw_status_page_set_title (self->failed_page, title);
  adw_status_page_set_description (self->failed_page, markup);
  gtk_label_set_text (self->details_label, details);
  gtk_expander_set_expanded (self->details_expander, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->failed_page), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body, -1);
}

static void
show_trouble (KhUnsealWindow *self)
{
  const char *reason = kh_unseal_keyring_reason (self->session, self->instead);
  g_autofree char *title = kh_unseal_keyring_text (reason);
  const char *body = kh_unseal_has_way (self->session, KH_SESSION_WAY_PASSPHRASE)
                         ? NULL
                         : _ ("Open it on the desktop that made it: no passphrase was set.");
  const char *verb = kh_unseal_is_locked (reason) ? _ ("Un_lock Keyring…") : _ ("_Try Again");

  adw_status_page_set_title (self->trouble_page, title);
  adw_status_page_set_description (self->trouble_page, body);
  gtk_button_set_label (GTK_BUTTON (self->unlock_button), verb);
  kh_set_name (self->unlock_button,
               kh_unseal_is_locked (reason) ? _ ("Unlock Keyring…") : _ ("Try Again"));
  gtk_widget_set_visible (self->trouble_instead_button,
                          kh_unseal_has_way (self->session, KH_SESSION_WAY_PASSPHRASE));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->trouble_page), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body != NULL ? body : "", -1);
}

static gboolean
offer_passphrase_cb (gpointer data)
{
  KhUnsealWindow *self = data;

  self->patience = 0;
  gtk_widget_set_visible (self->keyring_instead_button, TRUE);
  gtk_widget_grab_focus (self->keyring_instead_button);
  return G_SOURCE_REMOVE;
}

/* A keyring that takes its time need not be waited for, where there is another way. */
static void
follow_keyring (KhUnsealWindow *self, gboolean waiting)
{
  gtk_spinner_set_spinning (self->keyring_spinner, waiting);
  if (!waiting) {
    g_clear_handle_id (&self->patience, g_source_remove);
    gtk_widget_set_visible (self->keyring_instead_button, FALSE);
  } else if (self->patience == 0 && kh_unseal_has_way (self->session, KH_SESSION_WAY_PASSPHRASE)
             && !gtk_widget_get_visible (self->keyring_instead_button)) {
    self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, offer_passphrase_cb, self);
  }
}

static void
set_title (KhUnsealWindow *self, const char *page)
{
  if (g_str_equal (page, "failed"))
    gtk_window_set_title (GTK_WINDOW (self), adw_status_page_get_title (self->failed_page));
  else if (g_str_equal (page, "asking") || g_str_equal (page, "trouble"))
    gtk_window_set_title (GTK_WINDOW (self), _ ("Unseal the Organization"));
  else if (g_str_equal (page, "keyring"))
    gtk_window_set_title (GTK_WINDOW (self), _ ("Waiting for the Keyring"));
  else
    gtk_window_set_title (GTK_WINDOW (self), _ ("Opening the Organization"));
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
    show_failure (self);
  if (g_str_equal (page, "trouble"))
    show_trouble (self);
  follow_keyring (self, g_str_equal (page, "keyring"));
  gtk_widget_set_visible (GTK_WIDGET (self->unseal_button), asking);
  /* The page that asks has a title of its own. */
  g_object_set (self->frame, "title", asking ? NULL : "Keyhold", NULL);
  gtk_widget_set_visible (self->cancel_button, !failed);
  gtk_spinner_set_spinning (self->opening_spinner, g_str_equal (page, "opening"));
  gtk_stack_set_visible_child_name (self->stack, page);
  set_title (self, page);
  show_verb (self);
  if (changed && asking)
    grab_focus (self);
  else if (changed && failed)
    gtk_widget_grab_focus (self->again_button);
  else if (changed && g_str_equal (page, "trouble"))
    gtk_widget_grab_focus (self->unlock_button);
  else if (changed && g_str_equal (page, "keyring"))
    gtk_widget_grab_focus (self->cancel_button);
}

/* @text: (nullable): none. */
static void
show_note (KhUnsealWindow *self, const char *text, const char *icon, gboolean error)
{
  gtk_widget_set_visible (self->note_box, text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), FALSE);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->note_label),
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  if (error) {
    gtk_widget_add_css_class (self->note_box, "error");
    gtk_widget_add_css_class (GTK_WIDGET (self->passphrase_row), "error");
  } else {
    gtk_widget_remove_css_class (self->note_box, "error");
    gtk_widget_remove_css_class (GTK_WIDGET (self->passphrase_row), "error");
  }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->passphrase_row), GTK_ACCESSIBLE_STATE_INVALID,
                               error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (text == NULL)
    return;
  gtk_image_set_from_icon_name (self->note_image, icon);
  gtk_label_set_text (self->note_label, text);
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

/* (transfer full): what is told with the note; only the label beside it counts on. */
static char *
show_countdown (KhUnsealWindow *self, guint seconds)
{
  char *text = g_strdup_printf (_ ("Try again in %u:%02u"), seconds / 60, seconds % 60);

  gtk_label_set_text (self->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), TRUE);
  return text;
}

static gboolean
count_down_cb (gpointer data)
{
  KhUnsealWindow *self = data;
  guint wait = kh_session_get_wait (self->session);

  if (wait > 0) {
    g_free (show_countdown (self, wait));
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
  g_autofree char *text = NULL;

  if (wait == 0)
    return self->countdown != 0;
  if (self->countdown == 0)
    self->countdown = g_timeout_add_seconds (1, count_down_cb, self);
  show_note (self, _ ("Too many tries"), "alarm-symbolic", FALSE);
  text = show_countdown (self, wait);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note_label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
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
  gboolean tried = self->running == RUNNING_UNSEAL || self->running == RUNNING_UNLOCK;

  self->calls--;
  /* Of two, the later one tells: the keyring was given up for it. */
  if (self->closed || self->calls > 0)
    return;
  self->running = RUNNING_NOTHING;
  show_page (self);
  if (!open && tried && kh_session_get_state (self->session) == KH_SESSION_SEALED
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    show_refusal (self, error);
    show_verb (self);
  }
}

static void
open_session (KhUnsealWindow *self, Running running, KhSecret *passphrase)
{
  self->running = running;
  self->calls++;
  show_page (self);
  if (running == RUNNING_UNLOCK)
    kh_session_unlock_async (self->session, self->cancellable, opened_cb, g_object_ref (self));
  else
    kh_session_open_async (self->session, passphrase, self->cancellable, opened_cb,
                           g_object_ref (self));
}

static void
on_unseal_clicked_cb (KhUnsealWindow *self)
{
  g_autoptr (KhSecret) passphrase = NULL;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->unseal_button))
      || self->running != RUNNING_NOTHING)
    return;
  if (kh_unseal_wants_passphrase (self->session, self->instead))
    passphrase = kh_passphrase_entry_read (self->passphrase_row);
  kh_passphrase_entry_clear (self->passphrase_row);
  show_note (self, NULL, NULL, FALSE);
  open_session (self, RUNNING_UNSEAL, passphrase);
}

static void
on_again_clicked_cb (KhUnsealWindow *self)
{
  if (self->running == RUNNING_NOTHING)
    open_session (self, RUNNING_LOOK, NULL);
}

static void
on_unlock_clicked_cb (KhUnsealWindow *self)
{
  gboolean locked = kh_unseal_is_locked (kh_unseal_keyring_reason (self->session, self->instead));

  if (self->running == RUNNING_NOTHING)
    open_session (self, locked ? RUNNING_UNLOCK : RUNNING_LOOK, NULL);
}

/* What was asked of the keyring ends; its answer is of no interest any more. */
static void
on_instead_clicked_cb (KhUnsealWindow *self)
{
  self->instead = TRUE;
  self->running = RUNNING_NOTHING;
  show_note (self, NULL, NULL, FALSE);
  kh_session_leave_keyring (self->session);
  check_wait (self);
  show_page (self);
  grab_focus (self);
}

static void
on_passphrase_changed_cb (KhUnsealWindow *self)
{
  show_verb (self);
}

static void
on_copy_clicked_cb (KhUnsealWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->details_label));
}

static void
on_state_changed_cb (KhUnsealWindow *self)
{
  if (self->closed)
    return;
  if (asks_again (self) && kh_session_get_state (self->session) == KH_SESSION_OPEN) {
    gtk_window_close (GTK_WINDOW (self));
  } else if (self->running == RUNNING_NOTHING) {
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
  g_clear_handle_id (&self->patience, g_source_remove);
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
  g_type_ensure (KH_TYPE_VERB_BUTTON);
  gtk_widget_class_set_template_from_resource (klass,
                                               "/io/github/keyhold/Keyhold/ui/kh-unseal-window.ui");
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, frame);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, cancel_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, unseal_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, again_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, quit_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, opening_spinner);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, keyring_spinner);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, instead_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, keyring_instead_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, unlock_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, trouble_instead_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, trouble_page);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, stack);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, folder_row);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, passphrase_row);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, note_box);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, note_image);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, note_label);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, count_label);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, failed_page);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, details_expander);
  gtk_widget_class_bind_template_child (klass, KhUnsealWindow, details_label);
  gtk_widget_class_bind_template_callback (klass, on_unseal_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_again_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_unlock_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_instead_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (klass, on_copy_clicked_cb);
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
