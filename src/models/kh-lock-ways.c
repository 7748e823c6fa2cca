/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which triggers a policy, a key or a vault can be locked by. */
#include "kh-lock-ways.h"

#include <string.h>

/* Targets of the triggers; NULL is one that the object does not tell. */
typedef struct {
  GPtrArray *ways;     /* (element-type KhLockWay) */
  GPtrArray *policies; /* (element-type KhItem): those to revoke and, of one alone, to delete */
  gboolean is_policy;
  const char *vault;
  char *key, *version; /* VAULT/KEY, VAULT/KEY/VERSION */
  const char *key_name, *version_name;
} Targets;

static void
way_free (gpointer data)
{
  KhLockWay *self = data;

  g_free (self->trigger);
  g_free (self->target);
  g_free (self->object);
  g_clear_pointer (&self->impact, kh_json_unref);
  g_clear_error (&self->refusal);
  g_free (self);
}

static void
add (Targets *targets, const char *trigger, const char *target, const char *object,
     gboolean is_rare)
{
  KhLockWay *way;

  if (target == NULL)
    return;
  way = g_new0 (KhLockWay, 1);
  way->trigger = g_strdup (trigger);
  way->target = g_strdup (target);
  way->object = g_strdup (object);
  way->is_rare = is_rare;
  g_ptr_array_add (targets->ways, way);
}

/* Trigger numbers of domain.md 4.1: 1, 6, 2, 7, and the rare ones 3, 4, 9, 12, 5. */
static void
add_all (Targets *targets)
{
  for (guint i = 0; i < targets->policies->len; i++)
    add (targets, "revoke-grant", kh_item_get_id (targets->policies->pdata[i]),
         kh_item_get_name (targets->policies->pdata[i]), FALSE);
  add (targets, "disable-version", targets->version, targets->version_name, FALSE);
  add (targets, "disable-key", targets->key, targets->key_name, FALSE);
  add (targets, "close-network", targets->vault, targets->vault, FALSE);
  add (targets, "delete-key", targets->key, targets->key_name, TRUE);
  add (targets, "delete-vault", targets->vault, targets->vault, TRUE);
  add (targets, "expire-key", targets->version, targets->version_name, TRUE);
  add (targets, "switch-permission-model", targets->vault, targets->vault, TRUE);
  if (targets->is_policy)
    add (targets, "delete-policy", kh_item_get_id (targets->policies->pdata[0]),
         kh_item_get_name (targets->policies->pdata[0]), TRUE);
}

/* @version: (nullable): the one that a policy is pinned to. */
static void
take_key (Targets *targets, KhOrganization *organization, const char *vault, const char *name,
          const char *version)
{
  KhItem *key;

  if (vault == NULL || name == NULL)
    return;
  targets->key = g_strconcat (vault, "/", name, NULL);
  targets->key_name = name;
  key = kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_KEY), targets->key);
  targets->version_name = version != NULL ? version
                          : key != NULL   ? kh_item_string (key, "version")
                                          : NULL;
  if (targets->version_name != NULL)
    targets->version = g_strconcat (targets->key, "/", targets->version_name, NULL);
}

static void
take_policies (Targets *targets, KhOrganization *organization, const char *vault, const char *name)
{
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_POLICY));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (all, i);

    if (kh_item_is (policy, "key.vault", vault) && kh_item_is (policy, "key.name", name))
      g_ptr_array_add (targets->policies, policy); /* the list holds it */
  }
}

static void
take (Targets *targets, KhOrganization *organization, KhItem *item)
{
  KhItemKind kind = kh_item_get_kind (item);

  if (kind == KH_ITEM_POLICY) {
    targets->is_policy = TRUE;
    targets->vault = kh_item_string (item, "key.vault");
    g_ptr_array_add (targets->policies, item);
    take_key (targets, organization, targets->vault, kh_item_string (item, "key.name"),
              kh_item_string (item, "key.version"));
  } else if (kind == KH_ITEM_KEY) {
    targets->vault = kh_item_string (item, "vault");
    take_policies (targets, organization, targets->vault, kh_item_get_name (item));
    take_key (targets, organization, targets->vault, kh_item_get_name (item), NULL);
  } else {
    targets->vault = kh_item_get_id (item);
  }
}

GPtrArray *
kh_lock_ways_new (KhOrganization *organization, KhItemKind kind, const char *id)
{
  KhItem *item = kh_item_list_find (kh_organization_get_list (organization, kind), id);
  g_autoptr (GPtrArray) policies = g_ptr_array_new ();
  Targets targets = { .ways = g_ptr_array_new_with_free_func (way_free), .policies = policies };

  if (item != NULL) {
    take (&targets, organization, item);
    add_all (&targets);
  }
  g_free (targets.key);
  g_free (targets.version);
  return targets.ways;
}

void
kh_lock_ways_add (GPtrArray *ways, const char *trigger, const char *target)
{
  Targets targets = { .ways = ways };
  const char *slash = strrchr (target, '/');

  for (guint i = 0; i < ways->len; i++) {
    const KhLockWay *way = ways->pdata[i];

    if (g_str_equal (way->trigger, trigger) && g_str_equal (way->target, target))
      return;
  }
  add (&targets, trigger, target, slash != NULL ? slash + 1 : target, FALSE);
}

KhItem *
kh_lock_ways_find_key (KhOrganization *organization, KhItemKind kind, const char *id)
{
  KhItem *item = kh_item_list_find (kh_organization_get_list (organization, kind), id);
  g_autofree char *key = NULL;

  if (kind == KH_ITEM_KEY || item == NULL)
    return item;
  if (kind != KH_ITEM_POLICY || kh_item_string (item, "key.vault") == NULL)
    return NULL;
  key = g_strconcat (kh_item_string (item, "key.vault"), "/", kh_item_string (item, "key.name"),
                     NULL);
  return kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_KEY), key);
}

static gboolean
is_under (KhOrganization *organization, KhItemKind kind, const char *id, KhItem *environment)
{
  const char *policy_id = kh_item_string (environment, "policy.id");
  KhItem *policy =
      policy_id != NULL
          ? kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_POLICY), policy_id)
          : NULL;
  g_autofree char *key = NULL;

  if (policy == NULL || kind == KH_ITEM_POLICY)
    return g_strcmp0 (policy_id, id) == 0 && policy != NULL;
  if (kind == KH_ITEM_VAULT)
    return kh_item_is (policy, "key.vault", id);
  key = g_strjoin ("/", kh_item_string (policy, "key.vault"), kh_item_string (policy, "key.name"),
                   NULL);
  return g_strcmp0 (key, id) == 0;
}

GPtrArray *
kh_lock_ways_find_environments (KhOrganization *organization, KhItemKind kind, const char *id)
{
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT));
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (all, i);

    if (is_under (organization, kind, id, environment))
      g_ptr_array_add (found, environment); /* the list holds it */
  }
  return found;
}
