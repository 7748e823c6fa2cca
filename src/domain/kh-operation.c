/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long operation as a value. */

#include "kh-operation.h"

#include "kh-error.h"
#include "kh-value-private.h"

KhOperationStore *
kh_operation_store_new (KhStoreKind store)
{
  KhOperationStore *self = g_new0 (KhOperationStore, 1);
  self->store = store;
  return self;
}

KhOperationStore *
kh_operation_store_copy (const KhOperationStore *self)
{
  KhOperationStore *copy = g_memdup2 (self, sizeof *self);
  KH_DEEPEN_TEXT (copy, from_dek);
  KH_DEEPEN_TEXT (copy, to_dek);
  KH_DEEPEN_TEXT (copy, cursor);
  return copy;
}

void
kh_operation_store_free (KhOperationStore *self)
{
  g_free (self->from_dek);
  g_free (self->to_dek);
  g_free (self->cursor);
  g_free (self);
}

static gpointer
operation_store_copy_cb (gconstpointer store, gpointer unused)
{
  return kh_operation_store_copy (store);
}

static void
operation_init (KhOperation *self)
{
  self->created_at = KH_TIME_NONE;
  self->ended_at = KH_TIME_NONE;
  for (guint i = 0; i < KH_STAGE_N; i++) {
    self->stages[i].started_at = KH_TIME_NONE;
    self->stages[i].ended_at = KH_TIME_NONE;
  }
  self->stores = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_operation_store_free);
}

static void
operation_clear (KhOperation *self)
{
  g_free (self->id);
  g_free (self->environment_id);
  g_free (self->policy_id);
  g_free (self->requested_by);
  g_free (self->error);
  g_ptr_array_unref (self->stores);
}

static void
operation_deepen (KhOperation *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, environment_id);
  KH_DEEPEN_TEXT (self, policy_id);
  KH_DEEPEN_TEXT (self, requested_by);
  KH_DEEPEN_TEXT (self, error);
  self->stores = kh_value_copy_array (self->stores, operation_store_copy_cb,
                                      (GDestroyNotify)kh_operation_store_free);
}

KH_DEFINE_VALUE (KhOperation, operation);

KhOperationStore *
kh_operation_get_store (const KhOperation *self, KhStoreKind store)
{
  for (guint i = 0; i < self->stores->len; i++) {
    KhOperationStore *row = g_ptr_array_index (self->stores, i);
    if (row->store == store)
      return row;
  }
  return NULL;
}

gboolean
kh_operation_is_active (const KhOperation *self)
{
  return !kh_operation_state_is_final (self->state);
}

gboolean
kh_operation_check_cancel (const KhOperation *self, GError **error)
{
  if (!kh_operation_is_active (self)) {
    kh_set_error (error, KH_ERROR_STATE, "The operation has ended already");
    return FALSE;
  }
  for (guint i = 0; i < self->stores->len; i++)
    if (((KhOperationStore *)self->stores->pdata[i])->state != KH_OPERATION_STATE_SUCCEEDED)
      return TRUE;
  kh_set_error (error, KH_ERROR_STATE, "Finalizing cannot be canceled; it takes seconds");
  return FALSE;
}

void
kh_operation_sum_progress (KhOperation *self)
{
  self->items = self->items_done = self->bytes = self->bytes_done = 0;
  for (guint i = 0; i < self->stores->len; i++) {
    const KhOperationStore *row = g_ptr_array_index (self->stores, i);
    self->items += row->items;
    self->items_done += row->items_done;
    self->bytes += row->bytes;
    self->bytes_done += row->bytes_done;
  }
}

gboolean
kh_operation_replaces_data (const KhOperation *self)
{
  return self->type == KH_OPERATION_COPY || self->type == KH_OPERATION_RESTORE;
}
