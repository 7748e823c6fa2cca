/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log that does not verify, as other threads may know of it. */
#include "kh-tenant-private.h"

#include "kh-log.h"

void
kh_audit_fault_free (KhAuditFault *fault)
{
  if (fault == NULL)
    return;
  g_free (fault->reason);
  g_free (fault);
}

void
kh_tenant_note_audit_fault (KhTenant *self)
{
  const GError *broken = kh_audit_log_get_broken (self->audit);
  KhAuditFault *fault;

  if (broken == NULL || kh_tenant_get_audit_fault (self) != NULL)
    return;
  fault = g_new0 (KhAuditFault, 1);
  fault->reason = g_strdup (broken->message);
  fault->record = kh_audit_log_get_bad_record (self->audit);
  g_atomic_pointer_set (&self->audit_fault, fault);
  /* Nothing was published yet while the organization is opened. */
  if (self->changes != NULL)
    kh_change_log_add (self->changes, "tenant", kh_seal_file_get_tenant (self->seal));
  kh_message ("The audit log is broken: %s", fault->reason);
}

const KhAuditFault *
kh_tenant_get_audit_fault (KhTenant *self)
{
  return g_atomic_pointer_get (&self->audit_fault);
}
