/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an act reaches the disk: key changes in their vaults, then one transaction of tenant.db.
 * Worker.
 */
#pragma once

#include "kh-act.h"

G_BEGIN_DECLS

/* Key material that goes with the state. */
typedef struct {
  GPtrArray *put;      /* (element-type GBytes): wrapped data keys */
  GPtrArray *drop;     /* (element-type KhDekRef): wrapped data keys to destroy */
  char *drop_all_of;   /* (nullable): environment whose data keys are destroyed */
  GPtrArray *privates; /* (element-type KhActPrivate): of new versions */
} KhActKeys;

/* What a new version of a key or a secret holds besides its attributes. */
typedef struct {
  gboolean is_secret;
  char *name, *version;
  KhcRsaKey *rsa;        /* (nullable) */
  KhSecret *material;    /* (nullable): a private part as it is stored, or a secret's value */
  KhActOpenPrivate open; /* (nullable): gives the material when it is written */
  gpointer data;
  guint n;
} KhActPrivate;

void kh_act_keys_init (KhActKeys *self);
void kh_act_keys_clear (KhActKeys *self);
/* (transfer none): an empty one of a key or secret, to be filled. */
KhActPrivate *kh_act_keys_add_private (KhActKeys *self, const char *name, const char *version);
KhDekRef *kh_act_keys_copy_ref (const KhDekRef *ref);

/* Stores the difference between @before and @after. A failure leaves the disk as it was; only when
 * vaults were written and tenant.db then refused are the keys' new values published alone, since
 * the vaults are the truth about keys. */
gboolean kh_act_store (KhTenant *tenant, const KhEstate *before, const KhEstate *after,
                       const KhActKeys *keys, GError **error);

G_END_DECLS
