/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Switches of notifications. */
#include "kh-notify-group.h"

#include "kh-rows.h"
#include "kh-text.h"

struct _KhNotifyGroup {
  AdwPreferencesGroup parent_instance;

  KhSettings *settings; /* (owned) (nullable) */
  KhClock *clock;       /* (owned) (nullable) */
  guint tick;           /* until the silence ends */
  GtkSwitch *all_switch, *deletion_switch, *ended_switch, *failed_switch, *back_switch,
      *requests_switch, *holds_switch;
  GtkCheckButton *check_60, *check_30, *check_14, *check_7, *check_1;
  AdwExpanderRow *expiry_row;
  AdwActionRow *urgent_row;
  GtkButton *silence_button;
};

G_DEFINE_FINAL_TYPE (KhNotifyGroup, kh_notify_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean tick_cb (gpointer data);

static void
show_silence (KhNotifyGroup *self)
{
  KhTime now = kh_clock_now (self->clock);
  KhTime until = kh_settings_get_silent_until (self->settings, now);
  gboolean silent = until != KH_TIME_NONE;
  g_autofree char *time = kh_text_time (until, now);
  g_autofree char *text = silent ? g_strdup_printf (_ ("Silent until %s"), time) : NULL;

  adw_action_row_set_subtitle (
      self->urgent_row,
      silent ? text : _ ("Key access lost, deletion within 24 hours, audit log broken"));
  gtk_button_set_label (self->silence_button,
                        silent ? _ ("End Silence") : _ ("Silence for 24 Hours"));
  kh_button_wrap (self->silence_button);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (silent)
    self->tick = g_timeout_add_seconds ((guint)((until - now) / KH_SECOND) + 1, tick_cb, self);
}

static gboolean
tick_cb (gpointer data)
{
  KhNotifyGroup *self = data;

  self->tick = 0;
  show_silence (self);
  return G_SOURCE_REMOVE;
}

static void
on_silence_cb (KhNotifyGroup *self)
{
  KhTime now = kh_clock_now (self->clock);

  kh_settings_silence_urgent (self->settings, now,
                              kh_settings_get_silent_until (self->settings, now) == KH_TIME_NONE);
}

static void
kh_notify_group_dispose (GObject *object)
{
  KhNotifyGroup *self = KH_NOTIFY_GROUP (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->clock, kh_clock_unref);
  G_OBJECT_CLASS (kh_notify_group_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, all_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, deletion_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, ended_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, failed_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, back_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, requests_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, holds_switch);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, expiry_row);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, check_60);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, check_30);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, check_14);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, check_7);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, check_1);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, urgent_row);
  gtk_widget_class_bind_template_child (klass, KhNotifyGroup, silence_button);
}

static void
kh_notify_group_class_init (KhNotifyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_notify_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-notify-group.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_silence_cb);
}

/* libadwaita 1.2 gives neither such a row nor the switch that it puts into it a name. */
static void
name_switches (GtkWidget *widget, const char *name)
{
  if (GTK_IS_SWITCH (widget))
    kh_set_name (widget, name);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_switches (child, name);
}

static void
kh_notify_group_init (KhNotifyGroup *self)
{
  const char *title;

  gtk_widget_init_template (GTK_WIDGET (self));
  title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->expiry_row));
  kh_set_name (GTK_WIDGET (self->expiry_row), title);
  name_switches (GTK_WIDGET (self->expiry_row), title);
}

void
kh_notify_group_set_settings (KhNotifyGroup *self, KhSettings *settings, KhClock *clock)
{
  g_return_if_fail (self->settings == NULL);
  self->settings = g_object_ref (settings);
  self->clock = kh_clock_ref (clock);
  kh_settings_bind (settings, "notify", self->all_switch, "active");
  kh_settings_bind (settings, "notify-deletion", self->deletion_switch, "active");
  kh_settings_bind (settings, "notify-expiry", self->expiry_row, "enable-expansion");
  kh_settings_bind (settings, "notify-ended", self->ended_switch, "active");
  kh_settings_bind (settings, "notify-failed", self->failed_switch, "active");
  kh_settings_bind (settings, "notify-back", self->back_switch, "active");
  kh_settings_bind (settings, "notify-requests", self->requests_switch, "active");
  kh_settings_bind (settings, "notify-holds", self->holds_switch, "active");
  kh_settings_bind (settings, "remind-60", self->check_60, "active");
  kh_settings_bind (settings, "remind-30", self->check_30, "active");
  kh_settings_bind (settings, "remind-14", self->check_14, "active");
  kh_settings_bind (settings, "remind-7", self->check_7, "active");
  kh_settings_bind (settings, "remind-1", self->check_1, "active");
  /* A binding begins by opening the row. */
  adw_expander_row_set_expanded (self->expiry_row, FALSE);
  g_signal_connect_object (settings, "notify::urgent-silent-until", G_CALLBACK (show_silence), self,
                           G_CONNECT_SWAPPED);
  show_silence (self);
}
