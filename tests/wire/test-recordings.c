/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the real services answered: it is read, and what is printed again is part of it. */
#include "kh-wire-environment.h"
#include "kh-wire-error.h"
#include "kh-wire-key.h"
#include "kh-wire-operation.h"
#include "kh-wire-policy.h"
#include "kh-wire-secret.h"
#include "kh-wire-vault.h"

#include <string.h>

static KhJson *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "wire", name, NULL);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  KhJson *json = kh_json_parse_text (text, &error);
  g_assert_no_error (error);
  return json;
}

/* Every member of @part is in @whole with an equal value; times may differ in digits. */
static void
assert_part_of (KhJson *part, KhJson *whole, const char *where)
{
  g_auto (GStrv) names = kh_json_names (part, NULL);
  if (kh_json_is_object (kh_json_element (part, NULL, 0))) {
    g_assert_cmpuint (kh_json_length (part, NULL), ==, kh_json_length (whole, NULL));
    for (guint i = 0; i < kh_json_length (part, NULL); i++)
      assert_part_of (kh_json_element (part, NULL, i), kh_json_element (whole, NULL, i), where);
    return;
  }
  if (names == NULL) {
    g_autofree char *a = kh_json_to_text (part);
    g_autofree char *b = whole == NULL ? NULL : kh_json_to_text (whole);
    KhTime time_a = kh_json_time (part, NULL), time_b = kh_json_time (whole, NULL);
    if (time_a == KH_TIME_NONE || time_a != time_b)
      g_assert_cmpstr (a, ==, b);
    return;
  }
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *here = g_strconcat (where, ".", names[i], NULL);
    if (strcmp (names[i], "keyhold") == 0)
      continue;
    if (!kh_json_has (whole, names[i]))
      g_test_message ("%s is not in the recording", here);
    g_assert_true (kh_json_has (whole, names[i]));
    assert_part_of (kh_json_get (part, names[i]), kh_json_get (whole, names[i]), here);
  }
}

static void
assert_printed_part_of (const KhShape *shape, gconstpointer value, KhJson *whole)
{
  g_autoptr (GBytes) printed = kh_shape_print (shape, value);
  g_autoptr (KhJson) json = kh_json_parse (printed, NULL);
  assert_part_of (json, whole, "");
}

static KhJson *
response (KhJson *recording, guint n, int *status)
{
  KhJson *exchange = kh_json_element (recording, "exchanges", n);
  *status = (int)kh_json_int (exchange, "response.status", 0);
  return kh_json_get (exchange, "response.body");
}

static void
check_bundle (KhJson *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireKey) key = kh_key_bundle_read (body, &error);
  g_assert_no_error (error);
  g_assert_nonnull (key->version);
  g_assert_cmpuint (strlen (key->version), ==, 32);
  g_assert_true (key->created_at != KH_TIME_NONE);
  if (strcmp (key->kty, "RSA") == 0)
    g_assert_cmpint (key->size % 1024, ==, 0);
  else
    g_assert_nonnull (key->curve);
  assert_printed_part_of (&kh_key_bundle_shape, key, body);
}

static void
test_bundles (void)
{
  static const char *const names[] = { "keys-CreateRsaKey.json", "keys-CreateEcKey.json",
                                       "keys-CreateKeyWithTags.json", "keys-GetDeletedKey.json",
                                       "keys-CreateDeletedKey.json" };
  guint seen = 0, deleted = 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (KhJson) recording = load (names[i]);
    for (guint n = 0; n < kh_json_length (recording, "exchanges"); n++) {
      int status = 0;
      KhJson *body = response (recording, n, &status);
      if (status != 200 || !kh_json_has (body, "key"))
        continue;
      check_bundle (body);
      seen++;
      deleted += kh_json_has (body, "deletedDate");
    }
  }
  g_assert_cmpuint (seen, >=, 8);
  g_assert_cmpuint (deleted, >=, 2);
}

