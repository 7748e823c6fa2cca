/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state vocabulary of pages.md 3 as data. */
#include "kh-state.h"

#include <glib/gi18n.h>

typedef struct {
  KhStateKind kind;
  const char *value, *word, *icon, *style, *sentence;
} Row;

/* One word may need another one in another language, by what is in the state. */
static const char *const contexts[] = {
  [KH_STATE_ENVIRONMENT] = "environment state",
  [KH_STATE_ENCRYPTION] = "encryption state",
  [KH_STATE_COVERAGE] = "coverage state",
  [KH_STATE_HEALTH] = "health state",
  [KH_STATE_KEY] = "key state",
  [KH_STATE_HOLD] = "hold state",
  [KH_STATE_VAULT] = "vault state",
  [KH_STATE_PROTECTION] = "protection state",
  [KH_STATE_NETWORK] = "network state",
  [KH_STATE_GRANT] = "grant state",
  [KH_STATE_REQUEST] = "request state",
  [KH_STATE_OPERATION] = "operation state",
  [KH_STATE_CHECK] = "check state",
  [KH_STATE_FINDING] = "finding state",
  [KH_STATE_RECORD] = "record state",
  [KH_STATE_SEAL] = "seal state",
  [KH_STATE_LEVEL] = "log level",
};

