/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group Access of a vault: roles and access policies given, changed and taken away, the model
 * of both switched, and what is asked before an environment loses its key. */
#include "kh-display-test.h"

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-pages.h"
#include "kh-window.h"
#include "kh-wizard-test.h"

#define SERVICE "Key Vault Crypto Service Encryption User"
#define REMOVE "Remove " SERVICE " of ep-sales"
#define VOID_BODY "{\"properties\":{\"enableRbacAuthorization\":false}}"
#define ENTRY(keys)                                                                                \
  "{\"properties\":{\"accessPolicies\":[{\"tenantId\":\"{tenant}\",\"objectId\":\"{principal}\","  \
  "\"permissions\":{\"keys\":[" keys "]}}]}}"
#define WHOLE "\"get\",\"wrapKey\",\"unwrapKey\""

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} Test;

static void
set_up (Test *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_make_accounts (&self->fixture);
}

static void
tear_down (Test *self, gconstpointer data)
{
  display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static void
show (Test *self, const char *account)
{
  fixture_as (&self->fixture, account);
  self->organization = display_open (&self->fixture);
  fixture_as (&self->fixture, "Ada");
  self->page = kh_detail_page_new (self->organization,
                                   display_item (self->organization, KH_ITEM_VAULT, "kv-sales"));
  self->window = display_show (GTK_WIDGET (self->page));
  wizard_answer (self->window, self->organization);
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Access");
}

/* The vault gives access by access policies, and one lets the policy use its key. */
static void
use_access_policies (Test *self)
{
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-sales/accessPolicies/add" A_VAULT,
              ENTRY (WHOLE), 200);
  fixture_do (&self->fixture, ARM, "PATCH", VAULTS "/kv-sales" A_VAULT, VOID_BODY, 200);
}

static KhDialog *
open_dialog (Test *self, const char *button)
{
  KhDialog *dialog;

  display_press (self->window, button);
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return dialog;
}

static KhConfirmDialog *
wait_for_question (void)
{
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

static void
respond (KhConfirmDialog *dialog, const char *button)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, button);
  display_assert_gone (watch);
}

static void
choose (KhDialog *dialog, const char *row_title, const char *choice)
{
  AdwComboRow *row = display_wait_for (dialog, ADW_TYPE_COMBO_ROW, row_title);
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

    if (g_str_equal (gtk_string_object_get_string (item), choice)) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  }
  g_error ("%s does not offer %s", row_title, choice);
}

static gboolean
can_press (KhDialog *dialog, const char *verb)
{
  return gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, verb));
}

static void
apply (KhDialog *dialog, const char *verb)
{
  DisplayWatch *watch = display_watch (dialog);

  display_until (can_press (dialog, verb));
  display_press (dialog, verb);
  display_assert_gone (watch);
}

static void
wait_gone (Test *self, const char *button)
{
  display_until (display_find (self->window, GTK_TYPE_BUTTON, button) == NULL);
}

static gboolean
sales_is (Test *self, const char *state)
{
  return kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"), "state",
                     state);
}

static KhJson *
read_vault (Test *self)
{
  return fixture_call (&self->fixture, ARM, "GET", VAULTS "/kv-sales" A_VAULT, NULL, 200);
}

/* --- Roles ------------------------------------------------------------------------------------ */

/* Who, what, where and since when; and the same again is not offered. */
static void
test_grant_role (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  GtkWidget *row;

  show (self, "Ada");
  row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "ep-sales");
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                   SERVICE " · all keys · since "));
  dialog = open_dialog (self, "Grant Access…");
  choose (dialog, "Account or policy", "ep-sales (policy)");
  g_assert_false (can_press (dialog, "Grant Access"));
  display_wait_for (dialog, GTK_TYPE_LABEL, "This role is given already");
  choose (dialog, "On", "cmk");
  g_assert_true (can_press (dialog, "Grant Access"));
  choose (dialog, "Account or policy", "maker");
  choose (dialog, "Role", "Key Vault Secrets User");
  choose (dialog, "On", "All keys and secrets");
  apply (dialog, "Grant Access");
  row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "maker");
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                   "Key Vault Secrets User · all keys · since "));
}

