/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Use Recovery Sheet…: what is typed, what is refused, and the new passphrase afterwards. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-people-dialogs.h"
#include "kh-recovery-code.h"
#include "kh-unseal-window.h"
#include "server-fixture.h"

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NEW_PASSPHRASE "gravel tinsel oboe marmot"

static Fixture fixture;

/* A host that one code opens. */
static struct {
  KhSessionWays ways;
  KhSecret *given; /* (nullable): what it was told to use; session's thread */
  gint tried;      /* atomic */
} host;

static gpointer
host_make (const char *data_dir, gint64 clock_offset)
{
  return &host;
}

static void
host_free (gpointer data)
{
}

static KhSessionWays
host_find_ways (const char *data_dir)
{
  return host.ways;
}

static KhSecret *
right_key (void)
{
  char bytes[32];

  memset (bytes, 'r', sizeof bytes);
  return kh_secret_new_copy (bytes, sizeof bytes);
}

static void
host_use_recovery (gpointer data, KhSecret *key, const char *tenant)
{
  g_clear_pointer (&host.given, kh_secret_unref);
  host.given = key != NULL ? kh_secret_ref (key) : NULL;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  g_autoptr (KhSecret) right = right_key ();

  if (host.given != NULL) {
    g_atomic_int_inc (&host.tried);
    if (khc_secret_equal (kh_secret_peek (host.given), kh_secret_peek (right)))
      return g_strdup (fixture.token);
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "WrongRecoveryCode", NULL,
                        "The recovery code does not open this organization.");
    return NULL;
  }
  kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing", NULL, "Sealed");
  return NULL;
}

static const KhSessionHost functions = { .make = host_make,
                                         .free = host_free,
                                         .connect = host_connect,
                                         .find_ways = host_find_ways,
                                         .use_recovery = host_use_recovery };

typedef struct {
  KhSession *session;
  GtkWindow *window, *dialog; /* owned by GTK */
  gboolean looked;
} Case;

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_session_open_finish (KH_SESSION (source), result, NULL);
  *(gboolean *)data = TRUE;
}

