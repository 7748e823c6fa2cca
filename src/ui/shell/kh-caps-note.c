/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the Caps Lock of the keyboard. */
#include "kh-caps-note.h"

struct _KhCapsNote {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (KhCapsNote, kh_caps_note, ADW_TYPE_BIN)

static void
on_caps_lock_changed_cb (KhCapsNote *self, GParamSpec *pspec, GdkDevice *keyboard)
{
  gtk_widget_set_visible (GTK_WIDGET (self), gdk_device_get_caps_lock_state (keyboard));
}

static void
kh_caps_note_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_CAPS_NOTE);
  G_OBJECT_CLASS (kh_caps_note_parent_class)->dispose (object);
}

static void
kh_caps_note_class_init (KhCapsNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_caps_note_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/keyhold/Keyhold/ui/kh-caps-note.ui");
}

static void
kh_caps_note_init (KhCapsNote *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  if (keyboard == NULL)
    return;
  g_signal_connect_object (keyboard, "notify::caps-lock-state",
                           G_CALLBACK (on_caps_lock_changed_cb), self, G_CONNECT_SWAPPED);
  on_caps_lock_changed_cb (self, NULL, keyboard);
}