/* A role on one key is listed with the key, and goes alone. */
static void
test_role_on_key (Test *self, gconstpointer data)
{
  KhDialog *dialog;

  show (self, "Ada");
  dialog = open_dialog (self, "Grant Access…");
  choose (dialog, "Account or policy", "maker");
  choose (dialog, "Role", "Key Vault Crypto User");
  choose (dialog, "On", "cmk");
  apply (dialog, "Grant Access");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Remove Key Vault Crypto User of maker");
  display_press (self->window, "Remove Key Vault Crypto User of maker");
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (wait_for_question ())), ==,
                   "It loses the role Key Vault Crypto User on kv-sales/cmk. Access can be granted "
                   "again.");
  respond (wait_for_question (), "Remove Access");
  wait_gone (self, "Remove Key Vault Crypto User of maker");
  g_assert_nonnull (display_find (self->window, GTK_TYPE_BUTTON, REMOVE));
}

/* Nothing goes down: one word is enough, and Cancel leaves everything as it is. */
static void
test_remove_unused (Test *self, gconstpointer data)
{
  KhConfirmDialog *question;

  show (self, "Ada");
  display_press (self->window, REMOVE);
  question = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==,
                   "Remove Access of ep-sales?");
  g_assert_null (display_find (question, ADW_TYPE_ENTRY_ROW, NULL));
  respond (question, "Cancel");
  display_press (self->window, REMOVE);
  respond (wait_for_question (), "Remove Access");
  wait_gone (self, REMOVE);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW,
                    "Nobody has access beside the Key Vault administrators");
}

/* The environment that goes down is named: Lock Environments goes on, on whose access it is. */
static void
test_remove_used (Test *self, gconstpointer data)
{
  KhConfirmDialog *question;

  fixture_encrypt (&self->fixture, "Sales");
  show (self, "Ada");
  display_press (self->window, REMOVE);
  question = wait_for_question ();
  wizard_lock (question, "Revoke the key access of ep-sales", "Type the policy's name to lock",
               "ep-sales");
  display_until (sales_is (self, "Locked"));
  wait_gone (self, REMOVE);
}

/* An environment comes to depend on it while the question stands: it is asked again, with that. */
static void
test_remove_stale (Test *self, gconstpointer data)
{
  KhConfirmDialog *question;

  show (self, "Ada");
  display_press (self->window, REMOVE);
  question = wait_for_question ();
  fixture_encrypt (&self->fixture, "Sales");
  respond (question, "Remove Access");
  question = wait_for_question ();
  g_assert_nonnull (display_find (question, ADW_TYPE_ACTION_ROW, "Sales"));
  respond (question, "Cancel");
  g_assert_false (sales_is (self, "Locked"));
  g_assert_nonnull (display_find (self->window, GTK_TYPE_BUTTON, REMOVE));
}

/* --- Access policies -------------------------------------------------------------------------- */

static GtkCheckButton *
find_check (KhDialog *dialog, const char *title)
{
  return display_find (display_wait_for (dialog, ADW_TYPE_ACTION_ROW, title), GTK_TYPE_CHECK_BUTTON,
                       NULL);
}

/* What a policy needs is proposed; for a person nothing is. */
static void
test_grant_policy (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  GtkWidget *row;

  fixture_do (&self->fixture, ARM, "PATCH", VAULTS "/kv-sales" A_VAULT, VOID_BODY, 200);
  show (self, "Ada");
  row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "ep-sales");
  g_assert_true (g_str_has_suffix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                   "no effect, the vault uses access policies"));
  dialog = open_dialog (self, "Grant Access…");
  choose (dialog, "Account or policy", "maker");
  g_assert_false (can_press (dialog, "Grant Access"));
  choose (dialog, "Account or policy", "ep-sales (policy)");
  g_assert_true (gtk_check_button_get_active (find_check (dialog, "Unwrap")));
  g_assert_false (gtk_check_button_get_active (find_check (dialog, "Purge")));
  apply (dialog, "Grant Access");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Change access of ep-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Get, wrap, unwrap");
}

