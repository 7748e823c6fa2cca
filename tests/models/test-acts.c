/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts of several calls: versions of a key on and off, and grants by either permission model. */
#include "kh-acts.h"

#include <string.h>

#include "kh-environment-api.h"
#include "kh-rules-api.h"
#include "server-fixture.h"

typedef struct {
  Fixture server;
  KhClient *client;
  KhArmPlace place;
  KhJson *tenant;
} Case;

static KhJson *
get (Case *self, KhCall *call)
{
  g_autoptr (GError) error = NULL;
  KhJson *json = kh_client_call (self->client, call, NULL, &error);

  g_assert_no_error (error);
  return json;
}

static void
set_up (Case *self, gconstpointer data)
{
  fixture_start_tenant (&self->server);
  fixture_make_estate (&self->server);
  self->client = fixture_new_client (&self->server);
  self->tenant = fixture_call (&self->server, KEYHOLD, "GET", K "/tenant", NULL, 200);
  self->place.subscription = kh_json_string (self->tenant, "subscriptionId");
  self->place.group = kh_json_string (self->tenant, "resourceGroup");
}

static void
tear_down (Case *self, gconstpointer data)
{
  kh_json_unref (self->tenant);
  kh_client_free (self->client);
  fixture_stop (&self->server);
}

static void
make_version (Case *self)
{
  fixture_do (&self->server, VAULT, "POST", "/keys/cmk/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
}

/* "010": the versions of the key that are enabled, oldest first. */
static char *
enabled (Case *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions =
      kh_client_call (self->client, kh_key_api_versions ("kv-sales", "cmk"), NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < versions->len; i++)
    g_string_append_c (text, kh_json_bool (versions->pdata[i], "enabled", TRUE) ? '1' : '0');
  return g_string_free (text, FALSE);
}

#define assert_enabled(self, wanted)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *is_enabled = enabled (self);                                                  \
    g_assert_cmpstr (is_enabled, ==, wanted);                                                      \
  }                                                                                                \
  G_STMT_END

static gboolean
set_key (Case *self, const char *version, gboolean on, const KhConfirmed *confirmed, GError **error)
{
  return kh_act_set_key_enabled (self->client, "kv-sales", "cmk", version, on, confirmed, NULL,
                                 error);
}

/* (transfer full): what disabling all, or one version, does now. */
static KhConfirmed *
confirm (Case *self, const char *version)
{
  g_autoptr (KhWireImpactRequest) change = kh_wire_impact_request_new ();
  g_autoptr (KhJson) impact = NULL;

  change->trigger = g_strdup (version != NULL ? "update-version" : "disable-key");
  change->vault = g_strdup ("kv-sales");
  change->key = g_strdup ("cmk");
  change->version = g_strdup (version);
  change->enabled = version != NULL ? FALSE : KH_TRI_UNSET;
  impact = get (self, kh_rules_api_impact (change));
  return kh_confirmed_new (impact);
}

