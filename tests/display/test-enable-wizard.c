/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enable Customer-Managed Key in its window, against a real tenant: the whole way with what exists
 * and with what is made, why Next is off, what Back keeps, cures, failures, and that it can be
 * closed at any time. */
#include "kh-twin-test.h"
#include "kh-wizard-test.h"

#include <string.h>

#include "kh-acts.h"
#include "kh-enable-wizard.h"
#include "kh-environment-api.h"
#include "kh-error-card.h"
#include "kh-send-file.h"
#include "kh-vault-api.h"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *below;

/* Takes @call. */
static void
ask (KhCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  kh_client_do (client, call, NULL, &error);
  g_assert_no_error (error);
}

static void
make_environment (const char *name, const char *type, const char *geo, gboolean managed)
{
  const KhEnvironmentDraft draft = { name, type, geo, TRUE };
  ask (kh_environment_api_create (&draft));
  KhItem *item = display_item (organization, KH_ITEM_ENVIRONMENT, name);
  display_until (g_strcmp0 (kh_item_string (item, "state"), "Ready") == 0);
  if (managed)
    ask (kh_environment_api_set_managed (kh_item_get_id (item), TRUE));
  display_until (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE) == managed);
}

static void
make_key (const char *name)
{
  g_autoptr (KhKeyCreateRequest) wanted = kh_key_create_request_new ();
  wanted->kty = g_strdup ("RSA");
  wanted->key_size = 2048;
  wanted->enabled = KH_TRI_UNSET;
  wanted->nbf = wanted->exp = KH_TIME_NONE;
  ask (kh_key_api_create ("kv-sales", name, wanted));
}

static GtkWindow *
open_wizard (const char *environment)
{
  const char *ids[] = { NULL, NULL };
  if (environment != NULL)
    ids[0] = kh_item_get_id (display_item (organization, KH_ITEM_ENVIRONMENT, environment));
  GtkWindow *wizard = kh_enable_wizard_new (organization, ids, NULL);
  return wizard_show (wizard, below);
}

static void
assert_title (GtkWindow *wizard, const char *title)
{
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, title);
}

static void
assert_reason (GtkWindow *wizard, const char *reason)
{
  GtkWidget *next = display_find (wizard, GTK_TYPE_BUTTON, "Next");
  g_assert_cmpstr (kh_wizard_page_get_reason (wizard_page (wizard)), ==, reason);
  g_assert_cmpint (gtk_widget_is_sensitive (next), ==, reason == NULL);
  display_settle ();
  if (reason != NULL && *reason != '\0')
    g_assert_nonnull (display_find (wizard, GTK_TYPE_LABEL, reason));
}

/* The check button in front of a row. */
static void
check (GtkWindow *wizard, const char *title)
{
  display_activate_row (wizard, title);
  display_settle ();
}

static void
choose (GtkWindow *wizard, const char *title, const char *label)
{
  AdwComboRow *row = display_wait_for (wizard, ADW_TYPE_COMBO_ROW, title);
  GListModel *model = adw_combo_row_get_model (row);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkStringObject) text = g_list_model_get_item (model, i);
    if (g_strcmp0 (gtk_string_object_get_string (text), label) == 0) {
      adw_combo_row_set_selected (row, i);
      display_settle ();
      return;
    }
  }
  g_error ("%s has no choice %s", title, label);
}

static void
assert_encrypted (const char *name)
{
  KhItem *item = display_item (organization, KH_ITEM_ENVIRONMENT, name);
  display_until (g_strcmp0 (kh_item_string (item, "encryptionStatus"), "Encrypted") == 0);
}

