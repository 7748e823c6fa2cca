/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the counting, copying and boxing functions of a value from three functions of its file:
 * NAME_init (self), NAME_clear (self) and NAME_deepen (self), which turns borrowed members of a
 * shallow copy into owned ones.
 */
#pragma once

#include "kh-value.h"

#define KH_DEFINE_VALUE(Type, name)                                                                \
  G_DEFINE_BOXED_TYPE (Type, kh_##name, kh_##name##_ref, kh_##name##_unref)                        \
  Type *kh_##name##_new (void)                                                                     \
  {                                                                                                \
    Type *self = g_new0 (Type, 1);                                                                 \
    g_atomic_ref_count_init (&self->refs);                                                         \
    name##_init (self);                                                                            \
    return self;                                                                                   \
  }                                                                                                \
  Type *kh_##name##_copy (const Type *self)                                                        \
  {                                                                                                \
    Type *copy = g_memdup2 (self, sizeof *self);                                                   \
    g_atomic_ref_count_init (&copy->refs);                                                         \
    name##_deepen (copy);                                                                          \
    return copy;                                                                                   \
  }                                                                                                \
  Type *kh_##name##_ref (const Type *self)                                                         \
  {                                                                                                \
    Type *mutable = (Type *)self;                                                                  \
    g_atomic_ref_count_inc (&mutable->refs);                                                       \
    return mutable;                                                                                \
  }                                                                                                \
  void kh_##name##_unref (Type *self)                                                              \
  {                                                                                                \
    if (!g_atomic_ref_count_dec (&self->refs))                                                     \
      return;                                                                                      \
    name##_clear (self);                                                                           \
    g_free (self);                                                                                 \
  }

#define KH_DEEPEN_TEXT(self, field) ((self)->field = g_strdup ((self)->field))
