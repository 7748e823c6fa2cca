/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data of environments in the Keyhold API: coverage, items, rows, import reports. */
#pragma once

#include "kh-shape.h"

G_BEGIN_DECLS

/* GET /environments/{id}/stores: `cmk status`, `data stats`. */
typedef struct {
  char *store;
  char *key_owner; /* "customer", "platform" */
  char *kid;       /* (nullable) */
  gint64 items, rows, bytes;
  gint64 staying; /* flows under the platform's key while @key_owner is "customer" */
  char *state;    /* encryption status word of the store: "Warning" with such flows */
} KhWireStore;
KH_DECLARE_SHAPE (KhWireStore, wire_store)

/* GET …/stores/{store}/items. */
typedef struct {
  char *id, *name;
  char *kind; /* "table", "file" */
  gint64 rows, bytes;
  char *sha256; /* (nullable) */
  KhTime created_at;
} KhWireItem;
KH_DECLARE_SHAPE (KhWireItem, wire_item)

/* GET …/tables/{t}/rows: columns and rows of texts; a NULL element is NULL in the table. */
typedef struct {
  GPtrArray *columns; /* (element-type utf8) */
  GPtrArray *rows;    /* (element-type GPtrArray of utf8 (nullable)) */
  guint64 next;       /* 0 at the end */
} KhWireRows;
GBytes *kh_wire_rows_print (GPtrArray *columns, GPtrArray *rows, guint64 next);
KhWireRows *kh_wire_rows_parse (GBytes *body, GError **error);
void kh_wire_rows_free (KhWireRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhWireRows, kh_wire_rows_free)

/* PUT /imports/{name}. */
typedef struct {
  char *file, *kind, *store, *name;
  gint64 rows, bytes;
  char *sha256;
} KhWireImported;
KH_DECLARE_SHAPE (KhWireImported, wire_imported)
typedef struct {
  char *file, *rule, *reason;
  gint64 line; /* 0: none */
} KhWireRefused;
KH_DECLARE_SHAPE (KhWireRefused, wire_refused)
typedef struct {
  GPtrArray *imported; /* (element-type KhWireImported) */
  GPtrArray *refused;  /* (element-type KhWireRefused) */
  gint64 rows_skipped; /* bad rows left out, also beyond those listed */
} KhWireImportReport;
KH_DECLARE_SHAPE (KhWireImportReport, wire_import_report)

G_END_DECLS
