/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of recommendations (pages.md 2.9). */
#include "kh-list-page.h"

#include "kh-finding-acts.h"
#include "kh-finding-text.h"
#include "kh-focus.h"
#include "kh-text.h"
#include "kh-toast.h"

typedef struct {
  KhListPage parent_instance;
} KhFindingList;
typedef KhListPageClass KhFindingListClass;

G_DEFINE_TYPE (KhFindingList, kh_finding_list, KH_TYPE_LIST_PAGE)

static gboolean
is_aside (KhItem *item)
{
  return kh_json_bool (kh_item_get_snapshot (item), "dismissed", FALSE);
}

static gboolean
has_severity (KhItem *item, const char *severity)
{
  return !is_aside (item) && kh_item_is (item, "severity", severity);
}

static gboolean
is_critical (KhItem *item, KhOrganization *organization)
{
  return has_severity (item, "critical");
}

static gboolean
is_important (KhItem *item, KhOrganization *organization)
{
  return has_severity (item, "important");
}

static gboolean
is_advice (KhItem *item, KhOrganization *organization)
{
  return has_severity (item, "advice");
}

static gboolean
is_dismissed (KhItem *item, KhOrganization *organization)
{
  return is_aside (item);
}

static const KhListChip chips[] = {
  { "critical", N_ ("Critical"), is_critical },
  { "important", N_ ("Important"), is_important },
  { "advice", N_ ("Advice"), is_advice },
  { "dismissed", N_ ("Dismissed"), is_dismissed },
};

/* Worst first, then what comes soonest. */
static gint64
rank (KhItem *item, KhOrganization *organization)
{
  static const char *const order[] = { "critical", "important", "advice" };
  const gint64 width = G_MAXINT64 / 8;
  KhTime due = kh_json_time (kh_item_get_snapshot (item), "due");
  gint64 grade = G_N_ELEMENTS (order);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (kh_item_is (item, "severity", order[i]))
      grade = i;
  return grade * width + (due != KH_TIME_NONE ? CLAMP (due, 0, width - 2) : width - 1);
}

static void
words (KhItem *item, GString *text)
{
  g_string_append_printf (text, "%s\n%s\n%s\n", kh_item_string (item, "rule"),
                          kh_item_string (item, "subject"), kh_item_string (item, "object"));
}

/* --- Acts --------------------------------------------------------------------------------- */

#define KH_MAY_WRITE (KH_MAY_OWNER | KH_MAY_KVA | KH_MAY_PPA)

static gboolean
allows_fix (KhItem *item, KhOrganization *organization)
{
  return kh_organization_may (organization, kh_finding_role (item))
         && kh_finding_fix_label (organization, item) != NULL;
}

/* A verb with an ellipsis asks first. */
static gboolean
allows_asking (KhItem *item, KhOrganization *organization)
{
  return allows_fix (item, organization)
         && g_str_has_suffix (kh_finding_fix_label (organization, item), "…");
}

static gboolean
allows_at_once (KhItem *item, KhOrganization *organization)
{
  return allows_fix (item, organization) && !allows_asking (item, organization);
}

static gboolean
allows_hand_over (KhItem *item, KhOrganization *organization)
{
  return !kh_organization_may (organization, kh_finding_role (item));
}

static gboolean
allows_dismiss (KhItem *item, KhOrganization *organization)
{
  return !is_aside (item);
}

static void
tell (gpointer weak, const GError *error)
{
  g_autoptr (GtkWidget) place = kh_weak_take (weak);
  g_autofree char *text = NULL;

  if (place == NULL || error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = kh_text_error_body (error);
  kh_toast (place, text, NULL, NULL);
}

static void
fixed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_finding_fix_finish (result, &error);
  tell (data, error);
}

static void
run_fix (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_finding_fix_async (place, organization, item, NULL, fixed_cb, kh_weak_new (place));
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_finding_dismiss_finish (result, &error);
  tell (data, error);
}

static void
run_dismiss (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  kh_finding_dismiss_async (place, organization, item, NULL, dismissed_cb, kh_weak_new (place));
}

