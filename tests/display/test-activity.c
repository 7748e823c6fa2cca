/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page Activity: records newest first, filters, search, what comes while it is open, the proof
 * of the log, one record, and the words. */
#include <glib/gstdio.h>
#include <string.h>

#include "kh-activity-page.h"
#include "kh-activity-table.h"
#include "kh-audit-action.h"
#include "kh-audit-file.h"
#include "kh-audit-words.h"
#include "kh-list-test.h"
#include "kh-pages.h"
#include "kh-pill.h"
#include "kh-text.h"

static void
show (List *self)
{
  self->page = kh_section_page_new (self->organization, KH_SECTION_ACTIVITY);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static GListModel *
get_model (List *self)
{
  GtkColumnView *table = display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL);

  return G_LIST_MODEL (gtk_column_view_get_model (table));
}

static KhJson *
record_at (List *self, guint position)
{
  g_autoptr (KhAuditEntry) entry = g_list_model_get_item (get_model (self), position);

  return kh_audit_entry_get_record (entry);
}

static gboolean
top_is (List *self, const char *action, const char *target)
{
  KhJson *record;

  if (g_list_model_get_n_items (get_model (self)) == 0)
    return FALSE;
  record = record_at (self, 0);
  return g_strcmp0 (kh_json_string (record, "action"), action) == 0
         && g_strcmp0 (kh_json_string (record, "target"), target) == 0;
}

/* Waits until every record that is shown has @value in @member. */
static gboolean
all_are (List *self, const char *member, const char *value)
{
  guint n = g_list_model_get_n_items (get_model (self));

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (kh_json_string (record_at (self, i), member), value) != 0)
      return FALSE;
  return n > 0;
}

/* A time is shown shortly, and told exactly. */
static void
test_exact (List *self, gconstpointer data)
{
  g_autofree char *exact = NULL;

  show (self);
  exact = kh_text_exact (kh_json_time (record_at (self, 0), "time"));
  g_assert_true (g_str_has_suffix (exact, "UTC"));
  display_wait_for (self->window, GTK_TYPE_LABEL, exact);
}

static void
test_newest_first (List *self, gconstpointer data)
{
  gint64 last = G_MAXINT64;
  guint n;

  show (self);
  n = g_list_model_get_n_items (get_model (self));
  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (kh_json_int (record_at (self, i), "seq", 0), <, last);
    last = kh_json_int (record_at (self, i), "seq", 0);
  }
  list_make_environment (self, "Newcomer");
  display_until (top_is (self, "environment.create", "Newcomer"));
  g_assert_cmpuint (g_list_model_get_n_items (get_model (self)), ==, n + 1);
  g_assert_cmpstr (kh_json_string (record_at (self, 0), "result"), ==, "succeeded");
}

/* The object that was selected stays selected when others come above it. */
static void
test_keeps_selection (List *self, gconstpointer data)
{
  GtkSingleSelection *selection;
  gpointer selected;

  show (self);
  selection = GTK_SINGLE_SELECTION (get_model (self));
  /* Else the row below the pointer is selected. */
  gtk_column_view_set_single_click_activate (
      display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL), FALSE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 3, TRUE);
  selected = gtk_single_selection_get_selected_item (selection);
  g_assert_nonnull (selected);
  list_make_environment (self, "Newcomer");
  display_until (top_is (self, "environment.create", "Newcomer"));
  g_assert_true (gtk_single_selection_get_selected_item (selection) == selected);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), >, 3);
}

