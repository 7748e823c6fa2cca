/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of the domain's rules as wire structs. */
#include "kh-wire-rules.h"

#include "kh-wire-key.h"

KhWirePreflight *
kh_wire_preflight_from (const KhPreflight *preflight)
{
  KhWirePreflight *self = kh_wire_preflight_new ();
  self->result = g_strdup (kh_result_to_string (preflight->result));
  for (guint i = 0; i < preflight->findings->len; i++) {
    const KhFinding *finding = preflight->findings->pdata[i];
    KhWireFinding *row = kh_wire_finding_new ();
    row->id = g_strdup (finding->id);
    row->severity = g_strdup (kh_severity_to_string (finding->severity));
    row->result = g_strdup (kh_result_to_string (finding->result));
    row->subject = g_strdup (finding->subject);
    row->text = g_strdup (finding->text);
    row->evidence = g_strdup (finding->evidence);
    row->owner = g_strdup (kh_owner_to_string (finding->owner));
    row->fix_text = g_strdup (finding->fix_text);
    row->fix_command = g_strdup (finding->fix_command);
    g_ptr_array_add (self->findings, row);
  }
  return self;
}

static void
add_environments (KhWireImpact *self, const KhImpact *impact)
{
  for (guint i = 0; i < impact->environments->len; i++) {
    const KhImpactEnvironment *environment = impact->environments->pdata[i];
    KhWireImpactEnvironment *row = kh_wire_impact_environment_new ();
    row->id = g_strdup (environment->id);
    row->name = g_strdup (environment->name);
    row->type = g_strdup (kh_environment_type_to_string (environment->type));
    row->users = environment->users;
    row->active_operations = environment->active_operations;
    row->deletion_at = environment->deletion_at;
    g_ptr_array_add (self->environments, row);
  }
}

static void
add_policies (KhWireImpact *self, const KhImpact *impact)
{
  for (guint i = 0; i < impact->policies->len; i++) {
    const KhImpactPolicy *policy = impact->policies->pdata[i];
    KhWireImpactPolicy *row = kh_wire_impact_policy_new ();
    row->id = g_strdup (policy->id);
    row->name = g_strdup (policy->name);
    row->before = g_strdup (kh_health_to_string (policy->before));
    row->after = g_strdup (kh_health_to_string (policy->after));
    g_ptr_array_add (self->policies, row);
  }
}

KhWireImpact *
kh_wire_impact_from (const KhImpact *impact, const KhEstate *estate, const char *token)
{
  KhWireImpact *self = kh_wire_impact_new ();
  self->trigger = g_strdup (impact->trigger);
  self->target = g_strdup (impact->target);
  self->level = impact->level;
  self->irreversible = impact->irreversible;
  self->confirm_name = g_strdup (impact->confirm_name);
  self->backups = g_strdupv (impact->backups);
  self->way_back = g_strdupv (impact->way_back);
  self->token = g_strdup (token);
  add_environments (self, impact);
  add_policies (self, impact);
  for (guint i = 0; i < impact->holds->len; i++)
    g_ptr_array_add (self->holds, kh_wire_hold_from (impact->holds->pdata[i], estate));
  return self;
}

KhWireDiagnosis *
kh_wire_diagnosis_from (const KhDiagnosis *diagnosis)
{
  KhWireDiagnosis *self = kh_wire_diagnosis_new ();
  self->locked = diagnosis->locked;
  self->original_key = g_strdup (kh_original_key_to_string (diagnosis->original_key));
  for (guint i = 0; i < diagnosis->triggers->len; i++) {
    const KhDiagnosisTrigger *trigger = diagnosis->triggers->pdata[i];
    KhWireTrigger *row = kh_wire_trigger_new ();
    row->number = trigger->trigger;
    row->text = g_strdup (trigger->text);
    row->object = g_strdup (trigger->object);
    g_ptr_array_add (self->triggers, row);
  }
  for (guint i = 0; i < diagnosis->repairs->len; i++) {
    const KhRepair *repair = diagnosis->repairs->pdata[i];
    KhWireRepair *row = kh_wire_repair_new ();
    row->step = repair->step;
    row->text = g_strdup (repair->text);
    row->owner = g_strdup (kh_owner_to_string (repair->owner));
    row->command = g_strdup (repair->command);
    row->allowed = repair->allowed;
    g_ptr_array_add (self->repairs, row);
  }
  return self;
}
