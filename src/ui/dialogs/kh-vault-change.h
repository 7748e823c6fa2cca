/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change of one vault, or of who may use it, as the worker thread does it.
 *
 * Made on the main thread, then only read; freed on any. What a change does not need is NULL. */
#pragma once

#include "kh-confirm.h"
#include "kh-vault-api.h"

G_BEGIN_DECLS

typedef struct {
  KhArmPlace place; /* owned copies */
  char *vault;
  char *region;             /* of a deleted vault */
  char *scope, *assignment; /* a role that somebody has */
  char *principal;          /* whose access it is about */
  char *policy;             /* whose identity that is */
  char **keys, **secrets;   /* what an access policy shall allow */
  KhArmVault *part;         /* what shall be different about the vault itself */
} KhVaultChange;

KhVaultChange *kh_vault_change_new (KhOrganization *organization, const char *vault);
void kh_vault_change_free (gpointer change);
/* (transfer none): its part, at first with nothing in it. */
KhArmVault *kh_vault_change_part (KhVaultChange *self);

/* Does @call (taken) with what was confirmed; @confirmed is nullable. */
gboolean kh_vault_change_do (KhClient *client, KhCall *call, const KhConfirmed *confirmed,
                             GCancellable *cancellable, GError **error);
/* Makes the vault as the part says: a KhConfirmWork, and (transfer full) what asks for its impact.
 */
gboolean kh_vault_change_patch (KhClient *client, gpointer change, const KhConfirmed *confirmed,
                                GCancellable *cancellable, GError **error);
KhWireImpactRequest *kh_vault_change_patch_request (const KhVaultChange *self);

G_END_DECLS
