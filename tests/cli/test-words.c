/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of command lines, the table of verbs, and help. */
#include <string.h>

#include "kh-cli-context.h"
#include "kh-cli-fixture.h"
#include "kh-cli-man.h"

static KhCliWords *
parse (const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  return kh_cli_words_parse (words, error);
}

static void
test_anywhere (void)
{
  static const char *const lines[] = {
    "environment create Sales --type Production --geo unitedstates --dataverse -o json",
    "--geo unitedstates -ojson environment --dataverse create --type=Production Sales",
    "-o json --dataverse --type Production --geo=unitedstates environment create -- Sales",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhCliWords) words = parse (lines[i], &error);

    g_assert_no_error (error);
    g_assert_cmpstr (kh_cli_words_nth (words, 0), ==, "environment");
    g_assert_cmpstr (kh_cli_words_object (words, 0), ==, "Sales");
    g_assert_null (kh_cli_words_object (words, 1));
    g_assert_cmpstr (kh_cli_words_value (words, "type"), ==, "Production");
    g_assert_cmpstr (kh_cli_words_value (words, "geo"), ==, "unitedstates");
    g_assert_cmpstr (kh_cli_words_value (words, "output"), ==, "json");
    g_assert_true (kh_cli_words_flag (words, "dataverse"));
    g_assert_false (kh_cli_words_flag (words, "yes"));
    g_assert_true (kh_cli_words_check (words, kh_cli_find_verb ("environment", "create"), &error));
  }
}

static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhCliWords) words = parse (
      "key create v/k --kty RSA --tag a=b c=d=e --tag f= --ops wrapKey --ops get,x -qv", &error);
  const char *const *tags;

  g_assert_no_error (error);
  tags = kh_cli_words_values (words, "tag");
  g_assert_cmpstr (tags[0], ==, "a=b");
  g_assert_cmpstr (tags[1], ==, "c=d=e");
  g_assert_cmpstr (tags[2], ==, "f=");
  g_assert_null (tags[3]);
  g_assert_cmpstr (kh_cli_words_object (words, 0), ==, "v/k");
  g_assert_null (kh_cli_words_object (words, 1));
  g_assert_cmpuint (g_strv_length ((char **)kh_cli_words_values (words, "ops")), ==, 2);
  g_assert_true (kh_cli_words_flag (words, "quiet"));
  g_assert_true (kh_cli_words_flag (words, "verbose"));
}

