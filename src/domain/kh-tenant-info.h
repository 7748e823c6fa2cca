/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organization itself: identity, home geography, its one subscription and its settings.
 * Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *id;
  char *name;
  char *home_geo;
  char *subscription_id;
  char *resource_group;
  KhUnlockRule unlock_rule;
  gboolean four_eyes;
  gboolean
      default_environment_cmk; /* TRUE admits the Default environment to customer-managed keys */
  gboolean rehearsal;
  char *vaults_dir;             /* (nullable): default inside the data folder */
  gboolean provider_registered; /* Microsoft.PowerPlatform in the subscription; TRUE from new */
  gboolean subscription_active; /* TRUE from new */
  gint64 revision;
} KhTenantInfo;
KH_DECLARE_VALUE (KhTenantInfo, tenant_info)

G_END_DECLS
