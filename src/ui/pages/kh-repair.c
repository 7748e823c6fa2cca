/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs of a lock that are one click away. */
#include "kh-repair.h"

#include "kh-enable-version.h"
#include "kh-repair-acts.h"
#include "kh-text.h"

/* What the worker needs; the organization's own texts stay on the main thread. */
typedef struct {
  char *command, *subscription, *group;
} Repair;

static const struct {
  KhRepairKind kind;
  const char *label, *toast;
} words[] = {
  { KH_REPAIR_ENABLE_KEY, N_ ("_Enable"), N_ ("Key enabled") },
  { KH_REPAIR_RECOVER_KEY, N_ ("_Recover"), N_ ("Key recovered") },
  { KH_REPAIR_CLEAR_ACTIVATION, N_ ("_Clear Activation Date"), N_ ("Activation date cleared") },
  { KH_REPAIR_CLEAR_EXPIRY, N_ ("_Clear Expiry Date"), N_ ("Expiry date cleared") },
  { KH_REPAIR_GRANT_POLICY, N_ ("_Grant Key Access"),
    N_ ("Access granted, may take up to five minutes") },
  { KH_REPAIR_RECOVER_VAULT, N_ ("_Recover"), N_ ("Vault recovered") },
  { KH_REPAIR_ALLOW_SERVICES, N_ ("_Allow Trusted Services"), N_ ("Trusted services allowed") },
  { KH_REPAIR_OPEN_NETWORK, N_ ("_Open the Network"), N_ ("Network opened") },
  { KH_REPAIR_FOLLOW_LATEST, N_ ("_Follow the Latest"),
    N_ ("The policy follows the latest version") },
  { KH_REPAIR_CREATE_POLICY, N_ ("_Re-create Policy"), N_ ("Policy created") },
  { KH_REPAIR_ATTACH, N_ ("_Attach"), N_ ("Environment attached") },
};

/* (nullable) (transfer none): column 0 is the label, 1 the toast. */
static const char *
find_word (const char *command, guint column)
{
  KhRepairKind kind = kh_act_repair_kind (command);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].kind == kind)
      return _ (column == 0 ? words[i].label : words[i].toast);
  return NULL;
}

const char *
kh_repair_verb (const char *command)
{
  return find_word (command, 0);
}

void
kh_repair_open_wizard (GtkWidget *place, KhItem *item)
{
  g_autofree char *uri =
      g_strconcat ("keyhold:wizard/unlock?", kh_item_kind_to_string (kh_item_get_kind (item)), "=",
                   kh_item_get_id (item), NULL);

  kh_open_uri (place, uri);
}

void
kh_repair_work_free (gpointer work)
{
  Repair *repair = work;

  g_free (repair->command);
  g_free (repair->subscription);
  g_free (repair->group);
  g_free (repair);
}

gpointer
kh_repair_worker (KhClient *client, gpointer work, GCancellable *cancellable, GError **error)
{
  const Repair *repair = work;
  const KhArmPlace place = { repair->subscription, repair->group };

  return GINT_TO_POINTER (kh_act_repair (client, &place, repair->command, cancellable, error));
}

gpointer
kh_repair_work_new (KhOrganization *organization, const char *command)
{
  const KhArmPlace *place = kh_organization_get_place (organization);
  Repair *repair = g_new0 (Repair, 1);

  repair->command = g_strdup (command);
  repair->subscription = g_strdup (place->subscription);
  repair->group = g_strdup (place->group);
  return repair;
}

void
kh_repair_run (KhDetailPage *page, const char *action, const char *command)
{
  g_auto (GStrv) key = kh_act_repair_key (command);

  if (kh_act_repair_kind (command) == KH_REPAIR_ENABLE_KEY && key[2] != NULL)
    kh_enable_version_run (kh_pending_act_new (GTK_WIDGET (page), action, NULL),
                           kh_page_get_organization (KH_PAGE (page)), key[0], key[1], key[2]);
  else
    kh_detail_page_run_work (
        page, action, kh_repair_worker,
        kh_repair_work_new (kh_page_get_organization (KH_PAGE (page)), command),
        kh_repair_work_free, find_word (command, 1));
}
