/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Review: every decision once more, and what will happen. It is the confirmation. */
#include "kh-enable-page.h"

#include "kh-cmk-ways.h"
#include "kh-enable-findings.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_ENABLE_REVIEW_PAGE (kh_enable_review_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableReviewPage, kh_enable_review_page, KH, ENABLE_REVIEW_PAGE,
                      KhEnablePage)

struct _KhEnableReviewPage {
  KhEnablePage parent_instance;

  GtkBox *groups_box;
  KhJson *checks; /* (owned) (nullable) */
};

enum { SIGNAL_EDIT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhEnableReviewPage, kh_enable_review_page, KH_TYPE_ENABLE_PAGE)

static KhEnableDraft *
draft_of (KhEnableReviewPage *self)
{
  return kh_enable_page_get_draft (KH_ENABLE_PAGE (self));
}

static void
on_edit_clicked_cb (GtkButton *button, KhEnableReviewPage *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0,
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kh-part")));
}

static GtkWidget *
add_group (KhEnableReviewPage *self, const char *title, const char *edit_name, KhEnablePart part)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->groups_box, group);
  if (edit_name == NULL)
    return group;
  button = gtk_button_new_with_label (_ ("Edit"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_set_name (button, edit_name);
  g_object_set_data (G_OBJECT (button), "kh-part", GINT_TO_POINTER (part));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_edit_clicked_cb), self, 0);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
  return group;
}

static void
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), kh_row_new (title, subtitle));
}

static void
add_warning (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = kh_row_new (title, subtitle);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  kh_row_add_pill (row, KH_STATE_CHECK, "warn");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* Longer lists end with a number: whoever wants to read them all edits them. */
#define MOST_ROWS 12

/* What tells them apart: where they leave a policy, that. */
static const char *
describe (KhEnableReviewPage *self, KhItem *item)
{
  gboolean leaves = kh_enable_page_get_goal (KH_ENABLE_PAGE (self)) != KH_ENABLE_GOAL_ENABLE;

  return kh_item_string (item, leaves ? "policy.name" : "type");
}

static void
show_environments (KhEnableReviewPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  /* A change is of what was chosen before. */
  gboolean changes = kh_enable_page_get_goal (KH_ENABLE_PAGE (self)) == KH_ENABLE_GOAL_CHANGE;
  GtkWidget *group = add_group (self, _ ("Environments"), changes ? NULL : _ ("Edit Environments"),
                                KH_ENABLE_ENVIRONMENTS);
  guint count = kh_enable_draft_count (draft);
  g_autofree char *more = NULL;

  for (guint i = 0; i < count && i < MOST_ROWS; i++) {
    KhItem *item = kh_enable_draft_nth (draft, i);

    if (item != NULL)
      add_row (group, kh_item_get_name (item), describe (self, item));
  }
  if (count <= MOST_ROWS)
    return;
  more = g_strdup_printf (ngettext ("and %u more", "and %u more", count - MOST_ROWS),
                          count - MOST_ROWS);
  add_row (group, more, NULL);
}

static void
show_key (KhEnableReviewPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  GtkWidget *group = add_group (self, _ ("Key"), _ ("Edit Key"), KH_ENABLE_KEY);
  g_autofree char *vault = kh_enable_draft_vault_name (draft);
  g_autofree char *key = kh_enable_draft_key_name (draft);
  g_autofree char *id = g_strconcat (vault, "/", key, NULL);
  gboolean create = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY);
  gboolean create_vault = create && kh_enable_draft_flag (draft, KH_ENABLE_CREATE_VAULT);
  guint users = create ? 0 : kh_enable_draft_users_of_key (draft, id);
  g_autofree char *where = NULL;
  g_autofree char *shared = g_strdup_printf (
      ngettext ("Shared with %u other environment", "Shared with %u other environments", users),
      users);

  if (create_vault)
    where = g_strdup_printf (_ ("New key in the new vault %s, %s"), vault,
                             kh_enable_draft_text (draft, KH_ENABLE_TEXT_REGION));
  else
    where = g_strdup_printf (create ? _ ("New key in %s") : _ ("In %s"), vault);
  add_row (group, key, where);
  if (users > 0)
    add_warning (group, shared, _ ("Locking this key takes them offline together"));
}

