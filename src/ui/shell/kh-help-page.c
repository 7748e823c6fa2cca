/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of the handbook as labels, one below the other. */
#include "kh-help-page.h"

#include "kh-text.h"

#define INDENT 18

static GtkWidget *
make_label (const char *markup)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
make_title (const KhBlock *block)
{
  GtkWidget *label = make_label (block->markup);

  gtk_widget_set_margin_top (label, 12);
  gtk_widget_add_css_class (label, block->level > 1 ? "heading" : "title-2");
  return label;
}

/* What a step or an item begins with stands beside it. */
static GtkWidget *
make_item (const KhBlock *block)
{
  g_autofree char *number = block->number == 0             ? g_strdup ("")
                            : block->kind == KH_BLOCK_STEP ? g_strdup_printf ("%u.", block->number)
                                                           : g_strdup ("•");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = gtk_label_new (number);

  gtk_label_set_width_chars (GTK_LABEL (mark), 3);
  gtk_label_set_xalign (GTK_LABEL (mark), 1);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, "numeric");
  gtk_widget_set_margin_start (box, (int)(block->level - 1) * INDENT);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), make_label (block->markup));
  return box;
}

static GtkWidget *
make_screen (const KhBlock *block)
{
  GtkWidget *label = make_label (block->markup);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE); /* commands are there to be copied */
  gtk_widget_add_css_class (label, "card");
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "kh-screen");
  gtk_widget_set_margin_start (label, (int)block->level * INDENT);
  /* Commands are read from left to right everywhere. */
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  return label;
}

static GtkWidget *
make_note (const KhBlock *block)
{
  const char *icon = block->kind == KH_BLOCK_TIP         ? "dialog-information-symbolic"
                     : block->kind == KH_BLOCK_IMPORTANT ? "emblem-important-symbolic"
                                                         : "dialog-warning-symbolic";
  const char *name = block->kind == KH_BLOCK_TIP         ? _ ("Tip")
                     : block->kind == KH_BLOCK_IMPORTANT ? _ ("Important")
                                                         : _ ("Warning");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "kh-screen");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), make_label (block->markup));
  return box;
}

static GtkWidget *
make_term (const KhBlock *block)
{
  GtkWidget *label = make_label (block->markup);

  gtk_widget_add_css_class (label, "heading");
  return label;
}

/* What explains a term stands a little inside. */
static GtkWidget *
make_text (const KhBlock *block)
{
  GtkWidget *label = make_label (block->markup);

  gtk_widget_set_margin_start (label, (int)block->level * INDENT);
  return label;
}

static GtkWidget *
make_widget (const KhBlock *block)
{
  switch (block->kind) {
  case KH_BLOCK_TITLE:
    return make_title (block);
  case KH_BLOCK_ITEM:
  case KH_BLOCK_STEP:
    return make_item (block);
  case KH_BLOCK_TERM:
    return make_term (block);
  case KH_BLOCK_SCREEN:
    return make_screen (block);
  case KH_BLOCK_TIP:
  case KH_BLOCK_IMPORTANT:
  case KH_BLOCK_WARNING:
    return make_note (block);
  case KH_BLOCK_TEXT:
  default:
    return make_text (block);
  }
}

/* The pages that are listed on a page or in a section of it. */
static void
add_guided (GtkBox *box, KhHandbook *handbook, const char *guide)
{
  g_autoptr (GPtrArray) pages = kh_handbook_list (handbook, guide);

  for (guint i = 0; i < pages->len; i++) {
    const KhHelpPage *page = pages->pdata[i];
    g_autofree char *summary = *page->summary != '\0'
                                   ? g_strdup_printf ("\n<small>%s</small>", page->summary)
                                   : g_strdup ("");
    g_autofree char *markup =
        g_strdup_printf ("<a href=\"help:%s\">%s</a>%s", page->id, page->title, summary);

    gtk_box_append (box, make_label (markup));
  }
}

GtkWidget *
kh_help_page_fill (GtkBox *box, KhHandbook *handbook, const KhHelpPage *page, const char *section)
{
  GtkWidget *title = make_label (page->title), *found = NULL;
  const KhBlock *open = NULL;

  gtk_widget_add_css_class (title, "title-1");
  gtk_box_append (box, title);
  add_guided (box, handbook, page->id);
  for (guint i = 0; i < page->blocks->len; i++) {
    const KhBlock *block = page->blocks->pdata[i];
    GtkWidget *widget = make_widget (block);

    if (block->kind == KH_BLOCK_TITLE && open != NULL) {
      g_autofree char *guide = g_strconcat (page->id, "#", open->anchor, NULL);

      add_guided (box, handbook, guide);
    }
    if (block->kind == KH_BLOCK_TITLE)
      open = block->anchor != NULL ? block : NULL;
    if (section != NULL && g_strcmp0 (block->anchor, section) == 0)
      found = widget;
    gtk_box_append (box, widget);
  }
  if (open != NULL) {
    g_autofree char *guide = g_strconcat (page->id, "#", open->anchor, NULL);

    add_guided (box, handbook, guide);
  }
  return found;
}

void
kh_help_page_connect (GtkWidget *widget, GCallback callback, gpointer data)
{
  if (GTK_IS_LABEL (widget))
    g_signal_connect_object (widget, "activate-link", callback, data, G_CONNECT_SWAPPED);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && GTK_IS_BOX (widget);
       child = gtk_widget_get_next_sibling (child))
    kh_help_page_connect (child, callback, data);
}
