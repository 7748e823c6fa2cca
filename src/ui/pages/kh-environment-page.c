/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of an environment (pages.md 2.2). */
#include "kh-environment-groups.h"
#include "kh-environment-replace.h"

#include "kh-dialogs.h"
#include "kh-enable-wizard.h"
#include "kh-environment-end.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-key-acts.h"
#include "kh-lock-act.h"
#include "kh-lock-person.h"
#include "kh-repair.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-wizard.h"

typedef struct {
  KhDetailPage parent_instance;

  char *asked; /* (nullable): the lock whose person was asked for, by its time */
} KhEnvironmentPage;
typedef KhDetailPageClass KhEnvironmentPageClass;

G_DEFINE_TYPE (KhEnvironmentPage, kh_environment_page, KH_TYPE_DETAIL_PAGE)

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

static void
re_enable_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_environment_re_enable (data, get_organization (data), kh_detail_page_get_item (data));
}

static void
unlock_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_repair_open_wizard (data, kh_detail_page_get_item (data));
}

static void
repair_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_repair_run (data, "repair", g_variant_get_string (parameter, NULL));
}

static void
enable_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *const ids[] = { kh_item_get_id (kh_detail_page_get_item (data)), NULL };

  kh_wizard_show (kh_enable_wizard_new (get_organization (data), ids, NULL), data);
}

static void
rotate_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhItemList *keys = kh_organization_get_list (get_organization (data), KH_ITEM_KEY);
  const char *id = kh_item_string (kh_detail_page_get_item (data), "key.id");
  KhItem *key = id != NULL ? kh_item_list_find (keys, id) : NULL;

  if (key != NULL)
    kh_key_rotate (data, get_organization (data), key);
}

static void
change_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *const ids[] = { kh_item_get_id (kh_detail_page_get_item (data)), NULL };

  kh_wizard_show (kh_change_wizard_new (get_organization (data), ids, NULL), data);
}

static void
return_key_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *const ids[] = { kh_item_get_id (kh_detail_page_get_item (data)), NULL };

  kh_wizard_show (kh_return_wizard_new (get_organization (data), ids), data);
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (
      kh_import_dialog_new (get_organization (data), kh_detail_page_get_item (data), NULL), data);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_export_dialog_new (get_organization (data), kh_detail_page_get_item (data)),
                  data);
}

static void
enable_managed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_environment_make_managed (data, get_organization (data), kh_detail_page_get_item (data));
}

static const GActionEntry entries[] = {
  { .name = "re-enable", .activate = re_enable_cb },
  { .name = "unlock", .activate = unlock_cb },
  { .name = "repair", .activate = repair_cb, .parameter_type = "s" },
  { .name = "enable-managed", .activate = enable_managed_cb },
  { .name = "enable-key", .activate = enable_key_cb },
  { .name = "rotate-key", .activate = rotate_key_cb },
  { .name = "change-key", .activate = change_key_cb },
  { .name = "return-key", .activate = return_key_cb },
  { .name = "import", .activate = import_cb },
  { .name = "export", .activate = export_cb },
};

/* --- What is shown ------------------------------------------------------------------------ */

static void
person_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autofree char *person = kh_lock_person_finish (result, NULL);

  if (page != NULL)
    kh_detail_page_set_fact (page, "person", person);
}

/* Once for each lock. */
static void
ask_for_person (KhDetailPage *page, KhItem *item)
{
  KhEnvironmentPage *self = (KhEnvironmentPage *)page;
  const char *locked_at = kh_item_string (item, "lockedAt");

  if (locked_at == NULL || g_strcmp0 (self->asked, locked_at) == 0)
    return;
  g_free (self->asked);
  self->asked = g_strdup (locked_at);
  kh_lock_person_async (get_organization (page), item, kh_page_get_cancellable (KH_PAGE (page)),
                        person_cb, kh_weak_new (page));
}

static void
show (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = get_organization (page);
  gboolean may = kh_organization_may (organization, KH_MAY_PPA);
  g_autofree char *subtitle =
      g_strdup_printf (_ ("Environment · %s"), kh_fact_type (kh_item_string (item, "type")));

  kh_page_set_title (KH_PAGE (page), kh_item_get_name (item));
  kh_page_set_subtitle (KH_PAGE (page), subtitle);
  if (may && kh_fact_is_locked (item) && kh_item_has_details (item)
      && kh_environment_count_open_repairs (item) == 0)
    kh_page_set_primary (KH_PAGE (page), _ ("_Re-enable"), "page.re-enable");
  else if (kh_fact_is_locked (item) && kh_organization_may (organization, KH_MAY_PPA | KH_MAY_KVA))
    kh_page_set_primary (KH_PAGE (page), _ ("_Unlock…"), "page.unlock");
  else if (may && kh_fact_allows (item, "NewCustomerManagedKey"))
    kh_page_set_primary (KH_PAGE (page), _ ("_Enable Customer-Managed Key…"), "page.enable-key");
  else
    kh_page_set_primary (KH_PAGE (page), NULL, NULL);
  ask_for_person (page, item);
}

static const KhDetailGroup groups[] = {
  { "locked", "state lockedAt deletionAt lockCause diagnosis +person",
    kh_environment_locked_group },
  { "summary", "state encryptionStatus flowsThatStay policy key", kh_environment_summary_group },
  { "coverage", "state stores", kh_environment_coverage_group },
  { "actions", "state managed keyManagedBy encryptionStatus disallowedOperations deletionAt",
    kh_environment_actions_group },
  { "other", "disallowedOperations", kh_environment_other_group },
  { "history", "operations", kh_environment_history_group },
  { "details", "id geo azureRegion managed dataverse createdAt", kh_environment_details_group },
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading the environment"),
  .error_title = N_ ("The Environment Cannot Be Shown"),
};

/* Files that are dropped on the page are imported. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  KhDetailPage *page = data;
  KhItem *item = kh_detail_page_get_item (page);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (!kh_organization_may (get_organization (page), KH_MAY_PPA | KH_MAY_MAKER)
      || kh_fact_refusal (item, "ImportData") != NULL)
    return FALSE;
  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    g_list_store_append (files, link->data);
  kh_dialog_show (kh_import_dialog_new (get_organization (page), item, G_LIST_MODEL (files)),
                  GTK_WIDGET (page));
  return TRUE;
}

static void
kh_environment_page_finalize (GObject *object)
{
  g_free (((KhEnvironmentPage *)object)->asked);
  G_OBJECT_CLASS (kh_environment_page_parent_class)->finalize (object);
}

static void
kh_environment_page_class_init (KhEnvironmentPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_environment_page_finalize;
  KH_PAGE_CLASS (klass)->texts = &texts;
  klass->groups = groups;
  klass->n_groups = G_N_ELEMENTS (groups);
  klass->also =
      1u << KH_ITEM_KEY | 1u << KH_ITEM_VAULT | 1u << KH_ITEM_POLICY | 1u << KH_ITEM_OPERATION;
  klass->show = show;
}

static void
kh_environment_page_init (KhEnvironmentPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
  kh_environment_end_add (KH_DETAIL_PAGE (self));
  kh_environment_replace_add (KH_DETAIL_PAGE (self));
  kh_lock_act_add (KH_DETAIL_PAGE (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
