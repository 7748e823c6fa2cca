/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log as evidence. */
#include "kh-audit-pack.h"

#include <string.h>

#include "kh-audit-pack-text.h"
#include "kh-tenant-api.h"
#include "kh-zip-writer.h"

typedef struct {
  KhClient *client;
  const KhAuditQuery *query;
  GCancellable *cancellable;
  KhZipWriter *zip;
  KhJson *log;       /* what the tenant says of its files */
  GPtrArray *packed; /* (element-type KhAuditPacked) */
  KhAuditPackFacts facts;
} Pack;

static void
packed_free (gpointer data)
{
  KhAuditPacked *file = data;

  g_free (file->path);
  g_free (file->sha256);
  g_free (file);
}

static gboolean
begin (Pack *self, const char *path, GError **error)
{
  g_autofree char *name = g_strconcat (KH_AUDIT_PACK_FOLDER "/", path, NULL);

  return kh_zip_writer_begin (self->zip, name, self->cancellable, error);
}

static gboolean
end (Pack *self, const char *path, GError **error)
{
  KhAuditPacked *file = g_new0 (KhAuditPacked, 1);

  file->path = g_strdup (path);
  g_ptr_array_add (self->packed, file);
  return kh_zip_writer_end (self->zip, &file->bytes, &file->sha256, self->cancellable, error);
}

static gboolean
add_bytes (Pack *self, const char *path, const void *bytes, gsize size, GError **error)
{
  return begin (self, path, error)
         && kh_zip_writer_write (self->zip, bytes, size, self->cancellable, error)
         && end (self, path, error);
}

static gboolean
add_text (Pack *self, const char *path, const char *text, GError **error)
{
  return add_bytes (self, path, text, strlen (text), error);
}

/* --- The log ---------------------------------------------------------------------------------- */

/* What is done with each of its files. */
typedef gboolean (*Take) (Pack *self, const char *name, GBytes *bytes, GError **error);

static gboolean
read_each (Pack *self, Take take, GError **error)
{
  for (guint i = 0; i < kh_json_length (self->log, "value"); i++) {
    KhJson *file = kh_json_element (self->log, "value", i);
    const char *name = kh_json_string (file, "name");
    guint64 size = (guint64)kh_json_int (file, "bytes", 0);
    g_autoptr (GBytes) bytes = NULL;

    /* It becomes a path: the server is not trusted with it. */
    if (name == NULL || strchr (name, '/') != NULL || *name == '.') {
      kh_set_error_facts (error, KH_ERROR_REMOTE, name, "NameNotValid", NULL,
                          "The log has a file with a name that cannot be its own");
      return FALSE;
    }
    bytes = kh_client_call (self->client, kh_audit_api_file (name, size), self->cancellable, error);
    if (bytes == NULL || !take (self, name, bytes, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_in_span (Pack *self, const char *line, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, size);
  g_autoptr (KhJson) record = NULL;
  KhTime time;

  if (self->query->since == 0 && self->query->until == 0)
    return TRUE;
  record = kh_json_parse_object (bytes, NULL);
  /* What cannot be read is left to the verifier, which says so. */
  if (record == NULL)
    return FALSE;
  time = kh_json_time (record, "time");
  return time >= self->query->since && (self->query->until == 0 || time < self->query->until);
}

static gboolean
take_lines (Pack *self, const char *name, GBytes *bytes, GError **error)
{
  gsize left;
  const char *line = g_bytes_get_data (bytes, &left);

  if (!g_str_has_suffix (name, ".jsonl"))
    return TRUE;
  while (left > 0) {
    const char *newline = memchr (line, '\n', left);
    gsize size = newline != NULL ? (gsize)(newline - line) + 1 : left;

    self->facts.records++;
    if (is_in_span (self, line, size)) {
      self->facts.chosen++;
      if (!kh_zip_writer_write (self->zip, line, size, self->cancellable, error))
        return FALSE;
    }
    line += size;
    left -= size;
  }
  return TRUE;
}

static gboolean
take_whole (Pack *self, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_strconcat ("audit/", name, NULL);
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  return add_bytes (self, path, data, size, error);
}

static gboolean
add_log (Pack *self, GError **error)
{
  return begin (self, "records.jsonl", error) && read_each (self, take_lines, error)
         && end (self, "records.jsonl", error) && read_each (self, take_whole, error);
}

/* --- What goes with it ------------------------------------------------------------------------ */

static gboolean
add_keys (Pack *self, GError **error)
{
  const char *note = kh_json_string (self->log, "note");
  const char *key = kh_json_string (self->log, "publicKey");
  g_autofree char *line = NULL;

  if (key == NULL) {
    kh_set_error_facts (error, KH_ERROR_REMOTE, "publicKey", NULL, NULL,
                        "The log's public key is missing in the answer");
    return FALSE;
  }
  line = g_strconcat (key, "\n", NULL);
  return add_text (self, "public-key.txt", line, error)
         && (note == NULL || add_text (self, "checkpoint.txt", note, error));
}

static gboolean
add_words (Pack *self, GError **error)
{
  g_autofree char *readme = kh_audit_pack_readme (&self->facts);
  g_autofree char *manifest = NULL;
  g_autofree char *sums = NULL;

  if (!add_text (self, "README.txt", readme, error))
    return FALSE;
  manifest = kh_audit_pack_manifest (&self->facts, self->packed);
  if (!add_text (self, "manifest.json", manifest, error))
    return FALSE;
  sums = kh_audit_pack_sums (self->packed);
  return add_text (self, "SHA256SUMS", sums, error);
}

static gboolean
write_all (Pack *self, GError **error)
{
  return add_log (self, error) && add_keys (self, error) && add_words (self, error)
         && kh_zip_writer_finish (self->zip, self->cancellable, error);
}

gboolean
kh_audit_pack_write (KhClient *client, const KhAuditQuery *query, GOutputStream *stream,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (KhJson) log = kh_client_call (client, kh_audit_api_files (), cancellable, error);
  g_autoptr (KhJson) clock = NULL;
  g_autoptr (KhJson) tenant = NULL;
  g_autoptr (KhZipWriter) zip = NULL;
  g_autoptr (GPtrArray) packed = g_ptr_array_new_with_free_func (packed_free);
  Pack self = { client, query, cancellable, NULL, log, packed, { 0 } };

  if (log != NULL)
    clock = kh_client_call (client, kh_tenant_api_clock (), cancellable, error);
  if (clock != NULL)
    tenant = kh_client_call (client, kh_tenant_api_get (), cancellable, error);
  if (tenant == NULL)
    return FALSE;
  self.facts.now = kh_json_time (clock, "now");
  self.facts.since = query->since;
  self.facts.until = query->until;
  self.facts.organization = kh_json_string (tenant, "name");
  self.facts.tenant = kh_json_string (log, "tenant");
  self.facts.log = kh_json_string (log, "log");
  self.facts.public_key = kh_json_string (log, "publicKey");
  self.facts.is_signed = kh_json_has (log, "note");
  zip = kh_zip_writer_new (stream, self.facts.now);
  self.zip = zip;
  return write_all (&self, error);
}
