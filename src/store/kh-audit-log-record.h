/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of the audit log as a value, and its line.
 *
 * A line is one flat JSON object of strings and non-negative integers, in the order below; members
 * that are NULL or 0 are left out. What is hashed are the bytes of the line, so a reader never
 * needs to print one again.
 *
 *   v            1
 *   seq          1, 2, 3, …
 *   time         ISO 8601, UTC
 *   log          GUID of the log
 *   prev         H(seq-1) as 64 hex digits (khc-chain.h)
 *   phase        intent | outcome | notice | refused
 *   action       verb, for example `key.disable`
 *   of           outcome: seq of the intent
 *   result       outcome: succeeded | failed | interrupted; refused: the reason's id
 *   actorId actor
 *   targetKind targetId target
 *   request reason detail
 *   tenant publicKey            only in record 1 (`log.start`); publicKey is 64 hex digits
 *   beforeFile beforeCount beforeHead pending
 *                               only in the first record of a later segment (`log.segment`): the
 * file before it, the number of records up to its end, H of the last one, and the intents without
 * outcome as decimal numbers with commas between
 *
 * Ids, names of objects and rule ids only: never content, schema or secrets. Strings are UTF-8;
 * quotes, backslashes, control characters, DEL, line separators and bidirectional controls are
 * written as \uXXXX, so a line shows nothing but what it says.
 */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

typedef enum {
  KH_AUDIT_INTENT,
  KH_AUDIT_OUTCOME,
  KH_AUDIT_NOTICE,
  KH_AUDIT_REFUSED,
} KhAuditPhase;

/* A record. To append one, fill a KhAuditRecord on the stack with borrowed strings; seq, phase and
 * of are the log's business then. Records that come out of the log are reference counted and
 * immutable: any thread. Every string is nullable but action. */
typedef struct {
  guint64 seq;
  KhTime time;
  KhAuditPhase phase;
  const char *action;
  guint64 of;
  const char *result;
  const char *actor_id;
  const char *actor;
  const char *target_kind;
  const char *target_id;
  const char *target;
  const char *request;
  const char *reason;
  const char *detail;
  guint64
      outcome; /* of an intent that was read as an act: seq of its outcome, whose result it has */
} KhAuditRecord;

#define KH_AUDIT_SUCCEEDED "succeeded"
#define KH_AUDIT_FAILED "failed"
#define KH_AUDIT_INTERRUPTED "interrupted"

/* Longest line in bytes without its newline; a longer record is refused. */
#define KH_AUDIT_LINE_MAX 16384

/* (transfer full): a counted copy. */
KhAuditRecord *kh_audit_record_copy (const KhAuditRecord *record);
KhAuditRecord *kh_audit_record_ref (KhAuditRecord *record);
void kh_audit_record_unref (KhAuditRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhAuditRecord, kh_audit_record_unref)

/* "intent", "outcome", "notice", "refused". */
const char *kh_audit_phase_name (KhAuditPhase phase);

G_END_DECLS
