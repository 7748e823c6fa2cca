/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft of Enable Customer-Managed Key without a window: who is left out and why, what is
 * proposed, what is missing, and what the rules say of a policy that is only planned. */
#include <string.h>

#include "enable-case.h"
#include "kh-enable-plan.h"
#include "kh-kept-drafts.h"

#define NOW ((KhTime)1764150000 * KH_SECOND)

static void
test_exclusion (void)
{
  static const struct {
    const char *more;
    KhExcluded why;
    const char *text;
  } rows[] = {
    { "", KH_EXCLUDED_NOT, NULL },
    { "\"state\":\"Locked\"", KH_EXCLUDED_LOCKED, "Locked. Unlock it first" },
    { "\"activeOperation\":{\"id\":\"op\"}", KH_EXCLUDED_BUSY, "Another operation runs" },
    { "\"keyManagedBy\":\"Customer\",\"key\":{\"id\":\"kv-us/cmk-us\"}", KH_EXCLUDED_ENCRYPTED,
      "Already on cmk-us" },
    { "\"encryptionStatus\":\"Failed\",\"policy\":{\"id\":\"p\"}", KH_EXCLUDED_ENCRYPTED,
      "Its encryption stopped half way. Retry it under Operations" },
    { "\"state\":\"Provisioning\"", KH_EXCLUDED_OTHER, "Not ready yet" },
    { "\"type\":\"Trial\"", KH_EXCLUDED_TYPE,
      "Trial environments cannot use a customer-managed key" },
    { "\"type\":\"SubscriptionBasedTrial\"", KH_EXCLUDED_TYPE,
      "Trial environments cannot use a customer-managed key" },
    { "\"type\":\"Teams\"", KH_EXCLUDED_TYPE,
      "Teams environments cannot use a customer-managed key" },
    { "\"type\":\"Default\"", KH_EXCLUDED_DEFAULT,
      "Default environments are left out by a setting" },
    { "\"type\":\"Default\",\"allowedOperations\":[{\"id\":\"NewCustomerManagedKey\"}]",
      KH_EXCLUDED_NOT, NULL },
    { "\"dataverse\":false", KH_EXCLUDED_DATABASE, "No Dataverse database" },
    { "\"managed\":false", KH_EXCLUDED_UNMANAGED, "Not a Managed Environment" },
    { "\"disallowedOperations\":[{\"id\":\"NewCustomerManagedKey\",\"reason\":\"It rains.\"}]",
      KH_EXCLUDED_OTHER, "It rains." },
    { "\"disallowedOperations\":[{\"id\":\"Delete\",\"reason\":\"It rains.\"}]", KH_EXCLUDED_NOT,
      NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Test self;
    g_autofree char *text = NULL;
    start (&self, TRUE);
    put (&self, KH_ITEM_ENVIRONMENT, environment ("One", "unitedstates", rows[i].more));
    g_assert_cmpint (
        kh_enable_draft_exclusion (self.draft, item (&self, KH_ITEM_ENVIRONMENT, "One"), &text), ==,
        rows[i].why);
    g_assert_cmpstr (text, ==, rows[i].text);
    kh_enable_draft_choose (self.draft, "id-One", TRUE);
    g_assert_cmpuint (kh_enable_draft_count (self.draft), ==, rows[i].why == KH_EXCLUDED_NOT);
    stop (&self);
  }
}

static void
test_one_geo (void)
{
  Test self;
  g_autofree char *text = NULL;
  start_estate (&self, TRUE);
  assert_reason (&self, KH_ENABLE_ENVIRONMENTS, "Choose at least one environment");
  g_assert_cmpint (
      kh_enable_draft_exclusion (self.draft, item (&self, KH_ITEM_ENVIRONMENT, "Portal"), NULL), ==,
      KH_EXCLUDED_NOT);
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_choose (self.draft, "id-Marketing", TRUE);
  kh_enable_draft_choose (self.draft, "id-Portal", TRUE);
  g_assert_cmpuint (kh_enable_draft_count (self.draft), ==, 2);
  assert_text (&self, KH_ENABLE_TEXT_GEO, "unitedstates");
  assert_reason (&self, KH_ENABLE_ENVIRONMENTS, NULL);
  g_assert_cmpint (
      kh_enable_draft_exclusion (self.draft, item (&self, KH_ITEM_ENVIRONMENT, "Portal"), &text),
      ==, KH_EXCLUDED_GEO);
  g_assert_cmpstr (text, ==, "United Kingdom: a policy serves one geo. Choose it in another run");
  kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_GEO, "unitedkingdom");
  g_assert_cmpuint (kh_enable_draft_count (self.draft), ==, 0);
  kh_enable_draft_choose (self.draft, "id-Portal", TRUE);
  g_assert_true (kh_enable_draft_is_chosen (self.draft, "id-Portal"));
  stop (&self);
}

