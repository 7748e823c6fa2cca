/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result: how it ended, for each environment, and what can be done about it. */
#include "kh-enable-page.h"

#include "kh-enable-step.h"
#include "kh-facts.h"
#include "kh-limits.h"
#include "kh-old-keys.h"
#include "kh-result-view.h"
#include "kh-rows.h"
#include "kh-state.h"
#include "kh-text.h"
#include "kh-verified.h"

/* What the second button does. */
typedef enum { OTHER_OPERATIONS, OTHER_RETRY, OTHER_BACK, OTHER_VERIFY, OTHER_OLD_KEYS } Other;

#define KH_TYPE_ENABLE_RESULT_PAGE (kh_enable_result_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableResultPage, kh_enable_result_page, KH, ENABLE_RESULT_PAGE,
                      KhEnablePage)

struct _KhEnableResultPage {
  KhEnablePage parent_instance;

  KhResultView *view;
  KhEnableRun *run; /* (owned) (nullable) */
  char **old_keys;  /* (nullable): ids of those that others may know */
  Other other;
};

enum { SIGNAL_BACK, SIGNAL_RETRY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhEnableResultPage, kh_enable_result_page, KH_TYPE_ENABLE_PAGE)

static void
show_other (KhEnableResultPage *self, Other other, const char *label)
{
  self->other = other;
  kh_result_view_set_other (self->view, label);
}

/* What differs between enabling and returning. */
typedef struct {
  const char *paused, *started;
  const char *partly;  /* %u of %u */
  const char *stopped; /* in the middle of it */
  const char *kept;    /* %s: why, then where the data is */
} Words;
static const Words words[] = {
  [KH_ENABLE_GOAL_ENABLE] = { N_ ("Encryption Is Paused"), N_ ("Encryption Has Started"),
                              N_ ("%u of %u Environments Encrypted"), N_ ("Encryption Stopped"),
                              N_ ("%s The data stays on the Microsoft key.") },
  [KH_ENABLE_GOAL_CHANGE] = { N_ ("The Change Is Paused"), N_ ("Changing the Key"),
                              N_ ("%u of %u Environments Changed"), N_ ("The Change Stopped"),
                              N_ ("%s The data stays on the old key.") },
  [KH_ENABLE_GOAL_RETURN] = { N_ ("The Return Is Paused"), N_ ("Returning"),
                              N_ ("%u of %u Environments Returned"), N_ ("The Return Stopped"),
                              N_ ("%s The data stays on the customer-managed key.") },
};

static const Words *
words_of (KhEnableResultPage *self)
{
  return &words[kh_enable_run_get_plan (self->run)->goal];
}

/* (transfer full): "Finance Production", "2 environments". */
static char *
subject (KhEnableResultPage *self)
{
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  guint count = g_strv_length (plan->names);

  return count == 1
             ? g_strdup (plan->names[0])
             : g_strdup_printf (ngettext ("%u environment", "%u environments", count), count);
}

/* The service's word for an environment whose key is active, but something covered is not on it.
 * @flows: (out): those that stay on the Microsoft key. */
static gboolean
has_warning (KhEnableResultPage *self, guint *flows)
{
  gboolean found = FALSE;
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  KhItemList *all = kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (self)),
                                              KH_ITEM_ENVIRONMENT);

  for (guint i = 0; plan->environments[i] != NULL; i++) {
    KhItem *item = kh_item_list_find (all, plan->environments[i]);

    if (item == NULL || !kh_item_is (item, "encryptionStatus", "Warning"))
      continue;
    found = TRUE;
    *flows += kh_fact_flows (item);
  }
  return found;
}

static void
show_warning (KhEnableResultPage *self, guint flows)
{
  g_autofree char *body =
      flows > 0 ? g_strdup_printf (ngettext ("%u flow stays on the Microsoft key.",
                                             "%u flows stay on the Microsoft key.", flows),
                                   flows)
                : g_strdup (kh_state_info (KH_STATE_ENCRYPTION, "Warning").sentence);

  kh_result_view_show (self->view, KH_RESULT_PARTLY, _ ("Encrypted With a Warning"), body);
}

