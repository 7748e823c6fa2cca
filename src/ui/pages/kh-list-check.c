/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting rows of a list page where they are. */
#include "kh-list-check.h"

#include "kh-list-place.h"

#define DATA "kh-list-check"

typedef struct {
  GtkWidget *view;    /* (not owned): owns this */
  KhListOrder *order; /* (owned) */
} ListCheck;

static KhListSelection *
get_selection (ListCheck *self)
{
  return kh_list_order_get_selection (self->order);
}

/* Not every list has something to do with several objects at once, or this account may not. */
static gboolean
can_select (ListCheck *self)
{
  return kh_list_order_can_select (self->order);
}

static gboolean
check_focused (GtkWidget *view, GVariant *unused, gpointer data)
{
  GtkWidget *row = NULL;
  KhItem *item = kh_list_place_find_focused (view, &row);
  ListCheck *self = data;

  return item != NULL && kh_list_check_activate (self->order, item);
}

static gboolean
select_all (GtkWidget *view, GVariant *unused, gpointer data)
{
  if (!can_select (data))
    return FALSE;
  kh_list_selection_select_shown (get_selection (data));
  return TRUE;
}

static gboolean
select_none (GtkWidget *view, GVariant *unused, gpointer data)
{
  if (!kh_list_selection_is_active (get_selection (data)))
    return FALSE;
  kh_list_selection_select_none (get_selection (data));
  return TRUE;
}

static gboolean
end (GtkWidget *view, GVariant *unused, gpointer data)
{
  if (!kh_list_selection_is_active (get_selection (data)))
    return FALSE;
  kh_list_selection_end (get_selection (data));
  return TRUE;
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ListCheck *self)
{
  GdkModifierType held =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *row = NULL;
  GtkWidget *picked;
  KhItem *item;

  if (!(held & GDK_CONTROL_MASK) || !can_select (self))
    return;
  picked = gtk_widget_pick (self->view, x, y, GTK_PICK_DEFAULT);
  item = picked != NULL ? kh_list_place_find (self->view, picked, &row) : NULL;
  if (item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (row);
  kh_list_selection_toggle (get_selection (self), item);
}

static void
add_key (GtkEventController *controller, const char *trigger, GtkShortcutFunc func, ListCheck *self)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                        gtk_callback_action_new (func, self, NULL)));
}

static void
check_free (gpointer data)
{
  ListCheck *self = data;

  g_object_unref (self->order);
  g_free (self);
}

void
kh_list_check_attach (GtkWidget *view, KhListOrder *order)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  ListCheck *self = g_new0 (ListCheck, 1);

  self->view = view;
  self->order = g_object_ref (order);
  g_object_set_data_full (G_OBJECT (view), DATA, self, check_free);
  /* Before the rows: GTK's own lists take these keys for a selection of theirs. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (keys, "space", check_focused, self);
  add_key (keys, "<Control>a", select_all, self);
  add_key (keys, "<Control><Shift>a", select_none, self);
  add_key (keys, "Escape", end, self);
  gtk_widget_add_controller (view, keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
  g_object_set_data (G_OBJECT (view), DATA "-keys", keys);
  g_object_set_data (G_OBJECT (view), DATA "-click", click);
}

void
kh_list_check_detach (GtkWidget *view)
{
  if (g_object_get_data (G_OBJECT (view), DATA) == NULL)
    return;
  gtk_widget_remove_controller (view, g_object_get_data (G_OBJECT (view), DATA "-keys"));
  gtk_widget_remove_controller (view, g_object_get_data (G_OBJECT (view), DATA "-click"));
  g_object_set_data (G_OBJECT (view), DATA, NULL);
}

gboolean
kh_list_check_activate (KhListOrder *order, KhItem *item)
{
  KhListSelection *selection = kh_list_order_get_selection (order);

  if (!kh_list_selection_is_active (selection))
    return FALSE;
  kh_list_selection_toggle (selection, item);
  return TRUE;
}