static void
test_dirty (void)
{
  static const char *const ids[] = { "id-Finance", "id-Portal", "id-nobody", NULL };
  Test self;
  start_estate (&self, TRUE);
  kh_enable_draft_begin (self.draft, ids, NULL);
  g_assert_cmpuint (kh_enable_draft_count (self.draft), ==, 1);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  g_assert_false (kh_enable_draft_is_dirty (self.draft));
  self.changes = 0;
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_GRANT, TRUE);
  g_assert_cmpuint (self.changes, ==, 0);
  g_assert_false (kh_enable_draft_is_dirty (self.draft));
  kh_enable_draft_choose (self.draft, "id-Finance", FALSE);
  g_assert_cmpuint (self.changes, ==, 1);
  g_assert_true (kh_enable_draft_is_dirty (self.draft));
  stop (&self);
}

/* What vanishes or gets another state while the wizard is open is said, not enabled. */
static void
test_meanwhile (void)
{
  Test self;
  start_estate (&self, TRUE);
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  put (&self, KH_ITEM_ENVIRONMENT, environment ("Finance", "unitedstates", "\"state\":\"Locked\""));
  assert_reason (&self, KH_ENABLE_ENVIRONMENTS, "Finance: Locked. Unlock it first");
  self.changes = 0;
  kh_item_list_remove (self.lists[KH_ITEM_ENVIRONMENT], "id-Finance");
  g_assert_cmpuint (self.changes, >, 0);
  assert_reason (&self, KH_ENABLE_ENVIRONMENTS, "A chosen environment no longer exists");
  stop (&self);
}

static void
test_propose_existing (void)
{
  Test self;
  g_autoptr (KhEnablePlan) plan = NULL;
  start_estate (&self, TRUE);
  put (&self, KH_ITEM_KEY, key ("kv-us", "aaa", ""));
  put (&self, KH_ITEM_POLICY, policy ("aa-us", "unitedstates", "kv-us", "aaa", "Unhealthy"));
  put (
      &self, KH_ITEM_POLICY, /* healthy, and first by name, but a rotation would not reach it */
      parse (
          "{\"id\":\"id-ab\",\"name\":\"ab-us\",\"geo\":\"unitedstates\",\"key\":{\"vault\":\"kv-"
          "us\","
          "\"name\":\"cmk\"},\"health\":\"Healthy\",\"versionRule\":\"pinned\",\"granted\":true}"));
  /* Made later, but first by name among those that are not known to be healthy. */
  put (&self, KH_ITEM_KEY, key ("kv-us", "bbb", ""));
  put (&self, KH_ITEM_POLICY, policy ("bb-us", "unitedstates", "kv-us", "bbb", "Undetermined"));
  put (&self, KH_ITEM_KEY, key ("kv-us", "zzz", ""));
  put (&self, KH_ITEM_POLICY, policy ("zz-us", "unitedstates", "kv-us", "zzz", "Healthy"));
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
  assert_text (&self, KH_ENABLE_TEXT_KEY, "kv-us/cmk");
  assert_reason (&self, KH_ENABLE_KEY, NULL);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_POLICY));
  assert_text (&self, KH_ENABLE_TEXT_POLICY, "id-ep-us");
  assert_reason (&self, KH_ENABLE_POLICY, NULL);
  plan = kh_enable_plan_new (self.draft);
  g_assert_cmpstr (plan->policy_id, ==, "id-ep-us");
  g_assert_cmpstr (plan->vault, ==, "kv-us");
  g_assert_false (plan->create_vault || plan->create_key || plan->create_policy || plan->grant);
  stop (&self);
}

