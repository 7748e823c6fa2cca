/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs that make things: when the verb is off and what is said about it, what the tenant has
 * afterwards, errors, and closing in the middle. */
#include "kh-display-test.h"

#include "kh-dialogs.h"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *below;

static KhDialog *
open_dialog (KhDialog *dialog)
{
  kh_dialog_show (dialog, GTK_WIDGET (below));
  display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  display_settle ();
  return dialog;
}

/* Until it has closed itself, and nothing of it is left. */
static void
until_done (KhDialog *dialog)
{
  display_assert_gone (display_watch (dialog));
}

static void
close_dialog (KhDialog *dialog)
{
  DisplayWatch *watch = display_watch (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  display_assert_gone (watch);
}

static void
assert_reason (KhDialog *dialog, const char *wanted)
{
  g_autofree char *reason = NULL;
  g_object_get (dialog, "reason", &reason, NULL);
  g_assert_cmpstr (reason, ==, wanted);
}

static void
assert_verb (KhDialog *dialog, const char *verb, gboolean on)
{
  GtkWidget *button = display_find (dialog, GTK_TYPE_BUTTON, verb);
  g_assert_nonnull (button);
  g_assert_cmpint (gtk_widget_is_sensitive (button), ==, on);
}

/* As a person does: the field has the focus, is filled, and another one gets the focus. */
static void
fill (KhDialog *dialog, const char *title, const char *text, const char *next)
{
  gtk_widget_grab_focus (display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, title));
  display_type (dialog, title, text);
  if (next != NULL)
    gtk_widget_grab_focus (display_wait_for (dialog, ADW_TYPE_PREFERENCES_ROW, next));
}

static void
choose (KhDialog *dialog, const char *title, guint index)
{
  adw_combo_row_set_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, title), index);
}

/* The switch of the row with this title. */
static void
set_switch (KhDialog *dialog, const char *title, gboolean on)
{
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, title);
  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), on);
}

static void
assert_invalid (KhDialog *dialog, const char *title, gboolean wrong)
{
  GtkWidget *row = display_find (dialog, ADW_TYPE_ENTRY_ROW, title);
  g_assert_cmpint (gtk_widget_has_css_class (row, "error"), ==, wrong);
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_INVALID,
                                    wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                          : GTK_ACCESSIBLE_INVALID_FALSE);
}

static void
test_late_complaints (void)
{
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (organization));
  /* The home geo is read before anything can be said. */
  GtkWidget *geo = display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Geo");
  display_until (adw_combo_row_get_selected_item (ADW_COMBO_ROW (geo)) != NULL);
  assert_verb (dialog, "Create Environment", FALSE);
  assert_reason (dialog, "");
  fill (dialog, "Name", "Sales", NULL);
  assert_reason (dialog, "");
  assert_invalid (dialog, "Name", FALSE);
  fill (dialog, "Name", "Sales", "Type");
  assert_reason (dialog, "An environment has this name");
  assert_invalid (dialog, "Name", TRUE);
  assert_verb (dialog, "Create Environment", FALSE);
  /* Once complained about, it is said as soon as it is right. */
  display_type (dialog, "Name", "R&D <prod>");
  assert_reason (dialog, NULL);
  assert_invalid (dialog, "Name", FALSE);
  assert_verb (dialog, "Create Environment", TRUE);
  display_type (dialog, "Name", "   ");
  assert_reason (dialog, "Use 1 to 64 characters");
  close_dialog (dialog);
}

/* Return in an entry that is not right complains instead of creating. */
static void
test_return (void)
{
  KhDialog *dialog = open_dialog (kh_new_vault_dialog_new (organization));
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Name");
  fill (dialog, "Name", "1-", NULL);
  assert_reason (dialog, "");
  g_signal_emit_by_name (row, "entry-activated");
  assert_reason (dialog, "Use 3 to 24 letters, digits and single hyphens, starting with a letter");
  close_dialog (dialog);
}

