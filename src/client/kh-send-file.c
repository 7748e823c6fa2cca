/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file into an environment. */
#include "kh-send-file.h"

#include "kh-error-table.h"

static void
write_refusal (KhJsonOut *out, const char *name, const char *file, const char *rule,
               const char *reason)
{
  g_autofree char *clean = g_utf8_make_valid (file, -1);

  kh_json_out_begin (out, name);
  kh_json_out_string (out, "file", clean);
  kh_json_out_string (out, "rule", rule);
  kh_json_out_string (out, "reason", reason);
  kh_json_out_null (out, "line");
  kh_json_out_end (out);
}

KhJson *
kh_send_refusal (const char *file, const char *rule, const char *reason)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  write_refusal (out, NULL, file, rule, reason);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* A report that refuses this file. */
static KhJson *
refused (const char *file, const char *rule, const char *reason)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "imported");
  kh_json_out_end_array (out);
  kh_json_out_begin_array (out, "refused");
  write_refusal (out, NULL, file, rule, reason);
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* What is wrong with the file concerns the file alone; anything else would meet the next one too.
 */
static gboolean
concerns_file (const GError *error)
{
  static const KhErrorCode codes[] = { KH_ERROR_ARGUMENT,  KH_ERROR_EXISTS,   KH_ERROR_FORMAT,
                                       KH_ERROR_TOO_LARGE, KH_ERROR_NOT_OURS, KH_ERROR_DAMAGED,
                                       KH_ERROR_RULE };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (kh_error_is (error, codes[i]))
      return TRUE;
  return FALSE;
}

KhJson *
kh_client_send_file (KhClient *client, GFile *file, const KhImportDraft *draft,
                     const KhSendOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = g_file_get_basename (file);
  KhImportDraft own = *draft;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, &cause);
  KhErrorFacts *facts;
  KhJson *report;
  KhCall *call;

  if (stream == NULL && !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return refused (options->shown, "CannotRead", cause->message);
  if (stream != NULL && !g_utf8_validate (name, -1, NULL))
    return refused (options->shown, "NameNotUtf8", "The name of the file is not UTF-8");
  if (stream != NULL) {
    own.name = name;
    call = kh_data_api_import (&own, G_INPUT_STREAM (stream), options->length);
    kh_call_set_reason (call, options->reason);
    kh_call_set_progress (call, options->progress, options->data);
    report = kh_client_call (client, call, cancellable, &cause);
    if (report != NULL)
      return report;
  }
  if (!concerns_file (cause)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  facts = kh_error_get_facts (cause);
  return refused (options->shown,
                  facts != NULL && facts->inner != NULL ? facts->inner
                                                        : kh_error_row_of (cause)->wire_code,
                  cause->message);
}
