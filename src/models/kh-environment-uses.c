/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of environments by what they need. Asking each environment for each of two thousand keys
 * would take a list of keys half a minute. */
#include "kh-environment-uses.h"

typedef struct {
  guint all, locked;
} Uses;

typedef struct {
  guint64 version;   /* of the list when it was counted */
  GHashTable *by_id; /* id to Uses */
} Counts;

static void
counts_free (gpointer data)
{
  Counts *counts = data;

  g_hash_table_unref (counts->by_id);
  g_free (counts);
}

static void
add (Counts *counts, KhItem *environment, const char *path)
{
  const char *id = kh_item_string (environment, path);
  Uses *uses;

  if (id == NULL)
    return;
  uses = g_hash_table_lookup (counts->by_id, id);
  if (uses == NULL) {
    uses = g_new0 (Uses, 1);
    g_hash_table_insert (counts->by_id, g_strdup (id), uses);
  }
  uses->all++;
  if (kh_item_is (environment, "state", "Locked"))
    uses->locked++;
}

static Counts *
count (KhItemList *environments, const char *path)
{
  GListModel *model = G_LIST_MODEL (environments);
  Counts *counts = g_new0 (Counts, 1);

  counts->version = kh_item_list_get_version (environments);
  counts->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (model, i);

    add (counts, environment, path);
  }
  return counts;
}

guint
kh_environment_uses_count (KhItemList *environments, const char *path, const char *id,
                           guint *locked)
{
  GQuark quark = g_quark_from_string (path);
  Counts *counts = g_object_get_qdata (G_OBJECT (environments), quark);
  const Uses *uses;

  if (counts == NULL || counts->version != kh_item_list_get_version (environments)) {
    counts = count (environments, path);
    g_object_set_qdata_full (G_OBJECT (environments), quark, counts, counts_free);
  }
  uses = g_hash_table_lookup (counts->by_id, id);
  if (locked != NULL)
    *locked = uses != NULL ? uses->locked : 0;
  return uses != NULL ? uses->all : 0;
}

/* --- The newest version of a key -------------------------------------------------------------- */

typedef struct {
  KhItem *key; /* (owned) */
  guint *n_environments;
  KhItem **first;
} Users;

static void
users_free (gpointer data)
{
  Users *users = data;

  g_object_unref (users->key);
  g_free (users);
}

GHashTable *
kh_key_users_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, users_free);
}

void
kh_key_users_add (GHashTable *users, KhItem *key, guint *n_environments, KhItem **first)
{
  Users *one = g_new (Users, 1);

  *one = (Users){ g_object_ref (key), n_environments, first };
  g_hash_table_replace (users, (gpointer)kh_item_get_id (key), one);
}

void
kh_key_users_count (GHashTable *users, KhItemList *environments)
{
  GListModel *model = G_LIST_MODEL (environments);

  if (g_hash_table_size (users) == 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (model, i);
    const char *id = kh_item_string (environment, "key.id");
    const Users *one = id != NULL ? g_hash_table_lookup (users, id) : NULL;

    if (one == NULL
        || !kh_item_is (environment, "key.version", kh_item_string (one->key, "version")))
      continue;
    (*one->n_environments)++;
    if (*one->first == NULL)
      *one->first = g_object_ref (environment);
  }
}
