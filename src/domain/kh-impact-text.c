/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a change is undone, and the canonical bytes of an impact. */

#include <string.h>

#include "kh-impact-private.h"

/* The first step back, with the target in place of %s; NULL: nothing to undo. */
static const char *const ways[KH_CHANGE_N] = {
  [KH_CHANGE_REVOKE_GRANT] = "Grant the policy access to its key again: keyholdctl policy grant %s",
  [KH_CHANGE_REVOKE_PRINCIPAL] = "Grant the role on %s again.",
  [KH_CHANGE_REMOVE_ASSIGNMENT] = "Assign the role of %s again.",
  [KH_CHANGE_DISABLE_KEY] = "Enable the key again: keyholdctl key enable %s",
  [KH_CHANGE_DISABLE_VERSION] = "Enable the version again: keyholdctl key enable %s",
  [KH_CHANGE_UPDATE_VERSION] = "Set the attributes of %s back.",
  [KH_CHANGE_EXPIRE_KEY] = "Extend or clear the expiry: keyholdctl key update %s --exp none",
  [KH_CHANGE_DELETE_KEY] = "Recover the key: keyholdctl key recover %s",
  [KH_CHANGE_PURGE_KEY] = NULL,
  [KH_CHANGE_DELETE_SECRET] = "Recover the secret: keyholdctl secret recover %s",
  [KH_CHANGE_PURGE_SECRET] = NULL,
  [KH_CHANGE_UPDATE_VAULT] = "Set the vault back: keyholdctl vault update %s",
  [KH_CHANGE_CLOSE_NETWORK] =
      "Let trusted services pass: keyholdctl vault update %s --bypass trusted-services",
  [KH_CHANGE_SWITCH_MODEL] =
      "Switch back: keyholdctl vault update %s --permission-model access-policy",
  [KH_CHANGE_DELETE_VAULT] = "Recover the vault: keyholdctl vault recover %s",
  [KH_CHANGE_PURGE_VAULT] = NULL,
  [KH_CHANGE_DELETE_POLICY] = "Make a policy with the same key and grant it access; \"%s\" itself "
                              "and its identity do not come back.",
  [KH_CHANGE_UPDATE_POLICY] = "Set the version of the policy %s back.",
  [KH_CHANGE_REVERT] = "Enable the customer-managed key of %s again.",
  [KH_CHANGE_DELETE_ENVIRONMENT] =
      "Recover the environment within 7 days: keyholdctl environment recover %s",
  [KH_CHANGE_FOUR_EYES_OFF] = "Ask for two persons again: keyholdctl tenant set four-eyes on",
  [KH_CHANGE_SET_MANAGED] = "Make it managed again: keyholdctl environment enable-managed %s",
};

static void
add_text (GPtrArray *texts, const char *format, const char *target)
{
  /* A name may hold a percent sign: the target is put in by hand. */
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_ptr_array_add (texts, g_strjoinv (target, parts));
}

static gboolean
goes_down_for_keys (const KhImpact *impact)
{
  for (guint i = 0; i < impact->environments->len; i++)
    if (((KhImpactEnvironment *)g_ptr_array_index (impact->environments, i))->triggers != 0)
      return TRUE;
  return FALSE;
}

static const char *
get_no_way (KhChangeKind kind)
{
  if (_kh_impact_loses_data (kind))
    return "None: the data that is there now is erased with its keys.";
  return kind == KH_CHANGE_PURGE_SECRET ? "None: the secret is gone with all its versions."
                                        : "None: data protected by it can never be read again.";
}

char **
_kh_impact_make_way_back (const KhImpact *impact, const KhImpactQuery *query)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  if (impact->irreversible)
    g_ptr_array_add (texts, g_strdup (get_no_way (impact->kind)));
  else if (ways[impact->kind] != NULL)
    add_text (texts, ways[impact->kind], impact->target);
  if (impact->kind == KH_CHANGE_DELETE_VAULT)
    g_ptr_array_add (texts,
                     g_strdup ("Grant every policy of the vault access again: role assignments "
                               "are lost with the vault."));
  if (!impact->irreversible && goes_down_for_keys (impact))
    g_ptr_array_add (texts, g_strdup ("Re-enable each environment: keyholdctl unlock apply"));
  g_ptr_array_add (texts, NULL);
  return (char **)g_ptr_array_steal (texts, NULL);
}