static void
test_propose_new (void)
{
  Test self;
  g_autoptr (KhEnablePlan) plan = NULL;
  start_estate (&self, TRUE);
  put (&self, KH_ITEM_VAULT, vault ("kv-contoso-sample", "eastus", TRUE));
  kh_enable_draft_choose (self.draft, "id-Portal", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
  /* No vault of that geo. */
  g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_VAULT));
  assert_text (&self, KH_ENABLE_TEXT_VAULT_NAME, "kv-contoso-sample-2");
  assert_text (&self, KH_ENABLE_TEXT_REGION, "uksouth");
  assert_text (&self, KH_ENABLE_TEXT_KEY_NAME, "cmk-portal");
  assert_reason (&self, KH_ENABLE_KEY, NULL);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_POLICY));
  assert_text (&self, KH_ENABLE_TEXT_POLICY_NAME, "portal-cmk");
  plan = kh_enable_plan_new (self.draft);
  g_assert_true (plan->create_vault && plan->create_key && plan->create_policy && plan->grant);
  g_assert_null (plan->policy_id);
  g_assert_cmpint (plan->key_size, ==, 3072);
  g_assert_cmpint (plan->retention, ==, 90);
  stop (&self);
}

static void
test_without_role (void)
{
  Test self;
  start_estate (&self, FALSE);
  kh_enable_draft_choose (self.draft, "id-Portal", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_POLICY));
  assert_reason (&self, KH_ENABLE_POLICY, "Choose a policy");
  stop (&self);
}

/* Going back and forth proposes anew only what nobody has decided. */
static void
test_kept (void)
{
  Test self;
  start_estate (&self, TRUE);
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_KEY, TRUE);
  kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_KEY_NAME, "mine");
  kh_enable_draft_set_number (self.draft, KH_ENABLE_KEY_SIZE, 2048);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_POLICY_NAME, "my-policy");
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_GRANT, FALSE);
  kh_enable_draft_choose (self.draft, "id-Marketing", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
  assert_text (&self, KH_ENABLE_TEXT_KEY_NAME, "mine");
  g_assert_cmpint (kh_enable_draft_number (self.draft, KH_ENABLE_KEY_SIZE), ==, 2048);
  assert_text (&self, KH_ENABLE_TEXT_POLICY_NAME, "my-policy");
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_GRANT));
  stop (&self);
}

/* Put aside as values and taken up by another draft, everything is as it was; what cannot be chosen
 * any more is left out. */
static void
test_put_aside (void)
{
  Test self;
  start_estate (&self, TRUE);
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_choose (self.draft, "id-Marketing", TRUE);
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_KEY, TRUE);
  kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_KEY_NAME, "mine");
  kh_enable_draft_set_number (self.draft, KH_ENABLE_KEY_SIZE, 2048);
  kh_kept_drafts_put ("org", "keyhold:wizard/enable", kh_enable_draft_save (self.draft), 1, NOW);
  stop (&self);
  start_estate (&self, TRUE);
  put (&self, KH_ITEM_ENVIRONMENT,
       environment ("Marketing", "unitedstates", "\"state\":\"Locked\""));
  g_assert_null (kh_kept_drafts_find ("other", "keyhold:wizard/enable"));
  g_assert_null (kh_kept_drafts_find ("org", "keyhold:wizard/enable?policy=x"));
  const KhKeptDraft *kept = kh_kept_drafts_find ("org", "keyhold:wizard/enable");
  g_assert_nonnull (kept);
  g_assert_cmpuint (kept->page, ==, 1);
  g_assert_true (kept->at == NOW);
  self.changes = 0;
  kh_enable_draft_restore (self.draft, kept->values);
  g_assert_cmpuint (self.changes, ==, 1);
  g_assert_true (kh_enable_draft_is_dirty (self.draft));
  g_assert_cmpuint (kh_enable_draft_count (self.draft), ==, 1);
  g_assert_true (kh_enable_draft_is_chosen (self.draft, "id-Finance"));
  assert_text (&self, KH_ENABLE_TEXT_GEO, "unitedstates");
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
  assert_text (&self, KH_ENABLE_TEXT_KEY_NAME, "mine");
  g_assert_cmpint (kh_enable_draft_number (self.draft, KH_ENABLE_KEY_SIZE), ==, 2048);
  kh_kept_drafts_drop ("org", "keyhold:wizard/enable");
  g_assert_null (kh_kept_drafts_find ("org", "keyhold:wizard/enable"));
  stop (&self);
}

/* Another key makes the page of the policy incomplete until one is chosen that has it. */
static void
test_other_key (void)
{
  Test self;
  start_estate (&self, TRUE);
  put (&self, KH_ITEM_KEY, key ("kv-us", "other", ""));
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  assert_reason (&self, KH_ENABLE_POLICY, NULL);
  kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_KEY, "kv-us/other");
  assert_reason (&self, KH_ENABLE_POLICY, "Choose a policy");
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_POLICY));
  assert_reason (&self, KH_ENABLE_POLICY, NULL);
  stop (&self);
}

