/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content pane. */
#include "kh-content-private.h"

#include "kh-page-view.h"
#include "kh-pages.h"
#include "kh-section.h"

G_DEFINE_FINAL_TYPE (KhContent, kh_content, ADW_TYPE_BIN)

enum { PROP_FOLDED = 1, PROP_SEARCH_BY_TYPING, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { SIGNAL_SECTION, SIGNAL_BACK_TO_SIDEBAR, N_SIGNALS };
static guint signals[N_SIGNALS];

KhPage *
_kh_content_page_at (KhContent *self, guint index)
{
  return kh_page_view_get_page (g_ptr_array_index (self->stack, index));
}

KhPage *
kh_content_get_page (KhContent *self)
{
  return self->stack->len > 0 ? _kh_content_page_at (self, self->stack->len - 1) : NULL;
}

void
kh_content_update_banner (KhContent *self)
{
  kh_banner_update (self->banner);
}

static void
end_search (KhContent *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* GTK 4.8 holds on to a widget that is hidden with the focus in it until the next frame, and for
 * ever when the window is closed before. */
static void
take_focus (KhContent *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->views)))
    gtk_root_set_focus (root, NULL);
}

static void
remove_front (KhContent *self)
{
  GtkWidget *view = g_ptr_array_index (self->stack, self->stack->len - 1);

  take_focus (self);
  g_ptr_array_set_size (self->stack, (int)self->stack->len - 1);
  gtk_stack_remove (self->views, view);
}

/* What a page shows comes later than the page. */
static void
give_focus (KhContent *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  KhPage *page = kh_content_get_page (self);
  GtkWidget *view;

  if (!self->wants_focus || page == NULL || kh_page_get_state (page) == KH_PAGE_LOADING)
    return;
  self->wants_focus = FALSE;
  view = gtk_stack_get_visible_child (self->views);
  /* An address led to a part of it. */
  if (focus == NULL || !gtk_widget_is_ancestor (focus, view))
    gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
}

