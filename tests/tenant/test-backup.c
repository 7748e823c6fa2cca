/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of environments: what was backed up is there again, in the same environment and in
 * another one, or nothing was changed; and the keys that files need are held for them. */
#include <errno.h>
#include <glib/gstdio.h>

#include "flaky-io.h"
#include "kh-hold.h"
#include "kh-impact.h"
#include "kh-tenant-backups.h"
#include "spare.h"

static FlakyIo flaky;

static void
set_up_plain (Fixture *f, gconstpointer unused)
{
  flaky_io_init (&flaky);
  f->io = &flaky.io;
  set_up (f, unused);
  make_all (f);
  import_all (f);
  make_spare (f);
}

static void
set_up_all (Fixture *f, gconstpointer unused)
{
  set_up_plain (f, unused);
  enable_cmk (f);
  link_spare_to (f, "ep-sales");
}

static void
tear_down_all (Fixture *f, gconstpointer unused)
{
  tear_down (f, unused);
  flaky_io_clear (&flaky);
}

/* Policy ep-other on a key of its own. (transfer full) */
static KhPolicy *
make_other_policy (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, make_key, "other", &error);

  g_assert_no_error (error);
  return make_policy (f, "ep-other", "other");
}

/* --- Acts ------------------------------------------------------------------------------------- */

/* (transfer full): the file's bytes. @id: (out) (optional). */
static GBytes *
back_up (Fixture *f, const char *name, char **id, GError **error)
{
  g_autoptr (KhTenantBackup) backup =
      kh_tenant_backup_open (f->tenant, f->caller, name, NULL, error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 buffer[5000];
  gssize n = -1;

  if (backup == NULL)
    return NULL;
  while ((n = kh_tenant_backup_read (backup, buffer, sizeof buffer, error)) > 0)
    g_byte_array_append (all, buffer, (guint)n);
  if (n < 0)
    return NULL;
  g_assert_cmpuint (all->len, ==, kh_tenant_backup_get_size (backup));
  if (id != NULL)
    *id = g_strdup (kh_tenant_backup_get_id (backup));
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static GBytes *
must_back_up (Fixture *f, const char *name, char **id)
{
  g_autoptr (GError) error = NULL;
  GBytes *file = back_up (f, name, id, &error);

  g_assert_no_error (error);
  return file;
}

/* (transfer full): the id of what was sent. */
static char *
send_file (Fixture *f, GBytes *file, const char *onto, GError **error)
{
  g_autoptr (KhTenantRestore) restore = kh_tenant_restore_begin (f->tenant, f->caller, onto, error);
  g_autoptr (KhSentBackup) sent = NULL;
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (file, &size);

  for (gsize at = 0; restore != NULL && at < size; at += 4000)
    if (!kh_tenant_restore_write (restore, bytes + at, MIN (4000, size - at), error))
      return NULL;
  sent = restore != NULL ? kh_tenant_restore_finish (restore, error) : NULL;
  return sent != NULL ? g_strdup (sent->id) : NULL;
}

typedef struct {
  const char *onto, *sent;
} Restore;

static Restore present;

static gpointer
restore (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_restore (f->tenant, f->caller, present.onto, present.sent, error);
}

static gpointer
restore_and_cancel (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = restore (f, NULL, error);

  g_assert_nonnull (operation);
  return cancel (f, operation->id, error);
}

static gpointer
restore_and_lock (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = restore (f, NULL, error);

  g_assert_nonnull (operation);
  return disable_in_this_turn (f, error);
}

static gpointer
run (Fixture *f, Act act, const char *onto, const char *sent, GError **error)
{
  g_autoptr (KhEnvironment) target = find_environment (f, onto);
  g_autoptr (KhChange) change = kh_change_new_for_environment (KH_CHANGE_RESTORE_DATA, target->id);

  change->object = g_strdup (sent);
  present = (Restore){ onto, sent };
  return confirmed (f, act, change, error);
}

static void
restore_to_end (Fixture *f, GBytes *file, const char *onto)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = send_file (f, file, onto, &error);
  g_autoptr (KhOperation) operation = NULL;

  g_assert_no_error (error);
  operation = run (f, restore, onto, sent, &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->type, ==, KH_OPERATION_RESTORE);
  wait_for_environment (f, onto, KH_ENVIRONMENT_STATE_READY);
}

static void
refuse_file (Fixture *f, GBytes *file, const char *onto, int code, const char *inner)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = send_file (f, file, onto, &error);

  g_assert_null (sent);
  g_assert_error (error, KH_ERROR, code);
  if (inner != NULL)
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static gpointer
forget (Fixture *f, gconstpointer id, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_backup_forget (f->tenant, f->caller, id, error));
}

