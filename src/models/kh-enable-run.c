/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one step after the other and watches what was started. */
#include "kh-enable-run.h"

#include <string.h>

#include "kh-client-wait.h"
#include "kh-enable-steps-private.h"
#include "kh-environment-api.h"

#define PAUSE 500 /* milliseconds between two looks at the operations */

struct _KhEnableRun {
  GObject parent_instance;

  KhOrganization *organization; /* (owned) */
  KhEnablePlan *plan;           /* (owned) */
  GPtrArray *steps;             /* (element-type KhEnableStep) */
  GCancellable *watching;       /* (owned): of reading, not of doing */
  guint timer;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhEnableRun, kh_enable_run, G_TYPE_OBJECT)

static void send_next (KhEnableRun *self);

static void
step_free (gpointer data)
{
  KhEnableStep *step = data;

  g_free (step->name);
  g_free (step->environment);
  g_free (step->operation_id);
  g_clear_pointer (&step->operation, kh_json_unref);
  g_clear_error (&step->error);
  g_free (step);
}

static void
kh_enable_run_dispose (GObject *object)
{
  KhEnableRun *self = KH_ENABLE_RUN (object);

  g_cancellable_cancel (self->watching);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->organization);
  G_OBJECT_CLASS (kh_enable_run_parent_class)->dispose (object);
}

static void
kh_enable_run_finalize (GObject *object)
{
  KhEnableRun *self = KH_ENABLE_RUN (object);

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->plan, kh_enable_plan_free);
  g_clear_object (&self->watching);
  G_OBJECT_CLASS (kh_enable_run_parent_class)->finalize (object);
}

