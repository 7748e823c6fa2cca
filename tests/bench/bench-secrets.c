/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tenant whose memory is looked at, and, as another process, what is looked for.
 *
 * `bench-secrets hold FOLDER FILE TABLE` makes a tenant in FOLDER with the file and the table under
 * a customer's key, keeps both open in the middle of a read, and obeys lines of its input: each is
 * answered by a line when it is done. `lock` disables the key, `unlock` gives it back and opens
 * both again.
 *
 * `bench-secrets reveal FOLDER` opens a copy of that folder and prints the data keys of every
 * covered store and the private part of the key that wraps them (PKCS #8), hexadecimal. It is the
 * searcher that learns them: the process under test never prints a key, and no key stands in its
 * arguments.
 */
#include "bench-tenant.h"
#include "bench.h"

#include <stdio.h>
#include <string.h>

#include "kh-data-keys.h"
#include "kh-environment-files.h"
#include "kh-vaults.h"

typedef struct {
  BenchTenant tenant;
  KhTenantContent *file, *table;
} Held;

static KhTenantContent *
open_content (BenchTenant *bench, KhStoreKind store, const char *name)
{
  guint8 buffer[4096];
  g_autoptr (GError) error = NULL;
  KhTenantContent *content =
      kh_tenant_content_open (bench->tenant, bench->caller, "Sales", store, name, &error);

  bench_check (content != NULL, error, name);
  /* The first read of a table gives its header alone. */
  for (guint i = 0; i < 2; i++)
    bench_check (kh_tenant_content_read (content, buffer, sizeof buffer, &error) > 0, error, name);
  khc_wipe (buffer, sizeof buffer);
  return content;
}

static void
open_both (Held *held)
{
  held->file = open_content (&held->tenant, KH_STORE_FILES, "file.bin");
  held->table = open_content (&held->tenant, KH_STORE_DATAVERSE, "rows");
}

static void
close_both (Held *held)
{
  g_clear_pointer (&held->file, kh_tenant_content_free);
  g_clear_pointer (&held->table, kh_tenant_content_free);
}

static void
obey (Held *held, const char *line)
{
  if (g_str_equal (line, "lock")) {
    bench_tenant_lock (&held->tenant);
  } else if (g_str_equal (line, "unlock")) {
    bench_tenant_unlock (&held->tenant);
    close_both (held);
    open_both (held);
  } else {
    bench_fail ("%s: not an order", line);
  }
}

static int
hold (char **argv)
{
  Held held = { 0 };
  char line[64];

  bench_tenant_create (&held.tenant, argv[2]);
  bench_tenant_import (&held.tenant, argv[3], "file.bin", "file");
  bench_tenant_import (&held.tenant, argv[4], "rows", "table");
  bench_tenant_start_cmk (&held.tenant);
  bench_tenant_wait (&held.tenant);
  open_both (&held);
  printf ("ready\n");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL) {
    obey (&held, g_strchomp (line));
    printf ("done\n");
    fflush (stdout);
  }
  close_both (&held);
  bench_tenant_close (&held.tenant);
  return 0;
}

static void
print_hex (KhSecret *secret)
{
  for (gsize i = 0; i < kh_secret_get_size (secret); i++)
    printf ("%02x", kh_secret_get_bytes (secret)[i]);
  printf ("\n");
}

static void
reveal_store (KhTenant *tenant, const KhEnvironment *environment, KhStoreKind store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, "ep-sales");
  g_autoptr (GPtrArray) records =
      kh_environment_files_get_records (tenant, environment, store, &error);

  bench_check (records != NULL, error, "reading the wrapped keys");
  for (guint i = 0; i < records->len; i++) {
    const KhDekRef *ref = environment->stores[store].deks->pdata[i];
    KhDataKeyPlace place = { environment->id, store,    ref->dek_id, ref->owner,
                             ref->vault,      ref->key, ref->version };
    g_autoptr (KhSecret) dek =
        kh_data_key_unwrap (tenant, &place, policy->principal_id, records->pdata[i], &error);

    bench_check (dek != NULL, error, "unwrapping");
    printf ("%s ", kh_store_kind_to_string (store));
    print_hex (dek);
  }
}

/* Of the version that wraps the data keys of @environment. */
static void
reveal_private (KhTenant *tenant, const KhEnvironment *environment)
{
  const KhDekRef *ref = environment->stores[KH_STORE_FILES].deks->pdata[0];
  g_autoptr (GError) error = NULL;
  KhVaultStore *store = kh_vaults_take (tenant, ref->vault, &error);
  g_autoptr (KhSecret) private_part = NULL;

  bench_check (store != NULL, error, ref->vault);
  private_part = kh_vault_store_get_private (store, ref->key, ref->version, &error);
  kh_vaults_give (tenant);
  bench_check (private_part != NULL, error, ref->key);
  printf ("private ");
  print_hex (private_part);
}

static int
reveal (char **argv)
{
  BenchTenant bench = { 0 };
  g_autoptr (KhEnvironment) environment = NULL;

  bench_tenant_open (&bench, argv[2]);
  environment = bench_tenant_sales (&bench);
  for (guint i = 0; i < KH_STORE_N; i++) {
    if (kh_store_kind_is_covered ((KhStoreKind)i))
      reveal_store (bench.tenant, environment, (KhStoreKind)i);
  }
  reveal_private (bench.tenant, environment);
  bench_tenant_close (&bench);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "hold"))
    return hold (argv);
  if (argc == 3 && g_str_equal (argv[1], "reveal"))
    return reveal (argv);
  bench_fail ("usage: %s hold FOLDER FILE TABLE | reveal FOLDER", argv[0]);
}
