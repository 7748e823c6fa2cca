/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a row, and the keys that act on one. */
#include "kh-row-menu.h"

#include "kh-refused-verb.h"

#define DATA "kh-row-menu"

struct _KhRowMenu {
  GtkWidget *view; /* (not owned): owns this */
  const KhRowMenuSource *source;
  gpointer data; /* (owned): of the source */
  GDestroyNotify destroy;
  GtkWidget *popover; /* (owned by the view) (nullable) */
  GWeakRef row;       /* whose menu it is: gets the focus back */
  /* While the menu is made. */
  GMenu *menu, *section;
  GPtrArray *refused; /* (element-type GtkWidget) (owned): in their order */
};

static void
menu_free (gpointer data)
{
  KhRowMenu *self = data;

  if (self->popover != NULL)
    g_signal_handlers_disconnect_by_data (self->popover, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_weak_ref_clear (&self->row);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

/* --- The menu -----------------------------------------------------------------------------------
 */

void
kh_row_menu_begin_section (KhRowMenu *self)
{
  g_autoptr (GMenu) section = g_menu_new ();

  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (section));
  self->section = section;
}

static char *
make_custom_id (guint index)
{
  return g_strdup_printf ("refused-%u", index);
}

/* A verb that is refused is a widget of its own: GTK's items cannot tell why they are off. */
void
kh_row_menu_append (KhRowMenu *self, const char *label, const char *action, const char *reason)
{
  g_autoptr (GMenuItem) item = NULL;
  g_autofree char *id = NULL;

  if (reason == NULL) {
    g_menu_append (self->section, label, action);
    return;
  }
  id = make_custom_id (self->refused->len);
  item = g_menu_item_new (NULL, NULL);
  g_menu_item_set_attribute (item, "custom", "s", id);
  g_menu_append_item (self->section, item);
  g_ptr_array_add (self->refused, g_object_ref_sink (kh_refused_verb_new (label, reason)));
}

/* (nullable) */
static GtkWidget *
get_focus (KhRowMenu *self)
{
  GtkRoot *root = gtk_widget_get_root (self->view);

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* A row that can be opened has the focus in its head, not itself. */
static void
on_closed_cb (KhRowMenu *self)
{
  g_autoptr (GtkWidget) row = g_weak_ref_get (&self->row);
  GtkWidget *focus = get_focus (self);

  if (row == NULL || !gtk_widget_get_mapped (row)
      || (focus != NULL && gtk_widget_is_ancestor (focus, row)))
    return;
  if (!gtk_widget_grab_focus (row))
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

/* A menu that is open while its window goes makes GTK 4.8 ask for a surface that is no more. */
static void
on_unmap_cb (GtkWidget *view, KhRowMenu *self)
{
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
make_popover (KhRowMenu *self)
{
  if (self->popover != NULL)
    return;
  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, self->view);
  g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (on_closed_cb), self);
}

static void
fill_popover (KhRowMenu *self, GtkWidget *row)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_object_unref);

  self->menu = menu;
  self->refused = refused;
  kh_row_menu_begin_section (self);
  self->source->fill (self, row, self->data);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), G_MENU_MODEL (menu));
  for (guint i = 0; i < refused->len; i++) {
    g_autofree char *id = make_custom_id (i);

    gtk_popover_menu_add_child (GTK_POPOVER_MENU (self->popover), refused->pdata[i], id);
  }
  self->menu = self->section = NULL;
  self->refused = NULL;
}

/* (nullable) */
static GtkWidget *
find_scroller (KhRowMenu *self)
{
  return gtk_widget_get_ancestor (self->view, GTK_TYPE_SCROLLED_WINDOW);
}

/* What can be seen of a place in the view: below a row that is open and higher than the window
 * there is no screen, and GTK 4.8 cannot show a menu there. */