/* --- What is there ---------------------------------------------------------------------------- */

static guint
count_items (Fixture *f, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) items =
        kh_tenant_items (f->tenant, f->caller, name, (KhStoreKind)i, &error);

    g_assert_no_error (error);
    n += items->len;
  }
  return n;
}

static void
empty_sales (Fixture *f)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autoptr (GPtrArray) items =
        kh_tenant_items (f->tenant, f->caller, "Sales", (KhStoreKind)i, NULL);

    for (guint n = 0; n < items->len; n++)
      g_assert_true (kh_tenant_item_remove (f->tenant, f->caller, "Sales", (KhStoreKind)i,
                                            ((KhItemInfo *)items->pdata[n])->name, NULL));
  }
  g_assert_cmpuint (count_items (f, "Sales"), ==, 0);
}

static void
check_same (Fixture *f, const char *one, const char *other)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autoptr (GPtrArray) a = kh_tenant_items (f->tenant, f->caller, one, (KhStoreKind)i, NULL);
    g_autoptr (GPtrArray) b = kh_tenant_items (f->tenant, f->caller, other, (KhStoreKind)i, NULL);

    g_assert_cmpuint (a->len, ==, b->len);
    for (guint n = 0; n < a->len; n++) {
      const KhItemInfo *x = a->pdata[n], *y = b->pdata[n];

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpuint (x->rows, ==, y->rows);
      g_assert_cmpuint (x->bytes, ==, y->bytes);
      g_assert_cmpstr (x->sha256, ==, y->sha256);
    }
  }
}

static guint
count_folders (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "environments", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A folder an environment, and nothing of a backup: what was sent goes after the environment is
 * ready again. */
static void
check_folders (Fixture *f, guint others)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (count_folders (f) != 2 + others) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (2000);
  }
}

static guint
count_backup_holds (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GPtrArray) holds =
      kh_holds (estate, "kv-sales", "cmk", NULL, kh_tenant_now (f->tenant));
  guint n = 0;

  for (guint i = 0; i < holds->len; i++) {
    const KhHold *hold = holds->pdata[i];

    if (hold->kind != KH_HOLD_BACKUP)
      continue;
    g_assert_cmpint (hold->end, ==, KH_TIME_NONE);
    g_assert_nonnull (hold->backup);
    n++;
  }
  return n;
}

/* --- Same environment, another one ------------------------------------------------------------ */

static void
test_same (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  g_autoptr (KhEnvironment) before = find_environment (f, "Sales");
  g_autoptr (KhEnvironment) after = NULL;
  g_autofree char *sent = NULL;

  check_folders (f, 0);
  g_assert_null (
      g_strstr_len (g_bytes_get_data (file, NULL), (gssize)g_bytes_get_size (file), CANARY));
  empty_sales (f);
  sent = send_file (f, file, "Sales", &error);
  g_assert_no_error (error);
  present = (Restore){ "Sales", sent };
  g_assert_null (on_worker (f, restore, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_assert_cmpuint (count_items (f, "Sales"), ==, 0);
  restore_to_end (f, file, "Sales");
  check_all (f);
  check_encrypted (f);
  check_folders (f, 0);
  after = find_environment (f, "Sales");
  for (guint i = 0; i < KH_STORE_N; i++)
    g_assert_cmpstr (kh_environment_get_current_dek (before, (KhStoreKind)i)->dek_id, !=,
                     kh_environment_get_current_dek (after, (KhStoreKind)i)->dek_id);
  reopen_quickly (f);
  check_all (f);
  check_folders (f, 0);
  g_assert_false (tree_contains (f->folder, CANARY));
  check_audit (f);
}

static void
test_other (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);

  restore_to_end (f, file, "Spare");
  check_same (f, "Sales", "Spare");
  check_all (f);
  check_folders (f, 0);
  /* And that one's backup is as good. */
  g_clear_pointer (&file, g_bytes_unref);
  file = must_back_up (f, "Spare", NULL);
  reopen_quickly (f);
  restore_to_end (f, file, "Spare");
  check_same (f, "Sales", "Spare");
  check_audit (f);
}

/* Without a key of the customer nothing is held. */
static void
test_platform (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);

  g_assert_cmpuint (count_backup_holds (f), ==, 0);
  restore_to_end (f, file, "Spare");
  check_same (f, "Sales", "Spare");
}

