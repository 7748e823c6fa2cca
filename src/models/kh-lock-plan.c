/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lock before it is done, and the asking. */
#include "kh-lock-plan.h"

#include "kh-lock-acts.h"
#include "kh-lock-ways.h"
#include "kh-rules-api.h"
#include "kh-tenant-api.h"

struct _KhLockPlan {
  KhInquiry parent_instance;

  KhItemKind kind;
  char *id, *name;
  GPtrArray *ways;              /* (element-type KhLockWay) */
  char *trigger, *target;       /* (nullable): of the way that somebody chose */
  char *wanted, *wanted_target; /* (nullable): of the way that it was opened with */
  gboolean is_chosen;
  KhLockReason reason;
  char *note;
  GFile *folder;     /* (owned) (nullable) */
  KhJson *seen;      /* (nullable): the impact that was shown last */
  GPtrArray *people; /* (nullable) (element-type KhJson): accounts, where they may be read */
};

G_DEFINE_FINAL_TYPE (KhLockPlan, kh_lock_plan, KH_TYPE_INQUIRY)

KhItemKind
kh_lock_plan_get_kind (KhLockPlan *self)
{
  return self->kind;
}

const char *
kh_lock_plan_get_id (KhLockPlan *self)
{
  return self->id;
}

const char *
kh_lock_plan_get_name (KhLockPlan *self)
{
  return self->name;
}

KhItem *
kh_lock_plan_get_key (KhLockPlan *self)
{
  return kh_lock_ways_find_key (kh_inquiry_get_organization (KH_INQUIRY (self)), self->kind,
                                self->id);
}

GPtrArray *
kh_lock_plan_get_environments (KhLockPlan *self)
{
  return kh_lock_ways_find_environments (kh_inquiry_get_organization (KH_INQUIRY (self)),
                                         self->kind, self->id);
}

GPtrArray *
kh_lock_plan_get_all_on_key (KhLockPlan *self)
{
  KhItem *key = kh_lock_plan_get_key (self);

  return key != NULL ? kh_lock_ways_find_environments (
             kh_inquiry_get_organization (KH_INQUIRY (self)), KH_ITEM_KEY, kh_item_get_id (key))
                     : kh_lock_plan_get_environments (self);
}

/* --- Asking ----------------------------------------------------------------------------------- */

/* What one way was asked for, and the answer to it. */
typedef struct {
  char *trigger, *target;
  KhJson *impact;  /* (nullable) */
  GError *refusal; /* (nullable) */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->trigger);
  g_free (answer->target);
  g_clear_pointer (&answer->impact, kh_json_unref);
  g_clear_error (&answer->refusal);
  g_free (answer);
}

