/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with the recovery sheet of the organization. */
#include "kh-sheet-row.h"

#include "kh-people-dialogs.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

struct _KhSheetRow {
  AdwActionRow parent_instance;

  gboolean has_sheet;
  guint refresh; /* source id: it is read again */
  GtkWidget *save_button, *remove_button;
};

G_DEFINE_FINAL_TYPE (KhSheetRow, kh_sheet_row, ADW_TYPE_ACTION_ROW)

static KhDialog *
get_dialog (KhSheetRow *self)
{
  return KH_DIALOG (gtk_widget_get_ancestor (GTK_WIDGET (self), KH_TYPE_DIALOG));
}

/* --- What there is --------------------------------------------------------------------------- */

static void
show_seal (KhSheetRow *self, KhJson *seal)
{
  gboolean is_owner =
      kh_organization_may (kh_dialog_get_organization (get_dialog (self)), KH_MAY_OWNER);
  g_autofree char *text = NULL;

  self->has_sheet = FALSE;
  for (guint i = 0; i < kh_json_length (seal, "slots"); i++) {
    KhJson *slot = kh_json_element (seal, "slots", i);

    if (g_strcmp0 (kh_json_string (slot, "kind"), "recovery") != 0)
      continue;
    self->has_sheet = TRUE;
    text =
        g_strdup_printf (_ ("Saved by %s. It opens the organization when the passphrase is lost"),
                         kh_json_string (slot, "accountName"));
  }
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self),
      self->has_sheet ? text : _ ("None: without the passphrase nobody could open it again"));
  gtk_widget_set_sensitive (self->save_button, is_owner);
  gtk_widget_set_visible (self->remove_button, self->has_sheet && is_owner);
}

/* A dialog that is closed has nothing to show any more; the row may be out of it. */
static gboolean
is_over (KhSheetRow *self)
{
  KhDialog *dialog = get_dialog (self);

  return dialog == NULL || kh_dialog_is_closed (dialog);
}

static void
seal_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSheetRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) seal = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (is_over (self))
    return;
  if (seal != NULL)
    show_seal (self, seal);
  else
    kh_dialog_fail (get_dialog (self), error);
}

void
kh_sheet_row_read (KhSheetRow *self)
{
  KhDialog *dialog = get_dialog (self);

  kh_organization_call_async (kh_dialog_get_organization (dialog), kh_tenant_api_seal (),
                              kh_dialog_get_cancellable (dialog), seal_cb, g_object_ref (self));
}

/* --- Another one ----------------------------------------------------------------------------- */

static void
refresh_cb (gpointer data)
{
  KhSheetRow *self = data;

  self->refresh = 0;
  if (!is_over (self))
    kh_sheet_row_read (self);
}

static void
on_dialog_gone_cb (KhSheetRow *self)
{
  if (self->refresh == 0 && !is_over (self))
    self->refresh = g_idle_add_once (refresh_cb, self);
}

static void
on_save_clicked_cb (KhSheetRow *self)
{
  KhDialog *dialog =
      kh_save_sheet_dialog_new (kh_dialog_get_organization (get_dialog (self)), self->has_sheet);

  g_signal_connect_object (dialog, "destroy", G_CALLBACK (on_dialog_gone_cb), self,
                           G_CONNECT_SWAPPED);
  kh_dialog_show (dialog, GTK_WIDGET (get_dialog (self)));
}

/* --- None ------------------------------------------------------------------------------------ */

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSheetRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (is_over (self))
    return;
  if (error != NULL)
    kh_dialog_fail (get_dialog (self), error);
  kh_sheet_row_read (self);
}

static void
on_response_cb (KhSheetRow *self, const char *response)
{
  KhDialog *dialog = get_dialog (self);

  if (g_strcmp0 (response, "remove") != 0 || is_over (self))
    return;
  gtk_widget_grab_focus (self->save_button);
  kh_organization_call_async (kh_dialog_get_organization (dialog), kh_tenant_api_recovery_remove (),
                              kh_dialog_get_cancellable (dialog), removed_cb, g_object_ref (self));
}

static void
on_remove_clicked_cb (KhSheetRow *self)
{
  GtkWidget *question = adw_message_dialog_new (
      GTK_WINDOW (get_dialog (self)), _ ("Remove the Recovery Sheet?"),
      _ ("The sheet that was saved becomes worthless. Without the passphrase nobody could open the "
         "organization again."));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (question);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- The row --------------------------------------------------------------------------------- */

static void
kh_sheet_row_dispose (GObject *object)
{
  g_clear_handle_id (&KH_SHEET_ROW (object)->refresh, g_source_remove);
  G_OBJECT_CLASS (kh_sheet_row_parent_class)->dispose (object);
}

static void
kh_sheet_row_class_init (KhSheetRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_sheet_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-sheet-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KhSheetRow, save_button);
  gtk_widget_class_bind_template_child (widget_class, KhSheetRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked_cb);
}

static void
kh_sheet_row_init (KhSheetRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
