/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovering and purging a deleted key or secret. */
#include "kh-vault-object-end.h"

#include "kh-guard-words.h"
#include "kh-item-act.h"
#include "kh-secret-api.h"
#include "kh-text.h"
#include "kh-vault-api.h"

/* One deleted object; handed to the worker. */
typedef struct {
  char *vault, *name;
  KhCall *(*call) (const char *vault, const char *name);
} Purge;

static Purge *
purge_new (const char *vault, const char *name, KhCall *(*call) (const char *, const char *))
{
  Purge *purge = g_new0 (Purge, 1);

  purge->vault = g_strdup (vault);
  purge->name = g_strdup (name);
  purge->call = call;
  return purge;
}

static void
purge_free (gpointer data)
{
  Purge *purge = data;

  g_free (purge->vault);
  g_free (purge->name);
  g_free (purge);
}

static gboolean
purge_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                 GCancellable *cancellable, GError **error)
{
  const Purge *purge = data;
  KhCall *call = purge->call (purge->vault, purge->name);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

/* --- Keys ------------------------------------------------------------------------------------- */

void
kh_key_recover (GtkWidget *place, KhOrganization *organization, const char *vault, const char *key)
{
  g_autofree char *heading = g_strdup_printf (_ ("Recover Key %s?"), key);

  kh_item_act_ask (kh_pending_act_new (place, "recover-key", _ ("Key recovered")), organization,
                   &(KhConfirmTexts){ .verb = _ ("_Recover Key"),
                                      .heading = heading,
                                      .body = _ ("It returns with all its versions.") },
                   kh_key_api_recover (vault, key), (GDestroyNotify)kh_json_unref);
}

void
kh_key_purge (GtkWidget *place, KhOrganization *organization, const char *vault, const char *key)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *heading = g_strdup_printf (_ ("Purge Key %s for Good?"), key);
  g_autofree char *body = kh_guard_words (&(KhGuardFacts){ KH_GUARDED_PURGE_KEY }, TRUE);

  request->trigger = g_strdup ("purge-key");
  request->vault = g_strdup (vault);
  request->key = g_strdup (key);
  kh_item_act_confirm (
      kh_pending_act_new (place, "purge-key", _ ("Key purged")), organization, request,
      &(KhConfirmTexts){
          .verb = _ ("_Purge Key"), .heading = heading, .body = body, .destructive = TRUE },
      purge_confirmed, purge_new (vault, key, kh_key_api_purge), purge_free);
}

/* --- Secrets ---------------------------------------------------------------------------------- */

void
kh_secret_recover (GtkWidget *place, KhOrganization *organization, const char *vault,
                   const char *secret)
{
  g_autofree char *heading = g_strdup_printf (_ ("Recover Secret %s?"), secret);

  kh_item_act_ask (kh_pending_act_new (place, "recover-secret", _ ("Secret recovered")),
                   organization,
                   &(KhConfirmTexts){ .verb = _ ("_Recover Secret"),
                                      .heading = heading,
                                      .body = _ ("It returns with all its versions.") },
                   kh_secret_api_recover (vault, secret), (GDestroyNotify)kh_json_unref);
}

void
kh_secret_purge (GtkWidget *place, KhOrganization *organization, const char *vault,
                 const char *secret)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *heading = g_strdup_printf (_ ("Purge Secret %s for Good?"), secret);
  g_autofree char *body = kh_guard_words (&(KhGuardFacts){ KH_GUARDED_PURGE_SECRET }, TRUE);

  request->trigger = g_strdup ("purge-secret");
  request->vault = g_strdup (vault);
  request->secret = g_strdup (secret);
  kh_item_act_confirm (
      kh_pending_act_new (place, "purge-secret", _ ("Secret purged")), organization, request,
      &(KhConfirmTexts){
          .verb = _ ("_Purge Secret"), .heading = heading, .body = body, .destructive = TRUE },
      purge_confirmed, purge_new (vault, secret, kh_secret_api_purge), purge_free);
}