/* --- Refused ---------------------------------------------------------------------------------- */

static void
test_rules (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) own = must_back_up (f, "Spare", NULL);
  g_autoptr (GBytes) plain = must_back_up (f, "Sales", NULL);
  g_autoptr (GBytes) held = NULL;
  g_autoptr (KhPolicy) other = NULL;

  /* Production is restored from its own backups alone. */
  refuse_file (f, own, "Sales", KH_ERROR_RULE, "EnvironmentSkuType");
  enable_cmk (f);
  held = must_back_up (f, "Sales", NULL);
  refuse_file (f, held, "Spare", KH_ERROR_RULE, "EncryptionKeyMismatch");
  other = make_other_policy (f);
  link_spare_to (f, "ep-other");
  refuse_file (f, held, "Spare", KH_ERROR_RULE, "EncryptionKeyMismatch");
  refuse_file (f, plain, "Spare", KH_ERROR_RULE, "EncryptionKeyMismatch");
  check_folders (f, 0);
  /* Their own they take, whatever they are under now. */
  restore_to_end (f, own, "Spare");
  empty_sales (f);
  restore_to_end (f, plain, "Sales");
  check_all (f);
  check_encrypted (f);
}

static void
test_altered (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (file, &size);
  g_autofree guint8 *bytes = g_memdup2 (data, size);

  for (gsize at = size - 1; at > 60; at -= MIN (at, size / 40)) {
    g_autoptr (GBytes) altered = NULL;

    bytes[at] ^= 0x40;
    altered = g_bytes_new (bytes, size);
    refuse_file (f, altered, "Sales", KH_ERROR_FORMAT, NULL);
    bytes[at] ^= 0x40;
  }
  for (gsize n = size - 1; n > 0; n -= MIN (n, size / 10)) {
    g_autoptr (GBytes) cut = g_bytes_new (bytes, n);

    refuse_file (f, cut, "Sales", KH_ERROR_FORMAT, "BackupCut");
  }
  check_folders (f, 0);
  check_all (f);
}

static void
test_locked (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  g_autoptr (GError) error = NULL;

  lock (f);
  g_assert_null (back_up (f, "Sales", NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  refuse_file (f, file, "Sales", KH_ERROR_LOCKED, NULL);
  unlock (f);
  check_folders (f, 0);
  check_all (f);
}

static gpointer
disable_cmk (Fixture *f, gconstpointer unused, GError **error)
{
  return set_enabled (f, GINT_TO_POINTER (FALSE), error);
}

/* The key that the backup is under cannot be used any more, and the environment has another. */
static void
test_key_is_away (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  g_autoptr (KhPolicy) other = make_other_policy (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) moved = on_worker (f, link_policy, "ep-other", &error);
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (KhKey) disabled = NULL;

  g_assert_no_error (error);
  wait_until_ready (f);
  disabled = confirmed (f, disable_cmk, change, &error);
  g_assert_no_error (error);
  refuse_file (f, file, "Sales", KH_ERROR_KEY_ACCESS, NULL);
  check_folders (f, 0);
  check_all (f);
}

/* --- On the way ------------------------------------------------------------------------------- */

/* Whatever stops it, the environment is what it was. */
static void
test_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  g_autofree char *sent = send_file (f, file, "Spare", &error);
  g_autoptr (KhOperation) operation = NULL;

  g_assert_no_error (error);
  check_folders (f, 1);
  operation = run (f, restore_and_cancel, "Spare", sent, &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_CANCELLED);
  g_assert_cmpuint (count_items (f, "Spare"), ==, 0);
  reopen_quickly (f);
  check_folders (f, 0);
  g_assert_cmpuint (count_items (f, "Spare"), ==, 0);
}

/* What was sent waits with the operation for the key, over a new start too. */
static void
test_locked_midway (Fixture *f, gconstpointer restart)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  g_autofree char *sent = send_file (f, file, "Spare", &error);
  g_autoptr (KhKey) key = run (f, restore_and_lock, "Spare", sent, &error);
  g_autoptr (KhOperation) operation = NULL;

  g_assert_no_error (error);
  wait_for_environment (f, "Spare", KH_ENVIRONMENT_STATE_LOCKED);
  if (restart != NULL)
    reopen_quickly (f);
  unlock (f); /* Sales */
  operation = on_worker (f, re_enable_spare, NULL, &error);
  g_assert_no_error (error);
  wait_for_environment (f, "Spare", KH_ENVIRONMENT_STATE_READY);
  check_same (f, "Sales", "Spare");
  check_all (f);
  check_folders (f, 0);
  check_audit (f);
}

