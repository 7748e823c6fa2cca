/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change affects, as rows. */
#include "kh-impact-rows.h"

#include "kh-impact-words.h"
#include "kh-rows.h"
#include "kh-text.h"

#define MAX_ROWS 6

static GtkWidget *
new_row (const KhImpactLine *line, KhTime now)
{
  /* The tenant names a backup file by its time. */
  g_autofree char *title =
      line->part == KH_IMPACT_BACKUPS ? kh_text_local_times (line->title, now) : NULL;
  GtkWidget *row = kh_row_new (title != NULL ? title : line->title, line->text);

  if (line->health != NULL)
    kh_row_add_pill (row, KH_STATE_HEALTH, line->health);
  return row;
}

/* (transfer container) (element-type GtkWidget): floating rows. */
static GPtrArray *
make_rows (const char *const *titles, GPtrArray *lines, KhTime now)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; titles != NULL && titles[i] != NULL; i++)
    g_ptr_array_add (rows, kh_row_new (titles[i], NULL));
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const KhImpactLine *line = lines->pdata[i];

    if (line->part != KH_IMPACT_WAY_BACK)
      g_ptr_array_add (rows, new_row (line, now));
  }
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
add_way_back (GtkListBox *list, GPtrArray *lines)
{
  GtkWidget *expander = NULL;

  for (guint i = 0; i < lines->len; i++) {
    const KhImpactLine *line = lines->pdata[i];

    if (line->part != KH_IMPACT_WAY_BACK)
      continue;
    if (expander == NULL) {
      expander = new_expander (kh_impact_part_title (KH_IMPACT_WAY_BACK));
      gtk_list_box_append (list, expander);
    }
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), new_row (line, KH_TIME_NONE));
  }
}

guint
kh_impact_rows_fill (GtkListBox *list, const char *const *titles, KhJson *impact, KhTime now)
{
  g_autoptr (GPtrArray) lines = impact != NULL ? kh_impact_lines (impact, kh_text_date, now) : NULL;
  g_autoptr (GPtrArray) rows = make_rows (titles, lines, now);
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
  if (rows->len > 0 && lines != NULL)
    add_way_back (list, lines);
  return rows->len;
}
