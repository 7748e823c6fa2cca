/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shell of wizards. */
#include "kh-wizard-private.h"

#include <string.h>

#include "kh-action-frame.h"
#include "kh-combo.h"
#include "kh-fold-bin.h"
#include "kh-help-window.h"
#include "kh-reason-line.h"
#include "kh-return.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-wizard-frame.h"
#include "kh-wizard-steps.h"

#define WIDE 560 /* pixels from which pages have room for buttons in their rows */

enum { PROP_ORGANIZATION = 1 };
static GParamSpec *props[PROP_ORGANIZATION + 1];

G_DEFINE_TYPE_WITH_PRIVATE (KhWizard, kh_wizard, ADW_TYPE_WINDOW)

#define PRIV(self) _kh_wizard_get_private (self)

KhWizardPrivate *
_kh_wizard_get_private (KhWizard *self)
{
  return kh_wizard_get_instance_private (self);
}

static gboolean
has_step (KhWizardPage *page)
{
  return page != NULL && kh_wizard_page_get_step (page) != NULL;
}

/* (nullable): the page with a step @by places away. */
static KhWizardPage *
neighbor (KhWizard *self, int by)
{
  KhWizardPrivate *priv = PRIV (self);
  guint n;

  if (priv->current == NULL || !g_ptr_array_find (priv->pages, priv->current, &n)
      || (by < 0 && n == 0) || n + by >= priv->pages->len)
    return NULL;
  return g_ptr_array_index (priv->pages, n + by);
}

/* The text of a label with a mnemonic, without it. */
static char *
plain (const char *text)
{
  char *copy = g_strdup (text);
  char *underscore = strchr (copy, '_');

  if (underscore != NULL)
    memmove (underscore, underscore + 1, strlen (underscore));
  return copy;
}

/* Its verb takes more than one key. */
static gboolean
is_deliberate (KhWizardPage *page)
{
  return page != NULL && kh_wizard_page_get_verb (page) != NULL
         && kh_wizard_page_is_deliberate (page);
}

static void
show_buttons (KhWizard *self)
{
  const char *classes[][2] = { { "suggested-action" }, { "destructive-action" } };
  KhWizardPrivate *priv = PRIV (self);
  gboolean walking = has_step (priv->current);
  const char *verb = priv->current != NULL ? kh_wizard_page_get_verb (priv->current) : NULL;
  const char *label = verb != NULL ? verb : _ ("_Next");
  g_autofree char *name = plain (label);

  gtk_label_set_text_with_mnemonic (priv->next_label, label);
  kh_set_name (GTK_WIDGET (priv->next_button), name);
  gtk_widget_set_css_classes (
      GTK_WIDGET (priv->next_button),
      classes[verb != NULL && kh_wizard_page_is_destructive (priv->current)]);
  gtk_window_set_default_widget (
      GTK_WINDOW (self), is_deliberate (priv->current) ? NULL : GTK_WIDGET (priv->next_button));
  gtk_widget_set_visible (GTK_WIDGET (priv->next_button), walking);
  gtk_widget_set_visible (GTK_WIDGET (priv->back_button), walking && neighbor (self, -1) != NULL);
  gtk_button_set_label (priv->cancel_button, walking ? _ ("Cancel") : _ ("Close"));
  gtk_widget_set_visible (GTK_WIDGET (priv->cancel_button),
                          priv->current == NULL
                              || !KH_WIZARD_PAGE_GET_CLASS (priv->current)->closes);
  if (priv->narrow) {
    gtk_button_set_icon_name (priv->back_button, "go-previous-symbolic");
  } else {
    gtk_button_set_label (priv->back_button, _ ("_Back"));
    gtk_button_set_use_underline (priv->back_button, TRUE);
  }
  kh_set_name (GTK_WIDGET (priv->back_button), _ ("Back"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.back",
                                 walking && neighbor (self, -1) != NULL);
}

static void
show_reason (KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);
  const char *reason = priv->current != NULL ? kh_wizard_page_get_reason (priv->current) : "";

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.next",
                                 has_step (priv->current) && reason == NULL);
  kh_reason_line_show (priv->reason_line, has_step (priv->current) ? reason : NULL);
}

