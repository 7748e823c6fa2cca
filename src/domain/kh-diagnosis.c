/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Diagnosis of a lock: triggers with their objects, and repairs in the order of domain.md 4.4. */

#include "kh-diagnosis.h"

#include "kh-command-private.h"
#include "kh-enum-private.h"
#include "kh-lock-rule.h"

static const KhEnumText original_key_texts[] = {
  { KH_ORIGINAL_KEY_UNKNOWN, "unknown" },
  { KH_ORIGINAL_KEY_PROVEN, "proven" },
  { KH_ORIGINAL_KEY_DIFFERENT, "different" },
  { KH_ORIGINAL_KEY_GONE, "gone" },
};
KH_DEFINE_ENUM_TEXT (KhOriginalKey, original_key);

G_DEFINE_BOXED_TYPE (KhDiagnosis, kh_diagnosis, kh_diagnosis_ref, kh_diagnosis_unref)

static void
trigger_free (gpointer data)
{
  KhDiagnosisTrigger *self = data;
  g_free (self->text);
  g_free (self->object);
  g_free (self);
}

static void
repair_free (gpointer data)
{
  KhRepair *self = data;
  g_free (self->text);
  g_free (self->command);
  g_free (self);
}

KhDiagnosis *
kh_diagnosis_ref (const KhDiagnosis *self)
{
  KhDiagnosis *mutable = (KhDiagnosis *)self;
  g_atomic_ref_count_inc (&mutable->refs);
  return mutable;
}

void
kh_diagnosis_unref (KhDiagnosis *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->triggers);
  g_ptr_array_unref (self->repairs);
  g_free (self);
}

static KhDiagnosis *
diagnosis_new (gboolean locked)
{
  KhDiagnosis *self = g_new0 (KhDiagnosis, 1);
  g_atomic_ref_count_init (&self->refs);
  self->locked = locked;
  self->triggers = g_ptr_array_new_with_free_func (trigger_free);
  self->repairs = g_ptr_array_new_with_free_func (repair_free);
  return self;
}

/* What a trigger's object is. */
typedef enum { OBJECT_VAULT, OBJECT_KEY, OBJECT_VERSION, OBJECT_POLICY, OBJECT_TENANT } KhObject;

/* One step of a cure; a trigger may have several. The order is that of the repairs. */
typedef struct {
  KhTrigger trigger;
  KhObject object;
  KhOwner owner;
  const char *text;
  const char *command; /* (nullable) */
} KhCure;

#define KVA KH_OWNER_KVA
#define PPA KH_OWNER_PPA

#define CREATE "keyholdctl policy create"
/* What a grant cures. */
#define NO_ACCESS                                                                                  \
  (KH_TRIGGER_BIT (KH_TRIGGER_GRANT_REVOKED) | KH_TRIGGER_BIT (KH_TRIGGER_MODEL_SWITCHED)          \
   | KH_TRIGGER_BIT (KH_TRIGGER_POLICIES_DROPPED))

