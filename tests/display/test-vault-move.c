/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plan the Move…: the roles that take the place of access policies are made, checked and then
 * counted on; nothing is locked by it, and what was done before a failure is told. And access
 * policies where there is little room. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-detail-page.h"
#include "kh-dialog.h"
#include "kh-error-card.h"
#include "kh-pages.h"

#define SERVICE "Key Vault Crypto Service Encryption User"
#define ACCESS_POLICIES "{\"properties\":{\"enableRbacAuthorization\":false}}"
#define ENTRY(principal, permissions)                                                              \
  "{\"properties\":{\"accessPolicies\":[{\"tenantId\":\"{tenant}\",\"objectId\":\"" principal      \
  "\",\"permissions\":{" permissions "}}]}}"
#define WHOLE "\"keys\":[\"get\",\"wrapKey\",\"unwrapKey\"]"
#define GRANT_OF_VAULT VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} Move;

/* An environment whose policy has its key by an access policy, and by no role. */
static void
start (Move *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_make_accounts (&self->fixture);
  fixture_encrypt (&self->fixture, "Sales");
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-sales/accessPolicies/add" A_VAULT,
              ENTRY ("{principal}", WHOLE), 200);
  fixture_do (&self->fixture, ARM, "PATCH", VAULTS "/kv-sales" A_VAULT, ACCESS_POLICIES, 200);
  fixture_do (&self->fixture, ARM, "DELETE", GRANT_OF_VAULT, NULL, 200);
}

static void
stop (Move *self, gconstpointer data)
{
  display_close (self->window);
  display_end (self->organization);
  fixture_stop (&self->fixture);
}

