/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys in the lean shape: one whole, and lists of keys and versions by the thousand. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-backup-uses.h"
#include "kh-limits.h"
#include "kh-routes.h"
#include "kh-view.h"

#define K KH_KEYHOLD_PREFIX

static void
add_hold_ends (KhView *view, const KhKey *key, KhWireKey *wire)
{
  g_autoptr (GPtrArray) ends = kh_hold_ends (view->estate, key->vault, key->name, view->now);
  for (guint i = 0; i < ends->len; i++) {
    const KhHold *hold = ends->pdata[i];
    KhWireHold *end = kh_wire_hold_new ();
    end->version = g_strdup (hold->version);
    end->end = hold->end;
    g_ptr_array_add (wire->hold_ends, end);
  }
}

/* Arguments: vault, key and, in paths that have it, the version. (transfer full) (nullable) */
static KhWireKey *
find_key (KhRequest *request, KhView *view, gboolean versioned, GError **error)
{
  const char *version = versioned ? kh_request_arg (request, 2) : NULL;
  const KhKey *key = kh_view_find_key (view, kh_request_arg (request, 0),
                                       kh_request_arg (request, 1), FALSE, error);
  const KhKeyVersion *found = key == NULL ? NULL : kh_view_find_version (view, key, version, error);
  if (found == NULL)
    return NULL;
  KhWireKey *wire = kh_view_key (view, key, found, TRUE);
  /* Those of all versions are told by the key. */
  if (version == NULL)
    add_hold_ends (view, key, wire);
  return wire;
}

static gboolean
is_versioned (KhRequest *request)
{
  return g_strv_length (request->args) > 2;
}

static gboolean
get_key (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (KhWireKey) key = find_key (request, view, is_versioned (request), error);
  return key != NULL && kh_response_take (response, 200, kh_wire_key_print (key));
}

/* Of a key without version: what holds any of its versions, deleted keys included. */
static gboolean
list_holds (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const char *version = is_versioned (request) ? kh_request_arg (request, 2) : NULL;
  g_autoptr (GPtrArray) holds = kh_holds (view->estate, kh_request_arg (request, 0),
                                          kh_request_arg (request, 1), version, view->now);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_hold_shape);
  for (guint i = 0; i < holds->len; i++)
    kh_list_take (list, kh_wire_hold_from (holds->pdata[i], view->estate));
  return kh_response_take (response, 200, kh_list_print (&kh_wire_hold_shape, list));
}

/* Files that cannot be restored without it: a row for each version that a file needs. */
static void
add_backups (KhList *list, KhView *view, KhRequest *request)
{
  const char *version = is_versioned (request) ? kh_request_arg (request, 2) : NULL;
  g_autoptr (GPtrArray) uses = kh_backup_uses_of_key (view->estate, kh_request_arg (request, 0),
                                                      kh_request_arg (request, 1), version);
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUse *use = uses->pdata[i];
    const KhEnvironment *environment =
        kh_estate_get_environment (view->estate, use->environment_id);
    KhWireUsage *row = kh_wire_usage_new ();
    row->environment = g_strdup (environment != NULL ? environment->name : use->environment_id);
    row->environment_id = g_strdup (use->environment_id);
    row->version = g_strdup (use->version);
    row->backup = g_strdup (use->id);
    row->made_at = use->since;
    kh_list_take (list, row);
  }
}

static gboolean
list_uses (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (KhView) view = kh_view_new (request);
  const char *version = is_versioned (request) ? kh_request_arg (request, 2) : NULL;
  g_autoptr (GPtrArray) uses = kh_where_used (view->estate, kh_request_arg (request, 0),
                                              kh_request_arg (request, 1), version);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_usage_shape);
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUsage *usage = uses->pdata[i];
    KhWireUsage *row = kh_wire_usage_new ();
    row->environment = g_strdup (usage->environment->name);
    row->environment_id = g_strdup (usage->environment->id);
    row->store = g_strdup (kh_store_kind_to_string (usage->store));
    row->version = g_strdup (usage->version);
    kh_list_take (list, row);
  }
  add_backups (list, view, request);
  return kh_response_take (response, 200, kh_list_print (&kh_wire_usage_shape, list));
}

