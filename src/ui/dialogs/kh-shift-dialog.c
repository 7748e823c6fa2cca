/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shift Clock…: a rehearsal's time goes forward (pages.md 5.3). */
#include "kh-people-dialogs.h"

#include "kh-facts.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

#define KH_TYPE_SHIFT_DIALOG (kh_shift_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhShiftDialog, kh_shift_dialog, KH, SHIFT_DIALOG, KhDialog)

struct _KhShiftDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *guard_group;
  GtkSpinButton *days_spin;
  AdwEntryRow *name_row;
};

G_DEFINE_FINAL_TYPE (KhShiftDialog, kh_shift_dialog, KH_TYPE_DIALOG)

static guint
get_days (KhShiftDialog *self)
{
  return (guint)gtk_spin_button_get_value_as_int (self->days_spin);
}

/* How many environments would be deleted by then. */
static guint
count_deleted (KhShiftDialog *self)
{
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT));
  KhTime then = kh_organization_now (organization) + get_days (self) * KH_DAY;
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (all, i);
    KhTime due = kh_fact_time (environment, "deletionAt");

    count += due != KH_TIME_NONE && due <= then ? 1 : 0;
  }
  return count;
}

static char *
check_name (KhDialog *dialog, const char *text)
{
  KhShiftDialog *self = KH_SHIFT_DIALOG (dialog);

  if (count_deleted (self) == 0
      || g_str_equal (text, kh_organization_get_name (kh_dialog_get_organization (dialog))))
    return NULL;
  return g_strdup (*text == '\0' ? _ ("Type the organization's name")
                                 : _ ("Does not match the name"));
}

static char *
kh_shift_dialog_check (KhDialog *dialog)
{
  KhShiftDialog *self = KH_SHIFT_DIALOG (dialog);
  guint count = count_deleted (self);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u environment would be deleted for good.",
                                 "%u environments would be deleted for good.", count),
                       count);

  gtk_widget_set_visible (GTK_WIDGET (self->guard_group), count > 0);
  adw_preferences_group_set_description (self->guard_group, count > 0 ? text : NULL);
  return NULL;
}

static void
on_days_changed_cb (KhShiftDialog *self)
{
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

static void
shifted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhShiftDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) clock = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  /* Also when nobody waits for it any longer. */
  if (clock != NULL)
    kh_organization_refresh_facts (KH_ORGANIZATION (source));
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (clock == NULL)
    kh_dialog_fail (KH_DIALOG (self), error);
  else
    kh_dialog_done (KH_DIALOG (self), NULL, NULL, NULL);
}

static void
kh_shift_dialog_apply (KhDialog *dialog)
{
  g_autofree char *duration = g_strdup_printf ("P%uD", get_days (KH_SHIFT_DIALOG (dialog)));

  kh_dialog_begin (dialog);
  kh_organization_call_async (
      kh_dialog_get_organization (dialog), kh_tenant_api_clock_shift (duration),
      kh_dialog_get_cancellable (dialog), shifted_cb, g_object_ref (dialog));
}

static void
kh_shift_dialog_constructed (GObject *object)
{
  KhShiftDialog *self = KH_SHIFT_DIALOG (object);

  G_OBJECT_CLASS (kh_shift_dialog_parent_class)->constructed (object);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
  kh_dialog_check (KH_DIALOG (self));
}

static void
kh_shift_dialog_class_init (KhShiftDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = kh_shift_dialog_constructed;
  KH_DIALOG_CLASS (klass)->apply = kh_shift_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_shift_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-shift-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhShiftDialog, guard_group);
  gtk_widget_class_bind_template_child (widget_class, KhShiftDialog, days_spin);
  gtk_widget_class_bind_template_child (widget_class, KhShiftDialog, name_row);
  gtk_widget_class_bind_template_callback (widget_class, on_days_changed_cb);
}

static void
kh_shift_dialog_init (KhShiftDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_shift_dialog_new (KhOrganization *organization)
{
  return g_object_new (KH_TYPE_SHIFT_DIALOG, "organization", organization, NULL);
}
