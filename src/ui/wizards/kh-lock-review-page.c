/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Review of a lock, and its guard: the name is typed. */
#include "kh-lock-page.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "kh-compat-files.h"
#include "kh-lock-text.h"
#include "kh-lock-words.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"

/* A confirmation lives for five minutes. */
#define RENEW_SECONDS 240

#define KH_TYPE_LOCK_REVIEW_PAGE (kh_lock_review_page_get_type ())
G_DECLARE_FINAL_TYPE (KhLockReviewPage, kh_lock_review_page, KH, LOCK_REVIEW_PAGE, KhLockPage)

struct _KhLockReviewPage {
  KhLockPage parent_instance;

  AdwPreferencesGroup *name_group;
  AdwEntryRow *name_row;
  GtkWidget *mismatch_label;
  AdwActionRow *save_row;
  GtkSwitch *save_switch;
  GFile *folder; /* (owned) */
  guint renewal; /* source, 0: none */
};

enum { SIGNAL_SHOW_IMPACT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhLockReviewPage, kh_lock_review_page, KH_TYPE_LOCK_PAGE)

static KhLockPlan *
get_plan (KhLockReviewPage *self)
{
  return kh_lock_page_get_plan (KH_INQUIRY_PAGE (self));
}

/* --- What was decided ------------------------------------------------------------------------- */

static void
add_fact (AdwPreferencesGroup *group, const char *caption, const char *value)
{
  adw_preferences_group_add (group, kh_property_row_new (caption, value, FALSE, FALSE));
}

/* (transfer full): names of all, up to a handful. */
static char *
list_environments (KhJson *impact)
{
  guint n = kh_json_length (impact, "environments");
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, 6); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            kh_json_string (kh_json_element (impact, "environments", i), "name"));
  if (n > 6)
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", n - 6), n - 6);
  return g_string_free (names, FALSE);
}

static void
add_decisions (KhInquiryPage *self, const KhLockWay *way)
{
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, NULL, NULL);
  g_autofree char *title = kh_lock_way_title (way);
  g_autofree char *reason = kh_lock_reason_line (kh_lock_page_get_plan (self));
  g_autofree char *environments = list_environments (way->impact);
  g_auto (GStrv) back = g_new0 (char *, kh_json_length (way->impact, "wayBack") + 1);
  g_autofree char *back_text = NULL;

  for (guint i = 0; i < kh_json_length (way->impact, "wayBack"); i++)
    back[i] =
        g_strdup (kh_said (kh_json_string (kh_json_element (way->impact, "wayBack", i), NULL)));
  back_text = g_strjoinv ("\n", back);
  add_fact (group, _ ("Way"), title);
  add_fact (group, _ ("Reason"), reason);
  add_fact (group, _ ("Environments"), environments);
  add_fact (group, _ ("Way back"), back_text);
}

static void
on_show_impact_cb (KhLockReviewPage *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_IMPACT], 0);
}

/* (transfer full): what is new in it. */
static char *
describe_change (KhLockPlan *plan)
{
  g_autoptr (GPtrArray) added = kh_lock_plan_get_added (plan);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (added->len, 6); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            kh_json_string (added->pdata[i], "name"));
  if (added->len == 0)
    return g_strdup (_ ("It is not what the Impact page showed"));
  return g_strdup_printf (_ ("Added: %s"), names->str);
}

static void
add_change (KhInquiryPage *self)
{
  KhLockPlan *plan = kh_lock_page_get_plan (self);
  g_autofree char *text = describe_change (plan);
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, NULL, NULL);
  GtkWidget *row = kh_row_new (_ ("Impact has changed"), text);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Show Impact"));

  kh_row_add_pill (row, KH_STATE_CHECK, "warn");
  kh_set_plain_name (button, _ ("_Show Impact"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "kh-id", g_strdup ("show-impact"), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_show_impact_cb), self,
                           G_CONNECT_SWAPPED);
  kh_row_add_button (row, button);
  adw_preferences_group_add (group, row);
}

