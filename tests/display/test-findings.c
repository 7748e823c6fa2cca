/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recommendations: the list with its chips and counts, what a finding says, mending it, and putting
 * it aside. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-content.h"
#include "kh-dialog.h"
#include "kh-item-row.h"
#include "kh-pages.h"
#include "kh-section.h"
#include "kh-window.h"
#include "kh-wizard-test.h"

#define DUTIES "Ada holds both administrator roles"

static void
test_list (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_FINDING);
  g_assert_cmpstr (kh_page_get_title (self->page), ==, "Recommendations");
  g_assert_nonnull (strstr (kh_page_get_subtitle (self->page), " checks passed"));
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Critical 0");
  list_lock (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Critical 1");
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk is disabled");
}

static void
show_finding (List *self, const char *title)
{
  KhItem *item = display_item (self->organization, KH_ITEM_FINDING, title);

  self->page = kh_detail_page_new (self->organization, item);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static gboolean
is_dismissed (KhItem *item)
{
  return kh_json_bool (kh_item_get_snapshot (item), "dismissed", FALSE);
}

static void
test_dismiss (List *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_FINDING, DUTIES);
  g_auto (KhBadge) badge = { 0 };

  kh_badge_compute (kh_organization_get_list (self->organization, KH_ITEM_FINDING),
                    kh_organization_now (self->organization), &badge);
  g_assert_cmpuint (badge.count, >=, 1);
  show_finding (self, DUTIES);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Evidence");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Why");
  display_press (self->window, "Dismiss");
  display_until (is_dismissed (item));
  display_press (self->window, "Restore");
  display_until (!is_dismissed (item));
}

/* What was put aside is not among All. */
static void
test_aside (List *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_FINDING, DUTIES);
  g_autofree char *path = g_strdup_printf (K "/findings/%s/dismiss", kh_item_get_id (item));

  list_show (self, KH_ITEM_FINDING);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
  fixture_do (&self->fixture, KEYHOLD, "POST", path, NULL, 200);
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, DUTIES) == NULL);
  gtk_toggle_button_set_active (
      display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Dismissed 1"), TRUE);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
}

static void
test_fix (List *self, gconstpointer data)
{
  KhItem *item;
  gboolean gone = FALSE;

  list_lock (self);
  item = g_object_ref (display_item (self->organization, KH_ITEM_FINDING, "cmk is disabled"));
  show_finding (self, "cmk is disabled");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Command");
  display_press (self->window, "Fix");
  display_until (kh_item_is_gone (item));
  gone = kh_item_is_gone (item);
  g_object_unref (item);
  g_assert_true (gone);
  /* The environment waits for somebody now. */
  display_item (self->organization, KH_ITEM_FINDING, "Sales waits to be re-enabled");
}

/* --- In the window ---------------------------------------------------------------------------- */

static void
open_uri (List *self, const char *uri, const char *title)
{
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:recommendations");
  kh_window_open_uri (KH_WINDOW (self->window), uri);
  display_wait_for (self->window, GTK_TYPE_LABEL, title);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Evidence");
}

/* What was mended is solved, and the list is there again. */
static void
test_solved (List *self, gconstpointer data)
{
  list_lock (self);
  display_item (self->organization, KH_ITEM_FINDING, "cmk is disabled");
  open_uri (self, "keyhold:recommendations/y4?object=keyhold%3Akeys%2Fkv-sales%2Fcmk",
            "cmk is disabled");
  display_press (self->window, "Fix");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Solved: cmk is disabled");
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "cmk is disabled no longer exists"));
}

/* A rule that found nothing about the object. */
static void
test_no_such_finding (List *self, gconstpointer data)
{
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  kh_window_open_uri (KH_WINDOW (self->window),
                      "keyhold:recommendations/Y4?object=keyhold:keys/kv-sales/cmk");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Y4 no longer exists");
}

static void
expire_in (List *self, guint days)
{
  g_autofree char *body = g_strdup_printf ("{\"attributes\":{\"exp\":%" G_GINT64_FORMAT "}}",
                                           kh_time_to_unix (kh_tenant_now (self->fixture.tenant))
                                               + days * G_GINT64_CONSTANT (86400));

  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, body, 200);
}

static guint
count_versions (List *self)
{
  g_autoptr (KhJson) list =
      fixture_call (&self->fixture, VAULT, "GET", "/keys/cmk/versions" A_KEY, NULL, 200);

  return kh_json_length (list, "value");
}

/* The wizard of the key's own page, and what it does; times are those of here. */
static void
test_rotate (List *self, gconstpointer data)
{
  GtkWidget *row;

  expire_in (self, 20);
  display_item (self->organization, KH_ITEM_FINDING, "cmk expires in 20 days");
  open_uri (self, "keyhold:recommendations/Y7?object=keyhold:keys/kv-sales/cmk",
            "cmk expires in 20 days");
  row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Evidence");
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "T00:"));
  g_assert_false (g_regex_match_simple ("\\d-\\d\\dT\\d",
                                        adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), 0, 0));
  row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Command");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "keyholdctl key rotate kv-sales/cmk");
  display_press (self->window, "Fix…");
  g_assert_cmpuint (count_versions (self), ==, 1);
  wizard_rotate (wizard_wait_open ());
  display_wait_for (self->window, GTK_TYPE_LABEL, "Solved: cmk expires in 20 days");
  g_assert_cmpuint (count_versions (self), ==, 2);
}

