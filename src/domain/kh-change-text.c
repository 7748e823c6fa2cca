/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes as the text of a dictionary: members that are not set are left out. */
#include "kh-change-text.h"

#include "kh-error.h"

static const struct {
  const char *name;
  gsize offset;
} texts[] = {
  { "vault", G_STRUCT_OFFSET (KhChange, vault) },
  { "key", G_STRUCT_OFFSET (KhChange, key) },
  { "version", G_STRUCT_OFFSET (KhChange, version) },
  { "secret", G_STRUCT_OFFSET (KhChange, secret) },
  { "policy", G_STRUCT_OFFSET (KhChange, policy_id) },
  { "environment", G_STRUCT_OFFSET (KhChange, environment_id) },
  { "principal", G_STRUCT_OFFSET (KhChange, principal_id) },
  { "role", G_STRUCT_OFFSET (KhChange, role_id) },
  { "object", G_STRUCT_OFFSET (KhChange, object) },
};

/* What an update of a vault may set, all of it numbers. */
#define VAULT_FIELD(name, member)                                                                  \
  {                                                                                                \
    name, G_STRUCT_OFFSET (KhVault, member)                                                        \
  }
static const struct {
  const char *name;
  gsize offset;
} vault_numbers[] = {
  VAULT_FIELD ("sku", sku),
  VAULT_FIELD ("permissionModel", permission_model),
  VAULT_FIELD ("retention", retention_days),
  VAULT_FIELD ("purgeProtection", purge_protection),
  VAULT_FIELD ("publicNetwork", public_network),
  VAULT_FIELD ("defaultAction", default_action),
  VAULT_FIELD ("bypass", bypass),
  VAULT_FIELD ("policiesReplaced", access_policies_replaced),
};

/* --- Writing ---------------------------------------------------------------------------------- */

static void
add_vault (GVariantDict *dict, const KhVault *wanted)
{
  g_autoptr (GVariantBuilder) policies = g_variant_builder_new (G_VARIANT_TYPE ("a(suu)"));
  GVariantDict inner;

  g_variant_dict_init (&inner, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (vault_numbers); i++)
    g_variant_dict_insert (&inner, vault_numbers[i].name, "u",
                           G_STRUCT_MEMBER (guint, wanted, vault_numbers[i].offset));
  if (wanted->tenant_id != NULL)
    g_variant_dict_insert (&inner, "tenant", "s", wanted->tenant_id);
  for (guint i = 0; i < wanted->access_policies->len; i++) {
    const KhAccessPolicy *policy = wanted->access_policies->pdata[i];

    g_variant_builder_add (policies, "(suu)", policy->principal_id, (guint)policy->permissions,
                           (guint)policy->secrets);
  }
  g_variant_dict_insert_value (&inner, "policies", g_variant_builder_end (policies));
  g_variant_dict_insert_value (dict, "wanted", g_variant_dict_end (&inner));
}

static void
add_assignment (GVariantDict *dict, const KhRoleAssignment *assignment)
{
  g_variant_dict_insert (dict, "assignment", "(ssss)", assignment->id, assignment->scope,
                         assignment->role_id, assignment->principal_id);
}

char *
kh_change_to_text (const KhChange *change)
{
  GVariantDict dict;
  g_autoptr (GVariant) value = NULL;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "s", kh_change_kind_to_string (change->kind));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *text = G_STRUCT_MEMBER (char *, change, texts[i].offset);

    if (text != NULL)
      g_variant_dict_insert (&dict, texts[i].name, "s", text);
  }
  if (change->has_enabled)
    g_variant_dict_insert (&dict, "enabled", "b", change->enabled);
  if (change->has_nbf)
    g_variant_dict_insert (&dict, "nbf", "x", change->nbf);
  if (change->has_exp)
    g_variant_dict_insert (&dict, "exp", "x", change->exp);
  if (change->has_ops)
    g_variant_dict_insert (&dict, "ops", "u", (guint)change->ops);
  if (change->wanted != NULL)
    add_vault (&dict, change->wanted);
  if (change->assignment != NULL)
    add_assignment (&dict, change->assignment);
  value = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_print (value, TRUE);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void
