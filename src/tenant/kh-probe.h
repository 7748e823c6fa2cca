/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probes: one real unwrap as the policy's identity for each policy and key version in use. Worker.
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* A version that cannot be unwrapped although the rules allow it (damaged vault, other key) locks
 * what depends on it, without a deletion clock. Its vault is opened anew; if that fails, it gets
 * the fault that every start would give it. */
void kh_probe_policies (KhTenant *tenant);

G_END_DECLS
