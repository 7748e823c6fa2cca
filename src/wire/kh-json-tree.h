/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values behind KhJson: immutable, counted, and small, since lists hold them by the ten
 * thousand. Only the files of KhJson look inside.
 *
 * Short texts, whole numbers, small objects and the names of members are shared within a document:
 * rows of a list differ in a few of their values only.
 */
#pragma once

#include "kh-json.h"

G_BEGIN_DECLS

typedef enum {
  KH_JSON_NODE_NULL,
  KH_JSON_NODE_BOOL,
  KH_JSON_NODE_INT,
  KH_JSON_NODE_REAL,
  KH_JSON_NODE_TEXT,
  KH_JSON_NODE_ARRAY,
  KH_JSON_NODE_OBJECT,
} KhJsonNodeKind;

/* The names of the members of objects, in their order. */
typedef struct {
  gatomicrefcount refs;
  guint n;
  char *names[];
} KhJsonShape;

/* Texts follow at once; numbers, shapes and values behind KH_JSON_AT. */
struct _KhJson {
  gatomicrefcount refs;
  guint8 kind;  /* KhJsonNodeKind */
  guint8 fixed; /* a constant, which is not counted */
  guint8 truth; /* of a BOOL */
  guint32 n;    /* elements, members */
};

const char *kh_json_node_text (const KhJson *node);
gint64 *kh_json_node_int (KhJson *node);
double *kh_json_node_real (KhJson *node);
/* (owned): of an object. */
KhJsonShape **kh_json_node_shape (KhJson *node);
/* (array length=n): elements or values of members. */
KhJson **kh_json_node_values (KhJson *node);
/* @text has passed kh_json_check(). (transfer full) */
KhJson *kh_json_tree_build (const char *text, gsize size);

G_END_DECLS
