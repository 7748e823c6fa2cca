/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menus of the rows of a list page. */
#include "kh-list-menu.h"

#include "kh-item-menu.h"
#include "kh-list-place.h"

typedef struct {
  GtkWidget *view;    /* (not owned): owns this */
  KhListOrder *order; /* (owned) */
  KhItemMenu *items;  /* (owned) */
} ListMenu;

static void
menu_free (gpointer data)
{
  ListMenu *self = data;

  kh_item_menu_free (self->items);
  g_object_unref (self->order);
  g_free (self);
}

static GtkWidget *
find (GtkWidget *view, GtkWidget *widget, gpointer data)
{
  GtkWidget *row = NULL;

  return kh_list_place_find (view, widget, &row) != NULL ? row : NULL;
}

static KhItem *
item_of (ListMenu *self, GtkWidget *row)
{
  return kh_list_place_find (self->view, row, &row);
}

static void
fill (KhRowMenu *menu, GtkWidget *row, gpointer data)
{
  ListMenu *self = data;

  kh_item_menu_fill (self->items, menu, kh_list_order_get_kind (self->order), item_of (self, row));
}

static gboolean
copy (GtkWidget *row, gpointer data)
{
  ListMenu *self = data;

  kh_item_menu_copy (self->items, kh_list_order_get_kind (self->order), item_of (self, row));
  return TRUE;
}

/* Of several rows nothing is deleted at once. */
static gboolean
remove_row (GtkWidget *row, gpointer data)
{
  ListMenu *self = data;

  return !kh_list_selection_is_active (kh_list_order_get_selection (self->order))
         && kh_item_menu_remove (self->items, kh_list_order_get_kind (self->order),
                                 item_of (self, row));
}

void
kh_list_menu_attach (GtkWidget *view, KhListOrder *order)
{
  static const KhRowMenuSource source = { find, fill, copy, remove_row };
  ListMenu *self = g_new0 (ListMenu, 1);

  self->view = view;
  self->order = g_object_ref (order);
  self->items = kh_item_menu_new (view, kh_list_order_get_organization (order));
  kh_row_menu_attach (view, &source, self, menu_free);
}

void
kh_list_menu_detach (GtkWidget *view)
{
  kh_row_menu_detach (view);
}
