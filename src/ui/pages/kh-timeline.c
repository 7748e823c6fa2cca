/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of dates. */
#include "kh-timeline.h"

#include "kh-overview-text.h"
#include "kh-page.h"
#include "kh-text.h"

#define MARK 12   /* size of a mark, in pixels */
#define LINE_Y 12 /* where the line runs */
#define RING 3    /* how thick a ring is */
#define GAP 4     /* between the line's marks and the words below them */
#define N_TICKS 4 /* today, and each 30 days */

struct _KhTimeline {
  GtkWidget parent_instance;

  GPtrArray *dates; /* (element-type KhDate) */
  KhTime now;
};

G_DEFINE_FINAL_TYPE (KhTimeline, kh_timeline, GTK_TYPE_WIDGET)

/* Dates whose marks would overlap. */
typedef struct {
  guint first, n; /* of the dates */
  double x;       /* center */
} Mark;

/* --- Places ---------------------------------------------------------------------------------- */

/* Half a number fits beyond both ends. */
static double
place_of (KhTimeline *self, KhTime span)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double part = (double)CLAMP (span, 0, KH_DATES_SPAN) / (double)KH_DATES_SPAN;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    part = 1 - part;
  return MARK + part * MAX (width - 2 * MARK, 0);
}

/* (transfer full) (element-type Mark) */
static GArray *
find_marks (KhTimeline *self)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (Mark));

  for (guint i = 0; i < self->dates->len; i++) {
    const KhDate *date = self->dates->pdata[i];
    Mark mark = { i, 1, place_of (self, date->time - self->now) };
    Mark *last = marks->len > 0 ? &g_array_index (marks, Mark, marks->len - 1) : NULL;

    if (last != NULL && ABS (last->x - mark.x) < MARK + 2)
      last->n++;
    else
      g_array_append_val (marks, mark);
  }
  return marks;
}

const KhDate *
kh_timeline_find (KhTimeline *self, double x, guint *n)
{
  g_autoptr (GArray) marks = find_marks (self);

  for (guint i = 0; i < marks->len; i++) {
    const Mark *mark = &g_array_index (marks, Mark, i);

    if (ABS (mark->x - x) > MARK)
      continue;
    if (n != NULL)
      *n = mark->n;
    return self->dates->pdata[mark->first];
  }
  return NULL;
}

/* --- Drawing --------------------------------------------------------------------------------- */

static GdkRGBA
find_color (GtkWidget *widget, const char *name)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  gtk_style_context_get_color (context, &color);
  if (name != NULL)
    gtk_style_context_lookup_color (context, name, &color);
  return color;
}

static void
draw_words (KhTimeline *self, GtkSnapshot *snapshot, const char *text, double x, double y,
            const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, height;
  double left;

  pango_layout_get_pixel_size (layout, &width, &height);
  left = CLAMP (x - width / 2.0, 0, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - width, 0));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)left, (float)y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* Half the width of what the axis stops at: a number could not be read on it, and a ring would look
 * filled; 0 for the others. */
static double
gap_of (KhTimeline *self, const Mark *mark)
{
  if (mark->n > 1)
    return MARK;
  return ((const KhDate *)self->dates->pdata[mark->first])->kind == KH_DATE_HOLD ? MARK / 2.0 : 0;
}

static void
draw_line (KhTimeline *self, GtkSnapshot *snapshot, GArray *marks, const GdkRGBA *color)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double from = MARK, end = MARK + MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARK, 0);

  for (guint i = 0; i <= marks->len; i++) {
    guint index = mirrored ? marks->len - 1 - i : i;
    const Mark *mark = i < marks->len ? &g_array_index (marks, Mark, index) : NULL;
    double gap = mark != NULL ? gap_of (self, mark) : 0;
    double to = mark != NULL ? mark->x - gap : end;

    if (mark != NULL && gap <= 0)
      continue;
    if (to > from)
      gtk_snapshot_append_color (
          snapshot, color, &GRAPHENE_RECT_INIT ((float)from, LINE_Y - 0.5f, (float)(to - from), 1));
    if (mark != NULL)
      from = mark->x + gap;
  }
}

static gboolean
is_at_gap (KhTimeline *self, GArray *marks, double x)
{
  for (guint i = 0; i < marks->len; i++) {
    const Mark *mark = &g_array_index (marks, Mark, i);

    if (ABS (mark->x - x) < gap_of (self, mark))
      return TRUE;
  }
  return FALSE;
}

static void
draw_axis (KhTimeline *self, GtkSnapshot *snapshot, GArray *marks)
{
  GdkRGBA color = find_color (GTK_WIDGET (self), NULL);
  GdkRGBA faint = color;

  faint.alpha *= 0.4f;
  draw_line (self, snapshot, marks, &faint);
  for (guint i = 0; i < N_TICKS; i++) {
    double x = place_of (self, KH_DATES_SPAN / (N_TICKS - 1) * i);
    guint days = 90 / (N_TICKS - 1) * i;
    g_autofree char *text =
        i == 0 ? g_strdup (_ ("Today"))
               : g_strdup_printf (ngettext ("in %u day", "in %u days", days), days);

    if (!is_at_gap (self, marks, x))
      gtk_snapshot_append_color (snapshot, &faint,
                                 &GRAPHENE_RECT_INIT ((float)x - 0.5f, LINE_Y - 4, 1, 8));
    draw_words (self, snapshot, text, x, LINE_Y + MARK / 2 + GAP, &color);
  }
}

