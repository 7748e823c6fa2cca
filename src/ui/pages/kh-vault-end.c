/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting a vault, bringing a deleted one back, and purging it. */
#include "kh-vault-acts.h"

#include "kh-facts.h"
#include "kh-guard-words.h"
#include "kh-item-act.h"
#include "kh-text.h"
#include "kh-vault-change.h"

/* (transfer full) */
static KhVaultChange *
change_new (KhOrganization *organization, KhItem *vault)
{
  KhVaultChange *change = kh_vault_change_new (organization, kh_item_get_name (vault));

  change->region = g_strdup (kh_item_string (vault, "region"));
  return change;
}

/* (transfer full) */
static KhWireImpactRequest *
request_new (const char *trigger, KhItem *vault)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup (trigger);
  request->vault = g_strdup (kh_item_get_name (vault));
  return request;
}

/* --- Deleting --------------------------------------------------------------------------------- */

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (client, kh_vault_api_delete (&change->place, change->vault), confirmed,
                             cancellable, error);
}

/* (transfer full) */
static char *
make_body (KhJson *vault, KhTime now, gboolean hard)
{
  KhTime until = now + kh_json_int (vault, "softDeleteRetentionDays", 0) * KH_DAY;
  g_autofree char *date = kh_text_date (until, now);

  return kh_guard_words (&(KhGuardFacts){ KH_GUARDED_DELETE_VAULT, .until = date,
                                          .n_keys = kh_json_length (vault, "keys"),
                                          .n_secrets = kh_json_length (vault, "secrets") },
                         hard);
}

static void
ask_deletion (KhPendingAct *act, KhOrganization *organization, KhItem *vault)
{
  const char *name = kh_item_get_name (vault);
  g_autofree char *heading = g_strdup_printf (_ ("Delete Vault %s?"), name);
  g_autofree char *hard = g_strdup_printf (_ ("Delete Vault %s Although It Is Needed?"), name);
  KhTime now = kh_organization_now (organization);
  g_autofree char *body = make_body (kh_item_get_snapshot (vault), now, FALSE);
  g_autofree char *hard_body = make_body (kh_item_get_snapshot (vault), now, TRUE);

  kh_item_act_confirm (act, organization, request_new ("delete-vault", vault),
                       &(KhConfirmTexts){ .verb = _ ("_Delete Vault"),
                                          .heading = heading,
                                          .body = body,
                                          .heading_hard = hard,
                                          .body_hard = hard_body,
                                          .destructive = TRUE },
                       delete_confirmed, change_new (organization, vault), kh_vault_change_free);
}

void
kh_vault_delete (GtkWidget *place, KhOrganization *organization, KhItem *vault)
{
  kh_item_act_read (kh_pending_act_new (place, "delete", _ ("Vault deleted")), organization, vault,
                    NULL, ask_deletion);
}

/* --- Recovering ------------------------------------------------------------------------------- */

void
kh_vault_recover (GtkWidget *place, KhOrganization *organization, KhItem *vault)
{
  const char *name = kh_item_get_name (vault);
  g_autofree char *heading = g_strdup_printf (_ ("Recover Vault %s?"), name);

  kh_item_act_ask (kh_pending_act_new (place, "recover", _ ("Vault recovered")), organization,
                   &(KhConfirmTexts){ .verb = _ ("_Recover Vault"),
                                      .heading = heading,
                                      .body = _ ("It returns with its keys. Its role assignments "
                                                 "do not; they have to be made again.") },
                   kh_vault_api_recover (kh_organization_get_place (organization),
                                         kh_item_string (vault, "region"), name),
                   (GDestroyNotify)kh_json_unref);
}

/* --- Purging ---------------------------------------------------------------------------------- */

static gboolean
purge_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                 GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (client,
                             kh_vault_api_purge (&change->place, change->region, change->vault),
                             confirmed, cancellable, error);
}

void
kh_vault_purge (GtkWidget *place, KhOrganization *organization, KhItem *vault)
{
  g_autofree char *heading =
      g_strdup_printf (_ ("Purge Vault %s for Good?"), kh_item_get_name (vault));
  g_autofree char *body = kh_guard_words (&(KhGuardFacts){ KH_GUARDED_PURGE_VAULT }, TRUE);

  kh_item_act_confirm (
      kh_pending_act_new (place, "purge", _ ("Vault purged")), organization,
      request_new ("purge-vault", vault),
      &(KhConfirmTexts){
          .verb = _ ("_Purge Vault"), .heading = heading, .body = body, .destructive = TRUE },
      purge_confirmed, change_new (organization, vault), kh_vault_change_free);
}

char *
kh_vault_refuse_purge (KhItem *vault, KhOrganization *organization)
{
  g_autofree char *date = NULL;

  if (!kh_json_bool (kh_item_get_snapshot (vault), "purgeProtection", FALSE))
    return NULL;
  date =
      kh_text_date (kh_fact_time (vault, "scheduledPurgeAt"), kh_organization_now (organization));
  return g_strdup_printf (_ ("Purge protection keeps it until %s"), date);
}
