/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One invocation: words, help, the verb, its exit status. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"

const char *
kh_cli_object (KhCli *cli, guint n)
{
  return kh_cli_words_object (cli->words, n);
}

const char *
kh_cli_value (KhCli *cli, const char *option)
{
  return kh_cli_words_value (cli->words, option);
}

const char *const *
kh_cli_values (KhCli *cli, const char *option)
{
  return kh_cli_words_values (cli->words, option);
}

gboolean
kh_cli_flag (KhCli *cli, const char *option)
{
  return kh_cli_words_flag (cli->words, option);
}

static char *
find_data_dir (KhCli *cli)
{
  const char *given = kh_cli_value (cli, "data-dir");
  const char *environment = g_getenv ("KEYHOLD_DATA_DIR");

  if (given != NULL)
    return g_canonicalize_filename (given, NULL);
  if (environment != NULL && *environment != '\0')
    return g_canonicalize_filename (environment, NULL);
  return g_build_filename (g_get_user_data_dir (), "keyhold", NULL);
}

static int
usage_error (KhCli *cli, const char *message)
{
  g_autoptr (GError) error = NULL;

  kh_set_error (&error, KH_ERROR_USAGE, "%s", message);
  return kh_cli_fail (cli, error);
}

/* `help`, `help NOUN`, `help NOUN VERB`, and --help after any of them. @first: index of the noun.
 */
static int
help (KhCli *cli, guint first)
{
  const char *noun_name = kh_cli_words_nth (cli->words, first);
  const char *verb_name = kh_cli_words_nth (cli->words, first + 1);
  const KhCliNoun *noun = kh_cli_find_noun (noun_name);
  const KhCliVerb *verb = kh_cli_find_verb (noun_name, verb_name);
  g_autofree char *text = NULL;

  if (noun_name != NULL && noun == NULL)
    return usage_error (cli, _ ("There is no such noun; keyholdctl --help lists them"));
  if (noun != NULL && verb_name != NULL && verb == NULL)
    return usage_error (cli, _ ("There is no such verb; keyholdctl help NOUN lists them"));
  if (verb != NULL)
    text = kh_cli_help_verb (verb);
  else
    text = noun != NULL ? kh_cli_help_noun (noun) : kh_cli_help_all ();
  cli->streams->out (text, cli->streams->data);
  return KH_EXIT_DONE;
}

static gboolean
check_globals (KhCli *cli, GError **error)
{
  const char *format = kh_cli_value (cli, "output");

  if (format == NULL || kh_cli_format_from_string (format, &cli->format))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, format, NULL, NULL,
                      _ ("The output is one of table, json, tsv and id"));
  return FALSE;
}

static int
dispatch (KhCli *cli)
{
  const char *noun = kh_cli_words_nth (cli->words, 0);
  const char *verb = kh_cli_words_nth (cli->words, 1);
  g_autoptr (GError) error = NULL;

  if (!check_globals (cli, &error))
    return kh_cli_fail (cli, error);
  if (kh_cli_flag (cli, "version")) {
    cli->streams->out ("keyholdctl " KH_VERSION "\n", cli->streams->data);
    return KH_EXIT_DONE;
  }
  if (g_strcmp0 (noun, "help") == 0)
    return help (cli, 1);
  if (kh_cli_flag (cli, "help"))
    return help (cli, 0);
  if (noun == NULL)
    return usage_error (cli, _ ("Say what to do; keyholdctl --help lists the verbs"));
  cli->verb = kh_cli_find_verb (noun, verb);
  if (cli->verb == NULL && kh_cli_find_noun (noun) == NULL)
    return usage_error (cli, _ ("There is no such noun; keyholdctl --help lists them"));
  if (cli->verb == NULL)
    return usage_error (cli, _ ("There is no such verb; keyholdctl help NOUN lists them"));
  if (!kh_cli_words_check (cli->words, cli->verb, &error))
    return kh_cli_fail (cli, error);
  cli->data_dir = find_data_dir (cli);
  return cli->verb->run (cli);
}

int
kh_cli_run (char **arguments, const KhCliHost *host, const KhCliStreams *streams)
{
  g_autoptr (GError) error = NULL;
  KhCli cli = { .host = host, .streams = streams, .format = KH_CLI_TABLE };
  int status;

  cli.cancellable =
      host->cancellable != NULL ? g_object_ref (host->cancellable) : g_cancellable_new ();
  cli.words = kh_cli_words_parse (arguments, &error);
  if (cli.words != NULL) {
    status = dispatch (&cli);
  } else {
    /* The wish for JSON counts for errors in the words too. */
    for (guint i = 0; arguments[i] != NULL; i++)
      if (g_str_equal (arguments[i], "-ojson") || g_str_equal (arguments[i], "--output=json")
          || (g_str_equal (arguments[i], "json") && i > 0
              && (g_str_equal (arguments[i - 1], "-o")
                  || g_str_equal (arguments[i - 1], "--output"))))
        cli.format = KH_CLI_JSON;
    status = kh_cli_fail (&cli, error);
  }
  if (cli.interrupt != NULL)
    g_source_destroy (cli.interrupt);
  g_clear_pointer (&cli.interrupt, g_source_unref);
  g_clear_pointer (&cli.tenant, kh_json_unref);
  g_clear_pointer (&cli.words, kh_cli_words_free);
  g_clear_pointer (&cli.passphrase, kh_secret_unref);
  g_clear_pointer (&cli.recovery, kh_secret_unref);
  g_clear_object (&cli.cancellable);
  g_free (cli.data_dir);
  return status;
}
