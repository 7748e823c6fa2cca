/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state machine of an environment (model.md 2). */

#include "kh-enum-private.h"
#include "kh-error.h"
#include "kh-limits.h"
#include "kh-lock-rule.h"
#include "kh-machine.h"

static const KhEnumText environment_event_texts[] = {
  { KH_ENVIRONMENT_EVENT_CREATED, "created" },
  { KH_ENVIRONMENT_EVENT_ENCRYPT, "encrypt" },
  { KH_ENVIRONMENT_EVENT_REVERT, "revert" },
  { KH_ENVIRONMENT_EVENT_SUCCEEDED, "succeeded" },
  { KH_ENVIRONMENT_EVENT_FAILED, "failed" },
  { KH_ENVIRONMENT_EVENT_ACCESS_LOST, "access-lost" },
  { KH_ENVIRONMENT_EVENT_RE_ENABLE, "re-enable" },
  { KH_ENVIRONMENT_EVENT_RE_ENABLED, "re-enabled" },
  { KH_ENVIRONMENT_EVENT_CLOCK_ENDED, "clock-ended" },
  { KH_ENVIRONMENT_EVENT_DELETE, "delete" },
  { KH_ENVIRONMENT_EVENT_RECOVER, "recover" },
};
KH_DEFINE_ENUM_TEXT (KhEnvironmentEvent, environment_event);

/* Short names for the table alone. */
#define PROVISIONING KH_ENVIRONMENT_STATE_PROVISIONING
#define READY KH_ENVIRONMENT_STATE_READY
#define ENCRYPTING KH_ENVIRONMENT_STATE_ENCRYPTING
#define REVERTING KH_ENVIRONMENT_STATE_REVERTING
#define LOCKED KH_ENVIRONMENT_STATE_LOCKED
#define RE_ENABLING KH_ENVIRONMENT_STATE_RE_ENABLING
#define DELETED KH_ENVIRONMENT_STATE_DELETED
#define GONE KH_ENVIRONMENT_STATE_GONE
#define CREATED KH_ENVIRONMENT_EVENT_CREATED
#define ENCRYPT KH_ENVIRONMENT_EVENT_ENCRYPT
#define REVERT KH_ENVIRONMENT_EVENT_REVERT
#define SUCCEEDED KH_ENVIRONMENT_EVENT_SUCCEEDED
#define FAILED KH_ENVIRONMENT_EVENT_FAILED
#define ACCESS_LOST KH_ENVIRONMENT_EVENT_ACCESS_LOST
#define RE_ENABLE KH_ENVIRONMENT_EVENT_RE_ENABLE
#define RE_ENABLED KH_ENVIRONMENT_EVENT_RE_ENABLED
#define CLOCK_ENDED KH_ENVIRONMENT_EVENT_CLOCK_ENDED
#define DELETE KH_ENVIRONMENT_EVENT_DELETE
#define RECOVER KH_ENVIRONMENT_EVENT_RECOVER
#define ADMIT KH_EFFECT_ADMIT_DATA
#define REFUSE KH_EFFECT_REFUSE_DATA
#define WIPE KH_EFFECT_WIPE_KEYS
#define START KH_EFFECT_START_OPERATION
#define END KH_EFFECT_END_OPERATION
#define PAUSE KH_EFFECT_PAUSE_OPERATION
#define RESUME KH_EFFECT_RESUME_OPERATION
#define CLOCK KH_EFFECT_START_CLOCK
#define STOP KH_EFFECT_STOP_CLOCK
#define DESTROY KH_EFFECT_DESTROY_DEKS

#define ANY KH_ENVIRONMENT_STATE_N

typedef struct {
  KhEnvironmentState state;
  KhEnvironmentEvent event;
  guint before; /* guard: the state to return to, or ANY */
  KhEnvironmentState next;
  guint effects;
} KhEnvironmentStep;

static const KhEnvironmentStep steps[] = {
  { PROVISIONING, CREATED, ANY, READY, ADMIT },
  { READY, ENCRYPT, ANY, ENCRYPTING, REFUSE | START },
  { READY, REVERT, ANY, REVERTING, REFUSE | START },
  { READY, ACCESS_LOST, ANY, LOCKED, REFUSE | WIPE | CLOCK },
  { READY, DELETE, ANY, DELETED, REFUSE | WIPE | CLOCK },
  { ENCRYPTING, SUCCEEDED, ANY, READY, ADMIT | END },
  { ENCRYPTING, FAILED, ANY, READY, ADMIT | END },
  { ENCRYPTING, ACCESS_LOST, ANY, LOCKED, REFUSE | WIPE | PAUSE | CLOCK },
  { REVERTING, SUCCEEDED, ANY, READY, ADMIT | END },
  { REVERTING, FAILED, ANY, READY, ADMIT | END },
  { REVERTING, ACCESS_LOST, ANY, LOCKED, REFUSE | WIPE | PAUSE | CLOCK },
  { LOCKED, RE_ENABLE, ANY, RE_ENABLING, START },
  { LOCKED, CLOCK_ENDED, ANY, GONE, DESTROY },
  { LOCKED, DELETE, ANY, DELETED, CLOCK },
  /* The clock of the first lock goes on: a re-enable that failed must not win time. */
  { RE_ENABLING, ACCESS_LOST, ANY, LOCKED, REFUSE | WIPE | END },
  { RE_ENABLING, FAILED, ANY, LOCKED, WIPE | END },
  { RE_ENABLING, RE_ENABLED, READY, READY, ADMIT | END | STOP },
  { RE_ENABLING, RE_ENABLED, ENCRYPTING, ENCRYPTING, END | RESUME | STOP },
  { RE_ENABLING, RE_ENABLED, REVERTING, REVERTING, END | RESUME | STOP },
  { DELETED, CLOCK_ENDED, ANY, GONE, DESTROY },
  { DELETED, RECOVER, READY, READY, ADMIT | STOP },
  { DELETED, RECOVER, LOCKED, LOCKED, STOP | CLOCK },
};

