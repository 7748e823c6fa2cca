/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the audit log. */
#include "kh-audit-words.h"

#include <string.h>

#include "kh-audit-action.h"
#include "kh-text.h"
#include "kh-uri.h"

typedef struct {
  const char *action, *did, *tried;
} Row;

static const Row rows[] = {
  { "account.add", N_ ("Added account"), N_ ("Tried to add an account") },
  { "account.remove", N_ ("Removed account"), N_ ("Tried to remove an account") },
  { "account.roles", N_ ("Changed roles"), N_ ("Tried to change roles") },
  { "audit.anchor", N_ ("Took a checkpoint of the log"),
    N_ ("Tried to take a checkpoint of the log") },
  { "audit.export", N_ ("Exported evidence of the log"),
    N_ ("Tried to export evidence of the log") },
  { "audit.list", N_ ("Read the log"), N_ ("Tried to read the log") },
  { "audit.verify", N_ ("Verified the log"), N_ ("Tried to verify the log") },
  { "clock.accept", N_ ("Accepted the clock"), N_ ("Tried to accept the clock") },
  { "clock.shift", N_ ("Shifted the clock"), N_ ("Tried to shift the clock") },
  { "cmk.cancel", N_ ("Canceled encryption with a customer key"),
    N_ ("Tried to cancel encryption") },
  { "cmk.change", N_ ("Started a change of key"), N_ ("Tried to change the key") },
  { "cmk.changed", N_ ("Finished a change of key"), N_ ("Tried to finish a change of key") },
  { "cmk.enable", N_ ("Started encryption with a customer key"),
    N_ ("Tried to encrypt with a customer key") },
  { "cmk.enabled", N_ ("Finished encryption with a customer key"),
    N_ ("Tried to finish encryption") },
  { "cmk.failed", N_ ("Stopped encryption with a customer key"), N_ ("Tried to stop encryption") },
  { "cmk.revert", N_ ("Started the return to the Microsoft key"),
    N_ ("Tried to return to the Microsoft key") },
  { "cmk.reverted", N_ ("Finished the return to the Microsoft key"),
    N_ ("Tried to finish the return to the Microsoft key") },
  { "cmk.rotate", N_ ("Took up a new key version"), N_ ("Tried to take up a new key version") },
  { "data.import", N_ ("Imported data"), N_ ("Tried to import data") },
  { "data.import-refused", N_ ("Refused a file"), N_ ("Tried to import data") },
  { "data.read", N_ ("Read data"), N_ ("Tried to read data") },
  { "data.remove", N_ ("Removed data"), N_ ("Tried to remove data") },
  { "data.rows", N_ ("Read rows of a table"), N_ ("Tried to read rows of a table") },
  { "environment.backup", N_ ("Backed up environment"), N_ ("Tried to back up an environment") },
  { "environment.copied", N_ ("Finished a copy onto environment"),
    N_ ("Tried to finish a copy onto an environment") },
  { "environment.copy", N_ ("Started a copy onto environment"),
    N_ ("Tried to copy onto an environment") },
  { "environment.copy-failed", N_ ("Stopped a copy onto environment"),
    N_ ("Tried to stop a copy onto an environment") },
  { "environment.confirm-backup", N_ ("Confirmed a backup of environment"),
    N_ ("Tried to confirm the backup of an environment") },
  { "environment.create", N_ ("Created environment"), N_ ("Tried to create an environment") },
  { "environment.delete", N_ ("Deleted environment"), N_ ("Tried to delete an environment") },
  { "environment.disable-managed", N_ ("Turned off Managed Environments"),
    N_ ("Tried to turn off Managed Environments") },
  { "environment.enable-managed", N_ ("Turned on Managed Environments"),
    N_ ("Tried to turn on Managed Environments") },
  { "environment.forget-backup", N_ ("Forgot a backup of environment"),
    N_ ("Tried to forget the backup of an environment") },
  { "environment.gone", N_ ("Deleted environment for good"),
    N_ ("Tried to delete an environment for good") },
  { "environment.lock", N_ ("Locked environment: key access lost"),
    N_ ("Tried to lock an environment") },
  { "environment.lock-cause", N_ ("Found another cause of a lock"),
    N_ ("Tried to note the cause of a lock") },
  { "environment.re-enable", N_ ("Unlocked environment"), N_ ("Tried to unlock an environment") },
  { "environment.read", N_ ("Read environments"), N_ ("Tried to read environments") },
  { "environment.recover", N_ ("Recovered environment"), N_ ("Tried to recover an environment") },
  { "environment.reset", N_ ("Reset environment"), N_ ("Tried to reset an environment") },
  { "environment.restore", N_ ("Started a restore over environment"),
    N_ ("Tried to restore a backup over an environment") },
  { "environment.restore-failed", N_ ("Stopped a restore over environment"),
    N_ ("Tried to end a restore over an environment") },
  { "environment.restored", N_ ("Finished a restore over environment"),
    N_ ("Tried to finish a restore over an environment") },
  { "environment.status", N_ ("Changed encryption status"),
    N_ ("Tried to change an encryption status") },
  { "environment.verify", N_ ("Read all data of environment to verify it"),
    N_ ("Tried to verify the data of an environment") },
  { "finding.dismiss", N_ ("Dismissed finding"), N_ ("Tried to dismiss a finding") },
  { "finding.fix", N_ ("Fixed finding"), N_ ("Tried to fix a finding") },
  { "finding.restore", N_ ("Took a dismissal back"), N_ ("Tried to take a dismissal back") },
  { "grant.add", N_ ("Granted access"), N_ ("Tried to grant access") },
  { "grant.remove", N_ ("Revoked access"), N_ ("Tried to revoke access") },
  { "key.backup", N_ ("Backed up key"), N_ ("Tried to back up a key") },
  { "key.create", N_ ("Created key"), N_ ("Tried to create a key") },
  { "key.delete", N_ ("Deleted key"), N_ ("Tried to delete a key") },
  { "key.disable", N_ ("Disabled key"), N_ ("Tried to disable a key") },
  { "key.enable", N_ ("Enabled key"), N_ ("Tried to enable a key") },
  { "key.purge", N_ ("Purged key"), N_ ("Tried to purge a key") },
  { "key.recover", N_ ("Recovered key"), N_ ("Tried to recover a key") },
  { "key.restore", N_ ("Restored key"), N_ ("Tried to restore a key") },
  { "key.rotate", N_ ("Created new key version"), N_ ("Tried to create a new key version") },
  { "key.rotation-policy", N_ ("Changed rotation policy"),
    N_ ("Tried to change a rotation policy") },
  { "key.unwrap", N_ ("Unwrapped with key"), N_ ("Tried to unwrap with a key") },
  { "key.update", N_ ("Changed key"), N_ ("Tried to change a key") },
  { "key.wrap", N_ ("Wrapped with key"), N_ ("Tried to wrap with a key") },
  { "keyring.add", N_ ("Let a keyring open the organization"),
    N_ ("Tried to let a keyring open the organization") },
  { "keyring.remove", N_ ("Took the keyring out of the seal"),
    N_ ("Tried to take a keyring out of the seal") },
  { "log.repaired", N_ ("Repaired the end of the log after a crash"),
    N_ ("Tried to repair the log") },
  { "log.segment", N_ ("Began another file of the log"), N_ ("Tried to begin a file of the log") },
  { "log.start", N_ ("Created the organization"), N_ ("Tried to create the organization") },
  { "passphrase.change", N_ ("Changed the passphrase"), N_ ("Tried to change the passphrase") },
  { "policy.create", N_ ("Created policy"), N_ ("Tried to create a policy") },
  { "policy.delete", N_ ("Deleted policy"), N_ ("Tried to delete a policy") },
  { "policy.health", N_ ("Noted the health of a policy"),
    N_ ("Tried to note the health of a policy") },
  { "policy.reader.add", N_ ("Added reader of policy"), N_ ("Tried to add a reader") },
  { "policy.reader.remove", N_ ("Removed reader of policy"), N_ ("Tried to remove a reader") },
  { "policy.update", N_ ("Changed policy"), N_ ("Tried to change a policy") },
  { "recovery.add", N_ ("Saved a recovery sheet"), N_ ("Tried to save a recovery sheet") },
  { "recovery.remove", N_ ("Made the recovery sheet worthless"),
    N_ ("Tried to make the recovery sheet worthless") },
  { "recovery.use", N_ ("Opened the organization with the recovery sheet"),
    N_ ("Tried to open the organization with a recovery sheet") },
  { "request.approve", N_ ("Approved request"), N_ ("Tried to approve a request") },
  { "request.complete", N_ ("Completed request"), N_ ("Tried to complete a request") },
  { "request.expire", N_ ("Request expired"), N_ ("Tried to let a request expire") },
  { "request.file", N_ ("Filed request"), N_ ("Tried to file a request") },
  { "request.reject", N_ ("Rejected request"), N_ ("Tried to reject a request") },
  { "request.withdraw", N_ ("Withdrew request"), N_ ("Tried to withdraw a request") },
  { "seal.restore", N_ ("Put the copy of the seal in its place"),
    N_ ("Tried to put the copy of the seal in its place") },
  { "secret.delete", N_ ("Deleted secret"), N_ ("Tried to delete a secret") },
  { "secret.get", N_ ("Read secret"), N_ ("Tried to read a secret") },
  { "secret.purge", N_ ("Purged secret"), N_ ("Tried to purge a secret") },
  { "secret.recover", N_ ("Recovered secret"), N_ ("Tried to recover a secret") },
  { "secret.set", N_ ("Set secret"), N_ ("Tried to set a secret") },
  { "secret.update", N_ ("Changed secret"), N_ ("Tried to change a secret") },
  { "store.re-encrypted", N_ ("Re-encrypted a store"), N_ ("Tried to re-encrypt a store") },
  { "tenant.accept-rollback", N_ ("Accepted an older organization file"),
    N_ ("Tried to accept an older organization file") },
  { "tenant.read", N_ ("Read the organization"), N_ ("Tried to read the organization") },
  { "tenant.set", N_ ("Changed settings"), N_ ("Tried to change settings") },
  { "vault.accept-rollback", N_ ("Accepted an older vault file"),
    N_ ("Tried to accept an older vault file") },
  { "vault.create", N_ ("Created vault"), N_ ("Tried to create a vault") },
  { "vault.delete", N_ ("Deleted vault"), N_ ("Tried to delete a vault") },
  { "vault.purge", N_ ("Purged vault"), N_ ("Tried to purge a vault") },
  { "vault.recover", N_ ("Recovered vault"), N_ ("Tried to recover a vault") },
  { "vault.update", N_ ("Changed vault"), N_ ("Tried to change a vault") },
};