static void
show_returned (KhEnableResultPage *self)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *end = kh_text_date (now + KH_REMOVAL_HOLD, now);
  g_autofree char *body = g_strdup_printf (
      _ ("The platform's key protects the data. Restoring backups needs the old key until %s."),
      end);

  kh_result_view_show (self->view, KH_RESULT_SUCCESS, _ ("On the Microsoft-Managed Key"), body);
  show_other (self, OTHER_OPERATIONS, _ ("Show Operations"));
}

/* Once nothing is on them any more, and everything was read with the new key, and not before, there
 * is a way to where they are disabled. */
static void
show_old_keys (KhEnableResultPage *self)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  g_autofree char *obstacle = NULL;
  KhOldKeysState state;

  if (self->old_keys == NULL)
    return;
  state = kh_old_keys_look (organization, (const char *const *)self->old_keys, plan, &obstacle);
  kh_old_keys_show_rows (organization, plan, self->view);
  kh_result_view_set_warning (self->view, obstacle);
  if (state == KH_OLD_KEYS_LEFT)
    show_other (self, OTHER_OLD_KEYS,
                self->old_keys[1] == NULL ? _ ("_Open the Old Key") : _ ("_Open the Old Keys"));
  else if (state == KH_OLD_KEYS_UNVERIFIED)
    show_other (self, OTHER_VERIFY, _ ("_Verify Now"));
  else if (state == KH_OLD_KEYS_UNREAD)
    show_other (self, OTHER_VERIFY, _ ("_Verify Again"));
}

static void
show_changed (KhEnableResultPage *self)
{
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *end = kh_text_date (now + KH_REMOVAL_HOLD, now);
  g_autofree char *who = subject (self);
  g_autofree char *body = g_strdup_printf (
      ngettext ("%s is encrypted with %s. Restoring backups needs the old key until %s.",
                "%s are encrypted with %s. Restoring backups needs the old keys until %s.",
                g_strv_length (plan->names)),
      who, plan->key, end);

  kh_result_view_show (self->view, KH_RESULT_SUCCESS, _ ("Key Changed"), body);
  show_other (self, OTHER_OPERATIONS, _ ("Show Operations"));
}

static void
show_success (KhEnableResultPage *self)
{
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  g_autofree char *who = subject (self);
  g_autofree char *body =
      g_strdup_printf (ngettext ("%s is encrypted with %s.", "%s are encrypted with %s.",
                                 g_strv_length (plan->names)),
                       who, plan->key);
  guint flows = 0;

  if (has_warning (self, &flows))
    show_warning (self, flows);
  else
    kh_result_view_show (self->view, KH_RESULT_SUCCESS, _ ("Encrypted"), body);
  show_other (self, OTHER_OPERATIONS, _ ("Show Operations"));
}

static void
show_started (KhEnableResultPage *self)
{
  g_autofree char *who = subject (self);
  gboolean paused = kh_enable_run_count_state (self->run, "Paused") > 0;

  if (paused)
    kh_result_view_show (self->view, KH_RESULT_PAUSED, _ (words_of (self)->paused),
                         kh_state_info (KH_STATE_OPERATION, "Paused").sentence);
  else
    kh_result_view_show (self->view, KH_RESULT_RUNNING, _ (words_of (self)->started),
                         _ ("It goes on when this is closed. Operations shows the stages."));
  show_other (self, OTHER_OPERATIONS, _ ("Show Operations"));
}

/* (transfer full): why the first failed step failed, with the object. */
static char *
cause (KhEnableResultPage *self)
{
  const KhEnableStep *failure = kh_enable_run_get_failure (self->run);
  g_autofree char *title = failure != NULL ? kh_enable_step_title (failure) : NULL;
  g_autofree char *body =
      failure != NULL && failure->error != NULL ? kh_enable_step_error (failure->error) : NULL;

  if (failure == NULL)
    return g_strdup (_ ("It was canceled."));
  /* Translators: a step or an environment, and why it failed. */
  return g_strdup_printf (_ ("%s: %s"), title, body != NULL ? body : _ ("it failed."));
}

static gboolean
was_refused (const KhEnableStep *step)
{
  return g_str_equal (step->state, "Failed") && step->operation_id == NULL;
}

