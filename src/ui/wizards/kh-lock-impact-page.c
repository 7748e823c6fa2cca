/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a lock takes down, and how it comes back. */
#include "kh-lock-page.h"

#include "kh-lock-text.h"
#include "kh-lock-words.h"
#include "kh-role-text.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"

/* The counts above are complete; what is longer than this is not read row by row. */
#define MAX_ROWS 50

#define KH_TYPE_LOCK_IMPACT_PAGE (kh_lock_impact_page_get_type ())
G_DECLARE_FINAL_TYPE (KhLockImpactPage, kh_lock_impact_page, KH, LOCK_IMPACT_PAGE, KhLockPage)

struct _KhLockImpactPage {
  KhLockPage parent_instance;

  gboolean is_shown;
};

G_DEFINE_FINAL_TYPE (KhLockImpactPage, kh_lock_impact_page, KH_TYPE_LOCK_PAGE)

/* (nullable): an object of the organization. */
static KhItem *
find (KhInquiryPage *self, KhItemKind kind, const char *id)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));

  return id != NULL ? kh_item_list_find (kh_organization_get_list (organization, kind), id) : NULL;
}

static GtkWidget *
add (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = kh_row_new (title, subtitle);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
  return row;
}

static void
add_rest (AdwPreferencesGroup *group, guint n)
{
  g_autofree char *text = NULL;

  if (n <= MAX_ROWS)
    return;
  text = g_strdup_printf (ngettext ("and %u more", "and %u more", n - MAX_ROWS), n - MAX_ROWS);
  add (group, text, NULL);
}

/* --- What goes down --------------------------------------------------------------------------- */

/* (nullable) (transfer none): the policy of an environment that is not what the lock is about. */
static const char *
find_other_policy (KhInquiryPage *self, KhJson *environment)
{
  KhLockPlan *plan = kh_lock_page_get_plan (self);
  KhItem *item = find (self, KH_ITEM_ENVIRONMENT, kh_json_string (environment, "id"));

  if (kh_lock_plan_get_kind (plan) != KH_ITEM_POLICY || item == NULL
      || kh_item_is (item, "policy.id", kh_lock_plan_get_id (plan)))
    return NULL;
  return kh_item_string (item, "policy.name");
}

static void
add_environment (KhInquiryPage *self, AdwPreferencesGroup *group, KhJson *impact,
                 KhJson *environment)
{
  const char *other = find_other_policy (self, environment);
  g_autofree char *text =
      kh_impact_environment_text (impact, environment, kh_text_time, kh_inquiry_page_now (self));
  GtkWidget *row = add (group, kh_json_string (environment, "name"), text);
  if (other != NULL) {
    g_autofree char *label = g_strdup_printf (_ ("of %s"), other);

    kh_row_add_label (row, label);
    kh_row_add_pill (row, KH_STATE_CHECK, "warn");
  }
}

/* Nobody but accounts of the organization can reach the data; who works with it now is not told. */
static void
add_people (KhInquiryPage *self, AdwPreferencesGroup *group, KhJson *impact)
{
  guint n = kh_lock_text_people (impact);
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u person may use the data", "%u people may use the data", n), n);
  g_autofree char *names =
      kh_lock_name_people (kh_lock_page_get_plan (self), KH_MAY_PPA | KH_MAY_MAKER);

  add (group, title, names);
  kh_row_add_pill (add (group, _ ("People who are signed in"), _ ("Not reported by this server")),
                   KH_STATE_CHECK, "unknown");
}

/* The chain of it in one line. */
static void
add_radius (KhInquiryPage *self, const KhLockWay *way)
{
  g_autofree char *text =
      kh_lock_text_radius (kh_lock_plan_get_name (kh_lock_page_get_plan (self)), way->impact);

  kh_inquiry_page_add_sentence (self, text);
}

static void
add_environments (KhInquiryPage *self, KhJson *impact)
{
  guint n = kh_json_length (impact, "environments");
  g_autofree char *title = g_strdup_printf (ngettext ("%u Environment", "%u Environments", n), n);
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (
      self, title,
      _ ("Stores under the customer's key become unreadable; the others cannot be "
         "reached."));

  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    add_environment (self, group, impact, kh_json_element (impact, "environments", i));
  add_rest (group, n);
  add_people (self, group, impact);
}

