/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading lists and single objects again, each once however often it is asked for. */
#include "kh-organization-private.h"

#include <string.h>

#include "kh-environment-api.h"
#include "kh-finding-api.h"
#include "kh-role-check.h"

/* --- Lists ----------------------------------------------------------------------------------- */

static void
tell_details (KhOrganization *self, KhItemKind kind)
{
  GListModel *list = G_LIST_MODEL (self->lists[kind]);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));
  for (guint i = 0; i < items->len; i++)
    if (kh_item_has_details (items->pdata[i]))
      _kh_organization_emit_changed (self, kind, kh_item_get_id (items->pdata[i]));
}

/* Objects that were read while the list was may be older in the list. */
static void
read_touched (KhOrganization *self, KhItemKind kind)
{
  g_autoptr (GHashTable) touched = g_steal_pointer (&self->refreshes[kind].touched);
  GHashTableIter iter;
  gpointer id;

  if (touched == NULL)
    return;
  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    _kh_organization_refresh_one (self, kind, id);
}

static void
end_list (KhOrganization *self, KhItemKind kind, GPtrArray *snapshots, const GError *error)
{
  KhRefresh *refresh = &self->refreshes[kind];
  gboolean again = refresh->again;
  gboolean tell = refresh->tell && !again && snapshots != NULL;

  refresh->running = refresh->again = FALSE;
  if (snapshots != NULL)
    kh_item_list_take_all (self->lists[kind], snapshots);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_item_list_fail (self->lists[kind], error);
  read_touched (self, kind);
  if (again)
    kh_organization_refresh (self, kind);
  if (!tell)
    return;
  refresh->tell = FALSE;
  tell_details (self, kind);
}

static void
on_list_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) snapshots = kh_organization_call_finish (self, result, &error);

  end_list (self, (KhItemKind)GPOINTER_TO_INT (data), snapshots, error);
}

/* Vaults, and those that are deleted and can be recovered: one list. */
static void
on_vaults_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = _kh_organization_run_parts_finish (self, result, &error);
  g_autoptr (GPtrArray) snapshots = NULL;

  for (guint i = 0; parts != NULL && i < parts->len && error == NULL; i++)
    error = g_steal_pointer (&((KhPart *)parts->pdata[i])->error);
  if (error == NULL) {
    snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
    for (guint i = 0; i < parts->len; i++) {
      GPtrArray *some = ((KhPart *)parts->pdata[i])->value;

      for (guint k = 0; k < some->len; k++)
        g_ptr_array_add (snapshots, kh_json_ref (some->pdata[k]));
    }
  }
  end_list (self, KH_ITEM_VAULT, snapshots, error);
}

/* Findings come whole, with counts beside them. */
static void
on_findings_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) all = kh_organization_call_finish (self, result, &error);
  g_autoptr (GPtrArray) snapshots = NULL;

  if (all != NULL) {
    snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
    for (guint i = 0; i < kh_json_length (all, "value"); i++)
      g_ptr_array_add (snapshots, kh_json_ref (kh_json_element (all, "value", i)));
    self->checks = (KhChecks){ kh_json_int (all, "passed", 0), kh_json_int (all, "total", 0),
                               kh_json_time (all, "checkedAt") };
    self->has_checks = TRUE;
  }
  end_list (self, KH_ITEM_FINDING, snapshots, error);
  if (snapshots != NULL)
    _kh_organization_emit_changed (self, KH_ITEM_FINDING, "");
}

gboolean
kh_organization_get_checks (KhOrganization *self, KhChecks *checks)
{
  *checks = self->checks;
  return self->has_checks;
}

static KhCall *
list_call (KhOrganization *self, KhItemKind kind)
{
  switch (kind) {
  case KH_ITEM_ENVIRONMENT:
    return kh_environment_api_list ();
  case KH_ITEM_POLICY:
    return kh_policy_api_list ();
  case KH_ITEM_VAULT:
    return kh_vault_api_list (&self->place);
  case KH_ITEM_OPERATION:
    return kh_environment_api_operations (NULL, FALSE);
  case KH_ITEM_FINDING:
    return kh_finding_api_list ();
  case KH_ITEM_KEY:
  default:
    return kh_key_api_list_lean (NULL);
  }
}

/* The tenant records each refusal: what the account may not read is not asked for. */
static gboolean
may_read (KhOrganization *self, KhItemKind kind, GError **error)
{
  return kh_role_check (
      self->roles, kind == KH_ITEM_ENVIRONMENT ? KH_VERB_READ_ENVIRONMENTS : KH_VERB_READ, error);
}

