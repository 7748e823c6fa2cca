/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change as a value, done by the use case that it stands for. */
#include "tenant-fixture.h"

static gboolean
do_to_key (Fixture *f, const KhChange *change, GError **error)
{
  KhKeyPatch patch = { change->has_enabled,
                       change->enabled,
                       change->has_nbf,
                       change->has_exp,
                       change->nbf,
                       change->exp,
                       FALSE,
                       0,
                       NULL };
  g_autoptr (KhKey) key = NULL;

  if (change->kind == KH_CHANGE_DELETE_KEY)
    key = kh_tenant_key_delete (f->tenant, f->caller, change->vault, change->key, error);
  else if (change->kind == KH_CHANGE_RECOVER_KEY)
    key = kh_tenant_key_recover (f->tenant, f->caller, change->vault, change->key, error);
  else
    key = kh_tenant_key_update (f->tenant, f->caller, change->vault, change->key, change->version,
                                &patch, error);
  return key != NULL;
}

static gboolean
do_to_vault (Fixture *f, const KhChange *change, GError **error)
{
  g_autoptr (KhVault) vault = NULL;

  if (change->kind == KH_CHANGE_DELETE_VAULT)
    return kh_tenant_vault_delete (f->tenant, f->caller, change->vault, error);
  if (change->kind == KH_CHANGE_RECOVER_VAULT)
    vault = kh_tenant_vault_recover (f->tenant, f->caller, change->vault, error);
  else
    vault = kh_tenant_vault_update (f->tenant, f->caller, change->wanted, error);
  return vault != NULL;
}

gpointer
do_change (Fixture *f, gconstpointer data, GError **error)
{
  const KhChange *change = data;
  gboolean done;

  if (change->kind == KH_CHANGE_REMOVE_ASSIGNMENT)
    done = kh_tenant_assignment_delete (f->tenant, f->caller, change->object, error);
  else if (change->kind == KH_CHANGE_DELETE_POLICY)
    done = kh_tenant_policy_delete (f->tenant, f->caller, change->policy_id, error);
  else if (change->key != NULL)
    done = do_to_key (f, change, error);
  else
    done = do_to_vault (f, change, error);
  return done ? f : NULL;
}