/* --- Lists -------------------------------------------------------------------------------- */

/* VAULT/NAME, the order of the estate. */
static char *
mark_of (const KhKey *key)
{
  return g_strconcat (key->vault, "/", key->name, NULL);
}

/* (transfer container) (nullable): of one vault, or of all that can be read: one that cannot does
 * not take the others with it, and says so itself (the fault of vaults). @deleted: those that can
 * be recovered instead. */
static GPtrArray *
collect_keys (KhView *view, const char *name, gboolean deleted, GError **error)
{
  const KhVault *vault = name == NULL ? NULL : kh_view_find_vault (view, name, error);
  if (name != NULL && (vault == NULL || !kh_vault_check_readable (vault, error)))
    return NULL;
  GPtrArray *found = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_vaults (view->estate); i++) {
    const KhVault *holder = kh_estate_vault_at (view->estate, i);
    if (holder->state != KH_VAULT_STATE_ACTIVE || holder->fault != NULL
        || (vault != NULL && holder != vault))
      continue;
    g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (view->estate, holder->name);
    for (guint k = 0; k < keys->len; k++)
      if (kh_key_is_deleted (keys->pdata[k]) == deleted
          && kh_key_get_current (keys->pdata[k]) != NULL)
        g_ptr_array_add (found, keys->pdata[k]);
  }
  return found;
}

/* (transfer full): the marks of keys of which versions were left lately: few of thousands, and only
 * for those the environments are looked through. No hold lasts longer. */
static GHashTable *
collect_left (KhView *view)
{
  GHashTable *left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < kh_estate_n_key_uses (view->estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (view->estate, i);
    if (use->until == KH_TIME_NONE || view->now >= use->until + KH_REMOVAL_HOLD)
      continue;
    g_autofree char *mark = g_strconcat (use->vault, "/", use->key, NULL);
    g_hash_table_add (left, g_ascii_strdown (mark, -1));
  }
  return left;
}

static KhWireKey *
view_row (KhView *view, const KhKey *key, const char *mark, GHashTable *left)
{
  KhWireKey *row = kh_view_key (view, key, kh_key_get_current (key), FALSE);
  g_autofree char *lower = g_ascii_strdown (mark, -1);
  if (key->rotation_policy != NULL)
    row->rotation = kh_wire_rotation_from (key);
  if (g_hash_table_contains (left, lower))
    add_hold_ends (view, key, row);
  return row;
}

static gboolean
list_keys (KhRequest *request, KhResponse *response, GError **error)
{
  const char *after = NULL;
  guint limit = 0;
  if (!kh_request_page (request, &after, &limit, error))
    return FALSE;
  g_autoptr (KhView) view = kh_view_new (request);
  g_autoptr (GPtrArray) keys = collect_keys (view, kh_request_query (request, "vault"),
                                             kh_request_query_bool (request, "deleted"), error);
  g_autoptr (KhList) list = kh_list_new (&kh_wire_key_shape);
  g_autoptr (GHashTable) left = collect_left (view);
  g_autofree char *last = NULL;
  for (guint i = 0; keys != NULL && i < keys->len; i++) {
    const KhKey *key = keys->pdata[i];
    g_autofree char *mark = mark_of (key);
    if (after != NULL && g_ascii_strcasecmp (mark, after) <= 0)
      continue;
    if (list->value->len == limit) {
      list->next_link = kh_request_next_link (request, "after", last);
      break;
    }
    kh_list_take (list, view_row (view, key, mark, left));
    g_free (last);
    last = g_steal_pointer (&mark);
  }
  return keys != NULL && kh_response_take (response, 200, kh_list_print (&kh_key_lean_shape, list));
}

