/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a finding (pages.md 2.9): evidence, why, who, and what mends it. */
#include "kh-detail-page.h"

#include "kh-finding-acts.h"
#include "kh-finding-api.h"
#include "kh-finding-text.h"
#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

typedef struct {
  KhDetailPage parent_instance;
} KhFindingPage;
typedef KhDetailPageClass KhFindingPageClass;

G_DEFINE_TYPE (KhFindingPage, kh_finding_page, KH_TYPE_DETAIL_PAGE)

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

static gboolean
is_dismissed (KhItem *item)
{
  return kh_json_bool (kh_item_get_snapshot (item), "dismissed", FALSE);
}

/* --- Acts --------------------------------------------------------------------------------- */

static void
fixed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;

  kh_finding_fix_finish (result, &error);
  if (page != NULL)
    kh_detail_page_end (page, "fix", error);
}

static void
fix_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_detail_page_begin (data, "fix");
  kh_finding_fix_async (data, get_organization (data), kh_detail_page_get_item (data),
                        kh_page_get_cancellable (data), fixed_cb, kh_weak_new (data));
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;

  kh_finding_dismiss_finish (result, &error);
  if (page != NULL)
    kh_detail_page_end (page, "dismiss", error);
}

static void
dismiss_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_detail_page_begin (data, "dismiss");
  kh_finding_dismiss_async (data, get_organization (data), kh_detail_page_get_item (data),
                            kh_page_get_cancellable (data), dismissed_cb, kh_weak_new (data));
}

static void
restore_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhItem *item = kh_detail_page_get_item (data);

  kh_detail_page_run_call (data, "restore",
                           kh_finding_api_set_dismissed (kh_item_get_id (item), FALSE),
                           (GDestroyNotify)kh_json_unref, NULL);
}

static void
hand_over_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_finding_hand_over (data, get_organization (data), kh_detail_page_get_item (data));
}

static const GActionEntry entries[] = {
  { .name = "fix", .activate = fix_cb },
  { .name = "dismiss", .activate = dismiss_cb },
  { .name = "restore", .activate = restore_cb },
  { .name = "hand-over", .activate = hand_over_cb },
};

/* --- Groups ------------------------------------------------------------------------------- */

static GtkWidget *
build_summary (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (NULL);
  g_autofree char *consequence =
      kh_finding_consequence (item, kh_organization_now (get_organization (page)));
  g_autofree char *uri = kh_finding_object_uri (item);
  const char *severity = kh_item_string (item, "severity");
  GtkWidget *row = kh_row_new (*consequence != '\0' ? consequence : kh_item_get_name (item),
                               kh_state_info (KH_STATE_FINDING, severity).sentence);

  kh_row_add_pill (row, KH_STATE_FINDING, severity);
  kh_detail_group_add (group, row);
  kh_detail_group_add (
      group,
      uri != NULL
          ? kh_detail_link_new (_ ("Concerns"), kh_item_string (item, "subject"), uri)
          : kh_property_row_new (_ ("Concerns"), kh_item_string (item, "subject"), FALSE, FALSE));
  return group;
}

static GtkWidget *
build_facts (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (NULL);
  g_auto (GStrv) names = kh_json_strv (kh_item_get_snapshot (item), "who");
  g_autofree char *evidence = kh_text_local_times (kh_said (kh_item_string (item, "evidence")),
                                                   kh_organization_now (get_organization (page)));
  g_autofree char *people = names != NULL ? g_strjoinv (", ", names) : g_strdup ("");
  g_autofree char *who = *people != '\0'
                             ? g_strdup_printf ("%s, %s", people, kh_finding_role_text (item))
                             : g_strdup (kh_finding_role_text (item));

  kh_detail_group_add (group, kh_property_row_new (_ ("Evidence"), evidence, FALSE, FALSE));
  kh_detail_group_add (
      group, kh_property_row_new (_ ("Why"), kh_said (kh_item_string (item, "why")), FALSE, FALSE));
  kh_detail_group_add (group, kh_property_row_new (_ ("Who"), who, FALSE, FALSE));
  return group;
}

