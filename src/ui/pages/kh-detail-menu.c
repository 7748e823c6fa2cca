/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menus of rows inside a detail. */
#include "kh-detail-menu.h"

#include "kh-item-menu.h"
#include "kh-text.h"

#define DATA "kh-detail-row"

/* What a row offers: an object, or verbs and a text. */
typedef struct {
  KhItemKind kind;
  char *object;         /* (nullable): id of it */
  GPtrArray *verbs;     /* (element-type KhDetailVerb): texts of their own */
  char *caption, *text; /* (nullable) */
} Row;

typedef struct {
  GtkWidget *view;              /* (not owned): owns this */
  KhOrganization *organization; /* (owned) */
  KhItemMenu *items;            /* (owned) */
  char *caption, *text;         /* (nullable): of the row whose menu it is */
} DetailMenu;

/* --- Rows ---------------------------------------------------------------------------------------
 */

static void
verb_free (gpointer data)
{
  KhDetailVerb *verb = data;

  g_free ((char *)verb->label);
  g_free ((char *)verb->action);
  g_free ((char *)verb->reason);
  g_free (verb);
}

static void
row_free (gpointer data)
{
  Row *self = data;

  g_ptr_array_unref (self->verbs);
  g_free (self->object);
  g_free (self->caption);
  g_free (self->text);
  g_free (self);
}

static Row *
ensure_row (GtkWidget *row)
{
  Row *self = g_object_get_data (G_OBJECT (row), DATA);

  if (self != NULL)
    return self;
  self = g_new0 (Row, 1);
  self->verbs = g_ptr_array_new_with_free_func (verb_free);
  g_object_set_data_full (G_OBJECT (row), DATA, self, row_free);
  return self;
}

void
kh_detail_row_set_object (GtkWidget *row, KhItemKind kind, const char *id)
{
  Row *self = ensure_row (row);

  self->kind = kind;
  g_free (self->object);
  self->object = g_strdup (id);
}

void
kh_detail_row_add_verb (GtkWidget *row, const KhDetailVerb *verb)
{
  KhDetailVerb *own = g_new (KhDetailVerb, 1);

  *own = (KhDetailVerb){ g_strdup (verb->label), g_strdup (verb->action), g_strdup (verb->reason),
                         verb->is_delete };
  g_ptr_array_add (ensure_row (row)->verbs, own);
}

void
kh_detail_row_set_id (GtkWidget *row, const char *caption, const char *text)
{
  Row *self = ensure_row (row);

  g_free (self->caption);
  g_free (self->text);
  self->caption = g_strdup (caption);
  self->text = g_strdup (text);
}

/* --- The menu -----------------------------------------------------------------------------------
 */

static Row *
get_row (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), DATA);
}

/* (nullable): the object that the row shows. */
static KhItem *
item_of (DetailMenu *self, Row *row)
{
  return row->object != NULL ? kh_item_list_find (
             kh_organization_get_list (self->organization, row->kind), row->object)
                             : NULL;
}

/* Inside of a row that is open there are others, which have no menu of their own. */
static GtkWidget *
find (GtkWidget *view, GtkWidget *widget, gpointer data)
{
  for (; widget != NULL && widget != view; widget = gtk_widget_get_parent (widget)) {
    Row *row = get_row (widget);

    if (row != NULL)
      return row->object == NULL || item_of (data, row) != NULL ? widget : NULL;
  }
  return NULL;
}

static void
copy_text (DetailMenu *self, const char *caption, const char *text)
{
  g_autofree char *toast = g_strdup_printf (_ ("%s copied"), caption);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), text);
  kh_toast (self->view, toast, NULL, NULL);
}

static void
copy_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  DetailMenu *self = data;

  copy_text (self, self->caption, self->text);
}

static void
fill (KhRowMenu *menu, GtkWidget *widget, gpointer data)
{
  DetailMenu *self = data;
  Row *row = get_row (widget);
  g_autofree char *label = NULL;

  if (row->object != NULL) {
    kh_item_menu_fill (self->items, menu, kh_list_kind_find (row->kind), item_of (self, row));
    return;
  }
  for (guint i = 0; i < row->verbs->len; i++) {
    const KhDetailVerb *verb = row->verbs->pdata[i];

    kh_row_menu_append (menu, verb->label, verb->action, verb->reason);
  }
  if (row->text == NULL)
    return;
  g_free (self->caption);
  g_free (self->text);
  self->caption = g_strdup (row->caption);
  self->text = g_strdup (row->text);
  label = g_strdup_printf (_ ("_Copy %s"), row->caption);
  kh_row_menu_begin_section (menu);
  kh_row_menu_append (menu, label, "detail.copy", NULL);
}

static gboolean
copy (GtkWidget *widget, gpointer data)
{
  DetailMenu *self = data;
  Row *row = get_row (widget);

  if (row->object != NULL)
    kh_item_menu_copy (self->items, kh_list_kind_find (row->kind), item_of (self, row));
  else if (row->text != NULL)
    copy_text (self, row->caption, row->text);
  return row->object != NULL || row->text != NULL;
}

static void
activate (GtkWidget *view, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (action, &name, &target, NULL))
    gtk_widget_activate_action_variant (view, name, target);
}

static gboolean
remove_row (GtkWidget *widget, gpointer data)
{
  DetailMenu *self = data;
  Row *row = get_row (widget);

  if (row->object != NULL)
    return kh_item_menu_remove (self->items, kh_list_kind_find (row->kind), item_of (self, row));
  for (guint i = 0; i < row->verbs->len; i++) {
    const KhDetailVerb *verb = row->verbs->pdata[i];

    if (!verb->is_delete)
      continue;
    if (verb->reason != NULL)
      kh_toast (self->view, verb->reason, NULL, NULL);
    else
      activate (self->view, verb->action);
    return TRUE;
  }
  return FALSE;
}

/* --- Attaching ----------------------------------------------------------------------------------
 */

static void
menu_free (gpointer data)
{
  DetailMenu *self = data;

  gtk_widget_insert_action_group (self->view, "detail", NULL);
  kh_item_menu_free (self->items);
  g_object_unref (self->organization);
  g_free (self->caption);
  g_free (self->text);
  g_free (self);
}

void
kh_detail_menu_attach (GtkWidget *view, KhOrganization *organization)
{
  static const KhRowMenuSource source = { find, fill, copy, remove_row };
  static const GActionEntry entries[] = { { .name = "copy", .activate = copy_act } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  DetailMenu *self = g_new0 (DetailMenu, 1);

  self->view = view;
  self->organization = g_object_ref (organization);
  self->items = kh_item_menu_new (view, organization);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (view, "detail", G_ACTION_GROUP (actions));
  kh_row_menu_attach (view, &source, self, menu_free);
}

void
kh_detail_menu_detach (GtkWidget *view)
{
  kh_row_menu_detach (view);
}
