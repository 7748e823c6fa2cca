/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helpers shared by the values of the domain. */

#include "kh-value.h"

void
kh_value_set_text (char **field, const char *text)
{
  char *copy = g_strdup (text);
  g_free (*field);
  *field = copy;
}

GPtrArray *
kh_value_copy_array (GPtrArray *array, GCopyFunc copy, GDestroyNotify destroy)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (destroy);
  for (guint i = 0; array != NULL && i < array->len; i++)
    g_ptr_array_add (result, copy (g_ptr_array_index (array, i), NULL));
  return result;
}
