/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment as a value, and what its data keys tell. */

#include <string.h>

#include "kh-environment.h"
#include "kh-lock-rule.h"
#include "kh-value-private.h"

static KhDekRef *
dek_ref_new (const char *dek_id, KhKeyOwner owner, KhDekRole role)
{
  KhDekRef *self = g_new0 (KhDekRef, 1);
  self->dek_id = g_strdup (dek_id);
  self->owner = owner;
  self->role = role;
  return self;
}

KhDekRef *
kh_dek_ref_new_platform (const char *dek_id, KhDekRole role)
{
  return dek_ref_new (dek_id, KH_KEY_OWNER_PLATFORM, role);
}

KhDekRef *
kh_dek_ref_new_customer (const char *dek_id, const char *vault, const char *key,
                         const char *version, KhDekRole role)
{
  KhDekRef *self = dek_ref_new (dek_id, KH_KEY_OWNER_CUSTOMER, role);
  self->vault = g_strdup (vault);
  self->key = g_strdup (key);
  self->version = g_strdup (version);
  return self;
}

void
kh_dek_ref_free (KhDekRef *self)
{
  g_free (self->dek_id);
  g_free (self->vault);
  g_free (self->key);
  g_free (self->version);
  g_free (self);
}

static gpointer
dek_ref_copy (gconstpointer source, gpointer unused)
{
  const KhDekRef *self = source;
  KhDekRef *copy = dek_ref_new (self->dek_id, self->owner, self->role);
  copy->vault = g_strdup (self->vault);
  copy->key = g_strdup (self->key);
  copy->version = g_strdup (self->version);
  return copy;
}

gboolean
kh_dek_ref_uses (const KhDekRef *self, const char *vault, const char *key, const char *version)
{
  return self->owner == KH_KEY_OWNER_CUSTOMER && g_ascii_strcasecmp (self->vault, vault) == 0
         && (key == NULL || g_ascii_strcasecmp (self->key, key) == 0)
         && (version == NULL || g_ascii_strcasecmp (self->version, version) == 0);
}

static void
lock_cause_clear (KhLockCause *cause)
{
  g_free (cause->vault);
  g_free (cause->key);
  g_free (cause->version);
  g_free (cause->actor_id);
  memset (cause, 0, sizeof *cause);
  cause->at = KH_TIME_NONE;
}

static void
environment_init (KhEnvironment *self)
{
  self->state_before = KH_ENVIRONMENT_STATE_READY;
  self->locked_before_delete = KH_TIME_NONE;
  self->locked_at = KH_TIME_NONE;
  self->deletion_at = KH_TIME_NONE;
  self->deleted_at = KH_TIME_NONE;
  self->created_at = KH_TIME_NONE;
  self->lock_cause.at = KH_TIME_NONE;
  self->verification.at = KH_TIME_NONE;
  for (guint i = 0; i < KH_STORE_N; i++) {
    self->stores[i].store = i;
    self->stores[i].deks = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_dek_ref_free);
  }
}

static void
environment_clear (KhEnvironment *self)
{
  g_free (self->id);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->geo);
  g_free (self->azure_region);
  g_free (self->policy_id);
  g_free (self->created_by);
  g_free (self->active_operation_id);
  lock_cause_clear (&self->lock_cause);
  g_free (self->verification.key);
  g_free (self->verification.error);
  for (guint i = 0; i < KH_STORE_N; i++)
    g_ptr_array_unref (self->stores[i].deks);
}

static void
environment_deepen (KhEnvironment *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, folder);
  KH_DEEPEN_TEXT (self, name);
  KH_DEEPEN_TEXT (self, geo);
  KH_DEEPEN_TEXT (self, azure_region);
  KH_DEEPEN_TEXT (self, policy_id);
  KH_DEEPEN_TEXT (self, created_by);
  KH_DEEPEN_TEXT (self, active_operation_id);
  KH_DEEPEN_TEXT (self, lock_cause.vault);
  KH_DEEPEN_TEXT (self, lock_cause.key);
  KH_DEEPEN_TEXT (self, lock_cause.version);
  KH_DEEPEN_TEXT (self, lock_cause.actor_id);
  KH_DEEPEN_TEXT (self, verification.key);
  KH_DEEPEN_TEXT (self, verification.error);
  for (guint i = 0; i < KH_STORE_N; i++)
    self->stores[i].deks =
        kh_value_copy_array (self->stores[i].deks, dek_ref_copy, (GDestroyNotify)kh_dek_ref_free);
}

KH_DEFINE_VALUE (KhEnvironment, environment);

