/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests: every state with every event, their time to the second, who decides, what they open,
 * and the bytes that a MAC covers. */

#include <string.h>

#include "kh-error.h"
#include "kh-petition-machine.h"
#include "sample.h"

#define ASKER "aaaaaaaa-0000-4000-8000-000000000001"
#define PAUL "aaaaaaaa-0000-4000-8000-000000000002"
#define ENV_1 "eeeeeeee-0000-4000-8000-000000000001"
#define ENV_2 "eeeeeeee-0000-4000-8000-000000000002"
#define T ((KhTime)1764000000 * 1000000)

static KhAccount *
make_account (const char *id, const char *name, KhRoles roles, gboolean passphrase)
{
  KhAccount *account = kh_account_new ();

  account->id = g_strdup (id);
  account->name = g_strdup (name);
  account->roles = roles;
  account->has_passphrase = passphrase;
  return account;
}

static KhPetition *
make_petition (KhPetitionKind kind)
{
  g_autoptr (KhAccount) asker = make_account (ASKER, "Kira", KH_ROLE_PPA, TRUE);
  KhPetition *petition = kh_petition_new ();

  petition->id = g_strdup ("99999999-0000-4000-8000-000000000001");
  petition->kind = kind;
  petition->subject = g_strdup ("Unlock two");
  petition->reason = g_strdup ("the key is back");
  if (kind == KH_PETITION_UNLOCK) {
    kh_petition_add_environment (petition, ENV_1, "Sales");
    kh_petition_add_environment (petition, ENV_2, "Service");
  }
  kh_petition_add_evidence (petition, "proof", "Original key", "cmk opens both");
  kh_petition_file (petition, asker, T);
  return petition;
}

/* Rows are states, columns events: approve reject withdraw expire use; '.' is refused. */
static const char *const table[KH_PETITION_STATE_N] = {
  "ARWE.", /* Pending */
  "..WEC", /* Approved */
  ".....", /* Rejected */
  ".....", /* Withdrawn */
  ".....", /* Expired */
  ".....", /* Completed */
};

static void
test_machine (void)
{
  for (guint state = 0; state < KH_PETITION_STATE_N; state++)
    for (guint event = KH_PETITION_EVENT_APPROVE; event <= KH_PETITION_EVENT_USE; event++) {
      static const char letters[] = "PARWEC";
      char expected = table[state][event - KH_PETITION_EVENT_APPROVE];
      KhPetitionState next = KH_PETITION_STATE_N;
      g_autoptr (GError) error = NULL;
      gboolean stepped =
          kh_petition_machine_step ((KhPetitionState)state, (KhPetitionEvent)event, &next, &error);

      g_test_message ("%s + %s", kh_petition_state_to_string ((KhPetitionState)state),
                      kh_petition_event_to_string ((KhPetitionEvent)event));
      g_assert_cmpint (stepped, ==, expected != '.');
      if (stepped) {
        g_assert_cmpint (letters[next], ==, expected);
        continue;
      }
      g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
      g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "RequestDecided");
    }
}