static void
test_environment (void)
{
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (organization));
  choose (dialog, "Type", 1);
  fill (dialog, "Name", "Field Service", NULL);
  display_press (dialog, "Create Environment");
  until_done (dialog);
  KhItem *item = display_item (organization, KH_ITEM_ENVIRONMENT, "Field Service");
  display_until (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE));
  g_assert_cmpstr (kh_item_string (item, "type"), ==, "Sandbox");
  g_assert_cmpstr (kh_item_string (item, "geo"), ==, "unitedstates");
  g_assert_true (kh_json_bool (kh_item_get_snapshot (item), "dataverse", FALSE));
}

/* The proposal follows the type until the user has decided. */
static void
test_managed_follows (void)
{
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (organization));
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Managed Environment");
  GtkSwitch *managed = display_find (row, GTK_TYPE_SWITCH, NULL);
  g_assert_true (gtk_switch_get_active (managed));
  choose (dialog, "Type", 2);
  g_assert_false (gtk_switch_get_active (managed));
  choose (dialog, "Type", 0);
  g_assert_true (gtk_switch_get_active (managed));
  gtk_switch_set_active (managed, FALSE);
  choose (dialog, "Type", 1);
  g_assert_false (gtk_switch_get_active (managed));
  close_dialog (dialog);
}

static void
test_vault (void)
{
  KhDialog *dialog = open_dialog (kh_new_vault_dialog_new (organization));
  GtkWidget *region = display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Region");
  display_until (adw_combo_row_get_selected_item (ADW_COMBO_ROW (region)) != NULL);
  fill (dialog, "Name", "KV-SALES", "Tier");
  assert_reason (dialog, "A vault has this name");
  fill (dialog, "Name", "kv-field", NULL);
  GtkWidget *warning = NULL;
  set_switch (dialog, "Purge protection", FALSE);
  warning = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Keys here cannot protect environments");
  set_switch (dialog, "Purge protection", TRUE);
  g_assert_false (gtk_widget_get_visible (warning));
  gtk_spin_button_set_value (display_find (dialog, GTK_TYPE_SPIN_BUTTON, NULL), 30);
  display_press (dialog, "Create Vault");
  until_done (dialog);
  KhItem *item = display_item (organization, KH_ITEM_VAULT, "kv-field");
  g_assert_cmpstr (kh_item_string (item, "region"), ==, "eastus");
  g_assert_cmpstr (kh_item_string (item, "sku"), ==, "premium");
  g_assert_cmpstr (kh_item_string (item, "permissionModel"), ==, "rbac");
  g_assert_cmpint (kh_json_int (kh_item_get_snapshot (item), "softDeleteRetentionDays", 0), ==, 30);
  g_assert_true (kh_json_bool (kh_item_get_snapshot (item), "purgeProtection", FALSE));
}

static void
test_key (void)
{
  KhDialog *dialog = open_dialog (kh_new_key_dialog_new (organization, "kv-sales"));
  fill (dialog, "Name", "cmk", "Type");
  assert_reason (dialog, "A key of this vault has this name");
  fill (dialog, "Name", "cmk 2", "Type");
  assert_reason (dialog, "Use 1 to 127 letters, digits and hyphens");
  fill (dialog, "Name", "cmk-two", "Type");
  assert_reason (dialog, NULL);
  choose (dialog, "Type", 1);
  choose (dialog, "Expires", 3);
  GtkCalendar *calendar = display_wait_for (dialog, GTK_TYPE_CALENDAR, NULL);
  assert_reason (dialog, NULL);
  g_autoptr (GDateTime) past = g_date_time_new_local (2000, 1, 1, 0, 0, 0);
  gtk_calendar_select_day (calendar, past);
  assert_reason (dialog, "The date of expiry is not ahead");
  choose (dialog, "Expires", 1);
  assert_reason (dialog, NULL);
  display_press (dialog, "Create Key");
  until_done (dialog);
  KhItem *item = display_item (organization, KH_ITEM_KEY, "kv-sales/cmk-two");
  KhTime left =
      kh_json_time (kh_item_get_snapshot (item), "exp") - kh_organization_now (organization);
  g_assert_cmpint (left / KH_DAY, >=, 364);
  g_assert_cmpint (left / KH_DAY, <=, 366);
}