static void
list_vaults (KhOrganization *self)
{
  GPtrArray *parts = _kh_parts_new ();

  _kh_parts_add_list (parts, list_call (self, KH_ITEM_VAULT));
  _kh_parts_add_list (parts, kh_vault_api_deleted (&self->place));
  _kh_organization_run_parts_async (self, parts, NULL, on_vaults_cb, NULL);
}

void
kh_organization_refresh (KhOrganization *self, KhItemKind kind)
{
  KhRefresh *refresh = &self->refreshes[kind];
  g_autoptr (GError) error = NULL;

  if (self->closed || self->tenant == NULL)
    return;
  if (!may_read (self, kind, &error)) {
    kh_item_list_fail (self->lists[kind], error);
    return;
  }
  if (kind == KH_ITEM_KEY)
    _kh_organization_refresh_deleted_keys (self);
  refresh->again = refresh->running;
  if (refresh->running)
    return;
  refresh->running = TRUE;
  if (kind == KH_ITEM_VAULT)
    list_vaults (self);
  else
    kh_organization_call_async (self, list_call (self, kind), NULL,
                                kind == KH_ITEM_FINDING ? on_findings_cb : on_list_cb,
                                GINT_TO_POINTER (kind));
}

void
_kh_organization_refresh_all (KhOrganization *self)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++) {
    self->refreshes[i].tell = TRUE;
    kh_organization_refresh (self, (KhItemKind)i);
  }
  kh_organization_refresh_requests (self);
}

/* --- What depends on an object --------------------------------------------------------------- */

static void
refresh_named (KhOrganization *self, KhItemKind kind, KhJson *from, const char *path)
{
  const char *id = kh_json_string (from, path);

  if (id != NULL)
    _kh_organization_refresh_one (self, kind, id);
}

static gboolean
any_differs (KhJson *before, KhJson *after, const char *const *paths)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (g_strcmp0 (kh_json_string (before, paths[i]), kh_json_string (after, paths[i])) != 0)
      return TRUE;
  return FALSE;
}

/* Policies tell of their environments, and keys of where they are used. */
static void
follow_environment (KhOrganization *self, KhJson *before, KhJson *after)
{
  static const char *const paths[] = { "name",   "encryptionStatus", "state", "policy.id",
                                       "key.id", "key.version",      NULL };

  if (!any_differs (before, after, paths))
    return;
  refresh_named (self, KH_ITEM_POLICY, before, "policy.id");
  refresh_named (self, KH_ITEM_POLICY, after, "policy.id");
  refresh_named (self, KH_ITEM_KEY, before, "key.id");
  refresh_named (self, KH_ITEM_KEY, after, "key.id");
}

/* @before, @after: (nullable): it is new, or gone. Nothing that follows here is followed again. */
static void
follow (KhOrganization *self, KhItemKind kind, KhJson *before, KhJson *after)
{
  static const char *const state[] = { "state", NULL };

  if (kind == KH_ITEM_ENVIRONMENT) {
    follow_environment (self, before, after);
  } else if (kind == KH_ITEM_OPERATION && any_differs (before, after, state)) {
    refresh_named (self, KH_ITEM_ENVIRONMENT, after, "environmentId");
  } else if (kind == KH_ITEM_VAULT) {
    /* What a vault permits is a matter of the policies. */
    kh_organization_refresh (self, KH_ITEM_POLICY);
    if (any_differs (before, after, state))
      kh_organization_refresh (self, KH_ITEM_KEY);
  }
}

/* --- One object ------------------------------------------------------------------------------ */

typedef struct {
  KhItemKind kind;
  char *id;
  gboolean deleted; /* it was looked for among the deleted ones first */
  gboolean other;   /* it was not where it was looked for first */
} One;

static void
one_free (One *one)
{
  g_free (one->id);
  g_free (one);
}

static char *
object_key (KhItemKind kind, const char *id)
{
  return g_strdup_printf ("%d:%s", (int)kind, id);
}

static KhCall *
vault_call (KhOrganization *self, const char *id, gboolean deleted)
{
  KhItem *item = kh_item_list_find (self->lists[KH_ITEM_VAULT], id);
  const char *region = item != NULL ? kh_item_string (item, "region") : NULL;

  if (!deleted)
    return kh_vault_api_get (&self->place, id);
  return region != NULL ? kh_vault_api_get_deleted (&self->place, region, id) : NULL;
}

