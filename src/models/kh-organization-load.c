/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one object whole: itself first, then the details that its page shows. */
#include "kh-organization-private.h"

#include "kh-data-api.h"
#include "kh-environment-api.h"
#include "kh-rules-api.h"
#include "kh-secret-api.h"
#include "kh-tenant-api.h"

#define DETAILS_MAX 7

typedef struct {
  KhItem *item;
  KhJson *whole;                  /* (nullable) until it is read */
  gboolean deleted;               /* it was looked for among the deleted ones first */
  gboolean other;                 /* it was not where it was looked for first */
  const char *names[DETAILS_MAX]; /* of the parts that are read, in their order */
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->item);
  g_clear_pointer (&load->whole, kh_json_unref);
  g_free (load);
}

/* --- The end --------------------------------------------------------------------------------- */

static void
write_list (KhJsonOut *out, const char *name, GPtrArray *list)
{
  kh_json_out_begin_array (out, name);
  for (guint i = 0; i < list->len; i++)
    kh_json_out_json (out, NULL, list->pdata[i]);
  kh_json_out_end_array (out);
}

/* Takes @out, an object without its end. */
static void
finish (GTask *task, KhJsonOut *out)
{
  Load *load = g_task_get_task_data (task);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (KhJson) details = NULL;

  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  details = kh_json_parse (text, NULL);
  kh_item_set_details (load->item, load->whole, details);
  _kh_organization_take_one (g_task_get_source_object (task), kh_item_get_kind (load->item),
                             kh_item_get_id (load->item), load->whole);
  g_task_return_boolean (task, TRUE);
}

/* Details that the account may not read are left out; any other failure is that of the load. */
static gboolean
is_left_out (const GError *error)
{
  return kh_error_is (error, KH_ERROR_PERMISSION);
}

static void
fail (GTask *task, GError *error)
{
  Load *load = g_task_get_task_data (task);
  KhItemKind kind = kh_item_get_kind (load->item);

  if (_kh_organization_is_gone (kind, NULL, error)) {
    KhOrganization *self = g_task_get_source_object (task);
    const char *id = kh_item_get_id (load->item);

    /* It was there a moment ago: only a part of it is not. A vault may have been deleted between.
     */
    if (load->whole != NULL) {
      _kh_organization_refresh_one (self, kind, id);
    } else {
      _kh_organization_take_one (self, kind, id, NULL);
      kh_item_set_gone (load->item);
    }
  }
  g_task_return_error (task, error);
}

/* --- Details --------------------------------------------------------------------------------- */

static void
on_details_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) parts =
      _kh_organization_run_parts_finish (KH_ORGANIZATION (source), result, &error);
  g_autoptr (KhJsonOut) out = kh_json_out_new ();

  kh_json_out_begin (out, NULL);
  for (guint i = 0; parts != NULL && error == NULL && i < parts->len; i++) {
    KhPart *part = parts->pdata[i];

    if (part->error != NULL && !is_left_out (part->error))
      error = g_steal_pointer (&part->error);
    else if (part->value != NULL && part->destroy == (GDestroyNotify)kh_json_unref)
      kh_json_out_json (out, load->names[i], part->value);
    else if (part->value != NULL)
      write_list (out, load->names[i], part->value);
  }
  if (error != NULL)
    fail (task, error);
  else
    finish (task, g_steal_pointer (&out));
}

static void
name_last (Load *load, GPtrArray *parts, const char *name)
{
  load->names[parts->len - 1] = name;
}

static void
add_environment (Load *load, GPtrArray *parts)
{
  const char *id = kh_item_get_id (load->item);

  _kh_parts_add_list (parts, kh_data_api_stores (id));
  name_last (load, parts, "stores");
  _kh_parts_add_list (parts, kh_environment_api_operations (id, FALSE));
  name_last (load, parts, "operations");
  if (kh_json_time (load->whole, "lockedAt") == KH_TIME_NONE)
    return;
  _kh_parts_add_object (parts, kh_rules_api_diagnosis (id, NULL));
  name_last (load, parts, "diagnosis");
}

static void
add_policy (KhOrganization *self, Load *load, GPtrArray *parts)
{
  const char *vault = kh_json_string (load->whole, "key.vault");
  const char *principal = kh_json_string (load->whole, "principalId");

  if (vault == NULL || principal == NULL)
    return;
  _kh_parts_add_list (parts,
                      kh_assignment_api_list (kh_organization_get_place (self), vault, principal));
  name_last (load, parts, "grants");
}