static void
test_policy (void)
{
  KhDialog *dialog = open_dialog (kh_new_policy_dialog_new (organization));
  fill (dialog, "Name", "EP-Sales", "Version");
  assert_reason (dialog, "An enterprise policy has this name");
  fill (dialog, "Name", "ep-field", "Version");
  choose (dialog, "Version", 1);
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Rotating the key would not be followed");
  display_press (dialog, "Create Policy");
  until_done (dialog);
  KhItem *item = display_item (organization, KH_ITEM_POLICY, "ep-field");
  display_until (kh_json_bool (kh_item_get_snapshot (item), "granted", FALSE));
  g_assert_cmpstr (kh_item_string (item, "versionRule"), ==, "pinned");
  g_assert_cmpstr (kh_item_string (item, "key.vault"), ==, "kv-sales");
}

static void
test_grant (void)
{
  KhDialog *dialog = open_dialog (kh_new_policy_dialog_new (organization));
  fill (dialog, "Name", "ep-later", NULL);
  set_switch (dialog, "Grant access to the key now", FALSE);
  display_press (dialog, "Create Policy");
  until_done (dialog);
  KhItem *item = display_item (organization, KH_ITEM_POLICY, "ep-later");
  g_assert_false (kh_json_bool (kh_item_get_snapshot (item), "granted", TRUE));
  dialog = open_dialog (kh_grant_dialog_new (organization, item));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "kv-sales"));
  display_press (dialog, "Grant Access");
  until_done (dialog);
  display_until (kh_json_bool (kh_item_get_snapshot (item), "granted", FALSE));
}

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(int *)data = kh_enable_managed_finish (result, NULL) ? 1 : 2;
}

static void
test_enable_managed (void)
{
  int done = 0;
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (organization));
  set_switch (dialog, "Managed Environment", FALSE);
  fill (dialog, "Name", "Unmanaged", NULL);
  display_press (dialog, "Create Environment");
  until_done (dialog);
  KhItem *item = display_item (organization, KH_ITEM_ENVIRONMENT, "Unmanaged");
  g_assert_false (kh_json_bool (kh_item_get_snapshot (item), "managed", TRUE));
  kh_enable_managed_async (GTK_WIDGET (below), organization, item, NULL, managed_cb, &done);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Cancel");
  display_until (done == 2);
  done = 0;
  kh_enable_managed_async (GTK_WIDGET (below), organization, item, NULL, managed_cb, &done);
  display_press (display_window (ADW_TYPE_MESSAGE_DIALOG), "Enable");
  display_until (done == 1);
  display_until (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE));
}

/* The account loses its role while the dialog is open: the tenant's reason is shown where it is. */
static void
test_error_card (void)
{
  fixture_as (&fixture, "auditor");
  KhOrganization *reader = display_open (&fixture);
  fixture_as (&fixture, "Ada");
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (reader));
  fill (dialog, "Name", "Refused", NULL);
  display_press (dialog, "Create Environment");
  display_wait_for (dialog, GTK_TYPE_LABEL, "A role is missing");
  assert_verb (dialog, "Create Environment", TRUE);
  g_assert_true (gtk_widget_is_sensitive (display_find (dialog, ADW_TYPE_ENTRY_ROW, "Name")));
  gtk_expander_set_expanded (display_find (dialog, GTK_TYPE_EXPANDER, NULL), TRUE);
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Copy Details");
  /* A new try takes the card away, and the next refusal brings it back. */
  display_press (dialog, "Create Environment");
  g_assert_null (display_find (dialog, GTK_TYPE_LABEL, "A role is missing"));
  display_wait_for (dialog, GTK_TYPE_LABEL, "A role is missing");
  close_dialog (dialog);
  kh_organization_close (reader);
  g_object_unref (reader);
}

