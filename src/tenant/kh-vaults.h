/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The open vault stores of a tenant, one connection each, used by one thread at a time.
 *
 * take and give bracket the use of a store and must be short: no bulk work, no waiting for the
 * tenant's worker in between.
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

void kh_vaults_init (KhTenant *tenant);
void kh_vaults_clear (KhTenant *tenant);
/* (transfer none): the store of @vault, opened when needed; NULL on error, nothing to give then. */
KhVaultStore *kh_vaults_take (KhTenant *tenant, const char *vault, GError **error);
void kh_vaults_give (KhTenant *tenant);
/* Makes the folder of a new vault and keeps it open. Refused where the folder of vaults is not the
 * one that holds the others: a disk may not be mounted. */
gboolean kh_vaults_create (KhTenant *tenant, const char *vault, const char *id, GError **error);
/* Closes and removes a vault for good. */
gboolean kh_vaults_purge (KhTenant *tenant, const char *vault, GError **error);
/* Adds every key and secret of every vault to @builder. (transfer full) (element-type KhVault):
 * those that cannot be read, with their fault: what needs their keys is locked, and they say why.
 */
GPtrArray *kh_vaults_load_keys (KhTenant *tenant, GPtrArray *vaults, KhEstateBuilder *builder);
/* Opens every vault again that could not be read, and publishes those that came back, with
 * what they hold. Worker. */
void kh_vaults_retry (KhTenant *tenant);
/* Opens a vault anew that may not be readable any more, and publishes it empty and with its
 * fault if that fails. Worker. */
void kh_vaults_reload (KhTenant *tenant, const char *vault);

G_END_DECLS
