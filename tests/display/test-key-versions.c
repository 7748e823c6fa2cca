/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key with hundreds of versions: its page opens at once, shows a few, and reads what needs a
 * version when its row is opened. */
#include "kh-list-test.h"

#include "kh-confirm-dialog.h"
#include "kh-pages.h"
#include "kh-version-row.h"

#define N_NEW 500
#define AT_ONCE 20
#define MARKUP_PATH "R%26D%20%3Cprod%3E"

static void
show (List *self)
{
  self->page = kh_detail_page_new (self->organization,
                                   display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk"));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static void
collect (GtkWidget *root, GPtrArray *rows)
{
  if (KH_IS_VERSION_ROW (root))
    g_ptr_array_add (rows, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, rows);
}

/* (transfer container): the rows of versions, in their order. */
static GPtrArray *
rows_of (List *self)
{
  GPtrArray *rows = g_ptr_array_new ();

  collect (GTK_WIDGET (self->window), rows);
  return rows;
}

static guint
count_rows (List *self)
{
  g_autoptr (GPtrArray) rows = rows_of (self);

  return rows->len;
}

static void
expand (List *self, guint index)
{
  g_autoptr (GPtrArray) rows = rows_of (self);

  adw_expander_row_set_expanded (rows->pdata[index], TRUE);
}

/* (transfer full): of the version that the environment uses, the oldest one. */
static char *
used_version (List *self)
{
  return fixture_expand (&self->fixture, "{version}");
}

/* What a row of the oldest version shows once it is opened. */
static gboolean
shows_use (List *self)
{
  return display_find (self->window, ADW_TYPE_ACTION_ROW, "Sales") != NULL;
}

/* The environment stays on the version that is there now, however many come after it. */
static void
pin (List *self)
{
  fixture_do (&self->fixture, ARM, "PUT", POLICIES "/ep-sales" A_POLICY,
              "{\"location\":\"unitedstates\",\"kind\":\"Encryption\",\"identity\":{\"type\":"
              "\"SystemAssigned\"},\"properties\":{\"encryption\":{\"state\":\"Enabled\","
              "\"keyVault\":{\"id\":\"" VAULTS "/kv-sales\",\"key\":{\"name\":\"cmk\","
              "\"version\":\"{version}\"}}}}}",
              200);
}

static void
test_many (List *self, gconstpointer data)
{
  gint64 before;

  pin (self);
  fixture_make_versions (&self->fixture, "cmk", N_NEW);
  display_settle ();
  before = g_get_monotonic_time ();
  show (self);
  before = g_get_monotonic_time () - before;
  g_test_message ("a key with %u versions opened in %d ms", N_NEW + 1, (int)(before / 1000));
  /* One call and a few widgets more than for any other key; a row a version took seconds. */
  g_assert_cmpuint (count_rows (self), ==, AT_ONCE);
  g_assert_false (shows_use (self));
  display_press (self->window, "Show More (481 not shown)");
  g_assert_cmpuint (count_rows (self), ==, 2 * AT_ONCE);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Show More (461 not shown)");
}

/* An address names a version that is far below. */
static void
test_address (List *self, gconstpointer data)
{
  g_autofree char *version = used_version (self);

  pin (self);
  fixture_make_versions (&self->fixture, "cmk", 30);
  show (self);
  g_assert_cmpuint (count_rows (self), ==, AT_ONCE);
  kh_page_show_part (self->page, version);
  g_assert_cmpuint (count_rows (self), ==, 31);
  display_until (shows_use (self));
}

/* A row tells how much is used, and opened by whom; it goes on doing so when that changes. */
static void
test_details (List *self, gconstpointer data)
{
  pin (self);
  fixture_make_versions (&self->fixture, "cmk", 2);
  show (self);
  g_assert_cmpuint (count_rows (self), ==, 3);
  display_wait_for (self->window, GTK_TYPE_LABEL, "3 stores in 1 environment");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Held");
  g_assert_false (shows_use (self));
  expand (self, 2);
  display_until (shows_use (self));

  /* Another environment comes to the version whose row is open. */
  fixture_do (&self->fixture, BAP, "POST",
              P "/environments/" MARKUP_PATH "/governanceConfiguration" A_MANAGED, MANAGED_BODY,
              202);
  fixture_encrypt (&self->fixture, MARKUP_PATH);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, LIST_MARKUP);
  g_assert_true (shows_use (self));

  /* The rows are made anew, open as they were. */
  list_lock (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Let it be used again");
  g_assert_true (shows_use (self));
}

/* What cannot be read is said in the row. */
static void
test_unreadable (List *self, gconstpointer data)
{
  fixture_make_versions (&self->fixture, "cmk", 1);
  show (self);
  kh_host_stop (g_steal_pointer (&self->fixture.host));
  expand (self, 1);
  display_until (display_find (self->window, ADW_TYPE_ACTION_ROW, "The server cannot be reached")
                 != NULL);
}

static gint64
count_backups (List *self)
{
  g_autoptr (KhJson) all = fixture_call (&self->fixture, KEYHOLD, "GET", K "/backups", NULL, 200);

  return kh_json_length (all, "value");
}

/* The page is made anew when an act has ended, and the row that was there is not pressed any more.
 */
static gboolean
asks (List *self)
{
  GtkWidget *row = display_find (self->window, ADW_TYPE_ACTION_ROW, "Backup file");
  GtkWidget *button = row != NULL ? display_find (row, GTK_TYPE_BUTTON, NULL) : NULL;

  if (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL)
    return TRUE;
  if (button != NULL && gtk_widget_is_sensitive (button))
    g_signal_emit_by_name (button, "clicked");
  return FALSE;
}

/* Presses the verb of the only backup file, and answers. */
static void
forget (List *self, const char *answer)
{
  GtkWidget *row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Backup file");
  KhConfirmDialog *dialog;
  DisplayWatch *watch;

  g_assert_true (
      g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "of Sales, "));
  display_until (asks (self));
  display_settle ();
  dialog = display_window (KH_TYPE_CONFIRM_DIALOG);
  watch = display_watch (dialog);
  display_press (dialog, answer);
  display_assert_gone (watch);
}

/* The ledger has a line a backup file; forgetting one asks first. */
static void
test_backup (List *self, gconstpointer data)
{
  fixture_do (&self->fixture, KEYHOLD, "POST", K "/environments/Sales/backup", NULL, 200);
  g_assert_cmpint (count_backups (self), ==, 1);
  show (self);
  display_until (count_rows (self) > 0);
  expand (self, 0);
  forget (self, "Cancel");
  g_assert_cmpint (count_backups (self), ==, 1);
  forget (self, "Forget Backup");
  display_until (count_backups (self) == 0);
  display_until (display_find (self->window, ADW_TYPE_ACTION_ROW, "Backup file") == NULL);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/key-versions/many", List, NULL, list_start, test_many, list_stop);
  g_test_add ("/key-versions/address", List, NULL, list_start, test_address, list_stop);
  g_test_add ("/key-versions/details", List, NULL, list_start, test_details, list_stop);
  g_test_add ("/key-versions/backup", List, NULL, list_start, test_backup, list_stop);
  g_test_add ("/key-versions/unreadable", List, NULL, list_start, test_unreadable, list_stop);
  return g_test_run ();
}
