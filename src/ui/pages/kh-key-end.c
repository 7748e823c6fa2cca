/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovering and purging a deleted key. */
#include "kh-key-end.h"

#include "kh-item-act.h"
#include "kh-text.h"
#include "kh-vault-api.h"

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

/* One deleted key; handed to the worker. */
typedef struct {
  char *vault, *name;
} Purge;

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
  KhCall *call = kh_key_api_purge (purge->vault, purge->name);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

void
kh_key_purge (GtkWidget *place, KhOrganization *organization, const char *vault, const char *key)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  Purge *purge = g_new0 (Purge, 1);
  g_autofree char *heading = g_strdup_printf (_ ("Purge Key %s for Good?"), key);

  purge->vault = g_strdup (vault);
  purge->name = g_strdup (key);
  request->trigger = g_strdup ("purge-key");
  request->vault = g_strdup (vault);
  request->key = g_strdup (key);
  kh_item_act_confirm (kh_pending_act_new (place, "purge-key", _ ("Key purged")), organization,
                       request,
                       &(KhConfirmTexts){ .verb = _ ("_Purge Key"),
                                          .heading = heading,
                                          .body = _ ("Data wrapped with it can never be read "
                                                     "again:"),
                                          .destructive = TRUE },
                       purge_confirmed, purge, purge_free);
}
