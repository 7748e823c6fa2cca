/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open organization as the console sees it: the account in use, the lists, and what changes.
 *
 * Main thread; nothing here blocks. It speaks through three clients: one of the main loop for
 * calls, one on a worker thread for sequences of calls, and one on another for what reads or writes
 * files. It listens to /events and refreshes just what changed. When the connection is lost it
 * keeps everything it has read, and "connected" turns FALSE; kh_organization_reconnected() goes on
 * with a new token. Cancelling ends with G_IO_ERROR_CANCELLED; what the tenant was asked to do goes
 * on.
 */
#pragma once

#include "kh-client.h"
#include "kh-item-list.h"
#include "kh-log-proof.h"
#include "kh-request-list.h"
#include "kh-wire-rules.h"
#include "kh-wire-assignment.h"

G_BEGIN_DECLS

#define KH_TYPE_ORGANIZATION (kh_organization_get_type ())
G_DECLARE_FINAL_TYPE (KhOrganization, kh_organization, KH, ORGANIZATION, GObject)

/* Roles of an account as bits. */
typedef enum {
  KH_MAY_OWNER = 1 << 0,
  KH_MAY_KVA = 1 << 1,
  KH_MAY_PPA = 1 << 2,
  KH_MAY_MAKER = 1 << 3,
  KH_MAY_AUDITOR = 1 << 4,
  KH_MAY_SUPPORT = 1 << 5,
} KhMay;

/* @socket: path of the host's socket; @token: of a signed-in account. Errors: NETWORK.
 *
 * Properties: "name" of the organization, "account" (name of the account in use), "roles" (KhMay as
 * uint), "connected" (boolean), "clock-note" (nullable text: the clock is shifted or stands still),
 * "log-fault" (nullable text: why the audit log does not verify, so that no change is accepted).
 * Signals: "changed" (int kind, const char *id) after an event was applied to a list: who shows the
 * details of that item loads them again. It comes for every item with details when events were lost
 * (after a reconnection, too). "gone" (const char *reason) when the token is no longer known:
 * somebody signs in again (kh_session_open_async()) and calls kh_organization_reconnected(). While
 * it is not connected, the organization asks by itself, less and less often, whether the same host
 * is back. */
KhOrganization *kh_organization_new (const char *socket, const char *token, GError **error);
/* Reads account, organization and all lists; the callback comes when account and organization are
 * read, the lists follow. Then listens to events until kh_organization_close(). */
void kh_organization_start_async (KhOrganization *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_organization_start_finish (KhOrganization *self, GAsyncResult *result, GError **error);
/* Ends everything that runs; idempotent. Waits for nothing. */
void kh_organization_close (KhOrganization *self);
/* Closes it, and lets go of every object that was read. */
void kh_organization_empty (KhOrganization *self);
void kh_organization_reconnected (KhOrganization *self, const char *token);

const char *kh_organization_get_name (KhOrganization *self);
const char *kh_organization_get_account (KhOrganization *self);
/* TRUE if the account has a passphrase of its own. */
gboolean kh_organization_has_passphrase (KhOrganization *self);
/* TRUE if the account has one of @roles (bits). */
gboolean kh_organization_may (KhOrganization *self, guint roles);
/* TRUE if no role of the account lets it change an object. */
gboolean kh_organization_is_read_only (KhOrganization *self);
/* Reads account, organization and clock again: after the clock was moved from here. */
void kh_organization_refresh_facts (KhOrganization *self);
/* TRUE if re-enabling takes a request that another person approved (model.md 7). */
gboolean kh_organization_unlocks_by_request (KhOrganization *self);
/* TRUE if its clock may be shifted. */
gboolean kh_organization_is_rehearsal (KhOrganization *self);
/* (transfer none) (nullable): why the audit log does not verify; the first record that does not fit
 * goes to @record (nullable), 0 when it is not known. */
const char *kh_organization_get_log_fault (KhOrganization *self, guint64 *record);
/* (transfer none): the verification of the audit log. */
KhLogProof *kh_organization_get_log_proof (KhOrganization *self);
gboolean kh_organization_is_connected (KhOrganization *self);
/* (transfer none): subscription and resource group for kh-vault-api.h. */
const KhArmPlace *kh_organization_get_place (KhOrganization *self);
/* The tenant's clock now. */
KhTime kh_organization_now (KhOrganization *self);

/* What the list of findings counted when it was read last: FALSE before. */
typedef struct {
  gint64 passed, total;
  KhTime at;
} KhChecks;
gboolean kh_organization_get_checks (KhOrganization *self, KhChecks *checks);
/* (transfer none) */
KhItemList *kh_organization_get_list (KhOrganization *self, KhItemKind kind);
/* (transfer none): keys that were deleted and can be recovered, which are in no other list: with
 * "deletedAt" and "scheduledPurgeAt". Read again with the list of keys, and when a key changes. */
KhItemList *kh_organization_get_deleted_keys (KhOrganization *self);
/* Reads the list again. */
void kh_organization_refresh (KhOrganization *self, KhItemKind kind);
/* (transfer none): requests of persons. They are read again when one of them changes. */
KhRequestList *kh_organization_get_requests (KhOrganization *self);
void kh_organization_refresh_requests (KhOrganization *self);
/* Reads one object whole, into its item; the result is ready when the callback comes. Errors:
 * NOT_FOUND marks the item as gone. */
void kh_organization_load_item_async (KhOrganization *self, KhItem *item, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_organization_load_item_finish (KhOrganization *self, GAsyncResult *result,
                                           GError **error);

/* Takes @call; the result is what the call's function says. */
void kh_organization_call_async (KhOrganization *self, KhCall *call, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gpointer kh_organization_call_finish (KhOrganization *self, GAsyncResult *result, GError **error);

/* Runs @work on a worker thread with a client of its own, one after the other: sequences of calls
 * (kh-acts.h). @data is freed on any thread. @destroy_result frees a result that nobody took. */
typedef gpointer (*KhOrganizationWork) (KhClient *client, gpointer data, GCancellable *cancellable,
                                        GError **error);
void kh_organization_run_async (KhOrganization *self, KhOrganizationWork work, gpointer data,
                                GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
/* The same on a thread for imports and exports, which take long: acts do not wait for them. */
void kh_organization_transfer_async (KhOrganization *self, KhOrganizationWork work, gpointer data,
                                     GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* The result of both. */
gpointer kh_organization_run_finish (KhOrganization *self, GAsyncResult *result, GError **error);

G_END_DECLS
