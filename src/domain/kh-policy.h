/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An enterprise policy of kind Encryption: a key for environments, with an identity of its own.
 * Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *id;
  char *system_id; /* /regions/GEO/providers/Microsoft.PowerPlatform/enterprisePolicies/ID */
  char *name;
  char *geo; /* as given: either vocabulary */
  char *vault;
  char *key;
  char *version; /* (nullable): pinned; NULL follows the newest */
  char *principal_id;
  KhHealth health;
  char *health_reason; /* (nullable) */
  char **readers;      /* account ids, never NULL */
  KhTime created_at;
  KhTime deleted_at; /* KH_TIME_NONE; a deleted policy stays as long as environments name it */
  gint64 revision;
} KhPolicy;
KH_DECLARE_VALUE (KhPolicy, policy)

KhVersionRule kh_policy_get_version_rule (const KhPolicy *self);
gboolean kh_policy_is_live (const KhPolicy *self);
gboolean kh_policy_has_reader (const KhPolicy *self, const char *account_id);
/* Adds or removes a reader of a value under construction. */
void kh_policy_set_reader (KhPolicy *self, const char *account_id, gboolean reader);
/* (transfer full) */
char *kh_policy_make_system_id (const char *geo, const char *id);

G_END_DECLS
