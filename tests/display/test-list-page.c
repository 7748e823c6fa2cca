/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxed lists: rows of every kind, changed in place, many of them, narrow, and released when the
 * page is left. */
#include "kh-display-test.h"

#include "kh-item-row.h"
#include "kh-list-test.h"

static guint
count_rows (List *self)
{
  GtkWidget *rows = display_find (self->window, GTK_TYPE_LIST_BOX, NULL);
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (rows); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

/* Each list with its first row. */
static void
test_kinds (List *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *title, *row, *count;
  } kinds[] = {
    { KH_ITEM_POLICY, "Enterprise Policies", "ep-sales", "1 policy" },
    { KH_ITEM_KEY, "Keys", "cmk", "1 key" },
    { KH_ITEM_VAULT, "Key Vaults", "kv-sales", "1 key vault" },
    { KH_ITEM_OPERATION, "Operations", "Encrypt Sales", "1 operation" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    list_show (self, kinds[i].kind);
    g_assert_cmpstr (kh_page_get_title (self->page), ==, kinds[i].title);
    g_assert_cmpstr (kh_page_get_subtitle (self->page), ==, kinds[i].count);
    g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
    display_wait_for (self->window, KH_TYPE_ITEM_ROW, kinds[i].row);
    display_close (g_steal_pointer (&self->window));
  }
}

/* A state that does not change the order is shown by the row that was there. */
static void
test_in_place (List *self, gconstpointer data)
{
  GtkWidget *row;

  list_show (self, KH_ITEM_KEY);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  list_lock (self);
  display_until (display_find (row, GTK_TYPE_LABEL, "Disabled") != NULL);
  g_assert_true (display_find (self->window, KH_TYPE_ITEM_ROW, "cmk") == row);
}

/* Every menu and every order that a list offers has something to tell of its objects. */
static void
test_offers (List *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *menus[3], *sorts[4];
  } kinds[] = {
    { KH_ITEM_POLICY, { "Geo" }, { "health", "name", "environments" } },
    { KH_ITEM_KEY, { "Vault", "Type" }, { "expires", "name", "age", "used" } },
    { KH_ITEM_VAULT, { "Region" }, { "trouble", "name", "region" } },
    { KH_ITEM_OPERATION, { "Kind", "Environment" }, { NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    list_show (self, kinds[i].kind);
    for (guint k = 0; k < 3 && kinds[i].menus[k] != NULL; k++) {
      GtkWidget *button =
          display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, kinds[i].menus[k]);

      button = gtk_widget_get_ancestor (button, GTK_TYPE_MENU_BUTTON);
      gtk_menu_button_popup (GTK_MENU_BUTTON (button));
      gtk_check_button_set_active (display_wait_for (button, GTK_TYPE_CHECK_BUTTON, NULL), TRUE);
      gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
      g_assert_cmpuint (count_rows (self), ==, 1);
    }
    for (guint k = 0; k < 4 && kinds[i].sorts[k] != NULL; k++) {
      GActionGroup *actions = G_ACTION_GROUP (kh_page_get_actions (self->page));
      g_autoptr (GVariant) state = NULL;

      g_action_group_change_action_state (actions, "sort",
                                          g_variant_new_string (kinds[i].sorts[k]));
      state = g_action_group_get_action_state (actions, "sort");
      g_assert_cmpstr (g_variant_get_string (state, NULL), ==, kinds[i].sorts[k]);
    }
    display_close (g_steal_pointer (&self->window));
  }
}

/* What moves keeps the focus. */
static void
test_focus (List *self, gconstpointer data)
{
  GtkWidget *row;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/azure/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
  list_show (self, KH_ITEM_KEY);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "azure");
  g_assert_cmpint (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)), ==, 0);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  g_assert_true (gtk_widget_grab_focus (row));
  list_lock (self);
  display_until ((row = display_find (self->window, KH_TYPE_ITEM_ROW, "cmk")) != NULL
                 && gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == 0);
  g_assert_true (gtk_window_get_focus (self->window) == row);
}

/* Of many the first are shown; the others when they are asked for, and by a search. */
static void
test_many (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_VAULT);
  list_invent (self, KH_ITEM_VAULT,
               "{\"name\":\"many-%u\",\"region\":\"eastus\",\"state\":\"Active\"}", 123);
  display_until (g_strcmp0 (kh_page_get_subtitle (self->page), "123 key vaults") == 0);
  display_until (count_rows (self) == 100);
  kh_page_search (self->page, "many-00119");
  g_assert_cmpuint (count_rows (self), ==, 1);
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Show More (23 not shown)"));
  kh_page_search (self->page, "");
  g_assert_cmpuint (count_rows (self), >, 1);
  g_assert_cmpuint (count_rows (self), <, 50); /* in one turn of the loop */
  display_press (self->window, "Show More (23 not shown)");
  display_until (count_rows (self) == 123);
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Show More (0 not shown)") == NULL);
  g_assert_true (KH_IS_ITEM_ROW (gtk_window_get_focus (self->window)));
}

/* Whether the line below the name holds @text. */
static gboolean
says_below (GtkWidget *widget, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "subtitle")
            ? strstr (gtk_label_get_text (GTK_LABEL (child)), text) != NULL
            : says_below (child, text))
      return TRUE;
  return FALSE;
}

