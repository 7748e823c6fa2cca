/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks: every rule at once, what is open on top, with evidence, owner and cure. */
#include "kh-enable-page.h"

#include "kh-enable-findings.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_ENABLE_CHECKS_PAGE (kh_enable_checks_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableChecksPage, kh_enable_checks_page, KH, ENABLE_CHECKS_PAGE,
                      KhEnablePage)

struct _KhEnableChecksPage {
  KhEnablePage parent_instance;

  GtkWidget *busy_box;
  GtkSpinner *spinner;
  GtkBox *groups_box;
  AdwPreferencesGroup *later_group, *passed_group;
  AdwExpanderRow *later_row, *passed_row;
  GtkButton *again_button;
  GtkLabel *time_label;

  GPtrArray *later;       /* (element-type GtkWidget): rows of the expander */
  GPtrArray *passed;      /* the same */
  KhJson *result;         /* (owned) (nullable) */
  char *checked;          /* (nullable): the plan that was checked, or is being checked */
  GCancellable *checking; /* (owned) (nullable) */
  gboolean narrow;        /* as the rows were made */
};

G_DEFINE_FINAL_TYPE (KhEnableChecksPage, kh_enable_checks_page, KH_TYPE_ENABLE_PAGE)

/* The rank of findings whose object does not exist yet; those above it passed. */
#define LATER 3

static const struct {
  char letter;
  const char *title;
} groups[] = { { 'E', N_ ("Environments") },
               { 'K', N_ ("Vault") },
               { 'Y', N_ ("Key") },
               { 'P', N_ ("Identity and Permissions") },
               { 'R', N_ ("Removal and Rotation") } };

static void check (KhEnableChecksPage *self);

static void
check_again (KhWorkPage *page)
{
  check (KH_ENABLE_CHECKS_PAGE (page));
}

/* (transfer full): why Next is off. */
static char *
find_reason (KhEnableChecksPage *self)
{
  const char *subject = NULL;
  gboolean same = TRUE;
  guint count = 0;

  if (self->result == NULL)
    return g_strdup ("");
  for (guint i = 0; i < kh_json_length (self->result, "findings"); i++) {
    KhJson *finding = kh_json_element (self->result, "findings", i);

    if (!kh_enable_finding_blocks (finding))
      continue;
    count++;
    same &= count == 1 || g_strcmp0 (subject, kh_json_string (finding, "subject")) == 0;
    subject = kh_json_string (finding, "subject");
  }
  if (count == 0)
    return NULL;
  if (same && subject != NULL)
    return g_strdup_printf (ngettext ("%u check blocks %s", "%u checks block %s", count), count,
                            subject);
  return g_strdup_printf (ngettext ("%u check blocks", "%u checks block", count), count);
}

/* (transfer container): what is open in the group of @letter, the worst first. */
static GPtrArray *
find_open (KhEnableChecksPage *self, char letter)
{
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; i < kh_json_length (self->result, "findings"); i++) {
    KhJson *finding = kh_json_element (self->result, "findings", i);
    const char *id = kh_json_string (finding, "id");

    if (id != NULL && id[0] == letter && kh_enable_finding_rank (finding) < LATER)
      g_ptr_array_add (open, finding);
  }
  kh_enable_findings_sort (open);
  return open;
}

static void
add_group (KhEnableChecksPage *self, const char *title, GPtrArray *open)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < open->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               kh_enable_finding_row_new (KH_ENABLE_PAGE (self),
                                                          g_ptr_array_index (open, i),
                                                          check_again));
  gtk_box_append (self->groups_box, group);
}

/* The groups in their order, but those where something blocks come first, then what is unknown. */
static void
show_open (KhEnableChecksPage *self)
{
  for (int rank = 0; rank < LATER; rank++)
    for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
      g_autoptr (GPtrArray) open = find_open (self, groups[i].letter);

      if (open->len > 0 && kh_enable_finding_rank (g_ptr_array_index (open, 0)) == rank)
        add_group (self, _ (groups[i].title), open);
    }
}

