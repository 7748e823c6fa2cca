/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Role assignments on the wire, and the ARM paths of what they are given on. */
#include "kh-wire-assignment.h"

#include <string.h>

#define O(member) G_STRUCT_OFFSET (KhArmAssignment, member)
static const KhField fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (name) },
  { "type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (type) },
  { "properties.scope", KH_FIELD_TEXT, KH_FIELD_OMIT, O (scope) },
  { "properties.roleDefinitionId", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (role_definition_id) },
  { "properties.principalId", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (principal_id) },
  { "properties.principalType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (principal_type) },
  { "properties.createdOn", KH_FIELD_TIME, KH_FIELD_OMIT, O (created_on) },
  { "properties.keyhold.roleName", KH_FIELD_TEXT, KH_FIELD_OMIT, O (role_name) },
  { "properties.keyhold.principalName", KH_FIELD_TEXT, KH_FIELD_OMIT, O (principal_name) },
};
#undef O
KH_DEFINE_SHAPE (KhArmAssignment, arm_assignment, fields)

static char *
group_path (const KhArmPlace *place)
{
  return g_strdup_printf ("/subscriptions/%s/resourceGroups/%s", place->subscription, place->group);
}

char *
kh_arm_vault_id (const KhArmPlace *place, const char *vault)
{
  g_autofree char *group = group_path (place);
  return g_strdup_printf ("%s/providers/Microsoft.KeyVault/vaults/%s", group, vault);
}

char *
kh_arm_policy_id (const KhArmPlace *place, const char *policy)
{
  g_autofree char *group = group_path (place);
  g_autofree char *name = g_uri_escape_string (policy, NULL, FALSE);
  return g_strdup_printf ("%s/providers/Microsoft.PowerPlatform/enterprisePolicies/%s", group,
                          name);
}

char *
kh_arm_scope_print (const KhArmPlace *place, const char *scope)
{
  if (g_str_equal (scope, "*"))
    return group_path (place);
  if (g_str_has_prefix (scope, "policy:"))
    return kh_arm_policy_id (place, scope + strlen ("policy:"));
  const char *slash = strchr (scope, '/');
  g_autofree char *vault =
      slash == NULL ? g_strdup (scope) : g_strndup (scope, (gsize)(slash - scope));
  g_autofree char *id = kh_arm_vault_id (place, vault);
  return slash == NULL ? g_steal_pointer (&id) : g_strdup_printf ("%s/keys/%s", id, slash + 1);
}

static gboolean
is_provider (char **parts, guint at, const char *provider, const char *type)
{
  return g_ascii_strcasecmp (parts[at], "providers") == 0
         && g_ascii_strcasecmp (parts[at + 1], provider) == 0
         && g_ascii_strcasecmp (parts[at + 2], type) == 0;
}

/* /subscriptions/S[/resourceGroups/G[/providers/P/T/NAME[/keys/KEY]]] */
char *
kh_arm_scope_parse (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path + strspn (path, "/"), "/", 0);
  guint n = g_strv_length (parts);
  if (n < 2 || g_ascii_strcasecmp (parts[0], "subscriptions") != 0)
    return NULL;
  if (n == 2 || n == 4)
    return n == 2 || g_ascii_strcasecmp (parts[2], "resourceGroups") == 0 ? g_strdup ("*") : NULL;
  if (n != 8 && n != 10)
    return NULL;
  if (is_provider (parts, 4, "Microsoft.KeyVault", "vaults")) {
    if (n == 8)
      return g_strdup (parts[7]);
    return g_ascii_strcasecmp (parts[8], "keys") == 0
               ? g_strdup_printf ("%s/%s", parts[7], parts[9])
               : NULL;
  }
  if (n != 8 || !is_provider (parts, 4, "Microsoft.PowerPlatform", "enterprisePolicies"))
    return NULL;
  g_autofree char *name = g_uri_unescape_string (parts[7], NULL);
  return name == NULL ? NULL : g_strconcat ("policy:", name, NULL);
}
