/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make-man: fills the template of a man page at build time, and prints it.
 *
 * make-man TEMPLATE takes the verbs and options of keyholdctl from their tables; make-man TEMPLATE
 * PROGRAM takes the options that PROGRAM --help lists, which GOption prints from a table too.
 */
#include <stdio.h>

#include "kh-cli-man.h"

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s", what);
  return FALSE;
}

/* (transfer full): the options in a text such as "  --since=FILE   A checkpoint noted earlier". */
static char *
read_options (const char *help)
{
  g_autoptr (GRegex) regex = g_regex_new ("^  ((?:-\\w, )?--[\\w-]+)(?:=(\\S+))? {2,}(\\S.*)$",
                                          G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  for (g_regex_match (regex, help, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 1);
    g_autofree char *value = g_match_info_fetch (match, 2);
    g_autofree char *text = g_match_info_fetch (match, 3);

    kh_cli_man_append_option (out, name, *value != '\0' ? value : NULL, text);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
ask_program (const char *program, GError **error)
{
  const char *arguments[] = { program, "--help", NULL };
  g_autofree char *help = NULL;
  g_autofree char *options = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &help, NULL,
                     &status, error)
      || !g_spawn_check_wait_status (status, error))
    return NULL;
  options = read_options (help);
  if (*options == '\0') {
    fail ("--help lists no option", error);
    return NULL;
  }
  return g_steal_pointer (&options);
}

/* A template has each mark once, on a line of its own. */
static gboolean
put (GString *page, const char *mark, const char *text, GError **error)
{
  return g_string_replace (page, mark, text, 0) == 1
         || fail ("a mark is not in the template once", error);
}

static gboolean
print_page (const char *template, const char *program, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *options = NULL;
  g_autofree char *verbs = NULL;
  g_autoptr (GString) page = NULL;

  if (!g_file_get_contents (template, &text, NULL, error))
    return FALSE;
  page = g_string_new (text);
  options = program != NULL ? ask_program (program, error) : kh_cli_man_options ();
  if (options == NULL || !put (page, "@OPTIONS@\n", options, error))
    return FALSE;
  verbs = kh_cli_man_verbs ();
  if (program == NULL && !put (page, "@VERBS@\n", verbs, error))
    return FALSE;
  return fputs (page->str, stdout) >= 0 && fflush (stdout) == 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc == 2 || argc == 3) {
    if (print_page (argv[1], argv[2], &error))
      return 0;
    g_printerr ("make-man: %s: %s\n", argv[1], error != NULL ? error->message : "cannot write");
  } else {
    g_printerr ("Usage: make-man TEMPLATE [PROGRAM]\n");
  }
  return 1;
}
