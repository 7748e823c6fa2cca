/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of key derivations: every key that comes from another one has its label here.
 *
 * child = HKDF-Expand-SHA256 (parent, info), 32 bytes, with info = label when there is no context
 * and label ‖ 0x00 ‖ context otherwise. No label holds a zero byte, so no two uses share an input.
 * The labels are part of the formats on disk: a change is a new label. Any thread. */
#ifndef KHC_LABELS_H
#define KHC_LABELS_H

#include "khc-secret.h"

typedef enum {
  KHC_LABEL_VAULT_SEAL, /* root key; context: vault id. Seals the keys of one vault one by one */
  KHC_LABEL_VAULT_DB,   /* root key; context: vault id. DEK of that vault's database */
  KHC_LABEL_TENANT_DB,  /* root key. DEK of the tenant database */
  KHC_LABEL_AUDIT_SEED, /* root key; context: log id ‖ key number. Ed25519 seed of the checkpoints
                         */
  KHC_LABEL_AUDIT_HMAC, /* root key; context: log id. Makes sensitive values comparable in the log
                         */
  KHC_LABEL_REQUEST_MAC,  /* root key. Authenticates confirmation and continuation tokens */
  KHC_LABEL_PLATFORM_KEY, /* root key; context: environment id. The platform's key of an environment
                           */
  KHC_LABEL_DEK_CHECK,    /* DEK. Key of the check value in the wrapped-DEK record */
  KHC_LABEL_PAGE,         /* DEK; context: database id. Key of the pages (XAES-256-GCM) */
  KHC_LABEL_PAGE_HEADER, /* DEK; context: database id ‖ 1 or 2. The two keys of the header blocks */
  KHC_LABEL_SEAL_CHECK,    /* key of a seal slot. Its first 16 bytes tell a wrong passphrase */
  KHC_LABEL_SIGN_IN_CHECK, /* key of a seal slot. Proves an account's passphrase to an open tenant
                            */
  KHC_LABEL_KEY_BACKUP, /* root key; context: tenant id ‖ 1 or 2. Seals private parts and backups */
  KHC_LABEL_PETITION,   /* root key. MAC over the requests of the tenant database */
  KHC_LABEL_SEAL_RECOVERY, /* bytes of a recovery code. Key of the recovery slot */
  KHC_LABEL_BACKUP,        /* root key; context: tenant id. MAC over the backup of an environment */
} KhcLabel;

#define KHC_N_LABELS 16
#define KHC_DERIVED_SIZE 32
#define KHC_CONTEXT_MAX 256

/* "keyhold/1/..." or NULL when there is no such label. */
const char *khc_label_text (KhcLabel label);

/* Derives 32 bytes from a parent of exactly 32. Errors: KHC_ERR_ARGUMENT (label, sizes),
 * KHC_ERR_MEMORY. (transfer full) */
int khc_derive (const KhcSecret *parent, KhcLabel label, const void *context, size_t size,
                KhcSecret **out);

#endif
