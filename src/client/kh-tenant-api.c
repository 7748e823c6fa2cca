/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the organization. */
#include "kh-tenant-api.h"

#include "kh-keyring.h"
#include "kh-routes.h"
#include "kh-wire-account.h"
#include "kh-wire-seal.h"
#include "kh-wire-tenant.h"

#define K KH_KEYHOLD_PREFIX

/* (nullable): the passphrase as text; kh_wire_wipe() and free it soon. */
static char *
secret_text (KhSecret *secret)
{
  if (secret == NULL)
    return NULL;
  return g_strndup ((const char *)kh_secret_get_bytes (secret), kh_secret_get_size (secret));
}

KhCall *
kh_tenant_api_sign_in (const char *account, KhSecret *passphrase)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/sign-in");
  g_autoptr (KhWireSignIn) body = kh_wire_sign_in_new ();

  body->account = g_strdup (account);
  body->passphrase = secret_text (passphrase);
  kh_call_set_secret_body (call, kh_wire_sign_in_print (body));
  kh_wire_wipe (body->passphrase);
  kh_call_set_idempotent (call);
  return call;
}

/* (transfer full): kh_wire_wipe() and free it soon. */
static char *
key_text (KhSecret *key)
{
  g_autoptr (KhSecret) text = kh_keyring_key_to_text (key);

  return secret_text (text);
}

KhCall *
kh_tenant_api_sign_in_keyring (KhSecret *key)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/sign-in");
  g_autoptr (KhWireSignIn) body = kh_wire_sign_in_new ();

  body->account = g_strdup ("");
  body->keyring_key = key_text (key);
  kh_call_set_secret_body (call, kh_wire_sign_in_print (body));
  kh_wire_wipe (body->keyring_key);
  kh_call_set_idempotent (call);
  return call;
}

KhCall *
kh_tenant_api_sign_in_recovery (KhSecret *key)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/sign-in");
  g_autoptr (KhWireSignIn) body = kh_wire_sign_in_new ();

  body->account = g_strdup ("");
  body->recovery_key = key_text (key);
  kh_call_set_secret_body (call, kh_wire_sign_in_print (body));
  kh_wire_wipe (body->recovery_key);
  return call;
}

KhCall *
kh_tenant_api_seal (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/seal");
}

static KhCall *
add_slot (const char *kind, KhSecret *key)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/seal/slots");
  g_autoptr (KhWireSealSlot) body = kh_wire_seal_slot_new ();

  body->kind = g_strdup (kind);
  body->key = key_text (key);
  kh_call_set_secret_body (call, kh_wire_seal_slot_print (body));
  kh_wire_wipe (body->key);
  return call;
}

KhCall *
kh_tenant_api_keyring_add (KhSecret *key)
{
  return add_slot ("keyring", key);
}

KhCall *
kh_tenant_api_recovery_add (KhSecret *key)
{
  return add_slot ("recovery", key);
}

KhCall *
kh_tenant_api_recovery_remove (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "DELETE", K "/seal/slots/recovery");
}

KhCall *
kh_tenant_api_keyring_remove (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "DELETE", K "/seal/slots/keyring");
}

KhCall *
kh_tenant_api_sign_out (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/sign-out");
}

KhCall *
kh_tenant_api_me (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/me");
}

KhCall *
kh_tenant_api_get (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/tenant");
}

KhCall *
kh_tenant_api_set (const char *key, const char *value, GError **error)
{
  KhCall *call;
  g_autoptr (KhWireTenantPatch) body = kh_wire_tenant_patch_new ();

  if (g_str_equal (key, "unlock-rule")) {
    body->unlock_rule = g_strdup (value);
  } else if (g_str_equal (value, "on") || g_str_equal (value, "off")) {
    gboolean on = g_str_equal (value, "on");

    body->four_eyes = g_str_equal (key, "four-eyes") ? on : KH_TRI_UNSET;
    body->encryption_at_default = g_str_equal (key, "encryption-at-default") ? on : KH_TRI_UNSET;
  } else {
    kh_set_error (error, KH_ERROR_USAGE, "%s is on or off, not %s", key, value);
    return NULL;
  }
  call = kh_call_new (KH_SERVICE_KEYHOLD, "PATCH", K "/tenant");
  kh_call_set_body (call, kh_wire_tenant_patch_print (body));
  return call;
}

