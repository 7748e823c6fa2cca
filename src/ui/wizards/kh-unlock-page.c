/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Unlock Environments. */
#include "kh-unlock-page.h"

#include "kh-flow.h"
#include "kh-rows.h"
#include "kh-text.h"

typedef struct {
  KhUnlock *unlock; /* (owned) */
  GtkBox *groups;
  GtkWidget *foot;
  GtkSpinner *spinner;
  GtkWidget *again;
  GtkLabel *time_label;
  guint version; /* of what the groups were made from */
  gboolean narrow, made;
} KhUnlockPagePrivate;

enum { PROP_UNLOCK = 1 };
static GParamSpec *props[PROP_UNLOCK + 1];

G_DEFINE_TYPE_WITH_PRIVATE (KhUnlockPage, kh_unlock_page, KH_TYPE_WORK_PAGE)

#define PRIV(self) ((KhUnlockPagePrivate *)kh_unlock_page_get_instance_private (self))

KhUnlock *
kh_unlock_page_get_unlock (KhUnlockPage *self)
{
  return PRIV (self)->unlock;
}

KhItem *
kh_unlock_page_find_item (KhUnlockPage *self, const char *environment)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));

  return kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT),
                            environment);
}

AdwPreferencesGroup *
kh_unlock_page_add_group (KhUnlockPage *self, const char *title, const char *description)
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
kh_unlock_page_add_sentence (KhUnlockPage *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (PRIV (self)->groups, label);
}

GtkWidget *
kh_unlock_page_get_again (KhUnlockPage *self)
{
  return PRIV (self)->again;
}

void
kh_unlock_page_add_button (KhUnlockPage *self, GtkWidget *button)
{
  KhUnlockPagePrivate *priv = PRIV (self);

  gtk_widget_insert_after (button, priv->foot, priv->again);
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
find_focus (KhUnlockPage *self)
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
keep_focus (KhUnlockPage *self, const char *id)
{
  GtkWidget *groups = GTK_WIDGET (PRIV (self)->groups);
  GtkRoot *root = gtk_widget_get_root (groups);
  GtkWidget *again = *id != '\0' ? find_widget (groups, id) : NULL;

  if (!GTK_IS_WINDOW (root) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (again != NULL)
    gtk_widget_grab_focus (again);
  else if (kh_wizard_page_get_reason (KH_WIZARD_PAGE (self)) == NULL)
    gtk_widget_grab_focus (gtk_window_get_default_widget (GTK_WINDOW (root)));
  else if (!gtk_widget_child_focus (groups, GTK_DIR_TAB_FORWARD))
    kh_wizard_page_focus (KH_WIZARD_PAGE (self));
}

static void
show_foot (KhUnlockPage *self)
{
  KhUnlockPagePrivate *priv = PRIV (self);
  gboolean checking = kh_unlock_is_checking (priv->unlock);
  KhTime time = kh_unlock_get_time (priv->unlock);
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *clock = time != KH_TIME_NONE ? kh_text_clock (time, now) : NULL;
  g_autofree char *text = clock != NULL ? g_strdup_printf (_ ("Checked at %s"), clock) : NULL;

  gtk_widget_set_sensitive (priv->again, !checking);
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), checking);
  gtk_spinner_set_spinning (priv->spinner, checking);
  gtk_label_set_text (priv->time_label, checking ? _ ("Checking") : text != NULL ? text : "");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, checking, -1);
}

void
kh_unlock_page_fill (KhUnlockPage *self)
{
  KhUnlockPagePrivate *priv = PRIV (self);
  KhUnlockPageClass *klass = KH_UNLOCK_PAGE_GET_CLASS (self);
  g_autofree char *focused = find_focus (self);
  g_autofree char *reason = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (priv->groups))) != NULL)
    gtk_box_remove (priv->groups, child);
  if (klass->fill != NULL)
    klass->fill (self);
  show_foot (self);
  kh_wizard_page_set_error (KH_WIZARD_PAGE (self), kh_unlock_get_error (priv->unlock));
  if (klass->get_reason != NULL)
    reason = klass->get_reason (self);
  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
  if (focused != NULL)
    keep_focus (self, focused);
}

/* Rows that nothing changed stay: somebody may be pressing one of their buttons. */
static void
kh_unlock_page_changed (KhWorkPage *page)
{
  KhUnlockPage *self = KH_UNLOCK_PAGE (page);
  KhUnlockPagePrivate *priv = PRIV (self);
  gboolean narrow = kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self));
  guint version = kh_unlock_get_version (priv->unlock);

  if (priv->made && priv->version == version && priv->narrow == narrow)
    return;
  priv->made = TRUE;
  priv->version = version;
  priv->narrow = narrow;
  kh_unlock_page_fill (self);
}

static void
on_again_clicked_cb (KhUnlockPage *self)
{
  kh_unlock_check (PRIV (self)->unlock);
}

static GtkWidget *
kh_unlock_page_get_focus (KhWizardPage *page)
{
  KhUnlockPagePrivate *priv = PRIV (KH_UNLOCK_PAGE (page));

  return KH_UNLOCK_PAGE_GET_CLASS (page)->looks ? priv->again : NULL;
}

static void
make_foot (KhUnlockPage *self)
{
  KhUnlockPagePrivate *priv = PRIV (self);

  priv->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_layout_manager (priv->foot, kh_flow_new (12, FALSE));
  priv->again = gtk_button_new_with_mnemonic (_ ("Check _Again"));
  kh_set_plain_name (priv->again, _ ("Check _Again"));
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
kh_unlock_page_constructed (GObject *object)
{
  KhUnlockPage *self = KH_UNLOCK_PAGE (object);
  KhUnlockPagePrivate *priv = PRIV (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  G_OBJECT_CLASS (kh_unlock_page_parent_class)->constructed (object);
  if (priv->unlock == NULL)
    priv->unlock = kh_unlock_new (kh_work_page_get_organization (KH_WORK_PAGE (self)), NULL, NULL);
  priv->groups = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  make_foot (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->groups));
  gtk_box_append (GTK_BOX (box), priv->foot);
  gtk_widget_set_visible (priv->foot, KH_UNLOCK_PAGE_GET_CLASS (self)->looks);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (priv->unlock, "changed", G_CALLBACK (kh_work_page_update), self,
                           G_CONNECT_SWAPPED);
  kh_work_page_update (KH_WORK_PAGE (self));
}

static void
kh_unlock_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_unlock_page_parent_class)->dispose (object);
}

/* Callbacks that come late still ask for it. */
static void
kh_unlock_page_finalize (GObject *object)
{
  g_clear_object (&PRIV (KH_UNLOCK_PAGE (object))->unlock);
  G_OBJECT_CLASS (kh_unlock_page_parent_class)->finalize (object);
}

static void
kh_unlock_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_UNLOCK)
    PRIV (KH_UNLOCK_PAGE (object))->unlock = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_unlock_page_class_init (KhUnlockPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kh_unlock_page_constructed;
  object_class->dispose = kh_unlock_page_dispose;
  object_class->finalize = kh_unlock_page_finalize;
  object_class->set_property = kh_unlock_page_set_property;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_unlock_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_unlock_page_get_focus;
  props[PROP_UNLOCK] =
      g_param_spec_object ("unlock", NULL, NULL, KH_TYPE_UNLOCK,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_unlock_page_init (KhUnlockPage *self)
{
}
