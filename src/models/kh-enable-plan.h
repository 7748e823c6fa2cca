/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft as plain values, for checking and for doing it: what is made, what is used, and for
 * which environments. Immutable once made; any thread. */
#pragma once

#include "kh-enable-draft.h"
#include "kh-client.h"
#include "kh-time.h"
#include "kh-wire-vault.h"
#include "kh-wire-assignment.h"
#include "kh-vault-api.h"

G_BEGIN_DECLS

typedef struct {
  KhEnableGoal goal;
  char **environments; /* ids */
  char **names;        /* of the environments, in the same order */
  char *geo;           /* as the environments have it */
  gboolean create_vault, create_key, create_policy;
  char *vault, *key, *policy; /* names */
  char *policy_id;            /* (nullable): of a policy that exists */
  char *version;              /* (nullable): the new policy stays on it */
  char *region;               /* of a new vault */
  gint64 retention;
  gint64 key_size;
  gboolean hardware;
  gint64 expiry_years;
  gboolean grant; /* of a new policy */
  char *reader;   /* (nullable): of a new policy */
  char *reason;   /* (nullable): for the audit record of each environment */

  /* Whose plan it is. */
  char *account;
  guint roles; /* bits of KhRoles */
  char *organization;
  char *subscription, *group;
  KhTime now;
} KhEnablePlan;

/* @now and the account are the caller's to fill in before the plan is used. */
KhEnablePlan *kh_enable_plan_new (KhEnableDraft *draft);
KhEnablePlan *kh_enable_plan_copy (const KhEnablePlan *self);
void kh_enable_plan_free (KhEnablePlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhEnablePlan, kh_enable_plan_free)
/* (transfer full): a text that is equal for plans that do the same. */
char *kh_enable_plan_print (const KhEnablePlan *self);
/* Borrows from the plan. */
KhArmPlace kh_enable_plan_place (const KhEnablePlan *self);

/* All checks at once, blocking, on the thread of @client; fits kh_organization_run_async() with a
 * KhEnablePlan as @data. (transfer full): a KhJson with the keys of `cmk preflight`, and `bytes`,
 * what the environments hold together. Where the policy exists the tenant is asked; else the same
 * rules are run here on facts that were read just now, and a rule whose object does not exist yet
 * has the result "later". Errors: those of the calls. */
gpointer kh_enable_check (KhClient *client, gpointer plan, GCancellable *cancellable,
                          GError **error);
/* The second half, on facts that were read: @environments (element-type KhJson), @vault and @key
 * (nullable) as they exist; @others (element-type KhJson): all environments. Pure. */
typedef struct {
  GPtrArray *environments, *others;
  KhJson *vault, *key;
  guint64 bytes;
} KhEnableFacts;
KhJson *kh_enable_check_facts (const KhEnablePlan *plan, const KhEnableFacts *facts);

/* TRUE if the word is a result that stands in the way: "block", and "unknown" where @severity is
 * "block". */
gboolean kh_enable_finding_blocks (KhJson *finding);

G_END_DECLS
