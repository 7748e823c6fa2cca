/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the menu of a row offers of the object that it shows. */
#include "kh-item-menu.h"

#include "kh-text.h"
#include "kh-uri.h"

struct _KhItemMenu {
  GtkWidget *view;              /* (not owned): owns this */
  KhOrganization *organization; /* (owned) */
  const KhListKind *kind;       /* of the item */
  KhItem *item;                 /* (owned) (nullable): whose menu it is */
};

/* --- Acts ---------------------------------------------------------------------------------------
 */

void
kh_item_menu_copy (KhItemMenu *self, const KhListKind *kind, KhItem *item)
{
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
  KhItemMenu *self = data;
  g_autofree char *uri = kh_uri_of_item (self->item);

  kh_open_uri (self->view, uri);
}

static void
copy_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhItemMenu *self = data;

  kh_item_menu_copy (self, self->kind, self->item);
}

static void
copy_name_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhItemMenu *self = data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->view), kh_item_get_name (self->item));
  kh_toast (self->view, _ ("Name copied"), NULL, NULL);
}

static void
activity_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhItemMenu *self = data;
  g_autofree char *uri = kh_uri_format (kh_item_get_kind (self->item), kh_item_get_id (self->item));
  g_autofree char *escaped = g_uri_escape_string (uri, NULL, TRUE);
  g_autofree char *address = g_strconcat ("keyhold:activity?object=", escaped, NULL);

  kh_open_uri (self->view, address);
}

static void
verb_act (GSimpleAction *action, GVariant *index, gpointer data)
{
  KhItemMenu *self = data;

  self->kind->verbs[g_variant_get_int32 (index)].run (self->view, self->organization, self->item);
}

/* --- The menu -----------------------------------------------------------------------------------
 */

/* Whether the object is offered @verb; with @reason (out) (transfer full) where it cannot have it
 * now. */
static gboolean
offers (KhItemMenu *self, const KhListVerb *verb, KhItem *item, char **reason)
{
  *reason = NULL;
  if (!kh_organization_may (self->organization, verb->roles)
      || (verb->allows != NULL && !verb->allows (item, self->organization)))
    return FALSE;
  if (verb->refuse != NULL)
    *reason = verb->refuse (item, self->organization);
  return TRUE;
}

static void
fill_verbs (KhItemMenu *self, KhRowMenu *menu)
{
  for (guint i = 0; i < self->kind->n_verbs; i++) {
    g_autofree char *action = g_strdup_printf ("row.verb(%u)", i);
    g_autofree char *reason = NULL;

    if (offers (self, &self->kind->verbs[i], self->item, &reason))
      kh_row_menu_append (menu, _ (self->kind->verbs[i].label), action, reason);
  }
}

void
kh_item_menu_fill (KhItemMenu *self, KhRowMenu *menu, const KhListKind *kind, KhItem *item)
{
  g_autofree char *label = g_strdup_printf (_ ("_Copy %s"), _ (kind->id_caption));

  self->kind = kind;
  g_set_object (&self->item, item);
  kh_row_menu_append (menu, _ ("_Open"), "row.open", NULL);
  if (kind->kind != KH_ITEM_OPERATION && kind->kind != KH_ITEM_FINDING)
    kh_row_menu_append (menu, _ ("Show _Activity"), "row.activity", NULL);
  kh_row_menu_begin_section (menu);
  fill_verbs (self, menu);
  kh_row_menu_begin_section (menu);
  kh_row_menu_append (menu, label, "row.copy", NULL);
  if (kind->kind != KH_ITEM_OPERATION)
    kh_row_menu_append (menu, _ ("Copy _Name"), "row.copy-name", NULL);
}

gboolean
kh_item_menu_remove (KhItemMenu *self, const KhListKind *kind, KhItem *item)
{
  for (guint i = 0; i < kind->n_verbs; i++) {
    const KhListVerb *verb = &kind->verbs[i];
    g_autofree char *reason = NULL;

    if (!verb->is_delete || !offers (self, verb, item, &reason))
      continue;
    if (reason == NULL)
      verb->run (self->view, self->organization, item);
    else
      kh_toast (self->view, reason, NULL, NULL);
    return TRUE;
  }
  return FALSE;
}

KhItemMenu *
kh_item_menu_new (GtkWidget *view, KhOrganization *organization)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = open_act },
    { .name = "activity", .activate = activity_act },
    { .name = "copy", .activate = copy_act },
    { .name = "copy-name", .activate = copy_name_act },
    { .name = "verb", .activate = verb_act, .parameter_type = "i" },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  KhItemMenu *self = g_new0 (KhItemMenu, 1);

  self->view = view;
  self->organization = g_object_ref (organization);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (view, "row", G_ACTION_GROUP (actions));
  return self;
}

void
kh_item_menu_free (KhItemMenu *self)
{
  gtk_widget_insert_action_group (self->view, "row", NULL);
  g_clear_object (&self->item);
  g_object_unref (self->organization);
  g_free (self);
}
