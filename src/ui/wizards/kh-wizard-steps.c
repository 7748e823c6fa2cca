/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the line of steps. */
#include "kh-wizard-steps.h"

#include "kh-rows.h"
#include "kh-text.h"

static void
on_step_clicked_cb (GtkButton *button, KhWizard *wizard)
{
  kh_wizard_go (wizard, g_object_get_data (G_OBJECT (button), "kh-page"));
}

static GtkWidget *
new_done_step (KhWizard *wizard, KhWizardPage *page)
{
  GtkWidget *button = gtk_button_new_with_label (kh_wizard_page_get_step (page));
  g_autofree char *name = g_strdup_printf (_ ("Back to %s"), kh_wizard_page_get_step (page));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kh-step");
  gtk_widget_set_focus_on_click (button, FALSE);
  kh_set_name (button, name);
  g_object_set_data (G_OBJECT (button), "kh-page", page);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_step_clicked_cb), wizard, 0);
  return button;
}

static GtkWidget *
new_step (KhWizardPage *page, const char *style)
{
  GtkWidget *label = gtk_label_new (kh_wizard_page_get_step (page));

  gtk_widget_add_css_class (label, style);
  gtk_widget_set_margin_start (label, 9);
  gtk_widget_set_margin_end (label, 9);
  return label;
}

static GtkWidget *
new_arrow (void)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");

  gtk_widget_add_css_class (arrow, "dim-label");
  return arrow;
}

void
_kh_wizard_fill_steps (GtkBox *box, KhWizard *wizard, GPtrArray *pages, KhWizardPage *current)
{
  GtkWidget *child;
  gboolean passed = FALSE;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (guint i = 0; i < pages->len; i++) {
    KhWizardPage *page = g_ptr_array_index (pages, i);

    if (kh_wizard_page_get_step (page) == NULL)
      continue;
    if (i > 0)
      gtk_box_append (box, new_arrow ());
    if (page == current)
      gtk_box_append (box, new_step (page, "heading"));
    else
      gtk_box_append (box, passed ? new_step (page, "dim-label") : new_done_step (wizard, page));
    passed |= page == current;
  }
}

char *
_kh_wizard_describe_step (GPtrArray *pages, KhWizardPage *current)
{
  guint n;

  if (current == NULL || kh_wizard_page_get_step (current) == NULL)
    return g_strdup ("");
  if (!g_ptr_array_find (pages, current, &n) || n == 0)
    return g_strdup (kh_wizard_page_get_step (current));
  /* Translators: names of two steps of a wizard. */
  return g_strdup_printf (_ ("%s, step after %s"), kh_wizard_page_get_step (current),
                          kh_wizard_page_get_step (g_ptr_array_index (pages, n - 1)));
}

int
_kh_wizard_get_steps_width (GtkBox *box)
{
  int width =
      gtk_widget_get_margin_start (GTK_WIDGET (box)) + gtk_widget_get_margin_end (GTK_WIDGET (box));

  for (GtkWidget *step = gtk_widget_get_first_child (GTK_WIDGET (box)); step != NULL;
       step = gtk_widget_get_next_sibling (step)) {
    int natural;

    gtk_widget_measure (step, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
    width += natural + gtk_box_get_spacing (box);
  }
  return width;
}
