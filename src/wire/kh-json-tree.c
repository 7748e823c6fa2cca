/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of JSON, and how a checked text becomes one. */
#include "kh-json-tree.h"

#include <string.h>

#include "kh-json-scan.h"

/* Longer texts than identifiers are rarely the same twice. */
#define SHARED_TEXT 36
/* Larger objects than these neither. */
#define SHARED_MEMBERS 6
/* Where numbers and pointers begin: aligned for them. */
#define BODY 16
G_STATIC_ASSERT (sizeof (KhJson) <= BODY);

const char *
kh_json_node_text (const KhJson *node)
{
  return (const char *)(node + 1);
}

static gpointer
body_of (KhJson *node)
{
  return (char *)node + BODY;
}

gint64 *
kh_json_node_int (KhJson *node)
{
  return body_of (node);
}

double *
kh_json_node_real (KhJson *node)
{
  return body_of (node);
}

KhJsonShape **
kh_json_node_shape (KhJson *node)
{
  return body_of (node);
}

KhJson **
kh_json_node_values (KhJson *node)
{
  KhJson **values = body_of (node);

  return node->kind == KH_JSON_NODE_OBJECT ? values + 1 : values;
}

/* --- Counting ---------------------------------------------------------------------------------
 */

static void
shape_unref (gpointer data)
{
  KhJsonShape *shape = data;

  if (!g_atomic_ref_count_dec (&shape->refs))
    return;
  for (guint i = 0; i < shape->n; i++)
    g_free (shape->names[i]);
  g_free (shape);
}

