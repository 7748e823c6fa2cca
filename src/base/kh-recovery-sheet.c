/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a recovery sheet, and the code in it. */
#include "kh-recovery-sheet.h"

#include <string.h>

#include "kh-id.h"
#include "khc-recovery.h"

#define ID_LABEL "Organization id"

static const char head[] = "KEYHOLD RECOVERY SHEET\n"
                           "\n"
                           "Organization     %s\n" ID_LABEL "  %s\n"
                           "Folder           %s\n"
                           "Saved            %s\n"
                           "Signs in as      %s\n"
                           "\n"
                           "RECOVERY CODE\n"
                           "\n";

static const char tail[] =
    "\n"
    "The letters I, L, O and U do not occur. The last character of each line checks the line, so\n"
    "a typing error is told before the code is tried.\n"
    "\n"
    "WHAT IT OPENS\n"
    "\n"
    "The organization named above, with all its vaults, keys and data, without a passphrase and\n"
    "without the keyring of a desktop. It is for the day when those are lost. It is no copy of "
    "the\n"
    "organization: the folder, and the folder of the vaults, have to be there.\n"
    "\n"
    "HOW TO USE IT\n"
    "\n"
    "In the console: open the organization, choose Use Recovery Sheet in the window that asks for\n"
    "the passphrase, and choose this file or type the code. Then set a new passphrase.\n"
    "\n"
    "On the command line, with this file, or with a file that has the five lines alone:\n"
    "\n"
    "    keyholdctl --data-dir FOLDER --recovery-file FILE tenant passphrase change\n"
    "\n"
    "Every use of the code is recorded in the audit log.\n"
    "\n"
    "WARNINGS\n"
    "\n"
    "Whoever has this sheet and the folder has the organization. Print it, put it into a safe "
    "that\n"
    "is not at the same place as the computer, and delete the file.\n"
    "Do not send it by mail, do not photograph it, do not keep it on a shared disk.\n"
    "A sheet that is saved later makes this one worthless. So does removing it: Organization\n"
    "Settings, or keyholdctl tenant recovery remove. Do that as soon as a sheet is missing.\n";

/* --- Printing -------------------------------------------------------------------------------- */

/* (transfer full): on one line, whatever it holds. */
static char *
one_line (const char *text)
{
  char *line = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (char *c = line; *c != '\0'; c++)
    if ((guchar)*c < ' ' || *c == 0x7f)
      *c = '?';
  return line;
}

static guint8 *
put (guint8 *out, const void *bytes, gsize size)
{
  memcpy (out, bytes, size);
  return out + size;
}

KhSecret *
kh_recovery_sheet_print (const KhRecoveryFacts *facts, KhSecret *key, GError **error)
{
  static const gsize line_size = KHC_RECOVERY_LINE_SIZE;
  g_autoptr (KhSecret) code = kh_recovery_code_print (key, error);
  g_autofree char *organization = one_line (facts->organization);
  g_autofree char *folder = one_line (facts->folder);
  g_autofree char *account = one_line (facts->account);
  g_autofree char *time = kh_time_format (facts->time - facts->time % KH_SECOND);
  g_autofree char *top = g_strdup_printf (head, organization, facts->tenant, folder, time, account);
  KhcSecret *sheet = NULL;
  guint8 *out;
  int result;

  if (code == NULL)
    return NULL;
  result =
      khc_secret_new (strlen (top) + strlen (tail) + KHC_RECOVERY_LINES * (line_size + 9), &sheet);
  if (result != 0) {
    kh_error_from_khc (error, result, "The recovery sheet");
    return NULL;
  }
  out = put (khc_secret_bytes_mut (sheet), top, strlen (top));
  for (guint i = 0; i < KHC_RECOVERY_LINES; i++) {
    const char number[] = { ' ', ' ', ' ', ' ', (char)('1' + i), ' ', ' ', ' ' };

    out = put (out, number, sizeof number);
    out = put (out, kh_secret_get_bytes (code) + i * (line_size + 1), line_size);
    out = put (out, "\n", 1);
  }
  put (out, tail, strlen (tail));
  return kh_secret_new_take (sheet);
}

/* --- Reading --------------------------------------------------------------------------------- */

/* Where the symbols of a numbered line begin, NULL where @line is none. */
static const char *
find_symbols (const char *line, const char *end, guint *number)
{
  guint n = 0;

  while (line < end && (*line == ' ' || *line == '\t'))
    line++;
  if (line + 1 >= end || *line < '1' || *line > '0' + KHC_RECOVERY_LINES
      || (line[1] != ' ' && line[1] != '\t'))
    return NULL;
  *number = (guint)(*line - '0');
  line++;
  for (const char *c = line; c < end; c++) {
    if (strchr (" \t\r-", *c) != NULL)
      continue;
    if (!g_ascii_isalnum (*c))
      return NULL;
    n++;
  }
  return n == KHC_RECOVERY_LINE_SYMBOLS ? line : NULL;
}

/* (nullable): the id that a sheet names. */
static char *
find_id (const char *line, const char *end)
{
  g_autofree char *text = NULL;
  guint8 id[16];

  if ((gsize)(end - line) <= strlen (ID_LABEL) || !g_str_has_prefix (line, ID_LABEL))
    return NULL;
  text = g_strstrip (g_strndup (line + strlen (ID_LABEL), (gsize)(end - line) - strlen (ID_LABEL)));
  return kh_id_to_bytes (text, id) ? kh_id_from_bytes (id) : NULL;
}

/* The code lines one below the other. */
typedef struct {
  char text[KHC_RECOVERY_LINES * 64];
  gsize size;
  guint n; /* lines, in their order */
} Lines;

static void
take_line (Lines *lines, const char *line, const char *end)
{
  guint number;
  const char *symbols = find_symbols (line, end, &number);

  if (symbols == NULL || number != lines->n + 1
      || lines->size + (gsize)(end - symbols) + 1 > sizeof lines->text)
    return;
  memcpy (lines->text + lines->size, symbols, (gsize)(end - symbols));
  lines->size += (gsize)(end - symbols);
  lines->text[lines->size++] = '\n';
  lines->n++;
}

KhSecret *
kh_recovery_sheet_parse (const char *text, gsize size, char **tenant, GError **error)
{
  const char *end = text + size;
  Lines lines = { 0 };
  KhSecret *key = NULL;

  if (tenant != NULL)
    *tenant = NULL;
  for (const char *line = text; line < end;) {
    const char *stop = memchr (line, '\n', (gsize)(end - line));

    if (stop == NULL)
      stop = end;
    if (tenant != NULL && *tenant == NULL)
      *tenant = find_id (line, stop);
    take_line (&lines, line, stop);
    line = stop + 1;
  }
  if (lines.n == KHC_RECOVERY_LINES)
    key = kh_recovery_code_parse (lines.text, lines.size, error);
  else if (lines.n == 0 && size <= KHC_RECOVERY_TEXT_MAX)
    key = kh_recovery_code_parse (text, size, error);
  else
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, NULL, "NoRecoveryCode",
                        "Give the file as it was saved, or one with the five lines alone.",
                        "There is no recovery code in it");
  explicit_bzero (&lines, sizeof lines);
  if (key == NULL && tenant != NULL)
    g_clear_pointer (tenant, g_free);
  return key;
}
