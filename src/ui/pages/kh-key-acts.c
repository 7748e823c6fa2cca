/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disabling and enabling a key or one of its versions. */
#include "kh-key-page.h"

#include "kh-acts.h"
#include "kh-confirm.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-text.h"

/* One change of the flag: asked for on the main thread, done on the worker. */
typedef struct {
  gpointer page; /* kh_weak_new() */
  char *vault, *key;
  char *version; /* (nullable): every version */
  char *action;
  char *toast; /* (nullable) */
  char *token; /* (nullable) */
  gboolean enabled;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->vault);
  g_free (change->key);
  g_free (change->version);
  g_free (change->action);
  g_free (change->toast);
  g_free (change->token);
  g_free (change);
}

static Change *
change_new (KhDetailPage *page, const char *version, gboolean enabled)
{
  KhItem *item = kh_detail_page_get_item (page);
  Change *change = g_new0 (Change, 1);

  change->vault = g_strdup (kh_item_string (item, "vault"));
  change->key = g_strdup (kh_item_string (item, "name"));
  change->version = g_strdup (version);
  change->enabled = enabled;
  change->action =
      g_strdup_printf ("%s%s", enabled ? "enable" : "disable", version != NULL ? "-version" : "");
  if (enabled)
    change->toast = g_strdup (version != NULL ? _ ("Key version enabled") : _ ("Key enabled"));
  else
    change->toast = g_strdup (version != NULL ? _ ("Key version disabled") : _ ("Key disabled"));
  return change;
}

static gpointer
set_enabled_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Change *change = data;

  return GINT_TO_POINTER (kh_act_set_key_enabled (client, change->vault, change->key,
                                                  change->version, change->enabled, change->token,
                                                  cancellable, error));
}

/* Takes @change. */
static void
run (KhDetailPage *page, Change *change)
{
  kh_detail_page_run_work (page, change->action, set_enabled_worker, change, change_free,
                           change->toast);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Change *change = data;
  g_autoptr (KhDetailPage) page = kh_weak_take (g_steal_pointer (&change->page));
  g_autoptr (GError) error = NULL;
  gboolean confirmed = kh_confirm_finish (result, &change->token, &error);

  if (page == NULL) {
    change_free (change);
    return;
  }
  kh_detail_page_end (page, change->action, error);
  if (confirmed)
    run (page, change);
  else
    change_free (change);
}

/* What the question says; owned here while the confirmation copies it. */
static void
ask (KhDetailPage *page, Change *change)
{
  g_autoptr (KhWireImpactRequest) request = kh_wire_impact_request_new ();
  g_autofree char *short_id = change->version != NULL ? kh_text_short_id (change->version) : NULL;
  g_autofree char *easy = NULL;
  g_autofree char *hard = NULL;

  if (change->version != NULL) {
    easy = g_strdup_printf (_ ("Disable Key Version %s?"), short_id);
    hard = g_strdup_printf (_ ("Disable Key Version %s Although It Is Needed?"), short_id);
  } else {
    easy = g_strdup_printf (_ ("Disable Key %s?"), change->key);
    hard = g_strdup_printf (_ ("Disable Key %s Although It Is Needed?"), change->key);
  }
  request->trigger = g_strdup (change->version != NULL ? "update-version" : "disable-key");
  request->vault = g_strdup (change->vault);
  request->key = g_strdup (change->key);
  request->version = g_strdup (change->version);
  request->enabled = change->version != NULL ? FALSE : KH_TRI_UNSET;
  kh_detail_page_begin (page, change->action);
  kh_confirm_async (
      GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)), request,
      &(KhConfirmTexts){ .verb =
                             change->version != NULL ? _ ("_Disable Version") : _ ("_Disable Key"),
                         .heading = easy,
                         .body = _ ("Nothing uses it any more. It can be enabled again at any "
                                    "time."),
                         .heading_hard = hard,
                         .body_hard = _ ("Environments that need it go offline at once. It can be "
                                         "enabled again, and they can be re-enabled then."),
                         .destructive = TRUE },
      kh_page_get_cancellable (KH_PAGE (page)), confirmed_cb, change);
}

static void
disable (KhDetailPage *page, const char *version)
{
  Change *change = change_new (page, version, FALSE);

  change->page = kh_weak_new (page);
  ask (page, change);
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
  run (data, change_new (data, NULL, TRUE));
}

static void
enable_version_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  run (data, change_new (data, g_variant_get_string (parameter, NULL), TRUE));
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
