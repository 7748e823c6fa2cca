/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the organization: sign-in, settings, clock, accounts, events.
 *
 * Every function returns a call for kh_client_call(); its result is a KhJson with the keys of the
 * Keyhold API (kh-routes.h) unless another one is named. Passphrases are wiped with the call.
 */
#pragma once

#include "kh-call.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* @passphrase: (nullable) for an account without one. */
KhCall *kh_tenant_api_sign_in (const char *account, KhSecret *passphrase);
/* By the key of a keyring slot, as that slot's account. */
KhCall *kh_tenant_api_sign_in_keyring (KhSecret *key);
/* By the bytes of the recovery code, as the account whose sheet it is. */
KhCall *kh_tenant_api_sign_in_recovery (KhSecret *key);
/* What opens the seal: KhWireSeal. */
KhCall *kh_tenant_api_seal (void);
/* The caller's own keyring slot. */
KhCall *kh_tenant_api_keyring_add (KhSecret *key);
KhCall *kh_tenant_api_keyring_remove (void);
/* The recovery slot of the organization, in place of the one there is. */
KhCall *kh_tenant_api_recovery_add (KhSecret *key);
KhCall *kh_tenant_api_recovery_remove (void);
/* Ends the session that calls. */
KhCall *kh_tenant_api_sign_out (void);
KhCall *kh_tenant_api_me (void);
KhCall *kh_tenant_api_get (void);
/* @key: "unlock-rule", or "four-eyes" and "encryption-at-default" ("on", "off"). */
KhCall *kh_tenant_api_set (const char *key, const char *value, GError **error);
/* All settings as one act. */
KhCall *kh_tenant_api_set_all (const char *unlock_rule, gboolean four_eyes,
                               gboolean encryption_at_default);
/* @old_passphrase: (nullable): for an account that has none yet. */
KhCall *kh_tenant_api_change_passphrase (KhSecret *old_passphrase, KhSecret *new_passphrase);
/* @recovery: the bytes of the recovery code that the caller is signed in by. */
KhCall *kh_tenant_api_reset_passphrase (KhSecret *recovery, KhSecret *new_passphrase);
KhCall *kh_tenant_api_clock (void);
KhCall *kh_tenant_api_clock_accept (void);
KhCall *kh_tenant_api_clock_shift (const char *duration);
/* Result: GPtrArray of KhJson. */
KhCall *kh_tenant_api_accounts (void);
/* @passphrase: (nullable) */
KhCall *kh_tenant_api_add_account (const char *name, const char *const *roles,
                                   KhSecret *passphrase);
/* @roles: all that the account shall have. */
KhCall *kh_tenant_api_set_roles (const char *account, const char *const *roles);
KhCall *kh_tenant_api_remove_account (const char *account);
/* Answers when something after @after changed, or after half a minute. */
KhCall *kh_tenant_api_events (guint64 after);

G_END_DECLS
