/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks whether a key shall get a new version, and makes it. */
#include "kh-key-rotate.h"

#include "kh-confirm.h"
#include "kh-limits.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-vault-api.h"

/* Stores of an environment that a customer's key covers: dataverse, files and flows. */
#define N_COVERED 3

/* Policies of this key that do not follow new versions, as sentences. */
static void
add_pinned (KhOrganization *organization, KhItem *key, GHashTable *pinned, GString *text)
{
  GListModel *policies = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_POLICY));
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
count_followers (KhOrganization *organization, KhItem *key, GHashTable *pinned)
{
  GListModel *environments =
      G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT));
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
rotation_body (KhOrganization *organization, KhItem *key)
{
  g_autoptr (GHashTable) pinned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) others = g_string_new (NULL);
  KhTime now = kh_organization_now (organization);
  g_autofree char *date = kh_text_date (now + KH_OLD_VERSION_HOLD, now);
  g_autofree char *short_id = kh_text_short_id (kh_item_string (key, "version"));
  g_autofree char *stores = NULL;
  g_autofree char *environments = NULL;
  Followers followers;

  add_pinned (organization, key, pinned, others);
  followers = count_followers (organization, key, pinned);
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
  GtkWidget *place; /* (owned) */
  KhItem *key;      /* (owned) */
} Rotation;

static void
rotation_free (gpointer data)
{
  Rotation *rotation = data;

  g_object_unref (rotation->place);
  g_object_unref (rotation->key);
  g_free (rotation);
}

static void
rotated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Rotation *rotation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KhJson) version =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (version == NULL) {
    g_task_return_error (task, error);
    return;
  }
  kh_toast (rotation->place, _ ("New version created"), NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Rotation *rotation = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kh_ask_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  kh_organization_call_async (g_task_get_source_object (task),
                              kh_key_api_rotate (kh_item_string (rotation->key, "vault"),
                                                 kh_item_string (rotation->key, "name")),
                              g_task_get_cancellable (task), rotated_cb, g_object_ref (task));
}

void
kh_key_rotate_async (GtkWidget *place, KhOrganization *organization, KhItem *key,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (organization, cancellable, callback, user_data);
  Rotation *rotation = g_new0 (Rotation, 1);
  g_autofree char *heading = g_strdup_printf (_ ("Rotate %s?"), kh_item_get_name (key));
  g_autofree char *body = rotation_body (organization, key);

  *rotation = (Rotation){ g_object_ref (place), g_object_ref (key) };
  g_task_set_source_tag (task, kh_key_rotate_async);
  g_task_set_task_data (task, rotation, rotation_free);
  kh_ask_async (
      place,
      &(KhConfirmTexts){ .verb = _ ("Create New _Version"), .heading = heading, .body = body },
      cancellable, asked_cb, task);
}

gboolean
kh_key_rotate_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
