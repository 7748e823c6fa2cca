/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copy…: onto which environment, whose data is lost by it. */
#include "kh-dialogs.h"

#include "kh-choices.h"
#include "kh-confirm.h"
#include "kh-environment-api.h"
#include "kh-guard-words.h"
#include "kh-text.h"

#define KH_TYPE_COPY_DIALOG (kh_copy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhCopyDialog, kh_copy_dialog, KH, COPY_DIALOG, KhDialog)

struct _KhCopyDialog {
  KhDialog parent_instance;

  AdwComboRow *target_row;
  KhItem *source; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhCopyDialog, kh_copy_dialog, KH_TYPE_DIALOG)

/* --- Onto which ------------------------------------------------------------------------------- */

/* Types whose data may be lost; what else stands in the way is said once one is chosen. */
static gboolean
is_choice (KhItem *environment)
{
  return kh_item_is (environment, "state", "Ready")
         && (kh_item_is (environment, "type", "Sandbox")
             || kh_item_is (environment, "type", "Developer"));
}

static char *
call_choice (KhItem *environment)
{
  return g_strdup (kh_item_get_name (environment));
}

static gboolean
is_other_cb (gpointer environment, gpointer source)
{
  return environment != source;
}

static void
set_choices (KhCopyDialog *self)
{
  g_autoptr (GtkFilterListModel) others = NULL;

  kh_choices_set_items (self->target_row, kh_dialog_get_organization (KH_DIALOG (self)),
                        KH_ITEM_ENVIRONMENT, is_choice, call_choice);
  others =
      gtk_filter_list_model_new (g_object_ref (adw_combo_row_get_model (self->target_row)),
                                 GTK_FILTER (gtk_custom_filter_new (
                                     is_other_cb, g_object_ref (self->source), g_object_unref)));
  adw_combo_row_set_model (self->target_row, G_LIST_MODEL (others));
}

/* The key without its version. */
static gboolean
have_same_key (KhItem *a, KhItem *b)
{
  return g_strcmp0 (kh_item_string (a, "key.id"), kh_item_string (b, "key.id")) == 0;
}

/* (transfer none) (nullable): why nothing can be copied onto @target. */
static const char *
find_fault (KhCopyDialog *self, KhItem *target)
{
  if (g_strcmp0 (kh_item_string (target, "geo"), kh_item_string (self->source, "geo")) != 0)
    return _ ("Data does not leave its geography");
  if (!have_same_key (target, self->source))
    return _ ("The two are not encrypted with the same key");
  return NULL;
}

static char *
kh_copy_dialog_check (KhDialog *dialog)
{
  KhCopyDialog *self = KH_COPY_DIALOG (dialog);
  KhItem *target = kh_choices_get_item (self->target_row);

  if (target == NULL)
    return g_strdup (_ ("There is no other sandbox or developer environment"));
  return g_strdup (find_fault (self, target));
}

/* The first that it can be copied onto; where there is none, what stands there says why. */
static void
propose (KhCopyDialog *self)
{
  GListModel *choices = adw_combo_row_get_model (self->target_row);

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++) {
    g_autoptr (KhItem) target = g_list_model_get_item (choices, i);

    if (find_fault (self, target) != NULL)
      continue;
    adw_combo_row_set_selected (self->target_row, i);
    return;
  }
}

/* --- Copying ---------------------------------------------------------------------------------- */

typedef struct {
  char *source, *target;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->source);
  g_free (copy->target);
  g_free (copy);
}

static gboolean
copy_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                GCancellable *cancellable, GError **error)
{
  const Copy *copy = data;
  KhCall *call = kh_environment_api_copy (copy->source, copy->target);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;

  if (kh_confirm_finish (result, &error))
    kh_dialog_done (dialog, _ ("Copy started"), _ ("View"), "keyhold:operations");
  else
    kh_dialog_fail (dialog, error);
}

static KhWireImpactRequest *
make_request (const Copy *copy)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup ("replace-data");
  request->environment = g_strdup (copy->target);
  request->source = g_strdup (copy->source);
  return request;
}

static void
kh_copy_dialog_apply (KhDialog *dialog)
{
  KhCopyDialog *self = KH_COPY_DIALOG (dialog);
  KhItem *target = kh_choices_get_item (self->target_row);
  Copy *copy = g_new0 (Copy, 1);
  g_autofree char *heading =
      g_strdup_printf (_ ("Replace All Data of %s?"), kh_item_get_name (target));
  g_autofree char *words = kh_guard_words (
      &(KhGuardFacts){ KH_GUARDED_COPY, .source = kh_item_get_name (self->source) }, TRUE);
  g_autofree char *body = g_strjoin (" ", words, _ ("Type the environment's name:"), NULL);

  copy->source = g_strdup (kh_item_get_id (self->source));
  copy->target = g_strdup (kh_item_get_id (target));
  kh_dialog_begin (dialog);
  kh_confirm_async (
      GTK_WIDGET (dialog), kh_dialog_get_organization (dialog), make_request (copy),
      &(KhConfirmTexts){
          .verb = _ ("_Replace Data"), .heading = heading, .body = body, .destructive = TRUE },
      copy_confirmed, copy, copy_free, kh_dialog_get_cancellable (dialog), copied_cb,
      g_object_ref (dialog));
}

/* --- The dialog ------------------------------------------------------------------------------- */

static void
kh_copy_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_COPY_DIALOG (object)->source);
  G_OBJECT_CLASS (kh_copy_dialog_parent_class)->dispose (object);
}

static void
kh_copy_dialog_class_init (KhCopyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_copy_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_copy_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_copy_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-copy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhCopyDialog, target_row);
  gtk_widget_class_bind_template_callback (widget_class, kh_dialog_on_changed);
}

static void
kh_copy_dialog_init (KhCopyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_copy_dialog_new (KhOrganization *organization, KhItem *environment)
{
  KhCopyDialog *self = g_object_new (KH_TYPE_COPY_DIALOG, "organization", organization, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Copy %s"), kh_item_get_name (environment));

  self->source = g_object_ref (environment);
  gtk_window_set_title (GTK_WINDOW (self), title);
  set_choices (self);
  propose (self);
  return KH_DIALOG (self);
}
