/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A role given to a principal on a vault, a key or a policy. Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *id;      /* GUID */
  char *scope;   /* "VAULT", "VAULT/KEY", "policy:ID", or "*" for every vault */
  char *role_id; /* GUID of the role definition, kh-rbac.h */
  char *principal_id;
  KhTime created_at;
  gint64 revision;
} KhRoleAssignment;
KH_DECLARE_VALUE (KhRoleAssignment, role_assignment)

/* TRUE if the scope covers the vault, or the key in it; a NULL @key asks for the vault itself. */
gboolean kh_role_assignment_covers (const KhRoleAssignment *self, const char *vault,
                                    const char *key);

G_END_DECLS
