/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Move the Pin…: on which version of its key a policy stays. */
#include "kh-dialogs.h"

#include "kh-rotate-acts.h"
#include "kh-state.h"
#include "kh-text.h"

#define KH_TYPE_PIN_DIALOG (kh_pin_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhPinDialog, kh_pin_dialog, KH, PIN_DIALOG, KhDialog)

struct _KhPinDialog {
  KhDialog parent_instance;

  AdwComboRow *version_row;
  GtkWidget *warning_row;
  KhItem *policy;      /* (owned) */
  GPtrArray *versions; /* (element-type KhJson) (nullable): those that can be chosen, as read */
};

G_DEFINE_FINAL_TYPE (KhPinDialog, kh_pin_dialog, KH_TYPE_DIALOG)

/* (nullable) */
static KhJson *
get_chosen (KhPinDialog *self)
{
  guint n = adw_combo_row_get_selected (self->version_row);

  return self->versions != NULL && n < self->versions->len ? self->versions->pdata[n] : NULL;
}

static char *
kh_pin_dialog_check (KhDialog *dialog)
{
  KhPinDialog *self = KH_PIN_DIALOG (dialog);

  if (get_chosen (self) != NULL)
    return NULL;
  return g_strdup (self->versions != NULL ? _ ("The key has no other version") : "");
}

static void
on_chosen_cb (KhPinDialog *self)
{
  KhJson *version = get_chosen (self);

  gtk_widget_set_visible (self->warning_row,
                          version != NULL
                              && g_strcmp0 (kh_json_string (version, "state"), "Active") != 0);
  kh_dialog_on_changed (KH_DIALOG (self));
}

/* --- What can be chosen ----------------------------------------------------------------------- */

/* "7c1e… · Active · made Nov 10" */
static char *
describe (KhPinDialog *self, KhJson *version)
{
  KhTime now = kh_organization_now (kh_dialog_get_organization (KH_DIALOG (self)));
  g_autofree char *id = kh_text_short_id (kh_json_string (version, "version"));
  g_autofree char *date = kh_text_date (kh_json_time (version, "createdAt"), now);
  KhStateInfo state = kh_state_info (KH_STATE_KEY, kh_json_string (version, "state"));

  /* Translators: a version of a key, its state, and the date it was made on */
  return g_strdup_printf (_ ("%s · %s · made %s"), id, state.word, date);
}

/* Takes @all; the one of today is none of the choices. */
static void
show_versions (KhPinDialog *self, GPtrArray *all)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const char *today = kh_item_string (self->policy, "key.version");

  for (guint i = all->len; i-- > 0;)
    if (g_strcmp0 (kh_json_string (all->pdata[i], "version"), today) == 0)
      g_ptr_array_remove_index (all, i);
  self->versions = all;
  for (guint i = 0; i < all->len; i++) {
    g_autofree char *label = describe (self, all->pdata[i]);

    gtk_string_list_append (labels, label);
  }
  adw_combo_row_set_model (self->version_row, G_LIST_MODEL (labels));
  gtk_widget_set_sensitive (GTK_WIDGET (self->version_row), all->len > 0);
  on_chosen_cb (self);
}

static void
versions_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPinDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (versions != NULL)
    show_versions (self, g_steal_pointer (&versions));
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

/* --- Moving it -------------------------------------------------------------------------------- */

typedef struct {
  char *policy, *version, *subscription, *group;
} Pin;

static void
pin_free (gpointer data)
{
  Pin *pin = data;

  g_free (pin->policy);
  g_free (pin->version);
  g_free (pin->subscription);
  g_free (pin->group);
  g_free (pin);
}

static gpointer
pin_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Pin *pin = data;
  const KhArmPlace place = { pin->subscription, pin->group };

  return GINT_TO_POINTER (
      kh_act_set_policy_version (client, &place, pin->policy, pin->version, cancellable, error));
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) self = data;
  g_autoptr (GError) error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  if (kh_dialog_is_closed (self))
    return;
  if (error != NULL)
    kh_dialog_fail (self, error);
  else
    kh_dialog_done (self, _ ("The pin was moved"), NULL, NULL);
}

static void
kh_pin_dialog_apply (KhDialog *dialog)
{
  KhPinDialog *self = KH_PIN_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  const KhArmPlace *place = kh_organization_get_place (organization);
  Pin *pin = g_new0 (Pin, 1);

  pin->policy = g_strdup (kh_item_get_id (self->policy));
  pin->version = g_strdup (kh_json_string (get_chosen (self), "version"));
  pin->subscription = g_strdup (place->subscription);
  pin->group = g_strdup (place->group);
  kh_dialog_begin (dialog);
  kh_organization_run_async (organization, pin_worker, pin, pin_free, NULL,
                             kh_dialog_get_cancellable (dialog), moved_cb, g_object_ref (dialog));
}

/* --- The dialog ------------------------------------------------------------------------------- */

static void
kh_pin_dialog_dispose (GObject *object)
{
  KhPinDialog *self = KH_PIN_DIALOG (object);

  g_clear_object (&self->policy);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_pin_dialog_parent_class)->dispose (object);
}

static void
kh_pin_dialog_class_init (KhPinDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_pin_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_pin_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_pin_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-pin-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhPinDialog, version_row);
  gtk_widget_class_bind_template_child (widget_class, KhPinDialog, warning_row);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen_cb);
}

static void
kh_pin_dialog_init (KhPinDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_pin_dialog_new (KhOrganization *organization, KhItem *policy)
{
  KhPinDialog *self = g_object_new (KH_TYPE_PIN_DIALOG, "organization", organization, NULL);

  self->policy = g_object_ref (policy);
  kh_dialog_set_reason (KH_DIALOG (self), "");
  kh_organization_call_async (organization,
                              kh_key_api_versions_lean (kh_item_string (policy, "key.vault"),
                                                        kh_item_string (policy, "key.name")),
                              kh_dialog_get_cancellable (KH_DIALOG (self)), versions_cb,
                              g_object_ref (self));
  return KH_DIALOG (self);
}
