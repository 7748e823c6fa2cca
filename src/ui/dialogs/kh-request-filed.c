/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act that became a request. */
#include "kh-request-filed.h"

#include "kh-text.h"
#include "kh-uri.h"

gboolean
kh_is_request_filed (const GError *error)
{
  return kh_error_is (error, KH_ERROR_CONFIRMATION)
         && g_strcmp0 (kh_error_get_facts (error)->inner, "ApprovalRequired") == 0;
}

/* (transfer full) (nullable): of its page. */
static char *
make_uri (const GError *error)
{
  const char *request = kh_error_get_facts (error)->target;

  return request != NULL ? kh_uri_format_section (KH_SECTION_REQUESTS, request) : NULL;
}

void
kh_tell_request_filed (GtkWidget *widget, const GError *error)
{
  g_autofree char *uri = make_uri (error);

  kh_toast (widget, _ ("Request filed. Nothing is done before it is approved"),
            uri != NULL ? _ ("View") : NULL, uri);
}

void
kh_dialog_done_filed (KhDialog *self, const GError *error)
{
  g_autofree char *uri = make_uri (error);

  kh_dialog_done (self, _ ("Request filed. Nothing is done before it is approved"),
                  uri != NULL ? _ ("View") : NULL, uri);
}
