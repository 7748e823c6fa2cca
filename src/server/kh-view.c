/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of environments, stores, operations and policies, and the finding of objects. */
#include "kh-view.h"

#include <string.h>

#include "kh-allowed.h"
#include "kh-access.h"
#include "kh-routes.h"

KhView *
kh_view_new (const KhRequest *request)
{
  KhView *self = g_new0 (KhView, 1);
  self->estate = kh_tenant_ref_estate (request->tenant);
  self->now = kh_tenant_now (request->tenant);
  const KhTenantInfo *info = kh_estate_get_tenant (self->estate);
  self->place.subscription = info->subscription_id;
  self->place.group = info->resource_group;
  self->port = kh_request_port (request);
  return self;
}

void
kh_view_free (KhView *self)
{
  kh_estate_unref (self->estate);
  g_free (self->port);
  g_free (self);
}

char *
kh_view_vault_uri (const KhView *self, const char *vault)
{
  return g_strdup_printf ("https://%s" KH_HOST_VAULT_SUFFIX "%s/", vault, self->port);
}

char *
kh_view_kid (const KhView *self, const char *vault, const char *key, const char *version)
{
  g_autofree char *uri = kh_view_vault_uri (self, vault);
  return g_strconcat (uri, "keys/", key, version != NULL ? "/" : NULL, version, NULL);
}

static void
add_operations (const KhView *self, KhWireEnvironment *wire, const KhEnvironment *environment)
{
  g_autoptr (GPtrArray) rows = kh_environment_get_operations (self->estate, environment, self->now);
  for (guint i = 0; i < rows->len; i++) {
    const KhAllowed *allowed = rows->pdata[i];
    KhWireAllowed *row = kh_wire_allowed_new ();
    row->id = g_strdup (allowed->id);
    row->reason_type = g_strdup (allowed->reason_type);
    row->reason = g_strdup (allowed->reason);
    g_ptr_array_add (allowed->allowed ? wire->allowed : wire->disallowed, row);
  }
}

static void
add_lock (const KhView *self, KhWireEnvironment *wire, const KhEnvironment *environment)
{
  const KhLockCause *cause = &environment->lock_cause;
  wire->locked_at = environment->locked_at;
  wire->deletion_suspended =
      environment->state == KH_ENVIRONMENT_STATE_LOCKED && environment->deletion_at == KH_TIME_NONE;
  if (cause->trigger == KH_TRIGGER_NONE)
    return;
  wire->lock_trigger = g_strdup (kh_trigger_to_string (cause->trigger));
  wire->lock_text = g_strdup (kh_trigger_get_text (cause->trigger));
  wire->lock_planned = cause->planned;
  if (cause->planned && cause->actor_id != NULL) {
    const KhAccount *account = kh_estate_get_account (self->estate, cause->actor_id);
    wire->lock_planned_by = g_strdup (account != NULL ? account->name : NULL);
  }
  if (cause->vault != NULL)
    wire->lock_object = g_strconcat (cause->vault, cause->key != NULL ? "/" : NULL, cause->key,
                                     cause->key != NULL && cause->version != NULL ? "/" : NULL,
                                     cause->key != NULL ? cause->version : NULL, NULL);
}

/* Of another key than that of now it says nothing. */
static void
add_verification (KhWireEnvironment *wire, const KhEnvironment *environment)
{
  const KhVerification *verification = &environment->verification;
  if (!kh_environment_was_looked_at (environment))
    return;
  wire->verified_at = verification->at;
  wire->verify_result = g_strdup (verification->error == NULL ? "passed" : "failed");
  wire->verify_error = g_strdup (verification->error);
}

