/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page of the wizards in a window of 360 pixels with text of double size: nothing is cut or
 * outside of the window. */
#include "kh-list-test.h"

#include "kh-enable-wizard.h"
#include "kh-lock-wizard.h"
#include "kh-result-view.h"
#include "kh-rotate-wizard.h"
#include "kh-unlock-wizard.h"
#include "kh-wizard-test.h"

#define FINANCE "Finance"

static const char *
id_of (List *self, KhItemKind kind, const char *name)
{
  return kh_item_get_id (display_item (self->organization, kind, name));
}

static GtkWindow *
show_large (List *self, GtkWindow *wizard)
{
  display_scale_text (2);
  wizard_show (wizard, self->window);
  display_resize (wizard, 360, 700);
  return wizard;
}

/* @headings: of the pages after the first one, ends with NULL. */
static void
walk (GtkWindow *wizard, const char *const *headings)
{
  display_wait_whole (wizard);
  for (guint i = 0; headings[i] != NULL; i++) {
    wizard_next (wizard, headings[i]);
    display_wait_whole (wizard);
  }
  display_close (wizard);
  display_scale_text (1);
}

static void
make_managed (List *self)
{
  list_make_environment (self, FINANCE);
  fixture_do (&self->fixture, BAP, "POST",
              P "/environments/" FINANCE "/governanceConfiguration" A_MANAGED, MANAGED_BODY, 202);
}

static void
test_enable (List *self, gconstpointer data)
{
  static const char *const headings[] = { "Choose a Key", "Choose an Enterprise Policy", "Checks",
                                          "Review", NULL };
  const char *ids[2] = { NULL };

  make_managed (self);
  list_show (self, KH_ITEM_ENVIRONMENT);
  display_until (display_item (self->organization, KH_ITEM_ENVIRONMENT, FINANCE) != NULL);
  ids[0] = id_of (self, KH_ITEM_ENVIRONMENT, FINANCE);
  walk (show_large (self, kh_enable_wizard_new (self->organization, ids, NULL)), headings);
}

static void
test_change (List *self, gconstpointer data)
{
  static const char *const headings[] = { "Checks", "Review", NULL };
  const char *ids[2] = { NULL };

  list_show (self, KH_ITEM_ENVIRONMENT);
  ids[0] = id_of (self, KH_ITEM_ENVIRONMENT, "Sales");
  walk (show_large (self, kh_change_wizard_new (self->organization, ids, NULL)), headings);
}

static void
test_return (List *self, gconstpointer data)
{
  static const char *const headings[] = { "Checks", "Review", NULL };
  const char *ids[2] = { NULL };

  list_show (self, KH_ITEM_ENVIRONMENT);
  ids[0] = id_of (self, KH_ITEM_ENVIRONMENT, "Sales");
  walk (show_large (self, kh_return_wizard_new (self->organization, ids)), headings);
}

static void
test_rotate (List *self, gconstpointer data)
{
  static const char *const headings[] = { "Checks", "Review", NULL };

  list_show (self, KH_ITEM_KEY);
  walk (show_large (self, kh_rotate_wizard_new (self->organization,
                                                id_of (self, KH_ITEM_KEY, "kv-sales/cmk"))),
        headings);
}

static void
test_lock (List *self, gconstpointer data)
{
  static const char *const headings[] = { "What Goes Down", "Review", NULL };
  GtkWindow *wizard;

  list_show (self, KH_ITEM_POLICY);
  wizard = show_large (self, kh_lock_wizard_new (self->organization, KH_ITEM_POLICY,
                                                 id_of (self, KH_ITEM_POLICY, "ep-sales")));
  adw_combo_row_set_selected (display_wait_for (wizard, ADW_TYPE_COMBO_ROW, "Reason"), 2);
  walk (wizard, headings);
}

static void
test_unlock (List *self, gconstpointer data)
{
  static const char *const headings[] = { "Bring the Key Back", NULL };
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  list_show (self, KH_ITEM_ENVIRONMENT);
  list_lock (self);
  display_until (kh_item_is (sales, "state", "Locked"));
  walk (show_large (self, kh_unlock_wizard_new (self->organization, NULL, NULL)), headings);
}

/* With all that goes along with a request to the support. */
static void
test_request (List *self, gconstpointer data)
{
  static const char *const headings[] = { "Bring the Key Back", "Review", NULL };
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  list_show (self, KH_ITEM_ENVIRONMENT);
  fixture_do (&self->fixture, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"support-request\"}",
              200);
  list_lock (self);
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              "{\"attributes\":{\"enabled\":true}}", 200);
  display_until (kh_item_is (sales, "state", "Locked")
                 && kh_organization_unlocks_by_request (self->organization));
  walk (show_large (self, kh_unlock_wizard_new (self->organization, NULL, NULL)), headings);
}

/* A line begins where a word does. */
static gboolean
breaks_no_word (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  const char *text = pango_layout_get_text (layout);

  for (int i = 1; i < pango_layout_get_line_count (layout); i++)
    if (text[pango_layout_get_line_readonly (layout, i)->start_index - 1] != ' ')
      return FALSE;
  return TRUE;
}

/* How it ended is told in large letters, which are less large where there is no room for them. */
static void
test_result (void)
{
  KhResultView *view =
      g_object_new (KH_TYPE_RESULT_VIEW, "margin-start", 12, "margin-end", 12, NULL);
  GtkWindow *window = display_show (GTK_WIDGET (view));
  GtkLabel *title;

  kh_result_view_show (view, KH_RESULT_SUCCESS, "3 Environments Are Locked", "They are wiped");
  title = display_wait_for (window, GTK_TYPE_LABEL, "3 Environments Are Locked");
  display_until (gtk_widget_has_css_class (GTK_WIDGET (title), "title-1"));
  g_assert_false (gtk_widget_compute_expand (gtk_widget_get_parent (GTK_WIDGET (title)),
                                             GTK_ORIENTATION_VERTICAL));
  display_scale_text (2);
  display_resize (window, 360, 700);
  display_until (gtk_widget_has_css_class (GTK_WIDGET (title), "title-2"));
  display_settle ();
  g_assert_true (breaks_no_word (title));
  display_wait_whole (window);
  display_close (window);
  display_scale_text (1);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/wizard-fit/enable", List, NULL, list_start, test_enable, list_stop);
  g_test_add ("/wizard-fit/change", List, NULL, list_start, test_change, list_stop);
  g_test_add ("/wizard-fit/return", List, NULL, list_start, test_return, list_stop);
  g_test_add ("/wizard-fit/rotate", List, NULL, list_start, test_rotate, list_stop);
  g_test_add ("/wizard-fit/lock", List, NULL, list_start, test_lock, list_stop);
  g_test_add ("/wizard-fit/unlock", List, NULL, list_start, test_unlock, list_stop);
  g_test_add ("/wizard-fit/request", List, NULL, list_start, test_request, list_stop);
  g_test_add_func ("/wizard-fit/result", test_result);
  return g_test_run ();
}
