/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An enterprise policy as a value. */

#include "kh-policy.h"
#include "kh-value-private.h"

static void
policy_init (KhPolicy *self)
{
  self->readers = g_new0 (char *, 1);
  self->created_at = KH_TIME_NONE;
  self->deleted_at = KH_TIME_NONE;
}

static void
policy_clear (KhPolicy *self)
{
  g_free (self->id);
  g_free (self->system_id);
  g_free (self->name);
  g_free (self->geo);
  g_free (self->vault);
  g_free (self->key);
  g_free (self->version);
  g_free (self->principal_id);
  g_free (self->health_reason);
  g_strfreev (self->readers);
}

static void
policy_deepen (KhPolicy *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, system_id);
  KH_DEEPEN_TEXT (self, name);
  KH_DEEPEN_TEXT (self, geo);
  KH_DEEPEN_TEXT (self, vault);
  KH_DEEPEN_TEXT (self, key);
  KH_DEEPEN_TEXT (self, version);
  KH_DEEPEN_TEXT (self, principal_id);
  KH_DEEPEN_TEXT (self, health_reason);
  self->readers = g_strdupv (self->readers);
}

KH_DEFINE_VALUE (KhPolicy, policy);

KhVersionRule
kh_policy_get_version_rule (const KhPolicy *self)
{
  return self->version != NULL ? KH_VERSION_RULE_PINNED : KH_VERSION_RULE_LATEST;
}

gboolean
kh_policy_is_live (const KhPolicy *self)
{
  return self->deleted_at == KH_TIME_NONE;
}

gboolean
kh_policy_has_reader (const KhPolicy *self, const char *account_id)
{
  for (guint i = 0; self->readers[i] != NULL; i++)
    if (g_ascii_strcasecmp (self->readers[i], account_id) == 0)
      return TRUE;
  return FALSE;
}

void
kh_policy_set_reader (KhPolicy *self, const char *account_id, gboolean reader)
{
  g_autoptr (GPtrArray) readers = g_ptr_array_new ();
  for (guint i = 0; self->readers[i] != NULL; i++) {
    if (g_ascii_strcasecmp (self->readers[i], account_id) == 0)
      g_free (self->readers[i]);
    else
      g_ptr_array_add (readers, self->readers[i]);
  }
  if (reader)
    g_ptr_array_add (readers, g_strdup (account_id));
  g_ptr_array_add (readers, NULL);
  g_free (self->readers);
  self->readers = (char **)g_ptr_array_steal (readers, NULL);
}

char *
kh_policy_make_system_id (const char *geo, const char *id)
{
  return g_strdup_printf ("/regions/%s/providers/Microsoft.PowerPlatform/enterprisePolicies/%s",
                          geo, id);
}