static void
show_partly (KhEnableResultPage *self)
{
  guint all = g_strv_length (kh_enable_run_get_plan (self->run)->names);
  guint good = kh_enable_run_count_state (self->run, "Succeeded");
  const KhEnableStep *failure = kh_enable_run_get_failure (self->run);
  g_autofree char *why = cause (self);
  g_autofree char *title = g_strdup_printf (_ (words_of (self)->partly), good, all);
  g_autofree char *body =
      failure != NULL && !was_refused (failure) ? g_strdup_printf (
          _ ("%s Its data stays readable. Retry continues where it stopped."), why)
                                                : g_strdup (why);

  kh_result_view_show (self->view, KH_RESULT_PARTLY, title, body);
  show_other (self, OTHER_RETRY, _ ("Retry"));
}

/* (transfer full): what was made before it failed, or NULL. */
static char *
describe_made (KhEnableResultPage *self)
{
  g_autoptr (GString) made = g_string_new (NULL);
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  const struct {
    KhEnableStepKind kind;
    const char *text;
    const char *name;
  } things[] = { { KH_ENABLE_STEP_VAULT, _ ("vault %s"), plan->vault },
                 { KH_ENABLE_STEP_KEY, _ ("key %s"), plan->key },
                 { KH_ENABLE_STEP_POLICY, _ ("policy %s"), plan->policy } };

  for (guint i = 0; i < G_N_ELEMENTS (things); i++) {
    g_autofree char *one = g_strdup_printf (things[i].text, things[i].name);

    if (kh_enable_run_made (self->run, things[i].kind))
      g_string_append_printf (made, "%s%s", made->len > 0 ? ", " : "", one);
  }
  return made->len > 0 ? g_strdup (made->str) : NULL;
}

static const char *
back_label (KhEnableStepKind kind)
{
  switch (kind) {
  case KH_ENABLE_STEP_VAULT:
  case KH_ENABLE_STEP_KEY:
    return _ ("Back to Key");
  case KH_ENABLE_STEP_POLICY:
  case KH_ENABLE_STEP_GRANT:
  case KH_ENABLE_STEP_READER:
    return _ ("Back to Policy");
  case KH_ENABLE_STEP_CHECKS:
  case KH_ENABLE_STEP_ENVIRONMENT:
    return _ ("Back to Checks");
  }
  g_return_val_if_reached (NULL);
}

static void
show_failure (KhEnableResultPage *self)
{
  const KhEnableStep *failure = kh_enable_run_get_failure (self->run);
  g_autofree char *why = cause (self);
  g_autofree char *made = describe_made (self);
  g_autofree char *kept = g_strdup_printf (_ (words_of (self)->kept), why);
  g_autofree char *body = NULL;

  if (failure != NULL && failure->kind == KH_ENABLE_STEP_ENVIRONMENT && !was_refused (failure)) {
    body =
        g_strdup_printf (_ ("%s Its data stays readable. Retry continues where it stopped."), why);
    kh_result_view_show (self->view, KH_RESULT_FAILED, _ (words_of (self)->stopped), body);
    show_other (self, OTHER_RETRY, _ ("Retry"));
    return;
  }
  if (made != NULL)
    /* Translators: why it failed and where the data is, and a list of what was made before. */
    body = g_strdup_printf (_ ("%s Made already and kept: %s."), kept, made);
  else
    body = g_steal_pointer (&kept);
  kh_result_view_show (self->view, KH_RESULT_FAILED,
                       made != NULL ? _ ("No Environment Was Changed") : _ ("Nothing Was Changed"),
                       body);
  show_other (self, OTHER_BACK,
              back_label (failure != NULL ? failure->kind : KH_ENABLE_STEP_CHECKS));
}

static void
show_objects (KhEnableResultPage *self)
{
  kh_result_view_clear_rows (self->view);
  for (guint i = 0; i < kh_enable_run_count (self->run); i++) {
    const KhEnableStep *step = kh_enable_run_nth (self->run, i);
    GtkWidget *row;

    if (step->kind != KH_ENABLE_STEP_ENVIRONMENT && step->error == NULL)
      continue;
    row = kh_step_row_new ();
    kh_enable_step_show (step, KH_STEP_ROW (row));
    kh_result_view_add_row (self->view, row);
  }
}

