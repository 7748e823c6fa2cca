/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an expiry. */
#include "kh-expiry-group.h"

#include "kh-text.h"

/* In the order of the row. */
enum { EXPIRES_NEVER, EXPIRES_IN_A_YEAR, EXPIRES_IN_TWO_YEARS, EXPIRES_ON_A_DATE };

struct _KhExpiryGroup {
  AdwPreferencesGroup parent_instance;

  AdwComboRow *expiry_row;
  GtkWidget *calendar_row, *warning_row;
  GtkCalendar *calendar;
  KhTime now;
  guint n_keys;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhExpiryGroup, kh_expiry_group, ADW_TYPE_PREFERENCES_GROUP)

KhTime
kh_expiry_group_get_expiry (KhExpiryGroup *self)
{
  guint choice = adw_combo_row_get_selected (self->expiry_row);
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (self->now / KH_SECOND);
  g_autoptr (GDateTime) end = NULL;

  if (choice == EXPIRES_NEVER)
    return KH_TIME_NONE;
  if (choice == EXPIRES_ON_A_DATE) {
    g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);

    end = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                 g_date_time_get_day_of_month (day), 0, 0, 0);
  } else {
    end = g_date_time_add_years (start, choice == EXPIRES_IN_A_YEAR ? 1 : 2);
  }
  return g_date_time_to_unix (end) * KH_SECOND;
}

char *
kh_expiry_group_check (KhExpiryGroup *self)
{
  KhTime expiry = kh_expiry_group_get_expiry (self);

  if (expiry == KH_TIME_NONE || expiry > self->now)
    return NULL;
  return g_strdup (_ ("The date of expiry is not ahead"));
}

static void
on_chosen_cb (KhExpiryGroup *self)
{
  KhTime expiry = kh_expiry_group_get_expiry (self);

  gtk_widget_set_visible (self->calendar_row,
                          adw_combo_row_get_selected (self->expiry_row) == EXPIRES_ON_A_DATE);
  gtk_widget_set_visible (self->warning_row, expiry != KH_TIME_NONE);
  if (expiry != KH_TIME_NONE) {
    g_autofree char *date = kh_text_date (expiry, self->now);
    g_autofree char *text = g_strdup_printf (
        self->n_keys > 1
            ? _ ("On %s all environments on these keys go offline, unless they are rotated before")
            : _ ("On %s all environments on this key go offline, unless it is rotated before"),
        date);

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->warning_row), text);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
kh_expiry_group_set_expiry (KhExpiryGroup *self, KhTime expiry, KhTime now)
{
  gboolean never = expiry == KH_TIME_NONE;
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local ((never ? now : expiry) / KH_SECOND);
  g_autoptr (GDateTime) shown = never ? g_date_time_add_years (day, 1) : g_date_time_ref (day);

  self->now = now;
  gtk_calendar_select_day (self->calendar, shown);
  adw_combo_row_set_selected (self->expiry_row, never ? EXPIRES_NEVER : EXPIRES_ON_A_DATE);
  on_chosen_cb (self);
}

void
kh_expiry_group_lend_rows (KhExpiryGroup *self, AdwExpanderRow *expander, const char *never)
{
  GtkWidget *const rows[] = { GTK_WIDGET (self->expiry_row), self->calendar_row,
                              self->warning_row };
  GListModel *model = adw_combo_row_get_model (self->expiry_row);
  const char *const words[] = { never, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), rows[i]);
    adw_expander_row_add_row (expander, rows[i]);
  }
  if (never != NULL)
    gtk_string_list_splice (GTK_STRING_LIST (model), 0, 1, words);
}

void
kh_expiry_group_propose (KhExpiryGroup *self, guint n_keys, KhTime now)
{
  self->n_keys = n_keys;
  kh_expiry_group_set_expiry (self, KH_TIME_NONE, now);
  adw_combo_row_set_selected (self->expiry_row, EXPIRES_IN_A_YEAR);
}

static void
kh_expiry_group_class_init (KhExpiryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", KH_TYPE_EXPIRY_GROUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-expiry-group.ui");
  gtk_widget_class_bind_template_child (widget_class, KhExpiryGroup, expiry_row);
  gtk_widget_class_bind_template_child (widget_class, KhExpiryGroup, calendar_row);
  gtk_widget_class_bind_template_child (widget_class, KhExpiryGroup, warning_row);
  gtk_widget_class_bind_template_child (widget_class, KhExpiryGroup, calendar);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen_cb);
}

static void
kh_expiry_group_init (KhExpiryGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
