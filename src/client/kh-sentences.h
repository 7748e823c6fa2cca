/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tenant says, in the language of the user.
 *
 * Everything on the wire is English: errors, findings, steps of repair, consequences. Where a
 * program shows such a sentence to a person it asks here for it. The sentences are known by the
 * tables of sentences/, which build-aux/sentences makes from the sources that say them. What was
 * put into one, such as a name, is found again and put into the translation.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer none) (nullable): @english itself where it is no sentence of the tables, where there is
 * no translation, and in an English locale; NULL for NULL. Several sentences, each ended by a full
 * stop, are taken one by one. What is returned besides is kept until the program ends, as what a
 * program shows is the same again and again. Any thread. */
const char *kh_said (const char *english);
/* (transfer full) (nullable): the same with translations of the caller's, which has one for each
 * template; NULL where @english is no sentence of the tables. */
char *kh_sentence_with (const char *english, const char *(*translate) (const char *template));

G_END_DECLS
