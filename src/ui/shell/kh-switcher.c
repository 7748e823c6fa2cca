/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tenant switcher. */
#include "kh-switcher.h"

#include "kh-profiles.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhSwitcher {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  char *profiles, *data_dir, *sample;
  GCancellable *reading; /* (owned) (nullable) */
  GtkMenuButton *button;
  GtkLabel *name_label;
  GtkPopover *popover;
  GtkListBox *list;
  GtkButton *create_button;
  GtkButton *sample_button;
  GtkWidget *group; /* (owned): the marks are of one group, also when there is one alone */
};

G_DEFINE_FINAL_TYPE (KhSwitcher, kh_switcher, ADW_TYPE_BIN)

/* The action takes the whole window away: not from inside the row's own signal. */
static gboolean
open_cb (gpointer data)
{
  GtkWidget *row = data;

  gtk_widget_activate_action (row, "app.open-organization", "s",
                              (const char *)g_object_get_data (G_OBJECT (row), "kh-folder"));
  return G_SOURCE_REMOVE;
}

static void
on_row_activated_cb (KhSwitcher *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (self->popover);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, open_cb, g_object_ref (row), g_object_unref);
}

/* The button's own action comes after this. */
static void
on_clicked_cb (KhSwitcher *self)
{
  gtk_popover_popdown (self->popover);
}

static gboolean
is_shown (KhSwitcher *self, const char *data_dir)
{
  return g_strcmp0 (data_dir, self->data_dir) == 0;
}

/* The mark of the one that is shown only tells: with the arrows alone nobody leaves it. */
static GtkWidget *
new_row (KhSwitcher *self, const KhProfile *profile)
{
  gboolean shown = is_shown (self, profile->data_dir);
  const char *state = shown || profile->open ? "Open" : "Sealed";
  GtkWidget *row = kh_row_new (profile->name, _ ("Embedded"));
  GtkWidget *mark = gtk_check_button_new ();
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", profile->name, _ ("Embedded"),
                                           kh_state_info (KH_STATE_SEAL, state).word);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (mark), GTK_CHECK_BUTTON (self->group));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (mark), shown);
  gtk_widget_set_can_focus (mark, FALSE);
  gtk_widget_set_can_target (mark, FALSE);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  kh_set_name (mark, profile->name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
  kh_row_add_pill (row, KH_STATE_SEAL, state);
  kh_set_name (row, name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !shown);
  gtk_widget_set_tooltip_text (row, profile->data_dir);
  g_object_set_data_full (G_OBJECT (row), "kh-folder", g_strdup (profile->data_dir), g_free);
  return row;
}

static void
empty_list (KhSwitcher *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

/* A moment after it was opened the one that is shown may not be noted yet. */
static void
add_shown (KhSwitcher *self, GPtrArray *profiles)
{
  KhProfile *profile;

  for (guint i = 0; i < profiles->len; i++)
    if (is_shown (self, ((KhProfile *)profiles->pdata[i])->data_dir))
      return;
  profile = g_new0 (KhProfile, 1);
  profile->data_dir = g_strdup (self->data_dir);
  profile->name = g_strdup (kh_organization_get_name (self->organization));
  g_ptr_array_insert (profiles, 0, profile);
}

static void
show_profiles (KhSwitcher *self, GPtrArray *profiles)
{
  gboolean has_sample = FALSE;

  empty_list (self);
  add_shown (self, profiles);
  for (guint i = 0; i < profiles->len; i++) {
    const KhProfile *profile = profiles->pdata[i];

    has_sample = has_sample || g_str_equal (profile->data_dir, self->sample);
    gtk_list_box_append (self->list, new_row (self, profile));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->sample_button), !has_sample);
}

static void
profiles_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSwitcher) self = data;
  g_autoptr (GPtrArray) profiles = kh_profiles_read_finish (result, NULL);

  if (profiles != NULL && self->reading != NULL)
    show_profiles (self, profiles);
}

/* What is sealed or open can change at any time: it is looked at with each opening. */
static void
on_shown_cb (KhSwitcher *self)
{
  if (self->profiles == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  kh_profiles_read_async (self->profiles, self->reading, profiles_read_cb, g_object_ref (self));
}

static void
update_name (KhSwitcher *self)
{
  const char *name = kh_organization_get_name (self->organization);
  g_autofree char *text = g_strdup_printf (_ ("Organization: %s"), name);

  gtk_label_set_text (self->name_label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), text);
  kh_set_name (GTK_WIDGET (self->button), text);
}

static void
kh_switcher_dispose (GObject *object)
{
  KhSwitcher *self = KH_SWITCHER (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->organization);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_SWITCHER);
  g_clear_object (&self->group);
  G_OBJECT_CLASS (kh_switcher_parent_class)->dispose (object);
}

static void
kh_switcher_finalize (GObject *object)
{
  KhSwitcher *self = KH_SWITCHER (object);

  g_free (self->profiles);
  g_free (self->data_dir);
  g_free (self->sample);
  G_OBJECT_CLASS (kh_switcher_parent_class)->finalize (object);
}

static void
kh_switcher_class_init (KhSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_switcher_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_switcher_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, KhSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, KhSwitcher, name_label);
  gtk_widget_class_bind_template_child (widget_class, KhSwitcher, popover);
  gtk_widget_class_bind_template_child (widget_class, KhSwitcher, list);
  gtk_widget_class_bind_template_child (widget_class, KhSwitcher, create_button);
  gtk_widget_class_bind_template_child (widget_class, KhSwitcher, sample_button);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_shown_cb);
}

/* As the names above it. */
static void
align_at_start (GtkButton *button)
{
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (button)), 0);
}

static void
kh_switcher_init (KhSwitcher *self)
{
  self->group = g_object_ref_sink (gtk_check_button_new ());
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_set_plain_names (GTK_WIDGET (self->popover));
  align_at_start (self->create_button);
  align_at_start (self->sample_button);
}

void
kh_switcher_set_organization (KhSwitcher *self, KhOrganization *organization)
{
  g_return_if_fail (self->organization == NULL);
  self->organization = g_object_ref (organization);
  g_signal_connect_object (organization, "notify::name", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  update_name (self);
}

void
kh_switcher_set_places (KhSwitcher *self, const KhSwitcherPlaces *places)
{
  g_return_if_fail (self->profiles == NULL);
  self->profiles = g_strdup (places->profiles);
  self->data_dir = g_canonicalize_filename (places->data_dir, NULL);
  self->sample = g_canonicalize_filename (places->sample, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
}