static void
test_versions (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = fixture_expand (&self->server, "{version}");
  g_autoptr (KhJson) one = NULL;

  make_version (self);
  make_version (self);
  set_key (self, first, FALSE, NULL, &error);
  g_assert_no_error (error);
  one = get (self, kh_key_api_get ("kv-sales", "cmk", first));
  g_assert_false (kh_json_bool (one, "enabled", TRUE));
  set_key (self, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  assert_enabled (self, "000");
  set_key (self, NULL, TRUE, NULL, &error);
  g_assert_no_error (error);
  assert_enabled (self, "111");
}

/* Where an environment depends on the key nothing happens unless the whole was confirmed. */
static void
test_guarded (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (KhConfirmed) confirmed = NULL;

  fixture_encrypt (&self->server, "Sales");
  make_version (self);
  g_assert_false (set_key (self, NULL, FALSE, NULL, &refused));
  g_assert_error (refused, KH_ERROR, KH_ERROR_CONFIRMATION);
  assert_enabled (self, "11");
  confirmed = confirm (self, NULL);
  set_key (self, NULL, FALSE, confirmed, &error);
  g_assert_no_error (error);
  assert_enabled (self, "00");
}

static void
encrypt_second (Case *self)
{
  fixture_do (&self->server, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY ("Second"), 201);
  fixture_do (&self->server, BAP, "POST",
              P "/environments/Second/governanceConfiguration" A_MANAGED, MANAGED_BODY, 202);
  fixture_encrypt (&self->server, "Second");
}

static void
assert_ready (Case *self, const char *environment)
{
  g_autoptr (KhJson) found = get (self, kh_environment_api_get (environment));

  g_assert_cmpstr (kh_json_string (found, "state"), ==, "Ready");
}

/* Another environment comes to the key after the confirmation: it does not go down unasked. */
static void
test_confirmed_too_early (Case *self, gconstpointer all)
{
  g_autofree char *first = fixture_expand (&self->server, "{version}");
  const char *version = all != NULL ? NULL : first;
  g_autoptr (KhConfirmed) confirmed = NULL;
  g_autoptr (GError) refused = NULL;

  fixture_encrypt (&self->server, "Sales");
  if (all != NULL)
    make_version (self);
  confirmed = confirm (self, version);
  encrypt_second (self);
  g_assert_false (set_key (self, version, FALSE, confirmed, &refused));
  g_assert_error (refused, KH_ERROR, KH_ERROR_CONFIRMATION);
  assert_ready (self, "Second");
}

/* The reason of a client is that of every call. */
static void
test_reason (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) page = NULL;
  gboolean found = FALSE;

  kh_client_set_reason (self->client, "yearly “cleaning”");
  set_key (self, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  page = get (self, kh_audit_api_page (&(KhAuditQuery){ .limit = 500 }));
  for (guint i = 0; i < kh_json_length (page, "value"); i++) {
    g_autofree char *text = kh_json_to_text (kh_json_element (page, "value", i));

    found = found || strstr (text, "yearly “cleaning”") != NULL;
  }
  g_assert_true (found);
}

static gboolean
is_granted (Case *self, const char *policy)
{
  g_autoptr (KhJson) found = get (self, kh_policy_api_get (policy));

  return kh_json_bool (found, "granted", FALSE);
}

static void
grant_twice (Case *self, const char *policy)
{
  g_assert_false (is_granted (self, policy));
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    kh_act_grant_policy (self->client, &self->place, policy, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (is_granted (self, policy));
  }
}

static void
test_grant (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_do (&self->server, ARM, "DELETE", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT,
              NULL, 200);
  grant_twice (self, "ep-sales");
  fixture_do (&self->server, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("false"), 201);
  fixture_do (&self->server, SECOND, "POST", "/keys/old/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
  fixture_do (&self->server, ARM, "PUT", POLICIES "/ep-old" A_POLICY,
              POLICY_BODY ("kv-second", "old"), 201);
  grant_twice (self, "ep-old");
  g_assert_false (kh_act_grant_policy (self->client, &self->place, "ep-none", NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
}

static void
test_grant_needs_role (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_do (&self->server, ARM, "DELETE", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT,
              NULL, 200);
  fixture_make_accounts (&self->server);
  fixture_as (&self->server, "auditor");
  kh_client_set_token (self->client, self->server.token);
  g_assert_false (kh_act_grant_policy (self->client, &self->place, "ep-sales", NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
}

/* (transfer full): the version while it is disabled. */
static KhJson *
disable_for_a_moment (Case *self, const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhConfirmed) confirmed = confirm (self, version);
  KhJson *before;

  set_key (self, version, FALSE, confirmed, &error);
  g_assert_no_error (error);
  before = get (self, kh_key_api_get ("kv-sales", "cmk", version));
  set_key (self, version, TRUE, NULL, &error);
  g_assert_no_error (error);
  return before;
}

static void
re_enable (Case *self)
{
  g_autoptr (KhJson) operation =
      fixture_call (&self->server, KEYHOLD, "POST", K "/environments/Sales/re-enable", NULL, 202);

  fixture_wait (&self->server, kh_json_string (operation, "id"));
}

/* Nothing came back with it: what was locked still is. */
static void
test_undo_enable (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *version = fixture_expand (&self->server, "{version}");

  for (guint i = 0; i < 2; i++) {
    g_autoptr (KhJson) before = disable_for_a_moment (self, version);

    assert_enabled (self, "1");
    kh_act_undo_enable (self->client, before, NULL, &error);
    g_assert_no_error (error);
    assert_enabled (self, "0");
    set_key (self, version, TRUE, NULL, &error);
    g_assert_no_error (error);
    if (i == 0)
      fixture_encrypt (&self->server, "Sales");
  }
}

/* An environment that came back, or one that was not there before, needs it now. */
static void
test_undo_refused (Case *self, gconstpointer data)
{
  g_autofree char *version = fixture_expand (&self->server, "{version}");

  for (guint i = 0; i < 2; i++) {
    g_autoptr (KhJson) before = disable_for_a_moment (self, version);
    g_autoptr (GError) error = NULL;

    if (i == 0)
      fixture_encrypt (&self->server, "Sales");
    else
      re_enable (self);
    g_assert_false (kh_act_undo_enable (self->client, before, NULL, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "VersionInUse");
    assert_enabled (self, "1");
  }
}

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/models/acts/versions", test_versions);
  ADD ("/models/acts/guarded", test_guarded);
  ADD ("/models/acts/version-confirmed-too-early", test_confirmed_too_early);
  g_test_add ("/models/acts/key-confirmed-too-early", Case, "all", set_up, test_confirmed_too_early,
              tear_down);
  ADD ("/models/acts/undo-enable", test_undo_enable);
  ADD ("/models/acts/undo-refused", test_undo_refused);
  ADD ("/models/acts/reason", test_reason);
  ADD ("/models/acts/grant", test_grant);
  ADD ("/models/acts/grant-needs-role", test_grant_needs_role);
  return g_test_run ();
}
