/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting an environment from its page, and bringing it back: what is asked, what the tenant does,
 * and who may. */
#include "kh-list-test.h"
#include "kh-twin-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-pages.h"

static void
show (List *self)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  self->page = kh_detail_page_new (self->organization, item);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static KhConfirmDialog *
ask (List *self, const char *button)
{
  display_press (self->window, button);
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

static void
respond (KhConfirmDialog *dialog, const char *button)
{
  DisplayWatch *watch = display_watch (dialog);

  display_press (dialog, button);
  display_assert_gone (watch);
}

static gboolean
has_state (List *self, const char *state)
{
  g_autoptr (KhJson) json =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/environments/Sales", NULL, 200);

  return g_strcmp0 (kh_json_string (json, "state"), state) == 0;
}

static void
delete_it (List *self)
{
  KhConfirmDialog *dialog = ask (self, "Delete…");

  display_type (dialog, "Type Sales", "Sales");
  respond (dialog, "Delete Environment");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover…");
  g_assert_true (has_state (self, "Deleted"));
}

/* A backup file that no key is held for any more is named, here and on the command line. */
static void
test_backups (List *self, gconstpointer data)
{
  KhConfirmDialog *dialog;

  fixture_do (&self->fixture, KEYHOLD, "POST", K "/environments/Sales/backup", NULL, 200);
  show (self);
  dialog = ask (self, "Delete…");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)),
                            "1 backup file is forgotten by it"));
  twin_check_guard (&self->fixture, dialog, "environment delete Sales");
  respond (dialog, "Cancel");
}

/* Every byte of the name counts, and nothing is done without it. */
static void
test_delete (List *self, gconstpointer data)
{
  KhConfirmDialog *dialog;
  const char *body;

  show (self);
  dialog = ask (self, "Delete…");
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog));
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Delete Sales with All Its Data?");
  g_assert_true (g_str_has_suffix (body, ". Recoverable for 7 days. Type the environment's name:"));
  g_assert_null (strstr (body, "This locks"));
  twin_check_guard (&self->fixture, dialog, "environment delete Sales");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "verb"));
  display_type (dialog, "Type Sales", "sales");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "verb"));
  respond (dialog, "Cancel");
  g_assert_true (has_state (self, "Ready"));
  delete_it (self);
  /* What is deleted can do nothing but come back. */
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Delete…"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Import Data…"));
}

static void
test_recover (List *self, gconstpointer data)
{
  show (self);
  delete_it (self);
  respond (ask (self, "Recover…"), "Cancel");
  g_assert_true (has_state (self, "Deleted"));
  respond (ask (self, "Recover…"), "Recover Environment");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Delete…");
  g_assert_true (has_state (self, "Ready"));
}

/* A lock is no way out of a deletion, nor the other way round. */
static void
test_locked (List *self, gconstpointer data)
{
  list_lock (self);
  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Locked: Key Access Lost");
  delete_it (self);
  respond (ask (self, "Recover…"), "Recover Environment");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Locked: Key Access Lost");
  g_assert_true (has_state (self, "Locked"));
}

/* Who may not delete is offered nothing, and refused. */
static void
test_other_role (List *self, gconstpointer data)
{
  fixture_make_accounts (&self->fixture);
  display_end (self->organization);
  fixture_as (&self->fixture, "kva");
  self->organization = display_open (&self->fixture);
  show (self);
  display_wait_for (self->window, GTK_TYPE_LABEL,
                    "Read-only: this needs the Power Platform administrator role");
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Delete…"));
  fixture_refused (&self->fixture, BAP, "DELETE",
                   P "/scopes/admin/environments/Sales" A_ENVIRONMENT, NULL, 403, NULL, NULL);
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
  add ("/environment-end/delete", test_delete);
  add ("/environment-end/backups", test_backups);
  add ("/environment-end/recover", test_recover);
  add ("/environment-end/locked", test_locked);
  add ("/environment-end/other-role", test_other_role);
  return g_test_run ();
}
