/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Review of a rotation: what was decided, what will happen, and what must not be done. */
#include "kh-rotate-page.h"

#include "kh-rotate-words.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_ROTATE_REVIEW_PAGE (kh_rotate_review_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRotateReviewPage, kh_rotate_review_page, KH, ROTATE_REVIEW_PAGE,
                      KhRotatePage)

struct _KhRotateReviewPage {
  KhRotatePage parent_instance;
};

enum { SIGNAL_EDIT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhRotateReviewPage, kh_rotate_review_page, KH_TYPE_ROTATE_PAGE)

/* Longer lists end with a number. */
#define MOST_ROWS 12

static void
on_edit_clicked_cb (KhInquiryPage *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0);
}

static void
add_way (KhInquiryPage *self, KhRotatePlan *plan)
{
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, _ ("How"), NULL);
  KhRotateWay way = kh_rotate_plan_get_way (plan);
  g_autofree char *when =
      way == KH_ROTATE_SCHEDULE ? kh_rotate_schedule_words (plan) : kh_rotate_options_words (plan);
  GtkWidget *button = gtk_button_new_with_label (_ ("Edit"));

  kh_set_name (button, _ ("Edit How"));
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_edit_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (group, button);
  adw_preferences_group_add (group, kh_row_new (kh_rotate_way_title (way), when));
  adw_preferences_group_add (
      group, kh_property_row_new (_ ("Key"), kh_rotate_plan_get_id (plan), FALSE, FALSE));
}

/* Those that follow, and who does not. */
static void
add_environments (KhInquiryPage *self, KhRotatePlan *plan)
{
  g_autoptr (GPtrArray) followers = kh_rotate_plan_get_followers (plan);
  AdwPreferencesGroup *group;

  if (followers->len == 0)
    return;
  group = kh_inquiry_page_add_group (self, _ ("Environments"), NULL);
  for (guint i = 0; i < MIN (followers->len, MOST_ROWS); i++)
    adw_preferences_group_add (group,
                               kh_row_new (kh_item_get_name (followers->pdata[i]),
                                           kh_item_string (followers->pdata[i], "policy.name")));
  if (followers->len > MOST_ROWS) {
    guint more = followers->len - MOST_ROWS;
    g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", more), more);

    adw_preferences_group_add (group, kh_row_new (text, NULL));
  }
}

static void
add_warning (AdwPreferencesGroup *group, const char *text)
{
  GtkWidget *row = kh_row_new (text, NULL);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  kh_row_add_pill (row, KH_STATE_CHECK, "warn");
  adw_preferences_group_add (group, row);
}

static void
add_pinned (AdwPreferencesGroup *group, KhRotatePlan *plan)
{
  g_autoptr (GPtrArray) policies = kh_rotate_plan_get_policies (plan);

  for (guint i = 0; i < policies->len; i++)
    if (kh_item_is (policies->pdata[i], "versionRule", "pinned")) {
      g_autofree char *text = kh_rotate_stays (policies->pdata[i]);

      add_warning (group, text);
    }
}

static void
add_locked (AdwPreferencesGroup *group, KhRotatePlan *plan)
{
  g_autoptr (GPtrArray) environments = kh_rotate_plan_get_environments (plan);

  for (guint i = 0; i < environments->len; i++)
    if (kh_item_is (environments->pdata[i], "state", "Locked")) {
      g_autofree char *text = kh_cmk_locked (kh_item_get_name (environments->pdata[i]));

      add_warning (group, text);
    }
}

static void
add_consequence (KhInquiryPage *self, KhRotatePlan *plan)
{
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, _ ("What Will Happen"), NULL);
  g_autofree char *sentence = kh_rotate_sentence (plan);
  g_autofree char *forbidden = kh_rotate_do_not (plan, NULL);
  g_autofree char *trap = kh_rotate_plan_get_way (plan) == KH_ROTATE_SCHEDULE
                              ? kh_rotate_trap (plan)
                              : kh_rotate_expires (plan);
  GtkWidget *row = kh_row_new (sentence, forbidden);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
  if (trap != NULL)
    add_warning (group, trap);
  add_pinned (group, plan);
  add_locked (group, plan);
}

static void
kh_rotate_review_page_fill (KhInquiryPage *self)
{
  KhRotatePlan *plan = kh_rotate_page_get_plan (self);

  add_way (self, plan);
  add_environments (self, plan);
  add_consequence (self, plan);
  kh_wizard_page_set_verb (KH_WIZARD_PAGE (self), kh_rotate_plan_get_way (plan) == KH_ROTATE_VERSION
                                                      ? _ ("Crea_te New Version")
                                                      : _ ("_Save Schedule"));
}

static char *
kh_rotate_review_page_get_reason (KhInquiryPage *self)
{
  KhRotatePlan *plan = kh_rotate_page_get_plan (self);
  char *refusal = kh_rotate_page_refusal (self);

  if (refusal != NULL)
    return refusal;
  if (kh_inquiry_is_checking (KH_INQUIRY (plan)))
    return g_strdup ("");
  if (kh_inquiry_get_error (KH_INQUIRY (plan)) != NULL)
    return g_strdup (_ ("The checks could not be made"));
  return kh_rotate_plan_count_blocks (plan) > 0 ? g_strdup (_ ("The checks do not pass any more"))
                                                : NULL;
}

/* What was shown before may have changed. */
static void
kh_rotate_review_page_shown (KhWizardPage *page)
{
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (page));
  kh_inquiry_check (KH_INQUIRY (kh_rotate_page_get_plan (KH_INQUIRY_PAGE (page))));
}

static void
kh_rotate_review_page_class_init (KhRotateReviewPageClass *klass)
{
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_rotate_review_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_rotate_review_page_get_reason;
  KH_INQUIRY_PAGE_CLASS (klass)->looks = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_rotate_review_page_shown;
  signals[SIGNAL_EDIT] = g_signal_new ("edit", KH_TYPE_ROTATE_REVIEW_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_rotate_review_page_init (KhRotateReviewPage *self)
{
}

KhWizardPage *
kh_rotate_review_page_new (KhOrganization *organization, KhRotatePlan *plan)
{
  return g_object_new (KH_TYPE_ROTATE_REVIEW_PAGE, "organization", organization, "inquiry", plan,
                       "step", _ ("Review"), "title", _ ("Review"), NULL);
}