static void
test_what_exists (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = NULL;
  make_environment ("First", "Production", "unitedstates", TRUE);
  GtkWindow *wizard = open_wizard ("First");
  assert_title (wizard, "Choose Environments");
  assert_reason (wizard, NULL);
  wizard_next (wizard, "Choose a Key");
  g_assert_nonnull (display_find (wizard, GTK_TYPE_LABEL, "cmk in kv-sales"));
  wizard_next (wizard, "Choose an Enterprise Policy");
  wizard_next (wizard, "Checks");
  assert_reason (wizard, "");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Next");
  g_assert_true (gtk_window_get_focus (wizard)
                 == display_find (wizard, GTK_TYPE_BUTTON, "Check Again"));
  wizard_next (wizard, "Review");
  display_wait_for (wizard, GTK_TYPE_LABEL,
                    "First goes offline when encryption starts and is encrypted with cmk through "
                    "ep-sales.");
  printed = twin_run (&fixture, "cmk plan --goal enable --policy ep-sales --environment First", 0);
  twin_see (seen, wizard);
  twin_assert (seen, twin_sentences (printed));
  display_press (wizard, "Enable for 1 Environment");
  assert_title (wizard, "Enabling Customer-Managed Key");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Back"));
  display_wait_for (wizard, GTK_TYPE_LABEL, "Encrypted");
  display_wait_for (wizard, GTK_TYPE_LABEL, "First is encrypted with cmk.");
  wizard_finish (wizard, "Done");
  assert_encrypted ("First");
}

static void
test_what_is_made (void)
{
  make_environment ("Second", "Production", "unitedkingdom", TRUE);
  make_environment ("Third", "Sandbox", "unitedkingdom", TRUE);
  GtkWindow *wizard = open_wizard (NULL);
  assert_reason (wizard, "Choose at least one environment");
  check (wizard, "Second");
  check (wizard, "Third");
  wizard_next (wizard, "Choose a Key");
  display_type (wizard, "Name of the vault", "kv-portal");
  display_type (wizard, "Name of the key", "cmk-portal");
  choose (wizard, "Expires", "In two years");
  wizard_next (wizard, "Choose an Enterprise Policy");
  display_type (wizard, "Name of the policy", "ep-portal");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_press (wizard, "Enable for 2 Environments");
  display_wait_for (wizard, GTK_TYPE_LABEL, "2 environments are encrypted with cmk-portal.");
  wizard_finish (wizard, "Done");
  assert_encrypted ("Second");
  assert_encrypted ("Third");
  KhItem *vault = display_item (organization, KH_ITEM_VAULT, "kv-portal");
  g_assert_cmpstr (kh_item_string (vault, "region"), ==, "uksouth");
  g_assert_true (kh_json_bool (kh_item_get_snapshot (vault), "purgeProtection", FALSE));
  KhItem *policy = display_item (organization, KH_ITEM_POLICY, "ep-portal");
  g_assert_true (kh_json_bool (kh_item_get_snapshot (policy), "granted", FALSE));
  KhItem *key = display_item (organization, KH_ITEM_KEY, "kv-portal/cmk-portal");
  g_assert_cmpint (kh_json_time (kh_item_get_snapshot (key), "exp"), >,
                   kh_organization_now (organization) + 729 * KH_DAY);
}

static void
test_reasons_and_back (void)
{
  make_environment ("Fourth", "Production", "unitedstates", TRUE);
  GtkWindow *wizard = open_wizard (NULL);
  assert_reason (wizard, "Choose at least one environment");
  check (wizard, "Fourth");
  assert_reason (wizard, NULL);
  check (wizard, "Fourth");
  assert_reason (wizard, "Choose at least one environment");
  check (wizard, "Fourth");
  wizard_next (wizard, "Choose a Key");
  check (wizard, "Create a key");
  display_type (wizard, "Name of the key", "a_b");
  assert_reason (wizard, "Use 1 to 127 letters, digits and hyphens");
  display_type (wizard, "Name of the key", "cmk");
  assert_reason (wizard, "A key of this name is in kv-sales already");
  display_type (wizard, "Name of the key", "cmk-fourth");
  choose (wizard, "Size", "2048");
  assert_reason (wizard, NULL);
  wizard_next (wizard, "Choose an Enterprise Policy");
  display_type (wizard, "Name of the policy", "ep-fourth");
  display_press (wizard, "Back");
  assert_title (wizard, "Choose a Key");
  display_press (wizard, "Back");
  assert_title (wizard, "Choose Environments");
  wizard_next (wizard, "Choose a Key");
  GtkEditable *name = display_find (wizard, ADW_TYPE_ENTRY_ROW, "Name of the key");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "cmk-fourth");
  wizard_next (wizard, "Choose an Enterprise Policy");
  name = display_find (wizard, ADW_TYPE_ENTRY_ROW, "Name of the policy");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "ep-fourth");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_close (wizard);
}

