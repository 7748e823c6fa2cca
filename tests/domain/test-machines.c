/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every state with every event of the four machines, the role matrix, and holds to the second. */

#include <string.h>

#include "kh-error.h"
#include "kh-hold.h"
#include "kh-limits.h"
#include "kh-machine.h"
#include "kh-role-check.h"
#include "sample.h"

#define NONE 255

/* One letter a state, in the order of the enum; '.' = refused; rows are states, columns events. */
static const char *const environment_table[KH_ENVIRONMENT_STATE_N] = {
  /* created encrypt revert succeeded failed lost re-enable re-enabled clock delete recover */
  "R..........", /* Provisioning */
  ".EV..L...D.", /* Ready */
  "...RRL.....", /* Encrypting */
  "...RRL.....", /* Reverting */
  "......A.GD.", /* Locked */
  "....LL.B...", /* Re-enabling */
  "........G.B", /* Deleted */
  "...........", /* Gone */
};

static guint
letter_to_state (char letter, KhEnvironmentState before)
{
  static const char letters[] = "PREVLADG";
  if (letter == '.')
    return NONE;
  if (letter == 'B')
    return before;
  return strchr (letters, letter) - letters;
}

static void
check_environment_pair (KhEnvironmentState state, KhEnvironmentEvent event,
                        KhEnvironmentState before)
{
  KhEnvironmentState next = KH_ENVIRONMENT_STATE_N;
  KhEffects effects = KH_EFFECT_NONE;
  g_autoptr (GError) error = NULL;
  guint expected = letter_to_state (environment_table[state][event], before);
  gboolean stepped = kh_environment_machine_step (state, before, event, &next, &effects, &error);
  g_test_message ("%s + %s", kh_environment_state_to_string (state),
                  kh_environment_event_to_string (event));
  g_assert_cmpint (stepped, ==, expected != NONE);
  if (!stepped) {
    g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
    return;
  }
  g_assert_cmpuint (next, ==, expected);
  gboolean was_open = state == KH_ENVIRONMENT_STATE_READY;
  if (next == KH_ENVIRONMENT_STATE_READY)
    g_assert_true (effects & KH_EFFECT_ADMIT_DATA);
  else
    g_assert_false (effects & KH_EFFECT_ADMIT_DATA);
  if (was_open)
    g_assert_true (effects & KH_EFFECT_REFUSE_DATA);
  if (next == KH_ENVIRONMENT_STATE_LOCKED && state != KH_ENVIRONMENT_STATE_DELETED)
    g_assert_true (effects & KH_EFFECT_WIPE_KEYS);
  g_assert_cmpint ((effects & KH_EFFECT_DESTROY_DEKS) != 0, ==, next == KH_ENVIRONMENT_STATE_GONE);
}

static void
test_environment (void)
{
  for (guint state = 0; state < KH_ENVIRONMENT_STATE_N; state++)
    for (guint event = 0; event < KH_ENVIRONMENT_EVENT_N; event++) {
      check_environment_pair (state, event,
                              state == KH_ENVIRONMENT_STATE_DELETED
                                  ? KH_ENVIRONMENT_STATE_LOCKED
                                  : KH_ENVIRONMENT_STATE_ENCRYPTING);
      check_environment_pair (state, event, KH_ENVIRONMENT_STATE_READY);
    }
}

static KhEnvironment *
step (KhEnvironment *environment, KhEnvironmentEvent event, KhTime now)
{
  g_autoptr (KhEnvironment) old = environment;
  g_autoptr (GError) error = NULL;
  KhEnvironment *next = kh_environment_step (old, event, now, NULL, &error);
  g_assert_no_error (error);
  return next;
}

