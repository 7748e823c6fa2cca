/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the draft says about environments, keys and names: who is left out and why, what is missing.
 */
#include "kh-enable-draft-private.h"

#include <string.h>

#include "kh-enums.h"
#include "kh-geo.h"
#include "kh-id.h"
#include "kh-limits.h"
#include "kh-models-i18n.h"

static const char *
geo_name (const char *geo)
{
  const KhGeo *found = geo != NULL ? kh_geo_find (geo) : NULL;

  return found != NULL ? found->display_name : geo;
}

const char *
_kh_enable_refused (KhItem *environment, const char *type, gboolean *allowed)
{
  KhJson *json = kh_item_get_snapshot (environment);

  *allowed = FALSE;
  for (guint i = 0; i < kh_json_length (json, "allowedOperations"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (json, "allowedOperations", i), "id"), type)
        == 0)
      *allowed = TRUE;
  for (guint i = 0; i < kh_json_length (json, "disallowedOperations"); i++) {
    KhJson *entry = kh_json_element (json, "disallowedOperations", i);

    if (g_strcmp0 (kh_json_string (entry, "id"), type) == 0)
      return kh_json_string (entry, "reason");
  }
  return NULL;
}

static KhExcluded
exclude_state (KhItem *environment, char **text)
{
  const char *key = kh_item_string (environment, "key.id");
  const char *slash = key != NULL ? strchr (key, '/') : NULL;

  if (kh_item_is (environment, "state", "Locked")) {
    *text = g_strdup (_ ("Locked. Unlock it first"));
    return KH_EXCLUDED_LOCKED;
  }
  if (kh_item_string (environment, "activeOperation.id") != NULL) {
    *text = g_strdup (_ ("Another operation runs"));
    return KH_EXCLUDED_BUSY;
  }
  if (kh_item_is (environment, "encryptionStatus", "Failed")
      && kh_item_string (environment, "policy.id") != NULL) {
    *text = g_strdup (_ ("Its encryption stopped half way. Retry it under Operations"));
    return KH_EXCLUDED_ENCRYPTED;
  }
  if (kh_item_is (environment, "keyManagedBy", "Customer")) {
    *text = slash != NULL ? g_strdup_printf (_ ("Already on %s"), slash + 1)
                          : g_strdup (_ ("Already on a customer-managed key"));
    return KH_EXCLUDED_ENCRYPTED;
  }
  if (!kh_item_is (environment, "state", "Ready")) {
    *text = g_strdup (_ ("Not ready yet"));
    return KH_EXCLUDED_OTHER;
  }
  return KH_EXCLUDED_NOT;
}

static KhExcluded
exclude_kind (const char *own, KhItem *environment, gboolean allowed, char **text)
{
  const char *type = kh_item_string (environment, "type");
  const char *geo = kh_item_string (environment, "geo");
  KhJson *json = kh_item_get_snapshot (environment);

  if (type != NULL && strstr (type, "Trial") != NULL) {
    *text = g_strdup (_ ("Trial environments cannot use a customer-managed key"));
    return KH_EXCLUDED_TYPE;
  }
  if (g_strcmp0 (type, "Teams") == 0) {
    *text = g_strdup (_ ("Teams environments cannot use a customer-managed key"));
    return KH_EXCLUDED_TYPE;
  }
  if (g_strcmp0 (type, "Default") == 0 && !allowed) {
    *text = g_strdup (_ ("Default environments are left out by a setting"));
    return KH_EXCLUDED_DEFAULT;
  }
  if (!kh_json_bool (json, "dataverse", FALSE)) {
    *text = g_strdup (_ ("No Dataverse database"));
    return KH_EXCLUDED_DATABASE;
  }
  if (own != NULL && (geo == NULL || !kh_geo_equal (own, geo))) {
    /* Translators: the name of another geography. */
    *text = g_strdup_printf (_ ("%s: a policy serves one geo. Choose it in another run"),
                             geo_name (geo));
    return KH_EXCLUDED_GEO;
  }
  if (!kh_json_bool (json, "managed", FALSE)) {
    *text = g_strdup (_ ("Not a Managed Environment"));
    return KH_EXCLUDED_UNMANAGED;
  }
  return KH_EXCLUDED_NOT;
}