/* Each system call of a backup. A file that is whole is held for, and only one that is. */
static void
test_backup_fails (Fixture *f, gconstpointer code)
{
  gboolean done = FALSE;

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (guint n = 1; !done; n += 1 + n / 8) {
    g_autoptr (GError) error = NULL;
    guint held = count_backup_holds (f);
    g_autoptr (GBytes) made = NULL;

    flaky_io_arm (&flaky, n, GPOINTER_TO_INT (code));
    made = back_up (f, "Sales", NULL, &error);
    done = !flaky_io_disarm (&flaky, NULL);
    reopen_quickly (f);
    if (made != NULL)
      g_assert_cmpuint (count_backup_holds (f), ==, held + 1);
    check_all (f);
    check_folders (f, 0);
  }
}

/* Each of what is sent, and nothing is changed by it. */
static void
test_sending_fails (Fixture *f, gconstpointer code)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  gboolean done = FALSE;

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (guint n = 1; !done; n += 1 + n / 8) {
    g_autoptr (GError) error = NULL;
    g_autofree char *sent = NULL;

    flaky_io_arm (&flaky, n, GPOINTER_TO_INT (code));
    sent = send_file (f, file, "Sales", &error);
    done = !flaky_io_disarm (&flaky, NULL);
    reopen_quickly (f);
    check_all (f);
    check_folders (f, 0);
  }
}

/* A restore whose end cannot be stored changes nothing. */
static void
test_restore_fails (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = must_back_up (f, "Sales", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = send_file (f, file, "Spare", &error);
  g_autoptr (KhOperation) operation = NULL;
  g_autoptr (KhEnvironment) after = NULL;

  flaky_io_keep_name (&flaky, "environments/");
  operation = run (f, restore, "Spare", sent, &error);
  g_assert_no_error (error);
  wait_for_environment (f, "Spare", KH_ENVIRONMENT_STATE_READY);
  flaky_io_keep_name (&flaky, NULL);
  g_assert_cmpuint (count_items (f, "Spare"), ==, 0);
  after = find_environment (f, "Spare");
  g_assert_cmpint (after->encryption_status, ==, KH_ENCRYPTION_STATUS_ENCRYPTED);
  g_assert_null (after->folder);
  reopen_quickly (f);
  check_folders (f, 0);
  restore_to_end (f, file, "Spare");
  check_same (f, "Sales", "Spare");
}

/* --- Holds ------------------------------------------------------------------------------------ */

static void
check_impact (Fixture *f, guint n)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhChange) change =
      kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (KhImpact) impact = kh_impact_compute (estate, change, kh_tenant_now (f->tenant), NULL);

  g_assert_cmpuint (g_strv_length (impact->backups), ==, n);
  if (n > 0) {
    g_assert_true (g_str_has_prefix (impact->backups[0], "Sales, "));
    g_assert_cmpint (impact->level, >=, KH_GUARD_DOWN);
  }
}