/* What the tenant says about the way itself, rather than about being asked. */
static gboolean
is_refusal (const GError *error)
{
  static const KhErrorCode codes[] = { KH_ERROR_ARGUMENT, KH_ERROR_NOT_FOUND, KH_ERROR_CONFLICT,
                                       KH_ERROR_STATE,    KH_ERROR_RULE,      KH_ERROR_EXISTS };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (kh_error_is (error, codes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
ask (KhClient *client, Answer *answer, GCancellable *cancellable, GError **error)
{
  g_autoptr (KhWireImpactRequest) change = kh_wire_impact_request_new ();
  GError *cause = NULL;

  change->trigger = g_strdup (answer->trigger);
  change->target = g_strdup (answer->target);
  answer->impact = kh_client_call (client, kh_rules_api_impact (change), cancellable, &cause);
  if (answer->impact != NULL)
    return TRUE;
  if (is_refusal (cause)) {
    answer->refusal = cause;
    return TRUE;
  }
  g_propagate_error (error, cause);
  return FALSE;
}

/* What is known of every way, and of who could undo or approve it. */
typedef struct {
  GPtrArray *answers; /* (element-type Answer) */
  GPtrArray *people;  /* (nullable) (element-type KhJson) */
} Answers;

static void
answers_free (gpointer data)
{
  Answers *self = data;

  g_ptr_array_unref (self->answers);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_free (self);
}

/* Who the people are is told to most roles; without it the ways are known all the same. */
static gpointer
check_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *answers = data;
  Answers *result;

  for (guint i = 0; i < answers->len; i++)
    if (!ask (client, answers->pdata[i], cancellable, error))
      return NULL;
  result = g_new0 (Answers, 1);
  result->answers = g_ptr_array_ref (answers);
  result->people = kh_client_call (client, kh_tenant_api_accounts (), cancellable, NULL);
  return result;
}

static KhLockWay *
find_way (KhLockPlan *self, const char *trigger, const char *target)
{
  for (guint i = 0; i < self->ways->len; i++) {
    KhLockWay *way = self->ways->pdata[i];

    if (g_strcmp0 (way->trigger, trigger) == 0 && g_strcmp0 (way->target, target) == 0)
      return way;
  }
  return NULL;
}

static void
kh_lock_plan_take (KhInquiry *inquiry, gpointer result)
{
  KhLockPlan *self = KH_LOCK_PLAN (inquiry);
  Answers *all = result;

  g_clear_pointer (&self->people, g_ptr_array_unref);
  self->people = g_steal_pointer (&all->people);
  for (guint i = 0; i < all->answers->len; i++) {
    Answer *answer = all->answers->pdata[i];
    KhLockWay *way = find_way (self, answer->trigger, answer->target);

    if (way == NULL)
      continue;
    g_clear_pointer (&way->impact, kh_json_unref);
    g_clear_error (&way->refusal);
    way->impact = g_steal_pointer (&answer->impact);
    way->refusal = g_steal_pointer (&answer->refusal);
  }
}

/* The first of its trigger may be known only after the key was read. */
static void
begin_with_wanted (KhLockPlan *self)
{
  for (guint i = 0; self->wanted != NULL && self->trigger == NULL && i < self->ways->len; i++) {
    const KhLockWay *way = self->ways->pdata[i];

    if (g_str_equal (way->trigger, self->wanted)
        && (self->wanted_target == NULL || g_str_equal (way->target, self->wanted_target))) {
      self->trigger = g_strdup (way->trigger);
      self->target = g_strdup (way->target);
    }
  }
}

/* What is there may be another: a new version of the key, a policy that was deleted. What is known
 * of the others stays until there is a new answer. */
static void
find_ways (KhLockPlan *self)
{
  GPtrArray *ways =
      kh_lock_ways_new (kh_inquiry_get_organization (KH_INQUIRY (self)), self->kind, self->id);

  if (self->wanted_target != NULL)
    kh_lock_ways_add (ways, self->wanted, self->wanted_target);
  for (guint i = 0; i < ways->len; i++) {
    KhLockWay *way = ways->pdata[i];
    KhLockWay *before = find_way (self, way->trigger, way->target);

    if (before == NULL)
      continue;
    way->impact = g_steal_pointer (&before->impact);
    way->refusal = g_steal_pointer (&before->refusal);
  }
  g_ptr_array_unref (self->ways);
  self->ways = ways;
  begin_with_wanted (self);
}

static void
ask_for_ways (KhLockPlan *self, GCancellable *asking)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func (answer_free);

  find_ways (self);
  for (guint i = 0; i < self->ways->len; i++) {
    const KhLockWay *way = self->ways->pdata[i];
    Answer *answer = g_new0 (Answer, 1);

    answer->trigger = g_strdup (way->trigger);
    answer->target = g_strdup (way->target);
    g_ptr_array_add (answers, answer);
  }
  kh_inquiry_run (KH_INQUIRY (self), asking, check_worker, answers,
                  (GDestroyNotify)g_ptr_array_unref, answers_free);
}

typedef struct {
  KhLockPlan *self;     /* (owned) */
  GCancellable *asking; /* (owned) */
} Reading;

/* A key that cannot be read tells its version no more; its other ways are asked for. */
static void
key_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  g_autoptr (KhLockPlan) self = reading->self;
  g_autoptr (GCancellable) asking = reading->asking;

  kh_organization_load_item_finish (KH_ORGANIZATION (source), result, NULL);
  if (kh_inquiry_get_asking (KH_INQUIRY (self)) == asking)
    ask_for_ways (self, asking);
}

