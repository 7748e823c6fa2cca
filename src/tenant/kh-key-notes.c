/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of key operations, written on the tenant's worker. */
#include "kh-key-notes.h"

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  const char *action;
  const KhKeyTriple *triple;
  const GError *failure;
} Use;

static gpointer
use_work (gpointer data, GCancellable *cancellable, GError **error)
{
  const Use *use = data;
  g_autofree char *key = g_strdup_printf ("%s/%s", use->triple->vault, use->triple->key);
  KhActFacts facts = { use->action, KH_VERB_VAULT, "key", key, key, use->triple->version };

  if (kh_error_is (use->failure, KH_ERROR_KEY_ACCESS))
    kh_act_note_refusal (use->tenant, use->caller, &facts, use->failure);
  else
    kh_act_note (use->tenant, use->caller, &facts,
                 use->failure == NULL ? KH_AUDIT_SUCCEEDED : KH_AUDIT_FAILED);
  return NULL;
}

void
kh_key_note_use (KhTenant *tenant, KhCaller *caller, const char *action, const KhKeyTriple *triple,
                 const GError *failure)
{
  Use use = { tenant, caller, action, triple, failure };

  kh_worker_run (tenant->worker, use_work, &use, NULL, NULL);
}