static void
test_names (void)
{
  static const struct {
    KhEnableText what;
    const char *text, *fault;
  } rows[] = {
    { KH_ENABLE_TEXT_VAULT_NAME, "", NULL },
    { KH_ENABLE_TEXT_VAULT_NAME, "kv-new", NULL },
    { KH_ENABLE_TEXT_VAULT_NAME, "kv",
      "Use 3 to 24 letters, digits and single hyphens, starting with a letter" },
    { KH_ENABLE_TEXT_VAULT_NAME, "1kv-new",
      "Use 3 to 24 letters, digits and single hyphens, starting with a letter" },
    { KH_ENABLE_TEXT_VAULT_NAME, "kv--new",
      "Use 3 to 24 letters, digits and single hyphens, starting with a letter" },
    { KH_ENABLE_TEXT_VAULT_NAME, "kv-us", "The name is taken, maybe by a deleted vault" },
    { KH_ENABLE_TEXT_KEY_NAME, "cmk_2", "Use 1 to 127 letters, digits and hyphens" },
    { KH_ENABLE_TEXT_KEY_NAME, "cmk", "A key of this name is in kv-us already" },
    { KH_ENABLE_TEXT_KEY_NAME, "cmk-2", NULL },
    { KH_ENABLE_TEXT_POLICY_NAME, "a b", "Use 1 to 64 letters, digits and hyphens" },
    { KH_ENABLE_TEXT_POLICY_NAME, "ep-us", "A policy has this name" },
    { KH_ENABLE_TEXT_POLICY_NAME, "ep-new", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Test self;
    g_autofree char *fault = NULL;
    start_estate (&self, TRUE);
    kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_KEY, TRUE);
    kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_POLICY, TRUE);
    kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_VAULT, "kv-us");
    kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_REGION, "eastus");
    kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_VAULT,
                              rows[i].what == KH_ENABLE_TEXT_VAULT_NAME);
    kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_KEY_NAME, "fine");
    kh_enable_draft_set_text (self.draft, rows[i].what, rows[i].text);
    fault = kh_enable_draft_fault (self.draft, rows[i].what);
    g_assert_cmpstr (fault, ==, rows[i].fault);
    assert_reason (&self,
                   rows[i].what == KH_ENABLE_TEXT_POLICY_NAME ? KH_ENABLE_POLICY : KH_ENABLE_KEY,
                   *rows[i].text == '\0' ? "The new vault needs a name" : rows[i].fault);
    stop (&self);
  }
}

