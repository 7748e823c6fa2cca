/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the router, a table for each group of routes (kh-routes.h tells what they answer). */
#pragma once

#include "kh-router.h"

G_BEGIN_DECLS

extern const KhRoute kh_tenant_routes[];
extern const KhRoute kh_seal_routes[];
extern const KhRoute kh_backup_routes[];
extern const KhRoute kh_data_routes[];
extern const KhRoute kh_rule_routes[];
extern const KhRoute kh_audit_routes[];
extern const KhRoute kh_key_routes[];
extern const KhRoute kh_lean_key_routes[];
extern const KhRoute kh_secret_routes[];
extern const KhRoute kh_rotation_routes[];
extern const KhRoute kh_vault_routes[];
extern const KhRoute kh_policy_routes[];
extern const KhRoute kh_assignment_routes[];
extern const KhRoute kh_environment_routes[];
extern const KhRoute kh_finding_routes[];
extern const KhRoute kh_request_routes[];

/* All of them. Static. */
const KhRoute *const *kh_route_tables (guint *n);

G_END_DECLS
