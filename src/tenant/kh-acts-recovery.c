/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery sheet of an organization: made, used and removed. */
#include "kh-act.h"
#include "kh-recovery-note.h"
#include "kh-tenant-acts.h"

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
} Use;

static void
use_free (gpointer data)
{
  Use *use = data;

  kh_caller_unref (use->caller);
  g_free (use);
}

static void
note_work (gpointer data, gpointer unused)
{
  Use *use = data;
  const KhActFacts facts = { "recovery.use",
                             KH_VERB_TENANT,
                             "account",
                             use->caller->account_id,
                             use->caller->account_name,
                             NULL };

  kh_act_note (use->tenant, use->caller, &facts, NULL);
}

void
kh_recovery_note_use (KhTenant *tenant, const char *account_id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhAccount *account = kh_estate_get_account (estate, account_id);
  Use *use = g_new0 (Use, 1);

  use->tenant = tenant;
  use->caller = account != NULL ? kh_caller_new (account) : kh_caller_new_platform ();
  kh_worker_post (tenant->worker, note_work, use, use_free);
}

char *
kh_tenant_sign_in_recovery (KhTenant *self, KhSecret *key, GError **error)
{
  g_autoptr (KhSealFile) seal = kh_seal_file_load (self->io, self->tenant_dir, error);
  g_autofree char *account_id = NULL;
  g_autoptr (KhSecret) root = NULL;

  if (seal != NULL)
    root = kh_sign_in_tries_open_recovery (self->tries, seal, key, &account_id, error);
  if (root == NULL)
    return NULL;
  kh_recovery_note_use (self, account_id);
  return kh_sessions_open (self->sessions, account_id);
}

static gboolean
has_sheet (KhTenant *self)
{
  g_autoptr (GArray) slots = kh_tenant_seal_slots (self);

  for (guint i = 0; i < slots->len; i++)
    if (g_array_index (slots, KhSealSlot, i).kind == KH_SEAL_SLOT_RECOVERY)
      return TRUE;
  return FALSE;
}

static gboolean
put_sheet (KhTenant *self, const char *account_id, KhSecret *key, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_put_recovery (self->seal, account_id, key, self->root, error);
}

static gboolean
remove_sheet (KhTenant *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_remove_recovery (self->seal, error);
}

gboolean
kh_tenant_recovery_add (KhTenant *self, KhCaller *caller, KhSecret *key, GError **error)
{
  KhActFacts facts = { "recovery.add",     KH_VERB_TENANT,       "account",
                       caller->account_id, caller->account_name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  facts.detail = has_sheet (self) ? "replaced=1" : NULL;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  return act != NULL && put_sheet (self, caller->account_id, key, error)
         && kh_act_commit (&act, error);
}

gboolean
kh_tenant_recovery_remove (KhTenant *self, KhCaller *caller, GError **error)
{
  KhActFacts facts = { "recovery.remove",  KH_VERB_TENANT,       "account",
                       caller->account_id, caller->account_name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  if (!has_sheet (self)) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, NULL, "NoRecoverySheet", NULL,
                        "The organization has no recovery sheet that opens it.");
    return FALSE;
  }
  act = kh_act_begin (self, caller, &facts, NULL, error);
  return act != NULL && remove_sheet (self, error) && kh_act_commit (&act, error);
}