static void
test_filters (List *self, gconstpointer data)
{
  show (self);
  kh_page_show_part (self->page, "object=keyhold%3Akeys%2Fkv-sales%2Fcmk");
  display_until (all_are (self, "target", "kv-sales/cmk"));
  g_assert_nonnull (
      strstr (kh_page_get_uri (self->page), "object=keyhold%3Akeys%2Fkv-sales%2Fcmk"));
  kh_page_clear_filters (self->page);
  display_until (!all_are (self, "target", "kv-sales/cmk"));
  kh_page_show_part (self->page, "kind=policy&chip=changes");
  display_until (all_are (self, "targetKind", "policy"));
  /* A search looks through the words too, and filters come together. */
  kh_page_search (self->page, "CREATED POL");
  display_until (all_are (self, "action", "policy.create"));
  kh_page_search (self->page, "nothing is called so");
  display_until (kh_page_get_state (self->page) == KH_PAGE_NO_RESULTS);
  kh_page_clear_filters (self->page);
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static void
test_unplanned (List *self, gconstpointer data)
{
  list_lock (self);
  show (self);
  kh_page_show_part (self->page, "chip=unplanned");
  display_until (all_are (self, "action", "environment.lock"));
  g_assert_true (kh_audit_is_unplanned (record_at (self, 0)));
  g_assert_cmpstr (kh_audit_who (record_at (self, 0)), ==, "Keyhold");
}

/* The fixture has encrypted Sales: that is all that a key was used for. */
static void
test_key_uses (List *self, gconstpointer data)
{
  show (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Keys used");
  kh_page_show_part (self->page, "chip=key-uses");
  display_until (all_are (self, "action", "cmk.enable"));
  fixture_do (&self->fixture, VAULT, "POST", "/keys/cmk/wrapkey" A_KEY,
              "{\"alg\":\"RSA-OAEP-256\",\"value\":\"c2VjcmV0\"}", 200);
  kh_page_show_part (self->page, "chip=key-uses&object=keyhold%3Akeys%2Fkv-sales%2Fcmk");
  display_until (all_are (self, "action", "key.wrap"));
}

/* The number of the chip follows the log. */
static void
test_count (List *self, gconstpointer data)
{
  show (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Unplanned 0");
  list_lock (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Unplanned 1");
}

static void
test_verify (List *self, gconstpointer data)
{
  show (self);
  g_assert_nonnull (display_find (self->window, GTK_TYPE_LABEL, "Not verified"));
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "verify",
                                  NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Verified");
  /* Another page knows it too. */
  display_close (g_steal_pointer (&self->window));
  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Verified");
}

/* It goes on when nobody looks, and a page that comes later shows what it came to. */
static void
test_verify_alone (List *self, gconstpointer data)
{
  KhLogProof *proof = kh_organization_get_log_proof (self->organization);

  show (self);
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "verify",
                                  NULL);
  g_assert_cmpint (kh_log_proof_get_state (proof), ==, KH_PROOF_RUNNING);
  g_assert_false (g_action_group_get_action_enabled (
      G_ACTION_GROUP (kh_page_get_actions (self->page)), "verify"));
  display_close (g_steal_pointer (&self->window));
  display_until (kh_log_proof_get_state (proof) == KH_PROOF_INTACT);
  g_assert_cmpuint (kh_log_proof_get_records (proof), >, 10);
  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Verified");
  g_assert_true (g_action_group_get_action_enabled (
      G_ACTION_GROUP (kh_page_get_actions (self->page)), "verify"));
  /* Nothing is left of it in an organization that is closed. */
  kh_organization_empty (self->organization);
  g_assert_cmpint (kh_log_proof_get_state (proof), ==, KH_PROOF_NONE);
}

/* Somebody altered the log: the page says where, the organization knows, and what is there can be
 * exported. */
static void
test_broken (List *self, gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (self->fixture.folder, "tenant", "audit", "00000001.jsonl", NULL);
  g_autofree char *text = NULL;
  guint64 record = 0;
  char *found;

  show (self);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  found = strstr (text, "\"kv-sales\"");
  g_assert_nonnull (found);
  found[1] = 'K';
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (kh_organization_get_log_fault (self->organization, NULL));
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "verify",
                                  NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Broken");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Show Record");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Export…");
  display_until (kh_organization_get_log_fault (self->organization, &record) != NULL);
  g_assert_cmpuint (record, >, 1);
  /* Another page begins with what is known. */
  display_close (g_steal_pointer (&self->window));
  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Broken");
}

static void
test_narrow (List *self, gconstpointer data)
{
  KhActivityTable *table;

  show (self);
  table = display_find (self->window, KH_TYPE_ACTIVITY_TABLE, NULL);
  kh_activity_table_set_narrow (table, TRUE);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Created environment " LIST_MARKUP);
  kh_activity_table_set_narrow (table, FALSE);
  display_settle ();
  /* Columns need more room for text that is larger. */
  display_scale_text (2);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) == NULL);
  display_scale_text (1);
  display_until (display_find (self->window, GTK_TYPE_COLUMN_VIEW, NULL) != NULL);
}

/* In a narrow window, with text of double size, the state of the log leaves room for its words. */
static void
test_narrow_log (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self);
  row = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "The log was not verified yet");
  g_assert_nonnull (display_find (row, KH_TYPE_PILL, NULL));
  display_scale_text (2);
  display_resize (self->window, 360, 720);
  display_until (display_find (row, KH_TYPE_PILL, NULL) == NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Not verified");
  display_wait_whole (row);
  display_until (gtk_widget_get_width (display_find (row, GTK_TYPE_LABEL, NULL)) > 200);
  display_scale_text (1);
  display_resize (self->window, 1100, 720);
  display_until (display_find (row, KH_TYPE_PILL, NULL) != NULL);
}

static void
test_record (List *self, gconstpointer data)
{
  self->page = kh_object_page_new (self->organization, KH_SECTION_ACTIVITY, "2");
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
  g_assert_cmpstr (kh_page_get_subtitle (self->page), ==, "Record 2");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Place in the Chain");
  g_assert_nonnull (display_find (self->window, GTK_TYPE_LABEL, "Succeeded"));
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, "keyhold:activity/2");
}

