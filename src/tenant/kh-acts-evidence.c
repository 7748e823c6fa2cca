/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What proves the audit log to somebody who has nothing but its files. */
#include "kh-tenant-data.h"

#include "kh-act.h"
#include "kh-acts-private.h"
#include "kh-audit-log-line.h"

void
kh_audit_evidence_clear (KhAuditEvidence *self)
{
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->log, g_free);
  g_clear_pointer (&self->tenant, g_free);
  g_clear_pointer (&self->note, g_free);
}

static gboolean
may_export (KhTenant *self, KhCaller *caller, GError **error)
{
  KhActFacts facts = { "audit.export", KH_VERB_READ_AUDIT, "audit", NULL, NULL, NULL };

  return kh_act_allowed (self, caller, &facts, error);
}

gboolean
kh_tenant_audit_evidence (KhTenant *self, KhCaller *caller, KhAuditEvidence *evidence,
                          GError **error)
{
  if (!may_export (self, caller, error))
    return FALSE;
  /* A broken log signs nothing any more, and can be looked at all the same. */
  kh_audit_log_checkpoint (self->audit, NULL);
  evidence->files = kh_audit_log_list_files (self->audit, error);
  if (evidence->files == NULL)
    return FALSE;
  evidence->log = g_strdup (kh_audit_log_get_id (self->audit));
  evidence->tenant = g_strdup (kh_audit_log_get_tenant (self->audit));
  kh_audit_hex (kh_audit_log_get_public_key (self->audit), evidence->public_key);
  evidence->note = kh_audit_log_get_anchor (self->audit, NULL);
  return TRUE;
}

/* Roles and refusals are the tenant's worker's business. */
static gpointer
may_export_work (gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *both = data;

  return may_export (both[0], both[1], error) ? both[0] : NULL;
}

GBytes *
kh_tenant_audit_file (KhTenant *self, KhCaller *caller, const char *name, guint64 bytes,
                      GError **error)
{
  g_autofree char *folder = g_build_filename (self->tenant_dir, "audit", NULL);
  gpointer both[] = { self, caller };

  if (kh_worker_run (self->worker, may_export_work, both, NULL, error) == NULL)
    return NULL;
  return kh_audit_file_read (kh_io_default (), folder, name, bytes, error);
}
