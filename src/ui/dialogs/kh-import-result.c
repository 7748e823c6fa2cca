/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was taken and what was refused. */
#include "kh-import-result.h"

#include "kh-import-row.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"

#define MAX_ROWS 100

/* Rows beyond the limit are counted. */
typedef struct {
  AdwPreferencesGroup *group;
  guint n;
} Rows;

static void
add_row (Rows *rows, GtkWidget *row)
{
  rows->n++;
  if (rows->n <= MAX_ROWS)
    adw_preferences_group_add (rows->group, row);
  else
    g_object_unref (g_object_ref_sink (row));
}

static void
add_rest (Rows *rows)
{
  guint more = rows->n > MAX_ROWS ? rows->n - MAX_ROWS : 0;
  g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", more), more);

  if (more > 0)
    adw_preferences_group_add (rows->group, kh_row_new (text, NULL));
  gtk_widget_set_visible (GTK_WIDGET (rows->group), rows->n > 0);
}

static GtkWidget *
new_taken_row (KhJson *item)
{
  const char *kind = kh_json_string (item, "kind");
  gint64 n = kh_json_int (item, "rows", 0);
  g_autofree char *number = kh_text_number ((guint64)MAX (n, 0));
  g_autofree char *size = kh_text_size ((guint64)MAX (kh_json_int (item, "bytes", 0), 0));
  g_autofree char *amount =
      g_strcmp0 (kind, "file") == 0
          ? g_strdup (size)
          : g_strdup_printf (ngettext ("%s row", "%s rows", (gulong)n), number);
  /* Translators: kind of file, how much, where it is now */
  g_autofree char *text = g_strdup_printf (_ ("%s · %s · in %s"), kh_import_kind_text (kind),
                                           amount, kh_text_store (kh_json_string (item, "store")));

  return kh_row_new (kh_json_string (item, "name"), text);
}

static GtkWidget *
new_refused_row (KhJson *item)
{
  gint64 line = kh_json_int (item, "line", 0);
  const char *reason = kh_said (kh_json_string (item, "reason"));
  const char *rule = kh_json_string (item, "rule");
  g_autofree char *number = kh_text_number ((guint64)MAX (line, 0));
  g_autofree char *text =
      line > 0 ? g_strdup_printf (_ ("Line %s: %s"), number, reason) : g_strdup (reason);
  GtkWidget *row = kh_row_new (kh_json_string (item, "file"), text);

  if (rule != NULL)
    kh_row_add_label (row, rule);
  return row;
}

void
kh_import_result_show (const KhImportOutcome *outcome, AdwPreferencesGroup *taken,
                       AdwPreferencesGroup *refused)
{
  Rows good = { taken, 0 }, bad = { refused, 0 };
  gint64 skipped = 0;

  for (guint i = 0; i < outcome->reports->len; i++) {
    KhJson *report = g_ptr_array_index (outcome->reports, i);

    for (guint n = 0; n < kh_json_length (report, "imported"); n++)
      add_row (&good, new_taken_row (kh_json_element (report, "imported", n)));
    for (guint n = 0; n < kh_json_length (report, "refused"); n++)
      add_row (&bad, new_refused_row (kh_json_element (report, "refused", n)));
    skipped += kh_json_int (report, "rowsSkipped", 0);
  }
  if (skipped > 0) {
    g_autofree char *number = kh_text_number ((guint64)skipped);
    g_autofree char *text = g_strdup_printf (
        ngettext ("%s bad row was left out.", "%s bad rows were left out.", (gulong)skipped),
        number);

    adw_preferences_group_set_description (refused, text);
  }
  add_rest (&good);
  add_rest (&bad);
}