static void
on_search_changed_cb (KhContent *self)
{
  KhPage *page = kh_content_get_page (self);

  if (page != NULL)
    kh_page_search (page, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

typedef struct {
  KhContent *content;
  KhPage *page;
} Leaving;

static void
leave_cb (gpointer data)
{
  g_autofree Leaving *leaving = data;
  g_autoptr (KhContent) self = leaving->content;
  g_autoptr (KhPage) page = leaving->page;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (page == kh_content_get_page (self)) {
    if (!kh_content_back (self))
      g_signal_emit (self, signals[SIGNAL_BACK_TO_SIDEBAR], 0);
    return;
  }
  for (guint i = 0; i < self->stack->len; i++)
    if (_kh_content_page_at (self, i) == page) {
      gtk_stack_remove (self->views, g_ptr_array_remove_index (self->stack, i));
      break;
    }
  _kh_content_update_back (self);
}

/* Not from inside the page's own handler: it would be freed under its feet. */
static void
on_page_left_cb (KhContent *self, KhPage *page)
{
  Leaving *leaving = g_new0 (Leaving, 1);

  leaving->content = g_object_ref (self);
  leaving->page = g_object_ref (page);
  g_idle_add_once (leave_cb, leaving);
}

static void
push_page (KhContent *self, KhPage *page)
{
  GtkWidget *view = kh_page_view_new (page);
  g_autofree char *name = g_strdup_printf ("%" G_GUINT64_FORMAT, self->serial++);

  end_search (self);
  take_focus (self);
  g_signal_connect_object (page, "left", G_CALLBACK (on_page_left_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->views, view, name);
  g_ptr_array_add (self->stack, view);
  gtk_stack_set_visible_child (self->views, view);
  _kh_content_update_header (self);
  self->wants_focus = TRUE;
  give_focus (self);
}

static void
set_folded (KhContent *self, gboolean folded)
{
  self->folded = folded;
  adw_header_bar_set_show_start_title_buttons (self->header, self->folded);
  /* There is no room for more than one. */
  adw_header_bar_set_decoration_layout (self->header, self->folded ? ":close" : NULL);
  if (self->stack->len > 0)
    _kh_content_update_header (self);
}

static void
kh_content_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhContent *self = KH_CONTENT (object);

  if (id == PROP_FOLDED)
    g_value_set_boolean (value, self->folded);
  else if (id == PROP_SEARCH_BY_TYPING)
    g_value_set_boolean (value, self->searches_by_typing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_content_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhContent *self = KH_CONTENT (object);

  if (id == PROP_FOLDED) {
    set_folded (self, g_value_get_boolean (value));
  } else if (id == PROP_SEARCH_BY_TYPING) {
    self->searches_by_typing = g_value_get_boolean (value);
    if (self->stack->len > 0)
      _kh_content_update_search (self);
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_content_dispose (GObject *object)
{
  KhContent *self = KH_CONTENT (object);

  g_signal_group_set_target (self->page_signals, NULL);
  g_ptr_array_set_size (self->stack, 0);
  g_clear_object (&self->organization);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_CONTENT);
  G_OBJECT_CLASS (kh_content_parent_class)->dispose (object);
}

static void
kh_content_finalize (GObject *object)
{
  KhContent *self = KH_CONTENT (object);

  g_clear_object (&self->page_signals);
  g_clear_pointer (&self->stack, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_content_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-content.ui");
  gtk_widget_class_bind_template_child (widget_class, KhContent, header_bin);
  gtk_widget_class_bind_template_child (widget_class, KhContent, header);
  gtk_widget_class_bind_template_child (widget_class, KhContent, title_bin);
  gtk_widget_class_bind_template_child (widget_class, KhContent, title);
  gtk_widget_class_bind_template_child (widget_class, KhContent, title_line);
  gtk_widget_class_bind_template_child (widget_class, KhContent, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, KhContent, back_button);
  gtk_widget_class_bind_template_child (widget_class, KhContent, end_selection_button);
  gtk_widget_class_bind_template_child (widget_class, KhContent, primary_button);
  gtk_widget_class_bind_template_child (widget_class, KhContent, secondary_button);
  gtk_widget_class_bind_template_child (widget_class, KhContent, search_button);
  gtk_widget_class_bind_template_child (widget_class, KhContent, menu_button);
  gtk_widget_class_bind_template_child (widget_class, KhContent, operations);
  gtk_widget_class_bind_template_child (widget_class, KhContent, search_bar);
  gtk_widget_class_bind_template_child (widget_class, KhContent, search_entry);
  gtk_widget_class_bind_template_child (widget_class, KhContent, banner);
  gtk_widget_class_bind_template_child (widget_class, KhContent, views);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_header_narrow_cb",
                                                G_CALLBACK (_kh_content_header_narrowed));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_title_narrow_cb",
                                                G_CALLBACK (_kh_content_title_narrowed));
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
}

static void
kh_content_class_init (KhContentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (KH_TYPE_BANNER);
  g_type_ensure (KH_TYPE_FOLD_BIN);
  g_type_ensure (KH_TYPE_OPERATIONS_BUTTON);
  object_class->get_property = kh_content_get_property;
  object_class->set_property = kh_content_set_property;
  object_class->dispose = kh_content_dispose;
  object_class->finalize = kh_content_finalize;
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_SEARCH_BY_TYPING] =
      g_param_spec_boolean ("search-by-typing", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_SECTION] = g_signal_new ("section", KH_TYPE_CONTENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_BACK_TO_SIDEBAR] = g_signal_new (
      "back-to-sidebar", KH_TYPE_CONTENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

/* What the rows of a page do themselves while they have the focus, from the header and the action
 * bar too; and Delete, which asks first. Text that is being typed keeps its own. */
static void
add_page_keys (KhContent *self)
{
  static const struct {
    const char *key, *action;
  } keys[] = {
    { "<Control>a", "page.select-all" }, { "<Control><Shift>a", "page.select-none" },
    { "Escape", "page.end-selection" },  { "Delete", "page.delete" },
    { "KP_Delete", "page.delete" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].key),
                          gtk_named_action_new (keys[i].action)));
  /* Also where nothing in the window has the focus. */
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_MANAGED);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
kh_content_init (KhContent *self)
{
  self->stack = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  _kh_content_init_header (self);
  g_signal_group_connect_swapped (self->page_signals, "notify::state", G_CALLBACK (give_focus),
                                  self);
  add_page_keys (self);
}

void
kh_content_set_organization (KhContent *self, KhOrganization *organization)
{
  if (!g_set_object (&self->organization, organization) || organization == NULL)
    return;
  kh_operations_button_set_organization (self->operations, organization);
  kh_banner_set_organization (self->banner, organization);
}

/* Whoever types goes on typing. */
static void
search_for (KhContent *self, const char *text, gboolean typing)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  if (!typing)
    return;
  self->wants_focus = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

void
kh_content_show_section (KhContent *self, const KhUri *uri)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean typing =
      focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->search_entry));
  KhPage *page;

  while (self->stack->len > 0)
    remove_front (self);
  page = kh_section_page_new (self->organization, uri->section);
  push_page (self, page);
  if (uri->filters != NULL)
    kh_page_show_part (page, uri->filters);
  if (uri->search != NULL)
    search_for (self, uri->search, typing);
  g_signal_emit (self, signals[SIGNAL_SECTION], 0, (int)uri->section);
}

