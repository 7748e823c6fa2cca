/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The topics of the handbook beside the page that is read. */
#include "kh-help-window.h"

#include "kh-handbook.h"
#include "kh-help-page.h"
#include "kh-text.h"

#define PLACE "/io/github/keyhold/Keyhold/help"
#define FIRST "index"

struct _KhHelpWindow {
  AdwWindow parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *topics, *reading;
  GtkSearchEntry *search_entry;
  GtkListBox *topic_list;
  AdwWindowTitle *page_title;
  GtkScrolledWindow *scroll;
  GtkBox *page_box;

  KhHandbook *handbook; /* (nullable): NULL when it cannot be read */
  GPtrArray *before;    /* (element-type utf8): addresses that Previous page leads back to */
  char *address;        /* (nullable): that is shown */
};

G_DEFINE_FINAL_TYPE (KhHelpWindow, kh_help_window, ADW_TYPE_WINDOW)

/* --- Pages ----------------------------------------------------------------------------------- */

static void go (KhHelpWindow *self, const char *address, gboolean keep);

static gboolean
on_link_cb (KhHelpWindow *self, const char *uri)
{
  if (!g_str_has_prefix (uri, "help:"))
    return FALSE; /* GTK opens it */
  go (self, uri, TRUE);
  return TRUE;
}

static void
clear (GtkBox *box)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box)); child != NULL;
       child = gtk_widget_get_first_child (GTK_WIDGET (box)))
    gtk_box_remove (box, child);
}

static void
select_topic (KhHelpWindow *self, const KhHelpPage *page)
{
  for (int i = 0;; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->topic_list, i);

    if (row == NULL)
      break;
    if (g_object_get_data (G_OBJECT (row), "kh-page") == page) {
      gtk_list_box_select_row (self->topic_list, row);
      return;
    }
  }
  gtk_list_box_unselect_all (self->topic_list);
}

/* Where a section begins: scrolled to when it has its place. */
static gboolean
scroll_cb (gpointer data)
{
  GtkWidget *target = data;
  GtkWidget *box = gtk_widget_get_parent (target);
  GtkWidget *scroll = gtk_widget_get_ancestor (target, GTK_TYPE_SCROLLED_WINDOW);
  double x, y;

  if (box != NULL && scroll != NULL && gtk_widget_translate_coordinates (target, box, 0, 0, &x, &y))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll)),
                              y);
  g_object_unref (target);
  return G_SOURCE_REMOVE;
}

static void
fill (KhHelpWindow *self, const KhHelpPage *page, const char *section)
{
  GtkWidget *target = NULL;

  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  clear (self->page_box);
  target = kh_help_page_fill (self->page_box, self->handbook, page, section);
  kh_help_page_connect (GTK_WIDGET (self->page_box), G_CALLBACK (on_link_cb), self);
  adw_window_title_set_title (self->page_title, page->title);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroll), 0);
  if (target != NULL)
    g_idle_add (scroll_cb, g_object_ref (target));
}

static void
update_back (KhHelpWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "help.back", self->before->len > 0);
}

/* @keep: Previous page comes back to what is shown now. */
static void
go (KhHelpWindow *self, const char *address, gboolean keep)
{
  const KhHelpPage *page =
      self->handbook == NULL ? NULL : kh_handbook_find (self->handbook, address);
  const char *section = strchr (address, '#');
  g_autofree char *here = g_strdup (address);

  if (page == NULL)
    return;
  if (keep && self->address != NULL && !g_str_equal (self->address, here))
    g_ptr_array_add (self->before, g_strdup (self->address));
  fill (self, page, section != NULL ? section + 1 : NULL);
  g_free (self->address);
  self->address = g_steal_pointer (&here);
  select_topic (self, page);
  adw_leaflet_set_visible_child (self->leaflet, self->reading);
  update_back (self);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhHelpWindow *self = KH_HELP_WINDOW (widget);

  if (self->before->len > 0) {
    g_autofree char *address = g_ptr_array_steal_index (self->before, self->before->len - 1);

    go (self, address, FALSE);
  }
}

static void
topics_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhHelpWindow *self = KH_HELP_WINDOW (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->topics);
}

/* --- Topics ---------------------------------------------------------------------------------- */