/* Acts on one version of a key, by the verb of acts on all of it. */
static const Row version_rows[] = {
  { "key.disable", N_ ("Disabled key version"), N_ ("Tried to disable a key version") },
  { "key.enable", N_ ("Enabled key version"), N_ ("Tried to enable a key version") },
  { "key.update", N_ ("Changed key version"), N_ ("Tried to change a key version") },
};

static const Row *
find (const Row *table, guint n, const char *action)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (table[i].action, action) == 0)
      return &table[i];
  return NULL;
}

static gboolean
is_phase (KhJson *record, const char *phase)
{
  return g_strcmp0 (kh_json_string (record, "phase"), phase) == 0;
}

const char *
kh_audit_what (KhJson *record)
{
  const char *action = kh_json_string (record, "action");
  const Row *row = NULL;

  if (action == NULL)
    return "";
  if (kh_json_string (record, "detail") != NULL)
    row = find (version_rows, G_N_ELEMENTS (version_rows), action);
  if (row == NULL)
    row = find (rows, G_N_ELEMENTS (rows), action);
  if (row == NULL)
    return action;
  return is_phase (record, "refused") ? _ (row->tried) : _ (row->did);
}

char *
kh_audit_object (KhJson *record)
{
  const char *action = kh_json_string (record, "action");
  const char *target = kh_json_string (record, "target");
  const char *detail = kh_json_string (record, "detail");
  g_autofree char *version = NULL;

  if (target == NULL)
    target = kh_json_string (record, "targetId");
  if (target == NULL || action == NULL || detail == NULL
      || find (version_rows, G_N_ELEMENTS (version_rows), action) == NULL)
    return g_strdup (target != NULL ? target : "");
  version = kh_text_short_id (detail);
  return g_strdup_printf ("%s %s", target, version);
}