static void
test_environment_times (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhEnvironment *e = copy_environment (estate, SALES);
  e = step (e, KH_ENVIRONMENT_EVENT_ENCRYPT, NOW);
  e = step (e, KH_ENVIRONMENT_EVENT_ACCESS_LOST, NOW);
  g_assert_cmpint (e->state, ==, KH_ENVIRONMENT_STATE_LOCKED);
  g_assert_cmpint (e->locked_at, ==, NOW);
  g_assert_cmpint (e->deletion_at, ==, NOW + 30 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_RE_ENABLE, NOW + KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_FAILED, NOW + KH_DAY);
  g_assert_cmpint (e->locked_at, ==, NOW);
  g_assert_cmpint (e->deletion_at, ==, NOW + 30 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_DELETE, NOW + 28 * KH_DAY);
  g_assert_cmpint (e->deletion_at, ==, NOW + 30 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_RECOVER, NOW + 29 * KH_DAY);
  g_assert_cmpint (e->state, ==, KH_ENVIRONMENT_STATE_LOCKED);
  g_assert_cmpint (e->locked_at, ==, NOW);
  g_assert_cmpint (e->deleted_at, ==, KH_TIME_NONE);
  e = step (e, KH_ENVIRONMENT_EVENT_RE_ENABLE, NOW + 29 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_RE_ENABLED, NOW + 29 * KH_DAY);
  g_assert_cmpint (e->state, ==, KH_ENVIRONMENT_STATE_ENCRYPTING);
  g_assert_cmpint (e->locked_at, ==, KH_TIME_NONE);
  g_assert_cmpint (e->deletion_at, ==, KH_TIME_NONE);
  e = step (e, KH_ENVIRONMENT_EVENT_SUCCEEDED, NOW + 29 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_DELETE, NOW + 30 * KH_DAY);
  g_assert_cmpint (e->deletion_at, ==, NOW + 37 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_RECOVER, NOW + 31 * KH_DAY);
  g_assert_cmpint (e->state, ==, KH_ENVIRONMENT_STATE_READY);
  e = step (e, KH_ENVIRONMENT_EVENT_ACCESS_LOST, NOW + 31 * KH_DAY);
  e = step (e, KH_ENVIRONMENT_EVENT_CLOCK_ENDED, NOW + 61 * KH_DAY);
  g_assert_null (kh_environment_get_customer_dek (e));
  g_assert_cmpint (e->deleted_at, ==, NOW + 61 * KH_DAY);
  kh_environment_unref (e);
}

static void
test_policy (void)
{
  static const KhHealth next[] = { KH_HEALTH_HEALTHY, KH_HEALTH_WARNING, KH_HEALTH_UNHEALTHY };
  for (guint health = 0; health < KH_HEALTH_N; health++)
    for (guint event = 0; event < KH_POLICY_EVENT_N; event++) {
      gboolean audit = -1;
      g_assert_cmpint (kh_policy_machine_step (health, event, &audit), ==, next[event]);
      g_assert_cmpint (audit, ==, health != next[event]);
    }
}

static void
test_key (void)
{
  /* enable disable activated expired delete recover purge; O = the version's own state */
  static const char *const table[KH_KEY_STATE_N] = { "OD.EX..", "OD..X..", "ODO.X..",
                                                     "ODDDX..", "..XX.OP", "......." };
  static const char letters[] = "AENDXP";
  for (guint state = 0; state < KH_KEY_STATE_N; state++)
    for (guint event = 0; event < KH_KEY_EVENT_N; event++) {
      KhKeyState next = KH_KEY_STATE_N;
      g_autoptr (GError) error = NULL;
      char letter = table[state][event];
      gboolean stepped =
          kh_key_machine_step (state, KH_KEY_STATE_NOT_YET_ACTIVE, event, &next, &error);
      g_assert_cmpint (stepped, ==, letter != '.');
      if (!stepped)
        g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
      else
        g_assert_cmpint (next, ==,
                         letter == 'O' ? KH_KEY_STATE_NOT_YET_ACTIVE
                                       : strchr (letters, letter) - letters);
    }
  g_assert_cmpint (kh_key_state_combine (KH_KEY_STATE_DELETED, KH_KEY_STATE_DISABLED), ==,
                   KH_KEY_STATE_DELETED);
  g_assert_cmpint (kh_key_state_combine (KH_KEY_STATE_ACTIVE, KH_KEY_STATE_EXPIRED), ==,
                   KH_KEY_STATE_EXPIRED);
}

