/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of the handbook, from Mallard to blocks with Pango markup. */
#include "kh-handbook-private.h"

#include <string.h>

#define DEEPEST 8

/* What is open while a page is read. */
typedef struct {
  KhHelpPage *page;
  GString *markup;  /* of the block that is being filled */
  GString *words;   /* all texts */
  char *anchor;     /* (nullable): of a section whose title has not come yet */
  KhBlockKind note; /* what a paragraph outside of lists is */
  guint sections, lists;
  struct {
    KhBlockKind item; /* what a paragraph in it is */
    guint number;
  } list[DEEPEST + 1];                /* by how deep it lies, from 1 on */
  gboolean in_info, in_screen, begun; /* an item's number stands before its first paragraph alone */
} Reader;

/* Inline elements, and what they look like. */
static const struct {
  const char *element, *open, *close;
} inlines[] = {
  { "gui", "<b>", "</b>" },    { "key", "<tt>", "</tt>" },  { "cmd", "<tt>", "</tt>" },
  { "code", "<tt>", "</tt>" }, { "file", "<tt>", "</tt>" }, { "em", "<i>", "</i>" },
  { "guiseq", "", "" },        { "keyseq", "", "" },
};

static const char *
get_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

static gboolean
is_block (const char *element)
{
  return g_str_equal (element, "p") || g_str_equal (element, "title")
         || g_str_equal (element, "screen") || g_str_equal (element, "desc");
}

/* --- Blocks ---------------------------------------------------------------------------------- */

static void
add_block (Reader *self, KhBlockKind kind, guint level, guint number)
{
  KhBlock *block = g_new0 (KhBlock, 1);

  g_strchug (self->markup->str);
  self->markup->len = strlen (self->markup->str);
  block->kind = kind;
  block->level = level;
  block->number = number;
  block->markup = g_strchomp (g_strdup (self->markup->str));
  block->anchor = g_steal_pointer (&self->anchor);
  g_ptr_array_add (self->page->blocks, block);
}

static void
end_paragraph (Reader *self)
{
  if (self->lists == 0)
    add_block (self, self->note, 0, 0);
  else
    add_block (self, self->list[self->lists].item, self->lists,
               self->begun ? 0 : self->list[self->lists].number);
  self->begun = TRUE;
}

static void
end_title (Reader *self, gboolean in_item)
{
  if (in_item)
    add_block (self, KH_BLOCK_TERM, self->lists, 0);
  else if (self->page->title == NULL)
    self->page->title = g_strchomp (g_strdup (self->markup->str));
  else
    add_block (self, KH_BLOCK_TITLE, self->sections, 0);
}

static void
end_block (Reader *self, const char *element, const char *parent)
{
  if (g_str_equal (element, "p"))
    end_paragraph (self);
  else if (g_str_equal (element, "screen"))
    add_block (self, KH_BLOCK_SCREEN, self->lists, 0);
  else if (g_str_equal (element, "desc"))
    self->page->summary = g_strchomp (g_strdup (self->markup->str));
  else
    end_title (self, parent != NULL && g_str_equal (parent, "item"));
  g_string_append_c (self->words, '\n');
}

/* --- Elements -------------------------------------------------------------------------------- */

static void
begin_note (Reader *self, const char *style)
{
  self->note = g_strcmp0 (style, "warning") == 0     ? KH_BLOCK_WARNING
               : g_strcmp0 (style, "important") == 0 ? KH_BLOCK_IMPORTANT
                                                     : KH_BLOCK_TIP;
}

static void
begin_list (Reader *self, const char *element)
{
  self->lists = MIN (self->lists + 1, DEEPEST);
  self->list[self->lists].number = 0;
  self->list[self->lists].item = g_str_equal (element, "steps")   ? KH_BLOCK_STEP
                                 : g_str_equal (element, "terms") ? KH_BLOCK_TEXT
                                                                  : KH_BLOCK_ITEM;
}

static void
begin_link (Reader *self, const char **names, const char **values)
{
  const char *page = get_attribute (names, values, "xref");
  const char *href = get_attribute (names, values, "href");
  g_autofree char *address = page != NULL ? g_strconcat ("help:", page, NULL) : g_strdup (href);
  g_autofree char *escaped = g_markup_escape_text (address != NULL ? address : "", -1);

  if (!self->in_info)
    g_string_append_printf (self->markup, "<a href=\"%s\">", escaped);
  else if (g_strcmp0 (get_attribute (names, values, "type"), "guide") == 0 && page != NULL)
    g_ptr_array_add (self->page->guides, g_strdup (page));
  else if (page != NULL)
    g_ptr_array_add (self->page->topics,
                     g_strconcat (self->anchor != NULL ? self->anchor : "", " ", page, NULL));
}

