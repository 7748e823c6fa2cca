/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plan the Move…: a vault goes from access policies to roles, which are made and checked first. */
#include "kh-dialogs.h"

#include "kh-move-acts.h"
#include "kh-permission-text.h"
#include "kh-principals.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-change.h"
#include "kh-wire-vault.h"

#define KH_TYPE_MOVE_DIALOG (kh_move_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhMoveDialog, kh_move_dialog, KH, MOVE_DIALOG, KhDialog)

struct _KhMoveDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group, *roles_group;
  GPtrArray *rows; /* (element-type GtkWidget): of the plan that is shown */
  KhItem *vault;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhMoveDialog, kh_move_dialog, KH_TYPE_DIALOG)

/* (transfer full): as the vault is known now. */
static GPtrArray *
make_plan (KhMoveDialog *self)
{
  KhJson *snapshot = kh_item_get_snapshot (self->vault);

  return kh_move_plan (kh_json_get (snapshot, "accessPolicies"),
                       kh_json_get (snapshot, "assignments"), kh_item_get_name (self->vault));
}

/* --- What is shown ---------------------------------------------------------------------------- */

static void
add_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* Roles come as they are: what they allow beside the access policy is told, and what none allows.
 */
static void
add_differences (GString *text, const KhMoveStep *step)
{
  g_auto (GStrv) keys = kh_wire_key_permission_words (step->match.more_keys);
  g_auto (GStrv) secrets = kh_wire_secret_permission_words (step->match.more_secrets);
  g_autofree char *more = NULL;
  g_autofree char *line = NULL;

  if (step->match.more_keys != KH_PERMISSION_NONE
      || step->match.more_secrets != KH_SECRET_PERMISSION_NONE) {
    more = kh_permissions_text ((const char *const *)keys, (const char *const *)secrets);
    /* Translators: permissions: "Get, list · on secrets: get" */
    line = g_strdup_printf (_ ("Allows more than now: %s"), more);
    add_line (text, line);
  }
  if (step->unknown[0] != NULL) {
    g_autofree char *words = g_strjoinv (", ", step->unknown);
    g_autofree char *lost = g_strdup_printf (_ ("No role is known for: %s"), words);

    add_line (text, lost);
  }
}

static GtkWidget *
new_row (KhMoveDialog *self, const KhMoveStep *step)
{
  KhJson *accounts = kh_json_get (kh_item_get_snapshot (self->vault), "accounts");
  g_autofree char *name =
      kh_principal_name (kh_dialog_get_organization (KH_DIALOG (self)), accounts, step->principal);
  g_autofree char *now =
      kh_permissions_text ((const char *const *)step->keys, (const char *const *)step->secrets);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *row;

  /* Translators: permissions */
  g_string_append_printf (text, _ ("Now: %s"), now);
  for (guint i = 0; i < step->match.n_roles; i++) {
    g_autofree char *line = g_strdup_printf (step->is_there[i] ? _ ("Is made: %s") : _ ("Role: %s"),
                                             step->match.roles[i]->name);

    add_line (text, line);
  }
  if (step->match.n_roles == 0)
    add_line (text, _ ("No role takes its place"));
  add_differences (text, step);
  row = kh_row_new (name, text->str);
  if (step->unknown[0] != NULL)
    kh_row_add_pill (row, KH_STATE_CHECK, "warn");
  return row;
}

/* (transfer full): how far it is. */
static char *
make_summary (GPtrArray *plan, guint missing)
{
  guint all = missing;

  for (guint i = 0; i < plan->len; i++) {
    const KhMoveStep *step = plan->pdata[i];

    for (guint k = 0; k < step->match.n_roles; k++)
      all += step->is_there[k] ? 1 : 0;
  }
  if (all == 0)
    return g_strdup (_ ("No access policy is there whose place a role could take"));
  if (missing == 0)
    return g_strdup (_ ("All roles are made; the switch is left"));
  return g_strdup_printf (ngettext ("%u of %u role is to be made; nothing is switched yet",
                                    "%u of %u roles are to be made; nothing is switched yet", all),
                          missing, all);
}

static void
show_plan (KhMoveDialog *self)
{
  g_autoptr (GPtrArray) plan = make_plan (self);
  guint missing = kh_move_count_missing (plan);
  g_autofree char *summary = make_summary (plan, missing);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->roles_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < plan->len; i++) {
    GtkWidget *row = new_row (self, plan->pdata[i]);

    adw_preferences_group_add (self->roles_group, row);
    g_ptr_array_add (self->rows, row);
  }
  adw_preferences_group_set_description (self->roles_group, summary);
  kh_dialog_set_verb (KH_DIALOG (self), missing > 0 ? _ ("_Make Roles and Switch") : _ ("_Switch"),
                      missing == 0);
}

