/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations on the wire: lean and as lifecycle operations of the admin API. */
#include "kh-wire-operation.h"

#include <string.h>

#include "kh-wire-environment.h"

#define O(member) G_STRUCT_OFFSET (KhWireStage, member)
static const KhField stage_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "state", KH_FIELD_TEXT, 0, O (state) },
  { "startedAt", KH_FIELD_TIME, 0, O (started_at) },
  { "endedAt", KH_FIELD_TIME, 0, O (ended_at) },
};
KH_DEFINE_SHAPE (KhWireStage, wire_stage, stage_fields)
static const KhField bap_stage_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_ECHO, O (id) },
  { "state.id", KH_FIELD_TEXT, 0, O (state) },
  { "firstActionDateTime", KH_FIELD_TIME, KH_FIELD_OMIT, O (started_at) },
  { "lastActionDateTime", KH_FIELD_TIME, KH_FIELD_OMIT, O (ended_at) },
};
#undef O
static KH_DEFINE_OTHER_SHAPE (KhWireStage, bap_stage, bap_stage_fields)

#define O(member) G_STRUCT_OFFSET (KhWireOperationStore, member)
    static const KhField store_fields[] = {
      { "store", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (store) },
      { "state", KH_FIELD_TEXT, 0, O (state) },
      { "items", KH_FIELD_INT, 0, O (items) },
      { "itemsDone", KH_FIELD_INT, 0, O (items_done) },
      { "bytes", KH_FIELD_INT, 0, O (bytes) },
      { "bytesDone", KH_FIELD_INT, 0, O (bytes_done) },
    };
#undef O
KH_DEFINE_SHAPE (KhWireOperationStore, wire_operation_store, store_fields)

#define O(member) G_STRUCT_OFFSET (KhWireOperation, member)
static const KhField operation_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "type", KH_FIELD_TEXT, 0, O (type) },
  { "verb", KH_FIELD_TEXT, KH_FIELD_OMIT, O (verb) },
  { "environment", KH_FIELD_TEXT, 0, O (environment) },
  { "environmentId", KH_FIELD_TEXT, 0, O (environment_id) },
  { "policyId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy_id) },
  { "state", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (state) },
  { "stages", KH_FIELD_LIST, 0, O (stages), &kh_wire_stage_shape },
  { "progress.items", KH_FIELD_INT, 0, O (items) },
  { "progress.itemsDone", KH_FIELD_INT, 0, O (items_done) },
  { "progress.bytes", KH_FIELD_INT, 0, O (bytes) },
  { "progress.bytesDone", KH_FIELD_INT, 0, O (bytes_done) },
  { "requestedBy", KH_FIELD_TEXT, 0, O (requested_by) },
  { "requestedById", KH_FIELD_TEXT, KH_FIELD_OMIT, O (requested_by_id) },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
  { "endedAt", KH_FIELD_TIME, 0, O (ended_at) },
  { "error", KH_FIELD_TEXT, 0, O (error) },
  { "resumed", KH_FIELD_BOOL, 0, O (resumed) },
  { "stores", KH_FIELD_LIST, 0, O (stores), &kh_wire_operation_store_shape },
};
KH_DEFINE_SHAPE (KhWireOperation, wire_operation, operation_fields)

static const KhField lifecycle_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "type.id", KH_FIELD_TEXT, 0, O (type) },
  { "typeDisplayName", KH_FIELD_TEXT, KH_FIELD_ECHO, O (type) },
  { "state.id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (state) },
  { "createdDateTime", KH_FIELD_TIME, KH_FIELD_OMIT, O (created_at) },
  { "lastActionDateTime", KH_FIELD_TIME, KH_FIELD_OMIT, O (ended_at) },
  { "requestedBy.id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (requested_by_id) },
  { "requestedBy.displayName", KH_FIELD_TEXT, KH_FIELD_OMIT, O (requested_by) },
  { "stages", KH_FIELD_LIST, 0, O (stages), &kh_bap_stage_shape },
  { "error.message", KH_FIELD_TEXT, KH_FIELD_OMIT, O (error) },
  { "keyhold.state", KH_FIELD_TEXT, KH_FIELD_ECHO, O (state) },
  { "keyhold.verb", KH_FIELD_TEXT, KH_FIELD_OMIT, O (verb) },
  { "keyhold.environment", KH_FIELD_TEXT, KH_FIELD_OMIT, O (environment) },
  { "keyhold.policyId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy_id) },
  { "keyhold.resumed", KH_FIELD_BOOL, 0, O (resumed) },
  { "keyhold.progress.items", KH_FIELD_INT, 0, O (items) },
  { "keyhold.progress.itemsDone", KH_FIELD_INT, 0, O (items_done) },
  { "keyhold.progress.bytes", KH_FIELD_INT, 0, O (bytes) },
  { "keyhold.progress.bytesDone", KH_FIELD_INT, 0, O (bytes_done) },
  { "keyhold.stores", KH_FIELD_LIST, 0, O (stores), &kh_wire_operation_store_shape },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWireOperation, lifecycle_operation, lifecycle_fields)

KhWireOperation *
kh_lifecycle_operation_read (KhJson *json, GError **error)
{
  KhWireOperation *self = kh_shape_read (&kh_lifecycle_operation_shape, json, error);
  if (self == NULL)
    return NULL;
  const char *path = kh_json_string (json, "links.environment.path");
  const char *slash = path == NULL ? NULL : strrchr (path, '/');
  if (slash != NULL)
    self->environment_id = g_strdup (slash + 1);
  /* lastActionDateTime is the end only of what has ended. */
  if (!kh_wire_operation_is_final (self))
    self->ended_at = KH_TIME_NONE;
  return self;
}

void
kh_lifecycle_operation_write (KhJsonOut *out, const char *name, const KhWireOperation *self)
{
  g_autofree char *own = g_strdup_printf (KH_BAP_PREFIX "/lifecycleOperations/%s", self->id);
  g_autofree char *environment =
      self->environment_id == NULL
          ? NULL
          : g_strdup_printf (KH_BAP_PREFIX "/environments/%s", self->environment_id);
  /* The links are built here, the rest by the table: one object from two writers. */
  g_autoptr (GBytes) rest = kh_shape_print (&kh_lifecycle_operation_shape, self);
  g_autofree char *text = g_strndup (g_bytes_get_data (rest, NULL), g_bytes_get_size (rest));
  g_autoptr (KhJsonOut) links = kh_json_out_new ();
  kh_json_out_begin (links, NULL);
  kh_json_out_begin (links, "self");
  kh_json_out_string (links, "path", own);
  kh_json_out_end (links);
  if (environment != NULL) {
    kh_json_out_begin (links, "environment");
    kh_json_out_string (links, "path", environment);
    kh_json_out_end (links);
  }
  kh_json_out_end (links);
  g_autofree char *links_text = kh_json_out_finish_text (g_steal_pointer (&links));
  g_autofree char *whole = g_strdup_printf ("{\"links\":%s,%s", links_text, text + 1);
  kh_json_out_raw (out, name, whole);
}

gboolean
kh_wire_operation_is_final (const KhWireOperation *self)
{
  KhOperationState state = KH_OPERATION_STATE_RUNNING;
  return kh_operation_state_from_string (self->state, &state)
         && kh_operation_state_is_final (state);
}
