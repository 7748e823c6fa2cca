/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of an act on several of them as rows of a group: the first ones, and the others below
 * "and 12 more". Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-item.h"

G_BEGIN_DECLS

/* One object, and what came of the act on it. */
typedef struct {
  KhItem *item;      /* (owned) */
  char *text;        /* (nullable): why it is left out, or what failed */
  const char *state; /* (nullable): of KH_STATE_OPERATION */
} KhBulkEntry;
void kh_bulk_entry_free (gpointer entry);

/* Rows for @entries (element-type KhBulkEntry) in place of those that @group has. */
void kh_bulk_rows_fill (AdwPreferencesGroup *group, GPtrArray *entries);

G_END_DECLS
