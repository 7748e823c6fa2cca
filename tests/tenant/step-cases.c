/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts that are cut off, the organizations they begin in, and what has to be true afterwards. */
#include "step-cases.h"

#include "kh-petition-machine.h"
#include "kh-tenant-backups.h"
#include "kh-tenant-open.h"
#include "kh-tenant-private.h"
#include "kh-tenant-requests.h"

#define BEA "another horse battery"

gboolean step_runs_end = FALSE;

/* A tenant as it is before an act. */
static char *templates[N_STAGES];
static KhSecret *root;
static char *opener;
static KhKeyMaterial *material;

/* --- The acts -----------------------------------------------------------------------------------
 */

static gpointer
create_key (Fixture *f, gconstpointer unused, GError **error)
{
  KhKeySpec spec = { .vault = "kv-sales",
                     .name = "extra",
                     .kty = KH_KEY_TYPE_RSA,
                     .size = 2048,
                     .enabled = TRUE,
                     .nbf = KH_TIME_NONE,
                     .exp = KH_TIME_NONE };
  g_autoptr (KhKey) key = kh_tenant_key_create (f->tenant, f->caller, &spec, material, error);

  return GINT_TO_POINTER (key != NULL);
}

static gpointer
create_policy (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhPolicy) policy = kh_tenant_policy_create (
      f->tenant, f->caller, "ep-extra", "unitedstates", "kv-sales", "cmk", NULL, error);

  return GINT_TO_POINTER (policy != NULL);
}

static gpointer
enable (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = link_policy (f, "ep-sales", error);

  return GINT_TO_POINTER (operation != NULL);
}

static gpointer
disable_now (Fixture *f, gconstpointer change, GError **error)
{
  g_autoptr (KhKey) key = set_enabled (f, GINT_TO_POINTER (FALSE), error);

  return GINT_TO_POINTER (key != NULL);
}

static gpointer
disable (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);

  return confirmed (f, disable_now, change, error);
}

static gpointer
unlock_now (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = re_enable (f, NULL, error);

  return GINT_TO_POINTER (operation != NULL);
}

static gpointer
rotate (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhKey) key =
      kh_tenant_key_rotate (f->tenant, f->caller, "kv-sales", "cmk", material, error);

  return GINT_TO_POINTER (key != NULL);
}

static gpointer
change_key (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = link_policy (f, "ep-next", error);

  return GINT_TO_POINTER (operation != NULL);
}

static gpointer
revert (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhOperation) operation = kh_tenant_unlink_policy (
      f->tenant, f->caller, "Sales", kh_estate_find_policy (estate, "ep-sales")->system_id, error);

  return GINT_TO_POINTER (operation != NULL);
}

#define MORE 200000

static char *
more_data (void)
{
  char *data = g_malloc (MORE);

  for (guint i = 0; i < MORE; i++)
    data[i] = (char)(i * 7 + i / 251);
  return data;
}

/* Not on the worker. */
static gpointer
import_more (Fixture *f, gconstpointer unused, GError **error)
{
  KhUploadSpec spec = { "Sales", "more.bin", "file", NULL, NULL, NULL, TRUE, FALSE };
  g_autofree char *data = more_data ();
  g_autoptr (KhTenantUpload) upload = kh_tenant_upload_begin (f->tenant, f->caller, &spec, error);
  g_autoptr (KhImportReport) report =
      upload != NULL && kh_tenant_upload_write (upload, data, MORE, error)
          ? kh_tenant_upload_finish (upload, NULL, error)
          : NULL;

  return GINT_TO_POINTER (report != NULL && report->imported->len == 1);
}

static GBytes *
back_up (Fixture *f, GError **error)
{
  g_autoptr (KhTenantBackup) backup =
      kh_tenant_backup_open (f->tenant, f->caller, "Sales", NULL, error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 buffer[4096];
  gssize n = -1;

  while (backup != NULL && (n = kh_tenant_backup_read (backup, buffer, sizeof buffer, error)) > 0)
    g_byte_array_append (all, buffer, (guint)n);
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&all)) : NULL;
}

static gpointer
restore_now (Fixture *f, gconstpointer data, GError **error)
{
  const KhChange *change = data;
  g_autoptr (KhOperation) operation =
      kh_tenant_environment_restore (f->tenant, f->caller, "Sales", change->object, error);

  return GINT_TO_POINTER (operation != NULL);
}