/* Fills an expander anew: with findings that come later, or with those that passed. */
static guint
fill (KhEnableChecksPage *self, AdwExpanderRow *expander, GPtrArray *rows, gboolean later)
{
  guint count = 0;

  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (expander, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
  for (guint i = 0; i < kh_json_length (self->result, "findings"); i++) {
    KhJson *finding = kh_json_element (self->result, "findings", i);
    GtkWidget *row;

    if (kh_enable_finding_rank (finding) < LATER
        || (kh_enable_finding_rank (finding) == LATER) != later)
      continue;
    row = kh_enable_finding_row_new (KH_ENABLE_PAGE (self), finding, check_again);
    adw_expander_row_add_row (expander, row);
    g_ptr_array_add (rows, row);
    count += later || g_strcmp0 (kh_json_string (finding, "result"), "pass") == 0;
  }
  return count;
}

static void
show_closed (KhEnableChecksPage *self)
{
  guint later = fill (self, self->later_row, self->later, TRUE);
  guint passed = fill (self, self->passed_row, self->passed, FALSE);
  g_autofree char *come =
      g_strdup_printf (ngettext ("%u check comes later", "%u checks come later", later), later);
  g_autofree char *pass =
      g_strdup_printf (ngettext ("%u check passed", "%u checks passed", passed), passed);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->later_row), come);
  kh_set_name (GTK_WIDGET (self->later_row), come);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passed_row), pass);
  kh_set_name (GTK_WIDGET (self->passed_row), pass);
}

static void
show_result (KhEnableChecksPage *self)
{
  GtkWidget *child;

  self->narrow = kh_wizard_page_is_narrow (KH_WIZARD_PAGE (self));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups_box))) != NULL)
    gtk_box_remove (self->groups_box, child);
  show_open (self);
  show_closed (self);
}

/* While it is checked again, the old rows stay, but for the first time there are none. */
static void
show_state (KhEnableChecksPage *self)
{
  gboolean running = self->checking != NULL;
  g_autofree char *reason = find_reason (self);

  gtk_widget_set_visible (self->busy_box, running);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again_button), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->groups_box), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->later_group), !running && self->later->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->passed_group), !running && self->passed->len > 0);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, running, -1);
  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), running ? "" : reason);
}

static void
show_time (KhEnableChecksPage *self)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *clock = kh_text_clock (now, now);
  g_autofree char *text = g_strdup_printf (_ ("Checked at %s"), clock);

  gtk_label_set_text (self->time_label, text);
}

/* While it was checked there was nothing to be focused: whoever waited is taken on. */
static void
take_focus (KhEnableChecksPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (gtk_widget_get_mapped (GTK_WIDGET (self))
      && (focus == NULL || gtk_widget_is_ancestor (GTK_WIDGET (self), focus)))
    kh_wizard_page_focus (KH_WIZARD_PAGE (self));
}

/* A newer check, or the end of the page, has cancelled this one. */
typedef struct {
  KhEnableChecksPage *page;  /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Check;

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Check *pending = data;
  g_autoptr (KhEnableChecksPage) self = pending->page;
  g_autoptr (GCancellable) cancellable = pending->cancellable;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  if (g_cancellable_is_cancelled (cancellable))
    return;
  g_clear_object (&self->checking);
  if (answer != NULL)
    self->result = g_steal_pointer (&answer);
  else
    kh_wizard_page_set_error (KH_WIZARD_PAGE (self), error);
  show_result (self);
  if (self->result != NULL)
    show_time (self);
  show_state (self);
  take_focus (self);
}

static void
stop (KhEnableChecksPage *self)
{
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
}

