/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number and its unit at the end of a row. */
#include "kh-duration-row.h"

#include "kh-rows.h"
#include "kh-text.h"
#include "kh-time.h"

struct _KhDurationRow {
  AdwActionRow parent_instance;

  GtkSpinButton *number;
  GtkDropDown *unit;
};

G_DEFINE_FINAL_TYPE (KhDurationRow, kh_duration_row, ADW_TYPE_ACTION_ROW)

static guint changed_signal;

static const char letters[] = { 'D', 'M', 'Y' };

/* A number of one unit; FALSE for anything else. */
static gboolean
parse (const char *duration, guint *number, guint *unit)
{
  char *end = NULL;
  guint64 value;

  if (duration == NULL || *duration != 'P' || !g_ascii_isdigit (duration[1]))
    return FALSE;
  value = g_ascii_strtoull (duration + 1, &end, 10);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (end[0] == letters[i] && end[1] == '\0' && value < 10000) {
      *number = (guint)value;
      *unit = i;
      return TRUE;
    }
  return FALSE;
}

char *
kh_duration_row_get_duration (KhDurationRow *self)
{
  return g_strdup_printf ("P%d%c", gtk_spin_button_get_value_as_int (self->number),
                          letters[gtk_drop_down_get_selected (self->unit)]);
}

void
kh_duration_row_set_duration (KhDurationRow *self, const char *duration)
{
  guint number = 0;
  guint unit = 0;
  KhTime end = 0;

  if (!parse (duration, &number, &unit) && kh_time_add_duration (0, duration, &end))
    number = (guint)CLAMP (end / KH_DAY, 1, 9999);
  gtk_drop_down_set_selected (self->unit, unit);
  gtk_spin_button_set_value (self->number, number);
}

static void
on_changed_cb (KhDurationRow *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* The row's title is what the number is called. */
static void
on_title_cb (KhDurationRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  kh_set_plain_name (GTK_WIDGET (self->number), title);
}

static void
kh_duration_row_class_init (KhDurationRowClass *klass)
{
  changed_signal = g_signal_new ("changed", KH_TYPE_DURATION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
kh_duration_row_init (KhDurationRow *self)
{
  const char *const units[] = { _ ("Days"), _ ("Months"), _ ("Years"), NULL };
  GtkWidget *number = gtk_spin_button_new_with_range (1, 9999, 1);
  GtkWidget *unit = gtk_drop_down_new_from_strings (units);

  self->number = GTK_SPIN_BUTTON (number);
  self->unit = GTK_DROP_DOWN (unit);
  gtk_spin_button_set_numeric (self->number, TRUE);
  gtk_widget_set_valign (number, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (unit, GTK_ALIGN_CENTER);
  kh_set_name (unit, _ ("Unit"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), number);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), unit);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), number);
  g_signal_connect_object (number, "value-changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (unit, "notify::selected", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::title", G_CALLBACK (on_title_cb), NULL);
}
