/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change that would take environments down is not asked for where it was begun: Lock Environments
 * goes on with it, which shows the whole impact and the way back (pages.md 5.1). Main thread. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the address of Lock Environments on the object of @change, with the
 * way that does the same as it. @impact: of @change. NULL: it takes no environment down by a lock,
 * it cannot be undone, or none of the ways does that. */
char *kh_lock_escalation_find (const KhWireImpactRequest *change, KhJson *impact);

G_END_DECLS
