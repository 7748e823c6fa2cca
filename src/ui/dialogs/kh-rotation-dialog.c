/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation Policy…: when a key gets new versions by itself, and when those expire. */
#include "kh-dialogs.h"

#include "kh-duration-row.h"
#include "kh-rotation-words.h"
#include "kh-text.h"
#include "kh-vault-api.h"

#define KH_TYPE_ROTATION_DIALOG (kh_rotation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhRotationDialog, kh_rotation_dialog, KH, ROTATION_DIALOG, KhDialog)

struct _KhRotationDialog {
  KhDialog parent_instance;

  AdwComboRow *when_row;
  KhDurationRow *every_row, *expiry_row;
  GtkSwitch *expiry_switch;
  AdwActionRow *trap_row;
  KhItem *key; /* (owned) (nullable) before it is set */
};

G_DEFINE_FINAL_TYPE (KhRotationDialog, kh_rotation_dialog, KH_TYPE_DIALOG)

/* The items of when_row. */
enum { NEVER, AFTER, BEFORE };

/* (transfer full): what the fields say; the notices stay as they are. */
static KhRotationPolicy *
make_policy (KhRotationDialog *self)
{
  KhRotationPolicy *policy = kh_rotation_policy_new ();
  guint when = adw_combo_row_get_selected (self->when_row);

  if (when == AFTER)
    policy->rotate_after = kh_duration_row_get_duration (self->every_row);
  if (when == BEFORE)
    policy->rotate_before = kh_duration_row_get_duration (self->every_row);
  if (gtk_switch_get_active (self->expiry_switch))
    policy->expiry = kh_duration_row_get_duration (self->expiry_row);
  if (self->key != NULL) {
    policy->notify_after = g_strdup (kh_item_string (self->key, "rotation.notifyAfter"));
    policy->notify_before = g_strdup (kh_item_string (self->key, "rotation.notifyBefore"));
  }
  return policy;
}

static char *
kh_rotation_dialog_check (KhDialog *dialog)
{
  KhRotationDialog *self = KH_ROTATION_DIALOG (dialog);
  g_autoptr (KhRotationPolicy) policy = make_policy (self);
  g_autoptr (GError) error = NULL;

  if (kh_rotation_policy_check (policy, &error))
    return NULL;
  return g_strdup (kh_rotation_words_of_refusal (policy));
}

static void
show_trap (KhRotationDialog *self)
{
  g_autoptr (KhRotationPolicy) policy = make_policy (self);
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));
  g_autofree char *trap = self->key != NULL
                              ? kh_rotation_words_of_trap (policy, kh_item_get_snapshot (self->key),
                                                           kh_organization_now (organization))
                              : NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trap_row), trap != NULL ? trap : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trap_row), trap != NULL);
}

static void
on_changed_cb (KhRotationDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->every_row),
                          adw_combo_row_get_selected (self->when_row) != NEVER);
  gtk_widget_set_visible (GTK_WIDGET (self->expiry_row),
                          gtk_switch_get_active (self->expiry_switch));
  show_trap (self);
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) saved = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (saved != NULL)
    kh_dialog_done (dialog, _ ("Rotation policy saved"), NULL, NULL);
  else
    kh_dialog_fail (dialog, error);
}

static void
kh_rotation_dialog_apply (KhDialog *dialog)
{
  KhRotationDialog *self = KH_ROTATION_DIALOG (dialog);
  g_autoptr (KhRotationPolicy) policy = make_policy (self);
  g_autoptr (KhWireRotationPolicy) wire = kh_wire_rotation_policy_from (policy, NULL);

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_key_api_put_rotation_policy (kh_item_string (self->key, "vault"),
                                                              kh_item_string (self->key, "name"),
                                                              wire),
                              kh_dialog_get_cancellable (dialog), saved_cb, g_object_ref (dialog));
}

static void
kh_rotation_dialog_dispose (GObject *object)
{
  KhRotationDialog *self = KH_ROTATION_DIALOG (object);

  g_clear_object (&self->key);
  G_OBJECT_CLASS (kh_rotation_dialog_parent_class)->dispose (object);
}

static void
kh_rotation_dialog_class_init (KhRotationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_DURATION_ROW);
  G_OBJECT_CLASS (klass)->dispose = kh_rotation_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_rotation_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_rotation_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-rotation-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhRotationDialog, when_row);
  gtk_widget_class_bind_template_child (widget_class, KhRotationDialog, every_row);
  gtk_widget_class_bind_template_child (widget_class, KhRotationDialog, expiry_row);
  gtk_widget_class_bind_template_child (widget_class, KhRotationDialog, expiry_switch);
  gtk_widget_class_bind_template_child (widget_class, KhRotationDialog, trap_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
kh_rotation_dialog_init (KhRotationDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_duration_row_set_duration (self->every_row, "P18M");
  kh_duration_row_set_duration (self->expiry_row, "P2Y");
}

KhDialog *
kh_rotation_dialog_new (KhOrganization *organization, KhItem *key)
{
  KhRotationDialog *self =
      g_object_new (KH_TYPE_ROTATION_DIALOG, "organization", organization, NULL);
  const char *after = kh_item_string (key, "rotation.rotateAfter");
  const char *before = kh_item_string (key, "rotation.rotateBeforeExpiry");
  const char *expiry = kh_item_string (key, "rotation.expiry");

  self->key = g_object_ref (key);
  adw_combo_row_set_selected (self->when_row, after != NULL    ? AFTER
                                              : before != NULL ? BEFORE
                                                               : NEVER);
  if (after != NULL || before != NULL)
    kh_duration_row_set_duration (self->every_row, after != NULL ? after : before);
  if (expiry != NULL)
    kh_duration_row_set_duration (self->expiry_row, expiry);
  gtk_switch_set_active (self->expiry_switch, expiry != NULL);
  on_changed_cb (self);
  return KH_DIALOG (self);
}

void
kh_rotation_dialog_propose (KhDialog *dialog)
{
  KhRotationDialog *self = KH_ROTATION_DIALOG (dialog);

  if (adw_combo_row_get_selected (self->when_row) == NEVER)
    adw_combo_row_set_selected (self->when_row, AFTER);
}
