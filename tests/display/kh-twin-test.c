/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing the words of the console with those of the command line. */
#include "kh-twin-test.h"

#include <string.h>

#include "kh-cli-fixture.h"
#include "kh-wizard-page.h"

/* 2026-12-24, 2026-12-24T09:12:05Z, Dec 24, Dec 24, 2027, Nov 21, 9:12 AM, Dec 24, 2027, 9:12 AM */
#define DATES                                                                                      \
  "\\d{4}-\\d{2}-\\d{2}(T[0-9:]+Z)?|"                                                              \
  "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\\d{1,2}(, \\d{4})?"                   \
  "(, \\d{1,2}:\\d{2} [AP]M)?"

/* (transfer full): as it is compared. */
static char *
normalize (const char *text)
{
  g_autoptr (GRegex) dates = g_regex_new (DATES, 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (dates, text, -1, 0, "DATE", 0, NULL);

  return g_utf8_strdown (plain, -1);
}

static void
add (GString *seen, const char *text)
{
  g_autofree char *plain = text != NULL ? normalize (text) : NULL;

  if (plain != NULL && *plain != '\0')
    g_string_append_printf (seen, "%s\n", plain);
}

void
twin_see (GString *seen, gpointer root)
{
  if (GTK_IS_LABEL (root))
    add (seen, gtk_label_get_text (root));
  if (ADW_IS_MESSAGE_DIALOG (root)) {
    add (seen, adw_message_dialog_get_heading (root));
    add (seen, adw_message_dialog_get_body (root));
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    twin_see (seen, child);
}

static KhCliRun *
run_line (Fixture *fixture, const char *line, int status)
{
  g_autofree char *table = g_strconcat (line, " -o table", NULL);
  KhClient *client = fixture_new_client (fixture);
  KhCliRun *run = kh_cli_fixture_run (table, client);

  if (run->status != status)
    g_error ("%s: status %d\n%s%s", line, run->status, run->out->str, run->err->str);
  g_test_message ("%s: %s", line, run->err->str);
  kh_client_free (client);
  return run;
}

char *
twin_run (Fixture *fixture, const char *line, int status)
{
  g_autoptr (KhCliRun) run = run_line (fixture, line, status);

  return g_strdup (run->out->str);
}

char *
twin_run_said (Fixture *fixture, const char *line, int status)
{
  g_autoptr (KhCliRun) run = run_line (fixture, line, status);

  return g_strdup (run->err->str);
}

/* A field of the sheet that a verb begins with: "Guard level:  3". */
static gboolean
is_field (const char *line)
{
  return g_regex_match_simple ("^[A-Z][A-Za-z ]+: +\\S", line, 0, 0);
}

/* What somebody else runs, and the captions of parts, which the console writes as titles. */
static gboolean
is_left_out (const char *line)
{
  static const char *const captions[] = { "What goes down:",  "Policies whose health changes:",
                                          "Still needed by:", "Backups:",
                                          "The way back:",    "What to do:" };

  g_autofree char *head = g_ascii_strup (line, -1);

  /* The heads of tables are in capitals; to re-enable is the verb of the wizard itself. */
  if (*line == '\0' || g_str_has_prefix (line, "keyholdctl ") || g_str_equal (head, line)
      || g_regex_match_simple ("^\\d+\\. Re-enable [^:]*$", line, 0, 0))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (captions); i++)
    if (g_str_equal (line, captions[i]))
      return TRUE;
  return FALSE;
}

static void
check_part (GString *seen, const char *part, const char *printed)
{
  g_autofree char *plain = normalize (part);
  gsize length;

  g_strstrip (plain);
  /* The title of a row has no full stop. */
  length = strlen (plain);
  if (length > 0 && plain[length - 1] == '.')
    plain[length - 1] = '\0';
  if (strstr (seen->str, plain) == NULL)
    g_error ("the console does not say \"%s\" of\n%s\nbut\n%s", plain, printed, seen->str);
}

static void
check_line (GString *seen, const char *line, const char *printed)
{
  g_autoptr (GRegex) number = g_regex_new ("^\\d+\\. ", 0, 0, NULL);
  g_autofree char *text = g_regex_replace_literal (number, line, -1, 0, "", 0, NULL);
  /* What stands side by side there are two labels here. */
  g_auto (GStrv) parts = g_regex_split_simple (" – | — |  +|(?<=afterwards): ", text, 0, 0);

  for (guint i = 0; parts[i] != NULL; i++)
    check_part (seen, parts[i], printed);
}

void
twin_assert (GString *seen, const char *printed)
{
  g_auto (GStrv) lines = g_strsplit (printed, "\n", -1);
  gboolean in_sheet = TRUE;
  guint checked = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    in_sheet = in_sheet && is_field (lines[i]);
    g_strstrip (lines[i]);
    if (in_sheet || is_left_out (lines[i]))
      continue;
    check_line (seen, lines[i], printed);
    checked++;
  }
  g_assert_cmpuint (checked, >, 0);
}

const char *
twin_sentences (const char *printed)
{
  const char *command = g_strrstr (printed, "  keyholdctl ");

  g_assert_nonnull (command);
  return strchr (command, '\n');
}

void
twin_check (Fixture *fixture, gpointer root, const char *line, int status)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = twin_run (fixture, line, status);

  twin_see (seen, root);
  twin_assert (seen, printed);
}

static void
check_row (const char *text, const char *printed)
{
  g_autofree char *plain = text != NULL ? normalize (text) : NULL;

  if (plain != NULL && strstr (printed, plain) == NULL)
    g_error ("keyholdctl does not say \"%s\" but\n%s", plain, printed);
}

static void
check_rows (GtkWidget *root, const char *printed)
{
  /* What folds other rows, and what is switched on, says nothing of the impact. */
  if (ADW_IS_ACTION_ROW (root) && gtk_widget_get_ancestor (root, ADW_TYPE_EXPANDER_ROW) == NULL
      && display_find (root, GTK_TYPE_SWITCH, NULL) == NULL) {
    check_row (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), printed);
    check_row (adw_action_row_get_subtitle (ADW_ACTION_ROW (root)), printed);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_rows (child, printed);
}

void
twin_check_guard (Fixture *fixture, gpointer dialog, const char *line)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *printed = twin_run (fixture, line, KH_EXIT_REFUSED);
  g_autofree char *plain = normalize (printed);

  twin_see (seen, dialog);
  twin_assert (seen, printed);
  check_rows (dialog, plain);
}
