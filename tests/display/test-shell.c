/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window around the pages: sections, addresses, the way back, states, banner, and that nothing
 * stays behind. */
#include "kh-display-test.h"

#include "kh-content.h"
#include "kh-page-view.h"
#include "kh-window.h"

/* A page that is told what to be. */
#define TEST_TYPE_PAGE (test_page_get_type ())
G_DECLARE_FINAL_TYPE (TestPage, test_page, TEST, PAGE, KhPage)
struct _TestPage {
  KhPage parent_instance;
  guint refreshed, cleared;
};
G_DEFINE_FINAL_TYPE (TestPage, test_page, KH_TYPE_PAGE)

static void
test_page_refresh (KhPage *page)
{
  TEST_PAGE (page)->refreshed++;
}

static void
test_page_clear (KhPage *page)
{
  TEST_PAGE (page)->cleared++;
}

static const KhPageTexts texts = { .loading = "Loading tests",
                                   .empty_icon = "view-grid-symbolic",
                                   .empty_title = "No Tests",
                                   .empty_body = "A test & its <proof>.",
                                   .none_title = "No Tests Found",
                                   .error_title = "Tests Cannot Be Shown" };

static void
test_page_class_init (TestPageClass *klass)
{
  KH_PAGE_CLASS (klass)->texts = &texts;
  KH_PAGE_CLASS (klass)->refresh = test_page_refresh;
  KH_PAGE_CLASS (klass)->clear_filters = test_page_clear;
}

static void
test_page_init (TestPage *self)
{
}

static guint created;

static void
create_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  created++;
}

static void
test_states (void)
{
  static const GActionEntry entries[] = { { .name = "new", .activate = create_action } };
  TestPage *page = g_object_new (TEST_TYPE_PAGE, NULL);
  GtkWindow *window = display_show (kh_page_view_new (KH_PAGE (page)));
  g_autoptr (GError) error = NULL;

  display_wait_for (window, GTK_TYPE_LABEL, "Loading tests");
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
  kh_page_set_state (KH_PAGE (page), KH_PAGE_EMPTY);
  display_wait_for (window, GTK_TYPE_LABEL, "No Tests");
  display_wait_for (window, GTK_TYPE_LABEL, "A test & its <proof>.");
  kh_page_set_primary (KH_PAGE (page), "_New Test…", "page.new");
  display_press (window, "New Test…");
  g_assert_cmpuint (created, ==, 1);
  kh_page_set_state (KH_PAGE (page), KH_PAGE_NO_RESULTS);
  display_wait_for (window, GTK_TYPE_LABEL, "No Tests Found");
  display_press (window, "Clear Filters");
  g_assert_cmpuint (page->cleared, ==, 1);
  kh_set_error_facts (&error, KH_ERROR_NETWORK, NULL, NULL, "Look at the <cable>.", "No answer");
  kh_page_set_error (KH_PAGE (page), error);
  display_wait_for (window, GTK_TYPE_LABEL, "Tests Cannot Be Shown");
  display_wait_for (window, GTK_TYPE_LABEL, "No answer. Look at the <cable>. Data is unchanged.");
  display_press (window, "Try Again");
  g_assert_cmpuint (page->refreshed, ==, 1);
  display_close (window);
}

/* A page that is left cancels what it waits for. */
static void
test_left_page_cancels (void)
{
  TestPage *page = g_object_new (TEST_TYPE_PAGE, NULL);
  GtkWindow *window = display_show (kh_page_view_new (KH_PAGE (page)));
  g_autoptr (GCancellable) cancellable = g_object_ref (kh_page_get_cancellable (KH_PAGE (page)));

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  display_close (window);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
}

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  GtkWindow *window;
} Shell;

