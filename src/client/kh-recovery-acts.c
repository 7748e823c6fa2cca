/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recovery sheet and its slot. */
#include "kh-recovery-acts.h"

#include <glib/gstdio.h>

#include "kh-recovery-sheet.h"
#include "kh-tenant-api.h"

/* What stands on the sheet, and what is told of the seal. */
typedef struct {
  KhJson *tenant, *me, *clock, *seal;
} Place;

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->tenant, kh_json_unref);
  g_clear_pointer (&place->me, kh_json_unref);
  g_clear_pointer (&place->clock, kh_json_unref);
  g_clear_pointer (&place->seal, kh_json_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
find_place (KhClient *client, Place *place, GCancellable *cancellable, GError **error)
{
  place->tenant = kh_client_call (client, kh_tenant_api_get (), cancellable, error);
  if (place->tenant != NULL)
    place->me = kh_client_call (client, kh_tenant_api_me (), cancellable, error);
  if (place->me != NULL)
    place->clock = kh_client_call (client, kh_tenant_api_clock (), cancellable, error);
  if (place->clock != NULL)
    place->seal = kh_client_call (client, kh_tenant_api_seal (), cancellable, error);
  return place->seal != NULL;
}

static gboolean
has_sheet (KhJson *seal)
{
  for (guint i = 0; i < kh_json_length (seal, "slots"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (seal, "slots", i), "kind"), "recovery") == 0)
      return TRUE;
  return FALSE;
}

static KhSecret *
print_sheet (const Place *place, const char *data_dir, KhSecret *key, GError **error)
{
  g_autofree char *folder = g_canonicalize_filename (data_dir, NULL);
  const KhRecoveryFacts facts = {
    .organization = kh_json_string (place->tenant, "name"),
    .tenant = kh_json_string (place->tenant, "id"),
    .folder = folder,
    .account = kh_json_string (place->me, "name"),
    .time = kh_json_time (place->clock, "now"),
  };

  return kh_recovery_sheet_print (&facts, key, error);
}

gboolean
kh_act_save_recovery (KhClient *client, const char *path, const char *data_dir, gboolean *replaced,
                      GCancellable *cancellable, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (KhSecret) key = NULL;
  g_autoptr (KhSecret) sheet = NULL;
  g_autoptr (GError) cause = NULL;

  if (!find_place (client, &place, cancellable, error))
    return FALSE;
  key = kh_recovery_code_new (error);
  sheet = key != NULL ? print_sheet (&place, data_dir, key, error) : NULL;
  /* The sheet is there before its code opens anything: a code that is on no sheet would have made
   * the sheet before worthless. */
  if (sheet == NULL || !kh_recovery_sheet_write (path, sheet, error))
    return FALSE;
  if (kh_client_do (client, kh_tenant_api_recovery_add (key), cancellable, &cause)) {
    *replaced = has_sheet (place.seal);
    return TRUE;
  }
  /* Where no answer came the slot may be there. */
  if (!kh_error_is (cause, KH_ERROR_NETWORK))
    g_unlink (path);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