/* At 360 pixels a row has its state alone at its end, and says the rest below the name. */
static void
test_narrow (List *self, gconstpointer data)
{
  GtkWidget *row;

  list_show (self, KH_ITEM_KEY);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "1 environment"));
  /* The window has its first size. */
  display_settle ();
  display_resize (self->window, 360, 600);
  display_until (display_find (row, GTK_TYPE_LABEL, "1 environment") == NULL);
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Active"));
  g_assert_true (says_below (row, "1 environment"));
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
}

static gboolean
is_in_view (List *self, const char *chip)
{
  GtkWidget *button = display_find (self->window, GTK_TYPE_BUTTON, chip);
  graphene_rect_t bounds;

  return button != NULL && gtk_widget_compute_bounds (button, GTK_WIDGET (self->window), &bounds)
         && bounds.size.width > 0 && bounds.origin.x >= 0
         && bounds.origin.x + bounds.size.width <= gtk_widget_get_width (GTK_WIDGET (self->window));
}

/* A filter that an address sets is scrolled to, one of the line or one with a menu. */
static void
test_chip_in_view (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_KEY);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  display_settle ();
  display_resize (self->window, 360, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  display_until (is_in_view (self, "All 1"));
  g_assert_false (is_in_view (self, "Cannot protect environments 0"));
  kh_page_show_part (self->page, "chip=deleted");
  display_until (is_in_view (self, "Deleted 0"));
  g_assert_false (is_in_view (self, "All 1"));
  kh_page_clear_filters (self->page);
  kh_page_show_part (self->page, "vault=kv-sales");
  display_until (is_in_view (self, "Vault: kv-sales"));
}

/* With text twice as large a row has no room for its facts earlier. */
static void
test_large_text (List *self, gconstpointer data)
{
  GtkWidget *row;

  list_show (self, KH_ITEM_KEY);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  display_scale_text (2);
  display_until (display_find (row, GTK_TYPE_LABEL, "1 environment") == NULL);
  display_resize (self->window, 360, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  display_settle ();
  display_wait_whole (self->window);
  display_scale_text (1);
}

/* An account that may not make anything is not offered to. */
static void
test_roles (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_ENVIRONMENT);
  g_assert_cmpstr (kh_page_get_primary_label (self->page), ==, "_New Environment…");
  display_close (g_steal_pointer (&self->window));
  fixture_make_accounts (&self->fixture);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    list_show (self, (KhItemKind)kind);
    g_assert_null (kh_page_get_primary_label (self->page));
    g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
    display_close (g_steal_pointer (&self->window));
  }
}

static void
test_empty (void)
{
  List self = { 0 };

  fixture_start_tenant (&self.fixture);
  self.organization = display_open (&self.fixture);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    list_show (&self, (KhItemKind)kind);
    /* Whoever makes an organization holds both roles: that is found at once. */
    g_assert_cmpint (kh_page_get_state (self.page), ==,
                     kind == KH_ITEM_FINDING ? KH_PAGE_READY : KH_PAGE_EMPTY);
    display_close (g_steal_pointer (&self.window));
  }
  list_stop (&self, NULL);
}

/* A vault that cannot be read is one marked row; its keys are never told of as gone. */
static void
test_unreadable (void)
{
  static const struct {
    gboolean second;
    KhPageState state;
    const char *subtitle;
  } cases[] = {
    { FALSE, KH_PAGE_ERROR, "0 keys · kv-sales cannot be read" },
    { TRUE, KH_PAGE_READY, "1 key · kv-sales cannot be read" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    List self = { 0 };
    GtkWidget *row;

    fixture_start_tenant (&self.fixture);
    fixture_make_estate (&self.fixture);
    fixture_do (&self.fixture, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("true"), 201);
    if (cases[i].second)
      fixture_do (&self.fixture, SECOND, "POST", "/keys/other/create" A_KEY,
                  "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
    fixture_damage_vault (&self.fixture, "kv-sales");
    self.organization = display_open (&self.fixture);
    list_show (&self, KH_ITEM_VAULT);
    row = display_wait_for (self.window, KH_TYPE_ITEM_ROW, "kv-sales");
    g_assert_nonnull (display_wait_for (row, GTK_TYPE_LABEL, "Unreachable"));
    row = display_wait_for (self.window, KH_TYPE_ITEM_ROW, "kv-second");
    g_assert_null (display_find (row, GTK_TYPE_LABEL, "Unreachable"));
    display_close (g_steal_pointer (&self.window));
    list_show (&self, KH_ITEM_KEY);
    display_until (kh_page_get_state (self.page) == cases[i].state);
    display_until (g_strcmp0 (kh_page_get_subtitle (self.page), cases[i].subtitle) == 0);
    if (cases[i].second)
      display_wait_for (self.window, KH_TYPE_ITEM_ROW, "other");
    list_stop (&self, NULL);
  }
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
  add ("/list/kinds", test_kinds);
  add ("/list/in-place", test_in_place);
  add ("/list/offers", test_offers);
  add ("/list/focus", test_focus);
  add ("/list/many", test_many);
  add ("/list/narrow", test_narrow);
  add ("/list/chip-in-view", test_chip_in_view);
  add ("/list/large-text", test_large_text);
  add ("/list/roles", test_roles);
  g_test_add_func ("/list/empty", test_empty);
  g_test_add_func ("/list/unreadable", test_unreadable);
  return g_test_run ();
}
