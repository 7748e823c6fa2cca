/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting an environment and bringing a deleted one back, and what else of its page a row does. */
#include "kh-environment-end.h"

#include "kh-dialogs.h"
#include "kh-environment-api.h"
#include "kh-environment-groups.h"
#include "kh-facts.h"
#include "kh-guard-words.h"
#include "kh-item-act.h"
#include "kh-limits.h"
#include "kh-text.h"

gboolean
kh_environment_is_deleted (KhItem *item)
{
  return kh_item_is (item, "state", "Deleted");
}

/* --- Deleting --------------------------------------------------------------------------------- */

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  KhCall *call = kh_environment_api_delete (data);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

/* (transfer full): what its stores hold. */
static char *
make_size (KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint64 bytes = 0;

  for (guint i = 0; i < kh_json_length (snapshot, "stores"); i++)
    bytes += (guint64)kh_json_int (kh_json_element (snapshot, "stores", i), "bytes", 0);
  return kh_text_size (bytes);
}

/* (transfer full) (nullable): a lock that ends sooner keeps its own end. */
static char *
make_end (KhItem *item, KhTime now)
{
  KhTime end = kh_fact_time (item, "deletionAt");

  return end != KH_TIME_NONE && end < now + KH_DELETED_ENVIRONMENT_LIFE ? kh_text_date (end, now)
                                                                        : NULL;
}

static char *
refuse_delete (KhItem *environment, KhOrganization *organization)
{
  return g_strdup (kh_fact_refusal (environment, "Delete"));
}

static void
ask_deletion (KhPendingAct *act, KhOrganization *organization, KhItem *item)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *size = make_size (item);
  g_autofree char *end = make_end (item, kh_organization_now (organization));
  g_autofree char *heading =
      g_strdup_printf (_ ("Delete %s with All Its Data?"), kh_item_get_name (item));
  g_autofree char *words = kh_guard_words (
      &(KhGuardFacts){ KH_GUARDED_DELETE_ENVIRONMENT, .size = size, .until = end }, TRUE);
  g_autofree char *body = g_strjoin (" ", words, _ ("Type the environment's name:"), NULL);

  request->trigger = g_strdup ("delete-environment");
  request->environment = g_strdup (kh_item_get_id (item));
  kh_item_act_confirm (act, organization, request,
                       &(KhConfirmTexts){ .verb = _ ("_Delete Environment"),
                                          .heading = heading,
                                          .body = body,
                                          .destructive = TRUE },
                       delete_confirmed, g_strdup (kh_item_get_id (item)), g_free);
}

void
kh_environment_delete (GtkWidget *place, KhOrganization *organization, KhItem *environment)
{
  kh_item_act_read (kh_pending_act_new (place, "delete", _ ("Environment deleted")), organization,
                    environment, refuse_delete, ask_deletion);
}

/* --- Recovering ------------------------------------------------------------------------------- */

void
kh_environment_recover (GtkWidget *place, KhOrganization *organization, KhItem *environment)
{
  g_autofree char *heading = g_strdup_printf (_ ("Recover %s?"), kh_item_get_name (environment));

  kh_item_act_ask (kh_pending_act_new (place, "recover", _ ("Environment recovered")), organization,
                   &(KhConfirmTexts){ .verb = _ ("_Recover Environment"),
                                      .heading = heading,
                                      .body = _ ("It returns with its data, as it was when it was "
                                                 "deleted: a locked one returns locked.") },
                   kh_environment_api_recover (kh_item_get_id (environment)),
                   (GDestroyNotify)kh_json_unref);
}

/* --- Coming back ------------------------------------------------------------------------------ */

/* (nullable) (transfer full): why an environment that was read whole cannot be re-enabled. */
static char *
refuse_re_enable (KhItem *environment, KhOrganization *organization)
{
  if (!kh_fact_is_locked (environment))
    return g_strdup (_ ("It is not locked"));
  if (kh_item_has_details (environment) && kh_environment_count_open_repairs (environment) > 0)
    return g_strdup (_ ("Its key cannot be used yet"));
  return NULL;
}

static void
re_enable (KhPendingAct *act, KhOrganization *organization, KhItem *item)
{
  kh_pending_act_run_call (act, organization, kh_environment_api_re_enable (kh_item_get_id (item)),
                           g_free);
}

void
kh_environment_re_enable (GtkWidget *place, KhOrganization *organization, KhItem *environment)
{
  kh_item_act_read (kh_pending_act_new (place, "re-enable", NULL), organization, environment,
                    refuse_re_enable, re_enable);
}

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer act)
{
  g_autoptr (GError) error = NULL;

  kh_enable_managed_finish (result, &error);
  kh_pending_act_end (act, error);
}

void
kh_environment_make_managed (GtkWidget *place, KhOrganization *organization, KhItem *environment)
{
  KhPendingAct *act = kh_pending_act_new (place, "enable-managed", NULL);

  kh_enable_managed_async (place, organization, environment, kh_pending_act_get_cancellable (act),
                           managed_cb, act);
}

/* --- On the page ------------------------------------------------------------------------------ */

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_environment_delete (page, kh_page_get_organization (page), kh_detail_page_get_item (page));
}

static void
recover_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_environment_recover (page, kh_page_get_organization (page), kh_detail_page_get_item (page));
}

static const GActionEntry entries[] = {
  { .name = "delete", .activate = delete_cb },
  { .name = "recover", .activate = recover_cb },
};

void
kh_environment_end_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

static void
add_recover_row (KhDetailPage *page, GtkWidget *group, KhItem *item, const char *role)
{
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  g_autofree char *date = kh_text_date (kh_fact_time (item, "deletionAt"), now);
  g_autofree char *consequence =
      g_strdup_printf (_ ("Until %s; then its data is deleted for good"), date);

  kh_detail_add_act (page, group, _ ("Bring the environment back"), consequence, _ ("_Recover…"),
                     "page.recover", role != NULL ? role : kh_fact_refusal (item, "Recover"));
}

void
kh_environment_end_add_row (KhDetailPage *page, GtkWidget *group, KhItem *item)
{
  const char *role = kh_organization_may (kh_page_get_organization (KH_PAGE (page)), KH_MAY_PPA)
                         ? NULL
                         : _ ("This needs the Power Platform administrator role");

  if (kh_environment_is_deleted (item))
    add_recover_row (page, group, item, role);
  else
    kh_detail_add_act (page, group, _ ("Delete the environment"), _ ("Recoverable for 7 days"),
                       _ ("_Delete…"), "page.delete",
                       role != NULL ? role : kh_fact_refusal (item, "Delete"));
}
