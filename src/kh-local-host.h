/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded tenant for a program: reached through the socket of whoever hosts it, else hosted
 * here.
 *
 * A program makes one, connects, and frees it at its end. When the process that hosts the tenant
 * vanishes, calls of the client take the lock and go on here. A program that hosts stays in
 * kh_local_host_free() until the requests of other clients are answered; operations that are not
 * over are paused durably and go on with the next host. The thread that made it; everything blocks.
 */
#pragma once

#include "kh-client.h"
#include "kh-keyring.h"
#include "kh-tenant.h"

G_BEGIN_DECLS

typedef struct _KhLocalHost KhLocalHost;

/* (transfer full): called when it turns out that the passphrase is needed. @why: (nullable): why
 * the keyring did not do. */
typedef KhSecret *(*KhLocalHostAsk) (gpointer data, const GError *why, GError **error);

KhLocalHost *kh_local_host_new (const char *data_dir);
void kh_local_host_free (KhLocalHost *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhLocalHost, kh_local_host_free)

/* Before connecting: a state that is older than the audit log is opened all the same, if it is this
 * process that opens it. */
void kh_local_host_accept_rollback (KhLocalHost *self);
/* Before connecting: the organization's clock is at least so many microseconds ahead of real time.
 * Only a rehearsal's can be, and only its owner moves it: RULE, PERMISSION. */
void kh_local_host_set_clock_offset (KhLocalHost *self, gint64 offset);
/* Before connecting: the key of a keyring is tried before anybody is asked, where the seal has a
 * slot for one. @call: (nullable): NULL = not from now on; its cancellable must live as long as it
 * is used. Cancelled, it is as if the keyring had not done. */
void kh_local_host_use_keyring (KhLocalHost *self, const KhKeyringCall *call);
/* Before connecting: nobody is asked, and no keyring: the bytes of a recovery code open it.
 * @tenant: (nullable): the id of the organization that its sheet names. @key: (nullable): not from
 * now on. */
void kh_local_host_use_recovery (KhLocalHost *self, KhSecret *key, const char *tenant);
/* Makes the organization and hosts it. Errors: those of kh_tenant_create(). */
gboolean kh_local_host_create (KhLocalHost *self, const char *vaults_dir,
                               const KhTenantSetup *setup, KhSecret *passphrase, GError **error);
/* May be called again, to find the next host. (transfer none): a client that is signed in as
 * @account; NULL is who opened the seal here, and
 * the organization's first account elsewhere. @ask and @data must live as long as the client.
 * Errors: NOT_FOUND (no organization), SEALED, HOSTED (another process holds the folder and does
 * not answer), and those of kh_tenant_open(). */
KhClient *kh_local_host_connect (KhLocalHost *self, const char *account, KhLocalHostAsk ask,
                                 gpointer data, GError **error);
/* Gives the tenant back where it is hosted here, so that the next host finds a proper end; nothing
 * but the end of the process may follow. Any thread. */
void kh_local_host_leave (KhLocalHost *self);
/* TRUE while this process hosts the tenant. */
gboolean kh_local_host_is_host (KhLocalHost *self);
/* TRUE while this process hosts it, after another that did not come to its end. */
gboolean kh_local_host_follows_crash (KhLocalHost *self);
/* (nullable) (transfer none): of the account that is signed in, for clients of other threads. */
const char *kh_local_host_get_token (KhLocalHost *self);

G_END_DECLS
