/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verification of the audit log, and what it came to. */
#include "kh-log-proof.h"

#include "kh-organization.h"
#include "kh-rules-api.h"

struct _KhLogProof {
  GObject parent_instance;

  KhOrganization *organization; /* (not owned) */
  KhProofState state;
  guint64 records, bad;
  KhTime since, at;
  char *reason; /* (nullable) */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhLogProof, kh_log_proof, G_TYPE_OBJECT)

/* @reason: (nullable) */
static void
set_state (KhLogProof *self, KhProofState state, const char *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
first_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhLogProof) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) first = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->since = first != NULL ? kh_json_time (first, "time") : KH_TIME_NONE;
  set_state (self, KH_PROOF_INTACT, NULL);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhLogProof) self = data;
  KhOrganization *organization = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) report = kh_organization_call_finish (organization, result, &error);
  const char *verdict = report != NULL ? kh_json_string (report, "result") : NULL;

  /* The organization was closed, and this with it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (report == NULL) {
    set_state (self, KH_PROOF_FAILED, error->message);
    return;
  }
  self->at = kh_organization_now (organization);
  self->records = (guint64)kh_json_int (report, "records", 0);
  self->bad = (guint64)kh_json_int (report, "firstBad.seq", 0);
  if (g_strcmp0 (verdict, "intact") == 0)
    kh_organization_call_async (organization, kh_audit_api_get (1), NULL, first_cb,
                                g_object_ref (self));
  else
    set_state (self, g_strcmp0 (verdict, "broken") == 0 ? KH_PROOF_BROKEN : KH_PROOF_FAILED,
               kh_json_string (report, "reason"));
}

void
kh_log_proof_run (KhLogProof *self)
{
  if (self->state == KH_PROOF_RUNNING)
    return;
  set_state (self, KH_PROOF_RUNNING, NULL);
  kh_organization_call_async (self->organization, kh_audit_api_verify (), NULL, verified_cb,
                              g_object_ref (self));
}

void
kh_log_proof_forget (KhLogProof *self)
{
  if (self->state != KH_PROOF_NONE)
    set_state (self, KH_PROOF_NONE, NULL);
}

KhProofState
kh_log_proof_get_state (KhLogProof *self)
{
  return self->state;
}

guint64
kh_log_proof_get_records (KhLogProof *self)
{
  return self->records;
}

KhTime
kh_log_proof_get_since (KhLogProof *self)
{
  return self->since;
}

KhTime
kh_log_proof_get_time (KhLogProof *self)
{
  return self->at;
}

guint64
kh_log_proof_get_bad_record (KhLogProof *self)
{
  return self->bad;
}

const char *
kh_log_proof_get_reason (KhLogProof *self)
{
  return self->reason;
}

static void
kh_log_proof_finalize (GObject *object)
{
  g_free (KH_LOG_PROOF (object)->reason);
  G_OBJECT_CLASS (kh_log_proof_parent_class)->finalize (object);
}

static void
kh_log_proof_class_init (KhLogProofClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_log_proof_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_LOG_PROOF, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_log_proof_init (KhLogProof *self)
{
  self->since = self->at = KH_TIME_NONE;
}

KhLogProof *
kh_log_proof_new (gpointer organization)
{
  KhLogProof *self = g_object_new (KH_TYPE_LOG_PROOF, NULL);

  self->organization = organization;
  return self;
}