/* What the tenant was asked to do goes on; the window is gone at once. */
static void
test_close_in_the_middle (void)
{
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (organization));
  fill (dialog, "Name", "Left Alone", NULL);
  display_press (dialog, "Create Environment");
  gboolean busy = FALSE;
  g_object_get (dialog, "busy", &busy, NULL);
  g_assert_true (busy);
  assert_verb (dialog, "Create Environment", FALSE);
  close_dialog (dialog);
  dialog = open_dialog (kh_new_key_dialog_new (organization, "kv-sales"));
  fill (dialog, "Name", "left-alone", NULL);
  display_press (dialog, "Create Key");
  close_dialog (dialog);
  dialog = open_dialog (
      kh_grant_dialog_new (organization, display_item (organization, KH_ITEM_POLICY, "ep-sales")));
  display_press (dialog, "Grant Access");
  close_dialog (dialog);
  /* While the home geo is still being read. */
  dialog = kh_new_policy_dialog_new (organization);
  kh_dialog_show (dialog, GTK_WIDGET (below));
  close_dialog (dialog);
}

/* The window below goes while a call runs. */
static void
test_parent_goes (void)
{
  GtkWindow *window = display_show (adw_status_page_new ());
  KhDialog *dialog = kh_new_vault_dialog_new (organization);
  kh_dialog_show (dialog, GTK_WIDGET (window));
  display_until (
      adw_combo_row_get_selected_item (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Region"))
      != NULL);
  fill (dialog, "Name", "kv-orphan", NULL);
  display_press (dialog, "Create Vault");
  DisplayWatch *watch = display_watch (dialog);
  display_close (window);
  display_assert_gone (watch);
}

/* The host dies while a dialog is open: what was typed stays, and the reason is told. */
static void
test_host_gone (void)
{
  Fixture own = { 0 };
  fixture_start_tenant (&own);
  KhOrganization *other = display_open (&own);
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (other));
  fill (dialog, "Name", "Too Late", NULL);
  fixture_stop (&own);
  display_press (dialog, "Create Environment");
  GtkWidget *details = display_wait_for (dialog, GTK_TYPE_EXPANDER, NULL);
  g_assert_true (gtk_widget_get_mapped (details));
  GtkWidget *row = display_find (dialog, ADW_TYPE_ENTRY_ROW, "Name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Too Late");
  assert_verb (dialog, "Create Environment", TRUE);
  close_dialog (dialog);
  kh_organization_close (other);
  g_object_unref (other);
}

/* Letters after underscores below @root. An entry row shows its title in one of two labels. */
static void
collect_mnemonics (GtkWidget *root, GString *letters)
{
  const char *text = NULL;
  if (ADW_IS_ENTRY_ROW (root))
    text = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root));
  else if (GTK_IS_LABEL (root) && gtk_label_get_use_underline (GTK_LABEL (root))
           && gtk_widget_get_mapped (root))
    text = gtk_label_get_label (GTK_LABEL (root));
  const char *mark = text != NULL ? strchr (text, '_') : NULL;
  if (mark != NULL)
    g_string_append_c (letters, g_ascii_tolower (mark[1]));
  if (ADW_IS_ENTRY_ROW (root))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_mnemonics (child, letters);
}

static void
assert_mnemonics (KhDialog *dialog)
{
  g_autoptr (GString) letters = g_string_new (NULL);
  open_dialog (dialog);
  collect_mnemonics (GTK_WIDGET (dialog), letters);
  g_assert_cmpuint (letters->len, >=, 2);
  for (gsize i = 0; i < letters->len; i++)
    if (strchr (letters->str + i + 1, letters->str[i]) != NULL)
      g_error ("%s has Alt+%c twice: %s", gtk_window_get_title (GTK_WINDOW (dialog)),
               letters->str[i], letters->str);
  close_dialog (dialog);
}

