/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded tenant: one per data folder and process.
 *
 * Every use case named kh_tenant_… that changes something, and every one that says so, runs on the
 * tenant's worker (kh_tenant_get_worker), in order, one at a time, and may block on the disk. Reads
 * of state take the current estate, an immutable snapshot, from any thread.
 * kh_tenant_close() finishes what must be durable, wipes the keys and frees the tenant.
 */
#pragma once

#include "kh-caller.h"
#include "kh-change-log.h"
#include "kh-clock.h"
#include "kh-estate.h"
#include "kh-impact.h"
#include "kh-io.h"
#include "kh-secret.h"
#include "kh-worker.h"

G_BEGIN_DECLS

typedef struct _KhTenant KhTenant;

/* Where a tenant lives. Strings are borrowed during the call. */
typedef struct {
  const char *data_dir;
  const char
      *vaults_dir; /* (nullable): default DATA_DIR/vaults; only at creation, kept in settings */
  KhClock *clock;  /* (nullable): a clock for tests; default the real one */
  const KhIo *io;  /* (nullable): system calls for tests; default the real ones */
  gboolean accept_rollback; /* open a state that is older than the log, and record that */
} KhTenantPlace;

/* What a new tenant is. */
typedef struct {
  const char *name;
  const char *home_geo;
  const char *admin_name;
  const char *unlock_rule; /* "self-service" or "support-request" */
  gboolean rehearsal;
  gint64 age; /* microseconds that its clock is behind real time at first; only of a rehearsal */
  /* (nullable): 32 bytes that the keyring keeps, instead of a passphrase; whoever stored them
   * there named the organization and its first account. */
  KhSecret *keyring_key;
  const char *tenant_id, *admin_id; /* (nullable): GUIDs; fresh ones otherwise */
} KhTenantSetup;

/* Makes the folder, the seal with the first account's passphrase (NULL where the keyring keeps its
 * key), and tenant.db; built beside and renamed. Any thread that may block (the passphrase is
 * stretched here). Errors: ARGUMENT, EXISTS, HOSTED, NO_SPACE, READ_ONLY, IO. */
KhTenant *kh_tenant_create (const KhTenantPlace *place, const KhTenantSetup *setup,
                            KhSecret *passphrase, GError **error);

/* Takes the lock, opens the seal, checks and repairs what a crash left, and resumes operations.
 * @account: (nullable): whose slot to try; NULL tries all. Errors: NOT_FOUND, HOSTED, SEALED (wrong
 * passphrase), DAMAGED, TRUNCATED, NEWER, NOT_OURS, ROLLED_BACK, … */
KhTenant *kh_tenant_open (const KhTenantPlace *place, const char *account, KhSecret *passphrase,
                          GError **error);
/* The same by the 32 bytes of the keyring slot of @account, which may be no account any more. */
KhTenant *kh_tenant_open_keyring (const KhTenantPlace *place, const char *account, KhSecret *key,
                                  GError **error);
/* The same by the 32 bytes of the recovery code, which is recorded. */
KhTenant *kh_tenant_open_recovery (const KhTenantPlace *place, KhSecret *key, GError **error);
void kh_tenant_close (KhTenant *self);

KhWorker *kh_tenant_get_worker (KhTenant *self);
/* (transfer full): the current snapshot. Any thread. */
KhEstate *kh_tenant_ref_estate (KhTenant *self);
KhTime kh_tenant_now (KhTenant *self);
KhClock *kh_tenant_get_clock (KhTenant *self);
const char *kh_tenant_get_data_dir (KhTenant *self);

/* Sign-in. @passphrase may be NULL for an account without one; an empty name stands for the account
 * whose passphrase it is, and without a passphrase for the one that opened the seal, if that has
 * none. The token is a bearer token, valid until the tenant closes. kh_tenant_sign_in() stretches
 * the passphrase: call it on any worker but the tenant's. Wrong ones make the account wait
 * (kh-sign-in-tries.h): SEALED with "TooManyTries". */
char *kh_tenant_sign_in (KhTenant *self, const char *account, KhSecret *passphrase, GError **error);
/* By the key of a keyring slot: as the account whose slot it opens. */
char *kh_tenant_sign_in_keyring (KhTenant *self, KhSecret *key, GError **error);
/* By the recovery code: as the account whose sheet it is, which is recorded. Wrong ones make all
 * wait, as wrong passphrases do. */
char *kh_tenant_sign_in_recovery (KhTenant *self, KhSecret *key, GError **error);
/* The account whose slot opened the seal, signed in already (transfer full). */
char *kh_tenant_sign_in_opener (KhTenant *self);
/* (transfer full): who holds @token, with the account's present roles; UNAUTHENTICATED otherwise.
 * Any thread. */
KhCaller *kh_tenant_authenticate (KhTenant *self, const char *token, GError **error);
void kh_tenant_sign_out (KhTenant *self, const char *token);
/* Ends the other sessions of the account of @token, after its passphrase was changed. */
void kh_tenant_keep_session (KhTenant *self, const char *token);

/* What changed. Any thread. */
/* (transfer full) (element-type KhChangeNote): newest last; @lost says that older ones are gone. */
GPtrArray *kh_tenant_changes_after (KhTenant *self, guint64 after, gboolean *lost, guint64 *newest);
typedef void (*KhTenantListener) (gpointer data);
/* @listener is called on the tenant's threads after something was published; it must not block. */
void kh_tenant_set_listener (KhTenant *self, KhTenantListener listener, gpointer data);

/* How an impact is printed as JSON for the details of a CONFIRMATION error (wire/ knows JSON, the
 * tenant does not). Set before the first call. */
typedef char *(*KhImpactPrinter) (const KhImpact *impact); /* (transfer full) */
void kh_tenant_set_impact_printer (KhTenant *self, KhImpactPrinter printer);

/* Why the audit log does not verify, and so no change is accepted. Never changes once it is there.
 */
typedef struct {
  char *reason;
  guint64 record; /* the first that does not fit; 0: not known */
} KhAuditFault;
/* (transfer none) (nullable): found when the log was opened, or verified since. Any thread. */
const KhAuditFault *kh_tenant_get_audit_fault (KhTenant *self);

/* TRUE where the program that had it open last did not come to its end. Never changes. Any thread.
 */
gboolean kh_tenant_follows_crash (KhTenant *self);

/* TRUE while the runner works on an operation. Any thread. */
gboolean kh_tenant_has_active_operations (KhTenant *self);

G_END_DECLS
