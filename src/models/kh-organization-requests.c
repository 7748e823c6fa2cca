/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the requests of persons: all of them at once, once however often it is asked for. */
#include "kh-organization-private.h"

#include "kh-request-api.h"
#include "kh-role-check.h"

static void
on_requests_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_organization_call_finish (self, result, &error);
  gboolean again = self->requests_again;

  self->requests_running = self->requests_again = FALSE;
  if (again)
    kh_organization_refresh_requests (self);
  else if (all != NULL)
    kh_request_list_take (self->requests, all);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_request_list_fail (self->requests, error);
}

/* The tenant records each refusal: what the account may not read is not asked for. */
void
kh_organization_refresh_requests (KhOrganization *self)
{
  g_autoptr (GError) error = NULL;

  if (self->closed || self->tenant == NULL)
    return;
  if (!kh_role_check (self->roles, KH_VERB_READ, &error)) {
    kh_request_list_fail (self->requests, error);
    return;
  }
  self->requests_again = self->requests_running;
  if (self->requests_running)
    return;
  self->requests_running = TRUE;
  kh_organization_call_async (self, kh_request_api_list (NULL), NULL, on_requests_cb, NULL);
}

gboolean
kh_organization_unlocks_by_request (KhOrganization *self)
{
  return g_strcmp0 (kh_json_string (self->tenant, "unlockRule"), "support-request") == 0;
}

KhRequestList *
kh_organization_get_requests (KhOrganization *self)
{
  return self->requests;
}