/* Each of these is a usage error, and names what is wrong. */
static void
test_usage_errors (void)
{
  static const struct {
    const char *line, *says;
  } rows[] = {
    { "", "--help" },
    { "nonsense list", "noun" },
    { "vault nonsense", "verb" },
    { "vault", "verb" },
    { "vault list --nonsense", "--nonsense" },
    { "vault list --yes=1", "--yes" },
    { "vault create kv --region", "--region" },
    { "vault create kv", "--region" },
    { "vault create --region eastus", "NAME" },
    { "vault list extra", "extra" },
    { "vault list --kty RSA", "--kty" },
    { "vault list -x", "-x" },
    { "vault list -o", "-o" },
    { "vault list -o xml", "table" },
    { "help nonsense", "noun" },
    { "help vault nonsense", "verb" },
    { "key show nonsense", "VAULT/NAME" },
    { "operation wait", "--environment" },
    { "tenant set nonsense x", "setting" },
    { "tenant clock shift -5", "-5" },
    { "data list --environment e --store nonsense", "store" },
    { "data import --environment e --kind nonsense f", "kind" },
    { "vault list --server http://x", "--server" },
    { "certificate list", "noun" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (KhCliRun) run = kh_cli_fixture_run (rows[i].line, NULL);

    if (run->status != KH_EXIT_USAGE || strstr (run->err->str, rows[i].says) == NULL)
      g_error ("%s: status %d, %s", rows[i].line, run->status, run->err->str);
    g_assert_cmpstr (run->out->str, ==, "");
  }
}

static void
check_option (const KhCliOption *option, GHashTable *kinds)
{
  gpointer known = NULL;

  g_assert_nonnull (option->help);
  g_assert_true ((option->kind == KH_CLI_FLAG) == (option->value == NULL));
  if (g_hash_table_lookup_extended (kinds, option->name, NULL, &known)) {
    gboolean takes = option->kind != KH_CLI_FLAG;

    if (takes != GPOINTER_TO_INT (known))
      g_error ("--%s takes a value in one verb and none in another", option->name);
  } else {
    g_hash_table_insert (kinds, (gpointer)option->name,
                         GINT_TO_POINTER (option->kind != KH_CLI_FLAG));
  }
}

/* A word alone must tell whether a value follows, and help must have something to say. */
static void
test_table (void)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  guint verbs = 0;

  for (const KhCliOption *option = kh_cli_global_options (); option->name != NULL; option++)
    check_option (option, kinds);
  for (const KhCliNoun *noun = kh_cli_nouns (); noun->name != NULL; noun++)
    for (const KhCliVerb *verb = noun->verbs; verb->noun != NULL; verb++) {
      g_assert_cmpstr (verb->noun, ==, noun->name);
      g_assert_nonnull (verb->run);
      g_assert_nonnull (verb->help);
      g_assert_nonnull (verb->objects);
      g_assert_cmpuint (verb->min, <=, verb->max);
      g_assert_true ((verb->max == 0) == (*verb->objects == '\0'));
      g_assert_true (kh_cli_find_verb (noun->name, verb->verb) == verb);
      for (const KhCliOption *option = verb->options; option != NULL && option->name != NULL;
           option++)
        check_option (option, kinds);
      verbs++;
    }
  g_assert_cmpuint (verbs, >, 60);
}

static void
test_help (void)
{
  g_autoptr (KhCliRun) all = kh_cli_fixture_run ("--help", NULL);
  g_autoptr (KhCliRun) other = kh_cli_fixture_run ("help", NULL);

  g_assert_cmpint (all->status, ==, KH_EXIT_DONE);
  g_assert_cmpstr (all->out->str, ==, other->out->str);
  g_assert_cmpstr (all->err->str, ==, "");
  for (const KhCliNoun *noun = kh_cli_nouns (); noun->name != NULL; noun++) {
    g_assert_nonnull (strstr (all->out->str, noun->name));
    for (const KhCliVerb *verb = noun->verbs; verb->noun != NULL; verb++) {
      g_autofree char *line = g_strdup_printf ("help %s %s", verb->noun, verb->verb);
      g_autofree char *same = g_strdup_printf ("%s --help %s", verb->noun, verb->verb);
      g_autofree char *usage = g_strdup_printf ("Usage: keyholdctl %s %s", verb->noun, verb->verb);
      g_autoptr (KhCliRun) run = kh_cli_fixture_run (g_strchomp (line), NULL);
      g_autoptr (KhCliRun) again = kh_cli_fixture_run (g_strchomp (same), NULL);

      g_assert_cmpint (run->status, ==, KH_EXIT_DONE);
      g_assert_true (g_str_has_prefix (run->out->str, g_strchomp (usage)));
      g_assert_cmpstr (run->out->str, ==, again->out->str);
      for (const KhCliOption *option = verb->options; option != NULL && option->name != NULL;
           option++)
        g_assert_nonnull (strstr (run->out->str, option->name));
    }
  }
}

