/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page of the console is released with all that is in it when it is left: those of the
 * sections, and one of each kind of object. */
#include "kh-content.h"
#include "kh-list-test.h"
#include "kh-window.h"

static void
start (List *self, gconstpointer data)
{
  list_start (self, data);
  list_lock (self);
  display_until (kh_item_is (display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "state", "Locked"));
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
}

static KhPage *
front (List *self)
{
  return kh_content_get_page (display_wait_for (self->window, KH_TYPE_CONTENT, NULL));
}

/* Waits until the page in front has this address and shows something. */
static KhPage *
wait_page (List *self, const char *uri)
{
  kh_window_open_uri (KH_WINDOW (self->window), uri);
  display_until (g_strcmp0 (kh_page_get_uri (front (self)), uri) == 0
                 && kh_page_get_state (front (self)) != KH_PAGE_LOADING);
  display_settle ();
  return front (self);
}

static void
leave (List *self, const char *uri)
{
  const char *other = g_str_equal (uri, "keyhold:vaults") ? "keyhold:keys" : "keyhold:vaults";
  DisplayWatch *watch = display_watch (wait_page (self, uri));

  wait_page (self, other);
  display_assert_gone (watch);
}

static void
test_sections (List *self, gconstpointer data)
{
  for (guint i = 0; i < KH_N_SECTIONS; i++) {
    g_autofree char *uri = kh_uri_format_section ((KhSectionId)i, NULL);

    leave (self, uri);
  }
}

static void
test_objects (List *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  g_autofree char *request = kh_uri_format_section (KH_SECTION_REQUESTS, kh_item_get_id (sales));

  for (guint i = 0; i < KH_N_ITEM_KINDS; i++) {
    GListModel *list = G_LIST_MODEL (kh_organization_get_list (self->organization, (KhItemKind)i));
    g_autoptr (KhItem) item = NULL;
    g_autofree char *uri = NULL;

    display_until (g_list_model_get_n_items (list) > 0);
    item = g_list_model_get_item (list, 0);
    uri = kh_uri_of_item (item);
    leave (self, uri);
  }
  leave (self, "keyhold:activity/2");
  leave (self, request);
}

/* Gone back from, an object's page is released, and the one below it stays. */
static void
test_back (List *self, gconstpointer data)
{
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, "cmk");
  g_autofree char *uri = kh_uri_of_item (key);
  KhPage *below = wait_page (self, "keyhold:keys");
  DisplayWatch *watch = display_watch (wait_page (self, uri));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL));
  display_until (front (self) == below);
  display_assert_gone (watch);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/left-pages/sections", List, NULL, start, test_sections, list_stop);
  g_test_add ("/left-pages/objects", List, NULL, start, test_objects, list_stop);
  g_test_add ("/left-pages/back", List, NULL, start, test_back, list_stop);
  return g_test_run ();
}
