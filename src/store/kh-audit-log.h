/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log of a tenant: `tenant/audit/NNNNNNNN.jsonl` and the checkpoints `NNNNNNNN.notes`.
 *
 * Lines as kh-audit-log-record.h says, chained by khc-chain.h, in segments that are closed at 16
 * MiB or when the month changes (UTC). A checkpoint is a signed note (khc-note.h): origin = tenant
 * id, size, head, and the segment's file name; the notes of a segment lie one after another beside
 * it.
 *
 * Fails closed: an intent that cannot be made durable is an error, and the caller does nothing. A
 * record that failed leaves no trace in the file. A log whose end does not agree with what was
 * signed or recorded opens as *broken*: it can be read and verified, and refuses every record.
 *
 * One thread: the store worker.
 */
#pragma once

#include "kh-audit-log-record.h"
#include "kh-audit-verify.h"
#include "kh-io.h"
#include "kh-secret.h"

G_BEGIN_DECLS

#define KH_AUDIT_SEGMENT_MAX (16 * 1024 * 1024)
#define KH_AUDIT_CHECKPOINT_EVERY 256

typedef struct _KhAuditLog KhAuditLog;

/* A position in the log: after @seq records the head is @head. Kept in the tenant database, written
 * in the transaction of the state it belongs to. */
typedef struct {
  guint64 seq;
  guint8 head[32];
} KhAuditPosition;

/* Makes a new log in @folder (built here; the parent exists) with its first record and checkpoint.
 * @tenant: GUID; @root: the tenant's root secret, from which the signing key is derived. */
KhAuditLog *kh_audit_log_create (const KhIo *io, const char *folder, const char *tenant,
                                 KhSecret *root, KhTime now, GError **error);

/* Opens the log of @tenant: checks the last segment and its checkpoints against @position
 * (nullable), repairs a tail torn by a crash (`log.repaired`) and closes intents without outcome
 * (`interrupted`). Errors: NULL for a folder that is missing, newer or cannot be read. A log that
 * is wrong is opened all the same, broken. */
KhAuditLog *kh_audit_log_open (const KhIo *io, const char *folder, const char *tenant,
                               KhSecret *root, const KhAuditPosition *position, KhTime now,
                               GError **error);

/* Signs what is not signed yet, then frees. @error (nullable) tells when that failed; it is freed
 * anyway. */
gboolean kh_audit_log_close (KhAuditLog *self, GError **error);
/* Frees without writing. */
void kh_audit_log_free (KhAuditLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhAuditLog, kh_audit_log_free)

/* Why the log refuses records, owned by it, or NULL when it does not. KH_ERROR_AUDIT. */
const GError *kh_audit_log_get_broken (KhAuditLog *self);
/* A verification of the folder found @report: from now on the log refuses records as one that was
 * opened broken does. One that is broken already stays as it is. */
void kh_audit_log_break (KhAuditLog *self, const KhAuditReport *report);
/* The first record that does not verify; 0 when it is not known, or the log is not broken. */
guint64 kh_audit_log_get_bad_record (KhAuditLog *self);

/* The first act after the position that the log was opened with whose success is recorded, keys'
 * own acts aside; owned by the log. NULL is right: a state that does not have what succeeded is
 * older than the log, put back from elsewhere or without its write-ahead log. */
const KhAuditRecord *kh_audit_log_get_unstored (KhAuditLog *self);

/* Appends an intent, durable when this returns TRUE; its number goes to @seq. Errors:
 * KH_ERROR_NO_SPACE, KH_ERROR_AUDIT (any other reason): the act must not happen. */
gboolean kh_audit_log_append_intent (KhAuditLog *self, const KhAuditRecord *record, guint64 *seq,
                                     GError **error);

/* Appends the outcome of the intent @of, durable. @record repeats whatever should be found with it;
 * result is KH_AUDIT_SUCCEEDED or KH_AUDIT_FAILED. */
gboolean kh_audit_log_append_outcome (KhAuditLog *self, guint64 of, const KhAuditRecord *record,
                                      GError **error);

/* Appends a notice or a refusal (@record->phase KH_AUDIT_NOTICE or KH_AUDIT_REFUSED); durable at
 * the next kh_audit_log_sync() or durable record. */
gboolean kh_audit_log_append_notice (KhAuditLog *self, const KhAuditRecord *record, GError **error);

/* TRUE while a notice waits for kh_audit_log_sync(), which the caller runs at most a second later.
 */