static void
show_steps (KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);
  g_autofree char *words = _kh_wizard_describe_step (priv->pages, priv->current);

  gtk_widget_set_visible (priv->steps_area, has_step (priv->current));
  gtk_widget_set_visible (GTK_WIDGET (priv->steps_box), !priv->narrow);
  gtk_widget_set_visible (GTK_WIDGET (priv->step_label), priv->narrow);
  gtk_label_set_text (priv->step_label, words);
  _kh_wizard_fill_steps (priv->steps_box, self, priv->pages, priv->current);
}

static GtkWidget *
frame_of (KhWizardPage *page)
{
  return gtk_widget_get_ancestor (GTK_WIDGET (page), KH_TYPE_WIZARD_FRAME);
}

void
kh_wizard_go (KhWizard *self, KhWizardPage *page)
{
  KhWizardPrivate *priv = PRIV (self);
  KhWizardPage *old = priv->current;

  g_return_if_fail (KH_IS_WIZARD (self));
  if (priv->closed || page == old)
    return;
  if (page == priv->return_to)
    priv->return_to = NULL;
  priv->current = page;
  if (old != NULL)
    kh_wizard_page_hidden (old);
  kh_wizard_page_shown (page);
  /* A page may lead on by itself. */
  if (priv->current != page)
    return;
  kh_wizard_frame_scroll_up (KH_WIZARD_FRAME (frame_of (page)));
  gtk_stack_set_visible_child (priv->stack, frame_of (page));
  show_buttons (self);
  show_steps (self);
  show_reason (self);
  _kh_wizard_show_offer (self);
  /* Before it is shown a window must not get a focus: GTK 4.8 would tell screen readers that it is
   * none. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    kh_wizard_page_focus (page);
}

void
kh_wizard_edit (KhWizard *self, KhWizardPage *page)
{
  KhWizardPrivate *priv = PRIV (self);

  priv->return_to = priv->current;
  kh_wizard_go (self, page);
}

/* After an edit, Next leads back, by way of what the edit made incomplete. */
static KhWizardPage *
next_page (KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);
  guint from, to;

  if (priv->return_to == NULL || !g_ptr_array_find (priv->pages, priv->current, &from)
      || !g_ptr_array_find (priv->pages, priv->return_to, &to) || from >= to)
    return neighbor (self, 1);
  for (guint i = from + 1; i < to; i++)
    if (kh_wizard_page_get_reason (g_ptr_array_index (priv->pages, i)) != NULL)
      return g_ptr_array_index (priv->pages, i);
  return priv->return_to;
}

static void
next_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KhWizard *self = KH_WIZARD (widget);
  KhWizardPrivate *priv = PRIV (self);
  KhWizardPage *next;

  if (!has_step (priv->current) || kh_wizard_page_get_reason (priv->current) != NULL)
    return;
  if (kh_wizard_page_get_verb (priv->current) != NULL) {
    _kh_wizard_forget_draft (self);
    KH_WIZARD_GET_CLASS (self)->apply (self);
    return;
  }
  next = next_page (self);
  if (next != NULL)
    kh_wizard_go (self, next);
}

/* One key for Next on every page. */
static void
go_on_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (!is_deliberate (PRIV (KH_WIZARD (widget))->current))
    next_cb (widget, action, parameter);
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KhWizard *self = KH_WIZARD (widget);
  KhWizardPage *previous = neighbor (self, -1);

  if (previous == NULL)
    return;
  PRIV (self)->return_to = NULL;
  kh_wizard_go (self, previous);
}

static void
continue_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  _kh_wizard_continue (KH_WIZARD (widget));
}

void
kh_wizard_set_address (KhWizard *self, const char *address)
{
  g_return_if_fail (KH_WIZARD_GET_CLASS (self)->save != NULL);
  g_free (PRIV (self)->address);
  PRIV (self)->address = g_strdup (address);
  _kh_wizard_show_offer (self);
}

