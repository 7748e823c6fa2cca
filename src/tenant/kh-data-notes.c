/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of data use, and the numbers of a store. */
#include "kh-data-notes.h"

#include "kh-environment-data.h"
#include "kh-log.h"
#include "kh-role-check.h"

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  char *action, *environment_id, *item;
  KhStoreStats stats[KH_STORE_N], staying[KH_STORE_N];
  char *dek[KH_STORE_N]; /* the current data key of a store that was measured; else NULL */
} Note;

static void
note_free (Note *note)
{
  kh_caller_unref (note->caller);
  g_free (note->action);
  g_free (note->environment_id);
  g_free (note->item);
  for (guint i = 0; i < KH_STORE_N; i++)
    g_free (note->dek[i]);
  g_free (note);
}

static Note *
note_new (KhTenant *tenant, KhCaller *caller, const char *action, const char *environment_id,
          const char *item)
{
  Note *note = g_new0 (Note, 1);

  note->tenant = tenant;
  note->caller = kh_caller_ref (caller);
  note->action = g_strdup (action);
  note->environment_id = g_strdup (environment_id);
  note->item = g_strdup (item);
  return note;
}

static void
note_work (gpointer data, gpointer unused)
{
  Note *note = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (note->tenant);
  const KhEnvironment *environment = kh_estate_get_environment (estate, note->environment_id);
  KhActFacts facts = { note->action,
                       KH_VERB_DATA,
                       "environment",
                       note->environment_id,
                       environment != NULL ? environment->name : NULL,
                       note->item };

  kh_act_note (note->tenant, note->caller, &facts, NULL);
}

void
kh_data_post_note (KhTenant *tenant, KhCaller *caller, const char *action,
                   const char *environment_id, const char *item)
{
  kh_worker_post (tenant->worker, note_work,
                  note_new (tenant, caller, action, environment_id, item),
                  (GDestroyNotify)note_free);
}

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  KhVerb verb;
  const KhEnvironment *environment;
} Question;

static gpointer
allowed_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  KhActFacts facts = {
    "data", question->verb, "environment", question->environment->id, question->environment->name,
    NULL
  };

  return GINT_TO_POINTER (kh_act_allowed (question->tenant, question->caller, &facts, error));
}

gboolean
kh_data_allowed (KhTenant *tenant, KhCaller *caller, KhVerb verb, const KhEnvironment *environment,
                 GError **error)
{
  Question question = { tenant, caller, verb, environment };

  /* Only a refusal is recorded; whoever may read need not wait for the worker, which may be locking
   * the environment. */
  if (caller->is_platform || kh_role_check (caller->roles, verb, NULL))
    return TRUE;
  return kh_worker_run (tenant->worker, allowed_work, &question, NULL, error) != NULL;
}

/* --- Changes
 * -------------------------------------------------------------------------------------- */

static void
measure_store (Note *note, const KhEnvironment *environment, KhStoreKind kind)
{
  const KhDekRef *dek = kh_environment_get_current_dek (environment, kind);
  KhItemStore *store =
      kh_environment_data_take (note->tenant, note->environment_id, kind, KH_DATA_FOR_PEOPLE, NULL);
  gboolean customer = dek != NULL && dek->owner == KH_KEY_OWNER_CUSTOMER;

  if (store == NULL)
    return;
  if (dek != NULL && kh_item_store_get_stats (store, &note->stats[kind], NULL)
      && kh_item_store_get_staying (store, customer ? dek->dek_id : NULL, &note->staying[kind],
                                    NULL))
    note->dek[kind] = g_strdup (dek->dek_id);
  kh_environment_data_give (note->tenant, note->environment_id);
}

static void
measure (Note *note)
{
  static const KhStoreKind kinds[] = { KH_STORE_DATAVERSE, KH_STORE_FILES, KH_STORE_FLOWS };
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (note->tenant);
  const KhEnvironment *environment = kh_estate_get_environment (estate, note->environment_id);

  for (gsize i = 0; environment != NULL && i < G_N_ELEMENTS (kinds); i++)
    measure_store (note, environment, kinds[i]);
}

/* Once no flow is under it any more nothing ever will be: new files are sealed under the current
 * one. */
static void
drop_kept (KhAct *act, GPtrArray *deks)
{
  for (guint i = deks->len; i > 0; i--) {
    const KhDekRef *ref = deks->pdata[i - 1];

    if (ref->role != KH_DEK_KEPT)
      continue;
    kh_act_delete_dek (act, ref);
    g_ptr_array_remove_index (deks, i - 1);
  }
}

/* Numbers from before a re-encryption say nothing about the data keys of today. */
static void
take_numbers (const Note *note, KhAct *act, KhEnvironment *after, KhStoreKind kind)
{
  KhStoreCoverage *coverage = &after->stores[kind];
  const KhDekRef *dek = kh_environment_get_current_dek (after, kind);

  if (note->dek[kind] == NULL || dek == NULL || g_strcmp0 (note->dek[kind], dek->dek_id) != 0)
    return;
  coverage->items = note->stats[kind].items;
  coverage->rows = note->stats[kind].rows;
  coverage->bytes = note->stats[kind].bytes;
  coverage->staying = note->staying[kind].items;
  coverage->staying_bytes = MIN (note->staying[kind].bytes, coverage->bytes);
  if (coverage->staying == 0)
    drop_kept (act, coverage->deks);
}

static gpointer
change_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Note *note = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (note->tenant);
  const KhEnvironment *environment = kh_estate_get_environment (estate, note->environment_id);
  KhActFacts facts = { note->action,         KH_VERB_DATA, "environment",
                       note->environment_id, NULL,         note->item };
  g_autoptr (KhEnvironment) after = NULL;
  g_autoptr (KhAct) act = NULL;

  if (environment == NULL)
    return NULL;
  facts.target = environment->name;
  act = kh_act_begin (note->tenant, note->caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  after = kh_environment_copy (environment);
  for (guint i = 0; i < KH_STORE_N; i++)
    take_numbers (note, act, after, (KhStoreKind)i);
  kh_act_put_environment (act, after);
  return GINT_TO_POINTER (kh_act_commit (&act, error));
}

void
kh_data_note_change (KhTenant *tenant, KhCaller *caller, const char *action,
                     const char *environment_id, const char *item)
{
  Note *note = note_new (tenant, caller, action, environment_id, item);
  g_autoptr (GError) error = NULL;

  measure (note);
  kh_worker_run (tenant->worker, change_work, note, NULL, &error);
  if (error != NULL)
    kh_warning ("The numbers of a store could not be refreshed: %s", error->message);
  note_free (note);
}

void
kh_data_note_import (KhTenant *tenant, KhCaller *caller, const char *environment_id,
                     const char *name, const KhImportReport *report)
{
  if (report->imported->len > 0)
    kh_data_note_change (tenant, caller, "data.import", environment_id, name);
  else
    kh_data_post_note (tenant, caller, "data.import-refused", environment_id, name);
}
