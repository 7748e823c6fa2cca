/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of an enterprise policy (pages.md 2.3). */
#include "kh-policy-page.h"

#include "kh-dialogs.h"
#include "kh-enable-wizard.h"
#include "kh-facts.h"
#include "kh-policy-acts.h"
#include "kh-repair.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"
#include "kh-wizard.h"

typedef struct {
  KhDetailPage parent_instance;
} KhPolicyPage;
typedef KhDetailPageClass KhPolicyPageClass;

G_DEFINE_TYPE (KhPolicyPage, kh_policy_page, KH_TYPE_DETAIL_PAGE)

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

static void
add_environments_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{

  kh_wizard_show (kh_enable_wizard_new (get_organization (data), NULL,
                                        kh_item_get_id (kh_detail_page_get_item (data))),
                  data);
}

static void
unlock_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_repair_open_wizard (data, kh_detail_page_get_item (data));
}

static void
grant_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_grant_dialog_new (get_organization (data), kh_detail_page_get_item (data)),
                  data);
}

/* The tenant looks at a policy's key whenever it is asked for the policy. */
static void
check_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_detail_page_reload (data);
  kh_toast (data, _ ("Checked now"), NULL, NULL);
}

static const GActionEntry entries[] = {
  { .name = "add-environments", .activate = add_environments_cb },
  { .name = "unlock", .activate = unlock_cb },
  { .name = "grant", .activate = grant_cb },
  { .name = "check", .activate = check_cb },
};

/* --- Groups ------------------------------------------------------------------------------- */

static GtkWidget *
new_health_row (KhDetailPage *page, KhItem *item)
{
  const char *health = kh_item_string (item, "health");
  const char *reason = kh_said (kh_item_string (item, "healthReason"));
  KhStateInfo info = kh_state_info (KH_STATE_HEALTH, health);
  GtkWidget *row = kh_row_new (_ ("Health"), reason != NULL ? reason : info.sentence);
  GtkWidget *check;

  kh_row_add_pill (row, KH_STATE_HEALTH, health);
  if (kh_detail_page_is_narrow (page))
    return row;
  check = gtk_button_new_with_mnemonic (_ ("_Check Now"));
  kh_set_name (check, _ ("Check Now"));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (check), "page.check");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  return row;
}

/* Whoever looks for a way to another key finds it here. */
static void
add_fixed (GtkWidget *group, KhItem *item)
{
  GtkWidget *row;

  if (kh_json_length (kh_item_get_snapshot (item), "environments") == 0)
    return;
  row = kh_row_new (_ ("The key is fixed while environments use the policy; use Change Key… on "
                       "them. The version may change."),
                    NULL);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  kh_detail_group_add (group, row);
}

static GtkWidget *
build_summary (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (NULL);
  g_autofree char *key = kh_fact_policy_key (kh_item_get_snapshot (item));
  g_autofree char *uri = kh_uri_format (KH_ITEM_KEY, key);
  const char *version = kh_item_string (item, "key.version");
  g_autofree char *place = g_strdup_printf (_ ("%s in %s"), kh_item_string (item, "key.name"),
                                            kh_item_string (item, "key.vault"));
  g_autofree char *rule = version != NULL
                              ? g_strdup_printf (_ ("Pinned to %s"), version)
                              : g_strdup (_ ("The latest: a new version is taken up by itself"));

  kh_detail_group_add (group, new_health_row (page, item));
  kh_detail_group_add (group, kh_detail_link_new (_ ("Key"), place, uri));
  kh_detail_group_add (group, kh_property_row_new (_ ("Version"), rule, FALSE, FALSE));
  add_fixed (group, item);
  kh_detail_group_add (
      group,
      kh_property_row_new (_ ("Geo"), kh_text_geo (kh_item_string (item, "geo")), FALSE, FALSE));
  return group;
}

static GtkWidget *
new_environment_row (KhDetailPage *page, KhJson *environment)
{
  KhItemList *list = kh_organization_get_list (get_organization (page), KH_ITEM_ENVIRONMENT);
  const char *id = kh_json_string (environment, "id");
  KhItem *item = id != NULL ? kh_item_list_find (list, id) : NULL;
  g_autofree char *uri = kh_uri_format (KH_ITEM_ENVIRONMENT, id != NULL ? id : "");
  GtkWidget *row = kh_link_row_new (kh_json_string (environment, "name"), NULL, uri);

  kh_row_add_pill (row, KH_STATE_ENCRYPTION, kh_json_string (environment, "encryptionStatus"));
  if (item != NULL)
    kh_row_add_pill (row, KH_STATE_ENVIRONMENT, kh_item_string (item, "state"));
  return row;
}

static GtkWidget *
build_environments (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "environments");
  GtkWidget *group = kh_detail_group_new (_ ("Environments"));

  for (guint i = 0; i < n; i++)
    kh_detail_group_add (group,
                         new_environment_row (page, kh_json_element (snapshot, "environments", i)));
  if (n == 0)
    kh_detail_group_add (group, kh_row_new (_ ("No environment uses this policy yet"), NULL));
  return group;
}

