/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Range… of the chip Time. */
#include "kh-range-dialog.h"

#include "kh-day-rows.h"
#include "kh-text.h"

struct _KhRangeDialog {
  KhDialog parent_instance;

  AdwEntryRow *first_row, *last_row;
};

G_DEFINE_FINAL_TYPE (KhRangeDialog, kh_range_dialog, KH_TYPE_DIALOG)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
kh_range_dialog_check (KhDialog *dialog)
{
  KhRangeDialog *self = KH_RANGE_DIALOG (dialog);

  return kh_day_rows_check (self->first_row, self->last_row);
}

static void
kh_range_dialog_apply (KhDialog *dialog)
{
  KhRangeDialog *self = KH_RANGE_DIALOG (dialog);
  g_autofree char *name = kh_day_rows_get_name (self->first_row, self->last_row);

  g_signal_emit (self, signals[CHOSEN], 0, name);
  kh_dialog_done (dialog, NULL, NULL, NULL);
}

static void
kh_range_dialog_class_init (KhRangeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  KH_DIALOG_CLASS (klass)->apply = kh_range_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_range_dialog_check;
  signals[CHOSEN] = g_signal_new ("chosen", KH_TYPE_RANGE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-range-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhRangeDialog, first_row);
  gtk_widget_class_bind_template_child (widget_class, KhRangeDialog, last_row);
}

static void
kh_range_dialog_init (KhRangeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_day_row_set_up (self->first_row, _ ("Choose the first day"));
  kh_day_row_set_up (self->last_row, _ ("Choose the last day"));
}

KhDialog *
kh_range_dialog_new (KhOrganization *organization, const char *name)
{
  KhRangeDialog *self = g_object_new (KH_TYPE_RANGE_DIALOG, "organization", organization, NULL);

  kh_day_rows_set_name (self->first_row, self->last_row, name, kh_organization_now (organization));
  kh_dialog_check_entry (KH_DIALOG (self), self->first_row, kh_day_row_check);
  kh_dialog_check_entry (KH_DIALOG (self), self->last_row, kh_day_row_check);
  kh_dialog_check (KH_DIALOG (self));
  return KH_DIALOG (self);
}
