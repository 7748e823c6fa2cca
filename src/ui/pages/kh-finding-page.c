/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a finding (pages.md 2.9): evidence, why, who, and what mends it. */
#include "kh-detail-page.h"

#include "kh-dialogs.h"
#include "kh-finding-api.h"
#include "kh-finding-text.h"
#include "kh-focus.h"
#include "kh-key-page.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-toast.h"
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

static gboolean
is_one_call (KhItem *item)
{
  return kh_json_bool (kh_item_get_snapshot (item), "oneCall", FALSE);
}

/* (nullable): the object, where it has a list. */
static KhItem *
find_object (KhDetailPage *page, KhItemKind kind)
{
  KhItemList *list = kh_organization_get_list (get_organization (page), kind);

  return kh_item_list_find (list, kh_item_string (kh_detail_page_get_item (page), "object"));
}

/* Remedies that the dialog of the object's own verb does. */
static gboolean
has_dialog (KhDetailPage *page, KhItem *item)
{
  if (kh_item_is (item, "remedy", "rotate") || kh_item_is (item, "remedy", "rotation-policy"))
    return find_object (page, KH_ITEM_KEY) != NULL;
  return kh_item_is (item, "remedy", "grant-policy")
         || kh_item_is (item, "remedy", "enable-managed");
}

/* --- Acts --------------------------------------------------------------------------------- */

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;

  kh_enable_managed_finish (result, &error);
  if (page != NULL)
    kh_detail_page_end (page, "fix", error);
}

/* What has a dialog of its own is asked there; the rest is one call that makes or repairs. */
static void
fix_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhItem *item = kh_detail_page_get_item (page);
  KhItem *policy = find_object (page, KH_ITEM_POLICY);
  KhItem *environment = find_object (page, KH_ITEM_ENVIRONMENT);
  KhItem *key = find_object (page, KH_ITEM_KEY);
  KhDialog *dialog;

  if (kh_item_is (item, "remedy", "rotate") && key != NULL) {
    kh_key_rotation_ask (page, "fix", key);
  } else if (kh_item_is (item, "remedy", "rotation-policy") && key != NULL) {
    dialog = kh_rotation_dialog_new (get_organization (page), key);
    kh_rotation_dialog_propose (dialog);
    kh_dialog_show (dialog, data);
  } else if (kh_item_is (item, "remedy", "grant-policy") && policy != NULL) {
    kh_dialog_show (kh_grant_dialog_new (get_organization (page), policy), data);
  } else if (kh_item_is (item, "remedy", "enable-managed") && environment != NULL) {
    kh_detail_page_begin (page, "fix");
    kh_enable_managed_async (data, get_organization (page), environment,
                             kh_page_get_cancellable (data), managed_cb, kh_weak_new (page));
  } else {
    kh_detail_page_run_call (page, "fix", kh_finding_api_fix (kh_item_get_id (item)),
                             (GDestroyNotify)kh_json_unref, NULL);
  }
}

typedef struct {
  KhOrganization *organization;
  char *finding;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->organization);
  g_free (undo->finding);
  g_free (undo);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) place = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) finding =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *text = NULL;

  if (place == NULL || finding != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = kh_text_error_body (error);
  kh_toast (place, text, NULL, NULL);
}

static void
undo_act (GtkWidget *place, gpointer data)
{
  const Undo *undo = data;

  kh_organization_call_async (undo->organization,
                              kh_finding_api_set_dismissed (undo->finding, FALSE), NULL, undone_cb,
                              kh_weak_new (place));
}

static void
tell_dismissed (KhDetailPage *page)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->organization = g_object_ref (get_organization (page));
  undo->finding = g_strdup (kh_item_get_id (kh_detail_page_get_item (page)));
  kh_toast_act (GTK_WIDGET (page), _ ("Finding dismissed"), _ ("Undo"), undo_act, undo, undo_free);
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) finding =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (page == NULL)
    return;
  if (finding != NULL)
    tell_dismissed (page);
  kh_detail_page_end (page, "dismiss", error);
}

static void
dismiss_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhItem *item = kh_detail_page_get_item (data);

  kh_detail_page_begin (data, "dismiss");
  kh_organization_call_async (get_organization (data),
                              kh_finding_api_set_dismissed (kh_item_get_id (item), TRUE),
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
  KhItem *item = kh_detail_page_get_item (data);
  g_autofree char *uri = kh_uri_of_item (item);
  g_autofree char *asked =
      g_strdup_printf (_ ("%s. %s"), kh_item_get_name (item), kh_item_string (item, "fix.text"));
  const KhHandOver what = { .role = kh_finding_role (item),
                            .asked = asked,
                            .uri = uri,
                            .command = kh_item_string (item, "fix.command") };

  kh_dialog_show (kh_hand_over_dialog_new (get_organization (data), &what), data);
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
  g_autofree char *evidence =
      kh_finding_evidence (item, kh_organization_now (get_organization (page)));
  g_autofree char *people = names != NULL ? g_strjoinv (", ", names) : g_strdup ("");
  g_autofree char *who = *people != '\0'
                             ? g_strdup_printf ("%s, %s", people, kh_finding_role_text (item))
                             : g_strdup (kh_finding_role_text (item));

  kh_detail_group_add (group, kh_property_row_new (_ ("Evidence"), evidence, FALSE, FALSE));
  kh_detail_group_add (group,
                       kh_property_row_new (_ ("Why"), kh_item_string (item, "why"), FALSE, FALSE));
  kh_detail_group_add (group, kh_property_row_new (_ ("Who"), who, FALSE, FALSE));
  return group;
}

static void
add_fix (KhDetailPage *page, GtkWidget *group, KhItem *item, gboolean may)
{
  g_autofree char *reason =
      may ? NULL : g_strdup_printf (_ ("This needs the role %s"), kh_finding_role_text (item));
  gboolean asks = has_dialog (page, item);

  if (asks || is_one_call (item))
    kh_detail_add_act (page, group, kh_item_string (item, "fix.text"),
                       _ ("One step; nothing goes down by it"), asks ? _ ("_Fix…") : _ ("_Fix"),
                       "page.fix", reason);
  else if (kh_item_string (item, "fix.text") != NULL)
    kh_detail_group_add (group, kh_row_new (kh_item_string (item, "fix.text"), NULL));
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

static void
show (KhDetailPage *page, KhItem *item)
{
  g_autofree char *subtitle = g_strdup_printf (_ ("Rule %s"), kh_item_string (item, "rule"));

  kh_page_set_title (KH_PAGE (page), kh_item_get_name (item));
  kh_page_set_subtitle (KH_PAGE (page), subtitle);
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
