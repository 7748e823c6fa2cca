/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All data of an environment at once: copies and resets, what is there after a failure, a lock or a
 * new start on the way, and what is left on the disk. */
#include <errno.h>

#include "flaky-io.h"
#include "kh-hold.h"
#include "spare.h"

static KhEnvironment *
spare (Fixture *f)
{
  return find_environment (f, "Spare");
}

static void
wait_for_spare (Fixture *f, KhEnvironmentState state)
{
  wait_for_environment (f, "Spare", state);
}

/* Sales is encrypted and full; Spare is a sandbox under the same policy, and empty. */
static void
make_estate (Fixture *f)
{
  make_all (f);
  import_all (f);
  enable_cmk (f);
  make_spare (f);
  link_spare_to (f, "ep-sales");
}

static FlakyIo flaky;

static void
set_up_all (Fixture *f, gconstpointer unused)
{
  flaky_io_init (&flaky);
  f->io = &flaky.io;
  set_up (f, unused);
  make_estate (f);
}

static void
tear_down_all (Fixture *f, gconstpointer unused)
{
  tear_down (f, unused);
  flaky_io_clear (&flaky);
}

/* --- Acts ------------------------------------------------------------------------------------- */

static KhChange *
new_change (Fixture *f, KhChangeKind kind)
{
  g_autoptr (KhEnvironment) target = spare (f);
  g_autoptr (KhEnvironment) source = sales (f);
  KhChange *change = kh_change_new_for_environment (kind, target->id);

  if (kind == KH_CHANGE_REPLACE_DATA)
    change->object = g_strdup (source->id);
  return change;
}

static gpointer
copy (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_copy (f->tenant, f->caller, "Sales", "Spare", error);
}

static gpointer
reset (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_reset (f->tenant, f->caller, "Spare", error);
}

static gpointer
copy_and_lock (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = copy (f, NULL, error);

  g_assert_nonnull (operation);
  return disable_in_this_turn (f, error);
}

static gpointer
copy_and_cancel (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = copy (f, NULL, error);

  g_assert_nonnull (operation);
  return cancel (f, operation->id, error);
}

static gpointer
run (Fixture *f, Act act, KhChangeKind kind, GError **error)
{
  g_autoptr (KhChange) change = new_change (f, kind);

  return confirmed (f, act, change, error);
}

static void
copy_to_end (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = run (f, copy, KH_CHANGE_REPLACE_DATA, &error);

  g_assert_no_error (error);
  g_assert_cmpint (operation->type, ==, KH_OPERATION_COPY);
  wait_for_spare (f, KH_ENVIRONMENT_STATE_READY);
}

/* --- What is there ---------------------------------------------------------------------------- */

static GPtrArray *
list (Fixture *f, const char *environment, KhStoreKind store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = kh_tenant_items (f->tenant, f->caller, environment, store, &error);

  g_assert_no_error (error);
  return items;
}

static void
check_same (Fixture *f, KhStoreKind store)
{
  g_autoptr (GPtrArray) wanted = list (f, "Sales", store);
  g_autoptr (GPtrArray) found = list (f, "Spare", store);

  g_assert_cmpuint (found->len, ==, wanted->len);
  for (guint i = 0; i < wanted->len; i++) {
    const KhItemInfo *a = wanted->pdata[i], *b = found->pdata[i];

    g_assert_cmpstr (a->name, ==, b->name);
    g_assert_cmpint (a->is_table, ==, b->is_table);
    g_assert_cmpuint (a->rows, ==, b->rows);
    g_assert_cmpuint (a->bytes, ==, b->bytes);
    g_assert_cmpstr (a->sha256, ==, b->sha256);
  }
}

/* Own data keys, under the version that the policy uses, and nothing readable on the disk. */
static void
check_copied (Fixture *f)
{
  g_autoptr (KhEnvironment) source = sales (f);
  g_autoptr (KhEnvironment) target = spare (f);

  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *own = kh_environment_get_current_dek (target, (KhStoreKind)i);
    const KhDekRef *other = kh_environment_get_current_dek (source, (KhStoreKind)i);

    check_same (f, (KhStoreKind)i);
    g_assert_cmpuint (target->stores[i].deks->len, ==, 1);
    g_assert_cmpint (own->owner, ==, other->owner);
    g_assert_cmpstr (own->version, ==, other->version);
    g_assert_cmpstr (own->dek_id, !=, other->dek_id);
    g_assert_cmpuint (target->stores[i].items, ==, source->stores[i].items);
    g_assert_cmpuint (target->stores[i].bytes, ==, source->stores[i].bytes);
  }
  g_assert_cmpint (target->encryption_status, ==, KH_ENCRYPTION_STATUS_ENCRYPTED);
  g_assert_null (target->active_operation_id);
  g_assert_nonnull (target->folder);
  g_assert_false (tree_contains (f->folder, CANARY));
  check_all (f);
}

static void
check_empty (Fixture *f)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autoptr (GPtrArray) items = list (f, "Spare", (KhStoreKind)i);

    g_assert_cmpuint (items->len, ==, 0);
  }
}

