/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rotation before it is done, and the checks. */
#include "kh-rotate-plan.h"

#include "kh-enable-plan.h"
#include "kh-rules-api.h"

#include <string.h>

struct _KhRotatePlan {
  KhInquiry parent_instance;

  char *id, *name;
  KhRotateWay way;
  gboolean exposed;           /* the key may be known to others */
  KhRotationPolicy *schedule; /* (owned) */
  KhNewVersion how;
  gboolean decided;
  GPtrArray *checks; /* (element-type Check) (nullable): one a policy */
};

/* What the pre-flight said. */
typedef struct {
  char *policy; /* id */
  KhJson *answer;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_free (check->policy);
  g_clear_pointer (&check->answer, kh_json_unref);
  g_free (check);
}

G_DEFINE_FINAL_TYPE (KhRotatePlan, kh_rotate_plan, KH_TYPE_INQUIRY)

static KhItemList *
get_list (KhRotatePlan *self, KhItemKind kind)
{
  return kh_organization_get_list (kh_inquiry_get_organization (KH_INQUIRY (self)), kind);
}

const char *
kh_rotate_plan_get_id (KhRotatePlan *self)
{
  return self->id;
}

const char *
kh_rotate_plan_get_name (KhRotatePlan *self)
{
  return self->name;
}

KhItem *
kh_rotate_plan_get_key (KhRotatePlan *self)
{
  return kh_item_list_find (get_list (self, KH_ITEM_KEY), self->id);
}

/* --- What was decided ------------------------------------------------------------------------- */

KhRotateWay
kh_rotate_plan_get_way (KhRotatePlan *self)
{
  return self->way;
}

void
kh_rotate_plan_set_way (KhRotatePlan *self, KhRotateWay way)
{
  if (self->way == way)
    return;
  self->way = way;
  self->decided = TRUE;
  kh_inquiry_tell (KH_INQUIRY (self));
}

KhRotateWay
kh_rotate_plan_get_proposed (KhRotatePlan *self)
{
  return self->exposed ? KH_ROTATE_NEW_KEY : KH_ROTATE_VERSION;
}

gboolean
kh_rotate_plan_is_exposed (KhRotatePlan *self)
{
  return self->exposed;
}

void
kh_rotate_plan_set_exposed (KhRotatePlan *self, gboolean exposed)
{
  if (self->exposed == exposed)
    return;
  self->exposed = exposed;
  self->decided = TRUE;
  self->way = kh_rotate_plan_get_proposed (self);
  kh_inquiry_tell (KH_INQUIRY (self));
}

const KhRotationPolicy *
kh_rotate_plan_get_schedule (KhRotatePlan *self)
{
  return self->schedule;
}

static void
put_text (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

static void
put_schedule (KhRotatePlan *self, const KhRotationPolicy *schedule)
{
  put_text (&self->schedule->rotate_after, schedule->rotate_after);
  put_text (&self->schedule->rotate_before, schedule->rotate_before);
  put_text (&self->schedule->notify_after, schedule->notify_after);
  put_text (&self->schedule->notify_before, schedule->notify_before);
  put_text (&self->schedule->expiry, schedule->expiry);
}

void
kh_rotate_plan_set_schedule (KhRotatePlan *self, const KhRotationPolicy *schedule)
{
  put_schedule (self, schedule);
  self->decided = TRUE;
  kh_inquiry_tell (KH_INQUIRY (self));
}

const KhNewVersion *
kh_rotate_plan_get_new_version (KhRotatePlan *self)
{
  return &self->how;
}

void
kh_rotate_plan_set_new_version (KhRotatePlan *self, const KhNewVersion *how)
{
  if (self->how.size == how->size && self->how.exp == how->exp
      && self->how.disabled == how->disabled)
    return;
  self->how = *how;
  self->decided = TRUE;
  kh_inquiry_tell (KH_INQUIRY (self));
}

gboolean
kh_rotate_plan_makes_disabled (KhRotatePlan *self)
{
  return self->way == KH_ROTATE_VERSION && self->how.disabled;
}

gboolean
kh_rotate_plan_is_decided (KhRotatePlan *self)
{
  return self->decided;
}

/* What the key has already; where nothing renews it, what is usual. */
static void
propose_schedule (KhRotatePlan *self)
{
  KhItem *key = kh_rotate_plan_get_key (self);
  KhRotationPolicy schedule = { NULL };

  if (key != NULL) {
    schedule.rotate_after = (char *)kh_item_string (key, "rotation.rotateAfter");
    schedule.rotate_before = (char *)kh_item_string (key, "rotation.rotateBeforeExpiry");
    schedule.notify_after = (char *)kh_item_string (key, "rotation.notifyAfter");
    schedule.notify_before = (char *)kh_item_string (key, "rotation.notifyBefore");
    schedule.expiry = (char *)kh_item_string (key, "rotation.expiry");
  }
  if (schedule.rotate_after == NULL && schedule.rotate_before == NULL)
    schedule.rotate_after = (char *)"P18M";
  put_schedule (self, &schedule);
}

/* --- What is concerned ------------------------------------------------------------------------ */

/* (transfer container): those of the list that @is_wanted. */
static GPtrArray *
filter (KhRotatePlan *self, KhItemKind kind, gboolean (*is_wanted) (KhRotatePlan *, KhItem *))
{
  GListModel *all = G_LIST_MODEL (get_list (self, kind));
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    KhItem *item = g_list_model_get_item (all, i);

    if (is_wanted (self, item))
      g_ptr_array_add (wanted, item);
    else
      g_object_unref (item);
  }
  return wanted;
}

