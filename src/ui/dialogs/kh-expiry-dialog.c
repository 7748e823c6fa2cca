/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set Expiry…: when a version of a key ends, and which environments end with it. */
#include "kh-dialogs.h"

#include "kh-confirm.h"
#include "kh-expiry-group.h"
#include "kh-text.h"
#include "kh-vault-api.h"

#define KH_TYPE_EXPIRY_DIALOG (kh_expiry_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhExpiryDialog, kh_expiry_dialog, KH, EXPIRY_DIALOG, KhDialog)

struct _KhExpiryDialog {
  KhDialog parent_instance;

  KhExpiryGroup *expiry_group;
  KhItem *key;   /* (owned) (nullable) before it is set */
  char *version; /* (owned) (nullable): the newest one, whichever that is */
};

G_DEFINE_FINAL_TYPE (KhExpiryDialog, kh_expiry_dialog, KH_TYPE_DIALOG)

static char *
kh_expiry_dialog_check (KhDialog *dialog)
{
  return kh_expiry_group_check (KH_EXPIRY_DIALOG (dialog)->expiry_group);
}

static void
on_changed_cb (KhExpiryDialog *self)
{
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

/* --- The words -------------------------------------------------------------------------------- */

static gboolean
depends (KhExpiryDialog *self, KhItem *environment)
{
  return kh_item_is (environment, "key.id", kh_item_get_id (self->key))
         && (self->version == NULL || kh_item_is (environment, "key.version", self->version));
}

/* (transfer full): names of the environments that end with it. */
static char **
list_dependents (KhExpiryDialog *self)
{
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (
      kh_dialog_get_organization (KH_DIALOG (self)), KH_ITEM_ENVIRONMENT));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (all, i);

    if (depends (self, environment))
      g_strv_builder_add (names, kh_item_get_name (environment));
  }
  return g_strv_builder_end (names);
}

/* (transfer full): what hangs on the date, for the dialog itself. */
static char *
describe (KhExpiryDialog *self)
{
  g_auto (GStrv) names = list_dependents (self);
  guint n = g_strv_length (names);

  if (n == 0)
    return g_strdup (_ ("No environment uses it."));
  if (n == 1)
    return g_strdup_printf (_ ("%s uses it."), names[0]);
  return g_strdup_printf (ngettext ("%s and %u other environment use it.",
                                    "%s and %u other environments use it.", n - 1),
                          names[0], n - 1);
}

/* --- The change ------------------------------------------------------------------------------- */

/* One version; handed to the worker. */
typedef struct {
  char *vault, *key, *version; /* @version: (nullable) */
  KhTime exp;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->vault);
  g_free (change->key);
  g_free (change->version);
  g_free (change);
}

static char **
cleared (KhTime exp)
{
  static const char *const names[] = { "exp", NULL };

  return exp == KH_TIME_NONE ? g_strdupv ((char **)names) : NULL;
}

static gboolean
set_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
               GCancellable *cancellable, GError **error)
{
  const Change *change = data;
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();
  KhCall *call;

  patch->enabled = KH_TRI_UNSET;
  patch->exp = change->exp;
  patch->clear = cleared (change->exp);
  call = kh_key_api_patch (change->vault, change->key, change->version, patch);
  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (done)
    kh_dialog_done (dialog, _ ("Expiry set"), NULL, NULL);
  else
    kh_dialog_fail (dialog, error);
}

static KhWireImpactRequest *
make_request (const Change *change)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup ("update-version");
  request->vault = g_strdup (change->vault);
  request->key = g_strdup (change->key);
  request->version = g_strdup (change->version);
  request->enabled = KH_TRI_UNSET;
  request->exp = change->exp;
  request->clear = cleared (change->exp);
  return request;
}

static void
kh_expiry_dialog_apply (KhDialog *dialog)
{
  KhExpiryDialog *self = KH_EXPIRY_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  Change *change = g_new0 (Change, 1);
  g_autofree char *date = NULL;
  g_autofree char *heading = NULL;
  g_auto (GStrv) names = list_dependents (self);

  change->vault = g_strdup (kh_item_string (self->key, "vault"));
  change->key = g_strdup (kh_item_string (self->key, "name"));
  change->version = g_strdup (self->version);
  change->exp = kh_expiry_group_get_expiry (self->expiry_group);
  date = kh_text_date (change->exp, kh_organization_now (organization));
  heading = g_strdup_printf (_ ("Let %s Expire on %s?"), change->key, date);
  kh_dialog_begin (dialog);
  kh_confirm_async (GTK_WIDGET (dialog), organization, make_request (change),
                    &(KhConfirmTexts){ .verb = _ ("Set _Expiry"),
                                       .heading = heading,
                                       .body = _ ("On that day these environments go offline:"),
                                       .rows = (const char *const *)names,
                                       .destructive = TRUE,
                                       .is_asked = TRUE },
                    set_confirmed, change, change_free, kh_dialog_get_cancellable (dialog), set_cb,
                    g_object_ref (dialog));
}

static void
kh_expiry_dialog_dispose (GObject *object)
{
  KhExpiryDialog *self = KH_EXPIRY_DIALOG (object);

  g_clear_object (&self->key);
  g_clear_pointer (&self->version, g_free);
  G_OBJECT_CLASS (kh_expiry_dialog_parent_class)->dispose (object);
}

static void
kh_expiry_dialog_class_init (KhExpiryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_EXPIRY_GROUP);
  G_OBJECT_CLASS (klass)->dispose = kh_expiry_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_expiry_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_expiry_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-expiry-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhExpiryDialog, expiry_group);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
kh_expiry_dialog_init (KhExpiryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* KH_TIME_NONE where it does not expire. */
static KhTime
present_expiry (KhItem *key, const char *version)
{
  KhJson *snapshot = kh_item_get_snapshot (key);

  for (guint i = 0; version != NULL && i < kh_json_length (snapshot, "versions"); i++) {
    KhJson *one = kh_json_element (snapshot, "versions", i);

    if (g_strcmp0 (kh_json_string (one, "version"), version) == 0)
      return kh_json_time (one, "exp");
  }
  return kh_json_time (snapshot, "exp");
}

KhDialog *
kh_expiry_dialog_new (KhOrganization *organization, KhItem *key, const char *version)
{
  KhExpiryDialog *self = g_object_new (KH_TYPE_EXPIRY_DIALOG, "organization", organization, NULL);
  g_autofree char *short_id = version != NULL ? kh_text_short_id (version) : NULL;
  g_autofree char *plain = version != NULL
                               ? g_strdup_printf ("%s, %s", kh_item_get_name (key), short_id)
                               : g_strdup (kh_item_get_name (key));
  g_autofree char *title = kh_text_escape (plain);
  g_autofree char *body = NULL;
  g_autofree char *escaped = NULL;

  self->key = g_object_ref (key);
  kh_item_hold_for (key, self);
  self->version = g_strdup (version);
  body = describe (self);
  escaped = kh_text_escape (body);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->expiry_group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->expiry_group), escaped);
  kh_expiry_group_set_expiry (self->expiry_group, present_expiry (key, version),
                              kh_organization_now (organization));
  return KH_DIALOG (self);
}
