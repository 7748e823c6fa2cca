/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of a throughput. */
#include "kh-throughput-chart.h"

#include "kh-text.h"

#define HEIGHT 72
#define MARGIN 12 /* round the plot */
#define LINE 2

struct _KhThroughputChart {
  GtkWidget parent_instance;

  GArray
      *points; /* (element-type graphene_point_t): 0 to 1 from oldest to newest, 0 to 1 of most */
  char *text, *most;
};

G_DEFINE_FINAL_TYPE (KhThroughputChart, kh_throughput_chart, GTK_TYPE_WIDGET)

char *
kh_throughput_text (double rate)
{
  g_autofree char *size = kh_text_size ((guint64)MAX (rate, 0));

  return g_strdup_printf (_ ("%s per second"), size);
}

const char *
kh_throughput_chart_get_text (KhThroughputChart *self)
{
  return self->text;
}

/* So wide is the picture: what is young fills it, but for the first minute. */
static KhTime
find_span (const KhThroughput *throughput)
{
  KhTime oldest = 0;

  if (kh_throughput_count (throughput) > 0)
    kh_throughput_nth (throughput, 0, &oldest);
  return CLAMP (oldest, KH_MINUTE, KH_THROUGHPUT_SPAN);
}

static void
take (KhThroughputChart *self, const KhThroughput *throughput)
{
  double most = kh_throughput_get_most (throughput);
  KhTime span = find_span (throughput);

  for (guint i = 0; i < kh_throughput_count (throughput); i++) {
    KhTime age;
    double rate = kh_throughput_nth (throughput, i, &age);
    graphene_point_t point = {
      .x = (float)(1 - (double)age / (double)span),
      .y = most > 0 ? (float)(rate / most) : 0,
    };

    g_array_append_val (self->points, point);
  }
}

static void
describe (KhThroughputChart *self, const KhThroughput *throughput)
{
  g_autofree char *now = kh_throughput_text (kh_throughput_get_now (throughput));
  g_autofree char *average = kh_throughput_text (kh_throughput_get_average (throughput));

  self->most = kh_throughput_text (kh_throughput_get_most (throughput));
  /* Translators: "182 MiB per second" twice. */
  self->text = g_strdup_printf (_ ("Now %s, average %s."), now, average);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Throughput"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->text,
                                  -1);
}

/* --- Drawing ---------------------------------------------------------------------------------- */

/* The words at the two ends of the axis; returns how wide they are. */
static int
draw_label (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.7f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (
                    mirrored ? (float)(gtk_widget_get_width (widget) - width - MARGIN) : MARGIN,
                    (float)(y - height / 2.0)));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
  return width;
}

static void
draw_line (KhThroughputChart *self, GtkSnapshot *snapshot, double left, double right, double top,
           double bottom)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  cairo_t *cairo = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                     (float)gtk_widget_get_height (widget)));
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cairo_set_source_rgba (cairo, color.red, color.green, color.blue, color.alpha * 0.3);
  cairo_set_line_width (cairo, 1);
  cairo_move_to (cairo, left, bottom);
  cairo_line_to (cairo, right, bottom);
  cairo_stroke (cairo);
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &color);
  gdk_cairo_set_source_rgba (cairo, &color);
  cairo_set_line_width (cairo, LINE);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->points->len; i++) {
    graphene_point_t point = g_array_index (self->points, graphene_point_t, i);
    double x = left + (mirrored ? 1 - point.x : point.x) * (right - left);

    cairo_line_to (cairo, x, bottom - point.y * (bottom - top));
  }
  cairo_stroke (cairo);
  cairo_destroy (cairo);
}

static void
kh_throughput_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KhThroughputChart *self = KH_THROUGHPUT_CHART (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double top = MARGIN, bottom = height - MARGIN;
  int words = draw_label (widget, snapshot, self->most, top + 4);

  draw_label (widget, snapshot, "0", bottom);
  draw_line (self, snapshot, mirrored ? MARGIN : 2 * MARGIN + words,
             mirrored ? width - 2 * MARGIN - words : width - MARGIN, top, bottom);
}

static void
kh_throughput_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

/* --- The object ------------------------------------------------------------------------------- */

static void
kh_throughput_chart_finalize (GObject *object)
{
  KhThroughputChart *self = KH_THROUGHPUT_CHART (object);

  g_array_unref (self->points);
  g_free (self->text);
  g_free (self->most);
  G_OBJECT_CLASS (kh_throughput_chart_parent_class)->finalize (object);
}

static void
kh_throughput_chart_class_init (KhThroughputChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_throughput_chart_finalize;
  widget_class->snapshot = kh_throughput_chart_snapshot;
  widget_class->measure = kh_throughput_chart_measure;
  gtk_widget_class_set_css_name (widget_class, "khthroughput");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kh_throughput_chart_init (KhThroughputChart *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
}

GtkWidget *
kh_throughput_chart_new (const KhThroughput *throughput)
{
  KhThroughputChart *self = g_object_new (KH_TYPE_THROUGHPUT_CHART, NULL);

  take (self, throughput);
  describe (self, throughput);
  return GTK_WIDGET (self);
}
