/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small organization for the tests of the domain, and short ways to change it.
 *
 * Every function that takes an estate pointer replaces the estate it points to.
 */
#pragma once

#include "kh-estate.h"

#define NOW kh_time_from_unix (1795579200) /* 2026-11-25T04:00:00Z */

#define ADMIN "a0000000-0000-4000-8000-000000000001"
#define MAKER "a0000000-0000-4000-8000-000000000002"
#define PPA "a0000000-0000-4000-8000-000000000003"
#define SALES "e0000000-0000-4000-8000-000000000001"
#define SERVICE "e0000000-0000-4000-8000-000000000002"
#define PLAIN "e0000000-0000-4000-8000-000000000003"
#define POLICY "b0000000-0000-4000-8000-000000000001"
#define IDENTITY "c0000000-0000-4000-8000-000000000001"
#define GRANT "d0000000-0000-4000-8000-000000000001"
#define OPERATION "f0000000-0000-4000-8000-000000000001"
#define V1 "11111111111111111111111111111111"
#define V2 "22222222222222222222222222222222"

/* One vault kv-sales (RBAC, purge protection) with key cmk of version V1; policy ep-sales with its
 * grant; Sales (Production) and Service (Sandbox) encrypted with V1, Plain (Sandbox, managed) on
 * the platform's key. */
KhEstate *sample_estate (void);
KhEnvironment *sample_environment (const char *id, const char *name, KhEnvironmentType type);
/* Covered stores on the customer's key, or all on the platform's. */
void sample_protect (KhEnvironment *environment, const char *vault, const char *key,
                     const char *version);
KhKeyVersion *sample_version (const char *id);
KhKey *sample_key (const char *vault, const char *name);
KhPolicy *sample_policy (const char *id, const char *name, const char *vault, const char *key);

/* Takes @value, a changed copy, into the estate. */
void put_environment (KhEstate **estate, KhEnvironment *value);
void put_vault (KhEstate **estate, KhVault *value);
void put_key (KhEstate **estate, KhKey *value);
void put_policy (KhEstate **estate, KhPolicy *value);
void put_tenant (KhEstate **estate, KhTenantInfo *value);
void put_account (KhEstate **estate, KhAccount *value);
void drop_assignment (KhEstate **estate, const char *id);
void drop_key (KhEstate **estate, const char *vault, const char *name);
void drop_vault (KhEstate **estate, const char *name);
void drop_policy (KhEstate **estate, const char *id);
void put_use (KhEstate **estate, const char *version, KhUseReason reason, KhTime until);
/* A running operation on the environment. */
void put_operation (KhEstate **estate, const char *environment, KhOperationType type);

KhVault *copy_vault (KhEstate *estate);
KhKey *copy_key (KhEstate *estate);
/* A copy of version V1 to change; put it with put_version(). */
KhKeyVersion *copy_version (KhEstate *estate, const char *version);
void put_version (KhEstate **estate, KhKeyVersion *version);
KhPolicy *copy_policy (KhEstate *estate);
KhEnvironment *copy_environment (KhEstate *estate, const char *id);
KhTenantInfo *copy_tenant (KhEstate *estate);
