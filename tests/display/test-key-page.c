/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a key: its schedule, a new version now, and the ledger of the version before. */
#include "kh-display-test.h"

#include "kh-detail-page.h"
#include "kh-dialog.h"
#include "kh-duration-row.h"
#include "kh-pages.h"
#include "kh-wizard-test.h"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhItem *key; /* (not owned) */
  GtkWindow *window;
} Test;

static void
set_up (Test *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_encrypt (&self->fixture, "Sales");
  self->organization = display_open (&self->fixture);
}

static void
tear_down (Test *self, gconstpointer data)
{
  if (self->window != NULL)
    display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static void
show (Test *self)
{
  KhPage *page;

  self->key = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");
  page = kh_detail_page_new (self->organization, self->key);
  self->window = display_show (GTK_WIDGET (page));
  display_until (kh_page_get_state (page) == KH_PAGE_READY);
}

static guint
count_versions (Test *self)
{
  return kh_json_length (kh_item_get_snapshot (self->key), "versions");
}

/* --- The schedule ------------------------------------------------------------------------- */

static KhDialog *
open_policy (Test *self)
{
  KhDialog *dialog;

  display_press (self->window, "Rotation Policy…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return dialog;
}

static void
choose (KhDialog *dialog, guint when)
{
  adw_combo_row_set_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Rotate"), when);
}

static void
set_length (KhDialog *dialog, const char *title, const char *duration)
{
  kh_duration_row_set_duration (display_wait_for (dialog, KH_TYPE_DURATION_ROW, title), duration);
}

static void
set_expiring (KhDialog *dialog, gboolean on)
{
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "New versions expire");

  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), on);
}

static void
assert_reason (KhDialog *dialog, const char *wanted)
{
  g_autofree char *reason = NULL;

  g_object_get (dialog, "reason", &reason, NULL);
  g_assert_cmpstr (reason, ==, wanted);
}

static void
until_closed (KhDialog *dialog)
{
  display_assert_gone (display_watch (dialog));
}

static void
test_schedule (Test *self, gconstpointer data)
{
  KhDialog *dialog;

  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Not by itself");
  dialog = open_policy (self);
  choose (dialog, 1);
  set_length (dialog, "Time", "P6D");
  assert_reason (dialog, "At least 7 days lie between two rotations");
  set_length (dialog, "Time", "P18M");
  assert_reason (dialog, NULL);
  set_expiring (dialog, TRUE);
  set_length (dialog, "Expire after", "P18M");
  assert_reason (dialog, "The rotation comes at least 7 days after a version is made, and 7 days "
                         "before it expires");
  set_length (dialog, "Expire after", "P2Y");
  assert_reason (dialog, NULL);
  display_press (dialog, "Save Schedule");
  until_closed (dialog);
  display_until (kh_item_is (self->key, "rotation.rotateAfter", "P18M"));
  g_assert_true (kh_item_is (self->key, "rotation.expiry", "P2Y"));
  g_assert_true (kh_item_is (self->key, "rotation.notifyBefore", "P30D")); /* kept */
  display_until (display_find (self->window, GTK_TYPE_LABEL, "Not by itself") == NULL);
  /* What is there is what the dialog begins with. */
  dialog = open_policy (self);
  g_assert_cmpuint (
      adw_combo_row_get_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Rotate")), ==, 1);
  choose (dialog, 0);
  set_expiring (dialog, FALSE);
  display_press (dialog, "Save Schedule");
  until_closed (dialog);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Not by itself");
}

/* An expiry in the policy says nothing about the version that exists. */
static void
test_trap (Test *self, gconstpointer data)
{
  const char *never = "The current version never expires, so nothing rotates it. Rotate the key "
                      "once, or give this version an expiry.";
  KhDialog *dialog;

  show (self);
  dialog = open_policy (self);
  choose (dialog, 2);
  set_length (dialog, "Time", "P30D");
  assert_reason (dialog, "A rotation before the expiry needs versions that expire");
  set_expiring (dialog, TRUE);
  assert_reason (dialog, NULL);
  display_wait_for (dialog, GTK_TYPE_LABEL, never);
  display_press (dialog, "Save Schedule");
  until_closed (dialog);
  display_wait_for (self->window, GTK_TYPE_LABEL, "30 days before a version expires");
  display_wait_for (self->window, GTK_TYPE_LABEL, never);
  fixture_do (&self->fixture, VAULT, "POST", "/keys/cmk/rotate" A_KEY, NULL, 200);
  display_until (display_find (self->window, GTK_TYPE_LABEL, never) == NULL);
}

static void
test_cancelled (Test *self, gconstpointer data)
{
  KhDialog *dialog;
  DisplayWatch *watch;

  show (self);
  dialog = open_policy (self);
  choose (dialog, 1);
  watch = display_watch (dialog);
  display_press (dialog, "Cancel");
  display_assert_gone (watch);
  g_assert_null (kh_item_string (self->key, "rotation.rotateAfter"));
}

/* --- Now ---------------------------------------------------------------------------------- */

static void
test_rotate (Test *self, gconstpointer data)
{
  KhItem *environment = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *old = NULL;

  show (self);
  wizard_answer (self->window, self->organization);
  old = g_strdup (kh_item_string (self->key, "version"));
  display_press (self->window, "Rotate…");
  wizard_finish (wizard_wait_open (), "Cancel");
  g_assert_cmpuint (count_versions (self), ==, 1);
  display_press (self->window, "Rotate…");
  wizard_rotate (wizard_wait_open ());
  display_until (count_versions (self) == 2);
  display_until (!kh_item_is (self->key, "version", old));
  g_assert_true (kh_item_is (environment, "state", "Ready"));
}

static void
expand_all (GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    expand_all (child);
  if (ADW_IS_EXPANDER_ROW (root))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (root), TRUE);
}

/* All that could hold the version before, with what has let go of it. */
static void
test_ledger (Test *self, gconstpointer data)
{
  g_autofree char *kept = NULL;

  show (self);
  kept =
      g_strdup_printf ("0 of 3 are still wrapped by %.4s…", kh_item_string (self->key, "version"));
  fixture_do (&self->fixture, VAULT, "POST", "/keys/cmk/rotate" A_KEY, NULL, 200);
  display_until (count_versions (self) == 2);
  display_settle ();
  expand_all (GTK_WIDGET (self->window));
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "24-hour spread");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "28 days after rotation");
  display_wait_for (self->window, GTK_TYPE_LABEL, kept);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Held");
}

static void
test_read_only (Test *self, gconstpointer data)
{
  fixture_make_accounts (&self->fixture);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  fixture_as (&self->fixture, "ppa");
  self->organization = display_open (&self->fixture);
  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Not by itself");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Rotation Policy…"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Rotate…"));
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
  add ("/key-page/schedule", test_schedule);
  add ("/key-page/trap", test_trap);
  add ("/key-page/cancelled", test_cancelled);
  add ("/key-page/rotate", test_rotate);
  add ("/key-page/ledger", test_ledger);
  add ("/key-page/read-only", test_read_only);
  return g_test_run ();
}