/* TRUE: it is known that nobody else may approve. */
static gboolean
is_alone (KhLockPlan *plan)
{
  g_autofree char *names =
      kh_lock_plan_needs_approval (plan) ? kh_lock_name_approvers (plan) : NULL;

  return names != NULL && *names == '\0';
}

/* Who may say yes to it; the requester never is among them. */
static void
add_second (KhInquiryPage *self)
{
  KhLockPlan *plan = kh_lock_page_get_plan (self);
  g_autofree char *names = kh_lock_name_approvers (plan);
  g_autofree char *who = names != NULL ? g_strdup_printf (_ ("One of these must approve within 24 "
                                                             "hours: %s. Nothing is locked before"),
                                                          names)
                                       : NULL;
  GtkWidget *row =
      kh_row_new (_ ("Second person"),
                  is_alone (plan) ? _ ("No other account may approve: it takes an administrator "
                                       "role and a passphrase of its own")
                  : who != NULL   ? who
                                  : _ ("Another administrator must approve within 24 hours. "
                                         "Nothing is locked before"));

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (is_alone (plan))
    kh_row_add_pill (row, KH_STATE_CHECK, "block");
  adw_preferences_group_add (kh_inquiry_page_add_group (self, NULL, NULL), row);
}

static void
show_verb (KhInquiryPage *self, guint n)
{
  gboolean asks = kh_lock_plan_needs_approval (kh_lock_page_get_plan (self));
  g_autofree char *verb = NULL;

  if (asks)
    verb = g_strdup_printf (
        ngettext ("Request _Lock of %u Environment", "Request _Lock of %u Environments", n), n);
  else
    verb = g_strdup_printf (ngettext ("_Lock %u Environment", "_Lock %u Environments", n), n);
  kh_wizard_page_set_verb (KH_WIZARD_PAGE (self), verb);
  /* A request takes nothing down. */
  kh_wizard_page_set_deliberate (KH_WIZARD_PAGE (self), !asks);
}

static void
show_name (KhLockReviewPage *self, const KhLockWay *way)
{
  const char *what = kh_lock_text_name_of (way->trigger);
  g_autofree char *wanted = g_strdup_printf (_ ("Type the %s to lock"), what);
  g_autofree char *name = kh_text_escape (kh_json_string (way->impact, "confirmName"));
  /* Translators: what is to be typed, and the name. */
  g_autofree char *hint = g_strdup_printf (_ ("%s: %s"), wanted, name);
  g_autofree char *wrong = g_strdup_printf (_ ("Does not match the %s"), what);

  adw_preferences_group_set_description (self->name_group, hint);
  kh_set_name (GTK_WIDGET (self->name_row), wanted);
  gtk_label_set_text (GTK_LABEL (self->mismatch_label), wrong);
}

static void
kh_lock_review_page_fill (KhInquiryPage *page)
{
  KhLockReviewPage *self = KH_LOCK_REVIEW_PAGE (page);
  KhLockPlan *plan = get_plan (self);
  const KhLockWay *way = kh_lock_plan_get_chosen (plan);
  g_autofree char *sentence =
      way != NULL ? kh_lock_text_sentence (way->impact, kh_text_date, kh_inquiry_page_now (page))
                  : NULL;

  kh_wizard_page_set_body (KH_WIZARD_PAGE (page), sentence);
  show_verb (page, way != NULL ? kh_lock_way_count (way) : 0);
  if (way == NULL)
    return;
  if (kh_lock_plan_is_changed (plan))
    add_change (page);
  add_decisions (page, way);
  if (kh_lock_plan_needs_approval (plan))
    add_second (page);
  if (self->name_row != NULL)
    show_name (self, way);
}

/* --- The guard -------------------------------------------------------------------------------- */

static gboolean
is_name_typed (KhLockReviewPage *self)
{
  const KhLockWay *way = kh_lock_plan_get_chosen (get_plan (self));
  const char *name = way != NULL ? kh_json_string (way->impact, "confirmName") : NULL;

  return name != NULL && self->name_row != NULL
         && strcmp (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), name) == 0;
}

