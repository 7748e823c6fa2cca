/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disk fails at the n-th call of an act, once (EIO) or from then on (full): after a restart the
 * act has happened whole or not at all, nothing is lost, and the audit log verifies. */
#include "flaky-io.h"
#include "kh-tenant-open.h"
#include "kh-tenant-private.h"
#include "tenant-fixture.h"

#include <errno.h>

/* Points of failure of one act and one error in the short suite; the long one takes all. */
#define POINTS 4

typedef enum { GRANTED, ENCRYPTED, UNLOCKABLE, N_STAGES } Stage;

/* A tenant as it is before an act. */
static char *templates[N_STAGES];
static KhSecret *root;
static char *opener;
static KhKeyMaterial *material;
static FlakyIo flaky;

typedef struct {
  const char *name;
  Stage stage;
  Act act;
  /* After the restart; @done: the act has answered that it is done. */
  void (*check) (Fixture *f, gboolean done);
} Case;

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

/* --- Rounds -------------------------------------------------------------------------------------
 */

static void
open_again (Fixture *f)
{
  KhTenantPlace place = { .data_dir = f->folder, .io = &flaky.io };
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

static void
wait_for_runs (Fixture *f)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (kh_tenant_has_active_operations (f->tenant)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
}

/* Runs the act with the @n-th call failing; the calls it made. */
static guint64
play (const Case *test, guint64 n, int error_number)
{
  Fixture f = { .folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL), .io = &flaky.io };
  g_autoptr (GError) error = NULL;
  guint64 calls = 0;
  gboolean done;

  g_test_message ("%s, call %u, errno %d", test->name, (guint)n, error_number);
  copy_tree (templates[test->stage], f.folder);
  flaky_io_disarm (&flaky, NULL);
  open_again (&f);
  flaky_io_arm (&flaky, n, error_number);
  done = on_worker (&f, test->act, NULL, &error) != NULL;
  g_assert_cmpint (done, ==, error == NULL);
  wait_for_runs (&f);
  kh_tenant_close (f.tenant); /* a full disk is full to the end */
  flaky_io_disarm (&flaky, &calls);
  open_again (&f);
  test->check (&f, done);
  check_all (&f);
  check_audit (&f);
  tear_down (&f, NULL);
  return calls;
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  const int errors[] = { EIO, ENOSPC };

  for (guint e = 0; e < G_N_ELEMENTS (errors); e++) {
    guint64 calls = play (test, 0, errors[e]);
    guint64 stride = g_getenv ("KEYHOLD_TEST_LONG") != NULL ? 1 : MAX (calls / POINTS, 1);

    g_assert_cmpuint (calls, >, 0);
    /* From the middle of a stride on, and another middle for each error. */
    for (guint64 n = 1 + (stride - 1) * (e + 1) / 3; n <= calls; n += stride)
      play (test, n, errors[e]);
  }
}

/* --- Templates ----------------------------------------------------------------------------------
 */

static void
keep (Fixture *f, Stage stage)
{
  kh_tenant_close (f->tenant);
  templates[stage] = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  copy_tree (f->folder, templates[stage]);
  open_again (f);
}

static void
make_templates (void)
{
  Fixture f = { .io = &flaky.io };
  KhKeySpec spec = { .vault = "kv-sales", .name = "extra", .kty = KH_KEY_TYPE_RSA, .size = 2048 };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  flaky_io_init (&flaky);
  material = kh_tenant_key_generate (&spec, &error);
  g_assert_no_error (error);
  set_up (&f, NULL);
  root = kh_secret_ref (f.tenant->root);
  opener = g_strdup (f.tenant->opener_id);
  make_all (&f);
  import_all (&f);
  g_autoptr (KhRoleAssignment) made = on_worker (&f, grant, "ep-sales", &error);
  g_assert_no_error (error);
  keep (&f, GRANTED);
  do_act (&f, enable);
  wait_until_ready (&f);
  keep (&f, ENCRYPTED);
  lock (&f);
  key = on_worker (&f, set_enabled, GINT_TO_POINTER (TRUE), &error);
  g_assert_no_error (error);
  keep (&f, UNLOCKABLE);
  tear_down (&f, NULL);
}

static void
remove_templates (void)
{
  for (guint i = 0; i < N_STAGES; i++) {
    remove_tree (templates[i]);
    g_free (templates[i]);
  }
  kh_key_material_free (material);
  kh_secret_unref (root);
  g_free (opener);
  flaky_io_clear (&flaky);
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "create-key", GRANTED, create_key, check_key },
    { "create-policy", GRANTED, create_policy, check_policy },
    { "enable", GRANTED, enable, check_enabled },
    { "disable", ENCRYPTED, disable, check_locked_or_open },
    { "re-enable", UNLOCKABLE, unlock_now, check_unlocked },
    { "rotate", ENCRYPTED, rotate, check_rotated },
  };
  int result;

  g_test_init (&argc, &argv, NULL);
  /* What fails is warned of, and that is no failure of the test. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  make_templates ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/tenant/nth-failure/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  result = g_test_run ();
  remove_templates ();
  return result;
}
