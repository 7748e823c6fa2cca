/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ongoing state above the page. */
#include "kh-banner.h"

#include "kh-rows.h"

struct _KhBanner {
  AdwBin parent_instance;

  char *style; /* (nullable) */
  GtkRevealer *revealer;
  GtkWidget *box;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (KhBanner, kh_banner, ADW_TYPE_BIN)

static void
kh_banner_dispose (GObject *object)
{
  KhBanner *self = KH_BANNER (object);

  g_clear_pointer (&self->style, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_BANNER);
  G_OBJECT_CLASS (kh_banner_parent_class)->dispose (object);
}

static void
kh_banner_class_init (KhBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_banner_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, KhBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, KhBanner, box);
  gtk_widget_class_bind_template_child (widget_class, KhBanner, label);
  gtk_widget_class_bind_template_child (widget_class, KhBanner, button);
}

static void
kh_banner_init (KhBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_style (KhBanner *self, const char *style)
{
  if (g_strcmp0 (self->style, style) == 0)
    return;
  if (self->style != NULL)
    gtk_widget_remove_css_class (self->box, self->style);
  g_free (self->style);
  self->style = g_strdup (style);
  if (style != NULL)
    gtk_widget_add_css_class (self->box, style);
}

void
kh_banner_set (KhBanner *self, const char *text, const char *style, const char *button,
               const char *action)
{
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  /* What cannot be seen must not be reached with the keyboard either. */
  gtk_widget_set_sensitive (self->box, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_text (self->label, text);
  set_style (self, style);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->button, button);
  kh_set_plain_name (GTK_WIDGET (self->button), button);
  kh_set_action (GTK_WIDGET (self->button), action);
}