static void
test_mnemonics (void)
{
  KhItem *environment = display_item (organization, KH_ITEM_ENVIRONMENT, "Sales");
  assert_mnemonics (kh_new_environment_dialog_new (organization));
  assert_mnemonics (kh_new_vault_dialog_new (organization));
  assert_mnemonics (kh_new_key_dialog_new (organization, NULL));
  assert_mnemonics (kh_new_policy_dialog_new (organization));
  assert_mnemonics (kh_import_dialog_new (organization, environment, NULL));
  assert_mnemonics (kh_export_dialog_new (organization, environment));
  assert_mnemonics (kh_backup_dialog_new (organization, environment));
  assert_mnemonics (kh_restore_dialog_new (organization, environment));
}

/* Where title and verb do not fit beside each other the buttons go below the fields; they are the
 * same ones, and the focus goes with them. */
static void
test_large_text (void)
{
  KhDialog *dialog = open_dialog (kh_new_environment_dialog_new (organization));
  GtkWidget *verb = display_find (dialog, GTK_TYPE_BUTTON, "Create Environment");
  GtkWidget *cancel = display_find (dialog, GTK_TYPE_BUTTON, "Cancel");
  graphene_rect_t place, title;

  display_wait_whole (dialog);
  g_assert_nonnull (gtk_widget_get_ancestor (verb, ADW_TYPE_HEADER_BAR));
  gtk_widget_grab_focus (cancel);
  display_scale_text (2);
  display_until (gtk_widget_get_ancestor (verb, ADW_TYPE_HEADER_BAR) == NULL);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog)) == cancel);
  display_resize (dialog, 360, 640);
  display_until (gtk_widget_get_width (adw_window_get_content (ADW_WINDOW (dialog))) == 360);
  display_settle ();
  display_wait_whole (dialog);
  g_assert_true (gtk_widget_compute_bounds (verb, GTK_WIDGET (dialog), &place));
  g_assert_true (gtk_widget_compute_bounds (
      display_find (dialog, GTK_TYPE_LABEL, "New Environment"), GTK_WIDGET (dialog), &title));
  g_assert_cmpfloat (place.origin.y, >, title.origin.y + title.size.height);
  g_assert_false (gtk_widget_is_sensitive (verb));
  fill (dialog, "Name", "Large", NULL);
  display_until (gtk_widget_is_sensitive (verb));
  display_scale_text (1);
  display_resize (dialog, 460, 640);
  display_until (gtk_widget_get_ancestor (verb, ADW_TYPE_HEADER_BAR) != NULL);
  display_settle ();
  display_wait_whole (dialog);
  display_press (dialog, "Create Environment");
  until_done (dialog);
  display_item (organization, KH_ITEM_ENVIRONMENT, "Large");
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  organization = display_open (&fixture);
  below = display_show (adw_status_page_new ());
  g_test_add_func ("/dialogs/late-complaints", test_late_complaints);
  g_test_add_func ("/dialogs/return", test_return);
  g_test_add_func ("/dialogs/environment", test_environment);
  g_test_add_func ("/dialogs/managed-follows", test_managed_follows);
  g_test_add_func ("/dialogs/vault", test_vault);
  g_test_add_func ("/dialogs/key", test_key);
  g_test_add_func ("/dialogs/policy", test_policy);
  g_test_add_func ("/dialogs/grant", test_grant);
  g_test_add_func ("/dialogs/enable-managed", test_enable_managed);
  g_test_add_func ("/dialogs/error-card", test_error_card);
  g_test_add_func ("/dialogs/close-in-the-middle", test_close_in_the_middle);
  g_test_add_func ("/dialogs/parent-goes", test_parent_goes);
  g_test_add_func ("/dialogs/host-gone", test_host_gone);
  g_test_add_func ("/dialogs/mnemonics", test_mnemonics);
  g_test_add_func ("/dialogs/large-text", test_large_text);
  int status = g_test_run ();
  display_close (below);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
