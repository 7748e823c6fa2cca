/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change notes, audit records and the audit's verification in the Keyhold API. */
#pragma once

#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  gint64 seq;
  char *kind, *id;
} KhWireEvent;
KH_DECLARE_SHAPE (KhWireEvent, wire_event)

/* GET /events: `lost` says that older notes are gone and everything is to be read again; `newest`
 * is the number to give as `after` next. */
typedef struct {
  GPtrArray *value; /* (element-type KhWireEvent) */
  gboolean lost;
  gint64 newest;
} KhWireEvents;
KH_DECLARE_SHAPE (KhWireEvents, wire_events)

/* GET /audit: records are JSON objects as they stand in the log. @next: 0 at the end. */
GBytes *kh_wire_records_print (const char *const *records, guint n, guint64 next);
typedef struct {
  GPtrArray *records; /* (element-type KhJson) */
  guint64 next;
} KhWireRecords;
KhWireRecords *kh_wire_records_parse (GBytes *body, GError **error);
void kh_wire_records_free (KhWireRecords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhWireRecords, kh_wire_records_free)

/* GET /audit/verify. */
typedef struct {
  char *result; /* "intact", "broken", "cannot-tell" */
  gint64 records;
  char *head;
  char *reason;   /* (nullable): one sentence unless intact */
  char *bad_file; /* (nullable): the first bad record */
  gint64 bad_line, bad_seq;
  char *bad_expected, *bad_found;
} KhWireVerify;
KH_DECLARE_SHAPE (KhWireVerify, wire_verify)

G_END_DECLS