/* [Edit] returns to Review, by way of what it made stale. */
static void
test_edit (void)
{
  make_environment ("Another", "Production", "unitedstates", TRUE);
  GtkWindow *wizard = open_wizard ("Sales");
  wizard_next (wizard, "Choose a Key");
  wizard_next (wizard, "Choose an Enterprise Policy");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_press (wizard, "Edit");
  assert_title (wizard, "Choose Environments");
  wizard_next (wizard, "Review");
  display_press (wizard, "Edit");
  check (wizard, "Another");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Enable for 2 Environments");
  display_close (wizard);
}

/* The field is marked once it was left, not while one types. */
static void
test_marks (void)
{
  GtkWindow *wizard = open_wizard ("Sales");
  wizard_next (wizard, "Choose a Key");
  check (wizard, "Create a key");
  GtkWidget *row = display_find (wizard, ADW_TYPE_ENTRY_ROW, "Name of the key");
  gtk_widget_grab_focus (row);
  display_type (wizard, "Name of the key", "a_b");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  gtk_widget_grab_focus (display_find (wizard, ADW_TYPE_COMBO_ROW, "Size"));
  display_settle ();
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  display_close (wizard);
}

static void
test_excluded (void)
{
  make_environment ("R&D <prod>", "Production", "unitedstates", FALSE);
  make_environment ("Trial", "Trial", "unitedstates", FALSE);
  GtkWindow *wizard = open_wizard (NULL);
  GtkWidget *row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Trial");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Trial environments cannot use a customer-managed key");
  g_assert_null (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL));
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "R&D <prod>");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Not a Managed Environment");
  display_press (row, "Enable Managed Environment…");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Enable");
  display_until ((row = display_find (wizard, ADW_TYPE_ACTION_ROW, "R&D <prod>")) != NULL
                 && display_find (row, GTK_TYPE_CHECK_BUTTON, NULL) != NULL);
  check (wizard, "R&D <prod>");
  assert_reason (wizard, NULL);
  display_close (wizard);
}

/* A policy without access to its key: blocked, cured by one click, and passed. */
static void
test_cure (void)
{
  make_environment ("Fifth", "Production", "unitedstates", TRUE);
  make_key ("cmk-fifth");
  const KhArmPlace *place = kh_organization_get_place (organization);
  const KhPolicyDraft draft = {
    .name = "ep-fifth", .geo = "unitedstates", .vault = "kv-sales", .key = "cmk-fifth"
  };
  ask (kh_policy_api_create (place, &draft));
  display_item (organization, KH_ITEM_POLICY, "ep-fifth");
  display_item (organization, KH_ITEM_KEY, "kv-sales/cmk-fifth");
  GtkWindow *wizard = open_wizard ("Fifth");
  wizard_next (wizard, "Choose a Key");
  choose (wizard, "Key", "cmk-fifth in kv-sales");
  wizard_next (wizard, "Choose an Enterprise Policy");
  g_assert_nonnull (display_find (wizard, GTK_TYPE_LABEL, "ep-fifth"));
  wizard_next (wizard, "Checks");
  GtkWidget *row =
      display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "The policy has no access to the key");
  assert_reason (wizard, "1 check blocks ep-fifth");
  display_press (row, "Grant Access");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Next");
  assert_reason (wizard, NULL);
  g_assert_null (display_find (wizard, ADW_TYPE_ACTION_ROW, "The policy has no access to the key"));
  wizard_next (wizard, "Review");
  display_close (wizard);
}

