/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-in, accounts, the organization and its clock. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-keyring.h"
#include "kh-passphrase-file.h"
#include "kh-routes.h"
#include "kh-tenant-acts.h"
#include "kh-view.h"
#include "kh-wire-account.h"
#include "kh-wire-tenant.h"

#define K KH_KEYHOLD_PREFIX

/* (transfer full) (nullable): moves a text into the secure heap. */
static KhSecret *
take_secret (char *text)
{
  KhSecret *secret = text == NULL ? NULL : kh_secret_new_copy (text, strlen (text));
  kh_wire_wipe (text);
  return secret;
}

/* Refused here, where nothing was begun: secure memory has no room for whatever somebody sends. */
static gboolean
check_passphrase (const char *text, GError **error)
{
  gboolean is_empty = text != NULL && *text == '\0';
  if (!is_empty && (text == NULL || strlen (text) <= KH_PASSPHRASE_MAX))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "passphrase", NULL, NULL,
                      is_empty ? "A passphrase cannot be empty" : "The passphrase is too long");
  return FALSE;
}

static gboolean
answer_account (KhResponse *response, int status, const KhAccount *account)
{
  g_autoptr (KhWireAccount) wire = kh_wire_account_from (account);
  return kh_response_take (response, status, kh_wire_account_print (wire));
}

static gboolean
answer_session (KhRequest *request, KhResponse *response, const char *token, GError **error)
{
  g_autoptr (KhCaller) caller = kh_tenant_authenticate (request->tenant, token, error);
  if (caller == NULL)
    return FALSE;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (request->tenant);
  const KhAccount *account = kh_estate_get_account (estate, caller->account_id);
  g_autoptr (KhWireSession) session = kh_wire_session_new ();
  session->token = g_strdup (token);
  session->account = account == NULL ? NULL : kh_wire_account_from (account);
  return kh_response_take (response, 200, kh_wire_session_print (session));
}

/* (nullable): 32 bytes of a member whose text is wiped. */
static KhSecret *
take_key (char *text)
{
  KhSecret *key = text != NULL ? kh_keyring_key_from_text (text, strlen (text)) : NULL;
  kh_wire_wipe (text);
  return key;
}

/* Whoever holds the key of a keyring slot or of the recovery slot is the account of that slot. */
static gboolean
sign_in_by_key (KhRequest *request, KhResponse *response, KhWireSignIn *body, GError **error)
{
  gboolean both = body->keyring_key != NULL && body->recovery_key != NULL;
  g_autoptr (KhSecret) ring = take_key (body->keyring_key);
  g_autoptr (KhSecret) recovery = take_key (body->recovery_key);
  g_autofree char *token = NULL;
  kh_wire_wipe (body->passphrase);
  if (both || (ring == NULL && recovery == NULL) || body->passphrase != NULL
      || *body->account != '\0') {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT,
                        body->keyring_key != NULL ? "keyringKey" : "recoveryKey", NULL, NULL,
                        "Such a key is 32 bytes as hexadecimal digits, and stands alone");
    return FALSE;
  }
  token = ring != NULL ? kh_tenant_sign_in_keyring (request->tenant, ring, error)
                       : kh_tenant_sign_in_recovery (request->tenant, recovery, error);
  return token != NULL && answer_session (request, response, token, error);
}

static gboolean
sign_in (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireSignIn) body = kh_wire_sign_in_parse (request->body, error);
  if (body != NULL && (body->keyring_key != NULL || body->recovery_key != NULL))
    return sign_in_by_key (request, response, body, error);
  if (body == NULL || !check_passphrase (body->passphrase, error))
    return FALSE;
  g_autoptr (KhSecret) passphrase = take_secret (body->passphrase);
  g_autofree char *token = kh_tenant_sign_in (request->tenant, body->account, passphrase, error);
  return token != NULL && answer_session (request, response, token, error);
}

/* The front has checked the token that is given up here. */
static gboolean
sign_out (KhRequest *request, KhResponse *response, GError **error)
{
  kh_tenant_sign_out (request->tenant, request->token);
  return kh_response_take (response, 204, NULL);
}

static gboolean
me (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (request->tenant);
  const KhAccount *account = kh_estate_get_account (estate, request->caller->account_id);
  if (account == NULL) {
    kh_set_error (error, KH_ERROR_UNAUTHENTICATED, "The account is not there any more");
    return FALSE;
  }
  return answer_account (response, 200, account);
}

