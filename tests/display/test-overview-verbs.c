/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows under Needs Attention offer: the verb that the object's page offers to the account, and
 * it does the same; the row itself opens the object. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-dialog.h"
#include "kh-overview-page.h"
#include "kh-wizard-test.h"

#define EXPIRING "Key cmk expires in "

static char *opened; /* (nullable): the address that was opened last */

static void
opened_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_free (opened);
  opened = g_variant_dup_string (parameter, NULL);
}

static void
show_overview (List *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-uri", .activate = opened_cb, .parameter_type = "s" },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_clear_pointer (&opened, g_free);
  self->page = g_object_new (KH_TYPE_OVERVIEW_PAGE, "organization", self->organization, NULL);
  self->window = display_show (GTK_WIDGET (self->page));
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "win", G_ACTION_GROUP (actions));
}

static void
stop (List *self, gconstpointer data)
{
  list_stop (self, data);
  g_clear_pointer (&opened, g_free);
}

/* (transfer none): the first row whose title begins with @begin. */
static GtkWidget *
find_row (GtkWidget *root, const char *begin)
{
  if (ADW_IS_PREFERENCES_ROW (root)
      && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), begin))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_row (child, begin);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Waits until the row offers @verb. */
static GtkWidget *
wait_verb (List *self, const char *begin, const char *verb)
{
  GtkWidget *row = NULL, *button = NULL;

  display_until ((row = find_row (GTK_WIDGET (self->page), begin)) != NULL
                 && (button = display_find (row, GTK_TYPE_BUTTON, verb)) != NULL);
  return button;
}

static void
press (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

static void
expire (List *self, KhTime in)
{
  gint64 now = kh_time_to_unix (kh_organization_now (self->organization));
  g_autofree char *body =
      g_strdup_printf ("{\"attributes\":{\"exp\":%" G_GINT64_FORMAT "}}", now + in / KH_SECOND);

  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, body, 200);
}

static guint
count_versions (List *self)
{
  g_autoptr (KhJson) list =
      fixture_call (&self->fixture, VAULT, "GET", "/keys/cmk/versions" A_KEY, NULL, 200);

  return kh_json_length (list, "value");
}

/* The wizard of the key's page, and what comes of it: the new version does not expire. */
static void
test_rotate (List *self, gconstpointer data)
{
  GtkWidget *button;

  show_overview (self);
  expire (self, 20 * KH_DAY);
  button = wait_verb (self, EXPIRING, "Rotate…");
  g_assert_true (display_has_name (button, "Rotate…: Key cmk expires in 19 days 23 hours")
                 || display_has_name (button, "Rotate…: Key cmk expires in 20 days"));
  press (button);
  display_until (g_strcmp0 (opened, "keyhold:wizard/rotate?key=kv-sales/cmk") == 0);
  g_assert_cmpuint (count_versions (self), ==, 1);
  wizard_answer (self->window, self->organization);
  press (wait_verb (self, EXPIRING, "Rotate…"));
  wizard_rotate (wizard_wait_open ());
  display_until (find_row (GTK_WIDGET (self->page), EXPIRING) == NULL);
  g_assert_cmpuint (count_versions (self), ==, 2);
}

/* The row opens the key, which its button does not. */
static void
test_row_opens (List *self, gconstpointer data)
{
  GtkWidget *row;

  show_overview (self);
  expire (self, 20 * KH_DAY);
  wait_verb (self, EXPIRING, "Rotate…");
  row = find_row (GTK_WIDGET (self->page), EXPIRING);
  g_assert_true (gtk_widget_activate (row));
  display_until (g_strcmp0 (opened, "keyhold:keys/kv-sales/cmk") == 0);
  /* Narrow, too: the row is reached with the keyboard then. */
  display_resize (self->window, 360, 700);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  g_clear_pointer (&opened, g_free);
  display_until ((row = find_row (GTK_WIDGET (self->page), EXPIRING)) != NULL
                 && !ADW_IS_ACTION_ROW (row));
  g_assert_true (gtk_widget_get_focusable (row));
  g_assert_true (gtk_widget_activate (row));
  display_until (g_strcmp0 (opened, "keyhold:keys/kv-sales/cmk") == 0);
}

/* So does that of an operation that goes on. */
static void
test_running_opens (List *self, gconstpointer data)
{
  GtkWidget *row;

  show_overview (self);
  list_invent (self, KH_ITEM_OPERATION,
               "{\"id\":\"op-%u\",\"type\":\"NewCustomerManagedKey\",\"environment\":\"Sales\","
               "\"state\":\"Running\",\"progress\":{\"bytes\":100,\"bytesDone\":38,\"items\":0}}",
               2);
  row = display_wait_for (self->window, ADW_TYPE_PREFERENCES_ROW, "Encrypt Sales");
  g_assert_true (gtk_widget_activate (row));
  display_until (opened != NULL);
  g_assert_cmpstr (opened, ==, "keyhold:operations/op-00000");
}

static void
test_set_expiry (List *self, gconstpointer data)
{
  g_autofree char *past = NULL;
  g_autofree char *key = NULL;
  GtkWidget *dialog;

  show_overview (self);
  past = kh_time_format (kh_organization_now (self->organization) - 2 * KH_DAY);
  key = g_strdup_printf ("{\"vault\":\"kv-sales\",\"name\":\"cmk\",\"version\":\"v\","
                         "\"state\":\"Expired\",\"exp\":\"%s\"}",
                         past);
  list_invent (self, KH_ITEM_KEY, key, 1);
  press (wait_verb (self, "Key cmk expired on ", "Set Expiry…"));
  display_until ((dialog = display_window (KH_TYPE_DIALOG)) != NULL);
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (dialog)), "Set Expiry"));
  display_close (dialog);
}