static GdkRectangle
find_visible (KhRowMenu *self, const GdkRectangle *at)
{
  GtkWidget *scroller = find_scroller (self);
  graphene_rect_t bounds;
  GdkRectangle visible;

  if (scroller == NULL || !gtk_widget_compute_bounds (scroller, self->view, &bounds))
    return *at;
  visible = (GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                            (int)bounds.size.height };
  return gdk_rectangle_intersect (at, &visible, &visible) ? visible : *at;
}

/* The first item gets the focus before it has a place: GTK 4.8 would scroll to where it is not. */
static void
popup_unscrolled (KhRowMenu *self)
{
  GtkWidget *scroller = find_scroller (self);
  GtkAdjustment *place = scroller != NULL
                             ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))
                             : NULL;
  double value = place != NULL ? gtk_adjustment_get_value (place) : 0;

  gtk_popover_popup (GTK_POPOVER (self->popover));
  if (place != NULL)
    gtk_adjustment_set_value (place, value);
}

static void
popup (KhRowMenu *self, GtkWidget *row, const GdkRectangle *at)
{
  GdkRectangle visible = find_visible (self, at);

  g_weak_ref_set (&self->row, row);
  make_popover (self);
  fill_popover (self, row);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &visible);
  popup_unscrolled (self);
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, KhRowMenu *self)
{
  GtkWidget *picked = gtk_widget_pick (self->view, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked != NULL ? self->source->find (self->view, picked, self->data) : NULL;

  if (row == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup (self, row, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
}

/* --- Keys ---------------------------------------------------------------------------------------
 */

/* (nullable): the row that has the focus. */
static GtkWidget *
find_focused (KhRowMenu *self)
{
  GtkWidget *focus = get_focus (self);

  return focus != NULL && gtk_widget_is_ancestor (focus, self->view)
             ? self->source->find (self->view, focus, self->data)
             : NULL;
}

static gboolean
popup_at_focus (GtkWidget *view, GVariant *unused, gpointer data)
{
  KhRowMenu *self = data;
  GtkWidget *row = find_focused (self);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (row, view, &bounds))
    return FALSE;
  popup (self, row,
         &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                          (int)bounds.size.height });
  return TRUE;
}

static gboolean
copy_focused (GtkWidget *view, GVariant *unused, gpointer data)
{
  KhRowMenu *self = data;
  GtkWidget *row = find_focused (self);

  return row != NULL && self->source->copy (row, self->data);
}

static gboolean
remove_focused (GtkWidget *view, GVariant *unused, gpointer data)
{
  KhRowMenu *self = data;
  GtkWidget *row = find_focused (self);

  return row != NULL && self->source->remove (row, self->data);
}

static void
add_key (GtkEventController *controller, const char *trigger, GtkShortcutFunc func, KhRowMenu *self)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                        gtk_callback_action_new (func, self, NULL)));
}

static void
add_keys (KhRowMenu *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  add_key (keys, "Menu", popup_at_focus, self);
  add_key (keys, "<Shift>F10", popup_at_focus, self);
  add_key (keys, "<Control>c", copy_focused, self);
  add_key (keys, "Delete", remove_focused, self);
  add_key (keys, "KP_Delete", remove_focused, self);
  gtk_widget_add_controller (self->view, keys);
}

void
kh_row_menu_attach (GtkWidget *view, const KhRowMenuSource *source, gpointer data,
                    GDestroyNotify destroy)
{
  GtkGesture *click = gtk_gesture_click_new ();
  KhRowMenu *self = g_new0 (KhRowMenu, 1);

  self->view = view;
  self->source = source;
  self->data = data;
  self->destroy = destroy;
  g_weak_ref_init (&self->row, NULL);
  g_object_set_data_full (G_OBJECT (view), DATA, self, menu_free);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
  g_signal_connect (view, "unmap", G_CALLBACK (on_unmap_cb), self);
  add_keys (self);
}

void
kh_row_menu_detach (GtkWidget *view)
{
  KhRowMenu *self = g_object_get_data (G_OBJECT (view), DATA);

  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_func (view, on_unmap_cb, self);
  g_object_set_data (G_OBJECT (view), DATA, NULL);
}
