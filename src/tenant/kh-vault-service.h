/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vaults as a service: every use of a private key goes through here and is decided by the pure
 * access rules, for accounts and for the identities of policies alike.
 *
 * Any thread that may block; never behind bulk work.
 */
#pragma once

#include "kh-tenant.h"
#include "khc-rsa.h"

G_BEGIN_DECLS

/* A key version by name; borrowed strings. */
typedef struct {
  const char *vault, *key, *version;
} KhKeyTriple;

/* (transfer full). Errors: KEY_ACCESS with the inner reason of the refusal, NOT_FOUND, DAMAGED. */
GBytes *kh_vault_service_wrap (KhTenant *tenant, const char *principal_id,
                               const KhKeyTriple *triple, KhcOaep oaep, KhSecret *plain,
                               GError **error);
/* (transfer full). Errors also: WRONG_KEY. */
KhSecret *kh_vault_service_unwrap (KhTenant *tenant, const char *principal_id,
                                   const KhKeyTriple *triple, KhcOaep oaep, GBytes *wrapped,
                                   GError **error);

G_END_DECLS
