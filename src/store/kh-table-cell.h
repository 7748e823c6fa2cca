/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of a table: NULL, integer, real, text or bytes, borrowed from whoever read it.
 * Pure functions; any thread. */
#pragma once

#include "kh-database.h"

G_BEGIN_DECLS

typedef struct {
  KhColumnType type;
  gint64 integer;
  double real;
  const char *data; /* text (UTF-8, perhaps with NUL inside) or bytes; not terminated */
  gsize size;
} KhCell;

#define KH_CELL_NULL ((KhCell){ .type = KH_COLUMN_NULL })
#define KH_CELL_TEXT(text, length)                                                                 \
  ((KhCell){ .type = KH_COLUMN_TEXT, .data = (text), .size = (length) })

/* A column as its source named it. */
typedef struct {
  char *name;
  char *type;    /* as declared by the source; "" when it has none */
  guint64 blobs; /* how many values are bytes: they are base64 in an export */
} KhTableColumn;
KhTableColumn *kh_table_column_new (const char *name, const char *type);
void kh_table_column_free (KhTableColumn *column);

/* The shortest decimal text that reads back as the same double; always with a point, an exponent,
 * or one of the words inf, -inf and nan. Appends. */
void kh_cell_append_real (GString *text, double value);
/* (transfer full) (nullable): the value as text; base64 for bytes; NULL for NULL. */
char *kh_cell_to_text (const KhCell *cell);
/* The bytes a value counts for in the statistics. */
gsize kh_cell_get_size (const KhCell *cell);

G_END_DECLS
