/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a policy in its window: its readers, taking its access away, and its end, each with
 * what is asked before. */
#include "kh-display-test.h"

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-pages.h"
#include "kh-window.h"
#include "kh-wizard-test.h"

#define TAKEN "ep-spare"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  GtkWindow *window;
} Page;

static void
start (Page *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_make_accounts (&self->fixture);
  fixture_do (&self->fixture, ARM, "PUT", POLICIES "/" TAKEN A_POLICY,
              POLICY_BODY ("kv-sales", "cmk"), 201);
  self->organization = display_open (&self->fixture);
  display_item (self->organization, KH_ITEM_POLICY, TAKEN);
}

static void
end_organization (Page *self)
{
  display_end (self->organization);
}

static void
stop (Page *self, gconstpointer data)
{
  display_close (self->window);
  end_organization (self);
  fixture_stop (&self->fixture);
}

static void
show (Page *self, const char *uri)
{
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  kh_window_open_uri (KH_WINDOW (self->window), uri);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Identity and Access");
}

static KhConfirmDialog *
ask (Page *self, const char *button)
{
  display_press (self->window, button);
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

static void
assert_question (KhConfirmDialog *dialog, const char *heading, const char *body)
{
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, heading);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), ==, body);
}

static void
respond (KhConfirmDialog *dialog, const char *button)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, button);
  display_assert_gone (watch);
}

static gboolean
policy_is (Page *self, const char *policy, const char *member, gboolean wanted)
{
  g_autofree char *path = g_strdup_printf (K "/policies/%s", policy);
  g_autoptr (KhJson) json = fixture_call (&self->fixture, KEYHOLD, "GET", path, NULL, 200);

  return kh_json_bool (json, member, !wanted) == wanted;
}

/* --- Readers ---------------------------------------------------------------------------------- */

static gboolean
is_reader (Page *self, const char *name)
{
  g_autoptr (KhJson) json =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/policies/ep-sales", NULL, 200);
  g_auto (GStrv) readers = kh_json_strv (json, "readers");

  return readers != NULL && g_strv_contains ((const char *const *)readers, name);
}

