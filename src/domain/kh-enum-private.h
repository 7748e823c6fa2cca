/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the four functions of KH_DECLARE_ENUM_TEXT from one table NAME_texts. */
#pragma once

#include "kh-enums.h"

typedef struct {
  int value;
  const char *text;
} KhEnumText;

/* NULL for a value that the table does not have (a set of flags, or the empty value). */
const char *_kh_enum_to_string (const KhEnumText *texts, guint n, int value);
gboolean _kh_enum_from_string (const KhEnumText *texts, guint n, const char *text, int *value);

#define KH_DEFINE_ENUM_TEXT(Type, name)                                                            \
  const char *kh_##name##_to_string (Type value)                                                   \
  {                                                                                                \
    return _kh_enum_to_string (name##_texts, G_N_ELEMENTS (name##_texts), (int)value);             \
  }                                                                                                \
  gboolean kh_##name##_from_string (const char *text, Type *value)                                 \
  {                                                                                                \
    int found = 0;                                                                                 \
    if (!_kh_enum_from_string (name##_texts, G_N_ELEMENTS (name##_texts), text, &found))           \
      return FALSE;                                                                                \
    *value = (Type)found;                                                                          \
    return TRUE;                                                                                   \
  }                                                                                                \
  guint kh_##name##_count (void)                                                                   \
  {                                                                                                \
    return G_N_ELEMENTS (name##_texts);                                                            \
  }                                                                                                \
  Type kh_##name##_nth (guint n)                                                                   \
  {                                                                                                \
    return (Type)name##_texts[n].value;                                                            \
  }