static const KhCure cures[] = {
  { KH_TRIGGER_VAULT_UNREADABLE, OBJECT_VAULT, KVA,
    "Put the file of the vault {vault} back: mount its disk, take it from a backup, or update "
    "Keyhold. Nothing is deleted until then; it is looked for every minute.",
    NULL },
  { KH_TRIGGER_SUBSCRIPTION_LAPSED, OBJECT_TENANT, KVA, "Reactivate the subscription.", NULL },
  { KH_TRIGGER_TENANT_MOVED, OBJECT_VAULT, KVA,
    "Set the vault's tenant id back and make its grants again.", NULL },
  { KH_TRIGGER_VAULT_DELETED, OBJECT_VAULT, KVA, "Recover the vault {vault}.",
    "keyholdctl vault recover {vault}" },
  { KH_TRIGGER_PERIMETER, OBJECT_VAULT, KVA,
    "Take the vault {vault} out of the network perimeter, or admit the service there.",
    "keyholdctl vault update {vault} --public-network on" },
  { KH_TRIGGER_NETWORK_CLOSED, OBJECT_VAULT, KVA,
    "Let trusted services pass the firewall of {vault}.",
    "keyholdctl vault update {vault} --bypass trusted-services" },
  { KH_TRIGGER_NETWORK_RULE, OBJECT_VAULT, KVA,
    "Let trusted services pass the firewall of {vault}.",
    "keyholdctl vault update {vault} --bypass trusted-services" },
  { KH_TRIGGER_KEY_DELETED, OBJECT_KEY, KVA, "Recover the key {key}.",
    "keyholdctl key recover {vault}/{key}" },
  { KH_TRIGGER_KEY_DISABLED, OBJECT_KEY, KVA, "Enable the key {key}.",
    "keyholdctl key enable {vault}/{key}" },
  { KH_TRIGGER_VERSION_DISABLED, OBJECT_VERSION, KVA, "Enable the version {version} of {key}.",
    "keyholdctl key enable {vault}/{key}/{version}" },
  { KH_TRIGGER_NOT_YET_VALID, OBJECT_VERSION, KVA,
    "Clear the activation date of version {version} of {key}.",
    "keyholdctl key update {vault}/{key}/{version} --nbf none" },
  { KH_TRIGGER_KEY_EXPIRED, OBJECT_VERSION, KVA,
    "Extend or clear the expiry date of version {version} of {key}.",
    "keyholdctl key update {vault}/{key}/{version} --exp none" },
  { KH_TRIGGER_POLICY_DELETED, OBJECT_POLICY, KVA,
    "Make the policy {policy} again with the same key.",
    CREATE " {policy} --geo {geo} --key {vault}/{key}" },
  { KH_TRIGGER_POLICY_DELETED, OBJECT_POLICY, KVA, "Grant the new policy access to the key.",
    "keyholdctl policy grant {policy}" },
  { KH_TRIGGER_MODEL_SWITCHED, OBJECT_VAULT, KVA,
    "Assign the role to the identity of {policy}, or switch {vault} back to access policies.",
    "keyholdctl policy grant {policy}" },
  { KH_TRIGGER_POLICIES_DROPPED, OBJECT_VAULT, KVA,
    "Add the access policy of {policy} to {vault} again.", "keyholdctl policy grant {policy}" },
  { KH_TRIGGER_GRANT_REVOKED, OBJECT_POLICY, KVA, "Grant {policy} access to its key again.",
    "keyholdctl policy grant {policy}" },
  { KH_TRIGGER_POLICY_DELETED, OBJECT_POLICY, PPA, "Attach {environment} to the new policy.",
    "keyholdctl cmk enable --policy {policy} --environment {environment}" },
  { KH_TRIGGER_PURGED, OBJECT_VERSION, KVA, NULL, NULL },
};

typedef struct {
  const KhEstate *estate;
  KhDiagnosis *result;
  KhRoles roles;
  KhTime now;
  /* What was found: (element-type KhFault), each trigger and object once. */
  GPtrArray *faults;
} KhDiagnosing;

/* One reason and the data key it was found at; all borrowed but the policy's texts. */
typedef struct {
  KhTrigger trigger;
  const KhDekRef *dek;
  const KhPolicy *policy;           /* (nullable) */
  const KhEnvironment *environment; /* (nullable) */
  char *object;
} KhFault;

static void
fault_free (gpointer data)
{
  KhFault *self = data;
  g_free (self->object);
  g_free (self);
}

static KhObject
get_object_kind (KhTrigger trigger)
{
  for (guint i = 0; i < G_N_ELEMENTS (cures); i++)
    if (cures[i].trigger == trigger)
      return cures[i].object;
  return OBJECT_KEY;
}

/* A deleted policy without a value in the estate is known by the id its environments keep. */
static const char *
get_policy_name (const KhPolicy *policy, const KhEnvironment *environment)
{
  if (policy != NULL)
    return policy->name;
  return environment != NULL ? environment->policy_id : NULL;
}

static char *
name_object (const KhDiagnosing *d, const KhFault *fault)
{
  const KhDekRef *dek = fault->dek;
  switch (get_object_kind (fault->trigger)) {
  case OBJECT_VAULT:
    return g_strdup (dek->vault);
  case OBJECT_KEY:
    return g_strconcat (dek->vault, "/", dek->key, NULL);
  case OBJECT_VERSION:
    return g_strconcat (dek->vault, "/", dek->key, dek->version != NULL ? "/" : "",
                        dek->version != NULL ? dek->version : "", NULL);
  case OBJECT_POLICY:
    return g_strdup (get_policy_name (fault->policy, fault->environment));
  case OBJECT_TENANT:
    return g_strdup (kh_estate_get_tenant (d->estate)->name);
  }
  return NULL;
}

