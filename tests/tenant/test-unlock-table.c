/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways back from a lock (domain.md 4.1), each trigger and each pair of them, in one
 * organization with real keys: what the diagnosis says, that its repairs in their order open the
 * data again, and that nothing else does: not the repair of another cause, not another key of the
 * same size, not an account without the role. */
#include <string.h>

#include "kh-acts-private.h"
#include "kh-key-cache.h"
#include "kh-tenant-private.h"
#include "unlock-rows.h"

#define BIT KH_TRIGGER_BIT

static void
cause (Fixture *f, guint n)
{
  g_autoptr (GError) error = NULL;

  if (!unlock_rows[n].cause (f, &error))
    g_error ("%s could not be caused: %s", kh_trigger_to_string (unlock_rows[n].trigger),
             error->message);
}

/* --- What is compared --------------------------------------------------------------------------
 */

static gpointer
diagnose_work (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_diagnose (f->tenant, f->caller, "Sales", error);
}

static KhDiagnosis *
diagnose (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  KhDiagnosis *diagnosis = on_worker (f, diagnose_work, NULL, &error);

  g_assert_no_error (error);
  return diagnosis;
}

static KhTriggers
triggers_of (const KhDiagnosis *diagnosis)
{
  KhTriggers triggers = 0;

  for (guint i = 0; i < diagnosis->triggers->len; i++)
    triggers |= BIT (((const KhDiagnosisTrigger *)diagnosis->triggers->pdata[i])->trigger);
  return triggers;
}

static void
assert_closed (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_content (f, KH_STORE_DATAVERSE, "customers", &error);

  g_assert_null (bytes);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
}

/* Locked for these causes, and nothing opens it before they are gone. */
static void
assert_locked (Fixture *f, KhTriggers expected)
{
  g_autoptr (KhDiagnosis) diagnosis = diagnose (f);
  g_autoptr (GError) error = NULL;

  g_assert_true (diagnosis->locked);
  g_assert_cmphex (triggers_of (diagnosis), ==, expected);
  g_assert_cmpint (diagnosis->original_key, ==,
                   (expected & BIT (16)) != 0 ? KH_ORIGINAL_KEY_GONE : KH_ORIGINAL_KEY_UNKNOWN);
  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==,
                   kh_trigger_to_string (kh_triggers_get_first (expected)));
  assert_closed (f);
}

static void
assert_original (Fixture *f, KhOriginalKey expected)
{
  g_autoptr (KhDiagnosis) diagnosis = diagnose (f);

  g_assert_true (diagnosis->locked);
  g_assert_cmphex (triggers_of (diagnosis), ==, 0);
  g_assert_cmpint (diagnosis->original_key, ==, expected);
}

static void
do_repairs (Fixture *f, const KhDiagnosis *diagnosis, guint n)
{
  for (guint i = 0; i < n; i++) {
    const KhRepair *repair = diagnosis->repairs->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) refusal = NULL;

    if (!unlock_step_of (repair) (f, &error))
      g_error ("%s: %s", repair->text, error->message);
    if (i + 1 < n)
      g_assert_null (on_worker (f, re_enable, NULL, &refusal));
  }
}

/* A key that is gone for good leaves no way: what can be done before it is there again is, and a
 * policy cannot be made without it. */
static void
bring_key_back (Fixture *f, KhTriggers expected)
{
  g_autoptr (KhDiagnosis) diagnosis = diagnose (f);
  g_autoptr (GError) error = NULL;

  do_repairs (f, diagnosis, diagnosis->repairs->len);
  assert_locked (f, expected & (BIT (16) | BIT (5)));
  unlock_restore_backup (f, &error);
  g_assert_no_error (error);
}

/* Every step of the diagnosis in its order, none of which opens anything before the last. */
static void
repair_all (Fixture *f, KhTriggers expected)
{
  g_autoptr (KhDiagnosis) diagnosis = NULL;
  guint n;

  if ((expected & BIT (16)) != 0)
    bring_key_back (f, expected);
  diagnosis = diagnose (f);
  n = diagnosis->repairs->len;
  g_assert_cmpstr (((KhRepair *)diagnosis->repairs->pdata[n - 1])->command, ==,
                   "keyholdctl unlock apply Sales");
  do_repairs (f, diagnosis, n - 1);
}

