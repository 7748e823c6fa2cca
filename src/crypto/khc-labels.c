/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labelled derivation of keys from keys. */
#include "khc-labels.h"

#include <string.h>

#include "khc-error.h"
#include "khc-hash.h"

#define LABEL_MAX 32

static const char labels[KHC_N_LABELS][LABEL_MAX] = {
  [KHC_LABEL_VAULT_SEAL] = "keyhold/1/vault-seal",
  [KHC_LABEL_VAULT_DB] = "keyhold/1/vault-db",
  [KHC_LABEL_TENANT_DB] = "keyhold/1/tenant-db",
  [KHC_LABEL_AUDIT_SEED] = "keyhold/1/audit-seed",
  [KHC_LABEL_AUDIT_HMAC] = "keyhold/1/audit-hmac",
  [KHC_LABEL_REQUEST_MAC] = "keyhold/1/request-mac",
  [KHC_LABEL_PLATFORM_KEY] = "keyhold/1/platform-key",
  [KHC_LABEL_DEK_CHECK] = "keyhold/1/dek-check",
  [KHC_LABEL_PAGE] = "keyhold/1/page",
  [KHC_LABEL_PAGE_HEADER] = "keyhold/1/page-header",
  [KHC_LABEL_SEAL_CHECK] = "keyhold/1/seal-check",
  [KHC_LABEL_SIGN_IN_CHECK] = "keyhold/1/sign-in-check",
  [KHC_LABEL_KEY_BACKUP] = "keyhold/1/key-backup",
  [KHC_LABEL_PETITION] = "keyhold/1/petition",
  [KHC_LABEL_SEAL_RECOVERY] = "keyhold/1/seal-recovery",
  [KHC_LABEL_BACKUP] = "keyhold/1/backup",
};

const char *
khc_label_text (KhcLabel label)
{
  return (unsigned int)label < KHC_N_LABELS ? labels[label] : NULL;
}

int
khc_derive (const KhcSecret *parent, KhcLabel label, const void *context, size_t size,
            KhcSecret **out)
{
  *out = NULL;
  const char *text = khc_label_text (label);
  if (text == NULL || parent == NULL || khc_secret_size (parent) != KHC_DERIVED_SIZE
      || size > KHC_CONTEXT_MAX)
    return KHC_ERR_ARGUMENT;
  uint8_t info[LABEL_MAX + KHC_CONTEXT_MAX] = { 0 };
  size_t length = strlen (text);
  memcpy (info, text, length);
  if (size > 0) {
    memcpy (info + length + 1, context, size);
    length += 1 + size;
  }
  int result = khc_secret_new (KHC_DERIVED_SIZE, out);
  if (result != KHC_OK)
    return result;
  result = khc_hkdf_expand_sha256 (khc_bytes (khc_secret_bytes (parent), KHC_DERIVED_SIZE),
                                   khc_bytes (info, length), khc_secret_bytes_mut (*out),
                                   KHC_DERIVED_SIZE);
  if (result != KHC_OK)
    khc_secret_clear (out);
  return result;
}
