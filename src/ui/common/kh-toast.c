/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toasts, with a button that opens something or does something. */
#include "kh-toast.h"

#include "kh-compat-announce.h"
#include "kh-text.h"

#define SECONDS 5
#define SECONDS_WITH_BUTTON 10

typedef struct {
  KhToastAct act;
  gpointer data;
  GDestroyNotify destroy;
} Act;

static void
act_free (gpointer data, GClosure *closure)
{
  Act *act = data;

  if (act->destroy != NULL)
    act->destroy (act->data);
  g_free (act);
}

/* (nullable) (transfer none): where @widget's window shows toasts. */
static AdwToastOverlay *
find_overlay (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (overlay == NULL && ADW_IS_APPLICATION_WINDOW (root))
    overlay = adw_application_window_get_content (ADW_APPLICATION_WINDOW (root));
  return ADW_IS_TOAST_OVERLAY (overlay) ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

/* (transfer full) */
static AdwToast *
new_toast (const char *text, const char *button)
{
  g_autofree char *safe = kh_text_escape (text);
  AdwToast *toast = adw_toast_new (safe);

  adw_toast_set_timeout (toast, button != NULL ? SECONDS_WITH_BUTTON : SECONDS);
  adw_toast_set_button_label (toast, button);
  return toast;
}

void
kh_toast (GtkWidget *widget, const char *text, const char *button, const char *uri)
{
  AdwToastOverlay *overlay = find_overlay (widget);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = new_toast (text, button);
  if (button != NULL) {
    adw_toast_set_action_name (toast, "win.open-uri");
    adw_toast_set_action_target (toast, "s", uri);
  }
  adw_toast_overlay_add_toast (overlay, toast);
  kh_announce (GTK_WIDGET (overlay), text);
}

static void
on_pressed_cb (AdwToast *toast, Act *act)
{
  AdwToastOverlay *overlay = g_object_get_data (G_OBJECT (toast), "kh-overlay");

  act->act (GTK_WIDGET (overlay), act->data);
}

void
kh_toast_act (GtkWidget *widget, const char *text, const char *button, KhToastAct act,
              gpointer data, GDestroyNotify destroy)
{
  AdwToastOverlay *overlay = find_overlay (widget);
  Act *held = g_new (Act, 1);
  AdwToast *toast;

  *held = (Act){ act, data, destroy };
  if (overlay == NULL) {
    act_free (held, NULL);
    return;
  }
  toast = new_toast (text, button);
  /* The overlay outlives the toasts that it shows. */
  g_object_set_data (G_OBJECT (toast), "kh-overlay", overlay);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_pressed_cb), held, act_free, 0);
  adw_toast_overlay_add_toast (overlay, toast);
  kh_announce (GTK_WIDGET (overlay), text);
}