static void
begin (Case *self, KhSessionWays ways)
{
  host.ways = ways;
  host.tried = 0;
  self->session = kh_session_new (&functions, fixture.folder, NULL);
  kh_session_open_async (self->session, NULL, NULL, looked_cb, &self->looked);
  display_until (self->looked);
  self->window = kh_unseal_window_new (display_application (), self->session);
  gtk_window_present (self->window);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

static void
begin_dialog (Case *self)
{
  begin (self, (KhSessionWays)(KH_SESSION_WAY_PASSPHRASE | KH_SESSION_WAY_RECOVERY));
  display_press (self->window, "Use Recovery Sheet…");
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  self->dialog = display_window (KH_TYPE_DIALOG);
}

static void
tear_down (Case *self, gconstpointer data)
{
  g_autofree char *tries = g_build_filename (fixture.folder, "unseal-tries", NULL);

  display_close (self->window);
  kh_session_close (self->session);
  g_assert_finalize_object (self->session);
  g_remove (tries);
}

/* The five lines of a code. */
static char **
lines_of (char filler)
{
  char bytes[32];
  g_autoptr (KhSecret) key = NULL;
  g_autoptr (KhSecret) text = NULL;
  g_autofree char *copy = NULL;

  memset (bytes, filler, sizeof bytes);
  key = kh_secret_new_copy (bytes, sizeof bytes);
  text = kh_recovery_code_print (key, NULL);
  copy = g_strndup ((const char *)kh_secret_get_bytes (text), kh_secret_get_size (text));
  return g_strsplit (copy, "\n", -1);
}

static void
type_line (Case *self, guint n, const char *text)
{
  g_autofree char *title = g_strdup_printf ("Line %u", n);

  display_type (self->dialog, title, text);
}

static void
type_code (Case *self, char filler)
{
  g_auto (GStrv) lines = lines_of (filler);

  for (guint i = 0; i < 5; i++)
    type_line (self, i + 1, lines[i]);
}

static GtkWidget *
verb (Case *self)
{
  return display_find (self->dialog, GTK_TYPE_BUTTON, "Unseal");
}

static gboolean
says (Case *self, const char *text)
{
  return display_find (self->dialog, GTK_TYPE_LABEL, text) != NULL;
}

static const char *
text_in (Case *self, const char *title)
{
  return gtk_editable_get_text (display_wait_for (self->dialog, ADW_TYPE_ENTRY_ROW, title));
}

static void
test_no_sheet (Case *self, gconstpointer data)
{
  begin (self, KH_SESSION_WAY_PASSPHRASE);
  g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Use Recovery Sheet…"));
}

/* Line by line; a slip of the pen is told before anything is tried. */
static void
test_typed (Case *self, gconstpointer data)
{
  g_auto (GStrv) lines = lines_of ('r');
  g_autoptr (KhSecret) right = right_key ();
  g_autoptr (KhSecret) taken = NULL;

  begin_dialog (self);
  g_assert_false (gtk_widget_get_sensitive (verb (self)));
  type_line (self, 1, lines[0]);
  display_until (
      gtk_window_get_focus (self->dialog) != NULL
      && gtk_widget_is_ancestor (gtk_window_get_focus (self->dialog),
                                 display_wait_for (self->dialog, ADW_TYPE_ENTRY_ROW, "Line 2")));
  type_line (self, 2, lines[2]);
  display_until (says (self, "Line 2 has a typing error"));
  g_assert_false (gtk_widget_get_sensitive (verb (self)));
  type_code (self, 'r');
  display_until (gtk_widget_get_sensitive (verb (self)));
  g_assert_cmpint (host.tried, ==, 0);
  display_press (self->dialog, "Unseal");
  display_until (kh_session_get_state (self->session) == KH_SESSION_OPEN);
  taken = kh_session_take_recovery (self->session);
  g_assert_true (khc_secret_equal (kh_secret_peek (taken), kh_secret_peek (right)));
  g_assert_null (kh_session_take_recovery (self->session));
}

/* Pasted into the first line, a whole code finds its lines. */
static void
test_pasted (Case *self, gconstpointer data)
{
  g_auto (GStrv) lines = lines_of ('r');
  g_autofree char *all = g_strjoinv ("\n", lines);

  begin_dialog (self);
  type_line (self, 1, all);
  display_until (gtk_widget_get_sensitive (verb (self)));
  g_assert_cmpstr (text_in (self, "Line 1"), ==, lines[0]);
  g_assert_cmpstr (text_in (self, "Line 5"), ==, lines[4]);
}

/* A code that is right for another sheet is refused, nothing of it stays, and many make all wait.
 */
static void
test_wrong (Case *self, gconstpointer data)
{
  begin_dialog (self);
  for (gint i = 1; i <= 5; i++) {
    type_code (self, 'w');
    display_until (gtk_widget_get_sensitive (verb (self)));
    display_press (self->dialog, "Unseal");
    display_until (g_atomic_int_get (&host.tried) == i && *text_in (self, "Line 5") == '\0');
    g_assert_cmpstr (text_in (self, "Line 1"), ==, "");
    g_assert_null (kh_session_take_recovery (self->session));
  }
  g_assert_cmpuint (kh_session_get_wait (self->session), >, 0);
  type_code (self, 'r');
  g_assert_false (gtk_widget_get_sensitive (verb (self)));
  g_assert_cmpint (kh_session_get_state (self->session), ==, KH_SESSION_SEALED);
}

static void
test_closed (Case *self, gconstpointer data)
{
  begin_dialog (self);
  type_code (self, 'w');
  display_until (gtk_widget_get_sensitive (verb (self)));
  display_press (self->dialog, "Unseal");
  display_close (self->dialog);
  display_until (g_atomic_int_get (&host.tried) == 1);
  display_settle ();
}

/* The code proves what the passphrase would have, and is asked for nothing else. */
static void
test_new_passphrase (void)
{
  KhOrganization *organization = display_open (&fixture);
  GtkWindow *window = display_show (gtk_label_new ("Below"));
  char bytes[32];
  g_autoptr (KhSecret) key = NULL;
  GtkWindow *dialog;

  for (guint i = 0; i < 32; i++)
    bytes[i] = (char)((i % 8) * 0x22 + 0x01);
  key = kh_secret_new_copy (bytes, sizeof bytes);
  fixture_do (&fixture, KEYHOLD, "POST", K "/seal/slots",
              "{\"kind\":\"recovery\",\"key\":\"" KEY "\"}", 201);
  kh_dialog_show (kh_passphrase_dialog_new_recovered (organization, key), GTK_WIDGET (window));
  dialog = display_window (KH_TYPE_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "Set a New Passphrase");
  g_assert_null (display_find (dialog, ADW_TYPE_ENTRY_ROW, "Present passphrase"));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_BUTTON, "Later"));
  display_type (dialog, "New passphrase", NEW_PASSPHRASE);
  display_type (dialog, "Repeat passphrase", NEW_PASSPHRASE);
  display_press (dialog, "Set Passphrase");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  fixture_do (&fixture, KEYHOLD, "POST", K "/sign-in",
              "{\"account\":\"Ada\",\"passphrase\":\"" NEW_PASSPHRASE "\"}", 200);
  display_close (window);
  display_end (organization);
}

