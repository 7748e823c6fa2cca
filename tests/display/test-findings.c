/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recommendations: the list with its chips and counts, what a finding says, mending it, and putting
 * it aside. */
#include "kh-list-test.h"

#include <string.h>

#include "kh-item-row.h"
#include "kh-pages.h"
#include "kh-section.h"

#define DUTIES "Ada holds both administrator roles"

static void
test_list (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_FINDING);
  g_assert_cmpstr (kh_page_get_title (self->page), ==, "Recommendations");
  g_assert_nonnull (strstr (kh_page_get_subtitle (self->page), " checks passed"));
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Critical 0");
  list_lock (self);
  display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Critical 1");
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "cmk is disabled");
}

static void
show_finding (List *self, const char *title)
{
  KhItem *item = display_item (self->organization, KH_ITEM_FINDING, title);

  self->page = kh_detail_page_new (self->organization, item);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static gboolean
is_dismissed (KhItem *item)
{
  return kh_json_bool (kh_item_get_snapshot (item), "dismissed", FALSE);
}

static void
test_dismiss (List *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_FINDING, DUTIES);
  g_auto (KhBadge) badge = { 0 };

  kh_badge_compute (kh_organization_get_list (self->organization, KH_ITEM_FINDING),
                    kh_organization_now (self->organization), &badge);
  g_assert_cmpuint (badge.count, >=, 1);
  show_finding (self, DUTIES);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Evidence");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Why");
  display_press (self->window, "Dismiss");
  display_until (is_dismissed (item));
  display_press (self->window, "Restore");
  display_until (!is_dismissed (item));
}

/* What was put aside is not among All. */
static void
test_aside (List *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_FINDING, DUTIES);
  g_autofree char *path = g_strdup_printf (K "/findings/%s/dismiss", kh_item_get_id (item));

  list_show (self, KH_ITEM_FINDING);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
  fixture_do (&self->fixture, KEYHOLD, "POST", path, NULL, 200);
  display_until (display_find (self->window, KH_TYPE_ITEM_ROW, DUTIES) == NULL);
  gtk_toggle_button_set_active (
      display_wait_for (self->window, GTK_TYPE_TOGGLE_BUTTON, "Dismissed 1"), TRUE);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, DUTIES);
}

static void
test_fix (List *self, gconstpointer data)
{
  KhItem *item;
  gboolean gone = FALSE;

  list_lock (self);
  item = g_object_ref (display_item (self->organization, KH_ITEM_FINDING, "cmk is disabled"));
  show_finding (self, "cmk is disabled");
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Command");
  display_press (self->window, "Fix");
  display_until (kh_item_is_gone (item));
  gone = kh_item_is_gone (item);
  g_object_unref (item);
  g_assert_true (gone);
  /* The environment waits for somebody now. */
  display_item (self->organization, KH_ITEM_FINDING, "Sales waits to be re-enabled");
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
  add ("/findings/list", test_list);
  add ("/findings/dismiss", test_dismiss);
  add ("/findings/aside", test_aside);
  add ("/findings/fix", test_fix);
  return g_test_run ();
}
