/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `doctor`: what is wrong with the folder and the machine, without opening anything. */
#include "kh-cli-context.h"

#include "kh-cli-i18n.h"

static const KhCliColumn columns[] = {
  { N_ ("What"), "id" },
  { N_ ("Result"), "result" },
  { N_ ("Found"), "found" },
  { N_ ("What to do"), "advice" },
  { NULL },
};

static int
examine (KhCli *cli)
{
  g_autoptr (KhJson) notes = cli->host->examine (cli->host->host, cli->data_dir);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  guint failed = 0, warned = 0;

  for (guint i = 0; i < kh_json_length (notes, "value"); i++) {
    KhJson *note = kh_json_element (notes, "value", i);
    const char *result = kh_json_string (note, "result");

    failed += g_strcmp0 (result, "fail") == 0 ? 1 : 0;
    warned += g_strcmp0 (result, "warn") == 0 || g_strcmp0 (result, "unknown") == 0 ? 1 : 0;
    g_ptr_array_add (rows, note);
  }
  kh_cli_print_list (cli, rows, columns, "id");
  if (failed > 0)
    kh_cli_say (
        cli,
        dngettext (KH_GETTEXT_DOMAIN, "%u thing does not work.", "%u things do not work.", failed),
        failed);
  else if (warned > 0)
    kh_cli_say (cli,
                dngettext (KH_GETTEXT_DOMAIN, "It works; %u thing should be looked at.",
                           "It works; %u things should be looked at.", warned),
                warned);
  else
    kh_cli_say (cli, "%s", _ ("Nothing is wrong."));
  return failed > 0 ? KH_EXIT_ERROR : KH_EXIT_DONE;
}

const KhCliVerb kh_cli_doctor_verbs[] = {
  { "doctor", "", "", 0, 0,
    N_ ("Examine the data folder, the keyring, the disk and the clock, and say what to do; opens "
        "nothing."),
    NULL, examine },
  { NULL },
};
