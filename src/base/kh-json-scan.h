/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict scanner of JSON texts: what it lets through is safe for any reader after it.
 *
 * RFC 8259 grammar over valid UTF-8, and besides: no duplicate keys in an object (compared after
 * their escapes), no NUL in a string, no lone surrogates, no byte order mark, nothing after the
 * document, a bounded depth and size, finite numbers, integers within 2^53 (beyond: refused, or
 * handed on as text). It does not recurse and holds the keys of open objects only. Pure functions;
 * any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KH_JSON_MAX_DEPTH 128
#define KH_JSON_MAX_BYTES (64 * 1024 * 1024)

typedef enum {
  KH_JSON_NULL,
  KH_JSON_FALSE,
  KH_JSON_TRUE,
  KH_JSON_INTEGER,     /* within 2^53 either side of zero */
  KH_JSON_BIG_INTEGER, /* beyond; only with big_integers */
  KH_JSON_REAL,        /* has a fraction or an exponent; finite */
  KH_JSON_STRING,
  KH_JSON_OBJECT,
  KH_JSON_ARRAY,
} KhJsonKind;

typedef struct {
  guint max_depth;       /* open brackets at once; 0: KH_JSON_MAX_DEPTH, which is the most */
  gsize max_bytes;       /* 0: KH_JSON_MAX_BYTES */
  gboolean big_integers; /* let integers beyond 2^53 through, marked as such */
} KhJsonLimits;

/* A value directly below the document: a member of its object or an element of its array, or the
 * document itself when it is neither. */
typedef struct {
  const char *key; /* unescaped; NULL unless it is a member */
  KhJsonKind kind;
  const char *raw; /* its text as it stands, quotes and brackets included; not terminated */
  gsize size;
} KhJsonSlice;

/* Returns FALSE with @error set to stop. The slice lives during the call. */
typedef gboolean (*KhJsonVisit) (const KhJsonSlice *slice, gpointer data, GError **error);

/* Checks @text. Errors: KH_ERROR_FORMAT, KH_ERROR_TOO_LARGE (size, depth); *@offset (nullable) is
 * then the byte where the fault was seen (the message names it
 * too). @limits: (nullable): the defaults. @kind: (nullable):
 * what the document is. */
gboolean kh_json_check (const char *text, gsize size, const KhJsonLimits *limits, KhJsonKind *kind,
                        gsize *offset, GError **error);

/* The same, and calls @visit for each value directly below the document, in order. Values before a
 * fault have been visited when it is found: what was made of them is to be dropped on FALSE. */
gboolean kh_json_visit (const char *text, gsize size, const KhJsonLimits *limits, KhJsonVisit visit,
                        gpointer data, GError **error);

/* The text of a string that has been checked; @raw has the quotes. (transfer full) */
char *kh_json_unescape (const char *raw, gsize size);

G_END_DECLS