static void
test_secrets (void)
{
  static const char *const names[] = { "secrets-Update.json", "secrets-Recover.json" };
  guint seen = 0, values = 0, deleted = 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (KhJson) recording = load (names[i]);
    for (guint n = 0; n < kh_json_length (recording, "exchanges"); n++) {
      int status = 0;
      KhJson *body = response (recording, n, &status);
      g_autoptr (GError) error = NULL;
      if (status != 200 || !kh_json_has (body, "id"))
        continue;
      g_autoptr (KhWireSecret) secret = kh_secret_bundle_read (body, &error);
      g_assert_no_error (error);
      g_assert_nonnull (secret->name);
      assert_printed_part_of (&kh_secret_bundle_shape, secret, body);
      seen++;
      values += secret->value != NULL;
      deleted += secret->deleted_at != KH_TIME_NONE;
    }
  }
  g_assert_cmpuint (seen, >=, 4);
  g_assert_cmpuint (values, >=, 2);
  g_assert_cmpuint (deleted, >=, 1);
}

static void
test_key_lists (void)
{
  g_autoptr (KhJson) recording = load ("keys-GetKeysVersions.json");
  guint seen = 0, links = 0;
  for (guint n = 0; n < kh_json_length (recording, "exchanges"); n++) {
    int status = 0;
    KhJson *body = response (recording, n, &status);
    for (guint i = 0; i < kh_json_length (body, "value"); i++, seen++) {
      g_autoptr (KhWireKey) key = kh_key_item_read (kh_json_element (body, "value", i), NULL);
      g_assert_nonnull (key);
      g_assert_nonnull (key->version);
      assert_printed_part_of (&kh_key_item_shape, key, kh_json_element (body, "value", i));
    }
    links += kh_json_has (body, "nextLink");
  }
  g_assert_cmpuint (seen, >=, 5);
  g_assert_cmpuint (links, >=, 1);
}

static void
test_wrap (void)
{
  g_autoptr (KhJson) recording = load ("keys-RemoteWrap.json");
  for (guint n = 1; n < 3; n++) {
    int status = 0;
    KhJson *body = response (recording, n, &status);
    g_autoptr (KhKeyOperateBody) reply = kh_key_operate_body_read (body, NULL);
    g_assert_nonnull (reply);
    g_autoptr (GBytes) value = kh_base64url_decode (reply->value, NULL);
    g_assert_nonnull (value);
    g_assert_true (kh_kid_parse (reply->kid, NULL, NULL, NULL));
    assert_printed_part_of (&kh_key_operate_body_shape, reply, body);
  }
}

