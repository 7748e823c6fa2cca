/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a command line: nouns, verbs, options and objects, by one table.
 *
 * Options may stand anywhere, so a word alone must tell whether it takes a value: an option name
 * means the same kind in every verb (a test checks the table). Values live as long as the
 * KhCliWords; one thread.
 */
#pragma once

#include "kh-error.h"

G_BEGIN_DECLS

typedef struct _KhCli KhCli;

typedef enum {
  KH_CLI_FLAG,  /* no value */
  KH_CLI_VALUE, /* one value, the last one counts */
  KH_CLI_MANY,  /* may be given more than once */
  KH_CLI_PAIRS, /* like MANY; following words with an equals sign belong to it too */
} KhCliKind;

typedef struct {
  const char *name; /* without the two hyphens; NULL ends a table */
  KhCliKind kind;
  const char *value; /* how the value is written in the usage, for example "GEO" */
  const char *help;
  gboolean required;
} KhCliOption;

typedef struct {
  const char *noun;
  const char *verb;
  const char *objects; /* how the objects are written in the usage; "" where there are none */
  guint min, max;      /* number of objects */
  const char *help;
  const KhCliOption *options; /* (nullable) */
  int (*run) (KhCli *cli);
} KhCliVerb;

typedef struct {
  const char *name; /* NULL ends the table */
  const char *help;
  const KhCliVerb *verbs; /* ends with noun NULL */
} KhCliNoun;

/* The whole table, and the options that every verb takes. Static. */
const KhCliNoun *kh_cli_nouns (void);
const KhCliOption *kh_cli_global_options (void);
/* (nullable): the verb of a noun; @verb may be NULL where a noun has one verb without a name. */
const KhCliVerb *kh_cli_find_verb (const char *noun, const char *verb);
const KhCliNoun *kh_cli_find_noun (const char *noun);

typedef struct _KhCliWords KhCliWords;

/* Splits @arguments (without the program's name). Errors: USAGE. */
KhCliWords *kh_cli_words_parse (char **arguments, GError **error);
void kh_cli_words_free (KhCliWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhCliWords, kh_cli_words_free)
/* Checks options, required options and the number of objects against @verb. Errors: USAGE. */
gboolean kh_cli_words_check (KhCliWords *self, const KhCliVerb *verb, GError **error);

/* (nullable): noun, verb, then the objects. */
const char *kh_cli_words_nth (KhCliWords *self, guint n);
/* Objects of the verb, counted from 0; NULL after the last. */
const char *kh_cli_words_object (KhCliWords *self, guint n);
gboolean kh_cli_words_flag (KhCliWords *self, const char *option);
/* (nullable) */
const char *kh_cli_words_value (KhCliWords *self, const char *option);
/* (transfer none): all values of an option, none is an empty list; NULL-terminated. */
const char *const *kh_cli_words_values (KhCliWords *self, const char *option);

G_END_DECLS
