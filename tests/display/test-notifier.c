/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop is told, and what not: a notification service of the test stands on a private
 * bus. */
#include "kh-display-test.h"

#include <glib/gstdio.h>

#include "kh-memory-settings.h"
#include "kh-notice-text.h"
#include "kh-notifier.h"
#include "kh-preferences.h"

typedef struct {
  char *id, *title, *body, *priority, *action, *target;
} Sent;

static Fixture fixture;
static GPtrArray *sent;      /* of Sent */
static GPtrArray *withdrawn; /* of ids */
static gboolean has_name;

static const char introspection[] =
    "<node><interface name='org.gtk.Notifications'>"
    "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/></method>"
    "<method name='RemoveNotification'><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/></method>"
    "</interface></node>";

static void
sent_free (gpointer data)
{
  Sent *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->body);
  g_free (self->priority);
  g_free (self->action);
  g_free (self->target);
  g_free (self);
}

static void
keep (GVariant *parameters)
{
  Sent *self = g_new0 (Sent, 1);
  g_autoptr (GVariant) facts = NULL;
  g_autoptr (GVariant) target = NULL;

  g_variant_get (parameters, "(ss@a{sv})", NULL, &self->id, &facts);
  g_variant_lookup (facts, "title", "s", &self->title);
  g_variant_lookup (facts, "body", "s", &self->body);
  g_variant_lookup (facts, "priority", "s", &self->priority);
  g_variant_lookup (facts, "default-action", "s", &self->action);
  target = g_variant_lookup_value (facts, "default-action-target", NULL);
  self->target = target != NULL ? g_variant_dup_string (target, NULL) : NULL;
  g_ptr_array_add (sent, self);
}

static void
on_call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
            const char *method, GVariant *parameters, GDBusMethodInvocation *call, gpointer data)
{
  char *id;

  if (g_str_equal (method, "AddNotification")) {
    keep (parameters);
  } else {
    g_variant_get (parameters, "(ss)", NULL, &id);
    g_ptr_array_add (withdrawn, id);
  }
  g_dbus_method_invocation_return_value (call, NULL);
}

static void
on_name_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  has_name = TRUE;
}

static void
start_service (void)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call_cb };
  g_autoptr (GDBusNodeInfo) node = NULL;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (display_application ()));

  sent = g_ptr_array_new_with_free_func (sent_free);
  withdrawn = g_ptr_array_new_with_free_func (g_free);
  node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, "/org/gtk/Notifications", node->interfaces[0], &table,
                                     NULL, NULL, &error);
  g_assert_no_error (error);
  g_bus_own_name_on_connection (bus, "org.gtk.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE,
                                on_name_cb, NULL, NULL, NULL);
  display_until (has_name);
}

/* --- A console that watches ------------------------------------------------------------------ */

#define NOW ((KhTime)1764150000 * KH_SECOND)

typedef struct {
  char *folder;
  KhSettings *settings;
  KhClock *clock; /* of the computer */
  KhOrganization *organization;
  KhNotifier *notifier;
} Test;

static void
watch (Test *self)
{
  self->organization = display_open (&fixture);
  self->notifier =
      kh_notifier_new (display_application (), self->settings, self->clock, self->folder);
  kh_notifier_watch (self->notifier, self->organization, fixture.folder);
  display_until (kh_notifier_look (self->notifier));
  /* What is not read yet would be forgotten, and told again. */
  g_assert_cmpint (kh_request_list_get_state (kh_organization_get_requests (self->organization)),
                   ==, KH_LIST_READY);
}

/* Everything that was said so far has come to the service. */
static void
settle_bus (void)
{
  g_application_withdraw_notification (G_APPLICATION (display_application ()), "the end");
  display_until (withdrawn->len > 0
                 && g_str_equal (withdrawn->pdata[withdrawn->len - 1], "the end"));
  g_ptr_array_remove_index (withdrawn, withdrawn->len - 1);
}

static void
unwatch (Test *self)
{
  kh_notifier_watch (self->notifier, NULL, fixture.folder);
  g_object_run_dispose (G_OBJECT (self->notifier));
  settle_bus ();
  g_assert_finalize_object (g_steal_pointer (&self->notifier));
  display_end (g_steal_pointer (&self->organization));
}

