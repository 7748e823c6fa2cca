/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists: rows of every kind with their names, changed in place, filtered, searched and ordered,
 * and released when the page is left. */
#include "kh-display-test.h"

#include "kh-item-row.h"
#include "kh-pages.h"

#define MARKUP "R&D <prod>"
#define RTL "מכירות <b>"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} List;

static void
make_environment (List *self, const char *name)
{
  g_autofree char *body = g_strdup_printf (ENVIRONMENT_BODY ("%s"), name);

  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, body, 201);
}

static void
list_start (List *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  make_environment (self, MARKUP);
  make_environment (self, RTL);
  fixture_encrypt (&self->fixture, "Sales");
  self->organization = display_open (&self->fixture);
}

static void
list_stop (List *self, gconstpointer data)
{
  KhOrganization *gone = NULL;

  if (self->window != NULL)
    display_close (self->window);
  kh_organization_close (self->organization);
  g_set_weak_pointer (&gone, self->organization);
  g_object_unref (self->organization);
  display_until (gone == NULL);
  fixture_stop (&self->fixture);
}

static void
show (List *self, KhItemKind kind)
{
  self->page = kh_list_page_new (self->organization, kind);
  self->window = display_show (GTK_WIDGET (self->page));
}

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

static GtkWidget *
first_row (List *self)
{
  return gtk_widget_get_first_child (display_find (self->window, GTK_TYPE_LIST_BOX, NULL));
}

static gboolean
has_name (gpointer row, const char *name)
{
  g_autofree char *differs = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return differs == NULL;
}

/* Each list with a name that is no markup; what a screen reader says of its first row. */
static void
test_kinds (List *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *title, *row, *count;
  } kinds[] = {
    { KH_ITEM_ENVIRONMENT, "Environments", MARKUP, "3 environments" },
    { KH_ITEM_ENVIRONMENT, "Environments", RTL, "3 environments" },
    { KH_ITEM_POLICY, "Enterprise Policies", "ep-sales", "1 policy" },
    { KH_ITEM_KEY, "Keys", "cmk", "1 key" },
    { KH_ITEM_VAULT, "Key Vaults", "kv-sales", "1 key vault" },
    { KH_ITEM_OPERATION, "Operations", "Encrypt Sales", "1 operation" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    show (self, kinds[i].kind);
    g_assert_cmpstr (kh_page_get_title (self->page), ==, kinds[i].title);
    g_assert_cmpstr (kh_page_get_subtitle (self->page), ==, kinds[i].count);
    g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
    display_wait_for (self->window, KH_TYPE_ITEM_ROW, kinds[i].row);
    display_close (g_steal_pointer (&self->window));
  }
}

static void
test_names (List *self, gconstpointer data)
{
  show (self, KH_ITEM_ENVIRONMENT);
  g_assert_true (has_name (display_wait_for (self->window, KH_TYPE_ITEM_ROW, MARKUP),
                           MARKUP ", Production · United States, Microsoft-managed, Ready"));
  g_assert_true (has_name (display_wait_for (self->window, KH_TYPE_ITEM_ROW, RTL),
                           RTL ", Production · United States, Microsoft-managed, Ready"));
  g_assert_true (has_name (display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Sales"),
                           "Sales, Production · United States · cmk, Encrypted, Ready"));
}

static void
lock (List *self)
{
  g_autofree char *token =
      fixture_confirm (&self->fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                       "\"key\":\"cmk\"}");

  self->fixture.confirmation = token;
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":false}}", 200);
  self->fixture.confirmation = NULL;
}

/* A state that does not change the order is shown by the row that was there. */
static void
test_in_place (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self, KH_ITEM_KEY);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk");
  lock (self);
  display_until (display_find (row, GTK_TYPE_LABEL, "Disabled") != NULL);
  g_assert_true (display_find (self->window, KH_TYPE_ITEM_ROW, "cmk") == row);
}

/* Trouble comes first; the focus goes with its object. */
static void
test_order (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self, KH_ITEM_ENVIRONMENT);
  row = first_row (self);
  g_assert_cmpstr (kh_item_get_name (kh_item_row_get_item (KH_ITEM_ROW (row))), ==, MARKUP);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Sales");
  g_assert_true (gtk_widget_grab_focus (row));
  lock (self);
  display_until (g_str_equal (
      kh_item_get_name (kh_item_row_get_item (KH_ITEM_ROW (first_row (self)))), "Sales"));
  display_until (display_find (first_row (self), GTK_TYPE_LABEL, "Locked") != NULL);
  g_assert_true (gtk_window_get_focus (self->window) == first_row (self));
}

