/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locked environments by policy, and the asking. */
#include "kh-unlock.h"

#include "kh-rules-api.h"

struct _KhUnlock {
  KhInquiry parent_instance;

  GStrv wanted;     /* (nullable): ids: the environments it was opened on */
  GStrv policies;   /* (nullable): ids: of those, or the one it was opened on */
  GPtrArray *cases; /* (element-type KhUnlockCase) */
  GPtrArray *noted; /* (element-type KhUnlockRepair) */
};

G_DEFINE_FINAL_TYPE (KhUnlock, kh_unlock, KH_TYPE_INQUIRY)

static KhOrganization *
organization_of (KhUnlock *self)
{
  return kh_inquiry_get_organization (KH_INQUIRY (self));
}

static void
environment_free (gpointer data)
{
  KhUnlockEnvironment *self = data;

  g_free (self->id);
  g_free (self->name);
  g_clear_pointer (&self->diagnosis, kh_json_unref);
  g_free (self);
}

static void
case_free (gpointer data)
{
  KhUnlockCase *self = data;

  g_free (self->policy);
  g_free (self->name);
  g_ptr_array_unref (self->environments);
  g_free (self);
}

static void
repair_free (gpointer data)
{
  KhUnlockRepair *self = data;

  g_free (self->text);
  g_free (self);
}

/* --- What is locked --------------------------------------------------------------------------- */

static gboolean
is_locked (KhItem *item)
{
  return kh_item_is (item, "state", "Locked") || kh_item_is (item, "state", "Re-enabling");
}

static gboolean
is_one_of (GStrv ids, const char *id)
{
  return id != NULL && g_strv_contains ((const char *const *)ids, id);
}

static gboolean
is_meant (KhUnlock *self, KhItem *item)
{
  if (self->policies != NULL && is_one_of (self->policies, kh_item_string (item, "policy.id")))
    return TRUE;
  return self->wanted != NULL ? is_one_of (self->wanted, kh_item_get_id (item))
                              : self->policies == NULL;
}

static KhUnlockCase *
find_case (GPtrArray *cases, KhItem *item)
{
  const char *policy = kh_item_string (item, "policy.id");
  const char *name = kh_item_string (item, "policy.name");
  KhUnlockCase *one;

  for (guint i = 0; i < cases->len; i++) {
    one = cases->pdata[i];
    if (policy != NULL && g_strcmp0 (one->policy, policy) == 0)
      return one;
  }
  one = g_new0 (KhUnlockCase, 1);
  one->policy = g_strdup (policy);
  one->name = g_strdup (name != NULL ? name : policy != NULL ? policy : kh_item_get_name (item));
  one->environments = g_ptr_array_new_with_free_func (environment_free);
  g_ptr_array_add (cases, one);
  return one;
}

static KhUnlockEnvironment *
find_environment (KhUnlock *self, const char *id)
{
  for (guint i = 0; i < self->cases->len; i++) {
    const KhUnlockCase *one = kh_unlock_nth (self, i);

    for (guint k = 0; k < one->environments->len; k++)
      if (g_str_equal (((KhUnlockEnvironment *)one->environments->pdata[k])->id, id))
        return one->environments->pdata[k];
  }
  return NULL;
}

/* Beside one environment all of its policy return; several were chosen, and nothing else. */
static gboolean
was_not_selected (KhUnlock *self, KhItem *item)
{
  return self->wanted != NULL && g_strv_length (self->wanted) > 1
         && !is_one_of (self->wanted, kh_item_get_id (item));
}

static void
add_environment (KhUnlock *self, GPtrArray *cases, KhItem *item)
{
  const KhUnlockEnvironment *before = find_environment (self, kh_item_get_id (item));
  KhUnlockEnvironment *environment = g_new0 (KhUnlockEnvironment, 1);

  environment->id = g_strdup (kh_item_get_id (item));
  environment->name = g_strdup (kh_item_get_name (item));
  environment->deletion = kh_json_time (kh_item_get_snapshot (item), "deletionAt");
  environment->left_out = before != NULL ? before->left_out : was_not_selected (self, item);
  if (before != NULL && before->diagnosis != NULL)
    environment->diagnosis = kh_json_ref (before->diagnosis);
  g_ptr_array_add (find_case (cases, item)->environments, environment);
}

