/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Return to Microsoft-Managed Key in its window, against a real tenant: who can return and why the
 * others cannot, the review that confirms it, that leaving changes nothing, and what happens when
 * somebody was faster. */
#include "kh-twin-test.h"
#include "kh-wizard-test.h"

#include "kh-enable-wizard.h"
#include "kh-environment-api.h"
#include "kh-vault-api.h"
#include "kh-wizard-uri.h"

#define SENTENCE "Sales goes offline while its data returns to the Microsoft key."
#define TITLE "Return to Microsoft-Managed Key"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  GtkWindow *below;
} Return;

static void
start (Return *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_encrypt (&self->fixture, "Sales");
  self->organization = display_open (&self->fixture);
  self->below = display_show (gtk_label_new ("The shell"));
}

static void
stop (Return *self, gconstpointer data)
{
  display_close (self->below);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static KhItem *
sales (Return *self)
{
  return display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
}

static GtkWindow *
open_wizard (Return *self)
{
  const char *const ids[] = { kh_item_get_id (sales (self)), NULL };
  GtkWindow *wizard = kh_return_wizard_new (self->organization, ids);

  return wizard_show (wizard, self->below);
}

static void
go_to_review (GtkWindow *wizard)
{
  wizard_next (wizard, "Checks");
  wizard_next (wizard, "Review");
  display_wait_for (wizard, GTK_TYPE_LABEL, SENTENCE);
}

static const char *
subtitle_of (gpointer wizard, const char *name)
{
  return adw_action_row_get_subtitle (display_wait_for (wizard, ADW_TYPE_ACTION_ROW, name));
}

/* TRUE if the label of the review that starts with @start names what must stay. */
static gboolean
forbids (gpointer root, const char *start)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if ((GTK_IS_LABEL (child) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (child)), start))
        || forbids (child, start))
      return TRUE;
  return FALSE;
}

/* Back to the platform's key, and the policy is free of it. */
static void
test_whole (Return *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = NULL;

  g_assert_nonnull (display_find (wizard, GTK_TYPE_LABEL, TITLE));
  g_assert_nonnull (display_find (wizard, GTK_TYPE_LABEL, "Choose Environments"));
  g_assert_null (display_find (wizard, GTK_TYPE_LABEL, "Policy"));
  go_to_review (wizard);
  g_assert_cmpstr (subtitle_of (wizard, "Sales"), ==, "ep-sales");
  printed = twin_run (&self->fixture, "cmk plan --goal revert --environment Sales", 0);
  twin_see (seen, wizard);
  twin_assert (seen, twin_sentences (printed));
  g_assert_true (
      forbids (wizard, "Do not disable or delete kv-sales/cmk, its vault or its grant before "));
  g_assert_true (gtk_widget_has_css_class (
      display_find (wizard, GTK_TYPE_BUTTON, "Return 1 Environment"), "destructive-action"));
  display_press (wizard, "Return 1 Environment");
  g_assert_nonnull (
      display_find (wizard, GTK_TYPE_LABEL, "Returning to the Microsoft-Managed Key"));
  display_wait_for (wizard, GTK_TYPE_LABEL, "On the Microsoft-Managed Key");
  wizard_finish (wizard, "Done");
  display_until (kh_item_is (sales (self), "encryptionStatus", "NotEncrypted"));
  g_assert_null (kh_item_string (sales (self), "policy.name"));
}

/* The review is the confirmation: before its verb nothing is done. */
static void
test_left (Return *self, gconstpointer data)
{
  g_autofree char *before = fixture_state (&self->fixture);
  g_autofree char *after = NULL;
  GtkWindow *wizard = open_wizard (self);

  go_to_review (wizard);
  wizard_finish (wizard, "Cancel");
  after = fixture_state (&self->fixture);
  g_assert_true (fixture_is_same (before, after));
}

