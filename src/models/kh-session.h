/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to an open organization: is there one, is it sealed, who hosts it.
 *
 * Main thread; everything that blocks (the key derivation, the disk, waiting for another host) runs
 * on the session's own thread, through the functions that the program hands in. The session
 * outlives the windows: while it is open this process may be the host.
 */
#pragma once

#include "kh-keyring.h"
#include "kh-organization.h"
#include "kh-sample.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* What a new organization needs; copied where it must live on. */
typedef struct {
  const char *name, *home_geo, *admin, *vaults_dir; /* the last two nullable */
  gboolean keyring; /* the keyring keeps the key, instead of a passphrase */
  gboolean sheet;   /* a recovery sheet shall be saved as soon as it is open */
} KhSessionSetup;

/* What an organization can be opened with. */
typedef enum {
  KH_SESSION_WAY_KEPT = 1 << 0, /* its passphrase lies beside it: nobody is asked */
  KH_SESSION_WAY_KEYRING = 1 << 1,
  KH_SESSION_WAY_PASSPHRASE = 1 << 2,
  KH_SESSION_WAY_RECOVERY = 1 << 3, /* a recovery sheet was saved */
} KhSessionWays;

/* How a program hosts: every function but `make` and `free` may block and runs on the session's
 * thread; all run one after the other. */
typedef struct {
  /* On the session's thread, too. @clock_offset: microseconds that a rehearsal's clock shall be
   * ahead; 0 leaves it. */
  gpointer (*make) (const char *data_dir, gint64 clock_offset);
  void (*free) (gpointer host);
  /* Errors: those of making an organization; EXISTS. */
  gboolean (*create) (gpointer host, const KhSessionSetup *setup, KhSecret *passphrase,
                      GError **error);
  /* (transfer full): the token of the signed-in account at DATA_DIR/tenant.sock. May be called
   * again, when the host is gone. @account and @passphrase are nullable. Errors: NOT_FOUND (with
   * "TenantNotFound": there is no organization), SEALED (a passphrase is needed, or it is wrong),
   * HOSTED.
   */
  char *(*connect) (gpointer host, const char *account, KhSecret *passphrase, GError **error);
  /* (nullable): whether this process hosts what it is connected to. */
  gboolean (*hosts) (gpointer host);
  /* Makes the sample organization; connecting to it takes no passphrase. Nullable. Errors: EXISTS,
   * G_IO_ERROR_CANCELLED, ... */
  gboolean (*make_sample) (gpointer host, const KhSampleWatch *watch, GError **error);
  /* (nullable): what opens the organization; reads the disk, and opens nothing. */
  KhSessionWays (*find_ways) (const char *data_dir);
  /* (nullable): before `connect`: it may ask the keyring in this way where it got no passphrase;
   * NULL: not from now on. SEALED with a reason of kh_keyring_reason() where that did not do. */
  void (*use_keyring) (gpointer host, const KhKeyringCall *call);
  /* (nullable): whether a keyring answers. A thread of its own. */
  gboolean (*has_keyring) (const KhKeyringCall *call);
  /* (nullable): before `connect`: the bytes of a recovery code open it, and nobody is asked; NULL:
   * not from now on. @tenant: (nullable): the id of the organization that its sheet names. */
  void (*use_recovery) (gpointer host, KhSecret *key, const char *tenant);
  /* (nullable): when the automatic copy of a seal was made that could take its place, in
   * microseconds since 1970; 0: there is none. */
  gint64 (*find_seal_copy) (const char *data_dir);
  /* (nullable): before `connect`: puts it there. Errors: HOSTED, NOT_FOUND, those of the disk. */
  gboolean (*use_seal_copy) (const char *data_dir, GError **error);
  /* (nullable): whether this process hosts it after another that did not come to its end. */
  gboolean (*follows_crash) (gpointer host);
} KhSessionHost;

typedef enum {
  KH_SESSION_UNKNOWN, /* not looked yet, or looking */
  KH_SESSION_WAITING, /* the same, and the keyring is being asked for some time already */
  KH_SESSION_ABSENT,  /* there is no organization in the folder */
  KH_SESSION_SEALED,  /* a passphrase opens it */
  KH_SESSION_OPEN,
  KH_SESSION_FAILED, /* it cannot be opened; see the error */
} KhSessionState;

#define KH_TYPE_SESSION (kh_session_get_type ())
G_DECLARE_FINAL_TYPE (KhSession, kh_session, KH, SESSION, GObject)

/* Properties: "state" (int, KhSessionState), "organization" (nullable KhOrganization).
 * An organization that was open stays when the connection is lost: SEALED or ABSENT then tell what
 * is in the way, and any other failure leaves OPEN (the organization itself is not connected). */
