/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Review of an unlocking: what was repaired, and which environments are opened. */
#include "kh-unlock-page.h"

#include "kh-rows.h"
#include "kh-text.h"
#include "kh-unlock-evidence.h"
#include "kh-unlock-ticket.h"

#define KH_TYPE_UNLOCK_REVIEW_PAGE (kh_unlock_review_page_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlockReviewPage, kh_unlock_review_page, KH, UNLOCK_REVIEW_PAGE,
                      KhUnlockPage)

struct _KhUnlockReviewPage {
  KhUnlockPage parent_instance;

  KhUnlockTicket *ticket; /* shown where a request is filed */
};

G_DEFINE_FINAL_TYPE (KhUnlockReviewPage, kh_unlock_review_page, KH_TYPE_UNLOCK_PAGE)

static void
on_toggled_cb (GtkCheckButton *check, KhInquiryPage *self)
{
  kh_unlock_leave_out (kh_unlock_page_get_unlock (self),
                       g_object_get_data (G_OBJECT (check), "kh-id"),
                       !gtk_check_button_get_active (check));
}

static GtkWidget *
new_environment_row (KhInquiryPage *self, const KhUnlockEnvironment *environment)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *time = kh_text_time (environment->deletion, now);
  g_autofree char *subtitle = environment->deletion != KH_TIME_NONE
                                  ? g_strdup_printf (_ ("Deleted on %s unless unlocked"), time)
                                  : NULL;
  GtkWidget *row = kh_row_new (environment->name, subtitle);
  GtkWidget *check;

  if (!kh_unlock_is_ready (environment)) {
    kh_row_add_pill (row, KH_STATE_CHECK, "block");
    return row;
  }
  check = gtk_check_button_new ();
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), !environment->left_out);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "kh-id", g_strdup (environment->id), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  return row;
}

static void
add_repairs (KhInquiryPage *self)
{
  GPtrArray *noted = kh_unlock_get_noted (kh_unlock_page_get_unlock (self));
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  AdwPreferencesGroup *group;

  if (noted->len == 0)
    return;
  group = kh_inquiry_page_add_group (self, _ ("Repaired"), NULL);
  for (guint i = 0; i < noted->len; i++) {
    const KhUnlockRepair *repair = noted->pdata[i];
    g_autofree char *time = kh_text_clock (repair->time, now);

    adw_preferences_group_add (group, kh_row_new (repair->text, time));
  }
}

static void
add_sentence (KhInquiryPage *self, guint count)
{
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, _ ("What Will Happen"), NULL);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u environment returns; no data is moved",
                                 "%u environments return; no data is moved", count),
                       count);
  gboolean asks = kh_unlock_needs_request (kh_unlock_page_get_unlock (self));
  GtkWidget *row =
      kh_row_new (asks ? _ ("An account with the support role decides it") : text,
                  asks ? _ ("The diagnosis, the repairs and the proof of the original key go with "
                            "the request")
                       : _ ("The original key is proved once more for each of them"));

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
}

/* --- The request ------------------------------------------------------------------------------ */

/* (transfer full): what happened, as it is known here. */
static char *
describe (KhInquiryPage *self, GPtrArray *chosen)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (self);
  GPtrArray *noted = kh_unlock_get_noted (unlock);
  KhItemList *list = kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (self)),
                                               KH_ITEM_ENVIRONMENT);
  KhTime now = kh_inquiry_page_now (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chosen->len; i++) {
    const KhUnlockEnvironment *environment = chosen->pdata[i];
    KhItem *item = kh_item_list_find (list, environment->id);
    KhTime at =
        item != NULL ? kh_json_time (kh_item_get_snapshot (item), "lockedAt") : KH_TIME_NONE;
    g_autofree char *time = kh_text_time (at, now);

    if (at != KH_TIME_NONE)
      g_string_append_printf (text, _ ("%s is locked since %s.\n"), environment->name, time);
    else
      g_string_append_printf (text, _ ("%s is locked.\n"), environment->name);
  }
  for (guint i = 0; i < noted->len; i++)
    g_string_append_printf (text, _ ("Repaired: %s.\n"),
                            ((const KhUnlockRepair *)noted->pdata[i])->text);
  g_string_append (text, _ ("The original key is proved. Please let it be re-enabled."));
  return g_string_free (text, FALSE);
}

static void
show_ticket (KhInquiryPage *page, GPtrArray *chosen)
{
  KhUnlockReviewPage *self = KH_UNLOCK_REVIEW_PAGE (page);
  g_autofree char *text = describe (page, chosen);

  if (self->ticket == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->ticket),
                          kh_unlock_needs_request (kh_unlock_page_get_unlock (page)));
  kh_unlock_ticket_propose (self->ticket, text);
}

