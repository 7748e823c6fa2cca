/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `tenant seed`: many generated objects, with progress. */
#include "kh-cli-seed.h"

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-seed.h"

#define EVERY 20 /* lines in all, where there is no terminal */

typedef struct {
  KhCli *cli;
  guint width; /* of the line on the screen */
} Line;

static const KhCliColumn columns[] = {
  { N_ ("Environments added"), "environments", KH_CLI_NUMBER },
  { N_ ("Rows in each"), "rows", KH_CLI_NUMBER },
  { N_ ("Vaults added"), "vaults", KH_CLI_NUMBER },
  { N_ ("Keys in each"), "keys", KH_CLI_NUMBER },
  { NULL },
};

static void
draw (Line *line, const char *text)
{
  g_autoptr (GString) out = g_string_new ("\r");
  guint width = kh_cli_width (text);

  g_string_append (out, text);
  for (guint i = width; i < line->width; i++)
    g_string_append_c (out, ' ');
  line->width = width;
  line->cli->streams->err (out->str, line->cli->streams->data);
}

static void
on_progress (guint done, guint all, const char *name, gpointer data)
{
  Line *line = data;
  g_autofree char *shown = kh_cli_escape (name);
  g_autofree char *text = g_strdup_printf (_ ("%u of %u: %s"), done, all, shown);

  if (kh_cli_flag (line->cli, "quiet"))
    return;
  if (line->cli->streams->err_is_terminal)
    draw (line, text);
  else if (done == all || done % MAX (all / EVERY, 1) == 0)
    kh_cli_say (line->cli, "%s", text);
}

/* FALSE: not a number from 1 to @max. Left out it stays as it is. */
static gboolean
take_number (KhCli *cli, const char *option, guint max, guint *number, GError **error)
{
  const char *text = kh_cli_value (cli, option);
  gint64 value = *number;

  if (text != NULL && !kh_cli_number (text, &value, error))
    return FALSE;
  if (value > max) {
    kh_set_error (error, KH_ERROR_USAGE, _ ("--%s takes at most %u"), option, max);
    return FALSE;
  }
  *number = (guint)value;
  return TRUE;
}

static gboolean
read_plan (KhCli *cli, KhSeedPlan *plan, GError **error)
{
  return take_number (cli, "environments", KH_SEED_ENVIRONMENTS_MAX, &plan->environments, error)
         && take_number (cli, "vaults", KH_SEED_VAULTS_MAX, &plan->vaults, error)
         && take_number (cli, "rows", KH_SEED_ROWS_MAX, &plan->rows, error);
}

static gboolean
confirm (KhCli *cli, const KhSeedPlan *plan, GError **error)
{
  g_autofree char *question =
      g_strdup_printf (_ ("Add %u generated environments and %u vaults with %u keys? "
                          "They stay in the organization and in its log."),
                       plan->environments, plan->vaults, plan->vaults * KH_SEED_KEYS);

  if (kh_cli_ask (cli, question))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_CONFIRMATION, NULL, NULL, _ ("Repeat it with --yes."),
                      _ ("Generated objects stay in the organization and in its log"));
  return FALSE;
}

static int
print (KhCli *cli, const KhSeedPlan *made)
{
  g_autofree char *text =
      g_strdup_printf ("{\"environments\":%u,\"rows\":%u,\"vaults\":%u,\"keys\":%u}",
                       made->environments, made->rows, made->vaults, KH_SEED_KEYS);
  g_autoptr (KhJson) object = kh_json_parse_text (text, NULL);

  return kh_cli_print_object (cli, object, columns, NULL);
}

int
kh_cli_seed (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  KhSeedPlan plan = { 0 }, made;
  Line line = { .cli = cli };
  const KhSeedWatch watch = { on_progress, &line, cli->cancellable };
  KhClient *client;
  gboolean done;

  if (!read_plan (cli, &plan, &error) || !confirm (cli, &plan, &error))
    return kh_cli_fail (cli, error);
  client = kh_cli_client (cli, &error);
  if (client == NULL)
    return kh_cli_fail (cli, error);
  done = kh_seed_fill (client, &plan, &watch, &made, &error);
  if (line.width > 0)
    cli->streams->err ("\n", cli->streams->data);
  if (done)
    return print (cli, &made);
  kh_cli_warn (cli, _ ("%u environments and %u vaults were added; repeat it for the rest"),
               made.environments, made.vaults);
  return kh_cli_fail (cli, error);
}