static GtkWidget *
build_access (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  gboolean granted = kh_json_bool (snapshot, "granted", FALSE);
  GtkWidget *group = kh_detail_group_new (_ ("Identity and Access"));
  g_autofree char *title =
      g_strdup_printf (_ ("Get, wrap and unwrap on %s"), kh_item_string (item, "key.vault"));
  GtkWidget *row = kh_row_new (title, granted ? NULL : _ ("The policy cannot use its key yet"));
  guint n = kh_json_length (snapshot, "grants");

  kh_row_add_pill (row, KH_STATE_GRANT, granted ? "Effective" : "Missing");
  kh_detail_group_add (group, row);
  for (guint i = 0; i < n; i++)
    kh_detail_group_add (
        group, kh_property_row_new (
                   _ ("Role"), kh_json_string (kh_json_element (snapshot, "grants", i), "role"),
                   FALSE, FALSE));
  kh_detail_group_add (
      group,
      kh_property_row_new (_ ("Principal ID"), kh_item_string (item, "principalId"), TRUE, TRUE));
  return group;
}

static GtkWidget *
build_actions (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = get_organization (page);
  gboolean granted = kh_json_bool (kh_item_get_snapshot (item), "granted", FALSE);
  const char *states = kh_detail_page_get_fact (page, "states");
  GtkWidget *group = kh_detail_group_new (_ ("Actions"));
  const char *grant_reason = NULL;

  if (kh_detail_page_is_narrow (page))
    kh_detail_add_act (page, group, _ ("Look at the key again"), _ ("This only reads"),
                       _ ("_Check Now"), "page.check", NULL);
  if (kh_detail_add_read_only (page, group, KH_MAY_KVA | KH_MAY_PPA))
    return group;
  if (states != NULL && strstr (states, "Locked") != NULL)
    kh_detail_add_act (page, group, _ ("Open what is locked"),
                       _ ("Finds the cause, and repairs what this account may repair"),
                       _ ("_Unlock…"), "page.unlock", NULL);
  if (!kh_organization_may (organization, KH_MAY_KVA))
    grant_reason = _ ("This needs the Key Vault administrator role");
  else if (granted)
    grant_reason = _ ("Access is effective");
  kh_detail_add_act (page, group, _ ("Protect more environments"),
                     _ ("Each is offline while its data is encrypted again"),
                     _ ("_Add Environments…"), "page.add-environments",
                     kh_organization_may (organization, KH_MAY_PPA)
                         ? NULL
                         : _ ("This needs the Power Platform administrator role"));
  kh_detail_add_act (page, group, _ ("Let the policy use its key"),
                     _ ("Get, wrap and unwrap for the policy's identity"), _ ("_Grant Key Access…"),
                     "page.grant", grant_reason);
  kh_policy_version_add_rows (page, group);
  kh_policy_acts_add_rows (page, group);
  return group;
}

static GtkWidget *
build_details (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (_ ("Details"));

  kh_detail_group_add (group,
                       kh_property_row_new (_ ("Policy ID"), kh_item_get_id (item), TRUE, TRUE));
  kh_detail_group_add (
      group, kh_property_row_new (_ ("System ID"), kh_item_string (item, "systemId"), TRUE, TRUE));
  return group;
}

static const KhDetailGroup groups[] = {
  { "summary", "health healthReason key geo environments", build_summary },
  { "environments", "environments +states", build_environments },
  { "identity", "granted grants principalId key.vault", build_access },
  { "readers", "readers", kh_policy_readers_build },
  { "actions", "granted grants environments versionRule +states", build_actions },
  { "details", "systemId", build_details },
};

/* --- The page ----------------------------------------------------------------------------- */

/* The states of its environments stand in their own list. */
static char *
make_states (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  KhItemList *list = kh_organization_get_list (get_organization (page), KH_ITEM_ENVIRONMENT);
  GString *states = g_string_new (NULL);

  for (guint i = 0; i < kh_json_length (snapshot, "environments"); i++) {
    const char *id = kh_json_string (kh_json_element (snapshot, "environments", i), "id");
    KhItem *environment = id != NULL ? kh_item_list_find (list, id) : NULL;

    if (environment != NULL)
      g_string_append_printf (states, "%s ", kh_item_string (environment, "state"));
  }
  return g_string_free (states, FALSE);
}

static void
show (KhDetailPage *page, KhItem *item)
{
  g_autofree char *subtitle =
      g_strdup_printf (_ ("Enterprise policy · %s"), kh_text_geo (kh_item_string (item, "geo")));
  g_autofree char *states = make_states (page, item);

  kh_page_set_title (KH_PAGE (page), kh_item_get_name (item));
  kh_page_set_subtitle (KH_PAGE (page), subtitle);
  kh_detail_page_set_fact (page, "states", states);
  if (kh_organization_may (get_organization (page), KH_MAY_PPA))
    kh_page_set_primary (KH_PAGE (page), _ ("_Add Environments…"), "page.add-environments");
  else
    kh_page_set_primary (KH_PAGE (page), NULL, NULL);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading the policy"),
  .error_title = N_ ("The Policy Cannot Be Shown"),
};

static void
kh_policy_page_class_init (KhPolicyPageClass *klass)
{
  KH_PAGE_CLASS (klass)->texts = &texts;
  klass->groups = groups;
  klass->n_groups = G_N_ELEMENTS (groups);
  klass->also = 1u << KH_ITEM_ENVIRONMENT | 1u << KH_ITEM_KEY | 1u << KH_ITEM_VAULT;
  klass->show = show;
}

static void
kh_policy_page_init (KhPolicyPage *self)
{
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
  kh_policy_acts_add (KH_DETAIL_PAGE (self));
  kh_policy_readers_add (KH_DETAIL_PAGE (self));
  kh_policy_version_add (KH_DETAIL_PAGE (self));
}
