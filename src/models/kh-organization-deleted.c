/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the deleted keys: all of them at once, once however often it is asked for. */
#include "kh-organization-private.h"

#include "kh-role-check.h"

static void
on_deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_organization_call_finish (self, result, &error);
  gboolean again = self->deleted_again;

  self->deleted_running = self->deleted_again = FALSE;
  if (again)
    _kh_organization_refresh_deleted_keys (self);
  else if (all != NULL)
    kh_item_list_take_all (self->deleted_keys, all);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_item_list_fail (self->deleted_keys, error);
}

/* The tenant records each refusal: what the account may not read is not asked for. */
void
_kh_organization_refresh_deleted_keys (KhOrganization *self)
{
  if (self->closed || self->tenant == NULL || !kh_role_check (self->roles, KH_VERB_READ, NULL))
    return;
  self->deleted_again = self->deleted_running;
  if (self->deleted_running)
    return;
  self->deleted_running = TRUE;
  kh_organization_call_async (self, kh_key_api_list_deleted (), NULL, on_deleted_cb, NULL);
}

KhItemList *
kh_organization_get_deleted_keys (KhOrganization *self)
{
  return self->deleted_keys;
}