static void
test_holds (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GBytes) file = must_back_up (f, "Sales", &id);
  g_autoptr (GBytes) again = NULL;

  g_assert_cmpuint (count_backup_holds (f), ==, 1);
  check_impact (f, 1);
  g_usleep (2000);
  again = must_back_up (f, "Sales", &second);
  g_assert_cmpuint (count_backup_holds (f), ==, 2);
  reopen_quickly (f);
  g_assert_cmpuint (count_backup_holds (f), ==, 2);
  g_assert_nonnull (on_worker (f, forget, id, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_backup_holds (f), ==, 1);
  check_impact (f, 1);
  g_assert_null (on_worker (f, forget, id, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_nonnull (on_worker (f, forget, second, &error));
  g_assert_cmpuint (count_backup_holds (f), ==, 0);
  check_impact (f, 0);
  check_audit (f);
}

/* A file that was not written to its end is none, and nothing is held for it. */
static void
test_given_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhTenantBackup) backup =
      kh_tenant_backup_open (f->tenant, f->caller, "Sales", NULL, &error);
  guint8 buffer[1000];

  g_assert_no_error (error);
  g_assert_cmpint (kh_tenant_backup_read (backup, buffer, sizeof buffer, &error), >, 0);
  check_folders (f, 1);
  g_clear_pointer (&backup, kh_tenant_backup_free);
  g_assert_cmpuint (count_backup_holds (f), ==, 0);
  check_folders (f, 0);
}

/* A reset and the end name the files that no key is held for then: those of this environment. */
static void
check_forgotten (Fixture *f, const KhChange *change, guint n)
{
  static const KhChangeKind kinds[] = { KH_CHANGE_RESET_ENVIRONMENT, KH_CHANGE_DELETE_ENVIRONMENT };
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (KhChange) other = kh_change_new_for_environment (kinds[i], change->environment_id);
    g_autoptr (KhImpact) impact =
        kh_impact_compute (estate, other, kh_tenant_now (f->tenant), NULL);

    g_assert_cmpuint (g_strv_length (impact->backups), ==, n);
    g_assert_true (n == 0 || g_str_has_prefix (impact->backups[0], "Spare, "));
  }
}

static gpointer
reset_spare (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_reset (f->tenant, f->caller, "Spare", error);
}

static void
test_reset_forgets (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = must_back_up (f, "Spare", NULL);
  g_autoptr (KhEnvironment) target = find_environment (f, "Spare");
  g_autoptr (KhChange) change =
      kh_change_new_for_environment (KH_CHANGE_RESET_ENVIRONMENT, target->id);
  g_autoptr (KhEnvironment) done = NULL;

  g_assert_cmpuint (count_backup_holds (f), ==, 1);
  check_forgotten (f, change, 1);
  done = confirmed (f, reset_spare, change, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_backup_holds (f), ==, 0);
  check_forgotten (f, change, 0);
}

#define TEST(path, data, function)                                                                 \
  g_test_add (path, Fixture, data, set_up_all, function, tear_down_all)
#define TEST_PLAIN(path, function)                                                                 \
  g_test_add (path, Fixture, NULL, set_up_plain, function, tear_down_all)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/backup/same", NULL, test_same);
  TEST ("/backup/other", NULL, test_other);
  TEST_PLAIN ("/backup/platform", test_platform);
  TEST_PLAIN ("/backup/rules", test_rules);
  TEST ("/backup/altered", NULL, test_altered);
  TEST ("/backup/locked", NULL, test_locked);
  TEST ("/backup/key-is-away", NULL, test_key_is_away);
  TEST ("/backup/cancelled", NULL, test_cancelled);
  TEST ("/backup/locked-midway", NULL, test_locked_midway);
  TEST ("/backup/locked-midway-restart", "restart", test_locked_midway);
  TEST ("/backup/disk-full", GINT_TO_POINTER (ENOSPC), test_backup_fails);
  TEST ("/backup/disk-fails", GINT_TO_POINTER (EIO), test_backup_fails);
  TEST ("/backup/sending-disk-full", GINT_TO_POINTER (ENOSPC), test_sending_fails);
  TEST ("/backup/sending-disk-fails", GINT_TO_POINTER (EIO), test_sending_fails);
  TEST ("/backup/restore-fails", NULL, test_restore_fails);
  TEST ("/backup/holds", NULL, test_holds);
  TEST ("/backup/given-up", NULL, test_given_up);
  TEST ("/backup/reset-forgets", NULL, test_reset_forgets);
  return g_test_run ();
}
