/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a diagnosis comes to, in words. */
#include "kh-unlock-page.h"

#include "kh-diagnosis-words.h"
#include "kh-sentences.h"
#include "kh-text.h"

char *
kh_unlock_conclusion (const KhUnlockCase *one)
{
  g_autoptr (GPtrArray) causes = kh_unlock_causes (one);
  g_autoptr (GPtrArray) repairs = kh_unlock_repairs (one);
  guint allowed = 0;

  for (guint i = 0; i < repairs->len; i++)
    allowed += kh_json_bool (repairs->pdata[i], "allowed", FALSE);
  return kh_diagnosis_conclusion (causes->len, repairs->len, allowed, kh_unlock_original_key (one));
}

static void
append_case (GString *text, const KhUnlockCase *one, KhTime now)
{
  g_autoptr (GPtrArray) causes = kh_unlock_causes (one);
  g_autoptr (GPtrArray) repairs = kh_unlock_repairs (one);
  g_autofree char *conclusion = kh_unlock_conclusion (one);

  g_string_append_printf (text, "\n%s\n", one->name);
  for (guint i = 0; i < one->environments->len; i++) {
    const KhUnlockEnvironment *environment = one->environments->pdata[i];
    g_autofree char *time = kh_text_time (environment->deletion, now);

    if (environment->deletion != KH_TIME_NONE)
      g_string_append_printf (text, _ ("%s, deleted on %s unless it is unlocked\n"),
                              environment->name, time);
    else
      g_string_append_printf (text, "%s\n", environment->name);
  }
  for (guint i = 0; i < causes->len; i++)
    g_string_append_printf (text, "- %s (%s)\n",
                            kh_said (kh_json_string (causes->pdata[i], "text")),
                            kh_json_string (causes->pdata[i], "object"));
  g_string_append_printf (text, "%s\n", conclusion);
  for (guint i = 0; i < repairs->len; i++) {
    const char *command = kh_json_string (repairs->pdata[i], "command");

    g_string_append_printf (text, "%u. %s%s%s\n", i + 1,
                            kh_said (kh_json_string (repairs->pdata[i], "text")),
                            command != NULL ? "\n   " : "", command != NULL ? command : "");
  }
}

char *
kh_unlock_report (KhUnlock *unlock, KhTime now)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *time = kh_text_time (kh_inquiry_get_time (KH_INQUIRY (unlock)), now);

  g_string_append_printf (text, _ ("Why it is locked, checked on %s\n"), time);
  for (guint i = 0; i < kh_unlock_count (unlock); i++)
    append_case (text, kh_unlock_nth (unlock, i), now);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
