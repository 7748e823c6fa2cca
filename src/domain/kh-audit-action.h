/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs of the audit log do to keys and data.
 *
 * Every verb that the tenant and the log itself record has a row: a test of the domain compares
 * the table with the sources. Static data; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  /* Data, a key, or the right to use one is gone, or will be when a date has come. */
  KH_ACTION_DESTROYS = 1 << 0,
  /* An environment can no longer use its key. */
  KH_ACTION_LOSES_ACCESS = 1 << 1,
  /* Something is wrapped or unwrapped with a key of a vault. */
  KH_ACTION_USES_KEY = 1 << 2,
} KhAuditActionFlags;

/* 0 for every other verb, known or not. */
guint kh_audit_action_get_flags (const char *action);
/* (transfer none): all verbs, NULL-terminated. */
const char *const *kh_audit_action_list (void);

G_END_DECLS
