/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of an environment's detail that offer acts. */
#include "kh-environment-groups.h"

#include "kh-diagnosis-words.h"
#include "kh-environment-end.h"
#include "kh-facts.h"
#include "kh-lock-act.h"
#include "kh-locked-card.h"
#include "kh-repair-acts.h"
#include "kh-repair.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"

#include <string.h>

/* --- The way back ------------------------------------------------------------------------- */

static gboolean
is_re_enable (KhJson *repair)
{
  return kh_act_repair_kind (kh_json_string (repair, "command")) == KH_REPAIR_RE_ENABLE;
}

guint
kh_environment_count_open_repairs (KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "diagnosis.repairs");
  guint open = 0;

  for (guint i = 0; i < n; i++)
    if (!is_re_enable (kh_json_element (snapshot, "diagnosis.repairs", i)))
      open++;
  return open;
}

static const char *
re_enable_reason (KhItem *item, KhJson *repair)
{
  if (kh_environment_count_open_repairs (item) > 0)
    return _ ("The steps above come first");
  if (!kh_json_bool (repair, "allowed", FALSE))
    return kh_diagnosis_owner (kh_json_string (repair, "owner"));
  return NULL;
}

static GtkWidget *
new_re_enable_row (KhDetailPage *page, KhItem *item, KhJson *repair)
{
  const char *reason = re_enable_reason (item, repair);

  if (reason == NULL && kh_detail_page_is_running (page, "re-enable"))
    reason = _ ("Proving the original key");
  return kh_act_row_new (_ ("Re-enable the environment"),
                         _ ("Proves the original key first; no data is moved"), _ ("_Re-enable"),
                         "page.re-enable", reason, reason == NULL ? "suggested-action" : NULL);
}

/* A step that no button here can do can be taken to the command line. */
static GtkWidget *
new_repair_row (KhDetailPage *page, KhJson *repair)
{
  const char *command = kh_json_string (repair, "command");
  const char *verb = kh_repair_verb (command);
  gboolean allowed = kh_json_bool (repair, "allowed", FALSE);
  g_autofree char *text = kh_text_clause (kh_said (kh_json_string (repair, "text")));
  g_autofree char *action = NULL;
  const char *reason = NULL;

  if (allowed && verb == NULL && command != NULL)
    return kh_property_row_new (text, command, TRUE, TRUE);
  if (!allowed)
    reason = kh_diagnosis_owner (kh_json_string (repair, "owner"));
  else if (kh_detail_page_is_running (page, "repair"))
    reason = _ ("Running");
  if (verb == NULL)
    return kh_row_new (text, reason);
  action = g_action_print_detailed_name ("page.repair", g_variant_new_string (command));
  return kh_act_row_new (text, _ ("Brings the access back; nothing else changes"), verb, action,
                         reason, reason == NULL ? "suggested-action" : NULL);
}

static GtkWidget *
new_steps (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "diagnosis.repairs");
  GtkWidget *group = kh_detail_group_new (_ ("What to Do"));

  for (guint i = 0; i < n; i++) {
    KhJson *repair = kh_json_element (snapshot, "diagnosis.repairs", i);

    kh_detail_group_add (group, is_re_enable (repair) ? new_re_enable_row (page, item, repair)
                                                      : new_repair_row (page, repair));
  }
  if (g_strcmp0 (kh_json_string (snapshot, "diagnosis.originalKey"), "gone") == 0)
    kh_detail_group_add (
        group, kh_row_new (_ ("The original key is gone"),
                           _ ("Without it the data cannot be read by anyone, ever. A backup file "
                              "of the key is the only chance.")));
  return group;
}

GtkWidget *
kh_environment_locked_group (KhDetailPage *page, KhItem *item)
{
  GtkWidget *box;

  if (!kh_fact_is_locked (item))
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_box_append (GTK_BOX (box),
                  kh_locked_card_new (kh_page_get_organization (KH_PAGE (page)), item,
                                      kh_detail_page_get_fact (page, "person")));
  if (kh_json_length (kh_item_get_snapshot (item), "diagnosis.repairs") > 0)
    gtk_box_append (GTK_BOX (box), new_steps (page, item));
  return box;
}

/* --- Actions ------------------------------------------------------------------------------ */

/* Renewing the key is nothing that is done to an environment. */
#define RENEW "-"

typedef struct {
  const char *operation; /* of the allowed-operations answer, or RENEW */
  const char *effect, *consequence, *verb;
  const char *action;
  guint roles; /* KhMay */
  const char *not_your_role;
} Act;

