/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data encryption keys of stores: made, wrapped, unwrapped and checked (crypto.md C.4).
 *
 * A customer's key is used through the vault service as the policy's identity; the platform key of
 * an environment comes from the root. An unwrapped key is given out only after its record's check
 * value was verified. Any thread that may block.
 */
#pragma once

#include "kh-tenant.h"

G_BEGIN_DECLS

/* Which data key: its place and what protects it. Borrowed strings. */
typedef struct {
  const char *environment_id;
  KhStoreKind store;
  const char *dek_id;
  KhKeyOwner owner;
  const char *vault, *key, *version; /* customer's key only */
} KhDataKeyPlace;

/* A fresh random key. */
KhSecret *kh_data_key_new (GError **error);
/* (transfer full): the record as it is stored. @principal_id: whose access to the customer's key
 * counts; ignored for the platform key. Errors: KEY_ACCESS with the inner reason. */
GBytes *kh_data_key_wrap (KhTenant *tenant, const KhDataKeyPlace *place, const char *principal_id,
                          KhSecret *dek, GError **error);
/* (transfer full): the key of @record, which must belong to @place. Errors: KEY_ACCESS, WRONG_KEY
 * (unwrapped, but not the original key), DAMAGED. */
KhSecret *kh_data_key_unwrap (KhTenant *tenant, const KhDataKeyPlace *place,
                              const char *principal_id, GBytes *record, GError **error);

G_END_DECLS
