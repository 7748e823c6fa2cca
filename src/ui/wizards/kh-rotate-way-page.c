/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a key is rotated: the ways with what they cost, and the schedule. */
#include "kh-rotate-page.h"

#include "kh-duration-row.h"
#include "kh-rotate-options.h"
#include "kh-rotate-ways.h"
#include "kh-rotate-words.h"
#include "kh-rotation-words.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_ROTATE_WAY_PAGE (kh_rotate_way_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRotateWayPage, kh_rotate_way_page, KH, ROTATE_WAY_PAGE, KhRotatePage)

struct _KhRotateWayPage {
  KhRotatePage parent_instance;

  GtkWidget *chosen; /* (nullable): the radio button that is on */
  GtkWidget *schedule_group, *options;
  GtkSwitch *exposed_switch;
  AdwComboRow *when_row;
  KhDurationRow *every_row, *expiry_row;
  GtkSwitch *expiry_switch;
  GtkWidget *trap_row;
  gboolean showing; /* what the fields say then is no decision */
};

G_DEFINE_FINAL_TYPE (KhRotateWayPage, kh_rotate_way_page, KH_TYPE_ROTATE_PAGE)

/* The items of when_row. */
enum { AFTER, BEFORE };

static KhRotatePlan *
get_plan (KhRotateWayPage *self)
{
  return kh_rotate_page_get_plan (KH_INQUIRY_PAGE (self));
}

/* --- The schedule ----------------------------------------------------------------------------- */

/* Another key is what Change Key is for: the wizard goes on there. */
static void
show_way (KhRotateWayPage *self)
{
  KhRotateWay way = kh_rotate_plan_get_way (get_plan (self));
  g_autofree char *trap = kh_rotate_trap (get_plan (self));

  kh_wizard_page_set_verb (KH_WIZARD_PAGE (self),
                           way == KH_ROTATE_NEW_KEY ? _ ("Con_tinue") : NULL);

  gtk_widget_set_visible (self->options, way == KH_ROTATE_VERSION);
  gtk_widget_set_visible (self->schedule_group, way == KH_ROTATE_SCHEDULE);
  gtk_widget_set_visible (GTK_WIDGET (self->expiry_row),
                          gtk_switch_get_active (self->expiry_switch));
  gtk_widget_set_visible (self->trap_row, trap != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trap_row), trap != NULL ? trap : "");
}

/* The notices stay as they are. */
static void
on_schedule_cb (KhRotateWayPage *self)
{
  const KhRotationPolicy *before = kh_rotate_plan_get_schedule (get_plan (self));
  g_autoptr (KhRotationPolicy) after = NULL;
  gboolean counts_back = adw_combo_row_get_selected (self->when_row) == BEFORE;

  if (self->showing)
    return;
  after = kh_rotation_policy_new ();
  if (counts_back)
    after->rotate_before = kh_duration_row_get_duration (self->every_row);
  else
    after->rotate_after = kh_duration_row_get_duration (self->every_row);
  if (gtk_switch_get_active (self->expiry_switch))
    after->expiry = kh_duration_row_get_duration (self->expiry_row);
  after->notify_after = g_strdup (before->notify_after);
  after->notify_before = g_strdup (before->notify_before);
  kh_rotate_plan_set_schedule (get_plan (self), after);
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (self));
}

void
kh_rotate_way_page_show_plan (KhWizardPage *page)
{
  KhRotateWayPage *self = KH_ROTATE_WAY_PAGE (page);
  const KhRotationPolicy *schedule = kh_rotate_plan_get_schedule (get_plan (self));
  const char *after = schedule->rotate_after;

  self->showing = TRUE;
  adw_combo_row_set_selected (self->when_row, after != NULL ? AFTER : BEFORE);
  kh_duration_row_set_duration (self->every_row, after != NULL             ? after
                                                 : schedule->rotate_before ? schedule->rotate_before
                                                                           : "P18M");
  gtk_switch_set_active (self->exposed_switch, kh_rotate_plan_is_exposed (get_plan (self)));
  gtk_switch_set_active (self->expiry_switch, schedule->expiry != NULL);
  kh_duration_row_set_duration (self->expiry_row,
                                schedule->expiry != NULL ? schedule->expiry : "P2Y");
  kh_rotate_options_show_plan (KH_ROTATE_OPTIONS (self->options));
  self->showing = FALSE;
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (self));
}

static KhDurationRow *
new_duration (KhRotateWayPage *self, const char *title, const char *subtitle)
{
  KhDurationRow *row = g_object_new (KH_TYPE_DURATION_ROW, "title", title, "subtitle", subtitle,
                                     "use-underline", TRUE, NULL);

  g_signal_connect_object (row, "changed", G_CALLBACK (on_schedule_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
new_expiry_row (KhRotateWayPage *self)
{
  GtkWidget *row = kh_row_new ("", NULL);

  g_object_set (row, "title", _ ("New versions e_xpire"), "use-underline", TRUE, NULL);
  self->expiry_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->expiry_switch), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->expiry_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->expiry_switch));
  g_signal_connect_object (self->expiry_switch, "notify::active", G_CALLBACK (on_schedule_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
on_exposed_cb (KhRotateWayPage *self)
{
  if (self->showing)
    return;
  kh_rotate_plan_set_exposed (get_plan (self), gtk_switch_get_active (self->exposed_switch));
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (self));
}

static void
add_exposed (KhRotateWayPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = kh_row_new (_ ("The old key material may be known to others"), NULL);

  self->exposed_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->exposed_switch), GTK_ALIGN_CENTER);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->exposed_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->exposed_switch));
  g_signal_connect_object (self->exposed_switch, "notify::active", G_CALLBACK (on_exposed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), group);
}

