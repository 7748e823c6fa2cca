/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a step. */
#include "kh-step-row.h"

#include "kh-pill.h"
#include "kh-rows.h"

struct _KhStepRow {
  AdwPreferencesRow parent_instance;

  GtkLabel *title_label, *stage_label;
  KhPill *pill;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (KhStepRow, kh_step_row, ADW_TYPE_PREFERENCES_ROW)

void
kh_step_row_show (KhStepRow *self, const KhStepFacts *facts)
{
  g_autofree char *name = NULL;

  gtk_label_set_text (self->title_label, facts->title);
  kh_pill_set_state (self->pill, facts->kind, facts->state);
  kh_pill_set_word (self->pill, facts->word);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), facts->moving);
  gtk_progress_bar_set_fraction (self->bar, facts->part);
  gtk_label_set_text (self->stage_label, facts->stage != NULL ? facts->stage : "");
  gtk_widget_set_visible (GTK_WIDGET (self->stage_label), facts->stage != NULL);
  name = g_strdup_printf ("%s, %s", facts->title, kh_pill_get_word (self->pill));
  kh_set_name (GTK_WIDGET (self), name);
}

static void
kh_step_row_dispose (GObject *object)
{
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_STEP_ROW);
  G_OBJECT_CLASS (kh_step_row_parent_class)->dispose (object);
}

static void
kh_step_row_class_init (KhStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_step_row_dispose;
  g_type_ensure (KH_TYPE_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KhStepRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, KhStepRow, stage_label);
  gtk_widget_class_bind_template_child (widget_class, KhStepRow, pill);
  gtk_widget_class_bind_template_child (widget_class, KhStepRow, bar);
}

static void
kh_step_row_init (KhStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_step_row_new (void)
{
  return g_object_new (KH_TYPE_STEP_ROW, NULL);
}
