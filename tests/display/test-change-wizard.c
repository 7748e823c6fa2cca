/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change Key in its window, against a real tenant: to a policy that exists and to one that is made,
 * who may not, what stands in the way, and what happens when something changes meanwhile. */
#include "kh-list-test.h"

#include "kh-acts.h"
#include "kh-confirm-dialog.h"
#include "kh-enable-wizard.h"
#include "kh-environment-api.h"
#include "kh-key-acts.h"
#include "kh-lock-wizard.h"
#include "kh-pages.h"
#include "kh-rotate-wizard.h"
#include "kh-window.h"
#include "kh-twin-test.h"
#include "kh-wizard-test.h"

#define SENTENCE "Sales leaves kv-sales/cmk for kv-sales/next: one outage."
#define VERB "Change Key of 1 Environment"

static void
do_call (List *self, KhCall *call)
{
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (GError) error = NULL;

  kh_client_do (client, call, NULL, &error);
  g_assert_no_error (error);
}

static void
grant (List *self, const char *policy)
{
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (GError) error = NULL;

  kh_act_grant_policy (client, kh_organization_get_place (self->organization), policy, NULL,
                       &error);
  g_assert_no_error (error);
}

/* Another policy with a key of its own. */
static void
make_next (List *self, gboolean granted)
{
  const KhPolicyDraft draft = {
    .name = "ep-next", .geo = "unitedstates", .vault = "kv-sales", .key = "next"
  };

  fixture_do (&self->fixture, VAULT, "POST", "/keys/next/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":3072}", 200);
  do_call (self, kh_policy_api_create (kh_organization_get_place (self->organization), &draft));
  if (granted)
    grant (self, "ep-next");
  display_item (self->organization, KH_ITEM_POLICY, "ep-next");
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/next");
}

static KhItem *
sales (List *self)
{
  return display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
}

static GtkWindow *
open_wizard (List *self)
{
  const char *const ids[] = { kh_item_get_id (sales (self)), NULL };

  if (self->window == NULL)
    list_show (self, KH_ITEM_ENVIRONMENT);
  return wizard_show (kh_change_wizard_new (self->organization, ids, NULL), self->window);
}

static void
walk (GtkWindow *wizard)
{
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  wizard_wait_reason (wizard, NULL);
}

static void
assert_unchanged (List *self)
{
  g_autoptr (KhJson) now =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/environments/{environment}", NULL, 200);

  g_assert_cmpstr (kh_json_string (now, "key.id"), ==, "kv-sales/cmk");
  g_assert_cmpstr (kh_json_string (now, "state"), ==, "Ready");
}

/* One that comes first by name, but would leave the key as it is. */
static void
make_alike (List *self)
{
  const KhPolicyDraft draft = {
    .name = "ep-alike", .geo = "unitedstates", .vault = "kv-sales", .key = "cmk"
  };

  do_call (self, kh_policy_api_create (kh_organization_get_place (self->organization), &draft));
  grant (self, "ep-alike");
  display_item (self->organization, KH_ITEM_POLICY, "ep-alike");
}

/* To the other policy, which is proposed; the one in use cannot be chosen. */
static void
test_whole (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  GtkWidget *row;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = NULL;

  make_alike (self);
  make_next (self, TRUE);
  wizard = open_wizard (self);
  g_assert_cmpstr (gtk_window_get_title (wizard), ==, "Change Key");
  g_assert_cmpstr (kh_wizard_page_get_title (wizard_page (wizard)), ==, "Choose the New Policy");
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "ep-sales");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "cmk in kv-sales · Latest version · In use now");
  g_assert_false (gtk_widget_get_sensitive (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL)));
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "ep-next");
  g_assert_true (gtk_check_button_get_active (display_find (row, GTK_TYPE_CHECK_BUTTON, NULL)));
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Keep the old key usable for 30 days");
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                   "Restoring backups needs kv-sales/cmk until "));
  twin_see (seen, wizard);
  walk (wizard);
  display_wait_for (wizard, GTK_TYPE_LABEL, SENTENCE);
  twin_see (seen, wizard);
  printed =
      twin_run (&self->fixture, "cmk plan --goal change --policy ep-next --environment Sales", 0);
  twin_assert (seen, twin_sentences (printed));
  g_assert_true (gtk_widget_has_css_class (display_find (wizard, GTK_TYPE_BUTTON, VERB),
                                           "destructive-action"));
  assert_unchanged (self);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  wizard_finish (wizard, "Done");
  display_until (kh_item_is (sales (self), "key.id", "kv-sales/next"));
  g_assert_true (kh_item_is (sales (self), "policy.name", "ep-next"));
}

