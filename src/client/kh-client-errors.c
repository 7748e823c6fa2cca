/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failed answers and broken connections as errors of KH_ERROR. */
#include "kh-client-private.h"

#include "kh-wire-error.h"

void
_kh_client_set_answer_error (GError **error, guint status, GBytes *body)
{
  kh_wire_error_read (body, (int)status, error);
}

void
_kh_client_set_transport_error (GError **error, const GError *cause, gboolean sent)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_error_copy (cause));
    return;
  }
  if (sent) {
    g_autofree char *text =
        g_strdup_printf ("The connection broke before the answer came (%s)", cause->message);

    kh_set_error_facts (error, KH_ERROR_NETWORK, NULL, "OutcomeUnknown",
                        "Look at the object before repeating the command", text);
    return;
  }
  kh_set_error (error, KH_ERROR_NETWORK, "The tenant does not answer (%s)", cause->message);
}
