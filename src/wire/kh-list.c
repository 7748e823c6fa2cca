/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists on the wire: a page of values and the link to the next one. */
#include "kh-shape.h"

typedef struct {
  KhList list;
  const KhShape *shape;
} OwnList;

KhList *
kh_list_new (const KhShape *shape)
{
  OwnList *self = g_new0 (OwnList, 1);
  self->shape = shape;
  self->list.value = g_ptr_array_new ();
  return &self->list;
}

void
kh_list_take (KhList *self, gpointer element)
{
  g_ptr_array_add (self->value, element);
}

static gboolean
read_elements (KhList *list, const KhShape *shape, KhJson *json, GError **error)
{
  static const KhJsonMember fields[] = { { "value", KH_JSON_TYPE_OBJECTS, TRUE } };
  if (!kh_json_expect (json, fields, G_N_ELEMENTS (fields), error))
    return FALSE;
  for (guint i = 0; i < kh_json_length (json, "value"); i++) {
    gpointer element = kh_shape_read (shape, kh_json_element (json, "value", i), error);
    if (element == NULL)
      return FALSE;
    kh_list_take (list, element);
  }
  return TRUE;
}

KhList *
kh_list_parse (const KhShape *shape, GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse_object (body, error);
  if (json == NULL)
    return NULL;
  g_autoptr (KhList) list = kh_list_new (shape);
  if (!read_elements (list, shape, json, error))
    return NULL;
  list->next_link = g_strdup (kh_json_string (json, "nextLink"));
  return g_steal_pointer (&list);
}

GBytes *
kh_list_print (const KhShape *shape, KhList *self)
{
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < self->value->len; i++)
    kh_shape_write (shape, out, NULL, self->value->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_string (out, "nextLink", self->next_link);
  kh_json_out_end (out);
  return kh_json_out_finish (out);
}

void
kh_list_free (KhList *self)
{
  OwnList *own = (OwnList *)self;
  if (self == NULL)
    return;
  for (guint i = 0; i < self->value->len; i++)
    kh_shape_free (own->shape, self->value->pdata[i]);
  g_ptr_array_unref (self->value);
  g_free (self->next_link);
  g_free (own);
}