/* Somebody else takes the name between Review and the verb. */
static void
test_failure (void)
{
  make_environment ("Sixth", "Production", "unitedstates", TRUE);
  GtkWindow *wizard = open_wizard ("Sixth");
  wizard_next (wizard, "Choose a Key");
  check (wizard, "Create a key");
  display_type (wizard, "Name of the key", "cmk-sixth");
  wizard_next (wizard, "Choose an Enterprise Policy");
  display_type (wizard, "Name of the policy", "ep-sixth");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  /* The event of it has not been heard yet when the button is pressed. */
  make_key ("cmk-sixth");
  display_press (wizard, "Enable for 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing Was Changed");
  display_press (wizard, "Back to Key");
  assert_title (wizard, "Choose a Key");
  g_assert_nonnull (display_find (wizard, KH_TYPE_ERROR_CARD, NULL));
  g_assert_cmpstr (
      gtk_editable_get_text (display_find (wizard, ADW_TYPE_ENTRY_ROW, "Name of the key")), ==,
      "cmk-sixth");
  display_item (organization, KH_ITEM_KEY, "kv-sales/cmk-sixth");
  display_until (kh_wizard_page_get_reason (wizard_page (wizard)) != NULL);
  assert_reason (wizard, "A key of this name is in kv-sales already");
  KhItem *item = display_item (organization, KH_ITEM_ENVIRONMENT, "Sixth");
  g_assert_cmpstr (kh_item_string (item, "encryptionStatus"), ==, "NotEncrypted");
  display_close (wizard);
}

/* Another policy is attached to one of two between Review and the verb: the other goes on. */
static void
test_partly (void)
{
  make_environment ("Ninth", "Production", "unitedstates", TRUE);
  make_environment ("Tenth", "Production", "unitedstates", TRUE);
  make_key ("cmk-tenth");
  const KhPolicyDraft draft = {
    .name = "ep-tenth", .geo = "unitedstates", .vault = "kv-sales", .key = "cmk-tenth"
  };
  const KhArmPlace *place = kh_organization_get_place (organization);
  ask (kh_policy_api_create (place, &draft));
  KhItem *policy = display_item (organization, KH_ITEM_POLICY, "ep-tenth");
  KhItem *tenth = display_item (organization, KH_ITEM_ENVIRONMENT, "Tenth");
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  g_autoptr (GError) error = NULL;
  g_assert_true (kh_act_grant_policy (client, place, "ep-tenth", NULL, &error));
  GtkWindow *wizard = open_wizard ("Ninth");
  check (wizard, "Tenth");
  wizard_next (wizard, "Choose a Key");
  choose (wizard, "Key", "cmk in kv-sales");
  wizard_next (wizard, "Choose an Enterprise Policy");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Enable for 2 Environments");
  g_autofree char *operation = kh_client_call (
      client,
      kh_environment_api_link (kh_item_get_id (tenth), kh_item_string (policy, "systemId"), FALSE),
      NULL, &error);
  g_assert_no_error (error);
  display_press (wizard, "Enable for 2 Environments");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 of 2 Environments Encrypted");
  display_press (wizard, "Retry");
  display_wait_for (wizard, GTK_TYPE_LABEL, "1 of 2 Environments Encrypted");
  wizard_finish (wizard, "Done");
  assert_encrypted ("Ninth");
  assert_encrypted ("Tenth");
  g_assert_cmpstr (kh_item_string (tenth, "policy.name"), ==, "ep-tenth");
}

