/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk of a tour by keyboard through a window, and what is asked of everything that it meets.
 */
#include "kh-tour-walk.h"

/* --- What is met ----------------------------------------------------------------------------- */

GtkWidget *
tour_focus (GtkWindow *window)
{
  return gtk_window_get_focus (window);
}

gboolean
tour_meet (GPtrArray *met, GtkWidget *widget)
{
  if (widget == NULL || g_ptr_array_find (met, widget, NULL))
    return FALSE;
  g_ptr_array_add (met, widget);
  return TRUE;
}

/* As the keys Tab and Down do. */
static GtkWidget *
tab (GtkWindow *window)
{
  g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
  return tour_focus (window);
}

static GtkWidget *
down (GtkWindow *window, GtkWidget *box)
{
  g_signal_emit_by_name (box, "move-cursor", GTK_MOVEMENT_DISPLAY_LINES, 1, FALSE, FALSE);
  return tour_focus (window);
}

/* From row to row, and through what each of them holds; the focus is on the last of it then. */
static void
walk_box (GtkWindow *window, GtkWidget *row, GPtrArray *met)
{
  GtkWidget *box = gtk_widget_get_parent (row);
  GtkWidget *last = row;

  while (row != NULL && GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_parent (row) == box) {
    GtkWidget *inside = tab (window);

    for (last = row;
         inside != NULL && gtk_widget_is_ancestor (inside, row) && tour_meet (met, inside);
         inside = tab (window))
      last = inside;
    gtk_widget_grab_focus (row);
    row = down (window, box);
    if (!tour_meet (met, row)) {
      gtk_widget_grab_focus (last);
      return;
    }
  }
}

GPtrArray *
tour_walk (GtkWindow *window)
{
  GPtrArray *met = g_ptr_array_new ();

  gtk_window_set_focus (window, NULL);
  for (guint i = 0; i < TOUR_MANY; i++) {
    GtkWidget *at = tab (window);

    if (!tour_meet (met, at))
      return met;
    if (GTK_IS_LIST_BOX_ROW (at) && GTK_IS_LIST_BOX (gtk_widget_get_parent (at)))
      walk_box (window, at, met);
  }
  g_error ("Tab does not come round");
}

/* A label of its own, or words on it. */
static gboolean
has_name (GtkWidget *widget)
{
  g_autofree char *words = display_name (widget);

  return *words != '\0'
         || gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* A row labels what it activates: with a label of its own besides, it would be told twice. */
static gboolean
is_named_twice (GtkWidget *widget)
{
  return (GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget))
         && gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL)
         && gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

void
tour_check_names (GPtrArray *met, const char *where)
{
  for (guint i = 0; i < met->len; i++) {
    GtkWidget *widget = met->pdata[i];
    GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);
    g_autofree char *around = row != NULL ? display_name (row) : g_strdup ("the window");

    /* Text inside an entry is named by what is around it. */
    if (!GTK_IS_TEXT (widget) && !has_name (widget))
      g_error ("%s: a %s in %s has no name", where, G_OBJECT_TYPE_NAME (widget), around);
    if (is_named_twice (widget))
      g_error ("%s: a %s in %s says its name twice", where, G_OBJECT_TYPE_NAME (widget), around);
  }
}

/* --- Mnemonics ------------------------------------------------------------------------------- */

/* An entry row has its title twice: above what was typed, and in its place. */
static gboolean
is_same_row (GtkWidget *a, GtkWidget *b)
{
  GtkWidget *row = gtk_widget_get_ancestor (a, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL && gtk_widget_is_ancestor (b, row);
}

static void
check_mnemonics (GtkWidget *widget, GHashTable *known, const char *where)
{
  guint key = GTK_IS_LABEL (widget) ? gtk_label_get_mnemonic_keyval (GTK_LABEL (widget))
                                    : GDK_KEY_VoidSymbol;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return;
  if (key != GDK_KEY_VoidSymbol && key != 0) {
    GtkWidget *other = g_hash_table_lookup (known, GUINT_TO_POINTER (key));

    if (other != NULL && !is_same_row (other, widget))
      g_error ("%s: Alt+%s is for %s and for %s", where, gdk_keyval_name (key),
               gtk_label_get_text (GTK_LABEL (other)), gtk_label_get_text (GTK_LABEL (widget)));
    g_hash_table_insert (known, GUINT_TO_POINTER (key), widget);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_mnemonics (child, known, where);
}

void
tour_check_window (GtkWindow *window, GPtrArray *met, const char *where)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  tour_check_names (met, where);
  check_mnemonics (GTK_WIDGET (window), known, where);
}
