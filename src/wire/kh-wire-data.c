/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage, items, rows and import reports on the wire. */
#include "kh-wire-data.h"

#define O(member) G_STRUCT_OFFSET (KhWireStore, member)
static const KhField store_fields[] = {
  { "store", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (store) },
  { "keyOwner", KH_FIELD_TEXT, 0, O (key_owner) },
  { "kid", KH_FIELD_TEXT, 0, O (kid) },
  { "items", KH_FIELD_INT, 0, O (items) },
  { "rows", KH_FIELD_INT, 0, O (rows) },
  { "bytes", KH_FIELD_INT, 0, O (bytes) },
  { "staying", KH_FIELD_INT, 0, O (staying) },
  { "state", KH_FIELD_TEXT, 0, O (state) },
};
#undef O
KH_DEFINE_SHAPE (KhWireStore, wire_store, store_fields)

#define O(member) G_STRUCT_OFFSET (KhWireItem, member)
static const KhField item_fields[] = {
  { "id", KH_FIELD_TEXT, 0, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "kind", KH_FIELD_TEXT, 0, O (kind) },
  { "rows", KH_FIELD_INT, 0, O (rows) },
  { "bytes", KH_FIELD_INT, 0, O (bytes) },
  { "sha256", KH_FIELD_TEXT, 0, O (sha256) },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
};
#undef O
KH_DEFINE_SHAPE (KhWireItem, wire_item, item_fields)

#define O(member) G_STRUCT_OFFSET (KhWireImported, member)
static const KhField imported_fields[] = {
  { "file", KH_FIELD_TEXT, 0, O (file) },     { "kind", KH_FIELD_TEXT, 0, O (kind) },
  { "store", KH_FIELD_TEXT, 0, O (store) },   { "name", KH_FIELD_TEXT, 0, O (name) },
  { "rows", KH_FIELD_INT, 0, O (rows) },      { "bytes", KH_FIELD_INT, 0, O (bytes) },
  { "sha256", KH_FIELD_TEXT, 0, O (sha256) },
};
#undef O
KH_DEFINE_SHAPE (KhWireImported, wire_imported, imported_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRefused, member)
static const KhField refused_fields[] = {
  { "file", KH_FIELD_TEXT, 0, O (file) },
  { "rule", KH_FIELD_TEXT, 0, O (rule) },
  { "reason", KH_FIELD_TEXT, 0, O (reason) },
  { "line", KH_FIELD_INT, 0, O (line) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRefused, wire_refused, refused_fields)

#define O(member) G_STRUCT_OFFSET (KhWireImportReport, member)
static const KhField report_fields[] = {
  { "imported", KH_FIELD_LIST, 0, O (imported), &kh_wire_imported_shape },
  { "refused", KH_FIELD_LIST, 0, O (refused), &kh_wire_refused_shape },
  { "rowsSkipped", KH_FIELD_INT, KH_FIELD_OMIT, O (rows_skipped) },
};
#undef O
KH_DEFINE_SHAPE (KhWireImportReport, wire_import_report, report_fields)

GBytes *
kh_wire_rows_print (GPtrArray *columns, GPtrArray *rows, guint64 next)
{
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "columns");
  for (guint i = 0; i < columns->len; i++)
    kh_json_out_string (out, NULL, columns->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < rows->len; i++) {
    const GPtrArray *row = rows->pdata[i];
    kh_json_out_begin_array (out, NULL);
    for (guint j = 0; j < row->len; j++)
      kh_json_out_string (out, NULL, row->pdata[j]);
    kh_json_out_end_array (out);
  }
  kh_json_out_end_array (out);
  kh_json_out_int (out, "next", (gint64)next);
  kh_json_out_end (out);
  return kh_json_out_finish (out);
}

static GPtrArray *
read_texts (KhJson *json, const char *path)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < kh_json_length (json, path); i++)
    g_ptr_array_add (texts, g_strdup (kh_json_string (kh_json_element (json, path, i), NULL)));
  return texts;
}

KhWireRows *
kh_wire_rows_parse (GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse_object (body, error);
  if (json == NULL)
    return NULL;
  KhWireRows *self = g_new0 (KhWireRows, 1);
  self->columns = read_texts (json, "columns");
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < kh_json_length (json, "value"); i++)
    g_ptr_array_add (self->rows, read_texts (kh_json_element (json, "value", i), NULL));
  self->next = (guint64)kh_json_int (json, "next", 0);
  return self;
}

void
kh_wire_rows_free (KhWireRows *self)
{
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}
