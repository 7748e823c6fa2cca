/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyhold-verify: proves an audit log without the program that wrote it.
 *
 * Reads segments and checkpoints; needs no tenant, no passphrase and no database. Exit status: 0
 * intact, 1 broken, 2 cannot tell (no log, not readable, newer, unfinished, or wrong arguments).
 */
#include <string.h>

#include "kh-audit-log-line.h"
#include "kh-audit-log-scan.h"
#include "kh-audit-verify.h"
#include "khc-suite.h"

#define STATUS_CANNOT_TELL 2
#define SMALL_FILE_MAX 4096

typedef struct {
  char *folder;
  char *since;
  char *public_key;
} Arguments;

static int G_GNUC_PRINTF (1, 2) fail (const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("keyhold-verify: %s\n", text);
  return STATUS_CANNOT_TELL;
}

/* A data folder has its log in tenant/audit. */
static char *
find_folder (const char *path)
{
  g_autofree char *inner = g_build_filename (path, "tenant", "audit", NULL);

  return g_file_test (inner, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&inner) : g_strdup (path);
}

/* 64 hexadecimal digits, or the 32 bytes themselves. */
static gboolean
read_public_key (const char *path, guint8 key[32], GError **error)
{
  g_autoptr (GBytes) bytes = kh_io_read_file (kh_io_default (), path, SMALL_FILE_MAX, error);
  g_autofree char *text = NULL;
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  if (size == 32) {
    memcpy (key, data, size);
    return TRUE;
  }
  text = g_ascii_strdown (data, (gssize)size);
  g_strstrip (text);
  if (kh_audit_unhex (text, strlen (text), key))
    return TRUE;
  kh_set_error (error, KH_ERROR_FORMAT, "%s holds no public key of 64 hexadecimal digits.", path);
  return FALSE;
}

/* The checkpoint must be signed by the key that is expected, or by the log's own. */
static gboolean
read_anchor (const Arguments *arguments, const char *folder, const guint8 *public_key,
             KhAuditAnchor *anchor, GError **error)
{
  g_autoptr (GBytes) bytes =
      kh_io_read_file (kh_io_default (), arguments->since, SMALL_FILE_MAX, error);
  KhAuditIdentity identity;
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return FALSE;
  if (public_key == NULL
      && kh_audit_read_identity (kh_io_default (), folder, &identity, NULL) == KH_AUDIT_IDENTITY_OK)
    public_key = identity.public_key;
  data = g_bytes_get_data (bytes, &size);
  if (public_key != NULL && kh_audit_anchor_parse (data, size, public_key, anchor))
    return TRUE;
  kh_set_error (error, KH_ERROR_FORMAT, "%s is not a checkpoint of this log.", arguments->since);
  return FALSE;
}

static void
print_report (const KhAuditReport *report)
{
  char head[65], key[65];

  kh_audit_hex (report->head, head);
  kh_audit_hex (report->public_key, key);
  g_print ("result:      %s\n", kh_audit_verdict_name (report->verdict));
  if (report->reason != NULL)
    g_print ("reason:      %s\n", report->reason);
  if (report->verdict == KH_AUDIT_BROKEN) {
    g_print ("first bad:   file %s, line %" G_GUINT64_FORMAT ", record %" G_GUINT64_FORMAT "\n",
             report->bad_file, report->bad_line, report->bad_seq);
    g_print ("expected:    %s\n", *report->bad_expected != '\0' ? report->bad_expected : "-");
    g_print ("found:       %s\n", *report->bad_found != '\0' ? report->bad_found : "-");
  }
  if (report->log[0] == '\0')
    return;
  g_print ("log:         %s\n", report->log);
  g_print ("tenant:      %s\n", report->tenant);
  g_print ("public key:  %s\n", key);
  g_print ("records:     %" G_GUINT64_FORMAT "\n", report->records);
  g_print ("head:        %s\n", head);
  g_print ("checkpoints: %" G_GUINT64_FORMAT ", the last one over %" G_GUINT64_FORMAT " records\n",
           report->checkpoints, report->signed_size);
  if (report->time_reversals > 0)
    g_print ("times:       %" G_GUINT64_FORMAT " records are dated before the one before them\n",
             report->time_reversals);
}

static int
verify (const Arguments *arguments)
{
  g_autofree char *folder = find_folder (arguments->folder);
  g_auto (KhAuditReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  KhAuditVerifyOptions options = { 0 };
  KhAuditAnchor anchor;
  guint8 key[32];

  if (arguments->public_key != NULL) {
    if (!read_public_key (arguments->public_key, key, &error))
      return fail ("%s", error->message);
    options.public_key = key;
  }
  if (arguments->since != NULL) {
    if (!read_anchor (arguments, folder, options.public_key, &anchor, &error))
      return fail ("%s", error->message);
    options.anchor = &anchor;
  }
  kh_audit_verify (folder, &options, &report);
  print_report (&report);
  return (int)report.verdict;
}

static gboolean
parse_arguments (int *argc, char ***argv, Arguments *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "since", 0, 0, G_OPTION_ARG_FILENAME, &arguments->since,
      "A checkpoint noted earlier: the log must go on from it", "FILE" },
    { "public-key", 0, 0, G_OPTION_ARG_FILENAME, &arguments->public_key,
      "The key the log must be signed with, 64 hexadecimal digits", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("DATA_DIR|AUDIT_FOLDER");

  g_option_context_set_summary (context,
                                "Verifies an audit log of Keyhold: chain, order and signatures.\n"
                                "Exit status: 0 intact, 1 broken, 2 cannot tell.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc != 2) {
    kh_set_error (error, KH_ERROR_USAGE, "Name one folder; see keyhold-verify --help.");
    return FALSE;
  }
  arguments->folder = (*argv)[1];
  return TRUE;
}

int
main (int argc, char **argv)
{
  Arguments arguments = { NULL };
  g_autoptr (GError) error = NULL;
  int status;

  G_STATIC_ASSERT (KH_AUDIT_INTACT == 0 && KH_AUDIT_BROKEN == 1
                   && (int)KH_AUDIT_CANNOT_TELL == STATUS_CANNOT_TELL);
  if (!parse_arguments (&argc, &argv, &arguments, &error))
    status = fail ("%s", error->message);
  else if (khc_init (NULL) != KHC_OK || khc_self_test () != KHC_OK)
    status = fail ("the cryptographic library does not work");
  else
    status = verify (&arguments);
  g_free (arguments.since);
  g_free (arguments.public_key);
  return status;
}
