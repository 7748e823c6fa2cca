/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and verifying the audit log, and what is refused before a use case looks at it. */
#include "kh-tenant-data.h"

#include "kh-act.h"
#include "kh-acts-private.h"

#include <string.h>

static gboolean
may_read_audit (KhTenant *self, KhCaller *caller, const char *action, GError **error)
{
  KhActFacts facts = { action, KH_VERB_READ_AUDIT, "audit", NULL, NULL, NULL };

  return kh_act_allowed (self, caller, &facts, error);
}

/* Acts name their object by id and name, but what made it knew no id yet. The texts live as long as
 * @estate. */
static void
name_object (const KhEstate *estate, KhAuditFilter *filter)
{
  const KhEnvironment *environment = kh_acts_find_environment (estate, filter->object, NULL);
  const KhPolicy *policy =
      environment == NULL ? kh_acts_find_policy (estate, filter->object, NULL) : NULL;

  if (environment != NULL) {
    filter->object = environment->id;
    filter->object_too = environment->name;
  } else if (policy != NULL) {
    filter->object = policy->id;
    filter->object_too = policy->name;
  }
}

/* (transfer full) (element-type utf8): the calls of acts that were approved; NULL-terminated. The
 * ids live as long as @estate. */
static GPtrArray *
list_planned (const KhEstate *estate)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (estate, i);

    if (petition->kind == KH_PETITION_APPROVAL && !petition->altered
        && (petition->state == KH_PETITION_STATE_APPROVED
            || petition->state == KH_PETITION_STATE_COMPLETED))
      g_ptr_array_add (ids, petition->id);
  }
  g_ptr_array_add (ids, NULL);
  return ids;
}

GPtrArray *
kh_tenant_audit_list (KhTenant *self, KhCaller *caller, const KhAuditFilter *filter,
                      gboolean newest, guint64 *next, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (GPtrArray) planned = list_planned (estate);
  KhAuditFilter named = *filter;
  gboolean more = FALSE;
  GPtrArray *records;

  if (!may_read_audit (self, caller, "audit.list", error))
    return NULL;
  if (named.object != NULL)
    name_object (estate, &named);
  named.planned = (const char *const *)planned->pdata;
  if (newest)
    return kh_audit_log_list_newest (self->audit, &named, next, error);
  *next = 0;
  records = kh_audit_log_list (self->audit, &named, &more, error);
  if (records != NULL && more && records->len > 0)
    *next = ((KhAuditRecord *)g_ptr_array_index (records, records->len - 1))->seq;
  return records;
}

KhAuditRecord *
kh_tenant_audit_get (KhTenant *self, KhCaller *caller, guint64 seq, KhAuditPlace *place,
                     gboolean *planned, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (GPtrArray) ids = list_planned (estate);
  g_autoptr (KhAuditRecord) record = NULL;
  g_autoptr (KhAuditRecord) outcome = NULL;
  KhAuditRecord act;

  if (!may_read_audit (self, caller, "audit.list", error)
      || !kh_audit_log_locate (self->audit, seq, place, error))
    return NULL;
  record = kh_audit_log_get (self->audit, seq, error);
  *planned = record != NULL && kh_audit_record_is_planned (record, (const char *const *)ids->pdata);
  if (record == NULL || place->outcome <= seq)
    return g_steal_pointer (&record);
  outcome = kh_audit_log_get (self->audit, place->outcome, error);
  if (outcome == NULL)
    return NULL;
  act = *record;
  act.result = outcome->result;
  return kh_audit_record_copy (&act);
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

/* While nothing is written: what another thread read in between two writes proves nothing. */
static gpointer
break_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenant *tenant = data;
  g_autofree char *folder = g_build_filename (tenant->tenant_dir, "audit", NULL);
  KhAuditPosition position = kh_audit_log_get_position (tenant->audit);
  KhAuditAnchor anchor = { .size = position.seq };
  KhAuditVerifyOptions options = { .public_key = kh_audit_log_get_public_key (tenant->audit),
                                   .anchor = &anchor };
  g_auto (KhAuditReport) report = { 0 };

  if (kh_audit_log_get_broken (tenant->audit) != NULL)
    return tenant;
  kh_audit_log_sync (tenant->audit, NULL);
  memcpy (anchor.head, position.head, sizeof anchor.head);
  kh_audit_verify (folder, &options, &report);
  if (report.verdict == KH_AUDIT_BROKEN) {
    kh_audit_log_break (tenant->audit, &report);
    kh_tenant_note_audit_fault (tenant);
  }
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
  if (report->verdict == KH_AUDIT_BROKEN)
    kh_worker_run (self->worker, break_work, self, NULL, NULL);
  return TRUE;
}

/* --- Refused at the door -------------------------------------------------------------------------
 */

typedef struct {
  KhTenant *tenant;
  KhCaller *caller; /* (owned) */
  KhVerb verb;
  char *route;
} Refused;

static void
refused_free (Refused *refused)
{
  kh_caller_unref (refused->caller);
  g_free (refused->route);
  g_free (refused);
}

static void
refused_work (gpointer data, gpointer unused)
{
  const Refused *refused = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (refused->tenant);
  const KhTenantInfo *info = kh_estate_get_tenant (estate);
  KhActFacts facts = { refused->verb == KH_VERB_READ_ENVIRONMENTS ? "environment.read"
                                                                  : "tenant.read",
                       refused->verb,
                       "tenant",
                       info->id,
                       info->name,
                       refused->route };

  kh_act_allowed (refused->tenant, refused->caller, &facts, NULL);
}

void
kh_tenant_note_refused (KhTenant *self, KhCaller *caller, KhVerb verb, const char *route)
{
  Refused *refused = g_new0 (Refused, 1);

  refused->tenant = self;
  refused->caller = kh_caller_ref (caller);
  refused->verb = verb;
  refused->route = g_strdup (route);
  kh_worker_post (self->worker, refused_work, refused, (GDestroyNotify)refused_free);
}