gboolean
_kh_organization_is_deleted (KhOrganization *self, KhItemKind kind, const char *id)
{
  KhItem *item = kind == KH_ITEM_VAULT ? kh_item_list_find (self->lists[kind], id) : NULL;

  return item != NULL && kh_item_is (item, "state", "Deleted");
}

KhCall *
_kh_organization_other_call (KhOrganization *self, KhItemKind kind, const char *id,
                             gboolean deleted)
{
  return kind == KH_ITEM_VAULT ? vault_call (self, id, !deleted) : NULL;
}

/* (nullable): an id that names nothing. */
KhCall *
_kh_organization_object_call (KhOrganization *self, KhItemKind kind, const char *id)
{
  const char *slash = strchr (id, '/');
  g_autofree char *vault = NULL;

  switch (kind) {
  case KH_ITEM_ENVIRONMENT:
    return kh_environment_api_get (id);
  case KH_ITEM_POLICY:
    return kh_policy_api_get (id);
  case KH_ITEM_VAULT:
    return vault_call (self, id, _kh_organization_is_deleted (self, kind, id));
  case KH_ITEM_OPERATION:
    return kh_environment_api_operation (id);
  case KH_ITEM_FINDING:
    return kh_finding_api_get (id);
  case KH_ITEM_KEY:
  default:
    vault = slash != NULL ? g_strndup (id, (gsize)(slash - id)) : NULL;
    return vault != NULL ? kh_key_api_get (vault, slash + 1, NULL) : NULL;
  }
}

gboolean
_kh_organization_is_gone (KhItemKind kind, KhJson *snapshot, const GError *error)
{
  if (snapshot == NULL)
    return kh_error_is (error, KH_ERROR_NOT_FOUND);
  return kind == KH_ITEM_ENVIRONMENT && g_strcmp0 (kh_json_string (snapshot, "state"), "Gone") == 0;
}

void
_kh_organization_take_one (KhOrganization *self, KhItemKind kind, const char *id, KhJson *snapshot)
{
  KhRefresh *list = &self->refreshes[kind];
  KhItem *item = kh_item_list_find (self->lists[kind], id);
  g_autoptr (KhJson) before = item != NULL ? kh_json_ref (kh_item_get_snapshot (item)) : NULL;

  if (list->running && list->touched == NULL)
    list->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (list->running)
    g_hash_table_add (list->touched, g_strdup (id));
  if (snapshot != NULL)
    kh_item_list_take_one (self->lists[kind], snapshot);
  else
    kh_item_list_remove (self->lists[kind], id);
  follow (self, kind, before, snapshot);
}

static void
on_one_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  One *one = data;
  g_autofree char *key = object_key (one->kind, one->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) snapshot = kh_organization_call_finish (self, result, &error);
  KhRefresh *refresh = g_hash_table_lookup (self->objects, key);
  gboolean again = refresh != NULL && refresh->again;
  gboolean gone = _kh_organization_is_gone (one->kind, snapshot, error);
  KhCall *other = NULL;

  if (gone && !one->other && !again && !self->closed)
    other = _kh_organization_other_call (self, one->kind, one->id, one->deleted);
  if (other != NULL) {
    one->other = TRUE;
    kh_organization_call_async (self, other, NULL, on_one_cb, one);
    return;
  }
  g_hash_table_remove (self->objects, key);
  /* What is not in its place was not looked for in the other one when it is read again: without it
   * in the list nobody would know where that is. */
  if ((gone && !again) || (!gone && snapshot != NULL))
    _kh_organization_take_one (self, one->kind, one->id, gone ? NULL : snapshot);
  if (again)
    _kh_organization_refresh_one (self, one->kind, one->id);
  else if (gone || snapshot != NULL)
    _kh_organization_emit_changed (self, one->kind, one->id);
  one_free (one);
}

void
_kh_organization_refresh_one (KhOrganization *self, KhItemKind kind, const char *id)
{
  g_autofree char *key = object_key (kind, id);
  KhRefresh *refresh = g_hash_table_lookup (self->objects, key);
  KhCall *call;
  One *one;

  if (self->closed || self->tenant == NULL || !may_read (self, kind, NULL))
    return;
  if (refresh != NULL) {
    refresh->again = TRUE;
    return;
  }
  call = _kh_organization_object_call (self, kind, id);
  if (call == NULL)
    return;
  g_hash_table_insert (self->objects, g_steal_pointer (&key), g_new0 (KhRefresh, 1));
  one = g_new0 (One, 1);
  one->kind = kind;
  one->id = g_strdup (id);
  one->deleted = _kh_organization_is_deleted (self, kind, id);
  kh_organization_call_async (self, call, NULL, on_one_cb, one);
}