static gboolean
uses_key (KhRotatePlan *self, KhItem *policy)
{
  const char *vault = kh_item_string (policy, "key.vault");
  const char *name = kh_item_string (policy, "key.name");
  g_autofree char *id = g_strdup_printf ("%s/%s", vault, name);

  return vault != NULL && name != NULL && g_ascii_strcasecmp (id, self->id) == 0;
}

GPtrArray *
kh_rotate_plan_get_policies (KhRotatePlan *self)
{
  return filter (self, KH_ITEM_POLICY, uses_key);
}

static gboolean
is_protected (KhRotatePlan *self, KhItem *environment)
{
  const char *key = kh_item_string (environment, "key.id");

  return key != NULL && g_ascii_strcasecmp (key, self->id) == 0
         && kh_item_string (environment, "policy.id") != NULL;
}

GPtrArray *
kh_rotate_plan_get_environments (KhRotatePlan *self)
{
  return filter (self, KH_ITEM_ENVIRONMENT, is_protected);
}

static gboolean
follows (KhRotatePlan *self, KhItem *environment)
{
  KhItem *policy = is_protected (self, environment) ? kh_item_list_find (
                       get_list (self, KH_ITEM_POLICY), kh_item_string (environment, "policy.id"))
                                                    : NULL;

  return policy != NULL && !kh_rotate_plan_makes_disabled (self)
         && !kh_item_is (policy, "versionRule", "pinned")
         && !kh_item_is (environment, "state", "Locked");
}

GPtrArray *
kh_rotate_plan_get_followers (KhRotatePlan *self)
{
  return filter (self, KH_ITEM_ENVIRONMENT, follows);
}

/* --- Asking ----------------------------------------------------------------------------------- */

typedef struct {
  char *vault, *name;
  GPtrArray *policies; /* (element-type utf8): ids */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->vault);
  g_free (question->name);
  g_ptr_array_unref (question->policies);
  g_free (question);
}

static gpointer
check_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  const char *const none[] = { NULL };
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (check_free);
  g_autoptr (KhJson) key = kh_client_call (
      client, kh_key_api_get (question->vault, question->name, NULL), cancellable, error);

  if (key == NULL)
    return NULL;
  for (guint i = 0; i < question->policies->len; i++) {
    Check *check = g_new0 (Check, 1);

    g_ptr_array_add (checks, check);
    check->policy = g_strdup (question->policies->pdata[i]);
    check->answer = kh_client_call (client, kh_rules_api_preflight ("rotate", check->policy, none),
                                    cancellable, error);
    if (check->answer == NULL)
      return NULL;
  }
  return g_steal_pointer (&checks);
}