static void
assert_open (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_content (f, KH_STORE_DATAVERSE, "customers", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
  wait_until_ready (f);
}

/* Attaching the successor of a deleted policy has opened it. */
static void
open_again (Fixture *f, KhTriggers expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;

  if ((expected & BIT (5)) == 0) {
    assert_original (f, KH_ORIGINAL_KEY_PROVEN);
    operation = on_worker (f, re_enable, NULL, &error);
    g_assert_no_error (error);
  }
  assert_open (f);
}

/* --- Other accounts, other keys ------------------------------------------------------------------
 */

typedef struct {
  const char *name;
  KhRoles roles;
} Person;

static gpointer
add_work (Fixture *f, gconstpointer data, GError **error)
{
  const Person *person = data;

  return kh_tenant_account_add (f->tenant, f->caller, person->name, person->roles, NULL, error);
}

static KhCaller *
add_person (Fixture *f, const char *name, KhRoles roles)
{
  const Person person = { name, roles };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) account = on_worker (f, add_work, &person, &error);

  g_assert_no_error (error);
  return kh_caller_new (account);
}

/* The step by another account. */
static void
refuse_step (Fixture *f, KhCaller *other, UnlockStep step)
{
  KhCaller *before = f->caller;
  g_autoptr (GError) error = NULL;

  f->caller = kh_caller_ref (other);
  g_assert_false (step (f, &error));
  kh_caller_unref (f->caller);
  f->caller = before;
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
}

static gboolean
open_it (Fixture *f, GError **error)
{
  g_autoptr (KhOperation) operation = on_worker (f, re_enable, NULL, error);

  return operation != NULL;
}

/* What the diagnosis offers to an account is what it may do. */
static void
assert_offered (Fixture *f, KhCaller *other, KhOwner owner)
{
  KhCaller *before = f->caller;
  g_autoptr (KhDiagnosis) diagnosis = NULL;

  f->caller = other;
  diagnosis = diagnose (f);
  f->caller = before;
  for (guint i = 0; i < diagnosis->repairs->len; i++) {
    const KhRepair *repair = diagnosis->repairs->pdata[i];

    g_assert_cmpint (repair->allowed, ==, repair->owner == owner && repair->command != NULL);
  }
}

/* In the place of the version that wraps the data keys: what a vault would decode that holds
 * another key of its name, its version and its size. */
static void
put_other_key (Fixture *f, guint bits)
{
  KhKeySpec spec = { .vault = "kv-sales", .name = "cmk", .kty = KH_KEY_TYPE_RSA, .size = bits };
  const KhKeyCacheName name = { "kv-sales", "cmk", unlock_version };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKeyMaterial) other = kh_tenant_key_generate (&spec, &error);

  g_assert_no_error (error);
  kh_key_cache_drop (f->tenant->key_cache, "kv-sales", "cmk");
  kh_key_cache_put (f->tenant->key_cache, &name, kh_key_cache_get_epoch (f->tenant->key_cache),
                    other->rsa);
}

/* The step fails as long as the key is another one. */
static void
refuse_with_other_key (Fixture *f, UnlockStep step)
{
  g_autoptr (GError) error = NULL;

  put_other_key (f, 2048);
  if (step == open_it)
    assert_original (f, KH_ORIGINAL_KEY_DIFFERENT);
  g_assert_false (step (f, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_WRONG_KEY);
  assert_closed (f);
  kh_key_cache_drop (f->tenant->key_cache, "kv-sales", "cmk");
}

/* --- Tests --------------------------------------------------------------------------------------
 */

static void
lock_by (Fixture *f, guint n)
{
  g_test_message ("%s", kh_trigger_to_string (unlock_rows[n].trigger));
  if (unlock_rows[n].by_entry)
    unlock_go_by_entry (f);
  cause (f, n);
  assert_locked (f, unlock_rows[n].comes);
}

static void
test_right (Fixture *f, gconstpointer unused)
{
  KhTriggers seen = 0;

  for (guint i = 0; i < unlock_n_rows; i++) {
    lock_by (f, i);
    repair_all (f, unlock_rows[i].comes);
    open_again (f, unlock_rows[i].comes);
    unlock_make_whole (f);
    seen |= BIT (unlock_rows[i].trigger);
  }
  /* Of all triggers the table leaves out the one that has tests of its own (test-lost-vault). */
  g_assert_cmphex (seen | BIT (KH_TRIGGER_VAULT_UNREADABLE), ==,
                   BIT (KH_TRIGGER_LAST + 1) - BIT (1));
  check_all (f);
}

/* The repair of another cause changes nothing, where it can be done at all. */
static void
test_wrong_repair (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < unlock_n_rows; i++) {
    lock_by (f, i);
    for (guint j = 0; j < unlock_n_rows; j++) {
      g_autoptr (GError) error = NULL;

      if (((unlock_rows[i].comes | unlock_rows[i].cured_by) & BIT (unlock_rows[j].trigger)) != 0)
        continue;
      unlock_rows[j].cure (f, &error);
      g_test_message ("  %s: %s", kh_trigger_to_string (unlock_rows[j].trigger),
                      error != NULL ? error->message : "done");
      assert_locked (f, unlock_rows[i].comes);
    }
    repair_all (f, unlock_rows[i].comes);
    open_again (f, unlock_rows[i].comes);
    unlock_make_whole (f);
  }
}

