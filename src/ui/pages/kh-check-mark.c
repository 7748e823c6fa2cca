/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mark in front of a row that can be selected. */
#include "kh-check-mark.h"

#include "kh-rows.h"
#include "kh-text.h"

GtkWidget *
kh_check_mark_new (void)
{
  GtkWidget *mark = gtk_check_button_new ();

  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (mark, FALSE);
  /* GTK 4.8 ends Tab at a check button that is not focusable alone. */
  gtk_widget_set_can_focus (mark, FALSE);
  gtk_widget_set_visible (mark, FALSE);
  return mark;
}

void
kh_check_mark_show (GtkWidget *mark, const char *name, gboolean visible, gboolean checked)
{
  /* Translators: the name of an object */
  g_autofree char *label = g_strdup_printf (_ ("Select %s"), name);

  gtk_widget_set_visible (mark, visible);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (mark), checked);
  kh_set_name (mark, label);
}

void
kh_check_mark_tell (GtkWidget *row, gboolean checkable, gboolean checked)
{
  if (checkable)
    gtk_accessible_update_state (
        GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
        checked ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED);
}