/* A wrong name is complained about once the entry was left. */
static void
mark_name (KhLockReviewPage *self, gboolean left)
{
  gboolean wrong = left && !is_name_typed (self)
                   && *gtk_editable_get_text (GTK_EDITABLE (self->name_row)) != '\0';

  gtk_widget_set_visible (self->mismatch_label, wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_name_changed_cb (KhLockReviewPage *self)
{
  if (is_name_typed (self) || *gtk_editable_get_text (GTK_EDITABLE (self->name_row)) == '\0')
    mark_name (self, FALSE);
  kh_inquiry_page_update_reason (KH_INQUIRY_PAGE (self));
}

static void
on_name_left_cb (KhLockReviewPage *self)
{
  if (!g_cancellable_is_cancelled (kh_work_page_get_cancellable (KH_WORK_PAGE (self))))
    mark_name (self, TRUE);
}

static char *
kh_lock_review_page_get_reason (KhInquiryPage *page)
{
  KhLockReviewPage *self = KH_LOCK_REVIEW_PAGE (page);
  KhLockPlan *plan = get_plan (self);
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (page));
  const KhLockWay *way = kh_lock_plan_get_chosen (plan);

  if (way == NULL)
    return g_strdup (_ ("This way takes no environment down any more"));
  if (!kh_organization_may (organization, KH_MAY_KVA))
    return g_strdup (_ ("This needs the Key Vault administrator role"));
  if (kh_organization_get_log_fault (organization, NULL) != NULL)
    return g_strdup (_ ("The audit log does not verify, and no change is accepted"));
  if (kh_inquiry_get_error (KH_INQUIRY (plan)) != NULL)
    return g_strdup (_ ("The impact is not complete"));
  if (kh_inquiry_is_checking (KH_INQUIRY (plan)))
    return g_strdup ("");
  if (kh_lock_plan_is_changed (plan))
    return g_strdup (_ ("Impact has changed"));
  if (is_alone (plan))
    return g_strdup (_ ("No other account may approve"));
  if (!is_name_typed (self))
    return g_strdup_printf (_ ("Type the %s to lock"), kh_lock_text_name_of (way->trigger));
  return NULL;
}

static void
add_name (KhLockReviewPage *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->name_group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->name_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  /* One line, which large letters would cut: what is wanted is said above it. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Name"));
  self->mismatch_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->mismatch_label, "error");
  gtk_label_set_xalign (GTK_LABEL (self->mismatch_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->mismatch_label), TRUE);
  gtk_widget_set_visible (self->mismatch_label, FALSE);
  gtk_widget_set_margin_top (self->mismatch_label, 6);
  adw_preferences_group_add (self->name_group, GTK_WIDGET (self->name_row));
  adw_preferences_group_add (self->name_group, self->mismatch_label);
  gtk_widget_add_controller (GTK_WIDGET (self->name_row), focus);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_name_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name_row, "changed", G_CALLBACK (on_name_changed_cb), self,
                           G_CONNECT_SWAPPED);
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), GTK_WIDGET (self->name_group));
}

void
kh_lock_review_page_clear (KhWizardPage *page)
{
  gtk_editable_set_text (GTK_EDITABLE (KH_LOCK_REVIEW_PAGE (page)->name_row), "");
}

/* --- What is kept ----------------------------------------------------------------------------- */

static void
show_folder (KhLockReviewPage *self)
{
  g_autofree char *name = g_file_get_parse_name (self->folder);
  gboolean saves = gtk_switch_get_active (self->save_switch);
  g_autofree char *text = g_strdup_printf (_ ("A text file in %s, before anything happens"), name);

  adw_action_row_set_subtitle (self->save_row, text);
  kh_lock_plan_set_folder (get_plan (self), saves ? self->folder : NULL);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhLockReviewPage) self = data;
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);

  /* The file is written by its path. */
  if (folder == NULL || g_file_peek_path (folder) == NULL)
    return;
  g_set_object (&self->folder, folder);
  gtk_switch_set_active (self->save_switch, TRUE);
  show_folder (self);
}

static void
on_choose_cb (KhLockReviewPage *self)
{
  kh_choose_folder_async (GTK_WIDGET (self), _ ("Choose a Folder"), self->folder,
                          kh_work_page_get_cancellable (KH_WORK_PAGE (self)), chosen_cb,
                          g_object_ref (self));
}

