/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an access policy of a vault allows an account or a policy's identity: made, or changed with
 * the guard of what loses its key by that. */
#include "kh-dialogs.h"

#include "kh-access-acts.h"
#include "kh-permission-text.h"
#include "kh-principals.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-change.h"

#define KH_TYPE_ACCESS_POLICY_DIALOG (kh_access_policy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhAccessPolicyDialog, kh_access_policy_dialog, KH, ACCESS_POLICY_DIALOG,
                      KhDialog)

struct _KhAccessPolicyDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group, *keys_group, *secrets_group;
  AdwComboRow *who_row;
  GPtrArray *key_checks, *secret_checks; /* (element-type GtkCheckButton), as their tables */
  KhItem *vault;                         /* (owned) (nullable) before it is set */
  char *principal;                       /* (owned) (nullable): whose entry is changed */
  gboolean touched;                      /* somebody chose; nothing is proposed any more */
  gboolean proposing;
};

G_DEFINE_FINAL_TYPE (KhAccessPolicyDialog, kh_access_policy_dialog, KH_TYPE_DIALOG)

/* --- What is chosen --------------------------------------------------------------------------- */

/* (nullable) */
static const char *
chosen_principal (KhAccessPolicyDialog *self)
{
  return self->principal != NULL ? self->principal : kh_principals_get (self->who_row);
}

/* (transfer full) */
static char **
chosen_words (GPtrArray *checks, const KhPermissionText *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < checks->len; i++)
    if (gtk_check_button_get_active (checks->pdata[i]))
      g_strv_builder_add (builder, texts[i].word);
  return g_strv_builder_end (builder);
}

static char **
chosen_keys (KhAccessPolicyDialog *self)
{
  guint n;

  return chosen_words (self->key_checks, kh_key_permission_texts (&n));
}

static char **
chosen_secrets (KhAccessPolicyDialog *self)
{
  guint n;

  return chosen_words (self->secret_checks, kh_secret_permission_texts (&n));
}

static KhJson *
present_policies (KhAccessPolicyDialog *self)
{
  return kh_json_get (kh_item_get_snapshot (self->vault), "accessPolicies");
}

/* (nullable): the entry that the principal has. */
static KhJson *
find_entry (KhAccessPolicyDialog *self, const char *principal)
{
  KhJson *entries = present_policies (self);

  for (guint i = 0; i < kh_json_length (entries, NULL); i++) {
    KhJson *entry = kh_json_element (entries, NULL, i);
    const char *id = kh_json_string (entry, "principalId");

    if (id != NULL && g_ascii_strcasecmp (id, principal) == 0)
      return entry;
  }
  return NULL;
}

static gboolean
is_as_it_is (char **words, KhJson *entry, const char *member)
{
  g_auto (GStrv) present = kh_json_strv (entry, member);

  if (g_strv_length (words) != (present != NULL ? g_strv_length (present) : 0))
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)present, words[i]))
      return FALSE;
  return TRUE;
}

static char *
kh_access_policy_dialog_check (KhDialog *dialog)
{
  KhAccessPolicyDialog *self = KH_ACCESS_POLICY_DIALOG (dialog);
  const char *principal = self->vault != NULL ? chosen_principal (self) : NULL;
  g_auto (GStrv) keys = chosen_keys (self);
  g_auto (GStrv) secrets = chosen_secrets (self);
  KhJson *entry;

  if (principal == NULL)
    return g_strdup (self->vault != NULL ? _ ("Everybody has an access policy already") : "");
  if (keys[0] == NULL && secrets[0] == NULL)
    return g_strdup (self->principal != NULL ? _ ("To take everything away, remove the access")
                                             : "");
  entry = self->principal != NULL ? find_entry (self, principal) : NULL;
  if (entry != NULL && is_as_it_is (keys, entry, "permissions")
      && is_as_it_is (secrets, entry, "secretPermissions"))
    return g_strdup ("");
  return NULL;
}

/* --- What is proposed ------------------------------------------------------------------------- */

