/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The repairs that a diagnosis lists, told by the command that it proposes: a closed set of verbs,
 * of which each makes something usable again and takes nothing away. As in kh-acts.h. */
#pragma once

#include "kh-acts.h"

G_BEGIN_DECLS

typedef enum {
  KH_REPAIR_NONE, /* nothing that can be done from here */
  KH_REPAIR_ENABLE_KEY,
  KH_REPAIR_RECOVER_KEY,
  KH_REPAIR_CLEAR_ACTIVATION,
  KH_REPAIR_CLEAR_EXPIRY,
  KH_REPAIR_GRANT_POLICY,
  KH_REPAIR_RECOVER_VAULT,
  KH_REPAIR_ALLOW_SERVICES,
  KH_REPAIR_OPEN_NETWORK,
  KH_REPAIR_CREATE_POLICY,
  KH_REPAIR_FOLLOW_LATEST,
  KH_REPAIR_ATTACH,    /* waits until its operation has ended */
  KH_REPAIR_RE_ENABLE, /* known, but no repair: kh_environment_api_re_enable() does it */
} KhRepairKind;

/* @command: (nullable): "keyholdctl key enable kv/cmk". Any thread. */
KhRepairKind kh_act_repair_kind (const char *command);
/* (transfer full) (nullable): VAULT, KEY and VERSION, as far as the command names them; NULL for
 * what is not about a key. Any thread. */
char **kh_act_repair_key (const char *command);
/* Does it. ARGUMENT for what kh_act_repair_kind() does not know as a repair. */
gboolean kh_act_repair (KhClient *client, const KhArmPlace *place, const char *command,
                        GCancellable *cancellable, GError **error);

G_END_DECLS
