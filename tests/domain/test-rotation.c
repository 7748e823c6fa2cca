/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation policies of keys: their rules, their text, and the dates that follow from them. */
#include "kh-rotation.h"

#include "kh-error.h"

#define MADE (1764044880 * KH_SECOND) /* 2025-11-25T04:28:00Z */

typedef struct {
  const char *after, *before, *notify_after, *notify_before, *expiry;
  const char *target; /* (nullable): what is refused */
} Case;

static KhRotationPolicy *
policy_of (const Case *c)
{
  KhRotationPolicy *policy = kh_rotation_policy_new ();

  policy->rotate_after = g_strdup (c->after);
  policy->rotate_before = g_strdup (c->before);
  policy->notify_after = g_strdup (c->notify_after);
  policy->notify_before = g_strdup (c->notify_before);
  policy->expiry = g_strdup (c->expiry);
  return policy;
}

static void
test_rules (void)
{
  static const Case cases[] = {
    { NULL, NULL, NULL, NULL, NULL, NULL },
    { "P7D", NULL, NULL, NULL, NULL, NULL },
    { "P6D", NULL, NULL, NULL, NULL, "timeAfterCreate" },
    { "P18M", NULL, NULL, "P30D", "P2Y", NULL },
    { "P21D", NULL, NULL, NULL, "P28D", NULL },
    { "P22D", NULL, NULL, NULL, "P28D", "timeAfterCreate" },
    { "P2Y", NULL, NULL, NULL, "P2Y", "timeAfterCreate" },
    { NULL, NULL, NULL, NULL, "P27D", "expiryTime" },
    { NULL, NULL, NULL, NULL, "P28D", NULL },
    { NULL, NULL, NULL, NULL, "P1M", NULL },
    { NULL, "P30D", NULL, NULL, "P2Y", NULL },
    { NULL, "P30D", NULL, NULL, NULL, "timeBeforeExpiry" },
    { NULL, "P6D", NULL, NULL, "P2Y", "timeBeforeExpiry" },
    { NULL, "P7D", NULL, NULL, "P28D", NULL },
    { NULL, "P22D", NULL, NULL, "P28D", "timeBeforeExpiry" },
    { "P7D", "P7D", NULL, NULL, "P2Y", "lifetimeActions" },
    { NULL, NULL, "P7D", "P7D", NULL, "lifetimeActions" },
    { NULL, NULL, NULL, "P30D", NULL, NULL }, /* stored, and never fires */
    { "P0D", NULL, NULL, NULL, NULL, "timeAfterCreate" },
    { "90D", NULL, NULL, NULL, NULL, "timeAfterCreate" },
    { NULL, NULL, NULL, NULL, "forever", "expiryTime" },
    { NULL, NULL, NULL, "-P3D", NULL, "timeBeforeExpiry" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (KhRotationPolicy) policy = policy_of (&cases[i]);
    g_autoptr (GError) error = NULL;
    gboolean good = kh_rotation_policy_check (policy, &error);

    g_test_message ("case %u", (guint)i);
    g_assert_cmpint (good, ==, cases[i].target == NULL);
    if (good)
      continue;
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
    g_assert_cmpstr (kh_error_get_facts (error)->target, ==, cases[i].target);
    g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "BadParameter");
  }
}

static void
test_text (void)
{
  static const char *const bad[] = { "{}",        "",         "rotate-after", "rotate-after=soon",
                                     "other=P1D", "created=x" };
  const Case whole = { "P18M", NULL, NULL, "P30D", "P2Y", NULL };
  g_autoptr (KhRotationPolicy) policy = policy_of (&whole);
  g_autoptr (KhRotationPolicy) again = NULL;
  g_autofree char *text = NULL;

  policy->created_at = MADE;
  text = kh_rotation_policy_to_text (policy);
  g_assert_cmpstr (text, ==,
                   "rotate-after=P18M;notify-before=P30D;expiry=P2Y;created=1764044880000000");
  again = kh_rotation_policy_parse (text);
  g_assert_cmpstr (again->rotate_after, ==, "P18M");
  g_assert_null (again->rotate_before);
  g_assert_cmpstr (again->notify_before, ==, "P30D");
  g_assert_cmpstr (again->expiry, ==, "P2Y");
  g_assert_cmpint (again->created_at, ==, MADE);
  g_assert_cmpint (again->updated_at, ==, KH_TIME_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (KhRotationPolicy) none = kh_rotation_policy_parse (bad[i]);

    g_assert_true (none == NULL || *bad[i] == '\0');
  }
}

