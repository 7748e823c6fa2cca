/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal addresses of pages and objects. */
#include "kh-uri.h"

#include <string.h>

static const char *const sections[KH_N_SECTIONS] = {
  [KH_SECTION_ENVIRONMENTS] = "environments",
  [KH_SECTION_POLICIES] = "policies",
  [KH_SECTION_KEYS] = "keys",
  [KH_SECTION_VAULTS] = "vaults",
  [KH_SECTION_OPERATIONS] = "operations",
  [KH_SECTION_RECOMMENDATIONS] = "recommendations",
  [KH_SECTION_ACTIVITY] = "activity",
  [KH_SECTION_OVERVIEW] = "overview",
  [KH_SECTION_REQUESTS] = "requests",
};

gboolean
kh_section_get_kind (KhSectionId section, KhItemKind *kind)
{
  if ((guint)section >= KH_N_ITEM_KINDS)
    return FALSE;
  if (kind != NULL)
    *kind = (KhItemKind)section;
  return TRUE;
}

void
kh_uri_clear (KhUri *self)
{
  g_clear_pointer (&self->object, g_free);
  g_clear_pointer (&self->part, g_free);
  g_clear_pointer (&self->filters, g_free);
  g_clear_pointer (&self->search, g_free);
}

static gboolean
find_section (const char *name, KhSectionId *section)
{
  for (guint i = 0; i < KH_N_SECTIONS; i++)
    if (g_strcmp0 (sections[i], name) == 0) {
      *section = (KhSectionId)i;
      return TRUE;
    }
  return FALSE;
}

/* Segments after the section: a key has two for itself. FALSE when there are too many. */
static gboolean
take_object (KhUri *uri, char **segments)
{
  guint n = g_strv_length (segments);
  guint own = uri->section == KH_SECTION_KEYS ? 2 : 1;

  if (n == 0)
    return TRUE;
  if (uri->section == KH_SECTION_OVERVIEW || n < own || n > own + 1)
    return FALSE;
  uri->object =
      own == 2 ? g_strconcat (segments[0], "/", segments[1], NULL) : g_strdup (segments[0]);
  uri->part = n > own ? g_strdup (segments[own]) : NULL;
  return TRUE;
}

static gboolean
take_query (KhUri *uri, const char *query)
{
  g_autoptr (GHashTable) values = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  if (values == NULL)
    return FALSE;
  uri->filters = g_strdup (query);
  uri->search = g_strdup (g_hash_table_lookup (values, "q"));
  return TRUE;
}

/* Every segment unescaped, empty ones left out; NULL when one is not valid. */
static char **
split_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *segment = g_uri_unescape_string (parts[i], NULL);

    if (segment == NULL)
      return NULL;
    if (*segment != '\0')
      g_strv_builder_add (builder, segment);
  }
  return g_strv_builder_end (builder);
}

gboolean
kh_uri_parse (const char *text, KhUri *uri, GError **error)
{
  g_auto (KhUri) parsed = { 0 };
  g_auto (GStrv) halves = NULL;
  g_auto (GStrv) segments = NULL;

  if (g_str_has_prefix (text, "keyhold:")) {
    halves = g_strsplit (text + strlen ("keyhold:"), "?", 2);
    segments = halves[0] != NULL ? split_path (halves[0]) : NULL;
  }
  if (segments == NULL || segments[0] == NULL || !find_section (segments[0], &parsed.section)
      || !take_object (&parsed, segments + 1)
      || (halves[1] != NULL && !take_query (&parsed, halves[1]))) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, text, NULL,
                        "Addresses look like keyhold:environments or keyhold:keys/VAULT/NAME.",
                        "There is no page with this address");
    return FALSE;
  }
  *uri = parsed;
  memset (&parsed, 0, sizeof parsed);
  return TRUE;
}

char *
kh_uri_format_section (KhSectionId section, const char *object)
{
  g_autofree char *escaped = NULL;

  if (object == NULL)
    return g_strconcat ("keyhold:", sections[section], NULL);
  escaped = g_uri_escape_string (object, section == KH_SECTION_KEYS ? "/" : NULL, TRUE);
  return g_strconcat ("keyhold:", sections[section], "/", escaped, NULL);
}

char *
kh_uri_format (KhItemKind kind, const char *object)
{
  return kh_uri_format_section ((KhSectionId)kind, object);
}

char *
kh_uri_of_item (KhItem *item)
{
  const char *vault = kh_item_string (item, "vault");
  g_autofree char *holder = NULL;

  /* A deleted key has no page of its own: its vault tells of it. */
  if (kh_item_get_kind (item) == KH_ITEM_KEY && kh_item_is_deleted (item) && vault != NULL) {
    holder = kh_uri_format (KH_ITEM_VAULT, vault);
    return g_strconcat (holder, "/deleted", NULL);
  }
  return kh_uri_format (kh_item_get_kind (item), kh_item_get_id (item));
}
