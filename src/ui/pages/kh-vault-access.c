/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Role assignments and access policies of a vault as rows, and the acts on them. */
#include "kh-vault-access.h"

#include <string.h>

#include "kh-access-acts.h"
#include "kh-dialogs.h"
#include "kh-focus.h"
#include "kh-permission-text.h"
#include "kh-principals.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-change.h"

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

static gboolean
uses_roles (KhItem *item)
{
  return kh_item_is (item, "permissionModel", "rbac");
}

/* (transfer full) */
static char *
name_of (KhDetailPage *page, const char *principal)
{
  KhItem *item = kh_detail_page_get_item (page);

  return kh_principal_name (get_organization (page),
                            kh_json_get (kh_item_get_snapshot (item), "accounts"), principal);
}

/* (nullable): the element of the list @member whose @key is @value. */
static KhJson *
find_row (KhDetailPage *page, const char *member, const char *key, const char *value)
{
  KhJson *rows = kh_json_get (kh_item_get_snapshot (kh_detail_page_get_item (page)), member);

  for (guint i = 0; i < kh_json_length (rows, NULL); i++) {
    KhJson *row = kh_json_element (rows, NULL, i);

    if (g_strcmp0 (kh_json_string (row, key), value) == 0)
      return row;
  }
  return NULL;
}

/* --- Removing --------------------------------------------------------------------------------- */

/* (transfer full) */
static KhVaultChange *
change_new (KhDetailPage *page)
{
  return kh_vault_change_new (get_organization (page),
                              kh_item_get_name (kh_detail_page_get_item (page)));
}

static void
end_act (gpointer weak, const char *action, const char *toast, GAsyncResult *result)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (weak);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), toast, NULL, NULL);
  kh_detail_page_end (page, action, error);
}

/* Takes @request and @change. */
static void
ask_removal (KhDetailPage *page, const char *action, const char *name, const char *body,
             KhWireImpactRequest *request, KhConfirmWork work, KhVaultChange *change,
             GAsyncReadyCallback callback)
{
  g_autofree char *heading = g_strdup_printf (_ ("Remove Access of %s?"), name);

  kh_detail_page_begin (page, action);
  kh_confirm_async (
      GTK_WIDGET (page), get_organization (page), request,
      &(KhConfirmTexts){ .verb = _ ("_Remove Access"),
                         .heading = heading,
                         .body = body,
                         .body_hard = _ ("Access can be granted again, and what is locked can be "
                                         "re-enabled then. Type the name:"),
                         .destructive = TRUE },
      work, change, kh_vault_change_free, kh_page_get_cancellable (KH_PAGE (page)), callback,
      kh_weak_new (page));
}

/* --- Removing a role -------------------------------------------------------------------------- */

static gboolean
role_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (
      client, kh_assignment_api_delete (&change->place, change->scope, change->assignment),
      confirmed, cancellable, error);
}

static void
role_removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_act (data, "remove-role", _ ("Access removed"), result);
}

static void
remove_role_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhJson *role = find_row (page, "assignments", "id", g_variant_get_string (parameter, NULL));
  KhWireImpactRequest *request;
  g_autofree char *name = NULL;
  g_autofree char *body = NULL;
  KhVaultChange *change;

  if (role == NULL)
    return;
  change = change_new (page);
  change->scope = g_strdup (kh_json_string (role, "scope"));
  change->assignment = g_strdup (kh_json_string (role, "id"));
  request = kh_wire_impact_request_new ();
  request->trigger = g_strdup ("remove-assignment");
  request->assignment = g_strdup (change->assignment);
  name = name_of (page, kh_json_string (role, "principalId"));
  /* Translators: a role, and a vault or a key in it */
  body = g_strdup_printf (_ ("It loses the role %s on %s. Access can be granted again."),
                          kh_json_string (role, "role"), change->scope);
  ask_removal (page, "remove-role", name, body, request, role_confirmed, change, role_removed_cb);
}

/* --- Removing an access policy ---------------------------------------------------------------- */

static gboolean
policy_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;
  const KhActAccessPolicy nothing = { change->vault, change->principal, NULL, NULL };

  return kh_act_set_access_policy (client, &change->place, &nothing, confirmed, cancellable, error);
}

static void
policy_removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_act (data, "remove-policy", _ ("Access removed"), result);
}

