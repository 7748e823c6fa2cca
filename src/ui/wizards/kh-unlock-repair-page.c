/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bring the key back: what is to be done in its order, a button for what this account may do, and
 * the proof that it is the original key. */
#include "kh-unlock-page.h"

#include "kh-diagnosis-words.h"
#include "kh-dialogs.h"
#include "kh-repair.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

#define KH_TYPE_UNLOCK_REPAIR_PAGE (kh_unlock_repair_page_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlockRepairPage, kh_unlock_repair_page, KH, UNLOCK_REPAIR_PAGE,
                      KhUnlockPage)

#define PAUSE 15 /* seconds between two looks by itself */

struct _KhUnlockRepairPage {
  KhUnlockPage parent_instance;

  GtkWidget *first; /* (nullable): button of the first open repair; the group owns it */
  char *running;    /* (nullable): what the repair that runs does */
  guint timer;
};

G_DEFINE_FINAL_TYPE (KhUnlockRepairPage, kh_unlock_repair_page, KH_TYPE_UNLOCK_PAGE)

static KhUnlock *
get_unlock (KhUnlockRepairPage *self)
{
  return kh_unlock_page_get_unlock (KH_INQUIRY_PAGE (self));
}

static KhOrganization *
get_organization (KhUnlockRepairPage *self)
{
  return kh_work_page_get_organization (KH_WORK_PAGE (self));
}

/* --- Doing it --------------------------------------------------------------------------------- */

static gpointer
repair_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  return kh_repair_worker (client, data, cancellable, error) != NULL ? g_strdup ("") : NULL;
}

static void
repaired_cb (KhWorkPage *page)
{
  KhUnlockRepairPage *self = KH_UNLOCK_REPAIR_PAGE (page);
  g_autofree char *text = g_steal_pointer (&self->running);

  kh_unlock_note_repair (get_unlock (self), text);
  kh_inquiry_check (KH_INQUIRY (get_unlock (self)));
}

static void
on_repair_clicked_cb (GtkWidget *button, KhUnlockRepairPage *self)
{
  const char *command = g_object_get_data (G_OBJECT (button), "kh-command");

  g_free (self->running);
  self->running = g_strdup (g_object_get_data (G_OBJECT (button), "kh-text"));
  kh_work_page_run (KH_WORK_PAGE (self), repair_worker,
                    kh_repair_work_new (get_organization (self), command), kh_repair_work_free,
                    button, repaired_cb);
}

static KhMay
role_of (const char *owner)
{
  return g_strcmp0 (owner, "ppa") == 0 ? KH_MAY_PPA : KH_MAY_KVA;
}

static void
hand_over (KhUnlockRepairPage *self, KhMay role, const char *asked, const char *command)
{
  const KhUnlockCase *one = kh_unlock_nth (get_unlock (self), 0);
  const KhUnlockEnvironment *first = one->environments->pdata[0];
  g_autofree char *uri = kh_uri_format (KH_ITEM_ENVIRONMENT, first->id);
  const KhHandOverNote note = { role, asked, uri, command };

  kh_dialog_show (kh_hand_over_dialog_new (get_organization (self), &note), GTK_WIDGET (self));
}

static void
on_hand_over_clicked_cb (GtkWidget *button, KhUnlockRepairPage *self)
{
  if (kh_unlock_count (get_unlock (self)) > 0)
    hand_over (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kh-role")),
               g_object_get_data (G_OBJECT (button), "kh-text"),
               g_object_get_data (G_OBJECT (button), "kh-command"));
}

/* (transfer none): a button at the end of @row that knows @text and @command (nullable). */
static GtkWidget *
add_button (KhUnlockRepairPage *self, GtkWidget *row, const char *label, GCallback callback,
            const char *text, const char *command)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_autofree char *plain = kh_plain_label (label);
  /* Translators: a verb and what it does: "Enable: Enable the key cmk-eu". */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), plain, text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "kh-text", g_strdup (text), g_free);
  g_object_set_data_full (G_OBJECT (button), "kh-command", g_strdup (command), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  kh_row_add_button (row, button);
  return button;
}

static void
add_hand_over (KhUnlockRepairPage *self, GtkWidget *row, KhMay role, const char *text,
               const char *command)
{
  GtkWidget *button = add_button (self, row, _ ("_Hand Over…"),
                                  G_CALLBACK (on_hand_over_clicked_cb), text, command);

  g_object_set_data (G_OBJECT (button), "kh-role", GUINT_TO_POINTER (role));
}

/* --- Rows ------------------------------------------------------------------------------------- */

