/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a wizard. */
#include "kh-result-view.h"

#include <string.h>

#include "kh-compat-announce.h"

#include "kh-flow.h"
#include "kh-fold-bin.h"
#include "kh-page.h"
#include "kh-rows.h"

struct _KhResultView {
  AdwBin parent_instance;

  GtkImage *image;
  KhFoldBin *title_bin;
  GtkLabel *title_label, *body_label;
  GtkWidget *buttons;
  GtkButton *other_button, *done_button;
  AdwPreferencesGroup *objects_group, *warning_group;
  AdwActionRow *warning_row;
  GPtrArray *rows; /* (element-type GtkWidget) */
};

enum { SIGNAL_OTHER, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhResultView, kh_result_view, ADW_TYPE_BIN)

static const struct {
  const char *icon, *style;
} kinds[] = {
  [KH_RESULT_SUCCESS] = { "object-select-symbolic", "success" },
  [KH_RESULT_PARTLY] = { "dialog-warning-symbolic", "warning" },
  [KH_RESULT_FAILED] = { "dialog-error-symbolic", "error" },
  [KH_RESULT_RUNNING] = { "emblem-synchronizing-symbolic", "accent" },
  [KH_RESULT_PAUSED] = { "media-playback-pause-symbolic", "warning" },
  [KH_RESULT_WAITING] = { "user-status-pending-symbolic", "accent" },
};

void
kh_result_view_show (KhResultView *self, KhResultKind kind, const char *title, const char *body)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->image), kinds[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->image), kinds[kind].style);
  gtk_image_set_from_icon_name (self->image, kinds[kind].icon);
  if (strcmp (gtk_label_get_text (self->title_label), title) != 0)
    kh_announce (GTK_WIDGET (self), title);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->body_label, body);
}

void
kh_result_view_set_other (KhResultView *self, const char *label)
{
  gtk_widget_set_visible (GTK_WIDGET (self->other_button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (self->other_button, label);
  kh_set_plain_name (GTK_WIDGET (self->other_button), label);
}

void
kh_result_view_set_warning (KhResultView *self, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->warning_group), text != NULL);
  if (text != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->warning_row), text);
}

void
kh_result_view_clear_rows (KhResultView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->objects_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

void
kh_result_view_add_row (KhResultView *self, GtkWidget *row)
{
  adw_preferences_group_add (self->objects_group, row);
  g_ptr_array_add (self->rows, row);
}

GtkWidget *
kh_result_view_get_other (KhResultView *self)
{
  return GTK_WIDGET (self->other_button);
}

GtkWidget *
kh_result_view_get_done (KhResultView *self)
{
  return GTK_WIDGET (self->done_button);
}

void
kh_result_view_leave (KhResultView *self, const char *uri)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *below = GTK_IS_WINDOW (root) ? gtk_window_get_transient_for (GTK_WINDOW (root)) : NULL;

  if (below != NULL)
    kh_open_uri (GTK_WIDGET (below), uri);
  if (GTK_IS_WINDOW (root))
    gtk_window_close (GTK_WINDOW (root));
}

static void
on_other_clicked_cb (KhResultView *self)
{
  g_signal_emit (self, signals[SIGNAL_OTHER], 0);
}

/* In large letters a word would be longer than the line, and break. */
static void
on_narrow_cb (KhResultView *self)
{
  gboolean narrow = kh_fold_bin_is_narrow (self->title_bin);

  gtk_widget_remove_css_class (GTK_WIDGET (self->title_label), narrow ? "title-1" : "title-2");
  gtk_widget_add_css_class (GTK_WIDGET (self->title_label), narrow ? "title-2" : "title-1");
}

static void
kh_result_view_dispose (GObject *object)
{
  KhResultView *self = KH_RESULT_VIEW (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_RESULT_VIEW);
  G_OBJECT_CLASS (kh_result_view_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, KhResultView, name)

static void
kh_result_view_class_init (KhResultViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_result_view_dispose;
  signals[SIGNAL_OTHER] = g_signal_new ("other", KH_TYPE_RESULT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (KH_TYPE_FOLD_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-result-view.ui");
  BIND (image);
  BIND (title_bin);
  BIND (title_label);
  BIND (body_label);
  BIND (buttons);
  BIND (other_button);
  BIND (done_button);
  BIND (objects_group);
  BIND (warning_group);
  BIND (warning_row);
  gtk_widget_class_bind_template_callback (widget_class, on_other_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
}

static void
kh_result_view_init (KhResultView *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->buttons, kh_flow_new (12, FALSE));
}