static void
on_page_notify_cb (KhWizardPage *page, GParamSpec *pspec, KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);

  if (priv->closed || page != priv->current)
    return;
  show_buttons (self);
  show_reason (self);
}

void
kh_wizard_show (GtkWindow *wizard, GtkWidget *place)
{
  gtk_window_set_transient_for (wizard, GTK_WINDOW (gtk_widget_get_root (place)));
  gtk_window_present (wizard);
}

void
kh_wizard_add_page (KhWizard *self, KhWizardPage *page)
{
  KhWizardPrivate *priv = PRIV (self);

  g_return_if_fail (KH_IS_WIZARD (self));
  g_ptr_array_add (priv->pages, page);
  gtk_stack_add_child (priv->stack, kh_wizard_frame_new (page));
  kh_set_plain_names (GTK_WIDGET (page));
  kh_combos_show_whole (GTK_WIDGET (page));
  g_signal_connect_object (page, "notify::reason", G_CALLBACK (on_page_notify_cb), self, 0);
  g_signal_connect_object (page, "notify::verb", G_CALLBACK (on_page_notify_cb), self, 0);
  g_signal_connect_object (page, "notify::deliberate", G_CALLBACK (on_page_notify_cb), self, 0);
}

KhWizardPage *
kh_wizard_get_page (KhWizard *self)
{
  return PRIV (self)->current;
}

KhOrganization *
kh_wizard_get_organization (KhWizard *self)
{
  return PRIV (self)->organization;
}

gboolean
kh_wizard_is_closed (KhWizard *self)
{
  return PRIV (self)->closed;
}

/* Whoever still waits for an answer finds the wizard closed. */
void
_kh_wizard_leave (KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);

  if (priv->closed)
    return;
  priv->closed = TRUE;
  if (priv->current != NULL)
    kh_wizard_page_hidden (priv->current);
  /* A text that loses the focus while its window goes away warns in GTK 4.8. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
}

gboolean
kh_wizard_is_dirty (KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);
  KhWizardClass *klass = KH_WIZARD_GET_CLASS (self);

  return !priv->closed && has_step (priv->current) && klass->is_dirty != NULL
         && klass->is_dirty (self);
}

static gboolean
kh_wizard_close_request (GtkWindow *window)
{
  KhWizard *self = KH_WIZARD (window);

  if (kh_wizard_is_dirty (self)) {
    if (!PRIV (self)->asking)
      _kh_wizard_ask (self);
    return TRUE;
  }
  _kh_wizard_leave (self);
  return GTK_WINDOW_CLASS (kh_wizard_parent_class)->close_request (window);
}

static void
set_narrow (KhWizard *self, gboolean narrow)
{
  KhWizardPrivate *priv = PRIV (self);

  if (narrow == priv->narrow)
    return;
  priv->narrow = narrow;
  for (guint i = 0; i < priv->pages->len; i++)
    kh_wizard_page_set_narrow (g_ptr_array_index (priv->pages, i), narrow);
  show_buttons (self);
  show_steps (self);
}

/* Rows and the line of steps grow with the text. */
static gboolean
is_too_narrow (KhWizard *self, int width)
{
  int rows = (int)(WIDE * kh_text_scale (GTK_WIDGET (self)));

  return width < MAX (rows, _kh_wizard_get_steps_width (PRIV (self)->steps_box));
}

static gboolean
on_resized_cb (gpointer data)
{
  KhWizard *self = data;
  KhWizardPrivate *priv = PRIV (self);

  priv->resize_idle = 0;
  set_narrow (self, is_too_narrow (self, gtk_widget_get_width (GTK_WIDGET (priv->stack))));
  return G_SOURCE_REMOVE;
}

