/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grant Access…: gives an account or a policy's identity a role on a vault or on one of its keys.
 */
#include "kh-dialogs.h"

#include "kh-choices.h"
#include "kh-principals.h"
#include "kh-rbac.h"
#include "kh-text.h"
#include "kh-vault-api.h"

#define KH_TYPE_ACCESS_DIALOG (kh_access_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhAccessDialog, kh_access_dialog, KH, ACCESS_DIALOG, KhDialog)

struct _KhAccessDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group;
  AdwComboRow *who_row, *role_row, *scope_row;
  AdwPreferencesRow *role_text;
  GPtrArray *roles; /* (element-type KhRbacRole): those in the row */
  KhItem *vault;    /* (owned) (nullable) before it is set */
};

G_DEFINE_FINAL_TYPE (KhAccessDialog, kh_access_dialog, KH_TYPE_DIALOG)

/* --- What is chosen --------------------------------------------------------------------------- */

/* (nullable) */
static const KhRbacRole *
chosen_role (KhAccessDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->role_row);

  return selected < self->roles->len ? self->roles->pdata[selected] : NULL;
}

/* (transfer full): the vault, or the key in it. */
static char *
chosen_scope (KhAccessDialog *self)
{
  const char *vault = kh_item_get_name (self->vault);

  if (adw_combo_row_get_selected (self->scope_row) == 0)
    return g_strdup (vault);
  return g_strconcat (vault, "/", kh_choices_get_text (self->scope_row), NULL);
}

static gboolean
is_same (KhJson *assignment, const char *member, const char *value)
{
  const char *text = kh_json_string (assignment, member);

  return text != NULL && g_ascii_strcasecmp (text, value) == 0;
}

static gboolean
is_there (KhAccessDialog *self, const char *who, const KhRbacRole *role)
{
  KhJson *assignments = kh_json_get (kh_item_get_snapshot (self->vault), "assignments");
  g_autofree char *scope = chosen_scope (self);

  for (guint i = 0; i < kh_json_length (assignments, NULL); i++) {
    KhJson *assignment = kh_json_element (assignments, NULL, i);

    if (is_same (assignment, "principalId", who) && is_same (assignment, "roleId", role->id)
        && is_same (assignment, "scope", scope))
      return TRUE;
  }
  return FALSE;
}

static char *
kh_access_dialog_check (KhDialog *dialog)
{
  KhAccessDialog *self = KH_ACCESS_DIALOG (dialog);
  const char *who = self->vault != NULL ? kh_principals_get (self->who_row) : NULL;
  const KhRbacRole *role = chosen_role (self);

  if (who == NULL || role == NULL)
    return g_strdup ("");
  return is_there (self, who, role) ? g_strdup (_ ("This role is given already")) : NULL;
}

static void
on_changed_cb (KhAccessDialog *self)
{
  const KhRbacRole *role = chosen_role (self);

  adw_preferences_row_set_title (self->role_text, role != NULL ? role->description : "");
  kh_dialog_check (KH_DIALOG (self));
}

/* --- The grant -------------------------------------------------------------------------------- */

static void
granted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;

  g_autoptr (KhJson) made = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (made != NULL)
    kh_dialog_done (dialog, _ ("Access granted, may take up to five minutes"), NULL, NULL);
  else
    kh_dialog_fail (dialog, error);
}

static void
kh_access_dialog_apply (KhDialog *dialog)
{
  KhAccessDialog *self = KH_ACCESS_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  g_autofree char *scope = chosen_scope (self);

  kh_dialog_begin (dialog);
  kh_organization_call_async (
      organization,
      kh_assignment_api_put (kh_organization_get_place (organization), scope,
                             chosen_role (self)->id, kh_principals_get (self->who_row)),
      kh_dialog_get_cancellable (dialog), granted_cb, g_object_ref (dialog));
}

/* --- The dialog ------------------------------------------------------------------------------- */

/* Roles that allow nothing with keys and secrets would change nothing here. */
static void
offer_roles (KhAccessDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n, service = 0;
  const KhRbacRole *roles = kh_rbac_roles (&n);

  for (guint i = 0; i < n; i++) {
    if (roles[i].permissions == KH_PERMISSION_NONE && roles[i].secrets == KH_SECRET_PERMISSION_NONE)
      continue;
    if (g_str_equal (roles[i].id, KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER))
      service = self->roles->len;
    gtk_string_list_append (names, roles[i].name);
    g_ptr_array_add (self->roles, (gpointer)&roles[i]);
  }
  adw_combo_row_set_model (self->role_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->role_row, service);
}

static void
offer_scopes (KhAccessDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  KhJson *keys = kh_json_get (kh_item_get_snapshot (self->vault), "keys");

  gtk_string_list_append (names, _ ("All keys and secrets"));
  for (guint i = 0; i < kh_json_length (keys, NULL); i++)
    gtk_string_list_append (names, kh_json_string (kh_json_element (keys, NULL, i), "name"));
  adw_combo_row_set_model (self->scope_row, G_LIST_MODEL (names));
}

static void
kh_access_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_ACCESS_DIALOG (object)->vault);
  G_OBJECT_CLASS (kh_access_dialog_parent_class)->dispose (object);
}

static void
kh_access_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (KH_ACCESS_DIALOG (object)->roles);
  G_OBJECT_CLASS (kh_access_dialog_parent_class)->finalize (object);
}

static void
kh_access_dialog_class_init (KhAccessDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_access_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_access_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_access_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_access_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-access-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhAccessDialog, group);
  gtk_widget_class_bind_template_child (widget_class, KhAccessDialog, who_row);
  gtk_widget_class_bind_template_child (widget_class, KhAccessDialog, role_row);
  gtk_widget_class_bind_template_child (widget_class, KhAccessDialog, role_text);
  gtk_widget_class_bind_template_child (widget_class, KhAccessDialog, scope_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
kh_access_dialog_init (KhAccessDialog *self)
{
  self->roles = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_access_dialog_new (KhOrganization *organization, KhItem *vault)
{
  KhAccessDialog *self = g_object_new (KH_TYPE_ACCESS_DIALOG, "organization", organization, NULL);
  g_autofree char *title = kh_text_escape (kh_item_get_name (vault));

  self->vault = g_object_ref (vault);
  kh_item_hold_for (vault, self);
  adw_preferences_group_set_title (self->group, title);
  offer_roles (self);
  offer_scopes (self);
  kh_principals_offer (self->who_row, organization,
                       kh_json_get (kh_item_get_snapshot (vault), "accounts"), NULL, NULL);
  on_changed_cb (self);
  return KH_DIALOG (self);
}
