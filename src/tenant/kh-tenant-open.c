/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a tenant: lock, seal, databases, log, and what a crash left. */
#include "kh-tenant-open.h"

#include "kh-environment-data.h"
#include "kh-leftovers.h"
#include "kh-log.h"
#include "kh-recovery-note.h"
#include "kh-rewrap.h"
#include "kh-rotation-timer.h"
#include "kh-runs.h"
#include "kh-seal-restore.h"
#include "kh-settle.h"
#include "kh-vaults.h"
#include "khc-labels.h"
#include "khc-random.h"

static const KhIo *
io_of (const KhTenantPlace *place)
{
  return place->io != NULL ? place->io : kh_io_default ();
}

static KhTenant *
tenant_alloc (const KhTenantPlace *place, KhLockFile *lock_file, KhSecret *root)
{
  KhTenant *self = g_new0 (KhTenant, 1);

  self->io = io_of (place);
  self->data_dir = g_strdup (place->data_dir);
  self->tenant_dir = g_build_filename (place->data_dir, "tenant", NULL);
  self->lock_file = lock_file;
  self->root = root;
  self->last_probe = -1;
  self->findings_seen = KH_TIME_NONE;
  g_mutex_init (&self->estate_lock);
  g_mutex_init (&self->seal_lock);
  self->sessions = kh_sessions_new (g_get_monotonic_time);
  self->tries = kh_sign_in_tries_new (g_get_monotonic_time);
  self->changes = kh_change_log_new ();
  self->key_cache = kh_key_cache_new ();
  self->probed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->spent_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  kh_vaults_init (self);
  kh_environment_data_init (self);
  kh_runs_init (self);
  kh_rewrap_init (self);
  kh_rotation_timer_init (self);
  return self;
}

static void
close_databases (KhTenant *self)
{
  g_autoptr (GError) error = NULL;

  if (self->audit != NULL && !kh_audit_log_close (g_steal_pointer (&self->audit), &error)) {
    kh_warning ("The audit log was not closed cleanly: %s", error->message);
    g_clear_error (&error);
  }
  if (self->store != NULL && !kh_tenant_store_close (g_steal_pointer (&self->store), &error))
    kh_warning ("The tenant database was not closed cleanly: %s", error->message);
}

void
kh_tenant_tear_down (KhTenant *self)
{
  /* The one gives the other work, which asks for the next look: both end before one is gone. */
  if (self->ticker != NULL)
    kh_ticker_stop (self->ticker);
  if (self->worker != NULL)
    kh_worker_close (self->worker);
  g_clear_pointer (&self->worker, kh_worker_free);
  g_clear_pointer (&self->ticker, kh_ticker_free);
  kh_runs_clear (self);
  kh_environment_data_clear (self);
  kh_vaults_clear (self);
  close_databases (self);
  kh_key_cache_free (self->key_cache);
  kh_sessions_free (self->sessions);
  kh_sign_in_tries_free (self->tries);
  kh_change_log_free (self->changes);
  kh_rotation_timer_clear (self);
  kh_rewrap_clear (self);
  g_hash_table_unref (self->probed);
  g_hash_table_unref (self->spent_tokens);
  g_clear_pointer (&self->estate, kh_estate_unref);
  g_clear_pointer (&self->seal, kh_seal_file_free);
  g_clear_pointer (&self->clock, kh_clock_unref);
  g_clear_pointer (&self->token_key, kh_secret_unref);
  g_clear_pointer (&self->root, kh_secret_unref);
  kh_lock_file_release (self->lock_file);
  g_mutex_clear (&self->estate_lock);
  g_mutex_clear (&self->seal_lock);
  kh_audit_fault_free (self->audit_fault);
  g_free (self->data_dir);
  g_free (self->tenant_dir);
  g_free (self->vaults_dir);
  g_free (self->opener_id);
  g_free (self);
}

/* The key of confirmations is another one each time: which of them are spent is known to this
 * process alone, so none may outlive it. */
static gboolean
open_keys (KhTenant *self, GError **error)
{
  guint8 once[32];
  KhcSecret *token_key = NULL;
  int result = khc_random (once, sizeof once);

  if (result == KHC_OK)
    result = khc_derive (kh_secret_peek (self->root), KHC_LABEL_REQUEST_MAC, once, sizeof once,
                         &token_key);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The key of confirmations");
  self->token_key = kh_secret_new_take (token_key);
  return TRUE;
}