/* Less than its environments need locks them, and is asked as that; more is not. */
static void
test_change_policy (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  KhConfirmDialog *question;

  use_access_policies (self);
  fixture_encrypt (&self->fixture, "Sales");
  show (self, "Ada");
  dialog = open_dialog (self, "Change access of ep-sales");
  g_assert_false (can_press (dialog, "Change Access"));
  gtk_check_button_set_active (find_check (dialog, "List"), TRUE);
  apply (dialog, "Change Access");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Get, list, wrap, unwrap");
  dialog = open_dialog (self, "Change access of ep-sales");
  gtk_check_button_set_active (find_check (dialog, "Unwrap"), FALSE);
  gtk_check_button_set_active (find_check (dialog, "Sign"), TRUE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Change Access");
  question = wait_for_question ();
  wizard_lock (question, "Revoke the key access of ep-sales", "Type the policy's name to lock",
               "ep-sales");
  display_assert_gone (watch);
  display_until (sales_is (self, "Locked"));
}

static void
test_remove_policy (Test *self, gconstpointer data)
{
  g_autoptr (KhJson) vault = NULL;

  use_access_policies (self);
  show (self, "Ada");
  display_press (self->window, "Remove access of ep-sales");
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (wait_for_question ())), ==,
                   "It loses its access policy on kv-sales. Access can be granted again.");
  respond (wait_for_question (), "Remove Access");
  wait_gone (self, "Remove access of ep-sales");
  vault = read_vault (self);
  g_assert_cmpuint (kh_json_length (vault, "properties.accessPolicies"), ==, 0);
}

/* Somebody else was faster: it is said, and the row goes. */
static void
test_policy_vanished (Test *self, gconstpointer data)
{
  use_access_policies (self);
  show (self, "Ada");
  display_press (self->window, "Remove access of ep-sales");
  wait_for_question ();
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-sales/accessPolicies/remove" A_VAULT,
              ENTRY (""), 200);
  respond (wait_for_question (), "Remove Access");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Grant Access…");
  wait_gone (self, "Remove access of ep-sales");
}

/* --- The model -------------------------------------------------------------------------------- */

static gboolean
uses_roles (Test *self)
{
  g_autoptr (KhJson) vault = read_vault (self);

  return kh_json_bool (vault, "properties.enableRbacAuthorization", FALSE);
}

/* Without the roles of the other model every environment goes down: that wants the vault's name. */
static void
test_switch_used (Test *self, gconstpointer data)
{
  KhConfirmDialog *question;

  fixture_encrypt (&self->fixture, "Sales");
  show (self, "Ada");
  display_press (self->window, "Switch to Access Policies…");
  question = wait_for_question ();
  g_assert_nonnull (display_find (question, ADW_TYPE_ACTION_ROW, "Sales"));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (question), "verb"));
  respond (question, "Cancel");
  g_assert_true (uses_roles (self));
  display_press (self->window, "Switch to Access Policies…");
  question = wait_for_question ();
  display_type (question, "Type kv-sales", "kv-sales");
  respond (question, "Switch");
  display_until (sales_is (self, "Locked"));
  g_assert_false (uses_roles (self));
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Plan the Move…");
}

/* Where both models let the policy in nothing is lost. */
static void
test_switch_covered (Test *self, gconstpointer data)
{
  KhConfirmDialog *question;

  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-sales/accessPolicies/add" A_VAULT,
              ENTRY (WHOLE), 200);
  fixture_encrypt (&self->fixture, "Sales");
  show (self, "Ada");
  display_press (self->window, "Switch to Access Policies…");
  question = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==,
                   "Switch kv-sales to Access Policies?");
  g_assert_null (display_find (question, ADW_TYPE_ENTRY_ROW, NULL));
  respond (question, "Switch");
  /* The way back makes the roles first: nothing switches at once. */
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Plan the Move…");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Switch to Roles…"));
  g_assert_false (uses_roles (self));
  g_assert_false (sales_is (self, "Locked"));
}