/* One folder an environment, and each of them one that counts. */
static void
check_folders (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "environments", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (KhEnvironment) target = spare (f);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    n++;
    if (g_str_has_prefix (name, target->id))
      g_assert_cmpstr (name, ==, target->folder != NULL ? target->folder : target->id);
  }
  g_assert_cmpuint (n, ==, 2);
}

/* --- Copy ------------------------------------------------------------------------------------- */

static void
test_copy (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, copy, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  check_empty (f);
  copy_to_end (f);
  check_copied (f);
  check_folders (f);
  reopen_quickly (f);
  check_copied (f);
  check_folders (f);
  copy_to_end (f);
  check_copied (f);
  check_folders (f);
  check_audit (f);
}

/* Whatever stops it, the target is what it was. */
static void
test_copy_fails (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) environment = NULL;

  flaky_io_keep_name (&flaky, "environments/");
  copy_to_end (f);
  flaky_io_keep_name (&flaky, NULL);
  environment = spare (f);
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_ENCRYPTED);
  g_assert_null (environment->folder);
  check_empty (f);
  check_folders (f);
  copy_to_end (f);
  check_copied (f);
  check_audit (f);
}

static void
test_copy_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = run (f, copy_and_cancel, KH_CHANGE_REPLACE_DATA, &error);
  g_autoptr (KhEnvironment) environment = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_CANCELLED);
  environment = spare (f);
  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_ENCRYPTED);
  check_empty (f);
  reopen_quickly (f);
  check_empty (f);
  check_folders (f);
}

/* The lock takes the source and the target; the copy waits for the key, over a new start too. */
static void
test_copy_locked (Fixture *f, gconstpointer restart)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = run (f, copy_and_lock, KH_CHANGE_REPLACE_DATA, &error);
  g_autoptr (KhOperation) operation = NULL;

  g_assert_no_error (error);
  wait_for_spare (f, KH_ENVIRONMENT_STATE_LOCKED);
  if (restart != NULL)
    reopen_quickly (f);
  unlock (f); /* Sales */
  operation = on_worker (f, re_enable_spare, NULL, &error);
  g_assert_no_error (error);
  wait_for_spare (f, KH_ENVIRONMENT_STATE_READY);
  check_copied (f);
  check_folders (f);
  check_audit (f);
}

/* --- Reset ------------------------------------------------------------------------------------ */

static void
check_reset (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = spare (f);

  check_empty (f);
  g_assert_null (environment->policy_id);
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED);
  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_assert_cmpuint (environment->stores[i].items, ==, 0);
    g_assert_cmpuint (environment->stores[i].bytes, ==, 0);
    g_assert_cmpint (kh_environment_get_key_owner (environment, (KhStoreKind)i), ==,
                     KH_KEY_OWNER_PLATFORM);
  }
  check_folders (f);
}

static void
test_reset (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) done = NULL;
  g_autoptr (KhOperation) linked = NULL;

  copy_to_end (f);
  g_assert_null (on_worker (f, reset, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_clear_error (&error);
  check_copied (f);
  done = run (f, reset, KH_CHANGE_RESET_ENVIRONMENT, &error);
  g_assert_no_error (error);
  check_reset (f);
  reopen_quickly (f);
  check_reset (f);
  linked = on_worker (f, link_spare, "ep-sales", &error);
  g_assert_no_error (error);
  wait_for_spare (f, KH_ENVIRONMENT_STATE_READY);
  copy_to_end (f);
  check_copied (f);
  check_audit (f);
}

/* Sales is a production environment. */
static gpointer
reset_sales (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_reset (f->tenant, f->caller, "Sales", error);
}

static void
test_reset_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, reset_sales, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  check_all (f);
}

/* The disk is full, or fails, at each of its calls: all of it or nothing. */
static void
test_reset_fails (Fixture *f, gconstpointer unused)
{
  gboolean done = FALSE;

  copy_to_end (f);
  for (guint n = 1; !done; n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhChange) change = new_change (f, KH_CHANGE_RESET_ENVIRONMENT);
    g_autoptr (KhEnvironment) result = NULL;

    g_assert_cmpuint (n, <, 500);
    flaky_io_arm (&flaky, n, EIO);
    result = confirmed (f, reset, change, &error);
    done = !flaky_io_disarm (&flaky, NULL);
    reopen_quickly (f);
    if (result == NULL) {
      check_copied (f);
      check_folders (f);
    } else if (!done) {
      check_reset (f);
      return;
    }
  }
  check_reset (f);
}

#define TEST(path, data, function)                                                                 \
  g_test_add (path, Fixture, data, set_up_all, function, tear_down_all)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/replace/copy", NULL, test_copy);
  TEST ("/replace/copy-fails", NULL, test_copy_fails);
  TEST ("/replace/copy-cancelled", NULL, test_copy_cancelled);
  TEST ("/replace/copy-locked", NULL, test_copy_locked);
  TEST ("/replace/copy-locked-restart", "restart", test_copy_locked);
  TEST ("/replace/reset", NULL, test_reset);
  TEST ("/replace/reset-refused", NULL, test_reset_refused);
  TEST ("/replace/reset-fails", NULL, test_reset_fails);
  return g_test_run ();
}