static void
choose (GPtrArray *checks, const KhPermissionText *texts, const char *const *words)
{
  for (guint i = 0; i < checks->len; i++)
    gtk_check_button_set_active (checks->pdata[i],
                                 words != NULL && g_strv_contains (words, texts[i].word));
}

static void
propose (KhAccessPolicyDialog *self, const char *const *keys, const char *const *secrets)
{
  guint n;

  self->proposing = TRUE;
  choose (self->key_checks, kh_key_permission_texts (&n), keys);
  choose (self->secret_checks, kh_secret_permission_texts (&n), secrets);
  self->proposing = FALSE;
  kh_dialog_check (KH_DIALOG (self));
}

/* The identity of a policy needs three permissions, and no other is of use to it. */
static void
on_who_cb (KhAccessPolicyDialog *self)
{
  static const char *const service[] = { "get", "wrapKey", "unwrapKey", NULL };
  const char *principal = self->vault != NULL ? chosen_principal (self) : NULL;
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));

  if (principal != NULL && self->principal == NULL && !self->touched)
    propose (self, kh_principal_is_policy (organization, principal) ? service : NULL, NULL);
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_toggled_cb (KhAccessPolicyDialog *self)
{
  if (self->proposing)
    return;
  self->touched = TRUE;
  kh_dialog_check (KH_DIALOG (self));
}

/* --- The change ------------------------------------------------------------------------------- */

static KhActAccessPolicy
wanted_of (const KhVaultChange *change)
{
  return (KhActAccessPolicy){ change->vault, change->principal, (const char *const *)change->keys,
                              (const char *const *)change->secrets };
}

static gboolean
change_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;
  const KhActAccessPolicy wanted = wanted_of (change);

  return kh_act_set_access_policy (client, &change->place, &wanted, confirmed, cancellable, error);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (!done)
    kh_dialog_fail (dialog, error);
  else if (KH_ACCESS_POLICY_DIALOG (dialog)->principal != NULL)
    kh_dialog_done (dialog, _ ("Access changed"), NULL, NULL);
  else
    kh_dialog_done (dialog, _ ("Access granted, may take up to five minutes"), NULL, NULL);
}

static KhVaultChange *
make_change (KhAccessPolicyDialog *self)
{
  KhVaultChange *change = kh_vault_change_new (kh_dialog_get_organization (KH_DIALOG (self)),
                                               kh_item_get_name (self->vault));

  change->principal = g_strdup (chosen_principal (self));
  change->keys = chosen_keys (self);
  change->secrets = chosen_secrets (self);
  return change;
}

static void
kh_access_policy_dialog_apply (KhDialog *dialog)
{
  KhAccessPolicyDialog *self = KH_ACCESS_POLICY_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  KhVaultChange *change = make_change (self);
  const KhActAccessPolicy wanted = wanted_of (change);
  KhJson *accounts = kh_json_get (kh_item_get_snapshot (self->vault), "accounts");
  g_autofree char *name = kh_principal_name (organization, accounts, change->principal);
  g_autofree char *heading = g_strdup_printf (_ ("Change Access of %s?"), name);
  g_autofree char *hard = g_strdup_printf (_ ("Change Access of %s Although It Is Needed?"), name);

  request->trigger = g_strdup ("update-vault");
  request->vault = g_strdup (change->vault);
  request->wanted = kh_act_print_access_policies (present_policies (self), &wanted);
  kh_dialog_begin (dialog);
  kh_confirm_async (
      GTK_WIDGET (dialog), organization, request,
      &(KhConfirmTexts){ .verb = _ ("C_hange Access"),
                         .heading = heading,
                         .body = _ ("It concerns these objects, too. Access can be given again at "
                                    "any time."),
                         .heading_hard = hard,
                         .body_hard = _ ("Access can be given again, and what is locked can be "
                                         "re-enabled then. Type the vault's name:"),
                         .destructive = TRUE,
                         .is_asked = TRUE },
      change_confirmed, change, kh_vault_change_free, kh_dialog_get_cancellable (dialog),
      changed_cb, g_object_ref (dialog));
}

/* --- The dialog ------------------------------------------------------------------------------- */