static void
add_policy (const KhView *self, KhWireEnvironment *wire, const KhEnvironment *environment)
{
  const KhPolicy *policy = environment->policy_id == NULL
                               ? NULL
                               : kh_estate_get_policy (self->estate, environment->policy_id);
  const KhDekRef *dek = kh_environment_get_customer_dek (environment);
  wire->policy_id = g_strdup (environment->policy_id);
  if (policy != NULL) {
    wire->policy_name = g_strdup (policy->name);
    wire->policy_arm_id = kh_arm_policy_id (&self->place, policy->name);
    wire->policy_system_id = g_strdup (policy->system_id);
  }
  if (dek != NULL) {
    wire->key_id = g_strconcat (dek->vault, "/", dek->key, NULL);
    wire->key_version = g_strdup (dek->version);
  }
}

static gboolean
changes_hands (const KhStoreCoverage *coverage)
{
  for (guint i = 0; i < coverage->deks->len; i++)
    if (((const KhDekRef *)coverage->deks->pdata[i])->role == KH_DEK_TARGET)
      return TRUE;
  return FALSE;
}

static gint64 *
find_share (KhWireCoverage *shares, const KhEnvironment *environment, KhStoreKind store)
{
  if (!kh_store_kind_is_covered (store))
    return &shares->always;
  if (changes_hands (&environment->stores[store]))
    return &shares->moving;
  return kh_environment_get_key_owner (environment, store) == KH_KEY_OWNER_CUSTOMER
             ? &shares->customer
             : &shares->platform;
}

static void
add_bytes (KhWireEnvironment *wire, const KhEnvironment *environment)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    gint64 bytes = (gint64)environment->stores[i].bytes;
    gint64 staying = (gint64)environment->stores[i].staying_bytes;
    wire->bytes += bytes;
    wire->coverage.platform += staying;
    *find_share (&wire->coverage, environment, (KhStoreKind)i) += bytes - staying;
  }
  wire->flows_that_stay = (gint64)kh_environment_count_staying (environment);
}

KhWireEnvironment *
kh_view_environment (const KhView *self, const KhEnvironment *environment, gboolean operations)
{
  KhWireEnvironment *wire = kh_wire_environment_new ();
  const KhOperation *active = kh_estate_active_operation (self->estate, environment);
  gboolean customer = kh_environment_get_managed_by (environment) == KH_KEY_OWNER_CUSTOMER;
  wire->id = g_strdup (environment->id);
  wire->name = g_strdup (environment->name);
  wire->type = g_strdup (kh_environment_type_to_string (environment->type));
  wire->geo = g_strdup (environment->geo);
  wire->azure_region = g_strdup (environment->azure_region);
  wire->tenant_id = g_strdup (kh_estate_get_tenant (self->estate)->id);
  wire->managed = environment->managed;
  wire->dataverse = environment->dataverse;
  wire->state = g_strdup (kh_environment_state_to_string (environment->state));
  wire->encryption_status =
      g_strdup (kh_encryption_status_to_string (environment->encryption_status));
  wire->key_managed_by = g_strdup (customer ? "Customer" : "Microsoft");
  wire->deletion_at = environment->deletion_at;
  wire->created_at = environment->created_at;
  wire->created_by = g_strdup (environment->created_by);
  if (active != NULL) {
    wire->operation_id = g_strdup (active->id);
    wire->operation_type = g_strdup (kh_operation_type_to_string (active->type));
  }
  add_bytes (wire, environment);
  add_lock (self, wire, environment);
  add_policy (self, wire, environment);
  add_verification (wire, environment);
  if (operations)
    add_operations (self, wire, environment);
  return wire;
}

/* A covered store has the environment's word while it changes hands; the others are never touched.
 */