static void
kh_lock_plan_ask (KhInquiry *inquiry, GCancellable *asking)
{
  KhLockPlan *self = KH_LOCK_PLAN (inquiry);
  KhOrganization *organization = kh_inquiry_get_organization (inquiry);
  KhItem *key = kh_lock_ways_find_key (organization, self->kind, self->id);
  Reading *reading;

  if (key == NULL) {
    ask_for_ways (self, asking);
    return;
  }
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->asking = g_object_ref (asking);
  kh_organization_load_item_async (organization, key, asking, key_read_cb, reading);
}

/* --- Ways ------------------------------------------------------------------------------------- */

guint
kh_lock_plan_count (KhLockPlan *self)
{
  return self->ways->len;
}

const KhLockWay *
kh_lock_plan_nth (KhLockPlan *self, guint n)
{
  return self->ways->pdata[n];
}

guint
kh_lock_way_count (const KhLockWay *way)
{
  return kh_json_length (way->impact, "environments");
}

const KhLockWay *
kh_lock_plan_get_proposed (KhLockPlan *self)
{
  const KhLockWay *best = NULL;

  for (guint i = 0; i < self->ways->len; i++) {
    const KhLockWay *way = self->ways->pdata[i];
    guint n = kh_lock_way_count (way);

    if (n > 0 && (best == NULL || n < kh_lock_way_count (best)))
      best = way;
  }
  return best;
}

const KhLockWay *
kh_lock_plan_get_chosen (KhLockPlan *self)
{
  const KhLockWay *way =
      self->trigger != NULL ? find_way (self, self->trigger, self->target) : NULL;

  if (way != NULL && kh_lock_way_count (way) > 0)
    return way;
  return self->trigger == NULL ? kh_lock_plan_get_proposed (self) : NULL;
}

void
kh_lock_plan_choose (KhLockPlan *self, const char *trigger, const char *target)
{
  const KhLockWay *way = find_way (self, trigger, target);

  if (way == NULL || way == kh_lock_plan_get_chosen (self))
    return;
  g_free (self->trigger);
  g_free (self->target);
  self->trigger = g_strdup (trigger);
  self->target = g_strdup (target);
  self->is_chosen = TRUE;
  g_clear_pointer (&self->seen, kh_json_unref);
  kh_inquiry_tell (KH_INQUIRY (self));
}

void
kh_lock_plan_want (KhLockPlan *self, const char *trigger, const char *target)
{
  if (!kh_act_is_lock (trigger))
    return;
  g_free (self->wanted);
  g_free (self->wanted_target);
  self->wanted = g_strdup (trigger);
  self->wanted_target = g_strdup (target);
  find_ways (self);
}

gboolean
kh_lock_plan_is_chosen (KhLockPlan *self)
{
  return self->is_chosen;
}

gboolean
kh_lock_plan_needs_approval (KhLockPlan *self)
{
  const KhLockWay *way = kh_lock_plan_get_chosen (self);

  return way != NULL && kh_json_bool (way->impact, "approvalNeeded", FALSE);
}

GPtrArray *
kh_lock_plan_get_people (KhLockPlan *self)
{
  return self->people;
}

/* --- Why, and what is kept -------------------------------------------------------------------- */

KhLockReason
kh_lock_plan_get_reason (KhLockPlan *self)
{
  return self->reason;
}

void
kh_lock_plan_set_reason (KhLockPlan *self, KhLockReason reason)
{
  if (self->reason == reason)
    return;
  self->reason = reason;
  kh_inquiry_tell (KH_INQUIRY (self));
}