gboolean
kh_environment_machine_step (KhEnvironmentState state, KhEnvironmentState before,
                             KhEnvironmentEvent event, KhEnvironmentState *next, KhEffects *effects,
                             GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].state == state && steps[i].event == event
        && (steps[i].before == ANY || steps[i].before == (guint)before)) {
      *next = steps[i].next;
      if (effects != NULL)
        *effects = (KhEffects)steps[i].effects;
      return TRUE;
    }
  g_autofree char *message = g_strdup_printf ("\"%s\" is not possible: the environment is %s.",
                                              kh_environment_event_to_string (event),
                                              kh_environment_state_to_string (state));
  kh_set_error_facts (error, KH_ERROR_STATE, NULL, "InvalidState", NULL, message);
  return FALSE;
}

static void
enter_locked (KhEnvironment *self, const KhEnvironment *from, KhTime now)
{
  if (from->state == KH_ENVIRONMENT_STATE_DELETED)
    self->locked_at = from->locked_before_delete;
  else if (from->state != KH_ENVIRONMENT_STATE_RE_ENABLING) {
    self->locked_at = now;
    self->state_before = from->state;
  }
  self->deletion_at = kh_environment_get_lock_end (self);
}

/* A lock that would end sooner keeps its own end. */
static void
enter_deleted (KhEnvironment *self, const KhEnvironment *from, KhTime now)
{
  KhTime end = now + KH_DELETED_ENVIRONMENT_LIFE;
  self->deletion_at = from->deletion_at != KH_TIME_NONE ? MIN (end, from->deletion_at) : end;
  self->locked_before_delete = from->locked_at;
  self->locked_at = KH_TIME_NONE;
  self->deleted_at = now;
}

static void
leave_lock (KhEnvironment *self)
{
  self->locked_at = KH_TIME_NONE;
  self->deletion_at = KH_TIME_NONE;
  kh_environment_set_lock_cause (self, KH_TRIGGER_NONE, NULL, NULL, KH_TIME_NONE);
}

/* Effects on the stores' data keys: nothing can be opened again. */
static void
enter_gone (KhEnvironment *self, KhTime now)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    g_ptr_array_set_size (self->stores[i].deks, 0);
  self->deletion_at = KH_TIME_NONE;
  self->deleted_at = self->deleted_at != KH_TIME_NONE ? self->deleted_at : now;
}

static void
set_state (KhEnvironment *self, const KhEnvironment *from, KhEnvironmentState next, KhTime now)
{
  self->state = next;
  if (next == KH_ENVIRONMENT_STATE_LOCKED)
    enter_locked (self, from, now);
  else if (next == KH_ENVIRONMENT_STATE_DELETED)
    enter_deleted (self, from, now);
  else if (next == KH_ENVIRONMENT_STATE_GONE)
    enter_gone (self, now);
  else if (next != KH_ENVIRONMENT_STATE_RE_ENABLING)
    leave_lock (self);
  if (from->state == KH_ENVIRONMENT_STATE_DELETED && next != KH_ENVIRONMENT_STATE_GONE) {
    self->deleted_at = KH_TIME_NONE;
    self->locked_before_delete = KH_TIME_NONE;
  }
}

/* Where a recovery leads is told by the lock that the deletion found. */
static KhEnvironmentState
get_return_state (const KhEnvironment *environment)
{
  if (environment->state != KH_ENVIRONMENT_STATE_DELETED)
    return environment->state_before;
  return environment->locked_before_delete != KH_TIME_NONE ? KH_ENVIRONMENT_STATE_LOCKED
                                                           : KH_ENVIRONMENT_STATE_READY;
}

KhEnvironment *
kh_environment_step (const KhEnvironment *environment, KhEnvironmentEvent event, KhTime now,
                     KhEffects *effects, GError **error)
{
  KhEnvironmentState next;
  if (!kh_environment_machine_step (environment->state, get_return_state (environment), event,
                                    &next, effects, error))
    return NULL;
  KhEnvironment *result = kh_environment_copy (environment);
  set_state (result, environment, next, now);
  return result;
}