/* (nullable) (transfer full): the newest record of @action. */
static char *
find_record (List *self, const char *action)
{
  char *number = NULL;
  guint n;

  show (self);
  n = g_list_model_get_n_items (get_model (self));
  for (guint i = 0; i < n && number == NULL; i++)
    if (g_strcmp0 (kh_json_string (record_at (self, i), "action"), action) == 0)
      number = g_strdup_printf ("%" G_GINT64_FORMAT, kh_json_int (record_at (self, i), "seq", 0));
  display_close (g_steal_pointer (&self->window));
  return number;
}

static void
open_record (List *self, const char *action)
{
  g_autofree char *number = find_record (self, action);

  g_assert_nonnull (number);
  self->page = kh_object_page_new (self->organization, KH_SECTION_ACTIVITY, number);
  self->window = display_show (GTK_WIDGET (self->page));
}

/* What disabled a key leads to what went down, and that back to it. */
static void
test_effects (List *self, gconstpointer data)
{
  list_lock (self);
  open_record (self, "key.disable");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "1 environment locked: Sales");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Not planned");
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "Because Of"));
  display_close (g_steal_pointer (&self->window));
  open_record (self, "environment.lock");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Because Of");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Not planned");
  g_assert_null (display_find (self->window, ADW_TYPE_ACTION_ROW, "1 environment locked: Sales"));
}

/* Encryption is an operation; what nobody asked for has no request. */
static void
test_links (List *self, gconstpointer data)
{
  open_record (self, "cmk.enable");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Operation");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Request");
  g_assert_nonnull (display_find (self->window, GTK_TYPE_LABEL, "None"));
  display_close (g_steal_pointer (&self->window));
  open_record (self, "vault.create");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Request");
  g_assert_null (display_find (self->window, GTK_TYPE_LABEL, "Operation"));
}

static void
test_no_record (List *self, gconstpointer data)
{
  self->page = kh_object_page_new (self->organization, KH_SECTION_ACTIVITY, "99999");
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_ERROR);
  g_assert_true (kh_error_is (kh_page_get_error (self->page), KH_ERROR_NOT_FOUND));
}

/* Each is closed while it is read. */
static void
test_closed_midway (List *self, gconstpointer data)
{
  self->window =
      display_show (GTK_WIDGET (kh_section_page_new (self->organization, KH_SECTION_ACTIVITY)));
  display_close (g_steal_pointer (&self->window));
  self->window =
      display_show (GTK_WIDGET (kh_object_page_new (self->organization, KH_SECTION_ACTIVITY, "2")));
  display_close (g_steal_pointer (&self->window));
}

static void
test_csv (List *self, gconstpointer data)
{
  g_autoptr (KhClient) client = fixture_new_client (&self->fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("activity-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  KhAuditQuery query = { .kind = "environment" };
  g_auto (KhDownload) download = { 0 };

  g_assert_true (kh_client_audit_export (client, &query, KH_AUDIT_EXPORT_CSV, path, FALSE,
                                         &download, NULL, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "seq,time,phase,action,of,result,"));
  g_assert_nonnull (strstr (text, "\"environment.create\""));
  g_assert_null (strstr (text, "\"vault.create\""));
  g_assert_false (kh_client_audit_export (client, &query, KH_AUDIT_EXPORT_CSV, path, FALSE,
                                          &download, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Every verb has words, done and tried. */
static void
test_words (void)
{
  const char *const *actions = kh_audit_action_list ();

  for (guint i = 0; actions[i] != NULL; i++) {
    g_autofree char *did = g_strdup_printf ("{\"phase\":\"intent\",\"action\":\"%s\"}", actions[i]);
    g_autofree char *tried =
        g_strdup_printf ("{\"phase\":\"refused\",\"action\":\"%s\"}", actions[i]);
    g_autoptr (KhJson) act = kh_json_parse_text (did, NULL);
    g_autoptr (KhJson) refusal = kh_json_parse_text (tried, NULL);

    g_assert_cmpstr (kh_audit_what (act), !=, actions[i]);
    g_assert_true (g_str_has_prefix (kh_audit_what (refusal), "Tried to "));
  }
}

#define ADD(name, func) g_test_add ("/activity/" name, List, NULL, list_start, func, list_stop)

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add_func ("/activity/words", test_words);
  ADD ("exact", test_exact);
  ADD ("newest-first", test_newest_first);
  ADD ("keeps-selection", test_keeps_selection);
  ADD ("filters", test_filters);
  ADD ("unplanned", test_unplanned);
  ADD ("key-uses", test_key_uses);
  ADD ("count", test_count);
  ADD ("verify", test_verify);
  ADD ("verify-alone", test_verify_alone);
  ADD ("broken", test_broken);
  ADD ("narrow", test_narrow);
  ADD ("narrow-log", test_narrow_log);
  ADD ("record", test_record);
  ADD ("effects", test_effects);
  ADD ("links", test_links);
  ADD ("no-record", test_no_record);
  ADD ("closed-midway", test_closed_midway);
  ADD ("csv", test_csv);
  return g_test_run ();
}
