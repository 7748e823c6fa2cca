/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, numbers and times for people. */
#include "kh-text.h"

#include <gtk/gtk.h>

#include "kh-geo.h"
#include "kh-id.h"

/* From the longest to the shortest. */
static const KhTime units[] = { KH_DAY, KH_HOUR, KH_MINUTE, KH_SECOND };

/* How many whole units there are in @span. */
static char *
unit_text (KhTime unit, KhTime span)
{
  guint n = (guint)(span / unit);

  /* Each pair stands whole in its call: xgettext finds plural forms nowhere else. */
  switch (unit) {
  case KH_DAY:
    return g_strdup_printf (ngettext ("%u day", "%u days", n), n);
  case KH_HOUR:
    return g_strdup_printf (ngettext ("%u hour", "%u hours", n), n);
  case KH_MINUTE:
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", n), n);
  default:
    return g_strdup_printf (ngettext ("%u second", "%u seconds", n), n);
  }
}

char *
kh_text_duration (KhTime span)
{
  span = MAX (span, 0);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (units); i++) {
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    KhTime rest = span % units[i];

    if (span < units[i])
      continue;
    first = unit_text (units[i], span);
    if (rest < units[i + 1])
      return g_steal_pointer (&first);
    second = unit_text (units[i + 1], rest);
    /* Translators: two parts of a duration, "3 days" and "18 hours". */
    return g_strdup_printf (C_ ("duration", "%s %s"), first, second);
  }
  return unit_text (KH_SECOND, span);
}

static GDateTime *
local_time (KhTime time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / KH_SECOND);

  return g_date_time_to_local (utc);
}

static char *
format_time (KhTime time, KhTime now, const char *this_year, const char *other_year)
{
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) today = NULL;

  if (time == KH_TIME_NONE)
    return g_strdup ("");
  local = local_time (time);
  today = local_time (now);
  return g_date_time_format (
      local, g_date_time_get_year (local) == g_date_time_get_year (today) ? this_year : other_year);
}

char *
kh_text_time (KhTime time, KhTime now)
{
  /* Translators: a time as g_date_time_format() writes it. */
  return format_time (time, now, _ ("%b %-d, %-I:%M %p"), _ ("%b %-d, %Y, %-I:%M %p"));
}

char *
kh_text_date (KhTime time, KhTime now)
{
  /* Translators: a date as g_date_time_format() writes it. */
  /* xgettext:no-c-format */
  return format_time (time, now, _ ("%b %-d"), _ ("%b %-d, %Y"));
}

char *
kh_text_exact (KhTime time)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;

  if (time == KH_TIME_NONE)
    return g_strdup ("");
  utc = g_date_time_new_from_unix_utc (time / KH_SECOND);
  local = g_date_time_to_local (utc);
  /* Translators: times as g_date_time_format() writes them; %Z is the time zone. */
  here = g_date_time_format (local, _ ("%b %-d, %Y, %-I:%M:%S %p %Z"));
  if (g_date_time_get_utc_offset (local) == 0)
    return g_steal_pointer (&here);
  there = g_date_time_format (utc, g_date_time_get_day_of_month (utc)
                                           == g_date_time_get_day_of_month (local)
                                       ? _ ("%-I:%M:%S %p UTC")
                                       : _ ("%b %-d, %-I:%M:%S %p UTC"));
  /* Translators: a time here, and the same in UTC. */
  return g_strdup_printf (C_ ("time", "%s (%s)"), here, there);
}

char *
kh_text_clock (KhTime time, KhTime now)
{
  g_autoptr (GDateTime) local = local_time (time);
  g_autoptr (GDateTime) today = local_time (now);

  if (g_date_time_get_year (local) != g_date_time_get_year (today)
      || g_date_time_get_day_of_year (local) != g_date_time_get_day_of_year (today))
    return kh_text_time (time, now);
  /* Translators: a time of day as g_date_time_format() writes it. */
  return g_date_time_format (local, _ ("%-I:%M %p"));
}

char *
kh_text_ago (KhTime time, KhTime now)
{
  g_autofree char *span = NULL;

  if (time == KH_TIME_NONE)
    return g_strdup ("");
  if (now - time >= 7 * KH_DAY)
    return kh_text_date (time, now);
  span = kh_text_duration (now - time);
  return g_strdup_printf (_ ("%s ago"), span);
}

