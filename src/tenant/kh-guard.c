/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Confirmation tokens: made for one impact, checked against the present one. */
#include "kh-guard.h"

#include "kh-tenant-private.h"
#include "khc-hash.h"
#include "khc-labels.h"

#include <stdlib.h>
#include <string.h>

/* MAC over expiry, account and the canonical impact, as hex. */
static char *
make_mac (KhTenant *tenant, const char *account_id, gint64 expiry, GBytes *canonical)
{
  g_autofree char *head =
      g_strdup_printf ("%" G_GINT64_FORMAT "\n%s\n", expiry, account_id != NULL ? account_id : "");
  GString *hex = g_string_new (NULL);
  guint8 mac[32];
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (canonical, &size);
  KhcBytes key = { kh_secret_get_bytes (tenant->token_key),
                   kh_secret_get_size (tenant->token_key) };
  KhcBytes parts[] = { { (const guint8 *)head, strlen (head) }, { data, size } };

  if (khc_hmac_sha256 (key, parts, G_N_ELEMENTS (parts), mac) != KHC_OK)
    g_error ("HMAC failed");
  for (gsize i = 0; i < sizeof mac; i++)
    g_string_append_printf (hex, "%02x", mac[i]);
  return g_string_free (hex, FALSE);
}

static char *
make_token (KhTenant *tenant, const char *account_id, gint64 expiry, GBytes *canonical)
{
  g_autofree char *mac = make_mac (tenant, account_id, expiry, canonical);

  return g_strdup_printf ("%" G_GINT64_MODIFIER "x.%s", expiry, mac);
}

char *
kh_guard_make_token (KhTenant *tenant, KhCaller *caller, const KhImpact *impact,
                     const KhChange *change)
{
  g_autoptr (GBytes) canonical = kh_impact_canonical (impact, change);

  return make_token (tenant, caller->account_id, kh_tenant_now (tenant) + KH_GUARD_TOKEN_LIFE,
                     canonical);
}

static gboolean
token_is_good (KhTenant *tenant, KhCaller *caller, const KhImpact *impact, const KhChange *change)
{
  g_autoptr (GBytes) canonical = kh_impact_canonical (impact, change);
  gint64 expiry = g_ascii_strtoll (caller->confirmation, NULL, 16);
  g_autofree char *expected = make_token (tenant, caller->account_id, expiry, canonical);

  if (strlen (expected) != strlen (caller->confirmation)
      || g_hash_table_contains (tenant->spent_tokens, caller->confirmation))
    return FALSE;
  return khc_equal (expected, caller->confirmation, strlen (expected))
         && kh_tenant_now (tenant) < expiry;
}

static void
set_refusal (KhTenant *tenant, const KhImpact *impact, const char *inner, const char *message,
             GError **error)
{
  g_autoptr (GError) refusal = NULL;

  kh_set_error_facts (&refusal, KH_ERROR_CONFIRMATION, impact->confirm_name, inner, NULL, message);
  if (tenant->impact_printer != NULL)
    kh_error_get_facts (refusal)->details = tenant->impact_printer (impact);
  g_propagate_error (error, g_steal_pointer (&refusal));
}

gboolean
kh_guard_check (KhTenant *tenant, KhCaller *caller, const KhChange *change, gboolean *used,
                GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhImpact) impact =
      kh_impact_compute (estate, change, kh_tenant_get_hold_time (tenant), error);

  if (used != NULL)
    *used = FALSE;
  if (impact == NULL)
    return FALSE;
  if (caller->is_platform || impact->is_empty || impact->level < KH_GUARD_DOWN)
    return TRUE;
  if (caller->confirmation == NULL) {
    set_refusal (tenant, impact, "ConfirmationRequired",
                 "This takes environments down or cannot be undone: it has to be confirmed", error);
    return FALSE;
  }
  if (token_is_good (tenant, caller, impact, change)) {
    if (used != NULL)
      *used = TRUE;
    return TRUE;
  }
  set_refusal (tenant, impact, "ConfirmationStale",
               "The confirmation does not fit the present impact: look at the impact again", error);
  return FALSE;
}

static gboolean
has_expired (gpointer token, gpointer unused, gpointer tenant)
{
  return g_ascii_strtoll (token, NULL, 16) <= kh_tenant_now (tenant);
}

void
kh_guard_spend (KhTenant *tenant, KhCaller *caller, const KhChange *change)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhImpact) impact =
      kh_impact_compute (estate, change, kh_tenant_get_hold_time (tenant), NULL);

  if (impact != NULL && token_is_good (tenant, caller, impact, change))
    return;
  g_hash_table_foreach_remove (tenant->spent_tokens, has_expired, tenant);
  g_hash_table_add (tenant->spent_tokens, g_strdup (caller->confirmation));
}
