/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of Activity, and how many records are unplanned. */
#include "kh-activity-chips.h"

#include "kh-audit-list.h"
#include "kh-rows.h"
#include "kh-text.h"

typedef struct {
  const char *id, *label; /* the label is marked for translation */
} Chip;

static const Chip chips[] = {
  { NULL, N_ ("All") },
  { "changes", N_ ("Changes") },
  { "refused", N_ ("Refused") },
  { "key-uses", N_ ("Keys used") },
  { "unplanned", N_ ("Unplanned") },
};
#define UNPLANNED 4
/* A greater number is not told: the records for it would all have to be read. */
#define UNPLANNED_MOST 99

struct _KhActivityChips {
  GObject parent_instance;

  guint chosen;
  KhAuditList *unplanned; /* (owned): for the number on its chip */
  GtkWidget *buttons[G_N_ELEMENTS (chips)];
};

G_DEFINE_FINAL_TYPE (KhActivityChips, kh_activity_chips, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_toggled_cb (GtkToggleButton *button, KhActivityChips *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->chosen = i;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
add (KhActivityChips *self, GtkBox *box)
{
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (_ (chips[i].label));

    self->buttons[i] = button;
    gtk_widget_add_css_class (button, "kh-chip");
    if (i == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
    else
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                   GTK_TOGGLE_BUTTON (self->buttons[0]));
    g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled_cb), self, 0);
    gtk_box_append (box, button);
  }
}

static void
on_unplanned_cb (KhActivityChips *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->unplanned));
  g_autofree char *number = kh_text_number (MIN (n, UNPLANNED_MOST));
  g_autofree char *text = g_strdup_printf ("%s %s%s", _ (chips[UNPLANNED].label), number,
                                           n > UNPLANNED_MOST ? "+" : "");

  if (kh_audit_list_get_state (self->unplanned) == KH_LIST_LOADING)
    return;
  gtk_button_set_label (GTK_BUTTON (self->buttons[UNPLANNED]), text);
  kh_set_name (self->buttons[UNPLANNED], text);
  if (n <= UNPLANNED_MOST)
    kh_audit_list_read_more (self->unplanned);
}

const char *
kh_activity_chips_get (KhActivityChips *self)
{
  return chips[self->chosen].id;
}

void
kh_activity_chips_choose (KhActivityChips *self, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    if (g_strcmp0 (chips[i].id, id) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), TRUE);
}

void
kh_activity_chips_refresh (KhActivityChips *self)
{
  kh_audit_list_refresh (self->unplanned);
}

void
kh_activity_chips_close (KhActivityChips *self)
{
  kh_audit_list_close (self->unplanned);
}

static void
kh_activity_chips_finalize (GObject *object)
{
  g_object_unref (KH_ACTIVITY_CHIPS (object)->unplanned);
  G_OBJECT_CLASS (kh_activity_chips_parent_class)->finalize (object);
}

static void
kh_activity_chips_class_init (KhActivityChipsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_activity_chips_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_ACTIVITY_CHIPS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_activity_chips_init (KhActivityChips *self)
{
}

KhActivityChips *
kh_activity_chips_new (KhOrganization *organization, GtkBox *box)
{
  KhActivityChips *self = g_object_new (KH_TYPE_ACTIVITY_CHIPS, NULL);
  KhAuditQuery query = { .of = chips[UNPLANNED].id };

  add (self, box);
  self->unplanned = kh_audit_list_new (organization);
  g_signal_connect_object (self->unplanned, "notify::state", G_CALLBACK (on_unplanned_cb), self,
                           G_CONNECT_SWAPPED);
  kh_audit_list_set_query (self->unplanned, &query);
  return self;
}
