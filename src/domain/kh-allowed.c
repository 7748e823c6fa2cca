/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations of an environment: one table for buttons, status codes and help texts. */

#include "kh-allowed-private.h"

#include "kh-error.h"
#include "kh-lock-rule.h"

void
kh_allowed_free (KhAllowed *self)
{
  g_free (self->reason);
  g_free (self);
}

KhAllowed *
_kh_allowed_add (GPtrArray *list, const char *id, const char *verb)
{
  KhAllowed *self = g_new0 (KhAllowed, 1);
  self->id = id;
  self->verb = verb;
  self->allowed = TRUE;
  g_ptr_array_add (list, self);
  return self;
}

void
_kh_allowed_refuse (KhAllowed *self, const char *reason_type, char *taken_reason)
{
  self->allowed = FALSE;
  self->reason_type = reason_type;
  g_free (self->reason);
  self->reason = taken_reason;
}

#define STATE(name) (1u << KH_ENVIRONMENT_STATE_##name)
#define LIVE                                                                                       \
  (STATE (READY) | STATE (ENCRYPTING) | STATE (REVERTING) | STATE (LOCKED) | STATE (RE_ENABLING))

/* What an operation needs besides its states: flags, in the order in which they are checked. */
typedef enum {
  NEEDS_NOTHING = 0,
  NOT_OFFERED = 1 << 0, /* this organization has no such operation */
  NOT_DEFAULT = 1 << 1, /* not on the Default environment */
  CMK_TYPE = 1 << 2,    /* a type that may have a customer-managed key */
  NEEDS_DATABASE = 1 << 3,
  NEEDS_POLICY = 1 << 4,
  NEEDS_NO_POLICY = 1 << 5, /* or one whose last operation failed, or that is gone */
  NEEDS_MANAGED = 1 << 6,
  NEEDS_UNMANAGED = 1 << 7,
  UNLINKED = 1 << 8,      /* no policy at all */
  NEEDS_ACCESS = 1 << 9,  /* every data key can be unwrapped */
  IS_EXCLUSIVE = 1 << 10, /* no other operation is active */
  SANDBOX_ONLY = 1 << 11,
  NOT_TRIAL = 1 << 12,
} KhNeeds;

typedef struct {
  KhOperationType type;
  guint states;
  guint needs;
} KhEnvironmentRule;

static const KhEnvironmentRule environment_rules[] = {
  { KH_OPERATION_PROVISION, 0, NEEDS_NOTHING },
  { KH_OPERATION_EDIT, LIVE, NEEDS_NOTHING },
  { KH_OPERATION_NEW_CMK, STATE (READY),
    NOT_DEFAULT | CMK_TYPE | NEEDS_DATABASE | NEEDS_NO_POLICY | NEEDS_MANAGED | IS_EXCLUSIVE },
  { KH_OPERATION_ROTATE_CMK, STATE (READY), NOT_DEFAULT | CMK_TYPE | NEEDS_POLICY | IS_EXCLUSIVE },
  { KH_OPERATION_REVERT, STATE (READY), NOT_DEFAULT | NEEDS_POLICY | IS_EXCLUSIVE },
  { KH_OPERATION_ENABLE, STATE (LOCKED), NEEDS_ACCESS },
  { KH_OPERATION_DISABLE, STATE (READY) | STATE (ENCRYPTING) | STATE (REVERTING), NEEDS_POLICY },
  { KH_OPERATION_IMPORT_DATA, STATE (READY), NEEDS_NOTHING },
  { KH_OPERATION_EXPORT_DATA, STATE (READY), NEEDS_NOTHING },
  { KH_OPERATION_ENABLE_GOVERNANCE, STATE (READY),
    NEEDS_DATABASE | NEEDS_UNMANAGED | IS_EXCLUSIVE },
  { KH_OPERATION_UPDATE_GOVERNANCE, STATE (READY), NEEDS_MANAGED | IS_EXCLUSIVE },
  { KH_OPERATION_DISABLE_GOVERNANCE, STATE (READY), NEEDS_MANAGED | UNLINKED | IS_EXCLUSIVE },
  { KH_OPERATION_DELETE, STATE (READY) | STATE (LOCKED), NOT_DEFAULT | IS_EXCLUSIVE },
  { KH_OPERATION_RECOVER, STATE (DELETED), NEEDS_NOTHING },
  { KH_OPERATION_BACKUP, STATE (READY), NOT_DEFAULT | NOT_TRIAL | IS_EXCLUSIVE },
  { KH_OPERATION_RESTORE, STATE (READY), NOT_DEFAULT | NOT_TRIAL | IS_EXCLUSIVE },
  { KH_OPERATION_COPY, STATE (READY), NOT_DEFAULT | NOT_TRIAL },
  { KH_OPERATION_RESET, STATE (READY), NOT_DEFAULT | SANDBOX_ONLY | IS_EXCLUSIVE },
  { KH_OPERATION_CONVERT, STATE (READY), NOT_OFFERED },
};