static void
add_policies (KhInquiryPage *self, KhJson *impact)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < kh_json_length (impact, "policies"); i++) {
    KhJson *policy = kh_json_element (impact, "policies", i);

    if (group == NULL)
      group = kh_inquiry_page_add_group (self, _ ("Policies That Lose Their Key"), NULL);
    kh_row_add_pill (add (group, kh_json_string (policy, "name"), _ ("Policy, afterwards")),
                     KH_STATE_HEALTH, kh_json_string (policy, "after"));
  }
}

/* (nullable): what runs on an environment. */
static KhItem *
find_operation (KhInquiryPage *self, const char *environment)
{
  KhItem *item = find (self, KH_ITEM_ENVIRONMENT, environment);
  const char *id = item != NULL ? kh_item_string (item, "activeOperation.id") : NULL;

  return find (self, KH_ITEM_OPERATION, id);
}

static void
add_operations (KhInquiryPage *self, KhJson *impact)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhJson *environment = kh_json_element (impact, "environments", i);
    KhItem *operation = find_operation (self, kh_json_string (environment, "id"));
    g_autofree char *title = NULL;

    if (kh_json_int (environment, "activeOperations", 0) == 0)
      continue;
    if (group == NULL)
      group = kh_inquiry_page_add_group (self, _ ("Running Operations"), NULL);
    title =
        operation != NULL
            ? g_strdup_printf ("%s · %s", kh_text_operation (kh_item_string (operation, "type")),
                               kh_json_string (environment, "name"))
            : g_strdup (kh_json_string (environment, "name"));
    add (group, title, _ ("Pauses at a safe point, and goes on after unlocking"));
  }
}

static void
add_holds (KhInquiryPage *self, KhJson *impact)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < kh_json_length (impact, "holds"); i++) {
    KhJson *hold = kh_json_element (impact, "holds", i);
    g_autofree char *text = kh_impact_hold_text (hold, kh_text_date, kh_inquiry_page_now (self));
    g_autofree char *reason = kh_impact_hold_reason (hold);

    if (group == NULL)
      group = kh_inquiry_page_add_group (self, _ ("Still Needed By"), NULL);
    add (group, reason, text);
  }
}

static void
add_backups (KhInquiryPage *self, KhJson *impact)
{
  guint n = kh_json_length (impact, "backups");
  AdwPreferencesGroup *group;

  if (n == 0)
    return;
  group = kh_inquiry_page_add_group (self, _ ("Backups"), NULL);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++) {
    const char *name = kh_json_string (kh_json_element (impact, "backups", i), NULL);
    g_autofree char *title = kh_text_local_times (name, kh_inquiry_page_now (self));

    add (group, title, kh_impact_backup_text (impact));
  }
  add_rest (group, n);
}

/* --- The way back ----------------------------------------------------------------------------- */

static void
add_end (KhInquiryPage *self, const KhLockWay *way)
{
  KhTime until = kh_lock_recoverable_until (kh_lock_page_get_plan (self), way);
  KhTime first = kh_impact_first_deletion (way->impact);
  KhTime now = kh_inquiry_page_now (self);
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, _ ("Deletion Clocks"), NULL);
  g_autofree char *date = kh_text_time (first, now);
  g_autofree char *end = kh_text_time (until, now);

  if (first != KH_TIME_NONE) {
    g_autofree char *left = kh_text_duration (MAX (first - now, 0));
    g_autofree char *text = g_strdup_printf (_ ("The first one ends on %s"), date);

    g_autofree char *then =
        g_strdup_printf (_ ("In %s; then the environment is deleted with its data"), left);

    add (group, text, then);
  } else {
    add (group, _ ("No environment has one"), NULL);
  }
  if (until != KH_TIME_NONE) {
    g_autofree char *text = kh_lock_text_no_way_back (end);

    kh_row_add_pill (add (group, text, _ ("What is deleted by this way is purged then")),
                     KH_STATE_FINDING, "critical");
  }
}