/* A policy and its key are made on the way. */
static void
test_made (List *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);

  g_assert_true (gtk_check_button_get_active (
      display_find (display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Create a policy"),
                    GTK_TYPE_CHECK_BUTTON, NULL)));
  display_type (wizard, "Name of the policy", "ep sales");
  wizard_wait_reason (wizard, "Use 1 to 64 letters, digits and hyphens");
  display_type (wizard, "Name of the policy", "ep-made");
  display_type (wizard, "Name of the key", "cmk");
  wizard_wait_reason (wizard, "A key of this name is in kv-sales already");
  display_type (wizard, "Name of the key", "made");
  walk (wizard);
  display_wait_for (wizard, GTK_TYPE_LABEL,
                    "Sales leaves kv-sales/cmk for kv-sales/made: one outage.");
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  wizard_finish (wizard, "Done");
  display_until (kh_item_is (sales (self), "policy.name", "ep-made"));
  g_assert_true (kh_item_is (sales (self), "key.id", "kv-sales/made"));
}

/* The review is the confirmation: before its verb nothing is done. */
static void
test_left (List *self, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  GtkWindow *wizard;

  make_next (self, TRUE);
  before = fixture_state (&self->fixture);
  wizard = open_wizard (self);
  walk (wizard);
  wizard_finish (wizard, "Cancel");
  after = fixture_state (&self->fixture);
  g_assert_true (fixture_is_same (before, after));
}

static void
test_keyboard (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, TRUE);
  wizard = open_wizard (self);
  display_until (GTK_IS_CHECK_BUTTON (gtk_window_get_focus (wizard)));
  for (guint i = 0; i < 3; i++) {
    wizard_wait_reason (wizard, NULL);
    g_assert_true (list_press (gtk_window_get_focus (wizard), GDK_KEY_Return, GDK_CONTROL_MASK));
  }
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  wizard_finish (wizard, "Done");
}

/* The new policy has no access to its key: blocked, and cured here. */
static void
test_no_access (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, FALSE);
  wizard = open_wizard (self);
  wizard_next (wizard, "Checks");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "The policy has no access to the key");
  wizard_wait_reason (wizard, "1 check blocks ep-next");
  display_press (wizard, "Grant Access");
  wizard_wait_reason (wizard, NULL);
  wizard_next (wizard, "Review");
  wizard_finish (wizard, "Cancel");
  assert_unchanged (self);
}

static void
test_disabled (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, TRUE);
  wizard = open_wizard (self);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/next" A_KEY,
              "{\"attributes\":{\"enabled\":false}}", 200);
  wizard_next (wizard, "Checks");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "The key version is disabled");
  wizard_wait_reason (wizard, "1 check blocks kv-sales/next");
  wizard_finish (wizard, "Cancel");
  assert_unchanged (self);
}

static void
assert_left_out (GtkWindow *wizard, const char *name, const char *why)
{
  GtkWidget *row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, name);

  display_wait_for (wizard, GTK_TYPE_LABEL, "Left Out");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, why);
}

/* What is locked cannot be changed, by whatever way one comes here. */
static void
test_locked (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, TRUE);
  list_lock (self);
  display_until (kh_item_is (sales (self), "state", "Locked"));
  wizard = open_wizard (self);
  wizard_wait_reason (wizard, "No environment is left whose key can be changed");
  assert_left_out (wizard, "Sales", "Locked. Unlock it first");
  /* Nothing is to be filled in for none. */
  g_assert_null (display_find (wizard, ADW_TYPE_ENTRY_ROW, NULL));
  g_assert_null (display_find (wizard, ADW_TYPE_ACTION_ROW, "Create a policy"));
  wizard_finish (wizard, "Cancel");
}

