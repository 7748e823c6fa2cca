/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar of a coverage. Its segments are styled by style.css, which knows the theme's colors and
 * the high contrast. */
#include "kh-coverage-bar.h"

#include <glib/gi18n.h>

#define SPACING 3
/* However little it is, it can be seen. */
#define LEAST 6

struct _KhCoverageBar {
  GtkWidget parent_instance;

  char *text;
  guint shares[KH_N_SHARES]; /* of the segments, in their order */
};

G_DEFINE_FINAL_TYPE (KhCoverageBar, kh_coverage_bar, GTK_TYPE_WIDGET)

/* In the order in which they stand. */
static const char *const order[] = { "customer", "unreadable", "moving", "both",
                                     "kept",     "platform",   "always" };

static void
remove_segments (KhCoverageBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
kh_coverage_bar_dispose (GObject *object)
{
  KhCoverageBar *self = KH_COVERAGE_BAR (object);

  remove_segments (self);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (kh_coverage_bar_parent_class)->dispose (object);
}

static void
kh_coverage_bar_class_init (KhCoverageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_coverage_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "khcoverage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kh_coverage_bar_init (KhCoverageBar *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_homogeneous (layout, TRUE);
  gtk_box_layout_set_spacing (layout, SPACING);
}

GtkWidget *
kh_coverage_bar_new (void)
{
  return g_object_new (KH_TYPE_COVERAGE_BAR, NULL);
}

static guint
count (const char *const *coverage, const char *value)
{
  guint n = 0;

  for (guint i = 0; coverage[i] != NULL; i++)
    if (g_str_equal (coverage[i], value))
      n++;
  return n;
}

/* "3 of 5 stores use the customer key, 2 are always on the Microsoft key." */
static char *
describe (const char *const *coverage)
{
  guint n = g_strv_length ((char **)coverage);
  guint customer = count (coverage, "customer");
  guint unreadable = count (coverage, "unreadable");
  guint always = count (coverage, "always");
  guint both = count (coverage, "both") + count (coverage, "kept");
  g_autofree char *first = NULL;

  if (unreadable > 0)
    first = g_strdup_printf (
        ngettext ("%u of %u stores cannot be read", "%u of %u stores cannot be read", unreadable),
        unreadable, n);
  else
    first = g_strdup_printf (ngettext ("%u of %u stores uses the customer key",
                                       "%u of %u stores use the customer key", customer),
                             customer, n);
  if (both > 0) {
    g_autofree char *alone = g_steal_pointer (&first);

    first = g_strdup_printf (ngettext ("%s, %u uses both keys", "%s, %u use both keys", both),
                             alone, both);
  }
  if (always == 0)
    return g_strdup_printf ("%s.", first);
  return g_strdup_printf (ngettext ("%s, %u is always on the Microsoft key.",
                                    "%s, %u are always on the Microsoft key.", always),
                          first, always);
}

static void
add_segments (KhCoverageBar *self, const char *value, guint n)
{
  for (guint i = 0; i < n; i++) {
    GtkWidget *segment = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

    gtk_widget_add_css_class (segment, "segment");
    gtk_widget_add_css_class (segment, value);
    gtk_widget_set_parent (segment, GTK_WIDGET (self));
  }
}

/* Takes @text. */
static void
set_text (KhCoverageBar *self, char *text)
{
  g_free (self->text);
  self->text = text;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Coverage"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->text,
                                  -1);
}

void
kh_coverage_bar_set_stores (KhCoverageBar *self, const char *const *coverage)
{
  remove_segments (self);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    add_segments (self, order[i], count (coverage, order[i]));
  set_text (self, describe (coverage));
}

/* --- Shares of all data ---------------------------------------------------------------------- */

static const struct {
  const char *style, *text;
} shares[KH_N_SHARES] = {
  [KH_SHARE_CUSTOMER] = { "customer", N_ ("%u %% customer key") },
  [KH_SHARE_UNREADABLE] = { "unreadable", N_ ("%u %% unreadable") },
  [KH_SHARE_MOVING] = { "both", N_ ("%u %% both keys") },
  [KH_SHARE_PLATFORM] = { "platform", N_ ("%u %% Microsoft key") },
  [KH_SHARE_ALWAYS] = { "always", N_ ("%u %% always Microsoft") },
};

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least;

    gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
    *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? MAX (*minimum, least)
                                                                  : *minimum + least + SPACING;
  }
}

/* The last one ends where the bar ends. */
static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KhCoverageBar *self = KH_COVERAGE_BAR (widget);
  guint n = count_children (widget), i = 0, done = 0;
  int room = width - (int)n * (LEAST + SPACING) + SPACING;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child), i++) {
    int start = room * (int)done / 100 + (int)i * (LEAST + SPACING);
    int end = room * (int)(done + self->shares[i]) / 100 + (int)i * (LEAST + SPACING) + LEAST;
    GtkAllocation place = { mirrored ? width - end : start, 0, end - start, height };

    gtk_widget_size_allocate (child, &place, -1);
    done += self->shares[i];
  }
}

void
kh_coverage_bar_set_shares (KhCoverageBar *self, const guint *percents)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  remove_segments (self);
  gtk_widget_set_layout_manager (GTK_WIDGET (self),
                                 gtk_custom_layout_new (NULL, measure, allocate));
  for (guint i = 0; i < KH_N_SHARES; i++) {
    if (percents[i] == 0)
      continue;
    add_segments (self, shares[i].style, 1);
    self->shares[n++] = percents[i];
    g_string_append (text, text->len > 0 ? ", " : "");
    g_string_append_printf (text, _ (shares[i].text), percents[i]);
  }
  set_text (self, g_string_free (text, FALSE));
}

const char *
kh_coverage_bar_get_text (KhCoverageBar *self)
{
  return self->text;
}
