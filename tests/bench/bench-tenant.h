/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real tenant in a folder, for the bench: one environment with a customer's key at hand.
 *
 * Every call fails the program when it fails, unless it says otherwise. One thread.
 */
#pragma once

#include "kh-tenant-acts.h"
#include "kh-tenant-data.h"

G_BEGIN_DECLS

#define BENCH_PASSPHRASE "a passphrase for the bench alone"

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  KhKeyMaterial *material; /* (nullable): of the rotation that runs */
} BenchTenant;

/* Runs on the tenant's worker. */
typedef gpointer (*BenchAct) (BenchTenant *self, GError **error);
gpointer bench_tenant_run (BenchTenant *self, BenchAct act, GError **error);

/* Makes a tenant with the environment Sales, the key kv-sales/cmk (RSA 2048) and the policy
 * ep-sales, which has access to the key and is not linked yet. */
void bench_tenant_create (BenchTenant *self, const char *folder);
void bench_tenant_open (BenchTenant *self, const char *folder);
void bench_tenant_close (BenchTenant *self);
/* Imports a file as @name; @kind as in KhUploadSpec. */
void bench_tenant_import (BenchTenant *self, const char *path, const char *name, const char *kind);
/* Links the policy: returns when the re-encryption was started. */
void bench_tenant_start_cmk (BenchTenant *self);
/* Waits until the environment is Ready. */
void bench_tenant_wait (BenchTenant *self);
/* Waits until the active operation has done so many bytes, or is over. */
void bench_tenant_wait_progress (BenchTenant *self, guint64 bytes);
/* Confirms the impact and disables the key; once more when the impact changed between the two. */
void bench_tenant_lock (BenchTenant *self);
/* Enables the key and the environment again. */
void bench_tenant_unlock (BenchTenant *self);
/* Gives the key a version of @material and waits until the environment uses it. */
void bench_tenant_rotate (BenchTenant *self, KhKeyMaterial *material);
/* (transfer full) */
KhEnvironment *bench_tenant_sales (BenchTenant *self);

G_END_DECLS
