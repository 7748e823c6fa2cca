/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in words, and their rows. */
#include "kh-enable-findings.h"

#include <string.h>

#include "kh-dialogs.h"
#include "kh-enable-rows.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

/* What is said when a rule is not met; its own text says what should be. */
static const struct {
  const char *id;
  const char *title;
} failures[] = {
  { "E1", N_ ("No Dataverse database") },
  { "E2", N_ ("Not a Managed Environment") },
  { "E3", N_ ("This type of environment cannot use a customer-managed key") },
  { "E4", N_ ("It is the Default environment") },
  { "E5", N_ ("The policy is in another geo") },
  { "E6", N_ ("Another policy is attached") },
  { "E7", N_ ("Another operation runs") },
  { "E8", N_ ("It is locked or deleted") },
  { "E9", N_ ("Users lack a license that includes Managed Environments") },
  { "E10", N_ ("Users lack a license that includes customer-managed keys") },
  { "E11", N_ ("A finance and operations environment is concerned") },
  { "E12", N_ ("More than 25 environments with a customer-managed key") },
  { "E13", N_ ("Some flows cannot move") },
  { "E14", N_ ("Firewalls of called systems may refuse the flows") },
  { "E16", N_ ("It was moved from a legacy key less than 7 days ago") },
  { "K1", N_ ("The vault does not exist or is not active") },
  { "K2", N_ ("Soft delete is off") },
  { "K3", N_ ("Purge protection is off") },
  { "K4", N_ ("Deleted keys are kept for less than 90 days") },
  { "K5", N_ ("The platform cannot reach the vault") },
  { "K6", N_ ("A network perimeter keeps the platform out") },
  { "K7", N_ ("The vault is not in the geo of the policy") },
  { "K9", N_ ("The vault uses access policies") },
  { "K10", N_ ("Several environments depend on the vault") },
  { "K11", N_ ("No diagnostic log, or no alert before expiry") },
  { "P1", N_ ("The provider is not registered in the subscription") },
  { "P4", N_ ("The policy names another vault") },
  { "P5", N_ ("The policy has no access to the key") },
  { "P6", N_ ("The policy has no access to the key") },
  { "P8", N_ ("This account is not a Power Platform administrator") },
  { "P9", N_ ("This account may not read the policy") },
  { "P10", N_ ("One person holds both administrator roles") },
  { "P11", N_ ("The Key Vault administrator lacks rights in Azure") },
  { "P12", N_ ("Contributors could grant themselves access") },
  { "R3", N_ ("The new policy cannot use the old key") },
  { "Y1", N_ ("The key does not exist") },
  { "Y2", N_ ("The key is not an RSA key") },
  { "Y3", N_ ("The key is neither 2048 nor 3072 bits long") },
  { "Y4", N_ ("The key version is disabled") },
  { "Y5", N_ ("The key version is not yet active") },
  { "Y6", N_ ("The key version has expired") },
  { "Y7", N_ ("The key version expires") },
  { "Y8", N_ ("The key may not wrap and unwrap") },
  { "Y9", N_ ("The key is old, or nothing renews it") },
  { "Y11", N_ ("The policy does not follow new key versions") },
};

char *
kh_enable_finding_title (KhJson *finding)
{
  const char *id = kh_json_string (finding, "id");
  const char *result = kh_json_string (finding, "result");

  if (g_strcmp0 (result, "block") == 0 || g_strcmp0 (result, "warn") == 0)
    for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
      if (g_strcmp0 (failures[i].id, id) == 0)
        return g_strdup (_ (failures[i].title));
  return kh_text_clause (kh_said (kh_json_string (finding, "text")));
}

int
kh_enable_finding_rank (KhJson *finding)
{
  static const char *const order[] = { "block", "unknown", "warn", "later" };
  const char *result = kh_json_string (finding, "result");

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (g_strcmp0 (result, order[i]) == 0)
      return (int)i;
  return G_N_ELEMENTS (order);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return kh_enable_finding_rank (*(KhJson *const *)a)
         - kh_enable_finding_rank (*(KhJson *const *)b);
}

void
kh_enable_findings_sort (GPtrArray *findings)
{
  g_ptr_array_sort (findings, compare);
}

static const char *
owner_text (const char *owner)
{
  if (g_strcmp0 (owner, "kva") == 0)
    return _ ("can be fixed by the Key Vault administrator");
  if (g_strcmp0 (owner, "ppa") == 0)
    return _ ("can be fixed by the Power Platform administrator");
  if (g_strcmp0 (owner, "maker") == 0)
    return _ ("can be fixed by the makers");
  return NULL;
}