/* @geo: (nullable): of those that are chosen already. */
static KhExcluded
exclude (const char *geo, KhItem *environment, char **text)
{
  g_autofree char *why = NULL;
  gboolean allowed;
  const char *refused = _kh_enable_refused (
      environment, kh_operation_type_to_string (KH_OPERATION_NEW_CMK), &allowed);
  KhExcluded excluded = exclude_state (environment, &why);

  if (excluded == KH_EXCLUDED_NOT)
    excluded = exclude_kind (geo, environment, allowed, &why);
  if (excluded == KH_EXCLUDED_NOT && refused != NULL) {
    why = g_strdup (refused);
    excluded = KH_EXCLUDED_OTHER;
  }
  if (text != NULL)
    *text = g_steal_pointer (&why);
  return excluded;
}

KhExcluded
kh_enable_draft_exclusion (KhEnableDraft *self, KhItem *environment, char **text)
{
  if (self->goal == KH_ENABLE_GOAL_RETURN)
    return _kh_enable_exclude_return (environment, text);
  if (self->goal == KH_ENABLE_GOAL_CHANGE)
    return _kh_enable_exclude_change (self->texts[KH_ENABLE_TEXT_GEO], environment, text);
  return exclude (self->texts[KH_ENABLE_TEXT_GEO], environment, text);
}

char *
kh_enable_refusal (KhItem *environment)
{
  char *text = NULL;

  exclude (NULL, environment, &text);
  return text;
}

char *
kh_enable_key_fault (KhItem *key)
{
  KhJson *json = kh_item_get_snapshot (key);
  const char *kty = kh_json_string (json, "kty");
  const char *state = kh_json_string (json, "state");
  const char *curve = kh_json_string (json, "curve");
  gint64 size = kh_json_int (json, "size", 0);

  if (kty != NULL && !g_str_has_prefix (kty, "RSA"))
    return g_strdup_printf (_ ("Cannot protect environments: %s"), curve != NULL ? curve : kty);
  if (kty != NULL && size != KH_CMK_SIZE_SMALL && size != KH_CMK_SIZE_LARGE)
    return g_strdup_printf (_ ("Cannot protect environments: %d bits"), (int)size);
  if (g_strcmp0 (state, "Disabled") == 0)
    return g_strdup (_ ("Its current version is disabled"));
  if (g_strcmp0 (state, "Expired") == 0)
    return g_strdup (_ ("Its current version has expired"));
  if (g_strcmp0 (state, "NotYetActive") == 0)
    return g_strdup (_ ("Its current version is not yet active"));
  if (g_strcmp0 (state, "Deleted") == 0 || g_strcmp0 (state, "Purged") == 0)
    return g_strdup (_ ("It is deleted"));
  return NULL;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  KhItem *first = *(KhItem *const *)a;
  KhItem *second = *(KhItem *const *)b;
  g_autofree char *fault = kh_enable_key_fault (first);
  g_autofree char *other = kh_enable_key_fault (second);

  if ((fault == NULL) != (other == NULL))
    return fault == NULL ? -1 : 1;
  return g_utf8_collate (kh_item_get_id (first), kh_item_get_id (second));
}

static GPtrArray *
collect (KhItemList *list)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

    /* The list keeps its reference. */
    if (!kh_item_is_gone (item))
      g_ptr_array_add (all, item);
  }
  return all;
}

GPtrArray *
kh_enable_draft_keys (KhEnableDraft *self)
{
  GPtrArray *keys = collect (self->keys);

  g_ptr_array_sort (keys, compare_keys);
  return keys;
}

