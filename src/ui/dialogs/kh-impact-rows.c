/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change affects, as rows. */
#include "kh-impact-rows.h"

#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"

#define MAX_ROWS 6

static GtkWidget *
new_environment_row (KhJson *environment, KhJson *impact, KhTime now)
{
  KhTime at = kh_json_time (environment, "deletionAt");
  const char *type = kh_json_string (environment, "type");
  const char *trigger = kh_json_string (impact, "trigger");
  gboolean deletion = g_strcmp0 (trigger, "delete-environment") == 0;
  gboolean purge = trigger != NULL && g_str_has_prefix (trigger, "purge-");
  g_autofree char *date = kh_text_date (at, now);
  g_autofree char *text = NULL;

  if (purge)
    text = g_strdup_printf (_ ("%s · its data can never be read again"), type);
  else if (at == KH_TIME_NONE)
    text = g_strdup_printf (_ ("%s · goes offline"), type);
  else if (deletion)
    text = g_strdup_printf (_ ("%s · can be recovered until %s"), type, date);
  else
    text = g_strdup_printf (_ ("%s · goes offline; deleted on %s unless unlocked"), type, date);
  if (kh_json_int (environment, "activeOperations", 0) > 0) {
    g_autofree char *more = g_strconcat (text, " · ", _ ("its running operation pauses"), NULL);

    return kh_row_new (kh_json_string (environment, "name"), more);
  }
  return kh_row_new (kh_json_string (environment, "name"), text);
}

static GtkWidget *
new_policy_row (KhJson *policy)
{
  GtkWidget *row = kh_row_new (kh_json_string (policy, "name"), _ ("Policy, afterwards"));

  kh_row_add_pill (row, KH_STATE_HEALTH, kh_json_string (policy, "after"));
  return row;
}

static GtkWidget *
new_hold_row (KhJson *hold, KhTime now)
{
  KhTime end = kh_json_time (hold, "end");
  g_autofree char *date = kh_text_date (end, now);
  g_autofree char *until =
      end != KH_TIME_NONE ? g_strdup_printf (_ ("Needed until %s"), date) : g_strdup (_ ("Needed"));

  return kh_row_new (until, kh_said (kh_json_string (hold, "reason")));
}

static GtkWidget *
new_backup_row (KhJson *backup)
{
  return kh_row_new (kh_json_string (backup, NULL), _ ("Backup that could not be restored"));
}

/* An environment that goes down says so itself: its data need no row of their own. */
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

static void
add_impact (GPtrArray *rows, KhJson *impact, KhTime now)
{
  /* A policy that is deleted is in no health afterwards. */
  gboolean ends_policy = g_strcmp0 (kh_json_string (impact, "trigger"), "delete-policy") == 0;

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++)
    g_ptr_array_add (
        rows, new_environment_row (kh_json_element (impact, "environments", i), impact, now));
  for (guint i = 0; i < kh_json_length (impact, "policies") && !ends_policy; i++)
    g_ptr_array_add (rows, new_policy_row (kh_json_element (impact, "policies", i)));
  for (guint i = 0; i < kh_json_length (impact, "holds"); i++) {
    KhJson *hold = kh_json_element (impact, "holds", i);

    if (!is_told (impact, hold))
      g_ptr_array_add (rows, new_hold_row (hold, now));
  }
  for (guint i = 0; i < kh_json_length (impact, "backups"); i++)
    g_ptr_array_add (rows, new_backup_row (kh_json_element (impact, "backups", i)));
}

/* (transfer container) (element-type GtkWidget): floating rows. */
static GPtrArray *
make_rows (const char *const *titles, KhJson *impact, KhTime now)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; titles != NULL && titles[i] != NULL; i++)
    g_ptr_array_add (rows, kh_row_new (titles[i], NULL));
  if (impact != NULL)
    add_impact (rows, impact, now);
  return rows;
}

static GtkWidget *
new_expander (const char *title)
{
  GtkWidget *expander = adw_expander_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (expander), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  kh_set_name (expander, title);
  return expander;
}

static void
add_way_back (GtkListBox *list, KhJson *impact)
{
  GtkWidget *expander;

  if (kh_json_length (impact, "wayBack") == 0)
    return;
  expander = new_expander (_ ("The way back"));
  for (guint i = 0; i < kh_json_length (impact, "wayBack"); i++)
    adw_expander_row_add_row (
        ADW_EXPANDER_ROW (expander),
        kh_row_new (kh_said (kh_json_string (kh_json_element (impact, "wayBack", i), NULL)), NULL));
  gtk_list_box_append (list, expander);
}

guint
kh_impact_rows_fill (GtkListBox *list, const char *const *titles, KhJson *impact, KhTime now)
{
  g_autoptr (GPtrArray) rows = make_rows (titles, impact, now);
  GtkWidget *expander = NULL;

  for (guint i = 0; i < rows->len; i++) {
    GtkWidget *row = g_ptr_array_index (rows, i);

    if (i == MAX_ROWS) {
      guint more = rows->len - MAX_ROWS;
      g_autofree char *title =
          g_strdup_printf (ngettext ("and %u more", "and %u more", more), more);

      expander = new_expander (title);
      gtk_list_box_append (list, expander);
    }
    if (expander != NULL)
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
    else
      gtk_list_box_append (list, row);
  }
  if (rows->len > 0 && impact != NULL)
    add_way_back (list, impact);
  return rows->len;
}