KhWireRequestFiling *
kh_unlock_review_page_new_filing (KhWizardPage *page)
{
  g_autoptr (GPtrArray) chosen =
      kh_unlock_chosen (kh_unlock_page_get_unlock (KH_INQUIRY_PAGE (page)));
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  KhWireRequestFiling *filing = kh_wire_request_filing_new ();

  for (guint i = 0; i < chosen->len; i++)
    g_strv_builder_add (ids, ((KhUnlockEnvironment *)chosen->pdata[i])->id);
  filing->kind = g_strdup ("unlock");
  filing->environments = g_strv_builder_end (ids);
  kh_unlock_ticket_fill (KH_UNLOCK_REVIEW_PAGE (page)->ticket, filing);
  return filing;
}

static void
on_show_piece_cb (KhWizardPage *page, const char *kind, const char *title)
{
  kh_unlock_evidence_show (GTK_WIDGET (page), kh_work_page_get_organization (KH_WORK_PAGE (page)),
                           kh_unlock_review_page_new_filing (page), kind, title);
}

static void
on_save_cb (KhWizardPage *page)
{
  kh_unlock_evidence_save (GTK_WIDGET (page), kh_work_page_get_organization (KH_WORK_PAGE (page)),
                           kh_unlock_review_page_new_filing (page));
}

/* --- The page --------------------------------------------------------------------------------- */

static void
kh_unlock_review_page_fill (KhInquiryPage *self)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (self);
  g_autoptr (GPtrArray) chosen = kh_unlock_chosen (unlock);
  g_autofree char *verb = g_strdup_printf (
      ngettext ("_Re-enable %u Environment", "_Re-enable %u Environments", chosen->len),
      chosen->len);

  for (guint i = 0; i < kh_unlock_count (unlock); i++) {
    const KhUnlockCase *one = kh_unlock_nth (unlock, i);
    AdwPreferencesGroup *group = kh_inquiry_page_add_group (self, one->name, NULL);

    for (guint k = 0; k < one->environments->len; k++)
      adw_preferences_group_add (group, new_environment_row (self, one->environments->pdata[k]));
  }
  add_repairs (self);
  if (chosen->len > 0)
    add_sentence (self, chosen->len);
  show_ticket (self, chosen);
  kh_wizard_page_set_verb (KH_WIZARD_PAGE (self),
                           kh_unlock_needs_request (unlock) ? _ ("File Unlock _Request") : verb);
}

static gboolean
may_open_all (KhUnlock *unlock)
{
  for (guint i = 0; i < kh_unlock_count (unlock); i++) {
    const KhUnlockCase *one = kh_unlock_nth (unlock, i);

    for (guint k = 0; k < one->environments->len; k++) {
      const KhUnlockEnvironment *environment = one->environments->pdata[k];

      if (kh_unlock_is_ready (environment) && !environment->left_out
          && !kh_unlock_may_open (unlock, one))
        return FALSE;
    }
  }
  return TRUE;
}

static char *
kh_unlock_review_page_get_reason (KhInquiryPage *self)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (self);
  g_autoptr (GPtrArray) chosen = kh_unlock_chosen (unlock);

  if (chosen->len == 0)
    return g_strdup (_ ("Choose at least one environment"));
  if (!may_open_all (unlock))
    return g_strdup (_ ("A Power Platform administrator who reads the policy can do this"));
  return kh_inquiry_is_checking (KH_INQUIRY (unlock)) ? g_strdup ("") : NULL;
}

/* Somebody may have undone a repair meanwhile. */
static void
kh_unlock_review_page_shown (KhWizardPage *page)
{
  kh_inquiry_check (KH_INQUIRY (kh_unlock_page_get_unlock (KH_INQUIRY_PAGE (page))));
}

static void
kh_unlock_review_page_constructed (GObject *object)
{
  KhUnlockReviewPage *self = KH_UNLOCK_REVIEW_PAGE (object);
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (object));

  G_OBJECT_CLASS (kh_unlock_review_page_parent_class)->constructed (object);
  self->ticket =
      KH_UNLOCK_TICKET (kh_unlock_ticket_new (kh_organization_get_account (organization)));
  gtk_widget_set_visible (GTK_WIDGET (self->ticket), FALSE);
  g_signal_connect_object (self->ticket, "show-piece", G_CALLBACK (on_show_piece_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ticket, "save", G_CALLBACK (on_save_cb), self, G_CONNECT_SWAPPED);
  kh_inquiry_page_add_below (KH_INQUIRY_PAGE (self), GTK_WIDGET (self->ticket));
}

static void
kh_unlock_review_page_class_init (KhUnlockReviewPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_unlock_review_page_constructed;
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_unlock_review_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_unlock_review_page_get_reason;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_unlock_review_page_shown;
}

static void
kh_unlock_review_page_init (KhUnlockReviewPage *self)
{
}

KhWizardPage *
kh_unlock_review_page_new (KhOrganization *organization, KhUnlock *unlock)
{
  return g_object_new (KH_TYPE_UNLOCK_REVIEW_PAGE, "organization", organization, "inquiry", unlock,
                       "step", _ ("Review"), "title", _ ("Review"), NULL);
}
