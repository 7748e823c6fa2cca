/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded private keys of vaults, the last 256 used: decoding costs more than the operation.
 *
 * Entries are dropped as soon as their version may not be used any more, so that no key schedule
 * and no prime outlives a lock. Any thread.
 */
#pragma once

#include <glib.h>

#include "khc-rsa.h"

G_BEGIN_DECLS

typedef struct _KhKeyCache KhKeyCache;
typedef struct {
  const char *vault, *key, *version;
} KhKeyCacheName;

KhKeyCache *kh_key_cache_new (void);
void kh_key_cache_free (KhKeyCache *self);
/* (transfer full) (nullable) */
KhcRsaKey *kh_key_cache_get (KhKeyCache *self, const char *vault, const char *key,
                             const char *version);
/* Counts drops. Whoever loads a key takes it before asking whether the key may be used. */
guint64 kh_key_cache_get_epoch (KhKeyCache *self);
/* Keeps @decoded, unless something was dropped since @epoch: it may have been this key, and what
 * was dropped must not come back by a call that began before. */
void kh_key_cache_put (KhKeyCache *self, const KhKeyCacheName *name, guint64 epoch,
                       KhcRsaKey *decoded);
/* Drops every version of @key, or of the whole vault when @key is NULL. */
void kh_key_cache_drop (KhKeyCache *self, const char *vault, const char *key);

G_END_DECLS
