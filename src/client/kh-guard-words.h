/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is lost by a guarded act, and how it comes back (pages.md 5.2): one place for the questions
 * of the console and for what the command line prints before it refuses. Pure; any thread.
 */
#pragma once

#include "kh-json.h"

G_BEGIN_DECLS

typedef enum {
  KH_GUARDED_NONE,        /* says nothing beside its impact */
  KH_GUARDED_DISABLE_KEY, /* one of its versions, too */
  KH_GUARDED_DELETE_KEY,
  KH_GUARDED_PURGE_KEY,
  KH_GUARDED_PURGE_SECRET,
  KH_GUARDED_DELETE_VAULT,
  KH_GUARDED_PURGE_VAULT,
  KH_GUARDED_REVOKE_GRANT,
  KH_GUARDED_DELETE_POLICY,
  KH_GUARDED_DELETE_ENVIRONMENT,
  KH_GUARDED_RESET,
  KH_GUARDED_COPY,
  KH_GUARDED_RESTORE,
} KhGuardedAct;

/* What a sentence needs besides; each act uses some. Dates are in words. */
typedef struct {
  KhGuardedAct act;
  const char *until;         /* (nullable): when what is deleted is gone for good */
  const char *size;          /* of the data of an environment */
  const char *source, *made; /* what takes the place of the data; when a backup was made */
  guint n_versions;          /* of a key */
  guint n_keys, n_secrets;   /* of a vault */
  guint n_environments;      /* of a policy */
  const char *const *grants; /* (nullable): of its identity, as kh_guard_grants() words them */
} KhGuardFacts;

/* (transfer full) (nullable): "3 versions. Recoverable until Feb 25; the name stays taken until
 * then." @hard: environments go down by it, or a hold stands (guard level 3 and more). */
char *kh_guard_words (const KhGuardFacts *facts, gboolean hard);
/* (transfer full): the grants of the identity of @policy: "Crypto User on kv-sales". */
char **kh_guard_grants (KhJson *policy);

G_END_DECLS