static gboolean
offers_draft (GtkWindow *wizard)
{
  GtkWidget *button = display_find (wizard, GTK_TYPE_BUTTON, "Continue");
  GtkWidget *revealer = button != NULL ? gtk_widget_get_ancestor (button, GTK_TYPE_REVEALER) : NULL;
  return revealer != NULL && gtk_revealer_get_reveal_child (GTK_REVEALER (revealer));
}

/* How much has to move is told beside the type, also when it changes while the page is open. */
static void
test_sizes (void)
{
  make_environment ("Twelfth", "Production", "unitedstates", TRUE);
  GtkWindow *wizard = open_wizard (NULL);
  KhItem *item = display_item (organization, KH_ITEM_ENVIRONMENT, "Twelfth");
  g_autofree char *path = g_build_filename (fixture.top, "report.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  g_autoptr (GError) error = NULL;
  KhImportDraft draft = { .environment = kh_item_get_id (item), .kind = "file" };
  KhSendOptions options = { .shown = "report.pdf", .length = 6 };

  display_wait_for (wizard, GTK_TYPE_LABEL, "Production · 0 bytes");
  g_assert_true (g_file_set_contents (path, "canary", -1, &error));
  g_autoptr (KhJson) report = kh_client_send_file (client, file, &draft, &options, NULL, &error);
  g_assert_no_error (error);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Production · 6 bytes");
  display_close (wizard);
}

static void
test_discard (void)
{
  GtkWindow *wizard = open_wizard ("Sales");
  /* Nothing was entered: it closes at once. */
  wizard_finish (wizard, "Cancel");
  wizard = open_wizard ("Sales");
  check (wizard, "Sales");
  gtk_window_close (wizard);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  GtkWidget *dialog = display_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Discard This Draft?");
  display_press (dialog, "Keep Editing");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (wizard)));
  gtk_window_close (wizard);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  DisplayWatch *watch = display_watch (wizard);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Discard");
  display_assert_gone (watch);
}

/* Cancel puts the draft aside; the next wizard of the same environment offers it, goes where it was
 * left, and has everything. Another environment's wizard does not. */
static void
test_keep_draft (void)
{
  make_environment ("Eleventh", "Production", "unitedstates", TRUE);
  GtkWindow *wizard = open_wizard ("Eleventh");
  wizard_next (wizard, "Choose a Key");
  check (wizard, "Create a key");
  display_type (wizard, "Name of the key", "cmk-eleventh");
  gtk_window_close (wizard);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  DisplayWatch *watch = display_watch (wizard);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Keep Draft");
  display_assert_gone (watch);
  wizard = open_wizard ("Sales");
  g_assert_false (offers_draft (wizard));
  wizard_finish (wizard, "Cancel");
  wizard = open_wizard ("Eleventh");
  g_assert_true (offers_draft (wizard));
  wizard_next (wizard, "Choose a Key");
  g_assert_false (offers_draft (wizard));
  display_press (wizard, "Back");
  g_assert_true (offers_draft (wizard));
  display_press (wizard, "Continue");
  assert_title (wizard, "Choose a Key");
  display_settle ();
  g_assert_cmpstr (
      gtk_editable_get_text (display_find (wizard, ADW_TYPE_ENTRY_ROW, "Name of the key")), ==,
      "cmk-eleventh");
  /* Taken up, it is no longer kept: discarded now, it is gone. */
  gtk_window_close (wizard);
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  watch = display_watch (wizard);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Discard");
  display_assert_gone (watch);
  wizard = open_wizard ("Eleventh");
  g_assert_false (offers_draft (wizard));
  wizard_finish (wizard, "Cancel");
}

