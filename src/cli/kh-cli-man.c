/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns, verbs and options of a man page, from the tables that --help prints. */
#include "kh-cli-man.h"

#include "kh-cli-options.h"

static void
append_letter (GString *out, gunichar letter)
{
  static const struct {
    gunichar letter;
    const char *roff;
  } escapes[] = {
    { '\\', "\\e" },  { '-', "\\-" },   { '"', "\\(dq" }, { '\'', "\\(aq" },
    { '`', "\\(ga" }, { '^', "\\(ha" }, { '~', "\\(ti" }, { '\n', " " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (escapes[i].letter == letter) {
      g_string_append (out, escapes[i].roff);
      return;
    }
  if (letter < 0x80)
    g_string_append_c (out, (char)letter);
  else
    g_string_append_printf (out, "\\[u%04X]", letter);
}

static void
append_text (GString *out, const char *text)
{
  /* A dot at the beginning of a line would be a macro. */
  if (*text == '.')
    g_string_append (out, "\\&");
  for (; *text != '\0'; text = g_utf8_next_char (text))
    append_letter (out, g_utf8_get_char (text));
}

static void
append_styled (GString *out, char font, const char *text)
{
  g_string_append_printf (out, "\\f%c", font);
  append_text (out, text);
  g_string_append (out, "\\fR");
}

static void
append_line (GString *out, const char *text)
{
  append_text (out, text);
  g_string_append_c (out, '\n');
}

char *
kh_cli_man_text (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_text (out, text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_name (GString *out, const char *option, const char *value)
{
  append_styled (out, 'B', option);
  if (value == NULL)
    return;
  g_string_append_c (out, ' ');
  append_styled (out, 'I', value);
}

void
kh_cli_man_append_option (GString *out, const char *option, const char *value, const char *help)
{
  g_string_append (out, ".TP\n");
  append_name (out, option, value);
  g_string_append_c (out, '\n');
  append_line (out, help);
}

/* How the option and its value are written; @value is (transfer full) (nullable). */
static char *
name_of (const KhCliOption *option, char **value)
{
  gboolean more = option->kind == KH_CLI_MANY || option->kind == KH_CLI_PAIRS;

  *value = option->kind != KH_CLI_FLAG ? g_strconcat (option->value, more ? "…" : "", NULL) : NULL;
  return g_strconcat ("--", option->name, NULL);
}

static void
append_options (GString *out, const KhCliOption *options)
{
  for (; options != NULL && options->name != NULL; options++) {
    g_autofree char *value = NULL;
    g_autofree char *name = name_of (options, &value);

    kh_cli_man_append_option (out, name, value, options->help);
  }
}

static void
append_usage_option (GString *out, const KhCliOption *option)
{
  g_autofree char *value = NULL;
  g_autofree char *name = name_of (option, &value);

  g_string_append (out, option->required ? " " : " [");
  append_name (out, name, value);
  if (!option->required)
    g_string_append_c (out, ']');
}

static void
append_usage (GString *out, const KhCliVerb *verb)
{
  /* The verb of a noun may be without a name. */
  g_autofree char *words =
      g_strconcat ("keyholdctl ", verb->noun, *verb->verb != '\0' ? " " : "", verb->verb, NULL);

  append_styled (out, 'B', words);
  if (*verb->objects != '\0') {
    g_string_append_c (out, ' ');
    append_styled (out, 'I', verb->objects);
  }
  for (const KhCliOption *option = verb->options; option != NULL && option->name != NULL; option++)
    append_usage_option (out, option);
  g_string_append_c (out, '\n');
}

static void
append_verb (GString *out, const KhCliVerb *verb)
{
  g_string_append (out, ".PP\n");
  append_usage (out, verb);
  g_string_append (out, ".RS 4\n");
  append_line (out, verb->help);
  append_options (out, verb->options);
  g_string_append (out, ".RE\n");
}

/* Its help is a part of a sentence, which follows its name in --help; here it stands alone. */
static void
append_noun (GString *out, const KhCliNoun *noun)
{
  g_autofree char *help =
      g_strdup_printf ("%c%s.", g_ascii_toupper (noun->help[0]), noun->help + 1);

  g_string_append (out, ".SS ");
  append_line (out, noun->name);
  append_line (out, help);
  for (const KhCliVerb *verb = noun->verbs; verb->noun != NULL; verb++)
    append_verb (out, verb);
}

char *
kh_cli_man_options (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_options (out, kh_cli_global_options ());
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_man_verbs (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const KhCliNoun *noun = kh_cli_nouns (); noun->name != NULL; noun++)
    append_noun (out, noun);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
