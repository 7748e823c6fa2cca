/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of the content pane: what the page in front publishes as title, way back, search,
 * verbs and menu.
 */
#include "kh-content-private.h"

#include "kh-detail-page.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Pixels that a title may claim beside the page's verb; for text of the usual size. */
#define TITLE_ROOM 180
/* Round the words of that verb, and to its neighbor: style.css and the header's spacing. */
#define VERB_PADDING (2 * 9 + 6)

static void
update_title (KhContent *self)
{
  KhPage *page = kh_content_get_page (self);
  const char *subtitle = kh_page_get_subtitle (page);
  const char *selection = kh_page_get_selection (page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (selection != NULL)
    subtitle = kh_page_get_title (page);
  adw_window_title_set_title (self->title,
                              selection != NULL ? selection : kh_page_get_title (page));
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (self->subtitle_label, subtitle != NULL && *subtitle != '\0');
  if (root != NULL && self->organization != NULL) {
    g_autofree char *text =
        g_strdup_printf (_ ("%s – Keyhold"), kh_organization_get_name (self->organization));

    gtk_window_set_title (GTK_WINDOW (root), text);
  }
}

static gboolean
is_selecting (KhContent *self)
{
  return kh_page_get_selection (kh_content_get_page (self)) != NULL;
}

void
_kh_content_update_back (KhContent *self)
{
  g_autofree char *name = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->back_button),
                          (self->folded || self->stack->len > 1) && !is_selecting (self));
  if (self->stack->len > 1)
    name = g_strdup_printf (_ ("Back to %s"),
                            kh_page_get_title (_kh_content_page_at (self, self->stack->len - 2)));
  else
    name = g_strdup (_ ("Back to the sections"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->back_button), name);
  kh_set_name (GTK_WIDGET (self->back_button), name);
}

void
_kh_content_update_search (KhContent *self)
{
  const char *label = kh_page_get_search_label (kh_content_get_page (self));

  gtk_widget_set_visible (GTK_WIDGET (self->search_button), label != NULL);
  gtk_search_bar_set_key_capture_widget (
      self->search_bar, label != NULL && self->searches_by_typing ? GTK_WIDGET (self) : NULL);
  if (label == NULL) {
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
    return;
  }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search_button), label);
  kh_set_name (GTK_WIDGET (self->search_button), label);
  kh_set_name (GTK_WIDGET (self->search_entry), label);
  g_object_set (self->search_entry, "placeholder-text", label, NULL);
}

static int
get_width (gpointer widget, gboolean natural)
{
  int least, wanted;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
  return natural ? wanted : least;
}

/* Of a verb that is not shown now. */
static int
get_missing_width (GtkButton *button, const char *label)
{
  if (label == NULL || gtk_widget_get_visible (GTK_WIDGET (button)))
    return 0;
  return get_width (gtk_button_get_child (button), TRUE) + VERB_PADDING;
}

/* Of the header with title and verbs whole. */
static int
get_needed_width (gpointer data)
{
  KhContent *self = data;
  KhPage *page = kh_content_get_page (self);
  int width = get_width (self->header, FALSE);

  if (page == NULL
      || (kh_page_get_primary_label (page) == NULL && kh_page_get_secondary_label (page) == NULL))
    return width;
  width += MIN (get_width (self->title, TRUE),
                (int)(TITLE_ROOM * kh_text_scale (GTK_WIDGET (self->title))))
           - get_width (self->title, FALSE);
  return width + get_missing_width (self->primary_button, kh_page_get_primary_label (page))
         + get_missing_width (self->secondary_button, kh_page_get_secondary_label (page));
}

/* A verb that was cut says nothing: it stands in the menu then. */
static gboolean
has_verbs_in_menu (KhContent *self)
{
  return self->folded || kh_fold_bin_is_narrow (self->header_bin);
}

static void
update_verb (KhContent *self, GtkButton *button, const char *label, const char *action)
{
  g_autofree char *plain = NULL;

  gtk_widget_set_visible (GTK_WIDGET (button),
                          label != NULL && !has_verbs_in_menu (self) && !is_selecting (self));
  if (label == NULL)
    return;
  kh_set_action (GTK_WIDGET (button), action);
  /* The row of the same verb has its mnemonic; of two, GTK would press neither. */
  gtk_button_set_use_underline (button, !KH_IS_DETAIL_PAGE (kh_content_get_page (self)));
  plain = kh_plain_label (label);
  gtk_button_set_label (button, gtk_button_get_use_underline (button) ? label : plain);
  kh_set_plain_name (GTK_WIDGET (button), label);
}

static void
update_verbs (KhContent *self)
{
  KhPage *page = kh_content_get_page (self);

  update_verb (self, self->primary_button, kh_page_get_primary_label (page),
               kh_page_get_primary_action (page));
  update_verb (self, self->secondary_button, kh_page_get_secondary_label (page),
               kh_page_get_secondary_action (page));
  gtk_widget_queue_allocate (GTK_WIDGET (self->header_bin));
}

