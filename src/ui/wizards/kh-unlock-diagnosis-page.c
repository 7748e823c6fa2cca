/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why it is locked: by policy, what holds the environments, who did it, and which of the eight
 * steps are fine. */
#include "kh-unlock-page.h"

#include "kh-lock-person.h"
#include "kh-locked-card.h"
#include "kh-repair.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"

#define KH_TYPE_UNLOCK_DIAGNOSIS_PAGE (kh_unlock_diagnosis_page_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlockDiagnosisPage, kh_unlock_diagnosis_page, KH, UNLOCK_DIAGNOSIS_PAGE,
                      KhUnlockPage)

struct _KhUnlockDiagnosisPage {
  KhUnlockPage parent_instance;

  GHashTable *persons; /* id of an environment to the name, "" while it is asked for */
};

G_DEFINE_FINAL_TYPE (KhUnlockDiagnosisPage, kh_unlock_diagnosis_page, KH_TYPE_UNLOCK_PAGE)

#define MOST_NAMES 3

static const char *const step_names[KH_UNLOCK_N_STEPS] = {
  [KH_UNLOCK_POLICY] = N_ ("Policy"),
  [KH_UNLOCK_VAULT] = N_ ("Vault"),
  [KH_UNLOCK_NETWORK] = N_ ("Network"),
  [KH_UNLOCK_KEY] = N_ ("Key"),
  [KH_UNLOCK_VERSIONS] = N_ ("Key Versions"),
  [KH_UNLOCK_DATES] = N_ ("Dates of the Key"),
  [KH_UNLOCK_ACCESS] = N_ ("Access to the Key"),
  [KH_UNLOCK_READER] = N_ ("Reader of the Policy"),
};

/* --- Who did it ------------------------------------------------------------------------------- */

typedef struct {
  GWeakRef page;
  char *environment;
} Question;

static void
person_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (KhUnlockDiagnosisPage) self = g_weak_ref_get (&question->page);
  g_autofree char *person = kh_lock_person_finish (result, NULL);

  if (self != NULL && self->persons != NULL && person != NULL) {
    g_hash_table_insert (self->persons, g_strdup (question->environment),
                         g_steal_pointer (&person));
    kh_inquiry_page_fill (KH_INQUIRY_PAGE (self));
  }
  g_weak_ref_clear (&question->page);
  g_free (question->environment);
  g_free (question);
}

/* (nullable): the person, once the log has told. */
static const char *
find_person (KhUnlockDiagnosisPage *self, KhItem *item)
{
  const char *known = g_hash_table_lookup (self->persons, kh_item_get_id (item));
  Question *question;

  if (known != NULL)
    return *known != '\0' ? known : NULL;
  g_hash_table_insert (self->persons, g_strdup (kh_item_get_id (item)), g_strdup (""));
  question = g_new0 (Question, 1);
  g_weak_ref_init (&question->page, self);
  question->environment = g_strdup (kh_item_get_id (item));
  kh_lock_person_async (kh_work_page_get_organization (KH_WORK_PAGE (self)), item,
                        kh_work_page_get_cancellable (KH_WORK_PAGE (self)), person_cb, question);
  return NULL;
}

/* --- A case ----------------------------------------------------------------------------------- */

/* (transfer full): "Sales and Finance: the first is deleted on Nov 28, 9:12 AM: 3 days left". */
static char *
describe_environments (const KhUnlockCase *one, KhTime now)
{
  g_autoptr (GString) names = g_string_new (NULL);
  KhTime first = KH_TIME_NONE;
  g_autofree char *time = NULL, *left = NULL;

  for (guint i = 0; i < one->environments->len; i++) {
    const KhUnlockEnvironment *environment = one->environments->pdata[i];

    if (environment->deletion != KH_TIME_NONE
        && (first == KH_TIME_NONE || environment->deletion < first))
      first = environment->deletion;
    if (i < MOST_NAMES)
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", environment->name);
  }
  if (one->environments->len > MOST_NAMES) {
    guint more = one->environments->len - MOST_NAMES;

    g_string_append_printf (names, ngettext (" and %u more", " and %u more", more), more);
  }
  if (first == KH_TIME_NONE)
    return g_string_free (g_steal_pointer (&names), FALSE);
  time = kh_text_time (first, now);
  left = kh_text_duration (MAX (first - now, 0));
  /* Translators: names of environments, a time, and how long that is from now. */
  return g_strdup_printf (_ ("%s: deleted on %s unless unlocked, %s left"), names->str, time, left);
}

static void
add_event (KhUnlockDiagnosisPage *self, AdwPreferencesGroup *group, const KhUnlockCase *one,
           KhTime now)
{
  const KhUnlockEnvironment *first = one->environments->pdata[0];
  KhItem *item = kh_unlock_page_find_item (KH_INQUIRY_PAGE (self), first->id);
  g_autofree char *text =
      item != NULL ? kh_locked_cause (item, find_person (self, item), now) : NULL;

  if (text != NULL)
    adw_preferences_group_add (group,
                               kh_property_row_new (_ ("What Happened"), text, FALSE, FALSE));
}