static void
shell_start (Shell *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  self->organization = display_open (&self->fixture);
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

static void
shell_stop (Shell *self, gconstpointer data)
{
  display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static gboolean
activate (Shell *self, const char *action, const char *format, ...)
{
  va_list arguments;
  GVariant *parameter = NULL;

  va_start (arguments, format);
  if (format != NULL)
    parameter = g_variant_new_va (format, NULL, &arguments);
  va_end (arguments);
  return gtk_widget_activate_action_variant (GTK_WIDGET (self->window), action, parameter);
}

static void
set_key (Shell *self, gboolean enabled)
{
  g_autofree char *token = NULL;
  g_autofree char *body =
      g_strdup_printf ("{\"attributes\":{\"enabled\":%s}}", enabled ? "true" : "false");

  if (!enabled)
    token = fixture_confirm (&self->fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                             "\"key\":\"cmk\"}");
  self->fixture.confirmation = token;
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, body, 200);
  self->fixture.confirmation = NULL;
}

static gboolean
is_shown (Shell *self, const char *title)
{
  KhContent *content = display_find (self->window, KH_TYPE_CONTENT, NULL);
  KhPage *page = content != NULL ? kh_content_get_page (content) : NULL;

  return page != NULL && g_str_equal (kh_page_get_title (page), title);
}

static void
test_sections (Shell *self, gconstpointer data)
{
  const char *const titles[] = { "Overview",   "Environments", "Enterprise Policies",
                                 "Keys",       "Key Vaults",   "Requests",
                                 "Operations", "Activity",     "Recommendations" };
  const int n = G_N_ELEMENTS (titles);
  GtkWidget *label, *list;

  display_until (is_shown (self, "Overview"));
  for (int i = n - 1; i >= 0; i--) {
    g_assert_true (activate (self, "win.section", "i", i + 1));
    display_until (g_strcmp0 (gtk_window_get_title (self->window), "Fabrikam – Keyhold") == 0);
    display_until (is_shown (self, titles[i]));
  }
  /* There is no other section; nothing happens. */
  g_assert_true (activate (self, "win.section", "i", n + 1));
  display_settle ();
  g_assert_true (is_shown (self, "Overview"));
  label = display_wait_for (self->window, GTK_TYPE_LABEL, titles[n - 1]);
  list = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX);
  /* What the keyboard comes to on its way is not marked as what is shown. */
  gtk_widget_child_focus (gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW),
                          GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_list_box_get_selected_row (GTK_LIST_BOX (list))
                 == gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
}

/* What is typed on Overview searches the environments, and typing goes on. */
static void
test_search_from_overview (Shell *self, gconstpointer data)
{
  GtkEditable *entry;
  GtkWidget *focus;

  display_until (is_shown (self, "Overview"));
  g_assert_true (activate (self, "win.search", NULL));
  entry = display_wait_for (self->window, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (entry, "Sa");
  display_until (is_shown (self, "Environments"));
  display_wait_for_line (self->window, "Sales");
  display_settle ();
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "Sa");
  focus = gtk_window_get_focus (self->window);
  g_assert_true (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (entry)));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 2);
  g_assert_false (gtk_editable_get_selection_bounds (entry, NULL, NULL));
}

static gboolean
has_focus (Shell *self, const char *title)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  return ADW_IS_PREFERENCES_ROW (focus)
         && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (focus)), title);
}

/* From everywhere to what needs attention. */
static void
test_attention (Shell *self, gconstpointer data)
{
  fixture_encrypt (&self->fixture, "Sales");
  set_key (self, FALSE);
  g_assert_true (activate (self, "win.section", "i", 4));
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "state", "Locked"));
  g_assert_true (activate (self, "win.attention", NULL));
  display_until (is_shown (self, "Overview"));
  display_until (has_focus (self, "Sales is locked"));
  g_assert_true (activate (self, "win.attention", NULL));
  display_settle ();
  g_assert_true (has_focus (self, "Sales is locked"));
}

static void
test_vanished (Shell *self, gconstpointer data)
{
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:policies/R%26D%20%3Cgone%3E");
  display_wait_for (self->window, GTK_TYPE_LABEL, "R&D <gone> no longer exists");
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:nowhere");
  display_settle ();
}

