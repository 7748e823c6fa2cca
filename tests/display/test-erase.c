/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Purging in the console (guard level 4): the name, the account's passphrase and the switch are all
 * wanted, the question stays until the tenant has answered, and purge protection forbids it. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-erase-dialog.h"
#include "kh-pages.h"
#include "kh-tenant-private.h"
#include "kh-twin-test.h"

#define OPEN_VAULT                                                                                 \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":true}}"
#define PASSPHRASE_ROW "Passphrase of Ada"
#define SWITCH_ROW "I want this to be irreversible"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  GtkWindow *window;
  KhPage *page;
} Page;

/* A vault without purge protection, in it a key and a secret that are deleted. */
static void
start (Page *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, OPEN_VAULT, 201);
  fixture_do (&self->fixture, SECOND, "POST", "/keys/old/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&self->fixture, SECOND, "DELETE", "/keys/old" A_KEY, NULL, 200);
  fixture_do (&self->fixture, SECOND, "PUT", "/secrets/relay" A_KEY, "{\"value\":\"v\"}", 200);
  fixture_do (&self->fixture, SECOND, "DELETE", "/secrets/relay" A_KEY, NULL, 200);
  self->organization = display_open (&self->fixture);
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
show (Page *self, const char *vault)
{
  self->page = kh_detail_page_new (self->organization,
                                   display_item (self->organization, KH_ITEM_VAULT, vault));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static KhEraseDialog *
ask (Page *self, const char *button)
{
  display_press (self->window, button);
  display_until (display_window (KH_TYPE_ERASE_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_ERASE_DIALOG);
}

static GtkWidget *
verb_of (KhEraseDialog *dialog, const char *verb)
{
  GtkWidget *button = display_find (dialog, GTK_TYPE_BUTTON, verb);

  g_assert_nonnull (button);
  return button;
}

static void
set_switch (KhEraseDialog *dialog, gboolean on)
{
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, SWITCH_ROW);

  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), on);
}

static gboolean
is_deleted (Page *self, const char *host, const char *path)
{
  guint status = 0;
  g_autoptr (KhJson) answer = fixture_send (
      &self->fixture, fixture_message (&self->fixture, host, "GET", path, NULL), &status);

  g_assert_true (status == 200 || status == 404);
  return status == 200;
}