static void
remove_policy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhJson *snapshot = kh_item_get_snapshot (kh_detail_page_get_item (page));
  KhVaultChange *change = change_new (page);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autofree char *name = NULL;
  g_autofree char *body = NULL;

  change->principal = g_variant_dup_string (parameter, NULL);
  request->trigger = g_strdup ("update-vault");
  request->vault = g_strdup (change->vault);
  request->wanted = kh_act_print_access_policies (
      kh_json_get (snapshot, "accessPolicies"),
      &(KhActAccessPolicy){ .vault = change->vault, .principal = change->principal });
  name = name_of (page, change->principal);
  body = g_strdup_printf (_ ("It loses its access policy on %s. Access can be granted again."),
                          change->vault);
  ask_removal (page, "remove-policy", name, body, request, policy_confirmed, change,
               policy_removed_cb);
}

/* --- Giving and changing ---------------------------------------------------------------------- */

static void
grant_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhOrganization *organization = get_organization (data);
  KhItem *item = kh_detail_page_get_item (data);

  kh_dialog_show (uses_roles (item) ? kh_access_dialog_new (organization, item)
                                    : kh_access_policy_dialog_new (organization, item, NULL),
                  data);
}

static void
change_policy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_access_policy_dialog_new (get_organization (data),
                                               kh_detail_page_get_item (data),
                                               g_variant_get_string (parameter, NULL)),
                  data);
}

static void
plan_move_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_move_dialog_new (get_organization (data), kh_detail_page_get_item (data)),
                  data);
}

/* --- The permission model --------------------------------------------------------------------- */

static void
model_switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  end_act (data, "switch-model", _ ("Permission model switched"), result);
}

/* To access policies: the way back to roles is a plan, which makes what is missing first. */
static void
switch_model_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhVaultChange *change = change_new (page);
  g_autofree char *question = NULL;

  kh_vault_change_part (change)->rbac = FALSE;
  question = g_strdup_printf (_ ("Switch %s to Access Policies?"), change->vault);
  kh_detail_page_begin (page, "switch-model");
  kh_confirm_async (
      GTK_WIDGET (page), get_organization (page), kh_vault_change_patch_request (change),
      &(KhConfirmTexts){ .verb = _ ("_Switch"),
                         .heading = question,
                         .body = _ ("Its roles stop counting at once, and only access policies "
                                    "count. It can be switched back."),
                         .body_hard = _ ("What counts now stops counting at once. What is locked "
                                         "can be re-enabled after it was switched back, or after "
                                         "access was granted in the other model. Type the vault's "
                                         "name:"),
                         .destructive = TRUE },
      kh_vault_change_patch, change, kh_vault_change_free, kh_page_get_cancellable (KH_PAGE (page)),
      model_switched_cb, kh_weak_new (page));
}

static const GActionEntry entries[] = {
  { .name = "grant-access", .activate = grant_cb },
  { .name = "remove-role", .activate = remove_role_cb, .parameter_type = "s" },
  { .name = "change-policy", .activate = change_policy_cb, .parameter_type = "s" },
  { .name = "remove-policy", .activate = remove_policy_cb, .parameter_type = "s" },
  { .name = "switch-model", .activate = switch_model_cb },
  { .name = "plan-move", .activate = plan_move_cb },
};

void
kh_vault_access_add_actions (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

/* --- Rows ------------------------------------------------------------------------------------- */

static GtkWidget *
new_button (const char *label, const char *spoken, const char *action, const char *id)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *detailed = g_action_print_detailed_name (action, g_variant_new_string (id));

  gtk_widget_set_tooltip_text (button, spoken);
  kh_set_name (button, spoken);
  kh_set_action (button, detailed);
  return button;
}

/* What the permission model does not look at is told, and that it is without effect. */
static GtkWidget *
new_row (const char *name, const char *what, gboolean counts, gboolean roles)
{
  const char *why = roles ? _ ("no effect, the vault uses roles")
                          : _ ("no effect, the vault uses access policies");
  g_autofree char *subtitle = counts ? g_strdup (what) : g_strjoin (" · ", what, why, NULL);
  GtkWidget *row = kh_row_new (name, subtitle);

  kh_row_add_pill (row, KH_STATE_GRANT, counts ? "Effective" : "Missing");
  return row;
}

/* (transfer full): "all keys", or the one that it is about. */
static char *
scope_text (const char *scope)
{
  const char *slash = scope != NULL ? strchr (scope, '/') : NULL;

  if (g_strcmp0 (scope, "*") == 0)
    return g_strdup (_ ("every vault"));
  return g_strdup (slash != NULL ? slash + 1 : _ ("all keys"));
}

