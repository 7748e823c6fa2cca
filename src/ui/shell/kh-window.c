/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window. */
#include "kh-window.h"

#include "kh-account-button.h"
#include "kh-content.h"
#include "kh-finding-text.h"
#include "kh-people-dialogs.h"
#include "kh-section.h"
#include "kh-sidebar.h"
#include "kh-text.h"
#include "kh-uri.h"

/* Deadlines are shown to the minute. */
#define TICK 60

struct _KhWindow {
  AdwApplicationWindow parent_instance;

  KhOrganization *organization; /* (owned) */
  KhSettings *settings;         /* (owned) (nullable) */
  char *awaited;                /* (nullable): address to open when its list has been read */
  guint tick;
  AdwLeaflet *leaflet;
  KhSwitcher *switcher;
  KhAccountButton *account_button;
  GtkWidget *sidebar_box;
  KhSidebar *sidebar;
  KhContent *content;
};

G_DEFINE_FINAL_TYPE (KhWindow, kh_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_content (KhWindow *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
}

static void
show_section (KhWindow *self, KhSectionId section)
{
  KhUri uri = { .section = section };

  kh_content_show_section (self->content, &uri);
  show_content (self);
}

static void
on_section_chosen_cb (KhWindow *self, int section)
{
  show_section (self, (KhSectionId)section);
}

static void
on_section_shown_cb (KhWindow *self, int section)
{
  g_autofree char *uri = kh_uri_format_section ((KhSectionId)section, NULL);

  kh_sidebar_select (self->sidebar, (KhSectionId)section);
  if (self->settings != NULL)
    g_object_set (self->settings, "section", uri, NULL);
}

static void
on_back_to_sidebar_cb (KhWindow *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, "sidebar");
}

static void
on_folded_cb (KhWindow *self)
{
  /* Whatever was in front stays in front; a narrow start shows the content. */
  if (adw_leaflet_get_folded (self->leaflet))
    show_content (self);
}

static void
on_list_read_cb (KhWindow *self, GParamSpec *pspec, KhItemList *list)
{
  g_autofree char *uri = g_steal_pointer (&self->awaited);

  g_signal_handlers_disconnect_by_func (list, on_list_read_cb, self);
  if (uri != NULL)
    kh_window_open_uri (self, uri);
}

/* An address given at the start comes before anything was read. */
static void
open_later (KhWindow *self, KhItemList *list, const KhUri *uri)
{
  g_autofree char *address = kh_uri_format_section (uri->section, uri->object);

  g_free (self->awaited);
  self->awaited = uri->filters != NULL ? g_strconcat (address, "?", uri->filters, NULL)
                                       : g_steal_pointer (&address);
  g_signal_connect_object (list, "notify::state", G_CALLBACK (on_list_read_cb), self,
                           G_CONNECT_SWAPPED);
}

/* (nullable): by its id, or a finding by its rule and the address of the object that it is about.
 */
static KhItem *
find_item (KhWindow *self, const KhUri *uri, KhItemKind kind)
{
  KhItem *item =
      kh_item_list_find (kh_organization_get_list (self->organization, kind), uri->object);
  g_autoptr (GHashTable) query = NULL;
  const char *object;

  if (item != NULL || kind != KH_ITEM_FINDING || uri->filters == NULL)
    return item;
  query = g_uri_parse_params (uri->filters, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  object = query != NULL ? g_hash_table_lookup (query, "object") : NULL;
  return object != NULL ? kh_finding_find (self->organization, uri->object, object) : NULL;
}

static void
open_item (KhWindow *self, const KhUri *uri, KhItemKind kind)
{
  KhItemList *items = kh_organization_get_list (self->organization, kind);
  KhItem *item = find_item (self, uri, kind);
  KhUri list = { .section = uri->section };
  g_autofree char *text = NULL;

  if (item != NULL) {
    kh_content_push_item (self->content, item, uri->part);
    return;
  }
  kh_content_show_section (self->content, &list);
  if (kh_item_list_get_state (items) == KH_LIST_LOADING) {
    open_later (self, items, uri);
    return;
  }
  text = g_strdup_printf (_ ("%s no longer exists"), uri->object);
  kh_toast (GTK_WIDGET (self), text, NULL, NULL);
}

static void
open_settings (KhWindow *self)
{
  kh_dialog_show (kh_organization_dialog_new (self->organization), GTK_WIDGET (self));
}

void
kh_window_open_uri (KhWindow *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhUri) uri = { 0 };
  KhItemKind kind;

  if (g_str_equal (text, "keyhold:organization")) {
    open_settings (self);
    return;
  }
  if (g_str_equal (text, "keyhold:preferences")) {
    gtk_widget_activate_action (GTK_WIDGET (self), "app.preferences", NULL);
    return;
  }
  if (!kh_uri_parse (text, &uri, &error)) {
    kh_toast (GTK_WIDGET (self), error->message, NULL, NULL);
    return;
  }
  if (uri.object != NULL && kh_section_get_kind (uri.section, &kind))
    open_item (self, &uri, kind);
  else if (uri.object == NULL || !kh_content_push_object (self->content, &uri))
    kh_content_show_section (self->content, &uri);
  show_content (self);
}

