/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON in and out without the library's types: what the codecs, the server and the clients share.
 *
 * A KhJson is an immutable parsed value; every body passes the strict scanner (formats.md 2.2)
 * before it becomes one. Getters take a path of member names joined by dots, compare names exactly
 * first and then without regard to case, treat null as absent and never fail: a missing or
 * wrong-typed member gives the fallback. Requests are checked against a field table first
 * (kh_json_expect), so that wrong types are refused where a service refuses them.
 * A KhJsonOut writes one document from the outside in. Both belong to one thread at a time.
 */
#pragma once

#include "kh-error.h"
#include "kh-time.h"

G_BEGIN_DECLS

typedef struct _KhJson KhJson;

/* (transfer full): the parsed body. Errors: ARGUMENT when it is not strict JSON. */
KhJson *kh_json_parse (GBytes *body, GError **error);
KhJson *kh_json_parse_text (const char *text, GError **error);
/* The same for a request whose body must be an object. */
KhJson *kh_json_parse_object (GBytes *body, GError **error);
KhJson *kh_json_ref (KhJson *self);
void kh_json_unref (KhJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhJson, kh_json_unref)

/* (nullable) (transfer none): the value at @path; @path NULL is @self. @self may be NULL. */
KhJson *kh_json_get (KhJson *self, const char *path);
gboolean kh_json_has (KhJson *self, const char *path);
gboolean kh_json_is_object (KhJson *self);
/* (nullable) (transfer none) */
const char *kh_json_string (KhJson *self, const char *path);
/* Numbers and texts of whole numbers. */
gint64 kh_json_int (KhJson *self, const char *path, gint64 fallback);
/* Booleans and the texts true and false. */
gboolean kh_json_bool (KhJson *self, const char *path, gboolean fallback);
/* ISO 8601 text; KH_TIME_NONE when absent or not valid. */
KhTime kh_json_time (KhJson *self, const char *path);
/* Whole seconds since the epoch; KH_TIME_NONE when absent. */
KhTime kh_json_unix (KhJson *self, const char *path);
/* Elements of an array (0 when there is none). */
guint kh_json_length (KhJson *self, const char *path);
/* (nullable) (transfer none) */
KhJson *kh_json_element (KhJson *self, const char *path, guint index);
/* (transfer full) (nullable): an array of texts; other elements are left out. NULL when absent. */
char **kh_json_strv (KhJson *self, const char *path);
/* (transfer full) (nullable): an object of texts as name, value, name, value, NULL. */
char **kh_json_pairs (KhJson *self, const char *path);
/* (transfer full) (nullable): names of the members of an object. */
char **kh_json_names (KhJson *self, const char *path);
/* (transfer full): compact text. */
char *kh_json_to_text (KhJson *self);
/* TRUE for the same values, in whatever order the members of objects are. */
gboolean kh_json_equal (KhJson *a, KhJson *b);

/* What a request may hold. Members that the table does not name are ignored. */
typedef enum {
  KH_JSON_TYPE_TEXT,
  KH_JSON_TYPE_BOOL,
  KH_JSON_TYPE_INT,
  KH_JSON_TYPE_OBJECT,
  KH_JSON_TYPE_TEXTS,   /* array of texts */
  KH_JSON_TYPE_PAIRS,   /* object of texts */
  KH_JSON_TYPE_OBJECTS, /* array of objects */
} KhJsonType;
typedef struct {
  const char *path;
  KhJsonType kind;
  gboolean required;
} KhJsonMember;
/* Errors: ARGUMENT naming the member, with it as target. */
gboolean kh_json_expect (KhJson *self, const KhJsonMember *fields, guint n_fields, GError **error);

typedef struct _KhJsonOut KhJsonOut;

KhJsonOut *kh_json_out_new (void);
void kh_json_out_free (KhJsonOut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhJsonOut, kh_json_out_free)

/* @name is NULL for elements of an array and for the document itself. */
void kh_json_out_begin (KhJsonOut *self, const char *name);
void kh_json_out_end (KhJsonOut *self);
void kh_json_out_begin_array (KhJsonOut *self, const char *name);
void kh_json_out_end_array (KhJsonOut *self);
/* NULL, and KH_TIME_NONE, are written as null; the _if forms leave the member out then. */
void kh_json_out_string (KhJsonOut *self, const char *name, const char *value);
void kh_json_out_string_if (KhJsonOut *self, const char *name, const char *value);
void kh_json_out_int (KhJsonOut *self, const char *name, gint64 value);
void kh_json_out_bool (KhJsonOut *self, const char *name, gboolean value);
void kh_json_out_null (KhJsonOut *self, const char *name);
void kh_json_out_time (KhJsonOut *self, const char *name, KhTime value);
void kh_json_out_time_if (KhJsonOut *self, const char *name, KhTime value);
void kh_json_out_unix_if (KhJsonOut *self, const char *name, KhTime value);
/* @values NULL is written as an empty array. */
void kh_json_out_strv (KhJsonOut *self, const char *name, const char *const *values);
/* An object of texts from name, value, …, NULL; left out when NULL. */
void kh_json_out_pairs_if (KhJsonOut *self, const char *name, const char *const *pairs);
/* A parsed value, and a text that is JSON already; NULL is written as null. */
void kh_json_out_json (KhJsonOut *self, const char *name, KhJson *value);
void kh_json_out_raw (KhJsonOut *self, const char *name, const char *json);
/* Free @self; the document. */
GBytes *kh_json_out_finish (KhJsonOut *self);
char *kh_json_out_finish_text (KhJsonOut *self);
/* (transfer full): @json indented by two spaces, for people. Errors as kh_json_parse(). */
char *kh_json_pretty (const char *json, GError **error);

G_END_DECLS