const char *
kh_audit_who (KhJson *record)
{
  const char *actor = kh_json_string (record, "actor");

  if (actor == NULL || (!kh_json_has (record, "actorId") && strcmp (actor, "platform") == 0))
    return _ ("Keyhold");
  return actor;
}

const char *
kh_audit_result (KhJson *record)
{
  const char *result = kh_json_string (record, "result");

  if (is_phase (record, "refused"))
    return "refused";
  if (is_phase (record, "notice"))
    return "succeeded";
  return result != NULL ? result : "open";
}

char *
kh_audit_uri (KhJson *record)
{
  const char *name = kh_json_string (record, "targetKind");
  const char *id = kh_json_string (record, "targetId");
  const char *target = kh_json_string (record, "target");
  KhItemKind kind;

  if (name == NULL || (id == NULL && target == NULL) || !kh_item_kind_from_string (name, &kind))
    return NULL;
  if (kind == KH_ITEM_VAULT || kind == KH_ITEM_KEY)
    return target != NULL && (strchr (target, '/') != NULL) == (kind == KH_ITEM_KEY)
               ? kh_uri_format (kind, target)
               : NULL;
  return kh_uri_format (kind, id != NULL ? id : target);
}

gboolean
kh_audit_is_unplanned (KhJson *record)
{
  const char *action = kh_json_string (record, "action");
  guint flags = action != NULL ? kh_audit_action_get_flags (action) : 0;

  if (!is_phase (record, "intent") || kh_json_bool (record, "planned", FALSE)
      || g_strcmp0 (kh_json_string (record, "result"), "failed") == 0)
    return FALSE;
  return (flags & KH_ACTION_LOSES_ACCESS) != 0
         || ((flags & KH_ACTION_DESTROYS) != 0 && kh_json_has (record, "actorId"));
}