/* None of the three alone is enough, nor are two of them, and Return does nothing. */
static void
test_wanted (Page *self, gconstpointer data)
{
  KhEraseDialog *dialog;
  GtkWidget *verb, *name;

  show (self, "kv-second");
  dialog = ask (self, "Purge old");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Purge Key old for Good?"));
  g_assert_nonnull (display_find (dialog, ADW_TYPE_ACTION_ROW, "Nothing known uses it"));
  twin_check_guard (&self->fixture, dialog, "key purge kv-second/old");
  verb = verb_of (dialog, "Purge Key");
  name = display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Type old");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), name));
  for (guint bits = 0; bits < 7; bits++) {
    display_type (dialog, "Type old", (bits & 1) != 0 ? "old" : "Old");
    display_type (dialog, PASSPHRASE_ROW, (bits & 2) != 0 ? PASSPHRASE : "");
    set_switch (dialog, (bits & 4) != 0);
    g_assert_false (gtk_widget_is_sensitive (verb));
    g_signal_emit_by_name (name, "entry-activated");
  }
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Does not match the name"));
  display_type (dialog, "Type old", "old");
  display_type (dialog, PASSPHRASE_ROW, PASSPHRASE);
  g_assert_true (gtk_widget_is_sensitive (verb));
  g_signal_emit_by_name (name, "entry-activated");
  display_settle ();
  g_assert_false (kh_dialog_is_closed (KH_DIALOG (dialog)));
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Cancel");
  display_assert_gone (watch);
  g_assert_true (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
}

static void
fill (KhEraseDialog *dialog, const char *name, const char *passphrase)
{
  g_autofree char *row = g_strdup_printf ("Type %s", name);

  display_type (dialog, row, name);
  display_type (dialog, PASSPHRASE_ROW, passphrase);
  set_switch (dialog, TRUE);
}

/* A wrong passphrase is said where it was typed, and purges nothing. */
static void
test_key (Page *self, gconstpointer data)
{
  KhEraseDialog *dialog;

  show (self, "kv-second");
  dialog = ask (self, "Purge old");
  fill (dialog, "old", "wrong horse battery");
  display_press (dialog, "Purge Key");
  display_wait_for (dialog, GTK_TYPE_LABEL, "Wrong passphrase");
  g_assert_false (gtk_widget_is_sensitive (verb_of (dialog, "Purge Key")));
  g_assert_true (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
  display_type (dialog, PASSPHRASE_ROW, PASSPHRASE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Purge Key");
  display_assert_gone (watch);
  g_assert_false (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Purge old") == NULL);
  /* What ended is the session of the proof, not the one in use. */
  fixture_do (&self->fixture, KEYHOLD, "GET", K "/me", NULL, 200);
}

/* Four eyes at the highest level: the verb asks for it, nothing is purged, and the other person
 * does it. */
static void
test_request (Page *self, gconstpointer data)
{
  g_autoptr (KhJson) all = NULL;
  g_autoptr (KhJson) session = NULL;
  g_autofree char *path = NULL;
  KhEraseDialog *dialog;

  fixture_do (&self->fixture, KEYHOLD, "POST", K "/accounts",
              "{\"name\":\"Kim\",\"roles\":[\"kva\"],\"passphrase\":\"kim-has-a-long-one\"}", 201);
  fixture_do (&self->fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":true}", 200);
  show (self, "kv-second");
  dialog = ask (self, "Purge old");
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Purge Key"));
  fill (dialog, "old", PASSPHRASE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Request Purge Key");
  display_assert_gone (watch);
  g_assert_true (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
  all = fixture_call (&self->fixture, KEYHOLD, "GET", K "/requests", NULL, 200);
  g_assert_cmpuint (kh_json_length (all, "value"), ==, 1);
  g_assert_cmpint (kh_json_int (kh_json_element (all, "value", 0), "level", 0), ==, 4);
  path = g_strconcat (K "/requests/", kh_json_string (kh_json_element (all, "value", 0), "id"),
                      "/approve", NULL);
  fixture_refused (&self->fixture, KEYHOLD, "POST", path, "{\"passphrase\":\"" PASSPHRASE "\"}",
                   422, NULL, "OwnRequest");
  session = fixture_call (&self->fixture, KEYHOLD, "POST", K "/sign-in",
                          "{\"account\":\"Kim\",\"passphrase\":\"kim-has-a-long-one\"}", 200);
  g_hash_table_insert (self->fixture.tokens, g_strdup ("Kim"),
                       g_strdup (kh_json_string (session, "token")));
  fixture_as (&self->fixture, "Kim");
  fixture_do (&self->fixture, KEYHOLD, "POST", path, "{\"passphrase\":\"kim-has-a-long-one\"}",
              200);
  fixture_as (&self->fixture, "Ada");
  g_assert_false (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
}

static gboolean
is_busy (KhEraseDialog *dialog)
{
  gboolean busy;

  g_object_get (dialog, "busy", &busy, NULL);
  return busy;
}

static gboolean
reason_starts (KhEraseDialog *dialog, const char *words)
{
  g_autofree char *reason = NULL;

  g_object_get (dialog, "reason", &reason, NULL);
  return reason != NULL && g_str_has_prefix (reason, words);
}

static gboolean
is_switched_on (KhEraseDialog *dialog)
{
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, SWITCH_ROW);

  return gtk_switch_get_active (display_find (row, GTK_TYPE_SWITCH, NULL));
}

static gint64 tries_time;

static gint64
get_tries_time (void)
{
  return tries_time;
}

/* After five wrong ones the tenant looks at none: the window says how long, keeps what was typed
 * beside it, and a window that is opened anew is told the same. */
static void
test_wait (Page *self, gconstpointer data)
{
  KhTenant *tenant = self->fixture.tenant;
  KhEraseDialog *dialog;
  GtkWidget *row;

  tries_time = 1000;
  kh_sign_in_tries_free (tenant->tries);
  tenant->tries = kh_sign_in_tries_new (get_tries_time);
  show (self, "kv-second");
  dialog = ask (self, "Purge old");
  row = display_wait_for (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, PASSPHRASE_ROW);
  for (guint i = 0; i < 5; i++) {
    g_assert_true (gtk_widget_is_sensitive (row));
    fill (dialog, "old", "wrong horse battery");
    display_press (dialog, "Purge Key");
    display_until (*gtk_editable_get_text (GTK_EDITABLE (row)) == '\0' && !is_busy (dialog));
  }
  display_until (reason_starts (dialog, "Too many tries. Try again in 0:"));
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_false (gtk_widget_is_sensitive (verb_of (dialog, "Purge Key")));
  g_assert_cmpstr (gtk_editable_get_text (
                       GTK_EDITABLE (display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Type old"))),
                   ==, "old");
  g_assert_true (is_switched_on (dialog));
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_ERASE_DIALOG) == NULL);

  tries_time += 29 * G_USEC_PER_SEC;
  dialog = ask (self, "Purge old");
  row = display_wait_for (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, PASSPHRASE_ROW);
  fill (dialog, "old", PASSPHRASE);
  display_press (dialog, "Purge Key");
  display_until (reason_starts (dialog, "Too many tries. Try again in 0:01"));
  g_assert_true (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
  tries_time += G_USEC_PER_SEC;
  display_until (gtk_widget_is_sensitive (row));
  display_type (dialog, PASSPHRASE_ROW, PASSPHRASE);
  g_assert_true (is_switched_on (dialog));
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Purge Key");
  display_assert_gone (watch);
  g_assert_false (is_deleted (self, SECOND, "/deletedkeys/old" A_KEY));
}

static void
test_secret (Page *self, gconstpointer data)
{
  KhEraseDialog *dialog;

  show (self, "kv-second");
  dialog = ask (self, "Purge relay");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Purge Secret relay for Good?"));
  fill (dialog, "relay", PASSPHRASE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Purge Secret");
  display_assert_gone (watch);
  g_assert_false (is_deleted (self, SECOND, "/deletedsecrets/relay" A_KEY));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Purge relay") == NULL);
}

/* The verb is off and the reason stands in the row. */
static void
test_protected (Page *self, gconstpointer data)
{
  GtkWidget *button;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  show (self, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover spare");
  button = display_find (self->window, GTK_TYPE_BUTTON, "Purge spare");
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_is_sensitive (button));
  GtkWidget *row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "spare");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                            "purge protection keeps it until "));
}

/* An account without a passphrase cannot prove who it is. */
static void
test_no_passphrase (Page *self, gconstpointer data)
{
  KhEraseDialog *dialog;

  fixture_make_accounts (&self->fixture);
  end_organization (self);
  fixture_as (&self->fixture, "kva");
  self->organization = display_open (&self->fixture);
  show (self, "kv-second");
  dialog = ask (self, "Purge old");
  display_wait_for (dialog, GTK_TYPE_LABEL, "kva has no passphrase, and this needs one");
  display_type (dialog, "Type old", "old");
  display_type (dialog, "Passphrase of kva", "anything at all");
  set_switch (dialog, TRUE);
  g_assert_false (gtk_widget_is_sensitive (verb_of (dialog, "Purge Key")));
  gtk_window_close (GTK_WINDOW (dialog));
}

static gpointer
take_protection_off (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenant *tenant = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhVault) vault = kh_vault_copy (kh_estate_get_vault (estate, "kv-sales"));

  vault->purge_protection = FALSE;
  kh_tenant_publish (tenant, kh_estate_with_vault (estate, vault));
  return tenant;
}

/* The last key of an environment's data: what was confirmed too long ago is asked again, with
 * everything to be typed anew, and nothing is lost before. */
static void
test_stale (Page *self, gconstpointer data)
{
  g_autofree char *removal = NULL;
  KhEraseDialog *dialog;
  GtkWidget *row;
  const gint64 later = 6 * 60 * G_USEC_PER_SEC;

  fixture_encrypt (&self->fixture, "Sales");
  g_assert_nonnull (kh_worker_run (kh_tenant_get_worker (self->fixture.tenant), take_protection_off,
                                   self->fixture.tenant, NULL, NULL));
  removal =
      fixture_confirm (&self->fixture, "{\"trigger\":\"delete-key\",\"target\":\"kv-sales/cmk\"}");
  self->fixture.confirmation = removal;
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/cmk" A_KEY, NULL, 200);
  self->fixture.confirmation = NULL;
  show (self, "kv-sales");
  dialog = ask (self, "Purge cmk");
  row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Sales");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                            "its data can never be read again"));
  kh_clock_manual_set (self->fixture.clock, kh_clock_now (self->fixture.clock) + later, later);
  fill (dialog, "cmk", PASSPHRASE);
  display_press (dialog, "Purge Key");
  display_wait_for (dialog, GTK_TYPE_LABEL, "The Impact Has Changed");
  g_assert_true (is_deleted (self, VAULT, "/deletedkeys/cmk" A_KEY));
  g_assert_false (gtk_widget_is_sensitive (verb_of (dialog, "Purge Key")));
  g_assert_nonnull (display_find (dialog, ADW_TYPE_ACTION_ROW, "Sales"));
  fill (dialog, "cmk", PASSPHRASE);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Purge Key");
  display_assert_gone (watch);
  g_assert_false (is_deleted (self, VAULT, "/deletedkeys/cmk" A_KEY));
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
  add ("/erase/wanted", test_wanted);
  add ("/erase/key", test_key);
  add ("/erase/request", test_request);
  add ("/erase/wait", test_wait);
  add ("/erase/secret", test_secret);
  add ("/erase/protected", test_protected);
  add ("/erase/no-passphrase", test_no_passphrase);
  add ("/erase/stale", test_stale);
  return g_test_run ();
}
