/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of findings. */
#include "kh-finding-watch.h"

#include "kh-act.h"
#include "kh-log.h"
#include "kh-recommend.h"

void
kh_finding_watch_note (KhTenant *tenant)
{
  kh_change_log_add (tenant->changes, "finding", "");
  tenant->findings_stale = TRUE;
}

static void
look_at_dates (KhTenant *tenant, const KhEstate *estate, KhTime now)
{
  if (tenant->findings_seen != KH_TIME_NONE
      && kh_recommend_is_date_between (estate, tenant->findings_seen, now))
    kh_finding_watch_note (tenant);
  tenant->findings_seen = now;
}

static gboolean
is_stale (const KhDismissal *dismissal, const KhRecommendations *all)
{
  const KhRecommendation *finding = kh_recommendations_find (all, dismissal->id);

  return finding == NULL || !g_str_equal (finding->digest, dismissal->digest);
}

static void
take_back (KhTenant *tenant, const char *id)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  g_autoptr (GError) error = NULL;
  KhActFacts facts = { "finding.restore", KH_VERB_DISMISS, "finding", id, id, NULL };
  g_autoptr (KhAct) act = kh_act_begin (tenant, platform, &facts, NULL, &error);

  if (act != NULL)
    kh_act_set_estate (act, kh_estate_without_dismissal (kh_act_get_estate (act), id));
  if (act == NULL || !kh_act_commit (&act, &error))
    kh_warning ("The dismissal of %s could not be taken back: %s", id, error->message);
}

/* Facts that return to what they were are not the facts that somebody put aside. */
static void
look_at_dismissals (KhTenant *tenant, const KhEstate *estate, KhTime now)
{
  g_autoptr (KhRecommendations) all = kh_recommend (estate, now);

  for (guint i = 0; i < kh_estate_n_dismissals (estate); i++) {
    const KhDismissal *dismissal = kh_estate_dismissal_at (estate, i);

    if (is_stale (dismissal, all))
      take_back (tenant, dismissal->id);
  }
}

void
kh_finding_watch_look (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);

  look_at_dates (tenant, estate, now);
  if (tenant->findings_stale && kh_estate_n_dismissals (estate) > 0)
    look_at_dismissals (tenant, estate, now);
  tenant->findings_stale = FALSE;
}
