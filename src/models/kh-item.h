/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One object of the organization as the pages bind to it: its id, its name and the newest snapshot
 * that was read.
 *
 * Main thread. An item lives as long as somebody shows it, also after the object is gone; "gone"
 * tells that. What is known comes with the list (lean); kh_organization_load_item() reads the
 * whole.
 *
 * A snapshot is the object as it was read last, and beside it the details of the last load, as
 * members that the object itself does not have. They stay while the object is read again, until the
 * next load. When the whole list is read again, what it does not tell is forgotten: nobody knows
 * any more whether it is so. Who shows it holds it until it is not shown any more, and asks again.
 * A member is missing when the account may not read it.
 *   environment: "stores" (list), "operations" (its history, newest first), "diagnosis" (while it
 *                is locked); allowedOperations and disallowedOperations also come with a load
 *   key:         "versions" (list of lean versions, newest first, with counts of what uses them);
 *                usedBy and holds of the newest one also come with a load
 *   policy:      "grants" (role assignments of its identity on the vault of its key)
 *   vault:       "keys" (list of lean keys), "secrets", "deletedKeys", "deletedSecrets",
 *                "assignments" (of roles, on the vault and its keys), "accessPolicies", "accounts"
 */
#pragma once

#include <gio/gio.h>

#include "kh-json.h"

G_BEGIN_DECLS

/* The kinds of objects that have a list; also the kinds of `/events`. */
typedef enum {
  KH_ITEM_ENVIRONMENT,
  KH_ITEM_POLICY,
  KH_ITEM_KEY,
  KH_ITEM_VAULT,
  KH_ITEM_OPERATION,
  KH_ITEM_FINDING, /* of the recommendations */
} KhItemKind;
#define KH_N_ITEM_KINDS 6

#define KH_TYPE_ITEM (kh_item_get_type ())
G_DECLARE_FINAL_TYPE (KhItem, kh_item, KH, ITEM, GObject)

/* Properties: "id", "name" (text), "snapshot" (notified with each change of it; not readable as a
 * value), "gone" (boolean).
 * @snapshot: (transfer none): an object with the keys of the command line's JSON. */
KhItem *kh_item_new (KhItemKind kind, const char *id, KhJson *snapshot);
KhItemKind kh_item_get_kind (KhItem *self);
/* (transfer none): environment, policy, operation: GUID; vault: name; key: VAULT/NAME; finding: as
 * the tenant calls it. */
const char *kh_item_get_id (KhItem *self);
/* (transfer none): what people call it. */
const char *kh_item_get_name (KhItem *self);
/* (transfer none): never NULL. */
KhJson *kh_item_get_snapshot (KhItem *self);
/* The object as it is now; the details stay. Notifies only when something differs. */
void kh_item_set_snapshot (KhItem *self, KhJson *snapshot);
/* The object as a list of all objects tells it: what it does not tell is forgotten unless somebody
 * holds it. */
void kh_item_set_listed (KhItem *self, KhJson *snapshot);
/* @owner, a GObject, shows what only a whole object has, until it is disposed. */
void kh_item_hold_for (KhItem *self, gpointer owner);
/* The object as it is now, with new details (transfer none): an object whose members are added. */
void kh_item_set_details (KhItem *self, KhJson *snapshot, KhJson *details);
/* TRUE once details were read. */
gboolean kh_item_has_details (KhItem *self);
/* TRUE of a key that was deleted and can be recovered. */
gboolean kh_item_is_deleted (KhItem *self);
gboolean kh_item_is_gone (KhItem *self);
void kh_item_set_gone (KhItem *self);
/* (nullable) (transfer none): a member of the snapshot, as kh_json_string(). */
const char *kh_item_string (KhItem *self, const char *path);
/* TRUE if the member at @path is the text @value. */
gboolean kh_item_is (KhItem *self, const char *path, const char *value);
/* The list that holds the item hears of changes before all others; NULL: no list does. */
void kh_item_set_list (KhItem *self, gpointer list);
/* Grows with each change of a snapshot of this kind. */
guint64 kh_item_count_changes (KhItemKind kind);
/* (transfer full): the id of an object of @kind from its snapshot. */
char *kh_item_make_id (KhItemKind kind, KhJson *snapshot);
/* "environment", …: the word of `/events`. */
const char *kh_item_kind_to_string (KhItemKind kind);
gboolean kh_item_kind_from_string (const char *text, KhItemKind *kind);

G_END_DECLS
