/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of a rotation: the rules of the key and of each policy that uses it, what is open on top.
 */
#include "kh-rotate-page.h"

#include "kh-enable-findings.h"
#include "kh-enable-plan.h"
#include "kh-repair-acts.h"
#include "kh-repair.h"
#include "kh-rotate-words.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_ROTATE_CHECKS_PAGE (kh_rotate_checks_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRotateChecksPage, kh_rotate_checks_page, KH, ROTATE_CHECKS_PAGE,
                      KhRotatePage)

struct _KhRotateChecksPage {
  KhRotatePage parent_instance;

  gboolean shows_passed;
};

G_DEFINE_FINAL_TYPE (KhRotateChecksPage, kh_rotate_checks_page, KH_TYPE_ROTATE_PAGE)

/* The rank of findings that passed or do not concern anybody. */
#define PASSED 4

static const struct {
  char letter;
  const char *title;
} groups[] = { { 'Y', N_ ("Key") },
               { 'P', N_ ("Identity and Permissions") },
               { 'R', N_ ("Removal and Rotation") } };

/* --- A row ------------------------------------------------------------------------------------ */

static gpointer
repair_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  return kh_repair_worker (client, data, cancellable, error) != NULL ? g_strdup ("") : NULL;
}

static void
repaired_cb (KhWorkPage *page)
{
  kh_inquiry_check (KH_INQUIRY (kh_rotate_page_get_plan (KH_INQUIRY_PAGE (page))));
}

static void
on_repair_clicked_cb (GtkWidget *button, KhWorkPage *page)
{
  const char *command = g_object_get_data (G_OBJECT (button), "kh-command");

  kh_work_page_run (page, repair_worker,
                    kh_repair_work_new (kh_work_page_get_organization (page), command),
                    kh_repair_work_free, button, repaired_cb);
}

static void
on_copy_clicked_cb (GtkWidget *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "kh-command"));
  /* There are no toasts in a wizard: the button says it. */
  gtk_button_set_label (GTK_BUTTON (button), _ ("Copied"));
}

/* What cures it is one click away, or a command. Making a new version is what all this is for. */
static void
add_cure (KhInquiryPage *self, GtkWidget *row, KhJson *finding, const char *title)
{
  const char *command = kh_json_string (finding, "fix.command");
  const char *verb =
      kh_enable_finding_blocks (finding) || kh_act_repair_kind (command) == KH_REPAIR_FOLLOW_LATEST
          ? kh_repair_verb (command)
          : NULL;
  g_autofree char *plain = verb != NULL ? kh_plain_label (verb) : NULL;
  g_autofree char *name =
      g_strdup_printf (_ ("%s: %s"), plain != NULL ? plain : _ ("Copy Command"), title);
  GtkWidget *button;

  if (command == NULL || kh_enable_finding_rank (finding) >= PASSED
      || g_strcmp0 (kh_json_string (finding, "id"), "Y9") == 0)
    return;
  button = gtk_button_new_with_label (plain != NULL ? plain : _ ("Copy Command"));
  kh_set_name (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "kh-command", g_strdup (command), g_free);
  if (plain != NULL)
    g_signal_connect_object (button, "clicked", G_CALLBACK (on_repair_clicked_cb), self, 0);
  else
    g_signal_connect (button, "clicked", G_CALLBACK (on_copy_clicked_cb), NULL);
  kh_row_add_button (row, button);
}

/* (transfer full) (nullable): of a policy that is pinned, what that means for a rotation. */
static char *
describe_pin (KhInquiryPage *self, KhJson *finding)
{
  KhItem *policy = kh_rotate_plan_find_policy (kh_rotate_page_get_plan (self), finding);

  if (g_strcmp0 (kh_json_string (finding, "id"), "Y11") != 0 || policy == NULL
      || kh_enable_finding_rank (finding) >= PASSED)
    return NULL;
  return kh_rotate_stays (policy);
}

static GtkWidget *
new_row (KhInquiryPage *self, KhJson *finding)
{
  g_autofree char *pin = describe_pin (self, finding);
  g_autofree char *title = pin != NULL ? g_steal_pointer (&pin) : kh_enable_finding_title (finding);
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *facts = kh_enable_finding_facts (finding, now);
  GtkWidget *row = kh_row_new (title, facts);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  kh_row_add_pill (row, KH_STATE_CHECK, kh_json_string (finding, "result"));
  add_cure (self, row, finding, title);
  return row;
}

/* --- The page --------------------------------------------------------------------------------- */

