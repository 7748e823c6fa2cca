/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disabling and enabling a key or one of its versions. */
#include "kh-key-page.h"

#include "kh-acts.h"
#include "kh-confirm.h"
#include "kh-enable-version.h"
#include "kh-facts.h"
#include "kh-focus.h"
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
change_new (KhDetailPage *page, const char *version)
{
  KhItem *item = kh_detail_page_get_item (page);
  Change *change = g_new0 (Change, 1);

  change->vault = g_strdup (kh_item_string (item, "vault"));
  change->key = g_strdup (kh_item_string (item, "name"));
  change->version = g_strdup (version);
  return change;
}

static const char *
action_of (const Change *change)
{
  return change->version != NULL ? "disable-version" : "disable";
}

/* --- Enabling ----------------------------------------------------------------------------- */

static gpointer
enable_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Change *change = data;

  return GINT_TO_POINTER (kh_act_set_key_enabled (client, change->vault, change->key, NULL, TRUE,
                                                  NULL, cancellable, error));
}

static void
enable (KhDetailPage *page, const char *version)
{
  KhItem *item = kh_detail_page_get_item (page);

  if (version != NULL)
    kh_enable_version_run (page, "enable-version", kh_item_string (item, "vault"),
                           kh_item_string (item, "name"), version);
  else
    kh_detail_page_run_work (page, "enable", enable_worker, change_new (page, NULL), change_free,
                             _ ("Key enabled"));
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

static void
end_disabling (gpointer weak, const char *action, const char *toast, GAsyncResult *result)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (weak);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), toast, NULL, NULL);
  kh_detail_page_end (page, action, error);
}

static void
disabled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_disabling (data, "disable", _ ("Key disabled"), result);
}

static void
disabled_version_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_disabling (data, "disable-version", _ ("Key version disabled"), result);
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

/* What the question says; owned here while the confirmation copies it. */
static void
disable (KhDetailPage *page, const char *version)
{
  Change *change = change_new (page, version);
  g_autofree char *short_id = version != NULL ? kh_text_short_id (version) : NULL;
  g_autofree char *easy = NULL;
  g_autofree char *hard = NULL;

  if (version != NULL) {
    easy = g_strdup_printf (_ ("Disable Key Version %s?"), short_id);
    hard = g_strdup_printf (_ ("Disable Key Version %s Although It Is Needed?"), short_id);
  } else {
    easy = g_strdup_printf (_ ("Disable Key %s?"), change->key);
    hard = g_strdup_printf (_ ("Disable Key %s Although It Is Needed?"), change->key);
  }
  kh_detail_page_begin (page, action_of (change));
  kh_confirm_async (
      GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)), make_request (change),
      &(KhConfirmTexts){ .verb = version != NULL ? _ ("_Disable Version") : _ ("_Disable Key"),
                         .heading = easy,
                         .body = _ ("Nothing uses it any more. It can be enabled again at any "
                                    "time."),
                         .heading_hard = hard,
                         .body_hard = _ ("Environments that need it go offline at once. It can be "
                                         "enabled again, and they can be re-enabled then."),
                         .destructive = TRUE },
      disable_confirmed, change, change_free, kh_page_get_cancellable (KH_PAGE (page)),
      version != NULL ? disabled_version_cb : disabled_cb, kh_weak_new (page));
}

static void
disable_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  disable (data, NULL);
}

static void
disable_version_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  disable (data, g_variant_get_string (parameter, NULL));
}

static void
enable_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  enable (data, NULL);
}

static void
enable_version_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  enable (data, g_variant_get_string (parameter, NULL));
}

static const GActionEntry entries[] = {
  { .name = "disable", .activate = disable_cb },
  { .name = "enable", .activate = enable_cb },
  { .name = "disable-version", .activate = disable_version_cb, .parameter_type = "s" },
  { .name = "enable-version", .activate = enable_version_cb, .parameter_type = "s" },
};

void
kh_key_acts_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}