void
kh_content_push_item (KhContent *self, KhItem *item, const char *part)
{
  g_autofree char *uri = kh_uri_format (kh_item_get_kind (item), kh_item_get_id (item));
  KhPage *front = kh_content_get_page (self);
  KhPage *page;

  if (front == NULL || g_strcmp0 (kh_page_get_uri (front), uri) != 0) {
    page = kh_detail_page_new (self->organization, item);
    kh_page_set_uri (page, uri);
    push_page (self, page);
  }
  if (part != NULL)
    kh_page_show_part (kh_content_get_page (self), part);
}

gboolean
kh_content_push_object (KhContent *self, const KhUri *uri)
{
  g_autofree char *address = kh_uri_format_section (uri->section, uri->object);
  KhPage *front = kh_content_get_page (self);
  KhPage *page;

  if (front != NULL && g_strcmp0 (kh_page_get_uri (front), address) == 0)
    return TRUE;
  page = kh_object_page_new (self->organization, uri->section, uri->object);
  if (page == NULL)
    return FALSE;
  push_page (self, page);
  return TRUE;
}

/* A page that has nothing to show is a message with a button, which is an area too. */
GtkWidget *
kh_content_get_area (KhContent *self, guint index)
{
  KhPage *page = kh_content_get_page (self);

  if (index == 0)
    return GTK_WIDGET (self->banner);
  if (page == NULL || kh_page_get_state (page) != KH_PAGE_READY)
    return index == 1 ? GTK_WIDGET (self->views) : NULL;
  return kh_page_get_area (page, index - 1);
}

gboolean
kh_content_back (KhContent *self)
{
  GtkWidget *view;

  if (self->stack->len < 2)
    return FALSE;
  view = g_ptr_array_index (self->stack, self->stack->len - 2);
  take_focus (self);
  gtk_stack_set_visible_child (self->views, view);
  remove_front (self);
  _kh_content_update_header (self);
  self->wants_focus = TRUE;
  give_focus (self);
  return TRUE;
}

void
kh_content_start_search (KhContent *self)
{
  KhPage *page = kh_content_get_page (self);

  if (page == NULL || kh_page_get_search_label (page) == NULL)
    return;
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
kh_content_popup_operations (KhContent *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->operations)))
    kh_operations_button_popup (self->operations);
  else
    kh_open_uri (GTK_WIDGET (self), "keyhold:operations");
}