KhJson *
kh_json_ref (KhJson *self)
{
  if (!self->fixed)
    g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kh_json_unref (KhJson *self)
{
  if (self->fixed || !g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->kind == KH_JSON_NODE_ARRAY || self->kind == KH_JSON_NODE_OBJECT)
    for (guint i = 0; i < self->n; i++)
      kh_json_unref (kh_json_node_values (self)[i]);
  if (self->kind == KH_JSON_NODE_OBJECT)
    shape_unref (*kh_json_node_shape (self));
  g_free (self);
}

/* --- Making -----------------------------------------------------------------------------------
 */

typedef struct {
  const char *p, *end;
  GHashTable *texts;  /* text to the KhJson that holds it */
  GHashTable *shapes; /* a set of KhJsonShape */
  GHashTable *shared; /* a set of KhJson: whole numbers, and small objects of what is shared */
  GPtrArray *names;   /* of the open objects */
  GPtrArray *values;  /* of the open objects and arrays */
} Builder;

static KhJson *build (Builder *self);

static KhJson *
new_node (KhJsonNodeKind kind, guint n, gsize size)
{
  KhJson *node = g_malloc (size);

  g_atomic_ref_count_init (&node->refs);
  node->kind = (guint8)kind;
  node->fixed = node->truth = FALSE;
  node->n = n;
  return node;
}

static KhJson *
constant (char first)
{
  static KhJson nothing = { .kind = KH_JSON_NODE_NULL, .fixed = TRUE };
  static KhJson no = { .kind = KH_JSON_NODE_BOOL, .fixed = TRUE };
  static KhJson yes = { .kind = KH_JSON_NODE_BOOL, .fixed = TRUE, .truth = TRUE };

  return first == 't' ? &yes : first == 'f' ? &no : &nothing;
}

static void
skip_space (Builder *self)
{
  while (self->p < self->end && strchr (" \t\r\n", *self->p) != NULL)
    self->p++;
}

/* The size of the string that begins here, with its quotes. */
static gsize
measure_string (Builder *self)
{
  const char *p = self->p + 1;

  while (*p != '"')
    p += *p == '\\' ? 2 : 1;
  return (gsize)(p - self->p) + 1;
}

/* (transfer full) */
static char *
take_text (Builder *self)
{
  gsize size = measure_string (self);
  char *text = memchr (self->p, '\\', size) == NULL ? g_strndup (self->p + 1, size - 2)
                                                    : kh_json_unescape (self->p, size);

  self->p += size;
  return text;
}

static KhJson *
build_text (Builder *self)
{
  g_autofree char *text = take_text (self);
  gsize length = strlen (text);
  KhJson *node = length <= SHARED_TEXT ? g_hash_table_lookup (self->texts, text) : NULL;

  if (node != NULL)
    return kh_json_ref (node);
  node = new_node (KH_JSON_NODE_TEXT, 0, sizeof (KhJson) + length + 1);
  memcpy (node + 1, text, length + 1);
  if (length <= SHARED_TEXT)
    g_hash_table_insert (self->texts, (gpointer)kh_json_node_text (node), kh_json_ref (node));
  return node;
}

/* Of whole numbers, and of objects, whose values are the same nodes when they are equal. */
static guint
node_hash (gconstpointer data)
{
  KhJson *node = (KhJson *)data;
  guint hash = node->n;

  if (node->kind == KH_JSON_NODE_INT)
    return g_int64_hash (kh_json_node_int (node));
  for (guint i = 0; i < node->n; i++)
    hash = hash * 31 + g_direct_hash (kh_json_node_values (node)[i]);
  return hash;
}

static gboolean
node_equal (gconstpointer a, gconstpointer b)
{
  KhJson *one = (KhJson *)a, *other = (KhJson *)b;

  if (one->kind != other->kind || one->n != other->n)
    return FALSE;
  if (one->kind == KH_JSON_NODE_INT)
    return *kh_json_node_int (one) == *kh_json_node_int (other);
  return *kh_json_node_shape (one) == *kh_json_node_shape (other)
         && memcmp (kh_json_node_values (one), kh_json_node_values (other),
                    one->n * sizeof (KhJson *))
                == 0;
}

/* Takes @node. (transfer full): the first one like it. */
static KhJson *
share (Builder *self, KhJson *node)
{
  KhJson *known = g_hash_table_lookup (self->shared, node);

  if (known == NULL) {
    g_hash_table_add (self->shared, kh_json_ref (node));
    return node;
  }
  kh_json_unref (node);
  return kh_json_ref (known);
}

static KhJson *
build_number (Builder *self)
{
  gsize size = 0;
  g_autofree char *text = NULL;
  gboolean real;
  KhJson *node;

  while (self->p + size < self->end && strchr ("+-.eE0123456789", self->p[size]) != NULL)
    size++;
  text = g_strndup (self->p, size);
  real = strpbrk (text, ".eE") != NULL;
  node = new_node (real ? KH_JSON_NODE_REAL : KH_JSON_NODE_INT, 0, BODY + sizeof (gint64));
  if (real)
    *kh_json_node_real (node) = g_ascii_strtod (text, NULL);
  else
    *kh_json_node_int (node) = g_ascii_strtoll (text, NULL, 10);
  self->p += size;
  return real ? node : share (self, node);
}

static KhJson *
build_word (Builder *self)
{
  KhJson *node = constant (*self->p);

  self->p += *self->p == 'f' ? 5 : 4;
  return node;
}

/* --- Arrays and objects -----------------------------------------------------------------------
 */

/* After a value: TRUE if another one follows. */
static gboolean
goes_on (Builder *self)
{
  gboolean comma;

  skip_space (self);
  comma = *self->p == ',';
  self->p++;
  return comma;
}

/* TRUE if the bracket that was opened is closed at once. */
static gboolean
is_empty (Builder *self, char close)
{
  self->p++;
  skip_space (self);
  if (*self->p != close)
    return FALSE;
  self->p++;
  return TRUE;
}

/* Takes the values from @first on into @node. */
static KhJson *
with_values (Builder *self, KhJson *node, guint first)
{
  if (node->n > 0)
    memcpy (kh_json_node_values (node), self->values->pdata + first, node->n * sizeof (KhJson *));
  g_ptr_array_set_size (self->values, (int)first);
  return node;
}

static KhJson *
build_array (Builder *self)
{
  guint first = self->values->len, n;

  if (!is_empty (self, ']'))
    do
      g_ptr_array_add (self->values, build (self));
    while (goes_on (self));
  n = self->values->len - first;
  return with_values (self, new_node (KH_JSON_NODE_ARRAY, n, BODY + n * sizeof (KhJson *)), first);
}

static guint
shape_hash (gconstpointer data)
{
  const KhJsonShape *shape = data;
  guint hash = shape->n;

  for (guint i = 0; i < shape->n; i++)
    hash = hash * 31 + g_str_hash (shape->names[i]);
  return hash;
}

static gboolean
shape_equal (gconstpointer a, gconstpointer b)
{
  const KhJsonShape *one = a, *other = b;

  if (one->n != other->n)
    return FALSE;
  for (guint i = 0; i < one->n; i++)
    if (strcmp (one->names[i], other->names[i]) != 0)
      return FALSE;
  return TRUE;
}

/* (transfer full): the shape with the names from @first on, which are taken. */
static KhJsonShape *
find_shape (Builder *self, guint first)
{
  guint n = self->names->len - first;
  KhJsonShape *shape = g_malloc (sizeof *shape + n * sizeof (char *)), *known;

  g_atomic_ref_count_init (&shape->refs);
  shape->n = n;
  if (n > 0)
    memcpy (shape->names, self->names->pdata + first, n * sizeof (char *));
  g_ptr_array_set_size (self->names, (int)first);
  known = g_hash_table_lookup (self->shapes, shape);
  if (known == NULL) {
    g_hash_table_add (self->shapes, shape);
    known = shape;
  } else {
    shape_unref (shape);
  }
  g_atomic_ref_count_inc (&known->refs);
  return known;
}

static KhJson *
build_object (Builder *self)
{
  guint first_name = self->names->len, first = self->values->len, n;
  KhJson *node;

  if (!is_empty (self, '}'))
    do {
      skip_space (self);
      g_ptr_array_add (self->names, take_text (self));
      skip_space (self);
      self->p++; /* the colon */
      g_ptr_array_add (self->values, build (self));
    } while (goes_on (self));
  n = self->values->len - first;
  node = new_node (KH_JSON_NODE_OBJECT, n, BODY + (n + 1) * sizeof (KhJson *));
  *kh_json_node_shape (node) = find_shape (self, first_name);
  node = with_values (self, node, first);
  return n <= SHARED_MEMBERS ? share (self, node) : node;
}

/* As deep as the scanner lets a text be. */
static KhJson *
build (Builder *self)
{
  skip_space (self);
  switch (*self->p) {
  case '{':
    return build_object (self);
  case '[':
    return build_array (self);
  case '"':
    return build_text (self);
  case 't':
  case 'f':
  case 'n':
    return build_word (self);
  default:
    return build_number (self);
  }
}

KhJson *
kh_json_tree_build (const char *text, gsize size)
{
  Builder self = {
    .p = text,
    .end = text + size,
    .texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)kh_json_unref),
    .shapes = g_hash_table_new_full (shape_hash, shape_equal, shape_unref, NULL),
    .shared = g_hash_table_new_full (node_hash, node_equal, (GDestroyNotify)kh_json_unref, NULL),
    .names = g_ptr_array_new (),
    .values = g_ptr_array_new (),
  };
  KhJson *root = build (&self);

  g_hash_table_unref (self.texts);
  g_hash_table_unref (self.shapes);
  g_hash_table_unref (self.shared);
  g_ptr_array_unref (self.names);
  g_ptr_array_unref (self.values);
  return root;
}
