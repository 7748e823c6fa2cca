/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The immutable sorted table. */

#include "kh-table-private.h"

struct _KhTable {
  gatomicrefcount refs;
  const KhTableKind *kind;
  guint size;
  KhTableEntry entries[];
};

static KhTable *
table_alloc (const KhTableKind *kind, guint size)
{
  KhTable *self = g_malloc (sizeof *self + size * sizeof self->entries[0]);
  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->size = size;
  return self;
}

KhTable *
_kh_table_new (const KhTableKind *kind)
{
  return table_alloc (kind, 0);
}

KhTable *
_kh_table_ref (KhTable *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
_kh_table_unref (KhTable *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->size; i++) {
    g_ref_string_release (self->entries[i].key);
    self->kind->unref (self->entries[i].value);
  }
  g_free (self);
}

guint
_kh_table_get_size (const KhTable *self)
{
  return self->size;
}

gpointer
_kh_table_at (const KhTable *self, guint n)
{
  g_return_val_if_fail (n < self->size, NULL);
  return self->entries[n].value;
}

const char *
_kh_table_key_at (const KhTable *self, guint n)
{
  return self->entries[n].key;
}

guint
_kh_table_lower_bound (const KhTable *self, const char *key)
{
  guint low = 0, high = self->size;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (g_ascii_strcasecmp (self->entries[middle].key, key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gboolean
holds_at (const KhTable *self, guint n, const char *key)
{
  return n < self->size && g_ascii_strcasecmp (self->entries[n].key, key) == 0;
}

gpointer
_kh_table_lookup (const KhTable *self, const char *key)
{
  if (key == NULL)
    return NULL;
  guint n = _kh_table_lower_bound (self, key);
  return holds_at (self, n, key) ? self->entries[n].value : NULL;
}

static void
share (const KhTable *from, guint from_n, KhTable *to, guint to_n, guint count)
{
  for (guint i = 0; i < count; i++) {
    const KhTableEntry *entry = &from->entries[from_n + i];
    to->entries[to_n + i].key = g_ref_string_acquire (entry->key);
    to->entries[to_n + i].value = from->kind->ref (entry->value);
  }
}

KhTable *
_kh_table_with (const KhTable *self, const char *key, gconstpointer value)
{
  guint n = _kh_table_lower_bound (self, key);
  guint replaced = holds_at (self, n, key) ? 1 : 0;
  KhTable *result = table_alloc (self->kind, self->size + 1 - replaced);
  share (self, 0, result, 0, n);
  result->entries[n].key = g_ref_string_new (key);
  result->entries[n].value = self->kind->ref (value);
  share (self, n + replaced, result, n + 1, self->size - n - replaced);
  return result;
}

KhTable *
_kh_table_without (const KhTable *self, const char *key)
{
  guint n = _kh_table_lower_bound (self, key);
  if (!holds_at (self, n, key))
    return _kh_table_ref ((KhTable *)self);
  KhTable *result = table_alloc (self->kind, self->size - 1);
  share (self, 0, result, 0, n);
  share (self, n + 1, result, n, self->size - n - 1);
  return result;
}

typedef struct {
  KhTableEntry entry;
  guint order;
} KhSortEntry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const KhSortEntry *left = a, *right = b;
  int order = g_ascii_strcasecmp (left->entry.key, right->entry.key);
  return order != 0 ? order : (left->order < right->order ? -1 : 1);
}

KhTable *
_kh_table_new_take (const KhTableKind *kind, GArray *entries)
{
  KhTable *self = table_alloc (kind, entries->len);
  g_autofree KhSortEntry *sorted = g_new (KhSortEntry, MAX (entries->len, 1));
  for (guint i = 0; i < entries->len; i++)
    sorted[i] = (KhSortEntry){ g_array_index (entries, KhTableEntry, i), i };
  qsort (sorted, entries->len, sizeof *sorted, compare_entries);
  guint n = 0;
  for (guint i = 0; i < entries->len; i++) {
    if (n > 0 && g_ascii_strcasecmp (self->entries[n - 1].key, sorted[i].entry.key) == 0) {
      g_ref_string_release (self->entries[--n].key);
      kind->unref (self->entries[n].value);
    }
    self->entries[n++] = sorted[i].entry;
  }
  self->size = n;
  g_array_unref (entries);
  return self;
}