/* A backup, which is sent back and restored. Not on the worker. */
static gpointer
restore (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEnvironment) target = sales (f);
  g_autoptr (KhChange) change = kh_change_new_for_environment (KH_CHANGE_RESTORE_DATA, target->id);
  g_autoptr (GBytes) file = back_up (f, error);
  g_autoptr (KhTenantRestore) sending =
      file != NULL ? kh_tenant_restore_begin (f->tenant, f->caller, "Sales", error) : NULL;
  g_autoptr (KhSentBackup) sent = NULL;

  if (sending == NULL
      || !kh_tenant_restore_write (sending, g_bytes_get_data (file, NULL), g_bytes_get_size (file),
                                   error))
    return NULL;
  sent = kh_tenant_restore_finish (sending, error);
  if (sent == NULL)
    return NULL;
  change->object = g_strdup (sent->id);
  return confirmed (f, restore_now, change, error);
}

/* Bea approves what Ada asked for, and so does it. Not on the worker. */
static gpointer
approve (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhCaller) bea = kh_caller_new (kh_estate_find_account (estate, "Bea"));
  g_autoptr (KhSecret) secret = passphrase (BEA);
  g_autoptr (KhPetition) petition = kh_tenant_request_approve (
      f->tenant, bea, kh_estate_petition_at (estate, 0)->id, secret, NULL, error);

  return GINT_TO_POINTER (petition != NULL);
}

/* --- What is then -------------------------------------------------------------------------------
 */

static void
do_act (Fixture *f, Act act)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (on_worker (f, act, NULL, &error));
  g_assert_no_error (error);
}

/* A key that is there has its private part. */
static void
check_key (Fixture *f, gboolean done)
{
  KhKeyOperation operation = { KH_VAULT_WRAP, "kv-sales", "extra", NULL, "RSA-OAEP-256" };
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GBytes) value = g_bytes_new_static ("0123456789abcdef", 16);
  g_autoptr (GBytes) wrapped = NULL;
  g_autoptr (GBytes) unwrapped = NULL;
  g_autoptr (GError) error = NULL;

  if (kh_estate_get_key (estate, "kv-sales", "extra") == NULL) {
    g_assert_false (done);
    do_act (f, create_key);
  }
  wrapped = kh_tenant_key_operate (f->tenant, f->caller, &operation, value, NULL, &error);
  g_assert_no_error (error);
  operation.op = KH_VAULT_UNWRAP;
  unwrapped = kh_tenant_key_operate (f->tenant, f->caller, &operation, wrapped, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (value, unwrapped));
}

static void
check_policy (Fixture *f, gboolean done)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  if (kh_estate_find_policy (estate, "ep-extra") != NULL)
    return;
  g_assert_false (done);
  do_act (f, create_policy);
}

static void
check_enabled (Fixture *f, gboolean done)
{
  g_autoptr (KhEnvironment) environment = NULL;

  wait_until_ready (f);
  environment = sales (f);
  if (done)
    g_assert_nonnull (environment->policy_id);
  if (environment->encryption_status != KH_ENCRYPTION_STATUS_ENCRYPTED) {
    g_assert_false (done && step_runs_end);
    check_all (f);
    do_act (f, enable);
    wait_until_ready (f);
  }
  check_encrypted (f);
}

static void
check_locked_or_open (Fixture *f, gboolean done)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;
  gboolean enabled =
      kh_key_get_version (kh_estate_get_key (estate, "kv-sales", "cmk"), NULL)->enabled;

  if (done)
    g_assert_false (enabled);
  g_assert_cmpint (environment->state, ==,
                   enabled ? KH_ENVIRONMENT_STATE_READY : KH_ENVIRONMENT_STATE_LOCKED);
  if (enabled)
    return;
  check_locked (f);
  key = on_worker (f, set_enabled, GINT_TO_POINTER (TRUE), &error);
  g_assert_no_error (error);
  do_act (f, unlock_now);
}

static void
check_unlocked (Fixture *f, gboolean done)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  if (environment->state == KH_ENVIRONMENT_STATE_READY)
    return;
  g_assert_false (done);
  check_locked (f);
  do_act (f, unlock_now);
}

/* All stores follow the newest version, which is a new one where the act has answered so. */
static void
check_rotated (Fixture *f, gboolean done)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhKey *key = kh_estate_get_key (estate, "kv-sales", "cmk");
  g_autoptr (KhEnvironment) environment = sales (f);

  if (done)
    g_assert_cmpuint (key->versions->len, ==, 2);
  check_encrypted (f);
  g_assert_true (
      kh_environment_uses (environment, "kv-sales", "cmk", kh_key_get_current (key)->version));
  for (guint i = 0; i + 1 < key->versions->len; i++) {
    const KhKeyVersion *version = key->versions->pdata[i];

    g_assert_false (kh_environment_uses (environment, "kv-sales", "cmk", version->version));
  }
}