static void
add_causes (AdwPreferencesGroup *group, const KhUnlockCase *one)
{
  g_autoptr (GPtrArray) causes = kh_unlock_causes (one);

  for (guint i = 0; i < causes->len; i++) {
    g_autofree char *title = kh_text_clause (kh_said (kh_json_string (causes->pdata[i], "text")));
    GtkWidget *row = kh_row_new (title, kh_json_string (causes->pdata[i], "object"));

    kh_row_add_pill (row, KH_STATE_CHECK, "block");
    adw_preferences_group_add (group, row);
  }
}

static void
add_steps (KhUnlockDiagnosisPage *self, AdwPreferencesGroup *group, const KhUnlockCase *one)
{
  GtkWidget *expander = adw_expander_row_new ();
  g_autofree char *title =
      g_strdup_printf (ngettext ("%d step", "%d steps", KH_UNLOCK_N_STEPS), KH_UNLOCK_N_STEPS);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  kh_set_name (expander, title);
  for (guint i = 0; i < KH_UNLOCK_N_STEPS; i++) {
    GtkWidget *row = kh_row_new (_ (step_names[i]), NULL);

    kh_row_add_pill (row, KH_STATE_CHECK,
                     kh_unlock_step (kh_unlock_page_get_unlock (KH_INQUIRY_PAGE (self)), one, i));
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  }
  adw_preferences_group_add (group, expander);
}

static void
add_case (KhUnlockDiagnosisPage *self, const KhUnlockCase *one)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *environments = describe_environments (one, now);
  g_autofree char *conclusion = kh_unlock_conclusion (one);
  AdwPreferencesGroup *group =
      kh_inquiry_page_add_group (KH_INQUIRY_PAGE (self), one->name, environments);

  add_event (self, group, one, now);
  add_causes (group, one);
  add_steps (self, group, one);
  kh_inquiry_page_add_sentence (KH_INQUIRY_PAGE (self), conclusion);
}

static void
kh_unlock_diagnosis_page_fill (KhInquiryPage *page)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (page);

  if (kh_inquiry_get_time (KH_INQUIRY (unlock)) == KH_TIME_NONE)
    return;
  if (kh_unlock_count (unlock) == 0)
    kh_inquiry_page_add_sentence (page, _ ("No environment waits to be unlocked."));
  for (guint i = 0; i < kh_unlock_count (unlock); i++)
    add_case (KH_UNLOCK_DIAGNOSIS_PAGE (page), kh_unlock_nth (unlock, i));
}

static char *
kh_unlock_diagnosis_page_get_reason (KhInquiryPage *page)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (page);

  if (kh_inquiry_get_time (KH_INQUIRY (unlock)) == KH_TIME_NONE
      || kh_inquiry_is_checking (KH_INQUIRY (unlock)))
    return g_strdup ("");
  return kh_unlock_count (unlock) == 0 ? g_strdup (_ ("Nothing is locked")) : NULL;
}

static void
kh_unlock_diagnosis_page_shown (KhWizardPage *page)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (KH_INQUIRY_PAGE (page));

  if (kh_inquiry_get_time (KH_INQUIRY (unlock)) == KH_TIME_NONE
      && !kh_inquiry_is_checking (KH_INQUIRY (unlock)))
    kh_inquiry_check (KH_INQUIRY (unlock));
}

static void
on_copy_clicked_cb (KhInquiryPage *self, GtkButton *button)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *report = kh_unlock_report (kh_unlock_page_get_unlock (self), now);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), report);
  gtk_button_set_label (button, _ ("Report _Copied"));
  kh_set_plain_name (GTK_WIDGET (button), _ ("Report _Copied"));
}

static void
kh_unlock_diagnosis_page_constructed (GObject *object)
{
  KhUnlockDiagnosisPage *self = KH_UNLOCK_DIAGNOSIS_PAGE (object);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Copy Report"));

  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  G_OBJECT_CLASS (kh_unlock_diagnosis_page_parent_class)->constructed (object);
  kh_set_plain_name (button, _ ("_Copy Report"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_copy_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  kh_inquiry_page_add_button (KH_INQUIRY_PAGE (self), button);
}

static void
kh_unlock_diagnosis_page_dispose (GObject *object)
{
  G_OBJECT_CLASS (kh_unlock_diagnosis_page_parent_class)->dispose (object);
  g_clear_pointer (&KH_UNLOCK_DIAGNOSIS_PAGE (object)->persons, g_hash_table_unref);
}

static void
kh_unlock_diagnosis_page_class_init (KhUnlockDiagnosisPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_unlock_diagnosis_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_unlock_diagnosis_page_dispose;
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_unlock_diagnosis_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_unlock_diagnosis_page_get_reason;
  KH_INQUIRY_PAGE_CLASS (klass)->looks = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_unlock_diagnosis_page_shown;
}

static void
kh_unlock_diagnosis_page_init (KhUnlockDiagnosisPage *self)
{
}

KhWizardPage *
kh_unlock_diagnosis_page_new (KhOrganization *organization, KhUnlock *unlock)
{
  return g_object_new (KH_TYPE_UNLOCK_DIAGNOSIS_PAGE, "organization", organization, "inquiry",
                       unlock, "step", _ ("Diagnosis"), "title", _ ("Why It Is Locked"), "body",
                       _ ("This only reads. The first cause in the order of repair is on top."),
                       NULL);
}
