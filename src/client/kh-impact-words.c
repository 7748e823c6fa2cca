/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An impact in words. */
#include "kh-impact-words.h"

#include <string.h>

#include "kh-client-i18n.h"
#include "kh-sentences.h"

static gboolean
is_trigger (KhJson *impact, const char *trigger)
{
  return g_strcmp0 (kh_json_string (impact, "trigger"), trigger) == 0;
}

static gboolean
is_purge (KhJson *impact)
{
  const char *trigger = kh_json_string (impact, "trigger");

  return trigger != NULL && g_str_has_prefix (trigger, "purge-");
}

static gboolean
forgets_backups (KhJson *impact)
{
  return is_trigger (impact, "reset-environment") || is_trigger (impact, "delete-environment");
}

/* --- One thing -------------------------------------------------------------------------------- */

char *
kh_impact_environment_text (KhJson *impact, KhJson *environment, KhDateWords date, KhTime now)
{
  KhTime at = kh_json_time (environment, "deletionAt");
  const char *type = kh_json_string (environment, "type");
  g_autofree char *day = date (at, now);
  g_autofree char *text = NULL;

  if (is_purge (impact))
    text = g_strdup_printf (_ ("%s · its data can never be read again"), type);
  else if (at == KH_TIME_NONE)
    text = g_strdup_printf (_ ("%s · goes offline"), type);
  else if (is_trigger (impact, "delete-environment"))
    text = g_strdup_printf (_ ("%s · can be recovered until %s"), type, day);
  else
    text = g_strdup_printf (_ ("%s · goes offline; deleted on %s unless unlocked"), type, day);
  if (kh_json_int (environment, "activeOperations", 0) == 0)
    return g_steal_pointer (&text);
  return g_strconcat (text, " · ", _ ("its running operation pauses"), NULL);
}

char *
kh_impact_hold_text (KhJson *hold, KhDateWords date, KhTime now)
{
  KhTime end = kh_json_time (hold, "end");
  const char *environment = kh_json_string (hold, "environment");
  const char *reason = kh_json_string (hold, "reason");
  gboolean named = environment == NULL || (reason != NULL && strstr (reason, environment) != NULL);
  g_autofree char *day = date (end, now);
  g_autofree char *text =
      end != KH_TIME_NONE ? g_strdup_printf (_ ("Needed until %s"), day) : g_strdup (_ ("Needed"));

  return named ? g_steal_pointer (&text) : g_strjoin (" · ", environment, text, NULL);
}

char *
kh_impact_hold_reason (KhJson *hold)
{
  const char *reason = kh_said (kh_json_string (hold, "reason"));

  if (!kh_json_bool (hold, "unverified", FALSE))
    return g_strdup (reason);
  return g_strjoin (" ", reason, _ ("Its data has not been read with the new key yet"), NULL);
}

const char *
kh_impact_backup_text (KhJson *impact)
{
  if (is_purge (impact))
    return _ ("Backup that can never be restored again");
  return forgets_backups (impact) ? _ ("Backup file that is forgotten: no key is held for it then")
                                  : _ ("Backup that could not be restored");
}

char *
kh_impact_forgotten (KhJson *impact)
{
  guint n = kh_json_length (impact, "backups");

  if (n == 0 || !forgets_backups (impact))
    return NULL;
  return g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u backup file is forgotten by it, and may become useless.",
                 "%u backup files are forgotten by it, and may become useless.", n),
      n);
}

char *
kh_impact_locks (KhJson *impact)
{
  guint n = kh_json_length (impact, "environments");

  if (n == 0 || kh_json_int (impact, "level", 4) > 3 || is_trigger (impact, "delete-environment"))
    return NULL;
  return g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "This locks %u environment.", "This locks %u environments.", n),
      n);
}

