/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of states: the word, icon, color class and sentence of each (pages.md 3).
 * No other word, icon or color is used for these states anywhere. Static data, any thread; texts
 * are translated when they are asked for. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  KH_STATE_ENVIRONMENT, /* `state` of an environment */
  KH_STATE_ENCRYPTION,  /* `encryptionStatus` */
  KH_STATE_COVERAGE, /* a store: "customer", "platform", "both", "kept", "moving", "always", … */
  KH_STATE_HEALTH,   /* of a policy */
  KH_STATE_KEY,      /* effective state of a key version; also "Held", "ExpiresSoon", "Current",
                        "Previous" */
  KH_STATE_HOLD,     /* "Holding", "Ended" */
  KH_STATE_VAULT,    /* "Active", "Deleted", "Purged", "Unreachable" */
  KH_STATE_PROTECTION, /* "on", "off" */
  KH_STATE_NETWORK,    /* "public", "private", "closed" */
  KH_STATE_GRANT,      /* "Effective", "Spreading", "Missing" */
  KH_STATE_REQUEST,    /* `state` of a request; "Changed" */
  KH_STATE_OPERATION,  /* `state` of an operation */
  KH_STATE_CHECK,   /* `result` of a finding: "pass", "warn", "block", "unknown", "not-applicable",
                       "later" */
  KH_STATE_FINDING, /* `severity` of a finding: "critical", "important", "advice" */
  KH_STATE_RECORD,  /* of the audit log: "succeeded", "refused", "failed", "interrupted", "open"; of
                       all of it: "verified", "broken", "unverified" */
  KH_STATE_SEAL,    /* "Open", "Sealed" */
  KH_STATE_LEVEL,   /* of a line of the diagnostic log: "info", "notice", "warning", "error" */
} KhStateKind;

typedef struct {
  const char *word;     /* translated */
  const char *icon;     /* name of a symbolic icon */
  const char *style;    /* (nullable): success, warning, error, accent, dim-label */
  const char *sentence; /* translated; may be empty */
} KhStateInfo;

/* @value: the word as in JSON. An unknown one gives "Unknown" with its icon. */
KhStateInfo kh_state_info (KhStateKind kind, const char *value);

G_END_DECLS