static void
test_chips (List *self, gconstpointer data)
{
  show (self, KH_ITEM_ENVIRONMENT);
  g_assert_cmpuint (count_rows (self), ==, 3);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "All 3");
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Locked 0");
  gtk_toggle_button_set_active (
      display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Customer key 1"), TRUE);
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_show_part (self->page, "locked");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  kh_page_clear_filters (self->page);
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_READY);
  g_assert_cmpuint (count_rows (self), ==, 3);
  lock (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Locked 1");
}

/* Names, and what belongs to them; not what looks alike; whatever the case. */
static void
test_search (List *self, gconstpointer data)
{
  show (self, KH_ITEM_ENVIRONMENT);
  kh_page_search (self->page, "r&d <");
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_search (self->page, "EP-SALES");
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_search (self->page, "מכירות");
  g_assert_cmpuint (count_rows (self), ==, 1);
  kh_page_search (self->page, "nothing like it");
  g_assert_cmpint (kh_page_get_state (self->page), ==, KH_PAGE_NO_RESULTS);
  kh_page_search (self->page, "");
  g_assert_cmpuint (count_rows (self), ==, 3);
}

/* Of many the first are shown; the others when they are asked for, and by a search. */
static void
test_many (List *self, gconstpointer data)
{
  for (guint i = 0; i < 220; i++) {
    g_autofree char *name = g_strdup_printf ("Many %03u", i);

    make_environment (self, name);
  }
  show (self, KH_ITEM_ENVIRONMENT);
  display_until (g_strcmp0 (kh_page_get_subtitle (self->page), "223 environments") == 0);
  g_assert_cmpuint (count_rows (self), ==, 200);
  kh_page_search (self->page, "many 219");
  g_assert_cmpuint (count_rows (self), ==, 1);
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Show More (23 not shown)"));
  kh_page_search (self->page, "");
  display_press (self->window, "Show More (23 not shown)");
  g_assert_cmpuint (count_rows (self), ==, 223);
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Show More (0 not shown)") == NULL);
  g_assert_true (KH_IS_ITEM_ROW (gtk_window_get_focus (self->window)));
}

/* New objects come by themselves. */
static void
test_new_row (List *self, gconstpointer data)
{
  show (self, KH_ITEM_ENVIRONMENT);
  make_environment (self, "Archive");
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Archive");
  display_until (g_strcmp0 (kh_page_get_subtitle (self->page), "4 environments") == 0);
}

/* At 360 pixels a row has its state alone at its end, and says the rest below the name. */
static void
test_narrow (List *self, gconstpointer data)
{
  GtkWidget *row;

  show (self, KH_ITEM_ENVIRONMENT);
  row = display_wait_for (self->window, KH_TYPE_ITEM_ROW, "Sales");
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Encrypted"));
  /* The window has its first size. */
  display_settle ();
  gtk_window_set_default_size (self->window, 360, 600);
  display_until (display_find (row, GTK_TYPE_LABEL, "Encrypted") == NULL);
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Ready"));
  g_assert_true (has_name (row, "Sales, Production · United States · cmk · Encrypted, Ready"));
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
}

/* An account that may not make anything is not offered to. */
static void
test_roles (List *self, gconstpointer data)
{
  show (self, KH_ITEM_ENVIRONMENT);
  g_assert_cmpstr (kh_page_get_primary_label (self->page), ==, "_New Environment…");
  display_close (g_steal_pointer (&self->window));
  fixture_make_accounts (&self->fixture);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    show (self, (KhItemKind)kind);
    g_assert_null (kh_page_get_primary_label (self->page));
    g_assert_cmpuint (count_rows (self), >, 0);
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
    show (&self, (KhItemKind)kind);
    g_assert_cmpint (kh_page_get_state (self.page), ==, KH_PAGE_EMPTY);
    display_close (g_steal_pointer (&self.window));
  }
  list_stop (&self, NULL);
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
  add ("/list/names", test_names);
  add ("/list/in-place", test_in_place);
  add ("/list/order", test_order);
  add ("/list/chips", test_chips);
  add ("/list/search", test_search);
  add ("/list/many", test_many);
  add ("/list/new-row", test_new_row);
  add ("/list/narrow", test_narrow);
  add ("/list/roles", test_roles);
  g_test_add_func ("/list/empty", test_empty);
  return g_test_run ();
}
