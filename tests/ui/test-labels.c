/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels as they are read out, titles made from sentences, and what locked an environment. */
#include "kh-locked-card.h"
#include "kh-rows.h"
#include "kh-text.h"

static void
test_plain_label (void)
{
  static const struct {
    const char *label, *plain;
  } labels[] = {
    { "_Back", "Back" },      { "Ne_xt", "Next" }, { "Next", "Next" },    { "戻る(_B)", "戻る" },
    { "次へ(_N)…", "次へ…" }, { "a(_", "a(" },     { "f(_xy)", "f(xy)" }, { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    g_autofree char *plain = kh_plain_label (labels[i].label);

    g_assert_cmpstr (plain, ==, labels[i].plain);
  }
}

static void
test_clause (void)
{
  static const struct {
    const char *sentence, *clause;
  } sentences[] = {
    { "Enable the key.", "Enable the key" },
    { "キーを有効にします。", "キーを有効にします" },
    { "No stop", "No stop" },
    { "", "" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    g_autofree char *clause = kh_text_clause (sentences[i].sentence);

    g_assert_cmpstr (clause, ==, sentences[i].clause);
  }
}

/* An environment that was locked by @trigger on @object. */
static KhItem *
locked_by (KhItemList *list, const char *trigger, const char *object)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"%s\",\"name\":\"%s\",\"state\":\"Locked\",\"lockedAt\":\"2026-11-21T09:12:00Z\","
      "\"policy\":{\"id\":\"p\",\"name\":\"ep-us\"},"
      "\"lockCause\":{\"trigger\":\"%s\",\"object\":\"%s\",\"text\":\"\"}}",
      trigger, trigger, trigger, object);
  g_autoptr (KhJson) snapshot = kh_json_parse_text (text, NULL);

  kh_item_list_take_one (list, snapshot);
  return kh_item_list_find (list, trigger);
}

/* What happened to a key as a whole did not happen to a version, and a policy is called by its
 * name. */
static void
test_cause (void)
{
  static const struct {
    const char *trigger, *object, *start;
  } causes[] = {
    { "disable-version", "kv-us/cmk/2f81aa", "Key version cmk 2f81… was disabled by Kira on " },
    { "disable-key", "kv-us/cmk/2f81aa", "Key cmk was disabled by Kira on " },
    { "delete-key", "kv-us/cmk/2f81aa", "Key cmk was deleted by Kira on " },
    { "purge", "kv-us/cmk/2f81aa", "Key cmk was purged by Kira on " },
    { "delete-vault", "kv-us", "Vault kv-us was deleted by Kira on " },
    { "delete-policy", "kv-us/cmk/2f81aa", "Policy ep-us was deleted by Kira on " },
  };
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++) {
    KhItem *item = locked_by (list, causes[i].trigger, causes[i].object);
    g_autofree char *text = kh_locked_cause (item, "Kira", 1795000000000);

    g_assert_true (g_str_has_prefix (text, causes[i].start));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/labels/plain", test_plain_label);
  g_test_add_func ("/ui/labels/clause", test_clause);
  g_test_add_func ("/ui/labels/cause", test_cause);
  return g_test_run ();
}