static void
on_copy_notice_cb (KhInquiryPage *self)
{
  g_autofree char *text = kh_lock_notice (kh_lock_page_get_plan (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
add_not_told (KhInquiryPage *self)
{
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, _ ("Not Told"), NULL);
  GtkWidget *row = add (group, _ ("Administrators and users get no warning"), NULL);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Copy Notice"));

  kh_set_plain_name (button, _ ("_Copy Notice"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "kh-id", g_strdup ("copy-notice"), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_copy_notice_cb), self,
                           G_CONNECT_SWAPPED);
  kh_row_add_button (row, button);
}

/* (transfer full) (nullable): "Kira Vance, Alex Wright", or that nobody is there for it. */
static char *
name_people (KhInquiryPage *self, guint roles)
{
  g_autofree char *names = kh_lock_name_people (kh_lock_page_get_plan (self), roles);

  return names == NULL || *names != '\0' ? g_steal_pointer (&names)
                                         : g_strdup (_ ("Nobody has the role for it"));
}

/* The last step re-enables, which is the other administrator's; those before undo the change. */
static void
add_way_back (KhInquiryPage *self, KhJson *impact)
{
  guint n = kh_json_length (impact, "wayBack");
  AdwPreferencesGroup *group =
      kh_inquiry_page_add_group (self, _ ("Way Back"),
                                 _ ("A Key Vault administrator undoes the change; a Power Platform "
                                    "administrator who reads the policy re-enables."));

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf (
        "%u. %s", i + 1, kh_said (kh_json_string (kh_json_element (impact, "wayBack", i), NULL)));
    g_autofree char *names = name_people (self, i + 1 < n ? KH_MAY_KVA : KH_MAY_PPA);

    add (group, text, names);
  }
}

/* --- The page --------------------------------------------------------------------------------- */

static void
kh_lock_impact_page_fill (KhInquiryPage *self)
{
  KhLockPlan *plan = kh_lock_page_get_plan (self);
  const KhLockWay *way = kh_lock_plan_get_chosen (plan);
  g_autofree char *title = way != NULL ? kh_lock_way_title (way) : NULL;

  kh_wizard_page_set_body (KH_WIZARD_PAGE (self), title);
  if (way == NULL)
    return;
  add_radius (self, way);
  add_environments (self, way->impact);
  add_policies (self, way->impact);
  add_operations (self, way->impact);
  add_holds (self, way->impact);
  add_backups (self, way->impact);
  add_end (self, way);
  add_way_back (self, way->impact);
  add_not_told (self);
  if (KH_LOCK_IMPACT_PAGE (self)->is_shown)
    kh_lock_plan_see (plan);
}

static char *
kh_lock_impact_page_get_reason (KhInquiryPage *self)
{
  KhLockPlan *plan = kh_lock_page_get_plan (self);

  if (kh_inquiry_get_error (KH_INQUIRY (plan)) != NULL)
    return g_strdup (_ ("The impact is not complete"));
  if (kh_lock_plan_get_chosen (plan) == NULL)
    return g_strdup (_ ("This way takes no environment down any more"));
  return kh_inquiry_is_checking (KH_INQUIRY (plan)) ? g_strdup ("") : NULL;
}

static void
kh_lock_impact_page_shown (KhWizardPage *page)
{
  KH_LOCK_IMPACT_PAGE (page)->is_shown = TRUE;
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (page));
  kh_inquiry_check (KH_INQUIRY (kh_lock_page_get_plan (KH_INQUIRY_PAGE (page))));
}

static void
kh_lock_impact_page_hidden (KhWizardPage *page)
{
  KH_LOCK_IMPACT_PAGE (page)->is_shown = FALSE;
  kh_wizard_page_set_error (page, NULL);
}

static void
kh_lock_impact_page_class_init (KhLockImpactPageClass *klass)
{
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_lock_impact_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_lock_impact_page_get_reason;
  KH_INQUIRY_PAGE_CLASS (klass)->looks = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_lock_impact_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->hidden = kh_lock_impact_page_hidden;
}

static void
kh_lock_impact_page_init (KhLockImpactPage *self)
{
}

KhWizardPage *
kh_lock_impact_page_new (KhOrganization *organization, KhLockPlan *plan)
{
  return g_object_new (KH_TYPE_LOCK_IMPACT_PAGE, "organization", organization, "inquiry", plan,
                       "step", _ ("Impact"), "title", _ ("What Goes Down"), NULL);
}