static const KhListVerb verbs[] = {
  { N_ ("_Fix…"), KH_MAY_WRITE, allows_asking, run_fix },
  { N_ ("_Fix"), KH_MAY_WRITE, allows_at_once, run_fix },
  { N_ ("_Hand Over…"), KH_MAY_WRITE, allows_hand_over, kh_finding_hand_over },
  { N_ ("_Dismiss"), KH_MAY_WRITE, allows_dismiss, run_dismiss },
};

/* The row goes when what it tells of is mended: its list stays. */
static GtkWidget *
get_place (KhItemRow *row)
{
  return gtk_widget_get_ancestor (GTK_WIDGET (row), KH_TYPE_PAGE);
}

static void
fix_act (KhItemRow *row, KhItem *item, gpointer data)
{
  run_fix (get_place (row), data, item);
}

static void
hand_over_act (KhItemRow *row, KhItem *item, gpointer data)
{
  kh_finding_hand_over (get_place (row), data, item);
}

static void
set_act (KhItemRow *row, KhItem *item, KhOrganization *organization)
{
  if (!kh_organization_may (organization, KH_MAY_WRITE))
    return;
  if (allows_hand_over (item, organization))
    kh_item_row_set_act (row, _ ("Hand Over…"), hand_over_act);
  else if (allows_asking (item, organization))
    kh_item_row_set_act (row, _ ("Fix…"), fix_act);
  else if (allows_at_once (item, organization))
    kh_item_row_set_act (row, _ ("Fix"), fix_act);
}

/* --- What it shows ------------------------------------------------------------------------ */

static void
fill (KhItemRow *row, KhItem *item, gpointer data)
{
  g_autofree char *consequence =
      kh_finding_consequence (item, kh_organization_now (KH_ORGANIZATION (data)));
  const char *rule = kh_item_string (item, "rule");
  g_autofree char *subtitle =
      *consequence != '\0' ? g_strjoin (" · ", rule, consequence, NULL) : g_strdup (rule);

  kh_item_row_set_text (row, kh_item_get_name (item), subtitle);
  kh_item_row_add_pill (row, KH_STATE_FINDING, kh_item_string (item, "severity"), NULL);
  set_act (row, item, KH_ORGANIZATION (data));
}

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u finding", "%u findings", n), n);
}

static char *
subtitle_of (KhOrganization *organization)
{
  KhChecks checks;
  g_autofree char *passed = NULL, *total = NULL;

  if (!kh_organization_get_checks (organization, &checks))
    return g_strdup ("");
  passed = kh_text_number ((guint64)checks.passed);
  total = kh_text_number ((guint64)checks.total);
  return g_strdup_printf (_ ("%s of %s checks passed"), passed, total);
}

static char *
topic_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "topic"));
}

static const KhListMenu menus[] = {
  { "topic", N_ ("Topic"), topic_value, kh_finding_topic_text },
};

static void
check_again (KhPage *page)
{
  kh_page_refresh (page);
}

static const char *const fields[] = { "id",   "rule",   "severity",  "topic",
                                      "kind", "object", "title",     "evidence",
                                      "due",  "owner",  "dismissed", NULL };

static const KhListKind kind = {
  .kind = KH_ITEM_FINDING,
  .uri = "keyhold:recommendations",
  .id_field = "id",
  .id_caption = N_ ("Finding ID"),
  .fields = fields,
  .verbs = verbs,
  .n_verbs = G_N_ELEMENTS (verbs),
  .title = N_ ("Recommendations"),
  .search_label = N_ ("Search recommendations"),
  .primary_label = N_ ("_Check Again"),
  .create = check_again,
  .create_roles = KH_MAY_OWNER | KH_MAY_KVA | KH_MAY_PPA,
  .count = count,
  .subtitle = subtitle_of,
  .aside = is_aside,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .menus = menus,
  .n_menus = G_N_ELEMENTS (menus),
  /* What mends a finding may need its key. */
  .rows_also = 1u << KH_ITEM_KEY,
  .rank = rank,
  .words = words,
  .fill = fill,
};

static const KhPageTexts texts = {
  .loading = N_ ("Checking the organization"),
  .empty_icon = "dialog-information-symbolic",
  .empty_title = N_ ("No Findings"),
  .empty_body = N_ ("All checks passed."),
  .none_title = N_ ("No Findings Here"),
  .error_title = N_ ("Recommendations Cannot Be Shown"),
};

static void
kh_finding_list_class_init (KhFindingListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_finding_list_init (KhFindingList *self)
{
}
