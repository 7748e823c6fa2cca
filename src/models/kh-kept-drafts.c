/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts of wizards that were put aside. */
#include "kh-kept-drafts.h"

static GHashTable *drafts; /* "ORGANIZATION ADDRESS" to KhKeptDraft */

static void
kept_draft_free (gpointer data)
{
  KhKeptDraft *draft = data;

  g_variant_unref (draft->values);
  g_free (draft);
}

static char *
make_key (const char *organization, const char *address)
{
  return g_strconcat (organization, " ", address, NULL);
}

void
kh_kept_drafts_put (const char *organization, const char *address, GVariant *values, guint page,
                    KhTime at)
{
  KhKeptDraft *draft = g_new (KhKeptDraft, 1);

  if (drafts == NULL)
    drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_draft_free);
  draft->values = g_variant_ref_sink (values);
  draft->page = page;
  draft->at = at;
  g_hash_table_replace (drafts, make_key (organization, address), draft);
}

const KhKeptDraft *
kh_kept_drafts_find (const char *organization, const char *address)
{
  g_autofree char *key = make_key (organization, address);

  return drafts != NULL ? g_hash_table_lookup (drafts, key) : NULL;
}

void
kh_kept_drafts_drop (const char *organization, const char *address)
{
  g_autofree char *key = make_key (organization, address);

  if (drafts == NULL)
    return;
  g_hash_table_remove (drafts, key);
  if (g_hash_table_size (drafts) == 0)
    g_clear_pointer (&drafts, g_hash_table_unref);
}