static void
add_checks (KhAccessPolicyDialog *self, AdwPreferencesGroup *group, GPtrArray *checks,
            const KhPermissionText *texts, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *title = kh_permission_title (&texts[i]);
    GtkWidget *row = kh_row_new (title, NULL);
    GtkWidget *check = gtk_check_button_new ();

    gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
    g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_toggled_cb), self);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
    adw_preferences_group_add (group, row);
    g_ptr_array_add (checks, check);
  }
}

static void
kh_access_policy_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_ACCESS_POLICY_DIALOG (object)->vault);
  G_OBJECT_CLASS (kh_access_policy_dialog_parent_class)->dispose (object);
}

static void
kh_access_policy_dialog_finalize (GObject *object)
{
  KhAccessPolicyDialog *self = KH_ACCESS_POLICY_DIALOG (object);

  g_ptr_array_unref (self->key_checks);
  g_ptr_array_unref (self->secret_checks);
  g_free (self->principal);
  G_OBJECT_CLASS (kh_access_policy_dialog_parent_class)->finalize (object);
}

static void
kh_access_policy_dialog_class_init (KhAccessPolicyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_access_policy_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_access_policy_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_access_policy_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_access_policy_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-access-policy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhAccessPolicyDialog, group);
  gtk_widget_class_bind_template_child (widget_class, KhAccessPolicyDialog, keys_group);
  gtk_widget_class_bind_template_child (widget_class, KhAccessPolicyDialog, secrets_group);
  gtk_widget_class_bind_template_child (widget_class, KhAccessPolicyDialog, who_row);
  gtk_widget_class_bind_template_callback (widget_class, on_who_cb);
}

static void
kh_access_policy_dialog_init (KhAccessPolicyDialog *self)
{
  guint n_keys, n_secrets;
  const KhPermissionText *keys = kh_key_permission_texts (&n_keys);
  const KhPermissionText *secrets = kh_secret_permission_texts (&n_secrets);

  self->key_checks = g_ptr_array_new ();
  self->secret_checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_checks (self, self->keys_group, self->key_checks, keys, n_keys);
  add_checks (self, self->secrets_group, self->secret_checks, secrets, n_secrets);
}

static gboolean
has_no_entry (const char *id, gpointer data)
{
  return find_entry (data, id) == NULL;
}

/* Whose entry it is cannot be chosen any more. */
static void
show_entry (KhAccessPolicyDialog *self, KhOrganization *organization, const char *principal)
{
  KhJson *entry = find_entry (self, principal);
  KhJson *accounts = kh_json_get (kh_item_get_snapshot (self->vault), "accounts");
  g_autofree char *name = kh_principal_name (organization, accounts, principal);
  g_auto (GStrv) keys = kh_json_strv (entry, "permissions");
  g_auto (GStrv) secrets = kh_json_strv (entry, "secretPermissions");

  self->principal = g_strdup (principal);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Change Access"));
  kh_dialog_set_verb (KH_DIALOG (self), _ ("C_hange Access"), FALSE);
  adw_preferences_group_remove (self->group, GTK_WIDGET (self->who_row));
  adw_preferences_group_add (self->group,
                             kh_property_row_new (_ ("Access of"), name, FALSE, FALSE));
  propose (self, (const char *const *)keys, (const char *const *)secrets);
}

KhDialog *
kh_access_policy_dialog_new (KhOrganization *organization, KhItem *vault, const char *principal)
{
  KhAccessPolicyDialog *self =
      g_object_new (KH_TYPE_ACCESS_POLICY_DIALOG, "organization", organization, NULL);
  KhJson *accounts = kh_json_get (kh_item_get_snapshot (vault), "accounts");
  g_autofree char *title = kh_text_escape (kh_item_get_name (vault));

  self->vault = g_object_ref (vault);
  kh_item_hold_for (vault, self);
  adw_preferences_group_set_title (self->group, title);
  if (principal != NULL)
    show_entry (self, organization, principal);
  else
    kh_principals_offer (self->who_row, organization, accounts, has_no_entry, self);
  on_who_cb (self);
  return KH_DIALOG (self);
}
