/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring and the seal, changed together. */
#include "kh-keyring-acts.h"

#include "kh-keyring.h"
#include "kh-tenant-api.h"

typedef struct {
  KhJson *tenant, *me;
  KhKeyringName name;
} Place;

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->tenant, kh_json_unref);
  g_clear_pointer (&place->me, kh_json_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
find_place (KhClient *client, Place *place, GCancellable *cancellable, GError **error)
{
  place->tenant = kh_client_call (client, kh_tenant_api_get (), cancellable, error);
  if (place->tenant == NULL)
    return FALSE;
  place->me = kh_client_call (client, kh_tenant_api_me (), cancellable, error);
  if (place->me == NULL)
    return FALSE;
  place->name.tenant = kh_json_string (place->tenant, "id");
  place->name.account = kh_json_string (place->me, "id");
  return TRUE;
}

/* What the tenant would refuse is asked before the keyring is touched: a key that is there already
 * is the one that opens the seal. */
static gboolean
check_free (KhClient *client, const char *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) seal = kh_client_call (client, kh_tenant_api_seal (), cancellable, error);

  for (guint i = 0; seal != NULL && i < kh_json_length (seal, "slots"); i++) {
    KhJson *slot = kh_json_element (seal, "slots", i);

    if (g_strcmp0 (kh_json_string (slot, "kind"), "keyring") != 0
        || g_strcmp0 (kh_json_string (slot, "account"), account) != 0)
      continue;
    kh_set_error_facts (error, KH_ERROR_EXISTS, NULL, "KeyringAdded",
                        "Remove it first: keyholdctl tenant keyring remove",
                        "A keyring opens the organization for this account already");
    return FALSE;
  }
  return seal != NULL;
}

gboolean
kh_act_add_keyring (KhClient *client, GCancellable *cancellable, GError **error)
{
  const KhKeyringCall asking = { KH_KEYRING_LIMIT_ASKING, TRUE, cancellable };
  const KhKeyringCall quick = { 0 };
  g_auto (Place) place = { 0 };
  g_autoptr (KhSecret) key = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GError) cause = NULL;

  if (!find_place (client, &place, cancellable, error)
      || !check_free (client, place.name.account, cancellable, error))
    return FALSE;
  key = kh_keyring_new_key (error);
  label = g_strdup_printf ("Keyhold: %s", kh_json_string (place.tenant, "name"));
  /* One that does not answer at all is found out sooner than one that asks somebody. */
  if (key == NULL || !kh_keyring_is_there (&quick, error)
      || !kh_keyring_store (&place.name, label, key, &asking, error))
    return FALSE;
  if (kh_client_do (client, kh_tenant_api_keyring_add (key), cancellable, &cause))
    return TRUE;
  /* Where no answer came the slot may be there. */
  if (!kh_error_is (cause, KH_ERROR_NETWORK))
    kh_keyring_clear (&place.name, &quick, NULL);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
kh_act_remove_keyring (KhClient *client, gboolean *forgotten, GCancellable *cancellable,
                       GError **error)
{
  const KhKeyringCall quick = { .cancellable = cancellable };
  g_auto (Place) place = { 0 };

  if (!find_place (client, &place, cancellable, error)
      || !kh_client_do (client, kh_tenant_api_keyring_remove (), cancellable, error))
    return FALSE;
  *forgotten = kh_keyring_clear (&place.name, &quick, NULL);
  return TRUE;
}
