/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How environments are locked, and why. */
#include "kh-lock-page.h"

#include "kh-lock-text.h"
#include "kh-lock-words.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_LOCK_WAY_PAGE (kh_lock_way_page_get_type ())
G_DECLARE_FINAL_TYPE (KhLockWayPage, kh_lock_way_page, KH, LOCK_WAY_PAGE, KhLockPage)

struct _KhLockWayPage {
  KhLockPage parent_instance;

  AdwComboRow *reason_row;
  AdwEntryRow *note_row;
  AdwActionRow *advice_row;
  GtkWidget *advice_button;
  GtkCheckButton *first; /* (nullable): of the radio buttons */
  GtkWidget *first_row;  /* (nullable) */
  gboolean shows_more;
};

enum { SIGNAL_LEAVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhLockWayPage, kh_lock_way_page, KH_TYPE_LOCK_PAGE)

/* --- Other ways out --------------------------------------------------------------------------- */

static void
on_leave_cb (GtkWidget *button, KhLockWayPage *self)
{
  g_signal_emit (self, signals[SIGNAL_LEAVE], 0,
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kh-exit")));
}

static GtkWidget *
new_exit (KhLockWayPage *self, KhLockExit way, const char *verb)
{
  GtkWidget *button = gtk_button_new_with_label (verb);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "kh-exit", GINT_TO_POINTER ((int)way));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_leave_cb), self, 0);
  return button;
}

static GtkWidget *
add_exit_row (AdwPreferencesGroup *group, const char *effect, const char *cost)
{
  GtkWidget *row = kh_row_new (effect, cost);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
  return row;
}

/* Whatever takes nothing down at once comes first. In few rows: why it is locked stays in sight. */
static void
add_exits (KhLockWayPage *self)
{
  KhLockPlan *plan = kh_lock_page_get_plan (KH_INQUIRY_PAGE (self));
  g_autoptr (GPtrArray) environments = kh_lock_plan_get_environments (plan);
  gboolean has_key = kh_lock_plan_get_key (plan) != NULL;
  AdwPreferencesGroup *group;
  GtkWidget *row;

  if (!has_key && environments->len == 0)
    return;
  group = kh_inquiry_page_add_group (KH_INQUIRY_PAGE (self), _ ("Other Ways Out"), NULL);
  if (has_key) {
    row = add_exit_row (group, _ ("No outage"), _ ("A new version: enough for an old key"));
    kh_row_add_button (row, new_exit (self, KH_LOCK_EXIT_ROTATE, _ ("Rotate…")));
  }
  if (environments->len == 0)
    return;
  row = add_exit_row (group, _ ("With outage"), _ ("Ends by itself"));
  kh_row_add_button (row, new_exit (self, KH_LOCK_EXIT_CHANGE, _ ("Change Key…")));
  kh_row_add_button (row,
                     new_exit (self, KH_LOCK_EXIT_RETURN, _ ("Return to Microsoft-Managed Key…")));
}

/* --- Ways ------------------------------------------------------------------------------------- */

static void
on_toggled_cb (GtkCheckButton *check, KhInquiryPage *self)
{
  if (gtk_check_button_get_active (check))
    kh_lock_plan_choose (kh_lock_page_get_plan (self),
                         g_object_get_data (G_OBJECT (check), "kh-trigger"),
                         g_object_get_data (G_OBJECT (check), "kh-target"));
}

static GtkWidget *
new_radio (KhLockWayPage *self, const KhLockWay *way)
{
  KhLockPlan *plan = kh_lock_page_get_plan (KH_INQUIRY_PAGE (self));
  GtkWidget *check = gtk_check_button_new ();

  if (self->first == NULL)
    self->first = GTK_CHECK_BUTTON (check);
  else
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->first);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), way == kh_lock_plan_get_chosen (plan));
  gtk_widget_set_sensitive (check, kh_lock_way_count (way) > 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "kh-trigger", g_strdup (way->trigger), g_free);
  g_object_set_data_full (G_OBJECT (check), "kh-target", g_strdup (way->target), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled_cb), self, 0);
  return check;
}

/* (transfer full): why it cannot be chosen, or how it is undone and what else it takes. */
static char *
make_subtitle (KhLockPlan *plan, const KhLockWay *way)
{
  const char *extent = kh_lock_text_extent (way->trigger);
  g_autofree char *back = NULL;

  if (way->refusal != NULL)
    return kh_text_error_body (way->refusal);
  if (way->impact == NULL)
    return g_strdup ("");
  if (kh_lock_way_count (way) == 0)
    return g_strdup (kh_lock_text_nothing ());
  back = kh_lock_way_back (plan, way);
  return extent != NULL ? g_strdup_printf (_ ("Way back: %s · %s"), back, extent)
                        : g_strdup_printf (_ ("Way back: %s"), back);
}

