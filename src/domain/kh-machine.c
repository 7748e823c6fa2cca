/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State machines of policy health, key versions and operations, and words of all events. */

#include "kh-machine.h"

#include "kh-enum-private.h"
#include "kh-error.h"

static const KhEnumText policy_event_texts[] = {
  { KH_POLICY_EVENT_PROBED_OK, "probed-ok" },
  { KH_POLICY_EVENT_CURRENT_UNUSABLE, "current-unusable" },
  { KH_POLICY_EVENT_ACCESS_LOST, "access-lost" },
};
KH_DEFINE_ENUM_TEXT (KhPolicyEvent, policy_event);

static const KhEnumText key_event_texts[] = {
  { KH_KEY_EVENT_ENABLE, "enable" },       { KH_KEY_EVENT_DISABLE, "disable" },
  { KH_KEY_EVENT_ACTIVATED, "activated" }, { KH_KEY_EVENT_EXPIRED, "expired" },
  { KH_KEY_EVENT_DELETE, "delete" },       { KH_KEY_EVENT_RECOVER, "recover" },
  { KH_KEY_EVENT_PURGE, "purge" },
};
KH_DEFINE_ENUM_TEXT (KhKeyEvent, key_event);

static const KhEnumText operation_event_texts[] = {
  { KH_OPERATION_EVENT_START, "start" },   { KH_OPERATION_EVENT_PAUSE, "pause" },
  { KH_OPERATION_EVENT_RESUME, "resume" }, { KH_OPERATION_EVENT_SUCCEED, "succeed" },
  { KH_OPERATION_EVENT_FAIL, "fail" },     { KH_OPERATION_EVENT_CANCEL, "cancel" },
  { KH_OPERATION_EVENT_RETRY, "retry" },
};
KH_DEFINE_ENUM_TEXT (KhOperationEvent, operation_event);

static gboolean
refuse (GError **error, const char *event, const char *what, const char *state)
{
  g_autofree char *message =
      g_strdup_printf ("\"%s\" is not possible: the %s is %s.", event, what, state);
  kh_set_error_facts (error, KH_ERROR_STATE, NULL, "InvalidState", NULL, message);
  return FALSE;
}

typedef struct {
  KhHealth state;
  KhPolicyEvent event;
  KhHealth next;
  gboolean audit;
} KhPolicyStep;

static const KhPolicyStep policy_steps[] = {
  { KH_HEALTH_UNDETERMINED, KH_POLICY_EVENT_PROBED_OK, KH_HEALTH_HEALTHY, TRUE },
  { KH_HEALTH_UNDETERMINED, KH_POLICY_EVENT_CURRENT_UNUSABLE, KH_HEALTH_WARNING, TRUE },
  { KH_HEALTH_UNDETERMINED, KH_POLICY_EVENT_ACCESS_LOST, KH_HEALTH_UNHEALTHY, TRUE },
  { KH_HEALTH_HEALTHY, KH_POLICY_EVENT_PROBED_OK, KH_HEALTH_HEALTHY, FALSE },
  { KH_HEALTH_HEALTHY, KH_POLICY_EVENT_CURRENT_UNUSABLE, KH_HEALTH_WARNING, TRUE },
  { KH_HEALTH_HEALTHY, KH_POLICY_EVENT_ACCESS_LOST, KH_HEALTH_UNHEALTHY, TRUE },
  { KH_HEALTH_WARNING, KH_POLICY_EVENT_PROBED_OK, KH_HEALTH_HEALTHY, TRUE },
  { KH_HEALTH_WARNING, KH_POLICY_EVENT_CURRENT_UNUSABLE, KH_HEALTH_WARNING, FALSE },
  { KH_HEALTH_WARNING, KH_POLICY_EVENT_ACCESS_LOST, KH_HEALTH_UNHEALTHY, TRUE },
  { KH_HEALTH_UNHEALTHY, KH_POLICY_EVENT_PROBED_OK, KH_HEALTH_HEALTHY, TRUE },
  { KH_HEALTH_UNHEALTHY, KH_POLICY_EVENT_CURRENT_UNUSABLE, KH_HEALTH_WARNING, TRUE },
  { KH_HEALTH_UNHEALTHY, KH_POLICY_EVENT_ACCESS_LOST, KH_HEALTH_UNHEALTHY, FALSE },
};

KhHealth
kh_policy_machine_step (KhHealth health, KhPolicyEvent event, gboolean *audit)
{
  for (guint i = 0; i < G_N_ELEMENTS (policy_steps); i++)
    if (policy_steps[i].state == health && policy_steps[i].event == event) {
      if (audit != NULL)
        *audit = policy_steps[i].audit;
      return policy_steps[i].next;
    }
  g_return_val_if_reached (health);
}

/* The next state is what the version's own attributes give. */
#define OWN KH_KEY_STATE_N

typedef struct {
  KhKeyState state;
  KhKeyEvent event;
  guint next;
} KhKeyStep;