/* Who has access, in both permission models, and who the people among them are. */
static void
add_access (KhOrganization *self, Load *load, GPtrArray *parts)
{
  const KhArmPlace *place = kh_organization_get_place (self);
  const char *vault = kh_item_get_id (load->item);

  _kh_parts_add_list (parts, kh_assignment_api_list (place, vault, NULL));
  name_last (load, parts, "assignments");
  _kh_parts_add_list (parts, kh_vault_api_access_policies (place, vault));
  name_last (load, parts, "accessPolicies");
  _kh_parts_add_list (parts, kh_tenant_api_accounts ());
  name_last (load, parts, "accounts");
}

/* Rows of the keys of a vault, its secrets without values, and what was deleted in it. */
static void
add_vault (KhOrganization *self, Load *load, GPtrArray *parts)
{
  const char *vault = kh_item_get_id (load->item);

  _kh_parts_add_list (parts, kh_key_api_list_lean (vault));
  name_last (load, parts, "keys");
  _kh_parts_add_list (parts, kh_secret_api_list (vault, FALSE));
  name_last (load, parts, "secrets");
  _kh_parts_add_list (parts, kh_key_api_list (vault, TRUE));
  name_last (load, parts, "deletedKeys");
  _kh_parts_add_list (parts, kh_secret_api_list (vault, TRUE));
  name_last (load, parts, "deletedSecrets");
  add_access (self, load, parts);
}

static void
add_key (Load *load, GPtrArray *parts)
{
  _kh_parts_add_list (parts, kh_key_api_versions_lean (kh_json_string (load->whole, "vault"),
                                                       kh_json_string (load->whole, "name")));
  name_last (load, parts, "versions");
}

static void
read_details (KhOrganization *self, GTask *task)
{
  Load *load = g_task_get_task_data (task);
  KhItemKind kind = kh_item_get_kind (load->item);
  GPtrArray *parts = _kh_parts_new ();

  if (kind == KH_ITEM_ENVIRONMENT)
    add_environment (load, parts);
  else if (kind == KH_ITEM_POLICY)
    add_policy (self, load, parts);
  else if (kind == KH_ITEM_VAULT
           && g_strcmp0 (kh_json_string (load->whole, "state"), "Deleted") != 0)
    add_vault (self, load, parts);
  else if (kind == KH_ITEM_KEY)
    add_key (load, parts);
  _kh_organization_run_parts_async (self, parts, g_task_get_cancellable (task), on_details_cb,
                                    g_object_ref (task));
}

/* --- The object itself ----------------------------------------------------------------------- */

static void on_whole_cb (GObject *source, GAsyncResult *result, gpointer data);

/* Takes @error when it returns TRUE. */
static gboolean
look_elsewhere (KhOrganization *self, GTask *task, GError *error)
{
  Load *load = g_task_get_task_data (task);
  KhItemKind kind = kh_item_get_kind (load->item);
  KhCall *call = NULL;

  if (!load->other && _kh_organization_is_gone (kind, NULL, error))
    call = _kh_organization_other_call (self, kind, kh_item_get_id (load->item), load->deleted);
  if (call == NULL)
    return FALSE;
  load->other = TRUE;
  g_error_free (error);
  kh_organization_call_async (self, call, g_task_get_cancellable (task), on_whole_cb,
                              g_object_ref (task));
  return TRUE;
}

static void
on_whole_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhOrganization *self = KH_ORGANIZATION (source);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->whole = kh_organization_call_finish (self, result, &error);
  if (load->whole == NULL) {
    if (!look_elsewhere (self, task, error))
      fail (task, error);
    return;
  }
  if (_kh_organization_is_gone (kh_item_get_kind (load->item), load->whole, NULL)) {
    g_clear_pointer (&load->whole, kh_json_unref);
    kh_set_error (&error, KH_ERROR_NOT_FOUND, "%s is not there any more",
                  kh_item_get_name (load->item));
    fail (task, error);
    return;
  }
  read_details (self, task);
}

void
kh_organization_load_item_async (KhOrganization *self, KhItem *item, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);
  KhCall *call =
      _kh_organization_object_call (self, kh_item_get_kind (item), kh_item_get_id (item));

  load->item = g_object_ref (item);
  load->deleted =
      _kh_organization_is_deleted (self, kh_item_get_kind (item), kh_item_get_id (item));
  g_task_set_source_tag (task, kh_organization_load_item_async);
  g_task_set_task_data (task, load, (GDestroyNotify)load_free);
  g_task_set_check_cancellable (task, FALSE);
  if (call == NULL)
    g_task_return_new_error (task, KH_ERROR, KH_ERROR_NOT_FOUND, "%s names nothing",
                             kh_item_get_id (item));
  else
    kh_organization_call_async (self, call, cancellable, on_whole_cb, g_object_ref (task));
}

gboolean
kh_organization_load_item_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
