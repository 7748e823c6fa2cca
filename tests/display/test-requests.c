/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page Requests and its badge: nothing waits, what waits once a key is repaired, what waits
 * once a policy is granted; and that nothing waits for who may not go on. */
#include "kh-list-test.h"
#include "kh-pages.h"
#include "kh-sidebar-row.h"
#include "kh-sidebar.h"

#include <string.h>

#define READY "ep-sales is ready for environments"
#define WAITS "1 request waits for this account"

static void
show_page (List *self)
{
  self->page = kh_section_page_new (self->organization, KH_SECTION_REQUESTS);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_EMPTY);
}

/* Disables the key of Sales, waits until all of that is known, and enables it again. */
static void
lock_and_repair (List *self)
{
  list_lock (self);
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "state", "Locked"));
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_POLICY, "ep-sales"),
                             "health", "Unhealthy"));
  if (self->page != NULL)
    display_until (kh_page_get_state (self->page) == KH_PAGE_EMPTY);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":true}}", 200);
}

static void
test_repaired (List *self, gconstpointer data)
{
  show_page (self);
  lock_and_repair (self);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Sales waits for re-enabling");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
}

/* (nullable): what the badge of Requests says. */
static const char *
badge_text (List *self)
{
  GtkWidget *list = gtk_widget_get_parent (display_find (self->window, KH_TYPE_SIDEBAR_ROW, NULL));

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (KH_IS_SIDEBAR_ROW (row)
        && kh_sidebar_row_get_section (KH_SIDEBAR_ROW (row))->id == KH_SECTION_REQUESTS)
      return gtk_widget_get_tooltip_text (row);
  return NULL;
}

static void
show_sidebar (List *self)
{
  GtkWidget *sidebar = g_object_new (KH_TYPE_SIDEBAR, NULL);

  kh_sidebar_set_organization (KH_SIDEBAR (sidebar), self->organization);
  self->window = display_show (sidebar);
}

static void
test_badge (List *self, gconstpointer data)
{
  show_sidebar (self);
  g_assert_cmpstr (badge_text (self), ==, NULL);
  lock_and_repair (self);
  display_until (g_strcmp0 (badge_text (self), WAITS) == 0);
}

/* A granted policy that no environment uses yet, seen by the account @data. */
static void
granted_start (List *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_make_accounts (&self->fixture);
  fixture_as (&self->fixture, data);
  self->organization = display_open (&self->fixture);
  display_item (self->organization, KH_ITEM_POLICY, "ep-sales");
}

static void
show_page_of_granted (List *self)
{
  self->page = kh_section_page_new (self->organization, KH_SECTION_REQUESTS);
  self->window = display_show (GTK_WIDGET (self->page));
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, READY);
}

static void
test_granted (List *self, gconstpointer data)
{
  show_page_of_granted (self);
  fixture_as (&self->fixture, "Ada");
  fixture_encrypt (&self->fixture, "Sales");
  display_until (kh_page_get_state (self->page) == KH_PAGE_EMPTY);
}

static void
test_badge_of_granted (List *self, gconstpointer data)
{
  show_sidebar (self);
  display_until (g_strcmp0 (badge_text (self), WAITS) == 0);
}

static GtkWidget *
find_row (List *self, const char *title)
{
  return display_find (self->window, ADW_TYPE_ACTION_ROW, title);
}

/* What is searched for and the kind, by address and by hand; and the way back. */
static void
test_filters (List *self, gconstpointer data)
{
  show_page_of_granted (self);
  kh_page_search (self->page, "READY for");
  g_assert_nonnull (find_row (self, READY));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:requests?q=READY%20for");
  kh_page_search (self->page, "another word");
  g_assert_null (find_row (self, READY));
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  kh_page_clear_filters (self->page);
  g_assert_nonnull (find_row (self, READY));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:requests");
  kh_page_show_part (self->page, "chip=finished");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  kh_page_show_part (self->page, "chip=pending&kind=hand-over");
  g_assert_nonnull (find_row (self, READY));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==,
                   "keyhold:requests?chip=pending&kind=hand-over");
  kh_page_show_part (self->page, "kind=approval");
  g_assert_null (find_row (self, READY));
  kh_page_show_part (self->page, "chip=nonsense&kind=nonsense");
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:requests?kind=approval");
}

static KhJson *
invent (const char *id, const char *state)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"%s\",\"kind\":\"approval\",\"state\":\"%s\",\"subject\":\"Purge %s\","
      "\"requestedBy\":\"Kim\",\"createdAt\":\"2026-11-24T12:05:00Z\"}",
      id, state, id);
  KhJson *request = kh_json_parse_text (text, &error);

  g_assert_no_error (error);
  return request;
}

static void
take (List *self, const char *const *states)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  static const char *const ids[] = { "a", "b", "c" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (states[i] != NULL)
      g_ptr_array_add (all, invent (ids[i], states[i]));
  kh_request_list_take (kh_organization_get_requests (self->organization), all);
}

/* What cannot be read stays so, whatever is searched for or filtered. */
static void
test_unread (List *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  show_page (self);
  kh_set_error (&error, KH_ERROR_IO, "The disk is broken");
  kh_request_list_fail (kh_organization_get_requests (self->organization), error);
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_ERROR);
  kh_page_search (self->page, "ready");
  kh_page_show_part (self->page, "chip=pending&kind=approval");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_ERROR);
  kh_page_clear_filters (self->page);
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_ERROR);
}