typedef struct {
  const KhEstate *estate;
  const KhEnvironment *environment;
  const KhPolicy *policy; /* (nullable): linked and live */
  KhTime now;
} KhAllowedContext;

static void
refuse_type (const KhAllowedContext *c, KhAllowed *entry)
{
  _kh_allowed_refuse (entry, "EnvironmentSkuType",
                      g_strdup_printf ("%s cannot be performed on environment of type %s.",
                                       entry->id,
                                       kh_environment_type_to_string (c->environment->type)));
}

static gboolean
is_cmk_type (KhEnvironmentType type)
{
  return type != KH_ENVIRONMENT_TYPE_TRIAL && type != KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL
         && type != KH_ENVIRONMENT_TYPE_TEAMS;
}

/* Keys of the Default environment are a setting of the organization; its deletion and what is done
 * to all of its data never is. */
static gboolean
is_refused_default (const KhAllowedContext *c, const KhEnvironmentRule *rule)
{
  static const guint whole = 1u << KH_OPERATION_DELETE | 1u << KH_OPERATION_RESET
                             | 1u << KH_OPERATION_COPY | 1u << KH_OPERATION_BACKUP
                             | 1u << KH_OPERATION_RESTORE;
  gboolean open =
      (whole & 1u << rule->type) == 0 && kh_estate_get_tenant (c->estate)->default_environment_cmk;
  return (rule->needs & NOT_DEFAULT) && !open
         && c->environment->type == KH_ENVIRONMENT_TYPE_DEFAULT;
}

static gboolean
is_refused_type (const KhAllowedContext *c, const KhEnvironmentRule *rule)
{
  KhEnvironmentType type = c->environment->type;
  gboolean trial =
      type == KH_ENVIRONMENT_TYPE_TRIAL || type == KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL;
  return is_refused_default (c, rule) || ((rule->needs & CMK_TYPE) && !is_cmk_type (type))
         || ((rule->needs & SANDBOX_ONLY) && type != KH_ENVIRONMENT_TYPE_SANDBOX)
         || ((rule->needs & NOT_TRIAL) && trial);
}

static gboolean
may_link (const KhAllowedContext *c)
{
  return c->environment->policy_id == NULL || c->policy == NULL
         || c->environment->encryption_status == KH_ENCRYPTION_STATUS_FAILED;
}

/* A locked environment whose policy is gone gets another policy with the same key. */
static gboolean
is_in_state (const KhAllowedContext *c, const KhEnvironmentRule *rule)
{
  guint states = rule->states;
  if (rule->type == KH_OPERATION_NEW_CMK && c->environment->policy_id != NULL && c->policy == NULL)
    states |= STATE (LOCKED);
  return (states & (1u << c->environment->state)) != 0;
}

static void
check_state (const KhAllowedContext *c, const KhEnvironmentRule *rule, KhAllowed *entry)
{
  const char *state = kh_environment_state_to_string (c->environment->state);
  if (is_in_state (c, rule))
    return;
  switch (c->environment->state) {
  case KH_ENVIRONMENT_STATE_LOCKED:
    _kh_allowed_refuse (entry, "EnvironmentDisabled",
                        g_strdup ("The environment is locked: access to its key is lost."));
    return;
  case KH_ENVIRONMENT_STATE_ENCRYPTING:
  case KH_ENVIRONMENT_STATE_REVERTING:
  case KH_ENVIRONMENT_STATE_RE_ENABLING:
    _kh_allowed_refuse (entry, "EnvironmentBusy",
                        g_strdup_printf ("The environment is busy: %s.", state));
    return;
  case KH_ENVIRONMENT_STATE_PROVISIONING:
  case KH_ENVIRONMENT_STATE_READY:
  case KH_ENVIRONMENT_STATE_DELETED:
  case KH_ENVIRONMENT_STATE_GONE:
    break;
  }
  _kh_allowed_refuse (entry, "EnvironmentState", g_strdup_printf ("The environment is %s.", state));
}

static void
check_governance (const KhAllowedContext *c, const KhEnvironmentRule *rule, KhAllowed *entry)
{
  gboolean managed = c->environment->managed;
  if (((rule->needs & NEEDS_MANAGED) && !managed) || ((rule->needs & NEEDS_UNMANAGED) && managed))
    _kh_allowed_refuse (entry, "GovernanceConfig",
                        g_strdup (managed ? "The environment is a Managed Environment already."
                                          : "The environment is not a Managed Environment."));
}

