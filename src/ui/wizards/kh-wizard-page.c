/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data that every page of a wizard publishes. */
#include "kh-wizard-page.h"

typedef struct {
  char *step, *title, *body, *reason, *verb;
  GError *error; /* (nullable) */
  gboolean narrow, deliberate, destructive;
} KhWizardPagePrivate;

enum { PROP_STEP = 1, PROP_TITLE, PROP_BODY, PROP_REASON, PROP_VERB, PROP_NARROW, PROP_DELIBERATE };
static GParamSpec *props[PROP_DELIBERATE + 1];
enum { SIGNAL_ERROR_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (KhWizardPage, kh_wizard_page, ADW_TYPE_BIN)

#define PRIV(self) ((KhWizardPagePrivate *)kh_wizard_page_get_instance_private (self))

static char **
text_slot (KhWizardPage *self, guint id)
{
  KhWizardPagePrivate *priv = PRIV (self);

  switch (id) {
  case PROP_STEP:
    return &priv->step;
  case PROP_TITLE:
    return &priv->title;
  case PROP_BODY:
    return &priv->body;
  case PROP_REASON:
    return &priv->reason;
  case PROP_VERB:
    return &priv->verb;
  default:
    g_return_val_if_reached (NULL);
  }
}

static void
set_text (KhWizardPage *self, guint id, const char *text)
{
  char **slot = text_slot (self, id);

  if (g_strcmp0 (*slot, text) == 0)
    return;
  g_free (*slot);
  *slot = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static void
kh_wizard_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhWizardPage *self = KH_WIZARD_PAGE (object);

  if (id == PROP_NARROW)
    g_value_set_boolean (value, PRIV (self)->narrow);
  else if (id == PROP_DELIBERATE)
    g_value_set_boolean (value, PRIV (self)->deliberate);
  else
    g_value_set_string (value, *text_slot (self, id));
}

static void
kh_wizard_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhWizardPage *self = KH_WIZARD_PAGE (object);

  if (id == PROP_NARROW)
    kh_wizard_page_set_narrow (self, g_value_get_boolean (value));
  else if (id == PROP_DELIBERATE)
    kh_wizard_page_set_deliberate (self, g_value_get_boolean (value));
  else
    set_text (self, id, g_value_get_string (value));
}

static void
kh_wizard_page_finalize (GObject *object)
{
  KhWizardPage *self = KH_WIZARD_PAGE (object);

  for (guint id = PROP_STEP; id <= PROP_VERB; id++)
    g_free (*text_slot (self, id));
  g_clear_error (&PRIV (self)->error);
  G_OBJECT_CLASS (kh_wizard_page_parent_class)->finalize (object);
}

static void
kh_wizard_page_class_init (KhWizardPageClass *klass)
{
  static const char *const names[] = { NULL, "step", "title", "body", "reason", "verb" };
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kh_wizard_page_get_property;
  object_class->set_property = kh_wizard_page_set_property;
  object_class->finalize = kh_wizard_page_finalize;
  for (guint id = PROP_STEP; id <= PROP_VERB; id++)
    props[id] = g_param_spec_string (names[id], NULL, NULL, NULL, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_DELIBERATE] = g_param_spec_boolean ("deliberate", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_ERROR_CHANGED] = g_signal_new (
      "error-changed", KH_TYPE_WIZARD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_wizard_page_init (KhWizardPage *self)
{
}

const char *
kh_wizard_page_get_step (KhWizardPage *self)
{
  return PRIV (self)->step;
}

const char *
kh_wizard_page_get_title (KhWizardPage *self)
{
  return PRIV (self)->title;
}

const char *
kh_wizard_page_get_body (KhWizardPage *self)
{
  return PRIV (self)->body;
}

void
kh_wizard_page_set_body (KhWizardPage *self, const char *body)
{
  set_text (self, PROP_BODY, body);
}

const char *
kh_wizard_page_get_reason (KhWizardPage *self)
{
  return PRIV (self)->reason;
}

void
kh_wizard_page_set_reason (KhWizardPage *self, const char *reason)
{
  set_text (self, PROP_REASON, reason);
}

const char *
kh_wizard_page_get_verb (KhWizardPage *self)
{
  return PRIV (self)->verb;
}

void
kh_wizard_page_set_verb (KhWizardPage *self, const char *verb)
{
  set_text (self, PROP_VERB, verb);
}

gboolean
kh_wizard_page_is_narrow (KhWizardPage *self)
{
  return PRIV (self)->narrow;
}

void
kh_wizard_page_set_narrow (KhWizardPage *self, gboolean narrow)
{
  if (PRIV (self)->narrow == narrow)
    return;
  PRIV (self)->narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

void
kh_wizard_page_set_destructive (KhWizardPage *self, gboolean destructive)
{
  PRIV (self)->destructive = destructive;
}

gboolean
kh_wizard_page_is_destructive (KhWizardPage *self)
{
  return PRIV (self)->destructive || PRIV (self)->deliberate;
}

gboolean
kh_wizard_page_is_deliberate (KhWizardPage *self)
{
  return PRIV (self)->deliberate;
}

void
kh_wizard_page_set_deliberate (KhWizardPage *self, gboolean deliberate)
{
  if (PRIV (self)->deliberate == deliberate)
    return;
  PRIV (self)->deliberate = deliberate;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DELIBERATE]);
}

void
kh_wizard_page_set_error (KhWizardPage *self, const GError *error)
{
  KhWizardPagePrivate *priv = PRIV (self);

  if (error == NULL && priv->error == NULL)
    return;
  g_clear_error (&priv->error);
  if (error != NULL)
    priv->error = g_error_copy (error);
  g_signal_emit (self, signals[SIGNAL_ERROR_CHANGED], 0);
}

const GError *
kh_wizard_page_get_error (KhWizardPage *self)
{
  return PRIV (self)->error;
}

void
kh_wizard_page_shown (KhWizardPage *self)
{
  KhWizardPageClass *klass = KH_WIZARD_PAGE_GET_CLASS (self);

  if (klass->shown != NULL)
    klass->shown (self);
}

void
kh_wizard_page_hidden (KhWizardPage *self)
{
  KhWizardPageClass *klass = KH_WIZARD_PAGE_GET_CLASS (self);

  if (klass->hidden != NULL)
    klass->hidden (self);
}

void
kh_wizard_page_focus (KhWizardPage *self)
{
  KhWizardPageClass *klass = KH_WIZARD_PAGE_GET_CLASS (self);
  GtkWidget *start = klass->get_focus != NULL ? klass->get_focus (self) : NULL;

  if (start == NULL || !gtk_widget_grab_focus (start))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