static void
show_policy (KhEnableReviewPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  GtkWidget *group = add_group (self, _ ("Policy"), _ ("Edit Policy"), KH_ENABLE_POLICY);
  g_autofree char *policy = kh_enable_draft_policy_name (draft);
  const char *reader = kh_enable_draft_text (draft, KH_ENABLE_TEXT_READER);
  gboolean create = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_POLICY);
  const char *text = NULL;
  g_autofree char *read = NULL;

  if (create)
    text = kh_enable_draft_flag (draft, KH_ENABLE_GRANT)
               ? _ ("New policy; access to the key is granted")
               : _ ("New policy");
  if (create && kh_enable_draft_flag (draft, KH_ENABLE_PIN_VERSION)
      && !kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY))
    add_warning (group, policy, _ ("New policy; it stays on today's version of the key"));
  else
    add_row (group, policy, text);
  if (create && reader != NULL && *reader != '\0') {
    read = g_strdup_printf (_ ("%s may read it"), reader);
    add_row (group, read, NULL);
  }
}

/* "Finance Production goes offline when encryption starts and is encrypted with cmk-us through
 * contoso-us-cmk." */
static char *
make_sentence (KhEnableReviewPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  guint count = kh_enable_draft_count (draft);
  g_autofree char *subject = kh_enable_draft_subject (draft);
  g_autofree char *key = kh_enable_draft_key_name (draft);
  g_autofree char *policy = kh_enable_draft_policy_name (draft);
  g_autofree char *vault = kh_enable_draft_vault_name (draft);
  g_autofree char *left = kh_enable_draft_left_keys (draft);

  if (kh_enable_page_get_goal (KH_ENABLE_PAGE (self)) == KH_ENABLE_GOAL_CHANGE)
    return kh_cmk_change_sentence (subject, count, left, vault, key);
  if (kh_enable_page_returns (KH_ENABLE_PAGE (self)))
    return kh_cmk_return_sentence (subject, count);
  return kh_cmk_enable_sentence (subject, count, key, policy);
}

/* Less data than this tells nothing of the speed. */
#define MEASURED (16 * 1024 * 1024)

/* How long the same took this computer last, for @bytes; KH_TIME_NONE when nobody knows. */
static KhTime
estimate (KhEnableReviewPage *self, gint64 bytes)
{
  GListModel *operations = G_LIST_MODEL (kh_organization_get_list (
      kh_work_page_get_organization (KH_WORK_PAGE (self)), KH_ITEM_OPERATION));
  KhTime newest = KH_TIME_NONE, answer = KH_TIME_NONE;

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (operations, i);
    KhJson *json = kh_item_get_snapshot (item);
    gint64 moved = kh_json_int (json, "progress.bytesDone", 0);
    KhTime start = kh_json_time (json, "createdAt");
    KhTime end = kh_json_time (json, "endedAt");

    if (g_strcmp0 (kh_json_string (json, "state"), "Succeeded") != 0 || moved < MEASURED
        || start == KH_TIME_NONE || end == KH_TIME_NONE || end <= start || end < newest)
      continue;
    newest = end;
    answer = (KhTime)((double)(end - start) / (double)moved * (double)bytes);
  }
  return answer;
}

/* (transfer full): what it costs. */
static char *
describe_outage (KhEnableReviewPage *self)
{
  gint64 bytes = kh_json_int (self->checks, "bytes", 0);
  KhTime span = estimate (self, bytes);
  g_autofree char *size = kh_text_size ((guint64)MAX (bytes, 0));
  g_autofree char *about = NULL;

  if (bytes <= 0)
    return g_strdup (_ ("There is no data yet: it takes seconds"));
  if (span == KH_TIME_NONE)
    return g_strdup_printf (_ ("%s of data are encrypted anew"), size);
  if (span < KH_MINUTE)
    return g_strdup_printf (
        _ ("%s of data are encrypted anew; less than a minute on this computer"), size);
  about = kh_text_duration (span - span % KH_MINUTE);
  return g_strdup_printf (_ ("%s of data are encrypted anew; about %s on this computer"), size,
                          about);
}

/* (transfer full): what must not be done. */
static char *
make_warning (KhEnableReviewPage *self)
{
  static const KhCmkWay ways[] = { [KH_ENABLE_GOAL_ENABLE] = KH_WAY_ENABLE,
                                   [KH_ENABLE_GOAL_CHANGE] = KH_WAY_NEW_KEY,
                                   [KH_ENABLE_GOAL_RETURN] = KH_WAY_RETURN };
  KhCmkWay way = ways[kh_enable_page_get_goal (KH_ENABLE_PAGE (self))];
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *keys = kh_enable_draft_left_keys (draft_of (self));
  g_autofree char *until = kh_text_date (now + kh_cmk_way_hold (way), now);

  return kh_cmk_warning (way, keys, until);
}