GPtrArray *
kh_enable_draft_vaults (KhEnableDraft *self)
{
  GPtrArray *vaults = collect (self->vaults);

  for (guint i = vaults->len; i > 0; i--)
    if (!kh_item_is (g_ptr_array_index (vaults, i - 1), "state", "Active"))
      g_ptr_array_remove_index (vaults, i - 1);
  return vaults;
}

gboolean
_kh_enable_policy_fits (KhEnableDraft *self, KhItem *policy)
{
  const char *geo = kh_item_string (policy, "geo");
  const char *own = self->texts[KH_ENABLE_TEXT_GEO];

  return geo != NULL && own != NULL && kh_geo_equal (geo, own);
}

GPtrArray *
kh_enable_draft_policies (KhEnableDraft *self)
{
  GPtrArray *policies = collect (self->policies);

  for (guint i = policies->len; i > 0; i--) {
    KhItem *policy = g_ptr_array_index (policies, i - 1);
    g_autofree char *key = g_strconcat (kh_item_string (policy, "key.vault"), "/",
                                        kh_item_string (policy, "key.name"), NULL);

    if (self->flags[KH_ENABLE_CREATE_KEY] || self->texts[KH_ENABLE_TEXT_KEY] == NULL
        || g_ascii_strcasecmp (key, self->texts[KH_ENABLE_TEXT_KEY]) != 0
        || !_kh_enable_policy_fits (self, policy))
      g_ptr_array_remove_index (policies, i - 1);
  }
  return policies;
}

guint
kh_enable_draft_users_of_key (KhEnableDraft *self, const char *key)
{
  g_autoptr (GPtrArray) all = collect (self->environments);
  guint count = 0;

  for (guint i = 0; i < all->len; i++) {
    KhItem *item = g_ptr_array_index (all, i);
    const char *own = kh_item_string (item, "key.id");

    count += own != NULL && g_ascii_strcasecmp (own, key) == 0
             && !kh_enable_draft_is_chosen (self, kh_item_get_id (item));
  }
  return count;
}

/* 1 to 64 letters, digits, hyphens. */
static gboolean
is_policy_name (const char *name)
{
  return kh_name_is_key (name) && strlen (name) <= 64;
}

static char *
fault_vault (KhEnableDraft *self, const char *name)
{
  if (!kh_name_is_vault (name))
    return g_strdup (_ ("Use 3 to 24 letters, digits and single hyphens, starting with a letter"));
  if (kh_item_list_find (self->vaults, name) != NULL)
    return g_strdup (_ ("The name is taken, maybe by a deleted vault"));
  return NULL;
}

static char *
fault_key (KhEnableDraft *self, const char *name)
{
  g_autofree char *vault = kh_enable_draft_vault_name (self);
  g_autofree char *id = g_strconcat (vault != NULL ? vault : "", "/", name, NULL);

  if (!kh_name_is_key (name))
    return g_strdup (_ ("Use 1 to 127 letters, digits and hyphens"));
  if (kh_item_list_find (self->keys, id) != NULL)
    return g_strdup_printf (_ ("A key of this name is in %s already"), vault);
  return NULL;
}

char *
kh_enable_draft_fault (KhEnableDraft *self, KhEnableText what)
{
  const char *text = self->texts[what];

  if (text == NULL || *text == '\0')
    return NULL;
  if (what == KH_ENABLE_TEXT_VAULT_NAME)
    return fault_vault (self, text);
  if (what == KH_ENABLE_TEXT_KEY_NAME)
    return fault_key (self, text);
  if (what != KH_ENABLE_TEXT_POLICY_NAME)
    return NULL;
  if (!is_policy_name (text))
    return g_strdup (_ ("Use 1 to 64 letters, digits and hyphens"));
  if (kh_item_list_find (self->policies, text) != NULL)
    return g_strdup (_ ("A policy has this name"));
  return NULL;
}

static gboolean
is_empty (KhEnableDraft *self, KhEnableText what)
{
  return self->texts[what] == NULL || *self->texts[what] == '\0';
}