static void
test_drill_down (Shell *self, gconstpointer data)
{
  GtkWidget *back;

  g_assert_true (activate (self, "win.section", "i", 2));
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:environments/Sales");
  back = display_wait_for (self->window, GTK_TYPE_BUTTON, "Back to Environments");
  g_assert_true (gtk_widget_get_visible (back));
  g_assert_true (activate (self, "win.back", NULL));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Back to Environments") == NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Environments");
}

static void
test_toast (Shell *self, gconstpointer data)
{
  kh_toast (GTK_WIDGET (self->window), "R&D <prod> created", "View", "keyhold:keys");
  display_wait_for (self->window, GTK_TYPE_LABEL, "R&D <prod> created");
  display_press (self->window, "View");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Keys");
}

static void
act_cb (GtkWidget *widget, gpointer data)
{
  g_assert_true (ADW_IS_TOAST_OVERLAY (widget));
  (*(guint *)data)++;
}

static void
free_cb (gpointer data)
{
  (*(guint *)data) += 10;
}

/* What a toast holds goes with it, pressed or not. */
static void
test_toast_acts (Shell *self, gconstpointer data)
{
  guint pressed = 0, elsewhere = 0;
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));

  kh_toast_act (GTK_WIDGET (self->window), "Done", "Undo", act_cb, &pressed, free_cb);
  display_press (self->window, "Undo");
  display_until (pressed == 11);
  kh_toast_act (label, "Done", "Undo", act_cb, &elsewhere, free_cb);
  g_assert_cmpuint (elsewhere, ==, 10);
  g_object_unref (label);
}

/* From the page of the key, with the page left before it is undone. */
static void
enable_version (Shell *self)
{
  set_key (self, FALSE);
  kh_window_open_uri (KH_WINDOW (self->window), "keyhold:keys/kv-sales/cmk");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Let it be used again");
  display_press (self->window, "Enable");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Key version enabled");
  g_assert_true (activate (self, "win.back", NULL));
}

static void
test_undo (Shell *self, gconstpointer data)
{
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");

  enable_version (self);
  display_until (kh_item_is (key, "state", "Active"));
  display_press (self->window, "Undo");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Key version disabled");
  display_until (kh_item_is (key, "state", "Disabled"));
}

/* An environment was encrypted with it meanwhile. */
static void
test_undo_too_late (Shell *self, gconstpointer data)
{
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");

  enable_version (self);
  fixture_encrypt (&self->fixture, "Sales");
  display_press (self->window, "Undo");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Cannot undo: the version is in use");
  display_until (kh_item_is (key, "state", "Active"));
}

/* The first entry of the page's menu. */
static char *
first_entry (Shell *self)
{
  GtkMenuButton *button = display_find (self->window, GTK_TYPE_MENU_BUTTON, "More actions");
  GMenuModel *menu = gtk_menu_button_get_menu_model (button);
  g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);
  g_autoptr (GVariant) label =
      g_menu_model_get_item_attribute_value (section, 0, G_MENU_ATTRIBUTE_LABEL, NULL);

  return g_variant_dup_string (label, NULL);
}

/* The page's verb is in the header where all of it fits, else in the menu; never shortened. */
static void
test_verb (Shell *self, gconstpointer data)
{
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  g_assert_true (activate (self, "win.section", "i", 2));
  display_wait_for (self->window, GTK_TYPE_BUTTON, "New Environment…");
  display_settle ();
  display_wait_whole (self->window);
  without = first_entry (self);
  g_assert_cmpstr (without, ==, "_Refresh");
  /* The title is whole, too: "Environments" alone leaves the verb no room. */
  display_scale_text (2);
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "New Environment…") == NULL);
  display_settle ();
  display_wait_whole (self->window);
  with = first_entry (self);
  g_assert_cmpstr (with, ==, "_New Environment…");
  display_scale_text (1);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "New Environment…");
}