/* Of a selection, what cannot change is named first, with the reason; the others go on. */
static void
test_left_out (List *self, gconstpointer data)
{
  KhItem *other = display_item (self->organization, KH_ITEM_ENVIRONMENT, LIST_MARKUP);
  const char *const ids[] = { kh_item_get_id (other), kh_item_get_id (sales (self)), NULL };
  GtkWindow *wizard;

  make_next (self, TRUE);
  list_show (self, KH_ITEM_ENVIRONMENT);
  wizard = wizard_show (kh_change_wizard_new (self->organization, ids, NULL), self->window);
  assert_left_out (wizard, LIST_MARKUP, "On the Microsoft key. Use Enable Customer-Managed Key…");
  g_assert_null (display_find (wizard, ADW_TYPE_ACTION_ROW, "Sales"));
  walk (wizard);
  display_wait_for (wizard, GTK_TYPE_BUTTON, VERB);
  wizard_finish (wizard, "Cancel");
  wizard = open_wizard (self);
  g_assert_null (display_find (wizard, GTK_TYPE_LABEL, "Left Out"));
  wizard_finish (wizard, "Cancel");
}

static void
test_other_role (List *self, gconstpointer data)
{
  KhOrganization *mine = self->organization, *theirs;
  GtkWindow *wizard;

  make_next (self, TRUE);
  list_show (self, KH_ITEM_ENVIRONMENT);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, "kva");
  theirs = display_open (&self->fixture);
  self->organization = theirs;
  display_item (theirs, KH_ITEM_POLICY, "ep-next");
  wizard = open_wizard (self);
  wizard_next (wizard, "Checks");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW,
                    "This account is not a Power Platform administrator");
  display_until (kh_wizard_page_get_reason (wizard_page (wizard)) != NULL
                 && *kh_wizard_page_get_reason (wizard_page (wizard)) != '\0');
  wizard_finish (wizard, "Cancel");
  display_end (theirs);
  self->organization = mine;
  fixture_as (&self->fixture, "Ada");
  assert_unchanged (self);
}

/* The policy goes between Review and the verb. */
static void
test_vanished (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, TRUE);
  wizard = open_wizard (self);
  walk (wizard);
  do_call (self, kh_policy_api_delete (kh_organization_get_place (self->organization), "ep-next"));
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing Was Changed");
  assert_unchanged (self);
  display_press (wizard, "Back to Checks");
  display_until (kh_wizard_page_get_reason (wizard_page (wizard)) != NULL);
  wizard_finish (wizard, "Cancel");
}

/* The tenant is away for the last step, and back. */
static void
test_tenant_gone (List *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GtkWindow *wizard;

  make_next (self, TRUE);
  wizard = open_wizard (self);
  walk (wizard);
  kh_host_set_patience (self->fixture.host, 1);
  g_clear_pointer (&self->fixture.host, kh_host_stop);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing Was Changed");
  self->fixture.host = kh_host_start (self->fixture.tenant, &error);
  g_assert_no_error (error);
  kh_organization_reconnected (self->organization, self->fixture.token);
  display_press (wizard, "Back to Checks");
  display_press (wizard, "Check Again");
  wizard_next (wizard, "Review");
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  wizard_finish (wizard, "Done");
}

/* What was decided is kept for the next time. */
static void
test_draft (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, TRUE);
  wizard = open_wizard (self);
  display_activate_row (wizard, "Create a policy");
  display_type (wizard, "Name of the policy", "ep-kept");
  wizard_leave (wizard, "Keep Draft");
  wizard = open_wizard (self);
  g_assert_null (display_find (wizard, ADW_TYPE_ENTRY_ROW, "Name of the policy"));
  display_press (wizard, "Continue");
  g_assert_cmpstr (
      gtk_editable_get_text (display_wait_for (wizard, ADW_TYPE_ENTRY_ROW, "Name of the policy")),
      ==, "ep-kept");
  wizard_leave (wizard, "Discard");
}

