/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of the pre-flight over the small organization, bent by a test. */

#include "preflight-case.h"

void
case_init (KhCase *self)
{
  self->estate = sample_estate ();
  kh_facts_init_embedded (&self->facts);
  self->environment = PLAIN;
  self->policy = POLICY;
  self->goal = KH_GOAL_ENABLE;
  self->version = NULL;
}

KhPreflight *
case_run (KhCase *c)
{
  g_autoptr (GPtrArray) environments = g_ptr_array_new ();
  g_ptr_array_add (environments, (gpointer)kh_estate_get_environment (c->estate, c->environment));
  const KhPreflightQuery query = { .estate = c->estate,
                                   .policy = kh_estate_get_policy (c->estate, c->policy),
                                   .environments = environments,
                                   .facts = &c->facts,
                                   .goal = c->goal,
                                   .version = c->version };
  return kh_preflight_run (&query, NOW);
}

const KhFinding *
case_find (const KhPreflight *preflight, const char *rule)
{
  for (guint i = 0; i < preflight->findings->len; i++) {
    const KhFinding *finding = g_ptr_array_index (preflight->findings, i);
    if (g_str_equal (finding->id, rule))
      return finding;
  }
  return NULL;
}
