/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes: a table that says where each member of a struct stands in JSON.
 *
 * One table reads, writes and frees, so that a codec cannot parse what it does not print. A struct
 * may have several shapes (the lean one of the Keyhold API, the one of a cloud service). Paths are
 * member names joined by dots; fields of one object stand together. Enumerated words stay texts:
 * services add new ones. Times that are not set are KH_TIME_NONE, tri-states KH_TRI_UNSET.
 * Any thread.
 */
#pragma once

#include "kh-json.h"

G_BEGIN_DECLS

typedef enum {
  KH_FIELD_TEXT,   /* char * */
  KH_FIELD_BOOL,   /* gboolean */
  KH_FIELD_TRI,    /* int: KH_TRI_UNSET, FALSE, TRUE */
  KH_FIELD_INT,    /* gint64 */
  KH_FIELD_TIME,   /* KhTime as ISO 8601 */
  KH_FIELD_UNIX,   /* KhTime as whole seconds */
  KH_FIELD_TEXTS,  /* char **, an array of texts */
  KH_FIELD_PAIRS,  /* char **: name, value, …; an object of texts */
  KH_FIELD_LIST,   /* GPtrArray of the struct of @shape */
  KH_FIELD_OBJECT, /* pointer to the struct of @shape */
  KH_FIELD_RAW,    /* char *, any JSON as text */
  KH_FIELD_NULL, /* no member of its own: writes null at @path where the text at @offset is unset */
} KhFieldKind;

#define KH_TRI_UNSET (-1)

typedef enum {
  KH_FIELD_PLAIN = 0,
  KH_FIELD_OMIT = 1 << 0,     /* unset (NULL, 0 for numbers, FALSE, empty) is left out, not null */
  KH_FIELD_REQUIRED = 1 << 1, /* reading fails without it */
  KH_FIELD_ECHO = 1 << 2,     /* written, not read: derived from another field */
} KhFieldFlags;

typedef struct _KhShape KhShape;
typedef struct {
  const char *path;
  KhFieldKind kind;
  KhFieldFlags flags;
  gsize offset;
  const KhShape *shape; /* LIST and OBJECT */
} KhField;
struct _KhShape {
  gsize size;
  const KhField *fields;
  guint n_fields;
};

/* (transfer full): all unset; lists are empty arrays. */
gpointer kh_shape_new (const KhShape *shape);
/* Errors: ARGUMENT with the member as target: a required one is missing, or one has a wrong type.
 */
gpointer kh_shape_read (const KhShape *shape, KhJson *json, GError **error);
/* @value NULL writes null. */
void kh_shape_write (const KhShape *shape, KhJsonOut *out, const char *name, gconstpointer value);
void kh_shape_free (const KhShape *shape, gpointer value);
/* (transfer full): a whole document. */
GBytes *kh_shape_print (const KhShape *shape, gconstpointer value);
/* (transfer full): a parsed document, which must be an object. */
gpointer kh_shape_parse (const KhShape *shape, GBytes *body, GError **error);

/* kh_NAME_new, _free, _read (one JSON value), _write, _print and _parse (a document). */
#define KH_DECLARE_SHAPE(Type, name)                                                               \
  extern const KhShape kh_##name##_shape;                                                          \
  Type *kh_##name##_new (void);                                                                    \
  void kh_##name##_free (Type *self);                                                              \
  Type *kh_##name##_read (KhJson *json, GError **error);                                           \
  void kh_##name##_write (KhJsonOut *out, const char *member, const Type *self);                   \
  GBytes *kh_##name##_print (const Type *self);                                                    \
  Type *kh_##name##_parse (GBytes *body, GError **error);                                          \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, kh_##name##_free)

#define KH_DEFINE_SHAPE(Type, name, table)                                                         \
  const KhShape kh_##name##_shape = { sizeof (Type), table, G_N_ELEMENTS (table) };                \
  Type *kh_##name##_new (void)                                                                     \
  {                                                                                                \
    return kh_shape_new (&kh_##name##_shape);                                                      \
  }                                                                                                \
  void kh_##name##_free (Type *self)                                                               \
  {                                                                                                \
    kh_shape_free (&kh_##name##_shape, self);                                                      \
  }                                                                                                \
  Type *kh_##name##_read (KhJson *json, GError **error)                                            \
  {                                                                                                \
    return kh_shape_read (&kh_##name##_shape, json, error);                                        \
  }                                                                                                \
  void kh_##name##_write (KhJsonOut *out, const char *member, const Type *self)                    \
  {                                                                                                \
    kh_shape_write (&kh_##name##_shape, out, member, self);                                        \
  }                                                                                                \
  GBytes *kh_##name##_print (const Type *self)                                                     \
  {                                                                                                \
    return kh_shape_print (&kh_##name##_shape, self);                                              \
  }                                                                                                \
  Type *kh_##name##_parse (GBytes *body, GError **error)                                           \
  {                                                                                                \
    return kh_shape_parse (&kh_##name##_shape, body, error);                                       \
  }

/* A second shape of a struct: a table alone, used with kh_shape_…(). */
#define KH_DEFINE_OTHER_SHAPE(Type, name, table)                                                   \
  const KhShape kh_##name##_shape = { sizeof (Type), table, G_N_ELEMENTS (table) };

/* A list on the wire: {"value":[…],"nextLink":…}. */
typedef struct {
  GPtrArray *value; /* elements of the shape, freed with the list */
  char *next_link;  /* (nullable) */
} KhList;
KhList *kh_list_new (const KhShape *shape);
/* Takes ownership of @element. */
void kh_list_take (KhList *self, gpointer element);
KhList *kh_list_parse (const KhShape *shape, GBytes *body, GError **error);
GBytes *kh_list_print (const KhShape *shape, KhList *self);
void kh_list_free (KhList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhList, kh_list_free)

G_END_DECLS
