/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locked environments by policy, and the asking. */
#include "kh-unlock.h"

#include "kh-rules-api.h"

struct _KhUnlock {
  GObject parent_instance;

  KhOrganization *organization; /* (owned) */
  char *environment, *policy;   /* (nullable): ids: what it was opened on */
  GPtrArray *cases;             /* (element-type KhUnlockCase) */
  GPtrArray *noted;             /* (element-type KhUnlockRepair) */
  GCancellable *checking;       /* (owned) (nullable) */
  GError *error;                /* (nullable) */
  KhTime time;
  guint version;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhUnlock, kh_unlock, G_TYPE_OBJECT)

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

static void
changed (KhUnlock *self)
{
  self->version++;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- What is locked --------------------------------------------------------------------------- */

static gboolean
is_locked (KhItem *item)
{
  return kh_item_is (item, "state", "Locked") || kh_item_is (item, "state", "Re-enabling");
}

static gboolean
is_meant (KhUnlock *self, KhItem *item)
{
  if (self->policy != NULL)
    return kh_item_is (item, "policy.id", self->policy);
  return self->environment == NULL || g_str_equal (kh_item_get_id (item), self->environment);
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

static void
add_environment (KhUnlock *self, GPtrArray *cases, KhItem *item)
{
  const KhUnlockEnvironment *before = find_environment (self, kh_item_get_id (item));
  KhUnlockEnvironment *environment = g_new0 (KhUnlockEnvironment, 1);

  environment->id = g_strdup (kh_item_get_id (item));
  environment->name = g_strdup (kh_item_get_name (item));
  environment->deletion = kh_json_time (kh_item_get_snapshot (item), "deletionAt");
  environment->left_out = before != NULL && before->left_out;
  if (before != NULL && before->diagnosis != NULL)
    environment->diagnosis = kh_json_ref (before->diagnosis);
  g_ptr_array_add (find_case (cases, item)->environments, environment);
}

/* What became locked or open meanwhile joins and leaves; what is known of the others stays. */
static void
find_locked (KhUnlock *self)
{
  GListModel *all =
      G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT));
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

/* (element-type KhJson), in the order of the ids; an environment that is gone has none. */
static gpointer
check_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  char **ids = data;
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; ids[i] != NULL; i++) {
    g_autoptr (GError) cause = NULL;
    KhJson *answer =
        kh_client_call (client, kh_rules_api_diagnosis (ids[i], NULL), cancellable, &cause);

    if (answer == NULL && !kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
    g_ptr_array_add (answers, answer);
  }
  return g_steal_pointer (&answers);
}

typedef struct {
  KhUnlock *self;            /* (owned) */
  GCancellable *cancellable; /* (owned) */
  char **ids;
} Check;

static void
check_free (Check *check)
{
  g_object_unref (check->self);
  g_object_unref (check->cancellable);
  g_strfreev (check->ids);
  g_free (check);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

static void
take_answers (KhUnlock *self, char **ids, GPtrArray *answers)
{
  for (guint i = 0; ids[i] != NULL; i++) {
    KhUnlockEnvironment *environment = find_environment (self, ids[i]);
    KhJson *answer = answers->pdata[i];

    if (environment == NULL)
      continue;
    g_clear_pointer (&environment->diagnosis, kh_json_unref);
    environment->diagnosis = answer != NULL ? kh_json_ref (answer) : NULL;
  }
  self->time = kh_organization_now (self->organization);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  KhUnlock *self = check->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers =
      kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  /* A newer check, or the end of it all. */
  if (self->checking != check->cancellable)
    return;
  g_clear_object (&self->checking);
  g_clear_error (&self->error);
  if (answers != NULL)
    take_answers (self, check->ids, answers);
  else
    self->error = g_steal_pointer (&error);
  changed (self);
}

static char **
list_ids (KhUnlock *self)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < self->cases->len; i++) {
    const KhUnlockCase *one = kh_unlock_nth (self, i);

    for (guint k = 0; k < one->environments->len; k++)
      g_ptr_array_add (ids, g_strdup (((KhUnlockEnvironment *)one->environments->pdata[k])->id));
  }
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_free (ids, FALSE);
}