/* The page's own entries follow the general ones; what has no room in the header comes first. */
static void
update_menu (KhContent *self)
{
  KhPage *page = kh_content_get_page (self);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) general = g_menu_new ();
  GMenuModel *own = kh_page_get_menu (page);
  gboolean has_verbs = has_verbs_in_menu (self) && !is_selecting (self);

  if (has_verbs && kh_page_get_primary_label (page) != NULL)
    g_menu_append (general, kh_page_get_primary_label (page), kh_page_get_primary_action (page));
  if (has_verbs && kh_page_get_secondary_label (page) != NULL)
    g_menu_append (general, kh_page_get_secondary_label (page),
                   kh_page_get_secondary_action (page));
  g_menu_append (general, _ ("_Refresh"), "win.refresh");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (general));
  if (own != NULL)
    g_menu_append_section (menu, NULL, own);
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

/* GTK 4.8 does not link a button in the header to a group that comes to the widget around it later:
 * the button gets the group itself. */
static void
set_page_actions (KhContent *self, GActionGroup *actions)
{
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page", actions);
  gtk_widget_insert_action_group (GTK_WIDGET (self->primary_button), "page", actions);
  gtk_widget_insert_action_group (GTK_WIDGET (self->secondary_button), "page", actions);
  gtk_widget_insert_action_group (GTK_WIDGET (self->end_selection_button), "page", actions);
}

/* Cancel stands where Back does, and takes the focus that the other would keep hidden. */
static void
update_selecting (KhContent *self)
{
  gboolean selecting = is_selecting (self);
  GtkWidget *button = GTK_WIDGET (self->end_selection_button);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (gtk_widget_get_visible (button) == selecting)
    return;
  if (root != NULL && gtk_root_get_focus (root) == button)
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->views), GTK_DIR_TAB_FORWARD);
  gtk_widget_set_visible (button, selecting);
  _kh_content_update_back (self);
  update_verbs (self);
  update_menu (self);
}

/* A narrow window with large text has room for what selecting needs, and not for more. */
static void
update_room (KhContent *self)
{
  gboolean scarce = self->folded && is_selecting (self);

  gtk_widget_set_visible (GTK_WIDGET (self->operations), !scarce);
  adw_header_bar_set_show_end_title_buttons (self->header, !scarce);
}

static void
on_selection_cb (KhContent *self)
{
  update_title (self);
  update_room (self);
  update_selecting (self);
}

void
_kh_content_update_header (KhContent *self)
{
  KhPage *page = kh_content_get_page (self);

  g_signal_group_set_target (self->page_signals, page);
  set_page_actions (self, page != NULL ? G_ACTION_GROUP (kh_page_get_actions (page)) : NULL);
  if (page == NULL)
    return;
  update_title (self);
  update_room (self);
  _kh_content_update_back (self);
  _kh_content_update_search (self);
  update_verbs (self);
  update_menu (self);
  update_selecting (self);
  kh_banner_set_page (self->banner, kh_page_get_uri (page));
}

void
_kh_content_header_narrowed (KhContent *self)
{
  if (self->stack->len == 0)
    return;
  update_verbs (self);
  update_menu (self);
}

/* A title that was cut says less than none. The one in the header keeps its room: what is measured
 * must not depend on where it is shown. */
void
_kh_content_title_narrowed (KhContent *self)
{
  gboolean below = kh_fold_bin_is_narrow (self->title_bin);

  gtk_widget_set_child_visible (GTK_WIDGET (self->title), !below);
  gtk_widget_queue_draw (GTK_WIDGET (self->title_bin));
  gtk_widget_set_visible (self->title_line, below);
}

static int
get_title_width (gpointer title)
{
  return get_width (title, TRUE);
}

void
_kh_content_init_header (KhContent *self)
{
  GSignalGroup *group = g_signal_group_new (KH_TYPE_PAGE);

  kh_fold_bin_set_needs (self->header_bin, get_needed_width, self);
  kh_fold_bin_set_needs (self->title_bin, get_title_width, self->title);
  self->page_signals = group;
  g_signal_group_connect_swapped (group, "notify::title", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (group, "notify::subtitle", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (group, "notify::search-label",
                                  G_CALLBACK (_kh_content_update_search), self);
  g_signal_group_connect_swapped (group, "notify::primary-label", G_CALLBACK (update_verbs), self);
  g_signal_group_connect_swapped (group, "notify::primary-label", G_CALLBACK (update_menu), self);
  g_signal_group_connect_swapped (group, "notify::secondary-label", G_CALLBACK (update_verbs),
                                  self);
  g_signal_group_connect_swapped (group, "notify::secondary-label", G_CALLBACK (update_menu), self);
  g_signal_group_connect_swapped (group, "notify::selection", G_CALLBACK (on_selection_cb), self);
  g_signal_group_connect_swapped (group, "notify::menu", G_CALLBACK (update_menu), self);
}