/* What became locked or open meanwhile joins and leaves; what is known of the others stays. */
static void
find_locked (KhUnlock *self)
{
  GListModel *all =
      G_LIST_MODEL (kh_organization_get_list (organization_of (self), KH_ITEM_ENVIRONMENT));
  GPtrArray *cases = g_ptr_array_new_with_free_func (case_free);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (all, i);

    if (is_locked (item) && is_meant (self, item))
      add_environment (self, cases, item);
  }
  g_ptr_array_unref (self->cases);
  self->cases = cases;
}

/* --- Asking ----------------------------------------------------------------------------------- */

/* An environment that was asked for, and the answer. */
typedef struct {
  char *id;
  KhJson *diagnosis; /* (nullable): it is gone */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->id);
  g_clear_pointer (&answer->diagnosis, kh_json_unref);
  g_free (answer);
}

/* Fills the answers in, which come back as the result. */
static gpointer
check_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *answers = data;

  for (guint i = 0; i < answers->len; i++) {
    Answer *answer = answers->pdata[i];
    g_autoptr (GError) cause = NULL;

    answer->diagnosis =
        kh_client_call (client, kh_rules_api_diagnosis (answer->id, NULL), cancellable, &cause);
    if (answer->diagnosis == NULL && !kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  }
  return g_ptr_array_ref (answers);
}

static gboolean
is_open (const KhUnlockEnvironment *environment)
{
  return environment->diagnosis != NULL && !kh_json_bool (environment->diagnosis, "locked", TRUE);
}

/* A repair may have opened an environment itself, as attaching it to a new policy does; the tenant
 * says so before the lists know. */
static void
drop_open (KhUnlock *self)
{
  for (guint i = self->cases->len; i > 0; i--) {
    KhUnlockCase *one = self->cases->pdata[i - 1];

    for (guint k = one->environments->len; k > 0; k--)
      if (is_open (one->environments->pdata[k - 1]))
        g_ptr_array_remove_index (one->environments, k - 1);
    if (one->environments->len == 0)
      g_ptr_array_remove_index (self->cases, i - 1);
  }
}

static void
kh_unlock_take (KhInquiry *inquiry, gpointer result)
{
  GPtrArray *answers = result;

  for (guint i = 0; i < answers->len; i++) {
    Answer *answer = answers->pdata[i];
    KhUnlockEnvironment *environment = find_environment (KH_UNLOCK (inquiry), answer->id);

    if (environment == NULL)
      continue;
    g_clear_pointer (&environment->diagnosis, kh_json_unref);
    environment->diagnosis = g_steal_pointer (&answer->diagnosis);
  }
  drop_open (KH_UNLOCK (inquiry));
}

static void
kh_unlock_ask (KhInquiry *inquiry, GCancellable *asking)
{
  KhUnlock *self = KH_UNLOCK (inquiry);
  GPtrArray *answers = g_ptr_array_new_with_free_func (answer_free);

  find_locked (self);
  for (guint i = 0; i < self->cases->len; i++) {
    const KhUnlockCase *one = kh_unlock_nth (self, i);

    for (guint k = 0; k < one->environments->len; k++) {
      Answer *answer = g_new0 (Answer, 1);

      answer->id = g_strdup (((KhUnlockEnvironment *)one->environments->pdata[k])->id);
      g_ptr_array_add (answers, answer);
    }
  }
  kh_inquiry_run (inquiry, asking, check_worker, answers, (GDestroyNotify)g_ptr_array_unref,
                  (GDestroyNotify)g_ptr_array_unref);
}

/* --- What there is ---------------------------------------------------------------------------- */

guint
kh_unlock_count (KhUnlock *self)
{
  return self->cases->len;
}

const KhUnlockCase *
kh_unlock_nth (KhUnlock *self, guint n)
{
  return self->cases->pdata[n];
}

guint
kh_unlock_count_environments (KhUnlock *self)
{
  guint count = 0;

  for (guint i = 0; i < self->cases->len; i++)
    count += kh_unlock_nth (self, i)->environments->len;
  return count;
}

GPtrArray *
kh_unlock_chosen (KhUnlock *self)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < self->cases->len; i++) {
    const KhUnlockCase *one = kh_unlock_nth (self, i);

    for (guint k = 0; k < one->environments->len; k++) {
      const KhUnlockEnvironment *environment = one->environments->pdata[k];

      if (kh_unlock_is_ready (environment) && !environment->left_out)
        g_ptr_array_add (chosen, (gpointer)environment);
    }
  }
  return chosen;
}

