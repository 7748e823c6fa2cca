/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The focus inside widgets that are made anew. */
#include "kh-focus.h"

#include <adwaita.h>

/* Walks the focusable widgets below a parent; stops at the one that is looked for. */
typedef struct {
  GtkWidget *widget; /* (nullable) */
  const char *words; /* (nullable) */
  int place;         /* or -1 */
  int next;
  GtkWidget *last; /* the last one that was met */
} Walk;

static const char *
get_words (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  return gtk_widget_get_tooltip_text (widget);
}

static gboolean
is_found (Walk *state, GtkWidget *widget)
{
  if (state->words != NULL && g_strcmp0 (get_words (widget), state->words) != 0)
    return FALSE;
  if (state->words != NULL && state->place < 0)
    return TRUE;
  return widget == state->widget || state->next == state->place;
}

static gboolean
walk (GtkWidget *parent, Walk *state)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_get_visible (child))
      continue;
    if (gtk_widget_get_focusable (child)) {
      state->last = child;
      if (is_found (state, child))
        return TRUE;
      state->next++;
    }
    if (walk (child, state))
      return TRUE;
  }
  return FALSE;
}

void
kh_focus_find (GtkWidget *parent, KhFocus *focus)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *widget = root != NULL ? gtk_root_get_focus (root) : NULL;
  Walk state = { .widget = widget, .place = -1 };

  focus->place = -1;
  focus->words = NULL;
  if (widget == NULL || !gtk_widget_is_ancestor (widget, parent))
    return;
  focus->place = walk (parent, &state) ? state.next : 0;
  focus->words = g_strdup (get_words (widget));
}

void
kh_focus_restore (GtkWidget *parent, KhFocus *focus)
{
  Walk by_both = { .words = focus->words, .place = focus->place };
  Walk by_words = { .words = focus->words, .place = -1 };
  Walk by_place = { .place = focus->place };

  if (focus->place >= 0) {
    if (focus->words != NULL && walk (parent, &by_both))
      gtk_widget_grab_focus (by_both.last);
    else if (focus->words != NULL && walk (parent, &by_words))
      gtk_widget_grab_focus (by_words.last);
    else if (walk (parent, &by_place) || by_place.last != NULL)
      gtk_widget_grab_focus (by_place.last);
  }
  g_clear_pointer (&focus->words, g_free);
}

gpointer
kh_weak_new (gpointer object)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  return weak;
}

gpointer
kh_weak_take (gpointer weak)
{
  gpointer object = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return object;
}