/* Nothing is cut where there is little room. */
static void
test_narrow (List *self, gconstpointer data)
{
  GtkWindow *wizard;

  make_next (self, TRUE);
  display_scale_text (2);
  wizard = open_wizard (self);
  display_resize (wizard, 360, 640);
  display_wait_whole (wizard);
  walk (wizard);
  display_wait_whole (wizard);
  wizard_finish (wizard, "Cancel");
  display_scale_text (1);
}

#define NEEDED                                                                                     \
  "An environment changed to another key less than 30 days ago; restoring it needs this version."
#define NOT_READ NEEDED " Its data has not been read with the new key yet"

/* What asks before the old key is disabled says what left it, and whether that was verified. */
static void
assert_guard (List *self, const char *title, const char *reason)
{
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");
  GtkWindow *dialog;
  AdwActionRow *row;

  kh_key_disable (GTK_WIDGET (self->page), self->organization, key, NULL);
  display_until ((dialog = display_window (KH_TYPE_CONFIRM_DIALOG)) != NULL);
  row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, NULL);
  while (row != NULL && ADW_IS_ACTION_ROW (row)
         && !g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title))
    row = (gpointer)gtk_widget_get_next_sibling (GTK_WIDGET (row));
  g_assert_true (ADW_IS_ACTION_ROW (row));
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, reason);
  twin_check_guard (&self->fixture, dialog, "key disable kv-sales/cmk");
  wizard_finish (dialog, "Cancel");
}

/* A key that others may know is left from where it is rotated, for all that it protects. */
static void
test_exposed (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  DisplayWatch *watch;
  AdwActionRow *row;
  g_autoptr (KhJson) log = NULL;
  g_autofree char *text = NULL;

  list_show (self, KH_ITEM_KEY);
  display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");
  wizard = wizard_show (kh_rotate_wizard_new (self->organization, "kv-sales/cmk"), self->window);
  watch = display_watch (wizard);
  display_activate_row (wizard, "The old key material may be known to others");
  display_wait_for (wizard, GTK_TYPE_LABEL,
                    "A new version protects what comes next. If the key is known to others, move "
                    "to a new key in another vault first and disable the old one last.");
  wizard_wait_reason (wizard, NULL);
  display_press (wizard, "Continue");
  display_assert_gone (watch);
  wizard = wizard_wait_open ();
  g_assert_cmpstr (gtk_window_get_title (wizard), ==, "Change Key");
  display_wait_for (wizard, ADW_TYPE_ENTRY_ROW, "Name of the policy");
  /* Who can reach the old key stands first, and what is decided for the time until it is left. */
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Policies that use it");
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "ep-sales");
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Network of its vault");
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "Every network reaches it");
  display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Environments until then");
  walk (wizard);
  display_wait_for (wizard, GTK_TYPE_BUTTON, VERB);
  assert_unchanged (self);
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Open the Old Key"));
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  display_wait_for (wizard, GTK_TYPE_LABEL,
                    "Disable kv-sales/cmk: 1 environment has not been verified yet");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Open the Old Key"));
  log = fixture_call (&self->fixture, KEYHOLD, "GET", K "/audit?newest=true&limit=100", NULL, 200);
  text = kh_json_to_text (log);
  g_assert_nonnull (strstr (text, "Others may know kv-sales/cmk; the environments stay online"));
  assert_guard (self, "Sales · Needed until ", NOT_READ);
  /* Moved and read whole, it is where the old key is disabled, with what still needs it. */
  display_press (wizard, "Verify Now");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Open the Old Key");
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Sales");
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (row), "All data was read, "));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Passed"));
  wizard_finish (wizard, "Done");
  assert_guard (self, "Sales · Needed until ", NEEDED);
}

static void
set_key_enabled (List *self, const char *vault, const char *key, gboolean enabled)
{
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *change =
      g_strdup_printf ("{\"trigger\":\"disable-key\",\"target\":\"%s/%s\"}", vault, key);
  g_autofree char *token = enabled ? NULL : fixture_confirm (&self->fixture, change);
  char *down[] = { (char *)kh_item_get_id (sales (self)), NULL };
  KhConfirmed confirmed = { token, down, 3 };

  kh_act_set_key_enabled (client, vault, key, NULL, enabled, enabled ? NULL : &confirmed, NULL,
                          &error);
  g_assert_no_error (error);
}