static void
check_links (const KhAllowedContext *c, const KhEnvironmentRule *rule, KhAllowed *entry)
{
  const char *reason = NULL;
  if ((rule->needs & NEEDS_POLICY) && c->environment->policy_id == NULL)
    reason = "No customer-managed key is applied to the environment.";
  else if ((rule->needs & NEEDS_NO_POLICY) && !may_link (c))
    reason = "A customer-managed key is applied to the environment already.";
  else if ((rule->needs & UNLINKED) && c->environment->policy_id != NULL)
    reason = "A customer-managed key is applied, and it holds only in managed environments.";
  if (reason != NULL)
    _kh_allowed_refuse (entry, "EnvironmentCmkLinked", g_strdup (reason));
}

static void
check_busy (const KhAllowedContext *c, KhAllowed *entry)
{
  const KhOperation *active = kh_estate_active_operation (c->estate, c->environment);
  /* A paused operation of a locked environment waits for the key; it does not stand in the way. */
  if (active == NULL || c->environment->state == KH_ENVIRONMENT_STATE_LOCKED)
    return;
  _kh_allowed_refuse (entry, "OperationNotStartable",
                      g_strdup_printf ("There is an active lifecycle operation on the "
                                       "environment: %s.",
                                       kh_operation_type_to_string (active->type)));
}

static void
check_access (const KhAllowedContext *c, KhAllowed *entry)
{
  KhTriggers triggers = kh_environment_get_triggers (c->estate, c->environment, c->now);
  if (triggers != 0)
    _kh_allowed_refuse (entry, "CustomerManagedKeyRevoked",
                        g_strdup (kh_trigger_get_text (kh_triggers_get_first (triggers))));
}

static void
check_rule (const KhAllowedContext *c, const KhEnvironmentRule *rule, KhAllowed *entry)
{
  if (rule->needs & NOT_OFFERED)
    _kh_allowed_refuse (entry, "NotOffered", g_strdup ("This organization does not offer it."));
  else if (is_refused_type (c, rule))
    refuse_type (c, entry);
  else
    check_state (c, rule, entry);
  if (entry->allowed && (rule->needs & NEEDS_DATABASE) && !c->environment->dataverse)
    _kh_allowed_refuse (entry, "CdsLink", g_strdup ("The environment has no Dataverse database."));
  if (entry->allowed)
    check_links (c, rule, entry);
  if (entry->allowed)
    check_governance (c, rule, entry);
  if (entry->allowed && (rule->needs & IS_EXCLUSIVE))
    check_busy (c, entry);
  if (entry->allowed && (rule->needs & NEEDS_ACCESS))
    check_access (c, entry);
}

static KhAllowedContext
make_context (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  const KhPolicy *policy = kh_estate_get_policy (estate, environment->policy_id);
  gboolean live = policy != NULL && kh_policy_is_live (policy);
  return (KhAllowedContext){ estate, environment, live ? policy : NULL, now };
}

GPtrArray *
kh_environment_get_operations (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  const KhAllowedContext c = make_context (estate, environment, now);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_allowed_free);
  for (guint i = 0; i < G_N_ELEMENTS (environment_rules); i++) {
    const KhEnvironmentRule *rule = &environment_rules[i];
    KhAllowed *entry = _kh_allowed_add (list, kh_operation_type_to_string (rule->type),
                                        kh_operation_type_get_verb (rule->type));
    check_rule (&c, rule, entry);
  }
  return list;
}

static KhErrorCode
get_code (const KhAllowed *entry)
{
  static const struct {
    const char *type;
    KhErrorCode code;
  } rows[] = { { "EnvironmentDisabled", KH_ERROR_LOCKED },
               { "EnvironmentBusy", KH_ERROR_BUSY },
               { "EnvironmentState", KH_ERROR_STATE },
               { "OperationNotStartable", KH_ERROR_CONFLICT } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, entry->reason_type))
      return rows[i].code;
  return KH_ERROR_RULE;
}

gboolean
kh_environment_allows (const KhEstate *estate, const KhEnvironment *environment,
                       KhOperationType type, KhTime now, GError **error)
{
  g_autoptr (GPtrArray) list = kh_environment_get_operations (estate, environment, now);
  for (guint i = 0; i < list->len; i++) {
    const KhAllowed *entry = g_ptr_array_index (list, i);
    if (!g_str_equal (entry->id, kh_operation_type_to_string (type)))
      continue;
    if (!entry->allowed)
      kh_set_error_facts (error, get_code (entry), environment->name, entry->reason_type, NULL,
                          entry->reason);
    return entry->allowed;
  }
  g_return_val_if_reached (FALSE);
}