/* What a rule says when it has nothing special to say tells nothing beside the state. */
static gboolean
is_empty_evidence (const char *evidence)
{
  static const char *const empty[] = {
    "",  "It is so.", "It is not so.", "It could not be read.", "It does not concern this object.",
    NULL
  };

  return evidence == NULL || g_strv_contains (empty, evidence);
}

char *
kh_enable_finding_found (KhJson *finding, KhTime now)
{
  const char *subject = kh_json_string (finding, "subject");
  const char *evidence = kh_json_string (finding, "evidence");
  g_autofree char *clause =
      kh_text_clause (is_empty_evidence (evidence) ? NULL : kh_said (evidence));
  g_autofree char *found = kh_text_local_times (clause, now);
  GString *out = g_string_new (subject);

  if (*found != '\0')
    g_string_append_printf (out, "%s%s", out->len > 0 ? " · " : "", found);
  return g_string_free (out, FALSE);
}

char *
kh_enable_finding_facts (KhJson *finding, KhTime now)
{
  const char *result = kh_json_string (finding, "result");
  gboolean open = g_strcmp0 (result, "block") == 0 || g_strcmp0 (result, "warn") == 0
                  || g_strcmp0 (result, "unknown") == 0;
  const char *owner = open ? owner_text (kh_json_string (finding, "owner")) : NULL;
  g_autofree char *found = kh_enable_finding_found (finding, now);
  GString *out = g_string_new (found);

  if (owner != NULL)
    g_string_append_printf (out, " · %s", owner);
  g_string_append_printf (out, " · %s", kh_json_string (finding, "id"));
  return g_string_free (out, FALSE);
}

static void
on_fix_cb (GtkWidget *widget, KhEnablePage *page)
{
  _kh_enable_fix (page, g_object_get_data (G_OBJECT (widget), "kh-finding"), widget,
                  (KhWorkPageDone)g_object_get_data (G_OBJECT (widget), "kh-again"));
}

static void
on_copy_cb (GtkWidget *widget, KhEnablePage *page)
{
  KhJson *finding = g_object_get_data (G_OBJECT (widget), "kh-finding");

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          kh_json_string (finding, "fix.command"));
  /* There are no toasts in a wizard: the button says it. */
  if (GTK_IS_BUTTON (widget))
    gtk_button_set_label (GTK_BUTTON (widget), _ ("Copied"));
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), _ ("Command copied"));
}

static void
on_leave_out_cb (GtkWidget *widget, KhEnablePage *page)
{
  KhJson *finding = g_object_get_data (G_OBJECT (widget), "kh-finding");
  KhItemList *all = kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (page)),
                                              KH_ITEM_ENVIRONMENT);
  KhItem *item = kh_item_list_find (all, kh_json_string (finding, "subject"));
  KhWorkPageDone again = (KhWorkPageDone)g_object_get_data (G_OBJECT (widget), "kh-again");

  if (item == NULL)
    return;
  g_object_ref (page);
  kh_enable_draft_choose (kh_enable_page_get_draft (page), kh_item_get_id (item), FALSE);
  again (KH_WORK_PAGE (page));
  g_object_unref (page);
}

/* In a narrow window a button would leave the text no room: the row itself acts, its verb below. */
static void
add_act (KhEnablePage *page, GtkWidget *row, KhJson *finding, const char *verb, GCallback callback,
         KhWorkPageDone again)
{
  gboolean narrow = kh_wizard_page_is_narrow (KH_WIZARD_PAGE (page));
  GtkWidget *widget = narrow ? row : gtk_button_new_with_label (verb);

  g_object_set_data_full (G_OBJECT (widget), "kh-finding", kh_json_ref (finding),
                          (GDestroyNotify)kh_json_unref);
  g_object_set_data (G_OBJECT (widget), "kh-again", again);
  if (!narrow) {
    gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
    g_signal_connect_object (widget, "clicked", callback, page, 0);
  } else if (!gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row))) {
    kh_enable_row_act (
        row, verb, callback == G_CALLBACK (on_copy_cb) ? "edit-copy-symbolic" : "go-next-symbolic");
    g_signal_connect_object (widget, "activated", callback, page, 0);
  }
}

static KhMay
role_of_owner (KhJson *finding)
{
  const char *owner = kh_json_string (finding, "owner");

  if (g_strcmp0 (owner, "kva") == 0)
    return KH_MAY_KVA;
  return g_strcmp0 (owner, "ppa") == 0 ? KH_MAY_PPA : (KhMay)0;
}