/* Texts carry their length, so that no two different impacts have the same bytes. */
static void
put_text (GString *bytes, const char *text)
{
  if (text == NULL)
    g_string_append (bytes, "-;");
  else
    g_string_append_printf (bytes, "%" G_GSIZE_FORMAT ":%s;", strlen (text), text);
}

/* Ids and names that compare without regard to case have one form here. */
static void
put_id (GString *bytes, const char *text)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  put_text (bytes, lower);
}

static void
put_number (GString *bytes, gint64 number)
{
  g_string_append_printf (bytes, "%" G_GINT64_FORMAT ";", number);
}

static void
put_vault (GString *bytes, const KhVault *vault)
{
  put_number (bytes, vault->permission_model);
  put_number (bytes, vault->public_network);
  put_number (bytes, vault->default_action);
  put_number (bytes, vault->bypass);
  put_number (bytes, vault->purge_protection);
  put_number (bytes, vault->access_policies->len);
  for (guint i = 0; i < vault->access_policies->len; i++) {
    const KhAccessPolicy *entry = g_ptr_array_index (vault->access_policies, i);
    put_id (bytes, entry->principal_id);
    put_number (bytes, entry->permissions);
    put_number (bytes, entry->secrets);
  }
}

static void
put_change (GString *bytes, const KhChange *change)
{
  put_number (bytes, change->kind);
  put_id (bytes, change->vault);
  put_id (bytes, change->key);
  put_id (bytes, change->version);
  put_id (bytes, change->secret);
  put_id (bytes, change->policy_id);
  put_id (bytes, change->environment_id);
  put_id (bytes, change->principal_id);
  put_id (bytes, change->role_id);
  put_id (bytes, change->object);
  put_number (bytes, change->has_enabled ? change->enabled : -1);
  put_number (bytes, change->has_nbf ? change->nbf : 0);
  put_number (bytes, change->has_exp ? change->exp : 0);
  put_number (bytes, change->has_ops ? (gint64)change->ops : -1);
  if (change->assignment != NULL) {
    put_id (bytes, change->assignment->scope);
    put_id (bytes, change->assignment->role_id);
    put_id (bytes, change->assignment->principal_id);
  }
  if (change->wanted != NULL)
    put_vault (bytes, change->wanted);
}

static void
put_losses (GString *bytes, const KhImpact *self)
{
  put_number (bytes, self->environments->len);
  for (guint i = 0; i < self->environments->len; i++) {
    const KhImpactEnvironment *row = g_ptr_array_index (self->environments, i);
    put_id (bytes, row->id);
    put_number (bytes, row->triggers);
    put_number (bytes, row->active_operations);
  }
  put_number (bytes, self->policies->len);
  for (guint i = 0; i < self->policies->len; i++) {
    const KhImpactPolicy *row = g_ptr_array_index (self->policies, i);
    put_id (bytes, row->id);
    put_number (bytes, row->after);
  }
  put_number (bytes, self->holds->len);
  for (guint i = 0; i < self->holds->len; i++) {
    const KhHold *hold = g_ptr_array_index (self->holds, i);
    put_number (bytes, hold->kind);
    put_id (bytes, hold->environment_id);
    put_id (bytes, hold->version);
  }
  put_number (bytes, g_strv_length (self->backups));
  for (guint i = 0; self->backups[i] != NULL; i++)
    put_text (bytes, self->backups[i]);
}

GBytes *
kh_impact_canonical (const KhImpact *self, const KhChange *change)
{
  GString *bytes = g_string_new ("keyhold-impact-1;");
  put_change (bytes, change);
  put_number (bytes, self->level);
  put_text (bytes, self->confirm_name);
  put_losses (bytes, self);
  return g_string_free_to_bytes (bytes);
}

char *
kh_impact_digest (const KhImpact *self, const KhChange *change)
{
  g_autoptr (GBytes) canonical = kh_impact_canonical (self, change);
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, canonical);
}
