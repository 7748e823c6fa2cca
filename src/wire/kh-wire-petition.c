/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of requests. */
#include "kh-wire-petition.h"

#define O(member) G_STRUCT_OFFSET (KhWireApproval, member)
static const KhField approval_fields[] = {
  { "by", KH_FIELD_TEXT, 0, O (by) },
  { "at", KH_FIELD_TIME, 0, O (at) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireApproval, wire_approval, approval_fields)

#define O(member) G_STRUCT_OFFSET (KhWireEvidence, member)
static const KhField evidence_fields[] = {
  { "kind", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kind) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "text", KH_FIELD_TEXT, KH_FIELD_OMIT, O (text) },
  { "sha256", KH_FIELD_TEXT, 0, O (sha256) },
  { "verified", KH_FIELD_BOOL, 0, O (verified) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireEvidence, wire_evidence, evidence_fields)

#define O(member) G_STRUCT_OFFSET (KhWireNote, member)
static const KhField note_fields[] = {
  { "at", KH_FIELD_TIME, 0, O (at) },
  { "event", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (event) },
  { "by", KH_FIELD_TEXT, 0, O (by) },
  { "text", KH_FIELD_TEXT, KH_FIELD_OMIT, O (text) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireNote, wire_note, note_fields)

#define O(member) G_STRUCT_OFFSET (KhWirePetitionEnvironment, member)
static const KhField petition_environment_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "usedAt", KH_FIELD_TIME, 0, O (used_at) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWirePetitionEnvironment, wire_petition_environment,
                       petition_environment_fields)

#define O(member) G_STRUCT_OFFSET (KhWirePetition, member)
static const KhField petition_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "kind", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kind) },
  { "state", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (state) },
  { "requestedBy", KH_FIELD_TEXT, 0, O (requested_by) },
  { "requestedById", KH_FIELD_TEXT, 0, O (requested_by_id) },
  { "approvals", KH_FIELD_LIST, 0, O (approvals), &kh_wire_approval_shape },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
  { "expiresAt", KH_FIELD_TIME, 0, O (expires_at) },
  { "subject", KH_FIELD_TEXT, 0, O (subject) },
  { "reason", KH_FIELD_TEXT, 0, O (reason) },
  { "decidedBy", KH_FIELD_TEXT, 0, O (decided_by) },
  { "decidedAt", KH_FIELD_TIME, 0, O (decided_at) },
  { "altered", KH_FIELD_BOOL, 0, O (altered) },
  { "mayApprove", KH_FIELD_BOOL, 0, O (may_approve) },
  { "mayReject", KH_FIELD_BOOL, 0, O (may_reject) },
  { "mayWithdraw", KH_FIELD_BOOL, 0, O (may_withdraw) },
  { "refusal", KH_FIELD_TEXT, KH_FIELD_OMIT, O (refusal) },
  { "action", KH_FIELD_TEXT, KH_FIELD_OMIT, O (action) },
  { "targetKind", KH_FIELD_TEXT, KH_FIELD_OMIT, O (target_kind) },
  { "target", KH_FIELD_TEXT, KH_FIELD_OMIT, O (target) },
  { "level", KH_FIELD_INT, KH_FIELD_OMIT, O (level) },
  { "impact", KH_FIELD_RAW, KH_FIELD_OMIT, O (impact) },
  { "changed", KH_FIELD_BOOL, 0, O (changed) },
  { "environments", KH_FIELD_LIST, 0, O (environments), &kh_wire_petition_environment_shape },
  { "evidence", KH_FIELD_LIST, 0, O (evidence), &kh_wire_evidence_shape },
  { "history", KH_FIELD_LIST, 0, O (history), &kh_wire_note_shape },
};
#undef O
KH_DEFINE_SHAPE (KhWirePetition, wire_petition, petition_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRequestFile, member)
static const KhField request_file_fields[] = {
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "content", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (content) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRequestFile, wire_request_file, request_file_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRequestFiling, member)
static const KhField request_filing_fields[] = {
  { "kind", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kind) },
  { "environments", KH_FIELD_TEXTS, KH_FIELD_REQUIRED, O (environments) },
  { "reason", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason) },
  { "files", KH_FIELD_LIST, KH_FIELD_OMIT, O (files), &kh_wire_request_file_shape },
  { "severity", KH_FIELD_TEXT, KH_FIELD_OMIT, O (severity) },
  { "contact", KH_FIELD_TEXT, KH_FIELD_OMIT, O (contact) },
  { "leftOut", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (left_out) },
  { "preview", KH_FIELD_BOOL, KH_FIELD_OMIT, O (preview) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRequestFiling, wire_request_filing, request_filing_fields)

