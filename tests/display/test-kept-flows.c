/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows that stay on the Microsoft key: told before the key is applied, at its end, in the list and
 * on the environment's page, until they are saved again. One organization, one step after the
 * other.
 */
#include "kh-wizard-test.h"

#include "kh-enable-wizard.h"
#include "kh-pages.h"

#define FLOW                                                                                       \
  "{\"properties\":{\"definition\":{\"$schema\":\"https://schema.management.azure.com/providers/"  \
  "Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#\",\"triggers\":{\"manual\":{"       \
  "\"type\":\"Request\",\"kind\":\"Http\"}},\"actions\":{}}}}"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *below;

static void
save_flow (const char *query)
{
  g_autofree char *path = g_strconcat (K "/imports/", query, NULL);

  fixture_do (&fixture, KEYHOLD, "PUT", path, FLOW, 200);
}

static KhItem *
sales (void)
{
  return display_item (organization, KH_ITEM_ENVIRONMENT, "Sales");
}

static void
test_wizard (void)
{
  const char *ids[] = { kh_item_get_id (sales ()), NULL };
  GtkWindow *wizard = wizard_show (kh_enable_wizard_new (organization, ids, NULL), below);

  wizard_next (wizard, "Choose a Key");
  wizard_next (wizard, "Choose an Enterprise Policy");
  wizard_next (wizard, "Checks");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Some flows cannot move");
  wizard_next (wizard, "Review");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Some flows cannot move");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Sales · 2 flows stay on the Microsoft key");
  display_press (wizard, "Enable for 1 Environment");
  display_wait_for (wizard, GTK_TYPE_LABEL, "Encrypted With a Warning");
  display_wait_for (wizard, GTK_TYPE_LABEL, "2 flows stay on the Microsoft key.");
  wizard_finish (wizard, "Done");
  display_until (kh_item_is (sales (), "encryptionStatus", "Warning"));
}

static void
test_list (void)
{
  KhPage *page = kh_section_page_new (organization, (KhSectionId)KH_ITEM_ENVIRONMENT);
  GtkWindow *window = display_show (GTK_WIDGET (page));
  gpointer line = display_wait_for_line (window, "Sales");

  g_assert_true (
      display_has_name (line, "Sales, Production · United States · cmk, Warning (2 flows), Ready"));
  display_close (window);
}

static void
test_page (void)
{
  KhPage *page = kh_detail_page_new (organization, sales ());
  GtkWindow *window = display_show (GTK_WIDGET (page));

  display_until (kh_page_get_state (page) == KH_PAGE_READY);
  display_wait_for (window, GTK_TYPE_LABEL, "Warning (2 flows)");
  display_wait_for (window, GTK_TYPE_LABEL,
                    "2 flows stay on the Microsoft key until they are saved again.");
  display_wait_for (window, GTK_TYPE_LABEL, "Both keys");
  display_wait_for (window, GTK_TYPE_LABEL,
                    "2 of 5 stores use the customer key, 1 uses both keys, 2 are always on the "
                    "Microsoft key.");
  save_flow ("order.json?environment=Sales&replace=true");
  display_wait_for (window, GTK_TYPE_LABEL, "Warning (1 flow)");
  display_wait_for (window, GTK_TYPE_LABEL,
                    "1 flow stays on the Microsoft key until it is saved again.");
  save_flow ("return.json?environment=Sales&replace=true");
  display_wait_for (window, GTK_TYPE_LABEL, "Encrypted");
  display_wait_for (window, GTK_TYPE_LABEL,
                    "3 of 5 stores use the customer key, 2 are always on the Microsoft key.");
  g_assert_null (display_find (window, GTK_TYPE_LABEL, "Both keys"));
  display_close (window);
}

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  save_flow ("order.json?environment=Sales");
  save_flow ("return.json?environment=Sales");
  organization = display_open (&fixture);
  below = display_show (gtk_label_new ("The shell"));
  g_test_add_func ("/kept-flows/wizard", test_wizard);
  g_test_add_func ("/kept-flows/list", test_list);
  g_test_add_func ("/kept-flows/page", test_page);
  status = g_test_run ();
  gtk_window_destroy (below);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