/* The schedule is proposed: it only has to be saved. */
static void
test_rotation_policy (List *self, gconstpointer data)
{
  GtkWidget *dialog;

  display_item (self->organization, KH_ITEM_FINDING, "cmk has no rotation policy");
  open_uri (self, "keyhold:recommendations/Y9?object=keyhold:keys/kv-sales/cmk",
            "cmk has no rotation policy");
  display_press (self->window, "Fix…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_press (dialog, "Save Schedule");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Solved: cmk has no rotation policy");
}

/* That of the content. */
static GtkWidget *
get_header (List *self)
{
  return display_wait_for (display_wait_for (self->window, KH_TYPE_CONTENT, NULL),
                           ADW_TYPE_HEADER_BAR, NULL);
}

/* --- From the row ------------------------------------------------------------------------------
 */

static void
test_row_fix (List *self, gconstpointer data)
{
  list_lock (self);
  display_item (self->organization, KH_ITEM_FINDING, "cmk is disabled");
  list_show (self, KH_ITEM_FINDING);
  display_press (display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk is disabled"), "Fix");
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Sales waits to be re-enabled");
  g_assert_null (display_find (self->window, KH_TYPE_ITEM_ROW, "cmk is disabled"));
}

/* The wizard is that of the key; left, nothing is done. */
static void
test_row_opens_wizard (List *self, gconstpointer data)
{
  expire_in (self, 20);
  list_show (self, KH_ITEM_FINDING);
  wizard_answer (self->window, self->organization);
  display_press (display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk expires in 20 days"),
                 "Fix…");
  wizard_finish (wizard_wait_open (), "Cancel");
  g_assert_cmpuint (count_versions (self), ==, 1);
  display_press (display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk expires in 20 days"),
                 "Fix…");
  wizard_rotate (wizard_wait_open ());
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, "cmk expires in 20 days") == NULL);
  g_assert_cmpuint (count_versions (self), ==, 2);
}

/* A narrow row keeps its state alone. */
static void
test_row_narrow (List *self, gconstpointer data)
{
  GtkWidget *row;

  list_lock (self);
  list_show (self, KH_ITEM_FINDING);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk is disabled");
  display_wait_for (row, GTK_TYPE_BUTTON, "Fix");
  kh_item_row_set_compact (KH_ITEM_ROW (row), TRUE);
  g_assert_null (display_find (row, GTK_TYPE_BUTTON, "Fix"));
}

/* Whose role does not mend it hands it over, on the row and on the page. */
static void
test_other_role (List *self, gconstpointer data)
{
  GtkWidget *dialog;

  list_lock (self);
  fixture_make_accounts (&self->fixture);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  fixture_as (&self->fixture, "ppa");
  self->organization = display_open (&self->fixture);
  list_show (self, KH_ITEM_FINDING);
  display_press (display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk is disabled"),
                 "Hand Over…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Copy Text");
  display_close (dialog);
  display_close (self->window);
  open_uri (self, "keyhold:recommendations/y4?object=keyhold%3Akeys%2Fkv-sales%2Fcmk",
            "cmk is disabled");
  display_wait_for (get_header (self), GTK_TYPE_BUTTON, "Hand Over…");
  g_assert_null (display_find (get_header (self), GTK_TYPE_BUTTON, "Fix"));
}

/* --- From the header ---------------------------------------------------------------------------
 */

static void
test_header (List *self, gconstpointer data)
{
  KhItem *item;

  list_lock (self);
  item = display_item (self->organization, KH_ITEM_FINDING, "cmk is disabled");
  open_uri (self, "keyhold:recommendations/y4?object=keyhold%3Akeys%2Fkv-sales%2Fcmk",
            "cmk is disabled");
  display_press (get_header (self), "Dismiss");
  display_until (is_dismissed (item));
  display_until (display_find (get_header (self), GTK_TYPE_BUTTON, "Dismiss") == NULL);
  display_press (self->window, "Undo");
  display_until (!is_dismissed (item));
  display_wait_for (get_header (self), GTK_TYPE_BUTTON, "Dismiss");
  display_press (get_header (self), "Fix");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Solved: cmk is disabled");
  /* The list has no second verb. */
  display_until (display_find (get_header (self), GTK_TYPE_BUTTON, "Dismiss") == NULL);
}

static void
add (const char *path, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, NULL, list_start, test, list_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/findings/list", test_list);
  add ("/findings/dismiss", test_dismiss);
  add ("/findings/aside", test_aside);
  add ("/findings/fix", test_fix);
  add ("/findings/solved", test_solved);
  add ("/findings/no-such-finding", test_no_such_finding);
  add ("/findings/rotate", test_rotate);
  add ("/findings/rotation-policy", test_rotation_policy);
  add ("/findings/row-fix", test_row_fix);
  add ("/findings/row-opens-wizard", test_row_opens_wizard);
  add ("/findings/row-narrow", test_row_narrow);
  add ("/findings/other-role", test_other_role);
  add ("/findings/header", test_header);
  return g_test_run ();
}
