/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A section in the sidebar. */
#include "kh-sidebar-row.h"

#include "kh-rows.h"
#include "kh-text.h"

#define MOST_SHOWN 99

struct _KhSidebarRow {
  GtkListBoxRow parent_instance;

  const KhSection *section;
  const char *style; /* (nullable): class of the badge */
  GtkImage *icon, *badge_icon;
  GtkLabel *title, *badge_label;
  GtkWidget *badge;
};

G_DEFINE_FINAL_TYPE (KhSidebarRow, kh_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
kh_sidebar_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_SIDEBAR_ROW);
  G_OBJECT_CLASS (kh_sidebar_row_parent_class)->dispose (object);
}

static void
kh_sidebar_row_class_init (KhSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_sidebar_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KhSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, KhSidebarRow, badge_icon);
  gtk_widget_class_bind_template_child (widget_class, KhSidebarRow, title);
  gtk_widget_class_bind_template_child (widget_class, KhSidebarRow, badge_label);
  gtk_widget_class_bind_template_child (widget_class, KhSidebarRow, badge);
}

static void
kh_sidebar_row_init (KhSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_sidebar_row_new (const KhSection *section)
{
  KhSidebarRow *self = g_object_new (KH_TYPE_SIDEBAR_ROW, NULL);

  self->section = section;
  gtk_image_set_from_icon_name (self->icon, section->icon);
  gtk_label_set_text (self->title, _ (section->title));
  kh_set_name (GTK_WIDGET (self), _ (section->title));
  return GTK_WIDGET (self);
}

const KhSection *
kh_sidebar_row_get_section (KhSidebarRow *self)
{
  return self->section;
}

void
kh_sidebar_row_set_badge (KhSidebarRow *self, const KhBadge *badge)
{
  g_autofree char *number = badge->count > MOST_SHOWN ? g_strdup_printf ("%d+", MOST_SHOWN)
                                                      : g_strdup_printf ("%u", badge->count);
  const char *description = badge->description != NULL ? badge->description : "";

  gtk_widget_set_visible (self->badge, badge->count > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), badge->description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
  if (self->style != NULL)
    gtk_widget_remove_css_class (self->badge, self->style);
  self->style = badge->style;
  if (badge->count == 0)
    return;
  gtk_widget_add_css_class (self->badge, badge->style);
  gtk_image_set_from_icon_name (self->badge_icon, badge->icon);
  gtk_label_set_text (self->badge_label, number);
}
