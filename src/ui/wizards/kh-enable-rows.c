/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows between the draft and the user. */
#include "kh-enable-rows.h"

#include "kh-rows.h"
#include "kh-text.h"

static gboolean
is_same (const char *const *a, const char *const *b)
{
  return a != NULL && b != NULL && g_strv_equal (a, b);
}

void
kh_enable_combo_show (AdwComboRow *row, const char *const *ids, const char *const *labels,
                      const char *selected)
{
  const char *const *old_ids = g_object_get_data (G_OBJECT (row), "kh-ids");
  const char *const *old_labels = g_object_get_data (G_OBJECT (row), "kh-labels");
  guint chosen = GTK_INVALID_LIST_POSITION;

  if (!is_same (old_ids, ids) || !is_same (old_labels, labels)) {
    g_autoptr (GtkStringList) model = gtk_string_list_new (labels);

    g_object_set_data_full (G_OBJECT (row), "kh-ids", g_strdupv ((char **)ids),
                            (GDestroyNotify)g_strfreev);
    g_object_set_data_full (G_OBJECT (row), "kh-labels", g_strdupv ((char **)labels),
                            (GDestroyNotify)g_strfreev);
    adw_combo_row_set_model (row, G_LIST_MODEL (model));
  }
  for (guint i = 0; ids[i] != NULL; i++)
    if (selected != NULL && g_ascii_strcasecmp (ids[i], selected) == 0)
      chosen = i;
  if (adw_combo_row_get_selected (row) != chosen)
    adw_combo_row_set_selected (row, chosen);
}

const char *
kh_enable_combo_get (AdwComboRow *row)
{
  char **ids = g_object_get_data (G_OBJECT (row), "kh-ids");
  guint n = adw_combo_row_get_selected (row);

  return ids != NULL && n < g_strv_length (ids) ? ids[n] : NULL;
}

static KhEnableText
text_of (AdwEntryRow *row)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "kh-text"));
}

static void
mark (KhEnablePage *page, AdwEntryRow *row, gboolean has_focus)
{
  g_autofree char *fault = kh_enable_draft_fault (kh_enable_page_get_draft (page), text_of (row));
  gboolean wrong = fault != NULL && !has_focus;

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_entry_changed_cb (AdwEntryRow *row, KhEnablePage *page)
{
  if (!kh_work_page_is_updating (KH_WORK_PAGE (page)))
    kh_enable_draft_set_text (kh_enable_page_get_draft (page), text_of (row),
                              gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
on_entry_left_cb (KhEnablePage *page, GtkEventController *focus)
{
  if (!g_cancellable_is_cancelled (kh_work_page_get_cancellable (KH_WORK_PAGE (page))))
    mark (page, ADW_ENTRY_ROW (gtk_event_controller_get_widget (focus)), FALSE);
}

void
kh_enable_entry_connect (KhEnablePage *page, AdwEntryRow *row, KhEnableText what)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set_data (G_OBJECT (row), "kh-text", GINT_TO_POINTER (what));
  g_object_set_data (G_OBJECT (row), "kh-focus", focus);
  gtk_widget_add_controller (GTK_WIDGET (row), focus);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_entry_changed_cb), page, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_entry_left_cb), page, G_CONNECT_SWAPPED);
}

void
kh_enable_entry_show (KhEnablePage *page, AdwEntryRow *row)
{
  const char *text = kh_enable_draft_text (kh_enable_page_get_draft (page), text_of (row));
  GtkEventControllerFocus *focus = g_object_get_data (G_OBJECT (row), "kh-focus");

  if (text == NULL)
    text = "";
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row)), text))
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  mark (page, row, gtk_event_controller_focus_contains_focus (focus));
}

void
kh_enable_row_act (GtkWidget *row, const char *verb, const char *icon)
{
  const char *subtitle = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
  g_autofree char *both = g_strdup_printf ("%s\n%s", subtitle != NULL ? subtitle : "", verb);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  kh_set_name (image, "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), both);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
}

void
kh_enable_warning_show (AdwActionRow *row, const char *text)
{
  g_autofree char *name = text != NULL ? g_strdup_printf (_ ("Warning: %s"), text) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
  if (text == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  kh_set_name (GTK_WIDGET (row), name);
}
