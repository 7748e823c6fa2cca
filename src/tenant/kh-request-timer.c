/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests whose time is over. */
#include "kh-request-timer.h"

#include "kh-act.h"
#include "kh-log.h"
#include "kh-petition-machine.h"

static void
expire (KhTenant *tenant, KhCaller *platform, const KhPetition *petition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPetition) after = kh_petition_step (petition, KH_PETITION_EVENT_EXPIRE, NULL, NULL,
                                                   kh_tenant_now (tenant), &error);
  KhActFacts facts = { "request.expire",  KH_VERB_READ,
                       "request",         petition->id,
                       petition->subject, kh_petition_kind_to_string (petition->kind) };
  g_autoptr (KhAct) act =
      after != NULL ? kh_act_begin (tenant, platform, &facts, NULL, &error) : NULL;

  if (act != NULL)
    kh_act_put_petition (act, after);
  if (act == NULL || !kh_act_commit (&act, &error))
    kh_warning ("The end of a request could not be stored: %s", error->message);
}

void
kh_request_timer_look (KhTenant *tenant, KhCaller *platform)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);

  for (guint i = 0; i < kh_estate_n_petitions (estate); i++) {
    const KhPetition *petition = kh_estate_petition_at (estate, i);

    if (!petition->altered && petition->state != KH_PETITION_STATE_EXPIRED
        && kh_petition_get_state (petition, now) == KH_PETITION_STATE_EXPIRED)
      expire (tenant, platform, petition);
  }
}