/* Nothing that roff takes for more than a letter is left of a text. */
static void
test_man_text (void)
{
  static const struct {
    const char *text, *roff;
  } rows[] = {
    { "", "" },
    { "customer-managed", "customer\\-managed" },
    { ".TH at the beginning", "\\&.TH at the beginning" },
    { "a dot. Inside", "a dot. Inside" },
    { "'quoted' \"twice\"", "\\(aqquoted\\(aq \\(dqtwice\\(dq" },
    { "C:\\n", "C:\\en" },
    { "`~^", "\\(ga\\(ti\\(ha" },
    { "FILE…", "FILE\\[u2026]" },
    { "two\n.lines", "two .lines" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *roff = kh_cli_man_text (rows[i].text);

    g_assert_cmpstr (roff, ==, rows[i].roff);
  }
}

static void
test_man_verbs (void)
{
  g_autofree char *verbs = kh_cli_man_verbs ();
  g_autofree char *options = kh_cli_man_options ();

  g_assert_nonnull (strstr (verbs, "\n.SS doctor\nLooks for what is wrong"));
  g_assert_nonnull (strstr (verbs, "\n.PP\n\\fBkeyholdctl doctor\\fR [\\fB\\-\\-log\\fR] "));
  g_assert_nonnull (strstr (verbs, " \\fB\\-\\-kty\\fR \\fI"));
  g_assert_nonnull (strstr (options, ".TP\n\\fB\\-\\-yes\\fR\n"));
}

/* What does not work is not in the texts of help. */
static void
test_help_is_honest (void)
{
  static const char *const missing[] = { "--server", "--profile", "service" };
  g_autoptr (GString) texts = g_string_new (NULL);
  g_autofree char *all = kh_cli_help_all ();

  g_string_append (texts, all);
  for (const KhCliNoun *noun = kh_cli_nouns (); noun->name != NULL; noun++) {
    g_autofree char *text = kh_cli_help_noun (noun);

    g_string_append (texts, text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++) {
    g_autofree char *word =
        g_strdup_printf ("\\b%s\\b", missing[i][0] == '-' ? missing[i] + 2 : missing[i]);

    if (g_str_equal (missing[i], "service"))
      continue;
    if (g_regex_match_simple (word, texts->str, 0, 0))
      g_error ("help speaks of %s", missing[i]);
  }
  g_assert_null (kh_cli_find_noun ("service"));
}

static void
test_version (void)
{
  g_autoptr (KhCliRun) run = kh_cli_fixture_run ("--version", NULL);

  g_assert_cmpint (run->status, ==, KH_EXIT_DONE);
  g_assert_cmpstr (run->out->str, ==, "keyholdctl " KH_VERSION "\n");
}

static void
test_keys (void)
{
  static const char *const good[] = { "kv-sales/cmk", "https://kv-sales.vault.localhost/keys/cmk",
                                      "https://kv-sales.vault.azure.net:443/keys/cmk" };
  static const char *const version[] = {
    "kv-sales/cmk/0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c",
    "https://kv-sales.vault.azure.net/keys/cmk/0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c"
  };
  static const char *const bad[] = { "",
                                     "cmk",
                                     "kv-sales/",
                                     "/cmk",
                                     "kv-sales/cmk/zz",
                                     "a/b/c/d",
                                     "kv-sales/c mk",
                                     "https://kv-sales/secrets/cmk" };

  for (guint i = 0; i < G_N_ELEMENTS (good) + G_N_ELEMENTS (version); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (KhCliKey) key = { NULL };
    gboolean whole = i < G_N_ELEMENTS (good);

    kh_cli_key_parse (whole ? good[i] : version[i - G_N_ELEMENTS (good)], &key, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (key.vault, ==, "kv-sales");
    g_assert_cmpstr (key.name, ==, "cmk");
    g_assert_cmpstr (key.version, ==, whole ? NULL : "0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c");
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (KhCliKey) key = { NULL };

    g_assert_false (kh_cli_key_parse (bad[i], &key, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_USAGE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/anywhere", test_anywhere);
  g_test_add_func ("/words/values", test_values);
  g_test_add_func ("/words/usage-errors", test_usage_errors);
  g_test_add_func ("/words/table", test_table);
  g_test_add_func ("/words/help", test_help);
  g_test_add_func ("/words/help-is-honest", test_help_is_honest);
  g_test_add_func ("/words/man-text", test_man_text);
  g_test_add_func ("/words/man-verbs", test_man_verbs);
  g_test_add_func ("/words/version", test_version);
  g_test_add_func ("/words/keys", test_keys);
  return g_test_run ();
}
