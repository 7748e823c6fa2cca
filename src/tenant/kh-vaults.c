/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open vault stores. */
#include "kh-vaults.h"

#include "kh-log.h"

void
kh_vaults_init (KhTenant *tenant)
{
  g_mutex_init (&tenant->vaults_lock);
  tenant->vaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
kh_vaults_clear (KhTenant *tenant)
{
  GHashTableIter iter;
  gpointer store;

  g_hash_table_iter_init (&iter, tenant->vaults);
  while (g_hash_table_iter_next (&iter, NULL, &store)) {
    g_autoptr (GError) error = NULL;

    if (!kh_vault_store_close (store, &error))
      kh_warning ("A vault was not closed cleanly: %s", error->message);
  }
  g_clear_pointer (&tenant->vaults, g_hash_table_unref);
  g_mutex_clear (&tenant->vaults_lock);
}

static KhVaultStore *
lookup_or_open (KhTenant *tenant, const char *vault, const char *id, GError **error)
{
  g_autofree char *name = g_ascii_strdown (vault, -1);
  KhVaultStore *store = g_hash_table_lookup (tenant->vaults, name);

  if (store == NULL) {
    store = kh_vault_store_open (tenant->io, tenant->vaults_dir, vault, id, tenant->root, error);
    if (store != NULL)
      g_hash_table_insert (tenant->vaults, g_steal_pointer (&name), store);
  }
  return store;
}

KhVaultStore *
kh_vaults_take (KhTenant *tenant, const char *vault, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhVault *value = kh_estate_get_vault (estate, vault);
  KhVaultStore *store;

  if (value == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no vault %s", vault);
    return NULL;
  }
  if (!kh_vault_check_readable (value, error))
    return NULL;
  g_mutex_lock (&tenant->vaults_lock);
  store = lookup_or_open (tenant, value->name, value->id, error);
  if (store == NULL)
    g_mutex_unlock (&tenant->vaults_lock);
  return store;
}

void
kh_vaults_give (KhTenant *tenant)
{
  g_mutex_unlock (&tenant->vaults_lock);
}

/* A vault that is made in an empty mount point is hidden as soon as the disk is there again. */
static gboolean
check_folder (KhTenant *tenant, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  guint n = kh_estate_n_vaults (estate);

  for (guint i = 0; i < n; i++) {
    const KhVault *vault = kh_estate_vault_at (estate, i);
    g_autofree char *folder = g_build_filename (tenant->vaults_dir, vault->name, NULL);

    if (vault->fault == NULL || kh_io_exists (tenant->io, folder))
      return TRUE;
  }
  if (n == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_STATE, tenant->vaults_dir, "VaultsFolderMissing",
                      "Put the folder of vaults back, or mount its disk",
                      "The folder of vaults is missing, or not the one that holds the others");
  return FALSE;
}

gboolean
kh_vaults_create (KhTenant *tenant, const char *vault, const char *id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->vaults_lock);
  KhVaultStore *store = NULL;

  if (check_folder (tenant, error))
    store = kh_vault_store_create (tenant->io, tenant->vaults_dir, vault, id, tenant->root, error);

  if (store == NULL)
    return FALSE;
  g_hash_table_insert (tenant->vaults, g_ascii_strdown (vault, -1), store);
  return TRUE;
}

/* Under vaults_lock. What was open may be of a disk that is not there any more. */
static void
forget (KhTenant *tenant, const char *vault)
{
  g_autofree char *name = g_ascii_strdown (vault, -1);
  KhVaultStore *store = g_hash_table_lookup (tenant->vaults, name);

  if (store == NULL)
    return;
  g_hash_table_remove (tenant->vaults, name);
  kh_vault_store_close (store, NULL);
}

gboolean
kh_vaults_purge (KhTenant *tenant, const char *vault, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->vaults_lock);

  forget (tenant, vault);
  kh_key_cache_drop (tenant->key_cache, vault, NULL);
  return kh_vault_store_purge (tenant->io, tenant->vaults_dir, vault, error);
}

/* --- Vaults that cannot be read ------------------------------------------------------------------
 */