static void
add_save (KhLockReviewPage *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));

  self->folder = g_file_new_for_path (documents != NULL ? documents : g_get_home_dir ());
  self->save_row = ADW_ACTION_ROW (kh_row_new (_ ("Save the plan and how to get back"), ""));
  adw_action_row_set_subtitle_lines (self->save_row, 0);
  self->save_switch = GTK_SWITCH (gtk_switch_new ());
  /* Where it cannot be written, it must not stand in the way. */
  gtk_switch_set_active (self->save_switch, g_access (g_file_peek_path (self->folder), W_OK) == 0);
  gtk_widget_set_valign (GTK_WIDGET (self->save_switch), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_set_name (button, _ ("Choose a Folder"));
  kh_row_add_button (GTK_WIDGET (self->save_row), button);
  adw_action_row_add_suffix (self->save_row, GTK_WIDGET (self->save_switch));
  adw_action_row_set_activatable_widget (self->save_row, GTK_WIDGET (self->save_switch));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->save_row));
  g_signal_connect_object (self->save_switch, "notify::active", G_CALLBACK (show_folder), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_choose_cb), self, G_CONNECT_SWAPPED);
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), group);
  show_folder (self);
}

/* --- The page --------------------------------------------------------------------------------- */

static gboolean
renew_cb (gpointer data)
{
  kh_inquiry_check (KH_INQUIRY (get_plan (data)));
  return G_SOURCE_CONTINUE;
}

/* Somebody may have changed something meanwhile. */
static void
kh_lock_review_page_shown (KhWizardPage *page)
{
  KhLockReviewPage *self = KH_LOCK_REVIEW_PAGE (page);

  if (self->renewal == 0)
    self->renewal = g_timeout_add_seconds (RENEW_SECONDS, renew_cb, self);
  kh_inquiry_page_fill (KH_INQUIRY_PAGE (page));
  kh_inquiry_check (KH_INQUIRY (get_plan (self)));
}

static void
kh_lock_review_page_hidden (KhWizardPage *page)
{
  g_clear_handle_id (&KH_LOCK_REVIEW_PAGE (page)->renewal, g_source_remove);
}

static GtkWidget *
kh_lock_review_page_get_focus (KhWizardPage *page)
{
  return GTK_WIDGET (KH_LOCK_REVIEW_PAGE (page)->name_row);
}

static void
kh_lock_review_page_constructed (GObject *object)
{
  KhLockReviewPage *self = KH_LOCK_REVIEW_PAGE (object);

  G_OBJECT_CLASS (kh_lock_review_page_parent_class)->constructed (object);
  add_name (self);
  add_save (self);
}

static void
kh_lock_review_page_dispose (GObject *object)
{
  g_clear_handle_id (&KH_LOCK_REVIEW_PAGE (object)->renewal, g_source_remove);
  G_OBJECT_CLASS (kh_lock_review_page_parent_class)->dispose (object);
}

static void
kh_lock_review_page_finalize (GObject *object)
{
  g_clear_object (&KH_LOCK_REVIEW_PAGE (object)->folder);
  G_OBJECT_CLASS (kh_lock_review_page_parent_class)->finalize (object);
}

static void
kh_lock_review_page_class_init (KhLockReviewPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_lock_review_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_lock_review_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_lock_review_page_finalize;
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_lock_review_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_lock_review_page_get_reason;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_lock_review_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->hidden = kh_lock_review_page_hidden;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_lock_review_page_get_focus;
  signals[SIGNAL_SHOW_IMPACT] =
      g_signal_new ("show-impact", KH_TYPE_LOCK_REVIEW_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
}

static void
kh_lock_review_page_init (KhLockReviewPage *self)
{
}

KhWizardPage *
kh_lock_review_page_new (KhOrganization *organization, KhLockPlan *plan)
{
  return g_object_new (KH_TYPE_LOCK_REVIEW_PAGE, "organization", organization, "inquiry", plan,
                       "step", _ ("Review"), "title", _ ("Review"), NULL);
}