static gboolean
open_clock (KhTenant *self, const KhTenantPlace *place, GError **error)
{
  KhTime highest = KH_TIME_NONE;
  gint64 shift = 0;

  if (!kh_tenant_store_get_clock (self->store, &highest, &shift, error))
    return FALSE;
  self->clock = place->clock != NULL ? kh_clock_ref (place->clock) : kh_clock_new (highest, shift);
  if (place->clock != NULL)
    kh_clock_recall (self->clock, highest);
  self->clock_saved = highest;
  return TRUE;
}

static gboolean
open_audit (KhTenant *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->tenant_dir, "audit", NULL);
  KhAuditPosition position;

  if (!kh_tenant_store_get_audit_position (self->store, &position, error))
    return FALSE;
  self->audit =
      kh_audit_log_open (self->io, folder, kh_seal_file_get_tenant (self->seal), self->root,
                         position.seq > 0 ? &position : NULL, kh_clock_now (self->clock), error);
  if (self->audit != NULL)
    kh_tenant_note_audit_fault (self);
  return self->audit != NULL;
}

/* A state without its newest changes looks whole, and everything that is done on it would bury
 * them. A log that does not verify is no witness. */
static gboolean
check_newest (KhTenant *self, const KhTenantPlace *place, GError **error)
{
  const KhAuditRecord *missing = kh_audit_log_get_unstored (self->audit);
  g_autofree char *time = NULL, *message = NULL, *detail = NULL;
  KhAuditRecord notice = { .phase = KH_AUDIT_NOTICE, .action = "tenant.accept-rollback" };

  if (missing == NULL || kh_audit_log_get_broken (self->audit) != NULL)
    return TRUE;
  time = kh_time_format (missing->time);
  if (place->accept_rollback) {
    detail = g_strdup_printf ("missing=%" G_GUINT64_FORMAT, missing->of);
    notice.time = kh_clock_now (self->clock);
    notice.detail = detail;
    if (!kh_audit_log_append_notice (self->audit, &notice, error)
        || !kh_audit_log_sync (self->audit, error))
      return FALSE;
    kh_settle_save_clock (self);
    return TRUE;
  }
  message = g_strdup_printf ("The database of the organization is older than its audit log: what "
                             "succeeded at %s (%s %s, record %" G_GUINT64_FORMAT ") is not in it",
                             time, missing->action, missing->target != NULL ? missing->target : "",
                             missing->of);
  kh_set_error_facts (error, KH_ERROR_ROLLED_BACK, self->tenant_dir, "StateOlderThanLog",
                      "Put the newest tenant.db and tenant.db-wal back; or go on without what is "
                      "missing: keyholdctl tenant accept-rollback",
                      message);
  return FALSE;
}

/* Keys come from the vaults, so the estate is made twice: without them to find the vaults, then
 * with them. */
static gboolean
open_estate (KhTenant *self, const KhTenantPlace *place, GError **error)
{
  g_autoptr (KhEstateBuilder) first = kh_tenant_store_load_estate (self->store, error);
  g_autoptr (KhEstateBuilder) second = NULL;
  g_autoptr (GPtrArray) vaults = g_ptr_array_new ();
  g_autoptr (GPtrArray) faulty = NULL;
  const KhTenantInfo *info;

  if (first == NULL)
    return FALSE;
  self->estate = kh_estate_builder_finish (g_steal_pointer (&first));
  info = kh_estate_get_tenant (self->estate);
  self->vaults_dir = info->vaults_dir != NULL ? g_strdup (info->vaults_dir)
                                              : g_build_filename (self->data_dir, "vaults", NULL);
  for (guint i = 0; i < kh_estate_n_vaults (self->estate); i++) {
    if (kh_estate_vault_at (self->estate, i)->state != KH_VAULT_STATE_PURGED)
      g_ptr_array_add (vaults, (gpointer)kh_estate_vault_at (self->estate, i));
  }
  second = kh_tenant_store_load_estate (self->store, error);
  if (second == NULL)
    return FALSE;
  self->accepts_rollback = place->accept_rollback;
  faulty = kh_vaults_load_keys (self, vaults, second);
  self->accepts_rollback = FALSE;
  kh_estate_unref (self->estate);
  self->estate = kh_estate_builder_finish (g_steal_pointer (&second));
  for (guint i = 0; i < faulty->len; i++) {
    KhEstate *marked = kh_estate_with_vault (self->estate, faulty->pdata[i]);

    kh_estate_unref (self->estate);
    self->estate = marked;
  }
  return TRUE;
}

