/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a row, and the keys that act on one. */
#include "kh-list-menu.h"

#include "kh-list-place.h"
#include "kh-refused-verb.h"
#include "kh-text.h"
#include "kh-uri.h"

#define DATA "kh-list-menu"

typedef struct {
  GtkWidget *view;    /* (not owned): owns this */
  KhListOrder *order; /* (owned) */
  GtkWidget *popover; /* (owned by the view) (nullable) */
  KhItem *item;       /* (owned) (nullable): whose menu it is */
  GWeakRef row;       /* that shows it: gets the focus back */
} ListMenu;

static void
menu_free (gpointer data)
{
  ListMenu *self = data;

  if (self->popover != NULL)
    g_signal_handlers_disconnect_by_data (self->popover, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->item);
  g_weak_ref_clear (&self->row);
  g_object_unref (self->order);
  g_free (self);
}

/* --- Acts ---------------------------------------------------------------------------------------
 */

static void
copy (ListMenu *self, KhItem *item)
{
  const KhListKind *kind = kh_list_order_get_kind (self->order);
  const char *id = kh_item_string (item, kind->id_field);
  g_autofree char *toast = g_strdup_printf (_ ("%s copied"), _ (kind->id_caption));

  if (id == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), id);
  kh_toast (self->view, toast, NULL, NULL);
}

static void
open_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ListMenu *self = data;
  g_autofree char *uri = kh_uri_of_item (self->item);

  kh_open_uri (self->view, uri);
}

static void
copy_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ListMenu *self = data;

  copy (self, self->item);
}

static void
copy_name_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ListMenu *self = data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), kh_item_get_name (self->item));
  kh_toast (self->view, _ ("Name copied"), NULL, NULL);
}

static void
activity_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ListMenu *self = data;
  g_autofree char *uri = kh_uri_of_item (self->item);
  g_autofree char *escaped = g_uri_escape_string (uri, NULL, TRUE);
  g_autofree char *address = g_strconcat ("keyhold:activity?object=", escaped, NULL);

  kh_open_uri (self->view, address);
}

static void
verb_act (GSimpleAction *action, GVariant *index, gpointer data)
{
  ListMenu *self = data;
  const KhListKind *kind = kh_list_order_get_kind (self->order);

  kind->verbs[g_variant_get_int32 (index)].run (
      self->view, kh_list_order_get_organization (self->order), self->item);
}

/* --- The menu -----------------------------------------------------------------------------------
 */

/* Whether the object is offered @verb; with @reason (out) (transfer full) where it cannot have it
 * now. */
static gboolean
offers (ListMenu *self, const KhListVerb *verb, KhItem *item, char **reason)
{
  KhOrganization *organization = kh_list_order_get_organization (self->order);

  *reason = NULL;
  if (!kh_organization_may (organization, verb->roles)
      || (verb->allows != NULL && !verb->allows (item, organization)))
    return FALSE;
  if (verb->refuse != NULL)
    *reason = verb->refuse (item, organization);
  return TRUE;
}

/* A verb that is refused is a widget of its own: GTK's items cannot tell why they are off. */
static void
append_refused (GMenu *menu, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  g_menu_item_set_attribute (item, "custom", "s", id);
  g_menu_append_item (menu, item);
}

static GMenu *
make_verbs (ListMenu *self)
{
  const KhListKind *kind = kh_list_order_get_kind (self->order);
  GMenu *verbs = g_menu_new ();

  for (guint i = 0; i < kind->n_verbs; i++) {
    g_autofree char *action = g_strdup_printf ("row.verb(%u)", i);
    g_autofree char *reason = NULL;

    if (!offers (self, &kind->verbs[i], self->item, &reason))
      continue;
    if (reason == NULL)
      g_menu_append (verbs, _ (kind->verbs[i].label), action);
    else
      append_refused (verbs, action);
  }
  return verbs;
}

static void
add_refused (ListMenu *self)
{
  const KhListKind *kind = kh_list_order_get_kind (self->order);

  for (guint i = 0; i < kind->n_verbs; i++) {
    g_autofree char *action = g_strdup_printf ("row.verb(%u)", i);
    g_autofree char *reason = NULL;

    if (offers (self, &kind->verbs[i], self->item, &reason) && reason != NULL)
      gtk_popover_menu_add_child (GTK_POPOVER_MENU (self->popover),
                                  kh_refused_verb_new (_ (kind->verbs[i].label), reason), action);
  }
}

static GMenu *
make_menu (ListMenu *self)
{
  const KhListKind *kind = kh_list_order_get_kind (self->order);
  g_autofree char *label = g_strdup_printf (_ ("_Copy %s"), _ (kind->id_caption));
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) copies = g_menu_new ();
  g_autoptr (GMenu) verbs = make_verbs (self);

  g_menu_append (first, _ ("_Open"), "row.open");
  if (kind->kind != KH_ITEM_OPERATION && kind->kind != KH_ITEM_FINDING)
    g_menu_append (first, _ ("Show _Activity"), "row.activity");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (verbs));
  g_menu_append (copies, label, "row.copy");
  if (kind->kind != KH_ITEM_OPERATION)
    g_menu_append (copies, _ ("Copy _Name"), "row.copy-name");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copies));
  return menu;
}

