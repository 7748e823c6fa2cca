/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who depends on which vault, key and policy, in one walk over the estate. */

#include "kh-recommend-private.h"

static KhDependents *
dependents_new (void)
{
  KhDependents *self = g_new0 (KhDependents, 1);
  self->policies = g_ptr_array_new ();
  self->environments = g_ptr_array_new ();
  self->uses = g_ptr_array_new ();
  return self;
}

static void
dependents_free (gpointer data)
{
  KhDependents *self = data;
  g_ptr_array_unref (self->policies);
  g_ptr_array_unref (self->environments);
  g_ptr_array_unref (self->uses);
  g_free (self);
}

/* Takes @name. */
static KhDependents *
get (GHashTable *table, char *name)
{
  g_autofree char *plain = name;
  g_autofree char *folded = g_ascii_strdown (plain, -1);
  KhDependents *found = g_hash_table_lookup (table, folded);
  if (found == NULL) {
    found = dependents_new ();
    g_hash_table_insert (table, g_steal_pointer (&folded), found);
  }
  return found;
}

static const KhDependents *
look_up (GHashTable *table, const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (table, folded);
}

static KhDependents *
get_key (KhDependence *self, const char *vault, const char *name)
{
  return get (self->keys, g_strconcat (vault, "/", name, NULL));
}

/* An environment comes here store by store: its last one stands at the end. */
static void
add_environment (KhDependents *self, const KhEnvironment *environment)
{
  guint n = self->environments->len;
  if (n == 0 || g_ptr_array_index (self->environments, n - 1) != environment)
    g_ptr_array_add (self->environments, (gpointer)environment);
}

static void
walk_environment (KhDependence *self, const KhEstate *estate, const KhEnvironment *environment)
{
  if (!kh_environment_is_live (environment))
    return;
  if (environment->policy_id != NULL) {
    const KhPolicy *policy = kh_estate_get_policy (estate, environment->policy_id);
    self->n_attached++;
    add_environment (get (self->policies, g_strdup (environment->policy_id)), environment);
    if (policy != NULL && kh_policy_is_live (policy)) {
      add_environment (get (self->vaults, g_strdup (policy->vault)), environment);
      add_environment (get_key (self, policy->vault, policy->key), environment);
    }
  }
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint j = 0; j < environment->stores[i].deks->len; j++) {
      const KhDekRef *dek = g_ptr_array_index (environment->stores[i].deks, j);
      if (dek->owner != KH_KEY_OWNER_CUSTOMER)
        continue;
      add_environment (get (self->vaults, g_strdup (dek->vault)), environment);
      add_environment (get_key (self, dek->vault, dek->key), environment);
    }
}

static void
add_policy (KhDependents *self, const KhPolicy *policy, gboolean attached)
{
  if (attached)
    g_ptr_array_insert (self->policies, 0, (gpointer)policy);
  else
    g_ptr_array_add (self->policies, (gpointer)policy);
}

static void
walk_policy (KhDependence *self, const KhPolicy *policy)
{
  if (!kh_policy_is_live (policy))
    return;
  KhDependents *own = get (self->policies, g_strdup (policy->id));
  gboolean attached = own->environments->len > 0;
  g_ptr_array_add (own->policies, (gpointer)policy);
  add_policy (get (self->vaults, g_strdup (policy->vault)), policy, attached);
  add_policy (get_key (self, policy->vault, policy->key), policy, attached);
}

void
_kh_dependence_init (KhDependence *self, const KhEstate *estate)
{
  *self = (KhDependence){
    .vaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dependents_free),
    .keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dependents_free),
    .policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dependents_free),
  };
  for (guint i = 0; i < kh_estate_n_environments (estate); i++)
    walk_environment (self, estate, kh_estate_environment_at (estate, i));
  for (guint i = 0; i < kh_estate_n_policies (estate); i++)
    walk_policy (self, kh_estate_policy_at (estate, i));
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    g_ptr_array_add (get_key (self, use->vault, use->key)->uses, (gpointer)use);
  }
}

void
_kh_dependence_clear (KhDependence *self)
{
  g_clear_pointer (&self->vaults, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->policies, g_hash_table_unref);
}

const KhDependents *
_kh_dependence_of_vault (const KhDependence *self, const char *name)
{
  return look_up (self->vaults, name);
}

const KhDependents *
_kh_dependence_of_key (const KhDependence *self, const char *vault, const char *name)
{
  g_autofree char *id = g_strconcat (vault, "/", name, NULL);
  return look_up (self->keys, id);
}

const KhDependents *
_kh_dependence_of_policy (const KhDependence *self, const char *id)
{
  return look_up (self->policies, id);
}
