/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the difference of two estates. */
#include "kh-act-store.h"

#include "kh-estate-diff.h"
#include "kh-log.h"
#include "kh-vaults.h"

typedef struct {
  KhTenant *tenant;
  const KhActKeys *keys;
  GError **error;
  KhAuditPosition position; /* of the act */
  GHashTable *vaults;       /* names of those in which keys or secrets were stored */
  gboolean keys_stored;     /* keys or secrets were stored */
  gboolean any;             /* something else is to be stored */
} Writing;

static void
free_private (gpointer data)
{
  KhActPrivate *self = data;

  g_free (self->name);
  g_free (self->version);
  khc_rsa_unref (self->rsa);
  g_clear_pointer (&self->material, kh_secret_unref);
  g_free (self);
}

void
kh_act_keys_init (KhActKeys *self)
{
  *self = (KhActKeys){
    .put = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref),
    .drop = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_dek_ref_free),
    .privates = g_ptr_array_new_with_free_func (free_private),
  };
}

void
kh_act_keys_clear (KhActKeys *self)
{
  g_clear_pointer (&self->put, g_ptr_array_unref);
  g_clear_pointer (&self->drop, g_ptr_array_unref);
  g_clear_pointer (&self->drop_all_of, g_free);
  g_clear_pointer (&self->privates, g_ptr_array_unref);
}

KhActPrivate *
kh_act_keys_add_private (KhActKeys *self, const char *name, const char *version)
{
  KhActPrivate *added = g_new0 (KhActPrivate, 1);

  added->name = g_strdup (name);
  added->version = g_strdup (version);
  g_ptr_array_add (self->privates, added);
  return added;
}

KhDekRef *
kh_act_keys_copy_ref (const KhDekRef *ref)
{
  return ref->owner == KH_KEY_OWNER_PLATFORM
             ? kh_dek_ref_new_platform (ref->dek_id, ref->role)
             : kh_dek_ref_new_customer (ref->dek_id, ref->vault, ref->key, ref->version, ref->role);
}

/* --- Keys and secrets, in their vaults ---------------------------------------------------------
 */

static gboolean
put_opened (KhVaultStore *store, const KhActPrivate *one, GError **error)
{
  g_autoptr (KhSecret) material = one->open (one->data, one->n, error);

  return material != NULL
         && kh_vault_store_put_private (store, one->name, one->version, kh_secret_peek (material),
                                        error);
}

static gboolean
put_private (KhVaultStore *store, const KhActPrivate *one, GError **error)
{
  if (one->rsa != NULL)
    return kh_vault_store_put_rsa (store, one->name, one->version, one->rsa, error);
  if (one->open != NULL)
    return put_opened (store, one, error);
  if (one->is_secret)
    return kh_vault_store_put_secret_value (store, one->name, one->version,
                                            kh_secret_peek (one->material), error);
  return kh_vault_store_put_private (store, one->name, one->version, kh_secret_peek (one->material),
                                     error);
}

