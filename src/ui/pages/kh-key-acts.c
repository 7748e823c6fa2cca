/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disabling and enabling a key or one of its versions. */
#include "kh-key-acts.h"

#include "kh-acts.h"
#include "kh-confirm.h"
#include "kh-enable-version.h"
#include "kh-guard-words.h"
#include "kh-text.h"

/* One change of the flag: begun on the main thread, done on the worker. */
typedef struct {
  char *vault, *key;
  char *version; /* (nullable): every version */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->vault);
  g_free (change->key);
  g_free (change->version);
  g_free (change);
}

static Change *
change_new (KhItem *item, const char *version)
{
  Change *change = g_new0 (Change, 1);

  change->vault = g_strdup (kh_item_string (item, "vault"));
  change->key = g_strdup (kh_item_string (item, "name"));
  change->version = g_strdup (version);
  return change;
}

/* What is said of the versions that are known: of all on a page, of the current one in a list. */
static gboolean
has_version (KhItem *key, gboolean enabled)
{
  KhJson *snapshot = kh_item_get_snapshot (key);

  if (!kh_item_has_details (key))
    return kh_json_bool (snapshot, "enabled", enabled) == enabled;
  for (guint i = 0; i < kh_json_length (snapshot, "versions"); i++)
    if (kh_json_bool (kh_json_element (snapshot, "versions", i), "enabled", TRUE) == enabled)
      return TRUE;
  return FALSE;
}

const char *
kh_key_disable_reason (KhItem *key)
{
  if (has_version (key, TRUE))
    return NULL;
  return kh_item_has_details (key) ? _ ("Every version is disabled")
                                   : _ ("The current version is disabled");
}

const char *
kh_key_enable_reason (KhItem *key)
{
  if (has_version (key, FALSE))
    return NULL;
  return kh_item_has_details (key) ? _ ("Every version is enabled")
                                   : _ ("The current version is enabled");
}

/* --- Enabling ----------------------------------------------------------------------------- */

static gpointer
enable_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Change *change = data;

  return GINT_TO_POINTER (kh_act_set_key_enabled (client, change->vault, change->key, NULL, TRUE,
                                                  NULL, cancellable, error));
}

void
kh_key_enable (GtkWidget *place, KhOrganization *organization, KhItem *key, const char *version)
{
  if (version != NULL)
    kh_enable_version_run (kh_pending_act_new (place, "enable-version", NULL), organization,
                           kh_item_string (key, "vault"), kh_item_string (key, "name"), version);
  else
    kh_pending_act_run_work (kh_pending_act_new (place, "enable", _ ("Key enabled")), organization,
                             enable_worker, change_new (key, NULL), change_free);
}

/* --- Disabling ---------------------------------------------------------------------------- */

static gboolean
disable_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                   GCancellable *cancellable, GError **error)
{
  const Change *change = data;

  return kh_act_set_key_enabled (client, change->vault, change->key, change->version, FALSE,
                                 confirmed, cancellable, error);
}

/* (transfer full) */
static KhWireImpactRequest *
make_request (const Change *change)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup (change->version != NULL ? "update-version" : "disable-key");
  request->vault = g_strdup (change->vault);
  request->key = g_strdup (change->key);
  request->version = g_strdup (change->version);
  request->enabled = change->version != NULL ? FALSE : KH_TRI_UNSET;
  return request;
}

void
kh_key_disable (GtkWidget *place, KhOrganization *organization, KhItem *key, const char *version)
{
  Change *change = change_new (key, version);
  KhPendingAct *act =
      version != NULL ? kh_pending_act_new (place, "disable-version", _ ("Key version disabled"))
                      : kh_pending_act_new (place, "disable", _ ("Key disabled"));
  g_autofree char *short_id = version != NULL ? kh_text_short_id (version) : NULL;
  const char *name = version != NULL ? short_id : change->key;
  g_autofree char *easy = g_strdup_printf (
      version != NULL ? _ ("Disable Key Version %s?") : _ ("Disable Key %s?"), name);
  g_autofree char *hard =
      g_strdup_printf (version != NULL ? _ ("Disable Key Version %s Although It Is Needed?")
                                       : _ ("Disable Key %s Although It Is Needed?"),
                       name);
  const KhGuardFacts facts = { KH_GUARDED_DISABLE_KEY };
  g_autofree char *body = kh_guard_words (&facts, FALSE);
  g_autofree char *hard_body = kh_guard_words (&facts, TRUE);

  kh_confirm_async (
      place, organization, make_request (change),
      &(KhConfirmTexts){ .verb = version != NULL ? _ ("_Disable Version") : _ ("_Disable Key"),
                         .heading = easy,
                         .body = body,
                         .heading_hard = hard,
                         .body_hard = hard_body,
                         .destructive = TRUE },
      disable_confirmed, change, change_free, kh_pending_act_get_cancellable (act),
      kh_pending_act_confirmed_cb, act);
}