static AdwComboRow *
new_when_row (KhRotateWayPage *self)
{
  const char *const items[] = { _ ("After a version is made"), _ ("Before a version expires"),
                                NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (items);
  AdwComboRow *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", _ ("_Rotate"), "use-underline",
                                   TRUE, "model", model, NULL);

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_schedule_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
add_schedule (KhRotateWayPage *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Schedule"));
  self->schedule_group = GTK_WIDGET (group);
  self->when_row = new_when_row (self);
  self->every_row = new_duration (self, _ ("Ti_me"), _ ("At least 7 days"));
  adw_preferences_group_add (group, GTK_WIDGET (self->when_row));
  adw_preferences_group_add (group, GTK_WIDGET (self->every_row));
  adw_preferences_group_add (group, new_expiry_row (self));
  self->expiry_row = new_duration (self, _ ("Expire a_fter"), _ ("At least 28 days"));
  adw_preferences_group_add (group, GTK_WIDGET (self->expiry_row));
  self->trap_row = kh_row_new ("", NULL);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self->trap_row), 0);
  kh_row_add_pill (self->trap_row, KH_STATE_CHECK, "warn");
  adw_preferences_group_add (group, self->trap_row);
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), self->schedule_group);
}

/* --- The page --------------------------------------------------------------------------------- */

static void
kh_rotate_way_page_fill (KhInquiryPage *page)
{
  KhRotateWayPage *self = KH_ROTATE_WAY_PAGE (page);
  gboolean narrow = kh_wizard_page_is_narrow (KH_WIZARD_PAGE (page));
  g_autofree char *use = kh_rotate_use (get_plan (self));
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (page, NULL, NULL);

  kh_wizard_page_set_body (KH_WIZARD_PAGE (page), use);
  adw_preferences_group_add (group, kh_rotate_ways_new (get_plan (self), narrow, &self->chosen));
  kh_inquiry_page_add_sentence (page, kh_rotate_why_proposed (get_plan (self)));
  /* Not yet while the page is being made. */
  if (self->schedule_group != NULL)
    show_way (self);
}

static char *
kh_rotate_way_page_get_reason (KhInquiryPage *page)
{
  KhRotatePlan *plan = kh_rotate_page_get_plan (page);
  const KhRotationPolicy *schedule = kh_rotate_plan_get_schedule (plan);
  GtkWidget *options = KH_ROTATE_WAY_PAGE (page)->options;
  char *expiry = kh_rotate_plan_get_way (plan) == KH_ROTATE_VERSION && options != NULL
                     ? kh_rotate_options_check (KH_ROTATE_OPTIONS (options))
                     : NULL;

  if (expiry != NULL)
    return expiry;
  if (kh_rotate_plan_get_way (plan) == KH_ROTATE_SCHEDULE
      && !kh_rotation_policy_check (schedule, NULL))
    return g_strdup (kh_rotation_words_of_refusal (schedule));
  if (kh_rotate_plan_get_way (plan) == KH_ROTATE_NEW_KEY) {
    g_autoptr (GPtrArray) environments = kh_rotate_plan_get_environments (plan);

    if (environments->len == 0)
      return g_strdup (_ ("No environment is on this key: there is nothing to move"));
  }
  return kh_rotate_page_refusal (page);
}

static GtkWidget *
kh_rotate_way_page_get_focus (KhWizardPage *page)
{
  return KH_ROTATE_WAY_PAGE (page)->chosen;
}

static void
kh_rotate_way_page_constructed (GObject *object)
{
  KhRotateWayPage *self = KH_ROTATE_WAY_PAGE (object);

  G_OBJECT_CLASS (kh_rotate_way_page_parent_class)->constructed (object);
  self->showing = TRUE;
  add_exposed (self);
  self->options = kh_rotate_options_new (get_plan (self));
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), self->options);
  add_schedule (self);
  kh_rotate_way_page_show_plan (KH_WIZARD_PAGE (self));
  g_signal_connect_object (get_plan (self), "changed", G_CALLBACK (show_way), self,
                           G_CONNECT_SWAPPED);
}

static void
kh_rotate_way_page_class_init (KhRotateWayPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_rotate_way_page_constructed;
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_rotate_way_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_rotate_way_page_get_reason;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_rotate_way_page_get_focus;
}

static void
kh_rotate_way_page_init (KhRotateWayPage *self)
{
}

KhWizardPage *
kh_rotate_way_page_new (KhOrganization *organization, KhRotatePlan *plan)
{
  g_autofree char *title = g_strdup_printf (_ ("Rotate %s"), kh_rotate_plan_get_name (plan));

  return g_object_new (KH_TYPE_ROTATE_WAY_PAGE, "organization", organization, "inquiry", plan,
                       "step", _ ("How"), "title", title, NULL);
}