/* Others come and go and the words of one change: its row is the same widget, with the focus, and
 * says what is so now; a chip that lets it through does not touch it either. */
static void
test_rows_stay (List *self, gconstpointer data)
{
  GtkWidget *row;

  show_page (self);
  take (self, (const char *const[]){ NULL, "Pending", "Pending" });
  row = find_row (self, "Purge b");
  gtk_widget_grab_focus (row);
  take (self, (const char *const[]){ "Pending", "Rejected", NULL });
  g_assert_true (find_row (self, "Purge b") == row);
  g_assert_nonnull (find_row (self, "Purge a"));
  g_assert_null (find_row (self, "Purge c"));
  g_assert_true (gtk_window_get_focus (self->window) == row);
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Rejected"));
  g_assert_null (display_find (row, GTK_TYPE_LABEL, "Pending"));
  kh_page_show_part (self->page, "chip=finished");
  g_assert_true (find_row (self, "Purge b") == row);
  g_assert_null (find_row (self, "Purge a"));
  g_assert_true (gtk_window_get_focus (self->window) == row);
}

/* --- One request ------------------------------------------------------------------------------ */

static void
show_request (List *self, const char *id)
{
  self->page = kh_object_page_new (self->organization, KH_SECTION_REQUESTS, id);
  self->window = display_show (GTK_WIDGET (self->page));
}

/* What is ready and missing, and the step that brings the environment back. */
static void
test_unlock_detail (List *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  lock_and_repair (self);
  show_request (self, kh_item_get_id (sales));
  display_until (g_strcmp0 (kh_page_get_primary_action (self->page), "page.re-enable") == 0);
  g_assert_cmpstr (kh_page_get_title (self->page), ==, "Sales waits for re-enabling");
  display_wait_for (self->window, GTK_TYPE_LABEL, "29 days 23 hours left");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Pending");
  display_wait_for (self->window, GTK_TYPE_LABEL, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, "cmk");
  display_wait_for (self->window, GTK_TYPE_LABEL, "ep-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Effective");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "The environment is still locked");
  display_resize (self->window, 360, 700);
  display_wait_whole (self->window);
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "re-enable",
                                  NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Completed");
  g_assert_cmpstr (kh_page_get_primary_action (self->page), ==, NULL);
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "What Is Missing"));
}

/* Who may go on is offered the step, who may not hands it over, who may nothing reads. */
static void
test_granted_detail (List *self, gconstpointer data)
{
  static const struct {
    const char *account, *action;
  } rows[] = { { "ppa", "page.enable" }, { "kva", "page.hand-over" }, { "auditor", NULL } };
  KhItem *policy = display_item (self->organization, KH_ITEM_POLICY, "ep-sales");
  const char *wanted = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    wanted = g_str_equal (rows[i].account, data) ? rows[i].action : wanted;
  show_request (self, kh_item_get_id (policy));
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "No environment uses the policy");
  display_until (g_strcmp0 (kh_page_get_primary_action (self->page), wanted) == 0);
  if (wanted == NULL)
    return;
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)),
                                  wanted + strlen ("page."), NULL);
  display_until (display_window (GTK_TYPE_WINDOW) != self->window);
  display_close (display_window (GTK_TYPE_WINDOW));
}

static void
test_nothing_detail (List *self, gconstpointer data)
{
  show_request (self, "11111111-1111-4111-8111-111111111111");
  display_until (kh_page_get_state (self->page) == KH_PAGE_ERROR);
}

/* Who cannot enable is not waited for. */
static void
test_badge_of_others (List *self, gconstpointer data)
{
  show_page_of_granted (self);
  display_close (self->window);
  show_sidebar (self);
  display_settle ();
  g_assert_cmpstr (badge_text (self), ==, NULL);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/requests/repaired", List, NULL, list_start, test_repaired, list_stop);
  g_test_add ("/requests/badge", List, NULL, list_start, test_badge, list_stop);
  g_test_add ("/requests/granted", List, "kva", granted_start, test_granted, list_stop);
  g_test_add ("/requests/badge/granted", List, "ppa", granted_start, test_badge_of_granted,
              list_stop);
  g_test_add ("/requests/badge/others", List, "kva", granted_start, test_badge_of_others,
              list_stop);
  g_test_add ("/requests/filters", List, "ppa", granted_start, test_filters, list_stop);
  g_test_add ("/requests/unread", List, NULL, list_start, test_unread, list_stop);
  g_test_add ("/requests/rows-stay", List, NULL, list_start, test_rows_stay, list_stop);
  g_test_add ("/requests/detail/unlock", List, NULL, list_start, test_unlock_detail, list_stop);
  g_test_add ("/requests/detail/ppa", List, "ppa", granted_start, test_granted_detail, list_stop);
  g_test_add ("/requests/detail/kva", List, "kva", granted_start, test_granted_detail, list_stop);
  g_test_add ("/requests/detail/auditor", List, "auditor", granted_start, test_granted_detail,
              list_stop);
  g_test_add ("/requests/detail/gone", List, NULL, list_start, test_nothing_detail, list_stop);
  return g_test_run ();
}