/* (transfer full) (nullable): the address of what the rule is about, when it exists. */
static char *
address_of (KhEnablePage *page, KhJson *finding)
{
  static const struct {
    char rule;
    KhItemKind kind;
  } kinds[] = { { 'E', KH_ITEM_ENVIRONMENT },
                { 'K', KH_ITEM_VAULT },
                { 'Y', KH_ITEM_KEY },
                { 'P', KH_ITEM_POLICY } };
  KhEnableDraft *draft = kh_enable_page_get_draft (page);
  g_autofree char *vault = kh_enable_draft_vault_name (draft);
  g_autofree char *key = kh_enable_draft_key_name (draft);
  g_autofree char *policy = kh_enable_draft_policy_name (draft);
  g_autofree char *key_id = vault != NULL && key != NULL ? g_strjoin ("/", vault, key, NULL) : NULL;
  const char *const ids[] = { kh_json_string (finding, "subject"), vault, key_id, policy };
  const char *rule = kh_json_string (finding, "id");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    KhItemList *all = kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (page)),
                                                kinds[i].kind);
    KhItem *item = rule != NULL && rule[0] == kinds[i].rule && ids[i] != NULL
                       ? kh_item_list_find (all, ids[i])
                       : NULL;

    if (item != NULL)
      return kh_uri_of_item (item);
  }
  return NULL;
}

/* Somebody else's to cure, and there is something to point at. */
static gboolean
may_be_handed_over (KhEnablePage *page, KhJson *finding)
{
  KhMay role = role_of_owner (finding);
  g_autofree char *address = address_of (page, finding);

  return role != 0 && address != NULL && kh_enable_finding_rank (finding) <= 2
         && !kh_organization_may (kh_work_page_get_organization (KH_WORK_PAGE (page)), role);
}

static void
on_hand_over_cb (GtkWidget *widget, KhEnablePage *page)
{
  KhJson *finding = g_object_get_data (G_OBJECT (widget), "kh-finding");
  g_autofree char *title = kh_enable_finding_title (finding);
  g_autofree char *subject = kh_enable_draft_subject (kh_enable_page_get_draft (page));
  g_autofree char *uri = address_of (page, finding);
  /* Translators: 1 is what a customer-managed key is wanted for, 2 what is in the way. */
  g_autofree char *asked = g_strdup_printf (
      _ ("Before %s can get a customer-managed key, this must be settled: %s."), subject, title);
  const char *fix = kh_json_string (finding, "fix.text");
  g_autofree char *whole = fix != NULL ? g_strjoin (" ", asked, fix, NULL) : g_strdup (asked);
  const KhHandOverNote what = { role_of_owner (finding), whole, uri,
                                kh_json_string (finding, "fix.command") };

  kh_dialog_show (
      kh_hand_over_dialog_new (kh_work_page_get_organization (KH_WORK_PAGE (page)), &what),
      GTK_WIDGET (page));
}

static gboolean
may_be_left_out (KhEnablePage *page, KhJson *finding)
{
  const char *id = kh_json_string (finding, "id");

  return id != NULL && id[0] == 'E' && kh_enable_finding_blocks (finding)
         && kh_enable_draft_count (kh_enable_page_get_draft (page)) > 1
         && kh_json_string (finding, "subject") != NULL;
}

GtkWidget *
kh_enable_finding_row_new (KhEnablePage *page, KhJson *finding, KhWorkPageDone again)
{
  g_autofree char *title = kh_enable_finding_title (finding);
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (page)));
  g_autofree char *facts = kh_enable_finding_facts (finding, now);
  GtkWidget *row = kh_row_new (title, facts);
  const char *fix = _kh_enable_fix_label (page, finding);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  kh_row_add_pill (row, KH_STATE_CHECK, kh_json_string (finding, "result"));
  if (fix != NULL)
    add_act (page, row, finding, fix, G_CALLBACK (on_fix_cb), again);
  if (may_be_left_out (page, finding))
    add_act (page, row, finding, _ ("Leave Out"), G_CALLBACK (on_leave_out_cb), again);
  if (fix == NULL && may_be_handed_over (page, finding))
    add_act (page, row, finding, _ ("Hand Over…"), G_CALLBACK (on_hand_over_cb), again);
  else if (!may_be_left_out (page, finding) && fix == NULL
           && kh_json_string (finding, "fix.command") != NULL)
    add_act (page, row, finding, _ ("Copy Command"), G_CALLBACK (on_copy_cb), again);
  return row;
}
