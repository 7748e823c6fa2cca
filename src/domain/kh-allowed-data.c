/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which environment's data may take the place of another's (domain.md 4.5). */

#include "kh-allowed.h"

#include "kh-error.h"

static gboolean
refuse (const KhEnvironment *target, const char *inner, const char *advice, const char *message,
        GError **error)
{
  kh_set_error_facts (error, KH_ERROR_RULE, target->name, inner, advice, message);
  return FALSE;
}

/* The key is what counts, not its version: rotations do not separate environments. */
static gboolean
have_same_key (const KhEnvironment *a, const KhEnvironment *b)
{
  const KhDekRef *own = kh_environment_get_customer_dek (a);
  const KhDekRef *other = kh_environment_get_customer_dek (b);
  if (own == NULL || other == NULL)
    return own == other;
  return kh_dek_ref_uses (own, other->vault, other->key, NULL);
}

static gboolean
check_pair (const KhEnvironment *target, const KhEnvironment *source, GError **error)
{
  if (target->type != KH_ENVIRONMENT_TYPE_SANDBOX && target->type != KH_ENVIRONMENT_TYPE_DEVELOPER)
    return refuse (target, "EnvironmentSkuType", "Choose a sandbox or a developer environment.",
                   "Data can only be put in the place of a sandbox's or a developer environment's.",
                   error);
  if (g_ascii_strcasecmp (target->geo, source->geo) != 0)
    return refuse (target, "EnvironmentGeo", "Choose an environment of the same geography.",
                   "Data does not leave its geography.", error);
  if (source->dataverse && !target->dataverse)
    return refuse (target, "CdsLink", "Choose an environment with a Dataverse database.",
                   "The environment has no Dataverse database.", error);
  if (!have_same_key (target, source))
    return refuse (target, "EncryptionKeyMismatch",
                   "Give both environments the same key first: keyholdctl cmk enable",
                   "Both environments must be encrypted with the same customer-managed key, or "
                   "neither with one.",
                   error);
  return TRUE;
}

gboolean
kh_environment_allows_data_of (const KhEstate *estate, const KhEnvironment *target,
                               const KhEnvironment *source, KhTime now, GError **error)
{
  if (g_ascii_strcasecmp (target->id, source->id) == 0) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The environment \"%s\" cannot be copied onto itself.",
                  target->name);
    return FALSE;
  }
  return kh_environment_allows (estate, source, KH_OPERATION_COPY, now, error)
         && kh_environment_allows (estate, target, KH_OPERATION_IMPORT_DATA, now, error)
         && check_pair (target, source, error);
}

gboolean
kh_environment_allows_restore (const KhEstate *estate, const KhEnvironment *target,
                               const KhEnvironment *source, KhTime now, GError **error)
{
  return kh_environment_allows (estate, target, KH_OPERATION_RESTORE, now, error)
         && (g_ascii_strcasecmp (target->id, source->id) == 0
             || check_pair (target, source, error));
}