/* What stands at the end of a row, and where there is no room for it, before the subtitle. */
static void
show_count (KhInquiryPage *page, const KhLockWay *way, GtkWidget *row, const char *subtitle)
{
  guint n = kh_lock_way_count (way);
  gboolean proposed = way == kh_lock_plan_get_proposed (kh_lock_page_get_plan (page));
  g_autofree char *text = g_strdup_printf (ngettext ("%u environment", "%u environments", n), n);
  g_autofree char *all = g_strjoin (" · ", text, subtitle, proposed ? _ ("Proposed") : NULL, NULL);

  if (kh_wizard_page_is_narrow (KH_WIZARD_PAGE (page))) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), all);
    return;
  }
  kh_row_add_label (row, text);
  if (proposed)
    kh_row_add_label (row, _ ("Proposed"));
}

static GtkWidget *
new_way_row (KhLockWayPage *self, const KhLockWay *way)
{
  KhLockPlan *plan = kh_lock_page_get_plan (KH_INQUIRY_PAGE (self));
  g_autofree char *title = kh_lock_way_title (way);
  g_autofree char *subtitle = make_subtitle (plan, way);
  GtkWidget *row = kh_row_new (title, subtitle);
  GtkWidget *check = new_radio (self, way);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  g_object_set_data_full (G_OBJECT (row), "kh-id",
                          g_strconcat (way->trigger, " ", way->target, NULL), g_free);
  if (self->first_row == NULL)
    self->first_row = row;
  if (kh_lock_way_count (way) > 0) {
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
    show_count (KH_INQUIRY_PAGE (self), way, row, subtitle);
  }
  return row;
}

static void
on_expanded_cb (AdwExpanderRow *expander, GParamSpec *pspec, KhLockWayPage *self)
{
  self->shows_more = adw_expander_row_get_expanded (expander);
}

/* What is rare is out of the way, unless somebody looks at it or chose it. */
static GtkWidget *
new_more_ways (KhLockWayPage *self, KhLockPlan *plan)
{
  GtkWidget *expander = adw_expander_row_new ();
  const KhLockWay *chosen = kh_lock_plan_get_chosen (plan);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("More Ways"));
  kh_set_name (expander, _ ("More Ways"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander),
                                 self->shows_more || (chosen != NULL && chosen->is_rare));
  g_signal_connect_object (expander, "notify::expanded", G_CALLBACK (on_expanded_cb), self, 0);
  return expander;
}

static void
kh_lock_way_page_fill (KhInquiryPage *page)
{
  KhLockWayPage *self = KH_LOCK_WAY_PAGE (page);
  KhLockPlan *plan = kh_lock_page_get_plan (page);
  AdwPreferencesGroup *group;
  GtkWidget *more = new_more_ways (self, plan);

  add_exits (self);
  group = kh_inquiry_page_add_group (page, _ ("Way"), NULL);
  self->first = NULL;
  self->first_row = NULL;
  for (guint i = 0; i < kh_lock_plan_count (plan); i++) {
    const KhLockWay *way = kh_lock_plan_nth (plan, i);
    GtkWidget *row = new_way_row (self, way);

    if (way->is_rare)
      adw_expander_row_add_row (ADW_EXPANDER_ROW (more), row);
    else
      adw_preferences_group_add (group, row);
  }
  adw_preferences_group_add (group, more);
}

/* --- Reason ----------------------------------------------------------------------------------- */

static void
on_reason_cb (KhLockWayPage *self)
{
  guint selected = adw_combo_row_get_selected (self->reason_row);
  KhLockReason reason = selected < KH_LOCK_NO_REASON ? (KhLockReason)selected : KH_LOCK_NO_REASON;
  gboolean advises = reason == KH_LOCK_COMPROMISE || reason == KH_LOCK_DRILL;

  kh_lock_plan_set_reason (kh_lock_page_get_plan (KH_INQUIRY_PAGE (self)), reason);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_row), advises);
  gtk_widget_set_visible (self->advice_button, reason == KH_LOCK_COMPROMISE);
  if (advises)
    adw_preferences_row_set_title (
        ADW_PREFERENCES_ROW (self->advice_row),
        reason == KH_LOCK_COMPROMISE
            ? _ ("Locking does not make a known key safe. Contain, move to a new key, then disable "
                 "the old one")
            : _ ("This locks what is real. A drill belongs to the sample organization"));
}

static void
on_note_cb (KhLockWayPage *self)
{
  kh_lock_plan_set_note (kh_lock_page_get_plan (KH_INQUIRY_PAGE (self)),
                         gtk_editable_get_text (GTK_EDITABLE (self->note_row)));
}

