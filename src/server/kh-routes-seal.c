/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal: what opens it, the slot of a keyring and that of a recovery sheet. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-keyring.h"
#include "kh-routes.h"
#include "kh-seal-file.h"
#include "kh-tenant-acts.h"
#include "kh-wire-account.h"
#include "kh-wire-seal.h"

#define K KH_KEYHOLD_PREFIX

static const char *
kind_word (KhSealSlotKind kind)
{
  switch (kind) {
  case KH_SEAL_SLOT_KEYRING:
    return "keyring";
  case KH_SEAL_SLOT_RECOVERY:
    return "recovery";
  case KH_SEAL_SLOT_PASSPHRASE:
  default:
    return "passphrase";
  }
}

static KhWireSealSlot *
view_slot (const KhEstate *estate, const KhSealSlot *slot)
{
  const KhAccount *account = kh_estate_get_account (estate, slot->account);
  KhWireSealSlot *wire = kh_wire_seal_slot_new ();

  wire->kind = g_strdup (kind_word (slot->kind));
  wire->account = g_strdup (slot->account);
  wire->account_name = account != NULL ? g_strdup (account->name) : NULL;
  return wire;
}

static gboolean
answer_seal (KhRequest *request, KhResponse *response, int status)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (request->tenant);
  g_autoptr (GArray) slots = kh_tenant_seal_slots (request->tenant);
  g_autoptr (KhWireSeal) wire = kh_wire_seal_new ();

  wire->state = g_strdup ("Open");
  wire->slots = g_ptr_array_new ();
  for (guint i = 0; i < slots->len; i++)
    g_ptr_array_add (wire->slots, view_slot (estate, &g_array_index (slots, KhSealSlot, i)));
  return kh_response_take (response, status, kh_wire_seal_print (wire));
}

static gboolean
get_seal (KhRequest *request, KhResponse *response, GError **error)
{
  return answer_seal (request, response, 200);
}

/* Passphrases have routes of their own. */
static gboolean
check_kind (const char *kind, GError **error)
{
  if (g_strcmp0 (kind, "keyring") == 0 || g_strcmp0 (kind, "recovery") == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "kind", NULL, NULL,
                      "The slot of a keyring or a recovery sheet is added and removed here: "
                      "keyring, recovery");
  return FALSE;
}

static gboolean
is_recovery (const char *kind)
{
  return g_strcmp0 (kind, "recovery") == 0;
}

static gboolean
add_slot (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhWireSealSlot) body = kh_wire_seal_slot_parse (request->body, error);
  g_autoptr (KhSecret) key = NULL;

  if (body == NULL)
    return FALSE;
  if (body->key != NULL)
    key = kh_keyring_key_from_text (body->key, strlen (body->key));
  kh_wire_wipe (body->key);
  if (!check_kind (body->kind, error))
    return FALSE;
  if (key == NULL) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "key", NULL, NULL,
                        "The member “key” must be 32 bytes as hexadecimal digits");
    return FALSE;
  }
  return (is_recovery (body->kind)
              ? kh_tenant_recovery_add (request->tenant, request->caller, key, error)
              : kh_tenant_keyring_add (request->tenant, request->caller, key, error))
         && answer_seal (request, response, 201);
}

static gboolean
remove_slot (KhRequest *request, KhResponse *response, GError **error)
{
  const char *kind = kh_request_arg (request, 0);

  return check_kind (kind, error)
         && (is_recovery (kind)
                 ? kh_tenant_recovery_remove (request->tenant, request->caller, error)
                 : kh_tenant_keyring_remove (request->tenant, request->caller, error))
         && kh_response_take (response, 204, NULL);
}

#define ROW(method, path, handler, run, access, body)                                              \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, access, KH_BODY_##body              \
  }

/* clang-format off */
const KhRoute kh_seal_routes[] = {
  ROW ("GET", "/seal", get_seal, QUICK, KH_VERB_READ, NONE),
  ROW ("POST", "/seal/slots", add_slot, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  ROW ("DELETE", "/seal/slots/{kind}", remove_slot, TENANT, KH_ACCESS_SIGNED_IN, SMALL),
  { 0 },
};
/* clang-format on */
