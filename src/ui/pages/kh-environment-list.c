/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of environments (pages.md 2.2). */
#include "kh-list-page.h"

#include "kh-dialogs.h"
#include "kh-facts.h"
#include "kh-text.h"

typedef struct {
  KhListPage parent_instance;
} KhEnvironmentList;
typedef KhListPageClass KhEnvironmentListClass;

G_DEFINE_TYPE (KhEnvironmentList, kh_environment_list, KH_TYPE_LIST_PAGE)

static gboolean
is_locked (KhItem *item, KhOrganization *organization)
{
  return kh_fact_is_locked (item);
}

static gboolean
needs_attention (KhItem *item, KhOrganization *organization)
{
  return kh_fact_is_locked (item) || kh_fact_is (item, "encryptionStatus", "Failed")
         || kh_fact_is (item, "encryptionStatus", "Warning");
}

static gboolean
has_customer_key (KhItem *item, KhOrganization *organization)
{
  return kh_fact_is (item, "keyManagedBy", "Customer");
}

static gboolean
has_microsoft_key (KhItem *item, KhOrganization *organization)
{
  return !kh_fact_is (item, "keyManagedBy", "Customer");
}

/* What the list can tell of the rules; the wizard's checks tell the rest. */
static gboolean
can_be_enabled (KhItem *item, KhOrganization *organization)
{
  KhJson *snapshot = kh_item_get_snapshot (item);

  return has_microsoft_key (item, organization) && kh_fact_is (item, "state", "Ready")
         && kh_json_bool (snapshot, "managed", FALSE)
         && kh_json_bool (snapshot, "dataverse", FALSE);
}

static const KhListChip chips[] = {
  { "attention", N_ ("Needs attention"), needs_attention },
  { "customer", N_ ("Customer key"), has_customer_key },
  { "microsoft", N_ ("Microsoft key"), has_microsoft_key },
  { "locked", N_ ("Locked"), is_locked },
  { "enable", N_ ("Can be enabled"), can_be_enabled },
};

/* Locked ones by the time that is left, then failed ones and warnings. */
static gint64
rank (KhItem *item, KhOrganization *organization)
{
  KhTime deletion = kh_fact_time (item, "deletionAt");

  if (kh_fact_is_locked (item))
    return G_MININT64 / 2 + (deletion != KH_TIME_NONE ? deletion : 0);
  if (kh_fact_is (item, "encryptionStatus", "Failed"))
    return -2;
  return kh_fact_is (item, "encryptionStatus", "Warning") ? -1 : 0;
}

static void
words (KhItem *item, GString *text)
{
  static const char *const paths[] = { "policy.name", "key.id", "geo", "type", "url" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    const char *word = kh_item_string (item, paths[i]);

    if (word != NULL)
      g_string_append_printf (text, "%s\n", word);
  }
}

static void
fill (KhItemRow *row, KhItem *item, gpointer data)
{
  KhOrganization *organization = KH_ORGANIZATION (data);
  const char *key = kh_item_string (item, "key.id");
  const char *slash = key != NULL ? strchr (key, '/') : NULL;
  g_autofree char *running = kh_fact_running_word (organization, item);
  g_autofree char *left = NULL;
  g_autofree char *subtitle = g_strjoin (" · ", kh_fact_type (kh_item_string (item, "type")),
                                         kh_text_geo (kh_item_string (item, "geo")),
                                         slash != NULL ? slash + 1 : NULL, NULL);

  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  if (kh_fact_is_locked (item)) {
    g_autofree char *time = kh_fact_time_left (organization, kh_fact_time (item, "deletionAt"));

    left = g_strdup_printf (_ ("%s left"), time);
    kh_item_row_add_label (row, left);
  }
  kh_item_row_add_pill (row, KH_STATE_ENCRYPTION, kh_item_string (item, "encryptionStatus"), NULL);
  kh_item_row_add_pill (row, KH_STATE_ENVIRONMENT, kh_item_string (item, "state"), running);
}

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u environment", "%u environments", n), n);
}

static void
create (KhPage *page)
{
  kh_dialog_show (kh_new_environment_dialog_new (kh_page_get_organization (page)),
                  GTK_WIDGET (page));
}

static const KhListKind kind = {
  .kind = KH_ITEM_ENVIRONMENT,
  .uri = "keyhold:environments",
  .title = N_ ("Environments"),
  .search_label = N_ ("Search environments"),
  .primary_label = N_ ("_New Environment…"),
  .create = create,
  .create_roles = KH_MAY_PPA,
  .count = count,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .rows_also = 1u << KH_ITEM_OPERATION,
  .rank = rank,
  .words = words,
  .fill = fill,
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading environments"),
  .empty_icon = "view-grid-symbolic",
  .empty_title = N_ ("No Environments"),
  .empty_body = N_ ("An environment holds apps, flows and data."),
  .none_title = N_ ("No Environments Found"),
  .error_title = N_ ("Environments Cannot Be Shown"),
};

static void
kh_environment_list_class_init (KhEnvironmentListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_environment_list_init (KhEnvironmentList *self)
{
}
