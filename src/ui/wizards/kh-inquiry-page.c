/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of rows that are made anew when there is an answer, and the line that tells of it. */
#include "kh-inquiry-page.h"

#include "kh-flow.h"
#include "kh-rows.h"
#include "kh-text.h"

typedef struct {
  KhInquiry *inquiry; /* (owned) */
  GtkBox *groups, *below;
  GtkWidget *foot;
  GtkSpinner *spinner;
  GtkWidget *again;
  GtkLabel *time_label;
  guint version; /* of what the groups were made from */
  gboolean narrow, made, failed;
} KhInquiryPagePrivate;

enum { PROP_INQUIRY = 1 };
static GParamSpec *props[PROP_INQUIRY + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KhInquiryPage, kh_inquiry_page, KH_TYPE_WORK_PAGE)

#define PRIV(self) ((KhInquiryPagePrivate *)kh_inquiry_page_get_instance_private (self))

KhInquiry *
kh_inquiry_page_get_inquiry (KhInquiryPage *self)
{
  return PRIV (self)->inquiry;
}

KhTime
kh_inquiry_page_now (KhInquiryPage *self)
{
  return kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
}

AdwPreferencesGroup *
kh_inquiry_page_add_group (KhInquiryPage *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *safe_title = kh_text_escape (title != NULL ? title : "");
  g_autofree char *safe = description != NULL ? kh_text_escape (description) : NULL;

  kh_group_wrap_title (group);
  adw_preferences_group_set_title (group, safe_title);
  adw_preferences_group_set_description (group, safe);
  gtk_box_append (PRIV (self)->groups, GTK_WIDGET (group));
  return group;
}

void
kh_inquiry_page_add_sentence (KhInquiryPage *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (PRIV (self)->groups, label);
}

GtkWidget *
kh_inquiry_page_get_again (KhInquiryPage *self)
{
  return PRIV (self)->again;
}

void
kh_inquiry_page_add_button (KhInquiryPage *self, GtkWidget *button)
{
  KhInquiryPagePrivate *priv = PRIV (self);

  gtk_widget_insert_after (button, priv->foot, priv->again);
}

void
kh_inquiry_page_add_below (KhInquiryPage *self, GtkWidget *widget)
{
  gtk_box_append (PRIV (self)->below, widget);
}

/* (nullable) (transfer none): the widget below @root that was made for the object @id. */
static GtkWidget *
find_widget (GtkWidget *root, const char *id)
{
  if (g_strcmp0 (g_object_get_data (G_OBJECT (root), "kh-id"), id) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, id);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* (transfer full) (nullable): what the focus is on, "" for something without an object; NULL when
 * it is elsewhere. */
static char *
find_focus (KhInquiryPage *self)
{
  GtkWidget *groups = GTK_WIDGET (PRIV (self)->groups);
  GtkRoot *root = gtk_widget_get_root (groups);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const char *id;

  /* A button that was pressed is insensitive until its work is done, and lets go of the focus. */
  if (focus == NULL)
    return gtk_widget_get_mapped (groups) ? g_strdup ("") : NULL;
  if (!gtk_widget_is_ancestor (focus, groups))
    return NULL;
  id = g_object_get_data (G_OBJECT (focus), "kh-id");
  return g_strdup (id != NULL ? id : "");
}

/* What was in focus was made anew; where it is gone, the next thing to do takes the focus. */
static void
keep_focus (KhInquiryPage *self, const char *id)
{
  GtkWidget *groups = GTK_WIDGET (PRIV (self)->groups);
  GtkRoot *root = gtk_widget_get_root (groups);
  GtkWidget *again = *id != '\0' ? find_widget (groups, id) : NULL;
  GtkWidget *verb;

  if (!GTK_IS_WINDOW (root) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  /* A deliberate verb is no default, and takes no focus by itself. */
  verb = gtk_window_get_default_widget (GTK_WINDOW (root));
  if (again != NULL)
    gtk_widget_grab_focus (again);
  else if (kh_wizard_page_get_reason (KH_WIZARD_PAGE (self)) == NULL && verb != NULL)
    gtk_widget_grab_focus (verb);
  else if (!gtk_widget_child_focus (groups, GTK_DIR_TAB_FORWARD))
    kh_wizard_page_focus (KH_WIZARD_PAGE (self));
}

static void
show_foot (KhInquiryPage *self)
{
  KhInquiryPagePrivate *priv = PRIV (self);
  gboolean checking = kh_inquiry_is_checking (priv->inquiry);
  KhTime time = kh_inquiry_get_time (priv->inquiry);
  KhTime now = kh_inquiry_page_now (self);
  g_autofree char *clock = time != KH_TIME_NONE ? kh_text_clock (time, now) : NULL;
  const KhInquiryWords *words = KH_INQUIRY_PAGE_GET_CLASS (self)->words;
  g_autofree char *text = clock != NULL ? g_strdup_printf (_ (words->asked), clock) : NULL;

  gtk_widget_set_sensitive (priv->again, !checking);
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), checking);
  gtk_spinner_set_spinning (priv->spinner, checking);
  gtk_label_set_text (priv->time_label, checking ? _ (words->asking) : text != NULL ? text : "");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, checking, -1);
}

