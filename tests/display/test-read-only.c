/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account that may change nothing is offered nothing: no button, row, menu or primary action of
 * any page, list or object, changes something; an administrator is offered some on each. */
#include "kh-display-test.h"

#include "kh-banner.h"
#include "kh-content.h"
#include "kh-dialog.h"
#include "kh-uri.h"
#include "kh-window.h"

#include <string.h>

/* What only reads, or only changes what is shown. */
static const char *const harmless[] = { "page.export-list", "page.check", "page.sort", NULL };

static Fixture fixture;

typedef struct {
  GtkWindow *window;
  KhOrganization *organization;
  GPtrArray *verbs; /* names of actions that are offered */
} Look;

static void
add_verb (Look *self, const char *action)
{
  if (action != NULL && g_str_has_prefix (action, "page.") && !g_strv_contains (harmless, action))
    g_ptr_array_add (self->verbs, g_strdup (action));
}

static void
look_at_menu (Look *self, GMenuModel *menu)
{
  for (int i = 0; menu != NULL && i < g_menu_model_get_n_items (menu); i++) {
    g_autofree char *action = NULL;
    GMenuLinkIter *links = g_menu_model_iterate_item_links (menu, i);

    if (g_menu_model_get_item_attribute (menu, i, "action", "s", &action))
      add_verb (self, action);
    while (g_menu_link_iter_next (links)) {
      g_autoptr (GMenuModel) inner = g_menu_link_iter_get_value (links);

      look_at_menu (self, inner);
    }
    g_object_unref (links);
  }
}

static void
look_below (Look *self, GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_get_visible (child))
      continue;
    if (GTK_IS_ACTIONABLE (child))
      add_verb (self, gtk_actionable_get_action_name (GTK_ACTIONABLE (child)));
    if (GTK_IS_MENU_BUTTON (child))
      look_at_menu (self, gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (child)));
    if (GTK_IS_POPOVER_MENU (child))
      look_at_menu (self, gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (child)));
    look_below (self, child);
  }
}

static void
look_start (Look *self, const char *account)
{
  fixture_as (&fixture, account);
  self->organization = display_open (&fixture);
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  self->verbs = g_ptr_array_new_with_free_func (g_free);
}

static void
look_end (Look *self)
{
  display_close (self->window);
  kh_organization_close (self->organization);
  g_object_unref (self->organization);
  g_ptr_array_unref (self->verbs);
}

static KhPage *
front_page (Look *self)
{
  return kh_content_get_page (display_wait_for (self->window, KH_TYPE_CONTENT, NULL));
}

/* Opens a page and finds what it offers. */
static void
look_at (Look *self, const char *uri)
{
  g_ptr_array_set_size (self->verbs, 0);
  kh_window_open_uri (KH_WINDOW (self->window), uri);
  display_until (g_str_has_prefix (uri, kh_page_get_uri (front_page (self)))
                 && kh_page_get_state (front_page (self)) != KH_PAGE_LOADING);
  display_settle ();
  add_verb (self, kh_page_get_primary_action (front_page (self)));
  look_at_menu (self, kh_page_get_menu (front_page (self)));
  look_below (self, GTK_WIDGET (self->window));
}

/* (transfer full): the addresses of every list and of every object. */
static GPtrArray *
all_addresses (Look *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    GListModel *list =
        G_LIST_MODEL (kh_organization_get_list (self->organization, (KhItemKind)kind));

    g_ptr_array_add (all, kh_uri_format ((KhItemKind)kind, NULL));
    for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
      g_autoptr (KhItem) item = g_list_model_get_item (list, i);

      g_ptr_array_add (all, kh_uri_of_item (item));
    }
  }
  return all;
}

static void
assert_offers_nothing (Look *self)
{
  for (guint i = 0; i < self->verbs->len; i++)
    g_test_message ("%s offers %s", kh_page_get_uri (front_page (self)),
                    (char *)self->verbs->pdata[i]);
  g_assert_cmpuint (self->verbs->len, ==, 0);
}

/* @words: of the banner. */
static void
check_nothing (const char *account, const char *words)
{
  Look look = { 0 };
  g_autoptr (GPtrArray) all = NULL;
  GtkWidget *banner;
  GtkWidget *button;

  look_start (&look, account);
  all = all_addresses (&look);
  g_assert_cmpuint (all->len, >=, 2 * KH_N_ITEM_KINDS);
  for (guint i = 0; i < all->len; i++) {
    look_at (&look, all->pdata[i]);
    assert_offers_nothing (&look);
    gtk_widget_activate_action (GTK_WIDGET (look.window), "win.new", NULL);
    display_settle ();
    g_assert_null (display_window (KH_TYPE_DIALOG));
  }
  look_at (&look, "keyhold:keys");
  banner = display_wait_for (look.window, KH_TYPE_BANNER, NULL);
  display_until (display_find (banner, GTK_TYPE_LABEL, words) != NULL);
  button = display_find (banner, GTK_TYPE_BUTTON, "Switch Account…");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                   "app.switch-account");
  /* A narrow window with large text shows all of it too. */
  display_scale_text (2);
  display_resize (look.window, 360, 720);
  display_wait_whole (banner);
  display_scale_text (1);
  look_end (&look);
}

static void
test_auditor (void)
{
  check_nothing ("auditor", "Read-only: the auditor role cannot change anything");
}

static void
test_support (void)
{
  check_nothing ("support", "Read-only: this account has no role that changes anything");
}

/* The same look finds verbs where there are some. */
static void
test_administrator (void)
{
  static const char *const lists[] = { "keyhold:environments", "keyhold:policies", "keyhold:keys",
                                       "keyhold:vaults", NULL };
  Look look = { 0 };
  g_autoptr (GPtrArray) all = NULL;
  guint objects = 0;

  look_start (&look, "Ada");
  all = all_addresses (&look);
  for (guint i = 0; i < all->len; i++) {
    look_at (&look, all->pdata[i]);
    if (g_strv_contains (lists, all->pdata[i]))
      g_assert_cmpuint (look.verbs->len, >, 0);
    else if (strstr (all->pdata[i], ":operations") == NULL)
      objects += look.verbs->len > 0 ? 1 : 0;
  }
  /* Two environments, policy, key and vault. */
  g_assert_cmpuint (objects, >=, 5);
  look_end (&look);
}

/* What is locked is repaired by somebody else, and nobody is asked to. */
static void
test_locked (void)
{
  g_autofree char *token = NULL;

  fixture_as (&fixture, "Ada");
  token = fixture_confirm (&fixture, "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}");
  fixture.confirmation = token;
  fixture_do (&fixture, VAULT, "PATCH", "/keys/cmk/{version}" A_KEY,
              "{\"attributes\":{\"enabled\":false}}", 200);
  fixture.confirmation = NULL;
  {
    Look look = { 0 };
    g_autoptr (GPtrArray) all = NULL;

    look_start (&look, "auditor");
    all = all_addresses (&look);
    for (guint i = 0; i < all->len; i++) {
      look_at (&look, all->pdata[i]);
      assert_offers_nothing (&look);
    }
    display_wait_for (display_wait_for (look.window, KH_TYPE_BANNER, NULL), GTK_TYPE_BUTTON,
                      "Unlock…");
    look_end (&look);
  }
}

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  fixture_encrypt (&fixture, "{environment}");
  fixture_do (&fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("Plain"),
              201);
  g_test_add_func ("/read-only/administrator", test_administrator);
  g_test_add_func ("/read-only/auditor", test_auditor);
  g_test_add_func ("/read-only/support", test_support);
  g_test_add_func ("/read-only/locked", test_locked);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