static void
begin_inline (Reader *self, const char *element, const char *parent)
{
  /* Menus and keys in a row. */
  if (parent != NULL && g_str_has_suffix (parent, "seq")
      && !g_str_has_suffix (self->markup->str, "\002"))
    g_string_append (self->markup, g_str_equal (parent, "guiseq") ? " ▸ " : "+");
  if (self->markup->len > 0 && self->markup->str[self->markup->len - 1] == '\002')
    g_string_truncate (self->markup, self->markup->len - 1);
  for (guint i = 0; i < G_N_ELEMENTS (inlines); i++)
    if (g_str_equal (inlines[i].element, element))
      g_string_append (self->markup, inlines[i].open);
  if (g_str_has_suffix (element, "seq"))
    g_string_append_c (self->markup, '\002');
}

static const char *
get_parent (GMarkupParseContext *context)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  return stack != NULL && stack->next != NULL ? stack->next->data : NULL;
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names,
          const char **values, gpointer data, GError **error)
{
  Reader *self = data;

  if (is_block (element)) {
    g_string_truncate (self->markup, 0);
    self->in_screen = g_str_equal (element, "screen");
  } else if (g_str_equal (element, "info")) {
    self->in_info = TRUE;
  } else if (g_str_equal (element, "section")) {
    self->sections++;
    self->anchor = g_strdup (get_attribute (names, values, "id"));
  } else if (g_str_equal (element, "note")) {
    begin_note (self, get_attribute (names, values, "style"));
  } else if (g_str_equal (element, "list") || g_str_equal (element, "steps")
             || g_str_equal (element, "terms")) {
    begin_list (self, element);
  } else if (g_str_equal (element, "item")) {
    self->list[self->lists].number++;
    self->begun = FALSE;
  } else if (g_str_equal (element, "link")) {
    begin_link (self, names, values);
  } else {
    begin_inline (self, element, get_parent (context));
  }
}

/* The address of a link that had no words. */
static void
end_link (Reader *self)
{
  const char *open = self->in_info ? NULL : g_strrstr (self->markup->str, "<a href=\"help:");
  const char *address, *end;

  if (self->in_info)
    return;
  if (open != NULL && g_str_has_suffix (self->markup->str, "\">")) {
    address = open + strlen ("<a href=\"help:");
    end = strchr (address, '"');
    g_autofree char *page = g_strndup (address, (gsize)(end - address));

    g_string_append_printf (self->markup, "%c%s%c", KH_HELP_TITLE_OF, page, KH_HELP_TITLE_OF);
  }
  g_string_append (self->markup, "</a>");
}

static void
end_list (Reader *self)
{
  self->lists--;
  self->begun = TRUE;
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Reader *self = data;

  if (is_block (element))
    end_block (self, element, get_parent (context));
  else if (g_str_equal (element, "info"))
    self->in_info = FALSE;
  else if (g_str_equal (element, "section"))
    self->sections--;
  else if (g_str_equal (element, "note"))
    self->note = KH_BLOCK_TEXT;
  else if (g_str_equal (element, "list") || g_str_equal (element, "steps")
           || g_str_equal (element, "terms"))
    end_list (self);
  else if (g_str_equal (element, "link"))
    end_link (self);
  for (guint i = 0; i < G_N_ELEMENTS (inlines); i++)
    if (g_str_equal (inlines[i].element, element))
      g_string_append (self->markup, inlines[i].close);
  self->in_screen = self->in_screen && !g_str_equal (element, "screen");
}

/* Lines are broken where the window ends, except in commands. */
static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer data,
         GError **error)
{
  Reader *self = data;
  const char *parent = g_markup_parse_context_get_element (context);
  g_autofree char *escaped = g_markup_escape_text (text, (gssize)length);

  g_string_append_len (self->words, text, (gssize)length);
  if (g_str_has_suffix (parent, "seq"))
    return; /* blanks between its parts */
  for (const char *at = escaped; *at != '\0'; at++) {
    gboolean blank = !self->in_screen && g_ascii_isspace (*at);

    if (!blank)
      g_string_append_c (self->markup, *at);
    else if (self->markup->len == 0 || self->markup->str[self->markup->len - 1] != ' ')
      g_string_append_c (self->markup, ' ');
  }
}

KhHelpPage *
_kh_help_page_read (const char *id, GBytes *text, GError **error)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, NULL, NULL };
  Reader reader = { .page = _kh_help_page_new (id), .note = KH_BLOCK_TEXT };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  gsize size;
  const char *bytes = g_bytes_get_data (text, &size);
  gboolean read;

  reader.markup = g_string_new (NULL);
  reader.words = g_string_new (NULL);
  read = g_markup_parse_context_parse (context, bytes, (gssize)size, error)
         && g_markup_parse_context_end_parse (context, error);
  reader.page->words = g_utf8_strdown (reader.words->str, -1);
  if (reader.page->title == NULL)
    reader.page->title = g_strdup (id);
  if (reader.page->summary == NULL)
    reader.page->summary = g_strdup ("");
  g_string_free (reader.markup, TRUE);
  g_string_free (reader.words, TRUE);
  g_free (reader.anchor);
  if (read)
    return reader.page;
  _kh_help_page_free (reader.page);
  return NULL;
}
