/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of evidence as texts for people: a request is read before it is decided. */
#include "kh-request-evidence.h"

#include "kh-diagnosis.h"
#include "kh-petition-machine.h"

typedef struct {
  KhTenant *tenant;
  const KhEstate *estate;
  KhPetition *petition;
  KhTime now;
} Gathering;

static const KhEnvironment *
environment_at (const Gathering *self, guint i)
{
  const KhPetitionEnvironment *part = self->petition->environments->pdata[i];

  return kh_estate_get_environment (self->estate, part->id);
}

static void
append_time (GString *out, const char *label, KhTime time)
{
  g_autofree char *text = time != KH_TIME_NONE ? kh_time_format (time) : NULL;

  g_string_append_printf (out, "  %s: %s\n", label, text != NULL ? text : "none");
}

static void
add (Gathering *self, const char *kind, const char *name, GString *text)
{
  kh_petition_add_evidence (self->petition, kind, name, text->str);
  g_string_free (text, TRUE);
}

/* --- What is locked, and why ------------------------------------------------------------------ */

static void
add_environments (Gathering *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->petition->environments->len; i++) {
    const KhEnvironment *environment = environment_at (self, i);
    const KhLockCause *cause = &environment->lock_cause;
    const KhAccount *actor = kh_estate_get_account (self->estate, cause->actor_id);

    g_string_append_printf (out, "%s (%s, %s)\n", environment->name,
                            kh_environment_type_to_string (environment->type), environment->id);
    append_time (out, "Locked", environment->locked_at);
    append_time (out, "Access lost", cause->at);
    g_string_append_printf (out, "  Cause %d: %s\n", cause->trigger,
                            kh_trigger_get_text (cause->trigger));
    if (cause->vault != NULL)
      g_string_append_printf (out, "  Object: %s%s%s%s%s\n", cause->vault,
                              cause->key != NULL ? "/" : "", cause->key != NULL ? cause->key : "",
                              cause->version != NULL ? "/" : "",
                              cause->version != NULL ? cause->version : "");
    if (cause->actor_id != NULL)
      g_string_append_printf (out, "  Caused by: %s\n",
                              actor != NULL ? actor->name : cause->actor_id);
    append_time (out, "Deletion", environment->deletion_at);
  }
  add (self, "environments", "Environments, lock times and causes", out);
}

static void
add_diagnosis (Gathering *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->petition->environments->len; i++) {
    const KhEnvironment *environment = environment_at (self, i);
    g_autoptr (KhDiagnosis) diagnosis =
        kh_diagnose (self->estate, environment, KH_ROLE_NONE, self->now);

    g_string_append_printf (out, "%s\n", environment->name);
    if (diagnosis->triggers->len == 0)
      g_string_append (out, "  Nothing keeps the key from being used any more.\n");
    for (guint k = 0; k < diagnosis->triggers->len; k++) {
      const KhDiagnosisTrigger *trigger = diagnosis->triggers->pdata[k];

      g_string_append_printf (out, "  Cause %d: %s %s\n", trigger->trigger, trigger->text,
                              trigger->object != NULL ? trigger->object : "");
    }
  }
  add (self, "diagnosis", "Diagnosis", out);
}

/* --- The original key ------------------------------------------------------------------------- */

static void
append_key (const Gathering *self, GString *out, const KhDekRef *ref, guint n)
{
  const KhKey *key = kh_estate_get_key (self->estate, ref->vault, ref->key);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, ref->version) : NULL;

  g_string_append_printf (
      out, "  Key: %s/%s/%s\n  Thumbprint: %s\n  Data keys unwrapped: %u\n", ref->vault, ref->key,
      ref->version,
      version != NULL && version->thumbprint != NULL ? version->thumbprint : "unknown", n);
}

static gboolean
uses_same (const KhDekRef *a, const KhDekRef *b)
{
  return kh_dek_ref_uses (a, b->vault, b->key, b->version);
}

/* Each version once, with how many data keys it opened. */
static void
append_keys (const Gathering *self, GString *out, const KhEnvironment *environment)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint k = 0; k < environment->stores[i].deks->len; k++) {
      KhDekRef *ref = environment->stores[i].deks->pdata[k];

      if (ref->owner == KH_KEY_OWNER_CUSTOMER)
        g_ptr_array_add (all, ref);
    }
  for (guint i = 0; i < all->len; i++) {
    gboolean seen = FALSE;
    guint n = 0;

    for (guint k = 0; k < all->len; k++) {
      gboolean same = uses_same (all->pdata[i], all->pdata[k]);

      seen = seen || (same && k < i);
      n += same ? 1 : 0;
    }
    if (!seen)
      append_key (self, out, all->pdata[i], n);
  }
}

static void
add_proof (Gathering *self)
{
  GString *out = g_string_new (NULL);

  append_time (out, "Proven by unwrapping", self->now);
  for (guint i = 0; i < self->petition->environments->len; i++) {
    const KhEnvironment *environment = environment_at (self, i);

    g_string_append_printf (out, "%s\n", environment->name);
    append_keys (self, out, environment);
  }
  add (self, "proof", "Proof of the original key", out);
}

/* --- What was done ---------------------------------------------------------------------------- */

static KhTime
first_lock (const Gathering *self)
{
  KhTime first = self->now;

  for (guint i = 0; i < self->petition->environments->len; i++) {
    const KhEnvironment *environment = environment_at (self, i);

    if (environment->lock_cause.at != KH_TIME_NONE)
      first = MIN (first, environment->lock_cause.at);
    if (environment->locked_at != KH_TIME_NONE)
      first = MIN (first, environment->locked_at);
  }
  return first;
}

