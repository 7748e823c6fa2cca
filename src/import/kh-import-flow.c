/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of cloud flows and their triggers. */
#include "kh-import-flow.h"

#include <string.h>

#include "kh-json-scan.h"

#define SCHEMA "workflowdefinition.json"

void
kh_import_flow_clear (KhImportFlow *self)
{
  g_clear_pointer (&self->content, g_bytes_unref);
}

/* --- Members ------------------------------------------------------------------------------- */

/* What is looked for directly below an object, and what was found. */
typedef struct {
  const char *key;
  KhJsonSlice found; /* size 0: nothing; without its key */
} Search;

static gboolean
compare_key (const KhJsonSlice *slice, gpointer data, GError **error)
{
  Search *search = data;

  if (g_strcmp0 (slice->key, search->key) == 0) {
    search->found = *slice;
    search->found.key = NULL;
  }
  return TRUE;
}

/* FALSE if @object is none or has no such member; @object may be of size 0. */
static gboolean
get_member (const KhJsonSlice *object, const char *key, KhJsonSlice *member)
{
  Search search = { .key = key };
  gboolean ok = object->size > 0 && object->kind == KH_JSON_OBJECT
                && kh_json_visit (object->raw, object->size, NULL, compare_key, &search, NULL);

  *member = search.found;
  return ok && member->size > 0;
}

/* (transfer full) (nullable): a member that is a text. */
static char *
dup_text (const KhJsonSlice *object, const char *key)
{
  KhJsonSlice member;

  if (!get_member (object, key, &member) || member.kind != KH_JSON_STRING)
    return NULL;
  return kh_json_unescape (member.raw, member.size);
}

/* --- Triggers ------------------------------------------------------------------------------ */

/* Kinds of the trigger Request whose flows stay; "" is the one that has no kind, which is Http.
 * Those of the cured forms (PowerAppV2, Button, …) move. */
static gboolean
kind_stays (const char *kind)
{
  static const char *const kinds[] = { "", "Http", "PowerApp", "TeamsWebhook", NULL };

  for (guint i = 0; kinds[i] != NULL; i++) {
    if (g_ascii_strcasecmp (kind, kinds[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
look_at_trigger (const KhJsonSlice *trigger, gpointer data, GError **error)
{
  gboolean *stays = data;
  g_autofree char *type = dup_text (trigger, "type");
  g_autofree char *kind = dup_text (trigger, "kind");

  if (g_strcmp0 (type, "Request") == 0 && kind_stays (kind != NULL ? kind : ""))
    *stays = TRUE;
  return TRUE;
}

/* TRUE if @text is a definition; tells then whether it stays. */
static gboolean
look_at_text (const char *text, gsize size, gboolean *stays)
{
  const KhJsonSlice document = { .kind = KH_JSON_OBJECT, .raw = text, .size = size };
  KhJsonSlice properties, definition, triggers;
  g_autofree char *schema = NULL;

  if (!get_member (&document, "properties", &properties)
      || !get_member (&properties, "definition", &definition))
    return FALSE;
  schema = dup_text (&definition, "$schema");
  if (schema == NULL || strstr (schema, SCHEMA) == NULL)
    return FALSE;
  if (get_member (&definition, "triggers", &triggers) && triggers.kind == KH_JSON_OBJECT)
    kh_json_visit (triggers.raw, triggers.size, NULL, look_at_trigger, stays, NULL);
  return TRUE;
}

/* --- Reading ------------------------------------------------------------------------------- */

/* (transfer full) (nullable): the whole of it; NULL with @error. */
static GBytes *
read_all (KhImportSource *source, GError **error)
{
  g_autofree char *buffer = g_malloc (source->length);
  gsize got;

  if (!kh_import_source_read (source, 0, buffer, source->length, &got, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&buffer), got);
}

/* The first character of a JSON object; a byte order mark is none (formats.md 2.2). */
static gboolean
begins_object (const char *head, gsize size)
{
  gsize blank = 0;

  while (blank < size && g_ascii_isspace (head[blank]))
    blank++;
  return blank < size && head[blank] == '{';
}

gboolean
kh_import_flow_read (KhImportSource *source, KhImportFlow *flow, GError **error)
{
  char head[64];
  gsize got, size;
  g_autoptr (GBytes) content = NULL;

  *flow = (KhImportFlow){ 0 };
  if (source->length == 0 || source->length > KH_IMPORT_MAX_FLOW)
    return TRUE;
  if (!kh_import_source_read (source, 0, head, sizeof head, &got, error))
    return FALSE;
  if (!begins_object (head, got))
    return TRUE;
  content = read_all (source, error);
  if (content == NULL)
    return FALSE;
  const char *text = g_bytes_get_data (content, &size);
  if (g_strstr_len (text, (gssize)size, SCHEMA) != NULL && look_at_text (text, size, &flow->stays))
    flow->content = g_steal_pointer (&content);
  return TRUE;
}