static char *
kh_lock_way_page_get_reason (KhInquiryPage *page)
{
  KhLockPlan *plan = kh_lock_page_get_plan (page);

  if (kh_inquiry_get_time (KH_INQUIRY (plan)) == KH_TIME_NONE)
    return g_strdup (
        kh_inquiry_get_error (KH_INQUIRY (plan)) != NULL ? _ ("The impact is not known") : "");
  if (kh_lock_plan_get_proposed (plan) == NULL)
    return g_strdup (_ ("No environment would be locked"));
  if (kh_lock_plan_get_chosen (plan) == NULL)
    return g_strdup (_ ("Choose a way"));
  if (kh_lock_plan_get_reason (plan) == KH_LOCK_NO_REASON)
    return g_strdup (_ ("Choose a reason"));
  if (kh_lock_plan_get_reason (plan) == KH_LOCK_OTHER && *kh_lock_plan_get_note (plan) == '\0')
    return g_strdup (_ ("Write what the reason is"));
  return NULL;
}

static void
add_reason (KhLockWayPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  const char *labels[KH_LOCK_NO_REASON + 1] = { NULL };
  g_autoptr (GtkStringList) reasons = NULL;

  for (guint i = 0; i < KH_LOCK_NO_REASON; i++)
    labels[i] = kh_lock_reason_text ((KhLockReason)i);
  reasons = gtk_string_list_new (labels);
  self->reason_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reason_row), _ ("Reason"));
  adw_combo_row_set_model (self->reason_row, G_LIST_MODEL (reasons));
  adw_combo_row_set_selected (self->reason_row, GTK_INVALID_LIST_POSITION);
  self->note_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), _ ("Note"));
  self->advice_row = ADW_ACTION_ROW (kh_row_new ("", NULL));
  adw_action_row_set_title_lines (self->advice_row, 0);
  kh_row_add_pill (GTK_WIDGET (self->advice_row), KH_STATE_CHECK, "warn");
  self->advice_button = new_exit (self, KH_LOCK_EXIT_NEW_KEY, _ ("Move to a New Key…"));
  kh_row_add_button (GTK_WIDGET (self->advice_row), self->advice_button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->reason_row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->note_row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->advice_row));
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), group);
}

/* --- The page --------------------------------------------------------------------------------- */

/* What was decided elsewhere, by a draft. */
static void
kh_lock_way_page_shown (KhWizardPage *page)
{
  KhLockWayPage *self = KH_LOCK_WAY_PAGE (page);
  KhLockPlan *plan = kh_lock_page_get_plan (KH_INQUIRY_PAGE (page));
  KhLockReason reason = kh_lock_plan_get_reason (plan);

  adw_combo_row_set_selected (
      self->reason_row, reason != KH_LOCK_NO_REASON ? (guint)reason : GTK_INVALID_LIST_POSITION);
  gtk_editable_set_text (GTK_EDITABLE (self->note_row), kh_lock_plan_get_note (plan));
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (page));
}

static GtkWidget *
kh_lock_way_page_get_focus (KhWizardPage *page)
{
  return KH_LOCK_WAY_PAGE (page)->first_row;
}

static void
kh_lock_way_page_constructed (GObject *object)
{
  KhLockWayPage *self = KH_LOCK_WAY_PAGE (object);

  G_OBJECT_CLASS (kh_lock_way_page_parent_class)->constructed (object);
  add_reason (self);
  on_reason_cb (self);
  g_signal_connect_object (self->reason_row, "notify::selected", G_CALLBACK (on_reason_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->note_row, "changed", G_CALLBACK (on_note_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
kh_lock_way_page_class_init (KhLockWayPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_lock_way_page_constructed;
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_lock_way_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_lock_way_page_get_reason;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_lock_way_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_lock_way_page_get_focus;
  signals[SIGNAL_LEAVE] = g_signal_new ("leave", KH_TYPE_LOCK_WAY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
kh_lock_way_page_init (KhLockWayPage *self)
{
}

KhWizardPage *
kh_lock_way_page_new (KhOrganization *organization, KhLockPlan *plan)
{
  g_autofree char *title =
      g_strdup_printf (_ ("Lock Environments of %s"), kh_lock_plan_get_name (plan));

  return g_object_new (KH_TYPE_LOCK_WAY_PAGE, "organization", organization, "inquiry", plan, "step",
                       _ ("How"), "title", title, "body",
                       _ ("Locking takes environments offline at once and loses unsaved work. It "
                          "is for emergencies and for leaving the service, not for routine."),
                       NULL);
}