/* A key with one version, made at MADE. */
static KhKey *
new_key (const char *policy, KhTime exp)
{
  KhKey *key = kh_key_new ();
  g_autoptr (KhKeyVersion) version = kh_key_version_new ();

  kh_value_set_text (&key->rotation_policy, policy);
  kh_value_set_text (&version->version, "0123456789abcdef0123456789abcdef");
  version->created_at = MADE;
  version->exp = exp;
  kh_key_set_version (key, version);
  return key;
}

static void
check_date (const char *policy, KhTime exp, const char *expected)
{
  g_autoptr (KhKey) key = new_key (policy, exp);
  KhTime time = kh_key_get_rotation_time (key);
  g_autofree char *text = time != KH_TIME_NONE ? kh_time_format (time) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_dates (void)
{
  KhTime exp = 0;
  g_autoptr (KhKey) key = new_key ("rotate-after=P30D", KH_TIME_NONE);
  g_autoptr (KhKeyVersion) disabled = kh_key_version_copy (kh_key_get_current (key));

  g_autoptr (KhKey) told = new_key ("notify-before=P30D", KH_TIME_NONE);
  g_assert_true (kh_key_rotates_itself (key));
  g_assert_false (kh_key_rotates_itself (told));
  g_assert_true (kh_time_parse ("2027-03-31T00:00:00Z", &exp));
  check_date (NULL, KH_TIME_NONE, NULL);
  check_date ("notify-before=P30D", exp, NULL);
  check_date ("rotate-after=P18M", KH_TIME_NONE, "2027-05-25T04:28:00Z"); /* calendar months */
  check_date ("rotate-before=P1M;expiry=P2Y", exp, "2027-02-28T00:00:00Z");
  check_date ("rotate-before=P30D;expiry=P2Y", exp, "2027-03-01T00:00:00Z");
  check_date ("rotate-before=P30D;expiry=P2Y", KH_TIME_NONE, NULL);
  /* What somebody has disabled is not brought back by a date. */
  disabled->enabled = FALSE;
  kh_key_set_version (key, disabled);
  g_assert_cmpint (kh_key_get_rotation_time (key), ==, KH_TIME_NONE);
}

static void
test_deleted_key (void)
{
  g_autoptr (KhKey) key = new_key ("rotate-after=P30D", KH_TIME_NONE);

  g_assert_cmpint (kh_key_get_rotation_time (key), ==, MADE + 30 * KH_DAY);
  key->deleted_at = MADE + KH_DAY;
  g_assert_cmpint (kh_key_get_rotation_time (key), ==, KH_TIME_NONE);
}

static void
test_new_expiry (void)
{
  g_autoptr (KhKey) key = new_key ("expiry=P48M", KH_TIME_NONE);
  g_autoptr (KhKey) other = new_key ("rotate-after=P30D", KH_TIME_NONE);
  KhTime made = 0;
  KhTime expected = 0;

  g_assert_true (kh_time_parse ("2022-04-28T22:01:41Z", &made));
  g_assert_true (kh_time_parse ("2026-04-28T22:01:41Z", &expected)); /* as Key Vault counts */
  g_assert_cmpint (kh_key_get_new_expiry (key, made), ==, expected);
  g_assert_cmpint (kh_key_get_new_expiry (other, made), ==, KH_TIME_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/rotation/rules", test_rules);
  g_test_add_func ("/domain/rotation/text", test_text);
  g_test_add_func ("/domain/rotation/dates", test_dates);
  g_test_add_func ("/domain/rotation/deleted-key", test_deleted_key);
  g_test_add_func ("/domain/rotation/new-expiry", test_new_expiry);
  return g_test_run ();
}
