/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of states, times and addresses; nothing here needs a display. */
#include <locale.h>

#include "kh-enums.h"
#include "kh-section.h"
#include "kh-state.h"
#include "kh-text.h"
#include "kh-uri.h"

/* Every word that the domain can say has its row; what it cannot say is Unknown. */
#define CHECK_WORDS(kind, name)                                                                    \
  for (guint i = 0; i < kh_##name##_count (); i++) {                                               \
    const char *word = kh_##name##_to_string (kh_##name##_nth (i));                                \
    KhStateInfo info = kh_state_info (kind, word);                                                 \
    if (g_str_equal (info.word, "Unknown") && !g_str_equal (word, "unknown"))                      \
      g_error ("no row for %s", word);                                                             \
    g_assert_true (*info.icon != '\0');                                                            \
  }

static void
test_states (void)
{
  CHECK_WORDS (KH_STATE_ENVIRONMENT, environment_state)
  CHECK_WORDS (KH_STATE_ENCRYPTION, encryption_status)
  CHECK_WORDS (KH_STATE_HEALTH, health)
  CHECK_WORDS (KH_STATE_KEY, key_state)
  CHECK_WORDS (KH_STATE_VAULT, vault_state)
  CHECK_WORDS (KH_STATE_OPERATION, operation_state)
  CHECK_WORDS (KH_STATE_CHECK, result)
  g_assert_cmpstr (kh_state_info (KH_STATE_HEALTH, "Splendid").word, ==, "Unknown");
  g_assert_cmpstr (kh_state_info (KH_STATE_HEALTH, NULL).word, ==, "Unknown");
}

