/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A diagnosis in words. */
#include "kh-diagnosis-words.h"

#include "kh-client-i18n.h"

/* Who can do what is left. */
static const char *
describe_owners (guint repairs, guint allowed)
{
  if (allowed == repairs)
    return _ ("This account can repair it.");
  return allowed > 0 ? _ ("This account can repair a part of it.")
                     : _ ("Another administrator has to repair it.");
}

char *
kh_diagnosis_conclusion (guint causes, guint repairs, guint allowed, const char *key)
{
  g_autofree char *found = NULL;

  if (g_strcmp0 (key, "gone") == 0)
    return g_strdup (_ ("The original key is gone. Without it the data cannot be read by anyone, "
                        "ever. A backup file of the key is the only chance."));
  if (causes == 0)
    return g_strdup (g_strcmp0 (key, "different") == 0
                         ? _ ("A key is there, but it is not the original one.")
                         : _ ("The key works again. Only re-enabling is left."));
  if (causes == 1)
    found = g_strdup (_ ("One cause found."));
  else
    found = g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN,
                                        "%u cause found; all of them must be repaired.",
                                        "%u causes found; all of them must be repaired.", causes),
                             causes);
  return g_strdup_printf ("%s %s", found, describe_owners (repairs, allowed));
}

const char *
kh_diagnosis_owner (const char *owner)
{
  if (g_strcmp0 (owner, "kva") == 0)
    return _ ("A Key Vault administrator can do this");
  if (g_strcmp0 (owner, "ppa") == 0)
    return _ ("A Power Platform administrator can do this");
  return _ ("Somebody else has to do this");
}

const char *
kh_diagnosis_effect (void)
{
  return _ ("Brings the access back; nothing else changes");
}

const char *
kh_diagnosis_key_title (const char *key)
{
  if (g_strcmp0 (key, "proven") == 0)
    return _ ("Original key proved");
  if (g_strcmp0 (key, "gone") == 0)
    return _ ("The original key is gone");
  return g_strcmp0 (key, "different") == 0 ? _ ("Not the original key") : _ ("Original key");
}

const char *
kh_diagnosis_key_text (const char *key, guint repairs)
{
  if (g_strcmp0 (key, "proven") == 0)
    return _ ("It opens the data keys of the environments");
  if (g_strcmp0 (key, "gone") == 0)
    return _ ("Without it the data cannot be read by anyone, ever. A backup file of the key is the "
              "only chance; the proof decides.");
  if (g_strcmp0 (key, "different") == 0)
    return _ ("A key of the same name does not help. Recover or restore the version that the data "
              "keys are wrapped with.");
  return repairs > 0 ? _ ("Tried after the steps above") : NULL;
}