static gboolean
is_known (const KhDiagnosing *d, const KhFault *fault)
{
  for (guint i = 0; i < d->faults->len; i++) {
    const KhFault *known = g_ptr_array_index (d->faults, i);
    if (known->trigger == fault->trigger && g_strcmp0 (known->object, fault->object) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_faults (KhDiagnosing *d, KhTriggers triggers, const KhFault *pattern)
{
  for (int trigger = 1; trigger <= KH_TRIGGER_LAST; trigger++) {
    if (!(triggers & KH_TRIGGER_BIT (trigger)))
      continue;
    KhFault *fault = g_memdup2 (pattern, sizeof *pattern);
    fault->trigger = trigger;
    fault->object = name_object (d, fault);
    if (is_known (d, fault))
      fault_free (fault);
    else
      g_ptr_array_add (d->faults, fault);
  }
}

static void
examine (KhDiagnosing *d, const KhEnvironment *environment)
{
  const KhPolicy *policy = environment->policy_id != NULL
                               ? kh_estate_get_policy (d->estate, environment->policy_id)
                               : NULL;
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint j = 0; j < environment->stores[i].deks->len; j++) {
      const KhDekRef *dek = g_ptr_array_index (environment->stores[i].deks, j);
      const KhFault pattern = { .dek = dek, .policy = policy, .environment = environment };
      if (dek->owner == KH_KEY_OWNER_CUSTOMER)
        add_faults (d, kh_access_get_triggers (d->estate, policy, dek, d->now), &pattern);
    }
}

static KhRoles
get_owner_roles (KhOwner owner)
{
  switch (owner) {
  case KH_OWNER_KVA:
    return KH_ROLE_KVA;
  case KH_OWNER_PPA:
    return KH_ROLE_PPA;
  case KH_OWNER_MAKER:
    return KH_ROLE_MAKER;
  case KH_OWNER_PLATFORM:
    break;
  }
  return KH_ROLE_NONE;
}

static gboolean
has_command (const KhDiagnosis *result, const char *command)
{
  for (guint i = 0; command != NULL && i < result->repairs->len; i++)
    if (g_strcmp0 (((KhRepair *)g_ptr_array_index (result->repairs, i))->command, command) == 0)
      return TRUE;
  return FALSE;
}

/* Takes @text and @command; a step that is there already is not added twice. */
static void
add_repair (KhDiagnosing *d, const KhCure *cure, char *text, char *command)
{
  KhRepair *repair = g_new0 (KhRepair, 1);
  repair->step = d->result->repairs->len + 1;
  repair->trigger = cure->trigger;
  repair->text = text;
  repair->command = command;
  repair->owner = cure->owner;
  repair->allowed = command != NULL && (d->roles & get_owner_roles (cure->owner)) != 0;
  if (has_command (d->result, command))
    repair_free (repair);
  else
    g_ptr_array_add (d->result->repairs, repair);
}

static void
add_cure (KhDiagnosing *d, const KhCure *cure, const KhFault *fault)
{
  const KhNames names = {
    .environment = fault->environment != NULL ? fault->environment->name : NULL,
    .policy = get_policy_name (fault->policy, fault->environment),
    .vault = fault->dek->vault,
    .key = fault->dek->key,
    .version = fault->dek->version,
    .geo = fault->policy != NULL        ? fault->policy->geo
           : fault->environment != NULL ? fault->environment->geo
                                        : NULL,
  };
  add_repair (d, cure, _kh_fill_text (cure->text, &names),
              _kh_fill_command (cure->command, &names));
}

static void
list_triggers (KhDiagnosing *d)
{
  for (guint i = 0; i < d->faults->len; i++) {
    const KhFault *fault = g_ptr_array_index (d->faults, i);
    KhDiagnosisTrigger *row = g_new0 (KhDiagnosisTrigger, 1);
    row->trigger = fault->trigger;
    row->text = g_strdup (kh_trigger_get_text (fault->trigger));
    row->object = g_strdup (fault->object);
    g_ptr_array_add (d->result->triggers, row);
    if (fault->trigger == KH_TRIGGER_PURGED)
      d->result->original_key = KH_ORIGINAL_KEY_GONE;
  }
}

/* No policy is made without its key: before one that was purged is there again, it is no step. */
static gboolean
waits_for_key (const KhDiagnosing *d, KhTrigger trigger)
{
  return trigger == KH_TRIGGER_POLICY_DELETED && d->result->original_key == KH_ORIGINAL_KEY_GONE;
}

/* A new policy of the name is there, with the same key; and perhaps it has its access already. What
 * is left is to attach the environment. */
static gboolean
is_done (const KhDiagnosing *d, const KhCure *cure, const KhFault *fault)
{
  const char *name = get_policy_name (fault->policy, fault->environment);
  const KhPolicy *made;
  KhTriggers open;

  if (cure->trigger != KH_TRIGGER_POLICY_DELETED || cure->owner != KVA || name == NULL)
    return FALSE;
  made = kh_estate_find_policy (d->estate, name);
  if (made == NULL || made == fault->policy || g_strcmp0 (made->vault, fault->dek->vault) != 0
      || g_strcmp0 (made->key, fault->dek->key) != 0)
    return FALSE;
  open = kh_access_get_triggers (d->estate, made, fault->dek, d->now);
  return g_str_has_prefix (cure->command, CREATE) || (open & NO_ACCESS) == 0;
}

static void
list_cures (KhDiagnosing *d)
{
  for (guint i = 0; i < G_N_ELEMENTS (cures); i++)
    for (guint j = 0; j < d->faults->len; j++) {
      const KhFault *fault = g_ptr_array_index (d->faults, j);
      if (fault->trigger == cures[i].trigger && cures[i].text != NULL
          && !waits_for_key (d, fault->trigger) && !is_done (d, &cures[i], fault))
        add_cure (d, &cures[i], fault);
    }
}

static gboolean
is_locked (const KhEnvironment *environment)
{
  return environment->state == KH_ENVIRONMENT_STATE_LOCKED
         || environment->state == KH_ENVIRONMENT_STATE_RE_ENABLING;
}

/* The last step; nothing leads there when the key is gone for good. */
static void
list_re_enable (KhDiagnosing *d, const KhEnvironment *environment)
{
  static const KhCure re_enable = { KH_TRIGGER_NONE, OBJECT_TENANT, PPA, NULL, NULL };
  const KhNames names = { .environment = environment->name };
  if (!is_locked (environment) || d->result->original_key == KH_ORIGINAL_KEY_GONE)
    return;
  if (kh_estate_get_tenant (d->estate)->unlock_rule == KH_UNLOCK_RULE_SUPPORT_REQUEST)
    add_repair (d, &re_enable, _kh_fill_text ("File an unlock request for {environment}.", &names),
                NULL);
  add_repair (d, &re_enable, _kh_fill_text ("Re-enable {environment}.", &names),
              _kh_fill_command ("keyholdctl unlock apply {environment}", &names));
}

KhDiagnosis *
kh_diagnose (const KhEstate *estate, const KhEnvironment *environment, KhRoles roles, KhTime now)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (fault_free);
  KhDiagnosing d = { estate, diagnosis_new (is_locked (environment)), roles, now, faults };
  examine (&d, environment);
  list_triggers (&d);
  list_cures (&d);
  list_re_enable (&d, environment);
  return d.result;
}

KhDiagnosis *
kh_diagnose_policy (const KhEstate *estate, const KhPolicy *policy, KhRoles roles, KhTime now)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (fault_free);
  g_autoptr (GPtrArray) attached = kh_estate_environments_of_policy (estate, policy->id);
  const KhKey *key = kh_estate_get_key (estate, policy->vault, policy->key);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, policy->version) : NULL;
  const KhDekRef current = { .owner = KH_KEY_OWNER_CUSTOMER,
                             .vault = policy->vault,
                             .key = policy->key,
                             .version = version != NULL ? version->version : policy->version };
  const KhFault pattern = { .dek = &current, .policy = policy };
  KhDiagnosing d = { estate, diagnosis_new (FALSE), roles, now, faults };
  for (guint i = 0; i < attached->len; i++) {
    examine (&d, g_ptr_array_index (attached, i));
    d.result->locked |= is_locked (g_ptr_array_index (attached, i));
  }
  add_faults (&d, kh_access_get_triggers (estate, policy, &current, now), &pattern);
  list_triggers (&d);
  list_cures (&d);
  for (guint i = 0; i < attached->len; i++)
    list_re_enable (&d, g_ptr_array_index (attached, i));
  return d.result;
}

KhDiagnosis *
kh_diagnosis_with_original_key (const KhDiagnosis *self, KhOriginalKey original_key)
{
  KhDiagnosis *copy = diagnosis_new (self->locked);
  copy->original_key = original_key;
  for (guint i = 0; i < self->triggers->len; i++) {
    KhDiagnosisTrigger *row = g_memdup2 (g_ptr_array_index (self->triggers, i), sizeof *row);
    row->text = g_strdup (row->text);
    row->object = g_strdup (row->object);
    g_ptr_array_add (copy->triggers, row);
  }
  for (guint i = 0; i < self->repairs->len; i++) {
    KhRepair *row = g_memdup2 (g_ptr_array_index (self->repairs, i), sizeof *row);
    row->text = g_strdup (row->text);
    row->command = g_strdup (row->command);
    g_ptr_array_add (copy->repairs, row);
  }
  return copy;
}
