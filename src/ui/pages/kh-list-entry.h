/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list knows of one object, so that filtering and sorting ask nothing twice. Inside of
 * KhListOrder; main thread. */
#pragma once

#include "kh-list-kind.h"

G_BEGIN_DECLS

/* As small as can be: there are ten thousands. */
typedef struct {
  KhItem *item; /* (owned) */
  gint64 rank;
  char *name;    /* key to sort by */
  char *key;     /* (nullable): of the chosen sort */
  guint32 chips; /* bit i: the chip i lets it through; bit 0 is All */
  guint32 mark;  /* of what is searched in and of the values of the menus: differs when they do */
} KhListEntry;

/* What changed for the model: the order, or what is let through. */
typedef enum {
  KH_LIST_SAME = 0,
  KH_LIST_ORDER_CHANGED = 1 << 0,
  KH_LIST_SHOWN = 1 << 1,
} KhListDifference;

/* @item: (transfer full). It has to be asked before it is used. */
KhListEntry *kh_list_entry_new (KhItem *item);
/* A GDestroyNotify. */
void kh_list_entry_free (gpointer entry);
/* Asks the object again. @sort: index of the chosen sort, 0: by rank. */
KhListDifference kh_list_entry_ask (KhListEntry *entry, const KhListKind *kind,
                                    KhOrganization *organization, guint sort);
/* The key of another sort alone. */
void kh_list_entry_sort (KhListEntry *entry, const KhListKind *kind, KhOrganization *organization,
                         guint sort);
/* TRUE if what can be searched in has the folded text @search. */
gboolean kh_list_entry_has_text (const KhListEntry *entry, const KhListKind *kind,
                                 const char *search);
/* A GHashTable of entries, each its own key, by item. */
guint kh_list_entry_hash (gconstpointer entry);
gboolean kh_list_entry_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