static KhEncryptionStatus
store_state (const KhEnvironment *environment, KhStoreKind store)
{
  gboolean customer = kh_environment_get_key_owner (environment, store) == KH_KEY_OWNER_CUSTOMER;
  if (!kh_store_kind_is_covered (store))
    return KH_ENCRYPTION_STATUS_NOT_ENCRYPTED;
  for (guint i = 0; i < environment->stores[store].deks->len; i++) {
    const KhDekRef *dek = environment->stores[store].deks->pdata[i];
    if (dek->role == KH_DEK_TARGET)
      return dek->owner == KH_KEY_OWNER_CUSTOMER ? KH_ENCRYPTION_STATUS_ENCRYPTING
                                                 : KH_ENCRYPTION_STATUS_REVERTING;
  }
  if (customer && environment->stores[store].staying > 0)
    return KH_ENCRYPTION_STATUS_WARNING;
  return customer ? KH_ENCRYPTION_STATUS_ENCRYPTED : KH_ENCRYPTION_STATUS_NOT_ENCRYPTED;
}

KhWireStore *
kh_view_store (const KhView *self, const KhEnvironment *environment, KhStoreKind store)
{
  const KhStoreCoverage *coverage = &environment->stores[store];
  const KhDekRef *dek = kh_environment_get_current_dek (environment, store);
  KhWireStore *wire = kh_wire_store_new ();
  wire->store = g_strdup (kh_store_kind_to_string (store));
  wire->key_owner =
      g_strdup (kh_key_owner_to_string (kh_environment_get_key_owner (environment, store)));
  wire->items = (gint64)coverage->items;
  wire->rows = (gint64)coverage->rows;
  wire->bytes = (gint64)coverage->bytes;
  wire->state = g_strdup (kh_encryption_status_to_string (store_state (environment, store)));
  if (kh_environment_get_key_owner (environment, store) == KH_KEY_OWNER_CUSTOMER)
    wire->staying = (gint64)coverage->staying;
  if (dek != NULL && dek->owner == KH_KEY_OWNER_CUSTOMER)
    wire->kid = kh_view_kid (self, dek->vault, dek->key, dek->version);
  return wire;
}

static void
add_stages (KhWireOperation *wire, const KhOperation *operation)
{
  for (guint i = 0; i < KH_STAGE_N; i++) {
    KhWireStage *stage = kh_wire_stage_new ();
    stage->id = g_strdup (kh_stage_id_to_string ((KhStageId)i));
    stage->state = g_strdup (kh_operation_state_to_string (operation->stages[i].state));
    stage->started_at = operation->stages[i].started_at;
    stage->ended_at = operation->stages[i].ended_at;
    g_ptr_array_add (wire->stages, stage);
  }
  for (guint i = 0; i < operation->stores->len; i++) {
    const KhOperationStore *store = operation->stores->pdata[i];
    KhWireOperationStore *row = kh_wire_operation_store_new ();
    row->store = g_strdup (kh_store_kind_to_string (store->store));
    row->state = g_strdup (kh_operation_state_to_string (store->state));
    row->items = (gint64)store->items;
    row->items_done = (gint64)store->items_done;
    row->bytes = (gint64)store->bytes;
    row->bytes_done = (gint64)store->bytes_done;
    g_ptr_array_add (wire->stores, row);
  }
}

KhWireOperation *
kh_view_operation (const KhView *self, const KhOperation *operation)
{
  KhWireOperation *wire = kh_wire_operation_new ();
  const KhEnvironment *environment =
      operation->environment_id == NULL
          ? NULL
          : kh_estate_get_environment (self->estate, operation->environment_id);
  const KhAccount *account = operation->requested_by == NULL
                                 ? NULL
                                 : kh_estate_get_account (self->estate, operation->requested_by);
  wire->id = g_strdup (operation->id);
  wire->type = g_strdup (kh_operation_type_to_string (operation->type));
  wire->verb = g_strdup (kh_operation_type_get_verb (operation->type));
  wire->environment = environment == NULL ? NULL : g_strdup (environment->name);
  wire->environment_id = g_strdup (operation->environment_id);
  wire->policy_id = g_strdup (operation->policy_id);
  wire->state = g_strdup (kh_operation_state_to_string (operation->state));
  wire->items = (gint64)operation->items;
  wire->items_done = (gint64)operation->items_done;
  wire->bytes = (gint64)operation->bytes;
  wire->bytes_done = (gint64)operation->bytes_done;
  wire->requested_by = g_strdup (account != NULL ? account->name : "platform");
  wire->requested_by_id = g_strdup (operation->requested_by);
  wire->created_at = operation->created_at;
  wire->ended_at = operation->ended_at;
  wire->error = g_strdup (operation->error);
  wire->resumed = operation->resumed;
  add_stages (wire, operation);
  return wire;
}