static GtkWidget *
new_role_row (KhDetailPage *page, KhItem *item, KhJson *role, gboolean may)
{
  KhTime now = kh_organization_now (get_organization (page));
  KhTime since = kh_json_time (role, "createdAt");
  const char *scope = kh_json_string (role, "scope");
  g_autofree char *name = name_of (page, kh_json_string (role, "principalId"));
  g_autofree char *on = scope_text (scope);
  g_autofree char *date = since != KH_TIME_NONE ? kh_text_date (since, now) : NULL;
  /* Translators: a role, what it is given on, a date */
  g_autofree char *what = date != NULL ? g_strdup_printf (_ ("%s · %s · since %s"),
                                                          kh_json_string (role, "role"), on, date)
                                       : g_strjoin (" · ", kh_json_string (role, "role"), on, NULL);
  GtkWidget *row = new_row (name, what, uses_roles (item), FALSE);

  kh_set_time (row, since);

  if (may && g_strcmp0 (scope, "*") != 0) {
    g_autofree char *spoken =
        g_strdup_printf (_ ("Remove %s of %s"), kh_json_string (role, "role"), name);

    kh_row_add_button (
        row, new_button (_ ("Remove"), spoken, "page.remove-role", kh_json_string (role, "id")));
  }
  return row;
}

/* Beside the name two buttons would leave it no room where the page is narrow. */
static void
add_buttons (KhDetailPage *page, GtkWidget *group, GtkWidget *row, GtkWidget *first,
             GtkWidget *second)
{
  GtkWidget *below, *box;

  if (!kh_detail_page_is_narrow (page)) {
    kh_row_add_button (row, first);
    kh_row_add_button (row, second);
    kh_detail_group_add (group, row);
    return;
  }
  below = adw_preferences_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (below), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (below), FALSE);
  gtk_widget_set_focusable (below, FALSE);
  kh_set_name (below, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  kh_detail_group_add (group, row);
  kh_detail_group_add (group, below);
}

static void
add_policy_row (KhDetailPage *page, GtkWidget *group, KhItem *item, KhJson *policy, gboolean may)
{
  const char *principal = kh_json_string (policy, "principalId");
  g_auto (GStrv) keys = kh_json_strv (policy, "permissions");
  g_auto (GStrv) secrets = kh_json_strv (policy, "secretPermissions");
  g_autofree char *name = name_of (page, principal);
  g_autofree char *what =
      kh_permissions_text ((const char *const *)keys, (const char *const *)secrets);
  GtkWidget *row = new_row (name, what, !uses_roles (item), TRUE);

  g_autofree char *change = g_strdup_printf (_ ("Change access of %s"), name);
  g_autofree char *removal = g_strdup_printf (_ ("Remove access of %s"), name);

  if (may)
    add_buttons (page, group, row,
                 new_button (_ ("Change…"), change, "page.change-policy", principal),
                 new_button (_ ("Remove"), removal, "page.remove-policy", principal));
  else
    kh_detail_group_add (group, row);
}

static void
add_acts (KhDetailPage *page, GtkWidget *group, KhItem *item, gboolean may)
{
  const char *reason = may ? NULL : _ ("This needs the Key Vault administrator role");

  kh_detail_add_act (page, group, _ ("Let somebody use keys and secrets"),
                     uses_roles (item) ? _ ("A role for an account or a policy")
                                       : _ ("Permissions for an account or a policy"),
                     _ ("_Grant Access…"), "page.grant-access", reason);
  if (uses_roles (item))
    kh_detail_add_act (page, group, _ ("Give access by access policies"),
                       _ ("Roles stop counting at once; what loses its key by that is shown first"),
                       _ ("Switch _to Access Policies…"), "page.switch-model", reason);
  else
    kh_detail_add_act (page, group, _ ("Move from access policies to roles"),
                       _ ("Moving to RBAC voids all access policies at once; the plan makes and "
                          "checks the matching roles first"),
                       _ ("_Plan the Move…"), "page.plan-move", reason);
}

GtkWidget *
kh_vault_access_build (KhDetailPage *page, KhItem *item)
{
  gboolean may = kh_organization_may (get_organization (page), KH_MAY_KVA);
  KhJson *roles = kh_json_get (kh_item_get_snapshot (item), "assignments");
  KhJson *policies = kh_json_get (kh_item_get_snapshot (item), "accessPolicies");
  guint n_roles = kh_json_length (roles, NULL), n_policies = kh_json_length (policies, NULL);
  GtkWidget *group;

  if (kh_item_is (item, "state", "Deleted") || roles == NULL || policies == NULL)
    return NULL;
  group = kh_detail_group_new (_ ("Access"));
  for (guint i = 0; i < n_roles; i++)
    kh_detail_group_add (group, new_role_row (page, item, kh_json_element (roles, NULL, i), may));
  for (guint i = 0; i < n_policies; i++)
    add_policy_row (page, group, item, kh_json_element (policies, NULL, i), may);
  if (n_roles + n_policies == 0)
    kh_detail_group_add (
        group, kh_row_new (_ ("Nobody has access beside the Key Vault administrators"), NULL));
  add_acts (page, group, item, may);
  return group;
}
