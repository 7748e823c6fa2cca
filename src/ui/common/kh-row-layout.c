/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a row side by side, or what follows its words below them. */
#include "kh-row-layout.h"

#include "kh-fold-bin.h"

/* Pixels, as libadwaita has them between the parts of a row. */
#define SPACING 6
/* Below what went there. */
#define MARGIN 8
/* Pixels for text of the usual size: less than that is no room for words, and with that much they
 * give room to what follows before that breaks into lines. */
#define LEAST_WORDS 104
#define FAIR_WORDS 180

struct _KhRowLayout {
  GtkLayoutManager parent_instance;

  gboolean whole; /* the end is beside the words with all the width that it wants, or below */
};

G_DEFINE_FINAL_TYPE (KhRowLayout, kh_row_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Where all goes in a given width. */
typedef struct {
  GtkWidget *words;  /* (nullable) */
  GtkWidget *end;    /* (nullable): behind the words */
  int before, after; /* what the others take, with the spacing towards the words */
  int words_width, end_width;
  gboolean below; /* the end is */
} Plan;

static int
get_width (GtkWidget *child, gboolean natural)
{
  int minimum = 0, most = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &most, NULL, NULL);
  return natural ? most : minimum;
}

static int
get_height (GtkWidget *child, int width)
{
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
find_parts (GtkWidget *row, Plan *plan)
{
  *plan = (Plan){ 0 };
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (row)); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child))) {
    if (plan->words == NULL && gtk_widget_get_hexpand (child))
      plan->words = child;
    else if (plan->words == NULL)
      plan->before += get_width (child, TRUE) + SPACING;
    else if (plan->end == NULL)
      plan->end = child;
    else
      plan->after += get_width (child, TRUE) + SPACING;
  }
}

static void
plan_row (KhRowLayout *self, GtkWidget *row, int width, Plan *plan)
{
  int all, least, fair, natural;
  double scale = kh_text_scale (row);

  find_parts (row, plan);
  all = MAX (width - plan->before - plan->after, 0);
  plan->words_width = plan->end_width = all;
  if (plan->words == NULL || plan->end == NULL)
    return;
  natural = get_width (plan->words, TRUE);
  least = MAX (get_width (plan->words, FALSE), MIN (natural, (int)(LEAST_WORDS * scale)));
  fair = MAX (least, MIN (natural, (int)(FAIR_WORDS * scale)));
  plan->end_width =
      CLAMP (all - SPACING - fair, get_width (plan->end, self->whole), get_width (plan->end, TRUE));
  plan->below = all - SPACING - plan->end_width < least;
  if (plan->below)
    plan->end_width = all;
  else
    plan->words_width = all - SPACING - plan->end_width;
}

/* How high the row is that was planned. @first: its first line. */
static int
plan_height (GtkWidget *row, const Plan *plan, int *first)
{
  int end = plan->end != NULL ? get_height (plan->end, plan->end_width) : 0;

  *first = plan->words != NULL ? get_height (plan->words, plan->words_width) : 0;
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (row)); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    if (child != plan->words && child != plan->end)
      *first = MAX (*first, get_height (child, get_width (child, TRUE)));
  if (plan->below)
    return *first + end + MARGIN;
  *first = MAX (*first, end);
  return *first;
}

static void
kh_row_layout_measure (GtkLayoutManager *layout, GtkWidget *row, GtkOrientation orientation,
                       int for_size, int *minimum, int *natural, int *minimum_baseline,
                       int *natural_baseline)
{
  Plan plan;
  int first;

  if (orientation == GTK_ORIENTATION_VERTICAL) {
    plan_row (KH_ROW_LAYOUT (layout), row, for_size < 0 ? G_MAXINT / 2 : for_size, &plan);
    *minimum = *natural = plan_height (row, &plan, &first);
    return;
  }
  find_parts (row, &plan);
  *minimum = *natural = plan.before + plan.after;
  if (plan.words != NULL) {
    *minimum +=
        MAX (get_width (plan.words, FALSE), plan.end != NULL ? get_width (plan.end, FALSE) : 0);
    *natural += get_width (plan.words, TRUE);
  }
  if (plan.end != NULL)
    *natural += SPACING + get_width (plan.end, TRUE);
  *natural = MAX (*natural, *minimum);
}

/* The words stand in the middle by this layout and not by their own alignment: to align a box GTK
 * 4.8 looks for the width that fits its height, and where words from both directions break it may
 * look for ever. */
static void
kh_row_layout_root (GtkLayoutManager *layout)
{
  GtkWidget *child = gtk_widget_get_first_child (gtk_layout_manager_get_widget (layout));

  GTK_LAYOUT_MANAGER_CLASS (kh_row_layout_parent_class)->root (layout);
  while (child != NULL && !gtk_widget_get_hexpand (child))
    child = gtk_widget_get_next_sibling (child);
  if (child != NULL)
    gtk_widget_set_valign (child, GTK_ALIGN_FILL);
}

static void
place (GtkWidget *row, GtkWidget *child, int x, int y, int width, int height, int most)
{
  gboolean mirrored = gtk_widget_get_direction (row) == GTK_TEXT_DIR_RTL;
  GtkAllocation place = { .x = mirrored ? most - x - width : x, .y = y, width, height };

  gtk_widget_size_allocate (child, &place, -1);
}

static void
kh_row_layout_allocate (GtkLayoutManager *layout, GtkWidget *row, int width, int height,
                        int baseline)
{
  Plan plan;
  int first, x = 0;

  plan_row (KH_ROW_LAYOUT (layout), row, width, &plan);
  plan_height (row, &plan, &first);
  if (!plan.below)
    first = height;
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (row)); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child))) {
    int wide = child == plan.words ? plan.words_width
               : child == plan.end ? plan.end_width
                                   : get_width (child, TRUE);

    if (child == plan.end && plan.below) {
      place (row, child, plan.before, first, wide, get_height (child, wide), width);
      continue;
    }
    if (child == plan.words) {
      int high = MIN (get_height (child, wide), first);

      place (row, child, x, (first - high) / 2, wide, high, width);
    } else {
      place (row, child, x, 0, wide, first, width);
    }
    x += wide + SPACING;
  }
}

static GtkSizeRequestMode
kh_row_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *row)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kh_row_layout_class_init (KhRowLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->root = kh_row_layout_root;
  layout_class->measure = kh_row_layout_measure;
  layout_class->allocate = kh_row_layout_allocate;
  layout_class->get_request_mode = kh_row_layout_get_request_mode;
}

static void
kh_row_layout_init (KhRowLayout *self)
{
}

GtkLayoutManager *
kh_row_layout_new (void)
{
  return g_object_new (KH_TYPE_ROW_LAYOUT, NULL);
}

GtkLayoutManager *
kh_row_layout_new_whole (void)
{
  KhRowLayout *self = g_object_new (KH_TYPE_ROW_LAYOUT, NULL);

  self->whole = TRUE;
  return GTK_LAYOUT_MANAGER (self);
}
