/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in three parts: what failed, why and what to do, and the details. */
#include "kh-text.h"

#include "kh-error-table.h"
#include "kh-sentences.h"

/* Where the page says it in other words than the command line. */
static const struct {
  KhErrorCode code;
  const char *inner; /* (nullable): any */
  const char *title;
} titles[] = {
  { KH_ERROR_CONFIRMATION, "ConfirmationStale", N_ ("The Impact Has Changed") },
  { KH_ERROR_AUDIT, NULL, N_ ("Changes Are Refused") },
  { KH_ERROR_NO_SPACE, "AuditUnavailable", N_ ("Changes Are Refused") },
};

char *
kh_text_error_title (const GError *error)
{
  KhErrorFacts *facts = kh_error_get_facts (error);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (kh_error_is (error, titles[i].code)
        && (titles[i].inner == NULL
            || (facts != NULL && g_strcmp0 (facts->inner, titles[i].inner) == 0)))
      return g_strdup (_ (titles[i].title));
  return g_strdup (_ (kh_error_row_of (error)->title));
}

/* One sentence with its full stop. */
static char *
as_sentence (const char *text)
{
  gsize length = strlen (text);
  gboolean ends = length > 0 && strchr (".!?…", text[length - 1]) != NULL;

  return g_strconcat (text, ends ? "" : ".", NULL);
}

char *
kh_text_error_body (const GError *error)
{
  const char *advice = kh_error_advice (error);
  g_autofree char *what = as_sentence (kh_said (error->message));
  g_autofree char *advised = advice != NULL ? as_sentence (kh_said (_ (advice))) : NULL;

  return advised != NULL ? g_strconcat (what, " ", advised, NULL) : g_steal_pointer (&what);
}

char *
kh_text_error_details (const GError *error)
{
  const KhErrorRow *row = kh_error_row_of (error);
  KhErrorFacts *facts = kh_error_get_facts (error);
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s %d", row->wire_code, row->http_status);
  if (facts != NULL && facts->inner != NULL)
    g_string_append_printf (out, "\n%s", facts->inner);
  if (facts != NULL && facts->target != NULL)
    g_string_append_printf (out, "\n%s", facts->target);
  g_string_append_printf (out, "\n%s", error->message);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
