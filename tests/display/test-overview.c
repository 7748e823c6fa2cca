/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overview: what it says of an organization as it changes, narrow and wide, and the line of dates.
 */
#include "kh-display-test.h"

#include "kh-list-test.h"
#include "kh-overview-page.h"
#include "kh-timeline.h"

#define EXPIRING                                                                                   \
  "{\"vault\":\"kv-sales\",\"name\":\"key%u\",\"version\":\"v\",\"state\":\"Active\",\"exp\":\"%"  \
  "s\"}"

static void
show_overview (List *self)
{
  self->page = g_object_new (KH_TYPE_OVERVIEW_PAGE, "organization", self->organization, NULL);
  self->window = display_show (GTK_WIDGET (self->page));
}

/* @n keys that expire in 20 days. */
static void
invent_keys (List *self, guint n)
{
  g_autofree char *time = kh_time_format (kh_organization_now (self->organization) + 20 * KH_DAY);
  g_auto (GStrv) parts = g_strsplit (EXPIRING, "%s", 2);
  g_autofree char *format = g_strjoin (time, parts[0], parts[1], NULL);

  list_invent (self, KH_ITEM_KEY, format, n);
}

/* Rows of keys that expire, by their buttons. */
static guint
count_rows (GtkWidget *widget)
{
  guint n = GTK_IS_BUTTON (widget)
                    && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Rotate…") == 0
                ? 1
                : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static GtkWidget *
find_row (List *self, const char *title)
{
  return display_find (self->window, ADW_TYPE_PREFERENCES_ROW, title);
}

static gboolean
is_clear (List *self)
{
  GtkWidget *row = display_find (self->page, ADW_TYPE_ACTION_ROW, NULL);

  return row != NULL
         && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                              "All clear · Last checked ");
}

static void
test_clear (List *self, gconstpointer data)
{
  show_overview (self);
  display_until (is_clear (self));
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "1 on a customer-managed key");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Encrypted 1");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "2 on the Microsoft-managed key");
  display_wait_for (self->window, GTK_TYPE_LABEL, "There is no data yet");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Nothing is deleted, expires or is rotated");
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "Running"));
}

/* State, cause, person and time left are there without a click; then the way back is seen. */
static void
test_locked (List *self, gconstpointer data)
{
  g_autofree char *name = NULL;
  GtkWidget *row;

  show_overview (self);
  display_until (is_clear (self));
  list_lock (self);
  row = display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Sales is locked");
  g_assert_false (is_clear (self));
  display_until (
      (row = find_row (self, "Sales is locked")) != NULL
      && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Key cmk was disabled by Ada")
             != NULL);
  g_assert_true (
      g_str_has_suffix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), " · not planned"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Locked"));
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "29 days 23 hours left"));
  name = g_strdup_printf ("Sales is locked, %s, 29 days 23 hours left, Locked",
                          adw_action_row_get_subtitle (ADW_ACTION_ROW (row)));
  g_assert_true (display_has_name (row, name));
  display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "cmk is disabled");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Locked 1");
  display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Sales is deleted");
  g_assert_nonnull (display_find (self->window, KH_TYPE_TIMELINE, NULL));
}

/* What another person asked waits here, too, and what asked it is opened; when it is decided, the
 * row goes. */
static void
test_decision (List *self, gconstpointer data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  g_autofree char *expiry =
      kh_time_format (kh_organization_now (self->organization) + 21 * KH_HOUR + KH_MINUTE);
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"r1\",\"subject\":\"Lock 2 environments of ep-sales\",\"state\":\"Pending\","
      "\"mayApprove\":true,\"requestedBy\":\"Kira\",\"expiresAt\":\"%s\"}",
      expiry);
  KhRequestList *requests = kh_organization_get_requests (self->organization);
  GtkWidget *row;

  show_overview (self);
  display_until (is_clear (self) && kh_request_list_get_state (requests) == KH_LIST_READY);
  g_ptr_array_add (all, kh_json_parse_text (text, NULL));
  kh_request_list_take (requests, all);
  row =
      display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Lock 2 environments of ep-sales");
  g_assert_true (display_has_name (
      row, "Lock 2 environments of ep-sales, Asked by Kira, 21 hours left, Pending"));
  g_assert_nonnull (display_find (row, GTK_TYPE_BUTTON, "Review"));
  g_ptr_array_set_size (all, 0);
  kh_request_list_take (requests, all);
  display_until (is_clear (self));
}

/* There is no room for lines beside each other: the button stands below, charts are told. */
static void
test_narrow (List *self, gconstpointer data)
{
  GtkWidget *row, *button;

  list_lock (self);
  show_overview (self);
  display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Sales is locked");
  display_resize (self->window, 360, 700);
  display_until (display_find (self->window, KH_TYPE_TIMELINE, NULL) == NULL);
  display_settle ();
  row = find_row (self, "Sales is locked");
  button = display_wait_for (row, GTK_TYPE_BUTTON, "Unlock…");
  g_assert_cmpint (gtk_widget_get_allocated_width (button), ==, gtk_widget_get_width (row) - 24);
  display_wait_whole (self->window);
  display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Sales is deleted");
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
}

