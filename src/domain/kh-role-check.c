/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The role matrix (model.md 6). */

#include "kh-role-check.h"

#include "kh-enum-private.h"
#include "kh-error.h"

static const KhEnumText verb_texts[] = {
  { KH_VERB_READ, "read" },
  { KH_VERB_READ_ENVIRONMENTS, "read-environments" },
  { KH_VERB_READ_AUDIT, "read-audit" },
  { KH_VERB_VAULT, "vault" },
  { KH_VERB_POLICY, "policy" },
  { KH_VERB_LOCK, "lock" },
  { KH_VERB_ENVIRONMENT, "environment" },
  { KH_VERB_CMK, "cmk" },
  { KH_VERB_DATA, "data" },
  { KH_VERB_UNLOCK_REQUEST, "unlock-request" },
  { KH_VERB_DECIDE_UNLOCK, "decide-unlock" },
  { KH_VERB_APPROVE, "approve" },
  { KH_VERB_TENANT, "tenant" },
  { KH_VERB_DISMISS, "dismiss" },
};
KH_DEFINE_ENUM_TEXT (KhVerb, verb);

#define OWNER KH_ROLE_OWNER
#define KVA KH_ROLE_KVA
#define PPA KH_ROLE_PPA
#define MAKER KH_ROLE_MAKER
#define AUDITOR KH_ROLE_AUDITOR
#define SUPPORT KH_ROLE_SUPPORT

/* A person who may approve is one who may do the act or administers either side. */
static const guint matrix[] = {
  [KH_VERB_READ] = OWNER | KVA | PPA | AUDITOR | SUPPORT,
  [KH_VERB_READ_ENVIRONMENTS] = OWNER | KVA | PPA | MAKER | AUDITOR | SUPPORT,
  [KH_VERB_READ_AUDIT] = OWNER | KVA | PPA | AUDITOR | SUPPORT,
  [KH_VERB_VAULT] = KVA,
  [KH_VERB_POLICY] = KVA,
  [KH_VERB_LOCK] = KVA,
  [KH_VERB_ENVIRONMENT] = PPA,
  [KH_VERB_CMK] = PPA,
  [KH_VERB_DATA] = PPA | MAKER,
  [KH_VERB_UNLOCK_REQUEST] = PPA,
  [KH_VERB_DECIDE_UNLOCK] = SUPPORT,
  [KH_VERB_APPROVE] = KVA | PPA,
  [KH_VERB_TENANT] = OWNER,
  [KH_VERB_DISMISS] = OWNER | KVA | PPA,
};

KhRoles
kh_verb_get_roles (KhVerb verb)
{
  return (KhRoles)matrix[verb];
}

/* (transfer full): "kva", or "ppa or maker". */
static char *
name_roles (KhRoles roles)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < kh_role_count (); i++)
    if (roles & kh_role_nth (i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " or " : "",
                              kh_role_to_string (kh_role_nth (i)));
  return g_string_free (text, FALSE);
}

gboolean
kh_role_check (KhRoles roles, KhVerb verb, GError **error)
{
  KhRoles wanted = kh_verb_get_roles (verb);
  if (roles & wanted)
    return TRUE;
  g_autofree char *names = name_roles (wanted);
  g_autofree char *message = g_strdup_printf ("This needs the role %s.", names);
  kh_set_error_facts (error, KH_ERROR_PERMISSION, names, "MissingRole",
                      "Sign in as an account that has the role, or ask the owner for it.", message);
  return FALSE;
}
