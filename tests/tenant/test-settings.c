/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the organization: kept and honoured, or refused with nothing changed. */
#include "tenant-fixture.h"

static KhTenantSettings
settings_of (const char *key, const char *value)
{
  return (KhTenantSettings){
    .unlock_rule = g_str_equal (key, "unlock-rule") ? value : NULL,
    .four_eyes = g_str_equal (key, "four-eyes") ? value : NULL,
    .encryption_at_default = g_str_equal (key, "encryption-at-default") ? value : NULL,
  };
}

static gpointer
set_work (Fixture *f, gconstpointer data, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_set (f->tenant, f->caller, data, error));
}

static void
set (Fixture *f, const char *key, const char *value)
{
  KhTenantSettings setting = settings_of (key, value);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (on_worker (f, set_work, &setting, &error));
  g_assert_no_error (error);
}

/* (transfer full): the inner code of the refusal, or NULL. */
static char *
refusal (Fixture *f, const char *key, const char *value, int code)
{
  KhTenantSettings setting = settings_of (key, value);
  g_autoptr (GError) error = NULL;
  KhErrorFacts *facts;

  g_assert_null (on_worker (f, set_work, &setting, &error));
  g_assert_error (error, KH_ERROR, code);
  facts = kh_error_get_facts (error);
  return g_strdup (facts != NULL ? facts->inner : NULL);
}

static void
check_settings (Fixture *f, KhUnlockRule rule)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  g_assert_cmpint (kh_estate_get_tenant (estate)->unlock_rule, ==, rule);
  g_assert_false (kh_estate_get_tenant (estate)->four_eyes);
}

static void
test_unlock_rule (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhOperation) operation = NULL;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  set (f, "unlock-rule", "support-request");
  reopen_quickly (f);
  check_settings (f, KH_UNLOCK_RULE_SUPPORT_REQUEST);
  lock (f);
  key = on_worker (f, set_enabled, GINT_TO_POINTER (TRUE), &error);
  g_assert_no_error (error);
  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "SupportRequest");
  g_clear_error (&error);
  check_locked (f);
  set (f, "unlock-rule", "self-service");
  operation = on_worker (f, re_enable, NULL, &error);
  g_assert_no_error (error);
  check_all (f);
  check_audit (f);
}

static void
test_refused_values (Fixture *f, gconstpointer unused)
{
  g_autofree char *word = refusal (f, "unlock-rule", "nobody", KH_ERROR_ARGUMENT);
  g_autofree char *empty = refusal (f, "unlock-rule", "", KH_ERROR_ARGUMENT);
  g_autofree char *maybe = refusal (f, "four-eyes", "maybe", KH_ERROR_ARGUMENT);
  KhTenantSettings both = { "support-request", "on" };
  g_autoptr (GError) error = NULL;

  /* The first of them alone would be taken. */
  g_assert_null (on_worker (f, set_work, &both, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  check_settings (f, KH_UNLOCK_RULE_SELF_SERVICE);
  reopen_quickly (f);
  check_settings (f, KH_UNLOCK_RULE_SELF_SERVICE);
}

static gpointer
add_second (Fixture *f, gconstpointer data, GError **error)
{
  g_autoptr (KhSecret) secret = passphrase ("another horse battery");

  return kh_tenant_account_add (f->tenant, f->caller, "Bea", KH_ROLE_KVA, secret, error);
}

static gpointer
add_auditors (Fixture *f, gconstpointer unused, GError **error)
{
  for (guint i = 0; i < 2; i++) {
    g_autofree char *name = g_strdup_printf ("Auditor %u", i);
    g_autoptr (KhSecret) secret = passphrase ("auditors have words too");
    g_autoptr (KhAccount) made =
        kh_tenant_account_add (f->tenant, f->caller, name, KH_ROLE_AUDITOR, secret, error);

    if (made == NULL)
      return NULL;
  }
  return f;
}

static gboolean
takes_two (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_get_tenant (estate)->four_eyes;
}

/* Only where two accounts with passphrases share a role that may approve. */
static void
test_four_eyes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *alone = refusal (f, "four-eyes", "on", KH_ERROR_RULE);
  g_autofree char *auditors = NULL;
  g_autofree char *off = NULL;
  g_autoptr (KhAccount) second = NULL;

  g_assert_cmpstr (alone, ==, "FourEyesAccounts");
  on_worker (f, add_auditors, NULL, &error);
  g_assert_no_error (error);
  auditors = refusal (f, "four-eyes", "on", KH_ERROR_RULE);
  g_assert_cmpstr (auditors, ==, "FourEyesAccounts");
  second = on_worker (f, add_second, NULL, &error);
  g_assert_no_error (error);
  set (f, "four-eyes", "on");
  reopen_quickly (f);
  g_assert_true (takes_two (f));
  /* Not by one person alone. */
  off = refusal (f, "four-eyes", "off", KH_ERROR_CONFIRMATION);
  g_assert_cmpstr (off, ==, "ApprovalRequired");
  reopen_quickly (f);
  g_assert_true (takes_two (f));
  check_audit (f);
}

static gboolean
default_may (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_get_tenant (estate)->default_environment_cmk;
}

static void
test_default_environment (Fixture *f, gconstpointer unused)
{
  g_autofree char *perhaps = refusal (f, "encryption-at-default", "perhaps", KH_ERROR_ARGUMENT);

  g_assert_false (default_may (f));
  set (f, "encryption-at-default", "on");
  reopen_quickly (f);
  g_assert_true (default_may (f));
  set (f, "unlock-rule", "support-request");
  g_assert_true (default_may (f));
  set (f, "encryption-at-default", "off");
  g_assert_false (default_may (f));
  check_settings (f, KH_UNLOCK_RULE_SUPPORT_REQUEST);
  check_audit (f);
}

static void
test_owner_alone (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) second = on_worker (f, add_second, NULL, &error);
  g_autoptr (KhCaller) owner = g_steal_pointer (&f->caller);
  g_autofree char *inner = NULL;

  g_assert_no_error (error);
  f->caller = kh_caller_new (second);
  inner = refusal (f, "unlock-rule", "support-request", KH_ERROR_PERMISSION);
  kh_caller_unref (f->caller);
  f->caller = g_steal_pointer (&owner);
  g_assert_cmpstr (inner, ==, "MissingRole");
  check_settings (f, KH_UNLOCK_RULE_SELF_SERVICE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/settings/unlock-rule", test_unlock_rule);
  ADD ("/tenant/settings/refused-values", test_refused_values);
  ADD ("/tenant/settings/four-eyes", test_four_eyes);
  ADD ("/tenant/settings/default-environment", test_default_environment);
  ADD ("/tenant/settings/owner-alone", test_owner_alone);
  return g_test_run ();
}