static void
check (KhEnableChecksPage *self)
{
  KhEnablePlan *plan = kh_enable_page_make_plan (KH_ENABLE_PAGE (self));
  Check *pending = g_new0 (Check, 1);

  stop (self);
  g_clear_pointer (&self->result, kh_json_unref);
  g_free (self->checked);
  self->checked = kh_enable_plan_print (plan);
  self->checking = g_cancellable_new ();
  pending->page = g_object_ref (self);
  pending->cancellable = g_object_ref (self->checking);
  kh_wizard_page_set_error (KH_WIZARD_PAGE (self), NULL);
  kh_organization_run_async (kh_work_page_get_organization (KH_WORK_PAGE (self)), kh_enable_check,
                             plan, (GDestroyNotify)kh_enable_plan_free,
                             (GDestroyNotify)kh_json_unref, self->checking, checked_cb, pending);
  show_state (self);
}

/* What was checked was another draft. */
static void
kh_enable_checks_page_changed (KhWorkPage *page)
{
  KhEnableChecksPage *self = KH_ENABLE_CHECKS_PAGE (page);
  g_autoptr (KhEnablePlan) plan = kh_enable_page_make_plan (KH_ENABLE_PAGE (page));
  g_autofree char *now = kh_enable_plan_print (plan);

  if (self->checked != NULL && !g_str_equal (now, self->checked)) {
    stop (self);
    g_clear_pointer (&self->result, kh_json_unref);
    g_clear_pointer (&self->checked, g_free);
  } else if (self->result != NULL
             && self->narrow != kh_wizard_page_is_narrow (KH_WIZARD_PAGE (page))) {
    show_result (self);
  }
  show_state (self);
}

static void
kh_enable_checks_page_shown (KhWizardPage *page)
{
  KhEnableChecksPage *self = KH_ENABLE_CHECKS_PAGE (page);

  if (self->result == NULL && self->checking == NULL)
    check (self);
}

static GtkWidget *
kh_enable_checks_page_get_focus (KhWizardPage *page)
{
  return GTK_WIDGET (KH_ENABLE_CHECKS_PAGE (page)->again_button);
}

static void
on_again_clicked_cb (KhEnableChecksPage *self)
{
  check (self);
}

static void
kh_enable_checks_page_dispose (GObject *object)
{
  KhEnableChecksPage *self = KH_ENABLE_CHECKS_PAGE (object);

  stop (self);
  g_ptr_array_set_size (self->later, 0);
  g_ptr_array_set_size (self->passed, 0);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ENABLE_CHECKS_PAGE);
  G_OBJECT_CLASS (kh_enable_checks_page_parent_class)->dispose (object);
}

static void
kh_enable_checks_page_finalize (GObject *object)
{
  KhEnableChecksPage *self = KH_ENABLE_CHECKS_PAGE (object);

  g_clear_pointer (&self->result, kh_json_unref);
  g_ptr_array_unref (self->later);
  g_ptr_array_unref (self->passed);
  g_free (self->checked);
  G_OBJECT_CLASS (kh_enable_checks_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, KhEnableChecksPage, name)

static void
kh_enable_checks_page_class_init (KhEnableChecksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_checks_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_enable_checks_page_finalize;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_enable_checks_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_enable_checks_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_enable_checks_page_get_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-checks-page.ui");
  BIND (busy_box);
  BIND (spinner);
  BIND (groups_box);
  BIND (later_group);
  BIND (later_row);
  BIND (passed_group);
  BIND (passed_row);
  BIND (again_button);
  BIND (time_label);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked_cb);
}

static void
kh_enable_checks_page_init (KhEnableChecksPage *self)
{
  self->later = g_ptr_array_new ();
  self->passed = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhWizardPage *
kh_enable_checks_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_ENABLE_CHECKS_PAGE, "organization", organization, "draft", draft,
                       NULL);
}

KhJson *
kh_enable_checks_page_get_result (KhWizardPage *page)
{
  return KH_ENABLE_CHECKS_PAGE (page)->result;
}
