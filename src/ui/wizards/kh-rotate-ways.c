/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to rotate a key, side by side. */
#include "kh-rotate-ways.h"

#include "kh-rotate-words.h"
#include "kh-rows.h"
#include "kh-text.h"

static void
on_toggled_cb (GtkCheckButton *check, KhRotatePlan *plan)
{
  if (gtk_check_button_get_active (check))
    kh_rotate_plan_set_way (
        plan, (KhRotateWay)GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "kh-way")));
}

static gboolean
is_proposed (KhRotatePlan *plan, KhRotateWay way)
{
  return way == kh_rotate_plan_get_proposed (plan);
}

/* (transfer full): "New version, no outage, proposed". */
static char *
make_name (KhRotatePlan *plan, KhRotateWay way)
{
  return g_strjoin (", ", kh_rotate_way_title (way),
                    way == KH_ROTATE_NEW_KEY ? _ ("one outage per environment") : _ ("no outage"),
                    is_proposed (plan, way) ? _ ("proposed") : NULL, NULL);
}

static GtkWidget *
new_radio (KhRotatePlan *plan, KhRotateWay way, GtkWidget *group)
{
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = make_name (plan, way);
  g_autofree char *id = g_strdup_printf ("way-%u", way);

  if (group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (group));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), kh_rotate_plan_get_way (plan) == way);
  kh_set_name (check, name);
  g_object_set_data (G_OBJECT (check), "kh-way", GUINT_TO_POINTER (way));
  g_object_set_data_full (G_OBJECT (check), "kh-id", g_steal_pointer (&id), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled_cb), plan, 0);
  return check;
}

/* --- Where there is room ---------------------------------------------------------------------- */

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* The button and its words; the second line stands for all, so that the others stay in line. */
static GtkWidget *
new_head (KhRotatePlan *plan, GtkWidget *check, KhRotateWay way)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (words), new_label (kh_rotate_way_title (way), "heading"));
  gtk_box_append (GTK_BOX (words),
                  new_label (is_proposed (plan, way) ? _ ("proposed") : "", "dim-label"));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), words);
  gtk_widget_set_valign (check, GTK_ALIGN_START);
  /* Its mark stands beside the first line. */
  gtk_widget_set_valign (gtk_widget_get_first_child (check), GTK_ALIGN_START);
  return check;
}

static void
fill_column (GtkGrid *grid, KhRotatePlan *plan, KhRotateWay way)
{
  for (int fact = 0; fact < KH_N_COSTS; fact++) {
    g_autofree char *text = kh_rotate_way_fact (plan, way, (KhCmkCost)fact);
    GtkWidget *label = new_label (text, NULL);

    gtk_widget_set_hexpand (label, TRUE);
    gtk_grid_attach (grid, label, (int)way + 1, fact + 1, 1, 1);
  }
}

static GtkWidget *
new_table (KhRotatePlan *plan, GtkWidget **first)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *group = NULL;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "kh-comparison");
  for (int fact = 0; fact < KH_N_COSTS; fact++)
    gtk_grid_attach (GTK_GRID (grid),
                     new_label (kh_cmk_cost_caption ((KhCmkCost)fact), "dim-label"), 0, fact + 1, 1,
                     1);
  for (int way = 0; way < KH_ROTATE_N_WAYS; way++) {
    GtkWidget *check = new_radio (plan, (KhRotateWay)way, group);

    gtk_grid_attach (GTK_GRID (grid), new_head (plan, check, (KhRotateWay)way), way + 1, 0, 1, 1);
    fill_column (GTK_GRID (grid), plan, (KhRotateWay)way);
    group = group != NULL ? group : check;
    if (kh_rotate_plan_get_way (plan) == (KhRotateWay)way)
      *first = check;
  }
  return grid;
}

/* --- Where there is none ---------------------------------------------------------------------- */

static char *
list_facts (KhRotatePlan *plan, KhRotateWay way)
{
  GString *lines = g_string_new (is_proposed (plan, way) ? _ ("Proposed") : NULL);

  for (int fact = 0; fact < KH_N_COSTS; fact++) {
    g_autofree char *text = kh_rotate_way_fact (plan, way, (KhCmkCost)fact);

    /* Translators: a caption and its value. */
    g_string_append_printf (lines, _ ("%s%s: %s"), lines->len > 0 ? "\n" : "",
                            kh_cmk_cost_caption ((KhCmkCost)fact), text);
  }
  return g_string_free (lines, FALSE);
}

static GtkWidget *
new_rows (KhRotatePlan *plan, GtkWidget **first)
{
  GtkWidget *box = adw_preferences_group_new ();
  GtkWidget *group = NULL;

  for (int way = 0; way < KH_ROTATE_N_WAYS; way++) {
    g_autofree char *lines = list_facts (plan, (KhRotateWay)way);
    GtkWidget *row = kh_row_new (kh_rotate_way_title ((KhRotateWay)way), lines);
    GtkWidget *check = new_radio (plan, (KhRotateWay)way, group);

    gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (box), row);
    group = group != NULL ? group : check;
    if (kh_rotate_plan_get_way (plan) == (KhRotateWay)way)
      *first = check;
  }
  return box;
}

GtkWidget *
kh_rotate_ways_new (KhRotatePlan *plan, gboolean narrow, GtkWidget **first)
{
  *first = NULL;
  return narrow ? new_rows (plan, first) : new_table (plan, first);
}
