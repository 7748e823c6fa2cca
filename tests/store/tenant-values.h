/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of every kind, each member different from its default, and comparison member by member.
 */
#pragma once

#include "kh-tenant-store.h"
#include "records-fixture.h"

#define ENV "e0000000-0000-4000-8000-000000000001"
#define DEK_A "d0000000-0000-4000-8000-00000000000a"
#define DEK_B "d0000000-0000-4000-8000-00000000000b"
#define VERSION "0123456789abcdef0123456789abcdef"

KhTenantInfo *tenant_values_make_tenant (void);
KhAccount *tenant_values_make_account (void);
KhEnvironment *tenant_values_make_environment (void);
KhVault *tenant_values_make_vault (void);
KhPolicy *tenant_values_make_policy (void);
KhRoleAssignment *tenant_values_make_assignment (void);
KhOperation *tenant_values_make_operation (void);
KhKeyUse *tenant_values_make_key_use (void);
KhDismissal *tenant_values_make_dismissal (void);
void tenant_values_same_environment (const KhEnvironment *a, const KhEnvironment *b);
void tenant_values_same_vault (const KhVault *a, const KhVault *b);
void tenant_values_same_policy (const KhPolicy *a, const KhPolicy *b);
void tenant_values_same_operation (const KhOperation *a, const KhOperation *b);
void tenant_values_same_tenant (const KhTenantInfo *a, const KhTenantInfo *b);