KhSession *kh_session_new (const KhSessionHost *host, const char *data_dir, const char *account);
/* Before the first opening. */
void kh_session_set_clock_offset (KhSession *self, gint64 offset);
KhSessionState kh_session_get_state (KhSession *self);
/* (nullable) (transfer none) */
KhOrganization *kh_session_get_organization (KhSession *self);
/* (nullable) (transfer none): of the state FAILED, and of SEALED where the keyring did not do. */
const GError *kh_session_get_error (KhSession *self);
const char *kh_session_get_data_dir (KhSession *self);

/* Looks for the organization, and opens it when no passphrase is needed or @passphrase is the right
 * one (nullable). The same call opens it later from the Unseal window, and reconnects one whose
 * connection was lost. Errors: SEALED where the passphrase is wrong or missing, and the others of
 * `connect`; the state is set in every case. */
void kh_session_open_async (KhSession *self, KhSecret *passphrase, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_session_open_finish (KhSession *self, GAsyncResult *result, GError **error);
/* Whether there is a keyring that a new organization could be protected with; ends within seconds.
 */
void kh_session_look_for_keyring_async (KhSession *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_session_look_for_keyring_finish (KhSession *self, GAsyncResult *result);
/* @passphrase: NULL where the keyring keeps the key, which may ask to be unlocked for that.
 * A failure leaves the state as it was, unless the organization was made and cannot be opened. */
void kh_session_create_async (KhSession *self, const KhSessionSetup *setup, KhSecret *passphrase,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kh_session_create_finish (KhSession *self, GAsyncResult *result, GError **error);
/* TRUE once after an organization was made whose recovery sheet shall be saved. */
gboolean kh_session_take_sheet (KhSession *self);
/* TRUE once after the organization was opened by this program, where the one before it did not come
 * to its end. */
gboolean kh_session_take_crash (KhSession *self);
/* Signs in as another account of the open organization, by id or name; @passphrase (nullable) is
 * that account's. "organization" is another object then, and the one before is closed and signed
 * out. Any failure leaves everything as it was. Errors: SEALED with "PassphraseMissing",
 * "WrongPassphrase" or "TooManyTries"; NOT_FOUND, and those of `connect`. */
void kh_session_change_account_async (KhSession *self, const char *account, KhSecret *passphrase,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean kh_session_change_account_finish (KhSession *self, GAsyncResult *result, GError **error);
/* Puts everything away: the organization is closed and empty, "state" is SEALED (whoever shows
 * windows closes them then), and after that the session's thread ends hosting, which pauses what
 * runs and wipes the keys. The callback comes when they are wiped. What was on its way ends with
 * G_IO_ERROR_CANCELLED. Does nothing unless the organization is open. */
void kh_session_seal_async (KhSession *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_session_seal_finish (KhSession *self, GAsyncResult *result, GError **error);
/* The same with a keyring that may ask somebody to unlock it. Finish with kh_session_open_finish().
 */
void kh_session_unlock_async (KhSession *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* What a recovery sheet says. */
typedef struct {
  KhSecret *key;      /* the bytes of the code */
  const char *tenant; /* (nullable): id of its organization */
} KhSessionSheet;
/* The same with a recovery sheet; a wrong code counts as a wrong passphrase does. Finish with
 * kh_session_open_finish(). Errors: ARGUMENT with "AnotherOrganization", too. */
void kh_session_open_recovery_async (KhSession *self, const KhSessionSheet *sheet,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* (transfer full) (nullable): the bytes of the code that opened it, once: a new passphrase is set
 * with them. */
KhSecret *kh_session_take_recovery (KhSession *self);
/* Of the state FAILED because the seal is damaged: when the copy was made that could take its
 * place, in microseconds since 1970; 0: there is none. */
gint64 kh_session_get_seal_copy (KhSession *self);
/* Puts the copy there and opens as kh_session_open_async() does without a passphrase. Finish with
 * kh_session_open_finish(). Where the copy cannot be used the state is FAILED with that error. */
void kh_session_use_seal_copy_async (KhSession *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* The keyring is asked no longer; the opening ends as SEALED, without a reason. */
void kh_session_leave_keyring (KhSession *self);
/* What it could be opened with when it was last looked for; 0: not known. */
KhSessionWays kh_session_get_ways (KhSession *self);
/* TRUE while this process hosts the open organization: operations run in it. */
gboolean kh_session_is_host (KhSession *self);
/* Makes the sample organization and opens it. @step: called on the main thread with every step, as
 * in KhSampleWatch; not after @callback. Cancelled, it removes what it made first. */
typedef void (*KhSessionStep) (const char *step, gpointer data);
void kh_session_make_sample_async (KhSession *self, KhSessionStep step, gpointer step_data,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean kh_session_make_sample_finish (KhSession *self, GAsyncResult *result, GError **error);
/* Seconds until another passphrase is accepted, 0 when now: after five wrong ones there is a wait
 * that doubles up to 15 minutes, survives a restart, and ends with a right one. */
guint kh_session_get_wait (KhSession *self);
/* Ends hosting: pauses what runs, durably. Blocks until that is done; the last thing a program
 * does. */
void kh_session_close (KhSession *self);

G_END_DECLS