static char *
reason_environments (KhEnableDraft *self)
{
  /* What is changed was chosen before the wizard was opened. */
  if (self->chosen->len == 0)
    return g_strdup (self->goal == KH_ENABLE_GOAL_CHANGE
                         ? _ ("No environment is left whose key can be changed")
                         : _ ("Choose at least one environment"));
  for (guint i = 0; i < self->chosen->len; i++) {
    KhItem *item = kh_enable_draft_nth (self, i);
    g_autofree char *why = NULL;

    if (item == NULL)
      return g_strdup (_ ("A chosen environment no longer exists"));
    if (kh_enable_draft_exclusion (self, item, &why) != KH_EXCLUDED_NOT)
      /* Translators: name of an environment, and why it cannot be chosen. */
      return g_strdup_printf (_ ("%s: %s"), kh_item_get_name (item), why);
  }
  return NULL;
}

char *
_kh_enable_reason_key (KhEnableDraft *self)
{
  KhItem *key;
  char *fault;

  if (!self->flags[KH_ENABLE_CREATE_KEY]) {
    key = is_empty (self, KH_ENABLE_TEXT_KEY)
              ? NULL
              : kh_item_list_find (self->keys, self->texts[KH_ENABLE_TEXT_KEY]);
    return key == NULL ? g_strdup (_ ("Choose a key")) : kh_enable_key_fault (key);
  }
  if (self->flags[KH_ENABLE_CREATE_VAULT]) {
    fault = kh_enable_draft_fault (self, KH_ENABLE_TEXT_VAULT_NAME);
    if (fault != NULL)
      return fault;
    if (is_empty (self, KH_ENABLE_TEXT_VAULT_NAME))
      return g_strdup (_ ("The new vault needs a name"));
    if (is_empty (self, KH_ENABLE_TEXT_REGION))
      return g_strdup (_ ("The new vault needs a region"));
  } else if (is_empty (self, KH_ENABLE_TEXT_VAULT)
             || kh_item_list_find (self->vaults, self->texts[KH_ENABLE_TEXT_VAULT]) == NULL) {
    return g_strdup (_ ("Choose a vault"));
  }
  if (is_empty (self, KH_ENABLE_TEXT_KEY_NAME))
    return g_strdup (_ ("The new key needs a name"));
  return kh_enable_draft_fault (self, KH_ENABLE_TEXT_KEY_NAME);
}

char *
_kh_enable_reason_policy_name (KhEnableDraft *self)
{
  if (is_empty (self, KH_ENABLE_TEXT_POLICY_NAME))
    return g_strdup (_ ("The new policy needs a name"));
  return kh_enable_draft_fault (self, KH_ENABLE_TEXT_POLICY_NAME);
}

static char *
reason_policy (KhEnableDraft *self)
{
  g_autoptr (GPtrArray) policies = NULL;

  if (self->flags[KH_ENABLE_CREATE_POLICY])
    return _kh_enable_reason_policy_name (self);
  /* Another key or geo may have been chosen meanwhile. */
  policies = kh_enable_draft_policies (self);
  for (guint i = 0; i < policies->len; i++)
    if (g_strcmp0 (kh_item_get_id (g_ptr_array_index (policies, i)),
                   self->texts[KH_ENABLE_TEXT_POLICY])
        == 0)
      return NULL;
  return g_strdup (_ ("Choose a policy"));
}

char *
kh_enable_draft_reason (KhEnableDraft *self, KhEnablePart part)
{
  switch (part) {
  case KH_ENABLE_ENVIRONMENTS:
    return reason_environments (self);
  case KH_ENABLE_KEY:
    return _kh_enable_reason_key (self);
  case KH_ENABLE_POLICY:
    return self->goal == KH_ENABLE_GOAL_CHANGE ? _kh_enable_reason_change (self)
                                               : reason_policy (self);
  }
  g_return_val_if_reached (NULL);
}