static void
show (Move *self)
{
  self->organization = display_open (&self->fixture);
  self->page = kh_detail_page_new (self->organization,
                                   display_item (self->organization, KH_ITEM_VAULT, "kv-sales"));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static GtkWidget *
plan (Move *self)
{
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Plan the Move…");
  display_press (self->window, "Plan the Move…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

static const char *
subtitle_of (GtkWidget *dialog, const char *name)
{
  return adw_action_row_get_subtitle (display_wait_for (dialog, ADW_TYPE_ACTION_ROW, name));
}

static gboolean
uses_roles (Move *self)
{
  return kh_item_is (display_item (self->organization, KH_ITEM_VAULT, "kv-sales"),
                     "permissionModel", "rbac");
}

/* Assignments on the vault with this role. */
static guint
count_roles (Move *self, const char *role)
{
  g_autoptr (KhJson) list = fixture_call (&self->fixture, ARM, "GET",
                                          VAULTS "/kv-sales" ASSIGNMENTS A_ASSIGNMENT, NULL, 200);
  g_autofree char *text = kh_json_to_text (list);
  guint n = 0;

  for (const char *at = strstr (text, role); at != NULL; at = strstr (at + 1, role))
    n++;
  return n;
}

static gboolean
is_ready (Move *self)
{
  g_autoptr (KhJson) json =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/environments/Sales", NULL, 200);

  return g_strcmp0 (kh_json_string (json, "state"), "Ready") == 0;
}

/* The role is told before, made, and counts afterwards; the environment never loses its key. */
static void
test_move (Move *self, gconstpointer data)
{
  show (self);
  GtkWidget *dialog = plan (self);
  g_assert_cmpstr (subtitle_of (dialog, "ep-sales"), ==, "Now: Get, wrap, unwrap\nRole: " SERVICE);
  display_wait_for (dialog, GTK_TYPE_LABEL, "1 of 1 role is to be made; nothing is switched yet");
  g_assert_cmpuint (count_roles (self, "e147488a"), ==, 0);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Make Roles and Switch");
  display_assert_gone (watch);
  display_until (uses_roles (self));
  g_assert_cmpuint (count_roles (self, "e147488a"), ==, 1);
  g_assert_true (is_ready (self));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Plan the Move…") == NULL);
}

/* What was made before is not made again: only the switch is left. */
static void
test_resumed (Move *self, gconstpointer data)
{
  fixture_do (&self->fixture, ARM, "PUT", GRANT_OF_VAULT, GRANT_BODY, 201);
  show (self);
  GtkWidget *dialog = plan (self);
  g_assert_cmpstr (subtitle_of (dialog, "ep-sales"), ==,
                   "Now: Get, wrap, unwrap\nIs made: " SERVICE);
  display_wait_for (dialog, GTK_TYPE_LABEL, "All roles are made; the switch is left");
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Switch");
  display_assert_gone (watch);
  display_until (uses_roles (self));
  g_assert_cmpuint (count_roles (self, "e147488a"), ==, 1);
  g_assert_true (is_ready (self));
}

/* Roles allow what they allow: what is more than before is told. Nothing is done by looking. */
static void
test_more (Move *self, gconstpointer data)
{
  g_autoptr (KhJson) accounts =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/accounts", NULL, 200);
  const char *maker = NULL;

  for (guint i = 0; i < kh_json_length (accounts, "value"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (accounts, "value", i), "name"), "maker") == 0)
      maker = kh_json_string (kh_json_element (accounts, "value", i), "id");
  g_assert_nonnull (maker);
  fixture_set_word (&self->fixture, "{maker}", maker);
  fixture_do (&self->fixture, ARM, "PUT", VAULTS "/kv-sales/accessPolicies/add" A_VAULT,
              ENTRY ("{maker}", "\"keys\":[\"wrapKey\"],\"secrets\":[\"get\"]"), 200);
  show (self);
  GtkWidget *dialog = plan (self);
  g_assert_cmpstr (subtitle_of (dialog, "maker"), ==,
                   "Now: Wrap · on secrets: get\nRole: " SERVICE
                   "\nRole: Key Vault Secrets User\nAllows more than now: Get, unwrap");
  display_wait_for (dialog, GTK_TYPE_LABEL, "3 of 3 roles are to be made; nothing is switched yet");
  display_close (dialog);
  g_assert_cmpuint (count_roles (self, "e147488a"), ==, 0);
  g_assert_false (uses_roles (self));
}

/* The account loses its role while the dialog is open: nothing is switched, and that is told. */
static void
test_refused (Move *self, gconstpointer data)
{
  fixture_as (&self->fixture, "kva");
  show (self);
  fixture_as (&self->fixture, "Ada");
  GtkWidget *dialog = plan (self);
  fixture_do (&self->fixture, KEYHOLD, "PATCH", K "/accounts/kva", "{\"roles\":[\"auditor\"]}",
              200);
  display_press (dialog, "Make Roles and Switch");
  display_wait_for (dialog, KH_TYPE_ERROR_CARD, NULL);
  display_wait_for (dialog, GTK_TYPE_LABEL, "1 of 1 role is to be made; nothing is switched yet");
  g_assert_cmpuint (count_roles (self, "e147488a"), ==, 0);
  g_assert_true (is_ready (self));
  display_close (dialog);
}

/* A vault whose roles count has nothing to move. */
static void
test_roles (Move *self, gconstpointer data)
{
  fixture_do (&self->fixture, ARM, "PUT", GRANT_OF_VAULT, GRANT_BODY, 201);
  fixture_do (&self->fixture, ARM, "PATCH", VAULTS "/kv-sales" A_VAULT,
              "{\"properties\":{\"enableRbacAuthorization\":true}}", 200);
  show (self);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Switch to Access Policies…");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Plan the Move…"));
}

/* Where the page is narrow the acts of an access policy stand below it, and nothing is cut. */
static void
test_narrow (Move *self, gconstpointer data)
{
  show (self);
  display_resize (self->window, 360, 700);
  display_scale_text (2);
  display_until (kh_detail_page_is_narrow (KH_DETAIL_PAGE (self->page)));
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Remove");
  GtkWidget *button = display_wait_for (self->window, GTK_TYPE_BUTTON, "Change…");
  g_assert_null (gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW));
  display_wait_whole (self->window);
  display_scale_text (1);
}

static void
add (const char *path, void (*test) (Move *, gconstpointer))
{
  g_test_add (path, Move, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/vault-move/move", test_move);
  add ("/vault-move/resumed", test_resumed);
  add ("/vault-move/more", test_more);
  add ("/vault-move/refused", test_refused);
  add ("/vault-move/narrow", test_narrow);
  add ("/vault-move/roles", test_roles);
  return g_test_run ();
}