static void
open_uri_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_window_open_uri (KH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
organization_settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_settings (KH_WINDOW (widget));
}

static void
shift_clock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_dialog_show (kh_shift_dialog_new (KH_WINDOW (widget)->organization), widget);
}

/* The tenant refuses it from anybody else. */
static void
update_clock (KhWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.shift-clock",
                                 kh_organization_is_rehearsal (self->organization)
                                     && kh_organization_may (self->organization, KH_MAY_OWNER));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);

  if (!kh_content_back (self->content))
    on_back_to_sidebar_cb (self);
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

static void
primary_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhPage *page = kh_content_get_page (KH_WINDOW (widget)->content);

  if (page != NULL && kh_page_get_primary_action (page) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (page), kh_page_get_primary_action (page), NULL);
}

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint n;
  const KhSection *sections = kh_sections (&n);
  int index = g_variant_get_int32 (parameter);

  if (index >= 1 && (guint)index <= n)
    show_section (KH_WINDOW (widget), sections[index - 1].id);
}

/* The first row under Needs Attention. */
static void
attention_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);

  show_section (self, KH_SECTION_OVERVIEW);
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

static void
operations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kh_content_popup_operations (KH_WINDOW (widget)->content);
}

/* From the content to what can be done with selected rows, while there are some. */
static gboolean
focus_verbs (KhWindow *self, GtkWidget *focus)
{
  KhPage *page = kh_content_get_page (self->content);

  if (page == NULL || kh_page_get_selection (page) == NULL || focus == NULL
      || gtk_widget_get_ancestor (focus, GTK_TYPE_ACTION_BAR) != NULL)
    return FALSE;
  return gtk_widget_activate_action (GTK_WIDGET (page), "page.focus-verbs", NULL);
}

/* The next area: sidebar, content, action bar. */
static void
next_area_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhWindow *self = KH_WINDOW (widget);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean in_sidebar = focus != NULL && gtk_widget_is_ancestor (focus, self->sidebar_box);

  if (!in_sidebar && focus_verbs (self, focus))
    return;
  if (in_sidebar)
    show_content (self);
  gtk_widget_child_focus (in_sidebar ? GTK_WIDGET (self->content) : self->sidebar_box,
                          GTK_DIR_TAB_FORWARD);
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

static gboolean
tick_cb (gpointer data)
{
  KhWindow *self = data;

  kh_sidebar_update (self->sidebar);
  kh_content_update_banner (self->content);
  return G_SOURCE_CONTINUE;
}