void
kh_unlock_check (KhUnlock *self)
{
  Check *check = g_new0 (Check, 1);

  kh_unlock_stop (self);
  find_locked (self);
  self->checking = g_cancellable_new ();
  check->self = g_object_ref (self);
  check->cancellable = g_object_ref (self->checking);
  check->ids = list_ids (self);
  kh_organization_run_async (self->organization, check_worker, g_strdupv (check->ids),
                             (GDestroyNotify)g_strfreev, (GDestroyNotify)g_ptr_array_unref,
                             self->checking, checked_cb, check);
  changed (self);
}

void
kh_unlock_stop (KhUnlock *self)
{
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
}

gboolean
kh_unlock_is_checking (KhUnlock *self)
{
  return self->checking != NULL;
}

guint
kh_unlock_get_version (KhUnlock *self)
{
  return self->version;
}

KhTime
kh_unlock_get_time (KhUnlock *self)
{
  return self->time;
}

const GError *
kh_unlock_get_error (KhUnlock *self)
{
  return self->error;
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
  KhRequestList *requests = kh_organization_get_requests (self->organization);
  g_autoptr (GPtrArray) chosen = kh_unlock_chosen (self);

  for (guint i = 0; i < chosen->len && kh_organization_unlocks_by_request (self->organization); i++)
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
  changed (self);
}

gboolean
kh_unlock_may_open (KhUnlock *self, const KhUnlockCase *one)
{
  KhItem *policy = one->policy != NULL ? kh_item_list_find (
                       kh_organization_get_list (self->organization, KH_ITEM_POLICY), one->policy)
                                       : NULL;
  g_auto (GStrv) readers =
      policy != NULL ? kh_json_strv (kh_item_get_snapshot (policy), "readers") : NULL;

  if (!kh_organization_may (self->organization, KH_MAY_PPA))
    return FALSE;
  return kh_organization_may (self->organization, KH_MAY_KVA | KH_MAY_OWNER)
         || (readers != NULL
             && g_strv_contains ((const char *const *)readers,
                                 kh_organization_get_account (self->organization)));
}

void
kh_unlock_note_repair (KhUnlock *self, const char *text)
{
  KhUnlockRepair *repair = g_new0 (KhUnlockRepair, 1);

  repair->text = g_strdup (text);
  repair->time = kh_organization_now (self->organization);
  g_ptr_array_add (self->noted, repair);
  changed (self);
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

  kh_unlock_stop (self);
  g_clear_object (&self->organization);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->cases);
  g_ptr_array_unref (self->noted);
  g_free (self->environment);
  g_free (self->policy);
  G_OBJECT_CLASS (kh_unlock_parent_class)->finalize (object);
}

static void
kh_unlock_class_init (KhUnlockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_unlock_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_UNLOCK, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_unlock_init (KhUnlock *self)
{
  self->cases = g_ptr_array_new_with_free_func (case_free);
  self->noted = g_ptr_array_new_with_free_func (repair_free);
  self->time = KH_TIME_NONE;
}

KhUnlock *
kh_unlock_new (KhOrganization *organization, const char *environment, const char *policy)
{
  KhUnlock *self = g_object_new (KH_TYPE_UNLOCK, NULL);
  KhItem *item = environment != NULL ? kh_item_list_find (
                     kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT), environment)
                                     : NULL;

  self->organization = g_object_ref (organization);
  self->environment = g_strdup (environment);
  self->policy = g_strdup (policy);
  if (policy == NULL && item != NULL)
    self->policy = g_strdup (kh_item_string (item, "policy.id"));
  find_locked (self);
  return self;
}
