/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of command lines. */
#include "kh-cli-options.h"

#include <string.h>

#include "kh-cli-i18n.h"

struct _KhCliWords {
  GPtrArray *words;    /* (element-type utf8) noun, verb, objects */
  GHashTable *options; /* name to GPtrArray of values; NULL-terminated */
};

static const KhCliOption *
find_in (const KhCliOption *options, const char *name)
{
  for (; options != NULL && options->name != NULL; options++)
    if (g_str_equal (options->name, name))
      return options;
  return NULL;
}

/* The meaning of an option, in whatever verb it is. */
static const KhCliOption *
find_anywhere (const char *name)
{
  const KhCliOption *found = find_in (kh_cli_global_options (), name);

  for (const KhCliNoun *noun = kh_cli_nouns (); found == NULL && noun->name != NULL; noun++)
    for (const KhCliVerb *verb = noun->verbs; found == NULL && verb->noun != NULL; verb++)
      found = find_in (verb->options, name);
  return found;
}

static void
add_value (KhCliWords *self, const char *name, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (self->options, name);

  if (values == NULL) {
    values = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (values, NULL);
    g_hash_table_insert (self->options, g_strdup (name), values);
  }
  g_ptr_array_insert (values, (int)values->len - 1, g_strdup (value));
}

static gboolean
usage (GError **error, const char *format, const char *what)
{
  g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = g_strdup_printf (format, what);
#pragma GCC diagnostic pop
  kh_set_error_facts (error, KH_ERROR_USAGE, what, NULL, NULL, message);
  return FALSE;
}

/* Takes one option at @arguments[*i], and its value where it has one. */
static gboolean
parse_long (KhCliWords *self, char **arguments, guint *i, GError **error)
{
  const char *text = arguments[*i] + 2;
  const char *equals = strchr (text, '=');
  g_autofree char *name =
      equals != NULL ? g_strndup (text, (gsize)(equals - text)) : g_strdup (text);
  const KhCliOption *option = find_anywhere (name);

  if (option == NULL)
    return usage (error, _ ("There is no option --%s"), name);
  if (option->kind == KH_CLI_FLAG) {
    if (equals != NULL)
      return usage (error, _ ("The option --%s takes no value"), name);
    add_value (self, name, "");
    return TRUE;
  }
  if (equals == NULL && arguments[*i + 1] == NULL)
    return usage (error, _ ("The option --%s needs a value"), name);
  add_value (self, name, equals != NULL ? equals + 1 : arguments[++*i]);
  while (option->kind == KH_CLI_PAIRS && arguments[*i + 1] != NULL && arguments[*i + 1][0] != '-'
         && strchr (arguments[*i + 1], '=') != NULL)
    add_value (self, name, arguments[++*i]);
  return TRUE;
}

static gboolean
parse_short (KhCliWords *self, char **arguments, guint *i, GError **error)
{
  for (const char *letter = arguments[*i] + 1; *letter != '\0'; letter++) {
    switch (*letter) {
    case 'q':
      add_value (self, "quiet", "");
      break;
    case 'v':
      add_value (self, "verbose", "");
      break;
    case 'h':
      add_value (self, "help", "");
      break;
    case 'o':
      if (letter[1] == '\0' && arguments[*i + 1] == NULL)
        return usage (error, _ ("The option -%s needs a value"), "o");
      add_value (self, "output", letter[1] != '\0' ? letter + 1 : arguments[++*i]);
      return TRUE;
    default:
      return usage (error, _ ("There is no option %s"), arguments[*i]);
    }
  }
  return TRUE;
}

static gboolean
parse_all (KhCliWords *self, char **arguments, GError **error)
{
  gboolean options_over = FALSE;

  for (guint i = 0; arguments[i] != NULL; i++) {
    const char *word = arguments[i];

    if (options_over || word[0] != '-' || word[1] == '\0')
      g_ptr_array_add (self->words, g_strdup (word));
    else if (g_str_equal (word, "--"))
      options_over = TRUE;
    else if (!(word[1] == '-' ? parse_long : parse_short) (self, arguments, &i, error))
      return FALSE;
  }
  return TRUE;
}

KhCliWords *
kh_cli_words_parse (char **arguments, GError **error)
{
  g_autoptr (KhCliWords) self = g_new0 (KhCliWords, 1);

  self->words = g_ptr_array_new_with_free_func (g_free);
  self->options =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  if (!parse_all (self, arguments, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
kh_cli_words_free (KhCliWords *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->words);
  g_hash_table_unref (self->options);
  g_free (self);
}

static gboolean
check_options (KhCliWords *self, const KhCliVerb *verb, GError **error)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->options);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_in (verb->options, name) == NULL && find_in (kh_cli_global_options (), name) == NULL) {
      g_autofree char *what = g_strdup_printf ("%s %s", verb->noun, verb->verb);
      g_autofree char *message =
          g_strdup_printf (_ ("%s takes no option --%s"), what, (char *)name);

      kh_set_error_facts (error, KH_ERROR_USAGE, name, NULL, NULL, message);
      return FALSE;
    }
  for (const KhCliOption *option = verb->options; option != NULL && option->name != NULL; option++)
    if (option->required && !kh_cli_words_flag (self, option->name))
      return usage (error, _ ("The option --%s is missing"), option->name);
  return TRUE;
}

gboolean
kh_cli_words_check (KhCliWords *self, const KhCliVerb *verb, GError **error)
{
  guint objects = self->words->len > 2 ? self->words->len - 2 : 0;

  if (!check_options (self, verb, error))
    return FALSE;
  if (objects < verb->min)
    return usage (error, _ ("Something is missing: %s"), verb->objects);
  if (objects > verb->max)
    return usage (error, _ ("Too much is given: %s"),
                  g_ptr_array_index (self->words, 2 + verb->max));
  return TRUE;
}

const char *
kh_cli_words_nth (KhCliWords *self, guint n)
{
  return n < self->words->len ? g_ptr_array_index (self->words, n) : NULL;
}

const char *
kh_cli_words_object (KhCliWords *self, guint n)
{
  return kh_cli_words_nth (self, n + 2);
}

gboolean
kh_cli_words_flag (KhCliWords *self, const char *option)
{
  return g_hash_table_contains (self->options, option);
}

const char *const *
kh_cli_words_values (KhCliWords *self, const char *option)
{
  static const char *const none[] = { NULL };
  GPtrArray *values = g_hash_table_lookup (self->options, option);

  return values != NULL ? (const char *const *)values->pdata : none;
}

const char *
kh_cli_words_value (KhCliWords *self, const char *option)
{
  GPtrArray *values = g_hash_table_lookup (self->options, option);

  return values != NULL && values->len >= 2 ? g_ptr_array_index (values, values->len - 2) : NULL;
}