/* Five first, all when they are asked for; the focus stays where it was. */
static void
test_many (List *self, gconstpointer data)
{
  GtkWidget *button, *focus;

  show_overview (self);
  display_until (is_clear (self));
  invent_keys (self, 8);
  button = display_wait_for (self->window, GTK_TYPE_BUTTON, "Show All 8");
  g_assert_cmpuint (count_rows (GTK_WIDGET (self->page)), ==, 5);
  g_signal_emit_by_name (button, "clicked");
  display_until (count_rows (GTK_WIDGET (self->page)) == 8);
  /* The dates have their own. */
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Show All 8");
  button = display_find (find_row (self, "Key key00002 expires in 19 days 23 hours"),
                         GTK_TYPE_BUTTON, "Rotate…");
  g_assert_true (gtk_widget_grab_focus (button));
  invent_keys (self, 7);
  display_until (count_rows (GTK_WIDGET (self->page)) == 7);
  focus = gtk_window_get_focus (self->window);
  g_assert_true (
      gtk_widget_is_ancestor (focus, find_row (self, "Key key00002 expires in 19 days 23 hours")));
}

static void
test_running (List *self, gconstpointer data)
{
  show_overview (self);
  display_until (is_clear (self));
  list_invent (self, KH_ITEM_OPERATION,
               "{\"id\":\"%u\",\"type\":\"NewCustomerManagedKey\",\"environment\":\"R&D <prod>\","
               "\"state\":\"Running\",\"progress\":{\"bytes\":100,\"bytesDone\":38,\"items\":0}}",
               1);
  display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Encrypt R&D <prod>");
  display_wait_for (self->window, GTK_TYPE_LABEL, "38 %");
  list_invent (self, KH_ITEM_OPERATION, "{\"id\":\"%u\"}", 0);
  display_until (find_row (self, "Encrypt R&D <prod>") == NULL);
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "Running"));
}

/* Nothing is called clear that nobody could read. */
static void
test_unread (List *self, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (KH_ERROR, KH_ERROR_STATE, "The disk is full");

  show_overview (self);
  display_until (is_clear (self));
  list_invent (self, KH_ITEM_FINDING, "{\"id\":\"%u\"}", 0);
  kh_item_list_fail (kh_organization_get_list (self->organization, KH_ITEM_FINDING), error);
  display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Recommendations: could not be read");
  g_assert_false (is_clear (self));
  list_invent (self, KH_ITEM_ENVIRONMENT, "{\"id\":\"%u\"}", 0);
  kh_item_list_fail (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT), error);
  display_until (kh_page_get_state (self->page) == KH_PAGE_ERROR);
  kh_page_refresh (self->page);
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY && is_clear (self));
}

/* --- The line of dates ----------------------------------------------------------------------- */

static void
free_date (gpointer data)
{
  g_object_unref (((KhDate *)data)->item);
  g_free (((KhDate *)data)->version);
  g_free (data);
}

static void
add_date (GPtrArray *dates, KhDateKind kind, guint days)
{
  g_autofree char *text =
      g_strdup_printf ("{\"vault\":\"kv\",\"name\":\"in-%u\",\"id\":\"%u\"}", days, days);
  g_autoptr (KhJson) json = kh_json_parse_text (text, NULL);
  KhDate *date = g_new0 (KhDate, 1);

  date->kind = kind;
  date->time = days * KH_DAY;
  date->version = kind == KH_DATE_HOLD ? g_strdup ("41d0abcd") : NULL;
  date->item =
      kh_item_new (kind == KH_DATE_DELETION ? KH_ITEM_ENVIRONMENT : KH_ITEM_KEY, "x", json);
  g_ptr_array_add (dates, date);
}

static void
assert_date (GtkWidget *line, double part, const char *name, guint wanted)
{
  double x = 12 + part * (gtk_widget_get_width (line) - 24);
  guint n = 0;
  const KhDate *date = kh_timeline_find (KH_TIMELINE (line), x, &n);

  g_assert_cmpstr (date != NULL ? kh_item_get_name (date->item) : NULL, ==, name);
  g_assert_cmpuint (n, ==, wanted);
}

static void
test_timeline (void)
{
  g_autoptr (GPtrArray) dates = g_ptr_array_new_with_free_func (free_date);
  GtkWidget *line;
  GtkWindow *window;

  add_date (dates, KH_DATE_DELETION, 9);
  add_date (dates, KH_DATE_EXPIRY, 45);
  add_date (dates, KH_DATE_EXPIRY, 46);
  add_date (dates, KH_DATE_HOLD, 72);
  add_date (dates, KH_DATE_ROTATION, 81);
  line = kh_timeline_new (dates, 0);
  window = display_show (line);
  display_resize (window, 600, 100);
  display_until (gtk_widget_get_width (line) == 600);
  assert_date (line, 0.1, "in-9", 1);
  assert_date (line, 0.3, NULL, 0);
  assert_date (line, 0.5, "in-45", 2);
  assert_date (line, 0.8, "in-72", 1);
  assert_date (line, 0.9, "in-81", 1);
  gtk_widget_set_direction (line, GTK_TEXT_DIR_RTL);
  assert_date (line, 0.1, "in-81", 1);
  assert_date (line, 0.5, "in-45", 2);
  assert_date (line, 0.9, "in-9", 1);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "5 dates in 90 days: Jan 10 in-9 is deleted, Feb 15 in-45 expires, Feb 16 in-46 expires, "
      "Mar 14 41d0… is no longer needed, Mar 23 in-81 is rotated.");
  display_close (window);
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
  add ("/overview/clear", test_clear);
  add ("/overview/locked", test_locked);
  add ("/overview/decision", test_decision);
  add ("/overview/narrow", test_narrow);
  add ("/overview/many", test_many);
  add ("/overview/running", test_running);
  add ("/overview/unread", test_unread);
  g_test_add_func ("/overview/timeline", test_timeline);
  return g_test_run ();
}