const char *
kh_impact_nothing (KhJson *impact)
{
  static const char *const parts[] = { "environments", "policies", "holds", "backups" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (kh_json_length (impact, parts[i]) > 0)
      return NULL;
  return is_purge (impact) ? _ ("Nothing known uses it") : NULL;
}

KhTime
kh_impact_first_deletion (KhJson *impact)
{
  KhTime first = KH_TIME_NONE;

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhTime at = kh_json_time (kh_json_element (impact, "environments", i), "deletionAt");

    if (at != KH_TIME_NONE && (first == KH_TIME_NONE || at < first))
      first = at;
  }
  return first;
}

/* --- All of it -------------------------------------------------------------------------------- */

static void
line_free (gpointer data)
{
  KhImpactLine *line = data;

  g_free (line->title);
  g_free (line->text);
  g_free (line->health);
  g_free (line);
}

/* @text: (transfer full) (nullable). */
static KhImpactLine *
add (GPtrArray *lines, KhImpactPart part, const char *title, char *text)
{
  KhImpactLine *line = g_new0 (KhImpactLine, 1);

  line->part = part;
  line->title = g_strdup (title);
  line->text = text;
  g_ptr_array_add (lines, line);
  return line;
}

/* An environment that goes down says so itself: its data need no line of their own. */
static gboolean
is_told (KhJson *impact, KhJson *hold)
{
  const char *id = kh_json_string (hold, "environmentId");

  if (id == NULL || kh_json_time (hold, "end") != KH_TIME_NONE)
    return FALSE;
  for (guint i = 0; i < kh_json_length (impact, "environments"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (impact, "environments", i), "id"), id) == 0)
      return TRUE;
  return FALSE;
}

/* A policy that is deleted is in no health afterwards. */
static void
add_policies (GPtrArray *lines, KhJson *impact)
{
  for (guint i = 0;
       i < kh_json_length (impact, "policies") && !is_trigger (impact, "delete-policy"); i++) {
    KhJson *policy = kh_json_element (impact, "policies", i);
    KhImpactLine *line = add (lines, KH_IMPACT_POLICIES, kh_json_string (policy, "name"),
                              g_strdup (_ ("Policy, afterwards")));

    line->health = g_strdup (kh_json_string (policy, "after"));
  }
}

GPtrArray *
kh_impact_lines (KhJson *impact, KhDateWords date, KhTime now)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhJson *environment = kh_json_element (impact, "environments", i);

    add (lines, KH_IMPACT_ENVIRONMENTS, kh_json_string (environment, "name"),
         kh_impact_environment_text (impact, environment, date, now));
  }
  add_policies (lines, impact);
  for (guint i = 0; i < kh_json_length (impact, "holds"); i++) {
    KhJson *hold = kh_json_element (impact, "holds", i);
    g_autofree char *needed = kh_impact_hold_text (hold, date, now);

    if (!is_told (impact, hold))
      add (lines, KH_IMPACT_HOLDS, needed, kh_impact_hold_reason (hold));
  }
  for (guint i = 0; i < kh_json_length (impact, "backups"); i++)
    add (lines, KH_IMPACT_BACKUPS, kh_json_string (kh_json_element (impact, "backups", i), NULL),
         g_strdup (kh_impact_backup_text (impact)));
  /* From what concerns nothing there is none to go. */
  for (guint i = 0; i < kh_json_length (impact, "wayBack") && lines->len > 0; i++)
    add (lines, KH_IMPACT_WAY_BACK,
         kh_said (kh_json_string (kh_json_element (impact, "wayBack", i), NULL)), NULL);
  return lines;
}

const char *
kh_impact_part_title (KhImpactPart part)
{
  static const char *const titles[KH_N_IMPACT_PARTS] = {
    [KH_IMPACT_ENVIRONMENTS] = N_ ("What goes down"),
    [KH_IMPACT_POLICIES] = N_ ("Policies whose health changes"),
    [KH_IMPACT_HOLDS] = N_ ("Still needed by"),
    [KH_IMPACT_BACKUPS] = N_ ("Backups"),
    [KH_IMPACT_WAY_BACK] = N_ ("The way back"),
  };

  return _ (titles[part]);
}
