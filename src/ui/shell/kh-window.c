/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window. */
#include "kh-window-private.h"

#include "kh-compat-announce.h"
#include "kh-finding-text.h"
#include "kh-section.h"
#include "kh-text.h"
#include "kh-uri.h"
#include "kh-wizard-uri.h"

/* Of mice, as X and Wayland count. */
#define BUTTON_BACK 8
/* Deadlines are shown to the minute. */
#define TICK 60

G_DEFINE_FINAL_TYPE (KhWindow, kh_window, ADW_TYPE_APPLICATION_WINDOW)

void
_kh_window_show_content (KhWindow *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
}

void
_kh_window_show_section (KhWindow *self, KhSectionId section)
{
  KhUri uri = { .section = section };

  kh_content_show_section (self->content, &uri);
  _kh_window_show_content (self);
}

static void
on_section_chosen_cb (KhWindow *self, int section)
{
  _kh_window_show_section (self, (KhSectionId)section);
}

static void
on_section_shown_cb (KhWindow *self, int section)
{
  g_autofree char *uri = kh_uri_format_section ((KhSectionId)section, NULL);

  kh_sidebar_select (self->sidebar, (KhSectionId)section);
  g_free (self->section);
  self->section = g_steal_pointer (&uri);
  if (self->settings != NULL)
    g_object_set (self->settings, "section", self->section, NULL);
}

void
_kh_window_back_to_sidebar (KhWindow *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, "sidebar");
}

static void
on_folded_cb (KhWindow *self)
{
  /* Whatever was in front stays in front; a narrow start shows the content. */
  if (adw_leaflet_get_folded (self->leaflet))
    _kh_window_show_content (self);
}

static void
on_list_read_cb (KhWindow *self, GParamSpec *pspec, KhItemList *list)
{
  g_autofree char *uri = g_steal_pointer (&self->awaited);

  g_signal_handlers_disconnect_by_func (list, on_list_read_cb, self);
  if (uri != NULL)
    kh_window_open_uri (self, uri);
}

/* Takes @address. */
static void
await_list (KhWindow *self, KhItemList *list, char *address)
{
  g_free (self->awaited);
  self->awaited = address;
  g_signal_connect_object (list, "notify::state", G_CALLBACK (on_list_read_cb), self,
                           G_CONNECT_SWAPPED);
}

/* What was opened on an object looks it up. TRUE if @text waits for a list. */
static gboolean
waits_for_list (KhWindow *self, const char *text)
{
  static const KhItemKind kinds[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_POLICY, KH_ITEM_KEY,
                                      KH_ITEM_VAULT };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    KhItemList *list = kh_organization_get_list (self->organization, kinds[i]);

    if (kh_item_list_get_state (list) == KH_LIST_LOADING) {
      await_list (self, list, g_strdup (text));
      return TRUE;
    }
  }
  return FALSE;
}

/* TRUE if @text is the address of a wizard. */
static gboolean
open_wizard (KhWindow *self, const char *text)
{
  if (!g_str_has_prefix (text, "keyhold:wizard/"))
    return FALSE;
  return waits_for_list (self, text)
         || kh_wizard_uri_open (GTK_WIDGET (self), self->organization, text);
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

/* An address given at the start comes before anything was read, and is opened again then. */
static void
open_item (KhWindow *self, const char *address, const KhUri *uri, KhItemKind kind)
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
    await_list (self, items, g_strdup (address));
    return;
  }
  text = g_strdup_printf (_ ("%s no longer exists"), uri->object);
  kh_toast (GTK_WIDGET (self), text, NULL, NULL);
}

void
kh_window_open_uri (KhWindow *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhUri) uri = { 0 };
  KhItemKind kind;

  if (g_str_equal (text, "keyhold:organization")) {
    _kh_window_open_settings (self);
    return;
  }
  if (g_str_equal (text, "keyhold:preferences")) {
    gtk_widget_activate_action (GTK_WIDGET (self), "app.preferences", NULL);
    return;
  }
  if (g_str_equal (text, "keyhold:diagnostic-log")) {
    gtk_widget_activate_action (GTK_WIDGET (self), "app.diagnostic-log", NULL);
    return;
  }
  if (open_wizard (self, text))
    return;
  if (!kh_uri_parse (text, &uri, &error)) {
    kh_toast (GTK_WIDGET (self), error->message, NULL, NULL);
    return;
  }
  if (uri.object != NULL && uri.section == KH_SECTION_REQUESTS && waits_for_list (self, text)) {
    KhUri list = { .section = uri.section };

    kh_content_show_section (self->content, &list);
  } else if (uri.object != NULL && kh_section_get_kind (uri.section, &kind))
    open_item (self, text, &uri, kind);
  else if (uri.object == NULL || !kh_content_push_object (self->content, &uri))
    kh_content_show_section (self->content, &uri);
  _kh_window_show_content (self);
}

/* The tenant refuses it from anybody else. */
static void
update_clock (KhWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.shift-clock",
                                 kh_organization_is_rehearsal (self->organization)
                                     && kh_organization_may (self->organization, KH_MAY_OWNER));
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
  g_clear_pointer (&self->section, g_free);
  /* An entry that still has the focus would complain. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_WINDOW);
  g_clear_object (&self->organization);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (kh_window_parent_class)->dispose (object);
}

static void
kh_window_class_init (KhWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (KH_TYPE_ANNOUNCER);
  g_type_ensure (KH_TYPE_SIDEBAR);
  g_type_ensure (KH_TYPE_SWITCHER);
  g_type_ensure (KH_TYPE_CONTENT);
  G_OBJECT_CLASS (klass)->dispose = kh_window_dispose;
  _kh_window_install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KhWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, account_button);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, KhWindow, content);
  gtk_widget_class_bind_template_callback (widget_class, on_folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_section_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_section_shown_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_back_to_sidebar_cb",
                                                G_CALLBACK (_kh_window_back_to_sidebar));
}

static void
on_mouse_back_cb (GtkGestureClick *gesture, int n_press, double x, double y, KhWindow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* Mice have a button for it at the side. */
static void
follow_mouse (KhWindow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), BUTTON_BACK);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_mouse_back_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
kh_window_init (KhWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  follow_mouse (self);
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

/* Of several windows, the one that was used last is what is remembered. */
static void
keep_used (KhWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;
  keep_size (self);
  g_object_set (self->settings, "section", self->section, "maximized",
                gtk_window_is_maximized (GTK_WINDOW (self)), NULL);
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
  g_signal_connect (self, "notify::is-active", G_CALLBACK (keep_used), NULL);
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

  _kh_window_show_section (self, kh_sections (&n)[0].id);
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
  _kh_window_show_section (self, last_section (settings));
  return GTK_WINDOW (self);
}
