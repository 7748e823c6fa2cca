/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring of the desktop: the Secret Service, as the keeper of keys that open a seal.
 *
 * An item holds 32 random bytes as text, never a passphrase (crypto.md F.2). A keyring may be
 * missing, locked, or silent: every call ends within its limit, and nothing is asked of anybody
 * unless the caller allows it. Each call opens a session of its own, so a keyring that came back is
 * found. Errors are KH_ERROR_SEALED with one of the inner reasons below; G_IO_ERROR_CANCELLED
 * passes through. Any thread that may block; not one whose default context is being iterated
 * elsewhere.
 */
#pragma once

#include "kh-error.h"
#include "kh-secret.h"

G_BEGIN_DECLS

#define KH_KEYRING_MISSING "KeyringMissing" /* no session bus, or no keyring on it */
#define KH_KEYRING_LOCKED "KeyringLocked"   /* locked, and nobody was asked */
#define KH_KEYRING_REFUSED "KeyringRefused" /* whoever was asked to unlock it said no */
#define KH_KEYRING_SILENT "KeyringSilent"   /* no answer within the limit, or it ended meanwhile */
#define KH_KEYRING_EMPTY "KeyringEmpty"     /* it has no key under this name, or none that is one */
#define KH_KEYRING_WRONG "KeyringWrong"     /* for users of the key: it does not open the seal */

#define KH_KEYRING_KEY_SIZE 32
/* Seconds: for what takes nobody's answer, and for what may. */
#define KH_KEYRING_LIMIT 5
#define KH_KEYRING_LIMIT_ASKING 120

/* Which key: GUIDs of the organization and of the account whose slot it opens. */
typedef struct {
  const char *tenant, *account;
} KhKeyringName;

typedef struct {
  guint limit;               /* seconds; 0 = KH_KEYRING_LIMIT */
  gboolean may_ask;          /* the keyring may ask to be unlocked */
  GCancellable *cancellable; /* (nullable): of the caller, any thread */
  gint *busy;                /* (nullable): atomic: 1 while the keyring is being asked */
} KhKeyringCall;

/* (transfer full): the key of KH_KEYRING_KEY_SIZE bytes. */
KhSecret *kh_keyring_lookup (const KhKeyringName *name, const KhKeyringCall *call, GError **error);
/* Replaces a key of the same name. @label: what a keyring's own window shows. */
gboolean kh_keyring_store (const KhKeyringName *name, const char *label, KhSecret *key,
                           const KhKeyringCall *call, GError **error);
/* TRUE also when there was none. */
gboolean kh_keyring_clear (const KhKeyringName *name, const KhKeyringCall *call, GError **error);
/* TRUE if a keyring answers. */
gboolean kh_keyring_is_there (const KhKeyringCall *call, GError **error);

/* (nullable): the inner reason of an error of a keyring; NULL for every other. */
const char *kh_keyring_reason (const GError *error);
/* For who finds that the key does not open the seal. */
void kh_keyring_set_wrong (GError **error);

/* (transfer full): a fresh key. */
KhSecret *kh_keyring_new_key (GError **error);
/* (transfer full): a key as text and back, in the secure heap. NULL for what is no key. */
KhSecret *kh_keyring_key_to_text (KhSecret *key);
KhSecret *kh_keyring_key_from_text (const char *text, gsize size);

G_END_DECLS
