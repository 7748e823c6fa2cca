/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking the key from a policy, and deleting the policy (pages.md 2.3, 5.2). */
#include "kh-policy-acts.h"

#include "kh-access-acts.h"
#include "kh-guard-words.h"
#include "kh-item-act.h"
#include "kh-lock-act.h"
#include "kh-text.h"
#include "kh-vault-change.h"

/* (transfer full): what the worker needs of the policy. */
static KhVaultChange *
change_new (KhOrganization *organization, KhItem *policy)
{
  KhVaultChange *change = kh_vault_change_new (organization, kh_item_string (policy, "key.vault"));

  change->policy = g_strdup (kh_item_get_name (policy));
  change->principal = g_strdup (kh_item_string (policy, "principalId"));
  return change;
}

/* (transfer full) */
static KhWireImpactRequest *
request_new (const char *trigger, KhItem *policy)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup (trigger);
  request->policy = g_strdup (kh_item_get_id (policy));
  return request;
}

static guint
count_environments (KhItem *policy)
{
  return kh_json_length (kh_item_get_snapshot (policy), "environments");
}

/* --- Revoking --------------------------------------------------------------------------------- */

static gboolean
revoke_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;
  const KhActGrant grant = { change->vault, change->principal, NULL };

  return kh_act_revoke (client, &change->place, &grant, confirmed, cancellable, error);
}

static void
ask_revoking (KhPendingAct *act, KhOrganization *organization, KhItem *policy)
{
  g_autofree char *heading =
      g_strdup_printf (_ ("Revoke Key Access of %s?"), kh_item_get_name (policy));
  const KhGuardFacts facts = { KH_GUARDED_REVOKE_GRANT,
                               .n_environments = count_environments (policy) };
  g_autofree char *body = kh_guard_words (&facts, FALSE);
  g_autofree char *consequence = kh_guard_words (&facts, TRUE);
  g_autofree char *hard = g_strjoin (" ", consequence, _ ("Type the policy's name:"), NULL);

  kh_item_act_confirm (act, organization, request_new ("revoke-grant", policy),
                       &(KhConfirmTexts){ .verb = _ ("_Revoke Access"),
                                          .heading = heading,
                                          .body = body,
                                          .body_hard = hard,
                                          .destructive = TRUE },
                       revoke_confirmed, change_new (organization, policy), kh_vault_change_free);
}

void
kh_policy_revoke (GtkWidget *place, KhOrganization *organization, KhItem *policy)
{
  kh_item_act_read (kh_pending_act_new (place, "revoke", _ ("Access revoked")), organization,
                    policy, kh_policy_refuse_revoke, ask_revoking);
}

/* --- Deleting --------------------------------------------------------------------------------- */

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (client, kh_policy_api_delete (&change->place, change->policy),
                             confirmed, cancellable, error);
}

static void
ask_deletion (KhPendingAct *act, KhOrganization *organization, KhItem *policy)
{
  g_autofree char *heading = g_strdup_printf (_ ("Delete Policy %s?"), kh_item_get_name (policy));
  g_auto (GStrv) grants = kh_guard_grants (kh_item_get_snapshot (policy));
  g_autofree char *body = kh_guard_words (
      &(KhGuardFacts){ KH_GUARDED_DELETE_POLICY, .grants = (const char *const *)grants }, FALSE);

  kh_item_act_confirm (act, organization, request_new ("delete-policy", policy),
                       &(KhConfirmTexts){ .verb = _ ("_Delete Policy"),
                                          .heading = heading,
                                          .body = body,
                                          .destructive = TRUE,
                                          .rows = (const char *const *)grants },
                       delete_confirmed, change_new (organization, policy), kh_vault_change_free);
}

void
kh_policy_delete (GtkWidget *place, KhOrganization *organization, KhItem *policy)
{
  kh_item_act_read (kh_pending_act_new_last (place, "delete", _ ("Policy deleted")), organization,
                    policy, kh_policy_refuse_delete, ask_deletion);
}

/* --- Reasons ---------------------------------------------------------------------------------- */

char *
kh_policy_refuse_grant (KhItem *policy, KhOrganization *organization)
{
  return kh_json_bool (kh_item_get_snapshot (policy), "granted", FALSE)
             ? g_strdup (_ ("Access is effective"))
             : NULL;
}

/* A grant that does not work can be taken away too; a list does not tell of those. */
char *
kh_policy_refuse_revoke (KhItem *policy, KhOrganization *organization)
{
  KhJson *snapshot = kh_item_get_snapshot (policy);
  gboolean may_have = kh_json_bool (snapshot, "granted", FALSE) || !kh_item_has_details (policy)
                      || kh_json_length (snapshot, "grants") > 0;

  return may_have ? NULL : g_strdup (_ ("The policy has no access"));
}

char *
kh_policy_refuse_delete (KhItem *policy, KhOrganization *organization)
{
  guint n = count_environments (policy);

  if (n == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u environment uses this policy. Remove it first.",
                                    "%u environments use this policy. Remove them first.", n),
                          n);
}

/* --- On the page ------------------------------------------------------------------------------ */

static void
revoke_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_policy_revoke);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_policy_delete);
}

static const GActionEntry entries[] = {
  { .name = "revoke", .activate = revoke_cb },
  { .name = "delete", .activate = delete_cb },
};

void
kh_policy_acts_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
  kh_lock_act_add (page);
}

void
kh_policy_acts_add_rows (KhDetailPage *page, GtkWidget *group)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  KhItem *policy = kh_detail_page_get_item (page);
  g_autofree char *revoke_reason = kh_policy_refuse_revoke (policy, organization);
  g_autofree char *delete_reason = kh_policy_refuse_delete (policy, organization);
  const char *role = kh_organization_may (organization, KH_MAY_KVA)
                         ? NULL
                         : _ ("This needs the Key Vault administrator role");

  kh_detail_add_act (page, group, _ ("Take the key from the policy"),
                     _ ("Environments that need it go offline at once"), _ ("Re_voke Key Access…"),
                     "page.revoke", role != NULL ? role : revoke_reason);
  kh_lock_act_add_row (page, group);
  kh_detail_add_act (page, group, _ ("Delete the policy"), _ ("Its identity cannot be recovered"),
                     _ ("_Delete…"), "page.delete", role != NULL ? role : delete_reason);
}