/* One account that keeps keys and platform apart from nobody is told (model.md 6). */
static gboolean
duties_are_separated (const KhEstate *estate)
{
  const guint both = KH_ROLE_KVA | KH_ROLE_PPA;
  for (guint i = 0; i < kh_estate_n_accounts (estate); i++)
    if ((kh_estate_account_at (estate, i)->roles & both) == both)
      return FALSE;
  return TRUE;
}

static gboolean
get_tenant (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (request->tenant);
  g_autoptr (KhWireTenant) wire = kh_wire_tenant_from (kh_estate_get_tenant (estate));
  const KhAuditFault *fault = kh_tenant_get_audit_fault (request->tenant);
  wire->duties_separated = duties_are_separated (estate);
  wire->active_operations = kh_tenant_has_active_operations (request->tenant);
  if (fault != NULL) {
    wire->log_fault = g_strdup (fault->reason);
    wire->log_fault_record = (gint64)fault->record;
  }
  return kh_response_take (response, 200, kh_wire_tenant_print (wire));
}

static gboolean
has_settings (const KhWireTenantPatch *patch)
{
  return patch->unlock_rule != NULL || patch->four_eyes != KH_TRI_UNSET
         || patch->encryption_at_default != KH_TRI_UNSET;
}

/* (nullable) */
static const char *
switch_word (int tri)
{
  if (tri == KH_TRI_UNSET)
    return NULL;
  return tri ? "on" : "off";
}

static gboolean
change_settings (KhRequest *request, const KhWireTenantPatch *patch, GError **error)
{
  const KhTenantSettings settings = { .unlock_rule = patch->unlock_rule,
                                      .four_eyes = switch_word (patch->four_eyes),
                                      .encryption_at_default =
                                          switch_word (patch->encryption_at_default) };

  return !has_settings (patch)
         || kh_tenant_set (request->tenant, request->caller, &settings, error);
}

static gboolean
touches_passphrase (const KhWireTenantPatch *patch)
{
  return patch->new_passphrase != NULL || patch->old_passphrase != NULL
         || patch->recovery_key != NULL;
}

static void
wipe_passphrases (KhWireTenantPatch *patch)
{
  kh_wire_wipe (patch->old_passphrase);
  kh_wire_wipe (patch->new_passphrase);
  kh_wire_wipe (patch->recovery_key);
}

/* The seal is a file of its own: it and the settings cannot change as one. */
static gboolean
is_one_act (KhWireTenantPatch *patch, GError **error)
{
  if (!has_settings (patch) || !touches_passphrase (patch))
    return TRUE;
  wipe_passphrases (patch);
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "passphrase", NULL, NULL,
                      "A passphrase is changed by a request of its own, without settings");
  return FALSE;
}

/* The old one proves who it is, or the recovery code does. */
static gboolean
change_passphrase (KhRequest *request, KhWireTenantPatch *patch, GError **error)
{
  if (!touches_passphrase (patch))
    return TRUE;
  if (!check_passphrase (patch->old_passphrase, error)
      || !check_passphrase (patch->new_passphrase, error)) {
    wipe_passphrases (patch);
    return FALSE;
  }
  gboolean by_sheet = patch->recovery_key != NULL;
  g_autoptr (KhSecret) recovery = take_key (patch->recovery_key);
  g_autoptr (KhSecret) old_one = take_secret (patch->old_passphrase);
  g_autoptr (KhSecret) new_one = take_secret (patch->new_passphrase);
  if (new_one == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "Both the old and the new passphrase are needed");
    return FALSE;
  }
  if (by_sheet && (recovery == NULL || old_one != NULL)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "passphrase.recoveryKey", NULL, NULL,
                        "A recovery code is 32 bytes as hexadecimal digits, in place of the old "
                        "passphrase");
    return FALSE;
  }
  if (!(by_sheet ? kh_tenant_reset_passphrase (request->tenant, request->caller, recovery, new_one,
                                               error)
                 : kh_tenant_change_passphrase (request->tenant, request->caller, old_one, new_one,
                                                error)))
    return FALSE;
  kh_tenant_keep_session (request->tenant, request->token);
  return TRUE;
}

static gboolean
patch_tenant (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireTenantPatch) patch = kh_wire_tenant_patch_parse (request->body, error);
  if (patch == NULL || !is_one_act (patch, error) || !change_settings (request, patch, error)
      || !change_passphrase (request, patch, error))
    return FALSE;
  return get_tenant (request, response, error);
}