/* What cannot be read with the new key keeps the old one from being disabled, here and, since it
 * stays with the environment, wherever somebody looks later. */
static void
test_exposed_unread (List *self, gconstpointer data)
{
  const char *const ids[] = { kh_item_get_id (sales (self)), NULL };
  GtkWindow *wizard;
  g_auto (GStrv) key = NULL;
  GtkWidget *button;
  KhPage *page;

  list_show (self, KH_ITEM_ENVIRONMENT);
  wizard = wizard_show (kh_change_wizard_new_key (self->organization, ids), self->window);
  walk (wizard);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Verify Now");
  display_until (!kh_item_is (sales (self), "key.id", "kv-sales/cmk"));
  key = g_strsplit (kh_item_string (sales (self), "key.id"), "/", 2);
  set_key_enabled (self, key[0], key[1], FALSE);
  display_until (kh_item_is (sales (self), "state", "Locked"));
  display_press (wizard, "Verify Now");
  display_wait_for (wizard, GTK_TYPE_LABEL,
                    "Disable kv-sales/cmk: the data of 1 environment cannot be read");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Verify Again");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Open the Old Key"));
  wizard_finish (wizard, "Done");
  /* Another program, later. */
  display_close (self->window);
  display_end (self->organization);
  self->organization = display_open (&self->fixture);
  page = kh_detail_page_new (self->organization,
                             display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk"));
  self->page = page;
  self->window = display_show (GTK_WIDGET (page));
  display_wait_for (self->window, GTK_TYPE_LABEL,
                    "The data of Sales cannot be read with its new key");
  button = display_find (self->window, GTK_TYPE_BUTTON, "Disable…");
  g_assert_true (button == NULL || !gtk_widget_is_sensitive (button));
  /* With the key back it can be read, and then the old one be disabled. */
  set_key_enabled (self, key[0], key[1], TRUE);
  do_call (self, kh_environment_api_re_enable (kh_item_get_id (sales (self))));
  display_until (kh_item_is (sales (self), "state", "Ready"));
  display_press (self->window, "Verify");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Disable…");
}

/* As long as somebody's data is on the key that others may know, nothing leads to disabling it. */
static void
test_exposed_partly (List *self, gconstpointer data)
{
  const char *const ids[] = { kh_item_get_id (sales (self)), NULL };
  KhItem *other = display_item (self->organization, KH_ITEM_ENVIRONMENT, LIST_MARKUP);
  GtkWindow *wizard;

  do_call (self, kh_environment_api_set_managed (kh_item_get_id (other), TRUE));
  fixture_encrypt (&self->fixture, kh_item_get_id (other));
  display_until (kh_item_is (other, "key.id", "kv-sales/cmk"));
  list_show (self, KH_ITEM_ENVIRONMENT);
  wizard = wizard_show (kh_change_wizard_new_key (self->organization, ids), self->window);
  walk (wizard);
  display_press (wizard, VERB);
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Disable kv-sales/cmk: 1 environment is still on it");
  g_assert_null (display_find (wizard, GTK_TYPE_BUTTON, "Open the Old Key"));
  wizard_finish (wizard, "Done");
}

/* Puts another environment under the policy of that name. */
static void
put_under (List *self, const char *name)
{
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (GError) error = NULL;
  KhItem *other = display_item (self->organization, KH_ITEM_ENVIRONMENT, LIST_MARKUP);
  KhItem *policy = display_item (self->organization, KH_ITEM_POLICY, name);
  g_autofree char *operation = NULL;

  do_call (self, kh_environment_api_set_managed (kh_item_get_id (other), TRUE));
  operation = kh_client_call (
      client,
      kh_environment_api_link (kh_item_get_id (other), kh_item_string (policy, "systemId"), FALSE),
      NULL, &error);
  g_assert_no_error (error);
  fixture_wait (&self->fixture, operation);
  display_until (kh_item_is (other, "policy.name", name));
}

/* To a new key, verified, and on to where the old ones are disabled. */
static void
move_two (GtkWindow *wizard, const char *sentence, const char *last)
{
  walk (wizard);
  display_wait_for (wizard, GTK_TYPE_LABEL, sentence);
  display_press (wizard, "Change Key of 2 Environments");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Key Changed");
  display_press (wizard, "Verify Now");
  display_wait_for (wizard, GTK_TYPE_BUTTON, last);
  wizard_finish (wizard, "Done");
}