static void
start (Test *self, gconstpointer data)
{
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_encrypt (&fixture, "Sales");
  g_ptr_array_set_size (sent, 0);
  g_ptr_array_set_size (withdrawn, 0);
  self->folder = g_dir_make_tmp ("kh-notifier-XXXXXX", NULL);
  self->settings = kh_memory_settings_new ();
  self->clock = kh_clock_new_manual (NOW);
  watch (self);
}

/* What was told may still be on its way to the disk. */
static gboolean
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  return g_rmdir (folder) == 0;
}

static void
stop (Test *self, gconstpointer data)
{
  unwatch (self);
  display_until (remove_folder (self->folder));
  g_free (self->folder);
  g_object_unref (self->settings);
  kh_clock_unref (self->clock);
  fixture_stop (&fixture);
}

static KhItem *
sales (Test *self)
{
  return display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
}

static void
lock (Test *self)
{
  g_autofree char *token = fixture_confirm (
      &fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\",\"key\":\"cmk\"}");

  fixture.confirmation = token;
  fixture_do (&fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":false}}",
              200);
  fixture.confirmation = NULL;
  display_until (kh_item_is (sales (self), "state", "Locked"));
}

/* (nullable): the newest one whose title begins so. */
static const Sent *
find (const char *title)
{
  for (guint i = sent->len; i > 0; i--)
    if (g_str_has_prefix (((Sent *)sent->pdata[i - 1])->title, title))
      return sent->pdata[i - 1];
  return NULL;
}

#define LOST "Key Access Lost: 1 Environment Offline"

/* A lock is told by itself, and opens the environment. */
static void
test_lost (Test *self, gconstpointer data)
{
  g_autofree char *uri = g_strconcat ("keyhold:environments/", kh_item_get_id (sales (self)), NULL);
  const Sent *lost;

  lock (self);
  display_until (find (LOST) != NULL);
  lost = find (LOST);
  g_assert_cmpstr (lost->body, ==, "ep-sales can no longer use cmk. Nobody planned this.");
  g_assert_cmpstr (lost->priority, ==, "urgent");
  g_assert_cmpstr (lost->action, ==, "app.open-uri");
  g_assert_cmpstr (lost->target, ==, uri);
  /* Once. */
  kh_notifier_look (self->notifier);
  settle_bus ();
  g_assert_cmpuint (sent->len, ==, 1);
  g_assert_cmpuint (withdrawn->len, ==, 0);
}

/* Not again after a restart. */
static void
test_restart (Test *self, gconstpointer data)
{
  lock (self);
  display_until (find (LOST) != NULL);
  unwatch (self);
  /* The next one would tell what the one before told in vain. */
  g_assert_cmpuint (withdrawn->len, ==, 1);
  g_ptr_array_set_size (sent, 0);
  watch (self);
  g_assert_true (kh_item_is (sales (self), "state", "Locked"));
  settle_bus ();
  g_assert_cmpuint (sent->len, ==, 0);
}

/* Who looks at a window sees it there. */
static void
test_in_front (Test *self, gconstpointer data)
{
  GtkWindow *window = display_show (gtk_label_new ("In front"));

  display_until (gtk_window_is_active (window));
  lock (self);
  kh_notifier_look (self->notifier);
  display_close (window);
  kh_notifier_look (self->notifier);
  settle_bus ();
  g_assert_cmpuint (sent->len, ==, 0);
}

/* What is urgent is told without the others, and is silent for a day at most. */
static void
test_silence (Test *self, gconstpointer data)
{
  g_object_set (self->settings, "notify", FALSE, NULL);
  kh_settings_silence_urgent (self->settings, NOW, TRUE);
  lock (self);
  kh_notifier_look (self->notifier);
  kh_clock_manual_set (self->clock, NOW + KH_DAY - KH_SECOND, KH_DAY - KH_SECOND);
  kh_notifier_look (self->notifier);
  settle_bus ();
  g_assert_cmpuint (sent->len, ==, 0);
  kh_clock_manual_set (self->clock, NOW + KH_DAY, KH_SECOND);
  kh_notifier_look (self->notifier);
  display_until (find (LOST) != NULL);
}

/* The tenant's environment is shown as another one, that was locked and is not any longer. */
static void
show_as (Test *self, const char *members)
{
  KhJson *snapshot = kh_item_get_snapshot (sales (self));
  g_autoptr (KhJson) more = kh_json_parse_text (members, NULL);
  g_autofree char *text = g_strdup_printf ("{\"id\":\"%s\",\"name\":\"Sales\",%s",
                                           kh_json_string (snapshot, "id"), members + 1);
  g_autoptr (KhJson) other = kh_json_parse_text (text, NULL);

  g_assert_nonnull (more);
  kh_item_list_take_one (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT), other);
}