/* (transfer full): the vault with its fault. */
static KhVault *
mark (const KhVault *vault, const GError *fault)
{
  KhVault *marked = kh_vault_copy (vault);

  kh_message ("The vault %s cannot be read: %s", vault->name, fault->message);
  g_clear_error (&marked->fault);
  /* The vault is there, its file is not. */
  if (kh_error_is (fault, KH_ERROR_NOT_FOUND))
    kh_set_error_facts (&marked->fault, KH_ERROR_IO, vault->name, "VaultMissing",
                        "Mount the disk with the folder of vaults, or put the folder back",
                        fault->message);
  else
    marked->fault = g_error_copy (fault);
  return marked;
}

static gboolean
put_position (KhTenant *tenant, const KhVault *vault, guint64 seq, GError **error)
{
  if (kh_tenant_store_begin (tenant->store, error)
      && kh_tenant_store_put_vault_position (tenant->store, vault->id, seq, error)
      && kh_tenant_store_commit (tenant->store, error))
    return TRUE;
  kh_tenant_store_rollback (tenant->store);
  return FALSE;
}

static gboolean
accept_older (KhTenant *tenant, const KhVault *vault, guint64 expected, guint64 found,
              GError **error)
{
  g_autofree char *detail =
      g_strdup_printf ("missing=%" G_GUINT64_FORMAT " found=%" G_GUINT64_FORMAT, expected, found);
  KhAuditRecord notice = { .phase = KH_AUDIT_NOTICE,
                           .action = "vault.accept-rollback",
                           .time = kh_clock_now (tenant->clock),
                           .target_kind = "vault",
                           .target_id = vault->id,
                           .target = vault->name,
                           .detail = detail };

  return kh_audit_log_append_notice (tenant->audit, &notice, error)
         && kh_audit_log_sync (tenant->audit, error) && put_position (tenant, vault, found, error);
}

/* A file that was put back, or that lost its write-ahead log, looks whole: what was disabled is
 * enabled in it, and new keys and versions seem to be purged. */
static gboolean
check_newest (KhTenant *tenant, const KhVault *vault, KhVaultStore *store, GError **error)
{
  guint64 expected = 0;
  guint64 found = 0;
  g_autofree char *message = NULL;

  if (!kh_vault_store_get_position (store, &found, error)
      || !kh_tenant_store_get_vault_position (tenant->store, vault->id, &expected, error))
    return FALSE;
  if (found >= expected)
    return TRUE;
  if (tenant->accepts_rollback)
    return accept_older (tenant, vault, expected, found, error);
  message =
      g_strdup_printf ("vault.db of %s is older than the audit log: what was done to its keys "
                       "up to record %" G_GUINT64_FORMAT " is not in it",
                       vault->name, expected);
  kh_set_error_facts (error, KH_ERROR_ROLLED_BACK, vault->name, "VaultOlderThanLog",
                      "Put the newest vault.db and vault.db-wal back; or stop the program that has "
                      "the organization open and go on without what is missing: keyholdctl tenant "
                      "accept-rollback",
                      message);
  return FALSE;
}

/* What a vault holds. */
typedef struct {
  GPtrArray *keys;    /* (element-type KhKey) (nullable) */
  GPtrArray *secrets; /* (element-type KhVaultSecret) (nullable) */
} Content;