static void
test_key_faults (void)
{
  static const struct {
    const char *more, *fault;
  } rows[] = {
    { "\"kty\":\"RSA\",\"size\":2048,\"enabled\":true,\"state\":\"Active\"", NULL },
    { "\"kty\":\"EC\",\"curve\":\"P-256\",\"enabled\":true,\"state\":\"Active\"",
      "Cannot protect environments: P-256" },
    { "\"kty\":\"RSA\",\"size\":4096,\"enabled\":true,\"state\":\"Active\"",
      "Cannot protect environments: 4096 bits" },
    { "\"kty\":\"RSA\",\"size\":3072,\"enabled\":false,\"state\":\"Disabled\"",
      "Its current version is disabled" },
    { "\"kty\":\"RSA-HSM\",\"size\":3072,\"enabled\":true,\"state\":\"Expired\"",
      "Its current version has expired" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Test self;
    start_estate (&self, TRUE);
    put (&self, KH_ITEM_KEY, key ("kv-us", "aaa", rows[i].more));
    kh_enable_draft_set_text (self.draft, KH_ENABLE_TEXT_KEY, "kv-us/aaa");
    assert_reason (&self, KH_ENABLE_KEY, rows[i].fault);
    g_autoptr (GPtrArray) keys = kh_enable_draft_keys (self.draft);
    /* What can be used comes first. */
    g_assert_cmpstr (kh_item_get_id (g_ptr_array_index (keys, 0)), ==,
                     rows[i].fault == NULL ? "kv-us/aaa" : "kv-us/cmk");
    stop (&self);
  }
}

/* What a failed run has made is used by the next try. */
static void
test_adopt (void)
{
  Test self;
  start_estate (&self, TRUE);
  kh_enable_draft_choose (self.draft, "id-Portal", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  put (&self, KH_ITEM_VAULT, vault ("kv-uk", "uksouth", TRUE));
  kh_enable_draft_adopt_vault (self.draft, "kv-uk");
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_VAULT));
  assert_text (&self, KH_ENABLE_TEXT_VAULT, "kv-uk");
  put (&self, KH_ITEM_KEY, key ("kv-uk", "cmk-portal", ""));
  kh_enable_draft_adopt_key (self.draft, "kv-uk", "cmk-portal");
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  g_assert_false (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
  assert_reason (&self, KH_ENABLE_KEY, NULL);
  put (&self, KH_ITEM_POLICY, policy ("ep-uk", "uk", "kv-uk", "cmk-portal", "Undetermined"));
  kh_enable_draft_adopt_policy (self.draft, "id-ep-uk");
  kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
  assert_text (&self, KH_ENABLE_TEXT_POLICY, "id-ep-uk");
  assert_reason (&self, KH_ENABLE_POLICY, NULL);
  stop (&self);
}

static void
test_plan (void)
{
  Test self;
  start_estate (&self, TRUE);
  kh_enable_draft_choose (self.draft, "id-Finance", TRUE);
  kh_enable_draft_propose (self.draft, KH_ENABLE_KEY);
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_POLICY, TRUE);
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_PIN_VERSION, TRUE);
  g_autoptr (KhEnablePlan) plan = kh_enable_plan_new (self.draft);
  g_autoptr (KhEnablePlan) copy = kh_enable_plan_copy (plan);
  g_autofree char *text = kh_enable_plan_print (plan);
  g_autofree char *same = kh_enable_plan_print (copy);
  g_assert_cmpstr (plan->version, ==, "v1");
  g_assert_cmpstr (text, ==, same);
  /* A key that is made has no version to stay on. */
  kh_enable_draft_set_flag (self.draft, KH_ENABLE_CREATE_KEY, TRUE);
  g_autoptr (KhEnablePlan) other = kh_enable_plan_new (self.draft);
  g_autofree char *differs = kh_enable_plan_print (other);
  g_assert_null (other->version);
  g_assert_cmpstr (text, !=, differs);
  stop (&self);
}

/* A plan for Finance with a new policy on kv-us/cmk. */
static KhEnablePlan *
new_plan (void)
{
  KhEnablePlan *plan = g_new0 (KhEnablePlan, 1);
  plan->environments = g_strsplit ("id-Finance", " ", -1);
  plan->names = g_strsplit ("Finance", " ", -1);
  plan->geo = g_strdup ("unitedstates");
  plan->create_policy = plan->grant = TRUE;
  plan->vault = g_strdup ("kv-us");
  plan->key = g_strdup ("cmk");
  plan->policy = g_strdup ("ep-new");
  plan->account = g_strdup ("Ada");
  plan->organization = g_strdup ("Contoso");
  plan->roles = KH_ROLE_KVA | KH_ROLE_PPA;
  plan->now = NOW;
  return plan;
}

static KhJson *
find (KhJson *preflight, const char *id)
{
  for (guint i = 0; i < kh_json_length (preflight, "findings"); i++) {
    KhJson *finding = kh_json_element (preflight, "findings", i);
    if (g_strcmp0 (kh_json_string (finding, "id"), id) == 0)
      return finding;
  }
  g_error ("no finding %s", id);
}

static KhJson *
check (const KhEnablePlan *plan, KhJson *taken_environment, KhJson *taken_vault, KhJson *taken_key)
{
  g_autoptr (GPtrArray) environments =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  KhEnableFacts facts = { environments, environments, taken_vault, taken_key, 0 };
  g_ptr_array_add (environments, taken_environment);
  KhJson *result = kh_enable_check_facts (plan, &facts);
  g_clear_pointer (&taken_vault, kh_json_unref);
  g_clear_pointer (&taken_key, kh_json_unref);
  return result;
}

static void
assert_finding (KhJson *result, const char *id, const char *wanted)
{
  if (g_strcmp0 (kh_json_string (find (result, id), "result"), wanted) != 0)
    g_error ("%s is %s, not %s: %s", id, kh_json_string (find (result, id), "result"), wanted,
             kh_json_string (find (result, id), "evidence"));
}