static gboolean
get_clock (KhRequest *request, KhResponse *response, GError **error)
{
  KhClock *clock = kh_tenant_get_clock (request->tenant);
  g_autoptr (KhWireClock) wire = kh_wire_clock_new ();
  wire->now = kh_tenant_now (request->tenant);
  wire->shift = kh_duration_format (kh_clock_get_shift (clock));
  wire->standing = kh_clock_is_standing (clock);
  wire->suspect = kh_clock_is_suspect (clock);
  return kh_response_take (response, 200, kh_wire_clock_print (wire));
}

static gboolean
shift_clock (KhRequest *request, KhResponse *response, GError **error)
{
  gint64 delta = 0;
  g_autoptr (KhWireClock) wire = kh_wire_clock_parse (request->body, error);
  if (wire == NULL)
    return FALSE;
  if (wire->shift == NULL || !kh_duration_parse (wire->shift, &delta)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "shift", NULL, NULL,
                        "The member “shift” must be an ISO 8601 duration such as P28D");
    return FALSE;
  }
  return kh_tenant_clock_shift (request->tenant, request->caller, delta, error)
         && get_clock (request, response, error);
}

static gboolean
accept_clock (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_clock_accept (request->tenant, request->caller, error)
         && get_clock (request, response, error);
}

static gboolean
list_accounts (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (request->tenant);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_account_shape);
  for (guint i = 0; i < kh_estate_n_accounts (estate); i++)
    kh_list_take (list, kh_wire_account_from (kh_estate_account_at (estate, i)));
  return kh_response_take (response, 200, kh_list_print (&kh_wire_account_shape, list));
}

static gboolean
add_account (KhRequest *request, KhResponse *response, GError **error)
{
  KhRoles roles = KH_ROLE_NONE;
  g_autoptr (KhWireAccountRequest) body = kh_wire_account_request_parse (request->body, error);
  if (body == NULL || !kh_wire_roles_parse ((const char *const *)body->roles, &roles, error))
    return FALSE;
  if (!check_passphrase (body->passphrase, error))
    return FALSE;
  if (body->name == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "name", NULL, NULL, "An account has a name");
    return FALSE;
  }
  g_autoptr (KhSecret) passphrase = take_secret (body->passphrase);
  g_autoptr (KhAccount) account = kh_tenant_account_add (request->tenant, request->caller,
                                                         body->name, roles, passphrase, error);
  return account != NULL && answer_account (response, 201, account);
}

static gboolean
patch_account (KhRequest *request, KhResponse *response, GError **error)
{
  KhRoles roles = KH_ROLE_NONE;
  g_autoptr (KhWireAccountRequest) body = kh_wire_account_request_parse (request->body, error);
  if (body == NULL || !kh_wire_roles_parse ((const char *const *)body->roles, &roles, error))
    return FALSE;
  if (body->roles == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "roles", NULL, NULL,
                        "Only the roles of an account can be changed");
    return FALSE;
  }
  g_autoptr (KhAccount) account = kh_tenant_account_set_roles (
      request->tenant, request->caller, kh_request_arg (request, 0), roles, error);
  return account != NULL && answer_account (response, 200, account);
}

static gboolean
remove_account (KhRequest *request, KhResponse *response, GError **error)
{
  return kh_tenant_account_remove (request->tenant, request->caller, kh_request_arg (request, 0),
                                   error)
         && kh_response_take (response, 204, NULL);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body              \
  }

/* clang-format off */
const KhRoute kh_tenant_routes[] = {
  ROW ("POST", "/sign-in", sign_in, QUICK, KH_ACCESS_OPEN, SMALL),
  ROW ("POST", "/sign-out", sign_out, QUICK, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/me", me, QUICK, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("GET", "/tenant", get_tenant, QUICK, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("PATCH", "/tenant", patch_tenant, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/clock", get_clock, QUICK, KH_ACCESS_SIGNED_IN, NONE),
  ROW ("POST", "/clock/shift", shift_clock, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("POST", "/clock/accept", accept_clock, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/accounts", list_accounts, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/accounts", add_account, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("PATCH", "/accounts/{account}", patch_account, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", "/accounts/{account}", remove_account, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("GET", "/events", NULL, EVENTS, KH_ACCESS_SIGNED_IN, NONE),
  { 0 },
};
/* clang-format on */
