/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of action dialogs. */
#include "kh-dialog.h"

#include "kh-action-frame.h"
#include "kh-combo.h"
#include "kh-dialog-fields.h"
#include "kh-error-card.h"
#include "kh-page.h"
#include "kh-reason-line.h"
#include "kh-return.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-verb-button.h"
#include "kh-window-fit.h"

typedef struct {
  KhOrganization *organization; /* (owned) (nullable) */
  GCancellable *cancellable;    /* (owned) */
  KhDialogFields *fields;       /* (owned) */
  GWeakRef parent;              /* the widget that opened it */
  char *reason;                 /* (nullable) */
  gboolean busy, closed, finished, readable;

  GtkButton *cancel_button;
  KhVerbButton *verb_button;
  KhReasonLine *reason_line;
  KhErrorCard *error_card;
  AdwPreferencesPage *page;
} KhDialogPrivate;

enum { PROP_ORGANIZATION = 1, PROP_VERB, PROP_DESTRUCTIVE, PROP_REASON, PROP_BUSY };
static GParamSpec *props[PROP_BUSY + 1];
static GtkBuildableIface *parent_buildable;

static void kh_dialog_buildable_init (GtkBuildableIface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (KhDialog, kh_dialog, ADW_TYPE_WINDOW,
                                  G_ADD_PRIVATE (KhDialog)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                             kh_dialog_buildable_init))

#define PRIV(self) ((KhDialogPrivate *)kh_dialog_get_instance_private (self))

static void
kh_dialog_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (ADW_IS_PREFERENCES_GROUP (child))
    kh_dialog_add_group (KH_DIALOG (buildable), ADW_PREFERENCES_GROUP (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
kh_dialog_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = kh_dialog_add_child;
}

/* What stands in the line at the bottom, and whether the verb can be pressed. */
static void
show_reason (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);
  const char *text = priv->reason;

  gtk_widget_set_sensitive (GTK_WIDGET (priv->verb_button), !priv->busy && text == NULL);
  if (priv->busy)
    return;
  kh_reason_line_show (priv->reason_line, text);
  if (text != NULL && *text != '\0')
    kh_dialog_fit (self);
}

void
kh_dialog_set_reason (KhDialog *self, const char *reason)
{
  KhDialogPrivate *priv = PRIV (self);

  g_return_if_fail (KH_IS_DIALOG (self));
  if (g_strcmp0 (priv->reason, reason) != 0) {
    g_free (priv->reason);
    priv->reason = g_strdup (reason);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON]);
  }
  show_reason (self);
}

void
kh_dialog_check (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);
  KhDialogClass *klass = KH_DIALOG_GET_CLASS (self);
  g_autofree char *reason = NULL;

  if (priv->finished || priv->closed)
    return;
  reason = kh_dialog_fields_check (priv->fields, self);
  if ((reason == NULL || *reason == '\0') && klass->check != NULL) {
    g_autofree char *more = klass->check (self);

    if (more != NULL) {
      g_free (reason);
      reason = g_steal_pointer (&more);
    }
  }
  kh_dialog_set_reason (self, reason);
}

void
kh_dialog_on_changed (KhDialog *self)
{
  kh_dialog_check (self);
}

void
kh_dialog_fit (KhDialog *self)
{
  g_return_if_fail (KH_IS_DIALOG (self));
  if (!PRIV (self)->closed)
    kh_window_fit (GTK_WINDOW (self));
}

