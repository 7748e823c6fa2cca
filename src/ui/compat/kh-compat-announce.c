/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to whoever listens to a screen reader. */
#include "kh-compat-announce.h"

#define PAUSE_SECONDS 5
#define WIDTH 300
#define ANNOUNCER "kh-announcer"

struct _KhAnnouncer {
  GtkWidget parent_instance;

  GtkWidget *label;
  char *waiting; /* (nullable): said when the pause ends */
  guint pause;
};

G_DEFINE_FINAL_TYPE (KhAnnouncer, kh_announcer, GTK_TYPE_WIDGET)

static gboolean pause_ended_cb (gpointer data);

static void
speak (GtkWidget *widget, const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif
}

/* A reader speaks when an alert appears, where its toolkit tells it; that of GTK 4.8 does not, and
 * the text can only be found. */
static void
say (KhAnnouncer *self, const char *text)
{
  gtk_widget_set_visible (self->label, FALSE);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->label, TRUE);
  speak (GTK_WIDGET (self), text);
  self->pause = g_timeout_add_seconds (PAUSE_SECONDS, pause_ended_cb, self);
}

static gboolean
pause_ended_cb (gpointer data)
{
  KhAnnouncer *self = data;
  g_autofree char *text = g_steal_pointer (&self->waiting);

  self->pause = 0;
  gtk_widget_set_visible (self->label, FALSE);
  if (text != NULL)
    say (self, text);
  return G_SOURCE_REMOVE;
}

void
kh_announce (GtkWidget *widget, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  KhAnnouncer *self = root != NULL ? g_object_get_data (G_OBJECT (root), ANNOUNCER) : NULL;

  if (self == NULL) {
    speak (widget, text);
  } else if (self->pause == 0) {
    say (self, text);
  } else {
    g_free (self->waiting);
    self->waiting = g_strdup (text);
  }
}

/* It takes no room: the text hangs out of it, up into the window, and is not drawn. */
static void
kh_announcer_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 1;
}

static void
kh_announcer_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *label = KH_ANNOUNCER (widget)->label;
  int least, wide, high;

  if (!gtk_widget_should_layout (label))
    return;
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wide, NULL, NULL);
  wide = CLAMP (wide, least, MAX (least, WIDTH));
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, wide, NULL, &high, NULL, NULL);
  gtk_widget_allocate (label, wide, high, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float)(1 - high))));
}

static void
kh_announcer_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (kh_announcer_parent_class)->root (widget);
  g_object_set_data (G_OBJECT (gtk_widget_get_root (widget)), ANNOUNCER, widget);
}

static void
kh_announcer_unroot (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (gtk_widget_get_root (widget)), ANNOUNCER, NULL);
  GTK_WIDGET_CLASS (kh_announcer_parent_class)->unroot (widget);
}

static void
kh_announcer_dispose (GObject *object)
{
  KhAnnouncer *self = KH_ANNOUNCER (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_pointer (&self->waiting, g_free);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (kh_announcer_parent_class)->dispose (object);
}

static void
kh_announcer_class_init (KhAnnouncerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_announcer_dispose;
  widget_class->measure = kh_announcer_measure;
  widget_class->size_allocate = kh_announcer_size_allocate;
  widget_class->root = kh_announcer_root;
  widget_class->unroot = kh_announcer_unroot;
}

static void
kh_announcer_init (KhAnnouncer *self)
{
  self->label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "visible", FALSE,
                    "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_opacity (GTK_WIDGET (self), 0);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
}