/* Widgets must not change during the layout itself. */
static void
kh_wizard_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KhWizard *self = KH_WIZARD (widget);
  KhWizardPrivate *priv = PRIV (self);

  GTK_WIDGET_CLASS (kh_wizard_parent_class)->size_allocate (widget, width, height, baseline);
  if (priv->resize_idle == 0 && !priv->closed
      && is_too_narrow (self, gtk_widget_get_width (GTK_WIDGET (priv->stack))) != priv->narrow)
    priv->resize_idle = g_idle_add (on_resized_cb, self);
}

/* The line of steps must not widen a window that is asked to be narrow. */
static void
kh_wizard_realize (GtkWidget *widget)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (widget), &width, &height);
  set_narrow (KH_WIZARD (widget), is_too_narrow (KH_WIZARD (widget), width));
  GTK_WIDGET_CLASS (kh_wizard_parent_class)->realize (widget);
}

static void
kh_wizard_map (GtkWidget *widget)
{
  KhWizardPrivate *priv = PRIV (KH_WIZARD (widget));

  GTK_WIDGET_CLASS (kh_wizard_parent_class)->map (widget);
  if (priv->current != NULL)
    kh_wizard_page_focus (priv->current);
}

static void
kh_wizard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ORGANIZATION)
    g_value_set_object (value, PRIV (KH_WIZARD (object))->organization);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_wizard_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ORGANIZATION)
    PRIV (KH_WIZARD (object))->organization = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_wizard_dispose (GObject *object)
{
  KhWizard *self = KH_WIZARD (object);
  KhWizardPrivate *priv = PRIV (self);

  _kh_wizard_leave (self);
  g_clear_handle_id (&priv->resize_idle, g_source_remove);
  g_ptr_array_set_size (priv->pages, 0);
  priv->current = priv->return_to = NULL;
  g_clear_object (&priv->organization);
  /* With the content go the children of the template: GTK 4.8 finds the template of the class
   * itself alone, and a wizard is always of a derived one. */
  adw_window_set_content (ADW_WINDOW (self), NULL);
  G_OBJECT_CLASS (kh_wizard_parent_class)->dispose (object);
}

static void
kh_wizard_finalize (GObject *object)
{
  KhWizardPrivate *priv = PRIV (KH_WIZARD (object));

  g_ptr_array_unref (priv->pages);
  g_free (priv->address);
  G_OBJECT_CLASS (kh_wizard_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-wizard.ui");
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, cancel_button);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, back_button);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, next_button);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, next_label);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, steps_area);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, steps_box);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, step_label);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, reason_line);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, offer_label);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, offer_revealer);
  gtk_widget_class_bind_template_child_private (widget_class, KhWizard, stack);
}

static void
help_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_help_show (kh_help_of_wizard (PRIV (KH_WIZARD (widget))->address));
}

static void
kh_wizard_class_init (KhWizardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kh_wizard_get_property;
  object_class->set_property = kh_wizard_set_property;
  object_class->dispose = kh_wizard_dispose;
  object_class->finalize = kh_wizard_finalize;
  widget_class->size_allocate = kh_wizard_size_allocate;
  widget_class->realize = kh_wizard_realize;
  widget_class->map = kh_wizard_map;
  GTK_WINDOW_CLASS (klass)->close_request = kh_wizard_close_request;
  props[PROP_ORGANIZATION] =
      g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  g_type_ensure (KH_TYPE_ACTION_FRAME);
  g_type_ensure (KH_TYPE_REASON_LINE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "wizard.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "wizard.go-on", NULL, go_on_cb);
  gtk_widget_class_install_action (widget_class, "wizard.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "wizard.continue", NULL, continue_cb);
  gtk_widget_class_install_action (widget_class, "wizard.help", NULL, help_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "wizard.help", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "wizard.go-on", NULL);
  /* The icon that stands for Back in a narrow window has no mnemonic. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, GDK_ALT_MASK, "wizard.back", NULL);
}

static void
kh_wizard_init (KhWizard *self)
{
  KhWizardPrivate *priv = PRIV (self);

  priv->pages = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_set_plain_names (GTK_WIDGET (priv->offer_revealer));
  kh_return_opens_rows (GTK_WINDOW (self));
}
