/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations on all of an environment's data. */
#include "kh-environment-replace.h"

#include "kh-dialogs.h"
#include "kh-environment-api.h"
#include "kh-facts.h"
#include "kh-guard-words.h"
#include "kh-item-act.h"
#include "kh-rows.h"
#include "kh-text.h"

/* --- Reset ------------------------------------------------------------------------------------ */

static gboolean
reset_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                 GCancellable *cancellable, GError **error)
{
  KhCall *call = kh_environment_api_reset (data);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static char *
refuse_reset (KhItem *environment, KhOrganization *organization)
{
  return g_strdup (kh_fact_refusal (environment, "Reset"));
}

static void
ask_reset (KhPendingAct *act, KhOrganization *organization, KhItem *item)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *heading = g_strdup_printf (_ ("Reset %s?"), kh_item_get_name (item));
  g_autofree char *words = kh_guard_words (&(KhGuardFacts){ KH_GUARDED_RESET }, TRUE);
  g_autofree char *body = g_strjoin (" ", words, _ ("Type the environment's name:"), NULL);

  request->trigger = g_strdup ("reset-environment");
  request->environment = g_strdup (kh_item_get_id (item));
  kh_item_act_confirm (
      act, organization, request,
      &(KhConfirmTexts){
          .verb = _ ("_Reset Environment"), .heading = heading, .body = body, .destructive = TRUE },
      reset_confirmed, g_strdup (kh_item_get_id (item)), g_free);
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_read (kh_pending_act_new (page, "reset", _ ("Environment reset")),
                    kh_page_get_organization (page), kh_detail_page_get_item (page), refuse_reset,
                    ask_reset);
}

/* --- Copy ------------------------------------------------------------------------------------- */

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_dialog_show (
      kh_copy_dialog_new (kh_page_get_organization (page), kh_detail_page_get_item (page)), page);
}

/* --- Backup and restore ----------------------------------------------------------------------- */

static void
backup_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_dialog_show (
      kh_backup_dialog_new (kh_page_get_organization (page), kh_detail_page_get_item (page)), page);
}

static void
restore_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_dialog_show (
      kh_restore_dialog_new (kh_page_get_organization (page), kh_detail_page_get_item (page)),
      page);
}

/* --- On the page ------------------------------------------------------------------------------ */

static const GActionEntry entries[] = {
  { .name = "backup", .activate = backup_cb },
  { .name = "restore", .activate = restore_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "reset", .activate = reset_cb },
};

void
kh_environment_replace_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

typedef struct {
  const char *operation, *effect, *consequence, *verb, *action;
} Other;

/* Those without a verb are explained by the reason against them alone. */
static const Other others[] = {
  { "Backup", N_ ("Write all data to a file"), N_ ("Encrypted; restoring it takes the same key"),
    N_ ("Bac_k Up…"), "page.backup" },
  { "Restore", N_ ("Put the data of a backup in the place of all data"),
    N_ ("What it holds now is lost"), N_ ("Rest_ore…"), "page.restore" },
  { "Copy", N_ ("Copy all data onto another environment"), N_ ("What that one holds is lost"),
    N_ ("Cop_y…"), "page.copy" },
  { "Reset", N_ ("Erase all data"), N_ ("Cannot be undone"), N_ ("Rese_t…"), "page.reset" },
  { "Convert" },
};

#define EXPANDED "kh-other-operations"

static void
on_expanded_cb (AdwExpanderRow *expander, GParamSpec *pspec, GObject *page)
{
  g_object_set_data (page, EXPANDED, GINT_TO_POINTER (adw_expander_row_get_expanded (expander)));
}

/* Open as long as the page is there: the group is made anew when the tenant tells of a change. */
static GtkWidget *
new_expander (KhDetailPage *page)
{
  GtkWidget *expander = adw_expander_row_new ();

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander),
                                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (page), EXPANDED)));
  g_signal_connect_object (expander, "notify::expanded", G_CALLBACK (on_expanded_cb), page, 0);
  return expander;
}

GtkWidget *
kh_environment_other_group (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (NULL);
  GtkWidget *expander = new_expander (page);
  gboolean may = kh_organization_may (kh_page_get_organization (KH_PAGE (page)), KH_MAY_PPA);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("Other Operations"));
  kh_set_name (expander, _ ("Other Operations"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    const Other *other = &others[i];
    const char *reason = kh_fact_refusal (item, other->operation);

    if (other->verb != NULL && !may)
      continue;
    if (other->verb != NULL)
      kh_detail_add_act (page, expander, _ (other->effect), _ (other->consequence), _ (other->verb),
                         other->action, reason);
    else if (reason != NULL)
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander),
                                kh_row_new (kh_text_operation (other->operation), reason));
  }
  kh_detail_group_add (group, expander);
  return group;
}
