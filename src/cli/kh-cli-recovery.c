/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery sheet on the command line: saved, removed, and used. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-recovery-acts.h"
#include "kh-recovery-sheet.h"
#include "kh-tenant-api.h"

#define LINES 5
/* Room for a line as somebody types it, with blanks. */
#define TYPED_MAX 64

/* --- Using it -------------------------------------------------------------------------------- */

/* Asks for a line until it is right: a typing error costs one line, not the code. */
static gboolean
ask_line (KhCli *cli, guint n, char *text, gsize *used, GError **error)
{
  g_autofree char *question = g_strdup_printf (_ ("Recovery code, line %u of %d: "), n, LINES);

  for (;;) {
    g_autoptr (KhSecret) line = kh_cli_ask_hidden (cli, question, error);
    g_autoptr (GError) wrong = NULL;
    const char *typed;
    gsize size;

    if (line == NULL)
      return FALSE;
    typed = (const char *)kh_secret_get_bytes (line);
    size = kh_secret_get_size (line);
    if (size == 0) {
      kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "PassphraseMissing", NULL,
                          _ ("No recovery code was typed"));
      return FALSE;
    }
    if (size < TYPED_MAX && kh_recovery_code_check_line (typed, size, n, &wrong)) {
      memcpy (text + *used, typed, size);
      *used += size;
      text[(*used)++] = '\n';
      return TRUE;
    }
    kh_cli_warn (cli, "%s", wrong != NULL ? wrong->message : _ ("The line is too long"));
  }
}

static KhSecret *
type_code (KhCli *cli, GError **error)
{
  char text[LINES * (TYPED_MAX + 1)];
  gsize used = 0;
  KhSecret *key = NULL;
  guint n = 1;

  while (n <= LINES && ask_line (cli, n, text, &used, error))
    n++;
  if (n > LINES)
    key = kh_recovery_code_parse (text, used, error);
  explicit_bzero (text, sizeof text);
  return key;
}

static KhSecret *
read_code (KhCli *cli, const char *path, char **tenant, GError **error)
{
  gboolean typed = g_str_equal (path, "-");
  gboolean open_to_others = FALSE;
  KhSecret *key;

  if (typed && cli->streams->in_is_terminal)
    return type_code (cli, error);
  key = kh_recovery_sheet_read (typed ? "/dev/stdin" : path, tenant, &open_to_others, error);
  if (open_to_others)
    kh_cli_warn (cli, _ ("others may read %s; change that with: chmod 600 %s"), path, path);
  return key;
}

gboolean
kh_cli_use_recovery (KhCli *cli, GError **error)
{
  const char *path = kh_cli_value (cli, "recovery-file");
  g_autofree char *tenant = NULL;

  if (path == NULL)
    return TRUE;
  if (kh_cli_value (cli, "passphrase-file") != NULL || kh_cli_value (cli, "as") != NULL) {
    kh_set_error (error, KH_ERROR_USAGE, "%s",
                  _ ("A recovery sheet opens it alone, as the account that saved it: leave "
                     "--passphrase-file and --as out"));
    return FALSE;
  }
  cli->recovery = read_code (cli, path, &tenant, error);
  if (cli->recovery == NULL)
    return FALSE;
  cli->host->use_recovery (cli->host->host, cli->data_dir, cli->recovery, tenant);
  return TRUE;
}

/* --- Making it ------------------------------------------------------------------------------- */

static gboolean
has_sheet (KhCli *cli, gboolean *found, GError **error)
{
  g_autoptr (KhJson) seal = kh_cli_get (cli, kh_tenant_api_seal (), error);

  *found = FALSE;
  for (guint i = 0; seal != NULL && i < kh_json_length (seal, "slots"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (seal, "slots", i), "kind"), "recovery") == 0)
      *found = TRUE;
  return seal != NULL;
}

/* The sheet that somebody has in a safe opens nothing afterwards. */
static gboolean
confirm (KhCli *cli, GError **error)
{
  if (kh_cli_ask (cli, _ ("Make the recovery sheet that was saved before worthless?")))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_CONFIRMATION, NULL, NULL, _ ("Repeat it with --yes."),
                      _ ("The recovery sheet that was saved before opens nothing any more then"));
  return FALSE;
}

static int
add (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  const char *path = kh_cli_value (cli, "to");
  gboolean found = FALSE, replaced = FALSE;

  if (path == NULL) {
    kh_set_error (&error, KH_ERROR_USAGE, "%s", _ ("The option --to is missing"));
    return kh_cli_fail (cli, error);
  }
  if (!has_sheet (cli, &found, &error) || (found && !confirm (cli, &error))
      || !kh_act_save_recovery (kh_cli_client (cli, &error), path, cli->data_dir, &replaced,
                                cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  if (replaced)
    kh_cli_say (cli, "%s", _ ("The recovery sheet that was saved before is worthless now."));
  kh_cli_say (cli,
              _ ("The recovery sheet is in %s. Print it, put it into a safe, and delete the "
                 "file."),
              path);
  return KH_EXIT_DONE;
}

static int
remove_sheet (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;

  if (!has_sheet (cli, &found, &error) || (found && !confirm (cli, &error))
      || !kh_cli_do (cli, kh_tenant_api_recovery_remove (), NULL, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, "%s", _ ("The recovery sheet opens nothing any more."));
  return KH_EXIT_DONE;
}

int
kh_cli_recovery (KhCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (kh_cli_object (cli, 0), "add"))
    return add (cli);
  if (g_str_equal (kh_cli_object (cli, 0), "remove"))
    return remove_sheet (cli);
  kh_set_error (&error, KH_ERROR_USAGE, "%s",
                _ ("A recovery sheet can be added and removed: add, remove"));
  return kh_cli_fail (cli, error);
}
