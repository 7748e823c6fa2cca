/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the domain on facts that were read from a tenant. Any thread. */
#pragma once

#include "kh-enable-plan.h"
#include "kh-preflight.h"

/* (transfer full): the rules of enabling, for a policy that is planned: an estate of what was read,
 * with the policy in it. What does not exist yet is not there. */
KhPreflight *_kh_enable_run_rules (const KhEnablePlan *plan, const KhEnableFacts *facts);