static void
on_closed_cb (ListMenu *self)
{
  g_autoptr (GtkWidget) row = g_weak_ref_get (&self->row);

  if (row != NULL && gtk_widget_get_mapped (row))
    gtk_widget_grab_focus (row);
}

/* A menu that is open while its window goes makes GTK 4.8 ask for a surface that is no more. */
static void
on_unmap_cb (GtkWidget *view, ListMenu *self)
{
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
popup (ListMenu *self, KhItem *item, GtkWidget *row, const GdkRectangle *at)
{
  g_autoptr (GMenu) menu = NULL;

  g_set_object (&self->item, item);
  g_weak_ref_set (&self->row, row);
  menu = make_menu (self);
  if (self->popover == NULL) {
    self->popover = gtk_popover_menu_new_from_model (NULL);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
    gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    gtk_widget_set_parent (self->popover, self->view);
    g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (on_closed_cb), self);
  }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), G_MENU_MODEL (menu));
  add_refused (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ListMenu *self)
{
  GtkWidget *picked = gtk_widget_pick (self->view, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = NULL;
  KhItem *item = picked != NULL ? kh_list_place_find (self->view, picked, &row) : NULL;

  if (item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup (self, item, row, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
}

static gboolean
popup_at_focus (GtkWidget *view, GVariant *unused, gpointer data)
{
  ListMenu *self = data;
  GtkWidget *row = NULL;
  KhItem *item = kh_list_place_find_focused (view, &row);
  graphene_rect_t bounds;

  if (item == NULL || !gtk_widget_compute_bounds (row, view, &bounds))
    return FALSE;
  popup (self, item, row,
         &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                          (int)bounds.size.height });
  return TRUE;
}

static gboolean
copy_focused (GtkWidget *view, GVariant *unused, gpointer data)
{
  GtkWidget *row = NULL;
  KhItem *item = kh_list_place_find_focused (view, &row);

  if (item != NULL)
    copy (data, item);
  return item != NULL;
}

/* Opens what asks; what cannot be deleted says why. */
static gboolean
delete_focused (GtkWidget *view, GVariant *unused, gpointer data)
{
  ListMenu *self = data;
  const KhListKind *kind = kh_list_order_get_kind (self->order);
  GtkWidget *row = NULL;
  KhItem *item = kh_list_place_find_focused (view, &row);

  if (item == NULL || kh_list_selection_is_active (kh_list_order_get_selection (self->order)))
    return FALSE;
  for (guint i = 0; i < kind->n_verbs; i++) {
    const KhListVerb *verb = &kind->verbs[i];
    g_autofree char *reason = NULL;

    if (!verb->is_delete || !offers (self, verb, item, &reason))
      continue;
    if (reason == NULL)
      verb->run (view, kh_list_order_get_organization (self->order), item);
    else
      kh_toast (view, reason, NULL, NULL);
    return TRUE;
  }
  return FALSE;
}

static void
add_key (GtkEventController *controller, const char *trigger, GtkShortcutFunc func, ListMenu *self)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                        gtk_callback_action_new (func, self, NULL)));
}

void
kh_list_menu_attach (GtkWidget *view, KhListOrder *order)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = open_act },
    { .name = "activity", .activate = activity_act },
    { .name = "copy", .activate = copy_act },
    { .name = "copy-name", .activate = copy_name_act },
    { .name = "verb", .activate = verb_act, .parameter_type = "i" },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  ListMenu *self = g_new0 (ListMenu, 1);

  self->view = view;
  g_weak_ref_init (&self->row, NULL);
  self->order = g_object_ref (order);
  g_object_set_data_full (G_OBJECT (view), DATA, self, menu_free);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (view, "row", G_ACTION_GROUP (actions));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
  g_signal_connect (view, "unmap", G_CALLBACK (on_unmap_cb), self);
  add_key (keys, "Menu", popup_at_focus, self);
  add_key (keys, "<Shift>F10", popup_at_focus, self);
  add_key (keys, "<Control>c", copy_focused, self);
  add_key (keys, "Delete", delete_focused, self);
  add_key (keys, "KP_Delete", delete_focused, self);
  gtk_widget_add_controller (view, keys);
}

void
kh_list_menu_detach (GtkWidget *view)
{
  ListMenu *self = g_object_get_data (G_OBJECT (view), DATA);

  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_func (view, on_unmap_cb, self);
  gtk_widget_insert_action_group (view, "row", NULL);
  g_object_set_data (G_OBJECT (view), DATA, NULL);
}