static void
test_durations (void)
{
  const struct {
    KhTime span;
    const char *text;
  } cases[] = {
    { 0, "0 seconds" },
    { -KH_DAY, "0 seconds" },
    { KH_SECOND, "1 second" },
    { KH_MINUTE - 1, "59 seconds" },
    { KH_HOUR - KH_SECOND, "59 minutes 59 seconds" },
    { KH_DAY - 1, "23 hours 59 minutes" },
    { 3 * KH_DAY + 18 * KH_HOUR + 59 * KH_MINUTE, "3 days 18 hours" },
    { 3 * KH_DAY + 59 * KH_MINUTE, "3 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = kh_text_duration (cases[i].span);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_times (void)
{
  KhTime now, other;
  g_autofree char *time = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *yesterday = NULL;
  g_autofree char *told = NULL;
  g_autofree char *day = NULL;
  g_autofree char *clause = NULL;
  g_autofree char *old = NULL;
  g_autofree char *ago = NULL;
  g_autofree char *long_ago = NULL;
  g_autofree char *exact = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;

  g_assert_true (kh_time_parse ("2026-11-24T14:20:00Z", &now));
  g_assert_true (kh_time_parse ("2025-05-04T09:12:00Z", &other));
  time = kh_text_time (now - KH_DAY, now);
  g_assert_cmpstr (time, ==, "Nov 23, 2:20 PM");
  clock = kh_text_clock (now - KH_HOUR, now);
  g_assert_cmpstr (clock, ==, "1:20 PM");
  yesterday = kh_text_clock (now - KH_DAY, now);
  g_assert_cmpstr (yesterday, ==, "Nov 23, 2:20 PM");
  told = kh_text_local_times ("Expires 2026-11-23T14:20:00.5Z, not 2026-13-01T00:00:00Z.", now);
  g_assert_cmpstr (told, ==, "Expires Nov 23, 2:20 PM, not 2026-13-01T00:00:00Z.");
  day = kh_text_local_times ("Until 2026-12-29, of 1234-56-78-90", now);
  g_assert_cmpstr (day, ==, "Until Dec 29, of 1234-56-78-90");
  clause = kh_text_clause (told);
  g_assert_cmpstr (clause, ==, "Expires Nov 23, 2:20 PM, not 2026-13-01T00:00:00Z");
  old = kh_text_date (other, now);
  g_assert_cmpstr (old, ==, "May 4, 2025");
  ago = kh_text_ago (now - 12 * KH_SECOND, now);
  g_assert_cmpstr (ago, ==, "12 seconds ago");
  exact = kh_text_exact (now);
  g_assert_cmpstr (exact, ==, "Nov 24, 2026, 2:20:00 PM UTC");
  g_setenv ("TZ", "+10:30", TRUE);
  here = kh_text_exact (now);
  g_assert_cmpstr (here, ==, "Nov 25, 2026, 12:50:00 AM +10:30 (Nov 24, 2:20:00 PM UTC)");
  g_setenv ("TZ", "+01:00", TRUE);
  there = kh_text_exact (now);
  g_assert_cmpstr (there, ==, "Nov 24, 2026, 3:20:00 PM +01:00 (2:20:00 PM UTC)");
  g_setenv ("TZ", "UTC", TRUE);
  long_ago = kh_text_ago (now - 8 * KH_DAY, now);
  g_assert_cmpstr (long_ago, ==, "Nov 16");
}

static void
test_addresses (void)
{
  const char *const bad[] = { "",
                              "http://example.com",
                              "keyhold:",
                              "keyhold:nowhere",
                              "keyhold:keys/vault",
                              "keyhold:keys/a/b/c/d",
                              "keyhold:environments/%zz",
                              "keyhold:environments/a/b/c",
                              "keyhold:overview/Sales" };
  const char *const names[] = { "plain", "R&D <prod>", "a?b#c", "שלום", "100 %" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (KhUri) uri = { 0 };

    g_assert_false (kh_uri_parse (bad[i], &uri, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = kh_uri_format (KH_ITEM_POLICY, names[i]);
    g_auto (KhUri) uri = { 0 };

    g_assert_true (kh_uri_parse (text, &uri, NULL));
    g_assert_cmpint (uri.section, ==, KH_SECTION_POLICIES);
    g_assert_cmpstr (uri.object, ==, names[i]);
  }
}

static void
test_address_parts (void)
{
  g_auto (KhUri) version = { 0 };
  g_auto (KhUri) list = { 0 };

  g_assert_true (kh_uri_parse ("keyhold:keys/kv-sales/cmk/7c1e", &version, NULL));
  g_assert_cmpstr (version.object, ==, "kv-sales/cmk");
  g_assert_cmpstr (version.part, ==, "7c1e");
  g_assert_true (kh_uri_parse ("keyhold:environments?chip=locked&q=a%20b", &list, NULL));
  g_assert_null (list.object);
  g_assert_cmpstr (list.filters, ==, "chip=locked&q=a%20b");
  g_assert_cmpstr (list.search, ==, "a b");
}

static void
take (KhItemList *list, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) snapshot = kh_json_parse_text (json, &error);

  g_assert_no_error (error);
  kh_item_list_take_one (list, snapshot);
}

/* Trouble that is worse hides what is less bad. */
static void
test_badges (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);
  g_auto (KhBadge) badge = { 0 };

  kh_badge_compute (list, 0, &badge);
  g_assert_cmpuint (badge.count, ==, 0);
  take (list, "{\"id\":\"1\",\"name\":\"A\",\"state\":\"Ready\",\"encryptionStatus\":\"Warning\"}");
  kh_badge_compute (list, 0, &badge);
  g_assert_cmpstr (badge.description, ==, "1 environment with a warning");
  take (list,
        "{\"id\":\"2\",\"name\":\"B\",\"state\":\"Locked\",\"encryptionStatus\":\"Encrypted\"}");
  take (list,
        "{\"id\":\"3\",\"name\":\"C\",\"state\":\"Locked\",\"encryptionStatus\":\"Encrypted\"}");
  kh_badge_compute (list, 0, &badge);
  g_assert_cmpuint (badge.count, ==, 2);
  g_assert_cmpstr (badge.style, ==, "error");
  g_assert_cmpstr (badge.description, ==, "2 environments locked");
  kh_badge_mark_log (FALSE, &badge);
  g_assert_cmpuint (badge.count, ==, 0);
  kh_badge_mark_log (TRUE, &badge);
  g_assert_cmpuint (badge.count, ==, 1);
  g_assert_cmpstr (badge.style, ==, "error");
  g_assert_cmpstr (badge.description, ==, "Log verification failed");
}

/* One and several of each thing that a badge counts. */
static void
test_badge_sentences (void)
{
  static const struct {
    KhItemKind kind;
    const char *fact, *one, *two;
  } cases[] = {
    { KH_ITEM_ENVIRONMENT, "\"state\":\"Locked\"", "1 environment locked",
      "2 environments locked" },
    { KH_ITEM_ENVIRONMENT, "\"encryptionStatus\":\"Failed\"", "1 environment failed",
      "2 environments failed" },
    { KH_ITEM_ENVIRONMENT, "\"encryptionStatus\":\"Warning\"", "1 environment with a warning",
      "2 environments with a warning" },
    { KH_ITEM_POLICY, "\"health\":\"Unhealthy\"", "1 policy unhealthy", "2 policies unhealthy" },
    { KH_ITEM_POLICY, "\"health\":\"Warning\"", "1 policy with a warning",
      "2 policies with a warning" },
    { KH_ITEM_KEY, "\"state\":\"Expired\"", "1 key expired", "2 keys expired" },
    { KH_ITEM_KEY, "\"exp\":\"1970-01-09T00:00:00Z\"", "1 key expires within 30 days",
      "2 keys expire within 30 days" },
    { KH_ITEM_VAULT, "\"fault\":\"It is not there\"", "1 vault cannot be read",
      "2 vaults cannot be read" },
    { KH_ITEM_VAULT, "\"scheduledPurgeAt\":\"1970-01-16T00:00:00Z\"",
      "1 vault is purged within 14 days", "2 vaults are purged within 14 days" },
    { KH_ITEM_OPERATION, "\"state\":\"Running\"", "1 operation running", "2 operations running" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (KhItemList) list = kh_item_list_new (cases[i].kind);
    g_auto (KhBadge) badge = { 0 };

    for (guint n = 1; n <= 2; n++) {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"%u\",\"name\":\"%u\",\"vault\":\"v\",%s}",
                                               n, n, cases[i].fact);

      take (list, json);
      kh_badge_compute (list, KH_DAY, &badge);
      g_assert_cmpuint (badge.count, ==, n);
      g_assert_cmpstr (badge.description, ==, n == 1 ? cases[i].one : cases[i].two);
    }
  }
}

/* A vault that is purged later than in two weeks can wait, as can one that is not deleted. */
static void
test_vault_badge (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_VAULT);
  g_auto (KhBadge) badge = { 0 };

  take (list, "{\"id\":\"1\",\"name\":\"a\",\"state\":\"Active\"}");
  take (list, "{\"id\":\"2\",\"name\":\"b\",\"state\":\"Deleted\","
              "\"scheduledPurgeAt\":\"1970-01-17T00:00:00Z\"}");
  kh_badge_compute (list, KH_DAY, &badge);
  g_assert_cmpuint (badge.count, ==, 0);
  kh_badge_compute (list, 2 * KH_DAY, &badge);
  g_assert_cmpuint (badge.count, ==, 1);
  g_assert_cmpstr (badge.style, ==, "warning");
}

static void
test_requests_badge (void)
{
  g_auto (KhBadge) badge = { 0 };

  kh_badge_count_requests (1, &badge);
  g_assert_cmpstr (badge.description, ==, "1 request waits for this account");
  g_assert_cmpstr (badge.style, ==, "accent");
  kh_badge_count_requests (2, &badge);
  g_assert_cmpuint (badge.count, ==, 2);
  g_assert_cmpstr (badge.description, ==, "2 requests wait for this account");
  kh_badge_count_requests (0, &badge);
  g_assert_cmpuint (badge.count, ==, 0);
  g_assert_cmpstr (badge.description, ==, NULL);
}

static void
test_banner_text (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);
  g_autofree char *none_uri = NULL;
  g_autofree char *one_uri = NULL;
  g_autofree char *two_uri = NULL;
  g_autofree char *none = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  KhTime now;

  g_assert_true (kh_time_parse ("2026-11-24T15:12:00Z", &now));
  none = kh_locked_text (list, now, &none_uri);
  g_assert_null (none);
  take (list, "{\"id\":\"1\",\"name\":\"A\",\"state\":\"Locked\","
              "\"deletionAt\":\"2026-11-28T09:12:00Z\"}");
  one = kh_locked_text (list, now, &one_uri);
  g_assert_cmpstr (one, ==, "Key access lost: 1 environment is locked, deleted in 3 days 18 hours");
  g_assert_cmpstr (one_uri, ==, "keyhold:environments/1");
  take (list, "{\"id\":\"2\",\"name\":\"B\",\"state\":\"Locked\","
              "\"deletionAt\":\"2026-11-25T15:12:00Z\"}");
  two = kh_locked_text (list, now, &two_uri);
  g_assert_cmpstr (two, ==,
                   "Key access lost: 2 environments are locked, the first is deleted in 1 day");
  g_assert_cmpstr (two_uri, ==, "keyhold:environments?chip=locked");
}

/* What somebody else had approved is no alarm; one that is among others does not hide them. */
static void
test_banner_plan (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);
  static const struct {
    const char *json, *text;
  } rows[] = {
    { "{\"id\":\"1\",\"name\":\"A\",\"state\":\"Locked\",\"deletionAt\":\"2026-11-28T09:12:00Z\","
      "\"lockCause\":{\"planned\":true,\"plannedBy\":\"Kira Vance\"}}",
      "1 environment is locked as planned by Kira Vance, deleted in 3 days 18 hours" },
    { "{\"id\":\"2\",\"name\":\"B\",\"state\":\"Locked\","
      "\"lockCause\":{\"planned\":true,\"plannedBy\":\"Kira Vance\"}}",
      "2 environments are locked as planned by Kira Vance, the first is deleted in 3 days 18 "
      "hours" },
    { "{\"id\":\"3\",\"name\":\"C\",\"state\":\"Locked\","
      "\"lockCause\":{\"planned\":true,\"plannedBy\":\"Ada\"}}",
      "3 environments are locked as planned, the first is deleted in 3 days 18 hours" },
    { "{\"id\":\"4\",\"name\":\"D\",\"state\":\"Locked\"}",
      "Key access lost: 4 environments are locked, the first is deleted in 3 days 18 hours" },
  };
  KhTime now;

  g_assert_true (kh_time_parse ("2026-11-24T15:12:00Z", &now));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *uri = NULL, *text = NULL;

    take (list, rows[i].json);
    text = kh_locked_text (list, now, &uri);
    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/states", test_states);
  g_test_add_func ("/words/durations", test_durations);
  g_test_add_func ("/words/times", test_times);
  g_test_add_func ("/words/addresses", test_addresses);
  g_test_add_func ("/words/address-parts", test_address_parts);
  g_test_add_func ("/words/badges", test_badges);
  g_test_add_func ("/words/badge-sentences", test_badge_sentences);
  g_test_add_func ("/words/requests-badge", test_requests_badge);
  g_test_add_func ("/words/vault-badge", test_vault_badge);
  g_test_add_func ("/words/banner", test_banner_text);
  g_test_add_func ("/words/banner-plan", test_banner_plan);
  return g_test_run ();
}