gboolean kh_audit_log_needs_sync (KhAuditLog *self);
gboolean kh_audit_log_sync (KhAuditLog *self, GError **error);

/* Signs the present end. The log does it by itself after 256 records; the caller does after a
 * dangerous act and 60 s after kh_audit_log_get_unsigned_since(). Nothing happens when all is
 * signed. */
gboolean kh_audit_log_checkpoint (KhAuditLog *self, GError **error);
/* Time of the first record that no checkpoint covers, or KH_TIME_NONE. */
KhTime kh_audit_log_get_unsigned_since (KhAuditLog *self);

/* The end of the log: to be stored with the state (kh_tenant_store_put_audit_position). */
KhAuditPosition kh_audit_log_get_position (KhAuditLog *self);
/* (transfer full): the last checkpoint as a signed note, to be kept elsewhere, or NULL. */
char *kh_audit_log_get_anchor (KhAuditLog *self, GError **error);
/* 32 bytes, owned by the log. */
const guint8 *kh_audit_log_get_public_key (KhAuditLog *self);

typedef enum {
  KH_AUDIT_OF_ANY,
  KH_AUDIT_OF_CHANGES,   /* acts that changed something, or tried to */
  KH_AUDIT_OF_REFUSALS,  /* stopped by a rule, a role or a guard */
  KH_AUDIT_OF_UNPLANNED, /* key access lost, or a destructive act, that is not in planned */
  KH_AUDIT_OF_KEY_USES,  /* something was wrapped or unwrapped with a key of a vault */
} KhAuditOf;

typedef struct {
  guint64 after;      /* records that come after this number, in the order of the list; 0: all */
  guint limit;        /* 0: the default of 100; at most 1000 */
  const char *object; /* nullable: target id or name equals it, letter case of ASCII aside */
  const char *object_too;     /* nullable: or this, its other name */
  const char *kind;           /* nullable: target kind */
  const char *actor;          /* nullable: actor id or name, the same */
  const char *request;        /* nullable: the call that it belongs to */
  const char *const *planned; /* nullable, NULL-terminated: calls whose acts somebody announced */
  KhTime since;               /* KH_TIME_NONE, or records not before it */
  KhTime until;               /* 0: none; or records before it */
  KhAuditOf of;
  /* nullable: a name, id, reason or detail has it in it, letter case aside; or it is the number; or
   * the verb is one of @actions (nullable, NULL-terminated) */
  const char *text;
  const char *const *actions;
} KhAuditFilter;

/* TRUE if one of @planned, as in a filter, covers @record. */
gboolean kh_audit_record_is_planned (const KhAuditRecord *record, const char *const *planned);

/* (transfer full) (element-type KhAuditRecord): records in order. @more (nullable) tells whether
 * the limit cut it. */
GPtrArray *kh_audit_log_list (KhAuditLog *self, const KhAuditFilter *filter, gboolean *more,
                              GError **error);

/* The same from the newest to the oldest, and one record an act: an intent has the result of its
 * outcome, and outcomes are left out. Looks at so many lines at most and may return few records, or
 * none: @next is what to give as @after for those that follow, 0 at the end. */
#define KH_AUDIT_LINES_AT_ONCE 20000
GPtrArray *kh_audit_log_list_newest (KhAuditLog *self, const KhAuditFilter *filter, guint64 *next,
                                     GError **error);

/* (transfer full): one record, KH_ERROR_NOT_FOUND. */
KhAuditRecord *kh_audit_log_get (KhAuditLog *self, guint64 seq, GError **error);

typedef enum {
  KH_AUDIT_SEAL_NONE,   /* no checkpoint covers it yet */
  KH_AUDIT_SEAL_GOOD,   /* the record and those after it lead to the signed head */
  KH_AUDIT_SEAL_BROKEN, /* they do not */
} KhAuditSeal;

/* Where a record stands in the chain; hashes as hex digits. */
typedef struct {
  char previous[65], own[65];
  guint segment;      /* number of the file */
  guint64 line;       /* in it, from 1 */
  guint64 checkpoint; /* the records it covers; 0: none yet */
  KhTime signed_at;   /* of the last of them; KH_TIME_NONE */
  KhAuditSeal seal;
  guint64 intent, outcome; /* of the act it belongs to; 0: none */
} KhAuditPlace;

/* Computes it from the files. Errors: NOT_FOUND. */
gboolean kh_audit_log_locate (KhAuditLog *self, guint64 seq, KhAuditPlace *place, GError **error);

G_END_DECLS
