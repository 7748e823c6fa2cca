/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slots of the seal beside the passphrases: what the owner does. */
#include "kh-act.h"
#include "kh-tenant-acts.h"

/* The caller's own slot: who holds the keyring's key signs in as that account. */
static gboolean
has_keyring (KhTenant *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_has_slot (self->seal, KH_SEAL_SLOT_KEYRING, account_id);
}

static gboolean
put_keyring (KhTenant *self, const char *account_id, KhSecret *key, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_put_keyring (self->seal, account_id, key, self->root, error);
}

static gboolean
remove_keyring (KhTenant *self, const char *account_id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_remove (self->seal, KH_SEAL_SLOT_KEYRING, account_id, error);
}

gboolean
kh_tenant_keyring_add (KhTenant *self, KhCaller *caller, KhSecret *key, GError **error)
{
  KhActFacts facts = { "keyring.add",      KH_VERB_TENANT,       "account",
                       caller->account_id, caller->account_name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  if (has_keyring (self, caller->account_id)) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, caller->account_name, "KeyringAdded",
                        "Remove it first: keyholdctl tenant keyring remove",
                        "A keyring opens the organization for this account already");
    return FALSE;
  }
  act = kh_act_begin (self, caller, &facts, NULL, error);
  return act != NULL && put_keyring (self, caller->account_id, key, error)
         && kh_act_commit (&act, error);
}

gboolean
kh_tenant_keyring_remove (KhTenant *self, KhCaller *caller, GError **error)
{
  KhActFacts facts = { "keyring.remove",   KH_VERB_TENANT,       "account",
                       caller->account_id, caller->account_name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  if (!has_keyring (self, caller->account_id)) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, caller->account_name, "NoSlot", NULL,
                        "No keyring opens the organization for this account");
    return FALSE;
  }
  act = kh_act_begin (self, caller, &facts, NULL, error);
  return act != NULL && remove_keyring (self, caller->account_id, error)
         && kh_act_commit (&act, error);
}

GArray *
kh_tenant_seal_slots (KhTenant *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (KhSealSlot));

  for (guint i = 0; i < kh_seal_file_get_n_slots (self->seal); i++) {
    KhSealSlot slot = kh_seal_file_get_slot (self->seal, i);

    g_array_append_val (slots, slot);
  }
  return slots;
}
