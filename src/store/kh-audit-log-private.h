/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a KhAuditLog, shared by the files that implement it. */
#pragma once

#include "kh-audit-log-line.h"
#include "kh-audit-log-scan.h"
#include "kh-audit-log.h"
#include "khc-chain.h"
#include "khc-note.h"

G_BEGIN_DECLS

struct _KhAuditLog {
  const KhIo *io;
  char *folder;
  char log[37];
  char tenant[37];
  KhcChain *chain;
  KhcSigner *signer;
  guint8 public_key[32];
  GError *broken;
  guint64 bad_record; /* 0: not known */

  guint segment; /* number of the last one */
  int fd;        /* of the last one */
  /* What is durable of the segment, and the lines written after that. They are kept, since a failed
   * fdatasync may have lost them: before anything else is written they are written again. */
  guint64 durable;
  GByteArray *pending;
  gboolean rewrite; /* the file after durable is not to be trusted */
  gint64 month;     /* year * 12 + month of the segment's first record */

  guint64 seq;
  guint8 head[32];
  GHashTable *intents; /* seq (guint64*) -> KhAuditRecord: intents without outcome */

  KhAuditRecord *unstored; /* (nullable) */

  guint64 signed_seq;
  KhTime unsigned_since;
  guint64 notes_size; /* bytes of good checkpoints of the segment */
  gboolean notes_rewrite;
};

/* The empty object; the caller fills it. */
KhAuditLog *kh_audit_log_alloc (const KhIo *io, const char *folder);
/* Derives the signing key from the root and the log's id. */
gboolean kh_audit_log_set_keys (KhAuditLog *self, KhSecret *root, GError **error);
/* (transfer full): path of a file in the folder. */
char *kh_audit_log_path (KhAuditLog *self, const char *name);
/* Appends one line; @durable syncs it. Opens a new segment when it is time. */
gboolean kh_audit_log_append (KhAuditLog *self, KhAuditLine *line, gboolean durable,
                              GError **error);
/* Makes segment @number with its first record (whose special members @line has). */
gboolean kh_audit_log_begin_segment (KhAuditLog *self, guint number, KhAuditLine *line,
                                     GError **error);
gint64 kh_audit_log_month (KhTime time);
/* TRUE if @filter lets @record through; what it is of, an intent tells when it has its result. */
gboolean kh_audit_filter_lets (const KhAuditFilter *filter, const KhAuditRecord *record);
/* Remembers an intent, or forgets it when its outcome is known. */
void kh_audit_log_track (KhAuditLog *self, const KhAuditRecord *record);

/* FALSE, with what becomes of @cause (taken) for callers: no space, or the log. */
gboolean kh_audit_log_refuse (GError **error, GError *cause);
/* FALSE with KH_ERROR_AUDIT when the log is broken. */
gboolean kh_audit_log_check_usable (KhAuditLog *self, GError **error);
/* Makes durable what was written. */
gboolean kh_audit_log_sync_pending (KhAuditLog *self, GError **error);
/* Signs the end, unless it is signed. */
gboolean kh_audit_log_sign_end (KhAuditLog *self, GError **error);

G_END_DECLS
