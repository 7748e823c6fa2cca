/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State machines of environment, policy health, key version and operation, as tables.
 *
 * A step is pure: it answers the next state and what has to be done (effects), or STATE when the
 * event is not allowed in the state. Any thread.
 */
#pragma once

#include "kh-environment.h"
#include "kh-operation.h"

G_BEGIN_DECLS

/* What the tenant does when a step is taken: flags. */
typedef enum {
  KH_EFFECT_NONE = 0,
  KH_EFFECT_REFUSE_DATA = 1 << 0, /* readers and writers end */
  KH_EFFECT_ADMIT_DATA = 1 << 1,
  KH_EFFECT_WIPE_KEYS = 1 << 2, /* data keys in memory */
  KH_EFFECT_PAUSE_OPERATION = 1 << 3,
  KH_EFFECT_RESUME_OPERATION = 1 << 4,
  KH_EFFECT_START_OPERATION = 1 << 5,
  KH_EFFECT_START_CLOCK = 1 << 6, /* deletion clock */
  KH_EFFECT_STOP_CLOCK = 1 << 7,
  KH_EFFECT_DESTROY_DEKS = 1 << 8,
  KH_EFFECT_END_OPERATION = 1 << 9,
} KhEffects;

typedef enum {
  KH_ENVIRONMENT_EVENT_CREATED,
  KH_ENVIRONMENT_EVENT_ENCRYPT, /* enable or change accepted */
  KH_ENVIRONMENT_EVENT_REVERT,
  KH_ENVIRONMENT_EVENT_SUCCEEDED, /* the operation */
  KH_ENVIRONMENT_EVENT_FAILED,
  KH_ENVIRONMENT_EVENT_ACCESS_LOST,
  KH_ENVIRONMENT_EVENT_RE_ENABLE, /* original key proven */
  KH_ENVIRONMENT_EVENT_RE_ENABLED,
  KH_ENVIRONMENT_EVENT_CLOCK_ENDED,
  KH_ENVIRONMENT_EVENT_DELETE,
  KH_ENVIRONMENT_EVENT_RECOVER,
} KhEnvironmentEvent;
#define KH_ENVIRONMENT_EVENT_N (KH_ENVIRONMENT_EVENT_RECOVER + 1)
KH_DECLARE_ENUM_TEXT (KhEnvironmentEvent, environment_event)

/* @before: the state to return to after a lock or a deletion (state_before). */
gboolean kh_environment_machine_step (KhEnvironmentState state, KhEnvironmentState before,
                                      KhEnvironmentEvent event, KhEnvironmentState *next,
                                      KhEffects *effects, GError **error);
/* (transfer full): a copy of @environment after the event with state, state_before, lock and
 * deletion times set; @effects nullable. The caller sets the lock's cause and the operation's id.
 */
KhEnvironment *kh_environment_step (const KhEnvironment *environment, KhEnvironmentEvent event,
                                    KhTime now, KhEffects *effects, GError **error);

typedef enum {
  KH_POLICY_EVENT_PROBED_OK,
  KH_POLICY_EVENT_CURRENT_UNUSABLE, /* an older version still opens everything, or expiry is near */
  KH_POLICY_EVENT_ACCESS_LOST,
} KhPolicyEvent;
#define KH_POLICY_EVENT_N (KH_POLICY_EVENT_ACCESS_LOST + 1)
#define KH_HEALTH_N (KH_HEALTH_UNHEALTHY + 1)
KH_DECLARE_ENUM_TEXT (KhPolicyEvent, policy_event)
/* @audit is TRUE when the step is a change worth an audit record. */
KhHealth kh_policy_machine_step (KhHealth health, KhPolicyEvent event, gboolean *audit);

typedef enum {
  KH_KEY_EVENT_ENABLE,
  KH_KEY_EVENT_DISABLE,
  KH_KEY_EVENT_ACTIVATED, /* nbf reached */
  KH_KEY_EVENT_EXPIRED,   /* exp reached */
  KH_KEY_EVENT_DELETE,
  KH_KEY_EVENT_RECOVER,
  KH_KEY_EVENT_PURGE,
} KhKeyEvent;
#define KH_KEY_EVENT_N (KH_KEY_EVENT_PURGE + 1)
KH_DECLARE_ENUM_TEXT (KhKeyEvent, key_event)
/* @own: the state that the attributes alone give after the event (kh_key_version_get_own_state),
 * which is where enable, recover and dates lead. */
gboolean kh_key_machine_step (KhKeyState state, KhKeyState own, KhKeyEvent event, KhKeyState *next,
                              GError **error);
/* The state that wins: of what key and vault say and of the version's own. */
KhKeyState kh_key_state_combine (KhKeyState outer, KhKeyState own);

typedef enum {
  KH_OPERATION_EVENT_START,
  KH_OPERATION_EVENT_PAUSE,
  KH_OPERATION_EVENT_RESUME,
  KH_OPERATION_EVENT_SUCCEED,
  KH_OPERATION_EVENT_FAIL,
  KH_OPERATION_EVENT_CANCEL,
  KH_OPERATION_EVENT_RETRY,
} KhOperationEvent;
#define KH_OPERATION_EVENT_N (KH_OPERATION_EVENT_RETRY + 1)
KH_DECLARE_ENUM_TEXT (KhOperationEvent, operation_event)
gboolean kh_operation_machine_step (KhOperationState state, KhOperationEvent event,
                                    KhOperationState *next, GError **error);

G_END_DECLS
