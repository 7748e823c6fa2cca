/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences of the tenant in another language: found by their templates, with what was put in. */
#include "kh-sentences.h"

#include <string.h>

#include "kh-sentences-private.h"

static const char *
mirror (const char *template)
{
  static const struct {
    const char *english, *other;
  } words[] = {
    { "%s (locks %s environments)", "<%s>, %s Umgebungen" },
    { "Disable key %s", "%s aus" },
    { "The key is disabled.", "Aus." },
    { "Environment in %s, policy in %s.", "Richtlinie in %2$s, Umgebung in %1$s." },
    { "The key \"%s\" is deleted; recover it first.", "„%s“ ist weg: erst holen." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].english, template))
      return words[i].other;
  return template;
}

static void
judge (const char *english, const char *wanted)
{
  g_autofree char *other = kh_sentence_with (english, mirror);

  g_assert_cmpstr (other, ==, wanted);
}

static void
test_words (void)
{
  judge ("The key is disabled.", "Aus.");
  judge ("Disable key kv-sales/cmk (locks 3 environments)", "<kv-sales/cmk aus>, 3 Umgebungen");
  judge ("Environment in Europe, policy in Asia.", "Richtlinie in Asia, Umgebung in Europe.");
  judge ("The key \"R&D <prod> 100% %s\" is deleted; recover it first.",
         "„R&D <prod> 100% %s“ ist weg: erst holen.");
  judge ("What nobody says.", NULL);
  judge ("The key is disabled. What nobody says.", "Aus. What nobody says.");
  judge ("The key is disabled. Environment in A, policy in B.",
         "Aus. Richtlinie in B, Umgebung in A.");
  /* A name with a full stop in it is no end. */
  judge ("The key \"a. b\" is deleted; recover it first.", "„a. b“ ist weg: erst holen.");
  judge ("", NULL);
}

/* Nothing is translated in a test, whose locale is C. */
static void
test_english (void)
{
  static const char text[] = "The key is disabled.";

  g_assert_true (kh_said (text) == text);
  g_assert_null (kh_said (NULL));
}

/* @template with a word in each place. (transfer full) */
static char *
fill (const char *template)
{
  g_auto (GStrv) parts = g_strsplit (template, "%s", -1);

  return g_strjoinv ("Xyz", parts);
}

/* Every sentence is found again, by its own template or by one with as many letters. */
static void
test_tables (void)
{
  const char *const *const tables[] = {
    kh_sentences_base,  kh_sentences_domain, kh_sentences_import, kh_sentences_server,
    kh_sentences_store, kh_sentences_tenant, kh_sentences_wire,
  };
  guint n = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; tables[t][i] != NULL; i++, n++) {
      g_autofree char *text = fill (tables[t][i]);
      g_autofree char *found = kh_sentence_with (text, mirror);

      if (found == NULL
          || (strstr (mirror (tables[t][i]), tables[t][i]) != NULL && !g_str_equal (found, text)))
        g_error ("\"%s\" is not found: %s", text, found);
    }
  g_assert_cmpuint (n, >, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/sentences/words", test_words);
  g_test_add_func ("/client/sentences/english", test_english);
  g_test_add_func ("/client/sentences/tables", test_tables);
  return g_test_run ();
}
