/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a man page that are made from tables, as roff with the macros of man(7).
 *
 * In English, as --help is without a language. One thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): @text as roff prints it letter by letter, also at the beginning of a line. What
 * is not ASCII becomes an escape, so that no reader of the page has to guess its encoding. */
char *kh_cli_man_text (const char *text);

/* Appends an entry of a list of options. @option: with its hyphens. @value: (nullable). */
void kh_cli_man_append_option (GString *out, const char *option, const char *value,
                               const char *help);

/* (transfer full): the options that every verb of keyholdctl takes. */
char *kh_cli_man_options (void);
/* (transfer full): a subsection a noun, with the usage of each verb, its help and its options. */
char *kh_cli_man_verbs (void);

G_END_DECLS
