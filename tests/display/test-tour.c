/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tour of every section and of an object of each kind by keyboard alone: whatever a page can do
 * now is reached by Tab and arrows, by its menu or by a key; what asks opens, and goes by Escape.
 */
#include "kh-tour-test.h"

#include "kh-section.h"
#include "kh-uri.h"
#include "kh-version-row.h"

static gboolean
play_sections_cb (gpointer data)
{
  guint n;
  const KhSection *sections = kh_sections (&n);

  console_wait ();
  for (guint i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("<Control>%u", i + 1);

    console_press (key);
    display_until (console_shows (sections[i].title));
    tour_page (sections[i].title);
  }
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

/* The first object of this kind. */
static void
tour_kind (KhOrganization *organization, KhItemKind kind)
{
  KhItemList *list = kh_organization_get_list (organization, kind);
  g_autoptr (KhItem) item = NULL;
  g_autofree char *uri = NULL;

  display_until (kh_item_list_get_state (list) == KH_LIST_READY);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_nonnull (item);
  uri = kh_uri_of_item (item);
  tour_open (uri);
}

/* What is done to all data of a sandbox stands in a row that is closed at first. */
static void
tour_sandbox (KhOrganization *organization)
{
  g_autofree char *uri = NULL;

  fixture_do (&console.fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, SANDBOX_BODY ("Box"),
              201);
  uri = kh_uri_of_item (display_item (organization, KH_ITEM_ENVIRONMENT, "Box"));
  tour_open (uri);
  adw_expander_row_set_expanded (
      display_wait_for (console.window, ADW_TYPE_EXPANDER_ROW, "Other Operations"), TRUE);
  tour_page ("Other Operations");
}

/* A backup file stands in the ledger of the version that it needs. */
static void
tour_backup (KhOrganization *organization)
{
  g_autofree char *uri = kh_uri_of_item (display_item (organization, KH_ITEM_KEY, "kv-sales/cmk"));

  fixture_do (&console.fixture, KEYHOLD, "POST", K "/environments/Sales/backup", NULL, 200);
  tour_open (uri);
  adw_expander_row_set_expanded (display_wait_for (console.window, KH_TYPE_VERSION_ROW, NULL),
                                 TRUE);
  display_wait_for (console.window, ADW_TYPE_ACTION_ROW, "Backup file");
  tour_page ("Backup file");
}

static gboolean
play_objects_cb (gpointer data)
{
  KhOrganization *organization;

  console_wait ();
  organization = kh_page_get_organization (console_page ());
  tour_kind (organization, KH_ITEM_ENVIRONMENT);
  fixture_encrypt (&console.fixture, "Sales");
  display_until (kh_item_is (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales"),
                             "encryptionStatus", "Encrypted"));
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    tour_kind (organization, (KhItemKind)kind);
  tour_sandbox (organization);
  tour_backup (organization);
  tour_check_pages ();
  console_press ("<Control>q");
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  static const ConsolePlay plays[] = { { "/tour/sections", play_sections_cb },
                                       { "/tour/objects", play_objects_cb } };

  return console_main (argc, argv, plays, G_N_ELEMENTS (plays));
}