#define O(member) G_STRUCT_OFFSET (KhWireDecision, member)
static const KhField decision_fields[] = {
  { "passphrase", KH_FIELD_TEXT, KH_FIELD_OMIT, O (passphrase) },
  { "reason", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason) },
};
#undef O
KH_DEFINE_SHAPE (KhWireDecision, wire_decision, decision_fields)

/* --- From the domain -------------------------------------------------------------------------- */

static void
add_parts (KhWirePetition *wire, const KhPetition *petition)
{
  for (guint i = 0; i < petition->environments->len; i++) {
    const KhPetitionEnvironment *part = petition->environments->pdata[i];
    KhWirePetitionEnvironment *one = kh_shape_new (&kh_wire_petition_environment_shape);

    one->id = g_strdup (part->id);
    one->name = g_strdup (part->name);
    one->used_at = part->used_at;
    g_ptr_array_add (wire->environments, one);
  }
  for (guint i = 0; i < petition->notes->len; i++) {
    const KhPetitionNote *part = petition->notes->pdata[i];
    KhWireNote *one = kh_shape_new (&kh_wire_note_shape);

    one->at = part->at;
    one->event = g_strdup (kh_petition_event_to_string (part->event));
    one->by = g_strdup (part->account);
    one->text = g_strdup (part->text);
    g_ptr_array_add (wire->history, one);
    if (part->event == KH_PETITION_EVENT_APPROVE) {
      KhWireApproval *approval = kh_shape_new (&kh_wire_approval_shape);

      approval->by = g_strdup (part->account);
      approval->at = part->at;
      g_ptr_array_add (wire->approvals, approval);
    }
    if (part->event == KH_PETITION_EVENT_APPROVE || part->event == KH_PETITION_EVENT_REJECT) {
      g_free (wire->decided_by);
      wire->decided_by = g_strdup (part->account);
    }
  }
}

static void
add_evidence (KhWirePetition *wire, const KhPetition *petition, gboolean texts)
{
  for (guint i = 0; i < petition->evidence->len; i++) {
    const KhPetitionEvidence *part = petition->evidence->pdata[i];
    KhWireEvidence *one = kh_shape_new (&kh_wire_evidence_shape);

    one->kind = g_strdup (part->kind);
    one->name = g_strdup (part->name);
    one->text = texts ? g_strdup (part->text) : NULL;
    one->sha256 = g_strdup (part->sha256);
    one->verified = !petition->altered && kh_petition_evidence_is_whole (part);
    g_ptr_array_add (wire->evidence, one);
  }
}

KhWirePetition *
kh_wire_petition_from (const KhPetition *petition, gboolean texts)
{
  KhWirePetition *wire = kh_wire_petition_new ();

  wire->id = g_strdup (petition->id);
  wire->kind = g_strdup (kh_petition_kind_to_string (petition->kind));
  wire->state = g_strdup (kh_petition_state_to_string (petition->state));
  wire->requested_by = g_strdup (petition->requested_name);
  wire->requested_by_id = g_strdup (petition->requested_by);
  wire->created_at = petition->created_at;
  wire->expires_at = petition->expires_at;
  wire->subject = g_strdup (petition->subject);
  wire->reason = g_strdup (petition->reason);
  wire->decided_at = petition->decided_at;
  wire->altered = petition->altered;
  wire->action = g_strdup (petition->action);
  wire->target_kind = g_strdup (petition->target_kind);
  wire->target = g_strdup (petition->target);
  wire->level = petition->level;
  add_parts (wire, petition);
  add_evidence (wire, petition, texts);
  return wire;
}