/* Narrow: the content stays in front, and Back leads to the sections. */
static void
test_narrow (Shell *self, gconstpointer data)
{
  display_resize (self->window, 360, 640);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Back to the sections");
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  display_press (self->window, "Back to the sections");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Key Vaults");
}

/* The menu comes with the sections that it belongs to, and finds its place on the screen. */
static void
test_narrow_menu (Shell *self, gconstpointer data)
{
  display_resize (self->window, 360, 640);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Back to the sections");
  g_assert_true (activate (self, "win.main-menu", NULL));
  gtk_popover_popdown (display_wait_for (self->window, GTK_TYPE_POPOVER_MENU, NULL));
  display_wait_for (self->window, GTK_TYPE_LABEL, "Key Vaults");
}

/* Selecting needs no wider window, in large text either; what is running is a page away then. */
static void
test_narrow_selection (Shell *self, gconstpointer data)
{
  KhContent *content;
  int least = 0;

  display_scale_text (2);
  g_assert_true (activate (self, "win.section", "i", 2));
  display_resize (self->window, 360, 640);
  display_wait_for_line (self->window, "Sales");
  content = display_find (self->window, KH_TYPE_CONTENT, NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (kh_content_get_page (content)),
                                             "page.select-all", NULL));
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Cancel");
  display_settle ();
  gtk_widget_measure (GTK_WIDGET (content), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                      NULL);
  g_assert_cmpint (least, <=, 360);
  kh_content_popup_operations (content);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Operations");
  display_scale_text (1);
}

/* A title that has no room in the header stands below it, whole; where there is room, in it. */
static void
test_title_line (Shell *self, gconstpointer data)
{
  KhContent *content = display_find (self->window, KH_TYPE_CONTENT, NULL);
  GtkWidget *title;

  g_assert_true (activate (self, "win.section", "i", 9));
  display_wait_for (content, GTK_TYPE_LABEL, "Recommendations");
  title = display_find (content, ADW_TYPE_WINDOW_TITLE, NULL);
  display_scale_text (2);
  display_resize (self->window, 360, 640);
  display_until (!gtk_widget_get_mapped (title));
  display_wait_for (content, GTK_TYPE_LABEL, "Recommendations");
  display_wait_whole (content);
  display_scale_text (1);
  display_resize (self->window, 900, 640);
  display_until (gtk_widget_get_mapped (title));
}

static void
test_disconnected (Shell *self, gconstpointer data)
{
  g_assert_true (kh_organization_is_connected (self->organization));
  kh_host_stop (g_steal_pointer (&self->fixture.host));
  /* The application of the test does not offer the action behind the button. */
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Reconnect") != NULL);
  g_assert_false (kh_organization_is_connected (self->organization));
  /* What was read stays. */
  g_assert_nonnull (kh_item_list_find (
      kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT), "Sales"));
}

static void
add (const char *path, void (*test) (Shell *, gconstpointer))
{
  g_test_add (path, Shell, NULL, shell_start, test, shell_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add_func ("/shell/page-states", test_states);
  g_test_add_func ("/shell/left-page-cancels", test_left_page_cancels);
  add ("/shell/sections", test_sections);
  add ("/shell/search-from-overview", test_search_from_overview);
  add ("/shell/attention", test_attention);
  add ("/shell/vanished", test_vanished);
  add ("/shell/drill-down", test_drill_down);
  add ("/shell/toast", test_toast);
  add ("/shell/toast-acts", test_toast_acts);
  add ("/shell/undo", test_undo);
  add ("/shell/undo-too-late", test_undo_too_late);
  add ("/shell/verb", test_verb);
  add ("/shell/narrow", test_narrow);
  add ("/shell/narrow-menu", test_narrow_menu);
  add ("/shell/narrow-selection", test_narrow_selection);
  add ("/shell/title-line", test_title_line);
  add ("/shell/disconnected", test_disconnected);
  return g_test_run ();
}