/* --- Organization Settings ------------------------------------------------------------------- */

static gboolean
has_slot (void)
{
  g_autoptr (KhJson) seal = fixture_call (&fixture, KEYHOLD, "GET", K "/seal", NULL, 200);

  for (guint i = 0; i < kh_json_length (seal, "slots"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (seal, "slots", i), "kind"), "recovery") == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full): where the dialog that is on top saves to; no other test writes there. */
static char *
name_file (GtkWindow *dialog)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strdup_printf ("keyhold-test-%s", id);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  display_type (dialog, "File name", name);
  return g_build_filename (documents != NULL ? documents : g_get_home_dir (), name, NULL);
}

static GtkWindow *
open_above (GtkWindow *settings, const char *label)
{
  display_press (settings, label);
  display_until (display_window (KH_TYPE_DIALOG) != settings);
  return display_window (KH_TYPE_DIALOG);
}

/* Saved, replaced with a warning, and removed after a question. */
static void
test_settings (void)
{
  KhOrganization *organization = display_open (&fixture);
  GtkWindow *window = display_show (gtk_label_new ("Below"));
  g_autofree char *first = NULL, *second = NULL;
  GtkWindow *settings, *dialog;

  if (has_slot ())
    fixture_do (&fixture, KEYHOLD, "DELETE", K "/seal/slots/recovery", NULL, 204);
  kh_dialog_show (kh_organization_dialog_new (organization), GTK_WIDGET (window));
  settings = display_window (KH_TYPE_DIALOG);
  display_wait_for (settings, GTK_TYPE_LABEL,
                    "None: without the passphrase nobody could open it again");
  g_assert_null (display_find (settings, GTK_TYPE_BUTTON, "Remove…"));
  dialog = open_above (settings, "Save…");
  g_assert_null (display_find (dialog, ADW_TYPE_ACTION_ROW,
                               "The sheet that was saved before becomes worthless"));
  first = name_file (dialog);
  display_press (dialog, "Save");
  display_until (display_window (KH_TYPE_DIALOG) == settings);
  g_assert_true (has_slot ());
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_REGULAR));
  display_wait_for (settings, GTK_TYPE_BUTTON, "Remove…");
  dialog = open_above (settings, "Save…");
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW,
                    "The sheet that was saved before becomes worthless");
  second = name_file (dialog);
  display_press (dialog, "Replace");
  display_until (display_window (KH_TYPE_DIALOG) == settings);
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_REGULAR));
  display_press (settings, "Remove…");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  adw_message_dialog_response (display_window (ADW_TYPE_MESSAGE_DIALOG), "cancel");
  display_settle ();
  g_assert_true (has_slot ());
  display_press (settings, "Remove…");
  display_until (display_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  adw_message_dialog_response (display_window (ADW_TYPE_MESSAGE_DIALOG), "remove");
  display_wait_for (settings, GTK_TYPE_LABEL,
                    "None: without the passphrase nobody could open it again");
  g_assert_false (has_slot ());
  g_unlink (first);
  g_unlink (second);
  display_close (settings);
  display_close (window);
  display_end (organization);
}

#define ADD(path, func) g_test_add ("/use-sheet/" path, Case, NULL, NULL, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  ADD ("no-sheet", test_no_sheet);
  ADD ("typed", test_typed);
  ADD ("pasted", test_pasted);
  ADD ("wrong", test_wrong);
  ADD ("closed", test_closed);
  g_test_add_func ("/use-sheet/new-passphrase", test_new_passphrase);
  g_test_add_func ("/use-sheet/settings", test_settings);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
