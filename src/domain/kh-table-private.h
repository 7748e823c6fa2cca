/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An immutable sorted table of counted values: what an estate is made of.
 *
 * Keys compare without regard to ASCII case. kh_table_with() copies the pointers, not the values.
 * Tables are counted atomically; any thread.
 */
#pragma once

#include <glib.h>

typedef struct {
  GRefString *key;
  gpointer value;
} KhTableEntry;

typedef struct {
  gpointer (*ref) (gconstpointer value);
  void (*unref) (gpointer value);
} KhTableKind;

typedef struct _KhTable KhTable;

KhTable *_kh_table_new (const KhTableKind *kind);
KhTable *_kh_table_ref (KhTable *self);
void _kh_table_unref (KhTable *self);
guint _kh_table_get_size (const KhTable *self);
gpointer _kh_table_at (const KhTable *self, guint n);
const char *_kh_table_key_at (const KhTable *self, guint n);
gpointer _kh_table_lookup (const KhTable *self, const char *key);
/* The first entry whose key is not below @key. */
guint _kh_table_lower_bound (const KhTable *self, const char *key);
/* (transfer full) */
KhTable *_kh_table_with (const KhTable *self, const char *key, gconstpointer value);
KhTable *_kh_table_without (const KhTable *self, const char *key);
/* (transfer full): sorts and takes over @entries (element-type KhTableEntry), the last of equal
 * keys wins. */
KhTable *_kh_table_new_take (const KhTableKind *kind, GArray *entries);