static void
assert_error_read (KhJson *body, int status, KhErrorCode code, const char *inner)
{
  g_autofree char *text = kh_json_to_text (body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  kh_wire_error_read (bytes, status, &error);
  g_assert_error (error, KH_ERROR, (int)code);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
}

static void
test_errors (void)
{
  g_autoptr (KhJson) twice = load ("keys-DoubleDelete.json");
  g_autoptr (KhJson) reuse = load ("keys-CreateDeletedKey.json");
  g_autoptr (KhJson) missing = load ("bap-error-404-environment-not-found.json");
  g_autoptr (KhJson) busy = load ("bap-error-409-operation-not-startable.json");
  guint not_found = 0, conflicts = 0;
  for (guint n = 0; n < kh_json_length (twice, "exchanges"); n++) {
    int status = 0;
    KhJson *body = response (twice, n, &status);
    if (status != 404)
      continue;
    assert_error_read (body, status, KH_ERROR_NOT_FOUND, NULL);
    not_found++;
  }
  for (guint n = 0; n < kh_json_length (reuse, "exchanges"); n++) {
    int status = 0;
    KhJson *body = response (reuse, n, &status);
    if (status != 409)
      continue;
    assert_error_read (body, status, KH_ERROR_STATE, "ObjectIsDeletedButRecoverable");
    conflicts++;
  }
  g_assert_cmpuint (not_found, >=, 1);
  g_assert_cmpuint (conflicts, ==, 1);
  assert_error_read (missing, 404, KH_ERROR_NOT_FOUND, NULL);
  assert_error_read (busy, 409, KH_ERROR_CONFLICT, NULL);
}

static void
test_vaults (void)
{
  g_autoptr (KhJson) recording = load ("vaults-zero-access-policies.json");
  g_autoptr (KhJson) policies = load ("vaults-update-access-policy.json");
  guint vaults = 0, replies = 0;
  for (guint n = 0; n < kh_json_length (recording, "exchanges"); n++) {
    int status = 0;
    KhJson *body = response (recording, n, &status);
    for (guint i = 0; i < kh_json_length (body, "value"); i++, vaults++) {
      g_autoptr (GError) error = NULL;
      KhJson *element = kh_json_element (body, "value", i);
      g_autoptr (KhArmVault) vault = kh_arm_vault_read (element, &error);
      g_assert_no_error (error);
      assert_printed_part_of (&kh_arm_vault_shape, vault, element);
      g_autoptr (KhWireVault) lean = kh_wire_vault_from_arm (vault);
      g_assert_cmpstr (lean->state, ==, "Active");
    }
  }
  for (guint n = 0; n < kh_json_length (policies, "exchanges"); n++) {
    int status = 0;
    KhJson *body = response (policies, n, &status);
    const char *type = kh_json_string (body, "type");
    if (g_strcmp0 (type, "Microsoft.KeyVault/vaults/accessPolicies") != 0)
      continue;
    g_autoptr (KhArmAccessPolicies) reply = kh_arm_access_policies_read (body, NULL);
    assert_printed_part_of (&kh_arm_access_policies_shape, reply, body);
    replies++;
  }
  g_assert_cmpuint (vaults, >=, 1);
  g_assert_cmpuint (replies, ==, 1);
}

static void
test_policies (void)
{
  static const char *const names[] = { "enterprise-policy-encryption-created.json",
                                       "enterprise-policy-encryption-key-version-updated.json" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (KhJson) json = load (names[i]);
    g_autoptr (KhWirePolicy) policy = kh_arm_policy_read (json, NULL);
    g_assert_nonnull (policy);
    g_assert_cmpstr (policy->key_vault, ==, "cmktesttopaz");
    g_assert_cmpstr (policy->id, ==, "d93363c8-fd3e-425b-a58d-1fda2760b589");
    g_assert_cmpstr (policy->version_rule, ==, "pinned");
    g_assert_cmpstr (policy->principal_id, ==, "93a88614-a1d3-4daa-859c-3a0c42b882b9");
    assert_printed_part_of (&kh_arm_policy_shape, policy, json);
  }
}

static KhWireEnvironment *
load_environment (const char *name)
{
  g_autoptr (KhJson) json = load (name);
  g_autoptr (GError) error = NULL;
  KhWireEnvironment *environment = kh_wire_environment_read_bap (json, &error);
  g_assert_no_error (error);
  return environment;
}

static void
test_environments (void)
{
  g_autoptr (KhWireEnvironment) linked =
      load_environment ("bap-environment-with-encryption-policy-linked.json");
  g_assert_cmpstr (linked->policy_name, ==, "bar");
  g_assert_cmpstr (linked->state, ==, "Ready");
  g_assert_cmpstr (linked->encryption_status, ==, "Encrypted");
  g_assert_cmpuint (linked->allowed->len, ==, 2);
  g_autoptr (KhWireEnvironment) managed =
      load_environment ("bap-environment-managed-full-lifecycle-enforcement.json");
  gboolean seen = FALSE;
  for (guint i = 0; i < managed->disallowed->len; i++) {
    const KhWireAllowed *row = managed->disallowed->pdata[i];
    seen = seen || g_strcmp0 (row->reason_type, "EnvironmentCmkLinked") == 0;
  }
  g_assert_true (seen);
  g_assert_true (managed->dataverse);
  g_autoptr (KhWireEnvironment) bare =
      load_environment ("bap-environment-minimal-no-dataverse.json");
  g_assert_false (bare->dataverse);
  g_autoptr (KhWireEnvironment) plain = load_environment ("bap-environment-no-dataverse.json");
  g_assert_false (plain->dataverse);
  g_assert_cmpstr (plain->encryption_status, ==, "NotEncrypted");
  g_autoptr (KhWireEnvironment) standard =
      load_environment ("bap-environment-default-cmk-disallowed.json");
  g_assert_cmpstr (standard->type, ==, "Default");
  g_autoptr (KhJson) list = load ("bap-environments-list.json");
  g_assert_cmpuint (kh_json_length (list, "value"), >=, 2);
  for (guint i = 0; i < kh_json_length (list, "value"); i++) {
    g_autoptr (KhWireEnvironment) one =
        kh_wire_environment_read_bap (kh_json_element (list, "value", i), NULL);
    g_assert_nonnull (one);
  }
}

/* What we print has the members, and only where ours differ the values, of what was recorded. */
static void
assert_members_of (KhJson *part, KhJson *whole, const char *where)
{
  g_auto (GStrv) names = kh_json_names (part, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *here = g_strconcat (where, ".", names[i], NULL);
    if (strcmp (names[i], "keyhold") == 0 || strcmp (names[i], "ongoingOperation") == 0)
      continue;
    if (!kh_json_has (whole, names[i]))
      g_test_message ("%s is not in the recording", here);
    g_assert_true (kh_json_has (whole, names[i]));
    assert_members_of (kh_json_get (part, names[i]), kh_json_get (whole, names[i]), here);
  }
}

static void
test_environment_members (void)
{
  g_autoptr (KhJson) json = load ("bap-environment-managed-full-lifecycle-enforcement.json");
  g_autoptr (KhWireEnvironment) environment = kh_wire_environment_read_bap (json, NULL);
  g_autoptr (KhJsonOut) out = kh_json_out_new ();
  kh_wire_environment_write_bap (out, NULL, environment);
  g_autoptr (GBytes) body = kh_json_out_finish (g_steal_pointer (&out));
  g_autoptr (KhJson) printed = kh_json_parse (body, NULL);
  assert_members_of (printed, json, "");
}

static void
test_operations (void)
{
  g_autoptr (KhJson) created = load ("bap-lifecycle-operation-succeeded-create.json");
  g_autoptr (KhWireOperation) operation = kh_lifecycle_operation_read (created, NULL);
  g_assert_nonnull (operation);
  g_assert_cmpstr (operation->environment_id, ==, "00000000-0000-0000-0000-000000000001");
  g_assert_true (kh_wire_operation_is_final (operation));
  g_assert_cmpuint (operation->stages->len, ==, 4);
  g_autoptr (KhJsonOut) out = kh_json_out_new ();
  kh_lifecycle_operation_write (out, NULL, operation);
  g_autoptr (GBytes) body = kh_json_out_finish (g_steal_pointer (&out));
  g_autoptr (KhJson) printed = kh_json_parse (body, NULL);
  assert_part_of (printed, created, "");
  g_autoptr (KhJson) failed = load ("bap-lifecycle-operation-failed-all-stages-succeeded.json");
  g_autoptr (KhWireOperation) bad = kh_lifecycle_operation_read (failed, NULL);
  g_assert_cmpstr (bad->state, ==, "Failed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/recordings/key-bundles", test_bundles);
  g_test_add_func ("/wire/recordings/key-lists", test_key_lists);
  g_test_add_func ("/wire/recordings/secrets", test_secrets);
  g_test_add_func ("/wire/recordings/wrap", test_wrap);
  g_test_add_func ("/wire/recordings/errors", test_errors);
  g_test_add_func ("/wire/recordings/vaults", test_vaults);
  g_test_add_func ("/wire/recordings/policies", test_policies);
  g_test_add_func ("/wire/recordings/environments", test_environments);
  g_test_add_func ("/wire/recordings/environment-members", test_environment_members);
  g_test_add_func ("/wire/recordings/operations", test_operations);
  return g_test_run ();
}