/* --- The switch ------------------------------------------------------------------------------- */

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (done)
    kh_dialog_done (dialog, _ ("Permission model switched"), NULL, NULL);
  else
    kh_dialog_fail (dialog, error);
}

/* What goes down all the same is told by the tenant, and asked. */
static void
ask_switch (KhMoveDialog *self)
{
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));
  KhVaultChange *change = kh_vault_change_new (organization, kh_item_get_name (self->vault));
  g_autofree char *heading = g_strdup_printf (_ ("Switch %s to Roles?"), change->vault);

  kh_vault_change_part (change)->rbac = TRUE;
  kh_dialog_set_progress (KH_DIALOG (self), _ ("Switching the vault"));
  kh_confirm_async (
      GTK_WIDGET (self), organization, kh_vault_change_patch_request (change),
      &(KhConfirmTexts){ .verb = _ ("_Switch"),
                         .heading = heading,
                         .body = _ ("Its access policies stop counting at once, and only roles "
                                    "count. It can be switched back."),
                         .body_hard = _ ("What counts now stops counting at once. What is locked "
                                         "can be re-enabled after it was switched back, or after "
                                         "access was granted in the other model. Type the vault's "
                                         "name:"),
                         .destructive = TRUE,
                         .is_asked = TRUE },
      kh_vault_change_patch, change, kh_vault_change_free,
      kh_dialog_get_cancellable (KH_DIALOG (self)), switched_cb, g_object_ref (self));
}

/* --- The roles -------------------------------------------------------------------------------- */

typedef struct {
  KhVaultChange *change; /* (owned): the vault */
  GPtrArray *plan;       /* (owned) */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  kh_vault_change_free (making->change);
  g_ptr_array_unref (making->plan);
  g_free (making);
}

static gpointer
make_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Making *making = data;

  return GINT_TO_POINTER (kh_act_make_roles (client, &making->change->place, making->change->vault,
                                             making->plan, cancellable, error));
}

/* How it came out, until the vault was read again: what was made before a failure is shown. */
typedef struct {
  KhMoveDialog *dialog; /* (owned) */
  GError *error;        /* (owned) (nullable) */
} Made;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Made *made = data;
  g_autoptr (KhMoveDialog) self = made->dialog;
  g_autoptr (GError) error = made->error;
  gboolean read = kh_organization_load_item_finish (KH_ORGANIZATION (source), result,
                                                    error == NULL ? &error : NULL);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (read)
    show_plan (self);
  if (error != NULL)
    kh_dialog_fail (KH_DIALOG (self), error);
  else
    ask_switch (self);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhMoveDialog) self = data;
  Made *made;
  GError *error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  made = g_new (Made, 1);
  *made = (Made){ g_object_ref (self), error };
  kh_organization_load_item_async (KH_ORGANIZATION (source), self->vault, NULL, read_cb, made);
}

static void
kh_move_dialog_apply (KhDialog *dialog)
{
  KhMoveDialog *self = KH_MOVE_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  Making *making = g_new (Making, 1);
  guint missing;
  g_autofree char *progress = NULL;

  *making = (Making){ kh_vault_change_new (organization, kh_item_get_name (self->vault)),
                      make_plan (self) };
  missing = kh_move_count_missing (making->plan);
  progress = missing > 0 ? g_strdup_printf (ngettext ("Making %u role", "Making %u roles", missing),
                                            missing)
                         : g_strdup (_ ("Checking the roles"));
  kh_dialog_begin (dialog);
  kh_dialog_set_progress (dialog, progress);
  kh_organization_run_async (organization, make_worker, making, making_free, NULL,
                             kh_dialog_get_cancellable (dialog), made_cb, g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------- */

static void
kh_move_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_MOVE_DIALOG (object)->vault);
  G_OBJECT_CLASS (kh_move_dialog_parent_class)->dispose (object);
}

static void
kh_move_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (KH_MOVE_DIALOG (object)->rows);
  G_OBJECT_CLASS (kh_move_dialog_parent_class)->finalize (object);
}

static void
kh_move_dialog_class_init (KhMoveDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_move_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_move_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_move_dialog_apply;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-move-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhMoveDialog, group);
  gtk_widget_class_bind_template_child (widget_class, KhMoveDialog, roles_group);
}

static void
kh_move_dialog_init (KhMoveDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_move_dialog_new (KhOrganization *organization, KhItem *vault)
{
  KhMoveDialog *self = g_object_new (KH_TYPE_MOVE_DIALOG, "organization", organization, NULL);
  g_autofree char *title = kh_text_escape (kh_item_get_name (vault));

  self->vault = g_object_ref (vault);
  kh_item_hold_for (vault, self);
  adw_preferences_group_set_title (self->group, title);
  show_plan (self);
  return KH_DIALOG (self);
}
