/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The role matrix of model.md 6 as data. Pure functions, any thread. */
#pragma once

#include "kh-account.h"

G_BEGIN_DECLS

/* What a person does, one value per row of the matrix. */
typedef enum {
  KH_VERB_READ,              /* lists, details, coverage, operations, history */
  KH_VERB_READ_ENVIRONMENTS, /* environments and data only */
  KH_VERB_READ_AUDIT,
  KH_VERB_VAULT, /* vaults, keys, secrets, grants on vaults, network */
  KH_VERB_POLICY,
  KH_VERB_LOCK,        /* each trigger, and the repair of keys, grants, vaults */
  KH_VERB_ENVIRONMENT, /* create, managed, delete, recover */
  KH_VERB_CMK,         /* enable, change, revert, re-enable */
  KH_VERB_DATA,        /* import, export, remove */
  KH_VERB_UNLOCK_REQUEST,
  KH_VERB_DECIDE_UNLOCK,
  KH_VERB_APPROVE, /* a dangerous act of another person */
  KH_VERB_TENANT,  /* accounts, settings, seal, clock */
  KH_VERB_DISMISS, /* put a finding aside */
} KhVerb;
/* "read", "read-environments", "read-audit", "vault", … */
KH_DECLARE_ENUM_TEXT (KhVerb, verb)

/* Roles of which one suffices. */
KhRoles kh_verb_get_roles (KhVerb verb);
/* TRUE if allowed; else PERMISSION with the missing role in the message and in the facts (inner
 * "MissingRole", target the role). */
gboolean kh_role_check (KhRoles roles, KhVerb verb, GError **error);

G_END_DECLS