void
kh_inquiry_page_update_reason (KhInquiryPage *self)
{
  KhInquiryPageClass *klass = KH_INQUIRY_PAGE_GET_CLASS (self);
  g_autofree char *reason = klass->get_reason != NULL ? klass->get_reason (self) : NULL;

  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
}

static void
show_error (KhInquiryPage *self)
{
  KhInquiryPagePrivate *priv = PRIV (self);
  const GError *error = kh_inquiry_get_error (priv->inquiry);

  if (error != NULL || priv->failed || !KH_INQUIRY_PAGE_GET_CLASS (self)->keeps_error)
    kh_wizard_page_set_error (KH_WIZARD_PAGE (self), error);
  priv->failed = error != NULL;
}

void
kh_inquiry_page_fill (KhInquiryPage *self)
{
  KhInquiryPagePrivate *priv = PRIV (self);
  KhInquiryPageClass *klass = KH_INQUIRY_PAGE_GET_CLASS (self);
  g_autofree char *focused = find_focus (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (priv->groups))) != NULL)
    gtk_box_remove (priv->groups, child);
  if (klass->fill != NULL)
    klass->fill (self);
  show_foot (self);
  show_error (self);
  kh_inquiry_page_update_reason (self);
  if (focused != NULL)
    keep_focus (self, focused);
}

/* Rows that nothing changed stay: somebody may be pressing one of their buttons. */
static void
kh_inquiry_page_changed (KhWorkPage *page)
{
  KhInquiryPage *self = KH_INQUIRY_PAGE (page);
  KhInquiryPagePrivate *priv = PRIV (self);
  gboolean narrow = kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self));
  guint version = kh_inquiry_get_version (priv->inquiry);

  if (priv->made && priv->version == version && priv->narrow == narrow) {
    kh_inquiry_page_update_reason (self);
    return;
  }
  priv->made = TRUE;
  priv->version = version;
  priv->narrow = narrow;
  kh_inquiry_page_fill (self);
}

static void
on_again_clicked_cb (KhInquiryPage *self)
{
  kh_inquiry_check (PRIV (self)->inquiry);
}

static GtkWidget *
kh_inquiry_page_get_focus (KhWizardPage *page)
{
  KhInquiryPagePrivate *priv = PRIV (KH_INQUIRY_PAGE (page));

  return KH_INQUIRY_PAGE_GET_CLASS (page)->looks ? priv->again : NULL;
}

static void
make_foot (KhInquiryPage *self)
{
  const char *again = _ (KH_INQUIRY_PAGE_GET_CLASS (self)->words->again);
  KhInquiryPagePrivate *priv = PRIV (self);

  priv->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_layout_manager (priv->foot, kh_flow_new (12, FALSE));
  priv->again = gtk_button_new_with_mnemonic (again);
  kh_set_plain_name (priv->again, again);
  priv->spinner = GTK_SPINNER (gtk_spinner_new ());
  priv->time_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (priv->time_label, 0);
  gtk_label_set_wrap (priv->time_label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (priv->time_label), "dim-label");
  gtk_box_append (GTK_BOX (priv->foot), priv->again);
  gtk_box_append (GTK_BOX (priv->foot), GTK_WIDGET (priv->spinner));
  gtk_box_append (GTK_BOX (priv->foot), GTK_WIDGET (priv->time_label));
  g_signal_connect_object (priv->again, "clicked", G_CALLBACK (on_again_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
kh_inquiry_page_constructed (GObject *object)
{
  KhInquiryPage *self = KH_INQUIRY_PAGE (object);
  KhInquiryPagePrivate *priv = PRIV (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  G_OBJECT_CLASS (kh_inquiry_page_parent_class)->constructed (object);
  if (priv->inquiry == NULL)
    priv->inquiry = KH_INQUIRY_PAGE_GET_CLASS (self)->make (
        kh_work_page_get_organization (KH_WORK_PAGE (self)));
  priv->groups = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  make_foot (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->groups));
  priv->below = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->below));
  gtk_box_append (GTK_BOX (box), priv->foot);
  gtk_widget_set_visible (priv->foot, KH_INQUIRY_PAGE_GET_CLASS (self)->looks);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (priv->inquiry, "changed", G_CALLBACK (kh_work_page_update), self,
                           G_CONNECT_SWAPPED);
  kh_work_page_update (KH_WORK_PAGE (self));
}

static void
kh_inquiry_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_inquiry_page_parent_class)->dispose (object);
}

/* Callbacks that come late still ask for it. */
static void
kh_inquiry_page_finalize (GObject *object)
{
  g_clear_object (&PRIV (KH_INQUIRY_PAGE (object))->inquiry);
  G_OBJECT_CLASS (kh_inquiry_page_parent_class)->finalize (object);
}

static void
kh_inquiry_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_INQUIRY)
    PRIV (KH_INQUIRY_PAGE (object))->inquiry = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_inquiry_page_class_init (KhInquiryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kh_inquiry_page_constructed;
  object_class->dispose = kh_inquiry_page_dispose;
  object_class->finalize = kh_inquiry_page_finalize;
  object_class->set_property = kh_inquiry_page_set_property;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_inquiry_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_inquiry_page_get_focus;
  props[PROP_INQUIRY] =
      g_param_spec_object ("inquiry", NULL, NULL, KH_TYPE_INQUIRY,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_inquiry_page_init (KhInquiryPage *self)
{
}