static gboolean
open_all (KhTenant *self, const KhTenantPlace *place, GError **error)
{
  self->seal = kh_seal_file_load (self->io, self->tenant_dir, error);
  if (self->seal == NULL || !open_keys (self, error))
    return FALSE;
  self->store = kh_tenant_store_open (self->io, self->tenant_dir, self->root, FALSE, error);
  if (self->store == NULL || !open_clock (self, place, error) || !open_audit (self, error)
      || !check_newest (self, place, error) || !open_estate (self, place, error))
    return FALSE;
  kh_leftovers_remove (self);
  return TRUE;
}

KhTenant *
kh_tenant_open_with_root (const KhTenantPlace *place, KhLockFile *lock_file, const char *opener,
                          KhSecret *root, GError **error)
{
  KhTenant *self = tenant_alloc (place, lock_file, root);

  if (kh_lock_file_was_left (lock_file))
    kh_trouble ("The program before did not come to its end");
  if (!open_all (self, place, error)) {
    kh_tenant_tear_down (self);
    return NULL;
  }
  self->opener_id =
      g_strdup (opener != NULL ? opener : kh_seal_file_get_slot (self->seal, 0).account);
  self->worker = kh_worker_new ("kh-tenant");
  kh_settle_start (self);
  kh_seal_restore_settle (self);
  kh_info ("The organization in %s is open", place->data_dir);
  return self;
}

/* What opens the seal: one of the three. */
typedef struct {
  const char *account;
  KhSecret *passphrase, *key, *recovery;
} Opening;

/* The account's slot when it is named, else whichever opens. */
static KhSecret *
open_seal (KhTenantPlace const *place, const char *tenant_dir, const Opening *by, char **opener,
           GError **error)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (io_of (place), tenant_dir, error);

  if (seal == NULL)
    return NULL;
  if (by->recovery != NULL)
    return kh_seal_file_open_recovery (seal, by->recovery, opener, error);
  if (by->key == NULL
      && (by->account == NULL
          || !kh_seal_file_has_slot (seal, KH_SEAL_SLOT_PASSPHRASE, by->account)))
    return kh_seal_file_open_any (seal, by->passphrase, opener, error);
  *opener = g_strdup (by->account);
  if (by->key != NULL)
    return kh_seal_file_open_keyring (seal, by->account, by->key, error);
  return kh_seal_file_open (seal, by->account, by->passphrase, error);
}

static KhTenant *
open_by (const KhTenantPlace *place, const Opening *by, GError **error)
{
  g_autofree char *tenant_dir = g_build_filename (place->data_dir, "tenant", NULL);
  g_autofree char *opener = NULL;
  g_autoptr (KhLockFile) lock_file = NULL;
  KhSecret *root;

  if (!kh_io_exists (io_of (place), tenant_dir)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "%s holds no organization", place->data_dir);
    return NULL;
  }
  lock_file = kh_lock_file_acquire (io_of (place), place->data_dir, error);
  if (lock_file == NULL)
    return NULL;
  root = open_seal (place, tenant_dir, by, &opener, error);
  if (root == NULL)
    return NULL;
  return kh_tenant_open_with_root (place, g_steal_pointer (&lock_file), opener, root, error);
}

KhTenant *
kh_tenant_open (const KhTenantPlace *place, const char *account, KhSecret *passphrase,
                GError **error)
{
  const Opening by = { account, passphrase, NULL, NULL };

  return open_by (place, &by, error);
}

KhTenant *
kh_tenant_open_keyring (const KhTenantPlace *place, const char *account, KhSecret *key,
                        GError **error)
{
  const Opening by = { account, NULL, key, NULL };

  return open_by (place, &by, error);
}

KhTenant *
kh_tenant_open_recovery (const KhTenantPlace *place, KhSecret *key, GError **error)
{
  const Opening by = { NULL, NULL, NULL, key };
  KhTenant *self = open_by (place, &by, error);

  if (self != NULL)
    kh_recovery_note_use (self, self->opener_id);
  return self;
}

gboolean
kh_tenant_follows_crash (KhTenant *self)
{
  return kh_lock_file_was_left (self->lock_file);
}
