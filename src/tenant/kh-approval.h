/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four eyes: an act of level 3 or 4 waits for another person (model.md 5 to 7).
 *
 * What a caller has confirmed with the token of its impact becomes a request instead of being done.
 * Its approval is bound to the account, the act, the target and the impact by the digest of
 * kh_impact_canonical(): whoever approves does so while the impact is that one still, and the act
 * follows at once, in the name of who asked. An approval whose act was cut off is good for the
 * same act by the same account until it expires. Worker.
 */
#pragma once

#include "kh-act.h"

G_BEGIN_DECLS

/* TRUE if four eyes are asked for and @change is of level 3 or 4: also where nothing known depends
 * on it, for which its guard wants no token. */
gboolean kh_approval_is_needed (KhTenant *tenant, KhCaller *caller, const KhChange *change);
/* For an act that its guard lets pass. TRUE: go on; @approval (out) (transfer full) (nullable) is
 * the approved request that is to be used up with it. FALSE: CONFIRMATION, inner
 * "ApprovalRequired", the id of the request that waits as target (filed here unless it is there
 * already); RULE, inner "NoApprover", where nobody else may approve. */
gboolean kh_approval_pass (KhTenant *tenant, KhCaller *caller, const KhActFacts *facts,
                           const KhChange *change, KhPetition **approval, GError **error);
/* (transfer full) (nullable): @approval used up, once @after shows that the act has had its effect:
 * an act of several calls has it with one of them. */
KhPetition *kh_approval_use (KhTenant *tenant, KhCaller *caller, const KhPetition *approval,
                             const KhChange *change, const KhEstate *after);

/* (transfer full): what the request is about. RULE, inner "ImpactChanged", unless its present
 * impact is the one that it was filed for; or why it cannot be any more. */
KhChange *kh_approval_check (KhTenant *tenant, const KhEstate *estate, const KhPetition *petition,
                             GError **error);
/* Does what @petition, which is approved, asks for, in the name of who filed it. */
gboolean kh_approval_run (KhTenant *tenant, const KhPetition *petition, GError **error);

/* Uses up what was approved and done, but cut off before that was stored: a change of keys lies in
 * their vault a moment earlier. Else the approval would be good for the same act once more. */
void kh_approval_complete_cut_off (KhTenant *tenant, KhCaller *platform);

G_END_DECLS