static void
add_environments (const KhView *self, KhWirePolicy *wire, const KhPolicy *policy)
{
  g_autoptr (GPtrArray) environments = kh_estate_environments_of_policy (self->estate, policy->id);
  for (guint i = 0; i < environments->len; i++) {
    const KhEnvironment *environment = environments->pdata[i];
    KhWirePolicyEnvironment *row = kh_wire_policy_environment_new ();
    row->id = g_strdup (environment->id);
    row->name = g_strdup (environment->name);
    row->encryption_status =
        g_strdup (kh_encryption_status_to_string (environment->encryption_status));
    g_ptr_array_add (wire->environments, row);
  }
}

static char **
reader_names (const KhView *self, const KhPolicy *policy)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; policy->readers[i] != NULL; i++) {
    const KhAccount *account = kh_estate_get_account (self->estate, policy->readers[i]);
    if (account != NULL)
      g_strv_builder_add (builder, account->name);
  }
  return g_strv_builder_end (builder);
}

KhWirePolicy *
kh_view_policy (const KhView *self, const KhPolicy *policy)
{
  KhWirePolicy *wire = kh_wire_policy_new ();
  wire->id = g_strdup (policy->id);
  wire->system_id = g_strdup (policy->system_id);
  wire->name = g_strdup (policy->name);
  wire->geo = g_strdup (policy->geo);
  wire->key_vault = g_strdup (policy->vault);
  wire->key_name = g_strdup (policy->key);
  wire->key_version = g_strdup (policy->version);
  wire->version_rule = g_strdup (kh_version_rule_to_string (kh_policy_get_version_rule (policy)));
  wire->health = g_strdup (kh_health_to_string (policy->health));
  wire->health_reason = g_strdup (policy->health_reason);
  wire->principal_id = g_strdup (policy->principal_id);
  wire->granted = kh_policy_is_granted (self->estate, policy);
  wire->readers = reader_names (self, policy);
  wire->arm_id = kh_arm_policy_id (&self->place, policy->name);
  wire->type = g_strdup ("Microsoft.PowerPlatform/enterprisePolicies");
  wire->kind = g_strdup ("Encryption");
  wire->identity_type = g_strdup ("SystemAssigned");
  wire->tenant_id = g_strdup (kh_estate_get_tenant (self->estate)->id);
  wire->vault_arm_id = kh_arm_vault_id (&self->place, policy->vault);
  wire->encryption_state = g_strdup ("Enabled");
  add_environments (self, wire, policy);
  return wire;
}

const KhEnvironment *
kh_view_find_environment (const KhView *self, const char *text, GError **error)
{
  const KhEnvironment *found = kh_estate_find_environment (self->estate, text);
  if (found == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, NULL, NULL,
                        "There is no such environment");
  return found;
}

const KhOperation *
kh_view_find_operation (const KhView *self, const char *id, GError **error)
{
  const KhOperation *found = kh_estate_get_operation (self->estate, id);
  if (found == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, id, "OperationNotFound", NULL,
                        "There is no such operation");
  return found;
}

const KhPolicy *
kh_view_find_policy (const KhView *self, const char *text, GError **error)
{
  const KhPolicy *found = kh_estate_find_policy (self->estate, text);
  if (found == NULL || !kh_policy_is_live (found)) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, NULL, NULL, "There is no such policy");
    return NULL;
  }
  return found;
}