static gboolean
is_of (const KhEnvironment *environment, const char *key)
{
  return environment->encryption_status == KH_ENCRYPTION_STATUS_ENCRYPTED
         && kh_environment_uses (environment, "kv-sales", key, NULL);
}

static void
check_changed (Fixture *f, gboolean done)
{
  g_autoptr (KhEnvironment) environment = NULL;

  wait_until_ready (f);
  environment = sales (f);
  if (!is_of (environment, "next")) {
    g_assert_false (done && step_runs_end);
    check_all (f);
    do_act (f, change_key);
    wait_until_ready (f);
    g_clear_pointer (&environment, kh_environment_unref);
    environment = sales (f);
  }
  check_encrypted (f);
  g_assert_true (is_of (environment, "next"));
  g_assert_false (kh_environment_uses (environment, "kv-sales", "cmk", NULL));
}

static void
check_reverted (Fixture *f, gboolean done)
{
  g_autoptr (KhEnvironment) environment = NULL;

  wait_until_ready (f);
  environment = sales (f);
  if (environment->encryption_status != KH_ENCRYPTION_STATUS_NOT_ENCRYPTED) {
    g_assert_false (done && step_runs_end);
    check_all (f);
    do_act (f, revert);
    wait_until_ready (f);
    g_clear_pointer (&environment, kh_environment_unref);
    environment = sales (f);
  }
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED);
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_assert_cmpuint (environment->stores[i].deks->len, ==, 1);
    g_assert_cmpint (kh_environment_get_key_owner (environment, (KhStoreKind)i), ==,
                     KH_KEY_OWNER_PLATFORM);
  }
}

static void
check_imported (Fixture *f, gboolean done)
{
  g_autofree char *data = more_data ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) read = read_content (f, KH_STORE_FILES, "more.bin", &error);

  if (read == NULL) {
    g_assert_false (done);
    g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_nonnull (import_more (f, NULL, &error));
    g_assert_no_error (error);
    read = read_content (f, KH_STORE_FILES, "more.bin", &error);
  }
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), data, MORE);
}

/* All of it is there, from before or from the backup, which has left nothing else behind. */
static void
check_restored (Fixture *f, gboolean done)
{
  g_autoptr (KhEnvironment) environment = NULL;
  g_autofree char *path = g_build_filename (f->folder, "environments", NULL);
  g_autoptr (GDir) dir = NULL;

  wait_until_ready (f);
  environment = sales (f);
  if (done && step_runs_end)
    g_assert_nonnull (environment->folder);
  check_encrypted (f);
  reopen_quickly (f);
  check_all (f);
  dir = g_dir_open (path, 0, NULL);
  g_assert_nonnull (g_dir_read_name (dir));
  g_assert_null (g_dir_read_name (dir));
}

/* What was approved has happened, or waits to be approved, or is let pass when it is done again. */
static void
check_approved (Fixture *f, gboolean done)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  KhPetitionState state = kh_estate_petition_at (estate, 0)->state;
  gboolean enabled =
      kh_key_get_version (kh_estate_get_key (estate, "kv-sales", "cmk"), NULL)->enabled;
  g_autoptr (GError) error = NULL;

  g_test_message ("  %s, the key is %s", kh_petition_state_to_string (state),
                  enabled ? "enabled" : "disabled");
  g_assert_cmpint (enabled, ==, state != KH_PETITION_STATE_COMPLETED);
  if (enabled) {
    g_assert_false (done);
    if (state == KH_PETITION_STATE_PENDING)
      g_assert_nonnull (approve (f, NULL, &error));
    else
      g_assert_nonnull (on_worker (f, disable, NULL, &error));
    g_assert_no_error (error);
  }
  g_clear_pointer (&estate, kh_estate_unref);
  estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpuint (kh_estate_n_petitions (estate), ==, 1);
  g_assert_cmpint (kh_estate_petition_at (estate, 0)->state, ==, KH_PETITION_STATE_COMPLETED);
  check_locked_or_open (f, TRUE);
}

/* --- Opening ------------------------------------------------------------------------------------
 */

