/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of the route tables. */
#include "kh-route-tables.h"

static const KhRoute *const tables[] = {
  kh_tenant_routes,      kh_backup_routes,   kh_data_routes,   kh_rule_routes,
  kh_audit_routes,       kh_rotation_routes, kh_key_routes,    kh_lean_key_routes,
  kh_secret_routes,      kh_vault_routes,    kh_policy_routes, kh_assignment_routes,
  kh_environment_routes, kh_finding_routes,  kh_seal_routes,   kh_request_routes,
};

const KhRoute *const *
kh_route_tables (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}