static GtkWidget *
new_repair_row (KhUnlockRepairPage *self, KhJson *repair, guint number)
{
  const char *text = kh_said (kh_json_string (repair, "text"));
  const char *command = kh_json_string (repair, "command");
  const char *owner = kh_json_string (repair, "owner");
  const char *verb = kh_repair_verb (command);
  g_autofree char *plain = kh_text_clause (text);
  g_autofree char *title = g_strdup_printf ("%u. %s", number, plain);
  GtkWidget *row;

  if (!kh_json_bool (repair, "allowed", FALSE)) {
    row = kh_row_new (title, kh_diagnosis_owner (owner));
    add_hand_over (self, row, role_of (owner), text, command);
  } else if (verb != NULL) {
    GtkWidget *button;

    row = kh_row_new (title, kh_diagnosis_effect ());
    button = add_button (self, row, verb, G_CALLBACK (on_repair_clicked_cb), plain, command);
    if (self->first == NULL) {
      self->first = button;
      gtk_widget_add_css_class (button, "suggested-action");
    }
  } else if (command != NULL) {
    return kh_property_row_new (title, command, TRUE, TRUE);
  } else {
    row = kh_row_new (title, NULL);
    kh_row_add_pill (row, KH_STATE_CHECK, "block");
  }
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
add_proof (AdwPreferencesGroup *group, const KhUnlockCase *one, guint open)
{
  const char *key = kh_unlock_original_key (one);
  gboolean proven = g_str_equal (key, "proven"), unknown = g_str_equal (key, "unknown");
  GtkWidget *row = kh_row_new (kh_diagnosis_key_title (key), kh_diagnosis_key_text (key, open));

  kh_row_add_pill (row, KH_STATE_CHECK, proven ? "pass" : unknown ? "unknown" : "block");
  adw_preferences_group_add (group, row);
}

static void
add_reader (KhUnlockRepairPage *self, AdwPreferencesGroup *group, const KhUnlockCase *one)
{
  const char *account = kh_organization_get_account (get_organization (self));
  gboolean may = kh_unlock_may_open (get_unlock (self), one);
  g_autofree char *title =
      g_strdup_printf (may ? _ ("%s can re-enable the environments of this policy")
                           : _ ("%s cannot re-enable the environments of this policy"),
                       account);
  GtkWidget *row = kh_row_new (
      title, may ? NULL : _ ("A Power Platform administrator who reads the policy can do this"));

  if (may)
    kh_row_add_pill (row, KH_STATE_CHECK, "pass");
  else
    add_hand_over (self, row, KH_MAY_PPA, _ ("Re-enable the environments."), NULL);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
}

static void
add_case (KhUnlockRepairPage *self, const KhUnlockCase *one)
{
  g_autoptr (GPtrArray) repairs = kh_unlock_repairs (one);
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (KH_INQUIRY_PAGE (self), one->name, NULL);

  for (guint i = 0; i < repairs->len; i++)
    adw_preferences_group_add (group, new_repair_row (self, repairs->pdata[i], i + 1));
  add_proof (group, one, repairs->len);
  add_reader (self, group, one);
}

/* A repair brought all of it back already. */
static void
add_nothing (KhUnlockRepairPage *self)
{
  AdwPreferencesGroup *group = kh_inquiry_page_add_group (KH_INQUIRY_PAGE (self), NULL, NULL);
  GtkWidget *row = kh_row_new (_ ("Nothing is locked"), NULL);

  kh_row_add_pill (row, KH_STATE_CHECK, "pass");
  adw_preferences_group_add (group, row);
}

static void
add_noted (KhUnlockRepairPage *self)
{
  GPtrArray *noted = kh_unlock_get_noted (get_unlock (self));
  KhTime now = kh_organization_now (get_organization (self));
  AdwPreferencesGroup *group;

  if (noted->len == 0)
    return;
  group = kh_inquiry_page_add_group (KH_INQUIRY_PAGE (self), _ ("Repaired"), NULL);
  for (guint i = 0; i < noted->len; i++) {
    const KhUnlockRepair *repair = noted->pdata[i];
    g_autofree char *time = kh_text_clock (repair->time, now);
    GtkWidget *row = kh_row_new (repair->text, time);

    kh_row_add_pill (row, KH_STATE_CHECK, "pass");
    adw_preferences_group_add (group, row);
  }
}

static void
kh_unlock_repair_page_fill (KhInquiryPage *page)
{
  KhUnlockRepairPage *self = KH_UNLOCK_REPAIR_PAGE (page);

  self->first = NULL;
  for (guint i = 0; i < kh_unlock_count (get_unlock (self)); i++)
    add_case (self, kh_unlock_nth (get_unlock (self), i));
  if (kh_unlock_count (get_unlock (self)) == 0)
    add_nothing (self);
  add_noted (self);
}

/* --- Next ------------------------------------------------------------------------------------- */

static gboolean
is_any_ready (KhUnlock *unlock)
{
  for (guint i = 0; i < kh_unlock_count (unlock); i++) {
    const KhUnlockCase *one = kh_unlock_nth (unlock, i);

    for (guint k = 0; k < one->environments->len; k++)
      if (kh_unlock_is_ready (one->environments->pdata[k]))
        return TRUE;
  }
  return FALSE;
}

static char *
kh_unlock_repair_page_get_reason (KhInquiryPage *page)
{
  KhUnlock *unlock = kh_unlock_page_get_unlock (page);
  g_autoptr (GPtrArray) repairs = NULL;
  const char *key;

  if (is_any_ready (unlock))
    return NULL;
  if (kh_unlock_count (unlock) == 0)
    return g_strdup (_ ("Nothing is locked"));
  repairs = kh_unlock_repairs (kh_unlock_nth (unlock, 0));
  key = kh_unlock_original_key (kh_unlock_nth (unlock, 0));
  if (g_str_equal (key, "gone") || g_str_equal (key, "different"))
    return g_strdup (_ ("No original key"));
  return g_strdup (repairs->len > 0 ? _ ("Step 1 is open") : _ ("The key is not proved yet"));
}

/* --- Looking by itself ------------------------------------------------------------------------ */

static gboolean
on_timeout_cb (gpointer data)
{
  KhUnlockRepairPage *self = data;
  KhUnlock *unlock = get_unlock (self);

  if (self->running == NULL && !kh_inquiry_is_checking (KH_INQUIRY (unlock))
      && kh_wizard_page_get_reason (KH_WIZARD_PAGE (self)) != NULL)
    kh_inquiry_check (KH_INQUIRY (unlock));
  return G_SOURCE_CONTINUE;
}

static void
kh_unlock_repair_page_shown (KhWizardPage *page)
{
  KhUnlockRepairPage *self = KH_UNLOCK_REPAIR_PAGE (page);

  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (PAUSE, on_timeout_cb, self);
}

static void
kh_unlock_repair_page_hidden (KhWizardPage *page)
{
  g_clear_handle_id (&KH_UNLOCK_REPAIR_PAGE (page)->timer, g_source_remove);
}

static GtkWidget *
kh_unlock_repair_page_get_focus (KhWizardPage *page)
{
  KhUnlockRepairPage *self = KH_UNLOCK_REPAIR_PAGE (page);

  return self->first != NULL ? self->first : kh_inquiry_page_get_again (KH_INQUIRY_PAGE (self));
}

void
kh_unlock_repair_page_press_first (KhWizardPage *page)
{
  KhUnlockRepairPage *self = KH_UNLOCK_REPAIR_PAGE (page);

  if (self->first != NULL && gtk_widget_is_sensitive (self->first))
    g_signal_emit_by_name (self->first, "clicked");
}

static void
kh_unlock_repair_page_dispose (GObject *object)
{
  KhUnlockRepairPage *self = KH_UNLOCK_REPAIR_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->running, g_free);
  self->first = NULL;
  G_OBJECT_CLASS (kh_unlock_repair_page_parent_class)->dispose (object);
}

static void
kh_unlock_repair_page_class_init (KhUnlockRepairPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_unlock_repair_page_dispose;
  KH_INQUIRY_PAGE_CLASS (klass)->fill = kh_unlock_repair_page_fill;
  KH_INQUIRY_PAGE_CLASS (klass)->get_reason = kh_unlock_repair_page_get_reason;
  KH_INQUIRY_PAGE_CLASS (klass)->looks = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_unlock_repair_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->hidden = kh_unlock_repair_page_hidden;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_unlock_repair_page_get_focus;
}

static void
kh_unlock_repair_page_init (KhUnlockRepairPage *self)
{
}

KhWizardPage *
kh_unlock_repair_page_new (KhOrganization *organization, KhUnlock *unlock)
{
  return g_object_new (KH_TYPE_UNLOCK_REPAIR_PAGE, "organization", organization, "inquiry", unlock,
                       "step", _ ("Repair"), "title", _ ("Bring the Key Back"), "body",
                       _ ("In this order. Each step is checked again by itself."), NULL);
}
