/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with several environments at once. */
#include "kh-environment-bulk.h"

#include "kh-enable-draft.h"
#include "kh-enable-wizard.h"
#include "kh-environment-api.h"
#include "kh-environment-end.h"
#include "kh-facts.h"
#include "kh-text.h"
#include "kh-unlock-wizard.h"
#include "kh-wizard.h"

/* --- Enable Customer-Managed Key… ----------------------------------------------------------- */

static char *
refuse_enable (KhItem *item, KhOrganization *organization)
{
  return kh_enable_refusal (item);
}

typedef GtkWindow *(*WizardNew) (KhOrganization *organization, const char *const *ids);

static GtkWindow *
new_enable (KhOrganization *organization, const char *const *ids)
{
  return kh_enable_wizard_new (organization, ids, NULL);
}

/* The wizard's first page names the others with the reason. */
static void
show_wizard (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk, WizardNew new)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GtkWindow *wizard;

  for (guint i = 0; i < bulk->items->len; i++)
    g_ptr_array_add (ids, (gpointer)kh_item_get_id (bulk->items->pdata[i]));
  for (guint i = 0; i < bulk->others->len; i++)
    g_ptr_array_add (ids, (gpointer)kh_item_get_id (bulk->others->pdata[i]));
  g_ptr_array_add (ids, NULL);
  wizard = new (organization, (const char *const *)ids->pdata);
  kh_wizard_show (wizard, widget);
}

static KhBulkDialog *
run_enable (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  show_wizard (widget, organization, bulk, new_enable);
  return NULL;
}

/* --- Change Key… ---------------------------------------------------------------------------- */

static char *
refuse_change (KhItem *item, KhOrganization *organization)
{
  return kh_enable_change_refusal (item);
}

static GtkWindow *
new_change (KhOrganization *organization, const char *const *ids)
{
  return kh_change_wizard_new (organization, ids, NULL);
}

static KhBulkDialog *
run_change (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  show_wizard (widget, organization, bulk, new_change);
  return NULL;
}

/* --- Return to Microsoft-Managed Key… ------------------------------------------------------- */

static char *
refuse_return (KhItem *item, KhOrganization *organization)
{
  return kh_enable_return_refusal (item);
}

static KhBulkDialog *
run_return (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  show_wizard (widget, organization, bulk, kh_return_wizard_new);
  return NULL;
}

/* --- Enable Managed Environment… ------------------------------------------------------------ */

static char *
refuse_managed (KhItem *item, KhOrganization *organization)
{
  if (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE))
    return g_strdup (_ ("It is a Managed Environment already"));
  if (kh_fact_is_locked (item))
    return g_strdup (_ ("Locked. Unlock it first"));
  if (kh_environment_is_deleted (item))
    return g_strdup (_ ("It is deleted"));
  return g_strdup (kh_fact_refusal (item, "EnableGovernanceConfiguration"));
}

static gboolean
managed_work (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
              GError **error)
{
  return kh_client_do (client, kh_environment_api_set_managed (id, TRUE), cancellable, error);
}

static KhBulkDialog *
run_managed (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  guint n = bulk->items->len;
  g_autofree char *heading =
      g_strdup_printf (ngettext ("Make %u Environment a Managed Environment?",
                                 "Make %u Environments Managed Environments?", n),
                       n);
  g_autofree char *toast =
      g_strdup_printf (ngettext ("%u environment is a Managed Environment",
                                 "%u environments are Managed Environments", n),
                       n);
  KhBulkDialog *dialog = kh_bulk_dialog_new (
      organization, bulk,
      &(KhBulkTexts){
          .title = _ ("Enable Managed Environment"),
          .verb = _ ("_Enable"),
          .heading = heading,
          .body = ngettext ("Its users need a license that includes Managed Environments.",
                            "Their users need a license that includes Managed Environments.", n),
          .toast = toast },
      managed_work, NULL, NULL);

  kh_dialog_show (KH_DIALOG (dialog), widget);
  return dialog;
}

/* --- Unlock… -------------------------------------------------------------------------------- */

static char *
refuse_unlock (KhItem *item, KhOrganization *organization)
{
  return kh_fact_is_locked (item) ? NULL : g_strdup (_ ("It is not locked"));
}

static GtkWindow *
new_unlock (KhOrganization *organization, const char *const *ids)
{
  return kh_unlock_wizard_new (organization, ids, NULL);
}

static KhBulkDialog *
run_unlock (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  show_wizard (widget, organization, bulk, new_unlock);
  return NULL;
}

const KhListBulkVerb kh_environment_bulk_verbs[KH_N_ENVIRONMENT_BULK_VERBS] = {
  { N_ ("_Enable Customer-Managed Key…"), KH_MAY_PPA, refuse_enable, run_enable },
  { N_ ("Chan_ge Key…"), KH_MAY_PPA, refuse_change, run_change },
  { N_ ("Re_turn to Microsoft-Managed Key…"), KH_MAY_PPA, refuse_return, run_return },
  { N_ ("Enable _Managed Environment…"), KH_MAY_PPA, refuse_managed, run_managed },
  { N_ ("_Unlock…"), KH_MAY_PPA | KH_MAY_KVA, refuse_unlock, run_unlock },
};