const char *
kh_lock_plan_get_note (KhLockPlan *self)
{
  return self->note;
}

void
kh_lock_plan_set_note (KhLockPlan *self, const char *note)
{
  if (g_strcmp0 (self->note, note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  kh_inquiry_tell (KH_INQUIRY (self));
}

GFile *
kh_lock_plan_get_folder (KhLockPlan *self)
{
  return self->folder;
}

void
kh_lock_plan_set_folder (KhLockPlan *self, GFile *folder)
{
  if (g_set_object (&self->folder, folder))
    kh_inquiry_tell (KH_INQUIRY (self));
}

/* --- What was shown --------------------------------------------------------------------------- */

static KhJson *
get_impact (KhLockPlan *self)
{
  const KhLockWay *way = kh_lock_plan_get_chosen (self);

  return way != NULL ? way->impact : NULL;
}

void
kh_lock_plan_see (KhLockPlan *self)
{
  KhJson *impact = get_impact (self);

  if (impact == self->seen)
    return;
  g_clear_pointer (&self->seen, kh_json_unref);
  self->seen = impact != NULL ? kh_json_ref (impact) : NULL;
}

static gboolean
has_environment (KhJson *impact, const char *id)
{
  for (guint i = 0; i < kh_json_length (impact, "environments"); i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (impact, "environments", i), "id"), id) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
kh_lock_plan_get_added (KhLockPlan *self)
{
  GPtrArray *added = g_ptr_array_new ();
  KhJson *impact = get_impact (self);

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhJson *environment = kh_json_element (impact, "environments", i);

    if (!has_environment (self->seen, kh_json_string (environment, "id")))
      g_ptr_array_add (added, environment);
  }
  return added;
}

/* The dates of deletion move with the clock, and each token is another. */
gboolean
kh_lock_plan_is_changed (KhLockPlan *self)
{
  KhJson *impact = get_impact (self);
  g_autoptr (GPtrArray) added = kh_lock_plan_get_added (self);
  static const char *const lists[] = { "environments", "policies", "holds", "backups" };

  if (impact == NULL || self->seen == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (kh_json_length (impact, lists[i]) != kh_json_length (self->seen, lists[i]))
      return TRUE;
  return added->len > 0 || kh_json_int (impact, "level", 4) != kh_json_int (self->seen, "level", 4);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
kh_lock_plan_finalize (GObject *object)
{
  KhLockPlan *self = KH_LOCK_PLAN (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->seen, kh_json_unref);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_ptr_array_unref (self->ways);
  g_free (self->trigger);
  g_free (self->target);
  g_free (self->wanted);
  g_free (self->wanted_target);
  g_free (self->note);
  g_free (self->name);
  g_free (self->id);
  G_OBJECT_CLASS (kh_lock_plan_parent_class)->finalize (object);
}

static void
kh_lock_plan_class_init (KhLockPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_lock_plan_finalize;
  KH_INQUIRY_CLASS (klass)->ask = kh_lock_plan_ask;
  KH_INQUIRY_CLASS (klass)->take = kh_lock_plan_take;
}

static void
kh_lock_plan_init (KhLockPlan *self)
{
  self->reason = KH_LOCK_NO_REASON;
  self->note = g_strdup ("");
}

KhLockPlan *
kh_lock_plan_new (KhOrganization *organization, KhItemKind kind, const char *id)
{
  KhLockPlan *self = g_object_new (KH_TYPE_LOCK_PLAN, "organization", organization, NULL);
  KhItem *item =
      id != NULL ? kh_item_list_find (kh_organization_get_list (organization, kind), id) : NULL;

  self->kind = kind;
  self->id = g_strdup (id != NULL ? id : "");
  self->name = g_strdup (item != NULL ? kh_item_get_name (item) : self->id);
  self->ways = kh_lock_ways_new (organization, kind, self->id);
  return self;
}