void
step_open (Fixture *f)
{
  KhTenantPlace place = { .data_dir = f->folder, .io = f->io };
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  KhLockFile *lock_file = kh_lock_file_acquire (kh_io_default (), f->folder, &error);

  g_assert_no_error (error);
  f->tenant = kh_tenant_open_with_root (&place, lock_file, opener, kh_secret_ref (root), &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->caller, kh_caller_unref);
  token = kh_tenant_sign_in_opener (f->tenant);
  f->caller = kh_tenant_authenticate (f->tenant, token, &error);
  g_assert_no_error (error);
}

void
step_wait_for_runs (Fixture *f)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (kh_tenant_has_active_operations (f->tenant)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
}

void
step_copy (const StepCase *test, const char *folder)
{
  copy_tree (templates[test->stage], folder);
}

/* --- Templates ----------------------------------------------------------------------------------
 */

static void
keep (Fixture *f, StepStage stage)
{
  kh_tenant_close (f->tenant);
  templates[stage] = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  copy_tree (f->folder, templates[stage]);
  step_open (f);
}

static gpointer
add_bea (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhSecret) secret = passphrase (BEA);
  g_autoptr (KhAccount) account =
      kh_tenant_account_add (f->tenant, f->caller, "Bea", KH_ROLE_KVA, secret, error);
  KhTenantSettings settings = { .four_eyes = "on" };

  return GINT_TO_POINTER (account != NULL
                          && kh_tenant_set (f->tenant, f->caller, &settings, error));
}

static void
ask_for_approval (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  do_act (f, add_bea);
  g_assert_null (on_worker (f, disable, NULL, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ApprovalRequired");
}

void
step_cases_prepare (void)
{
  KhKeySpec spec = { .vault = "kv-sales", .name = "extra", .kty = KH_KEY_TYPE_RSA, .size = 2048 };
  g_autoptr (GError) error = NULL;

  material = kh_tenant_key_generate (&spec, &error);
  g_assert_no_error (error);
}

void
step_cases_start (const KhIo *io)
{
  Fixture f = { .io = io };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  step_cases_prepare ();
  set_up (&f, NULL);
  root = kh_secret_ref (f.tenant->root);
  opener = g_strdup (f.tenant->opener_id);
  make_all (&f);
  import_all (&f);
  g_autoptr (KhRoleAssignment) made = on_worker (&f, grant, "ep-sales", &error);
  g_assert_no_error (error);
  g_autoptr (KhKey) other = on_worker (&f, make_key, "next", &error);
  g_assert_no_error (error);
  g_autoptr (KhPolicy) next = make_policy (&f, "ep-next", "next");
  keep (&f, GRANTED);
  do_act (&f, enable);
  wait_until_ready (&f);
  keep (&f, ENCRYPTED);
  {
    g_autofree char *folder = g_steal_pointer (&f.folder);

    /* Beside, in a copy of its own. */
    f.folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
    copy_tree (templates[ENCRYPTED], f.folder);
    kh_tenant_close (f.tenant);
    step_open (&f);
    ask_for_approval (&f);
    keep (&f, ASKED);
    kh_tenant_close (f.tenant);
    remove_tree (f.folder);
    g_free (f.folder);
    f.folder = g_steal_pointer (&folder);
    step_open (&f);
  }
  lock (&f);
  key = on_worker (&f, set_enabled, GINT_TO_POINTER (TRUE), &error);
  g_assert_no_error (error);
  keep (&f, UNLOCKABLE);
  tear_down (&f, NULL);
}

void
step_cases_stop (void)
{
  for (guint i = 0; i < N_STAGES; i++) {
    remove_tree (templates[i]);
    g_free (templates[i]);
  }
  kh_key_material_free (material);
  kh_secret_unref (root);
  g_free (opener);
}

const StepCase step_cases[] = {
  { "create-key", GRANTED, create_key, check_key },
  { "create-policy", GRANTED, create_policy, check_policy },
  { "enable", GRANTED, enable, check_enabled },
  { "disable", ENCRYPTED, disable, check_locked_or_open },
  { "re-enable", UNLOCKABLE, unlock_now, check_unlocked },
  { "rotate", ENCRYPTED, rotate, check_rotated },
  { "change", ENCRYPTED, change_key, check_changed },
  { "revert", ENCRYPTED, revert, check_reverted },
  { "import", ENCRYPTED, import_more, check_imported, TRUE },
  { "restore", ENCRYPTED, restore, check_restored, TRUE },
  { "approve", ASKED, approve, check_approved, TRUE },
};
const guint step_n_cases = G_N_ELEMENTS (step_cases);

gboolean
step_act (Fixture *f, const StepCase *test, GError **error)
{
  return (test->off_worker ? test->act (f, NULL, error) : on_worker (f, test->act, NULL, error))
         != NULL;
}
