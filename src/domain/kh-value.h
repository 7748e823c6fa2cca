/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every value of the domain is: a plain struct, atomically counted, immutable once published.
 *
 * kh_x_new() and kh_x_copy() give a value that nobody else sees yet and that may be changed; once
 * it is handed to an estate or to another thread, only copies change. Lookups return const
 * pointers. References may be taken and dropped on any thread.
 */
#pragma once

#include <glib-object.h>

#include "kh-enums.h"
#include "kh-time.h"

G_BEGIN_DECLS

#define KH_DECLARE_VALUE(Type, name)                                                               \
  GType kh_##name##_get_type (void);                                                               \
  Type *kh_##name##_new (void);                                                                    \
  Type *kh_##name##_copy (const Type *self);                                                       \
  Type *kh_##name##_ref (const Type *self);                                                        \
  void kh_##name##_unref (Type *self);                                                             \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, kh_##name##_unref)

/* Replaces an owned text of a value under construction. */
void kh_value_set_text (char **field, const char *text);
/* (transfer full): a copy of an array whose elements are copied by @copy and freed by @destroy. */
GPtrArray *kh_value_copy_array (GPtrArray *array, GCopyFunc copy, GDestroyNotify destroy);

G_END_DECLS