const KhDekRef *
kh_environment_get_current_dek (const KhEnvironment *self, KhStoreKind store)
{
  GPtrArray *deks = self->stores[store].deks;
  for (guint i = 0; i < deks->len; i++) {
    const KhDekRef *dek = g_ptr_array_index (deks, i);
    if (dek->role == KH_DEK_CURRENT)
      return dek;
  }
  return NULL;
}

const KhDekRef *
kh_environment_get_kept_dek (const KhEnvironment *self, KhStoreKind store)
{
  GPtrArray *deks = self->stores[store].deks;
  for (guint i = 0; i < deks->len; i++) {
    const KhDekRef *dek = g_ptr_array_index (deks, i);
    if (dek->owner == KH_KEY_OWNER_PLATFORM && dek->role != KH_DEK_TARGET)
      return dek;
  }
  return NULL;
}

guint64
kh_environment_count_staying (const KhEnvironment *self)
{
  guint64 count = 0;
  for (guint i = 0; i < KH_STORE_N; i++)
    count += self->stores[i].staying;
  return count;
}

KhKeyOwner
kh_environment_get_key_owner (const KhEnvironment *self, KhStoreKind store)
{
  const KhDekRef *dek = kh_environment_get_current_dek (self, store);
  return dek != NULL ? dek->owner : KH_KEY_OWNER_PLATFORM;
}

KhKeyOwner
kh_environment_get_managed_by (const KhEnvironment *self)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    if (kh_store_kind_is_covered (i)
        && kh_environment_get_key_owner (self, i) == KH_KEY_OWNER_CUSTOMER)
      return KH_KEY_OWNER_CUSTOMER;
  return KH_KEY_OWNER_PLATFORM;
}

static const KhDekRef *
find_customer_dek (const KhEnvironment *self, KhDekRole role)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint j = 0; j < self->stores[i].deks->len; j++) {
      const KhDekRef *dek = g_ptr_array_index (self->stores[i].deks, j);
      if (dek->owner == KH_KEY_OWNER_CUSTOMER && dek->role == role)
        return dek;
    }
  return NULL;
}

const KhDekRef *
kh_environment_get_customer_dek (const KhEnvironment *self)
{
  const KhDekRef *dek = find_customer_dek (self, KH_DEK_CURRENT);
  return dek != NULL ? dek : find_customer_dek (self, KH_DEK_TARGET);
}

gboolean
kh_environment_uses (const KhEnvironment *self, const char *vault, const char *key,
                     const char *version)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint j = 0; j < self->stores[i].deks->len; j++)
      if (kh_dek_ref_uses (g_ptr_array_index (self->stores[i].deks, j), vault, key, version))
        return TRUE;
  return FALSE;
}

gboolean
kh_environment_is_live (const KhEnvironment *self)
{
  return self->state != KH_ENVIRONMENT_STATE_DELETED && self->state != KH_ENVIRONMENT_STATE_GONE;
}

void
kh_environment_set_lock_cause (KhEnvironment *self, KhTrigger trigger, const KhDekRef *dek,
                               const char *actor_id, KhTime at)
{
  lock_cause_clear (&self->lock_cause);
  self->lock_cause.trigger = trigger;
  self->lock_cause.vault = dek != NULL ? g_strdup (dek->vault) : NULL;
  self->lock_cause.key = dek != NULL ? g_strdup (dek->key) : NULL;
  self->lock_cause.version = dek != NULL ? g_strdup (dek->version) : NULL;
  self->lock_cause.actor_id = g_strdup (actor_id);
  self->lock_cause.at = at;
  if (self->state == KH_ENVIRONMENT_STATE_LOCKED)
    self->deletion_at = kh_environment_get_lock_end (self);
}

char *
kh_environment_key_mark (const KhEnvironment *self)
{
  const KhDekRef *ref = kh_environment_get_customer_dek (self);
  if (ref == NULL)
    ref = kh_environment_get_current_dek (self, KH_STORE_DATAVERSE);
  if (ref == NULL)
    return g_strdup ("");
  return ref->owner == KH_KEY_OWNER_CUSTOMER
             ? g_strdup_printf ("%s/%s/%s %s", ref->vault, ref->key, ref->version, ref->dek_id)
             : g_strdup (ref->dek_id);
}

gboolean
kh_environment_was_looked_at (const KhEnvironment *self)
{
  g_autofree char *mark = kh_environment_key_mark (self);

  return self->verification.at != KH_TIME_NONE && g_strcmp0 (self->verification.key, mark) == 0;
}