static gboolean
put_privates (KhVaultStore *store, const KhActKeys *keys, gboolean is_secret, const char *name,
              GError **error)
{
  for (guint i = 0; i < keys->privates->len; i++) {
    const KhActPrivate *one = keys->privates->pdata[i];

    if (one->is_secret == is_secret && g_ascii_strcasecmp (one->name, name) == 0
        && !put_private (store, one, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_key (KhVaultStore *store, gconstpointer before, gconstpointer after, const KhActKeys *keys,
         GError **error)
{
  if (after == NULL)
    return kh_vault_store_delete_key (store, ((const KhKey *)before)->name, error);
  return kh_vault_store_put_key (store, (KhKey *)after, error)
         && put_privates (store, keys, FALSE, ((const KhKey *)after)->name, error);
}

static gboolean
put_secret (KhVaultStore *store, gconstpointer before, gconstpointer after, const KhActKeys *keys,
            GError **error)
{
  if (after == NULL)
    return kh_vault_store_delete_secret (store, ((const KhVaultSecret *)before)->name, error);
  return kh_vault_store_put_secret (store, (KhVaultSecret *)after, error)
         && put_privates (store, keys, TRUE, ((const KhVaultSecret *)after)->name, error);
}

static gboolean
write_in_vault (KhVaultStore *store, KhValueKind kind, gconstpointer before, gconstpointer after,
                Writing *writing)
{
  if (!kh_vault_store_begin (store, writing->error))
    return FALSE;
  if (!(kind == KH_VALUE_KEY ? put_key : put_secret) (store, before, after, writing->keys,
                                                      writing->error)
      || !kh_vault_store_put_position (store, writing->position.seq, writing->error)) {
    kh_vault_store_rollback (store);
    return FALSE;
  }
  return kh_vault_store_commit (store, writing->error);
}

static const char *
vault_of (KhValueKind kind, gconstpointer value)
{
  return kind == KH_VALUE_KEY ? ((const KhKey *)value)->vault
                              : ((const KhVaultSecret *)value)->vault;
}

static gboolean
write_key (KhValueKind kind, gconstpointer before, gconstpointer after, gpointer data)
{
  Writing *writing = data;
  const char *vault;
  KhVaultStore *store;
  gboolean written;

  if (kind != KH_VALUE_KEY && kind != KH_VALUE_SECRET) {
    writing->any = TRUE;
    return TRUE;
  }
  writing->keys_stored = TRUE;
  vault = vault_of (kind, after != NULL ? after : before);
  /* What goes with its purged vault needs no vault to be removed from. */
  store = kh_vaults_take (writing->tenant, vault, after != NULL ? writing->error : NULL);
  if (store == NULL)
    return after == NULL;
  written = write_in_vault (store, kind, before, after, writing);
  kh_vaults_give (writing->tenant);
  if (written)
    g_hash_table_add (writing->vaults, g_strdup (vault));
  if (kind == KH_VALUE_KEY)
    kh_key_cache_drop (writing->tenant->key_cache, vault,
                       ((const KhKey *)(after != NULL ? after : before))->name);
  return written;
}

/* --- Everything else, in tenant.db ------------------------------------------------------------ */

static gboolean
delete_value (KhTenantStore *store, KhValueKind kind, gconstpointer value, GError **error)
{
  switch (kind) {
  case KH_VALUE_ACCOUNT:
    return kh_tenant_store_delete_account (store, ((const KhAccount *)value)->id, error);
  case KH_VALUE_ENVIRONMENT:
    return kh_tenant_store_delete_environment (store, ((const KhEnvironment *)value)->id, error);
  case KH_VALUE_VAULT:
    return kh_tenant_store_delete_vault (store, ((const KhVault *)value)->name, error);
  case KH_VALUE_POLICY:
    return kh_tenant_store_delete_policy (store, ((const KhPolicy *)value)->id, error);
  case KH_VALUE_ASSIGNMENT:
    return kh_tenant_store_delete_assignment (store, ((const KhRoleAssignment *)value)->id, error);
  case KH_VALUE_OPERATION:
    return kh_tenant_store_delete_operation (store, ((const KhOperation *)value)->id, error);
  case KH_VALUE_KEY_USE:
    return kh_tenant_store_delete_key_use (store, ((const KhKeyUse *)value)->id, error);
  case KH_VALUE_DISMISSAL:
    return kh_tenant_store_delete_dismissal (store, ((const KhDismissal *)value)->id, error);
  case KH_VALUE_PETITION:
    return kh_tenant_store_delete_petition (store, ((const KhPetition *)value)->id, error);
  case KH_VALUE_KEY:
  case KH_VALUE_SECRET:
  case KH_VALUE_TENANT:
    return TRUE;
  }
  g_assert_not_reached ();
}

static gboolean
put_value (KhTenantStore *store, KhValueKind kind, gpointer value, GError **error)
{
  switch (kind) {
  case KH_VALUE_TENANT:
    return kh_tenant_store_put_tenant (store, value, error);
  case KH_VALUE_ACCOUNT:
    return kh_tenant_store_put_account (store, value, error);
  case KH_VALUE_ENVIRONMENT:
    return kh_tenant_store_put_environment (store, value, error);
  case KH_VALUE_VAULT:
    return kh_tenant_store_put_vault (store, value, error);
  case KH_VALUE_POLICY:
    return kh_tenant_store_put_policy (store, value, error);
  case KH_VALUE_ASSIGNMENT:
    return kh_tenant_store_put_assignment (store, value, error);
  case KH_VALUE_OPERATION:
    return kh_tenant_store_put_operation (store, value, error);
  case KH_VALUE_KEY_USE:
    return kh_tenant_store_put_key_use (store, value, error);
  case KH_VALUE_DISMISSAL:
    return kh_tenant_store_put_dismissal (store, value, error);
  case KH_VALUE_PETITION:
    return kh_tenant_store_put_petition (store, value, error);
  case KH_VALUE_KEY:
  case KH_VALUE_SECRET:
    return TRUE;
  }
  g_assert_not_reached ();
}

static gboolean
write_value (KhValueKind kind, gconstpointer before, gconstpointer after, gpointer data)
{
  Writing *writing = data;

  if (after == NULL)
    return delete_value (writing->tenant->store, kind, before, writing->error);
  return put_value (writing->tenant->store, kind, (gpointer)after, writing->error);
}

static gboolean
write_deks (KhTenantStore *store, const KhActKeys *keys, GError **error)
{
  for (guint i = 0; i < keys->put->len; i++) {
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (keys->put->pdata[i], &size);

    if (!kh_tenant_store_put_dek (store, data, size, error))
      return FALSE;
  }
  for (guint i = 0; i < keys->drop->len; i++) {
    if (!kh_tenant_store_delete_dek (store, keys->drop->pdata[i], error))
      return FALSE;
  }
  return keys->drop_all_of == NULL
         || kh_tenant_store_delete_deks_of (store, keys->drop_all_of, error);
}

/* How far the vaults are in which keys were stored, so that an older file is known at the next
 * start. */
static gboolean
write_vault_positions (Writing *writing, const KhEstate *after)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, writing->vaults);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    const KhVault *vault = kh_estate_get_vault (after, name);

    if (vault != NULL
        && !kh_tenant_store_put_vault_position (writing->tenant->store, vault->id,
                                                writing->position.seq, writing->error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_tenant (Writing *writing, const KhEstate *before, const KhEstate *after)
{
  KhTenantStore *store = writing->tenant->store;

  if (!kh_tenant_store_begin (store, writing->error))
    return FALSE;
  if (!kh_estate_diff (before, after, write_value, writing)
      || !write_deks (store, writing->keys, writing->error)
      || !write_vault_positions (writing, after)
      || !kh_tenant_store_put_audit_position (store, &writing->position, writing->error)) {
    kh_tenant_store_rollback (store);
    return FALSE;
  }
  return kh_tenant_store_commit (store, writing->error);
}

/* An act on keys alone is done once it lies in their vault. */
static void
note_keys (Writing *writing, const KhEstate *before, const KhEstate *after)
{
  g_autoptr (GError) error = NULL;

  writing->error = &error;
  if (!write_tenant (writing, before, after))
    kh_message ("The position of a vault could not be stored: %s", error->message);
}

/* --- Both --------------------------------------------------------------------------------------
 */

static gboolean
collect_key (KhValueKind kind, gconstpointer before, gconstpointer after, gpointer data)
{
  KhEstate **estate = data;
  KhEstate *next;

  if (kind == KH_VALUE_KEY) {
    const KhKey *old = before;

    next = after != NULL ? kh_estate_with_key (*estate, after)
                         : kh_estate_without_key (*estate, old->vault, old->name);
  } else if (kind == KH_VALUE_SECRET) {
    const KhVaultSecret *old = before;

    next = after != NULL ? kh_estate_with_secret (*estate, after)
                         : kh_estate_without_secret (*estate, old->vault, old->name);
  } else {
    return TRUE;
  }
  kh_estate_unref (*estate);
  *estate = next;
  return TRUE;
}

gboolean
kh_act_store (KhTenant *tenant, const KhEstate *before, const KhEstate *after,
              const KhActKeys *keys, GError **error)
{
  g_autoptr (GHashTable) vaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Writing writing = { .tenant = tenant,
                      .keys = keys,
                      .error = error,
                      .position = kh_audit_log_get_position (tenant->audit),
                      .vaults = vaults };
  KhEstate *keys_only;

  if (!kh_estate_diff (before, after, write_key, &writing))
    return FALSE;
  /* An act on keys alone lies in their vault. Every other one that succeeds moves the position,
   * even where nothing changes: kh_audit_log_get_unstored() counts on that. */
  if (writing.keys_stored && !writing.any && keys->put->len == 0 && keys->drop->len == 0
      && keys->drop_all_of == NULL) {
    note_keys (&writing, before, after);
    return TRUE;
  }
  if (write_tenant (&writing, before, after))
    return TRUE;
  keys_only = kh_estate_ref (before);
  kh_estate_diff (before, after, collect_key, &keys_only);
  kh_tenant_publish (tenant, keys_only);
  return FALSE;
}
