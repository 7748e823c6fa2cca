/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change notes, audit records and verification on the wire. */
#include "kh-wire-log.h"

#define O(member) G_STRUCT_OFFSET (KhWireEvent, member)
static const KhField event_fields[] = {
  { "seq", KH_FIELD_INT, KH_FIELD_REQUIRED, O (seq) },
  { "kind", KH_FIELD_TEXT, 0, O (kind) },
  { "id", KH_FIELD_TEXT, 0, O (id) },
};
#undef O
KH_DEFINE_SHAPE (KhWireEvent, wire_event, event_fields)

#define O(member) G_STRUCT_OFFSET (KhWireEvents, member)
static const KhField events_fields[] = {
  { "value", KH_FIELD_LIST, 0, O (value), &kh_wire_event_shape },
  { "lost", KH_FIELD_BOOL, 0, O (lost) },
  { "newest", KH_FIELD_INT, 0, O (newest) },
};
#undef O
KH_DEFINE_SHAPE (KhWireEvents, wire_events, events_fields)

#define O(member) G_STRUCT_OFFSET (KhWireVerify, member)
static const KhField verify_fields[] = {
  { "result", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (result) },
  { "records", KH_FIELD_INT, 0, O (records) },
  { "head", KH_FIELD_TEXT, 0, O (head) },
  { "reason", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason) },
  { "firstBad", KH_FIELD_NULL, 0, O (bad_file) },
  { "firstBad.file", KH_FIELD_TEXT, KH_FIELD_OMIT, O (bad_file) },
  { "firstBad.line", KH_FIELD_INT, KH_FIELD_OMIT, O (bad_line) },
  { "firstBad.seq", KH_FIELD_INT, KH_FIELD_OMIT, O (bad_seq) },
  { "firstBad.expected", KH_FIELD_TEXT, KH_FIELD_OMIT, O (bad_expected) },
  { "firstBad.found", KH_FIELD_TEXT, KH_FIELD_OMIT, O (bad_found) },
};
#undef O
KH_DEFINE_SHAPE (KhWireVerify, wire_verify, verify_fields)

GBytes *
kh_wire_records_print (const char *const *records, guint n, guint64 next)
{
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < n; i++)
    kh_json_out_raw (out, NULL, records[i]);
  kh_json_out_end_array (out);
  kh_json_out_int (out, "next", (gint64)next);
  kh_json_out_end (out);
  return kh_json_out_finish (out);
}

KhWireRecords *
kh_wire_records_parse (GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse_object (body, error);
  if (json == NULL)
    return NULL;
  KhWireRecords *self = g_new0 (KhWireRecords, 1);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  for (guint i = 0; i < kh_json_length (json, "value"); i++)
    g_ptr_array_add (self->records, kh_json_ref (kh_json_element (json, "value", i)));
  self->next = (guint64)kh_json_int (json, "next", 0);
  return self;
}

void
kh_wire_records_free (KhWireRecords *self)
{
  g_ptr_array_unref (self->records);
  g_free (self);
}