static const Act acts[] = {
  { "EnableGovernanceConfiguration", N_ ("Make it a Managed Environment"),
    N_ ("Needed for a customer-managed key; its users need a license"),
    N_ ("Enable _Managed Environment…"), "page.enable-managed", KH_MAY_PPA,
    N_ ("This needs the Power Platform administrator role") },
  { "NewCustomerManagedKey", N_ ("Protect it with a customer's key"),
    N_ ("Offline while its data is encrypted again"), N_ ("_Enable Customer-Managed Key…"),
    "page.enable-key", KH_MAY_PPA, N_ ("This needs the Power Platform administrator role") },
  { RENEW, N_ ("Renew the key"), "", N_ ("R_otate…"), "page.rotate-key", KH_MAY_KVA,
    N_ ("This needs the Key Vault administrator role") },
  { "RotateCustomerManagedKey", N_ ("Use another key"),
    N_ ("One outage; the old key is needed for 30 days more"), N_ ("Chan_ge Key…"),
    "page.change-key", KH_MAY_PPA, N_ ("This needs the Power Platform administrator role") },
  { "RevertToMicrosoftKey", N_ ("Give up the customer's key"),
    N_ ("One outage; the old key is needed for 30 days more"),
    N_ ("Re_turn to Microsoft-Managed Key…"), "page.return-key", KH_MAY_PPA,
    N_ ("This needs the Power Platform administrator role") },
  { "ImportData", N_ ("Bring data in"), N_ ("CSV, JSON lines, SQLite, files"), N_ ("_Import Data…"),
    "page.import", KH_MAY_PPA | KH_MAY_MAKER,
    N_ ("This needs the Power Platform administrator or the maker role") },
  { "ExportData", N_ ("Take data out"), N_ ("Byte for byte"), N_ ("E_xport Data…"), "page.export",
    KH_MAY_PPA | KH_MAY_MAKER,
    N_ ("This needs the Power Platform administrator or the maker role") },
};

/* What was reached already is no act any more, and a deleted environment can only come back. */
static gboolean
makes_sense (KhItem *item, const Act *act)
{
  KhJson *snapshot = kh_item_get_snapshot (item);

  if (kh_environment_is_deleted (item))
    return FALSE;
  if (g_str_equal (act->operation, "EnableGovernanceConfiguration"))
    return !kh_json_bool (snapshot, "managed", FALSE);
  if (g_str_equal (act->operation, "NewCustomerManagedKey"))
    return !kh_item_is (item, "keyManagedBy", "Customer")
           || kh_item_is (item, "encryptionStatus", "Failed");
  if (g_str_equal (act->operation, RENEW))
    return kh_item_string (item, "key.id") != NULL;
  if (g_str_equal (act->operation, "RevertToMicrosoftKey")
      || g_str_equal (act->operation, "RotateCustomerManagedKey"))
    return kh_item_string (item, "policy.name") != NULL;
  return TRUE;
}

/* (nullable) */
static const char *
refuse (KhOrganization *organization, KhItem *item, const Act *act)
{
  if (!kh_organization_may (organization, act->roles))
    return _ (act->not_your_role);
  if (g_str_equal (act->operation, RENEW))
    return kh_fact_is_locked (item) ? _ ("The environment is locked") : NULL;
  return kh_fact_refusal (item, act->operation);
}

/* (transfer full) */
static char *
describe (KhItem *item, const Act *act)
{
  const char *key = kh_item_string (item, "key.id");
  const char *slash = key != NULL ? strchr (key, '/') : NULL;

  if (g_str_equal (act->operation, RENEW) && slash != NULL)
    return g_strdup_printf (_ ("No outage; opens %s"), slash + 1);
  return g_strdup (*act->consequence != '\0' ? _ (act->consequence) : "");
}

GtkWidget *
kh_environment_actions_group (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  GtkWidget *group = kh_detail_group_new (_ ("Actions"));

  if (kh_detail_add_read_only (page, group, KH_MAY_PPA | KH_MAY_MAKER))
    return group;
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    const Act *act = &acts[i];
    g_autofree char *consequence = describe (item, act);

    if (makes_sense (item, act))
      kh_detail_add_act (page, group, _ (act->effect), consequence, _ (act->verb), act->action,
                         refuse (organization, item, act));
  }
  if (kh_item_string (item, "policy.id") != NULL && !kh_fact_is_locked (item)
      && !kh_environment_is_deleted (item))
    kh_lock_act_add_row (page, group);
  kh_environment_end_add_row (page, group, item);
  return group;
}