/* What a version is used by, counted once for all versions of a key. */
typedef struct {
  gint64 stores, environments;
  const KhEnvironment *last;
  gboolean held;
} Tally;

static Tally *
tally_of (GHashTable *tallies, const char *version)
{
  Tally *tally = g_hash_table_lookup (tallies, version);
  if (tally == NULL) {
    tally = g_new0 (Tally, 1);
    g_hash_table_insert (tallies, g_strdup (version), tally);
  }
  return tally;
}

/* (transfer full): version to Tally. Uses come environment by environment. */
static GHashTable *
count_uses (KhView *view, const KhKey *key)
{
  GHashTable *tallies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) uses = kh_where_used (view->estate, key->vault, key->name, NULL);
  g_autoptr (GPtrArray) holds = kh_holds (view->estate, key->vault, key->name, NULL, view->now);
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUsage *usage = uses->pdata[i];
    Tally *tally = tally_of (tallies, usage->version);
    tally->stores++;
    tally->environments += usage->environment != tally->last;
    tally->last = usage->environment;
  }
  for (guint i = 0; i < holds->len; i++)
    tally_of (tallies, ((const KhHold *)holds->pdata[i])->version)->held = TRUE;
  return tallies;
}

static KhWireKey *
view_version (KhView *view, const KhKey *key, const KhKeyVersion *version, GHashTable *tallies)
{
  KhWireKey *wire = kh_view_key (view, key, version, FALSE);
  const Tally *tally = g_hash_table_lookup (tallies, version->version);
  wire->safe_to_disable = tally == NULL || !tally->held;
  wire->stores = tally == NULL ? 0 : tally->stores;
  wire->environments = tally == NULL ? 0 : tally->environments;
  return wire;
}

/* The newest first. They have no order but that of their making: the mark is the version itself. */
static gboolean
list_versions (KhRequest *request, KhResponse *response, GError **error)
{
  const char *after = NULL;
  guint limit = 0;
  g_autoptr (KhView) view = kh_view_new (request);
  const KhKey *key = kh_view_find_key (view, kh_request_arg (request, 0),
                                       kh_request_arg (request, 1), FALSE, error);
  if (key == NULL || !kh_request_page (request, &after, &limit, error))
    return FALSE;
  g_autoptr (KhList) list = kh_list_new (&kh_wire_key_shape);
  g_autoptr (GHashTable) tallies = count_uses (view, key);
  gboolean reached = after == NULL;
  for (guint i = key->versions->len; i-- > 0;) {
    const KhKeyVersion *version = key->versions->pdata[i];
    if (!reached) {
      reached = strcmp (version->version, after) == 0;
      continue;
    }
    if (list->value->len == limit) {
      const KhWireKey *last = list->value->pdata[limit - 1];
      list->next_link = kh_request_next_link (request, "after", last->version);
      break;
    }
    kh_list_take (list, view_version (view, key, version, tallies));
  }
  return kh_response_take (response, 200, kh_list_print (&kh_key_version_shape, list));
}

#define ROW(path, handler)                                                                         \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, "GET", K path, handler, KH_RUN_QUICK, KH_VERB_READ, KH_BODY_NONE           \
  }
#define KEY "/keys/{vault}/{key}"
#define VERSION "/keys/{vault}/{key}/{version}"

/* clang-format off */
const KhRoute kh_lean_key_routes[] = {
  ROW ("/keys", list_keys),
  ROW (KEY "/versions", list_versions),
  ROW (KEY "/holds", list_holds),
  ROW (KEY "/where-used", list_uses),
  ROW (VERSION "/holds", list_holds),
  ROW (VERSION "/where-used", list_uses),
  ROW (KEY, get_key),
  ROW (VERSION, get_key),
  { 0 },
};
/* clang-format on */