static void
content_clear (Content *content)
{
  g_clear_pointer (&content->keys, g_ptr_array_unref);
  g_clear_pointer (&content->secrets, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

/* Under vaults_lock. A vault that fails is closed at once, so that its file can be replaced. */
static gboolean
load (KhTenant *tenant, const KhVault *vault, Content *content, GError **error)
{
  KhVaultStore *store = lookup_or_open (tenant, vault->name, vault->id, error);

  if (store != NULL && check_newest (tenant, vault, store, error))
    content->keys = kh_vault_store_load_keys (store, error);
  if (content->keys != NULL)
    content->secrets = kh_vault_store_load_secrets (store, error);
  if (content->secrets != NULL)
    return TRUE;
  content_clear (content);
  forget (tenant, vault->name);
  return FALSE;
}

GPtrArray *
kh_vaults_load_keys (KhTenant *tenant, GPtrArray *vaults, KhEstateBuilder *builder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->vaults_lock);
  GPtrArray *marked = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_vault_unref);

  for (guint i = 0; i < vaults->len; i++) {
    const KhVault *vault = vaults->pdata[i];
    g_autoptr (GError) error = NULL;
    g_auto (Content) content = { NULL };

    if (!load (tenant, vault, &content, &error)) {
      g_ptr_array_add (marked, mark (vault, error));
      continue;
    }
    for (guint k = 0; k < content.keys->len; k++)
      kh_estate_builder_add_key (builder, content.keys->pdata[k]);
    for (guint k = 0; k < content.secrets->len; k++)
      kh_estate_builder_add_secret (builder, content.secrets->pdata[k]);
  }
  return marked;
}

static void
replace (KhEstate **estate, KhEstate *next)
{
  kh_estate_unref (*estate);
  *estate = next;
}

/* Takes everything that the vault held out of @estate. */
static void
empty (KhEstate **estate, const KhVault *vault)
{
  g_autoptr (KhEstate) keeper = kh_estate_ref (*estate); /* of what the lists borrow */
  g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (keeper, vault->name);
  g_autoptr (GPtrArray) secrets = kh_estate_secrets_of_vault (keeper, vault->name);

  for (guint i = 0; i < keys->len; i++) {
    const KhKey *key = keys->pdata[i];

    replace (estate, kh_estate_without_key (*estate, key->vault, key->name));
  }
  for (guint i = 0; i < secrets->len; i++) {
    const KhVaultSecret *secret = secrets->pdata[i];

    replace (estate, kh_estate_without_secret (*estate, secret->vault, secret->name));
  }
}

/* Publishes the vault with just this content. */
static void
publish (KhTenant *tenant, const KhVault *vault, const Content *content)
{
  KhEstate *estate = kh_tenant_ref_estate (tenant);

  replace (&estate, kh_estate_with_vault (estate, vault));
  empty (&estate, vault);
  for (guint i = 0; content->keys != NULL && i < content->keys->len; i++)
    replace (&estate, kh_estate_with_key (estate, content->keys->pdata[i]));
  for (guint i = 0; content->secrets != NULL && i < content->secrets->len; i++)
    replace (&estate, kh_estate_with_secret (estate, content->secrets->pdata[i]));
  kh_tenant_publish (tenant, estate);
}

static void
retry (KhTenant *tenant, const KhVault *vault)
{
  g_autoptr (KhVault) whole = kh_vault_copy (vault);
  g_auto (Content) content = { NULL };
  gboolean loaded;

  g_mutex_lock (&tenant->vaults_lock);
  forget (tenant, vault->name);
  loaded = load (tenant, vault, &content, NULL);
  g_mutex_unlock (&tenant->vaults_lock);
  if (!loaded)
    return;
  kh_message ("The vault %s can be read again", vault->name);
  g_clear_error (&whole->fault);
  publish (tenant, whole, &content);
}

void
kh_vaults_retry (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < kh_estate_n_vaults (estate); i++) {
    const KhVault *vault = kh_estate_vault_at (estate, i);

    if (vault->fault != NULL && vault->state != KH_VAULT_STATE_PURGED)
      retry (tenant, vault);
  }
}

void
kh_vaults_reload (KhTenant *tenant, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhVault *vault = kh_estate_get_vault (estate, name);
  g_autoptr (GError) error = NULL;
  g_auto (Content) content = { NULL };
  g_autoptr (KhVault) marked = NULL;
  gboolean loaded;

  if (vault == NULL || vault->fault != NULL)
    return;
  g_mutex_lock (&tenant->vaults_lock);
  forget (tenant, name);
  loaded = load (tenant, vault, &content, &error);
  g_mutex_unlock (&tenant->vaults_lock);
  if (loaded)
    return;
  marked = mark (vault, error);
  publish (tenant, marked, &content);
}