static void
check_step_refused (const KhPetition *petition, KhPetitionEvent event, KhTime now, int code,
                    const char *inner)
{
  g_autoptr (KhAccount) paul = make_account (PAUL, "Paul", KH_ROLE_SUPPORT, TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_petition_step (petition, event, paul, NULL, now, &error));
  g_assert_error (error, KH_ERROR, code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static KhPetition *
approve (const KhPetition *petition, KhTime now)
{
  g_autoptr (KhAccount) paul = make_account (PAUL, "Paul", KH_ROLE_SUPPORT, TRUE);
  g_autoptr (GError) error = NULL;
  KhPetition *after =
      kh_petition_step (petition, KH_PETITION_EVENT_APPROVE, paul, "seen", now, &error);

  g_assert_no_error (error);
  return after;
}

static void
test_times (void)
{
  g_autoptr (KhPetition) unlock = make_petition (KH_PETITION_UNLOCK);
  g_autoptr (KhPetition) approval = make_petition (KH_PETITION_APPROVAL);
  g_autoptr (KhPetition) approved = approve (unlock, T + KH_HOUR);
  const KhPetitionNote *note = approved->notes->pdata[1];

  g_assert_cmpint (unlock->expires_at, ==, KH_TIME_NONE);
  g_assert_cmpint (approval->expires_at, ==, T + 24 * KH_HOUR);
  g_assert_cmpint (kh_petition_get_state (unlock, T + 900 * KH_DAY), ==, KH_PETITION_STATE_PENDING);
  g_assert_cmpint (kh_petition_get_state (approval, T + 24 * KH_HOUR - 1), ==,
                   KH_PETITION_STATE_PENDING);
  g_assert_cmpint (kh_petition_get_state (approval, T + 24 * KH_HOUR), ==,
                   KH_PETITION_STATE_EXPIRED);
  g_assert_cmpint (approved->expires_at, ==, T + 25 * KH_HOUR);
  g_assert_cmpint (approved->decided_at, ==, T + KH_HOUR);
  g_assert_cmpstr (approved->decided_by, ==, PAUL);
  g_assert_cmpstr (note->account, ==, "Paul");
  g_assert_cmpstr (note->text, ==, "seen");
  g_assert_cmpint (kh_petition_get_state (approved, T + 25 * KH_HOUR), ==,
                   KH_PETITION_STATE_EXPIRED);
  /* Nothing is done to what time has ended, only its end is written down. */
  check_step_refused (approval, KH_PETITION_EVENT_APPROVE, T + 24 * KH_HOUR, KH_ERROR_STATE,
                      "RequestExpired");
  check_step_refused (approved, KH_PETITION_EVENT_USE, T + 25 * KH_HOUR, KH_ERROR_STATE,
                      "RequestExpired");
  {
    g_autoptr (KhPetition) expired =
        kh_petition_step (approval, KH_PETITION_EVENT_EXPIRE, NULL, NULL, T + 24 * KH_HOUR, NULL);

    g_assert_cmpint (expired->state, ==, KH_PETITION_STATE_EXPIRED);
    check_step_refused (expired, KH_PETITION_EVENT_APPROVE, T, KH_ERROR_STATE, "RequestExpired");
  }
}

static void
test_altered (void)
{
  g_autoptr (KhPetition) petition = make_petition (KH_PETITION_UNLOCK);

  petition->altered = TRUE;
  for (guint event = KH_PETITION_EVENT_APPROVE; event <= KH_PETITION_EVENT_USE; event++)
    check_step_refused (petition, (KhPetitionEvent)event, T, KH_ERROR_RULE, "RequestAltered");
}

/* --- Who decides ------------------------------------------------------------------------------ */

static KhEstate *
make_estate (KhRoles paul_roles, gboolean paul_passphrase)
{
  KhEstate *estate = sample_estate ();

  put_account (&estate, make_account (ASKER, "Kira", KH_ROLE_ALL, TRUE));
  put_account (&estate, make_account (PAUL, "Paul", paul_roles, paul_passphrase));
  return estate;
}

static void
check_decider (KhPetitionKind kind, KhRoles roles, gboolean passphrase, const char *account,
               gboolean approves, const char *refusal)
{
  g_autoptr (KhEstate) estate = make_estate (roles, passphrase);
  g_autoptr (KhPetition) petition = make_petition (kind);
  g_autoptr (GError) error = NULL;
  gboolean allowed = kh_petition_check_decider (estate, petition, account, approves, &error);

  g_assert_cmpint (allowed, ==, refusal == NULL);
  if (refusal != NULL)
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, refusal);
}

static void
test_deciders (void)
{
  const KhRoles both = (KhRoles)(KH_ROLE_KVA | KH_ROLE_PPA);

  for (guint i = 0; i < kh_role_count (); i++) {
    KhRoles role = kh_role_nth (i);

    check_decider (KH_PETITION_UNLOCK, role, TRUE, PAUL, TRUE,
                   role == KH_ROLE_SUPPORT ? NULL : "MissingRole");
    check_decider (KH_PETITION_APPROVAL, role, TRUE, PAUL, TRUE,
                   role & both ? NULL : "MissingRole");
  }
  check_decider (KH_PETITION_UNLOCK, KH_ROLE_SUPPORT, FALSE, PAUL, TRUE, "ApproverPassphrase");
  check_decider (KH_PETITION_UNLOCK, KH_ROLE_SUPPORT, FALSE, PAUL, FALSE, NULL);
  check_decider (KH_PETITION_APPROVAL, both, FALSE, PAUL, TRUE, "ApproverPassphrase");
  /* Who has every role and a passphrase is still who asked. */
  check_decider (KH_PETITION_UNLOCK, KH_ROLE_SUPPORT, TRUE, ASKER, TRUE, "OwnRequest");
  check_decider (KH_PETITION_APPROVAL, both, TRUE, ASKER, TRUE, "OwnRequest");
  check_decider (KH_PETITION_APPROVAL, both, TRUE, ASKER, FALSE, "OwnRequest");
  check_decider (KH_PETITION_APPROVAL, both, TRUE, ENV_1, TRUE, "AccountNotFound");
}

/* --- What an approved unlock opens ------------------------------------------------------------ */

static void
check_no_unlock (const KhEstate *estate, const char *environment, KhTime now, const char *inner)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_petition_find_unlock (estate, environment, now, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static KhEstate *
with_petition (const KhEstate *estate, const KhPetition *petition)
{
  return kh_estate_with_petition (estate, petition);
}

static void
test_unlock (void)
{
  g_autoptr (KhEstate) people = make_estate (KH_ROLE_SUPPORT, TRUE);
  g_autoptr (KhEstate) demoted = make_estate (KH_ROLE_AUDITOR, TRUE);
  g_autoptr (KhAccount) kira = make_account (ASKER, "Kira", KH_ROLE_PPA, TRUE);
  g_autoptr (KhPetition) pending = make_petition (KH_PETITION_UNLOCK);
  g_autoptr (KhPetition) approved = approve (pending, T);
  g_autoptr (KhPetition) half = NULL, whole = NULL;
  g_autoptr (KhEstate) asked = with_petition (people, pending);
  g_autoptr (KhEstate) allowed = with_petition (people, approved);
  g_autoptr (KhEstate) without_role = with_petition (demoted, approved);
  g_autoptr (KhEstate) half_used = NULL, used = NULL;

  check_no_unlock (people, ENV_1, T, "SupportRequest");
  check_no_unlock (asked, ENV_1, T, "RequestPending");
  check_no_unlock (allowed, "eeeeeeee-0000-4000-8000-000000000003", T, "SupportRequest");
  check_no_unlock (allowed, ENV_1, T + KH_DAY, "RequestExpired");
  check_no_unlock (without_role, ENV_1, T, "MissingRole");
  g_assert_nonnull (kh_petition_find_unlock (allowed, ENV_1, T + KH_DAY - 1, NULL));
  half = kh_petition_use_unlock (approved, ENV_1, kira, T + 1, NULL);
  g_assert_cmpint (half->state, ==, KH_PETITION_STATE_APPROVED);
  g_assert_cmpint (half->expires_at, ==, approved->expires_at);
  half_used = with_petition (people, half);
  check_no_unlock (half_used, ENV_1, T + 2, "SupportRequest"); /* one opening, not two */
  g_assert_nonnull (kh_petition_find_unlock (half_used, ENV_2, T + 2, NULL));
  whole = kh_petition_use_unlock (half, ENV_2, kira, T + 2, NULL);
  g_assert_cmpint (whole->state, ==, KH_PETITION_STATE_COMPLETED);
  used = with_petition (people, whole);
  check_no_unlock (used, ENV_2, T + 3, "SupportRequest");
}

/* --- Evidence and canonical bytes ------------------------------------------------------------- */

static void
test_evidence (void)
{
  static const guint8 binary[] = { 0xff, 0x00, 0x80, 0x41 };
  g_autoptr (KhPetition) petition = make_petition (KH_PETITION_UNLOCK);
  g_autoptr (GBytes) bytes = g_bytes_new_static (binary, sizeof binary);
  g_autoptr (GBytes) text = g_bytes_new_static ("caf\303\251\n", 6);
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  kh_petition_add_file (petition, "a.bin", bytes);
  kh_petition_add_file (petition, "a.txt", text);
  g_assert_cmpuint (petition->evidence->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    KhPetitionEvidence *piece = petition->evidence->pdata[i];

    g_assert_true (kh_petition_evidence_is_whole (piece));
    piece->text[0] = 'Z';
    g_assert_false (kh_petition_evidence_is_whole (piece));
  }
  g_assert_cmpstr (((KhPetitionEvidence *)petition->evidence->pdata[1])->kind, ==, "file-base64");
  g_assert_cmpstr (((KhPetitionEvidence *)petition->evidence->pdata[1])->sha256, ==, digest);
}

static void
check_differs (const KhPetition *original, KhPetition *changed, const char *what)
{
  g_autoptr (GBytes) a = kh_petition_canonical (original, 1);
  g_autoptr (GBytes) b = kh_petition_canonical (changed, 1);

  g_test_message ("%s", what);
  g_assert_false (g_bytes_equal (a, b));
  kh_petition_unref (changed);
}

#define CHANGED(petition, edit)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    KhPetition *copy = kh_petition_copy (petition);                                                \
    KhPetitionEnvironment *environment G_GNUC_UNUSED = copy->environments->pdata[1];               \
    KhPetitionNote *note G_GNUC_UNUSED = copy->notes->pdata[0];                                    \
    KhPetitionEvidence *evidence G_GNUC_UNUSED = copy->evidence->pdata[0];                         \
    edit;                                                                                          \
    check_differs (petition, copy, #edit);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_canonical (void)
{
  g_autoptr (KhPetition) petition = make_petition (KH_PETITION_UNLOCK);
  g_autoptr (KhPetition) same = kh_petition_copy (petition);
  g_autoptr (GBytes) a = kh_petition_canonical (petition, 1);
  g_autoptr (GBytes) b = kh_petition_canonical (same, 1);
  g_autoptr (GBytes) c = kh_petition_canonical (same, 2);

  g_assert_true (g_bytes_equal (a, b));
  g_assert_false (g_bytes_equal (a, c));
  CHANGED (petition, copy->kind = KH_PETITION_APPROVAL);
  CHANGED (petition, copy->state = KH_PETITION_STATE_APPROVED);
  CHANGED (petition, copy->created_at++);
  CHANGED (petition, copy->expires_at = T);
  CHANGED (petition, copy->decided_at = T);
  CHANGED (petition, copy->level = 4);
  CHANGED (petition, kh_value_set_text (&copy->id, "x"));
  CHANGED (petition, kh_value_set_text (&copy->requested_by, PAUL));
  CHANGED (petition, kh_value_set_text (&copy->requested_name, "Paul"));
  CHANGED (petition, kh_value_set_text (&copy->subject, ""));
  CHANGED (petition, kh_value_set_text (&copy->reason, NULL));
  CHANGED (petition, kh_value_set_text (&copy->decided_by, PAUL));
  CHANGED (petition, kh_value_set_text (&copy->action, "key.disable"));
  CHANGED (petition, kh_value_set_text (&copy->target_kind, "key"));
  CHANGED (petition, kh_value_set_text (&copy->target_id, "x"));
  CHANGED (petition, kh_value_set_text (&copy->target, "x"));
  CHANGED (petition, kh_value_set_text (&copy->change, "x"));
  CHANGED (petition, kh_value_set_text (&copy->digest, "x"));
  CHANGED (petition, kh_value_set_text (&environment->id, ENV_1));
  CHANGED (petition, kh_value_set_text (&environment->name, "Sale"));
  CHANGED (petition, environment->used_at = T);
  CHANGED (petition, g_ptr_array_remove_index (copy->environments, 1));
  CHANGED (petition, note->at++);
  CHANGED (petition, note->event = KH_PETITION_EVENT_APPROVE);
  CHANGED (petition, kh_value_set_text (&note->account_id, PAUL));
  CHANGED (petition, kh_value_set_text (&note->account, "Paul"));
  CHANGED (petition, kh_value_set_text (&note->text, "other"));
  CHANGED (petition, kh_petition_new_note (copy));
  CHANGED (petition, kh_value_set_text (&evidence->kind, "file"));
  CHANGED (petition, kh_value_set_text (&evidence->name, "x"));
  CHANGED (petition, kh_value_set_text (&evidence->text, "x"));
  CHANGED (petition, kh_value_set_text (&evidence->sha256, "x"));
}

/* Every member of a copy is its own. */
static void
test_copy (void)
{
  g_autoptr (KhPetition) petition = make_petition (KH_PETITION_UNLOCK);
  g_autoptr (GBytes) before = kh_petition_canonical (petition, 1);
  g_autoptr (GBytes) after = NULL;
  KhPetition *copy = kh_petition_copy (petition);

  ((KhPetitionNote *)copy->notes->pdata[0])->text[0] = 'X';
  ((KhPetitionEvidence *)copy->evidence->pdata[0])->text[0] = 'X';
  ((KhPetitionEnvironment *)copy->environments->pdata[0])->name[0] = 'X';
  copy->subject[0] = 'X';
  kh_petition_unref (copy);
  after = kh_petition_canonical (petition, 1);
  g_assert_true (g_bytes_equal (before, after));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/petition/machine", test_machine);
  g_test_add_func ("/petition/times", test_times);
  g_test_add_func ("/petition/altered", test_altered);
  g_test_add_func ("/petition/deciders", test_deciders);
  g_test_add_func ("/petition/unlock", test_unlock);
  g_test_add_func ("/petition/evidence", test_evidence);
  g_test_add_func ("/petition/canonical", test_canonical);
  g_test_add_func ("/petition/copy", test_copy);
  return g_test_run ();
}
