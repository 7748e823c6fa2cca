/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The move of a vault from access policies to roles: what roles take the place of its access
 * policies, and making them before the model is switched. As in kh-acts.h.
 *
 * It can end anywhere: a role that was made does nothing while access policies count, and what is
 * there already is not made again. */
#pragma once

#include "kh-client.h"
#include "kh-rbac-match.h"
#include "kh-vault-api.h"

G_BEGIN_DECLS

/* One access policy and what takes its place. */
typedef struct {
  char *principal;        /* id */
  char **keys, **secrets; /* what it allows, in the words of the wire */
  KhRbacMatch match;
  gboolean is_there[KH_RBAC_MATCH_MOST]; /* the role is given already */
  char **unknown; /* (nullable): words that no role is known for, such as those of certificates */
} KhMoveStep;

/* (transfer full) (element-type KhMoveStep): for the access policies of @vault. @policies and
 * @assignments: arrays as kh_vault_api_access_policies() and kh_assignment_api_list() tell them. */
GPtrArray *kh_move_plan (KhJson *policies, KhJson *assignments, const char *vault);
/* Roles that are still to be made. */
guint kh_move_count_missing (GPtrArray *plan);

/* Makes the roles that are missing, then reads whether all are there; those that were made stay
 * when it fails. STATE with the inner code GrantSpreading where one is not seen yet. */
gboolean kh_act_make_roles (KhClient *client, const KhArmPlace *place, const char *vault,
                            GPtrArray *plan, GCancellable *cancellable, GError **error);

G_END_DECLS