static void
test_checks_pass (void)
{
  g_autoptr (KhEnablePlan) plan = new_plan ();
  g_autoptr (KhJson) result = check (plan, environment ("Finance", "unitedstates", ""),
                                     vault ("kv-us", "eastus", TRUE), key ("kv-us", "cmk", ""));
  g_assert_cmpstr (kh_json_string (result, "result"), ==, "warn");
  assert_finding (result, "E1", "pass");
  assert_finding (result, "E5", "pass");
  assert_finding (result, "K3", "pass");
  assert_finding (result, "Y4", "pass");
  assert_finding (result, "P5", "later");
  assert_finding (result, "P4", "later");
  assert_finding (result, "P8", "pass");
  assert_finding (result, "P10", "warn");
  g_assert_false (kh_enable_finding_blocks (find (result, "P5")));
}

static void
test_checks_block (void)
{
  static const char *const disabled =
      "\"kty\":\"RSA\",\"size\":3072,\"enabled\":false,\"state\":\"Disabled\"";
  g_autoptr (KhEnablePlan) plan = new_plan ();
  g_autoptr (KhJson) unmanaged =
      check (plan, environment ("Finance", "unitedstates", "\"managed\":false"),
             vault ("kv-us", "eastus", TRUE), key ("kv-us", "cmk", ""));
  assert_finding (unmanaged, "E2", "block");
  g_assert_cmpstr (kh_json_string (unmanaged, "result"), ==, "block");
  g_assert_true (kh_enable_finding_blocks (find (unmanaged, "E2")));
  g_autoptr (KhJson) busy =
      check (plan,
             environment ("Finance", "unitedstates",
                          "\"activeOperation\":{\"id\":\"op\",\"type\":\"ImportData\"}"),
             vault ("kv-us", "eastus", FALSE), key ("kv-us", "cmk", disabled));
  assert_finding (busy, "E7", "block");
  assert_finding (busy, "K3", "block");
  assert_finding (busy, "Y4", "block");
  g_autoptr (KhJson) gone = check (plan, environment ("Finance", "unitedstates", ""), NULL, NULL);
  assert_finding (gone, "K1", "block");
  assert_finding (gone, "Y1", "block");
  plan->roles = KH_ROLE_KVA;
  plan->grant = FALSE;
  g_autoptr (KhJson) poor = check (plan, environment ("Finance", "unitedstates", ""),
                                   vault ("kv-us", "eastus", TRUE), key ("kv-us", "cmk", ""));
  assert_finding (poor, "P8", "block");
  assert_finding (poor, "P5", "block");
}

/* Nothing that does not exist yet counts as passed, nor as missing. */
static void
test_checks_later (void)
{
  static const char *const later[] = { "K1", "K2", "K3", "K5", "K9", "Y1",
                                       "Y3", "Y4", "Y8", "P4", "P5" };
  g_autoptr (KhEnablePlan) plan = new_plan ();
  plan->create_vault = plan->create_key = TRUE;
  g_autoptr (KhJson) result = check (plan, environment ("Finance", "unitedstates", ""), NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    assert_finding (result, later[i], "later");
  assert_finding (result, "K8", "not-applicable");
  assert_finding (result, "P6", "not-applicable");
  assert_finding (result, "Y11", "pass");
  g_assert_cmpstr (kh_json_string (result, "result"), ==, "warn");
  plan->create_vault = FALSE;
  g_autoptr (KhJson) half = check (plan, environment ("Finance", "unitedstates", ""),
                                   vault ("kv-us", "eastus", FALSE), NULL);
  assert_finding (half, "K3", "block");
  assert_finding (half, "Y1", "later");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enable/exclusion", test_exclusion);
  g_test_add_func ("/enable/one-geo", test_one_geo);
  g_test_add_func ("/enable/dirty", test_dirty);
  g_test_add_func ("/enable/meanwhile", test_meanwhile);
  g_test_add_func ("/enable/propose-existing", test_propose_existing);
  g_test_add_func ("/enable/propose-new", test_propose_new);
  g_test_add_func ("/enable/without-role", test_without_role);
  g_test_add_func ("/enable/kept", test_kept);
  g_test_add_func ("/enable/put-aside", test_put_aside);
  g_test_add_func ("/enable/other-key", test_other_key);
  g_test_add_func ("/enable/names", test_names);
  g_test_add_func ("/enable/key-faults", test_key_faults);
  g_test_add_func ("/enable/adopt", test_adopt);
  g_test_add_func ("/enable/plan", test_plan);
  g_test_add_func ("/enable/checks-pass", test_checks_pass);
  g_test_add_func ("/enable/checks-block", test_checks_block);
  g_test_add_func ("/enable/checks-later", test_checks_later);
  return g_test_run ();
}