static void
add_topic (KhHelpWindow *self, const KhHelpPage *page, const char *group)
{
  GtkWidget *label = gtk_label_new (page->title);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_use_markup (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  g_object_set_data (G_OBJECT (row), "kh-page", (gpointer)page);
  g_object_set_data_full (G_OBJECT (row), "kh-group", g_strdup (group), g_free);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  NULL, -1);
  gtk_list_box_append (self->topic_list, row);
}

/* The groups are the sections of the first page. */
static void
add_topics (KhHelpWindow *self)
{
  const KhHelpPage *index = kh_handbook_find (self->handbook, FIRST);

  if (index == NULL)
    return;
  add_topic (self, index, NULL);
  for (guint i = 0; i < index->blocks->len; i++) {
    const KhBlock *block = index->blocks->pdata[i];
    g_autofree char *guide = g_strconcat (FIRST "#", block->anchor, NULL);
    g_autoptr (GPtrArray) pages =
        block->anchor != NULL ? kh_handbook_list (self->handbook, guide) : g_ptr_array_new ();

    for (guint p = 0; p < pages->len; p++)
      add_topic (self, pages->pdata[p], block->markup);
  }
}

static void
head_topic (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *group = g_object_get_data (G_OBJECT (row), "kh-group");
  const char *last = before != NULL ? g_object_get_data (G_OBJECT (before), "kh-group") : NULL;
  GtkWidget *label;

  if (group == NULL || g_strcmp0 (group, last) == 0) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), group);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
show_topic (GtkListBoxRow *row, gpointer data)
{
  KhHelpWindow *self = data;

  return kh_help_page_matches (g_object_get_data (G_OBJECT (row), "kh-page"),
                               gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
on_row_activated_cb (KhHelpWindow *self, GtkListBoxRow *row)
{
  const KhHelpPage *page = g_object_get_data (G_OBJECT (row), "kh-page");

  go (self, page->id, TRUE);
}

static void
on_search_changed_cb (KhHelpWindow *self)
{
  gtk_list_box_invalidate_filter (self->topic_list);
  gtk_list_box_invalidate_headers (self->topic_list);
}

/* --- The window ------------------------------------------------------------------------------ */

static void
kh_help_window_dispose (GObject *object)
{
  KhHelpWindow *self = KH_HELP_WINDOW (object);

  gtk_window_set_focus (GTK_WINDOW (object), NULL);
  adw_window_set_content (ADW_WINDOW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_HELP_WINDOW);
  g_clear_pointer (&self->handbook, kh_handbook_free);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_clear_pointer (&self->address, g_free);
  G_OBJECT_CLASS (kh_help_window_parent_class)->dispose (object);
}

static void
kh_help_window_class_init (KhHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_help_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.back", NULL);
  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "help.topics", NULL, topics_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, topics);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, reading);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, topic_list);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, scroll);
  gtk_widget_class_bind_template_child (widget_class, KhHelpWindow, page_box);
}

static void
kh_help_window_init (KhHelpWindow *self)
{
  g_autoptr (GError) error = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->before = g_ptr_array_new_with_free_func (g_free);
  self->handbook = kh_handbook_new (PLACE, &error);
  gtk_list_box_set_header_func (self->topic_list, head_topic, NULL, NULL);
  gtk_list_box_set_filter_func (self->topic_list, show_topic, self, NULL);
  g_signal_connect_object (self->topic_list, "row-activated", G_CALLBACK (on_row_activated_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (on_search_changed_cb),
                           self, G_CONNECT_SWAPPED);
  if (self->handbook != NULL)
    add_topics (self);
  update_back (self);
}

static KhHelpWindow *
find_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (KH_IS_HELP_WINDOW (window))
      return KH_HELP_WINDOW (window);
  }
  return NULL;
}

void
kh_help_show (const char *address)
{
  KhHelpWindow *self = find_window ();
  GApplication *application = g_application_get_default ();

  if (self == NULL) {
    self = g_object_new (KH_TYPE_HELP_WINDOW, "application", application, NULL);
    /* What is modal keeps the others of its group alone from being used. */
    gtk_window_group_add_window (gtk_window_group_new (), GTK_WINDOW (self));
  }
  go (self, address, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_window_present (GTK_WINDOW (self));
}
