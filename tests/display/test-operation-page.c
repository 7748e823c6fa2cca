/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operation that runs on a slow disk: it is kept, canceled and goes on from its page; and what
 * cannot be canceled any more. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-io.h"
#include "kh-operation-acts.h"
#include "kh-send-file.h"
#include "kh-throughput-chart.h"
#include "kh-window.h"

#define START "Started encryption with a customer key"
#define SIZE (32 * 1024 * 1024)
/* Of the file that is written anew; the whole takes as long as the test may wait. */
#define MICROSECONDS_PER_KIB 500

static KhIo disk;
static int slow_fd = -1; /* atomic */
static int slow;         /* atomic */

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *window;

static int
slow_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  int fd = kh_io_default ()->open (kh_io_default (), path, flags, mode);
  if (fd >= 0 && strstr (path, "/files/items/") != NULL && g_str_has_suffix (path, ".new"))
    g_atomic_int_set (&slow_fd, fd);
  return fd;
}

static gssize
slow_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  if (g_atomic_int_get (&slow) && fd == g_atomic_int_get (&slow_fd))
    g_usleep (size / 1024 * MICROSECONDS_PER_KIB);
  return kh_io_default ()->pwrite (kh_io_default (), fd, buffer, size, offset);
}

static void
import_file (void)
{
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  g_autofree char *path = g_build_filename (fixture.top, "big.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *bytes = g_malloc0 (SIZE);
  g_autoptr (GError) error = NULL;
  KhImportDraft draft = { .environment = "Sales", .kind = "file" };
  KhSendOptions options = { .shown = "big.bin", .length = SIZE };
  g_file_set_contents (path, bytes, SIZE, &error);
  g_assert_no_error (error);
  g_autoptr (KhJson) report = kh_client_send_file (client, file, &draft, &options, NULL, &error);
  g_assert_no_error (error);
}

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
  g_atomic_int_set (&slow, TRUE);
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
  g_atomic_int_set (&slow, FALSE);
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
  disk = *kh_io_default ();
  disk.open = slow_open;
  disk.pwrite = slow_pwrite;
  fixture.io = &disk;
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  import_file ();
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