/* Cancelling, failing and finishing end here. */
static void
set_busy (KhDialog *self, gboolean busy)
{
  KhDialogPrivate *priv = PRIV (self);

  if (priv->busy == busy)
    return;
  priv->busy = busy;
  gtk_widget_set_sensitive (GTK_WIDGET (priv->page), !busy || priv->readable);
  kh_verb_button_set_busy (priv->verb_button, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  show_reason (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
press_verb (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);

  if (priv->busy || priv->reason != NULL)
    return;
  if (priv->finished)
    gtk_window_close (GTK_WINDOW (self));
  else
    KH_DIALOG_GET_CLASS (self)->apply (self);
}

static void
on_verb_clicked_cb (KhDialog *self)
{
  press_verb (self);
}

/* A field counts as left when the focus went elsewhere in this window, not with the window's own.
 */
static void
on_focus_moved_cb (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && !priv->closed && kh_dialog_fields_move (priv->fields, focus))
    kh_dialog_check (self);
}

static void
on_entry_activated_cb (KhDialog *self, AdwEntryRow *row)
{
  kh_dialog_fields_touch (PRIV (self)->fields, row);
  kh_dialog_check (self);
  press_verb (self);
}

void
kh_dialog_check_entry (KhDialog *self, AdwEntryRow *row, KhDialogCheck check)
{
  g_return_if_fail (KH_IS_DIALOG (self));
  kh_dialog_fields_add (PRIV (self)->fields, row, check);
  g_signal_connect_object (row, "changed", G_CALLBACK (kh_dialog_check), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_entry_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

KhOrganization *
kh_dialog_get_organization (KhDialog *self)
{
  return PRIV (self)->organization;
}

GCancellable *
kh_dialog_get_cancellable (KhDialog *self)
{
  return PRIV (self)->cancellable;
}

gboolean
kh_dialog_is_closed (KhDialog *self)
{
  return PRIV (self)->closed;
}

void
kh_dialog_add_group (KhDialog *self, AdwPreferencesGroup *group)
{
  g_return_if_fail (KH_IS_DIALOG (self));
  kh_group_wrap_title (group);
  adw_preferences_page_add (PRIV (self)->page, group);
}

void
kh_dialog_set_verb (KhDialog *self, const char *verb, gboolean destructive)
{
  KhDialogPrivate *priv = PRIV (self);

  g_return_if_fail (KH_IS_DIALOG (self));
  kh_verb_button_set_verb (priv->verb_button, verb);
  kh_verb_button_set_destructive (priv->verb_button, destructive);
}

void
kh_dialog_set_keep (KhDialog *self, const char *keep)
{
  GtkButton *button = PRIV (self)->cancel_button;

  gtk_button_set_label (button, keep);
  kh_set_plain_name (GTK_WIDGET (button), keep);
}

void
kh_dialog_begin (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);

  g_return_if_fail (KH_IS_DIALOG (self));
  kh_error_card_set_error (priv->error_card, NULL);
  kh_reason_line_show (priv->reason_line, NULL);
  set_busy (self, TRUE);
}

void
kh_dialog_set_progress (KhDialog *self, const char *text)
{
  KhDialogPrivate *priv = PRIV (self);

  g_return_if_fail (KH_IS_DIALOG (self));
  if (!priv->busy || priv->closed)
    return;
  kh_reason_line_show_progress (priv->reason_line, text);
}

void
kh_dialog_set_readable (KhDialog *self, gboolean readable)
{
  KhDialogPrivate *priv = PRIV (self);

  priv->readable = readable;
  gtk_widget_set_sensitive (GTK_WIDGET (priv->page), !priv->busy || readable);
}

void
kh_dialog_set_finished (KhDialog *self, const char *label)
{
  KhDialogPrivate *priv = PRIV (self);

  set_busy (self, FALSE);
  priv->finished = TRUE;
  kh_dialog_set_verb (self, label, FALSE);
  kh_dialog_set_reason (self, NULL);
  /* What has the focus is not hidden: GTK 4.8 may never let go of it then. */
  gtk_widget_grab_focus (GTK_WIDGET (priv->verb_button));
  gtk_widget_set_visible (GTK_WIDGET (priv->cancel_button), FALSE);
  kh_dialog_fit (self);
}

/* (nullable) (transfer full): closes it; the widget below that can show a toast. */
static GtkWidget *
end (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);
  GtkWidget *parent;

  if (priv->closed)
    return NULL;
  parent = g_weak_ref_get (&priv->parent);
  set_busy (self, FALSE);
  gtk_window_close (GTK_WINDOW (self));
  if (parent != NULL && gtk_widget_get_root (parent) == NULL)
    g_clear_object (&parent);
  return parent;
}

void
kh_dialog_done (KhDialog *self, const char *toast, const char *button, const char *uri)
{
  g_autoptr (GtkWidget) parent = end (self);

  if (toast != NULL && parent != NULL)
    kh_toast (parent, toast, button, uri);
}

void
kh_dialog_done_act (KhDialog *self, const char *toast, const char *button, KhToastAct act,
                    gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GtkWidget) parent = end (self);

  if (parent != NULL)
    kh_toast_act (parent, toast, button, act, data, destroy);
  else if (destroy != NULL)
    destroy (data);
}

