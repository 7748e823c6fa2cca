/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of enterprise policies (pages.md 2.3). */
#include "kh-list-page.h"

#include "kh-dialogs.h"
#include "kh-enable-wizard.h"
#include "kh-facts.h"
#include "kh-lock-act.h"
#include "kh-policy-acts.h"
#include "kh-text.h"
#include "kh-wizard.h"

typedef struct {
  KhListPage parent_instance;
} KhPolicyList;
typedef KhListPageClass KhPolicyListClass;

G_DEFINE_TYPE (KhPolicyList, kh_policy_list, KH_TYPE_LIST_PAGE)

static guint
count_environments (KhItem *item)
{
  return kh_json_length (kh_item_get_snapshot (item), "environments");
}

static gboolean
is_unhealthy (KhItem *item, KhOrganization *organization)
{
  return kh_item_is (item, "health", "Unhealthy");
}

static gboolean
is_unused (KhItem *item, KhOrganization *organization)
{
  return count_environments (item) == 0;
}

static gboolean
is_pinned (KhItem *item, KhOrganization *organization)
{
  return kh_item_is (item, "versionRule", "pinned");
}

static const KhListChip chips[] = {
  { "unhealthy", N_ ("Unhealthy"), is_unhealthy },
  { "unused", N_ ("Unused"), is_unused },
  { "pinned", N_ ("Pinned version"), is_pinned },
};

static gint64
rank (KhItem *item, KhOrganization *organization)
{
  static const char *const order[] = { "Unhealthy", "Warning", "Undetermined", "Healthy" };
  gint64 health = G_N_ELEMENTS (order);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (kh_item_is (item, "health", order[i]))
      health = i;
  return health;
}

static void
words (KhItem *item, GString *text)
{
  g_autofree char *key = kh_fact_policy_key (kh_item_get_snapshot (item));

  g_string_append_printf (text, "%s\n%s\n", key, kh_item_string (item, "geo"));
}

static void
fill (KhItemRow *row, KhItem *item, gpointer data)
{
  const char *version = kh_item_string (item, "key.version");
  g_autofree char *short_version = version != NULL ? kh_text_short_id (version) : NULL;
  g_autofree char *rule = short_version != NULL ? g_strdup_printf (_ ("pinned %s"), short_version)
                                                : g_strdup (_ ("latest version"));
  g_autofree char *key = g_strdup_printf (_ ("%s in %s"), kh_item_string (item, "key.name"),
                                          kh_item_string (item, "key.vault"));
  g_autofree char *subtitle =
      g_strjoin (" · ", kh_text_geo (kh_item_string (item, "geo")), key, rule, NULL);
  g_autofree char *n = kh_fact_environments_text (count_environments (item));

  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_label (row, n);
  kh_item_row_add_pill (row, KH_STATE_HEALTH, kh_item_string (item, "health"), NULL);
}

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u policy", "%u policies", n), n);
}

static void
create (KhPage *page)
{
  kh_dialog_show (kh_new_policy_dialog_new (kh_page_get_organization (page)), GTK_WIDGET (page));
}

static char *
geo_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "geo"));
}

static const KhListMenu menus[] = { { "geo", N_ ("Geo"), geo_value, kh_text_geo } };

static char *
environments_key (KhItem *item, KhOrganization *organization)
{
  return g_strdup_printf ("%010u", G_MAXINT - count_environments (item));
}

static const KhListSort sorts[] = {
  { "health", N_ ("Health"), NULL },
  { "name", N_ ("Name"), NULL },
  { "environments", N_ ("Environments"), environments_key },
};

/* --- Acts on a row ------------------------------------------------------------------------ */

static void
run_add_environments (GtkWidget *place, KhOrganization *organization, KhItem *item)
{

  kh_wizard_show (kh_enable_wizard_new (organization, NULL, kh_item_get_id (item)), place);
}

static void
run_grant (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_dialog_show (kh_grant_dialog_new (organization, item), place);
}

static const KhListVerb verbs[] = {
  { N_ ("_Add Environments…"), KH_MAY_PPA, NULL, run_add_environments },
  { N_ ("_Grant Key Access…"), KH_MAY_KVA, NULL, run_grant, kh_policy_refuse_grant },
  { N_ ("_Revoke Key Access…"), KH_MAY_KVA, NULL, kh_policy_revoke, kh_policy_refuse_revoke },
  { N_ ("_Lock Environments…"), KH_MAY_KVA, NULL, kh_lock_open },
  { N_ ("_Delete…"), KH_MAY_KVA, NULL, kh_policy_delete, kh_policy_refuse_delete, TRUE },
};

static const char *const fields[] = { "id",           "name",      "geo",      "health",
                                      "healthReason", "key.vault", "key.name", "key.version",
                                      "versionRule",  "granted",   NULL };

static const KhListKind kind = {
  .kind = KH_ITEM_POLICY,
  .uri = "keyhold:policies",
  .id_field = "id",
  .id_caption = N_ ("Policy ID"),
  .fields = fields,
  .verbs = verbs,
  .n_verbs = G_N_ELEMENTS (verbs),
  .title = N_ ("Enterprise Policies"),
  .search_label = N_ ("Search policies"),
  .primary_label = N_ ("_New Policy…"),
  .create = create,
  .create_roles = KH_MAY_KVA,
  .count = count,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .menus = menus,
  .n_menus = G_N_ELEMENTS (menus),
  .sorts = sorts,
  .n_sorts = G_N_ELEMENTS (sorts),
  .rank = rank,
  .words = words,
  .fill = fill,
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading policies"),
  .empty_icon = "application-certificate-symbolic",
  .empty_title = N_ ("No Enterprise Policies"),
  .empty_body = N_ ("A policy lets the environments of one geo use a key."),
  .none_title = N_ ("No Policies Found"),
  .error_title = N_ ("Enterprise Policies Cannot Be Shown"),
};

static void
kh_policy_list_class_init (KhPolicyListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_policy_list_init (KhPolicyList *self)
{
}
