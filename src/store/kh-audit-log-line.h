/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints and reads the lines that kh-audit-log-record.h describes; private to the audit log.
 *
 * Free of the database and of every key, so that keyhold-verify can link it. Pure functions: any
 * thread.
 */
#pragma once

#include "kh-audit-log-record.h"

G_BEGIN_DECLS

/* Everything a line can say; strings live in the arena. */
typedef struct {
  KhAuditRecord record;
  guint64 v;
  const char *time;
  const char *log;
  const char *prev;
  const char *phase;
  const char *tenant;
  const char *public_key;
  const char *before_file;
  guint64 before_count;
  const char *before_head;
  const char *pending;
  char *arena;
} KhAuditLine;

void kh_audit_line_clear (KhAuditLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhAuditLine, kh_audit_line_clear)

/* (transfer full): the line without newline. record.time is printed, not time. */
GString *kh_audit_line_print (const KhAuditLine *line);

/* Strict: exactly what the printer makes, members in any order but each at most once. FALSE leaves
 * @line cleared. */
gboolean kh_audit_line_parse (const char *text, gsize size, KhAuditLine *line);

/* The members every line begins with, as views into the text: enough for the chain, and fast. */
typedef struct {
  guint64 v;
  guint64 seq;
  const char *time; /* at least 19 characters up to the seconds */
  const char *log;  /* 36 characters */
  guint8 prev[32];
} KhAuditHead;

gboolean kh_audit_head_parse (const char *text, gsize size, KhAuditHead *head);

/* 64 lower-case hex digits and back. */
void kh_audit_hex (const guint8 bytes[32], char text[65]);
gboolean kh_audit_unhex (const char *text, gsize size, guint8 bytes[32]);

G_END_DECLS
