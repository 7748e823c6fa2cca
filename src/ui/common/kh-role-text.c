/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of the roles. */
#include "kh-role-text.h"

#include "kh-text.h"

static const KhRoleText texts[] = {
  { KH_MAY_OWNER, "owner", N_ ("Owner") },
  { KH_MAY_KVA, "kva", N_ ("Key Vault administrator") },
  { KH_MAY_PPA, "ppa", N_ ("Power Platform administrator") },
  { KH_MAY_MAKER, "maker", N_ ("Maker") },
  { KH_MAY_AUDITOR, "auditor", N_ ("Auditor") },
  { KH_MAY_SUPPORT, "support", N_ ("Support") },
};

const KhRoleText *
kh_role_texts (guint *n)
{
  *n = G_N_ELEMENTS (texts);
  return texts;
}

guint
kh_role_bits (KhJson *account)
{
  g_auto (GStrv) words = kh_json_strv (account, "roles");
  guint roles = 0;

  for (guint i = 0; words != NULL && i < G_N_ELEMENTS (texts); i++)
    if (g_strv_contains ((const char *const *)words, texts[i].word))
      roles |= (guint)texts[i].role;
  return roles;
}

char *
kh_role_names (guint roles, const char *separator)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if ((roles & (guint)texts[i].role) != 0)
      g_string_append_printf (out, "%s%s", out->len > 0 ? separator : "", _ (texts[i].name));
  return g_string_free (out, FALSE);
}

char **
kh_role_words (guint roles)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if ((roles & (guint)texts[i].role) != 0)
      g_strv_builder_add (words, texts[i].word);
  return g_strv_builder_end (words);
}
