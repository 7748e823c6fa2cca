/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a vault: secrets are masked until somebody asks for one, what was deleted can be
 * recovered; and deleting a key from its own page. */
#include "kh-display-test.h"

#include "kh-confirm-dialog.h"
#include "kh-pages.h"

#define VALUE "value <b>7d1f0a92</b>"
#define MASK "••••••••"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  GtkWindow *window;
} Page;

static void
start (Page *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_do (&self->fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"" VALUE "\"}",
              200);
  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  self->organization = display_open (&self->fixture);
}

static void
end_organization (Page *self)
{
  display_end (self->organization);
}

static void
stop (Page *self, gconstpointer data)
{
  display_close (self->window);
  end_organization (self);
  fixture_stop (&self->fixture);
}

static void
show (Page *self, KhItemKind kind, const char *name)
{
  KhPage *page =
      kh_detail_page_new (self->organization, display_item (self->organization, kind, name));

  self->window = display_show (GTK_WIDGET (page));
  display_until (kh_page_get_state (page) == KH_PAGE_READY);
}

static gboolean
shows (Page *self, const char *text)
{
  return display_find (self->window, GTK_TYPE_LABEL, text) != NULL;
}

static guint
count_readings (Page *self)
{
  g_autoptr (KhJson) log =
      fixture_call (&self->fixture, KEYHOLD, "GET", K "/audit?limit=500", NULL, 200);
  guint n = 0;

  for (guint i = 0; i < kh_json_length (log, "value"); i++)
    n +=
        g_strcmp0 (kh_json_string (kh_json_element (log, "value", i), "action"), "secret.get") == 0;
  return n;
}

/* Showing the page reads no value, and what was shown can be hidden. */
static void
test_reveal (Page *self, gconstpointer data)
{
  show (self, KH_ITEM_VAULT, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, MASK);
  g_assert_cmpuint (count_readings (self), ==, 0);
  display_press (self->window, "Reveal smtp");
  display_until (shows (self, VALUE));
  g_assert_false (shows (self, MASK));
  g_assert_cmpuint (count_readings (self), ==, 1);
  display_press (self->window, "Hide smtp");
  display_until (shows (self, MASK));
  g_assert_false (shows (self, VALUE));
}

static void
on_text_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  if (*text == NULL)
    *text = g_strdup ("");
}

static void
test_copy (Page *self, gconstpointer data)
{
  GdkClipboard *clipboard;
  g_autofree char *text = NULL;

  show (self, KH_ITEM_VAULT, "kv-sales");
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->window));
  display_press (self->window, "Copy smtp");
  display_until (gdk_clipboard_get_content (clipboard) != NULL);
  g_assert_false (shows (self, VALUE));
  gdk_clipboard_read_text_async (clipboard, NULL, on_text_cb, &text);
  display_until (text != NULL);
  g_assert_cmpstr (text, ==, VALUE);
  gdk_clipboard_set_content (clipboard, NULL);
}

/* Who may not read values sees that there are secrets. */
static void
test_read_only (Page *self, gconstpointer data)
{
  fixture_make_accounts (&self->fixture);
  end_organization (self);
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  show (self, KH_ITEM_VAULT, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, MASK);
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Reveal smtp"));
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Copy smtp"));
}

static void
recover (Page *self, const char *button, const char *verb)
{
  display_press (self->window, button);
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), verb);
}

/* Both come and go while the page is open. */
static void
test_deleted (Page *self, gconstpointer data)
{
  show (self, KH_ITEM_VAULT, "kv-sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, "smtp");
  g_assert_false (shows (self, "Deleted"));
  fixture_do (&self->fixture, VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 200);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover smtp");
  g_assert_false (shows (self, "Secrets"));
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Recover spare");
  recover (self, "Recover smtp", "Recover Secret");
  display_until (shows (self, "Secrets"));
  recover (self, "Recover spare", "Recover Key");
  display_until (!shows (self, "Deleted"));
  fixture_do (&self->fixture, VAULT, "GET", "/keys/spare" A_KEY, NULL, 200);
}

/* A key that protects nothing goes with a word, and can come back. */
static void
test_delete_key (Page *self, gconstpointer data)
{
  show (self, KH_ITEM_KEY, "kv-sales/spare");
  display_press (self->window, "Delete…");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_press (display_window (KH_TYPE_CONFIRM_DIALOG), "Delete Key");
  display_until (kh_item_list_find (kh_organization_get_list (self->organization, KH_ITEM_KEY),
                                    "kv-sales/spare")
                 == NULL);
  fixture_do (&self->fixture, VAULT, "GET", "/deletedkeys/spare" A_KEY, NULL, 200);
}

static void
add (const char *path, void (*test) (Page *, gconstpointer))
{
  g_test_add (path, Page, NULL, start, test, stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/vault-page/reveal", test_reveal);
  add ("/vault-page/copy", test_copy);
  add ("/vault-page/read-only", test_read_only);
  add ("/vault-page/deleted", test_deleted);
  add ("/vault-page/delete-key", test_delete_key);
  return g_test_run ();
}