static void
kh_enable_result_page_changed (KhWorkPage *page)
{
  KhEnableResultPage *self = KH_ENABLE_RESULT_PAGE (page);
  KhEnableOutcome outcome;
  KhEnableGoal goal;

  if (self->run == NULL)
    return;
  outcome = kh_enable_run_get_outcome (self->run);
  goal = kh_enable_run_get_plan (self->run)->goal;
  if (outcome == KH_ENABLE_SUCCEEDED && goal == KH_ENABLE_GOAL_RETURN)
    show_returned (self);
  else if (outcome == KH_ENABLE_SUCCEEDED && goal == KH_ENABLE_GOAL_CHANGE)
    show_changed (self);
  else if (outcome == KH_ENABLE_SUCCEEDED)
    show_success (self);
  else if (outcome == KH_ENABLE_PARTLY)
    show_partly (self);
  else if (outcome == KH_ENABLE_FAILED)
    show_failure (self);
  else
    show_started (self);
  kh_result_view_set_warning (
      self->view, outcome == KH_ENABLE_STARTED
                      ? _ ("Disable, delete or move the key, the vault or the policy's access")
                      : NULL);
  if (outcome == KH_ENABLE_SUCCEEDED && goal == KH_ENABLE_GOAL_CHANGE)
    show_old_keys (self);
}

void
kh_enable_result_page_set_old_keys (KhWizardPage *page, const char *const *keys)
{
  KhEnableResultPage *self = KH_ENABLE_RESULT_PAGE (page);

  g_strfreev (self->old_keys);
  self->old_keys = g_strdupv ((char **)keys);
}

void
kh_enable_result_page_set_run (KhWizardPage *page, KhEnableRun *run)
{
  KhEnableResultPage *self = KH_ENABLE_RESULT_PAGE (page);

  g_set_object (&self->run, run);
  show_objects (self);
  kh_work_page_update (KH_WORK_PAGE (self));
}

static GtkWidget *
kh_enable_result_page_get_focus (KhWizardPage *page)
{
  return kh_result_view_get_done (KH_ENABLE_RESULT_PAGE (page)->view);
}

static void
leave_to_old_keys (KhEnableResultPage *self)
{
  g_autofree char *uri = kh_old_keys_format_uri ((const char *const *)self->old_keys);

  kh_result_view_leave (self->view, uri);
}

/* Reads everything that was moved; what comes of it comes with the environments. */
static void
verify (KhEnableResultPage *self)
{
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);

  kh_work_page_run (KH_WORK_PAGE (self), kh_verify_worker, g_strdupv (plan->environments),
                    (GDestroyNotify)g_strfreev, kh_result_view_get_other (self->view), NULL);
}

static void
on_other_cb (KhEnableResultPage *self)
{
  switch (self->other) {
  case OTHER_OPERATIONS:
    kh_result_view_leave (self->view, "keyhold:operations");
    break;
  case OTHER_RETRY:
    g_signal_emit (self, signals[SIGNAL_RETRY], 0);
    break;
  case OTHER_BACK:
    g_signal_emit (self, signals[SIGNAL_BACK], 0);
    break;
  case OTHER_VERIFY:
    verify (self);
    break;
  case OTHER_OLD_KEYS:
    leave_to_old_keys (self);
    break;
  }
}

static void
kh_enable_result_page_dispose (GObject *object)
{
  KhEnableResultPage *self = KH_ENABLE_RESULT_PAGE (object);

  g_clear_object (&self->run);
  g_clear_pointer (&self->old_keys, g_strfreev);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ENABLE_RESULT_PAGE);
  G_OBJECT_CLASS (kh_enable_result_page_parent_class)->dispose (object);
}

static void
kh_enable_result_page_class_init (KhEnableResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_result_page_dispose;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_enable_result_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->closes = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_enable_result_page_get_focus;
  signals[SIGNAL_BACK] = g_signal_new ("back", KH_TYPE_ENABLE_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", KH_TYPE_ENABLE_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (KH_TYPE_RESULT_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhEnableResultPage, view);
  gtk_widget_class_bind_template_callback (widget_class, on_other_cb);
}

static void
kh_enable_result_page_init (KhEnableResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhWizardPage *
kh_enable_result_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_ENABLE_RESULT_PAGE, "organization", organization, "draft", draft,
                       NULL);
}