/* --- Who may ---------------------------------------------------------------------------------- */

static gboolean
is_dead (Test *self, const char *button)
{
  GtkWidget *widget = display_find (self->window, GTK_TYPE_BUTTON, button);

  return widget != NULL && !gtk_widget_is_sensitive (widget);
}

static void
test_read_only (Test *self, gconstpointer data)
{
  show (self, "auditor");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "ep-sales");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, REMOVE));
  g_assert_true (is_dead (self, "Grant Access…"));
  g_assert_true (is_dead (self, "Switch to Access Policies…"));
  g_assert_nonnull (
      display_find (self->window, GTK_TYPE_LABEL, "This needs the Key Vault administrator role"));
}

/* An address leads to the group although what it shows is read only then. */
static void
test_address (Test *self, gconstpointer data)
{
  GtkWidget *group;

  self->organization = display_open (&self->fixture);
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:vaults/kv-sales/access");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, REMOVE));
  display_wait_for (self->window, GTK_TYPE_BUTTON, REMOVE);
  group = gtk_widget_get_ancestor (display_find (self->window, GTK_TYPE_BUTTON, REMOVE),
                                   GTK_TYPE_LIST_BOX);
  display_until (gtk_window_get_focus (self->window) != NULL
                 && gtk_widget_is_ancestor (gtk_window_get_focus (self->window), group));
  display_settle ();
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (self->window), group));
}

/* With text twice as large nothing is cut at 360 pixels: the buttons go below the state. */
static void
test_large_text (Test *self, gconstpointer data)
{
  use_access_policies (self);
  show (self, "Ada");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Change access of ep-sales");
  display_settle ();
  display_scale_text (2);
  display_resize (self->window, 360, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  display_settle ();
  display_wait_whole (self->window);
  display_scale_text (1);
}

/* --- Keys and names --------------------------------------------------------------------------- */

static GtkWidget *
press_tab (Test *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_FORWARD);
  return gtk_window_get_focus (self->window);
}

/* The arrow keys lead from row to row and Tab to its buttons, which say on what they act. */
static void
test_keys (Test *self, gconstpointer data)
{
  static const char *const names[] = { "Change access of ep-sales", "Remove access of ep-sales",
                                       "Grant Access…", "Plan the Move…" };

  use_access_policies (self);
  show (self, "Ada");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkWidget *button = display_wait_for (self->window, GTK_TYPE_BUTTON, names[i]);
    GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
    GtkWidget *focus;

    g_assert_true (display_has_name (button, names[i]));
    g_assert_true (gtk_widget_grab_focus (row));
    focus = press_tab (self);
    if (focus != button)
      focus = press_tab (self);
    g_assert_true (focus == button);
    g_assert_true (gtk_widget_grab_focus (gtk_widget_get_prev_sibling (row)));
    /* What the key Down is bound to. */
    g_signal_emit_by_name (gtk_widget_get_parent (row), "move-cursor", GTK_MOVEMENT_DISPLAY_LINES,
                           1, FALSE, FALSE);
    g_assert_true (gtk_window_get_focus (self->window) == row);
  }
}

static void
add (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/vault-access/role/grant", test_grant_role);
  add ("/vault-access/role/on-key", test_role_on_key);
  add ("/vault-access/role/remove", test_remove_unused);
  add ("/vault-access/role/remove-used", test_remove_used);
  add ("/vault-access/role/stale", test_remove_stale);
  add ("/vault-access/policy/grant", test_grant_policy);
  add ("/vault-access/policy/change", test_change_policy);
  add ("/vault-access/policy/remove", test_remove_policy);
  add ("/vault-access/policy/vanished", test_policy_vanished);
  add ("/vault-access/model/used", test_switch_used);
  add ("/vault-access/model/covered", test_switch_covered);
  add ("/vault-access/read-only", test_read_only);
  add ("/vault-access/address", test_address);
  add ("/vault-access/large-text", test_large_text);
  add ("/vault-access/keys", test_keys);
  return g_test_run ();
}