/* (transfer container): what is open of a group, the worst first. */
static GPtrArray *
list_open (GPtrArray *findings, char letter)
{
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++) {
    const char *id = kh_json_string (findings->pdata[i], "id");

    if (id != NULL && id[0] == letter && kh_enable_finding_rank (findings->pdata[i]) < PASSED)
      g_ptr_array_add (open, findings->pdata[i]);
  }
  kh_enable_findings_sort (open);
  return open;
}

/* One group whose worst finding has this rank: where something blocks comes first, and no group
 * comes twice. */
static void
add_open (KhInquiryPage *self, GPtrArray *findings, guint n, int rank)
{
  g_autoptr (GPtrArray) open = list_open (findings, groups[n].letter);
  AdwPreferencesGroup *group;

  if (open->len == 0 || kh_enable_finding_rank (open->pdata[0]) != rank)
    return;
  group = kh_inquiry_page_add_group (self, _ (groups[n].title), NULL);
  for (guint i = 0; i < open->len; i++)
    adw_preferences_group_add (group, new_row (self, open->pdata[i]));
}

static void
on_expanded_cb (AdwExpanderRow *expander, GParamSpec *pspec, KhRotateChecksPage *self)
{
  self->shows_passed = adw_expander_row_get_expanded (expander);
}

static void
add_passed (KhInquiryPage *self, GPtrArray *findings)
{
  GtkWidget *expander = adw_expander_row_new ();
  g_autofree char *title = NULL;
  guint count = 0;

  for (guint i = 0; i < findings->len; i++) {
    KhJson *finding = findings->pdata[i];

    if (kh_enable_finding_rank (finding) < PASSED)
      continue;
    count += g_strcmp0 (kh_json_string (finding, "result"), "pass") == 0;
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), new_row (self, finding));
  }
  title = g_strdup_printf (ngettext ("%u check passed", "%u checks passed", count), count);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  kh_set_name (expander, title);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander),
                                 KH_ROTATE_CHECKS_PAGE (self)->shows_passed);
  g_signal_connect_object (expander, "notify::expanded", G_CALLBACK (on_expanded_cb), self, 0);
  adw_preferences_group_add (kh_inquiry_page_add_group (self, NULL, NULL), expander);
}

static void
kh_rotate_checks_page_fill (KhInquiryPage *self)
{
  KhRotatePlan *plan = kh_rotate_page_get_plan (self);
  g_autoptr (GPtrArray) findings = kh_rotate_plan_get_findings (plan);

  if (kh_inquiry_get_time (KH_INQUIRY (plan)) == KH_TIME_NONE)
    return;
  if (findings->len == 0) {
    kh_inquiry_page_add_sentence (
        self, _ ("No policy uses this key, so nothing depends on what it is like."));
    return;
  }
  for (int rank = 0; rank < PASSED; rank++)
    for (guint n = 0; n < G_N_ELEMENTS (groups); n++)
      add_open (self, findings, n, rank);
  add_passed (self, findings);
}

static char *
kh_rotate_checks_page_get_reason (KhInquiryPage *self)
{
  KhRotatePlan *plan = kh_rotate_page_get_plan (self);
  char *refusal = kh_rotate_page_refusal (self);
  guint blocks = kh_rotate_plan_count_blocks (plan);

  if (refusal != NULL)
    return refusal;
  if (kh_inquiry_is_checking (KH_INQUIRY (plan)))
    return g_strdup ("");
  if (kh_inquiry_get_time (KH_INQUIRY (plan)) == KH_TIME_NONE
      || kh_inquiry_get_error (KH_INQUIRY (plan)) != NULL)
    return g_strdup (_ ("The checks could not be made"));
  if (blocks > 0)
    return g_strdup_printf (ngettext ("%u check blocks %s", "%u checks block %s", blocks), blocks,
                            kh_rotate_plan_get_name (plan));
  return NULL;
}

static void
kh_rotate_checks_page_shown (KhWizardPage *page)
{
  kh_inquiry_check (KH_INQUIRY (kh_rotate_page_get_plan (KH_INQUIRY_PAGE (page))));
}

static void
kh_rotate_checks_page_class_init (KhRotateChecksPageClass *klass)
{
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_rotate_checks_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_rotate_checks_page_get_reason;
  KH_INQUIRY_PAGE_CLASS (klass)->looks = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_rotate_checks_page_shown;
}

static void
kh_rotate_checks_page_init (KhRotateChecksPage *self)
{
}

KhWizardPage *
kh_rotate_checks_page_new (KhOrganization *organization, KhRotatePlan *plan)
{
  return g_object_new (KH_TYPE_ROTATE_CHECKS_PAGE, "organization", organization, "inquiry", plan,
                       "step", _ ("Checks"), "title", _ ("Checks"), "body",
                       _ ("Everything the platform demands, tried now."), NULL);
}
