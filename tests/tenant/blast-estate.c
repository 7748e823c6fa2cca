/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An organization of shared keys, pinned versions and both permission models. */
#include "blast-estate.h"

#include <string.h>

#define START ((KhTime)1795579200 * KH_SECOND)
#define SERVICE "Key Vault Crypto Service Encryption User"
#define TABLE "name,city\nAda,London\nLin,Taipei\n"

const char *const blast_vaults[BLAST_VAULTS] = { "kv-one", "kv-two", "kv-three" };
const BlastKey blast_keys[BLAST_KEYS] = {
  { "kv-one", "shared" }, { "kv-one", "own" }, { "kv-two", "other" }, { "kv-three", "old" }
};
const BlastPolicy blast_policies[BLAST_POLICIES] = { { "ep-shared", 0, FALSE },
                                                     { "ep-pinned", 0, TRUE },
                                                     { "ep-own", 1, FALSE },
                                                     { "ep-other", 2, FALSE },
                                                     { "ep-old", 3, FALSE } };

static char *
environment_name (guint n)
{
  return g_strdup_printf ("Environment %u", n);
}

static gboolean
make_vault (Fixture *f, const char *name, GError **error)
{
  g_autoptr (KhVault) wanted = kh_vault_new ();
  g_autoptr (KhVault) made = NULL;

  wanted->name = g_strdup (name);
  wanted->region = g_strdup ("eastus");
  wanted->purge_protection = TRUE;
  if (strcmp (name, "kv-three") == 0)
    wanted->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
  made = kh_tenant_vault_create (f->tenant, f->caller, wanted, error);
  return made != NULL;
}

const KhPolicy *
blast_policy (const KhEstate *estate, guint n)
{
  return kh_estate_find_policy (estate, blast_policies[n].name);
}

/* By a role and by an access policy, so that a change of the permission model alone locks nothing,
 * and each can be taken away. */
static gboolean
grant_to (Fixture *f, guint n, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = blast_policy (estate, n);
  const char *vault = blast_keys[blast_policies[n].key].vault;
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, vault));
  g_autoptr (KhVault) changed = NULL;
  g_autoptr (GError) exists = NULL;
  g_autoptr (KhRoleAssignment) made = kh_tenant_assignment_put (
      f->tenant, f->caller, NULL, vault, SERVICE, policy->principal_id, &exists);

  if (made == NULL && !kh_error_is (exists, KH_ERROR_EXISTS)) {
    g_propagate_error (error, g_steal_pointer (&exists));
    return FALSE;
  }
  kh_vault_set_access_policy (wanted, policy->principal_id, KH_PERMISSION_SERVICE);
  changed = kh_tenant_vault_update (f->tenant, f->caller, wanted, error);
  return changed != NULL;
}

static gboolean
make_a_policy (Fixture *f, guint n, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const char *vault = blast_keys[blast_policies[n].key].vault,
             *key = blast_keys[blast_policies[n].key].key;
  const KhKey *value = kh_estate_get_key (estate, vault, key);
  const KhKeyVersion *oldest = g_ptr_array_index (value->versions, 0);
  g_autoptr (KhPolicy) made =
      kh_tenant_policy_create (f->tenant, f->caller, blast_policies[n].name, "unitedstates", vault,
                               key, blast_policies[n].pinned ? oldest->version : NULL, error);

  return made != NULL && grant_to (f, n, error);
}

static gboolean
make_environment (Fixture *f, guint n, GError **error)
{
  g_autofree char *name = environment_name (n);
  g_autoptr (KhEnvironment) made = kh_tenant_environment_create (
      f->tenant, f->caller, name, KH_ENVIRONMENT_TYPE_PRODUCTION, "unitedstates", TRUE, error);
  g_autoptr (KhEnvironment) managed =
      made != NULL ? kh_tenant_environment_set_managed (f->tenant, f->caller, name, TRUE, error)
                   : NULL;

  return managed != NULL;
}

static gpointer
make_estate (Fixture *f, gconstpointer unused, GError **error)
{
  gboolean good = TRUE;

  for (guint i = 0; good && i < BLAST_VAULTS; i++)
    good = make_vault (f, blast_vaults[i], error);
  for (guint i = 0; good && i < BLAST_KEYS; i++) {
    g_autoptr (KhKey) key = make_rsa_key (f, blast_keys[i].vault, blast_keys[i].key, error);
    g_autoptr (KhKey) again = key != NULL && i == 0
                                  ? make_rsa_key (f, blast_keys[i].vault, blast_keys[i].key, error)
                                  : NULL;

    good = i == 0 ? again != NULL : key != NULL;
  }
  for (guint i = 0; good && i < BLAST_POLICIES; i++)
    good = make_a_policy (f, i, error);
  for (guint i = 0; good && i < BLAST_ENVIRONMENTS; i++)
    good = make_environment (f, i, error);
  return good ? f : NULL;
}

static void
import_into (Fixture *f, guint n)
{
  g_autofree char *name = environment_name (n);
  KhUploadSpec spec = { name, "people.csv", "auto", NULL, NULL, NULL, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTenantUpload) upload = kh_tenant_upload_begin (f->tenant, f->caller, &spec, &error);
  g_autoptr (KhImportReport) report = NULL;

  g_assert_no_error (error);
  g_assert_true (kh_tenant_upload_write (upload, TABLE, strlen (TABLE), &error));
  report = kh_tenant_upload_finish (upload, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->imported->len, ==, 1);
}

