/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state vocabulary of pages.md 3 as data. */
#include "kh-state.h"

#include <glib/gi18n.h>

typedef struct {
  KhStateKind kind;
  const char *value, *word, *icon, *style, *sentence;
} Row;

static const Row rows[] = {
  { KH_STATE_ENVIRONMENT, "Ready", N_ ("Ready"), "object-select", NULL,
    N_ ("The environment is available.") },
  { KH_STATE_ENVIRONMENT, "Provisioning", N_ ("Provisioning"), "content-loading", "accent",
    N_ ("The environment is being created.") },
  { KH_STATE_ENVIRONMENT, "Encrypting", N_ ("Encrypting"), "emblem-synchronizing", "accent",
    N_ ("Offline while data moves to another key; it returns by itself.") },
  { KH_STATE_ENVIRONMENT, "Reverting", N_ ("Reverting"), "emblem-synchronizing", "accent",
    N_ ("Offline while data moves to another key; it returns by itself.") },
  { KH_STATE_ENVIRONMENT, "Locked", N_ ("Locked"), "changes-prevent", "error",
    N_ ("Access to the key is lost. Nobody can read the data. The deletion clock runs. (The Power "
        "Platform admin center calls this Environment disabled.)") },
  { KH_STATE_ENVIRONMENT, "Re-enabling", N_ ("Re-enabling"), "changes-allow", "accent",
    N_ ("The key is back. The environment returns within about five minutes.") },
  { KH_STATE_ENVIRONMENT, "Deleted", N_ ("Deleted"), "user-trash", "dim-label",
    N_ ("Recoverable for 7 days; after a lock nothing is recoverable.") },
  { KH_STATE_ENVIRONMENT, "Gone", N_ ("Gone"), "process-stop", "error",
    N_ ("Deleted for good; nothing is recoverable.") },

  { KH_STATE_ENCRYPTION, "NotEncrypted", N_ ("Microsoft-managed"), "security-low", "dim-label",
    N_ ("The platform's own key protects the data.") },
  { KH_STATE_ENCRYPTION, "Encrypting", N_ ("Encrypting"), "emblem-synchronizing", "accent",
    N_ ("Data is moving to the customer's key. Up to 4 days.") },
  { KH_STATE_ENCRYPTION, "Encrypted", N_ ("Encrypted"), "security-high", "success",
    N_ ("The customer's key protects all covered data.") },
  { KH_STATE_ENCRYPTION, "Warning", N_ ("Warning"), "security-medium", "warning",
    N_ ("The key is active, but something covered is still on the Microsoft key, or the current "
        "version cannot be used.") },
  { KH_STATE_ENCRYPTION, "Failed", N_ ("Failed"), "dialog-error", "error",
    N_ ("Not every store has switched. Data stays readable. Retry continues where it stopped.") },
  { KH_STATE_ENCRYPTION, "Reverting", N_ ("Reverting"), "emblem-synchronizing", "accent",
    N_ ("Data is returning to the Microsoft key.") },

  { KH_STATE_COVERAGE, "customer", N_ ("Customer key"), "security-high", "success",
    N_ ("Protected by the customer's key.") },
  { KH_STATE_COVERAGE, "platform", N_ ("Microsoft key"), "security-low", NULL,
    N_ ("Protected by the platform's key; the customer's key could protect it.") },
  { KH_STATE_COVERAGE, "both", N_ ("Both keys"), "security-medium", "warning",
    N_ ("Part of the store has moved. Retry continues.") },
  { KH_STATE_COVERAGE, "kept", N_ ("Both keys"), "security-medium", "warning",
    N_ ("Some flows stay on the Microsoft key until they are saved again.") },
  { KH_STATE_COVERAGE, "moving", N_ ("Moving"), "emblem-synchronizing", "accent",
    N_ ("The store is being re-encrypted.") },
  { KH_STATE_COVERAGE, "always", N_ ("Always Microsoft key"), "security-low", "dim-label",
    N_ ("Customer-managed keys never cover this data.") },
  { KH_STATE_COVERAGE, "unreadable", N_ ("Unreadable"), "changes-prevent", "error",
    N_ ("The data key cannot be unwrapped while the environment is locked.") },

  { KH_STATE_HEALTH, "Healthy", N_ ("Healthy"), "object-select", "success",
    N_ ("The policy's identity can wrap and unwrap with the key.") },
  { KH_STATE_HEALTH, "Warning", N_ ("Warning"), "dialog-warning", "warning",
    N_ ("The current version cannot be used; an older one still opens everything. Or the key "
        "expires "
        "within 30 days.") },
  { KH_STATE_HEALTH, "Unhealthy", N_ ("Unhealthy"), "dialog-error", "error",
    N_ ("The policy cannot use its key. Its environments are locked.") },
  { KH_STATE_HEALTH, "Undetermined", N_ ("Undetermined"), "dialog-question", "dim-label",
    N_ ("Just made; access has not been tried yet.") },

  { KH_STATE_KEY, "Active", N_ ("Active"), "object-select", "success",
    N_ ("Enabled and inside its dates.") },
  { KH_STATE_KEY, "NotYetActive", N_ ("Not yet active"), "document-open-recent", "warning",
    N_ ("The activation date is ahead. The platform treats the key as lost.") },
  { KH_STATE_KEY, "Expired", N_ ("Expired"), "alarm", "error",
    N_ ("The expiry date has passed. The vault still unwraps, but the platform takes environments "
        "offline.") },
  { KH_STATE_KEY, "Disabled", N_ ("Disabled"), "action-unavailable", "warning",
    N_ ("The version cannot be used until it is enabled.") },
  { KH_STATE_KEY, "Deleted", N_ ("Deleted"), "user-trash", "error",
    N_ ("Recoverable until the purge date.") },
  { KH_STATE_KEY, "Purged", N_ ("Purged"), "process-stop", "error", N_ ("Gone for good.") },
  { KH_STATE_KEY, "Current", N_ ("Current"), "object-select", NULL, N_ ("The newest version.") },
  { KH_STATE_KEY, "Previous", N_ ("Previous"), "document-open-recent", "dim-label",
    N_ ("Replaced by a newer version.") },
  { KH_STATE_KEY, "Held", N_ ("Held"), "media-playback-pause", "warning",
    N_ ("Something still needs this version; see the list below it.") },
  { KH_STATE_KEY, "ExpiresSoon", N_ ("Expires soon"), "alarm", "warning",
    N_ ("Expires within 30 days.") },

  { KH_STATE_HOLD, "Holding", N_ ("Holding"), "media-playback-pause", "warning",
    N_ ("Still needs the version.") },
  { KH_STATE_HOLD, "Ended", N_ ("Ended"), "object-select", "dim-label",
    N_ ("No longer needs it.") },

  { KH_STATE_VAULT, "Active", N_ ("Active"), "object-select", NULL, N_ ("The vault answers.") },
  { KH_STATE_VAULT, "Unreachable", N_ ("Unreachable"), "network-offline", "error",
    N_ ("The vault did not answer.") },
  { KH_STATE_VAULT, "Deleted", N_ ("Deleted"), "user-trash", "error",
    N_ ("Recoverable until the purge date; its grants must be made again.") },
  { KH_STATE_VAULT, "Purged", N_ ("Purged"), "process-stop", "error",
    N_ ("Gone for good, with everything in it.") },

  { KH_STATE_PROTECTION, "on", N_ ("Purge-protected"), "security-high", "success",
    N_ ("Nobody can erase it early, Microsoft included. Cannot be undone.") },
  { KH_STATE_PROTECTION, "off", N_ ("Not protected"), "security-low", "warning",
    N_ ("A privileged user could erase it for good. Not usable for environments.") },

  { KH_STATE_NETWORK, "public", N_ ("Public"), "network-transmit-receive", NULL,
    N_ ("Open to the internet with sign-in.") },
  { KH_STATE_NETWORK, "private", N_ ("Private, trusted services"), "network-vpn", NULL,
    N_ ("Closed except for trusted Microsoft services.") },
  { KH_STATE_NETWORK, "closed", N_ ("Closed to the service"), "network-error", "error",
    N_ ("Rules keep Power Platform out. Environments are locked.") },

  { KH_STATE_GRANT, "Effective", N_ ("Effective"), "object-select", "success", N_ ("Works.") },
  { KH_STATE_GRANT, "Spreading", N_ ("Spreading"), "document-open-recent", "accent",
    N_ ("Granted a moment ago, may take up to five minutes.") },
  { KH_STATE_GRANT, "Missing", N_ ("Missing"), "action-unavailable", "error", N_ ("Not granted.") },

  { KH_STATE_REQUEST, "Pending", N_ ("Pending"), "user-status-pending", "accent",
    N_ ("Waits for another person.") },
  { KH_STATE_REQUEST, "Approved", N_ ("Approved"), "object-select", "success",
    N_ ("Somebody else approved it.") },
  { KH_STATE_REQUEST, "Rejected", N_ ("Rejected"), "process-stop", "error",
    N_ ("Somebody else rejected it.") },
  { KH_STATE_REQUEST, "Withdrawn", N_ ("Withdrawn"), "edit-undo", "dim-label",
    N_ ("Taken back by who asked.") },
  { KH_STATE_REQUEST, "Expired", N_ ("Expired"), "alarm", "dim-label",
    N_ ("Nobody decided in time.") },
  { KH_STATE_REQUEST, "Changed", N_ ("Changed"), "dialog-warning", "warning",
    N_ ("The impact is no longer what was asked. Ask again.") },
  { KH_STATE_REQUEST, "Completed", N_ ("Completed"), "object-select", "success", N_ ("Done.") },

  { KH_STATE_OPERATION, "NotStarted", N_ ("Not started"), "content-loading", "dim-label",
    N_ ("Waiting for another operation on the same environment.") },
  { KH_STATE_OPERATION, "Running", N_ ("Running"), "emblem-synchronizing", "accent",
    N_ ("Work goes on, also when this window is closed.") },
  { KH_STATE_OPERATION, "Canceling", N_ ("Canceling"), "process-stop", "dim-label",
    N_ ("Stopping at a safe point.") },
  { KH_STATE_OPERATION, "Cancelled", N_ ("Canceled"), "process-stop", "dim-label",
    N_ ("Stopped; what was done is listed.") },
  { KH_STATE_OPERATION, "Succeeded", N_ ("Succeeded"), "object-select", "success",
    N_ ("Finished.") },
  { KH_STATE_OPERATION, "Failed", N_ ("Failed"), "dialog-error", "error",
    N_ ("Stopped; the log says where and what to do.") },
  { KH_STATE_OPERATION, "Paused", N_ ("Paused"), "media-playback-pause", "warning",
    N_ ("The environment is locked or the host stopped. It resumes by itself afterwards.") },
  { KH_STATE_OPERATION, "OutcomeUnknown", N_ ("Outcome unknown"), "dialog-question", "warning",
    N_ ("The answer was lost. The true state is being read; nothing is repeated before.") },

  { KH_STATE_CHECK, "pass", N_ ("Passed"), "object-select", "success", "" },
  { KH_STATE_CHECK, "warn", N_ ("Warning"), "dialog-warning", "warning", N_ ("Can continue.") },
  { KH_STATE_CHECK, "block", N_ ("Blocked"), "dialog-error", "error", N_ ("Must be fixed first.") },
  { KH_STATE_CHECK, "unknown", N_ ("Unknown"), "dialog-question", "warning",
    N_ ("Could not be read. Counts as not passed.") },
  { KH_STATE_CHECK, "not-applicable", N_ ("Not applicable"), "list-remove", "dim-label",
    N_ ("The rule does not concern this object.") },
  { KH_STATE_CHECK, "later", N_ ("Later"), "content-loading", "dim-label",
    N_ ("Its object does not exist yet. The operation checks it before any environment is "
        "touched.") },

  { KH_STATE_FINDING, "critical", N_ ("Critical"), "dialog-error", "error",
    N_ ("Data or access is at risk.") },
  { KH_STATE_FINDING, "important", N_ ("Important"), "dialog-warning", "warning",
    N_ ("Should be fixed soon.") },
  { KH_STATE_FINDING, "advice", N_ ("Advice"), "dialog-information", NULL, N_ ("Worth doing.") },

  { KH_STATE_RECORD, "succeeded", N_ ("Succeeded"), "object-select", NULL, N_ ("Done.") },
  { KH_STATE_RECORD, "refused", N_ ("Refused"), "action-unavailable", "warning",
    N_ ("Stopped by a rule, role or guard.") },
  { KH_STATE_RECORD, "failed", N_ ("Failed"), "dialog-error", "error", N_ ("Tried and failed.") },
  { KH_STATE_RECORD, "interrupted", N_ ("Failed"), "dialog-error", "error",
    N_ ("Keyhold stopped in the middle of it.") },
  { KH_STATE_RECORD, "open", N_ ("Running"), "emblem-synchronizing", "accent",
    N_ ("Its outcome is not recorded yet.") },
  { KH_STATE_RECORD, "verified", N_ ("Verified"), "object-select", "success",
    N_ ("The chain is whole up to this record.") },
  { KH_STATE_RECORD, "broken", N_ ("Broken"), "dialog-error", "error",
    N_ ("The chain is not whole.") },
  { KH_STATE_RECORD, "unverified", N_ ("Not verified"), "dialog-question", "dim-label",
    N_ ("Nobody has checked it in this window yet.") },

  { KH_STATE_SEAL, "Open", N_ ("Open"), "object-select", NULL, N_ ("Ready.") },
  { KH_STATE_SEAL, "Sealed", N_ ("Sealed"), "preferences-system-privacy", "dim-label",
    N_ ("Its secret is put away; unseal to use it.") },
};

static const Row unknown = { KH_STATE_CHECK,    "",        N_ ("Unknown"),
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

  return (KhStateInfo){ .word = _ (row->word),
                        .icon = row->icon,
                        .style = row->style,
                        .sentence = *row->sentence != '\0' ? _ (row->sentence) : "" };
}
