/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bearer tokens of signed-in accounts: 256 random bits each. Only their SHA-256 is kept. Any
 * thread.
 *
 * A session ends by sign-out, with its account, with a change of the account's passphrase by
 * another session, when nobody used it for twelve hours, and with the process that hosts the
 * tenant. It has no other term: the socket is the owner's alone, rights are looked up at every
 * call, and a window that is open, which asks for events all day, must not be thrown out. Idle time
 * is the machine's monotonic one: shifting the tenant's clock must end no session.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _KhSessions KhSessions;

#define KH_SESSION_IDLE ((gint64)12 * 60 * 60 * G_USEC_PER_SEC)

/* @now: the monotonic time, g_get_monotonic_time() but for tests. */
KhSessions *kh_sessions_new (gint64 (*now) (void));
void kh_sessions_free (KhSessions *self);
/* (transfer full): a new token of @account_id. */
char *kh_sessions_open (KhSessions *self, const char *account_id);
/* (transfer full) (nullable): the account id of @token, which is used by that. */
char *kh_sessions_find (KhSessions *self, const char *token);
void kh_sessions_close (KhSessions *self, const char *token);
/* Ends every session of an account. */
void kh_sessions_close_account (KhSessions *self, const char *account_id);
/* Ends the other sessions of the account of @token. */
void kh_sessions_keep (KhSessions *self, const char *token);

G_END_DECLS
