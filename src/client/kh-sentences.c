/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the template that a sentence was made from, and fills its translation with the same words.
 */
#include "kh-sentences.h"

#include <string.h>

#include "kh-sentences-private.h"

#define PLACE "%s"
#define MOST_PLACES 8

static const char *const *const tables[] = {
  kh_sentences_base,  kh_sentences_domain, kh_sentences_import, kh_sentences_server,
  kh_sentences_store, kh_sentences_tenant, kh_sentences_wire,
};

/* What stands in the places of a template: pieces of the sentence. */
typedef struct {
  const char *start[MOST_PLACES];
  gsize length[MOST_PLACES];
  guint n;
} Words;

static gboolean
take (Words *words, const char *start, gsize length)
{
  if (length == 0 || words->n == MOST_PLACES)
    return FALSE;
  words->start[words->n] = start;
  words->length[words->n++] = length;
  return TRUE;
}

/* Whether @text was made from @template. The words of a place end where the letters after it first
 * occur, those of the last one where the sentence does. */
static gboolean
match (const char *template, const char *text, Words *words)
{
  const char *place = strstr (template, PLACE);

  words->n = 0;
  if (place == NULL)
    return g_str_equal (template, text);
  if (strncmp (template, text, (gsize)(place - template)) != 0)
    return FALSE;
  text += place - template;
  while (place != NULL) {
    const char *after = place + strlen (PLACE), *next = strstr (after, PLACE), *found;
    gsize letters = next != NULL ? (gsize)(next - after) : strlen (after);
    g_autofree char *piece = g_strndup (after, letters);

    if (next == NULL)
      found = g_str_has_suffix (text, piece) ? text + strlen (text) - letters : NULL;
    else
      found = letters == 0 ? NULL : strstr (text, piece);
    if (found == NULL || !take (words, text, (gsize)(found - text)))
      return FALSE;
    text = found + letters;
    place = next;
  }
  return TRUE;
}

/* Of all templates that fit, the one with the most letters of its own. (nullable) */
static const char *
find_template (const char *text, Words *words)
{
  const char *best = NULL;
  gsize most = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; tables[t][i] != NULL; i++) {
      const char *template = tables[t][i];
      Words found;
      gsize letters;

      if (!match (template, text, &found))
        continue;
      letters = strlen (template) - found.n * strlen (PLACE);
      if (best != NULL && letters <= most)
        continue;
      best = template;
      most = letters;
      *words = found;
    }
  return best;
}

static char *translate_one (const char *text, const char *(*translate) (const char *));

/* A part that is known itself, such as "The expiry date", is translated too; everything else is a
 * name. No name of one word is taken for a text. */
static void
append_words (GString *out, const Words *words, guint n, const char *(*translate) (const char *))
{
  g_autofree char *word = NULL, *known = NULL;

  if (n >= words->n)
    return;
  word = g_strndup (words->start[n], words->length[n]);
  known = strchr (word, ' ') != NULL ? translate_one (word, translate) : NULL;
  g_string_append (out, known != NULL ? known : word);
}

/* @format has %s in the order of the words, or %1$s, %2$s …. (transfer full) */
static char *
fill (const char *format, const Words *words, const char *(*translate) (const char *))
{
  GString *out = g_string_new (NULL);
  guint next = 0;

  while (*format != '\0') {
    if (g_str_has_prefix (format, PLACE)) {
      append_words (out, words, next++, translate);
      format += strlen (PLACE);
    } else if (format[0] == '%' && g_ascii_isdigit (format[1]) && format[2] == '$'
               && format[3] == 's') {
      append_words (out, words, (guint)(format[1] - '1'), translate);
      format += 4;
    } else {
      g_string_append_c (out, *format++);
    }
  }
  return g_string_free (out, FALSE);
}

/* (transfer full) (nullable) */
static char *
translate_one (const char *text, const char *(*translate) (const char *))
{
  Words words;
  const char *template = find_template (text, &words);

  return template == NULL ? NULL : fill (translate (template), &words, translate);
}

/* A full stop and a blank: a sentence may end there, and a name may hold one. */
static const char *
find_end (const char *text)
{
  const char *stop = strstr (text, ". ");

  return stop == NULL ? NULL : stop + 1;
}

/* (transfer full) (nullable): what comes of @text when it ends first where a known sentence may
 * end.
 * @unknown_rest: also where the rest is not known. */
static char *
translate_parts (const char *text, const char *(*translate) (const char *), gboolean unknown_rest)
{
  for (const char *end = find_end (text); end != NULL; end = find_end (end)) {
    g_autofree char *first = g_strndup (text, (gsize)(end - text));
    g_autofree char *one = translate_one (first, translate);
    g_autofree char *rest = one == NULL ? NULL : kh_sentence_with (end + 1, translate);

    if (rest != NULL || (one != NULL && unknown_rest))
      return g_strconcat (one, " ", rest != NULL ? rest : end + 1, NULL);
  }
  return NULL;
}

char *
kh_sentence_with (const char *english, const char *(*translate) (const char *template))
{
  /* The places of a sentence would take in a whole one before it. */
  char *text = translate_parts (english, translate, FALSE);

  if (text == NULL)
    text = translate_one (english, translate);
  return text != NULL ? text : translate_parts (english, translate, TRUE);
}

static const char *
from_catalog (const char *template)
{
  return dgettext (KH_GETTEXT_DOMAIN, template);
}

/* The entry of the empty text is the head of a catalog. */
static gboolean
has_catalog (void)
{
  static const char head[] = "";

  return *dgettext (KH_GETTEXT_DOMAIN, head) != '\0';
}

/* The same sentences are shown again and again, and lists are sorted by them: each is looked for
 * once.
 */
const char *
kh_said (const char *english)
{
  static GMutex mutex;
  static GHashTable *known; /* (element-type utf8 utf8): both interned */
  g_autofree char *translated = NULL;
  const char *said;

  if (english == NULL || *english == '\0' || !has_catalog ())
    return english;
  g_mutex_lock (&mutex);
  if (known == NULL)
    known = g_hash_table_new (g_str_hash, g_str_equal);
  said = g_hash_table_lookup (known, english);
  if (said == NULL && (translated = kh_sentence_with (english, from_catalog)) != NULL) {
    said = g_intern_string (translated);
    g_hash_table_insert (known, (gpointer)g_intern_string (english), (gpointer)said);
  }
  g_mutex_unlock (&mutex);
  return said != NULL ? said : english;
}