char *
kh_text_size (guint64 bytes)
{
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

char *
kh_text_number (guint64 number)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, number);
}

/* Between words that are read from right to left the dots would change sides: a mark that nobody
 * sees keeps them. */
char *
kh_text_short_id (const char *id)
{
  g_autofree char *text = kh_id_short (id);

  if (gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
    return g_steal_pointer (&text);
  return g_strconcat (text, "\342\200\216", NULL);
}

const char *
kh_text_geo (const char *geo)
{
  const KhGeo *row = kh_geo_find (geo);

  if (row != NULL)
    return _ (row->display_name);
  return geo != NULL ? geo : "";
}

/* A word of the API and what people call it. */
typedef struct {
  const char *word, *text;
} Word;

static const Word stores[] = {
  { "dataverse", N_ ("Dataverse tables") }, { "files", N_ ("Dataverse files") },
  { "flows", N_ ("Flows, run history") },   { "apps", N_ ("Apps, app icons") },
  { "connections", N_ ("Connections") },
};

static const Word operations[] = {
  { "Provision", N_ ("Create Environment") },
  { "NewCustomerManagedKey", N_ ("Enable Customer-Managed Key") },
  { "RotateCustomerManagedKey", N_ ("Change Key") },
  { "RevertToMicrosoftKey", N_ ("Return to Microsoft-Managed Key") },
  { "Enable", N_ ("Re-enable") },
  { "ImportData", N_ ("Import Data") },
  { "ExportData", N_ ("Export Data") },
  { "EnableGovernanceConfiguration", N_ ("Enable Managed Environment") },
  { "DisableGovernanceConfiguration", N_ ("Disable Managed Environment") },
  { "UpdateGovernanceConfiguration", N_ ("Change Managed Environment") },
  { "Delete", N_ ("Delete") },
  { "Recover", N_ ("Recover") },
  { "Edit", N_ ("Edit") },
  { "Backup", N_ ("Back Up") },
  { "Restore", N_ ("Restore") },
  { "Copy", N_ ("Copy") },
  { "Reset", N_ ("Reset") },
  { "Convert", N_ ("Convert") },
  { "Disable", N_ ("Lock") },
};

static const char *
find_word (const Word *words, guint n, const char *word)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (words[i].word, word) == 0)
      return _ (words[i].text);
  return word != NULL ? word : "";
}

const char *
kh_text_store (const char *store)
{
  return find_word (stores, G_N_ELEMENTS (stores), store);
}

const char *
kh_text_operation (const char *type)
{
  return find_word (operations, G_N_ELEMENTS (operations), type);
}

/* A day alone is told by its noon: that is the same day nearly everywhere. */
static gboolean
replace_time_cb (const GMatchInfo *match, GString *result, gpointer data)
{
  const KhTime *now = data;
  g_autofree char *text = g_match_info_fetch (match, 0);
  gboolean is_day = strchr (text, 'T') == NULL;
  g_autofree char *moment = g_strconcat (text, is_day ? "T12:00:00Z" : NULL, NULL);
  g_autofree char *local = NULL;
  KhTime time;

  if (kh_time_parse (moment, &time))
    local = is_day ? kh_text_date (time, *now) : kh_text_time (time, *now);
  g_string_append (result, local != NULL ? local : text);
  return FALSE;
}

char *
kh_text_local_times (const char *text, KhTime now)
{
  g_autoptr (GRegex) times = g_regex_new (
      "\\b\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z)?\\b(?!-)", 0, 0, NULL);

  if (text == NULL)
    return g_strdup ("");
  return g_regex_replace_eval (times, text, -1, 0, 0, replace_time_cb, &now, NULL);
}

char *
kh_text_clause (const char *text)
{
  static const char *const stops[] = { ".", "。" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (stops); i++)
    if (g_str_has_suffix (text, stops[i]))
      return g_strndup (text, strlen (text) - strlen (stops[i]));
  return g_strdup (text != NULL ? text : "");
}

char *
kh_text_escape (const char *text)
{
  return g_markup_escape_text (text != NULL ? text : "", -1);
}
