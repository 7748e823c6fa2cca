/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tenant as others see it: snapshot, sign-in, changes, and its end. */
#include "kh-tenant.h"

#include "kh-keyring.h"
#include "kh-log.h"
#include "kh-rotation-timer.h"
#include "kh-runs.h"
#include "kh-settle.h"
#include "kh-tenant-open.h"

static gpointer
save_clock_work (gpointer data, GCancellable *cancellable, GError **error)
{
  kh_settle_save_clock (data);
  return NULL;
}

void
kh_tenant_close (KhTenant *self)
{
  kh_info ("The organization in %s is being closed", kh_tenant_get_data_dir (self));
  kh_runs_stop (self);
  kh_rotation_timer_stop (self);
  kh_worker_run (self->worker, save_clock_work, self, NULL, NULL);
  kh_tenant_tear_down (self);
  kh_info ("It is closed");
}

KhWorker *
kh_tenant_get_worker (KhTenant *self)
{
  return self->worker;
}

KhEstate *
kh_tenant_ref_estate (KhTenant *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->estate_lock);

  return kh_estate_ref (self->estate);
}

KhTime
kh_tenant_now (KhTenant *self)
{
  return kh_clock_now (self->clock);
}

KhClock *
kh_tenant_get_clock (KhTenant *self)
{
  return self->clock;
}

const char *
kh_tenant_get_data_dir (KhTenant *self)
{
  return self->data_dir;
}

void
kh_tenant_set_impact_printer (KhTenant *self, KhImpactPrinter printer)
{
  self->impact_printer = printer;
}

GPtrArray *
kh_tenant_changes_after (KhTenant *self, guint64 after, gboolean *lost, guint64 *newest)
{
  return kh_change_log_after (self->changes, after, lost, newest);
}

void
kh_tenant_set_listener (KhTenant *self, KhTenantListener listener, gpointer data)
{
  kh_change_log_set_listener (self->changes, listener, data);
}

gboolean
kh_tenant_has_active_operations (KhTenant *self)
{
  return kh_runs_count (self) > 0;
}

/* --- Sign-in ---------------------------------------------------------------------------------- */

/* Proves the passphrase by opening the account's slot. */
static gboolean
prove_passphrase (KhTenant *self, const KhAccount *account, KhSecret *passphrase, GError **error)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (self->io, self->tenant_dir, error);
  g_autoptr (KhSecret) root = NULL;

  if (seal != NULL)
    root = kh_sign_in_tries_open (self->tries, seal, account->id, passphrase, error);
  return root != NULL;
}

/* Whoever has the passphrase, as when the seal is opened with it. */
static char *
sign_in_by_passphrase (KhTenant *self, KhSecret *passphrase, GError **error)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (self->io, self->tenant_dir, error);
  g_autofree char *account_id = NULL;
  g_autoptr (KhSecret) root = NULL;

  if (seal != NULL)
    root = kh_sign_in_tries_open_any (self->tries, seal, passphrase, &account_id, error);
  return root != NULL ? kh_sessions_open (self->sessions, account_id) : NULL;
}

/* Of every keyring slot, the one that the key opens. */
static char *
find_keyring_slot (KhSealFile *seal, KhSecret *key)
{
  for (guint i = 0; i < kh_seal_file_get_n_slots (seal); i++) {
    KhSealSlot slot = kh_seal_file_get_slot (seal, i);
    g_autoptr (KhSecret) root = NULL;

    if (slot.kind == KH_SEAL_SLOT_KEYRING)
      root = kh_seal_file_open_keyring (seal, slot.account, key, NULL);
    if (root != NULL)
      return g_strdup (slot.account);
  }
  return NULL;
}

char *
kh_tenant_sign_in_keyring (KhTenant *self, KhSecret *key, GError **error)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (self->io, self->tenant_dir, error);
  g_autofree char *account_id = NULL;

  if (seal == NULL)
    return NULL;
  account_id = find_keyring_slot (seal, key);
  if (account_id == NULL) {
    kh_keyring_set_wrong (error);
    return NULL;
  }
  return kh_sessions_open (self->sessions, account_id);
}

/* Who opened the seal may be anybody's again who needs no passphrase (model.md 13). */
static char *
sign_in_nameless (KhTenant *self, const KhEstate *estate, GError **error)
{
  const KhAccount *opener = kh_estate_get_account (estate, self->opener_id);

  if (opener != NULL && !opener->has_passphrase)
    return kh_sessions_open (self->sessions, opener->id);
  kh_set_error_facts (error, KH_ERROR_UNAUTHENTICATED, NULL, "PassphraseNeeded", NULL,
                      "Without an account's name the passphrase tells who signs in");
  return NULL;
}

char *
kh_tenant_sign_in (KhTenant *self, const char *name, KhSecret *passphrase, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhAccount *account = kh_estate_find_account (estate, name);

  if (*name == '\0' && passphrase != NULL)
    return sign_in_by_passphrase (self, passphrase, error);
  if (*name == '\0')
    return sign_in_nameless (self, estate, error);
  if (account == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "AccountNotFound", NULL,
                        "There is no account of this name");
    return NULL;
  }
  if (account->has_passphrase && passphrase == NULL) {
    kh_set_error_facts (error, KH_ERROR_UNAUTHENTICATED, name, "PassphraseNeeded", NULL,
                        "The account has a passphrase of its own");
    return NULL;
  }
  if (account->has_passphrase && !prove_passphrase (self, account, passphrase, error))
    return NULL;
  return kh_sessions_open (self->sessions, account->id);
}

char *
kh_tenant_sign_in_opener (KhTenant *self)
{
  return kh_sessions_open (self->sessions, self->opener_id);
}

KhCaller *
kh_tenant_authenticate (KhTenant *self, const char *token, GError **error)
{
  g_autofree char *account_id = kh_sessions_find (self->sessions, token);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhAccount *account = account_id != NULL ? kh_estate_get_account (estate, account_id) : NULL;

  if (account == NULL) {
    kh_set_error (error, KH_ERROR_UNAUTHENTICATED, "The request has no valid bearer token");
    return NULL;
  }
  return kh_caller_new (account);
}

void
kh_tenant_sign_out (KhTenant *self, const char *token)
{
  kh_sessions_close (self->sessions, token);
}

void
kh_tenant_keep_session (KhTenant *self, const char *token)
{
  kh_sessions_keep (self->sessions, token);
}