static const Row rows[] = {
  { KH_STATE_ENVIRONMENT, "Ready", NC_ ("environment state", "Ready"), "object-select", NULL,
    N_ ("The environment is available.") },
  { KH_STATE_ENVIRONMENT, "Provisioning", NC_ ("environment state", "Provisioning"),
    "content-loading", "accent", N_ ("The environment is being created.") },
  { KH_STATE_ENVIRONMENT, "Encrypting", NC_ ("environment state", "Encrypting"),
    "emblem-synchronizing", "accent",
    N_ ("Offline while data moves to another key; it returns by itself.") },
  { KH_STATE_ENVIRONMENT, "Reverting", NC_ ("environment state", "Reverting"),
    "emblem-synchronizing", "accent",
    N_ ("Offline while data moves to another key; it returns by itself.") },
  { KH_STATE_ENVIRONMENT, "Locked", NC_ ("environment state", "Locked"), "changes-prevent", "error",
    N_ ("Access to the key is lost. Nobody can read the data. The deletion clock runs. (The Power "
        "Platform admin center calls this Environment disabled.)") },
  { KH_STATE_ENVIRONMENT, "Re-enabling", NC_ ("environment state", "Re-enabling"), "changes-allow",
    "accent", N_ ("The key is back. The environment returns within about five minutes.") },
  { KH_STATE_ENVIRONMENT, "Deleted", NC_ ("environment state", "Deleted"), "user-trash",
    "dim-label", N_ ("Recoverable for 7 days; after a lock nothing is recoverable.") },
  { KH_STATE_ENVIRONMENT, "Gone", NC_ ("environment state", "Gone"), "process-stop", "error",
    N_ ("Deleted for good; nothing is recoverable.") },

  { KH_STATE_ENCRYPTION, "NotEncrypted", NC_ ("encryption state", "Microsoft-managed"),
    "security-low", "dim-label", N_ ("The platform's own key protects the data.") },
  { KH_STATE_ENCRYPTION, "Encrypting", NC_ ("encryption state", "Encrypting"),
    "emblem-synchronizing", "accent", N_ ("Data is moving to the customer's key. Up to 4 days.") },
  { KH_STATE_ENCRYPTION, "Encrypted", NC_ ("encryption state", "Encrypted"), "security-high",
    "success", N_ ("The customer's key protects all covered data.") },
  { KH_STATE_ENCRYPTION, "Warning", NC_ ("encryption state", "Warning"), "security-medium",
    "warning",
    N_ ("The key is active, but something covered is still on the Microsoft key, or the current "
        "version cannot be used.") },
  { KH_STATE_ENCRYPTION, "Failed", NC_ ("encryption state", "Failed"), "dialog-error", "error",
    N_ ("Not every store has switched. Data stays readable. Retry continues where it stopped.") },
  { KH_STATE_ENCRYPTION, "Reverting", NC_ ("encryption state", "Reverting"), "emblem-synchronizing",
    "accent", N_ ("Data is returning to the Microsoft key.") },

  { KH_STATE_COVERAGE, "customer", NC_ ("coverage state", "Customer key"), "security-high",
    "success", N_ ("Protected by the customer's key.") },
  { KH_STATE_COVERAGE, "platform", NC_ ("coverage state", "Microsoft key"), "security-low", NULL,
    N_ ("Protected by the platform's key; the customer's key could protect it.") },
  { KH_STATE_COVERAGE, "both", NC_ ("coverage state", "Both keys"), "security-medium", "warning",
    N_ ("Part of the store has moved. Retry continues.") },
  { KH_STATE_COVERAGE, "kept", NC_ ("coverage state", "Both keys"), "security-medium", "warning",
    N_ ("Some flows stay on the Microsoft key until they are saved again.") },
  { KH_STATE_COVERAGE, "moving", NC_ ("coverage state", "Moving"), "emblem-synchronizing", "accent",
    N_ ("The store is being re-encrypted.") },
  { KH_STATE_COVERAGE, "always", NC_ ("coverage state", "Always Microsoft key"), "security-low",
    "dim-label", N_ ("Customer-managed keys never cover this data.") },
  { KH_STATE_COVERAGE, "unreadable", NC_ ("coverage state", "Unreadable"), "changes-prevent",
    "error", N_ ("The data key cannot be unwrapped while the environment is locked.") },

  { KH_STATE_HEALTH, "Healthy", NC_ ("health state", "Healthy"), "object-select", "success",
    N_ ("The policy's identity can wrap and unwrap with the key.") },
  { KH_STATE_HEALTH, "Warning", NC_ ("health state", "Warning"), "dialog-warning", "warning",
    N_ ("The current version cannot be used; an older one still opens everything. Or the key "
        "expires "
        "within 30 days.") },
  { KH_STATE_HEALTH, "Unhealthy", NC_ ("health state", "Unhealthy"), "dialog-error", "error",
    N_ ("The policy cannot use its key. Its environments are locked.") },
  { KH_STATE_HEALTH, "Undetermined", NC_ ("health state", "Undetermined"), "dialog-question",
    "dim-label", N_ ("Just made; access has not been tried yet.") },

  { KH_STATE_KEY, "Active", NC_ ("key state", "Active"), "object-select", "success",
    N_ ("Enabled and inside its dates.") },
  { KH_STATE_KEY, "NotYetActive", NC_ ("key state", "Not yet active"), "document-open-recent",
    "warning", N_ ("The activation date is ahead. The platform treats the key as lost.") },
  { KH_STATE_KEY, "Expired", NC_ ("key state", "Expired"), "alarm", "error",
    N_ ("The expiry date has passed. The vault still unwraps, but the platform takes environments "
        "offline.") },
  { KH_STATE_KEY, "Disabled", NC_ ("key state", "Disabled"), "action-unavailable", "warning",
    N_ ("The version cannot be used until it is enabled.") },
  { KH_STATE_KEY, "Deleted", NC_ ("key state", "Deleted"), "user-trash", "error",
    N_ ("Recoverable until the purge date.") },
  { KH_STATE_KEY, "Purged", NC_ ("key state", "Purged"), "process-stop", "error",
    N_ ("Gone for good.") },
  { KH_STATE_KEY, "Current", NC_ ("key state", "Current"), "object-select", NULL,
    N_ ("The newest version.") },
  { KH_STATE_KEY, "Previous", NC_ ("key state", "Previous"), "document-open-recent", "dim-label",
    N_ ("Replaced by a newer version.") },
  { KH_STATE_KEY, "Held", NC_ ("key state", "Held"), "media-playback-pause", "warning",
    N_ ("Something still needs this version; see the list below it.") },
  { KH_STATE_KEY, "ExpiresSoon", NC_ ("key state", "Expires soon"), "alarm", "warning",
    N_ ("Expires within 30 days.") },

  { KH_STATE_HOLD, "Holding", NC_ ("hold state", "Holding"), "media-playback-pause", "warning",
    N_ ("Still needs the version.") },
  { KH_STATE_HOLD, "Ended", NC_ ("hold state", "Ended"), "object-select", "dim-label",
    N_ ("No longer needs it.") },

  { KH_STATE_VAULT, "Active", NC_ ("vault state", "Active"), "object-select", NULL,
    N_ ("The vault answers.") },
  { KH_STATE_VAULT, "Unreachable", NC_ ("vault state", "Unreachable"), "network-offline", "error",
    N_ ("The vault did not answer.") },
  { KH_STATE_VAULT, "Deleted", NC_ ("vault state", "Deleted"), "user-trash", "error",
    N_ ("Recoverable until the purge date; its grants must be made again.") },
  { KH_STATE_VAULT, "Purged", NC_ ("vault state", "Purged"), "process-stop", "error",
    N_ ("Gone for good, with everything in it.") },

  { KH_STATE_PROTECTION, "on", NC_ ("protection state", "Purge-protected"), "security-high",
    "success", N_ ("Nobody can erase it early, Microsoft included. Cannot be undone.") },
  { KH_STATE_PROTECTION, "off", NC_ ("protection state", "Not protected"), "security-low",
    "warning", N_ ("A privileged user could erase it for good. Not usable for environments.") },

  { KH_STATE_NETWORK, "public", NC_ ("network state", "Public"), "network-transmit-receive", NULL,
    N_ ("Open to the internet with sign-in.") },
  { KH_STATE_NETWORK, "private", NC_ ("network state", "Private, trusted services"), "network-vpn",
    NULL, N_ ("Closed except for trusted Microsoft services.") },
  { KH_STATE_NETWORK, "closed", NC_ ("network state", "Closed to the service"), "network-error",
    "error", N_ ("Rules keep Power Platform out. Environments are locked.") },

  { KH_STATE_GRANT, "Effective", NC_ ("grant state", "Effective"), "object-select", "success",
    N_ ("Works.") },
  { KH_STATE_GRANT, "Spreading", NC_ ("grant state", "Spreading"), "document-open-recent", "accent",
    N_ ("Granted a moment ago, may take up to five minutes.") },
  { KH_STATE_GRANT, "Missing", NC_ ("grant state", "Missing"), "action-unavailable", "error",
    N_ ("Not granted.") },

  { KH_STATE_REQUEST, "Pending", NC_ ("request state", "Pending"), "user-status-pending", "accent",
    N_ ("Waits for another person.") },
  { KH_STATE_REQUEST, "Approved", NC_ ("request state", "Approved"), "object-select", "success",
    N_ ("Somebody else approved it.") },
  { KH_STATE_REQUEST, "Rejected", NC_ ("request state", "Rejected"), "process-stop", "error",
    N_ ("Somebody else rejected it.") },
  { KH_STATE_REQUEST, "Withdrawn", NC_ ("request state", "Withdrawn"), "edit-undo", "dim-label",
    N_ ("Taken back by who asked.") },
  { KH_STATE_REQUEST, "Expired", NC_ ("request state", "Expired"), "alarm", "dim-label",
    N_ ("Nobody decided in time.") },
  { KH_STATE_REQUEST, "Changed", NC_ ("request state", "Changed"), "dialog-warning", "warning",
    N_ ("The impact is no longer what was asked. Ask again.") },
  { KH_STATE_REQUEST, "Completed", NC_ ("request state", "Completed"), "object-select", "success",
    N_ ("Done.") },

  { KH_STATE_OPERATION, "NotStarted", NC_ ("operation state", "Not started"), "content-loading",
    "dim-label", N_ ("Waiting for another operation on the same environment.") },
  { KH_STATE_OPERATION, "Running", NC_ ("operation state", "Running"), "emblem-synchronizing",
    "accent", N_ ("Work goes on, also when this window is closed.") },
  { KH_STATE_OPERATION, "Canceling", NC_ ("operation state", "Canceling"), "process-stop",
    "dim-label", N_ ("Stopping at a safe point.") },
  { KH_STATE_OPERATION, "Cancelled", NC_ ("operation state", "Canceled"), "process-stop",
    "dim-label", N_ ("Stopped; what was done is listed.") },
  { KH_STATE_OPERATION, "Succeeded", NC_ ("operation state", "Succeeded"), "object-select",
    "success", N_ ("Finished.") },
  { KH_STATE_OPERATION, "Failed", NC_ ("operation state", "Failed"), "dialog-error", "error",
    N_ ("Stopped; the log says where and what to do.") },
  { KH_STATE_OPERATION, "Paused", NC_ ("operation state", "Paused"), "media-playback-pause",
    "warning",
    N_ ("The environment is locked or the host stopped. It resumes by itself afterwards.") },
  { KH_STATE_OPERATION, "OutcomeUnknown", NC_ ("operation state", "Outcome unknown"),
    "dialog-question", "warning",
    N_ ("The answer was lost. The true state is being read; nothing is repeated before.") },

  { KH_STATE_CHECK, "pass", NC_ ("check state", "Passed"), "object-select", "success", "" },
  { KH_STATE_CHECK, "warn", NC_ ("check state", "Warning"), "dialog-warning", "warning",
    N_ ("Can continue.") },
  { KH_STATE_CHECK, "block", NC_ ("check state", "Blocked"), "dialog-error", "error",
    N_ ("Must be fixed first.") },
  { KH_STATE_CHECK, "unknown", NC_ ("check state", "Unknown"), "dialog-question", "warning",
    N_ ("Could not be read. Counts as not passed.") },
  { KH_STATE_CHECK, "not-applicable", NC_ ("check state", "Not applicable"), "list-remove",
    "dim-label", N_ ("The rule does not concern this object.") },
  { KH_STATE_CHECK, "later", NC_ ("check state", "Later"), "content-loading", "dim-label",
    N_ ("Its object does not exist yet. The operation checks it before any environment is "
        "touched.") },

  { KH_STATE_FINDING, "critical", NC_ ("finding state", "Critical"), "dialog-error", "error",
    N_ ("Data or access is at risk.") },
  { KH_STATE_FINDING, "important", NC_ ("finding state", "Important"), "dialog-warning", "warning",
    N_ ("Should be fixed soon.") },
  { KH_STATE_FINDING, "advice", NC_ ("finding state", "Advice"), "dialog-information", NULL,
    N_ ("Worth doing.") },

  { KH_STATE_RECORD, "succeeded", NC_ ("record state", "Succeeded"), "object-select", NULL,
    N_ ("Done.") },
  { KH_STATE_RECORD, "refused", NC_ ("record state", "Refused"), "action-unavailable", "warning",
    N_ ("Stopped by a rule, role or guard.") },
  { KH_STATE_RECORD, "failed", NC_ ("record state", "Failed"), "dialog-error", "error",
    N_ ("Tried and failed.") },
  { KH_STATE_RECORD, "interrupted", NC_ ("record state", "Failed"), "dialog-error", "error",
    N_ ("Keyhold stopped in the middle of it.") },
  { KH_STATE_RECORD, "open", NC_ ("record state", "Running"), "emblem-synchronizing", "accent",
    N_ ("Its outcome is not recorded yet.") },
  { KH_STATE_RECORD, "verified", NC_ ("record state", "Verified"), "object-select", "success",
    N_ ("The chain is whole up to this record.") },
  { KH_STATE_RECORD, "broken", NC_ ("record state", "Broken"), "dialog-error", "error",
    N_ ("The chain is not whole.") },
  { KH_STATE_RECORD, "unverified", NC_ ("record state", "Not verified"), "dialog-question",
    "dim-label", N_ ("Nobody has checked it in this window yet.") },

  { KH_STATE_SEAL, "Open", NC_ ("seal state", "Open"), "object-select", NULL, N_ ("Ready.") },
  { KH_STATE_SEAL, "Sealed", NC_ ("seal state", "Sealed"), "preferences-system-privacy",
    "dim-label", N_ ("Its secret is put away; unseal to use it.") },

  { KH_STATE_LEVEL, "info", NC_ ("log level", "Information"), "dialog-information", "dim-label",
    N_ ("What was done.") },
  { KH_STATE_LEVEL, "notice", NC_ ("log level", "Notice"), "dialog-information", NULL,
    N_ ("Worth knowing.") },
  { KH_STATE_LEVEL, "warning", NC_ ("log level", "Warning"), "dialog-warning", "warning",
    N_ ("Something did not work.") },
  { KH_STATE_LEVEL, "error", NC_ ("log level", "Error"), "dialog-error", "error",
    N_ ("A mistake of the program.") },
};

static const Row unknown = { KH_STATE_CHECK,    "",        NC_ ("check state", "Unknown"),
                             "dialog-question", "warning", N_ ("Could not be read.") };

static const Row *
find_row (KhStateKind kind, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].kind == kind && g_strcmp0 (rows[i].value, value) == 0)
      return &rows[i];
  return &unknown;
}

KhStateInfo
kh_state_info (KhStateKind kind, const char *value)
{
  const Row *row = find_row (kind, value);

  return (KhStateInfo){ .word = g_dpgettext2 (NULL, contexts[row->kind], row->word),
                        .icon = row->icon,
                        .style = row->style,
                        .sentence = *row->sentence != '\0' ? _ (row->sentence) : "" };
}