gboolean
kh_unlock_needs_request (KhUnlock *self)
{
  KhRequestList *requests = kh_organization_get_requests (organization_of (self));
  g_autoptr (GPtrArray) chosen = kh_unlock_chosen (self);

  for (guint i = 0; i < chosen->len && kh_organization_unlocks_by_request (organization_of (self));
       i++)
    if (!kh_request_list_lets_unlock (requests, ((KhUnlockEnvironment *)chosen->pdata[i])->id))
      return TRUE;
  return FALSE;
}

void
kh_unlock_leave_out (KhUnlock *self, const char *environment, gboolean left_out)
{
  KhUnlockEnvironment *found = find_environment (self, environment);

  if (found == NULL || found->left_out == left_out)
    return;
  found->left_out = left_out;
  kh_inquiry_renew (KH_INQUIRY (self));
}

gboolean
kh_unlock_may_open (KhUnlock *self, const KhUnlockCase *one)
{
  KhItem *policy =
      one->policy != NULL ? kh_item_list_find (
          kh_organization_get_list (organization_of (self), KH_ITEM_POLICY), one->policy)
                          : NULL;
  g_auto (GStrv) readers =
      policy != NULL ? kh_json_strv (kh_item_get_snapshot (policy), "readers") : NULL;

  if (!kh_organization_may (organization_of (self), KH_MAY_PPA))
    return FALSE;
  return kh_organization_may (organization_of (self), KH_MAY_KVA | KH_MAY_OWNER)
         || (readers != NULL
             && g_strv_contains ((const char *const *)readers,
                                 kh_organization_get_account (organization_of (self))));
}

void
kh_unlock_note_repair (KhUnlock *self, const char *text)
{
  KhUnlockRepair *repair = g_new0 (KhUnlockRepair, 1);

  repair->text = g_strdup (text);
  repair->time = kh_organization_now (organization_of (self));
  g_ptr_array_add (self->noted, repair);
  kh_inquiry_renew (KH_INQUIRY (self));
}

GPtrArray *
kh_unlock_get_noted (KhUnlock *self)
{
  return self->noted;
}

/* --- The object ------------------------------------------------------------------------------- */

static void
kh_unlock_finalize (GObject *object)
{
  KhUnlock *self = KH_UNLOCK (object);

  g_ptr_array_unref (self->cases);
  g_ptr_array_unref (self->noted);
  g_strfreev (self->wanted);
  g_strfreev (self->policies);
  G_OBJECT_CLASS (kh_unlock_parent_class)->finalize (object);
}

static void
kh_unlock_class_init (KhUnlockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_unlock_finalize;
  KH_INQUIRY_CLASS (klass)->ask = kh_unlock_ask;
  KH_INQUIRY_CLASS (klass)->take = kh_unlock_take;
}

static void
kh_unlock_init (KhUnlock *self)
{
  self->cases = g_ptr_array_new_with_free_func (case_free);
  self->noted = g_ptr_array_new_with_free_func (repair_free);
}

static GStrv
policies_of (KhOrganization *organization, const char *const *environments)
{
  KhItemList *list = kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT);
  g_autoptr (GStrvBuilder) policies = g_strv_builder_new ();

  for (guint i = 0; environments[i] != NULL; i++) {
    KhItem *item = kh_item_list_find (list, environments[i]);

    if (item != NULL && kh_item_string (item, "policy.id") != NULL)
      g_strv_builder_add (policies, kh_item_string (item, "policy.id"));
  }
  return g_strv_builder_end (policies);
}

KhUnlock *
kh_unlock_new (KhOrganization *organization, const char *const *environments, const char *policy)
{
  const char *const policies[] = { policy, NULL };
  KhUnlock *self = g_object_new (KH_TYPE_UNLOCK, "organization", organization, NULL);

  self->wanted = g_strdupv ((char **)environments);
  if (policy != NULL)
    self->policies = g_strdupv ((char **)policies);
  else if (environments != NULL)
    self->policies = policies_of (organization, environments);
  find_locked (self);
  /* What was approved meanwhile lets them be opened at once. */
  g_signal_connect_object (kh_organization_get_requests (organization), "changed",
                           G_CALLBACK (kh_inquiry_renew), self, G_CONNECT_SWAPPED);
  return self;
}
