/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of --help, from the tables: they list what works and nothing else. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"

static void
append_row (GString *out, const char *left, const char *help)
{
  g_string_append_printf (out, "  %-34s  %s\n", left, help);
}

static char *
option_text (const KhCliOption *option)
{
  const char *more = option->kind == KH_CLI_MANY || option->kind == KH_CLI_PAIRS ? "…" : "";

  if (option->kind == KH_CLI_FLAG)
    return g_strdup_printf ("--%s", option->name);
  return g_strdup_printf ("--%s %s%s", option->name, option->value, more);
}

static void
append_options (GString *out, const KhCliOption *options)
{
  for (; options != NULL && options->name != NULL; options++) {
    g_autofree char *text = option_text (options);

    append_row (out, text, _ (options->help));
  }
}

static void
append_usage (GString *out, const KhCliVerb *verb)
{
  g_string_append_printf (out, "keyholdctl %s", verb->noun);
  if (*verb->verb != '\0')
    g_string_append_printf (out, " %s", verb->verb);
  if (*verb->objects != '\0')
    g_string_append_printf (out, " %s", verb->objects);
  for (const KhCliOption *option = verb->options; option != NULL && option->name != NULL;
       option++) {
    g_autofree char *text = option_text (option);

    g_string_append_printf (out, option->required ? " %s" : " [%s]", text);
  }
  g_string_append_c (out, '\n');
}

char *
kh_cli_help_verb (const KhCliVerb *verb)
{
  g_autoptr (GString) out = g_string_new (_ ("Usage: "));

  append_usage (out, verb);
  g_string_append_printf (out, "\n%s\n", _ (verb->help));
  if (verb->options != NULL) {
    g_string_append_printf (out, "\n%s\n", _ ("Options:"));
    append_options (out, verb->options);
  }
  g_string_append_printf (out, "\n%s\n", _ ("Options of every verb: keyholdctl --help"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_help_noun (const KhCliNoun *noun)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, _ ("keyholdctl %s: %s\n\n"), noun->name, _ (noun->help));
  for (const KhCliVerb *verb = noun->verbs; verb->noun != NULL; verb++) {
    g_autofree char *left =
        g_strconcat (verb->verb, *verb->objects != '\0' ? " " : "", verb->objects, NULL);

    append_row (out, left, _ (verb->help));
  }
  g_string_append_printf (out, _ ("\nOptions of a verb: keyholdctl help %s VERB\n"), noun->name);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_help_all (void)
{
  g_autoptr (GString) out =
      g_string_new (_ ("Usage: keyholdctl [OPTIONS] NOUN VERB [OBJECT...] [OPTIONS]\n\n"));

  for (const KhCliNoun *noun = kh_cli_nouns (); noun->name != NULL; noun++) {
    g_autoptr (GString) verbs = g_string_new (NULL);

    for (const KhCliVerb *verb = noun->verbs; verb->noun != NULL; verb++)
      if (*verb->verb != '\0')
        g_string_append_printf (verbs, "%s%s", verbs->len > 0 ? " · " : "", verb->verb);
    g_string_append_printf (out, "  %-12s %s\n", noun->name, _ (noun->help));
    if (verbs->len > 0)
      g_string_append_printf (out, "%15s%s\n", "", verbs->str);
  }
  g_string_append_printf (out, "\n%s\n", _ ("Options, which may stand anywhere:"));
  append_options (out, kh_cli_global_options ());
  g_string_append (out, _ ("\nMore: keyholdctl help NOUN [VERB]\n"
                           "Exit status: 0 done, 1 error, 2 usage, 3 not found, 4 refused, "
                           "5 conflict, 6 locked or sealed\n"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}
