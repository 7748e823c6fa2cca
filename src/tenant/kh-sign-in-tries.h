/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong passphrases of each account, and the wait after them (kh-try-wait.h). Any thread.
 *
 * Every passphrase that comes through the socket is tried here: at sign-in, where the console
 * proves who confirms what cannot be undone, and where a passphrase is changed. Of many at once no
 * more are looked at than may be wrong before a wait begins, so that they gain nothing; the others
 * wait their turn, so that right ones lose nothing but time. Within the wait none is looked at, and
 * none counts. The wait goes by the machine's monotonic clock: shifting the tenant's
 * ends none.
 *
 * The counts are those of the process that hosts the tenant, and a restart forgets them. It also
 * seals the tenant, and no socket answers before somebody has opened the seal; the console counts
 * the wrong passphrases of that on disk (models/kh-unseal-tries.h).
 */
#pragma once

#include "kh-seal-file.h"

G_BEGIN_DECLS

typedef struct _KhSignInTries KhSignInTries;

/* @now: the monotonic time, g_get_monotonic_time() but for tests. */
KhSignInTries *kh_sign_in_tries_new (gint64 (*now) (void));
void kh_sign_in_tries_free (KhSignInTries *self);

/* (transfer full): the root secret from the passphrase slot of @account_id, whose count is then
 * forgotten. Errors: those of kh_seal_file_open(), and SEALED with "TooManyTries" within the wait.
 * That one and the wrong passphrase that begins a wait hold its seconds as
 * details, {"wait":30}. */
KhSecret *kh_sign_in_tries_open (KhSignInTries *self, KhSealFile *seal, const char *account_id,
                                 KhSecret *passphrase, GError **error);
/* The same from whichever passphrase slot opens; the account goes to @account_id (transfer full).
 * It counts for every account whose slot it was tried on, unless one opens; slots of accounts that
 * wait are left out. */
KhSecret *kh_sign_in_tries_open_any (KhSignInTries *self, KhSealFile *seal, KhSecret *passphrase,
                                     char **account_id, GError **error);
/* The same for a recovery code, which has a count of its own. Errors: those of
 * kh_seal_file_open_recovery(), and SEALED with "TooManyTries". */
KhSecret *kh_sign_in_tries_open_recovery (KhSignInTries *self, KhSealFile *seal, KhSecret *key,
                                          char **account_id, GError **error);
/* The account is gone. */
void kh_sign_in_tries_forget (KhSignInTries *self, const char *account_id);

G_END_DECLS
