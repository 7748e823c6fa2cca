/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row of a list page shows while it can be seen: the same parts, and so the same looks, as
 * an AdwActionRow has, but only those that something is in.
 *
 * Main thread. It tells screen readers nothing by itself: the row has the name.
 */
#pragma once

#include <gtk/gtk.h>

#include "kh-state.h"

G_BEGIN_DECLS

#define KH_ITEM_ENDS 3

/* One thing at the row's end. */
typedef struct {
  gboolean is_pill; /* or else a label */
  KhStateKind kind;
  char *value; /* (owned) (nullable): of the pill's state */
  char *word;  /* (owned): that it says */
} KhItemEnd;

typedef struct {
  char *title, *subtitle; /* (owned): never read as markup */
  KhItemEnd ends[KH_ITEM_ENDS];
  guint n_ends;
  int percent;                   /* below 0: no bar */
  char *verb;                    /* (owned) (nullable): label of its button */
  gboolean compact;              /* without all but the last end, bar and button */
  gboolean selectable, selected; /* with a mark in front, and without its button */
} KhItemText;

void kh_item_text_clear (KhItemText *self);
/* (transfer full): the second line: a compact row says there what its ends do not. */
char *kh_item_text_subtitle (const KhItemText *self);

#define KH_TYPE_ITEM_BODY (kh_item_body_get_type ())
G_DECLARE_FINAL_TYPE (KhItemBody, kh_item_body, KH, ITEM_BODY, GtkBox)

/* Its signal "acted" comes when the button was pressed. */
GtkWidget *kh_item_body_new (void);
void kh_item_body_show (KhItemBody *self, const KhItemText *text);

G_END_DECLS
