/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group Secrets of a vault's detail (pages.md 2.5): values are masked; one is shown for thirty
 * seconds, or copied for as long, and is read from the tenant for that alone.
 *
 * Main thread. Belongs to a page; the actions are "page.reveal-secret", "page.hide-secret" and
 * "page.copy-secret" with the secret's name.
 */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

#define KH_SECRET_SHOWN_SECONDS 30

typedef struct _KhVaultSecrets KhVaultSecrets;

/* @page: borrowed; it frees this before it goes. */
KhVaultSecrets *kh_vault_secrets_new (KhDetailPage *page);
/* What is shown is forgotten. */
void kh_vault_secrets_free (KhVaultSecrets *self);
/* (transfer floating): depends on the members "secrets" and "+secrets". */
GtkWidget *kh_vault_secrets_build (KhVaultSecrets *self, KhItem *item);

G_END_DECLS
