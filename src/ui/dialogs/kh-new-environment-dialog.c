/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New Environment…: makes it, and a Managed Environment of it where that is wanted. */
#include "kh-dialogs.h"

#include "kh-choices.h"
#include "kh-environment-api.h"
#include "kh-id.h"
#include "kh-text.h"

#define NAME_MAX_CHARS 64

/* In the order of the row. */
static const char *const types[] = { "Production", "Sandbox", "Developer", "Trial", "Teams" };

#define KH_TYPE_NEW_ENVIRONMENT_DIALOG (kh_new_environment_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhNewEnvironmentDialog, kh_new_environment_dialog, KH, NEW_ENVIRONMENT_DIALOG,
                      KhDialog)

struct _KhNewEnvironmentDialog {
  KhDialog parent_instance;

  AdwEntryRow *name_row;
  AdwComboRow *type_row, *geo_row;
  GtkSwitch *dataverse_switch, *managed_switch;
  gboolean following; /* the program moves the switch */
  gboolean decided;   /* the user has moved it */
  char *made;         /* (nullable): id of the environment */
};

G_DEFINE_FINAL_TYPE (KhNewEnvironmentDialog, kh_new_environment_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  if (!kh_name_is_display (text) || g_utf8_strlen (text, -1) > NAME_MAX_CHARS)
    return g_strdup (_ ("Use 1 to 64 characters"));
  if (kh_choices_is_taken (kh_dialog_get_organization (dialog), KH_ITEM_ENVIRONMENT, NULL, text))
    return g_strdup (_ ("An environment has this name"));
  return NULL;
}

static char *
kh_new_environment_dialog_check (KhDialog *dialog)
{
  KhNewEnvironmentDialog *self = KH_NEW_ENVIRONMENT_DIALOG (dialog);

  return kh_choices_get_geo (self->geo_row) == NULL ? g_strdup ("") : NULL;
}

/* Production and Sandbox are proposed as managed until the user decides. */
static void
on_type_chosen_cb (KhNewEnvironmentDialog *self)
{
  if (self->decided)
    return;
  self->following = TRUE;
  gtk_switch_set_active (self->managed_switch, adw_combo_row_get_selected (self->type_row) < 2);
  self->following = FALSE;
}

static void
on_managed_changed_cb (KhNewEnvironmentDialog *self)
{
  self->decided = self->decided || !self->following;
}

static void
show_made (KhNewEnvironmentDialog *self)
{
  g_autofree char *uri = g_strconcat ("keyhold:environments/", self->made, NULL);

  kh_dialog_done (KH_DIALOG (self), _ ("Environment created"), _ ("View"), uri);
}

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewEnvironmentDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error == NULL) {
    show_made (self);
    return;
  }
  /* It is there all the same: trying again could only meet its own name. */
  g_prefix_error (&error, "%s ", _ ("The environment was created, but it is not managed yet."));
  kh_dialog_fail (KH_DIALOG (self), error);
  kh_dialog_set_finished (KH_DIALOG (self), _ ("_Close"));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewEnvironmentDialog) self = data;
  KhDialog *dialog = KH_DIALOG (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (made == NULL) {
    kh_dialog_fail (dialog, error);
    return;
  }
  self->made = g_strdup (kh_json_string (made, "id"));
  if (!gtk_switch_get_active (self->managed_switch)) {
    show_made (self);
    return;
  }
  kh_organization_call_async (KH_ORGANIZATION (source),
                              kh_environment_api_set_managed (self->made, TRUE),
                              kh_dialog_get_cancellable (dialog), managed_cb, g_object_ref (self));
}

static void
kh_new_environment_dialog_apply (KhDialog *dialog)
{
  KhNewEnvironmentDialog *self = KH_NEW_ENVIRONMENT_DIALOG (dialog);
  KhEnvironmentDraft draft = {
    .name = gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
    .type = types[adw_combo_row_get_selected (self->type_row)],
    .geo = kh_choices_get_geo (self->geo_row)->environment_name,
    .dataverse = gtk_switch_get_active (self->dataverse_switch),
  };

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_environment_api_create (&draft),
                              kh_dialog_get_cancellable (dialog), created_cb, g_object_ref (self));
}

static void
kh_new_environment_dialog_constructed (GObject *object)
{
  KhNewEnvironmentDialog *self = KH_NEW_ENVIRONMENT_DIALOG (object);

  G_OBJECT_CLASS (kh_new_environment_dialog_parent_class)->constructed (object);
  kh_choices_set_geos (KH_DIALOG (self), self->geo_row);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
}

static void
kh_new_environment_dialog_dispose (GObject *object)
{
  KhNewEnvironmentDialog *self = KH_NEW_ENVIRONMENT_DIALOG (object);

  g_clear_pointer (&self->made, g_free);
  G_OBJECT_CLASS (kh_new_environment_dialog_parent_class)->dispose (object);
}

static void
kh_new_environment_dialog_class_init (KhNewEnvironmentDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = kh_new_environment_dialog_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_new_environment_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_new_environment_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_new_environment_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-new-environment-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhNewEnvironmentDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewEnvironmentDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewEnvironmentDialog, geo_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewEnvironmentDialog, dataverse_switch);
  gtk_widget_class_bind_template_child (widget_class, KhNewEnvironmentDialog, managed_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_type_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_managed_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, kh_dialog_on_changed);
}

static void
kh_new_environment_dialog_init (KhNewEnvironmentDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_new_environment_dialog_new (KhOrganization *organization)
{
  return g_object_new (KH_TYPE_NEW_ENVIRONMENT_DIALOG, "organization", organization, NULL);
}
