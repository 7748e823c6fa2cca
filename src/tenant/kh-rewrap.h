/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data keys follow the key version that their policy uses (model.md 4, crypto.md C.4, E.2).
 *
 * A policy that follows the newest version, or whose pinned version was changed, wants the data
 * keys of its environments wrapped by that version. They are unwrapped and wrapped again as the
 * policy's identity, all of an environment in one transaction; data is never touched, and nothing
 * is refused meanwhile. What cannot be moved keeps its old wrapping, and is tried again when a key
 * changes and with every round of probes. The records that were replaced are destroyed once the
 * outcome is durable.
 *
 * The facts alone say what is left to do, so a crash at any point costs nothing: the next look goes
 * on. Locked environments are left alone until they are open again. Worker.
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

void kh_rewrap_init (KhTenant *tenant);
void kh_rewrap_clear (KhTenant *tenant);
/* Moves what is not where its policy wants it: @all of it, or for at most a moment, and the rest
 * follows by itself. */
void kh_rewrap_followers (KhTenant *tenant, gboolean all);
/* What failed before is tried again. */
void kh_rewrap_forget_failures (KhTenant *tenant);
/* (nullable) (transfer none): why an environment of the policy, or this one, could not be moved. */
const char *kh_rewrap_get_policy_failure (KhTenant *tenant, const char *policy_id);
const char *kh_rewrap_get_failure (KhTenant *tenant, const char *environment_id);
/* Destroys records that a crash kept after they were replaced: after opening. */
void kh_rewrap_sweep (KhTenant *tenant);

G_END_DECLS