static void
test_operation (void)
{
  /* start pause resume succeed fail cancel retry */
  static const char *const table[KH_OPERATION_STATE_N] = { "RP..FC.", ".P.SFC.", "..R.FC.",
                                                           ".......", "......N", "......N" };
  static const char letters[] = "NRPSFC";
  for (guint state = 0; state < KH_OPERATION_STATE_N; state++)
    for (guint event = 0; event < KH_OPERATION_EVENT_N; event++) {
      KhOperationState next = KH_OPERATION_STATE_N;
      g_autoptr (GError) error = NULL;
      char letter = table[state][event];
      gboolean stepped = kh_operation_machine_step (state, event, &next, &error);
      g_assert_cmpint (stepped, ==, letter != '.');
      if (!stepped)
        g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
      else
        g_assert_cmpint (next, ==, strchr (letters, letter) - letters);
    }
}

/* model.md 6, column by column: owner kva ppa maker auditor support. */
static void
test_roles (void)
{
  static const struct {
    KhVerb verb;
    const char *roles;
  } rows[] = { { KH_VERB_READ, "xxx-xx" },          { KH_VERB_READ_ENVIRONMENTS, "xxxxxx" },
               { KH_VERB_READ_AUDIT, "xxx-xx" },    { KH_VERB_VAULT, "-x----" },
               { KH_VERB_POLICY, "-x----" },        { KH_VERB_LOCK, "-x----" },
               { KH_VERB_ENVIRONMENT, "--x---" },   { KH_VERB_CMK, "--x---" },
               { KH_VERB_DATA, "--xx--" },          { KH_VERB_UNLOCK_REQUEST, "--x---" },
               { KH_VERB_DECIDE_UNLOCK, "-----x" }, { KH_VERB_APPROVE, "-xx---" },
               { KH_VERB_TENANT, "x-----" },        { KH_VERB_DISMISS, "xxx---" } };
  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, kh_verb_count ());
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_false (kh_role_check (KH_ROLE_NONE, rows[i].verb, NULL));
    g_assert_true (kh_role_check (KH_ROLE_ALL, rows[i].verb, NULL));
    for (guint j = 0; j < kh_role_count (); j++) {
      g_autoptr (GError) error = NULL;
      gboolean allowed = kh_role_check (kh_role_nth (j), rows[i].verb, &error);
      g_assert_cmpint (allowed, ==, rows[i].roles[j] == 'x');
      if (allowed)
        continue;
      g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
      g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "MissingRole");
      g_assert_nonnull (strstr (error->message, kh_error_get_facts (error)->target));
    }
  }
}

static guint
count_holds (KhEstate *estate, const char *version, KhHoldKind kind, KhTime now)
{
  g_autoptr (GPtrArray) holds = kh_holds (estate, "kv-sales", "cmk", version, now);
  guint count = 0;
  for (guint i = 0; i < holds->len; i++)
    count += ((KhHold *)g_ptr_array_index (holds, i))->kind == kind;
  return count;
}

static void
check_ends (KhUseReason reason, KhHoldKind kind, gint64 length)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  put_use (&estate, V2, reason, NOW);
  g_assert_cmpuint (count_holds (estate, V2, kind, NOW), ==, 1);
  g_assert_cmpuint (count_holds (estate, NULL, kind, NOW), ==, 1);
  g_assert_cmpuint (count_holds (estate, V1, kind, NOW), ==, 0);
  g_assert_cmpuint (count_holds (estate, V2, kind, NOW + length - KH_SECOND), ==, 1);
  g_assert_cmpuint (count_holds (estate, V2, kind, NOW + length), ==, 0);
  g_assert_cmpuint (count_holds (estate, V2, kind, NOW + length + KH_SECOND), ==, 0);
}