static const KhKeyStep key_steps[] = {
  { KH_KEY_STATE_ACTIVE, KH_KEY_EVENT_ENABLE, OWN },
  { KH_KEY_STATE_ACTIVE, KH_KEY_EVENT_DISABLE, KH_KEY_STATE_DISABLED },
  { KH_KEY_STATE_ACTIVE, KH_KEY_EVENT_EXPIRED, KH_KEY_STATE_EXPIRED },
  { KH_KEY_STATE_ACTIVE, KH_KEY_EVENT_DELETE, KH_KEY_STATE_DELETED },
  { KH_KEY_STATE_EXPIRED, KH_KEY_EVENT_ENABLE, OWN },
  { KH_KEY_STATE_EXPIRED, KH_KEY_EVENT_DISABLE, KH_KEY_STATE_DISABLED },
  { KH_KEY_STATE_EXPIRED, KH_KEY_EVENT_DELETE, KH_KEY_STATE_DELETED },
  { KH_KEY_STATE_NOT_YET_ACTIVE, KH_KEY_EVENT_ENABLE, OWN },
  { KH_KEY_STATE_NOT_YET_ACTIVE, KH_KEY_EVENT_DISABLE, KH_KEY_STATE_DISABLED },
  { KH_KEY_STATE_NOT_YET_ACTIVE, KH_KEY_EVENT_ACTIVATED, OWN },
  { KH_KEY_STATE_NOT_YET_ACTIVE, KH_KEY_EVENT_DELETE, KH_KEY_STATE_DELETED },
  { KH_KEY_STATE_DISABLED, KH_KEY_EVENT_ENABLE, OWN },
  { KH_KEY_STATE_DISABLED, KH_KEY_EVENT_DISABLE, KH_KEY_STATE_DISABLED },
  { KH_KEY_STATE_DISABLED, KH_KEY_EVENT_ACTIVATED, KH_KEY_STATE_DISABLED },
  { KH_KEY_STATE_DISABLED, KH_KEY_EVENT_EXPIRED, KH_KEY_STATE_DISABLED },
  { KH_KEY_STATE_DISABLED, KH_KEY_EVENT_DELETE, KH_KEY_STATE_DELETED },
  { KH_KEY_STATE_DELETED, KH_KEY_EVENT_ACTIVATED, KH_KEY_STATE_DELETED },
  { KH_KEY_STATE_DELETED, KH_KEY_EVENT_EXPIRED, KH_KEY_STATE_DELETED },
  { KH_KEY_STATE_DELETED, KH_KEY_EVENT_RECOVER, OWN },
  { KH_KEY_STATE_DELETED, KH_KEY_EVENT_PURGE, KH_KEY_STATE_PURGED },
};

gboolean
kh_key_machine_step (KhKeyState state, KhKeyState own, KhKeyEvent event, KhKeyState *next,
                     GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_steps); i++)
    if (key_steps[i].state == state && key_steps[i].event == event) {
      *next = key_steps[i].next == OWN ? own : (KhKeyState)key_steps[i].next;
      return TRUE;
    }
  return refuse (error, kh_key_event_to_string (event), "key version",
                 kh_key_state_to_string (state));
}

KhKeyState
kh_key_state_combine (KhKeyState outer, KhKeyState own)
{
  return MAX (outer, own);
}

typedef struct {
  KhOperationState state;
  KhOperationEvent event;
  KhOperationState next;
} KhOperationStep;

static const KhOperationStep operation_steps[] = {
  { KH_OPERATION_STATE_NOT_STARTED, KH_OPERATION_EVENT_START, KH_OPERATION_STATE_RUNNING },
  { KH_OPERATION_STATE_NOT_STARTED, KH_OPERATION_EVENT_PAUSE, KH_OPERATION_STATE_PAUSED },
  { KH_OPERATION_STATE_NOT_STARTED, KH_OPERATION_EVENT_FAIL, KH_OPERATION_STATE_FAILED },
  { KH_OPERATION_STATE_NOT_STARTED, KH_OPERATION_EVENT_CANCEL, KH_OPERATION_STATE_CANCELLED },
  { KH_OPERATION_STATE_RUNNING, KH_OPERATION_EVENT_PAUSE, KH_OPERATION_STATE_PAUSED },
  { KH_OPERATION_STATE_RUNNING, KH_OPERATION_EVENT_SUCCEED, KH_OPERATION_STATE_SUCCEEDED },
  { KH_OPERATION_STATE_RUNNING, KH_OPERATION_EVENT_FAIL, KH_OPERATION_STATE_FAILED },
  { KH_OPERATION_STATE_RUNNING, KH_OPERATION_EVENT_CANCEL, KH_OPERATION_STATE_CANCELLED },
  { KH_OPERATION_STATE_PAUSED, KH_OPERATION_EVENT_RESUME, KH_OPERATION_STATE_RUNNING },
  { KH_OPERATION_STATE_PAUSED, KH_OPERATION_EVENT_FAIL, KH_OPERATION_STATE_FAILED },
  { KH_OPERATION_STATE_PAUSED, KH_OPERATION_EVENT_CANCEL, KH_OPERATION_STATE_CANCELLED },
  { KH_OPERATION_STATE_FAILED, KH_OPERATION_EVENT_RETRY, KH_OPERATION_STATE_NOT_STARTED },
  { KH_OPERATION_STATE_CANCELLED, KH_OPERATION_EVENT_RETRY, KH_OPERATION_STATE_NOT_STARTED },
};

gboolean
kh_operation_machine_step (KhOperationState state, KhOperationEvent event, KhOperationState *next,
                           GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (operation_steps); i++)
    if (operation_steps[i].state == state && operation_steps[i].event == event) {
      *next = operation_steps[i].next;
      return TRUE;
    }
  return refuse (error, kh_operation_event_to_string (event), "operation",
                 kh_operation_state_to_string (state));
}