static void
add_fix (KhDetailPage *page, GtkWidget *group, KhItem *item, gboolean may)
{
  g_autofree char *reason =
      may ? NULL : g_strdup_printf (_ ("This needs the role %s"), kh_finding_role_text (item));
  const char *verb = kh_finding_fix_label (get_organization (page), item);
  g_autofree char *title = kh_text_clause (kh_said (kh_item_string (item, "fix.text")));

  if (verb != NULL)
    kh_detail_add_act (page, group, title, _ ("One step; nothing goes down by it"), verb,
                       "page.fix", reason);
  else if (*title != '\0')
    kh_detail_group_add (group, kh_row_new (title, NULL));
  if (kh_item_string (item, "fix.command") != NULL)
    kh_detail_group_add (
        group,
        kh_property_row_new (_ ("Command"), kh_item_string (item, "fix.command"), TRUE, TRUE));
}

static GtkWidget *
build_actions (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = get_organization (page);
  GtkWidget *group = kh_detail_group_new (_ ("Fix"));
  gboolean may = kh_organization_may (organization, kh_finding_role (item));

  add_fix (page, group, item, may);
  if (kh_detail_add_read_only (page, group, KH_MAY_OWNER | KH_MAY_KVA | KH_MAY_PPA))
    return group;
  if (!may)
    kh_detail_add_act (page, group, _ ("Let somebody else do it"), kh_finding_role_text (item),
                       _ ("_Hand Over…"), "page.hand-over", NULL);
  if (is_dismissed (item))
    kh_detail_add_act (page, group, _ ("Take it up again"),
                       _ ("It is dismissed as long as its facts stay"), _ ("_Restore"),
                       "page.restore", NULL);
  else
    kh_detail_add_act (page, group, _ ("Put it aside"), _ ("It returns when its facts change"),
                       _ ("_Dismiss"), "page.dismiss", NULL);
  return group;
}

static const KhDetailGroup groups[] = {
  { "summary", "severity consequence due subject object title", build_summary },
  { "evidence", "evidence why who owner", build_facts },
  { "fix", "fix oneCall remedy owner dismissed", build_actions },
};

/* Nothing mends what this account may not: it is handed over. */
static void
show_verbs (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = get_organization (page);
  gboolean writes = kh_organization_may (organization, KH_MAY_OWNER | KH_MAY_KVA | KH_MAY_PPA);
  const char *fix = kh_finding_fix_label (organization, item);

  if (!writes)
    kh_page_set_primary (KH_PAGE (page), NULL, NULL);
  else if (!kh_organization_may (organization, kh_finding_role (item)))
    kh_page_set_primary (KH_PAGE (page), _ ("_Hand Over…"), "page.hand-over");
  else
    kh_page_set_primary (KH_PAGE (page), fix, fix != NULL ? "page.fix" : NULL);
  if (writes && !is_dismissed (item))
    kh_page_set_secondary (KH_PAGE (page), _ ("_Dismiss"), "page.dismiss");
  else
    kh_page_set_secondary (KH_PAGE (page), NULL, NULL);
}

static void
show (KhDetailPage *page, KhItem *item)
{
  g_autofree char *subtitle = g_strdup_printf (_ ("Rule %s"), kh_item_string (item, "rule"));

  kh_page_set_title (KH_PAGE (page), kh_item_get_name (item));
  kh_page_set_subtitle (KH_PAGE (page), subtitle);
  show_verbs (page, item);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading the finding"),
  .error_title = N_ ("The Finding Cannot Be Shown"),
};

static void
kh_finding_page_class_init (KhFindingPageClass *klass)
{
  KH_PAGE_CLASS (klass)->texts = &texts;
  klass->groups = groups;
  klass->n_groups = G_N_ELEMENTS (groups);
  klass->show = show;
  /* Translators: the title of a finding whose cause is gone */
  klass->gone_text = N_ ("Solved: %s");
}

static void
kh_finding_page_init (KhFindingPage *self)
{
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
}