/* A countdown is told step by step, each in the place of the one before, and goes when the
 * environment is back. */
static void
test_deletion (Test *self, gconstpointer data)
{
  KhTime now = kh_organization_now (self->organization);
  static const struct {
    KhTime left;
    const char *title, *priority;
  } steps[] = {
    { 84 * KH_HOUR - KH_MINUTE, "Sales Is Deleted in 3 Days", "high" },
    { 24 * KH_HOUR - KH_MINUTE, "Sales Is Deleted in 24 Hours", "urgent" },
    { KH_HOUR - KH_MINUTE, "Sales Is Deleted in 1 Hour", "urgent" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *due = kh_time_format (now + steps[i].left);
    g_autofree char *locked = kh_time_format (now + steps[i].left - 7 * KH_DAY);
    g_autofree char *members = g_strdup_printf (
        "{\"state\":\"Locked\",\"lockedAt\":\"%s\",\"deletionAt\":\"%s\"}", locked, due);

    show_as (self, members);
    kh_notifier_look (self->notifier);
    display_until (find (steps[i].title) != NULL);
    g_assert_cmpstr (find (steps[i].title)->priority, ==, steps[i].priority);
    g_assert_cmpstr (find (steps[i].title)->body, ==, "It is locked. Unlock it to keep its data.");
    g_assert_cmpstr (find (steps[i].title)->id, ==, find (steps[0].title)->id);
  }
  g_assert_cmpuint (withdrawn->len, ==, 0);
  show_as (self, "{\"state\":\"Ready\"}");
  kh_notifier_look (self->notifier);
  settle_bus ();
  g_assert_cmpuint (withdrawn->len, ==, 2);
}

/* An operation is told when it ends, unless nobody wants to know. */
static void
test_operation (Test *self, gconstpointer data)
{
  KhItemList *list = kh_organization_get_list (self->organization, KH_ITEM_OPERATION);
  static const struct {
    const char *state, *setting, *title, *body, *priority;
  } rows[] = {
    { "Succeeded", "notify-ended", "Sales Is Encrypted", "Took 3 hours 10 minutes.", "normal" },
    { "Failed", "notify-failed", "Encryption of Sales Stopped",
      "Not switched: Connections. Data stays readable.", "high" },
  };
  KhTime now = kh_organization_now (self->organization);
  g_autofree char *created = kh_time_format (now - 3 * KH_HOUR - 10 * KH_MINUTE);
  g_autofree char *ended = kh_time_format (now);

  for (guint on = 0; on < 2; on++)
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
      g_autofree char *text = g_strdup_printf (
          "{\"id\":\"0c0c0c0c-1111-4222-8333-44444444444%u\",\"type\":\"NewCustomerManagedKey\","
          "\"environment\":\"Sales\",\"state\":\"%s\",\"createdAt\":\"%s\",\"endedAt\":\"%s\","
          "\"stores\":[{\"store\":\"connections\",\"state\":\"Failed\"}],"
          "\"error\":\"Ada's row 7 is no JSON\"}",
          on * 2 + i, rows[i].state, created, ended);
      g_autoptr (KhJson) operation = kh_json_parse_text (text, NULL);

      g_object_set (self->settings, rows[i].setting, on == 1, NULL);
      kh_item_list_take_one (list, operation);
      kh_notifier_look (self->notifier);
      if (on == 0)
        continue;
      display_until (find (rows[i].title) != NULL);
      g_assert_cmpstr (find (rows[i].title)->body, ==, rows[i].body);
      g_assert_cmpstr (find (rows[i].title)->priority, ==, rows[i].priority);
      g_assert_true (g_str_has_prefix (find (rows[i].title)->target, "keyhold:operations/"));
    }
  g_assert_cmpuint (sent->len, ==, 2);
}