static gpointer
link_all (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  for (guint i = 0; i < BLAST_ENVIRONMENTS; i++) {
    g_autofree char *name = environment_name (i);
    g_autoptr (KhOperation) operation = kh_tenant_link_policy (
        f->tenant, f->caller, name, blast_policy (estate, i / 2)->system_id, TRUE, error);

    if (operation == NULL)
      return NULL;
  }
  return f;
}

const KhEnvironment *
blast_environment (const KhEstate *estate, guint n)
{
  g_autofree char *name = environment_name (n);

  return kh_estate_find_environment (estate, name);
}

/* Until no operation runs. */
static void
wait_for_rest (Fixture *f)
{
  gint64 limit = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (kh_tenant_has_active_operations (f->tenant)) {
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
    g_usleep (1000);
  }
}

static void
assert_all_open (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  for (guint i = 0; i < BLAST_ENVIRONMENTS; i++) {
    const KhEnvironment *environment = blast_environment (estate, i);

    g_test_message ("%s", environment->name);
    g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
    g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_ENCRYPTED);
  }
}

void
blast_start (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->clock = kh_clock_new_manual (START);
  set_up (f, NULL);
  on_worker (f, make_estate, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < BLAST_ENVIRONMENTS; i++)
    import_into (f, i);
  on_worker (f, link_all, NULL, &error);
  g_assert_no_error (error);
  wait_for_rest (f);
  assert_all_open (f);
}

gboolean
blast_is_locked (const KhEstate *estate, guint n)
{
  return blast_environment (estate, n)->state == KH_ENVIRONMENT_STATE_LOCKED;
}

/* Not by what the tenant says of it: by reading. */
gboolean
blast_can_be_read (Fixture *f, guint n)
{
  g_autofree char *name = environment_name (n);
  g_autoptr (KhTenantContent) content =
      kh_tenant_content_open (f->tenant, f->caller, name, KH_STORE_DATAVERSE, "people", NULL);
  guint8 buffer[200];
  gsize size = 0;
  gssize got = content != NULL ? 0 : -1;

  while (content != NULL
         && (got = kh_tenant_content_read (content, buffer + size, sizeof buffer - size, NULL)) > 0)
    size += (gsize)got;
  if (got < 0)
    return FALSE;
  g_assert_cmpmem (buffer, size, TABLE, strlen (TABLE));
  return TRUE;
}

/* --- Repair -------------------------------------------------------------------------------- */

static gpointer
repair_vaults (Fixture *f, gconstpointer unused, GError **error)
{
  for (guint i = 0; i < BLAST_VAULTS; i++) {
    g_autoptr (KhVault) back =
        kh_tenant_vault_recover (f->tenant, f->caller, blast_vaults[i], NULL);
    g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
    g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, blast_vaults[i]));
    g_autoptr (KhVault) changed = NULL;

    wanted->public_network = KH_PUBLIC_NETWORK_ON;
    wanted->default_action = KH_DEFAULT_ACTION_ALLOW;
    changed = kh_tenant_vault_update (f->tenant, f->caller, wanted, error);
    if (changed == NULL)
      return NULL;
  }
  for (guint i = 0; i < BLAST_POLICIES; i++)
    if (!grant_to (f, i, error))
      return NULL;
  return f;
}

static gpointer
repair_keys (Fixture *f, gconstpointer unused, GError **error)
{
  KhKeyPatch patch = { TRUE, TRUE, TRUE, TRUE, KH_TIME_NONE, KH_TIME_NONE, FALSE, 0, NULL };

  for (guint i = 0; i < BLAST_KEYS; i++) {
    g_autoptr (KhKey) back =
        kh_tenant_key_recover (f->tenant, f->caller, blast_keys[i].vault, blast_keys[i].key, NULL);
    g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
    const KhKey *key = kh_estate_get_key (estate, blast_keys[i].vault, blast_keys[i].key);

    for (guint j = 0; j < key->versions->len; j++) {
      const KhKeyVersion *version = g_ptr_array_index (key->versions, j);
      g_autoptr (KhKey) changed = kh_tenant_key_update (f->tenant, f->caller, key->vault, key->name,
                                                        version->version, &patch, error);

      if (changed == NULL)
        return NULL;
    }
  }
  return f;
}

static gpointer
enable_locked (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  for (guint i = 0; i < BLAST_ENVIRONMENTS; i++) {
    g_autoptr (KhOperation) operation = NULL;

    if (!blast_is_locked (estate, i))
      continue;
    operation =
        kh_tenant_re_enable (f->tenant, f->caller, blast_environment (estate, i)->id, error);
    if (operation == NULL)
      return NULL;
  }
  return f;
}

/* Everything comes back, whatever happened, and the data is what it was. */
void
blast_repair (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  const Act acts[] = { repair_vaults, repair_keys, settle, enable_locked };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    /* A grant takes up to five minutes. */
    if (acts[i] == settle)
      kh_clock_manual_set (f->clock, kh_clock_now (f->clock) + 6 * KH_MINUTE, 6 * KH_MINUTE);
    on_worker (f, acts[i], NULL, &error);
    g_assert_no_error (error);
  }
  wait_for_rest (f);
  assert_all_open (f);
  for (guint i = 0; i < BLAST_ENVIRONMENTS; i++)
    g_assert_true (blast_can_be_read (f, i));
}
