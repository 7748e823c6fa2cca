/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the handbook, and how they are found. */
#include "kh-handbook-private.h"

#include <string.h>

#define SUFFIX ".page"

struct _KhHandbook {
  GPtrArray *pages; /* (element-type KhHelpPage), by title */
};

static void
block_free (gpointer data)
{
  KhBlock *block = data;

  g_free (block->markup);
  g_free (block->anchor);
  g_free (block);
}

KhHelpPage *
_kh_help_page_new (const char *id)
{
  KhHelpPage *page = g_new0 (KhHelpPage, 1);

  page->id = g_strdup (id);
  page->guides = g_ptr_array_new_with_free_func (g_free);
  page->topics = g_ptr_array_new_with_free_func (g_free);
  page->blocks = g_ptr_array_new_with_free_func (block_free);
  return page;
}

void
_kh_help_page_free (KhHelpPage *page)
{
  g_ptr_array_unref (page->guides);
  g_ptr_array_unref (page->topics);
  g_ptr_array_unref (page->blocks);
  g_free (page->id);
  g_free (page->title);
  g_free (page->summary);
  g_free (page->words);
  g_free (page);
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const KhHelpPage *one = *(gpointer *)a, *other = *(gpointer *)b;

  return g_utf8_collate (one->title, other->title);
}

static gboolean
add_page (KhHandbook *self, const char *path, const char *name, GError **error)
{
  g_autofree char *full = g_strconcat (path, "/", name, NULL);
  g_autofree char *id = g_strndup (name, strlen (name) - strlen (SUFFIX));
  g_autoptr (GBytes) text = g_resources_lookup_data (full, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  KhHelpPage *page = text == NULL ? NULL : _kh_help_page_read (id, text, error);

  if (page != NULL)
    g_ptr_array_add (self->pages, page);
  return page != NULL;
}

/* A link without words of its own has the title of its page, which is markup already. */
static void
fill_links (KhHandbook *self, KhBlock *block)
{
  for (char *mark = strchr (block->markup, KH_HELP_TITLE_OF); mark != NULL;
       mark = strchr (block->markup, KH_HELP_TITLE_OF)) {
    char *end = strchr (mark + 1, KH_HELP_TITLE_OF);
    g_autofree char *before = g_strndup (block->markup, (gsize)(mark - block->markup));
    g_autofree char *address = g_strndup (mark + 1, (gsize)(end - mark - 1));
    const KhHelpPage *page = kh_handbook_find (self, address);
    char *filled = g_strconcat (before, page != NULL ? page->title : address, end + 1, NULL);

    g_free (block->markup);
    block->markup = filled;
  }
}

KhHandbook *
kh_handbook_new (const char *path, GError **error)
{
  g_autoptr (KhHandbook) self = g_new0 (KhHandbook, 1);
  g_auto (GStrv) names = g_resources_enumerate_children (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)_kh_help_page_free);
  if (names == NULL)
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], SUFFIX) && !add_page (self, path, names[i], error))
      return NULL;
  g_ptr_array_sort (self->pages, compare_titles);
  for (guint i = 0; i < self->pages->len; i++) {
    KhHelpPage *page = self->pages->pdata[i];

    for (guint b = 0; b < page->blocks->len; b++)
      fill_links (self, page->blocks->pdata[b]);
  }
  return g_steal_pointer (&self);
}

void
kh_handbook_free (KhHandbook *self)
{
  g_ptr_array_unref (self->pages);
  g_free (self);
}

const KhHelpPage *
kh_handbook_find (KhHandbook *self, const char *address)
{
  const char *begin = g_str_has_prefix (address, "help:") ? address + strlen ("help:") : address;
  gsize length = strcspn (begin, "#");

  for (guint i = 0; i < self->pages->len; i++) {
    const KhHelpPage *page = self->pages->pdata[i];

    if (strlen (page->id) == length && strncmp (page->id, begin, length) == 0)
      return page;
  }
  return NULL;
}

GPtrArray *
kh_handbook_get_pages (KhHandbook *self)
{
  return self->pages;
}

/* What the guide lists itself: its topics have the section in front. */
static void
list_topics (KhHandbook *self, const char *guide, GPtrArray *listed)
{
  const KhHelpPage *page = kh_handbook_find (self, guide);
  const char *section = strchr (guide, '#');

  for (guint i = 0; page != NULL && i < page->topics->len; i++) {
    g_auto (GStrv) words = g_strsplit (page->topics->pdata[i], " ", 2);
    const KhHelpPage *topic = kh_handbook_find (self, words[1]);

    if (topic != NULL && g_str_equal (words[0], section != NULL ? section + 1 : ""))
      g_ptr_array_add (listed, (gpointer)topic);
  }
}

GPtrArray *
kh_handbook_list (KhHandbook *self, const char *guide)
{
  GPtrArray *listed = g_ptr_array_new ();

  list_topics (self, guide, listed);
  for (guint i = 0; i < self->pages->len; i++) {
    KhHelpPage *page = self->pages->pdata[i];

    if (!g_ptr_array_find (listed, page, NULL)
        && g_ptr_array_find_with_equal_func (page->guides, guide, g_str_equal, NULL))
      g_ptr_array_add (listed, page);
  }
  return listed;
}

gboolean
kh_help_page_matches (const KhHelpPage *page, const char *search)
{
  g_autofree char *lower = g_utf8_strdown (search, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (page->words, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