/* From one of two policies on a key that others may know: what is under the other one goes too. */
static void
test_exposed_all (List *self, gconstpointer data)
{
  const char *policy =
      kh_item_get_id (display_item (self->organization, KH_ITEM_POLICY, "ep-sales"));
  GtkWindow *wizard;
  DisplayWatch *watch;
  AdwActionRow *row;

  make_alike (self);
  put_under (self, "ep-alike");
  list_show (self, KH_ITEM_POLICY);
  wizard =
      wizard_show (kh_lock_wizard_new (self->organization, KH_ITEM_POLICY, policy), self->window);
  watch = display_watch (wizard);
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Reason"), 0);
  display_press (wizard, "Move to a New Key…");
  display_assert_gone (watch);
  wizard = wizard_wait_open ();
  wizard_wait_title (wizard, "Choose the New Policy");
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Policies that use it");
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "ep-alike, ep-sales");
  move_two (wizard,
            "2 environments leave kv-sales/cmk for kv-sales/cmk-unitedstates: one outage each, "
            "each on its own.",
            "Open the Old Key");
}

/* A vault that others may have read: all of its keys are left. */
static void
test_exposed_keys (List *self, gconstpointer data)
{
  GtkWindow *wizard;
  DisplayWatch *watch;
  AdwActionRow *row;

  make_next (self, TRUE);
  put_under (self, "ep-next");
  list_show (self, KH_ITEM_VAULT);
  wizard = wizard_show (kh_lock_wizard_new (self->organization, KH_ITEM_VAULT, "kv-sales"),
                        self->window);
  watch = display_watch (wizard);
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Reason"), 0);
  display_press (wizard, "Move to a New Key…");
  display_assert_gone (watch);
  wizard = wizard_wait_open ();
  row = display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "Policies that use it");
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "ep-next, ep-sales");
  move_two (wizard,
            "2 environments leave kv-sales/cmk, kv-sales/next for kv-sales/cmk-unitedstates: one "
            "outage each, each on its own.",
            "Open the Old Keys");
}

/* From the environment's page, and by the address alone. */
static void
test_pages (List *self, gconstpointer data)
{
  g_autofree char *page =
      g_strconcat ("keyhold:environments/", kh_item_get_id (sales (self)), NULL);

  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  kh_window_open_uri (KH_WINDOW (self->window), page);
  display_press (self->window, "Change Key…");
  wizard_wait_title (wizard_wait_open (), "Choose the New Policy");
  display_close (wizard_wait_open ());
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:wizard/change?environment=Sales");
  wizard_wait_title (wizard_wait_open (), "Choose the New Policy");
  display_close (wizard_wait_open ());
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:wizard/change");
  g_assert_null (display_window (KH_TYPE_WIZARD));
  assert_unchanged (self);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (List *self, gconstpointer data);
  } tests[] = {
    { "/change-wizard/whole", test_whole },
    { "/change-wizard/made", test_made },
    { "/change-wizard/left", test_left },
    { "/change-wizard/keyboard", test_keyboard },
    { "/change-wizard/no-access", test_no_access },
    { "/change-wizard/disabled", test_disabled },
    { "/change-wizard/locked", test_locked },
    { "/change-wizard/left-out", test_left_out },
    { "/change-wizard/other-role", test_other_role },
    { "/change-wizard/vanished", test_vanished },
    { "/change-wizard/tenant-gone", test_tenant_gone },
    { "/change-wizard/draft", test_draft },
    { "/change-wizard/narrow", test_narrow },
    { "/change-wizard/exposed", test_exposed },
    { "/change-wizard/exposed-all", test_exposed_all },
    { "/change-wizard/exposed-keys", test_exposed_keys },
    { "/change-wizard/exposed-partly", test_exposed_partly },
    { "/change-wizard/exposed-unread", test_exposed_unread },
    { "/change-wizard/pages", test_pages },
  };

  display_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, List, NULL, list_start, tests[i].test, list_stop);
  return g_test_run ();
}
