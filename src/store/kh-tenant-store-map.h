/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that say which column holds which member of a value; private to the stores.
 *
 * One table of fields serves insert, update and load, so a member that is saved is loaded. Words of
 * closed vocabularies are stored as their texts, flags as their bits, times as microseconds with
 * NULL for none. The thread of the database.
 */
#pragma once

#include "kh-database.h"
#include "kh-time.h"

G_BEGIN_DECLS

typedef enum {
  KH_FIELD_TEXT,  /* char *, NULL is NULL */
  KH_FIELD_NAME,  /* char *, NULL is '' so that it can be part of a key */
  KH_FIELD_BYTES, /* GBytes *, NULL is NULL */
  KH_FIELD_INT64,
  KH_FIELD_UINT64,
  KH_FIELD_UINT, /* also flags and booleans */
  KH_FIELD_TIME, /* KhTime */
  KH_FIELD_ENUM,
} KhFieldType;

typedef struct {
  const char *column;
  KhFieldType type;
  gsize offset;
  const char *(*to_string) (guint value);
  gboolean (*from_string) (const char *text, guint *value);
} KhField;

#define KH_FIELD(Type, member, column, type)                                                       \
  {                                                                                                \
    column, type, G_STRUCT_OFFSET (Type, member), NULL, NULL                                       \
  }
/* An enumeration is compatible with the unsigned integer of its size. */
#define KH_FIELD_WORD(Type, member, column, name)                                                  \
  {                                                                                                \
    column, KH_FIELD_ENUM, G_STRUCT_OFFSET (Type, member),                                         \
        (const char *(*)(guint))kh_##name##_to_string,                                             \
        (gboolean (*) (const char *, guint *))kh_##name##_from_string                              \
  }

typedef struct {
  const char *table;
  const char *parent; /* column with the id of the value it belongs to; a column `n` orders then */
  const char *key;    /* column of the value's own id, when it has no parent */
  gsize key_offset;
  gsize revision_offset; /* of the member revision, 0 when it has none */
  const KhField *fields;
  guint n_fields;
} KhMap;

/* Inserts a row that belongs to @parent, number @n among its like. */
gboolean kh_map_insert_child (KhDatabase *db, const KhMap *map, const char *parent, gint64 n,
                              const void *value, GError **error);
gboolean kh_map_delete_children (KhDatabase *db, const KhMap *map, const char *parent,
                                 GError **error);

/* Saves a value: inserts when its revision is 0, updates when the stored one is its own; raises it.
 * A stale one is KH_ERROR_CONFLICT. Without revision: inserts or replaces. */
gboolean kh_map_put (KhDatabase *db, const KhMap *map, void *value, GError **error);
/* KH_ERROR_NOT_FOUND when there is no such row. */
gboolean kh_map_delete (KhDatabase *db, const KhMap *map, const char *id, GError **error);

/* Prepares the rows in order, those of @parent or (NULL) all of them. */
KhStatement *kh_map_select (KhDatabase *db, const KhMap *map, const char *parent, GError **error);
/* Reads the present row into @value, whose old texts are freed. KH_ERROR_DAMAGED for a word that is
 * not known or a number out of range. */
gboolean kh_map_read (KhStatement *statement, const KhMap *map, void *value, GError **error);

G_END_DECLS
