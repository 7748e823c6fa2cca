/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation of a key: its schedule, and a new version now. */
#include "kh-key-page.h"

#include "kh-confirm.h"
#include "kh-dialogs.h"
#include "kh-focus.h"
#include "kh-limits.h"
#include "kh-rotation-words.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-api.h"

/* Stores of an environment that a customer's key covers: dataverse, files and flows. */
#define N_COVERED 3

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

/* --- The schedule ------------------------------------------------------------------------- */

GtkWidget *
kh_key_rotation_build (KhDetailPage *page, KhItem *item)
{
  KhJson *key = kh_item_get_snapshot (item);
  KhTime now = kh_organization_now (get_organization (page));
  GtkWidget *group = kh_detail_group_new (_ ("Rotation"));
  g_autofree char *words = kh_rotation_words (key, now);
  g_autofree char *trap = kh_rotation_words_of_present_trap (key, now);

  kh_detail_group_add (group, kh_property_row_new (_ ("Rotation"), words, FALSE, FALSE));
  if (trap != NULL)
    kh_detail_group_add (group, kh_row_new (trap, NULL));
  if (kh_organization_may (get_organization (page), KH_MAY_KVA))
    kh_detail_add_act (page, group, _ ("Change when it rotates by itself"),
                       _ ("New versions cost no outage"), _ ("Rotation _Policy…"),
                       "page.rotation-policy", NULL);
  return group;
}

static void
rotation_policy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_rotation_dialog_new (get_organization (data), kh_detail_page_get_item (data)),
                  data);
}

/* --- Now ---------------------------------------------------------------------------------- */

/* Policies of this key that do not follow new versions, as sentences. */
static void
add_pinned (KhDetailPage *page, KhItem *key, GHashTable *pinned, GString *text)
{
  GListModel *policies =
      G_LIST_MODEL (kh_organization_get_list (get_organization (page), KH_ITEM_POLICY));
  guint n = g_list_model_get_n_items (policies);

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (policies, i);
    g_autofree char *short_id = kh_text_short_id (kh_item_string (policy, "key.version"));

    if (!kh_item_is (policy, "versionRule", "pinned")
        || !kh_item_is (policy, "key.vault", kh_item_string (key, "vault"))
        || !kh_item_is (policy, "key.name", kh_item_string (key, "name")))
      continue;
    g_hash_table_add (pinned, g_strdup (kh_item_get_id (policy)));
    g_string_append (text, "\n\n");
    g_string_append_printf (text, _ ("%s stays on %s: it does not follow new versions."),
                            kh_item_get_name (policy), short_id);
  }
}

typedef struct {
  guint stores, environments;
} Followers;

/* What is wrapped by the key now: three stores of each environment whose policy is not pinned. */
static Followers
count_followers (KhDetailPage *page, KhItem *key, GHashTable *pinned)
{
  GListModel *environments =
      G_LIST_MODEL (kh_organization_get_list (get_organization (page), KH_ITEM_ENVIRONMENT));
  guint n = g_list_model_get_n_items (environments);
  Followers followers = { 0 };

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (environments, i);
    const char *policy = kh_item_string (environment, "policy.id");

    if (policy == NULL || g_hash_table_contains (pinned, policy)
        || !kh_item_is (environment, "key.id", kh_item_get_id (key)))
      continue;
    followers.environments++;
    followers.stores += N_COVERED;
  }
  return followers;
}

/* (transfer full): what is taken up, by what, and what must not be done for 28 days. */
static char *
rotation_body (KhDetailPage *page, KhItem *key)
{
  g_autoptr (GHashTable) pinned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) others = g_string_new (NULL);
  KhTime now = kh_organization_now (get_organization (page));
  g_autofree char *date = kh_text_date (now + KH_OLD_VERSION_HOLD, now);
  g_autofree char *short_id = kh_text_short_id (kh_item_string (key, "version"));
  g_autofree char *stores = NULL;
  g_autofree char *environments = NULL;
  Followers followers;

  add_pinned (page, key, pinned, others);
  followers = count_followers (page, key, pinned);
  if (followers.stores == 0)
    return g_strdup_printf (_ ("%s gets a new version. No environment takes it up.%s"),
                            kh_item_get_name (key), others->str);
  stores = g_strdup_printf (ngettext ("%u store", "%u stores", followers.stores), followers.stores);
  environments =
      g_strdup_printf (ngettext ("%u environment", "%u environments", followers.environments),
                       followers.environments);
  /* Translators: key, "3 stores", "1 environment", key version, date, further sentences */
  return g_strdup_printf (_ ("%s gets a new version; its %s in %s take it up within 24 hours, "
                             "without an outage.\n\nDo not disable %s before %s (28 days).%s"),
                          kh_item_get_name (key), stores, environments, short_id, date,
                          others->str);
}

typedef struct {
  gpointer page; /* kh_weak_new() */
  KhItem *key;   /* (owned) */
  const char *action;
} Rotating;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rotating *self = data;
  g_autoptr (KhDetailPage) page = kh_weak_take (self->page);

  if (kh_ask_finish (result, NULL) && page != NULL)
    kh_detail_page_run_call (
        page, self->action,
        kh_key_api_rotate (kh_item_string (self->key, "vault"), kh_item_string (self->key, "name")),
        (GDestroyNotify)kh_json_unref, _ ("New version created"));
  g_object_unref (self->key);
  g_free (self);
}

void
kh_key_rotation_ask (KhDetailPage *page, const char *action, KhItem *key)
{
  Rotating *self = g_new0 (Rotating, 1);
  g_autofree char *heading = g_strdup_printf (_ ("Rotate %s?"), kh_item_get_name (key));
  g_autofree char *body = rotation_body (page, key);

  *self = (Rotating){ kh_weak_new (page), g_object_ref (key), action };
  kh_ask_async (
      GTK_WIDGET (page),
      &(KhConfirmTexts){ .verb = _ ("Create New _Version"), .heading = heading, .body = body },
      kh_page_get_cancellable (KH_PAGE (page)), asked_cb, self);
}

static void
rotate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_key_rotation_ask (data, "rotate", kh_detail_page_get_item (data));
}

static const GActionEntry entries[] = {
  { .name = "rotate", .activate = rotate_cb },
  { .name = "rotation-policy", .activate = rotation_policy_cb },
};

void
kh_key_rotation_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}