/* In the middle of the checks, and right after the verb: the work goes on. */
static void
test_close_midway (void)
{
  make_environment ("Seventh", "Production", "unitedstates", TRUE);
  for (guint steps = 0; steps < 2; steps++) {
    GtkWindow *wizard = open_wizard ("Seventh");
    wizard_next (wizard, "Choose a Key");
    wizard_next (wizard, "Choose an Enterprise Policy");
    wizard_next (wizard, "Checks");
    if (steps == 1) {
      wizard_next (wizard, "Review");
      display_press (wizard, "Enable for 1 Environment");
      assert_title (wizard, "Enabling Customer-Managed Key");
      wizard_finish (wizard, "Close");
    } else {
      display_close (wizard);
    }
  }
  assert_encrypted ("Seventh");
}

static void
test_narrow (void)
{
  make_environment ("Eighth", "Production", "unitedstates", FALSE);
  const char *ids[] = { kh_item_get_id (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales")),
                        NULL };
  GtkWindow *wizard = kh_enable_wizard_new (organization, ids, NULL);
  gtk_window_set_transient_for (wizard, below);
  gtk_window_set_default_size (wizard, 360, 640);
  gtk_window_present (wizard);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (wizard))
                 && kh_wizard_page_is_narrow (wizard_page (wizard)));
  /* The row itself acts. */
  GtkWidget *row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Eighth");
  g_assert_null (display_find (row, GTK_TYPE_BUTTON, "Enable Managed Environment…"));
  display_activate_row (wizard, "Eighth");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Cancel");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  wizard_next (wizard, "Choose a Key");
  g_assert_nonnull (display_find (wizard, GTK_TYPE_LABEL, "Key, step after Environments"));
  wizard_next (wizard, "Choose an Enterprise Policy");
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_settle ();
  g_assert_cmpint (gtk_widget_get_width (adw_window_get_content (ADW_WINDOW (wizard))), ==, 360);
  display_close (wizard);
}

/* At 360 pixels with text twice as large every button is whole, below the page. */
static void
test_large_text (void)
{
  const char *ids[] = { kh_item_get_id (display_item (organization, KH_ITEM_ENVIRONMENT, "Eighth")),
                        NULL };

  display_scale_text (2);
  GtkWindow *wizard = kh_enable_wizard_new (organization, ids, NULL);
  gtk_window_set_transient_for (wizard, below);
  gtk_window_set_default_size (wizard, 360, 640);
  gtk_window_present (wizard);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (wizard)));
  display_settle ();
  g_assert_cmpint (gtk_widget_get_width (adw_window_get_content (ADW_WINDOW (wizard))), ==, 360);
  display_wait_whole (wizard);
  GtkWidget *verb = display_find (wizard, GTK_TYPE_BUTTON, "Next");
  g_assert_true (gtk_window_get_default_widget (wizard) == verb);
  display_close (wizard);
  display_scale_text (1);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  organization = display_open (&fixture);
  below = display_show (gtk_label_new ("The shell"));
  g_test_add_func ("/enable-wizard/what-exists", test_what_exists);
  g_test_add_func ("/enable-wizard/what-is-made", test_what_is_made);
  g_test_add_func ("/enable-wizard/reasons-and-back", test_reasons_and_back);
  g_test_add_func ("/enable-wizard/edit", test_edit);
  g_test_add_func ("/enable-wizard/marks", test_marks);
  g_test_add_func ("/enable-wizard/excluded", test_excluded);
  g_test_add_func ("/enable-wizard/cure", test_cure);
  g_test_add_func ("/enable-wizard/failure", test_failure);
  g_test_add_func ("/enable-wizard/partly", test_partly);
  g_test_add_func ("/enable-wizard/sizes", test_sizes);
  g_test_add_func ("/enable-wizard/discard", test_discard);
  g_test_add_func ("/enable-wizard/keep-draft", test_keep_draft);
  g_test_add_func ("/enable-wizard/close-midway", test_close_midway);
  g_test_add_func ("/enable-wizard/narrow", test_narrow);
  g_test_add_func ("/enable-wizard/large-text", test_large_text);
  int status = g_test_run ();
  gtk_window_destroy (below);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
