/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list knows of one object, so that filtering and sorting ask nothing twice. Inside of
 * KhListOrder; main thread. */
#pragma once

#include "kh-list-kind.h"

G_BEGIN_DECLS

typedef struct {
  KhItem *item;   /* (owned) */
  gulong handler; /* of its snapshot */
  guint chips;    /* bit i: the chip i lets it through; bit 0 is All */
  gint64 rank;
  char *name;                      /* key to sort by */
  char *key;                       /* (nullable): of the chosen sort */
  char *search;                    /* folded text to search in */
  char *values[KH_LIST_MAX_MENUS]; /* (nullable) */
} KhListEntry;

/* What changed for the model: the order, or what is let through. */
typedef enum {
  KH_LIST_SAME = 0,
  KH_LIST_ORDER_CHANGED = 1 << 0,
  KH_LIST_SHOWN = 1 << 1,
} KhListDifference;

/* A GDestroyNotify. */
void kh_list_entry_free (gpointer entry);
/* Asks the object again. @sort: index of the chosen sort, 0: by rank. */
KhListDifference kh_list_entry_ask (KhListEntry *entry, const KhListKind *kind,
                                    KhOrganization *organization, guint sort);
/* The key of another sort alone. */
void kh_list_entry_sort (KhListEntry *entry, const KhListKind *kind, KhOrganization *organization,
                         guint sort);

G_END_DECLS