static gboolean
has (const char *words, const char *folded)
{
  g_autofree char *text = g_utf8_casefold (words, -1);

  return strstr (text, folded) != NULL;
}

static void
add_found (const Row *table, guint n, const char *folded, GString *found)
{
  for (guint i = 0; i < n; i++)
    if (has (_ (table[i].did), folded) || has (_ (table[i].tried), folded))
      g_string_append_printf (found, "%s%s", found->len > 0 ? "," : "", table[i].action);
}

char *
kh_audit_find_actions (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *found = g_string_new (NULL);

  add_found (rows, G_N_ELEMENTS (rows), folded, found);
  add_found (version_rows, G_N_ELEMENTS (version_rows), folded, found);
  return g_string_free (found, found->len == 0);
}

const char *const *
kh_audit_kinds (void)
{
  static const char *const kinds[] = { "environment", "policy", "key",   "vault",
                                       "account",     "tenant", "audit", NULL };

  return kinds;
}

const char *
kh_audit_kind_text (const char *kind)
{
  static const char *const texts[] = { N_ ("Environments"), N_ ("Policies"), N_ ("Keys"),
                                       N_ ("Key vaults"),   N_ ("Accounts"), N_ ("Organization"),
                                       N_ ("The log") };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (kh_audit_kinds ()[i], kind) == 0)
      return _ (texts[i]);
  return kind;
}
