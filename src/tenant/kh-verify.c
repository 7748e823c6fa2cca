/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading all data of an environment to prove that it can be. */
#include "kh-verify.h"

#include <string.h>

#include "kh-acts-private.h"
#include "kh-data-notes.h"
#include "kh-environment-data.h"
#include "kh-environment-files.h"
#include "kh-item-store-file.h"
#include "kh-table-store.h"

#define BUFFER_SIZE (256 * 1024)

typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  const KhEnvironment *environment; /* as it was at the beginning */
  GCancellable *cancellable;        /* (nullable) */
  guint8 *buffer;
} Verify;

/* --- What is in it ---------------------------------------------------------------------------- */

static gboolean
read_file (Verify *self, KhItemReader *reader, const char *sha256, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 offset = 0;
  gsize got = 0;

  do {
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
        || !kh_item_reader_read (reader, offset, self->buffer, BUFFER_SIZE, &got, error))
      return FALSE;
    g_checksum_update (sum, self->buffer, (gssize)got);
    offset += got;
  } while (got > 0);
  if (sha256 == NULL || g_strcmp0 (g_checksum_get_string (sum), sha256) == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_DAMAGED, "A file is not what was stored");
  return FALSE;
}

static gboolean
read_table (Verify *self, KhTableCsv *table, GError **error)
{
  gssize got;

  do
    got = g_cancellable_set_error_if_cancelled (self->cancellable, error)
              ? -1
              : kh_table_csv_read (table, self->buffer, BUFFER_SIZE, error);
  while (got > 0);
  return got == 0;
}

/* The lease covers the opening alone, as for a download: a lock ends the reading. */
static gboolean
read_item (Verify *self, KhStoreKind kind, const KhStoreItem *item, GError **error)
{
  KhItemStore *store = kh_environment_data_take (self->tenant, self->environment->id, kind,
                                                 KH_DATA_FOR_PEOPLE, error);
  g_autoptr (KhItemReader) file = NULL;
  KhTableCsv *table = NULL;
  gboolean read = FALSE;

  if (store == NULL)
    return FALSE;
  if (item->is_table)
    table = kh_table_csv_new (store, item->id, error);
  else
    file = kh_item_reader_new (store, item->id, error);
  kh_environment_data_give (self->tenant, self->environment->id);
  if (file != NULL)
    return read_file (self, file, item->sha256, error);
  if (table != NULL) {
    read = read_table (self, table, error);
    kh_table_csv_free (table);
  }
  return read;
}

static gboolean
read_store (Verify *self, KhStoreKind kind, GError **error)
{
  KhItemStore *store = kh_environment_data_take (self->tenant, self->environment->id, kind,
                                                 KH_DATA_FOR_PEOPLE, error);
  g_autoptr (GPtrArray) items = NULL;

  if (store == NULL)
    return FALSE;
  items = kh_item_store_list (store, error);
  kh_environment_data_give (self->tenant, self->environment->id);
  if (items == NULL)
    return FALSE;
  g_ptr_array_set_free_func (items, (GDestroyNotify)kh_store_item_free);
  for (guint i = 0; i < items->len; i++)
    if (!read_item (self, kind, items->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* --- All of it -------------------------------------------------------------------------------- */

static gboolean
verify_all (Verify *self, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);

  for (guint i = 0; i < KH_STORE_N; i++)
    if (!kh_environment_files_prove (self->tenant, estate, self->environment, (KhStoreKind)i, error)
        || !read_store (self, (KhStoreKind)i, error))
      return FALSE;
  return TRUE;
}

typedef struct {
  const Verify *verify;
  const GError *reason; /* (nullable): why it failed */
} Result;

/* (transfer full) (nullable): the environment as it is by now. */
static gpointer
note_work (gpointer data, GCancellable *cancellable, GError **error)
{
  const Result *result = data;
  const Verify *self = result->verify;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhEnvironment *now = kh_acts_find_environment (estate, self->environment->id, error);
  KhActFacts facts = { "environment.verify",    KH_VERB_DATA,
                       "environment",           self->environment->id,
                       self->environment->name, result->reason == NULL ? "passed" : "failed" };
  g_autoptr (KhEnvironment) after = NULL;
  g_autoptr (KhAct) act = NULL;

  act = now != NULL ? kh_act_begin (self->tenant, self->caller, &facts, NULL, error) : NULL;
  if (act == NULL)
    return NULL;
  after = kh_environment_copy (now);
  after->verification.at = kh_act_get_time (act);
  g_free (after->verification.key);
  after->verification.key = kh_environment_key_mark (self->environment);
  kh_value_set_text (&after->verification.error,
                     result->reason != NULL ? result->reason->message : NULL);
  kh_act_put_environment (act, after);
  return kh_act_commit (&act, error) ? g_steal_pointer (&after) : NULL;
}

/* What says nothing about the data. */
static gboolean
is_no_answer (const GError *error)
{
  return kh_error_is (error, KH_ERROR_BUSY)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

KhEnvironment *
kh_tenant_environment_verify (KhTenant *self, KhCaller *caller, const char *environment,
                              GCancellable *cancellable, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *found = kh_acts_find_environment (estate, environment, error);
  Verify verify = { self, caller, found, cancellable, NULL };
  Result result = { &verify, NULL };
  g_autoptr (GError) reason = NULL;

  if (found == NULL || !kh_data_allowed (self, caller, KH_VERB_DATA, found, error))
    return NULL;
  verify.buffer = g_malloc (BUFFER_SIZE);
  if (!verify_all (&verify, &reason) && is_no_answer (reason)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    g_free (verify.buffer);
    return NULL;
  }
  explicit_bzero (verify.buffer, BUFFER_SIZE);
  g_free (verify.buffer);
  result.reason = reason;
  return kh_worker_run (self->worker, note_work, &result, NULL, error);
}
