/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which operations an object allows now, and why not the others: one answer for buttons, status
 * codes and help texts. Pure functions, any thread. */
#pragma once

#include "kh-access.h"

G_BEGIN_DECLS

typedef struct {
  const char *id; /* the platform's operation id, or the command's verb for other objects: static */
  const char *verb; /* (nullable): words of the command line, for example "cmk enable": static */
  gboolean allowed;
  const char
      *reason_type; /* (nullable): "EnvironmentCmkLinked", "EnvironmentSkuType", "CdsLink",
                       "GovernanceConfig", "EnvironmentDisabled", "EnvironmentBusy", … : static */
  char *reason;     /* (nullable): one sentence; NULL when allowed */
} KhAllowed;
void kh_allowed_free (KhAllowed *self);

/* (transfer full) (element-type KhAllowed): every operation of the object, in the table's order. */
GPtrArray *kh_environment_get_operations (const KhEstate *estate, const KhEnvironment *environment,
                                          KhTime now);
GPtrArray *kh_policy_get_operations (const KhEstate *estate, const KhPolicy *policy, KhTime now);
GPtrArray *kh_key_get_operations (const KhEstate *estate, const KhKey *key, const char *version,
                                  KhTime now);
GPtrArray *kh_vault_get_operations (const KhEstate *estate, const KhVault *vault, KhTime now);

/* TRUE if the environment allows the operation now; else LOCKED, BUSY, STATE, RULE or CONFLICT. */
gboolean kh_environment_allows (const KhEstate *estate, const KhEnvironment *environment,
                                KhOperationType type, KhTime now, GError **error);

/* TRUE if all of @target may be replaced by what is in @source now (domain.md 4.5): same customer's
 * key or none in both, same geography, not onto production. The errors are those of
 * kh_environment_allows(), and ARGUMENT for an environment and itself. */
/* @source: the environment as it was when the backup was made, with the data keys that the file
 * has. The environment that it is of takes it back whatever its type and its key is now; another
 * one must be one that could be copied onto, of the same key (domain.md 4.5). That production is
 * converted first is left out: nothing here converts, and nobody would get their own data back. */
gboolean kh_environment_allows_restore (const KhEstate *estate, const KhEnvironment *target,
                                        const KhEnvironment *source, KhTime now, GError **error);
gboolean kh_environment_allows_data_of (const KhEstate *estate, const KhEnvironment *target,
                                        const KhEnvironment *source, KhTime now, GError **error);

G_END_DECLS
