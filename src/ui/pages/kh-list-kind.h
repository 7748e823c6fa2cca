/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one list page differs in from the others, as constant data: texts, chips, order, rows.
 *
 * Main thread. The functions read items and other lists of the organization, and call nothing.
 */
#pragma once

#include "kh-item-row.h"
#include "kh-page.h"

G_BEGIN_DECLS

#define KH_LIST_MAX_CHIPS 6

/* A filter with a name. */
typedef struct {
  const char *id;    /* of URIs: chip=locked */
  const char *label; /* marked for translation */
  gboolean (*matches) (KhItem *item, KhOrganization *organization);
} KhListChip;

typedef struct {
  KhItemKind kind;
  const char *uri;   /* "keyhold:environments" */
  const char *title; /* marked for translation, as are the labels */
  const char *search_label;
  const char *primary_label;
  /* Opens the dialog of the primary action. */
  void (*create) (KhPage *page);
  guint create_roles; /* KhMay: who may */
  /* "11 environments" */
  char *(*count) (guint n);

  /* Beside All, which is always the first. */
  const KhListChip *chips;
  guint n_chips;
  /* Kinds (bits 1 << KhItemKind) whose changes change chips, order or words too; and those that
   * change what rows say alone. */
  guint also, rows_also;
  /* Small numbers come first: trouble. Equal ones go by name. */
  gint64 (*rank) (KhItem *item, KhOrganization *organization);
  /* Appends what a search looks through beside name and id. */
  void (*words) (KhItem *item, GString *text);
  /* As KhItemRowFill with the organization as data. */
  KhItemRowFill fill;
} KhListKind;

G_END_DECLS
