/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of lists share. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-pages.h"
#include "kh-refused-verb.h"

void
list_make_environment (List *self, const char *name)
{
  g_autofree char *body = g_strdup_printf (ENVIRONMENT_BODY ("%s"), name);

  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, body, 201);
}

void
list_start (List *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  list_make_environment (self, LIST_MARKUP);
  list_make_environment (self, LIST_RTL);
  fixture_encrypt (&self->fixture, "Sales");
  self->organization = display_open (&self->fixture);
}

void
list_stop (List *self, gconstpointer data)
{
  if (self->window != NULL)
    display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

void
list_show (List *self, KhItemKind kind)
{
  self->page = kh_section_page_new (self->organization, (KhSectionId)kind);
  self->window = display_show (GTK_WIDGET (self->page));
}

void
list_make_account (List *self, const char *name, const char *role, const char *passphrase)
{
  Fixture *fixture = &self->fixture;
  g_autofree char *body = g_strdup_printf (
      "{\"name\":\"%s\",\"roles\":[\"%s\"],\"passphrase\":\"%s\"}", name, role, passphrase);
  g_autofree char *sign_in =
      g_strdup_printf ("{\"account\":\"%s\",\"passphrase\":\"%s\"}", name, passphrase);
  g_autoptr (KhJson) session = NULL;

  fixture_do (fixture, KEYHOLD, "POST", K "/accounts", body, 201);
  session = fixture_call (fixture, KEYHOLD, "POST", K "/sign-in", sign_in, 200);
  g_hash_table_insert (fixture->tokens, g_strdup (name),
                       g_strdup (kh_json_string (session, "token")));
}

void
list_lock (List *self)
{
  g_autofree char *token =
      fixture_confirm (&self->fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                       "\"key\":\"cmk\"}");

  self->fixture.confirmation = token;
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":false}}", 200);
  self->fixture.confirmation = NULL;
}

void
list_invent (List *self, KhItemKind kind, const char *format, guint n)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *number = g_strdup_printf ("%05u", i);
    g_auto (GStrv) parts = g_strsplit (format, "%u", -1);
    g_autofree char *text = g_strjoinv (number, parts);

    g_ptr_array_add (snapshots, kh_json_parse_text (text, &error));
    g_assert_no_error (error);
  }
  kh_item_list_take_all (kh_organization_get_list (self->organization, kind), snapshots);
}

static gboolean
press_shortcuts (GtkWidget *widget, GListModel *shortcuts, guint key, GdkModifierType modifiers)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++) {
    g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
    GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

    if (GTK_IS_KEYVAL_TRIGGER (trigger)
        && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key
        && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers
        && gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget, NULL))
      return TRUE;
  }
  return FALSE;
}

static gboolean
press_on (GtkWidget *widget, GtkPropagationPhase phase, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_SHORTCUT_CONTROLLER (controller)
        && (gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
               == (phase == GTK_PHASE_CAPTURE)
        && press_shortcuts (widget, G_LIST_MODEL (controller), key, modifiers))
      return TRUE;
  }
  return FALSE;
}

static gboolean
capture (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  GtkWidget *above = gtk_widget_get_parent (widget);

  return (above != NULL && capture (above, key, modifiers))
         || press_on (widget, GTK_PHASE_CAPTURE, key, modifiers);
}

gboolean
list_press (GtkWidget *from, guint key, GdkModifierType modifiers)
{
  if (capture (from, key, modifiers))
    return TRUE;
  for (GtkWidget *widget = from; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (press_on (widget, GTK_PHASE_BUBBLE, key, modifiers))
      return TRUE;
  return FALSE;
}

GtkWidget *
list_find_verb (GtkWidget *menu, const char *verb)
{
  GtkWidget *widget = display_find (menu, GTK_TYPE_LABEL, verb);

  /* What GTK makes of an item has no public type. */
  while (widget != NULL && strcmp (G_OBJECT_TYPE_NAME (widget), "GtkModelButton") != 0
         && !KH_IS_REFUSED_VERB (widget))
    widget = gtk_widget_get_parent (widget);
  return widget;
}

void
list_choose_verb (GtkWidget *menu, const char *verb)
{
  GtkWidget *item = list_find_verb (menu, verb);

  g_assert_nonnull (item);
  g_assert_false (KH_IS_REFUSED_VERB (item));
  g_assert_true (gtk_widget_activate (item));
  display_until (!gtk_widget_get_mapped (menu));
}

void
list_close_menu (GtkWidget *menu)
{
  gtk_popover_popdown (GTK_POPOVER (menu));
  display_until (!gtk_widget_get_mapped (menu));
}
