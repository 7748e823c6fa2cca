/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reference-counted secret: key bytes or a passphrase in the secure heap.
 *
 * Secrets are moved between threads, not copied; the last reference wipes the bytes at once.
 * kh_secret_wipe() wipes earlier, whoever still holds a reference. There is no accessor that
 * returns a copy in ordinary memory. Any thread.
 */
#pragma once

#include <glib-object.h>

#include "khc-secret.h"

G_BEGIN_DECLS

#define KH_TYPE_SECRET (kh_secret_get_type ())
typedef struct _KhSecret KhSecret;
GType kh_secret_get_type (void);

/* (transfer full): takes ownership of @secret. */
KhSecret *kh_secret_new_take (KhcSecret *secret);
/* Copies @bytes into the secure heap; wiping the original is the caller's work. */
KhSecret *kh_secret_new_copy (const void *bytes, gsize size);
KhSecret *kh_secret_ref (KhSecret *self);
void kh_secret_unref (KhSecret *self);
/* The bytes, valid while a reference is held and nobody wiped; NULL once wiped. */
const guint8 *kh_secret_get_bytes (KhSecret *self);
gsize kh_secret_get_size (KhSecret *self);
/* (transfer none): the core's object; NULL once wiped. */
const KhcSecret *kh_secret_peek (KhSecret *self);
/* Wipes now. The caller knows that nobody uses the bytes any more. */
void kh_secret_wipe (KhSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhSecret, kh_secret_unref)

G_END_DECLS