read_policies (GVariantDict *dict, KhVault *wanted)
{
  g_autoptr (GVariant) policies =
      g_variant_dict_lookup_value (dict, "policies", G_VARIANT_TYPE ("a(suu)"));
  GVariantIter iter;
  const char *principal;
  guint permissions, secrets;

  g_ptr_array_set_size (wanted->access_policies, 0);
  if (policies == NULL)
    return;
  g_variant_iter_init (&iter, policies);
  while (g_variant_iter_next (&iter, "(&suu)", &principal, &permissions, &secrets)) {
    KhAccessPolicy *policy = kh_access_policy_new (principal, (KhKeyPermissions)permissions);

    policy->secrets = (KhSecretPermissions)secrets;
    g_ptr_array_add (wanted->access_policies, policy);
  }
}

static gboolean
read_vault (const KhEstate *estate, GVariantDict *outer, KhChange *change, GError **error)
{
  g_autoptr (GVariant) value =
      g_variant_dict_lookup_value (outer, "wanted", G_VARIANT_TYPE_VARDICT);
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  GVariantDict dict;

  if (value == NULL)
    return TRUE;
  if (vault == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, change->vault, "VaultNotFound", NULL,
                        "The vault does not exist any more");
    return FALSE;
  }
  change->wanted = kh_vault_copy (vault);
  g_variant_dict_init (&dict, value);
  for (gsize i = 0; i < G_N_ELEMENTS (vault_numbers); i++)
    g_variant_dict_lookup (&dict, vault_numbers[i].name, "u",
                           &G_STRUCT_MEMBER (guint, change->wanted, vault_numbers[i].offset));
  g_clear_pointer (&change->wanted->tenant_id, g_free);
  g_variant_dict_lookup (&dict, "tenant", "s", &change->wanted->tenant_id);
  read_policies (&dict, change->wanted);
  g_variant_dict_clear (&dict);
  return TRUE;
}

static void
read_assignment (GVariantDict *dict, KhChange *change)
{
  KhRoleAssignment *made = kh_role_assignment_new ();

  if (g_variant_dict_lookup (dict, "assignment", "(ssss)", &made->id, &made->scope, &made->role_id,
                             &made->principal_id))
    change->assignment = made;
  else
    kh_role_assignment_unref (made);
}

static void
read_attributes (GVariantDict *dict, KhChange *change)
{
  guint ops = 0;

  change->has_enabled = g_variant_dict_lookup (dict, "enabled", "b", &change->enabled);
  change->has_nbf = g_variant_dict_lookup (dict, "nbf", "x", &change->nbf);
  change->has_exp = g_variant_dict_lookup (dict, "exp", "x", &change->exp);
  change->has_ops = g_variant_dict_lookup (dict, "ops", "u", &ops);
  change->ops = (KhKeyOps)ops;
}

KhChange *
kh_change_from_text (const KhEstate *estate, const char *text, GError **error)
{
  g_autoptr (GVariant) value =
      text != NULL ? g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL) : NULL;
  g_autoptr (KhChange) change = NULL;
  KhChangeKind kind = KH_CHANGE_REVOKE_GRANT;
  const char *word = NULL;
  GVariantDict dict;
  gboolean read;

  if (value == NULL || !g_variant_lookup (value, "kind", "&s", &word)
      || !kh_change_kind_from_string (word, &kind)) {
    kh_set_error (error, KH_ERROR_DAMAGED, "What the request is about cannot be read");
    return NULL;
  }
  change = kh_change_new (kind);
  g_variant_dict_init (&dict, value);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_variant_dict_lookup (&dict, texts[i].name, "s",
                           &G_STRUCT_MEMBER (char *, change, texts[i].offset));
  read_attributes (&dict, change);
  read_assignment (&dict, change);
  read = read_vault (estate, &dict, change, error);
  g_variant_dict_clear (&dict);
  return read ? g_steal_pointer (&change) : NULL;
}
