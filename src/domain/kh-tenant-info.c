/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organization as a value. */

#include "kh-tenant-info.h"
#include "kh-value-private.h"

static void
tenant_info_init (KhTenantInfo *self)
{
  self->provider_registered = TRUE;
  self->subscription_active = TRUE;
}

static void
tenant_info_clear (KhTenantInfo *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->home_geo);
  g_free (self->subscription_id);
  g_free (self->resource_group);
  g_free (self->vaults_dir);
}

static void
tenant_info_deepen (KhTenantInfo *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, name);
  KH_DEEPEN_TEXT (self, home_geo);
  KH_DEEPEN_TEXT (self, subscription_id);
  KH_DEEPEN_TEXT (self, resource_group);
  KH_DEEPEN_TEXT (self, vaults_dir);
}

KH_DEFINE_VALUE (KhTenantInfo, tenant_info);
