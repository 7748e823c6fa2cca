/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enterprise policies: made, pointed at keys, read by people, deleted. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-geo.h"
#include "kh-id.h"

const KhPolicy *
kh_acts_find_policy (const KhEstate *estate, const char *text, GError **error)
{
  const KhPolicy *policy = kh_estate_find_policy (estate, text);

  if (policy == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, "PolicyNotFound", NULL,
                        "There is no enterprise policy of this name");
  return policy;
}

static KhPolicy *
ref_policy (KhTenant *self, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return kh_policy_ref (kh_estate_get_policy (estate, id));
}

/* @version: (nullable): the newest. */
static gboolean
check_version (const KhKey *key, const char *version, GError **error)
{
  if (version == NULL || kh_key_get_version (key, version) != NULL)
    return TRUE;
  kh_set_error (error, KH_ERROR_NOT_FOUND, "The key has no version %s", version);
  return FALSE;
}

static gboolean
check_new_policy (const KhEstate *estate, const char *name, const char *geo, const char *vault,
                  const char *key, const char *version, GError **error)
{
  const KhKey *found;

  if (!kh_name_is_display (name)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The name of a policy is 1 to 127 visible characters");
    return FALSE;
  }
  if (kh_geo_find (geo) == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s is not a geography", geo);
    return FALSE;
  }
  if (kh_estate_find_policy (estate, name) != NULL) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is a policy %s already", name);
    return FALSE;
  }
  found = kh_acts_find_key (estate, vault, key, error);
  if (found == NULL)
    return FALSE;
  return check_version (found, version, error);
}

KhPolicy *
kh_tenant_policy_create (KhTenant *self, KhCaller *caller, const char *name, const char *geo,
                         const char *vault, const char *key, const char *version, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (KhPolicy) policy = kh_policy_new ();
  KhActFacts facts = { "policy.create", KH_VERB_POLICY, "policy", NULL, name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error)
      || !check_new_policy (estate, name, geo, vault, key, version, error))
    return NULL;
  policy->id = kh_id_new ();
  policy->name = g_strdup (name);
  policy->geo = g_strdup (geo);
  policy->system_id = kh_policy_make_system_id (geo, policy->id);
  policy->vault = g_strdup (kh_estate_get_key (estate, vault, key)->vault);
  policy->key = g_strdup (kh_estate_get_key (estate, vault, key)->name);
  policy->version = g_strdup (version);
  policy->principal_id = kh_id_new ();
  policy->created_at = kh_tenant_now (self);
  facts.target_id = policy->id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  kh_act_put_policy (act, policy);
  return kh_act_commit (&act, error) ? ref_policy (self, policy->id) : NULL;
}

KhPolicy *
kh_tenant_policy_update (KhTenant *self, KhCaller *caller, const char *text, const char *vault,
                         const char *key, const char *version, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhPolicy *policy = kh_acts_find_policy (estate, text, error);
  const KhKey *found;
  g_autoptr (KhChange) change = NULL;
  KhActFacts facts = { "policy.update", KH_VERB_POLICY, "policy", NULL, text, NULL };

  if (policy == NULL)
    return NULL;
  found = kh_estate_get_key (estate, vault != NULL ? vault : policy->vault,
                             key != NULL ? key : policy->key);
  facts.target_id = policy->id;
  facts.target = policy->name;
  /* A key that does not exist is a matter of the change itself. */
  if (!kh_act_allowed (self, caller, &facts, error)
      || (found != NULL && !check_version (found, version, error)))
    return NULL;
  change = kh_change_new_for_policy (KH_CHANGE_UPDATE_POLICY, policy->id);
  change->vault = g_strdup (vault);
  change->key = g_strdup (key);
  change->version = g_strdup (version);
  return kh_acts_apply (self, caller, &facts, change, error) ? ref_policy (self, policy->id) : NULL;
}

gboolean
kh_tenant_policy_delete (KhTenant *self, KhCaller *caller, const char *text, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhPolicy *policy = kh_acts_find_policy (estate, text, error);
  g_autoptr (KhChange) change = NULL;
  KhActFacts facts = { "policy.delete", KH_VERB_POLICY, "policy", NULL, text, NULL };

  if (policy == NULL)
    return FALSE;
  facts.target_id = policy->id;
  facts.target = policy->name;
  change = kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, policy->id);
  return kh_acts_apply (self, caller, &facts, change, error);
}

KhPolicy *
kh_tenant_policy_set_reader (KhTenant *self, KhCaller *caller, const char *text,
                             const char *account, gboolean reader, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhPolicy *policy = kh_acts_find_policy (estate, text, error);
  const KhAccount *person = kh_estate_find_account (estate, account);
  KhActFacts facts = { reader ? "policy.reader.add" : "policy.reader.remove",
                       KH_VERB_POLICY,
                       "policy",
                       NULL,
                       text,
                       NULL };
  g_autoptr (KhPolicy) after = NULL;
  g_autoptr (KhAct) act = NULL;

  if (policy == NULL)
    return NULL;
  if (person == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no account %s", account);
    return NULL;
  }
  facts.target_id = policy->id;
  facts.detail = person->id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  after = kh_policy_copy (policy);
  kh_policy_set_reader (after, person->id, reader);
  kh_act_put_policy (act, after);
  return kh_act_commit (&act, error) ? g_steal_pointer (&after) : NULL;
}
