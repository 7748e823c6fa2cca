/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real tenant for the bench. */
#include "bench-tenant.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

typedef struct {
  BenchTenant *self;
  BenchAct act;
} Call;

static gpointer
call_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Call *call = data;

  return call->act (call->self, error);
}

gpointer
bench_tenant_run (BenchTenant *self, BenchAct act, GError **error)
{
  Call call = { self, act };

  return kh_worker_run (kh_tenant_get_worker (self->tenant), call_work, &call, NULL, error);
}

/* Runs an act that must work, and drops what it returns. */
static gpointer
must (BenchTenant *self, BenchAct act, const char *what)
{
  g_autoptr (GError) error = NULL;
  gpointer result = bench_tenant_run (self, act, &error);

  bench_check (result != NULL, error, what);
  return result;
}

static void
sign_in (BenchTenant *self)
{
  g_autofree char *token = kh_tenant_sign_in_opener (self->tenant);
  g_autoptr (GError) error = NULL;

  self->caller = kh_tenant_authenticate (self->tenant, token, &error);
  bench_check (self->caller != NULL, error, "signing in");
}

static gpointer
make_environment (BenchTenant *self, GError **error)
{
  g_autoptr (KhEnvironment) environment =
      kh_tenant_environment_create (self->tenant, self->caller, "Sales",
                                    KH_ENVIRONMENT_TYPE_PRODUCTION, "unitedstates", TRUE, error);

  if (environment == NULL)
    return NULL;
  return kh_tenant_environment_set_managed (self->tenant, self->caller, "Sales", TRUE, error);
}

static gpointer
make_key (BenchTenant *self, GError **error)
{
  KhKeySpec spec = { .vault = "kv-sales",
                     .name = "cmk",
                     .kty = KH_KEY_TYPE_RSA,
                     .size = 2048,
                     .enabled = TRUE,
                     .nbf = KH_TIME_NONE,
                     .exp = KH_TIME_NONE };
  g_autoptr (KhVault) wanted = kh_vault_new ();
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, error);
  g_autoptr (KhVault) vault = NULL;

  wanted->name = g_strdup ("kv-sales");
  wanted->region = g_strdup ("eastus");
  wanted->purge_protection = TRUE;
  if (material != NULL)
    vault = kh_tenant_vault_create (self->tenant, self->caller, wanted, error);
  return vault != NULL ? kh_tenant_key_create (self->tenant, self->caller, &spec, material, error)
                       : NULL;
}

static gpointer
make_policy (BenchTenant *self, GError **error)
{
  g_autoptr (KhPolicy) policy = kh_tenant_policy_create (
      self->tenant, self->caller, "ep-sales", "unitedstates", "kv-sales", "cmk", NULL, error);

  return policy == NULL ? NULL
                        : kh_tenant_assignment_put (self->tenant, self->caller, NULL, "kv-sales",
                                                    "Key Vault Crypto Service Encryption User",
                                                    policy->principal_id, error);
}

void
bench_tenant_create (BenchTenant *self, const char *folder)
{
  KhTenantPlace place = { .data_dir = folder };
  KhTenantSetup setup = { "Fabrikam", "unitedstates", "Ada", NULL, FALSE };
  g_autoptr (KhSecret) secret = kh_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE));
  g_autoptr (GError) error = NULL;

  self->tenant = kh_tenant_create (&place, &setup, secret, &error);
  bench_check (self->tenant != NULL, error, folder);
  sign_in (self);
  kh_environment_unref (must (self, make_environment, "making the environment"));
  kh_key_unref (must (self, make_key, "making the key"));
  kh_role_assignment_unref (must (self, make_policy, "making the policy"));
}

void
bench_tenant_open (BenchTenant *self, const char *folder)
{
  KhTenantPlace place = { .data_dir = folder };
  g_autoptr (KhSecret) secret = kh_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE));
  g_autoptr (GError) error = NULL;

  self->tenant = kh_tenant_open (&place, NULL, secret, &error);
  bench_check (self->tenant != NULL, error, folder);
  sign_in (self);
}

void
bench_tenant_close (BenchTenant *self)
{
  g_clear_pointer (&self->caller, kh_caller_unref);
  g_clear_pointer (&self->tenant, kh_tenant_close);
}