static void
draw_shape (GtkSnapshot *snapshot, double x, float size, float radius, const GdkRGBA *color)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float)x - size / 2, LINE_Y - size / 2, size, size);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &area, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, &area);
  gtk_snapshot_pop (snapshot);
}

static void
draw_triangle (GtkSnapshot *snapshot, double x, const GdkRGBA *color)
{
  graphene_rect_t area =
      GRAPHENE_RECT_INIT ((float)x - MARK / 2.0f, LINE_Y - MARK / 2.0f, MARK, MARK);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);

  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, x, LINE_Y - MARK / 2.0);
  cairo_line_to (cr, x + MARK / 2.0, LINE_Y + MARK / 2.0);
  cairo_line_to (cr, x - MARK / 2.0, LINE_Y + MARK / 2.0);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
draw_ring (GtkSnapshot *snapshot, double x, const GdkRGBA *color)
{
  const float widths[] = { RING, RING, RING, RING };
  const GdkRGBA colors[] = { *color, *color, *color, *color };
  graphene_rect_t area =
      GRAPHENE_RECT_INIT ((float)x - MARK / 2.0f, LINE_Y - MARK / 2.0f, MARK, MARK);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &area, MARK / 2.0f);
  gtk_snapshot_append_border (snapshot, &shape, widths, colors);
}

/* Told apart by their shapes, without the colors. */
static void
draw_kind (GtkSnapshot *snapshot, KhDateKind kind, double x, const GdkRGBA *color)
{
  if (kind == KH_DATE_HOLD)
    draw_ring (snapshot, x, color);
  else if (kind == KH_DATE_ROTATION)
    draw_triangle (snapshot, x, color);
  else
    draw_shape (snapshot, x, MARK, kind == KH_DATE_DELETION ? 0 : MARK / 2, color);
}

/* As bad as the worst of its dates. */
static void
draw_mark (KhTimeline *self, GtkSnapshot *snapshot, const Mark *mark)
{
  static const char *const colors[] = {
    [KH_DATE_DELETION] = "error_color",
    [KH_DATE_EXPIRY] = "warning_color",
    [KH_DATE_ROTATION] = "accent_color",
    [KH_DATE_HOLD] = "success_color",
  };
  KhDateKind worst = KH_DATE_HOLD;
  GdkRGBA color;

  for (guint i = mark->first; i < mark->first + mark->n; i++)
    worst = MIN (worst, ((const KhDate *)self->dates->pdata[i])->kind);
  color = find_color (GTK_WIDGET (self), colors[worst]);
  if (mark->n == 1) {
    draw_kind (snapshot, worst, mark->x, &color);
  } else {
    g_autofree char *number = g_strdup_printf (mark->n > 99 ? "99+" : "%u", mark->n);
    g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), number);
    int height;

    pango_layout_get_pixel_size (layout, NULL, &height);
    draw_words (self, snapshot, number, mark->x, LINE_Y - height / 2.0, &color);
  }
}

static void
kh_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KhTimeline *self = KH_TIMELINE (widget);
  g_autoptr (GArray) marks = find_marks (self);

  draw_axis (self, snapshot, marks);
  for (guint i = 0; i < marks->len; i++)
    draw_mark (self, snapshot, &g_array_index (marks, Mark, i));
}

static void
kh_timeline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, _ ("Today"));
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  *minimum = *natural =
      orientation == GTK_ORIENTATION_HORIZONTAL ? 4 * MARK : LINE_Y + MARK / 2 + GAP + height;
}

/* --- The pointer ----------------------------------------------------------------------------- */

static void
on_released_cb (KhTimeline *self, int n_press, double x, double y)
{
  const KhDate *date = kh_timeline_find (self, x, NULL);
  g_autofree char *uri = date != NULL ? kh_date_uri (date) : NULL;

  if (uri != NULL)
    kh_open_uri (GTK_WIDGET (self), uri);
}

static gboolean
kh_timeline_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  KhTimeline *self = KH_TIMELINE (widget);
  guint n = 0;
  const KhDate *date = keyboard ? NULL : kh_timeline_find (self, x, &n);
  g_autofree char *what = date != NULL ? kh_date_text (date) : NULL;
  g_autofree char *day = date != NULL ? kh_text_date (date->time, self->now) : NULL;
  g_autofree char *text = NULL;

  if (date == NULL)
    return FALSE;
  text = n == 1 ? g_strdup_printf ("%s %s", day, what)
                : g_strdup_printf (ngettext ("%s %s, and %u more", "%s %s, and %u more", n - 1),
                                   day, what, n - 1);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
kh_timeline_finalize (GObject *object)
{
  g_clear_pointer (&KH_TIMELINE (object)->dates, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_timeline_parent_class)->finalize (object);
}

static void
kh_timeline_class_init (KhTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_timeline_finalize;
  widget_class->snapshot = kh_timeline_snapshot;
  widget_class->measure = kh_timeline_measure;
  widget_class->query_tooltip = kh_timeline_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "khtimeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kh_timeline_init (KhTimeline *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
}

GtkWidget *
kh_timeline_new (GPtrArray *dates, KhTime now)
{
  KhTimeline *self = g_object_new (KH_TYPE_TIMELINE, NULL);
  g_autofree char *text = kh_dates_text (dates, now);

  self->dates = g_ptr_array_ref (dates);
  self->now = now;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Next 90 Days"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  return GTK_WIDGET (self);
}
