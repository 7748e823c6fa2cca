/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons in tenant.db, each under a MAC of everything it says.
 *
 * The pages of the database are authenticated, but whoever can write it as Keyhold does could turn
 * a rejected request into an approved one. The MAC's key comes from the seal and its message has
 * the revision, so neither a changed row nor parts of another one pass.
 */
#include "kh-tenant-store-tables.h"

#include "khc-hash.h"
#include "khc-labels.h"

static const KhField petition_fields[] = {
  KH_FIELD_WORD (KhPetition, kind, "kind", petition_kind),
  KH_FIELD_WORD (KhPetition, state, "state", petition_state),
  KH_FIELD (KhPetition, requested_by, "requested_by", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, requested_name, "requested_name", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, subject, "subject", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, reason, "reason", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhPetition, expires_at, "expires_at", KH_FIELD_TIME),
  KH_FIELD (KhPetition, decided_by, "decided_by", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, decided_at, "decided_at", KH_FIELD_TIME),
  KH_FIELD (KhPetition, action, "action", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, target_kind, "target_kind", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, target_id, "target_id", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, target, "target", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, change, "change", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, digest, "digest", KH_FIELD_TEXT),
  KH_FIELD (KhPetition, level, "level", KH_FIELD_UINT),
  KH_FIELD (KhPetition, mac, "mac", KH_FIELD_BYTES),
};
static const KhMap petition_map = {
  .table = "requests",
  .key = "id",
  .key_offset = G_STRUCT_OFFSET (KhPetition, id),
  .revision_offset = G_STRUCT_OFFSET (KhPetition, revision),
  .fields = petition_fields,
  .n_fields = G_N_ELEMENTS (petition_fields),
};

static const KhField environment_fields[] = {
  KH_FIELD (KhPetitionEnvironment, id, "id", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionEnvironment, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionEnvironment, used_at, "used_at", KH_FIELD_TIME),
};
static const KhField note_fields[] = {
  KH_FIELD (KhPetitionNote, at, "at", KH_FIELD_TIME),
  KH_FIELD_WORD (KhPetitionNote, event, "event", petition_event),
  KH_FIELD (KhPetitionNote, account_id, "account_id", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionNote, account, "account", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionNote, text, "text", KH_FIELD_TEXT),
};
static const KhField evidence_fields[] = {
  KH_FIELD (KhPetitionEvidence, kind, "kind", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionEvidence, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionEvidence, text, "text", KH_FIELD_TEXT),
  KH_FIELD (KhPetitionEvidence, sha256, "sha256", KH_FIELD_TEXT),
};

#define CHILD_MAP(name, table_, fields_)                                                           \
  static const KhMap name = {                                                                      \
    .table = table_, .parent = "request_id", .fields = fields_, .n_fields = G_N_ELEMENTS (fields_) \
  };
CHILD_MAP (environment_map, "request_environments", environment_fields)
CHILD_MAP (note_map, "request_notes", note_fields)
CHILD_MAP (evidence_map, "request_evidence", evidence_fields)

/* --- The MAC ---------------------------------------------------------------------------------- */

static gboolean
make_mac (KhTenantStore *self, const KhPetition *value, gint64 revision, guint8 *mac,
          GError **error)
{
  g_autoptr (GBytes) canonical = kh_petition_canonical (value, revision);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (canonical, &size);
  KhcBytes key = { kh_secret_get_bytes (self->petition_key),
                   kh_secret_get_size (self->petition_key) };
  KhcBytes part = { data, size };
  int result = khc_hmac_sha256 (key, &part, 1, mac);

  return result == KHC_OK || kh_error_from_khc (error, result, "The MAC of a request");
}

static gboolean
has_mac (KhTenantStore *self, const KhPetition *value)
{
  guint8 mac[KHC_SHA256_SIZE];
  gsize size = 0;
  gconstpointer stored = value->mac != NULL ? g_bytes_get_data (value->mac, &size) : NULL;

  return size == sizeof mac && make_mac (self, value, value->revision, mac, NULL)
         && khc_equal (stored, mac, sizeof mac);
}

/* --- Saving ----------------------------------------------------------------------------------- */

static gboolean
put_children (KhTenantStore *self, const KhMap *map, const char *parent, GPtrArray *rows,
              GError **error)
{
  if (!kh_map_delete_children (self->db, map, parent, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!kh_map_insert_child (self->db, map, parent, i, rows->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
kh_tenant_store_put_petition (KhTenantStore *self, KhPetition *value, GError **error)
{
  guint8 mac[KHC_SHA256_SIZE];

  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  if (!make_mac (self, value, value->revision + 1, mac, error))
    return FALSE;
  g_clear_pointer (&value->mac, g_bytes_unref);
  value->mac = g_bytes_new (mac, sizeof mac);
  return kh_map_put (self->db, &petition_map, value, error)
         && put_children (self, &environment_map, value->id, value->environments, error)
         && put_children (self, &note_map, value->id, value->notes, error)
         && put_children (self, &evidence_map, value->id, value->evidence, error);
}

gboolean
kh_tenant_store_delete_petition (KhTenantStore *self, const char *id, GError **error)
{
  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  return kh_map_delete (self->db, &petition_map, id, error);
}

/* --- Loading ---------------------------------------------------------------------------------- */

/* The three kinds of parts are read alike into what these make. */
static gboolean
load_parts (KhTenantStore *self, const KhMap *map, KhPetition *value,
            gpointer (*make) (KhPetition *value), GError **error)
{
  g_autoptr (KhStatement) statement = kh_map_select (self->db, map, value->id, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW)
    if (!kh_map_read (statement, map, make (value), error))
      return FALSE;
  return step == KH_STEP_DONE;
}

static gpointer
make_environment (KhPetition *value)
{
  return kh_petition_new_environment (value);
}

static gpointer
make_note (KhPetition *value)
{
  return kh_petition_new_note (value);
}

static gpointer
make_evidence (KhPetition *value)
{
  return kh_petition_new_evidence (value);
}

static KhPetition *
load_petition (KhTenantStore *self, KhStatement *statement, GError **error)
{
  g_autoptr (KhPetition) value = kh_petition_new ();

  if (!kh_map_read (statement, &petition_map, value, error)
      || !load_parts (self, &environment_map, value, make_environment, error)
      || !load_parts (self, &note_map, value, make_note, error)
      || !load_parts (self, &evidence_map, value, make_evidence, error))
    return NULL;
  value->altered = !has_mac (self, value);
  return g_steal_pointer (&value);
}

gboolean
kh_tenant_store_load_petitions (KhTenantStore *self, KhEstateBuilder *builder, GError **error)
{
  g_autoptr (KhStatement) statement = kh_map_select (self->db, &petition_map, NULL, error);
  KhStep step = KH_STEP_ERROR;

  while (statement != NULL && (step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    g_autoptr (KhPetition) value = load_petition (self, statement, error);

    if (value == NULL)
      return FALSE;
    kh_estate_builder_add_petition (builder, value);
  }
  return step == KH_STEP_DONE;
}
