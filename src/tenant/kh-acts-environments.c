/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments: made, managed, deleted, recovered. */
#include "kh-tenant-acts.h"

#include "kh-act.h"
#include "kh-acts-private.h"
#include "kh-environment-data.h"
#include "kh-geo.h"
#include "kh-id.h"
#include "kh-machine.h"

const KhEnvironment *
kh_acts_find_environment (const KhEstate *estate, const char *text, GError **error)
{
  const KhEnvironment *environment = kh_estate_find_environment (estate, text);

  if (environment == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, "EnvironmentNotFound", NULL,
                        "There is no environment of this name");
  return environment;
}

static gboolean
check_new (const KhEstate *estate, const char *name, const char *geo, GError **error)
{
  if (!kh_name_is_display (name)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "The name of an environment is 1 to 127 visible characters");
    return FALSE;
  }
  if (kh_geo_find (geo) == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "%s is not a geography", geo);
    return FALSE;
  }
  if (kh_estate_find_environment (estate, name) != NULL) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is an environment %s already", name);
    return FALSE;
  }
  return TRUE;
}

static KhEnvironment *
make_environment (const char *name, KhEnvironmentType type, const char *geo, gboolean dataverse,
                  KhCaller *caller, KhTime now)
{
  KhEnvironment *environment = kh_environment_new ();

  environment->id = kh_id_new ();
  environment->name = g_strdup (name);
  environment->type = type;
  environment->geo = g_strdup (kh_geo_find (geo)->environment_name);
  environment->azure_region = g_strdup (kh_geo_find (geo)->regions[0]);
  environment->dataverse = dataverse;
  environment->state = KH_ENVIRONMENT_STATE_READY;
  environment->created_at = now;
  environment->created_by = g_strdup (caller->account_id);
  return environment;
}

KhEnvironment *
kh_tenant_environment_create (KhTenant *self, KhCaller *caller, const char *name,
                              KhEnvironmentType type, const char *geo, gboolean dataverse,
                              GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = { "environment.create", KH_VERB_ENVIRONMENT, "environment", NULL, name, NULL };
  g_autoptr (KhEnvironment) environment = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error) || !check_new (estate, name, geo, error))
    return NULL;
  environment = make_environment (name, type, geo, dataverse, caller, kh_tenant_now (self));
  facts.target_id = environment->id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL || !kh_environment_data_create (self, environment, records, error))
    return NULL;
  kh_act_put_environment (act, environment);
  for (guint i = 0; i < records->len; i++)
    kh_act_put_dek (act, records->pdata[i]);
  if (!kh_act_commit (&act, error)) {
    kh_environment_data_remove (self, environment);
    return NULL;
  }
  return g_steal_pointer (&environment);
}

/* @change is freed; the act is named @action. */
static KhEnvironment *
apply_to_environment (KhTenant *self, KhCaller *caller, const char *action, const char *text,
                      KhChangeKind kind, gboolean enabled, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  g_autoptr (KhChange) change = NULL;
  KhActFacts facts = { action, KH_VERB_ENVIRONMENT, "environment", NULL, text, NULL };

  if (environment == NULL)
    return NULL;
  facts.target_id = environment->id;
  facts.target = environment->name;
  change = kh_change_new_for_environment (kind, environment->id);
  change->has_enabled = kind == KH_CHANGE_SET_MANAGED;
  change->enabled = enabled;
  if (!kh_acts_apply (self, caller, &facts, change, error))
    return NULL;
  return kh_acts_ref_environment (self, environment->id);
}

KhEnvironment *
kh_acts_ref_environment (KhTenant *self, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return kh_environment_ref (kh_estate_get_environment (estate, id));
}

KhEnvironment *
kh_tenant_environment_set_managed (KhTenant *self, KhCaller *caller, const char *environment,
                                   gboolean managed, GError **error)
{
  return apply_to_environment (
      self, caller, managed ? "environment.enable-managed" : "environment.disable-managed",
      environment, KH_CHANGE_SET_MANAGED, managed, error);
}

gboolean
kh_tenant_environment_delete (KhTenant *self, KhCaller *caller, const char *text, GError **error)
{
  g_autoptr (KhEnvironment) deleted = apply_to_environment (
      self, caller, "environment.delete", text, KH_CHANGE_DELETE_ENVIRONMENT, FALSE, error);
  g_autoptr (GError) gone = NULL;

  if (deleted == NULL)
    return FALSE;
  kh_set_error (&gone, KH_ERROR_STATE, "The environment is deleted");
  kh_environment_data_refuse (self, deleted->id, gone);
  return TRUE;
}

KhEnvironment *
kh_tenant_environment_recover (KhTenant *self, KhCaller *caller, const char *text, GError **error)
{
  KhEnvironment *recovered = apply_to_environment (self, caller, "environment.recover", text,
                                                   KH_CHANGE_RECOVER_ENVIRONMENT, FALSE, error);

  if (recovered != NULL && recovered->state == KH_ENVIRONMENT_STATE_READY)
    kh_environment_data_admit (self, recovered->id);
  return recovered;
}
