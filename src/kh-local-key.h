/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that the keyring of this desktop has for the seal in a data folder.
 *
 * The seal names the accounts that have a keyring slot; it is read without opening it. Any thread
 * that may block.
 */
#pragma once

#include "kh-keyring.h"

G_BEGIN_DECLS

typedef struct {
  KhSecret *key; /* (nullable) */
  char *account; /* (nullable): id of the account whose slot it opens */
  GError *why;   /* (nullable): why there is none, where the seal has a slot for it */
} KhLocalKey;

/* (transfer full): without a key and without a reason where the seal has no keyring slot. */
KhLocalKey *kh_local_key_find (const char *data_dir, const KhKeyringCall *call);
void kh_local_key_free (KhLocalKey *self);
/* The key did not do; takes @why. */
void kh_local_key_refuse (KhLocalKey *self, GError *why);

/* What a seal can be opened with. Nothing at all where it cannot be read. */
typedef struct {
  gboolean keyring, passphrase, recovery;
} KhLocalWays;
KhLocalWays kh_local_key_ways (const char *data_dir);
/* Whether the seal can be read; nobody has to be asked before that is known. Errors: those of
 * kh_seal_file_load(); where there is a copy that could take its place the advice says so. */
gboolean kh_local_key_check (const char *data_dir, GError **error);
/* FALSE if the seal in the folder can be read and is that of another organization than @tenant. */
gboolean kh_local_key_is_of (const char *data_dir, const char *tenant);

G_END_DECLS
