/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bearer tokens of signed-in accounts: 256 random bits each, valid until sign-out or the tenant's
 * end. Only their SHA-256 is kept. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _KhSessions KhSessions;

KhSessions *kh_sessions_new (void);
void kh_sessions_free (KhSessions *self);
/* (transfer full): a new token of @account_id. */
char *kh_sessions_open (KhSessions *self, const char *account_id);
/* (transfer full) (nullable): the account id of @token. */
char *kh_sessions_find (KhSessions *self, const char *token);
void kh_sessions_close (KhSessions *self, const char *token);
/* Ends every session of an account. */
void kh_sessions_close_account (KhSessions *self, const char *account_id);

G_END_DECLS
