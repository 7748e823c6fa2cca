/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of an act on several of them as rows. */
#include "kh-bulk-rows.h"

#include "kh-rows.h"
#include "kh-text.h"

#define MAX_ROWS 6
/* A row takes milliseconds to make: thousands are made when they are asked for. */
#define MAX_HIDDEN_ROWS 30
#define ROWS "kh-bulk-rows"

void
kh_bulk_entry_free (gpointer data)
{
  KhBulkEntry *entry = data;

  g_object_unref (entry->item);
  g_free (entry->text);
  g_free (entry);
}

static GtkWidget *
new_row (const KhBulkEntry *entry)
{
  GtkWidget *row = kh_row_new (kh_item_get_name (entry->item), entry->text);

  if (entry->state != NULL)
    kh_row_add_pill (row, KH_STATE_OPERATION, entry->state);
  return row;
}

static void
add_hidden (GtkWidget *expander, GPtrArray *entries)
{
  for (guint i = MAX_ROWS; i < entries->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), new_row (entries->pdata[i]));
}

static void
on_expanded_cb (GtkWidget *expander, GParamSpec *pspec, GPtrArray *entries)
{
  g_signal_handlers_disconnect_by_func (expander, on_expanded_cb, entries);
  add_hidden (expander, entries);
}

static void
unref_entries (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

static GtkWidget *
new_expander (GPtrArray *entries)
{
  guint more = entries->len - MAX_ROWS;
  GtkWidget *expander = adw_expander_row_new ();
  g_autofree char *title = g_strdup_printf (ngettext ("and %u more", "and %u more", more), more);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  kh_set_name (expander, title);
  if (more <= MAX_HIDDEN_ROWS)
    add_hidden (expander, entries);
  else
    g_signal_connect_data (expander, "notify::expanded", G_CALLBACK (on_expanded_cb),
                           g_ptr_array_ref (entries), unref_entries, G_CONNECT_DEFAULT);
  return expander;
}

void
kh_bulk_rows_fill (AdwPreferencesGroup *group, GPtrArray *entries)
{
  GPtrArray *old = g_object_get_data (G_OBJECT (group), ROWS);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; old != NULL && i < old->len; i++)
    adw_preferences_group_remove (group, old->pdata[i]);
  for (guint i = 0; i < MIN (entries->len, MAX_ROWS); i++)
    g_ptr_array_add (rows, new_row (entries->pdata[i]));
  if (entries->len > MAX_ROWS)
    g_ptr_array_add (rows, new_expander (entries));
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_add (group, rows->pdata[i]);
  g_object_set_data_full (G_OBJECT (group), ROWS, rows, (GDestroyNotify)g_ptr_array_unref);
}
