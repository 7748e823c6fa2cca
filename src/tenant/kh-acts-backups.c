/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backing keys up and restoring them. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-geo.h"
#include "kh-key-backup.h"
#include "kh-vaults.h"

static KhKeyBackupPlace
place_of (KhTenant *self, const KhEstate *estate, const KhVault *vault)
{
  const KhGeo *geo = kh_geo_of_region (vault->region);

  return (KhKeyBackupPlace){ .root = self->root,
                             .tenant_id = kh_estate_get_tenant (estate)->id,
                             .geo = geo != NULL ? geo->policy_name : vault->region };
}

static const KhVault *
find_active_vault (const KhEstate *estate, const char *name, GError **error)
{
  const KhVault *vault = kh_acts_find_vault (estate, name, error);

  if (vault == NULL || !kh_vault_check_readable (vault, error))
    return NULL;
  if (vault->state == KH_VAULT_STATE_ACTIVE)
    return vault;
  kh_set_error (error, KH_ERROR_STATE, "The vault is deleted");
  return NULL;
}

/* --- Backing up ------------------------------------------------------------------------------- */

static const KhKey *
find_live_key (const KhEstate *estate, const char *vault, const char *name, GError **error)
{
  const KhKey *key = kh_acts_find_key (estate, vault, name, error);

  if (key == NULL || !kh_key_is_deleted (key))
    return key;
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "KeyNotFound", "Recover the key first",
                      "The key is deleted");
  return NULL;
}

typedef struct {
  KhVaultStore *store;
  const char *key;
} Source;

static KhSecret *
get_private (const char *version, gpointer data, GError **error)
{
  Source *source = data;

  return kh_vault_store_get_private (source->store, source->key, version, error);
}

static GBytes *
seal (KhTenant *self, const KhKeyBackupPlace *place, const KhKey *key, GError **error)
{
  Source source = { kh_vaults_take (self, key->vault, error), key->name };
  GBytes *blob;

  if (source.store == NULL)
    return NULL;
  blob = kh_key_backup_seal (place, key, get_private, &source, error);
  kh_vaults_give (self);
  return blob;
}

GBytes *
kh_tenant_key_backup (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                      GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autofree char *target = g_strdup_printf ("%s/%s", vault, name);
  KhActFacts facts = { "key.backup", KH_VERB_VAULT, "key", target, target, NULL };
  KhKeyBackupPlace place;
  const KhVault *holder;
  const KhKey *key;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  holder = find_active_vault (estate, vault, error);
  key = holder != NULL ? find_live_key (estate, vault, name, error) : NULL;
  if (key == NULL)
    return NULL;
  /* Nothing is changed by it, and all the same nobody gets key material that no record tells of. */
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  place = place_of (self, estate, holder);
  blob = seal (self, &place, key, error);
  if (blob == NULL || !kh_act_commit (&act, error))
    return NULL;
  return g_steal_pointer (&blob);
}

/* --- Restoring -------------------------------------------------------------------------------- */

typedef struct {
  KhKeyBackupPlace place;
  KhKeyBackup *backup; /* (owned) */
} Restoring;

static void
restoring_clear (Restoring *self)
{
  g_clear_pointer (&self->backup, kh_key_backup_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Restoring, restoring_clear)

static KhSecret *
open_private (gpointer data, guint n, GError **error)
{
  Restoring *self = data;

  return kh_key_backup_open_private (&self->place, self->backup, n, error);
}

static gboolean
check_room (const KhEstate *estate, const KhVault *vault, const KhKey *key, GError **error)
{
  const KhKey *present = kh_estate_get_key (estate, vault->name, key->name);

  if (present != NULL && kh_key_is_deleted (present))
    kh_set_error_facts (error, KH_ERROR_EXISTS, key->name, "ObjectIsDeletedButRecoverable",
                        "Recover the deleted key, or purge it first",
                        "A deleted key has this name: it can be recovered or purged");
  else if (present != NULL)
    kh_set_error_facts (error, KH_ERROR_EXISTS, key->name, "KeyAlreadyExists",
                        "Restore it into another vault",
                        "The vault has a key of this name already");
  else if (kh_key_type_is_hsm (key->kty) && vault->sku != KH_SKU_PREMIUM)
    kh_set_error (error, KH_ERROR_RULE, "A standard vault takes no HSM keys");
  else
    return TRUE;
  return FALSE;
}

static gboolean
commit_restored (KhTenant *self, KhCaller *caller, const KhVault *vault, Restoring *restoring,
                 GError **error)
{
  KhKey *key = restoring->backup->key;
  g_autofree char *target = g_strdup_printf ("%s/%s", vault->name, key->name);
  KhActFacts facts = { "key.restore", KH_VERB_VAULT, "key", target, target, NULL };
  g_autoptr (KhAct) act = kh_act_begin (self, caller, &facts, NULL, error);

  if (act == NULL)
    return FALSE;
  kh_value_set_text (&key->vault, vault->name);
  kh_act_put_key (act, key);
  kh_act_put_privates (act, key, open_private, restoring);
  return kh_act_commit (&act, error);
}

KhKey *
kh_tenant_key_restore (KhTenant *self, KhCaller *caller, const char *vault, GBytes *blob,
                       GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = { "key.restore", KH_VERB_VAULT, "vault", vault, vault, NULL };
  g_auto (Restoring) restoring = { .backup = NULL };
  g_autoptr (KhEstate) after = NULL;
  const KhVault *holder;

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  holder = find_active_vault (estate, vault, error);
  if (holder == NULL)
    return NULL;
  restoring.place = place_of (self, estate, holder);
  restoring.backup = kh_key_backup_open (&restoring.place, blob, error);
  if (restoring.backup == NULL || !check_room (estate, holder, restoring.backup->key, error)
      || !commit_restored (self, caller, holder, &restoring, error))
    return NULL;
  after = kh_tenant_ref_estate (self);
  return kh_key_ref (kh_estate_get_key (after, vault, restoring.backup->key->name));
}
