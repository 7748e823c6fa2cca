/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the keys of vaults: there is no list of all keys, and a vault's own list tells little. */
#include "kh-organization-private.h"

static void
return_array (GTask *task, GPtrArray *array)
{
  g_task_return_pointer (task, array, (GDestroyNotify)g_ptr_array_unref);
}

/* FALSE when a part failed otherwise than by its object having gone meanwhile; returns the error.
 */
static gboolean
check_parts (GTask *task, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++) {
    KhPart *part = parts->pdata[i];

    if (part->error != NULL && !kh_error_is (part->error, KH_ERROR_NOT_FOUND)) {
      g_task_return_error (task, g_steal_pointer (&part->error));
      return FALSE;
    }
  }
  return TRUE;
}

/* (transfer full) (nullable): the parts, or the task has its error. */
static GPtrArray *
take_parts (GTask *task, GObject *source, GAsyncResult *result)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) parts =
      _kh_organization_run_parts_finish (KH_ORGANIZATION (source), result, &error);

  if (parts == NULL) {
    g_task_return_error (task, error);
    return NULL;
  }
  return check_parts (task, parts) ? g_steal_pointer (&parts) : NULL;
}

static void
on_keys_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GPtrArray) parts = take_parts (task, source, result);
  g_autoptr (GPtrArray) keys = NULL;

  if (parts == NULL)
    return;
  keys = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  for (guint i = 0; i < parts->len; i++) {
    KhPart *part = parts->pdata[i];

    if (part->value != NULL)
      g_ptr_array_add (keys, kh_json_ref (part->value));
  }
  return_array (task, g_steal_pointer (&keys));
}

/* The lists of the vaults are there: every key is read whole. */
static void
on_key_lists_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GPtrArray) lists = take_parts (task, source, result);
  GPtrArray *parts;

  if (lists == NULL)
    return;
  parts = _kh_parts_new ();
  for (guint i = 0; i < lists->len; i++) {
    GPtrArray *keys = ((KhPart *)lists->pdata[i])->value;

    for (guint j = 0; keys != NULL && j < keys->len; j++) {
      KhJson *key = keys->pdata[j];

      _kh_parts_add_object (parts, kh_key_api_get (kh_json_string (key, "vault"),
                                                   kh_json_string (key, "name"), NULL));
    }
  }
  _kh_organization_run_parts_async (KH_ORGANIZATION (source), parts, g_task_get_cancellable (task),
                                    on_keys_cb, g_object_ref (task));
}

/* Takes @parts, one list a vault. */
static void
read_lists (GTask *task, GPtrArray *parts)
{
  _kh_organization_run_parts_async (g_task_get_source_object (task), parts,
                                    g_task_get_cancellable (task), on_key_lists_cb,
                                    g_object_ref (task));
}

static void
on_vaults_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) vaults =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  GPtrArray *parts;

  if (vaults == NULL) {
    g_task_return_error (task, error);
    return;
  }
  parts = _kh_parts_new ();
  for (guint i = 0; i < vaults->len; i++)
    _kh_parts_add_list (parts, kh_key_api_list (kh_json_string (vaults->pdata[i], "name"), FALSE));
  read_lists (task, parts);
}

void
_kh_organization_load_keys_async (KhOrganization *self, const char *vault,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *parts;

  g_task_set_source_tag (task, _kh_organization_load_keys_async);
  if (vault == NULL) {
    kh_organization_call_async (self, kh_vault_api_list (kh_organization_get_place (self)),
                                cancellable, on_vaults_cb, g_object_ref (task));
    return;
  }
  parts = _kh_parts_new ();
  _kh_parts_add_list (parts, kh_key_api_list (vault, FALSE));
  read_lists (task, parts);
}

GPtrArray *
_kh_organization_load_keys_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
