/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and verifying the audit log. */
#include "kh-tenant-data.h"

#include "kh-act.h"

#include <string.h>

static gboolean
may_read_audit (KhTenant *self, KhCaller *caller, const char *action, GError **error)
{
  KhActFacts facts = { action, KH_VERB_READ_AUDIT, "audit", NULL, NULL, NULL };

  return kh_act_allowed (self, caller, &facts, error);
}

GPtrArray *
kh_tenant_audit_list (KhTenant *self, KhCaller *caller, const KhAuditFilter *filter, gboolean *more,
                      GError **error)
{
  if (!may_read_audit (self, caller, "audit.list", error))
    return NULL;
  return kh_audit_log_list (self->audit, filter, more, error);
}

char *
kh_tenant_audit_anchor (KhTenant *self, KhCaller *caller, GError **error)
{
  if (!may_read_audit (self, caller, "audit.anchor", error))
    return NULL;
  return kh_audit_log_get_anchor (self->audit, error);
}

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  KhAuditAnchor anchor;
  guint8 public_key[32];
} Verification;

/* Everything is made durable and signed first, so that the reader sees whole lines. */
static gpointer
prepare_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Verification *verification = data;
  KhTenant *tenant = verification->tenant;
  KhAuditPosition position;

  if (!may_read_audit (tenant, verification->caller, "audit.verify", error))
    return NULL;
  kh_audit_log_checkpoint (tenant->audit, NULL);
  position = kh_audit_log_get_position (tenant->audit);
  verification->anchor.size = position.seq;
  memcpy (verification->anchor.head, position.head, sizeof position.head);
  memcpy (verification->public_key, kh_audit_log_get_public_key (tenant->audit), 32);
  return tenant;
}

gboolean
kh_tenant_audit_verify (KhTenant *self, KhCaller *caller, KhAuditReport *report, GError **error)
{
  g_autofree char *folder = g_build_filename (self->tenant_dir, "audit", NULL);
  Verification verification = { .tenant = self, .caller = caller };
  KhAuditVerifyOptions options = { .public_key = verification.public_key,
                                   .anchor = &verification.anchor };

  if (kh_worker_run (self->worker, prepare_work, &verification, NULL, error) == NULL)
    return FALSE;
  kh_audit_verify (folder, &options, report);
  return TRUE;
}
