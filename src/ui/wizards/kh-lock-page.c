/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Lock Environments. */
#include "kh-lock-page.h"

#include "kh-flow.h"
#include "kh-rows.h"
#include "kh-text.h"

typedef struct {
  KhLockPlan *plan; /* (owned) */
  GtkBox *groups, *below;
  GtkWidget *foot;
  GtkSpinner *spinner;
  GtkWidget *again;
  GtkLabel *time_label;
  guint version; /* of what the groups were made from */
  gboolean narrow, made, failed;
} KhLockPagePrivate;

enum { PROP_PLAN = 1 };
static GParamSpec *props[PROP_PLAN + 1];

G_DEFINE_TYPE_WITH_PRIVATE (KhLockPage, kh_lock_page, KH_TYPE_WORK_PAGE)

#define PRIV(self) ((KhLockPagePrivate *)kh_lock_page_get_instance_private (self))

KhLockPlan *
kh_lock_page_get_plan (KhLockPage *self)
{
  return PRIV (self)->plan;
}

KhTime
kh_lock_page_now (KhLockPage *self)
{
  return kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
}

AdwPreferencesGroup *
kh_lock_page_add_group (KhLockPage *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *safe_title = kh_text_escape (title != NULL ? title : "");
  g_autofree char *safe = description != NULL ? kh_text_escape (description) : NULL;

  adw_preferences_group_set_title (group, safe_title);
  adw_preferences_group_set_description (group, safe);
  gtk_box_append (PRIV (self)->groups, GTK_WIDGET (group));
  return group;
}

void
kh_lock_page_add_below (KhLockPage *self, GtkWidget *widget)
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
find_focus (KhLockPage *self)
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
keep_focus (KhLockPage *self, const char *id)
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
show_foot (KhLockPage *self)
{
  KhLockPagePrivate *priv = PRIV (self);
  gboolean checking = kh_lock_plan_is_checking (priv->plan);
  KhTime time = kh_lock_plan_get_time (priv->plan);
  KhTime now = kh_lock_page_now (self);
  g_autofree char *clock = time != KH_TIME_NONE ? kh_text_clock (time, now) : NULL;
  g_autofree char *text = clock != NULL ? g_strdup_printf (_ ("Computed at %s"), clock) : NULL;

  gtk_widget_set_sensitive (priv->again, !checking);
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), checking);
  gtk_spinner_set_spinning (priv->spinner, checking);
  gtk_label_set_text (priv->time_label, checking ? _ ("Computing") : text != NULL ? text : "");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, checking, -1);
}

void
kh_lock_page_update_reason (KhLockPage *self)
{
  KhLockPageClass *klass = KH_LOCK_PAGE_GET_CLASS (self);
  g_autofree char *reason = klass->get_reason != NULL ? klass->get_reason (self) : NULL;

  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
}

/* Why the last step was refused is the wizard's to say, and stays. */
static void
show_error (KhLockPage *self)
{
  KhLockPagePrivate *priv = PRIV (self);
  const GError *error = kh_lock_plan_get_error (priv->plan);

  if (error != NULL || priv->failed)
    kh_wizard_page_set_error (KH_WIZARD_PAGE (self), error);
  priv->failed = error != NULL;
}

void
kh_lock_page_fill (KhLockPage *self)
{
  KhLockPagePrivate *priv = PRIV (self);
  KhLockPageClass *klass = KH_LOCK_PAGE_GET_CLASS (self);
  g_autofree char *focused = find_focus (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (priv->groups))) != NULL)
    gtk_box_remove (priv->groups, child);
  if (klass->fill != NULL)
    klass->fill (self);
  show_foot (self);
  show_error (self);
  kh_lock_page_update_reason (self);
  if (focused != NULL)
    keep_focus (self, focused);
}

/* Rows that nothing changed stay: somebody may be pressing one of their buttons. */
static void
kh_lock_page_changed (KhWorkPage *page)
{
  KhLockPage *self = KH_LOCK_PAGE (page);
  KhLockPagePrivate *priv = PRIV (self);
  gboolean narrow = kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self));
  guint version = kh_lock_plan_get_version (priv->plan);

  if (priv->made && priv->version == version && priv->narrow == narrow) {
    kh_lock_page_update_reason (self);
    return;
  }
  priv->made = TRUE;
  priv->version = version;
  priv->narrow = narrow;
  kh_lock_page_fill (self);
}

static void
on_again_clicked_cb (KhLockPage *self)
{
  kh_lock_plan_check (PRIV (self)->plan);
}

static GtkWidget *
kh_lock_page_get_focus (KhWizardPage *page)
{
  KhLockPagePrivate *priv = PRIV (KH_LOCK_PAGE (page));

  return KH_LOCK_PAGE_GET_CLASS (page)->looks ? priv->again : NULL;
}

static void
make_foot (KhLockPage *self)
{
  KhLockPagePrivate *priv = PRIV (self);

  priv->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_layout_manager (priv->foot, kh_flow_new (12, FALSE));
  priv->again = gtk_button_new_with_mnemonic (_ ("Compute _Again"));
  kh_set_plain_name (priv->again, _ ("Compute _Again"));
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
kh_lock_page_constructed (GObject *object)
{
  KhLockPage *self = KH_LOCK_PAGE (object);
  KhLockPagePrivate *priv = PRIV (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  G_OBJECT_CLASS (kh_lock_page_parent_class)->constructed (object);
  if (priv->plan == NULL)
    priv->plan = kh_lock_plan_new (kh_work_page_get_organization (KH_WORK_PAGE (self)),
                                   KH_ITEM_POLICY, NULL);
  priv->groups = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  make_foot (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->groups));
  priv->below = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->below));
  gtk_box_append (GTK_BOX (box), priv->foot);
  gtk_widget_set_visible (priv->foot, KH_LOCK_PAGE_GET_CLASS (self)->looks);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (priv->plan, "changed", G_CALLBACK (kh_work_page_update), self,
                           G_CONNECT_SWAPPED);
  kh_work_page_update (KH_WORK_PAGE (self));
}

static void
kh_lock_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_lock_page_parent_class)->dispose (object);
}

/* Callbacks that come late still ask for it. */
static void
kh_lock_page_finalize (GObject *object)
{
  g_clear_object (&PRIV (KH_LOCK_PAGE (object))->plan);
  G_OBJECT_CLASS (kh_lock_page_parent_class)->finalize (object);
}

static void
kh_lock_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PLAN)
    PRIV (KH_LOCK_PAGE (object))->plan = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_lock_page_class_init (KhLockPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kh_lock_page_constructed;
  object_class->dispose = kh_lock_page_dispose;
  object_class->finalize = kh_lock_page_finalize;
  object_class->set_property = kh_lock_page_set_property;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_lock_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_lock_page_get_focus;
  props[PROP_PLAN] =
      g_param_spec_object ("plan", NULL, NULL, KH_TYPE_LOCK_PLAN,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_lock_page_init (KhLockPage *self)
{
}