/* Acts of minutes before may be the cause: the lock follows what was done. */
#define BEFORE_LOCK (5 * KH_MINUTE)
#define RECORDS_MAX 200

static void
append_record (GString *out, const KhAuditRecord *record)
{
  g_autofree char *time = kh_time_format (record->time);

  g_string_append_printf (out, "%" G_GUINT64_FORMAT " %s %s %s %s%s%s\n", record->seq, time,
                          record->actor != NULL ? record->actor : "-", record->action,
                          record->target != NULL ? record->target : "-",
                          record->result != NULL ? " " : "",
                          record->result != NULL ? record->result : "");
}

static gboolean
append_hash (KhTenant *tenant, GString *out, guint64 seq, GError **error)
{
  KhAuditPlace place;

  if (!kh_audit_log_locate (tenant->audit, seq, &place, error))
    return FALSE;
  g_string_append_printf (out, "%" G_GUINT64_FORMAT " %s\n", seq, place.own);
  return TRUE;
}

/* The newest records of changes since the lock: whoever decides sees what broke and what mended it.
 * The hashes of the first and the last one, and the signed end of the log, tie them to it. */
static gboolean
add_records (Gathering *self, GError **error)
{
  KhAuditFilter filter = { .limit = RECORDS_MAX,
                           .of = KH_AUDIT_OF_CHANGES,
                           .since = first_lock (self) - BEFORE_LOCK };
  guint64 next = 0;
  g_autoptr (GPtrArray) records =
      kh_audit_log_list_newest (self->tenant->audit, &filter, &next, error);
  g_autofree char *anchor = NULL;
  GString *timeline = g_string_new (NULL);
  GString *hashes = g_string_new (NULL);
  gboolean ok = records != NULL;

  for (guint i = records != NULL ? records->len : 0; i > 0; i--)
    append_record (timeline, records->pdata[i - 1]);
  if (ok && records->len > 0)
    ok = append_hash (self->tenant, hashes,
                      ((KhAuditRecord *)records->pdata[records->len - 1])->seq, error)
         && append_hash (self->tenant, hashes, ((KhAuditRecord *)records->pdata[0])->seq, error);
  if (ok)
    anchor = kh_audit_log_get_anchor (self->tenant->audit, NULL);
  g_string_append (hashes, anchor != NULL ? anchor : "No checkpoint is signed yet.\n");
  add (self, "timeline", "Changes since access was lost", timeline);
  add (self, "audit", "Hashes of the first and the last record, and the signed checkpoint", hashes);
  return ok;
}

static void
add_approvals (Gathering *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < kh_estate_n_petitions (self->estate); i++) {
    const KhPetition *other = kh_estate_petition_at (self->estate, i);
    const KhAccount *by = kh_estate_get_account (self->estate, other->decided_by);
    g_autofree char *at = NULL;

    if (other->kind != KH_PETITION_APPROVAL || other->altered || other->decided_at == KH_TIME_NONE
        || other->decided_at < first_lock (self) - KH_PETITION_LIFE)
      continue;
    at = kh_time_format (other->decided_at);
    g_string_append_printf (out, "%s %s: %s by %s\n", at, other->subject,
                            kh_petition_state_to_string (other->state),
                            by != NULL ? by->name : other->decided_by);
  }
  if (out->len == 0)
    g_string_append (out, "None.\n");
  add (self, "approvals", "Approvals of dangerous acts", out);
}

gboolean
kh_request_evidence_gather (KhTenant *tenant, const KhEstate *estate, KhPetition *petition,
                            KhTime now, GError **error)
{
  Gathering self = { tenant, estate, petition, now };

  add_environments (&self);
  add_diagnosis (&self);
  add_proof (&self);
  add_approvals (&self);
  if (!add_records (&self, error))
    return FALSE;
  kh_petition_add_evidence (petition, "program", "Program", "Keyhold " KH_VERSION "\n");
  return TRUE;
}

/* --- What stays out --------------------------------------------------------------------------- */

/* Without the first two nobody could decide. */
static const struct {
  const char *kind;
  gboolean needed;
} kinds[] = {
  { "environments", TRUE }, { "proof", TRUE },  { "diagnosis", FALSE }, { "approvals", FALSE },
  { "timeline", FALSE },    { "audit", FALSE }, { "program", FALSE },
};

static gboolean
check_kind (const char *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!g_str_equal (kinds[i].kind, kind))
      continue;
    if (kinds[i].needed)
      kh_set_error_facts (error, KH_ERROR_RULE, kind, "EvidenceNeeded", NULL,
                          "A request is not decided without what locked the environments and the "
                          "proof of the original key");
    return !kinds[i].needed;
  }
  kh_set_error (error, KH_ERROR_ARGUMENT, "\"%s\" is no kind of evidence", kind);
  return FALSE;
}

gboolean
kh_request_evidence_check_left_out (const char *const *all, GError **error)
{
  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    if (!check_kind (all[i], error))
      return FALSE;
  return TRUE;
}

void
kh_request_evidence_leave_out (KhPetition *petition, const char *const *all)
{
  for (guint i = petition->evidence->len; all != NULL && i > 0; i--) {
    const KhPetitionEvidence *piece = petition->evidence->pdata[i - 1];

    if (g_strv_contains (all, piece->kind))
      g_ptr_array_remove_index (petition->evidence, i - 1);
  }
}