/* What the checks warned of, once more. */
static void
add_warned (KhEnableReviewPage *self, GtkWidget *group)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));

  for (guint i = 0; i < kh_json_length (self->checks, "findings"); i++) {
    KhJson *finding = kh_json_element (self->checks, "findings", i);
    g_autofree char *title = kh_enable_finding_title (finding);
    g_autofree char *found = kh_enable_finding_found (finding, now);

    if (g_strcmp0 (kh_json_string (finding, "result"), "warn") == 0)
      add_warning (group, title, found);
  }
}

static void
show_consequences (KhEnableReviewPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  GtkWidget *group = add_group (self, _ ("What Will Happen"), NULL, KH_ENABLE_POLICY);
  g_autofree char *sentence = make_sentence (self);
  g_autofree char *forbidden = make_warning (self);
  g_autofree char *data = describe_outage (self);
  GtkWidget *row = kh_row_new (sentence, data);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  row = kh_row_new (forbidden, NULL);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY)
      && kh_enable_draft_flag (draft, KH_ENABLE_CREATE_VAULT))
    add_warning (group, _ ("Purge protection cannot be turned off again"),
                 kh_enable_draft_text (draft, KH_ENABLE_TEXT_VAULT_NAME));
  add_warned (self, group);
}

/* (transfer none): with the number still to be filled in. */
static const char *
verb_of (KhEnableGoal goal, guint count)
{
  if (goal == KH_ENABLE_GOAL_RETURN)
    return ngettext ("Return %u Environ_ment", "Return %u Environ_ments", count);
  if (goal == KH_ENABLE_GOAL_CHANGE)
    return ngettext ("Chan_ge Key of %u Environment", "Chan_ge Key of %u Environments", count);
  return ngettext ("_Enable for %u Environment", "_Enable for %u Environments", count);
}

static void
kh_enable_review_page_shown (KhWizardPage *page)
{
  KhEnableReviewPage *self = KH_ENABLE_REVIEW_PAGE (page);
  guint count = kh_enable_draft_count (draft_of (self));
  KhEnableGoal goal = kh_enable_page_get_goal (KH_ENABLE_PAGE (page));
  g_autofree char *verb = g_strdup_printf (verb_of (goal, count), count);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups_box))) != NULL)
    gtk_box_remove (self->groups_box, child);
  show_environments (self);
  if (goal != KH_ENABLE_GOAL_RETURN) {
    show_key (self);
    show_policy (self);
  }
  show_consequences (self);
  kh_wizard_page_set_destructive (page, goal != KH_ENABLE_GOAL_ENABLE);
  kh_wizard_page_set_verb (page, verb);
}

/* Whatever changed since the checks, they say it: without their word the verb is off. */
static void
kh_enable_review_page_changed (KhWorkPage *page)
{
  KhEnableReviewPage *self = KH_ENABLE_REVIEW_PAGE (page);

  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), self->checks != NULL ? NULL : "");
}

void
kh_enable_review_page_set_checks (KhWizardPage *page, KhJson *checks)
{
  KhEnableReviewPage *self = KH_ENABLE_REVIEW_PAGE (page);

  g_clear_pointer (&self->checks, kh_json_unref);
  self->checks = checks != NULL ? kh_json_ref (checks) : NULL;
  kh_work_page_update (KH_WORK_PAGE (self));
}

static void
kh_enable_review_page_dispose (GObject *object)
{
  KhEnableReviewPage *self = KH_ENABLE_REVIEW_PAGE (object);

  g_clear_pointer (&self->checks, kh_json_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ENABLE_REVIEW_PAGE);
  G_OBJECT_CLASS (kh_enable_review_page_parent_class)->dispose (object);
}

static void
kh_enable_review_page_class_init (KhEnableReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_review_page_dispose;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_enable_review_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_enable_review_page_shown;
  signals[SIGNAL_EDIT] = g_signal_new ("edit", KH_TYPE_ENABLE_REVIEW_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhEnableReviewPage, groups_box);
}

static void
kh_enable_review_page_init (KhEnableReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhWizardPage *
kh_enable_review_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_ENABLE_REVIEW_PAGE, "organization", organization, "draft", draft,
                       NULL);
}