/* A request that waits for this account is told until it is decided; the switch counts. */
static void
test_request (Test *self, gconstpointer data)
{
  static const char *const texts[] = {
    "{\"id\":\"r1\",\"subject\":\"Lock 2 environments\",\"state\":\"Pending\",\"mayApprove\":true,"
    "\"requestedBy\":\"Kira\"}",
    "{\"id\":\"r1\",\"subject\":\"Lock 2 environments\",\"state\":\"Completed\","
    "\"requestedBy\":\"Kira\"}"
  };
  const char *title = "Approval Needed: Lock 2 environments";
  KhRequestList *requests = kh_organization_get_requests (self->organization);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

    g_ptr_array_add (all, kh_json_parse_text (texts[i], NULL));
    g_object_set (self->settings, "notify-requests", FALSE, NULL);
    kh_request_list_take (requests, all);
    kh_notifier_look (self->notifier);
    settle_bus ();
    g_assert_cmpuint (sent->len, ==, i);
    g_object_set (self->settings, "notify-requests", TRUE, NULL);
    kh_notifier_look (self->notifier);
    display_until (find (title) != NULL);
    g_assert_cmpstr (find (title)->body, ==, "Asked by Kira.");
    g_assert_cmpstr (find (title)->priority, ==, "high");
    g_assert_cmpstr (find (title)->target, ==, "keyhold:requests/r1");
  }
  settle_bus ();
  g_assert_cmpuint (sent->len, ==, 1);
  g_assert_cmpuint (withdrawn->len, ==, 1);
}

static gboolean
is_on (KhSettings *settings, const char *name)
{
  gboolean on;

  g_object_get (settings, name, &on, NULL);
  return on;
}

/* The switches count at once; without notifications the others have nothing to say. */
static void
test_preferences (void)
{
  g_autoptr (KhSettings) settings = kh_memory_settings_new ();
  g_autoptr (KhClock) clock = kh_clock_new_manual (NOW);
  GtkWindow *window = kh_preferences_new (settings, clock);
  GtkWidget *row;

  gtk_window_present (window);
  display_activate_row (window, "Operation failed");
  g_assert_false (is_on (settings, "notify-failed"));
  display_activate_row (window, "Requests");
  g_assert_false (is_on (settings, "notify-requests"));
  display_activate_row (window, "Hold ended");
  g_assert_false (is_on (settings, "notify-holds"));
  row = display_wait_for (window, ADW_TYPE_EXPANDER_ROW, "Key expiry");
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  display_activate_row (window, "30 days before");
  g_assert_cmpuint (kh_settings_get_reminders (settings), ==, 0x1d);
  display_press (window, "Silence for 24 Hours");
  g_assert_cmpint (kh_settings_get_silent_until (settings, NOW), ==, NOW + KH_DAY);
  display_wait_for (window, GTK_TYPE_LABEL, "Silent until Nov 27, 9:40 AM");
  display_press (window, "End Silence");
  g_assert_cmpint (kh_settings_get_silent_until (settings, NOW), ==, KH_TIME_NONE);
  display_wait_for (window, GTK_TYPE_LABEL,
                    "Key access lost, deletion within 24 hours, audit log broken");
  display_activate_row (window, "Notifications");
  g_assert_false (is_on (settings, "notify"));
  g_assert_false (gtk_widget_get_sensitive (row));
  g_assert_nonnull (display_wait_for (window, GTK_TYPE_BUTTON, "Silence for 24 Hours"));
  display_close (window);
}

/* No word keeps it from being 360 pixels wide with text twice as large, and none is cut off: what
 * is chosen stands below what it is of, and again beside it where there is room. */
static void
test_narrow_preferences (void)
{
  g_autoptr (KhSettings) settings = kh_memory_settings_new ();
  g_autoptr (KhClock) clock = kh_clock_new_manual (NOW);
  GtkWindow *window = kh_preferences_new (settings, clock);
  GtkWidget *row;

  display_scale_text (2);
  gtk_window_present (window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  display_resize (window, 360, 640);
  display_wait_whole (window);
  row = display_wait_for (window, ADW_TYPE_COMBO_ROW, "Seal without input");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "Never");
  display_scale_text (1);
  display_until (!adw_combo_row_get_use_subtitle (ADW_COMBO_ROW (row)));
  display_wait_whole (window);
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Never"));
  display_close (window);
}

static void
add_test (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  start_service ();
  add_test ("/notifier/lost", test_lost);
  add_test ("/notifier/restart", test_restart);
  add_test ("/notifier/in-front", test_in_front);
  add_test ("/notifier/silence", test_silence);
  add_test ("/notifier/deletion", test_deletion);
  add_test ("/notifier/operation", test_operation);
  add_test ("/notifier/request", test_request);
  g_test_add_func ("/notifier/preferences", test_preferences);
  g_test_add_func ("/notifier/narrow-preferences", test_narrow_preferences);
  return g_test_run ();
}
