/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can happen to a request, who may decide it, and what it is good for (model.md 6, 7). Pure
 * functions of facts and a time, any thread. */
#pragma once

#include "kh-estate.h"
#include "kh-role-check.h"

G_BEGIN_DECLS

/* An approval waits this long; whatever was approved has to be used within it as well. */
#define KH_PETITION_LIFE (24 * KH_HOUR)

/* Errors: STATE, inner "RequestDecided", for an event that the state does not have. */
gboolean kh_petition_machine_step (KhPetitionState state, KhPetitionEvent event,
                                   KhPetitionState *next, GError **error);

/* The state at @now: what is stored, or Expired once its time is over. */
KhPetitionState kh_petition_get_state (const KhPetition *petition, KhTime now);

/* Begins a new request of @account that nobody else sees yet: its state, its times and the first
 * line of its history. */
void kh_petition_file (KhPetition *petition, const KhAccount *account, KhTime now);
/* (transfer full): the request after @event by @account (NULL: time alone). Errors: STATE as the
 * machine's, inner "RequestExpired" where time has ended it; RULE, inner "RequestAltered". */
KhPetition *kh_petition_step (const KhPetition *petition, KhPetitionEvent event,
                              const KhAccount *account, const char *text, KhTime now,
                              GError **error);

/* Whose right it is to decide: support's for an unlock, an administrator's for an act. */
KhVerb kh_petition_get_verb (const KhPetition *petition);
/* TRUE if the account may approve or reject it, by what @estate says now: never who filed it, and
 * only who has the role. To approve takes a passphrase of one's own besides. Errors: RULE, inner
 * "OwnRequest" or "ApproverPassphrase"; PERMISSION; NOT_FOUND for an account that is gone. */
gboolean kh_petition_check_decider (const KhEstate *estate, const KhPetition *petition,
                                    const char *account_id, gboolean approves, GError **error);
/* TRUE if it stands approved at @now, and who approved it could do so still. Errors: those of
 * kh_petition_step() and kh_petition_check_decider(), and RULE, inner "RequestPending". */
gboolean kh_petition_check_approved (const KhEstate *estate, const KhPetition *petition, KhTime now,
                                     GError **error);

/* (transfer none) (nullable): the request that lets @environment be opened again at @now, not used
 * for it yet. Errors: RULE, inner "SupportRequest" where there is none, and why the best there is
 * does not do. */
const KhPetition *kh_petition_find_unlock (const KhEstate *estate, const char *environment_id,
                                           KhTime now, GError **error);
/* (transfer full): after @environment was opened by it; Completed with the last one. */
KhPetition *kh_petition_use_unlock (const KhPetition *petition, const char *environment_id,
                                    const KhAccount *account, KhTime now, GError **error);

G_END_DECLS