static void
kh_enable_run_class_init (KhEnableRunClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_enable_run_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_enable_run_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_ENABLE_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_enable_run_init (KhEnableRun *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->watching = g_cancellable_new ();
}

static void
changed (KhEnableRun *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
add_step (KhEnableRun *self, KhEnableStepKind kind, const char *name, const char *environment)
{
  KhEnableStep *step = g_new0 (KhEnableStep, 1);

  step->kind = kind;
  step->name = g_strdup (name);
  step->environment = g_strdup (environment);
  step->state = "NotStarted";
  g_ptr_array_add (self->steps, step);
}

KhEnableRun *
kh_enable_run_new (KhOrganization *organization, const KhEnablePlan *plan)
{
  KhEnableRun *self = g_object_new (KH_TYPE_ENABLE_RUN, NULL);

  self->organization = g_object_ref (organization);
  self->plan = kh_enable_plan_copy (plan);
  if (plan->create_vault)
    add_step (self, KH_ENABLE_STEP_VAULT, plan->vault, NULL);
  if (plan->create_key)
    add_step (self, KH_ENABLE_STEP_KEY, plan->key, NULL);
  if (plan->create_policy)
    add_step (self, KH_ENABLE_STEP_POLICY, plan->policy, NULL);
  if (plan->grant)
    add_step (self, KH_ENABLE_STEP_GRANT, plan->policy, NULL);
  if (plan->create_policy && plan->reader != NULL && *plan->reader != '\0')
    add_step (self, KH_ENABLE_STEP_READER, plan->reader, NULL);
  if (plan->create_policy)
    add_step (self, KH_ENABLE_STEP_CHECKS, plan->policy, NULL);
  for (guint i = 0; plan->environments[i] != NULL; i++)
    add_step (self, KH_ENABLE_STEP_ENVIRONMENT, plan->names[i], plan->environments[i]);
  return self;
}

const KhEnablePlan *
kh_enable_run_get_plan (KhEnableRun *self)
{
  return self->plan;
}

guint
kh_enable_run_count (KhEnableRun *self)
{
  return self->steps->len;
}

const KhEnableStep *
kh_enable_run_nth (KhEnableRun *self, guint n)
{
  return g_ptr_array_index (self->steps, n);
}

static gboolean
is_final (const char *state)
{
  return g_str_equal (state, "Succeeded") || g_str_equal (state, "Failed")
         || g_str_equal (state, "Cancelled");
}

guint
kh_enable_run_count_state (KhEnableRun *self, const char *state)
{
  guint count = 0;

  for (guint i = 0; i < self->steps->len; i++) {
    const KhEnableStep *step = g_ptr_array_index (self->steps, i);

    count += step->kind == KH_ENABLE_STEP_ENVIRONMENT && g_str_equal (step->state, state);
  }
  return count;
}

KhEnableOutcome
kh_enable_run_get_outcome (KhEnableRun *self)
{
  guint all = g_strv_length (self->plan->environments);
  guint good = kh_enable_run_count_state (self, "Succeeded");
  guint bad =
      kh_enable_run_count_state (self, "Failed") + kh_enable_run_count_state (self, "Cancelled");

  for (guint i = 0; i < self->steps->len; i++) {
    const KhEnableStep *step = g_ptr_array_index (self->steps, i);

    if (!is_final (step->state) && step->operation_id == NULL)
      return KH_ENABLE_RUNNING;
  }
  if (good + bad < all)
    return KH_ENABLE_STARTED;
  if (bad == 0)
    return KH_ENABLE_SUCCEEDED;
  return good == 0 ? KH_ENABLE_FAILED : KH_ENABLE_PARTLY;
}

gboolean
kh_enable_run_made (KhEnableRun *self, KhEnableStepKind kind)
{
  for (guint i = 0; i < self->steps->len; i++) {
    const KhEnableStep *step = g_ptr_array_index (self->steps, i);

    if (step->kind == kind)
      return g_str_equal (step->state, "Succeeded");
  }
  return FALSE;
}

const KhEnableStep *
kh_enable_run_get_failure (KhEnableRun *self)
{
  for (guint i = 0; i < self->steps->len; i++) {
    const KhEnableStep *step = g_ptr_array_index (self->steps, i);

    if (g_str_equal (step->state, "Failed"))
      return step;
  }
  return NULL;
}

/* What came after a step that failed is not tried. */
static void
give_up (KhEnableRun *self)
{
  for (guint i = 0; i < self->steps->len; i++) {
    KhEnableStep *step = g_ptr_array_index (self->steps, i);

    if (g_str_equal (step->state, "NotStarted"))
      step->state = "Cancelled";
  }
}

/* A call that outlives everybody who looks: it holds the run. */
typedef struct {
  KhEnableRun *run; /* (owned) */
  KhEnableStep *step;
} Pending;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Pending *pending = data;
  g_autoptr (KhEnableRun) self = pending->run;
  KhEnableStep *step = pending->step;
  g_autofree char *id = kh_organization_run_finish (KH_ORGANIZATION (source), result, &step->error);

  g_free (pending);
  if (id == NULL) {
    step->state = "Failed";
    if (step->kind != KH_ENABLE_STEP_ENVIRONMENT)
      give_up (self);
  } else if (step->kind == KH_ENABLE_STEP_ENVIRONMENT) {
    step->operation_id = g_steal_pointer (&id);
    g_clear_pointer (&step->operation, kh_json_unref);
  } else {
    step->state = "Succeeded";
  }
  changed (self);
  send_next (self);
}

static void
send (KhEnableRun *self, KhEnableStep *step)
{
  KhEnableTask *task = g_new0 (KhEnableTask, 1);
  Pending *pending = g_new0 (Pending, 1);

  task->kind = step->kind;
  task->plan = kh_enable_plan_copy (self->plan);
  task->environment = g_strdup (step->environment);
  task->operation = g_steal_pointer (&step->operation_id);
  pending->run = g_object_ref (self);
  pending->step = step;
  step->state = "Running";
  kh_organization_run_async (self->organization, _kh_enable_task_run, task, _kh_enable_task_free,
                             g_free, NULL, sent_cb, pending);
}

static void
send_next (KhEnableRun *self)
{
  for (guint i = 0; i < self->steps->len; i++) {
    KhEnableStep *step = g_ptr_array_index (self->steps, i);

    if (!g_str_equal (step->state, "NotStarted"))
      continue;
    send (self, step);
    changed (self);
    return;
  }
}

void
kh_enable_run_start (KhEnableRun *self)
{
  send_next (self);
}

void
kh_enable_run_retry (KhEnableRun *self)
{
  for (guint i = 0; i < self->steps->len; i++) {
    KhEnableStep *step = g_ptr_array_index (self->steps, i);

    if (step->kind != KH_ENABLE_STEP_ENVIRONMENT || !g_str_equal (step->state, "Failed"))
      continue;
    g_clear_error (&step->error);
    step->state = "NotStarted";
  }
  send_next (self);
}

/* The word of the operation, as the static text of the same word. */
static const char *
state_of (KhJson *operation)
{
  static const char *const words[] = { "NotStarted", "Running", "Paused",
                                       "Succeeded",  "Failed",  "Cancelled" };
  const char *word = kh_json_string (operation, "state");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return words[i];
  return "Running";
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Pending *pending = data;
  g_autoptr (KhEnableRun) self = pending->run;
  KhEnableStep *step = pending->step;
  g_autoptr (GError) error = NULL;
  KhJson *operation = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *id = NULL;

  g_free (pending);
  step->is_being_read = FALSE;
  if (operation == NULL)
    return;
  id = g_strdup (kh_json_string (operation, "id"));
  /* A retry may have started another one meanwhile. */
  if (g_strcmp0 (id, step->operation_id) != 0) {
    kh_json_unref (operation);
    return;
  }
  g_clear_pointer (&step->operation, kh_json_unref);
  step->operation = operation;
  step->state = state_of (operation);
  if (g_str_equal (step->state, "Failed") && step->error == NULL)
    kh_set_error_facts (&step->error, KH_ERROR_STATE, step->name, "OperationFailed", NULL,
                        kh_json_string (operation, "error"));
  changed (self);
}

static void
read_operations (KhEnableRun *self)
{
  for (guint i = 0; i < self->steps->len; i++) {
    KhEnableStep *step = g_ptr_array_index (self->steps, i);
    Pending *pending;

    if (step->operation_id == NULL || step->is_being_read || is_final (step->state))
      continue;
    pending = g_new0 (Pending, 1);
    pending->run = g_object_ref (self);
    pending->step = step;
    step->is_being_read = TRUE;
    kh_organization_call_async (self->organization,
                                kh_environment_api_operation (step->operation_id), self->watching,
                                read_cb, pending);
  }
}

static gboolean
on_timeout_cb (gpointer data)
{
  read_operations (data);
  return G_SOURCE_CONTINUE;
}

void
kh_enable_run_set_watched (KhEnableRun *self, gboolean watched)
{
  if (watched && self->timer == 0) {
    self->timer = g_timeout_add (PAUSE, on_timeout_cb, self);
  } else if (!watched) {
    g_clear_handle_id (&self->timer, g_source_remove);
    g_cancellable_cancel (self->watching);
    g_clear_object (&self->watching);
    self->watching = g_cancellable_new ();
  }
}