static void
kh_rotate_plan_ask (KhInquiry *inquiry, GCancellable *asking)
{
  KhRotatePlan *self = KH_ROTATE_PLAN (inquiry);
  g_autoptr (GPtrArray) policies = kh_rotate_plan_get_policies (self);
  g_auto (GStrv) parts = g_strsplit (self->id, "/", 2);
  Question *question = g_new0 (Question, 1);

  question->vault = g_strdup (parts[0] != NULL ? parts[0] : "");
  question->name = g_strdup (self->name);
  question->policies = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < policies->len; i++)
    g_ptr_array_add (question->policies, g_strdup (kh_item_get_id (policies->pdata[i])));
  kh_inquiry_run (inquiry, asking, check_worker, question, question_free,
                  (GDestroyNotify)g_ptr_array_unref);
}

static void
kh_rotate_plan_take (KhInquiry *inquiry, gpointer result)
{
  KhRotatePlan *self = KH_ROTATE_PLAN (inquiry);

  g_clear_pointer (&self->checks, g_ptr_array_unref);
  self->checks = g_ptr_array_ref (result);
}

static gboolean
is_same (KhJson *a, KhJson *b)
{
  static const char *const members[] = { "id", "subject", "result", "evidence" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (kh_json_string (a, members[i]), kh_json_string (b, members[i])) != 0)
      return FALSE;
  return TRUE;
}

/* What is said of the key is said for each of its policies; whether it follows, each for itself. */
static gboolean
is_known (GPtrArray *findings, KhJson *finding)
{
  if (g_strcmp0 (kh_json_string (finding, "id"), "Y11") == 0)
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    if (is_same (findings->pdata[i], finding))
      return TRUE;
  return FALSE;
}

GPtrArray *
kh_rotate_plan_get_findings (KhRotatePlan *self)
{
  GPtrArray *findings = g_ptr_array_new ();

  for (guint i = 0; self->checks != NULL && i < self->checks->len; i++) {
    KhJson *answer = ((const Check *)self->checks->pdata[i])->answer;

    for (guint k = 0; k < kh_json_length (answer, "findings"); k++) {
      KhJson *finding = kh_json_element (answer, "findings", k);

      if (!is_known (findings, finding))
        g_ptr_array_add (findings, finding);
    }
  }
  return findings;
}

KhItem *
kh_rotate_plan_find_policy (KhRotatePlan *self, KhJson *finding)
{
  for (guint i = 0; self->checks != NULL && i < self->checks->len; i++) {
    const Check *check = self->checks->pdata[i];

    for (guint k = 0; k < kh_json_length (check->answer, "findings"); k++)
      if (kh_json_element (check->answer, "findings", k) == finding)
        return kh_item_list_find (get_list (self, KH_ITEM_POLICY), check->policy);
  }
  return NULL;
}

guint
kh_rotate_plan_count_blocks (KhRotatePlan *self)
{
  g_autoptr (GPtrArray) findings = kh_rotate_plan_get_findings (self);
  guint count = 0;

  for (guint i = 0; i < findings->len; i++)
    count += kh_enable_finding_blocks (findings->pdata[i]);
  return count;
}

/* --- The plan --------------------------------------------------------------------------------- */

static void
kh_rotate_plan_finalize (GObject *object)
{
  KhRotatePlan *self = KH_ROTATE_PLAN (object);

  g_free (self->id);
  g_free (self->name);
  kh_rotation_policy_free (self->schedule);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_rotate_plan_parent_class)->finalize (object);
}

static void
kh_rotate_plan_class_init (KhRotatePlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_rotate_plan_finalize;
  KH_INQUIRY_CLASS (klass)->ask = kh_rotate_plan_ask;
  KH_INQUIRY_CLASS (klass)->take = kh_rotate_plan_take;
}

static void
kh_rotate_plan_init (KhRotatePlan *self)
{
  self->schedule = kh_rotation_policy_new ();
  self->how = (KhNewVersion)KH_NEW_VERSION_PLAIN;
}

KhRotatePlan *
kh_rotate_plan_new (KhOrganization *organization, const char *id)
{
  KhRotatePlan *self = g_object_new (KH_TYPE_ROTATE_PLAN, "organization", organization, NULL);
  const char *slash = id != NULL ? strchr (id, '/') : NULL;

  self->id = g_strdup (id != NULL ? id : "");
  self->name = g_strdup (slash != NULL ? slash + 1 : "");
  propose_schedule (self);
  return self;
}