/* The way back begins here. */
static void
test_unlock (List *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *uri =
      g_strconcat ("keyhold:wizard/unlock?environment=", kh_item_get_id (sales), NULL);

  show_overview (self);
  list_lock (self);
  press (wait_verb (self, "Sales is locked", "Unlock…"));
  display_until (opened != NULL);
  g_assert_cmpstr (opened, ==, uri);
}

static void
test_review (List *self, gconstpointer data)
{
  show_overview (self);
  list_invent (self, KH_ITEM_POLICY,
               "{\"id\":\"p\",\"name\":\"ep-new\",\"granted\":true,\"health\":\"Healthy\","
               "\"environments\":[],\"key\":{\"vault\":\"kv-sales\",\"name\":\"cmk\"}}",
               1);
  press (wait_verb (self, "ep-new is ready for environments", "Review"));
  display_until (opened != NULL);
  g_assert_cmpstr (opened, ==, "keyhold:requests/p");
}

#define CRITICAL(remedy, one_call)                                                                 \
  "{\"id\":\"f%u\",\"rule\":\"Y4\",\"severity\":\"critical\",\"kind\":\"key\","                    \
  "\"object\":\"kv-sales/cmk\",\"title\":\"cmk is old\",\"owner\":\"kva\",\"evidence\":\"old\","   \
  "\"remedy\":" remedy ",\"oneCall\":" one_call ",\"fix\":{\"text\":\"Rotate it\"}}"

static void
test_finding (List *self, gconstpointer data)
{
  show_overview (self);
  list_invent (self, KH_ITEM_FINDING, CRITICAL ("null", "false"), 1);
  press (wait_verb (self, "cmk is old", "Show"));
  display_until (opened != NULL);
  g_assert_true (g_str_has_prefix (opened, "keyhold:recommendations/"));
  list_invent (self, KH_ITEM_FINDING, CRITICAL ("null", "true"), 1);
  wait_verb (self, "cmk is old", "Fix");
  list_invent (self, KH_ITEM_FINDING, CRITICAL ("\"rotate\"", "false"), 1);
  press (wait_verb (self, "cmk is old", "Fix…"));
  display_until (g_strcmp0 (opened, "keyhold:wizard/rotate?key=kv-sales/cmk") == 0);
}

/* Who may not is shown the object, and hands over what others mend. */
static void
others_start (List *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_make_accounts (&self->fixture);
  fixture_encrypt (&self->fixture, "Sales");
  fixture_as (&self->fixture, data);
  self->organization = display_open (&self->fixture);
  display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  display_item (self->organization, KH_ITEM_KEY, "cmk");
}

static void
test_others (List *self, gconstpointer data)
{
  show_overview (self);
  fixture_as (&self->fixture, "Ada");
  expire (self, 20 * KH_DAY);
  wait_verb (self, EXPIRING, "Show");
  list_invent (self, KH_ITEM_FINDING, CRITICAL ("null", "true"), 1);
  wait_verb (self, "cmk is old", g_str_equal (data, "auditor") ? "Show" : "Hand Over…");
}

#define OPEN_VAULT                                                                                 \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":true}}"

/* What was deleted comes back from here, after the question of its page. */
static void
test_recover (List *self, gconstpointer data)
{
  GtkWidget *dialog;

  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, OPEN_VAULT, 201);
  display_item (self->organization, KH_ITEM_VAULT, "kv-second");
  fixture_do (&self->fixture, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200);
  show_overview (self);
  press (wait_verb (self, "Vault kv-second", "Recover…"));
  display_until ((dialog = display_window (KH_TYPE_CONFIRM_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Recover Vault kv-second?");
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  press (wait_verb (self, "Vault kv-second", "Recover…"));
  display_until ((dialog = display_window (KH_TYPE_CONFIRM_DIALOG)) != NULL);
  display_press (dialog, "Recover Vault");
  display_until (find_row (GTK_WIDGET (self->page), "Vault kv-second") == NULL);
  fixture_do (&self->fixture, ARM, "GET", VAULTS "/kv-second" A_VAULT, NULL, 200);
}

/* An environment in its last hours. */
static void
test_recover_environment (List *self, gconstpointer data)
{
  g_autofree char *end = kh_time_format (kh_organization_now (self->organization) + KH_HOUR);
  g_autofree char *format = g_strdup_printf ("{\"id\":\"e%%u\",\"name\":\"old\",\"type\":"
                                             "\"Sandbox\",\"state\":\"Deleted\","
                                             "\"deletionAt\":\"%s\"}",
                                             end);
  GtkWidget *dialog;

  show_overview (self);
  list_invent (self, KH_ITEM_ENVIRONMENT, format, 1);
  press (wait_verb (self, "old", "Recover…"));
  display_until ((dialog = display_window (KH_TYPE_CONFIRM_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Recover old?");
  display_press (dialog, "Cancel");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
}

static void
add (const char *path, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, NULL, list_start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/overview-verbs/rotate", test_rotate);
  add ("/overview-verbs/row-opens", test_row_opens);
  add ("/overview-verbs/running-opens", test_running_opens);
  add ("/overview-verbs/set-expiry", test_set_expiry);
  add ("/overview-verbs/unlock", test_unlock);
  add ("/overview-verbs/review", test_review);
  add ("/overview-verbs/recover", test_recover);
  add ("/overview-verbs/recover-environment", test_recover_environment);
  add ("/overview-verbs/finding", test_finding);
  g_test_add ("/overview-verbs/auditor", List, "auditor", others_start, test_others, stop);
  g_test_add ("/overview-verbs/ppa", List, "ppa", others_start, test_others, stop);
  return g_test_run ();
}