static void
test_hold_ends (void)
{
  check_ends (KH_USE_ROTATED, KH_HOLD_SPREAD, KH_DAY);
  check_ends (KH_USE_ROTATED, KH_HOLD_ROTATED, 28 * KH_DAY);
  check_ends (KH_USE_REVERTED, KH_HOLD_REVERTED, 30 * KH_DAY);
  check_ends (KH_USE_CHANGED, KH_HOLD_CHANGED, 30 * KH_DAY);
}

/* "VERSION@days " of what lets go by itself. */
static char *
list_ends (KhEstate *estate, KhTime now)
{
  g_autoptr (GPtrArray) ends = kh_hold_ends (estate, "kv-sales", "cmk", now);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < ends->len; i++) {
    const KhHold *hold = ends->pdata[i];
    g_string_append_printf (text, "%s@%d ", strcmp (hold->version, V1) == 0 ? "V1" : "V2",
                            (int)((hold->end - NOW) / KH_DAY));
  }
  return g_string_free (text, FALSE);
}

static void
assert_ends (KhEstate *estate, KhTime now, const char *expected)
{
  g_autofree char *text = list_ends (estate, now);
  g_assert_cmpstr (text, ==, expected);
}

/* The last one counts, and none of a version that is in use besides. */
static void
test_last_ends (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  assert_ends (estate, NOW, "");
  put_use (&estate, V2, KH_USE_ROTATED, NOW);
  assert_ends (estate, NOW, "V2@28 ");
  put_use (&estate, V2, KH_USE_REVERTED, NOW + KH_DAY);
  assert_ends (estate, NOW, "V2@31 ");
  put_use (&estate, V2, KH_USE_CHANGED, NOW - 29 * KH_DAY);
  assert_ends (estate, NOW, "V2@31 ");
  assert_ends (estate, NOW + 30 * KH_DAY, "V2@31 ");
  assert_ends (estate, NOW + 31 * KH_DAY, "");
  put_use (&estate, V1, KH_USE_ROTATED, NOW);
  assert_ends (estate, NOW, "V2@31 ");
}

static void
test_where_used (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_assert_cmpuint (count_holds (estate, V1, KH_HOLD_IN_USE, NOW), ==, 2);
  g_assert_false (kh_is_safe_to_disable (estate, "kv-sales", "cmk", V1, NOW));
  g_assert_true (kh_is_safe_to_disable (estate, "kv-sales", "cmk", V2, NOW));
  g_autoptr (GPtrArray) used = kh_where_used (estate, "kv-sales", "cmk", NULL);
  g_autoptr (GPtrArray) unused = kh_where_used (estate, "kv-sales", "cmk", V2);
  g_assert_cmpuint (used->len, ==, 6);
  g_assert_cmpuint (unused->len, ==, 0);
  KhEnvironment *moving = copy_environment (estate, PLAIN);
  g_ptr_array_add (moving->stores[KH_STORE_FILES].deks,
                   kh_dek_ref_new_customer ("t", "kv-sales", "cmk", V2, KH_DEK_TARGET));
  put_environment (&estate, moving);
  g_assert_cmpuint (count_holds (estate, V2, KH_HOLD_OPERATION, NOW), ==, 1);
  KhEnvironment *gone = copy_environment (estate, PLAIN);
  gone->state = KH_ENVIRONMENT_STATE_GONE;
  put_environment (&estate, gone);
  g_assert_true (kh_is_safe_to_disable (estate, "kv-sales", "cmk", V2, NOW));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/machines/environment", test_environment);
  g_test_add_func ("/domain/machines/environment-times", test_environment_times);
  g_test_add_func ("/domain/machines/policy", test_policy);
  g_test_add_func ("/domain/machines/key", test_key);
  g_test_add_func ("/domain/machines/operation", test_operation);
  g_test_add_func ("/domain/roles/matrix", test_roles);
  g_test_add_func ("/domain/holds/ends", test_hold_ends);
  g_test_add_func ("/domain/holds/last-ends", test_last_ends);
  g_test_add_func ("/domain/holds/where-used", test_where_used);
  return g_test_run ();
}