static void
lock (Return *self)
{
  g_autofree char *token =
      fixture_confirm (&self->fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                       "\"key\":\"cmk\"}");

  self->fixture.confirmation = token;
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":false}}", 200);
  self->fixture.confirmation = NULL;
  display_until (kh_item_is (sales (self), "state", "Locked"));
}

/* What has no customer's key, and what is locked, is there with its reason, and Next is off. */
static void
test_excluded (Return *self, gconstpointer data)
{
  const KhEnvironmentDraft draft = { "Plain", "Sandbox", "unitedstates", TRUE };
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (GError) error = NULL;
  GtkWindow *wizard;

  kh_client_do (client, kh_environment_api_create (&draft), NULL, &error);
  g_assert_no_error (error);
  display_item (self->organization, KH_ITEM_ENVIRONMENT, "Plain");
  lock (self);
  wizard = open_wizard (self);
  g_assert_cmpstr (subtitle_of (wizard, "Plain"), ==, "On the Microsoft key already");
  g_assert_cmpstr (subtitle_of (wizard, "Sales"), ==, "Locked. Unlock it first");
  g_assert_cmpstr (kh_wizard_page_get_reason (wizard_page (wizard)), ==,
                   "Choose at least one environment");
  wizard_finish (wizard, "Cancel");
}

/* Somebody else returned it while Review was looked at: nothing is done twice, and it is said. */
static void
test_faster (Return *self, gconstpointer data)
{
  GtkWindow *wizard = open_wizard (self);
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (KhJson) policy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *operation = NULL;

  go_to_review (wizard);
  policy = kh_client_call (client, kh_policy_api_get ("ep-sales"), NULL, &error);
  g_assert_no_error (error);
  operation = kh_client_call (client,
                              kh_environment_api_unlink (kh_item_get_id (sales (self)),
                                                         kh_json_string (policy, "systemId")),
                              NULL, &error);
  g_assert_no_error (error);
  fixture_wait (&self->fixture, operation);
  display_press (wizard, "Return 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Nothing Was Changed");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Back to Checks");
  wizard_finish (wizard, "Done");
}

/* Addresses only open and prefill. */
static void
test_address (Return *self, gconstpointer data)
{
  GtkWindow *wizard;

  g_assert_true (kh_wizard_uri_open (gtk_window_get_child (self->below), self->organization,
                                     "keyhold:wizard/revert?environment=Sales"));
  display_until (display_window (KH_TYPE_WIZARD) != NULL);
  wizard = display_window (KH_TYPE_WIZARD);
  g_assert_cmpstr (gtk_window_get_title (wizard), ==, TITLE);
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Next");
  wizard_finish (wizard, "Cancel");
  g_assert_true (kh_item_is (sales (self), "encryptionStatus", "Encrypted"));
}

/* Nothing is cut where there is little room. */
static void
test_narrow (Return *self, gconstpointer data)
{
  GtkWindow *wizard;

  display_scale_text (2);
  wizard = open_wizard (self);
  display_resize (wizard, 360, 640);
  display_wait_whole (wizard);
  go_to_review (wizard);
  display_wait_whole (wizard);
  display_press (wizard, "Return 1 Environment");
  display_wait_for (wizard, GTK_TYPE_BUTTON, "Done");
  /* No button is left in the header, which says what this was about. */
  display_wait_for (wizard, GTK_TYPE_LABEL, TITLE);
  display_wait_whole (wizard);
  wizard_finish (wizard, "Done");
  display_scale_text (1);
}

static void
add (const char *path, void (*test) (Return *, gconstpointer))
{
  g_test_add (path, Return, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/return-wizard/whole", test_whole);
  add ("/return-wizard/left", test_left);
  add ("/return-wizard/excluded", test_excluded);
  add ("/return-wizard/faster", test_faster);
  add ("/return-wizard/address", test_address);
  add ("/return-wizard/narrow", test_narrow);
  return g_test_run ();
}
