/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A role assignment as a value. */

#include <string.h>

#include "kh-role-assignment.h"
#include "kh-value-private.h"

static void
role_assignment_init (KhRoleAssignment *self)
{
  self->created_at = KH_TIME_NONE;
}

static void
role_assignment_clear (KhRoleAssignment *self)
{
  g_free (self->id);
  g_free (self->scope);
  g_free (self->role_id);
  g_free (self->principal_id);
}

static void
role_assignment_deepen (KhRoleAssignment *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, scope);
  KH_DEEPEN_TEXT (self, role_id);
  KH_DEEPEN_TEXT (self, principal_id);
}

KH_DEFINE_VALUE (KhRoleAssignment, role_assignment);

gboolean
kh_role_assignment_covers (const KhRoleAssignment *self, const char *vault, const char *key)
{
  if (strcmp (self->scope, "*") == 0)
    return TRUE;
  gsize length = strlen (vault);
  if (g_ascii_strncasecmp (self->scope, vault, length) != 0)
    return FALSE;
  if (self->scope[length] == '\0')
    return TRUE;
  return key != NULL && self->scope[length] == '/'
         && g_ascii_strcasecmp (self->scope + length + 1, key) == 0;
}
