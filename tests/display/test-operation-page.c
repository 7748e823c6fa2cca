/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operation that runs on a slow disk: it is kept, canceled and goes on from its page; and what
 * cannot be canceled any more. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-operation-acts.h"
#include "kh-throughput-chart.h"
#include "kh-window.h"
#include "slow-disk.h"

#define START "Started encryption with a customer key"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *window;

static KhItem *
begin (void)
{
  g_autoptr (KhJson) operation = fixture_call (
      &fixture, BAP, "POST", P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK,
      LINK_BODY, 202);
  KhItem *item = display_item (organization, KH_ITEM_OPERATION, kh_json_string (operation, "id"));
  g_autofree char *uri = g_strconcat ("keyhold:operations/", kh_item_get_id (item), NULL);
  kh_window_open_uri (KH_WINDOW (window), uri);
  return item;
}

static KhConfirmDialog *
ask (void)
{
  display_wait_for (window, ADW_TYPE_ACTION_ROW, "Stop at a safe point");
  display_press (window, "Cancel");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

/* What the audit log has of it, in order, up to its end, which comes while the page is shown. */
static void
assert_log (const char *end)
{
  GtkWidget *first = NULL;
  GtkWidget *last = NULL;

  /* Both at once: the group is made anew with each record. */
  display_until ((last = display_find (window, ADW_TYPE_ACTION_ROW, end)) != NULL
                 && (first = display_find (window, ADW_TYPE_ACTION_ROW, START)) != NULL);
  g_assert_true (gtk_widget_get_parent (first) == gtk_widget_get_parent (last));
  g_assert_cmpint (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (first)), <,
                   gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (last)));
}

/* Measured while it runs: a picture, and the same in rows. Nothing of it once it has ended. */
static void
assert_throughput (KhItem *item)
{
  KhThroughputChart *chart = display_wait_for (window, KH_TYPE_THROUGHPUT_CHART, NULL);
  const char *text = kh_throughput_chart_get_text (chart);

  g_assert_true (kh_item_is (item, "state", "Running"));
  g_assert_true (g_str_has_prefix (text, "Now "));
  g_assert_nonnull (strstr (text, " per second, average "));
  display_wait_for (window, ADW_TYPE_PREFERENCES_ROW, "Throughput of the last ten minutes");
  /* It goes on: another picture takes its place. */
  g_object_add_weak_pointer (G_OBJECT (chart), (gpointer *)&chart);
  display_until (chart == NULL);
}

static void
test_cancel (void)
{
  slow_disk_set (TRUE);
  KhItem *item = begin ();
  assert_throughput (item);
  KhConfirmDialog *dialog = ask ();
  display_wait_for (window, ADW_TYPE_ACTION_ROW, START);
  g_assert_nonnull (display_wait_for (dialog, GTK_TYPE_LABEL, "Cancel Encryption of Sales?"));
  display_press (dialog, "Keep Running");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  g_assert_true (kh_item_is (item, "state", "Running"));
  display_press (ask (), "Cancel Encryption");
  display_until (kh_item_is (item, "state", "Cancelled"));
  display_wait_for (window, ADW_TYPE_ACTION_ROW, "Go on where it stopped");
  assert_log ("Canceled encryption with a customer key");
  display_until (display_find (window, KH_TYPE_THROUGHPUT_CHART, NULL) == NULL);
  g_assert_null (display_find (window, GTK_TYPE_BUTTON, "Cancel"));
  KhItem *sales = display_item (organization, KH_ITEM_ENVIRONMENT, "Sales");
  display_until (kh_item_is (sales, "state", "Ready"));
  slow_disk_set (FALSE);
  display_press (window, "Retry");
  display_wait_for (window, GTK_TYPE_BUTTON, "View");
  display_until (kh_item_is (sales, "encryptionStatus", "Encrypted"));
}

static void
assert_reason (const char *state, const char *store, const char *wanted)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"o\",\"type\":\"NewCustomerManagedKey\",\"state\":\"%s\",\"stores\":["
      "{\"store\":\"files\",\"state\":\"Succeeded\"},{\"store\":\"flows\",\"state\":\"%s\"}]}",
      state, store);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) snapshot = kh_json_parse_text (text, &error);
  g_assert_no_error (error);
  g_autoptr (KhItem) item = kh_item_new (KH_ITEM_OPERATION, "o", snapshot);
  g_assert_true (kh_operation_is_cancelable (item));
  g_assert_cmpstr (kh_operation_cancel_reason (item), ==, wanted);
}

static void
test_reasons (void)
{
  assert_reason ("Running", "Running", NULL);
  assert_reason ("Running", "Succeeded", "Finalizing cannot be canceled; it takes seconds.");
  assert_reason ("Paused", "NotStarted", "The environment is locked; unlock it first.");
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  slow_disk_use (&fixture);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  slow_disk_import (&fixture);
  organization = display_open (&fixture);
  window = kh_window_new (display_application (), organization);
  gtk_window_present (window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  g_test_add_func ("/operation-page/cancel", test_cancel);
  g_test_add_func ("/operation-page/reasons", test_reasons);
  int status = g_test_run ();
  display_close (window);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
