/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts and sign-in of the Keyhold API. */
#pragma once

#include "kh-account.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  char *id, *name;
  char **roles; /* "owner", "kva", … */
  gboolean has_passphrase;
} KhWireAccount;
KH_DECLARE_SHAPE (KhWireAccount, wire_account)
KhWireAccount *kh_wire_account_from (const KhAccount *account);
/* FALSE with ARGUMENT for an unknown word. */
gboolean kh_wire_roles_parse (const char *const *words, KhRoles *roles, GError **error);
/* (transfer full) */
char **kh_wire_roles_words (KhRoles roles);

/* POST /accounts and PATCH /accounts/{id}. */
typedef struct {
  char *name;
  char **roles;
  char *passphrase; /* (nullable); wiped by kh_wire_wipe() before it is freed */
} KhWireAccountRequest;
KH_DECLARE_SHAPE (KhWireAccountRequest, wire_account_request)

/* POST /sign-in. */
typedef struct {
  char *account;     /* name or id */
  char *passphrase;  /* (nullable) */
  char *keyring_key; /* (nullable): instead of both, the key of a keyring slot; wiped likewise */
  char *
      recovery_key; /* (nullable): instead of all, the bytes of the recovery code; wiped likewise */
} KhWireSignIn;
KH_DECLARE_SHAPE (KhWireSignIn, wire_sign_in)

typedef struct {
  char *token;
  KhWireAccount *account;
} KhWireSession;
KH_DECLARE_SHAPE (KhWireSession, wire_session)

/* Overwrites a text that was a secret. (nullable) */
void kh_wire_wipe (char *text);

G_END_DECLS