KhCall *
kh_tenant_api_set_all (const char *unlock_rule, gboolean four_eyes, gboolean encryption_at_default)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PATCH", K "/tenant");
  g_autoptr (KhWireTenantPatch) body = kh_wire_tenant_patch_new ();

  body->unlock_rule = g_strdup (unlock_rule);
  body->four_eyes = four_eyes;
  body->encryption_at_default = encryption_at_default;
  kh_call_set_body (call, kh_wire_tenant_patch_print (body));
  return call;
}

KhCall *
kh_tenant_api_change_passphrase (KhSecret *old_passphrase, KhSecret *new_passphrase)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PATCH", K "/tenant");
  g_autoptr (KhWireTenantPatch) body = kh_wire_tenant_patch_new ();

  body->old_passphrase = secret_text (old_passphrase);
  body->new_passphrase = secret_text (new_passphrase);
  kh_call_set_secret_body (call, kh_wire_tenant_patch_print (body));
  kh_wire_wipe (body->old_passphrase);
  kh_wire_wipe (body->new_passphrase);
  return call;
}

KhCall *
kh_tenant_api_reset_passphrase (KhSecret *recovery, KhSecret *new_passphrase)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PATCH", K "/tenant");
  g_autoptr (KhWireTenantPatch) body = kh_wire_tenant_patch_new ();

  body->recovery_key = key_text (recovery);
  body->new_passphrase = secret_text (new_passphrase);
  kh_call_set_secret_body (call, kh_wire_tenant_patch_print (body));
  kh_wire_wipe (body->recovery_key);
  kh_wire_wipe (body->new_passphrase);
  return call;
}

KhCall *
kh_tenant_api_clock (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/clock");
}

KhCall *
kh_tenant_api_clock_shift (const char *duration)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/clock/shift");
  KhJsonOut *out = kh_json_out_new ();

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "shift", duration);
  kh_json_out_end (out);
  kh_call_set_json (call, out);
  return call;
}

KhCall *
kh_tenant_api_clock_accept (void)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/clock/accept");
}

KhCall *
kh_tenant_api_accounts (void)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/accounts");

  kh_call_set_json_pages (call);
  return call;
}

KhCall *
kh_tenant_api_add_account (const char *name, const char *const *roles, KhSecret *passphrase)
{
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", K "/accounts");
  g_autoptr (KhWireAccountRequest) body = kh_wire_account_request_new ();

  body->name = g_strdup (name);
  body->roles = g_strdupv ((char **)roles);
  body->passphrase = secret_text (passphrase);
  kh_call_set_secret_body (call, kh_wire_account_request_print (body));
  kh_wire_wipe (body->passphrase);
  return call;
}

KhCall *
kh_tenant_api_set_roles (const char *account, const char *const *roles)
{
  g_autofree char *id = kh_call_escape (account);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PATCH", K "/accounts/%s", id);
  g_autoptr (KhWireAccountRequest) body = kh_wire_account_request_new ();

  body->roles = g_strdupv ((char **)roles);
  kh_call_set_body (call, kh_wire_account_request_print (body));
  return call;
}

KhCall *
kh_tenant_api_remove_account (const char *account)
{
  g_autofree char *id = kh_call_escape (account);

  return kh_call_new (KH_SERVICE_KEYHOLD, "DELETE", K "/accounts/%s", id);
}

KhCall *
kh_tenant_api_events (guint64 after)
{
  return kh_call_new (KH_SERVICE_KEYHOLD, "GET", K "/events?after=%" G_GUINT64_FORMAT, after);
}
