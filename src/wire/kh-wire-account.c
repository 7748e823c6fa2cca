/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts and sign-in on the wire. */
#include "kh-wire-account.h"

#include <string.h>

#define O(member) G_STRUCT_OFFSET (KhWireAccount, member)
static const KhField account_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "roles", KH_FIELD_TEXTS, 0, O (roles) },
  { "hasPassphrase", KH_FIELD_BOOL, 0, O (has_passphrase) },
};
#undef O
KH_DEFINE_SHAPE (KhWireAccount, wire_account, account_fields)

#define O(member) G_STRUCT_OFFSET (KhWireAccountRequest, member)
static const KhField request_fields[] = {
  { "name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (name) },
  { "roles", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (roles) },
  { "passphrase", KH_FIELD_TEXT, KH_FIELD_OMIT, O (passphrase) },
};
#undef O
KH_DEFINE_SHAPE (KhWireAccountRequest, wire_account_request, request_fields)

#define O(member) G_STRUCT_OFFSET (KhWireSignIn, member)
static const KhField sign_in_fields[] = {
  { "account", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (account) },
  { "passphrase", KH_FIELD_TEXT, KH_FIELD_OMIT, O (passphrase) },
  { "keyringKey", KH_FIELD_TEXT, KH_FIELD_OMIT, O (keyring_key) },
  { "recoveryKey", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_key) },
};
#undef O
KH_DEFINE_SHAPE (KhWireSignIn, wire_sign_in, sign_in_fields)

#define O(member) G_STRUCT_OFFSET (KhWireSession, member)
static const KhField session_fields[] = {
  { "token", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (token) },
  { "account", KH_FIELD_OBJECT, KH_FIELD_REQUIRED, O (account), &kh_wire_account_shape },
};
#undef O
KH_DEFINE_SHAPE (KhWireSession, wire_session, session_fields)

char **
kh_wire_roles_words (KhRoles roles)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < kh_role_count (); i++) {
    KhRoles role = kh_role_nth (i);
    if (role != KH_ROLE_NONE && (roles & role) == role)
      g_strv_builder_add (builder, kh_role_to_string (role));
  }
  return g_strv_builder_end (builder);
}

gboolean
kh_wire_roles_parse (const char *const *words, KhRoles *roles, GError **error)
{
  *roles = KH_ROLE_NONE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    KhRoles role = KH_ROLE_NONE;
    if (!kh_role_from_string (words[i], &role)) {
      kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a role", words[i]);
      return FALSE;
    }
    *roles = (KhRoles)(*roles | role);
  }
  return TRUE;
}

KhWireAccount *
kh_wire_account_from (const KhAccount *account)
{
  KhWireAccount *self = kh_wire_account_new ();
  self->id = g_strdup (account->id);
  self->name = g_strdup (account->name);
  self->roles = kh_wire_roles_words (account->roles);
  self->has_passphrase = account->has_passphrase;
  return self;
}

void
kh_wire_wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
}
