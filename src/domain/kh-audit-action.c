/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the audit log. */
#include "kh-audit-action.h"

#include <string.h>

typedef struct {
  const char *action;
  guint flags;
} Row;

static const Row rows[] = {
  { "account.add", 0 },
  { "account.remove", 0 },
  { "account.roles", 0 },
  { "audit.anchor", 0 },
  { "audit.export", 0 },
  { "audit.list", 0 },
  { "audit.verify", 0 },
  { "clock.accept", 0 },
  { "clock.shift", 0 },
  { "cmk.cancel", 0 },
  { "cmk.change", KH_ACTION_USES_KEY },
  { "cmk.changed", 0 },
  { "cmk.enable", KH_ACTION_USES_KEY },
  { "cmk.enabled", 0 },
  { "cmk.failed", 0 },
  { "cmk.revert", 0 },
  { "cmk.reverted", 0 },
  { "cmk.rotate", KH_ACTION_USES_KEY },
  { "data.import", 0 },
  { "data.import-refused", 0 },
  { "data.read", 0 },
  { "data.remove", KH_ACTION_DESTROYS },
  { "data.rows", 0 },
  { "environment.backup", 0 },
  { "environment.copied", 0 },
  { "environment.confirm-backup", 0 },
  { "environment.copy", KH_ACTION_DESTROYS },
  { "environment.copy-failed", 0 },
  { "environment.create", 0 },
  { "environment.delete", KH_ACTION_DESTROYS },
  { "environment.disable-managed", 0 },
  { "environment.enable-managed", 0 },
  { "environment.forget-backup", 0 },
  { "environment.gone", KH_ACTION_DESTROYS },
  { "environment.lock", KH_ACTION_LOSES_ACCESS },
  { "environment.lock-cause", 0 },
  { "environment.re-enable", KH_ACTION_USES_KEY },
  { "environment.read", 0 },
  { "environment.recover", 0 },
  { "environment.reset", KH_ACTION_DESTROYS },
  { "environment.restore", KH_ACTION_DESTROYS },
  { "environment.restore-failed", 0 },
  { "environment.restored", 0 },
  { "environment.status", 0 },
  { "environment.verify", KH_ACTION_USES_KEY },
  { "finding.dismiss", 0 },
  { "finding.fix", 0 },
  { "finding.restore", 0 },
  { "grant.add", 0 },
  { "grant.remove", 0 },
  { "key.backup", 0 },
  { "key.create", 0 },
  { "key.delete", KH_ACTION_DESTROYS },
  { "key.disable", 0 },
  { "key.enable", 0 },
  { "key.purge", KH_ACTION_DESTROYS },
  { "key.recover", 0 },
  { "key.restore", 0 },
  { "key.rotate", 0 },
  { "key.rotation-policy", 0 },
  { "key.unwrap", KH_ACTION_USES_KEY },
  { "key.update", 0 },
  { "key.wrap", KH_ACTION_USES_KEY },
  { "keyring.add", 0 },
  { "keyring.remove", 0 },
  { "log.repaired", 0 },
  { "log.segment", 0 },
  { "log.start", 0 },
  { "passphrase.change", 0 },
  { "policy.create", 0 },
  { "policy.delete", KH_ACTION_DESTROYS },
  { "policy.health", 0 },
  { "policy.reader.add", 0 },
  { "policy.reader.remove", 0 },
  { "policy.update", 0 },
  { "recovery.add", 0 },
  { "recovery.remove", 0 },
  { "recovery.use", 0 },
  { "request.approve", 0 },
  { "request.complete", 0 },
  { "request.expire", 0 },
  { "request.file", 0 },
  { "request.reject", 0 },
  { "request.withdraw", 0 },
  { "seal.restore", 0 },
  { "secret.delete", KH_ACTION_DESTROYS },
  { "secret.get", 0 },
  { "secret.purge", KH_ACTION_DESTROYS },
  { "secret.recover", 0 },
  { "secret.set", 0 },
  { "secret.update", 0 },
  { "store.re-encrypted", 0 },
  { "tenant.accept-rollback", 0 },
  { "tenant.read", 0 },
  { "tenant.set", 0 },
  { "vault.accept-rollback", 0 },
  { "vault.create", 0 },
  { "vault.delete", KH_ACTION_DESTROYS },
  { "vault.purge", KH_ACTION_DESTROYS },
  { "vault.recover", 0 },
  { "vault.update", 0 },
};

guint
kh_audit_action_get_flags (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].action, action) == 0)
      return rows[i].flags;
  return 0;
}

const char *const *
kh_audit_action_list (void)
{
  static const char *names[G_N_ELEMENTS (rows) + 1];
  static gsize once;

  if (g_once_init_enter (&once)) {
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
      names[i] = rows[i].action;
    g_once_init_leave (&once, 1);
  }
  return names;
}
