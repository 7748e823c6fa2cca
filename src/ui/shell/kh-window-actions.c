/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of a window of the pages, which keys, menus and notifications call. */
#include "kh-window-private.h"

#include "kh-help-window.h"
#include "kh-people-dialogs.h"
#include "kh-section.h"
#include "kh-uri.h"

void
_kh_window_open_settings (KhWindow *self)
{
  kh_dialog_show (kh_organization_dialog_new (self->organization), GTK_WIDGET (self));
}

static void
open_uri_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_window_open_uri (KH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
organization_settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _kh_window_open_settings (KH_WINDOW (widget));
}

static void
shift_clock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_dialog_show (kh_shift_dialog_new (KH_WINDOW (widget)->organization), widget);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);

  if (!kh_content_back (self->content))
    _kh_window_back_to_sidebar (self);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_content_start_search (KH_WINDOW (widget)->content);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhPage *page = kh_content_get_page (KH_WINDOW (widget)->content);

  if (page != NULL)
    kh_page_refresh (page);
}

/* Of a list page; what an object has as its first verb is no matter of one key. */
static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhPage *page = kh_content_get_page (KH_WINDOW (widget)->content);

  if (page != NULL && g_strcmp0 (kh_page_get_primary_action (page), "page.new") == 0)
    gtk_widget_activate_action (GTK_WIDGET (page), "page.new", NULL);
}

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint n;
  const KhSection *sections = kh_sections (&n);
  int index = g_variant_get_int32 (parameter);

  if (index >= 1 && (guint)index <= n)
    _kh_window_show_section (KH_WINDOW (widget), sections[index - 1].id);
}

/* The first row under Needs Attention. */
static void
attention_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);

  _kh_window_show_section (self, KH_SECTION_OVERVIEW);
  kh_page_show_part (kh_content_get_page (self->content), "attention");
}

static void
sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, "sidebar");
  else
    gtk_widget_set_visible (self->sidebar_box, !gtk_widget_get_visible (self->sidebar_box));
}

/* It stands above the sidebar, wherever that is. */
static void
popup_menu_cb (GdkFrameClock *clock, KhWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, popup_menu_cb, self);
  gtk_menu_button_popup (self->menu_button);
}

/* A sidebar that was not in sight gets its place first: until then its button lies where there may
 * be no screen, and GTK has nothing to show the menu on. */
static void
main_menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);
  gboolean in_sight = gtk_widget_get_child_visible (GTK_WIDGET (self->menu_button))
                      && gtk_widget_get_mapped (GTK_WIDGET (self->menu_button));

  gtk_widget_set_visible (self->sidebar_box, TRUE);
  _kh_window_back_to_sidebar (self);
  if (in_sight) {
    gtk_menu_button_popup (self->menu_button);
    return;
  }
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                           G_CALLBACK (popup_menu_cb), self, 0);
  gtk_widget_queue_draw (widget);
}

static void
operations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_content_popup_operations (KH_WINDOW (widget)->content);
}

static void
next_area_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _kh_window_go_to_area (KH_WINDOW (widget), 1);
}

static void
previous_area_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _kh_window_go_to_area (KH_WINDOW (widget), -1);
}

/* Activity of the shown object. */
static void
activity_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhPage *page = kh_content_get_page (KH_WINDOW (widget)->content);
  const char *shown = page != NULL ? kh_page_get_uri (page) : NULL;
  g_auto (KhUri) uri = { 0 };
  g_autofree char *escaped = NULL;
  g_autofree char *address = NULL;

  if (shown == NULL || !kh_uri_parse (shown, &uri, NULL))
    return;
  if (uri.section == KH_SECTION_ACTIVITY)
    return;
  escaped = g_uri_escape_string (shown, NULL, TRUE);
  address = uri.object != NULL ? g_strconcat ("keyhold:activity?object=", escaped, NULL)
                               : g_strdup ("keyhold:activity");
  kh_window_open_uri (KH_WINDOW (widget), address);
}

/* Everything that is locked. */
static void
unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_window_open_uri (KH_WINDOW (widget), "keyhold:wizard/unlock?all");
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_help_show (kh_help_of_section (KH_WINDOW (widget)->section));
}

void
_kh_window_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.open-uri", "s", open_uri_action);
  gtk_widget_class_install_action (klass, "win.organization-settings", NULL,
                                   organization_settings_action);
  gtk_widget_class_install_action (klass, "win.shift-clock", NULL, shift_clock_action);
  gtk_widget_class_install_action (klass, "win.help", NULL, help_action);
  gtk_widget_class_install_action (klass, "win.back", NULL, back_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (klass, "win.new", NULL, new_action);
  gtk_widget_class_install_action (klass, "win.section", "i", section_action);
  gtk_widget_class_install_action (klass, "win.attention", NULL, attention_action);
  gtk_widget_class_install_action (klass, "win.activity", NULL, activity_action);
  gtk_widget_class_install_action (klass, "win.sidebar", NULL, sidebar_action);
  gtk_widget_class_install_action (klass, "win.main-menu", NULL, main_menu_action);
  gtk_widget_class_install_action (klass, "win.operations", NULL, operations_action);
  gtk_widget_class_install_action (klass, "win.unlock", NULL, unlock_action);
  gtk_widget_class_install_action (klass, "win.next-area", NULL, next_area_action);
  gtk_widget_class_install_action (klass, "win.previous-area", NULL, previous_area_action);
}