/* The buffer is wiped: what was read here is not the tenant's to forget. */
static void
upload (KhTenantUpload *upload, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (BENCH_MIB);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize got;

  if (fd < 0)
    bench_fail ("%s: %s", path, g_strerror (errno));
  while ((got = read (fd, buffer, BENCH_MIB)) > 0)
    bench_check (kh_tenant_upload_write (upload, buffer, (gsize)got, &error), error, path);
  close (fd);
  khc_wipe (buffer, BENCH_MIB);
}

void
bench_tenant_import (BenchTenant *self, const char *path, const char *name, const char *kind)
{
  KhUploadSpec spec = { "Sales", name, kind, NULL, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTenantUpload) begun =
      kh_tenant_upload_begin (self->tenant, self->caller, &spec, &error);
  g_autoptr (KhImportReport) report = NULL;

  bench_check (begun != NULL, error, path);
  upload (begun, path);
  report = kh_tenant_upload_finish (begun, NULL, &error);
  bench_check (report != NULL && report->imported->len == 1, error, path);
}

static gpointer
link_policy (BenchTenant *self, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);

  return kh_tenant_link_policy (self->tenant, self->caller, "Sales",
                                kh_estate_find_policy (estate, "ep-sales")->system_id, FALSE,
                                error);
}

void
bench_tenant_start_cmk (BenchTenant *self)
{
  kh_operation_unref (must (self, link_policy, "enabling the key"));
}

KhEnvironment *
bench_tenant_sales (BenchTenant *self)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);

  return kh_environment_ref (kh_estate_find_environment (estate, "Sales"));
}

void
bench_tenant_wait (BenchTenant *self)
{
  for (;;) {
    g_autoptr (KhEnvironment) environment = bench_tenant_sales (self);

    if (environment->state == KH_ENVIRONMENT_STATE_READY)
      return;
    if (environment->state == KH_ENVIRONMENT_STATE_LOCKED)
      bench_fail ("the environment was locked");
    g_usleep (200);
  }
}

void
bench_tenant_wait_progress (BenchTenant *self, guint64 bytes)
{
  for (;;) {
    g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
    const KhOperation *operation =
        kh_estate_active_operation (estate, kh_estate_find_environment (estate, "Sales"));

    if (operation == NULL || operation->bytes_done >= bytes)
      return;
    g_usleep (200);
  }
}

static gpointer
get_token (BenchTenant *self, GError **error)
{
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  char *token = NULL;
  g_autoptr (KhImpact) impact =
      kh_tenant_impact (self->tenant, self->caller, change, &token, error);

  return impact != NULL ? token : NULL;
}

static KhKey *
set_enabled (BenchTenant *self, gboolean enabled, GError **error)
{
  KhKeyPatch patch = { .has_enabled = TRUE, .enabled = enabled };

  return kh_tenant_key_update (self->tenant, self->caller, "kv-sales", "cmk", NULL, &patch, error);
}

static gpointer
disable_key (BenchTenant *self, GError **error)
{
  return set_enabled (self, FALSE, error);
}

static gpointer
enable_key (BenchTenant *self, GError **error)
{
  g_autoptr (KhKey) key = set_enabled (self, TRUE, error);

  return key == NULL ? NULL : kh_tenant_re_enable (self->tenant, self->caller, "Sales", error);
}

void
bench_tenant_lock (BenchTenant *self)
{
  KhCaller *plain = self->caller;
  KhKey *key = NULL;

  while (key == NULL) {
    g_autofree char *token = must (self, get_token, "asking for the impact");
    g_autoptr (GError) error = NULL;

    self->caller = kh_caller_with (plain, NULL, NULL, token);
    key = bench_tenant_run (self, disable_key, &error);
    if (!kh_error_is (error, KH_ERROR_CONFIRMATION))
      bench_check (key != NULL, error, "disabling the key");
    kh_caller_unref (self->caller);
    self->caller = plain;
  }
  kh_key_unref (key);
}

static gpointer
rotate_key (BenchTenant *self, GError **error)
{
  return kh_tenant_key_rotate (self->tenant, self->caller, "kv-sales", "cmk", self->material,
                               error);
}

void
bench_tenant_rotate (BenchTenant *self, KhKeyMaterial *material)
{
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  self->material = material;
  key = must (self, rotate_key, "rotating the key");
  self->material = NULL;
  environment = bench_tenant_sales (self);
  if (!kh_environment_uses (environment, "kv-sales", "cmk", kh_key_get_current (key)->version))
    bench_fail ("the environment does not use the new version");
}

void
bench_tenant_unlock (BenchTenant *self)
{
  kh_operation_unref (must (self, enable_key, "giving the key back"));
}
