/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the data of environments.
 * Every function returns a call for kh_client_call(); its result is a KhJson (GPtrArray of them for
 * lists). @environment and @item are ids or names.
 */
#pragma once

#include "kh-call.h"

G_BEGIN_DECLS

/* List of the five stores with their coverage. */
KhCall *kh_data_api_stores (const char *environment);
/* List of the items of a store. */
KhCall *kh_data_api_items (const char *environment, const char *store);
/* For kh_client_download(): a file byte for byte, a table as CSV. */
KhCall *kh_data_api_content (const char *environment, const char *store, const char *item);
KhCall *kh_data_api_remove (const char *environment, const char *store, const char *item);
/* One page of rows. */
KhCall *kh_data_api_rows (const char *environment, const char *table, guint64 after, guint limit);

typedef struct {
  const char *environment, *name;
  const char *kind;      /* "auto", "table", "file" */
  const char *table;     /* (nullable) */
  const char *charset;   /* (nullable) */
  const char *delimiter; /* (nullable): one character */
  gboolean replace, skip_bad_rows;
} KhImportDraft;
/* Result: the report, imported[] and refused[]. @length: -1 when not known. */
KhCall *kh_data_api_import (const KhImportDraft *draft, GInputStream *stream, gint64 length);

G_END_DECLS