static void
test_wrong_key (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < unlock_n_rows; i++) {
    lock_by (f, i);
    if (unlock_rows[i].trigger == KH_TRIGGER_PURGED) {
      g_autoptr (GError) error = NULL;
      g_autoptr (KhKey) other = on_worker (f, make_key, "cmk", &error);

      /* Of the same name and size, with a version of its own. */
      g_assert_no_error (error);
      assert_locked (f, BIT (16));
      unlock_purge (f, &error);
      g_assert_no_error (error);
    }
    if (unlock_rows[i].trigger == KH_TRIGGER_POLICY_DELETED) {
      unlock_create_policy (f, NULL);
      unlock_grant_again (f, NULL);
      refuse_with_other_key (f, unlock_attach);
      unlock_attach (f, NULL);
    } else {
      repair_all (f, unlock_rows[i].comes);
      refuse_with_other_key (f, open_it);
    }
    open_again (f, unlock_rows[i].comes);
    unlock_make_whole (f);
  }
}

static void
test_not_allowed (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhCaller) kim = add_person (f, "Kim", KH_ROLE_KVA);
  g_autoptr (KhCaller) powell = add_person (f, "Powell", KH_ROLE_PPA);

  for (guint i = 0; i < unlock_n_rows; i++) {
    gboolean cloud =
        unlock_rows[i].cure == unlock_reactivate || unlock_rows[i].cure == unlock_move_back;

    lock_by (f, i);
    assert_offered (f, kim, KH_OWNER_KVA);
    assert_offered (f, powell, KH_OWNER_PPA);
    if (!cloud)
      refuse_step (f, powell, unlock_rows[i].cure);
    assert_locked (f, unlock_rows[i].comes);
    if (unlock_rows[i].trigger == KH_TRIGGER_POLICY_DELETED) {
      unlock_create_policy (f, NULL);
      unlock_grant_again (f, NULL);
      refuse_step (f, kim, unlock_attach);
      refuse_step (f, powell, unlock_attach); /* nobody made them a reader */
      unlock_attach (f, NULL);
    } else {
      repair_all (f, unlock_rows[i].comes);
      refuse_step (f, kim, open_it);
      refuse_step (f, powell, open_it);
      assert_original (f, KH_ORIGINAL_KEY_PROVEN);
    }
    open_again (f, unlock_rows[i].comes);
    unlock_make_whole (f);
  }
}

static void
lock_by_both (Fixture *f, guint i, guint j)
{
  KhTriggers both = (unlock_rows[i].comes | unlock_rows[j].comes)
                    & ~(unlock_rows[i].hides | unlock_rows[j].hides);

  g_test_message ("%s, %s", kh_trigger_to_string (unlock_rows[i].trigger),
                  kh_trigger_to_string (unlock_rows[j].trigger));
  if (unlock_rows[i].by_entry || unlock_rows[j].by_entry)
    unlock_go_by_entry (f);
  cause (f, i);
  cause (f, j);
  assert_locked (f, both);
  repair_all (f, both);
  open_again (f, both);
  unlock_make_whole (f);
}

static void
test_pairs (Fixture *f, gconstpointer unused)
{
  guint n = 0;

  for (guint i = 0; i < unlock_n_rows; i++)
    for (guint j = i + 1; j < unlock_n_rows; j++) {
      g_assert_cmpint ((unlock_rows[i].with & BIT (unlock_rows[j].trigger)) != 0, ==,
                       (unlock_rows[j].with & BIT (unlock_rows[i].trigger)) != 0);
      if ((unlock_rows[i].with & BIT (unlock_rows[j].trigger)) != 0)
        continue;
      lock_by_both (f, i, j);
      n++;
    }
  g_assert_cmpuint (n, ==, 112);
  check_all (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/unlock-table/" name, Fixture, NULL, unlock_start, func, unlock_stop)
  ADD ("right-repair", test_right);
  ADD ("wrong-repair", test_wrong_repair);
  ADD ("wrong-key", test_wrong_key);
  ADD ("not-allowed", test_not_allowed);
  ADD ("pairs", test_pairs);
  return g_test_run ();
}
