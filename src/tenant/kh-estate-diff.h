/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two estates: values added, replaced or removed. Values are shared between
 * estates, so equal pointers are equal values. Pure; any thread.
 */
#pragma once

#include "kh-estate.h"

G_BEGIN_DECLS

typedef enum {
  KH_VALUE_TENANT,
  KH_VALUE_ACCOUNT,
  KH_VALUE_ENVIRONMENT,
  KH_VALUE_VAULT,
  KH_VALUE_KEY,
  KH_VALUE_POLICY,
  KH_VALUE_ASSIGNMENT,
  KH_VALUE_OPERATION,
  KH_VALUE_KEY_USE,
  KH_VALUE_DISMISSAL,
  KH_VALUE_SECRET,
  KH_VALUE_PETITION,
} KhValueKind;

/* "tenant", "account", "environment", … */
const char *kh_value_kind_to_string (KhValueKind kind);

/* @before is NULL for a new value, @after for a removed one. FALSE stops. */
typedef gboolean (*KhEstateDiffFunc) (KhValueKind kind, gconstpointer before, gconstpointer after,
                                      gpointer data);
/* FALSE if @func stopped it. @before: (nullable): everything is new. */
gboolean kh_estate_diff (const KhEstate *before, const KhEstate *after, KhEstateDiffFunc func,
                         gpointer data);

G_END_DECLS