static GtkWidget *
open_reader_dialog (Page *self)
{
  display_press (self->window, "Add Reader…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

static void
add_reader (Page *self)
{
  GtkWidget *dialog = open_reader_dialog (self);

  display_press (dialog, "Add Reader");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Remove ppa");
  g_assert_true (is_reader (self, "ppa"));
}

/* Only who can do something with it is offered, and none twice. */
static void
test_add_reader (Page *self, gconstpointer data)
{
  GtkWidget *dialog;

  show (self, "keyhold:policies/ep-sales");
  add_reader (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Reader added");
  dialog = open_reader_dialog (self);
  display_wait_for (dialog, GTK_TYPE_LABEL,
                    "Every Power Platform administrator can read the policy already");
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Add Reader")));
  display_press (dialog, "Cancel");
}

static void
test_undo_reader (Page *self, gconstpointer data)
{
  show (self, "keyhold:policies/ep-sales");
  add_reader (self);
  display_press (self->window, "Undo");
  display_until (!is_reader (self, "ppa"));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Remove ppa") == NULL);
}

static void
test_remove_reader (Page *self, gconstpointer data)
{
  KhConfirmDialog *dialog;

  fixture_do (&self->fixture, KEYHOLD, "PUT", K "/policies/ep-sales/readers/ppa", NULL, 200);
  show (self, "keyhold:policies/ep-sales");
  dialog = ask (self, "Remove ppa");
  assert_question (dialog, "Remove ppa as Reader?",
                   "ppa can no longer add environments to ep-sales or re-enable locked ones.");
  respond (dialog, "Cancel");
  g_assert_true (is_reader (self, "ppa"));
  respond (ask (self, "Remove ppa"), "Remove Reader");
  display_until (!is_reader (self, "ppa"));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Remove ppa") == NULL);
}

/* --- The version ------------------------------------------------------------------------------ */

static const char *
key_version (Page *self, const char *key)
{
  return kh_item_string (display_item (self->organization, KH_ITEM_KEY, key), "version");
}

/* Pins ep-sales to the version of today, and makes a newer one. */
static void
pin_sales (Page *self)
{
  g_autofree char *old = g_strdup (key_version (self, "kv-sales/cmk"));
  g_autofree char *body = g_strdup_printf (
      "{\"properties\":{\"encryption\":{\"keyVault\":{\"key\":{\"version\":\"%s\"}}}}}", old);

  fixture_do (&self->fixture, ARM, "PATCH", POLICIES "/ep-sales" A_POLICY, body, 200);
  fixture_do (&self->fixture, VAULT, "POST", "/keys/cmk/rotate" A_KEY, NULL, 200);
  display_until (g_strcmp0 (key_version (self, "kv-sales/cmk"), old) != 0);
}

static gboolean
is_pinned_to (Page *self, const char *version)
{
  g_autoptr (KhJson) json =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/policies/ep-sales", NULL, 200);

  return g_strcmp0 (kh_json_string (json, "key.version"), version) == 0;
}

/* A policy that follows has nothing to be told. */
static void
test_follow_latest (Page *self, gconstpointer data)
{
  show (self, "keyhold:policies/" TAKEN);
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Follow the Latest"));
  pin_sales (self);
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:policies/ep-sales");
  display_press (self->window, "Follow the Latest");
  display_wait_for (self->window, GTK_TYPE_LABEL, "The policy follows the latest version");
  g_assert_true (is_pinned_to (self, NULL));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Follow the Latest") == NULL);
}

static void
test_move_pin (Page *self, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *newest = NULL;

  pin_sales (self);
  newest = g_strdup (key_version (self, "kv-sales/cmk"));
  show (self, "keyhold:policies/ep-sales");
  display_press (self->window, "Move the Pin…");
  display_until ((dialog = display_window (KH_TYPE_DIALOG)) != NULL);
  display_until (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Move the Pin")));
  g_assert_false (is_pinned_to (self, newest));
  display_press (dialog, "Move the Pin");
  display_wait_for (self->window, GTK_TYPE_LABEL, "The pin was moved");
  g_assert_true (is_pinned_to (self, newest));
}

/* --- Access ----------------------------------------------------------------------------------- */

/* Nothing goes down: one word is enough. */
static void
test_revoke_unused (Page *self, gconstpointer data)
{
  KhConfirmDialog *dialog;

  show (self, "keyhold:policies/ep-sales");
  dialog = ask (self, "Revoke Key Access…");
  assert_question (dialog, "Revoke Key Access of ep-sales?",
                   "No environment uses the policy. Access can be granted again.");
  g_assert_null (display_find (dialog, ADW_TYPE_ENTRY_ROW, NULL));
  respond (dialog, "Cancel");
  g_assert_true (policy_is (self, "ep-sales", "granted", TRUE));
  respond (ask (self, "Revoke Key Access…"), "Revoke Access");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Access revoked");
  g_assert_true (policy_is (self, "ep-sales", "granted", FALSE));
  /* What is not there cannot be taken. */
  display_wait_for (self->window, GTK_TYPE_LABEL, "The policy has no access");
}

/* The environments that go down are told and counted, and Lock Environments goes on with it. */
static void
test_revoke_used (Page *self, gconstpointer data)
{
  KhItem *sales;
  KhConfirmDialog *dialog;

  fixture_encrypt (&self->fixture, "Sales");
  sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  display_until (kh_item_is (sales, "encryptionStatus", "Encrypted"));
  show (self, "keyhold:policies/ep-sales");
  dialog = ask (self, "Revoke Key Access…");
  wizard_lock (dialog, "Revoke the key access of ep-sales", "Type the policy's name to lock",
               "ep-sales");
  display_until (kh_item_is (sales, "state", "Locked"));
}

/* One word was to be enough, and then somebody's data came to need the key: the word counts for
 * nothing, and what would be locked is asked as any lock is. */
static void
test_revoke_grown (Page *self, gconstpointer data)
{
  KhConfirmDialog *dialog;
  KhItem *sales;

  show (self, "keyhold:policies/ep-sales");
  dialog = ask (self, "Revoke Key Access…");
  assert_question (dialog, "Revoke Key Access of ep-sales?",
                   "No environment uses the policy. Access can be granted again.");
  fixture_encrypt (&self->fixture, "Sales");
  sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  display_until (kh_item_is (sales, "encryptionStatus", "Encrypted"));
  respond (dialog, "Revoke Access");
  display_until ((dialog = display_window (KH_TYPE_CONFIRM_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "This Locks 1 Environment");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Continue in Lock Environments…");
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Revoke Access"));
  respond (dialog, "Cancel");
  g_assert_true (policy_is (self, "ep-sales", "granted", TRUE));
  g_assert_true (kh_item_is (sales, "state", "Ready"));
}

/* --- The end ---------------------------------------------------------------------------------- */

/* A policy that nothing uses goes with its grants, which are told; its page leaves with a word. */
static void
test_delete (Page *self, gconstpointer data)
{
  KhConfirmDialog *dialog;

  show (self, "keyhold:policies/ep-sales");
  dialog = ask (self, "Delete…");
  assert_question (dialog, "Delete Policy ep-sales?",
                   "Its identity and these grants go with it and cannot be recovered:");
  g_assert_nonnull (display_find (dialog, ADW_TYPE_ACTION_ROW,
                                  "Key Vault Crypto Service Encryption User on kv-sales"));
  g_assert_null (display_find (dialog, ADW_TYPE_ACTION_ROW, "ep-sales"));
  g_assert_null (display_find (dialog, ADW_TYPE_ENTRY_ROW, NULL));
  respond (dialog, "Delete Policy");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Policy deleted");
  display_until (
      kh_item_list_find (kh_organization_get_list (self->organization, KH_ITEM_POLICY), "ep-sales")
      == NULL);
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "ep-sales no longer exists"));
  fixture_do (&self->fixture, KEYHOLD, "GET", K "/policies/ep-sales", NULL, 404);
}

/* Somebody else deletes it: the page cannot claim it as its own. */
static void
test_deleted_elsewhere (Page *self, gconstpointer data)
{
  show (self, "keyhold:policies/" TAKEN);
  respond (ask (self, "Delete…"), "Cancel");
  fixture_do (&self->fixture, ARM, "DELETE", POLICIES "/" TAKEN A_POLICY, NULL, 200);
  display_wait_for (self->window, GTK_TYPE_LABEL, TAKEN " no longer exists");
}

/* While environments use it the policy stays, and the page says why. */
static void
test_delete_used (Page *self, gconstpointer data)
{
  GtkWidget *button;

  fixture_encrypt (&self->fixture, "Sales");
  show (self, "keyhold:policies/ep-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL,
                    "1 environment uses this policy. Remove it first.");
  button = display_find (self->window, GTK_TYPE_BUTTON, "Delete…");
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_is_sensitive (button));
}

/* Who may not change policies sees who can. */
static void
test_other_role (Page *self, gconstpointer data)
{
  end_organization (self);
  fixture_do (&self->fixture, KEYHOLD, "PUT", K "/policies/ep-sales/readers/ppa", NULL, 200);
  fixture_as (&self->fixture, "ppa");
  self->organization = display_open (&self->fixture);
  display_item (self->organization, KH_ITEM_POLICY, "ep-sales");
  show (self, "keyhold:policies/ep-sales");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "ppa");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Remove ppa"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Add Reader…"));
  g_assert_false (
      gtk_widget_is_sensitive (display_find (self->window, GTK_TYPE_BUTTON, "Revoke Key Access…")));
  g_assert_false (
      gtk_widget_is_sensitive (display_find (self->window, GTK_TYPE_BUTTON, "Delete…")));
}

static void
add (const char *path, void (*test) (Page *, gconstpointer))
{
  g_test_add (path, Page, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/policy-page/add-reader", test_add_reader);
  add ("/policy-page/undo-reader", test_undo_reader);
  add ("/policy-page/remove-reader", test_remove_reader);
  add ("/policy-page/follow-latest", test_follow_latest);
  add ("/policy-page/move-pin", test_move_pin);
  add ("/policy-page/revoke-unused", test_revoke_unused);
  add ("/policy-page/revoke-used", test_revoke_used);
  add ("/policy-page/revoke-grown", test_revoke_grown);
  add ("/policy-page/delete", test_delete);
  add ("/policy-page/deleted-elsewhere", test_deleted_elsewhere);
  add ("/policy-page/delete-used", test_delete_used);
  add ("/policy-page/other-role", test_other_role);
  return g_test_run ();
}
