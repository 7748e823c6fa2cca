/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Preferences window. */
#include "kh-preferences.h"

#include "kh-fold-bin.h"
#include "kh-notify-group.h"
#include "kh-text.h"

/* Pixels for a title and a value beside it, with text of the usual size; with less room the value
 * stands below. */
#define BESIDE 340

struct _KhPreferences {
  AdwWindow parent_instance;

  KhFoldBin *fold_bin;
  AdwComboRow *style_row;
  AdwComboRow *seal_row;
  GtkSwitch *typing_switch, *session_switch;
  KhNotifyGroup *notify_group;
};

G_DEFINE_FINAL_TYPE (KhPreferences, kh_preferences, ADW_TYPE_WINDOW)

static void
kh_preferences_dispose (GObject *object)
{
  gtk_window_set_focus (GTK_WINDOW (object), NULL);
  adw_window_set_content (ADW_WINDOW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_PREFERENCES);
  G_OBJECT_CLASS (kh_preferences_parent_class)->dispose (object);
}

static void
kh_preferences_class_init (KhPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_FOLD_BIN);
  g_type_ensure (KH_TYPE_NOTIFY_GROUP);
  G_OBJECT_CLASS (klass)->dispose = kh_preferences_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, KhPreferences, fold_bin);
  gtk_widget_class_bind_template_child (widget_class, KhPreferences, style_row);
  gtk_widget_class_bind_template_child (widget_class, KhPreferences, typing_switch);
  gtk_widget_class_bind_template_child (widget_class, KhPreferences, seal_row);
  gtk_widget_class_bind_template_child (widget_class, KhPreferences, session_switch);
  gtk_widget_class_bind_template_child (widget_class, KhPreferences, notify_group);
}

static int
get_needed_width (gpointer data)
{
  return (int)(BESIDE * kh_text_scale (data));
}

static void
kh_preferences_init (KhPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_fold_bin_set_needs (self->fold_bin, get_needed_width, self->fold_bin);
}

GtkWindow *
kh_preferences_new (KhSettings *settings, KhClock *clock)
{
  KhPreferences *self = g_object_new (KH_TYPE_PREFERENCES, NULL);

  kh_settings_bind (settings, "style", self->style_row, "selected");
  kh_settings_bind (settings, "search-by-typing", self->typing_switch, "active");
  kh_settings_bind (settings, "seal-after", self->seal_row, "selected");
  kh_settings_bind (settings, "seal-with-session", self->session_switch, "active");
  kh_notify_group_set_settings (self->notify_group, settings, clock);
  return GTK_WINDOW (self);
}

static void
show_style (KhSettings *settings)
{
  static const AdwColorScheme schemes[] = {
    [KH_STYLE_SYSTEM] = ADW_COLOR_SCHEME_DEFAULT,
    [KH_STYLE_LIGHT] = ADW_COLOR_SCHEME_FORCE_LIGHT,
    [KH_STYLE_DARK] = ADW_COLOR_SCHEME_FORCE_DARK,
  };
  guint style;

  g_object_get (settings, "style", &style, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[style]);
}

void
kh_preferences_follow_style (KhSettings *settings)
{
  g_signal_connect (settings, "notify::style", G_CALLBACK (show_style), NULL);
  show_style (settings);
}