void
kh_dialog_fail (KhDialog *self, const GError *error)
{
  KhDialogPrivate *priv = PRIV (self);

  if (priv->closed)
    return;
  set_busy (self, FALSE);
  kh_dialog_check (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  kh_error_card_set_error (priv->error_card, error);
  kh_dialog_fit (self);
}

/* Whoever still waits for an answer finds the dialog closed. */
static void
leave (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);

  if (priv->closed)
    return;
  priv->closed = TRUE;
  kh_window_fit_cancel (GTK_WINDOW (self));
  g_cancellable_cancel (priv->cancellable);
  /* A text that loses the focus while its window goes away warns in GTK 4.8. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
}

/* In place of "destroy-with-parent": a late answer may hold this window longer than the other one
 * lives, and GTK 4.8 keeps its pointer then. */
static void
on_parent_destroyed_cb (KhDialog *self)
{
  gboolean was_closed = PRIV (self)->closed;

  leave (self);
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  if (!was_closed)
    gtk_window_destroy (GTK_WINDOW (self));
}

void
kh_dialog_show (KhDialog *self, GtkWidget *parent)
{
  KhDialogPrivate *priv = PRIV (self);
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;

  g_return_if_fail (KH_IS_DIALOG (self));
  g_weak_ref_set (&priv->parent, parent);
  if (GTK_IS_WINDOW (root)) {
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
    g_signal_connect_object (root, "destroy", G_CALLBACK (on_parent_destroyed_cb), self,
                             G_CONNECT_SWAPPED);
  }
  kh_dialog_check (self);
  gtk_window_present (GTK_WINDOW (self));
  /* What has to be typed, else the first field; not the first button, which is Cancel. */
  if (!kh_dialog_fields_grab_focus (priv->fields))
    gtk_widget_child_focus (GTK_WIDGET (priv->page), GTK_DIR_TAB_FORWARD);
}

static gboolean
kh_dialog_close_request (GtkWindow *window)
{
  leave (KH_DIALOG (window));
  return GTK_WINDOW_CLASS (kh_dialog_parent_class)->close_request (window);
}

/* A window that is taken away without being asked is disposed when nobody waits for an answer any
 * more: what runs must end before. */
static void
kh_dialog_unrealize (GtkWidget *widget)
{
  leave (KH_DIALOG (widget));
  GTK_WIDGET_CLASS (kh_dialog_parent_class)->unrealize (widget);
}

static void
kh_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhDialogPrivate *priv = PRIV (KH_DIALOG (object));

  switch (id) {
  case PROP_ORGANIZATION:
    g_value_set_object (value, priv->organization);
    break;
  case PROP_VERB:
    g_value_set_string (value, kh_verb_button_get_verb (priv->verb_button));
    break;
  case PROP_DESTRUCTIVE:
    g_value_set_boolean (value, kh_verb_button_is_destructive (priv->verb_button));
    break;
  case PROP_REASON:
    g_value_set_string (value, priv->reason);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, priv->busy);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhDialog *self = KH_DIALOG (object);
  KhDialogPrivate *priv = PRIV (self);

  switch (id) {
  case PROP_ORGANIZATION:
    priv->organization = g_value_dup_object (value);
    break;
  case PROP_VERB:
    kh_verb_button_set_verb (priv->verb_button, g_value_get_string (value));
    break;
  case PROP_DESTRUCTIVE:
    kh_verb_button_set_destructive (priv->verb_button, g_value_get_boolean (value));
    break;
  case PROP_REASON:
    kh_dialog_set_reason (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* By now the templates of the subclasses are made, too. */
static void
kh_dialog_constructed (GObject *object)
{
  G_OBJECT_CLASS (kh_dialog_parent_class)->constructed (object);
  kh_set_plain_names (GTK_WIDGET (object));
  kh_combos_show_whole (GTK_WIDGET (object));
}

static void
kh_dialog_dispose (GObject *object)
{
  KhDialog *self = KH_DIALOG (object);
  KhDialogPrivate *priv = PRIV (self);

  leave (self);
  kh_dialog_fields_clear (priv->fields);
  g_clear_object (&priv->organization);
  g_weak_ref_set (&priv->parent, NULL);
  /* Not gtk_widget_dispose_template(): GTK 4.8 stands it once an object, and subclasses have
   * templates too. */
  adw_window_set_content (ADW_WINDOW (self), NULL);
  G_OBJECT_CLASS (kh_dialog_parent_class)->dispose (object);
}

static void
kh_dialog_finalize (GObject *object)
{
  KhDialogPrivate *priv = PRIV (KH_DIALOG (object));

  kh_dialog_fields_free (priv->fields);
  g_weak_ref_clear (&priv->parent);
  g_clear_object (&priv->cancellable);
  g_free (priv->reason);
  G_OBJECT_CLASS (kh_dialog_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[PROP_ORGANIZATION] = g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION,
                                                  flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_VERB] = g_param_spec_string ("verb", NULL, NULL, NULL, flags);
  props[PROP_DESTRUCTIVE] = g_param_spec_boolean ("destructive", NULL, NULL, FALSE, flags);
  props[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  props[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_dialog_class_init (KhDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kh_dialog_get_property;
  object_class->set_property = kh_dialog_set_property;
  object_class->constructed = kh_dialog_constructed;
  object_class->dispose = kh_dialog_dispose;
  object_class->finalize = kh_dialog_finalize;
  widget_class->unrealize = kh_dialog_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = kh_dialog_close_request;
  install_properties (object_class);
  g_type_ensure (KH_TYPE_ACTION_FRAME);
  g_type_ensure (KH_TYPE_ERROR_CARD);
  g_type_ensure (KH_TYPE_REASON_LINE);
  g_type_ensure (KH_TYPE_VERB_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, KhDialog, cancel_button);
  gtk_widget_class_bind_template_child_private (widget_class, KhDialog, verb_button);
  gtk_widget_class_bind_template_child_private (widget_class, KhDialog, reason_line);
  gtk_widget_class_bind_template_child_private (widget_class, KhDialog, error_card);
  gtk_widget_class_bind_template_child_private (widget_class, KhDialog, page);
  gtk_widget_class_bind_template_callback (widget_class, on_verb_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, kh_dialog_fit);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kh_dialog_init (KhDialog *self)
{
  KhDialogPrivate *priv = PRIV (self);

  priv->cancellable = g_cancellable_new ();
  priv->fields = kh_dialog_fields_new ();
  g_weak_ref_init (&priv->parent, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_moved_cb), NULL);
  kh_return_opens_rows (GTK_WINDOW (self));
}