static void
update_name (KhWindow *self)
{
  g_autofree char *title =
      g_strdup_printf (_ ("%s – Keyhold"), kh_organization_get_name (self->organization));

  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
kh_window_dispose (GObject *object)
{
  KhWindow *self = KH_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->awaited, g_free);
  /* An entry that still has the focus would complain. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_WINDOW);
  g_clear_object (&self->organization);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (kh_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.open-uri", "s", open_uri_action);
  gtk_widget_class_install_action (klass, "win.organization-settings", NULL,
                                   organization_settings_action);
  gtk_widget_class_install_action (klass, "win.shift-clock", NULL, shift_clock_action);
  gtk_widget_class_install_action (klass, "win.back", NULL, back_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (klass, "win.primary", NULL, primary_action);
  gtk_widget_class_install_action (klass, "win.section", "i", section_action);
  gtk_widget_class_install_action (klass, "win.attention", NULL, attention_action);
  gtk_widget_class_install_action (klass, "win.activity", NULL, activity_action);
  gtk_widget_class_install_action (klass, "win.sidebar", NULL, sidebar_action);
  gtk_widget_class_install_action (klass, "win.operations", NULL, operations_action);
  gtk_widget_class_install_action (klass, "win.next-area", NULL, next_area_action);
}

static void
kh_window_class_init (KhWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (KH_TYPE_SIDEBAR);
  g_type_ensure (KH_TYPE_SWITCHER);
  g_type_ensure (KH_TYPE_CONTENT);
  G_OBJECT_CLASS (klass)->dispose = kh_window_dispose;
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KhWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, account_button);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, content);
  gtk_widget_class_bind_template_callback (widget_class, on_folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_section_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_section_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_back_to_sidebar_cb);
}

static void
kh_window_init (KhWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The size of a window that is not maximized; maximized it would be the screen's. */
static void
keep_size (KhWindow *self)
{
  int width, height;

  if (gtk_window_is_maximized (GTK_WINDOW (self)))
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_object_set (self->settings, "width", width, "height", height, NULL);
}

static void
follow_size (KhWindow *self)
{
  gboolean maximized;
  int width, height;

  g_object_get (self->settings, "width", &width, "height", &height, "maximized", &maximized, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  g_signal_connect (self, "notify::default-width", G_CALLBACK (keep_size), NULL);
  g_signal_connect (self, "notify::default-height", G_CALLBACK (keep_size), NULL);
  g_object_bind_property (self, "maximized", self->settings, "maximized", G_BINDING_DEFAULT);
}

/* A section that is not there any more is the first one. */
static KhSectionId
last_section (KhSettings *settings)
{
  g_autofree char *text = NULL;
  g_auto (KhUri) uri = { 0 };
  guint n;

  g_object_get (settings, "section", &text, NULL);
  if (text != NULL && kh_uri_parse (text, &uri, NULL))
    return uri.section;
  return kh_sections (&n)[0].id;
}

static KhWindow *
new_window (GtkApplication *application, KhOrganization *organization)
{
  KhWindow *self = g_object_new (KH_TYPE_WINDOW, "application", application, NULL);

  self->organization = g_object_ref (organization);
  kh_sidebar_set_organization (self->sidebar, self->organization);
  kh_content_set_organization (self->content, self->organization);
  kh_switcher_set_organization (self->switcher, self->organization);
  kh_account_button_set_organization (self->account_button, self->organization);
  update_name (self);
  g_signal_connect_object (self->organization, "notify::name", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  update_clock (self);
  g_signal_connect_object (self->organization, "notify::roles", G_CALLBACK (update_clock), self,
                           G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (TICK, tick_cb, self);
  return self;
}

void
kh_window_set_places (KhWindow *self, const KhSwitcherPlaces *places)
{
  kh_switcher_set_places (self->switcher, places);
}

GtkWindow *
kh_window_new (GtkApplication *application, KhOrganization *organization)
{
  KhWindow *self = new_window (application, organization);
  guint n;

  show_section (self, kh_sections (&n)[0].id);
  return GTK_WINDOW (self);
}

GtkWindow *
kh_window_new_again (GtkApplication *application, KhOrganization *organization,
                     KhSettings *settings)
{
  KhWindow *self = new_window (application, organization);

  self->settings = g_object_ref (settings);
  follow_size (self);
  g_object_bind_property (settings, "search-by-typing", self->content, "search-by-typing",
                          G_BINDING_SYNC_CREATE);
  show_section (self, last_section (settings));
  return GTK_WINDOW (self);
}
